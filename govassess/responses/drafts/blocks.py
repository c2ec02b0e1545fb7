"""Blocks of questions that were answered on one scale, found by the contents their columns share."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Collection, Iterator, Sequence
from dataclasses import dataclass
from itertools import groupby
from typing import Literal

import numpy as np

from govassess.responses.drafts.block_scales import (
    LEAST_POINTS,
    FoundScale,
    Levels,
    family_scale,
    levels_met,
    number_scale,
    range_of,
    word_group,
    word_scale,
)
from govassess.responses.drafts.contents import Contents, contents_of
from govassess.responses.drafts.scale_families import FAMILIES, Family, complete_scale, families_of
from govassess.responses.profile import NAMED_FROM
from govassess.responses.table import Table

Kind = Literal["numbers", "family", "words"]

WIDEST_GAP = 3  # other columns between two of a block: remarks, a question of another kind
MOSTLY = 0.95  # share of a column's answers that a scale must read; the rest are slips
MOST_WORDS = 7  # of a scale that no family knows
LEAST_COLUMNS = 3
LEAST_NAMED = 2  # columns that share a code, a path or a question belong together sooner
ENOUGH = 50  # answers; with as many, a scale shows its highest point or the one below
LEAST_RANKED = 10  # rows


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class Block:
    """Columns (positions) with one scale; ``group`` is what their headings share."""

    positions: tuple[int, ...]
    scale: FoundScale
    group: str | None


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class FoundBlocks:
    """The blocks of a file in the order of its columns; ``ranked`` are columns of ranks (1st, 2nd, ...), no answers."""

    blocks: tuple[Block, ...]
    ranked: tuple[int, ...] = ()


@dataclass(slots=True, kw_only=True, eq=False)
class _Run:
    """Columns one after the other that may share a scale; ``last`` is the place of the latest among all columns."""

    kind: Kind
    columns: list[Contents]
    last: int
    families: tuple[Family, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class _Piece:
    """A part of a run whose headings belong together."""

    run: _Run
    columns: tuple[Contents, ...]
    group: str | None

    def scale(self, whole: Collection[tuple[str, Levels]]) -> FoundScale | None:
        """Return the scale of the piece; ``whole`` are scales of families that are complete somewhere in the file."""
        if self.run.kind == "words":
            return word_scale(self.columns) if _nameable(self.columns) else None
        if self.run.kind == "family":
            family = self.run.families[0]
            known = sorted(levels for name, levels in whole if name == family.name)
            return family_scale(self.columns, family, complete_scale(family, levels_met(self.columns, family), known))
        highest, own = _highest(self.run.columns), _highest(self.columns)
        if own < highest and not _many(self.columns):
            return number_scale(self.columns, top=highest)
        return number_scale(self.columns, top=highest if own == highest - 1 else None, doubtful=True)


def find_blocks(table: Table, positions: Sequence[int], groups: Sequence[str | None]) -> FoundBlocks:
    """Find blocks among some columns of a file.

    Parameters
    ----------
    table : Table
        The file.
    positions : sequence of int
        Columns that may hold answers: no metadata, nothing personal.
    groups : sequence of str or None
        One a column of the file: what its heading shares with others, as ``group_of`` says.

    Returns
    -------
    FoundBlocks

    Notes
    -----
    Columns join while one scale reads them: whole numbers from 0 or 1 on, words of one family, or (of no family) words
    that are mostly the same. Up to three other columns may stand between. What was joined is parted again where
    headings share a path, a question or a code, and where numbers reach clearly higher. A block in which nobody gives
    two columns the same number holds ranks, and is none.
    """
    runs = _runs(table, positions, groups)
    pieces = [piece for run in runs for piece in _pieces(run, positions, groups)]
    ranked = [piece for piece in pieces if piece.run.kind == "numbers" and _ranks(table, piece)]
    pieces = [piece for piece in pieces if piece not in ranked]
    whole = {
        (piece.run.families[0].name, levels)
        for piece in pieces if piece.run.kind == "family"
        for levels in [tuple(sorted(levels_met(piece.columns, piece.run.families[0])))]
        if levels in piece.run.families[0].scales
    }  # fmt: skip
    scaled = [(piece, scale) for piece in pieces if (scale := piece.scale(whole)) is not None]
    blocks = [
        Block(positions=tuple(column.position for column in piece.columns), scale=scale, group=piece.group)
        for piece, scale in _one_scale_each(scaled)
    ]
    return FoundBlocks(
        blocks=tuple(sorted(blocks, key=lambda block: block.positions)),
        ranked=tuple(column.position for piece in ranked for column in piece.columns),
    )


def _one_scale_each(scaled: Sequence[tuple[_Piece, FoundScale]]) -> list[tuple[_Piece, FoundScale]]:
    """Give pieces with the same points one scale: what nobody chose in one of them may be met in another."""
    alike: dict[tuple[object, ...], list[tuple[_Piece, FoundScale]]] = {}
    for piece, found in scaled:
        words = tuple(sorted(label.text.en for label in found.scale.labels.values()))
        doubts = tuple(item for item in found.doubts.items() if item[1] != "unmet")
        alike.setdefault((found.kind, found.scale.min, found.scale.max, words, doubts), []).append((piece, found))
    return [
        (piece, together)
        for entries in alike.values()
        for together in [_together([column for piece, _ in entries for column in piece.columns], *entries[0])]
        for piece, _ in entries
    ]


def _together(columns: Sequence[Contents], piece: _Piece, found: FoundScale) -> FoundScale:
    """Return a scale as more columns tell it than the one piece it was found in."""
    if found.kind == "words":
        return word_scale(columns)
    if found.kind == "numbers":
        return number_scale(columns, top=found.scale.max, doubtful="top" in found.doubts.values())
    family = piece.run.families[0]
    texts = {label.text for label in found.scale.labels.values()}
    asked = tuple(at for at, level in enumerate(family.levels) if level.text in texts)
    return family_scale(columns, family, asked)


def _nameable(columns: Sequence[Contents]) -> bool:
    """Tell whether enough words of a scale that no family knows are common enough to be named."""
    counts: Counter[str] = Counter()
    for column in columns:
        for key, count in column.words.items():
            counts[word_group(key)] += count
    return sum(count >= NAMED_FROM for count in counts.values()) >= LEAST_POINTS


def _runs(table: Table, positions: Sequence[int], groups: Sequence[str | None]) -> list[_Run]:
    """Return the runs of columns that one scale reads, two columns at the least."""
    finished: list[_Run] = []
    waiting: list[_Run] = []
    place = 0
    for position in positions:
        column = contents_of(table, position)
        if column is None and not table.columns[position].filled():
            continue  # an empty column is no gap
        place += 1
        finished += [run for run in waiting if place - run.last > WIDEST_GAP + 1]
        waiting = [run for run in waiting if place - run.last <= WIDEST_GAP + 1]
        started = None if column is None else _started(column, place)
        if column is None or started is None:
            if column is not None:
                _join_few(column, waiting, place, groups)
            continue
        joined = next((run for run in reversed(waiting) if _join(run, started)), None)
        if joined is None:
            waiting.append(started)
        else:
            waiting.sort(key=lambda run: run.last)
    return [run for run in (*finished, *waiting) if len(run.columns) >= LEAST_NAMED]


def _started(column: Contents, place: int) -> _Run | None:
    """Return the run that a column starts: as numbers, as words of a family, as other words; None if as nothing."""
    numbers, words = sum(column.numbers.values()), sum(column.words.values())
    if numbers >= MOSTLY * column.answered:
        on_it = range_of([column])
        points = set(column.numbers) - set(on_it.codes) if on_it else set()
        if on_it and (len(points) >= LEAST_POINTS or column.labels):
            return _Run(kind="numbers", columns=[column], last=place)
        return None
    families = tuple(family for family in FAMILIES if _reads(family, column))
    if families:
        return _Run(kind="family", columns=[column], last=place, families=families)
    alike = LEAST_POINTS <= len(column.words) <= MOST_WORDS and column.answered >= 2 * len(column.words)
    if alike and words >= MOSTLY * column.answered:
        return _Run(kind="words", columns=[column], last=place)
    return None


def _reads(family: Family, column: Contents) -> bool:
    """Tell whether a family knows the words of a column, slips apart; bare numbers among them are points too."""
    known = [key for key in column.words if families_of([key]) and family in families_of([key])]
    known += [key for key in column.words if key not in known and key in _bare_words(family)]
    if family not in families_of(known):
        return False
    read = sum(column.words[key] for key in known)
    read += sum(count for number, count in column.numbers.items() if 0 < number <= len(family.levels))
    return read >= MOSTLY * column.answered


def _bare_words(family: Family) -> Collection[str]:
    """Return words that tell something only beside others: abbreviations of one letter, ``very``."""
    short = {word.casefold() for level in family.levels for word in level.short}
    return {*family.bare, *short}


def _join(run: _Run, other: _Run) -> bool:
    """Add the one column of ``other`` to a run if the same scale reads it."""
    if run.kind != other.kind:
        return False
    column = other.columns[0]
    if run.kind == "numbers":
        if run.columns[0].labels != column.labels and run.columns[0].labels and column.labels:
            return False
        if range_of([*run.columns, column]) is None:
            return False
    elif run.kind == "family":
        shared = tuple(family for family in run.families if family in other.families)
        if not shared:
            return False
        run.families = shared
    else:
        have = {group for each in run.columns for group in _common_words(each)}
        new = _common_words(column)
        if 2 * len(have & new) < len(have | new):
            return False
    run.columns.append(column)
    run.last = other.last
    return True


def _common_words(column: Contents) -> set[str]:
    """Return the words of a column that more than one answer holds, or all where there are hardly any such."""
    common = {word_group(key) for key, count in column.words.items() if count > 1}
    return common if len(common) >= LEAST_POINTS else {word_group(key) for key in column.words}


def _join_few(column: Contents, waiting: Sequence[_Run], place: int, groups: Sequence[str | None]) -> None:
    """Add a column of one or two points to a run of numbers, if their headings belong together."""
    if not column.numbers or sum(column.numbers.values()) < MOSTLY * column.answered:
        return
    for run in reversed(waiting):
        group = groups[run.columns[-1].position]
        if run.kind == "numbers" and group is not None and group == groups[column.position]:
            _join(run, _Run(kind="numbers", columns=[column], last=place))
            return


def _pieces(run: _Run, positions: Sequence[int], groups: Sequence[str | None]) -> Iterator[_Piece]:
    """Yield the parts of a run whose headings belong together, each large enough to be a block."""
    parts = [
        (group, list(columns)) for group, columns in groupby(run.columns, key=lambda column: groups[column.position])
    ]
    if 2 * sum(len(columns) == 1 for _, columns in parts) > len(parts):
        parts = [(None, list(run.columns))]
    order = {position: at for at, position in enumerate(positions)}
    for group, columns in _with_neighbours(parts, order):
        for part in _by_height(columns) if run.kind == "numbers" else [columns]:
            if len(part) < (LEAST_COLUMNS if group is None and run.kind != "family" else LEAST_NAMED):
                continue
            met = Counter(number for column in part for number in column.numbers)
            if run.kind == "family" and len(levels_met(part, run.families[0])) < LEAST_POINTS:
                continue
            if sum(column.answered for column in part) < 2 * max(len(met), LEAST_POINTS):
                continue
            yield _Piece(run=run, columns=tuple(part), group=group)


def _with_neighbours(
    parts: list[tuple[str | None, list[Contents]]], order: dict[int, int]
) -> list[tuple[str | None, list[Contents]]]:
    """Join a column that stands alone with the part beside it: an overall rating and the ratings that follow."""
    joined: list[tuple[str | None, list[Contents]]] = []
    for at, (group, columns) in enumerate(parts):
        follower = parts[at + 1] if at + 1 < len(parts) else None
        if len(columns) == 1 and follower and len(follower[1]) > 1 and _beside(columns[-1], follower[1][0], order):
            parts[at + 1] = (follower[0], [*columns, *follower[1]])
        elif len(columns) == 1 and joined and _beside(joined[-1][1][-1], columns[0], order):
            joined[-1][1].extend(columns)
        else:
            joined.append((group, columns))
    return joined


def _beside(first: Contents, second: Contents, order: dict[int, int]) -> bool:
    return order[second.position] - order[first.position] == 1


def _by_height(columns: list[Contents]) -> list[list[Contents]]:
    """Part columns where three or more in a row reach only clearly lower numbers than the others."""
    top = max(_highest([column]) for column in columns)
    parts: list[tuple[bool, list[Contents]]] = []
    for below, entries in groupby(columns, key=lambda column: _highest([column]) <= top - 2):
        part = list(entries)
        low = below and len(part) >= LEAST_COLUMNS and _many(part)
        if parts and parts[-1][0] == low:
            parts[-1][1].extend(part)
        else:
            parts.append((low, part))
    return [part for _, part in parts]


def _highest(columns: Sequence[Contents]) -> int:
    found = range_of(columns)
    return found.high if found else max((number for column in columns for number in column.numbers), default=0)


def _many(columns: Sequence[Contents]) -> bool:
    return sum(column.answered for column in columns) >= ENOUGH


def _ranks(table: Table, piece: _Piece) -> bool:
    """Tell whether people put things in order: hardly anybody gives two columns of a piece the same number."""
    if len(piece.columns) < LEAST_COLUMNS:
        return False
    number: Callable[[str], float] = lambda text: float(text) if text.strip().isdigit() else np.nan  # noqa: E731
    values = np.column_stack(
        [
            np.array([number(text) for text in table.columns[column.position].contents])[
                table.columns[column.position].codes
            ]
            for column in piece.columns
        ]
    )
    answered = (~np.isnan(values)).sum(axis=1)
    rows = np.sort(values[answered >= LEAST_NAMED], axis=1)
    tied = (np.diff(rows, axis=1) == 0).any(axis=1)
    return len(rows) >= LEAST_RANKED and bool(tied.mean() <= 1 - 0.98)
