"""A person in a hurry: answers every question of a draft in the usual way, and writes nothing else."""

from __future__ import annotations

import re


def hurried(text: str) -> str:
    """Return a draft with a text for every open text, yes to what is to be confirmed, and the usual answers.

    A scale runs up, no item asks the other way round, and a number that may be a code is one.
    """
    text = text.replace('direction: "?"', "direction: up").replace('reverse: "?"', "reverse: false")
    text = re.sub(r"(?m)^    codes: .*$", lambda line: line[0].replace('"?"', "missing"), text)
    return text.replace('"?"', '"Kepercayaan"').replace('"? ', '"')
