"""Blocks of questions that were answered on one scale, found by the contents their columns share."""

from __future__ import annotations

from collections import Counter
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, replace
from itertools import combinations, groupby

import numpy as np

from govassess.responses.drafts.attached import (
    MOSTLY,
    YES_OR_NO,
    Aside,
    Company,
    Kind,
    Why,
    attach,
    codes_in,
    correlation,
    labels_agree,
    numbers_of,
)
from govassess.responses.drafts.block_scales import (
    LEAST_POINTS,
    MOST_POINTS,
    SLIDER_TOP,
    FoundScale,
    Levels,
    family_scale,
    levels_met,
    number_scale,
    numbered,
    numbered_scale,
    range_of,
    slider_scale,
    two_point_scale,
    word_group,
    word_scale,
)
from govassess.responses.drafts.contents import Contents, contents_of
from govassess.responses.drafts.headings import says_nothing
from govassess.responses.drafts.no_items import Against
from govassess.responses.drafts.profile import asks_consent, ticks
from govassess.responses.drafts.scale_families import FAMILIES, MISSING_CODES, Family, complete_scale, families_of
from govassess.responses.drafts.two_points import two_point_blocks
from govassess.responses.profile import NAMED_FROM
from govassess.responses.table import Table

WIDEST_GAP = 3  # other columns between two of a block: remarks, a question of another kind
MOST_WORDS = 7  # of a scale that no family knows
LEAST_COLUMNS = 3
LEAST_NAMED = 2  # columns that share a code, a path or a question belong together sooner
EXPECTED = 10  # answers; with as many, none at all is no accident
ENOUGH = 50  # answers; with as many, a scale shows its highest point or the one below
LEAST_RANKED = 10  # rows
LEAST_SLID = 12  # different numbers on a slider, or all of them multiples of five
NEARLY_ALL = 0.98  # of the rows; the others may be slips


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class Block:
    """Columns (positions) with one scale; ``group`` is what their headings share."""

    positions: tuple[int, ...]
    scale: FoundScale
    group: str | None


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class FoundBlocks:
    """The blocks of a file in the order of its columns, and what is in none.

    ``ranked`` are columns of ranks (1st, 2nd, ...), which are no answers; ``asides`` fit a scale and were left out.
    """

    blocks: tuple[Block, ...]
    ranked: tuple[int, ...] = ()
    asides: tuple[Aside, ...] = ()


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
        if self.run.kind == "slider":
            return slider_scale(self.columns)
        if self.run.kind == "two":
            return two_point_scale(self.columns, whole)
        if self.run.kind == "numbers":
            highest, own = _highest(self.run.columns), _highest(self.columns)
            near = own < highest and (own == highest - 1 or not _many(self.columns))
            return number_scale(self.columns, higher=highest if near else None)
        family = self.run.families[0] if self.run.kind == "family" else None
        if numbered(self.columns) and (found := numbered_scale(self.columns, family)) is not None:
            return found
        if family is None:
            return word_scale(self.columns) if _nameable(self.columns) else None
        known = sorted(levels for name, levels in whole if name == family.name)
        return family_scale(self.columns, family, complete_scale(family, levels_met(self.columns, family), known))


