"""Profile variables: options by code or label, numbers within their range, texts folded to one spelling."""

from __future__ import annotations

import re
import unicodedata
from collections import Counter
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, field
from difflib import SequenceMatcher
from itertools import combinations

from govassess.errors import type_of_value
from govassess.instrument.model import Option, ProfileVariable
from govassess.instrument.wording import normalised
from govassess.responses.personal import personal_value, shown
from govassess.responses.recode import Verdict
from govassess.responses.table import Column
from govassess.responses.wording import split_number

Value = str | int | float | None

_NUMBER = re.compile(r"[+-]?\d{1,15}(?:[.,]\d{1,10})?", re.ASCII)
_THOUSANDS = re.compile(r"[+-]?[1-9]\d{0,2}[.,]\d{3}", re.ASCII)
LONGEST_COMPARED = 200  # characters; a longer text is no name, and comparing it takes the square of its length
_UNIT = re.compile(r"(?<=\d)\s*(?:tahun|thn|th|years?|yrs?)\.?$", re.IGNORECASE)
LEAST_GROUPED = 5  # answers that are no numbers; fewer are slips, to be corrected
OTHER = "other"
OTHER_WORDS = frozenset({OTHER, "others", "lainnya", "lain-lain", "lain lain"})
LEAST_KEPT = 3  # respondents; the smallest group that any run may show
NAMED_FROM = 5  # respondents; a word that fewer wrote may be about one of them
MOST_COMPARED = 300  # distinct texts; comparing all pairs of more would cost seconds and tell little


@dataclass(frozen=True, slots=True, kw_only=True)
class Recoded:
    """One profile column: a value for each record, faults by distinct text, and what a reader should know.

    ``counts`` holds the notices: ``unlisted_values``, ``case_difference``, ``near_twins``, ``personal_values``,
    ``number_as_groups`` (age bands where ages were expected: the column is of no use).
    ``unlisted`` names the words that are no option, where none of them can point at a person.
    """

    values: tuple[Value, ...]
    faults: Mapping[str, Verdict] = field(default_factory=dict)
    counts: Mapping[str, int] = field(default_factory=dict)
    languages: tuple[str, ...] = ()
    unlisted: tuple[str, ...] = ()


def recode_profile(variable: ProfileVariable, cells: Column) -> Recoded:
    """Return the values of one profile variable.

    Parameters
    ----------
    variable : ProfileVariable
        Its type decides how the texts are read.
    cells : Column
        One text a record; empty = not answered.

    Returns
    -------
    Recoded

    Notes
    -----
    A text that is none of the options is counted as unlisted, because survey tools let people write their own. It is
    kept as written where at least ``LEAST_KEPT`` respondents wrote it and it does not look personal; the others become
    ``other``, which is the option of that name where the variable has one. An assessment keeps only values that are
    held by as many as its smallest group (``responses.groups.rare_as_other``).
    """
    if variable.type == "number":
        return _numbers(variable, cells)
    return _options(variable, cells) if variable.options else _texts(cells)


def option_words(options: Sequence[Option]) -> dict[str, tuple[str | int, str | None]]:
    """Return the comparable words of options: code, label and synonyms -> (code, language or None).

    A code outranks a label, a label a synonym; a synonym of two options means neither.
    """
    words: dict[str, tuple[str | int, str | None]] = {}
    for option in options:
        for lang in ("en", "id"):
            key = normalised(option.label.in_language(lang))
            known = words.get(key)
            words[key] = (option.code, lang if known is None or known[1] == lang else None)
    for option in options:
        words[normalised(str(option.code))] = (option.code, None)
    return {**_synonyms(options), **words}


def _synonyms(options: Sequence[Option]) -> dict[str, tuple[str | int, str | None]]:
    found: dict[str, tuple[str | int, str | None]] = {}
    clashing: set[str] = set()
    for option in options:
        for lang in ("en", "id"):
            for word in option.synonyms.in_language(lang):
                key = normalised(word)
                known = found.get(key)
                if known is not None and known[0] != option.code:
                    clashing.add(key)
                found[key] = (option.code, lang if known is None or known[1] == lang else None)
    return {key: meaning for key, meaning in found.items() if key not in clashing}


def _options(variable: ProfileVariable, cells: Column) -> Recoded:
    words = option_words(variable.options)
    known: dict[str, Value] = {}
    languages: list[str] = []
    unlisted: set[str] = set()
    counted = cells.counts()
    for text in counted:
        key = normalised(text)
        if not key:
            known[text] = None
            continue
        pair = split_number(text)
        found = words.get(key) or _whole_code(key, words)
        if found is None and pair and pair[1]:
            found = words.get(normalised(pair[1]))
        if found is None:
            unlisted.add(text)
            continue
        known[text] = found[0]
        languages.extend([found[1]] if found[1] else [])
    known |= _as_written({text: counted[text] for text in unlisted}, other_code(variable))
    count = sum(counted[text] for text in unlisted)
    return Recoded(
        values=tuple(cells.values(known)), counts={"unlisted_values": count} if count else {},
        languages=tuple(languages), unlisted=_nameable(counted, unlisted),
    )  # fmt: skip


