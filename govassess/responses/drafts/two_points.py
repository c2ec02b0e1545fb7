"""Blocks of questions with two answers: yes and no, true and false, 0 and 1.

Two codes show little. Ticks of one question with several answers and facts about the respondent are coded in the same
way, so columns make a block only where three or more stand together and their answers correlate; and which end is the
better one is asked unless known words say it. What is no block is named with the reason.
"""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from itertools import groupby

import numpy as np
from numpy.typing import NDArray

from govassess.instrument.wording import normalised
from govassess.responses.drafts.attached import YES_OR_NO, Aside, Why, codes_in, correlation
from govassess.responses.drafts.block_scales import FoundScale, two_point_scale, word_group
from govassess.responses.drafts.contents import Contents
from govassess.responses.drafts.headings import says_nothing
from govassess.responses.drafts.no_items import about_the_respondent
from govassess.responses.drafts.profile import asks_consent
from govassess.responses.recode import answer_words, judge_column
from govassess.responses.table import Table

LEAST_COLUMNS = 3
WIDEST_GAP = 3  # other columns between two of a block
MOSTLY = 0.95  # share of the answers that are one of the two
LEAST_ROWS = 20
LEAST_RELATION = 0.2  # mean correlation, of either sign
LEAST_OF_ONE = 0.1  # of a column whose heading does not say that it belongs to the others
ONE_EACH = 0.98  # of the rows: one column of several is chosen, as in a question with one answer

_SEVERAL = re.compile(  # how a question with several answers begins, of which each row is an option
    r"\b(?:which|what|who|where|when|select|choose|check|tick|mark|multiple|apply|(?<!sejauh )mana|apa|siapa|kapan"
    r"|pilih(?:lah)?|centang|lebih dari satu|boleh)\b"
)
_TICKED = frozenset(
    {
        "checked", "unchecked", "selected", "not selected", "mentioned", "not mentioned", "ticked", "not ticked",
        "chosen", "not chosen", "dipilih", "tidak dipilih", "dicentang", "tidak dicentang", "disebut", "tidak disebut",
    }
)  # fmt: skip

Points = frozenset[int] | frozenset[str]


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class TwoPointBlock:
    """Columns with the same two answers, and what their headings share."""

    columns: tuple[Contents, ...]
    group: str | None


@dataclass(frozen=True, slots=True)
class _Candidate:
    column: Contents
    points: Points
    place: int


def two_point_blocks(
    table: Table, columns: Sequence[Contents], *, places: Mapping[int, int], groups: Sequence[str | None]
) -> tuple[list[TwoPointBlock], list[Aside]]:
    """Find blocks of questions with two answers.

    Parameters
    ----------
    table : Table
        The file.
    columns : sequence of Contents
        What is in no other block, and whose headings do not speak against an item.
    places : dict
        Position -> place among the columns that hold something.
    groups : sequence of str or None
        What the heading of each column shares with others.

    Returns
    -------
    tuple
        The blocks, and the columns that are in none of them although three or more stand together.
    """
    found = [
        _Candidate(column, points, places[column.position])
        for column in sorted(columns, key=lambda column: column.position)
        if (points := _two_points(column)) and not asks_consent(table.headings[column.position])
    ]
    blocks: list[TwoPointBlock] = []
    asides: list[Aside] = []
    for group, together in _stretches(found, groups):
        if len(together) < LEAST_COLUMNS:
            continue
        kept, why = _related(table, together, group)
        if kept:
            blocks.append(TwoPointBlock(columns=tuple(kept), group=group))
        left = [column for column in together if column not in kept]
        asides += [Aside(position=column.position, why=why) for column in left]
    return blocks, asides


