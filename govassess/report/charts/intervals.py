"""Estimates with intervals, one row each: coefficients, loadings, dimensions, groups, sensitivity and change.

All of them are the same plot: `Rows` of labels and numbers with `estimates` between them. They differ in what lies
behind the estimates (level bands, zero or a threshold) and in what decides the mark of a row.
"""

from __future__ import annotations

import math
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from govassess.report.charts.bands import LevelBand, ground
from govassess.report.charts.marks import Mark, together
from govassess.report.charts.plot import (
    GAP,
    SMALL,
    WIDTH,
    Axis,
    Column,
    Rows,
    frame,
    legend,
    marker,
    round_ticks,
    ticks,
    whisker,
)
from govassess.report.charts.svg import LEADING, Ids, drawing, line, text, text_width, wrap
from govassess.report.charts.theme import SERIES
from govassess.report.formats import ZERO, Kind, printed, printed_beside
from govassess.text.numbers import NumberFormat

HEAD = 34.0  # level names in two lines, column headers
LEGEND = 28.0  # a legend above them
TITLE = 12.5  # size of the title of a chart of groups
TALLEST = 1100.0  # rows of one chart: with its heading they fit on a page of paper
APART = 5.5  # of two measurements from the middle of their row
PANELS = 0.6  # what the panel of two measurements takes of the room for both panels


@dataclass(frozen=True, slots=True, kw_only=True)
class IntervalRow:
    """One estimate with its interval; rows of one heading stand together, and it is written above them.

    Without an estimate (None) the row stays and shows a dash; ``low`` and ``high`` are both None without an interval.
    """

    label: str
    estimate: float | None
    low: float | None = None
    high: float | None = None
    heading: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class DotRow(IntervalRow):
    """The mean of a dimension or group; ``bench`` is a value to compare it with, a short upright line."""

    n: int | None = None
    bench: float | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class SensitivityRow(IntervalRow):
    """The index of ``heading``, computed in one way; one row of each heading is the chosen one."""

    level: str = ""  # the level that results, such as "4 Embedded"
    chosen: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class ChangeRow:
    """One thing measured twice, and the difference after less before; what is not known is None."""

    label: str
    before: float | None
    before_low: float | None
    before_high: float | None
    after: float | None
    after_low: float | None
    after_high: float | None
    difference: float | None
    diff_low: float | None
    diff_high: float | None
    heading: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Forest:
    """Estimates of one unit about zero, such as the coefficients of one outcome."""

    title: str
    desc: str
    rows: tuple[IntervalRow, ...]
    value_header: str  # such as "b [95% CI]"
    clear_label: str = ""  # legend of the disc, such as "interval leaves out 0"
    crossing_label: str = ""  # legend of the hollow diamond, such as "interval holds 0"
    decimals: int = 2


@dataclass(frozen=True, slots=True, kw_only=True)
class Loadings:
    """Loadings or correlations (between -1 and 1) with a threshold that is a convention and has a name."""

    title: str
    desc: str
    rows: tuple[IntervalRow, ...]
    value_header: str
    threshold: float | None = None
    threshold_label: str = ""  # such as "0.70 (Hair et al., 2019)"
    decimals: int = 2


@dataclass(frozen=True, slots=True, kw_only=True)
class DimensionDots:
    """Means of dimensions on the level bands of the item scale."""

    title: str
    desc: str
    rows: tuple[DotRow, ...]
    axis: tuple[float, float]  # ends of the axis, such as (1, 5)
    value_header: str  # over the column of numbers, such as "Mean [95% CI]"
    n_header: str = "n"
    levels: tuple[LevelBand, ...] = ()  # on this axis; () draws plain grid lines
    decimals: int = 2
    edges: tuple[float, ...] = ()  # limits on whose sides the numbers must be seen to lie
    axis_decimals: int = 0  # of the ticks, at least: cut points are written in full
    series: bool = True  # whether each heading has its own colour and shape of mark