def _as_written(counted: Mapping[str, int], other: Value) -> dict[str, Value]:
    """Return each unlisted text with its most frequent spelling, or ``other`` where it is rare or looks personal."""
    spellings: dict[str, Counter[str]] = {}
    for text, count in counted.items():
        spellings.setdefault(normalised(text), Counter())[folded(text)] += count
    kept: dict[str, Value] = {}
    for key, found in spellings.items():
        spelling = max(found, key=lambda text: (found[text], text))
        nameable = found.total() >= LEAST_KEPT and key not in OTHER_WORDS and shown(spelling) == spelling
        kept[key] = spelling if nameable else other
    return {text: kept[normalised(text)] for text in counted}


def other_code(variable: ProfileVariable) -> str | int:
    """Return the code of what is none of a variable's options: that of its own option ``other``, else ``"other"``."""
    return next((option.code for option in variable.options if normalised(str(option.code)) == OTHER), OTHER)


def _nameable(counted: Mapping[str, int], unlisted: Collection[str]) -> tuple[str, ...]:
    """Return the unlisted words, most frequent first, if each is common and none looks personal; else nothing."""
    spellings: dict[str, str] = {}
    counts: Counter[str] = Counter()
    for text, count in counted.items():
        if text in unlisted:
            key = normalised(text)
            spellings.setdefault(key, folded(text))
            counts[key] += count
    nameable = all(n >= NAMED_FROM and shown(spellings[key]) == spellings[key] for key, n in counts.items())
    return tuple(spellings[key] for key, _ in counts.most_common()) if nameable else ()


def _whole_code(key: str, words: Mapping[str, tuple[str | int, str | None]]) -> tuple[str | int, str | None] | None:
    """Return the option of a code that a spreadsheet wrote with decimals (``3.0``, ``3,0``)."""
    found = re.fullmatch(r"([+-]?\d+)[.,]0+", key, re.ASCII)
    return words.get(found[1]) if found else None


def _numbers(variable: ProfileVariable, cells: Column) -> Recoded:
    known: dict[str, Value] = {}
    faults: dict[str, Verdict] = {}
    values: dict[str, type_of_value] = {
        "min": "-∞" if variable.min is None else f"{variable.min:g}",
        "max": "∞" if variable.max is None else f"{variable.max:g}",
    }
    counted = cells.counts()
    for text in counted:
        plain = _UNIT.sub("", text.strip())
        known[text] = None
        if not plain:
            continue
        if _THOUSANDS.fullmatch(plain):
            faults[text] = Verdict(code="E204", reason="thousands", values={"scale": variable.id, **values})
        elif not _NUMBER.fullmatch(plain):
            faults[text] = Verdict(code="E204", reason="number", values=values)
        else:
            number = float(plain.replace(",", "."))
            low = variable.min is not None and number < variable.min
            if low or (variable.max is not None and number > variable.max):
                faults[text] = Verdict(code="E202", reason="out_of_range", values=values)
            else:
                known[text] = number
    words = {text for text, verdict in faults.items() if verdict.reason == "number"}
    no_numbers = sum(counted[text] for text in words)
    if no_numbers >= LEAST_GROUPED and 2 * no_numbers > sum(cells.filled().values()):
        return Recoded(values=(None,) * len(cells), counts={"number_as_groups": no_numbers})
    return Recoded(values=tuple(cells.values(known)), faults=faults)


def folded(text: str) -> str:
    r"""Return a text as it is kept: NFKC, single spaces, no control characters.

    Examples
    --------
    >>> folded("  Dinas\u00a0 Kesehatan ")
    'Dinas Kesehatan'
    """
    plain = "".join(" " if unicodedata.category(sign) == "Cc" else sign for sign in unicodedata.normalize("NFKC", text))
    return " ".join(plain.split())


def _texts(cells: Column) -> Recoded:
    spellings: dict[str, Counter[str]] = {}
    for cell, count in cells.counts().items():
        if text := folded(cell):
            spellings.setdefault(normalised(text), Counter())[text] += count
    personal = {key for key in spellings if personal_value(key)}
    kept = {
        key: max(found, key=lambda text: (found[text], text)) for key, found in spellings.items() if key not in personal
    }
    counts = {
        "case_difference": sum(len(spellings[key]) > 1 for key in kept),
        "near_twins": _near_twins(list(kept)),
        "personal_values": sum(spellings[key].total() for key in personal),
    }
    known = {cell: kept.get(normalised(folded(cell))) for cell in cells.contents}
    return Recoded(values=tuple(cells.values(known)), counts={code: n for code, n in counts.items() if n})


def _near_twins(keys: Sequence[str]) -> int:
    """Return how many pairs are so alike that one may be a slip of the other; another number is another name."""
    keys = [key for key in keys if len(key) <= LONGEST_COMPARED]
    if len(keys) > MOST_COMPARED:
        return 0
    found = 0
    for one, two in combinations(keys, 2):
        if re.findall(r"\d+", one) != re.findall(r"\d+", two) or abs(len(one) - len(two)) > 4:
            continue
        matcher = SequenceMatcher(None, one, two, autojunk=False)
        found += matcher.real_quick_ratio() > 0.9 and matcher.quick_ratio() > 0.9 and matcher.ratio() > 0.9
    return found
