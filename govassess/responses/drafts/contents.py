"""What a column holds when nothing is known about it yet: numbers, words, and what says "no answer"."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Collection, Mapping
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
