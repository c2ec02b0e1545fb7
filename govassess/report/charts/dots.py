"""Dots with intervals: dimensions on the level bands, and groups beside the whole sample."""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass

from govassess.report.charts.bands import LevelBand, ground
from govassess.report.charts.marks import Mark, together
from govassess.report.charts.plot import (
    SMALL,
    WIDTH,
    Axis,
    Column,
    columns,
    columns_width,
    label_width,
    marker,
    row_labels,
    rows_of,
    stack,
    whisker,
)
from govassess.report.charts.svg import LEADING, Ids, drawing, line, text, text_width, wrap
from govassess.report.charts.theme import SERIES
from govassess.report.formats import printed, printed_beside
from govassess.text.numbers import NumberFormat

TITLE = 12.5  # size of the title of a chart of groups
TALLEST = 1100.0  # rows of one chart: with its heading they fit on a page of paper
HEAD = 34.0  # level names in two lines, column headers


@dataclass(frozen=True, slots=True, kw_only=True)
class DotRow:
    """One mean with its interval; ``low`` and ``high`` are both None where there is none (one respondent)."""

    label: str
    mean: float | None  # None: the row stays and shows a dash
    low: float | None = None
    high: float | None = None
    n: int | None = None
    group: str = ""  # the construct; rows of one construct stand together, it is written above them
    bench: float | None = None  # what it is set beside, a short upright line


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
    series: bool = True  # whether the marks of each group look their own way


@dataclass(frozen=True, slots=True, kw_only=True)
class GroupDots:
    """Mean index of groups with interval, and the line of the whole sample; ``group`` is the variable."""

    title: str
    desc: str
    rows: tuple[DotRow, ...]
    axis: tuple[float, float]
    value_header: str
    whole: float | None = None
    whole_label: str = ""  # such as "All respondents"
    n_header: str = "n"
    suppressed: tuple[str, ...] = ()  # names of the groups that are not shown
    suppressed_label: str = ""  # what stands before them, such as "Not shown (fewer than 5):"
    levels: tuple[LevelBand, ...] = ()
    decimals: int = 1
    edges: tuple[float, ...] = ()  # limits on whose sides the numbers must be seen to lie
    axis_decimals: int = 0  # of the ticks, at least: cut points are written in full


def _columns(data: DimensionDots | GroupDots, number_format: NumberFormat) -> list[Column]:
    means = tuple(printed_beside(row.mean, "est", number_format, data.edges, data.decimals) for row in data.rows)
    ends = tuple(
        ""
        if row.low is None or row.high is None
        else printed_beside((row.low, row.high), "est", number_format, data.edges, data.decimals)
        for row in data.rows
    )
    found = [Column(header=data.value_header, strong=means, plain=ends)]
    if any(row.n is not None for row in data.rows):
        found.append(Column(header=data.n_header, plain=tuple(printed(row.n, "n", number_format) for row in data.rows)))
    return found


def _dots(
    data: DimensionDots | GroupDots, number_format: NumberFormat, top: float, *, whole: float | None
) -> tuple[list[Mark], float, Axis]:
    """Draw rows, plot and columns from ``top`` down; return the marks, the bottom and the axis."""
    groups = list(dict.fromkeys(row.group for row in data.rows if row.group))
    several = isinstance(data, DimensionDots) and data.series
    labels = [row.label for row in data.rows]
    headings = [row.group for row in data.rows]
    room = label_width(labels, headings)
    found = _columns(data, number_format)
    axis = Axis(low=data.axis[0], high=data.axis[1], left=room + 14, right=WIDTH - columns_width(found) - 4)
    places = stack(labels, headings, top=top, width=room, whole=room)
    rows = rows_of(places)
    bottom = places[-1].bottom + 4
    marks = ground(axis, data.levels, top, bottom, number_format.lang, least=data.axis_decimals)
    if whole is not None:
        marks.append(line(axis.at(whole), top, axis.at(whole), bottom, "ink", 1.4, "5 3"))
    marks += row_labels(places, room, "end")
    spans: list[Mark] = []
    dots: list[Mark] = []
    for row, place in zip(data.rows, rows, strict=True):
        series = groups.index(row.group) if several and row.group in groups else 0
        role = SERIES[series % len(SERIES)]
        if row.bench is not None:
            marks.append(line(axis.at(row.bench), place.middle - 8, axis.at(row.bench), place.middle + 8, "ink", 2))
        spans += whisker(axis, place.middle, row.low, row.high, role)
        if row.mean is not None:
            dots.append(marker(axis.at(row.mean), place.middle, series, role))
    marks += [*together(spans), *together(dots)]
    written = columns(found, top - 2, [place.middle for place in rows])
    return marks + written, bottom + 20, axis


def dimension_dots(data: DimensionDots, *, number_format: NumberFormat, ids: Ids) -> str:
    """Draw means with intervals on the level bands, in the order given; "" without rows.

    Constructs differ in colour and in the shape of the mark, unless ``series`` is off.
    """
    if not data.rows:
        return ""
    marks, height, _ = _dots(data, number_format, HEAD, whole=None)
    return drawing(WIDTH, height, data.title, data.desc, ids, marks)


def parted(rows: Sequence[DotRow], most: float = TALLEST) -> list[tuple[DotRow, ...]]:
    """Return rows in parts of about the same size, none taller than ``most``; without rows one empty part.

    Examples
    --------
    >>> [len(part) for part in parted([DotRow(label="A", mean=None)] * 50)]
    [25, 25]
    """
    room = label_width([row.label for row in rows])
    places = stack([row.label for row in rows], [""] * len(rows), top=0, width=room, whole=room)
    whole = places[-1].bottom if places else 0.0
    count = max(math.ceil(whole / most), 1)
    size = max(math.ceil(len(rows) / count), 1)
    return [tuple(rows[at : at + size]) for at in range(0, len(rows), size)] or [()]


def group_dots(data: GroupDots, *, number_format: NumberFormat, ids: Ids) -> str:
    """Draw groups beside the whole sample, in the order given; "" with neither rows nor suppressed groups.

    The title is written above the chart: charts of several constructs stand below one another.
    """
    if not data.rows and not data.suppressed:
        return ""
    titled = wrap(data.title, WIDTH - 4, TITLE, bold=True)
    head = len(titled.lines) * TITLE * LEADING + 8
    written = text(0, (head - 8) / 2, titled, size=TITLE, bold=True)
    marks: list[Mark] = []
    height = head + 4.0
    if data.rows:
        top = head + HEAD + (18 if data.whole is not None else 0)
        marks, height, axis = _dots(data, number_format, top, whole=data.whole)
        if data.whole is not None:
            whole = printed_beside(data.whole, "est", number_format, data.edges, data.decimals)
            words = f"{data.whole_label} {whole}".strip()
            at = axis.at(data.whole)
            left = at + 7 + text_width(words, SMALL, bold=True) > WIDTH
            x, anchor = (at - 7, "end") if left else (at + 7, "start")
            marks.append(text(x, head + 9, words, size=SMALL, anchor=anchor, bold=True))
            marks.append(line(at, head + 2, at, head + 16, "ink", 1.4, "5 3"))
    if data.suppressed:
        listed = f"{data.suppressed_label} {'; '.join(data.suppressed)}".strip()
        words_of = wrap(listed, WIDTH - 4, SMALL, lines=40)
        depth = len(words_of.lines) * SMALL * LEADING
        marks.append(text(0, height + 6 + depth / 2, words_of, size=SMALL, role="muted"))
        height += depth + 12
    return drawing(WIDTH, height, data.title, data.desc, ids, [written, *marks])