def find_blocks(
    table: Table,
    positions: Sequence[int],
    groups: Sequence[str | None],
    against: Mapping[int, Against] | None = None,
) -> FoundBlocks:
    """Find blocks among some columns of a file.

    Parameters
    ----------
    table : Table
        The file.
    positions : sequence of int
        Columns that may hold answers: no metadata, nothing personal.
    groups : sequence of str or None
        One a column of the file: what its heading shares with others, as ``group_of`` says.
    against : dict, optional
        Position -> what the heading of a column says against an item; such a column starts no block.

    Returns
    -------
    FoundBlocks

    Notes
    -----
    Columns join while one scale reads them: whole numbers from 0 or 1 on (or sliders from 0 to 100), words of one
    family, or (of no family) words that are mostly the same. Up to three other columns may stand between. Headings
    that share a path, a question or a code make a block wherever they stand; what stands among them and shares nothing
    is left out and named. Numbers that reach clearly higher are another scale. A block in which nobody gives two
    columns the same number holds ranks, and is none.
    """
    against = against or {}
    contents = {at: found for at in positions if (found := contents_of(table, at)) is not None}
    runs = _runs(table, [at for at in positions if at not in against], contents)
    pieces = _pieces(runs, groups)
    ranked = [piece for piece in pieces if piece.run.kind == "numbers" and _ranks(table, piece)]
    wrong = {piece: why for piece in pieces if piece not in ranked and (why := _no_block(table, piece))}
    blocks = [piece for piece in pieces if piece not in ranked and piece not in wrong and _large(piece)]
    small = [piece for piece in pieces if piece not in ranked and piece not in wrong and piece not in blocks]
    asides = [Aside(position=column.position, why=why) for piece, why in wrong.items() for column in piece.columns]
    others = [column for piece in small for column in piece.columns]
    others += [each for at, each in contents.items() if at in against or _unstarted(each)]
    blocks, left = _attached(table, blocks, others, groups, against)
    used = {column.position for piece in blocks for column in piece.columns}
    barred = {column.position for piece in (*ranked, *wrong) for column in piece.columns} | used | set(against)
    free = [each for at, each in contents.items() if at not in barred]
    two, apart = two_point_blocks(table, free, places=_places(table), groups=groups)
    blocks += [_Piece(run=_Run(kind="two", columns=[], last=0), columns=each.columns, group=each.group) for each in two]
    used |= {column.position for each in two for column in each.columns}
    left = [aside for aside in left if aside.position not in used | {each.position for each in apart}]
    asides += [*left, *apart]
    named = {aside.position for aside in asides}
    asides += _alone(small, used | named)
    known = used | {aside.position for aside in asides} | set(against)
    asides += [
        Aside(position=at, why="two_codes")
        for at, each in contents.items() if at not in known and _codes_of_two(table, each)
    ]  # fmt: skip
    scaled = _scaled(blocks)
    kept = {position for block in scaled for position in block.positions}
    asides += [Aside(position=at, why="few_answers") for at in sorted(used - kept)]
    return FoundBlocks(
        blocks=scaled,
        ranked=tuple(column.position for piece in ranked for column in piece.columns),
        asides=tuple(sorted(asides, key=lambda aside: aside.position)),
    )


def _alone(small: Sequence[_Piece], known: Collection[int]) -> list[Aside]:
    """Return the columns of too small pieces of which nothing was said; one of unknown words may be any choice."""
    return [
        Aside(position=column.position, why="alone" if len(piece.columns) < _least(piece) else "few_answers")
        for piece in small if piece.run.kind != "words" or len(piece.columns) > 1
        for column in piece.columns if column.position not in known
    ]  # fmt: skip


def _attached(
    table: Table,
    pieces: Sequence[_Piece],
    others: Sequence[Contents],
    groups: Sequence[str | None],
    against: Mapping[int, Against],
) -> tuple[list[_Piece], list[Aside]]:
    """Return the pieces with the columns beside them that belong to them, and those that fit and do not."""
    companies = [
        Company(
            kind=piece.run.kind, columns=list(piece.columns), group=piece.group,
            families=piece.run.families,
        )
        for piece in pieces
    ]  # fmt: skip
    left = attach(table, companies, others, places=_places(table), groups=groups, against=against)
    grown = [replace(piece, columns=tuple(company.columns)) for piece, company in zip(pieces, companies, strict=True)]
    return grown, left


def _places(table: Table) -> dict[int, int]:
    """Return the place of each column among those that hold something."""
    filled = (at for at, column in enumerate(table.columns) if column.filled())
    return {at: place for place, at in enumerate(filled)}


def _scaled(pieces: Sequence[_Piece]) -> tuple[Block, ...]:
    """Return the pieces for which there is a scale as blocks, in the order of their columns."""
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
    return tuple(sorted(blocks, key=lambda block: block.positions))


def _one_scale_each(scaled: Sequence[tuple[_Piece, FoundScale]]) -> list[tuple[_Piece, FoundScale]]:
    """Give pieces with the same points and words one scale; numbers whose direction is asked have one each."""
    alike: dict[tuple[object, ...], list[tuple[_Piece, FoundScale]]] = {}
    for at, (piece, found) in enumerate(scaled):
        words = tuple((point, label.text.en) for point, label in found.scale.labels.items())
        asked = tuple((doubt.place, doubt.question) for doubt in found.doubts if doubt.question != "word_unmet")
        alone = at if not found.directed and not words else -1
        ends = (found.scale.min, found.scale.max, found.scale.direction)
        known = words if found.ordered else tuple(sorted(word for _, word in words))
        alike.setdefault((found.kind, ends, known, asked, alone, _own_points(piece, found)), []).append((piece, found))
    return [
        (piece, together)
        for entries in alike.values()
        for together in [_together([column for piece, _ in entries for column in piece.columns], *entries[0])]
        for piece, _ in entries
    ]


