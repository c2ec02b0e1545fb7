"""Texts as YAML scalars: what a file, its heading or its cells hold, written so that it is read back unchanged."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable

_PLAIN_KEY = re.compile(r"[A-Za-z_][A-Za-z0-9_]*", re.ASCII)
_WORDS = frozenset({"null", "true", "false", "yes", "no", "on", "off", "y", "n"})  # what some readers take for values


def quoted(text: str) -> str:
    r"""Return a text as a double-quoted scalar; signs that cannot be seen are written as escapes.

    Examples
    --------
    >>> print(quoted('Setuju\u00a0"4"'))
    "Setuju\xa0\"4\""
    """
    return '"' + "".join(map(_escaped, text)) + '"'


def key(name: str) -> str:
    """Return a text as a mapping key: plain if it is an identifier that means nothing else.

    Examples
    --------
    >>> key("RM1a"), key("no"), key("q/a")
    ('RM1a', '"no"', '"q/a"')
    """
    return name if _PLAIN_KEY.fullmatch(name) and name.casefold() not in _WORDS else quoted(name)


def flow_list(texts: Iterable[str]) -> str:
    """Return texts as a list on one line.

    Examples
    --------
    >>> flow_list(["Nama", "No HP"])
    '["Nama", "No HP"]'
    """
    return "[" + ", ".join(map(quoted, texts)) + "]"


def _escaped(sign: str) -> str:
    if sign in {'"', "\\"}:
        return "\\" + sign
    if sign == " " or unicodedata.category(sign)[0] not in "CZ":
        return sign
    return sign.encode("unicode_escape").decode("ascii")  # YAML knows each escape that Python writes
