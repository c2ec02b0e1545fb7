"""The sentences: flat dotted keys in ``en.json`` and ``id.json``; a missing key is an error, never a fallback."""

from __future__ import annotations

import json
import re
from collections.abc import Mapping
from functools import cache
from importlib.resources import files

LANGUAGES = ("en", "id")

_FORMS = re.compile(r"\{(\w+):([^{}|]*)\|([^{}|]*)\}")


@cache
def catalogue(lang: str) -> Mapping[str, str | dict[str, str]]:
    """Return all entries of one language."""
    if lang not in LANGUAGES:
        raise ValueError(f"language {lang!r} is not one of {', '.join(LANGUAGES)}")
    entries: dict[str, str | dict[str, str]] = json.loads(
        files("govassess.text").joinpath(f"{lang}.json").read_text(encoding="utf-8")
    )
    return entries


def has(key: str) -> bool:
    """Tell whether the catalogue holds ``key`` (both languages hold the same keys; a test sees to it)."""
    return key in catalogue("en")


def say(key: str, lang: str, /, **values: object) -> str:
    """Return the sentence ``key`` in ``lang`` with its ``{named}`` fields filled in.

    An entry of two forms (``{"one": ..., "other": ...}``; English only) is chosen by the field ``count``; within one,
    ``{rows} {rows:row|rows}`` chooses the word by the field it names.
    Numbers enter as they are to be read: format them first.

    Raises
    ------
    KeyError
        The key, or one of its fields, is missing.

    Examples
    --------
    >>> say("month.11", "id")
    'November'
    """
    return form_of(key, lang, values).format_map(values)


def form_of(key: str, lang: str, values: Mapping[str, object]) -> str:
    """Return the sentence ``key`` with its fields open, in the forms that its counts ask for."""
    entry = catalogue(lang)[key]
    if isinstance(entry, dict):
        entry = entry["one" if is_one(values["count"]) else "other"]
    return _FORMS.sub(lambda found: found[2] if is_one(values[found[1]]) else found[3], entry)


def is_one(value: object) -> bool:
    """Tell whether a number as it is printed, within an element or not, is one."""
    return re.sub(r"<[^>]*>", "", str(value)) == "1"
