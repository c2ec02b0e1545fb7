"""The range and the words of a scale where a heading states them: ``Skala 1-5``, ``(1 = Buruk, 5 = Baik)``."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field

MOST = 10  # the highest point that is read as the end of a range

_TO = r"\s*(?:[-\u2010-\u2015]|to|until|through|sampai(?: dengan)?|s\s*[./]?\s*d\.?|hingga|al|a|à|até|bis)\s*"
_AND = r"\s*(?:and|dan|y|e|et|und)\s*"
_NAMED = r"\b(?:skala|scale|escala|échelle|nilai|rentang|range|rating|penilaian|skor|score)\b[^\d]{0,24}?"
_FROM = r"\b(?:dari|from|de|von|mulai)\s+"
_BETWEEN = r"\b(?:antara|between|entre|zwischen)\s+"
_NUMBER = r"(?<![\d.,])(-?\d{1,2})(?!\d|[.,]\d)"
_RANGES = tuple(
    re.compile(pattern, re.IGNORECASE)
    for pattern in (
        f"{_NAMED}{_NUMBER}{_TO}{_NUMBER}",
        f"{_FROM}{_NUMBER}{_TO}{_NUMBER}",
        f"{_BETWEEN}{_NUMBER}(?:{_AND}|{_TO}){_NUMBER}",
        rf"{_NUMBER}\s+al\s+{_NUMBER}",
        rf"[(\[]\s*{_NUMBER}\s*[-\u2010-\u2015]\s*{_NUMBER}\s*[)\]]",
    )
)
_EQUALS = re.compile(rf"{_NUMBER}\s*(?:=|artinya|berarti|means|adalah)\s*([^\d=;,()\[\]|/]{{1,60}})", re.IGNORECASE)
_LISTED = re.compile(rf"{_NUMBER}\s*[:.\-\u2010-\u2015]\s*([^\W\d][^\d=:;,()\[\]|/]{{0,60}})", re.IGNORECASE)
_BEFORE_THE_NEXT = re.compile(
    r"[\s.:\-\u2013]+(?:(?:and|dan|y|e|et|und|to|sampai|s/d|hingga)[\s.:\-\u2013]*)?$", re.IGNORECASE
)
_IN_BRACKETS = re.compile(r"[(\[]([^()\[\]]*)[)\]]")


@dataclass(frozen=True, slots=True, kw_only=True)
class Legend:
    """The ends of a scale as a heading states them, and the words it gives for points."""

    low: int
    high: int
    words: Mapping[int, str] = field(default_factory=dict)


def legend_of(texts: Iterable[str]) -> Legend | None:
    """Return what the headings of a block state about its scale; None if nothing, or if they state different ends.

    Examples
    --------
    >>> legend_of(["Seberapa puas Anda? (Skala 1-5)"])
    Legend(low=1, high=5, words={})
    >>> legend_of(["Puas? (1 = Sangat puas, 4 = Sangat tidak puas)"]).words
    {1: 'Sangat puas', 4: 'Sangat tidak puas'}
    >>> legend_of(["Del 1 al 5, ¿qué tan satisfecho está?"]).high, legend_of(["Pertanyaan 1-5"])
    (5, None)
    """
    found = [legend for text in dict.fromkeys(texts) if (legend := _legend(text)) is not None]
    if not found or len({(legend.low, legend.high) for legend in found}) > 1:
        return None
    words = {point: word for legend in reversed(found) for point, word in legend.words.items()}
    return Legend(low=found[0].low, high=found[0].high, words=words)


def _legend(text: str) -> Legend | None:
    words = _words(text)
    if len(words) > 1 and _plausible(min(words), max(words)):
        return Legend(low=min(words), high=max(words), words=words)
    for pattern in _RANGES:
        for found in pattern.finditer(text):
            low, high = int(found[1]), int(found[2])
            if _plausible(low, high):
                return Legend(low=low, high=high, words={at: word for at, word in words.items() if low <= at <= high})
            if _plausible(high, low):  # "5 to 1"
                return Legend(low=high, high=low)
    return None


def _words(text: str) -> dict[int, str]:
    """Return number -> word of ``1 = Buruk, 5 = Baik``; with another sign than = only within brackets."""
    pairs = _EQUALS.findall(text)
    if len(pairs) < 2:
        pairs = [pair for part in _IN_BRACKETS.findall(text) for pair in _LISTED.findall(part)]
    words = {int(number): _BEFORE_THE_NEXT.sub("", f"{word.strip()} ") for number, word in pairs}
    return dict(sorted(words.items())) if len(pairs) > 1 else {}


def _plausible(low: int, high: int) -> bool:
    return (low in {0, 1} or low == -high) and 2 <= high <= MOST