@dataclass(frozen=True, slots=True, kw_only=True)
class GroupDots(DimensionDots):
    """Mean index of groups, and the line of the whole sample."""

    whole: float | None = None
    whole_label: str = ""  # such as "All respondents"
    suppressed: tuple[str, ...] = ()  # names of the groups that are not shown
    suppressed_label: str = ""  # what stands before them, such as "Not shown (fewer than 5):"
    decimals: int = 1
    series: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class Sensitivity:
    """An index as reported and with its alternatives, construct by construct."""

    title: str
    desc: str
    rows: tuple[SensitivityRow, ...]
    axis: tuple[float, float]
    value_header: str  # such as "Index [95% CI]"
    level_header: str
    chosen_label: str  # legend, such as "as reported"
    other_label: str  # such as "the other way"
    levels: tuple[LevelBand, ...] = ()
    decimals: int = 1
    edges: tuple[float, ...] = ()  # limits on whose sides the numbers must be seen to lie
    axis_decimals: int = 0


@dataclass(frozen=True, slots=True, kw_only=True)
class Change:
    """Two measurements on one scale, with the interval of their difference, which is what a change is judged by."""

    title: str
    desc: str
    rows: tuple[ChangeRow, ...]
    axis: tuple[float, float]  # ends of the scale of the measurements, such as (0, 100)
    before_label: str  # such as "2025"
    after_label: str  # such as "2026"
    difference_header: str  # such as "Difference [95% CI]"
    levels: tuple[LevelBand, ...] = ()  # on this axis; () draws plain grid lines
    clear_label: str = ""  # legend of a difference whose interval leaves out 0
    crossing_label: str = ""  # legend of one whose interval holds 0
    decimals: int = 1
    edges: tuple[float, ...] = ()  # limits on whose sides both measurements must be seen to lie


@dataclass(frozen=True, slots=True, kw_only=True)
class Estimate:
    """An estimate with its interval, and its mark: shape, role, whether hollow."""

    value: float | None
    low: float | None
    high: float | None
    shape: int = 0
    role: str = "blue"
    hollow: bool = False
    radius: float = 4.6

    @classmethod
    def of(cls, row: IntervalRow, *, shape: int = 0, role: str = "blue", hollow: bool = False) -> Estimate:
        """Return the estimate of a row with a mark."""
        return cls(value=row.estimate, low=row.low, high=row.high, shape=shape, role=role, hollow=hollow)


def estimates(axis: Axis, found: Iterable[tuple[float, Estimate]]) -> list[Mark]:
    """Draw estimates, each at its height: first all intervals, then all marks."""
    spans: list[Mark] = []
    dots: list[Mark] = []
    for y, one in found:
        spans += whisker(axis, y, one.low, one.high, one.role)
        if one.value is not None:
            x = axis.at(one.value)
            dots.append(marker(x, y, one.shape, one.role, hollow=one.hollow, radius=one.radius))
    return [*together(spans), *together(dots)]


def estimates_column(
    header: str,
    found: Sequence[Estimate],
    number_format: NumberFormat,
    edges: Sequence[float],
    decimals: int,
    *,
    kind: Kind = "est",
) -> Column:
    """Return the column of estimates and intervals, with the decimals that show on which side of ``edges`` they lie."""
    values = (printed_beside(one.value, kind, number_format, edges, decimals) for one in found)
    intervals = (None if one.low is None or one.high is None else (one.low, one.high) for one in found)
    return Column(
        header=header,
        strong=tuple(values),
        plain=tuple(
            "" if pair is None else printed_beside(pair, kind, number_format, edges, decimals) for pair in intervals
        ),
    )


# -- about zero or a threshold ---------------------------------------------------------------------------------------


def forest(data: Forest, *, number_format: NumberFormat, ids: Ids) -> str:
    """Draw estimates and intervals with the line of zero; "" without rows.

    An estimate whose interval holds zero, or that has none, is a hollow orange diamond, any other a blue disc.
    """
    if not data.rows:
        return ""
    found = [_flagged(row, orange=_crosses(row.low, row.high)) for row in data.rows]
    column = estimates_column(data.value_header, found, number_format, ZERO, data.decimals)
    rows = _rows(data.rows, [column], HEAD)
    axis, values = _own_axis(rows, found, (0,))
    marks = [*frame(axis, HEAD, rows.bottom, values), _zero(axis, rows)]
    marks += ticks(axis, values, rows.bottom + 11, number_format.lang)
    marks += [*rows.labels(), *estimates(axis, zip(rows.middles, found, strict=True)), *rows.numbers()]
    marks += legend([(data.clear_label, 0, "blue", False), (data.crossing_label, 2, "orange", True)], 10)
    return drawing(WIDTH, rows.bottom + 20, data.title, data.desc, ids, marks)


