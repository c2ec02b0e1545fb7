"""Texts of an instrument made fit for a form: no control characters, nothing that a tool takes for its own marks."""

from __future__ import annotations

import unicodedata

_NO_CHARACTERS = frozenset("\ufffe\uffff")  # no XML file may hold them


def lines(text: str) -> list[str]:
    r"""Return the lines of a text, each with single spaces and without control characters; empty ones are left out.

    Examples
    --------
    >>> lines("  First\tline \x07\n\n second ")
    ['First line', 'second']
    """
    kept = "".join(sign for sign in text if sign.isspace() or not _is_control(sign))
    return [line for line in (" ".join(part.split()) for part in kept.splitlines()) if line]


def one_line(text: str) -> str:
    r"""Return a text as one line.

    Examples
    --------
    >>> one_line("First\n second")
    'First second'
    """
    return " ".join(lines(text))


def widened(text: str, *marks: str) -> str:
    """Return a text in which the last character of each mark is a full-width one, so that no tool takes it for a mark.

    It looks the same to a person, and comparing (which folds widths, NFKC) finds the same text.

    Examples
    --------
    >>> widened("Costs ${RM1a} [[Block]]", "${", "[[", "]]")
    'Costs $｛RM1a} [［Block]］'
    """
    for mark in marks:
        text = text.replace(mark, mark[:-1] + chr(ord(mark[-1]) + 0xFEE0))
    return text


def shortened(text: str, most: int) -> str:
    """Return at most ``most`` characters of a text, the last one an ellipsis where it is cut."""
    return text if len(text) <= most else text[: most - 1].rstrip() + "…"


def _is_control(sign: str) -> bool:
    return unicodedata.category(sign) in {"Cc", "Cs"} or sign in _NO_CHARACTERS