def _own_points(piece: _Piece, found: FoundScale) -> tuple[str, ...]:
    """Return the levels that a piece of many answers lacks: two or more are no accident, whatever other blocks have."""
    unmet = tuple(doubt.place for doubt in found.doubts if doubt.question == "word_unmet")
    return unmet if len(unmet) > 1 and _many(piece.columns) else ()


def _together(columns: Sequence[Contents], piece: _Piece, found: FoundScale) -> FoundScale:
    """Return a scale as more columns show it than the one piece it was found in."""
    family = piece.run.families[0] if piece.run.families else None
    if tuple(columns) == piece.columns:
        return found
    if piece.run.kind == "two":
        return two_point_scale(columns) or found
    if not found.ordered:
        return word_scale(columns)
    if found.kind in {"numbers", "slider"}:
        return (slider_scale if found.kind == "slider" else number_scale)(columns) or found
    if numbered(columns) or family is None:
        return numbered_scale(columns, family) or found
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


def _runs(table: Table, positions: Sequence[int], contents: Mapping[int, Contents]) -> list[_Run]:
    """Return the runs of columns that one scale reads."""
    finished: list[_Run] = []
    waiting: list[_Run] = []
    place = 0
    for position in positions:
        column = contents.get(position)
        if column is None and not table.columns[position].filled():
            continue  # an empty column is no gap
        if column is not None and _few(column):
            continue  # and one of few points may belong to a run
        place += 1
        finished += [run for run in waiting if place - run.last > WIDEST_GAP + 1]
        waiting = [run for run in waiting if place - run.last <= WIDEST_GAP + 1]
        started = None if column is None else _started(column, place)
        if started is None:
            continue
        joined = next((run for run in reversed(waiting) if _join(run, started)), None)
        if joined is None:
            waiting.append(started)
        else:
            waiting.sort(key=lambda run: run.last)
    return [*finished, *waiting]


def _few(column: Contents) -> bool:
    """Tell whether a column holds one or two points only, too few to show a scale: numbers or words of no family."""
    if not _unstarted(column):
        return False
    points = set(column.numbers) - MISSING_CODES
    if points:
        return len(points) < LEAST_POINTS or all(0 <= point < MOST_POINTS for point in points)  # from 5 to 10
    return len(column.words) < LEAST_POINTS


def _unstarted(column: Contents) -> bool:
    """Tell whether a column of numbers or words shows no scale alone: too few of them, or too many slips."""
    numbers, words = sum(column.numbers.values()), sum(column.words.values())
    return max(numbers, words) >= MOSTLY * column.answered > 0 and _started(column, 0) is None