def loadings(data: Loadings, *, number_format: NumberFormat, ids: Ids) -> str:
    """Draw loadings with the threshold line; those under it are hollow and orange; "" without rows."""
    if not data.rows:
        return ""
    edges = () if data.threshold is None else (data.threshold,)
    found = [_flagged(row, orange=any((row.estimate or 0) < edge for edge in edges)) for row in data.rows]
    column = estimates_column(data.value_header, found, number_format, edges, data.decimals, kind="r")
    rows = _rows(data.rows, [column], HEAD, most=330)
    axis, values = _own_axis(rows, found, (0, 1))
    marks = [*frame(axis, HEAD, rows.bottom, values), *ticks(axis, values, rows.bottom + 11, number_format.lang)]
    for edge in edges:
        marks += _threshold(axis, edge, data.threshold_label, rows.bottom)
    marks += [*rows.labels(), *estimates(axis, zip(rows.middles, found, strict=True)), *rows.numbers()]
    return drawing(WIDTH, rows.bottom + 20, data.title, data.desc, ids, marks)


def _threshold(axis: Axis, edge: float, label: str, bottom: float) -> list[Mark]:
    at = axis.at(edge)
    words = wrap(label, axis.right - axis.left, SMALL, lines=1)
    half = text_width(words.lines[0], SMALL) / 2
    middle = min(max(at, axis.left + half), axis.right - half)
    return [
        line(at, HEAD - 6, at, bottom, "ink", 1.4, "5 3"),
        text(middle, HEAD - 16, words, size=SMALL, anchor="middle"),
    ]


# -- on the levels ---------------------------------------------------------------------------------------------------


def dimension_dots(data: DimensionDots, *, number_format: NumberFormat, ids: Ids) -> str:
    """Draw means with intervals on the level bands, in the order given; "" without rows.

    Constructs differ in colour and in the shape of the mark, unless ``series`` is off.
    """
    if not data.rows:
        return ""
    marks, height, _ = _dots(data, number_format, HEAD)
    return drawing(WIDTH, height, data.title, data.desc, ids, marks)


def group_dots(data: GroupDots, *, number_format: NumberFormat, ids: Ids) -> str:
    """Draw groups and the whole sample, in the order given; "" with neither rows nor suppressed groups.

    The title is written above the chart: charts of several constructs stand below one another.
    """
    if not data.rows and not data.suppressed:
        return ""
    titled = wrap(data.title, WIDTH - 4, TITLE, bold=True)
    head = len(titled.lines) * TITLE * LEADING + 8
    marks = [text(0, (head - 8) / 2, titled, size=TITLE, bold=True)]
    height = head + 4.0
    if data.rows:
        dots, height, axis = _dots(data, number_format, head + HEAD + (18 if data.whole is not None else 0))
        marks += dots
        if data.whole is not None:
            marks += _whole(data, data.whole, axis, head, number_format)
    if data.suppressed:
        listed = f"{data.suppressed_label} {'; '.join(data.suppressed)}".strip()
        words = wrap(listed, WIDTH - 4, SMALL, lines=40)
        depth = len(words.lines) * SMALL * LEADING
        marks.append(text(0, height + 6 + depth / 2, words, size=SMALL, role="muted"))
        height += depth + 12
    return drawing(WIDTH, height, data.title, data.desc, ids, marks)


def _whole(data: GroupDots, whole: float, axis: Axis, head: float, number_format: NumberFormat) -> list[Mark]:
    """Write the value of the whole sample at the upper end of its line."""
    value = printed_beside(whole, "est", number_format, data.edges, data.decimals)
    words = f"{data.whole_label} {value}".strip()
    at = axis.at(whole)
    left = at + 7 + text_width(words, SMALL, bold=True) > WIDTH
    x, anchor = (at - 7, "end") if left else (at + 7, "start")
    return [
        text(x, head + 9, words, size=SMALL, anchor=anchor, bold=True),
        line(at, head + 2, at, head + 16, "ink", 1.4, "5 3"),
    ]


