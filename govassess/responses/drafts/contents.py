"""What a column holds when nothing is known about it yet: numbers, words, what says "no answer", and its legend.

A heading may state the range and the words of a scale: ``Skala 1-5``, ``(1 = Buruk, 5 = Baik)``.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass, field

from govassess.instrument.wording import normalised
from govassess.responses.drafts.headings import plain_text, tidied
from govassess.responses.drafts.scale_families import reads_like_no_answer
from govassess.responses.personal import any_personal
from govassess.responses.table import Table
from govassess.responses.wording import split_number

MOST_CONTENTS = 40  # distinct ones; a column that holds more is neither a scale nor a list of options
MOST_NUMBERS = 110  # distinct ones, where all are whole numbers of up to three digits: a slider from 0 to 100
LONGEST_WORD = 80  # characters; what is longer was written freely

_WHOLE = re.compile(r"([+-]?\d{1,6})(?:[.,]0+)?", re.ASCII)
_LETTER = re.compile(r"[^\W\d_]")


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class Contents:
    """The distinct contents of one column, sorted by what they may be.

    Attributes
    ----------
    position : int
        The column.
    numbers : dict
        Whole number -> how often.
    words : dict
        Comparable word -> how often; of ``4 - Agree`` the word, its number in ``beside``.
    spelled : dict
        Comparable word -> its most frequent spelling.
    beside : dict
        Comparable word -> the number that stands with it.
    missing : dict
        Spelling of a word that says "no answer", or reads so -> how often; the number with it in ``missing_beside``.
    others : int
        Answers that are none of these: decimal numbers, long texts.
    labels : dict
        Number -> label, where the file labels its values.
    declared : frozenset of int
        Numbers that the file itself declares to be no answer.
    asked : tuple of str
        The heading and the labels below it.
    """

    position: int
    numbers: Mapping[int, int] = field(default_factory=dict)
    words: Mapping[str, int] = field(default_factory=dict)
    spelled: Mapping[str, str] = field(default_factory=dict)
    beside: Mapping[str, int] = field(default_factory=dict)
    missing: Mapping[str, int] = field(default_factory=dict)
    missing_beside: Mapping[str, int] = field(default_factory=dict)
    others: int = 0
    labels: Mapping[int, str] = field(default_factory=dict)
    declared: frozenset[int] = frozenset()
    asked: tuple[str, ...] = ()

    @property
    def answered(self) -> int:
        """How many answers there are, whatever they are worth."""
        return sum(self.numbers.values()) + sum(self.words.values()) + self.others


def contents_of(table: Table, position: int) -> Contents | None:
    """Return what a column holds; None if that is nothing, too much, or personal."""
    column = table.columns[position]
    headings = {normalised(row[position]) for row in (table.headings, *table.labels)}
    filled = {text: count for text, count in column.filled().items() if normalised(text) not in headings}
    if not filled or any_personal(filled):
        return None
    if len(filled) > MOST_CONTENTS and not (len(filled) <= MOST_NUMBERS and _sliding(filled)):
        return None
    numbers: Counter[int] = Counter()
    words: Counter[str] = Counter()
    spellings: dict[str, Counter[str]] = {}
    beside: dict[str, int] = {}
    missing: Counter[str] = Counter()
    missing_beside: dict[str, int] = {}
    others = 0
    for text, count in filled.items():
        number, word = _parted(text)
        if word and reads_like_no_answer(word):
            missing[tidied(word)] += count
            if number is not None:
                missing_beside[tidied(word)] = number
        elif word and len(word) <= LONGEST_WORD and _LETTER.search(word):
            key = normalised(word)
            words[key] += count
            spellings.setdefault(key, Counter())[tidied(word)] += count
            if number is not None:
                beside[key] = number
        elif number is not None and not word:
            numbers[number] += count
        else:
            others += count
    labels = numbered_labels(table, position)
    declared = {code for text in table.declared_missing.get(position, ()) if (code := _whole(text)) is not None}
    return Contents(
        position=position, numbers=numbers, words=words, beside=beside, missing=missing, others=others,
        spelled={key: found.most_common(1)[0][0] for key, found in spellings.items()},
        labels=labels, declared=frozenset(declared), missing_beside=missing_beside,
        asked=tuple(plain_text(row[position]) for row in (table.headings, *table.labels)),
    )  # fmt: skip


def _sliding(texts: Collection[str]) -> bool:
    """Tell whether hardly any of many contents is something else than a whole number of up to three digits."""
    numbers = [_whole(text) for text in texts]
    return sum(number is not None and 0 <= number < 1000 for number in numbers) >= len(numbers) - 10


def numbered_labels(table: Table, position: int) -> dict[int, str]:
    """Return the value labels of a column by number."""
    labels = table.value_labels.get(position, {})
    return {code: label for text, label in labels.items() if (code := _whole(text)) is not None}


def _parted(text: str) -> tuple[int | None, str]:
    """Return the number and the word of a content, of which either may be absent."""
    number = _whole(text)
    if number is not None:
        return number, ""
    pair = split_number(text)
    return pair if pair is not None and (not pair[1] or _LETTER.search(pair[1])) else (None, text.strip())


def _whole(text: str) -> int | None:
    found = _WHOLE.fullmatch(text.strip())
    return int(found[1]) if found else None


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