def _two_points(column: Contents) -> Points | None:
    """Return the one or two answers of which nearly all of a column are; None if it holds others."""
    answered = column.answered - codes_in(column)
    slips = max(1, answered // 50)
    numbers = {at: count for at, count in column.numbers.items() if at in YES_OR_NO}
    if sum(numbers.values()) >= MOSTLY * answered > 0:
        points = frozenset(at for at, count in numbers.items() if count > slips)
        return points if 0 < len(points) <= 2 and points != {0, 2} else None
    words: dict[str, int] = {}
    for key, count in column.words.items():
        words[word_group(key)] = words.get(word_group(key), 0) + count
    common = frozenset(sorted(words, key=lambda word: -words[word])[:2])
    read = sum(words[word] for word in common)
    return common if read >= MOSTLY * answered > 0 and min(words[word] for word in common) > slips else None


def _stretches(found: Sequence[_Candidate], groups: Sequence[str | None]) -> list[tuple[str | None, list[Contents]]]:
    """Return the candidates that stand together and have the same two answers, by what their headings share."""
    runs: list[list[_Candidate]] = []
    for each in found:
        run = next((run for run in reversed(runs) if _joins(run, each)), None)
        if run is None:
            runs.append([each])
        else:
            run.append(each)
    parted: list[tuple[str | None, list[Contents]]] = []
    for run in runs:
        own = [groups[each.column.position] for each in run]
        named = {group for group in own if group is not None and own.count(group) >= LEAST_COLUMNS}
        parted += [
            (group, [each.column for each in run if groups[each.column.position] == group]) for group in sorted(named)
        ]
        stretches = groupby(run, key=lambda each: groups[each.column.position] in named)
        parted += [(None, [each.column for each in stretch]) for is_named, stretch in stretches if not is_named]
    return parted


def _joins(run: Sequence[_Candidate], other: _Candidate) -> bool:
    """Tell whether a column has the two answers of a run, labels included, and stands near enough."""
    points: set[int | str] = {point for each in run for point in each.points} | set(other.points)
    if other.place - run[-1].place > WIDEST_GAP + 1 or len(points) > 2 or points == {0, 2}:
        return False
    if len({type(point) for point in points}) > 1:
        return False
    known, own = (_label_words(column, points) for column in (run[0].column, other.column))
    return known == own


def _label_words(column: Contents, points: set[int | str]) -> dict[int, str]:
    return {at: normalised(label) for at, label in column.labels.items() if at in points}


def _related(table: Table, columns: Sequence[Contents], group: str | None) -> tuple[list[Contents], Why]:
    """Return the columns that belong together, and why the others do not."""
    if _are_ticks(table, columns):
        return [], "ticks"
    scale = two_point_scale(columns)
    if scale is None:
        return [], "two_unrelated"
    values = _values(table, columns, scale)
    given = ~np.isnan(values)
    whole = values[given.all(axis=1)]
    if len(whole) >= LEAST_ROWS and _one_each(whole):
        return [], "ticks"
    relations = _relations(values)
    sure = group is not None and not says_nothing(group)
    kept = [at for at in range(len(columns)) if sure or np.nanmean(relations[at]) >= LEAST_OF_ONE]
    if len(kept) < LEAST_COLUMNS:
        return [], "two_unrelated"
    upper = relations[np.ix_(kept, kept)]
    rows = int(np.median(given.sum(axis=0)))
    least = max(LEAST_RELATION, 1.3 / rows**0.5)
    if rows < LEAST_ROWS or np.isnan(upper).all() or np.nanmean(upper) < least:
        return [], "two_unrelated"
    return [columns[at] for at in kept], "two_unrelated"


def _are_ticks(table: Table, columns: Sequence[Contents]) -> bool:
    """Tell whether headings or answers say that options of one question were ticked."""
    words = {normalised(text) for each in columns for text in (*each.words, *each.labels.values())}
    headings = [table.headings[each.position] for each in columns]
    paths = all("___" in heading or "/" in heading for heading in headings)
    return paths or bool(words & _TICKED) or any(map(_asks_for_options, _stems(columns)))


def _stems(columns: Sequence[Contents]) -> set[str]:
    """Return the questions above the rows or options that the headings name."""
    asked = [text for each in columns for text in each.asked]
    return {text.split("[")[0].rsplit(" - ", 1)[0].strip() for text in asked if "[" in text or " - " in text}


def _asks_for_options(stem: str) -> bool:
    return _SEVERAL.search(stem.casefold()) is not None or about_the_respondent(stem)


def _values(table: Table, columns: Sequence[Contents], found: FoundScale) -> NDArray[np.float64]:
    words = answer_words("draft", found.scale)
    return np.column_stack([judge_column(table.columns[each.position], words).values for each in columns])


def _one_each(rows: NDArray[np.float64]) -> bool:
    """Tell whether in nearly every row exactly one column holds one of the two answers."""
    low = (rows == rows.min()).sum(axis=1)
    return bool(max((low == 1).mean(), (low == rows.shape[1] - 1).mean()) >= ONE_EACH)


def _relations(values: NDArray[np.float64]) -> NDArray[np.float64]:
    """Return the correlations of each two columns without their sign, over the rows that hold both; NaN where none."""
    width = values.shape[1]
    found = np.full((width, width), np.nan)
    for one in range(width):
        for two in range(one):
            rows = ~np.isnan(values[:, one]) & ~np.isnan(values[:, two])
            r = correlation(values[rows, one], values[rows, two]) if rows.sum() >= LEAST_ROWS else None
            found[one, two] = found[two, one] = 0.0 if r is None else abs(r)
    return found