def _dots(data: DimensionDots, number_format: NumberFormat, top: float) -> tuple[list[Mark], float, Axis]:
    """Draw rows, plot and columns from ``top`` down; return the marks, the bottom and the axis."""
    headings = list(dict.fromkeys(row.heading for row in data.rows if row.heading))
    series = [headings.index(row.heading) if data.series and row.heading else 0 for row in data.rows]
    found = [
        Estimate.of(row, shape=each, role=SERIES[each % len(SERIES)])
        for row, each in zip(data.rows, series, strict=True)
    ]
    columns = [estimates_column(data.value_header, found, number_format, data.edges, data.decimals)]
    if any(row.n is not None for row in data.rows):
        counts = tuple(printed(row.n, "n", number_format) for row in data.rows)
        columns.append(Column(header=data.n_header, plain=counts))
    rows = _rows(data.rows, columns, top)
    axis = rows.axis(*data.axis)
    marks = ground(axis, data.levels, top, rows.bottom, number_format.lang, least=data.axis_decimals)
    if isinstance(data, GroupDots) and data.whole is not None:
        marks.append(line(axis.at(data.whole), top, axis.at(data.whole), rows.bottom, "ink", 1.4, "5 3"))
    marks += rows.labels()
    marks += [
        line(axis.at(row.bench), y - 8, axis.at(row.bench), y + 8, "ink", 2)
        for y, row in zip(rows.middles, data.rows, strict=True)
        if row.bench is not None
    ]
    marks += [*estimates(axis, zip(rows.middles, found, strict=True)), *rows.numbers(above=2)]
    return marks, rows.bottom + 20, axis


def parted(rows: Sequence[DotRow], most: float = TALLEST) -> list[tuple[DotRow, ...]]:
    """Return rows in parts of about the same size, none taller than ``most``; without rows one empty part.

    Examples
    --------
    >>> [len(part) for part in parted([DotRow(label="A", estimate=None)] * 50)]
    [25, 25]
    """
    whole = Rows.of([row.label for row in rows], top=0).stacked[-1].bottom if rows else 0.0
    size = max(math.ceil(len(rows) / max(math.ceil(whole / most), 1)), 1)
    return [tuple(rows[at : at + size]) for at in range(0, len(rows), size)] or [()]


def sensitivity(data: Sensitivity, *, number_format: NumberFormat, ids: Ids) -> str:
    """Draw each way on the levels, a dashed line from the chosen one through its alternatives; "" without rows."""
    if not data.rows:
        return ""
    found = [
        Estimate.of(row) if row.chosen else Estimate.of(row, shape=1, role="slate", hollow=True) for row in data.rows
    ]
    columns = [estimates_column(data.value_header, found, number_format, data.edges, data.decimals)]
    if any(row.level for row in data.rows):
        columns.append(Column(header=data.level_header, plain=tuple(row.level for row in data.rows), left=True))
    rows = _rows(data.rows, columns, LEGEND + HEAD)
    axis = rows.axis(*data.axis)
    marks = ground(axis, data.levels, rows.top, rows.bottom, number_format.lang, least=data.axis_decimals)
    marks += rows.labels()
    for row in data.rows:
        if row.chosen and row.estimate is not None:
            own = [place for place, other in zip(rows.places, data.rows, strict=True) if other.heading == row.heading]
            x = axis.at(row.estimate)
            marks.append(line(x, own[0].top + 2, x, own[-1].bottom - 2, "ink", 1.2, "5 3"))
    marks += [*estimates(axis, zip(rows.middles, found, strict=True)), *rows.numbers()]
    marks += legend([(data.chosen_label, 0, "blue", False), (data.other_label, 1, "slate", True)], 10)
    return drawing(WIDTH, rows.bottom + 20, data.title, data.desc, ids, marks)


# -- before, after, and the difference -------------------------------------------------------------------------------


