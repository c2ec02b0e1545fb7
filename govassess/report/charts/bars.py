"""Horizontal bars: the funnel of rows, missing answers, and choices."""

from __future__ import annotations

from dataclasses import dataclass

from govassess.report.charts.marks import Mark, together
from govassess.report.charts.plot import (
    WIDTH,
    Axis,
    Column,
    Place,
    columns,
    columns_width,
    decimals_of,
    frame,
    label_width,
    round_ticks,
    row_labels,
    rows_of,
    stack,
    ticks,
    whisker,
)
from govassess.report.charts.svg import Ids, drawing, rect
from govassess.report.charts.theme import ramp
from govassess.report.formats import printed
from govassess.text.numbers import NumberFormat, integer, interval, percent, signed

HEAD = 34.0
BAR = 16.0


@dataclass(frozen=True, slots=True, kw_only=True)
class Layout:
    """Where the bars of a chart stand, with its labels and columns already drawn."""

    left: float
    right: float
    rows: list[Place]
    bottom: float
    marks: list[Mark]


@dataclass(frozen=True, slots=True, kw_only=True)
class FunnelRow:
    """One step: how many rows it took out and how many remain; ``count`` is None where no row can leave."""

    label: str
    count: int | None
    remaining: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Funnel:
    """From rows read to respondents analysed."""

    title: str
    desc: str
    rows: tuple[FunnelRow, ...]
    count_header: str  # such as "Taken out"
    remaining_header: str  # such as "Remaining"


@dataclass(frozen=True, slots=True, kw_only=True)
class MissingRow:
    """One item: how many of ``total`` did not answer it."""

    label: str
    missing: int
    total: int
    heading: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Missingness:
    """Missing answers by item, under the headings of their dimensions."""

    title: str
    desc: str
    rows: tuple[MissingRow, ...]
    share_header: str  # such as "Missing"
    count_header: str = "n"


@dataclass(frozen=True, slots=True, kw_only=True)
class ChoiceRow:
    """One option; ``share`` (0 to 1) and ``count`` are None where suppressed."""

    label: str
    count: int | None
    share: float | None
    low: float | None = None
    high: float | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class ChoiceBars:
    """Shares of respondents by option, drawn from the largest to the smallest, suppressed ones last."""

    title: str
    desc: str
    rows: tuple[ChoiceRow, ...]
    share_header: str  # such as "Share [95% CI]"
    count_header: str = "n"


def _row_bars(labels: list[str], headings: list[str], found: list[Column], *, head: float, anchor: str) -> Layout:
    """Lay out labels, a plot and columns; shared by the three charts of this module."""
    room = label_width(labels, most=330)
    places = stack(labels, headings, top=head, width=room, whole=WIDTH - 4)
    rows = rows_of(places)
    marks = row_labels(places, 0 if anchor == "start" else room, anchor)
    marks += columns(found, head - 4, [place.middle for place in rows])
    return Layout(
        left=room + 14,
        right=WIDTH - columns_width(found) - 4,
        rows=rows,
        bottom=places[-1].bottom + 4,
        marks=marks,
    )


def _share_axis(layout: Layout, largest: float, number_format: NumberFormat) -> tuple[Axis, list[Mark]]:
    """Return an axis from 0 to a round share at or above ``largest``, with its lines and ticks."""
    hundredths = [value for value in round_ticks(0, min(max(largest, 0.05), 1) * 100) if value <= 100]
    shares = [value / 100 for value in hundredths]
    axis = Axis(low=0, high=shares[-1], left=layout.left, right=layout.right)
    places = decimals_of(hundredths)
    marks = frame(axis, HEAD, layout.bottom, shares)
    written = ticks(
        axis,
        shares,
        layout.bottom + 11,
        number_format.lang,
        write=lambda v: percent(v, number_format.lang, decimals=places),
    )
    return axis, marks + written


