"""Horizontal bars: the funnel of rows, missing answers, and choices."""

from __future__ import annotations

from dataclasses import dataclass

from govassess.report.charts.marks import Mark, together
from govassess.report.charts.plot import (
    WIDTH,
    Axis,
    Column,
    Rows,
    decimals_of,
    frame,
    round_ticks,
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


def _rows(labels: list[str], found: list[Column], headings: list[str] | None = None) -> Rows:
    """Lay out labels and columns; labels under headings begin at the left edge."""
    return Rows.of(labels, headings or (), columns=found, top=HEAD, most=330, wide=True, at_left=headings is not None)


def _share_axis(rows: Rows, largest: float, number_format: NumberFormat) -> tuple[Axis, list[Mark]]:
    """Return an axis from 0 to a round share at or above ``largest``, with its lines and ticks."""
    hundredths = [value for value in round_ticks(0, min(max(largest, 0.05), 1) * 100) if value <= 100]
    shares = [value / 100 for value in hundredths]
    axis = rows.axis(0, shares[-1])
    places = decimals_of(hundredths)
    marks = frame(axis, HEAD, rows.bottom, shares)
    written = ticks(
        axis,
        shares,
        rows.bottom + 11,
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
    rows = _rows([row.label for row in data.rows], found)
    first = max(row.remaining + (row.count or 0) for row in data.rows)
    axis = rows.axis(0, max(first, 1))
    bars: list[Mark] = []
    for row, middle in zip(data.rows, rows.middles, strict=True):
        y, kept = middle - BAR / 2, axis.at(row.remaining)
        bars.append(rect(axis.left, y, kept - axis.left, BAR, "blue"))
        if row.count:
            gone = axis.at(row.remaining + row.count) - kept
            bars.append(rect(kept, y, max(gone, 1.5), BAR, "paper", stroke="orange", stroke_width=1.2))
    return drawing(
        WIDTH, rows.bottom + 4, data.title, data.desc, ids, [*rows.labels(), *rows.numbers(), *together(bars)]
    )


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
    rows = _rows(labels, found, headings)
    axis, marks = _share_axis(rows, max((share or 0 for share in shares), default=0), number_format)
    for share, y in zip(shares, rows.middles, strict=True):
        if share:
            marks.append(rect(axis.left, y - 6, max(axis.at(share) - axis.left, 1), 12, "orange"))
    return drawing(WIDTH, rows.bottom + 20, data.title, data.desc, ids, [*marks, *rows.labels(), *rows.numbers()])


def choice_bars(data: ChoiceBars, *, number_format: NumberFormat, ids: Ids) -> str:
    """Draw shares by option, the largest first and suppressed ones last as a dash; "" without rows."""
    if not data.rows:
        return ""
    options = sorted(data.rows, key=lambda row: -1.0 if row.share is None else row.share, reverse=True)
    shares = tuple(printed(row.share, "pct", number_format) for row in options)
    ends = tuple(_ends(row, number_format) for row in options)
    found = [
        Column(header=data.share_header, strong=shares, plain=ends),
        Column(header=data.count_header, plain=tuple(printed(row.count, "n", number_format) for row in options)),
    ]
    rows = _rows([row.label for row in options], found)
    axis, marks = _share_axis(rows, max((row.high or row.share or 0 for row in options), default=0), number_format)
    bars: list[Mark] = []
    for row, y in zip(options, rows.middles, strict=True):
        if row.share is not None:
            width = axis.at(row.share) - axis.left
            bars.append(rect(axis.left, y - 7, width, 14, ramp(2), stroke="edge", stroke_width=0.8))
            bars += whisker(axis, y, row.low, row.high, "ink")
    marks += [*together(bars), *rows.labels(), *rows.numbers()]
    return drawing(WIDTH, rows.bottom + 20, data.title, data.desc, ids, marks)


def _ends(row: ChoiceRow, number_format: NumberFormat) -> str:
    return "" if row.low is None or row.high is None else interval(row.low * 100, row.high * 100, 1, number_format.lang)
