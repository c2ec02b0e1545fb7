"""Multiple-choice questions and checklists: cells split by the declared options, stages by code or word."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from govassess.instrument.model import Checklist, MultipleChoice, Option, Scale, ScaleLabel
from govassess.instrument.wording import normalised
from govassess.responses.profile import option_words
from govassess.responses.recode import Verdict
from govassess.responses.table import Column

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray

    FloatArray = NDArray[np.float64]

_TICKED = frozenset({"1", "1.0", "true", "y", "yes", "ya", "checked", "x"})
_NOT_TICKED = frozenset({"0", "0.0", "false", "n", "no", "tidak", "unchecked"})
OTHER = "other"
SEPARATORS = " ,;"


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class Chosen:
    """Answers to one multiple-choice question: (records, options) of 1, 0 or NaN, and the texts that are no option.

    ``conflicts`` are the records whose joined cell and whose columns of ticks say different things.
    """

    values: FloatArray
    faults: Mapping[str, Verdict] = field(default_factory=dict)
    languages: tuple[str, ...] = ()
    conflicts: tuple[int, ...] = ()


def split_choices(text: str, words: Mapping[str, str]) -> tuple[frozenset[str], bool]:
    """Return the codes of the options in one cell, and whether something else stands there too.

    Parameters
    ----------
    text : str
        Options joined by ``;``, ``,``, a line break or a space, a sign at the end or not.
    words : dict
        Comparable code or label -> code, longest first, so that a label that holds a comma is not cut.

    Notes
    -----
    A cell that options fill from end to end is cut that way, whatever they hold themselves. Any other is cut at commas
    and semicolons, and what is no option there is something else.

    Examples
    --------
    >>> words = {"newspaper, local": "paper", "word of mouth": "talk", "radio": "radio", "tv": "tv"}
    >>> codes, rest = split_choices("Radio, TV, Newspaper, local", words)
    >>> sorted(codes), rest
    (['paper', 'radio', 'tv'], False)
    >>> codes, rest = split_choices("Radio Word of mouth TV", words)
    >>> sorted(codes), rest
    (['radio', 'talk', 'tv'], False)
    """
    plain = ";".join(filter(None, (normalised(line) for line in text.splitlines()))).strip(SEPARATORS)
    filled = _filled_by(plain, words)
    return (frozenset(filled), False) if filled is not None else _cut(plain, words)


def _filled_by(text: str, words: Mapping[str, str]) -> list[str] | None:
    """Return the options that fill a text from end to end, the longest first where several can; None if none do."""
    chosen: list[str] = []
    steps = [(0, iter(words.items()))]  # where each option begins, and what was not tried there yet
    hopeless: set[int] = set()
    while steps:
        at, untried = steps[-1]
        if at == len(text):
            return chosen
        for word, code in untried:
            end = at + len(word)
            if text.startswith(word, at) and (end == len(text) or text[end] in SEPARATORS):
                end += len(text[end:]) - len(text[end:].lstrip(SEPARATORS))
                if end not in hopeless:
                    chosen.append(code)
                    steps.append((end, iter(words.items())))
                    break
        else:
            hopeless.add(at)
            steps.pop()
            del chosen[-1:]
    return None


def _cut(text: str, words: Mapping[str, str]) -> tuple[frozenset[str], bool]:
    """Cut a text at commas and semicolons, options that hold one excepted; tell whether something else is there."""
    codes: set[str] = set()
    rest = False
    while text:
        for word, code in words.items():
            after = text[len(word) :].lstrip()
            if text.startswith(word) and (not after or after[0] in ",;"):
                codes.add(code)
                text = after
                break
        else:
            cut = min((at for at in (text.find(","), text.find(";")) if at >= 0), default=len(text))
            inside = _filled_by(text[:cut].strip(), words)
            codes.update(inside or ())
            rest = rest or inside is None
            text = text[cut:]
        text = text.lstrip(SEPARATORS)
    return frozenset(codes), rest


def recode_question(question: MultipleChoice, cell: Column | None, ticks: Mapping[str, Column], count: int) -> Chosen:
    """Return the answers of a question from its joined column, its columns of ticks, or both.

    Parameters
    ----------
    question : MultipleChoice
        With its options.
    cell : Column or None
        One text of joined options a record.
    ticks : dict
        Code of an option -> its own column; empty: there are none.
    count : int
        Number of records.

    Returns
    -------
    Chosen

    Notes
    -----
    Where both are there the columns count: they need no cutting. A record whose columns are empty (an older version of
    the form had none) is read from its joined cell. A record whose two say different things is a conflict.
    """
    import numpy as np

    if cell is None or not ticks:
        return recode_columns(question, ticks, count) if cell is None else recode_cell(question, cell)
    joined, columns = recode_cell(question, cell), recode_columns(question, ticks, count)
    told = ~np.all(np.isnan(columns.values), axis=1)
    both = told & ~np.all(np.isnan(joined.values), axis=1)
    held = [at for at, option in enumerate(question.options) if str(option.code) in ticks]
    differing = both & np.any(joined.values[:, held] != columns.values[:, held], axis=1)
    alone = {cell.contents[code] for code in np.unique(cell.codes[np.flatnonzero(~told)])}
    return Chosen(
        values=np.where(told[:, None], columns.values, joined.values),
        faults={**{text: verdict for text, verdict in joined.faults.items() if text in alone}, **columns.faults},
        languages=joined.languages, conflicts=tuple(np.flatnonzero(differing).tolist()),
    )  # fmt: skip


def choice_words(question: MultipleChoice) -> dict[str, str]:
    """Return the comparable words of a question's options with their codes, longest first."""
    known = option_words(question.options)
    return {word: str(known[word][0]) for word in sorted(known, key=len, reverse=True)}


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
        parts = re.split(r"[,;\n]", text)
        languages.extend(lang for part in parts if (lang := known.get(normalised(part), (0, None))[1]))
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
        filled = columns[codes[at]].filled()
        numbered = {text for text in filled if len(filled) == 1 and text.strip().isdecimal()}  # as some tools do
        for text in columns[codes[at]].counts():
            tick = True if text in numbered - _NOT_TICKED else ticked(text, option)
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
    return True if key in _TICKED or (key and key in option_words([option])) else None


def checklist_scale(checklist: Checklist) -> Scale:
    """Return the stages of a checklist as a scale, so that its answers are read like any others."""
    labels = {stage: ScaleLabel(text=text) for stage, text in checklist.answer.items()}
    return Scale(type="number", min=min(labels), max=max(labels), labels=labels)