def funnel_bars(data: Funnel, *, number_format: NumberFormat, ids: Ids) -> str:
    """Draw what remains after each step, and what it took out as the open end of its bar; "" without rows."""
    if not data.rows:
        return ""
    out = tuple(
        printed(None, "n", number_format) if row.count is None else signed(-row.count, 0, number_format.lang)
        for row in data.rows
    )
    left_in = tuple(integer(row.remaining, number_format.lang) for row in data.rows)
    found = [
        Column(header=data.count_header, plain=out, most=90),
        Column(header=data.remaining_header, strong=left_in, most=90),
    ]
    layout = _row_bars([row.label for row in data.rows], [""] * len(out), found, head=HEAD, anchor="end")
    first = max(row.remaining + (row.count or 0) for row in data.rows)
    axis = Axis(low=0, high=max(first, 1), left=layout.left, right=layout.right)
    bars: list[Mark] = []
    for row, place in zip(data.rows, layout.rows, strict=True):
        y, kept = place.middle - BAR / 2, axis.at(row.remaining)
        bars.append(rect(axis.left, y, kept - axis.left, BAR, "blue"))
        if row.count:
            gone = axis.at(row.remaining + row.count) - kept
            bars.append(rect(kept, y, max(gone, 1.5), BAR, "paper", stroke="orange", stroke_width=1.2))
    return drawing(WIDTH, layout.bottom + 4, data.title, data.desc, ids, [*layout.marks, *together(bars)])


def missingness(data: Missingness, *, number_format: NumberFormat, ids: Ids) -> str:
    """Draw the share of missing answers by item; "" without rows."""
    if not data.rows:
        return ""
    shares = [row.missing / row.total if row.total else None for row in data.rows]
    counts = tuple(
        f"{integer(row.missing, number_format.lang)} / {integer(row.total, number_format.lang)}" for row in data.rows
    )
    found = [
        Column(header=data.share_header, strong=tuple(printed(share, "pct", number_format) for share in shares)),
        Column(header=data.count_header, plain=counts),
    ]
    labels, headings = [row.label for row in data.rows], [row.heading for row in data.rows]
    layout = _row_bars(labels, headings, found, head=HEAD, anchor="start")
    axis, marks = _share_axis(layout, max((share or 0 for share in shares), default=0), number_format)
    for share, place in zip(shares, layout.rows, strict=True):
        if share:
            marks.append(rect(axis.left, place.middle - 6, max(axis.at(share) - axis.left, 1), 12, "orange"))
    return drawing(WIDTH, layout.bottom + 20, data.title, data.desc, ids, [*marks, *layout.marks])


def choice_bars(data: ChoiceBars, *, number_format: NumberFormat, ids: Ids) -> str:
    """Draw shares by option, the largest first and suppressed ones last as a dash; "" without rows."""
    if not data.rows:
        return ""
    rows = sorted(data.rows, key=lambda row: -1.0 if row.share is None else row.share, reverse=True)
    shares = tuple(printed(row.share, "pct", number_format) for row in rows)
    ends = tuple(_ends(row, number_format) for row in rows)
    found = [
        Column(header=data.share_header, strong=shares, plain=ends),
        Column(header=data.count_header, plain=tuple(printed(row.count, "n", number_format) for row in rows)),
    ]
    layout = _row_bars([row.label for row in rows], [""] * len(rows), found, head=HEAD, anchor="end")
    axis, marks = _share_axis(layout, max((row.high or row.share or 0 for row in rows), default=0), number_format)
    bars: list[Mark] = []
    for row, place in zip(rows, layout.rows, strict=True):
        if row.share is not None:
            y = place.middle
            width = axis.at(row.share) - axis.left
            bars.append(rect(axis.left, y - 7, width, 14, ramp(2), stroke="edge", stroke_width=0.8))
            bars += whisker(axis, y, row.low, row.high, "ink")
    return drawing(WIDTH, layout.bottom + 20, data.title, data.desc, ids, [*marks, *together(bars), *layout.marks])


def _ends(row: ChoiceRow, number_format: NumberFormat) -> str:
    return "" if row.low is None or row.high is None else interval(row.low * 100, row.high * 100, 1, number_format.lang)
