"""Multiple-choice questions and checklists: cells split by the declared options, stages by code or word."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from govassess.instrument.model import Checklist, MultipleChoice, Option, Scale, ScaleLabel
from govassess.instrument.wording import normalised
from govassess.responses.column import Column
from govassess.responses.profile import option_words
from govassess.responses.recode import Verdict

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray

    FloatArray = NDArray[np.float64]

_TICKED = frozenset({"1", "1.0", "true", "y", "yes", "ya", "checked", "x"})
_NOT_TICKED = frozenset({"0", "0.0", "false", "n", "no", "tidak", "unchecked"})
OTHER = "other"


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class Chosen:
    """Answers to one multiple-choice question: (records, options) of 1, 0 or NaN, and the texts that are no option."""

    values: FloatArray
    faults: Mapping[str, Verdict] = field(default_factory=dict)
    languages: tuple[str, ...] = ()


def split_choices(text: str, words: Mapping[str, str]) -> tuple[frozenset[str], bool]:
    """Return the codes of the options in one cell, and whether something else stands there too.

    Parameters
    ----------
    text : str
        Options joined by ``;``, ``,``, a line break, or (codes) a space.
    words : dict
        Comparable code or label -> code, longest first, so that a label that holds a comma is not cut.

    Examples
    --------
    >>> words = {"newspaper, local": "paper", "radio": "radio", "tv": "tv"}
    >>> codes, rest = split_choices("Radio, TV, Newspaper, local", words)
    >>> sorted(codes), rest
    (['paper', 'radio', 'tv'], False)
    """
    left = ";".join(filter(None, (normalised(line) for line in text.splitlines())))
    codes: set[str] = set()
    rest = False
    while left:
        for word, code in words.items():
            if not left.startswith(word):
                continue
            after = left[len(word) :].lstrip()
            spaced = " " not in word and left[len(word) : len(word) + 1] == " " and _leads(after, words)
            if not after or after[0] in ",;" or spaced:
                codes.add(code)
                left = after
                break
        else:
            rest = True
            cut = min((at for at in (left.find(","), left.find(";")) if at >= 0), default=len(left))
            left = left[cut:]
        left = left.lstrip(" ,;")
    return frozenset(codes), rest


def choice_words(question: MultipleChoice) -> dict[str, str]:
    """Return the comparable words of a question's options with their codes, longest first."""
    known = option_words(question.options)
    return {word: str(known[word][0]) for word in sorted(known, key=len, reverse=True)}


def _leads(text: str, words: Mapping[str, str]) -> bool:
    """Tell whether a text begins with an option, so that a space before it may part two codes."""
    return any(text.startswith(word) and text[len(word) : len(word) + 1] in {"", " ", ",", ";"} for word in words)


def recode_cell(question: MultipleChoice, cells: Column) -> Chosen:
    """Return the answers of a question that has one column with joined options.

    Parameters
    ----------
    question : MultipleChoice
        With its options.
    cells : Column
        One text a record; empty = skipped.

    Returns
    -------
    Chosen
    """
    import numpy as np

    known = option_words(question.options)
    words = choice_words(question)
    codes = [str(option.code) for option in question.options]
    rows: dict[str, FloatArray] = {}
    faults: dict[str, Verdict] = {}
    languages: list[str] = []
    for text in cells.counts():
        row = np.full(len(codes), np.nan)
        rows[text] = row
        if not text.strip():
            continue
        chosen, rest = split_choices(text, words)
        if rest and OTHER not in codes:
            faults[text] = Verdict(code="E201", reason="not_an_option", values={"question": question.id})
            continue
        row[:] = [code in chosen or (rest and code == OTHER) for code in codes]
        languages.extend(lang for part in text.split(",") if (lang := known.get(normalised(part), (0, None))[1]))
    values = np.array(cells.values(rows), dtype=float).reshape(len(cells), len(codes))
    return Chosen(values=values, faults=faults, languages=tuple(languages))


def recode_columns(question: MultipleChoice, columns: Mapping[str, Column], count: int) -> Chosen:
    """Return the answers of a question that has a column of ticks for each option.

    Parameters
    ----------
    question : MultipleChoice
        With its options.
    columns : dict
        Code of an option -> its cells, one a record.
    count : int
        Number of records.

    Returns
    -------
    Chosen
        A record without any tick or zero is NaN: the question was skipped or not shown.
    """
    import numpy as np

    codes = [str(option.code) for option in question.options]
    values = np.full((count, len(codes)), np.nan)
    faults: dict[str, Verdict] = {}
    for at, option in enumerate(question.options):
        if codes[at] not in columns:
            continue
        known: dict[str, float] = {}
        for text in columns[codes[at]].counts():
            tick = ticked(text, option)
            if tick is None and normalised(text):
                if codes[at] == OTHER:
                    tick = True
                else:
                    faults[text] = Verdict(code="E201", reason="not_a_tick", values={"question": question.id})
            known[text] = np.nan if tick is None else float(tick)
        values[:, at] = columns[codes[at]].values(known)
    answered = ~np.all(np.isnan(values), axis=1)
    values[answered] = np.nan_to_num(values[answered], nan=0.0)
    return Chosen(values=values, faults=faults)


def ticked(text: str, option: Option) -> bool | None:
    """Return whether a text in an option's own column ticks it; None: it says neither.

    Examples
    --------
    >>> from govassess.instrument.model import Text
    >>> radio = Option(code="radio", label=Text(en="Radio", id="Radio"))
    >>> ticked("1", radio), ticked("Radio", radio), ticked("Tidak", radio), ticked("perhaps", radio)
    (True, True, False, None)
    """
    key = normalised(text)
    if key in _NOT_TICKED:
        return False
    labels = {normalised(option.label.in_language(lang)) for lang in ("en", "id")} | {normalised(str(option.code))}
    return True if key in _TICKED or (key and key in labels) else None


def checklist_scale(checklist: Checklist) -> Scale:
    """Return the stages of a checklist as a scale, so that its answers are read like any others."""
    labels = {stage: ScaleLabel(text=text) for stage, text in checklist.answer.items()}
    return Scale(type="number", min=min(labels), max=max(labels), labels=labels)