def _codes_of_two(table: Table, column: Contents) -> bool:
    """Tell whether a column holds two codes as its answers, and neither ticks of options nor a consent."""
    slips = max(1, column.answered // 50)
    points = {number for number, count in column.numbers.items() if count > slips} - MISSING_CODES
    heading = table.headings[column.position]
    two = len(points) == LEAST_NAMED and points <= YES_OR_NO and not column.words
    ticked = ticks(heading, column) or ("/" in heading and points == {0, 1})
    return two and not ticked and not asks_consent(heading)


def _started(column: Contents, place: int) -> _Run | None:
    """Return the run that a column starts: as numbers, as words of a family, as other words; None if as nothing."""
    if sum(column.numbers.values()) >= MOSTLY * column.answered:
        if _slides(column):
            return _Run(kind="slider", columns=[column], last=place)
        on_it = range_of([column])
        if on_it and (_shows_points(column, on_it.codes) or column.labels):
            return _Run(kind="numbers", columns=[column], last=place)
        return None
    families = tuple(family for family in FAMILIES if _reads(family, column))
    if families:
        return _Run(kind="family", columns=[column], last=place, families=families)
    common = {key: count for key, count in column.words.items() if count > 1} or column.words
    alike = LEAST_POINTS <= len(common) <= MOST_WORDS and column.answered >= 2 * len(common)
    if alike and sum(common.values()) >= MOSTLY * (column.answered - codes_in(column)):
        return _Run(kind="words", columns=[column], last=place)
    return None


def _shows_points(column: Contents, codes: Collection[int]) -> bool:
    """Tell whether three numbers or more are answers, and no codes or errors of typing."""
    errors = 1 if column.answered >= 2 * EXPECTED else 0
    return sum(count > errors for number, count in column.numbers.items() if number not in codes) >= LEAST_POINTS


def _reads(family: Family, column: Contents) -> bool:
    """Tell whether a family knows the words of a column, slips apart; bare numbers among them are points too."""
    known = [key for key in column.words if families_of([key]) and family in families_of([key])]
    known += [key for key in column.words if key not in known and key in _bare_words(family)]
    if family not in families_of(known):
        return False
    read = sum(column.words[key] for key in known)
    read += sum(count for number, count in column.numbers.items() if 0 < number <= len(family.levels))
    return read >= MOSTLY * (column.answered - codes_in(column))


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
        if not labels_agree(run.columns, column) or range_of([*run.columns, column]) is None:
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


def _slides(column: Contents) -> bool:
    """Tell whether numbers stand on a slider from 0 to 100: many different ones, or all multiples of five."""
    on_it = {number for number in column.numbers if 0 <= number <= SLIDER_TOP}
    read = sum(column.numbers[number] for number in on_it)
    steps = len(on_it) >= LEAST_POINTS and all(number % 5 == 0 for number in on_it)
    known = not column.labels or not set(column.labels) & on_it - {0, SLIDER_TOP}
    high = sum(column.numbers[number] for number in on_it if number >= MOST_POINTS and number not in MISSING_CODES)
    if high <= (1 - MOSTLY) * read:
        return False  # what stands above 10 are errors and codes
    return (
        known and read >= MOSTLY * column.answered and max(on_it) > MOST_POINTS and (steps or len(on_it) >= LEAST_SLID)
    )


def _pieces(runs: Sequence[_Run], groups: Sequence[str | None]) -> list[_Piece]:
    """Return the parts of the runs whose headings belong together, and those that share nothing."""
    times = Counter((run.kind, groups[column.position]) for run in runs for column in run.columns)
    found: list[_Piece] = []
    for run in runs:
        named = {
            group for column in run.columns
            if (group := groups[column.position]) is not None and times[run.kind, group] >= LEAST_NAMED
        }  # fmt: skip
        of_named = sum(groups[column.position] in named for column in run.columns)
        if 2 * of_named < len(run.columns) and all(times[run.kind, group] < LEAST_COLUMNS for group in named):
            named = set()  # codes that are nearly all different part nothing
        for group in sorted(named):
            own = tuple(column for column in run.columns if groups[column.position] == group)
            found.append(_Piece(run=run, columns=own, group=group))
        for is_named, stretch in groupby(run.columns, key=lambda column: groups[column.position] in named):
            if not is_named:
                found.append(_Piece(run=run, columns=tuple(stretch), group=None))
    parted = [
        replace(piece, columns=tuple(part))
        for piece in _of_one_group(found)
        for part in (_by_height(list(piece.columns)) if _bare(piece) else [piece.columns])
    ]
    return sorted(parted, key=lambda piece: piece.columns[0].position)


def _bare(piece: _Piece) -> bool:
    """Tell whether a piece holds numbers without labels."""
    return piece.run.kind == "numbers" and not any(column.labels for column in piece.columns)


def _of_one_group(pieces: Sequence[_Piece]) -> list[_Piece]:
    """Put pieces together that share what is more than a numbering, and a scale: a code beats the neighbourhood."""
    found: list[_Piece] = []
    for piece in pieces:
        same = next(
            (
                at for at, other in enumerate(found)
                if piece.group and other.group == piece.group and other.run.kind == piece.run.kind
                and not says_nothing(piece.group) and _one_scale(other, piece)
            ),
            None,
        )  # fmt: skip
        if same is None:
            found.append(piece)
        else:
            together = sorted((*found[same].columns, *piece.columns), key=lambda column: column.position)
            found[same] = replace(found[same], columns=tuple(together))
    return found


def _one_scale(first: _Piece, second: _Piece) -> bool:
    """Tell whether one scale reads two pieces of the same kind."""
    run = replace(first.run, columns=list(first.columns))
    return all(_join(run, replace(second.run, columns=[column])) for column in second.columns)


def _least(piece: _Piece) -> int:
    """Return how many columns make a block: two if their headings or words say that they belong together."""
    return LEAST_COLUMNS if piece.group is None and piece.run.kind != "family" else LEAST_NAMED


def _large(piece: _Piece) -> bool:
    """Tell whether a piece holds enough columns and answers to be a block."""
    if len(piece.columns) < _least(piece):
        return False
    met = Counter(number for column in piece.columns for number in column.numbers)
    if piece.run.kind == "slider":
        return min(met) <= SLIDER_TOP // 10 and max(set(met) & set(range(SLIDER_TOP + 1))) >= SLIDER_TOP - 10
    if piece.run.kind == "family" and len(levels_met(piece.columns, piece.run.families[0])) < LEAST_POINTS:
        return False
    return sum(column.answered for column in piece.columns) >= 2 * max(len(met), LEAST_POINTS)


def _no_block(table: Table, piece: _Piece) -> Why | None:
    """Return why columns that share a scale are no block all the same; None if they may be one."""
    if len(piece.columns) < LEAST_NAMED or piece.run.kind not in {"numbers", "slider"}:
        return None
    values = np.column_stack([numbers_of(table, column.position) for column in piece.columns])
    rows = values[~np.isnan(values).any(axis=1)]
    if len(rows) < LEAST_RANKED:
        return None
    sums = Counter(rows.sum(axis=1).tolist())
    if piece.run.kind == "slider":
        return "sum" if sums.most_common(1)[0][1] >= NEARLY_ALL * len(rows) else None
    coded = all(" " not in table.headings[column.position].strip() for column in piece.columns)
    return "unlike" if coded and _unlike(rows, piece.columns) else None


def _unlike(rows: np.ndarray, columns: Sequence[Contents]) -> bool:
    """Tell whether columns are codes of different questions: other numbers of points, and answers without relation.

    Of n independent answers the mean absolute correlation is about 0.8 / sqrt(n).
    """
    scale = range_of(columns)
    if scale is not None:  # codes and errors hide how answers hang together
        rows = np.where((rows >= scale.low) & (rows <= scale.high), rows, np.nan)
        rows = rows[~np.isnan(rows).any(axis=1)]
    tops = {_highest([each]) for each in columns}
    if len(tops) == 1 or any(each.labels for each in columns) or len(rows) < ENOUGH:
        return False
    found = [correlation(rows[:, one], rows[:, two]) for one, two in combinations(range(len(columns)), 2)]
    known = [abs(r) for r in found if r is not None]
    return bool(known) and float(np.mean(known)) < 1.3 / len(rows) ** 0.5


def _by_height(columns: list[Contents]) -> list[list[Contents]]:
    """Part columns where three or more in a row reach only clearly lower numbers than the others, and by no accident.

    It is none where ten answers above were to be expected, at the share that they have in the other columns.
    """
    top = max(_highest([column]) for column in columns)
    above = range(top - 1, top + 1)
    higher = [column for column in columns if _highest([column]) > top - 2]
    reached = sum(column.numbers.get(number, 0) for column in higher for number in above)
    share = reached / max(1, sum(column.answered for column in higher))
    parts: list[tuple[bool, list[Contents]]] = []
    for below, entries in groupby(columns, key=lambda column: _highest([column]) <= top - 2):
        part = list(entries)
        answered = sum(column.answered for column in part)
        met = sum(column.numbers.get(number, 0) for column in part for number in above)
        low = below and len(part) >= LEAST_COLUMNS and share * answered >= EXPECTED and met <= max(1, answered // 100)
        if parts and parts[-1][0] == low:
            parts[-1][1].extend(part)
        else:
            parts.append((low, part))
    return [part for _, part in parts]


def _highest(columns: Sequence[Contents]) -> int:
    """Return the highest point, one that often is a code too if more than one answer holds it."""
    found = range_of(columns)
    if found is not None and (codes := [code for code, why in found.doubtful.items() if why in {"code", "gap"}]):
        return max(found.high, *(code for code in codes if sum(each.numbers.get(code, 0) for each in columns) > 1), 0)
    return found.high if found else max((number for column in columns for number in column.numbers), default=0)


def _many(columns: Sequence[Contents]) -> bool:
    return sum(column.answered for column in columns) >= ENOUGH


def _ranks(table: Table, piece: _Piece) -> bool:
    """Tell whether people put things in order: hardly anybody gives two columns of a piece the same number."""
    if len(piece.columns) < LEAST_COLUMNS:
        return False
    values = np.column_stack([numbers_of(table, column.position) for column in piece.columns])
    answered = (~np.isnan(values)).sum(axis=1)
    rows = np.sort(values[answered >= LEAST_NAMED], axis=1)
    tied = (np.diff(rows, axis=1) == 0).any(axis=1)
    return len(rows) >= LEAST_RANKED and bool(tied.mean() <= 1 - NEARLY_ALL)