def change(data: Change, *, number_format: NumberFormat, ids: Ids) -> str:
    """Draw the two measurements of each row, joined, and their difference about zero; "" without rows.

    The earlier one is a hollow square above the middle of the row, the later one a disc below it. A difference is a
    diamond: hollow and orange where its interval holds zero or there is none, else filled and blue.
    """
    if not data.rows:
        return ""
    found = [_difference(row) for row in data.rows]
    before, after = (_measured(data, name, number_format) for name in ("before", "after"))
    difference = estimates_column(data.difference_header, found, number_format, ZERO, data.decimals)
    rows = Rows.of([row.label for row in data.rows], [row.heading for row in data.rows], top=LEGEND + HEAD, most=220)
    left, right = rows.room + 16, WIDTH - difference.width - GAP
    free = right - left - before.width - after.width - 4 * GAP
    both = Axis(low=data.axis[0], high=data.axis[1], left=left, right=left + free * PANELS)
    values = _ticks(found, (0,), about=4)
    about = Axis(low=values[0], high=values[-1], left=right - free * (1 - PANELS) - GAP, right=right - GAP)
    marks = ground(both, data.levels, rows.top, rows.bottom, number_format.lang)
    marks += [*frame(about, rows.top, rows.bottom, values), _zero(about, rows)]
    marks += [*ticks(about, values, rows.bottom + 11, number_format.lang), *rows.labels()]
    marks += _pairs(data.rows, both, rows.middles)
    marks += estimates(about, zip(rows.middles, found, strict=True))
    ends = (both.right + GAP + before.width, both.right + 2 * GAP + before.width + after.width, WIDTH)
    for column, end in zip((before, after, difference), ends, strict=True):
        marks += column.draw(end, rows.top - 4, rows.middles)
    keys = [(data.before_label, 1, "slate", True), (data.after_label, 0, "blue", False)]
    keys += [(data.clear_label, 2, "blue", False), (data.crossing_label, 2, "orange", True)]
    marks += legend(keys, 10)
    return drawing(WIDTH, rows.bottom + 20, data.title, data.desc, ids, marks)


def _measured(data: Change, name: str, number_format: NumberFormat) -> Column:
    """Return the column of the measurements before or after."""
    texts = (printed_beside(getattr(row, name), "est", number_format, data.edges, data.decimals) for row in data.rows)
    return Column(header=getattr(data, f"{name}_label"), plain=tuple(texts), most=60)


def _difference(row: ChangeRow) -> Estimate:
    crossing = _crosses(row.diff_low, row.diff_high)
    role = "orange" if crossing else "blue"
    return Estimate(value=row.difference, low=row.diff_low, high=row.diff_high, shape=2, role=role, hollow=crossing)


def _pairs(rows: Sequence[ChangeRow], axis: Axis, middles: Sequence[float]) -> list[Mark]:
    """Draw both measurements of each row with their intervals, and the line that joins them."""
    joins: list[Mark] = []
    found: list[tuple[float, Estimate]] = []
    for row, y in zip(rows, middles, strict=True):
        if row.before is not None and row.after is not None:
            joins.append(line(axis.at(row.before), y - APART, axis.at(row.after), y + APART, "edge", 1.4))
        before = Estimate(
            value=row.before, low=row.before_low, high=row.before_high, shape=1, role="slate", hollow=True, radius=3.8
        )
        after = Estimate(value=row.after, low=row.after_low, high=row.after_high)
        found += [(y - APART, before), (y + APART, after)]
    return [*joins, *estimates(axis, found)]


# -- shared ----------------------------------------------------------------------------------------------------------


def _rows(rows: Sequence[IntervalRow], columns: Sequence[Column], top: float, *, most: float = 250) -> Rows:
    return Rows.of([row.label for row in rows], [row.heading for row in rows], columns=columns, top=top, most=most)


def _flagged(row: IntervalRow, *, orange: bool) -> Estimate:
    return Estimate.of(row, shape=2, role="orange", hollow=True) if orange else Estimate.of(row)


def _crosses(low: float | None, high: float | None) -> bool:
    return low is None or high is None or low <= 0 <= high


def _ticks(found: Sequence[Estimate], least: tuple[float, ...], *, about: int = 5) -> tuple[float, ...]:
    """Return round ticks that cover all estimates and intervals, and the values in ``least``."""
    known = [end for each in found for end in (each.low, each.value, each.high) if end is not None]
    return round_ticks(min((*known, *least)), max((*known, *least)), about=about)


def _own_axis(rows: Rows, found: Sequence[Estimate], least: tuple[float, ...]) -> tuple[Axis, tuple[float, ...]]:
    """Return an axis as wide as the estimates need, and its ticks."""
    values = _ticks(found, least)
    return rows.axis(values[0], values[-1], left=24, right=18), values


def _zero(axis: Axis, rows: Rows) -> Mark:
    return line(axis.at(0), rows.top - 4, axis.at(0), rows.bottom, "ink", 1.4)
