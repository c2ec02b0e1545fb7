"""Change: what was measured twice, before and after, and beside it the difference with its interval."""

from __future__ import annotations

from dataclasses import dataclass

from govassess.report.charts.bands import LevelBand, ground
from govassess.report.charts.marks import Mark, together
from govassess.report.charts.plot import (
    GAP,
    WIDTH,
    Axis,
    Column,
    frame,
    label_width,
    legend,
    marker,
    round_ticks,
    row_labels,
    rows_of,
    stack,
    ticks,
    whisker,
)
from govassess.report.charts.svg import Ids, drawing, line
from govassess.report.formats import ZERO, printed_beside
from govassess.text.numbers import NumberFormat

HEAD = 62.0  # the legend, then level names in two lines
APART = 5.5  # of the two measurements from the middle of their row
PANELS = 0.6  # what the panel of the two measurements takes of the room for both


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


def change(data: Change, *, number_format: NumberFormat, ids: Ids) -> str:
    """Draw the two measurements of each row, joined, and their difference about zero; "" without rows.

    The earlier one is a hollow square above the middle of the row, the later one a disc below it. A difference is a
    diamond: hollow and orange where its interval holds zero or there is none, else filled and blue.
    """
    if not data.rows:
        return ""
    labels, headings = [row.label for row in data.rows], [row.heading for row in data.rows]
    room = label_width(labels, headings, most=220)
    before, after, difference = _columns(data, number_format)
    left, right = room + 16, WIDTH - difference.width - GAP
    free = right - left - before.width - after.width - 4 * GAP
    both = Axis(low=data.axis[0], high=data.axis[1], left=left, right=left + free * PANELS)
    places = stack(labels, headings, top=HEAD, width=room, whole=room)
    rows, bottom = rows_of(places), places[-1].bottom + 4
    middles = [place.middle for place in rows]
    values = _ends(data)
    about = Axis(low=values[0], high=values[-1], left=right - free * (1 - PANELS) - GAP, right=right - GAP)
    marks = ground(both, data.levels, HEAD, bottom, number_format.lang)
    marks += frame(about, HEAD, bottom, values)
    marks.append(line(about.at(0), HEAD - 4, about.at(0), bottom, "ink", 1.4))
    marks += ticks(about, values, bottom + 11, number_format.lang)
    marks += row_labels(places, room, "end")
    marks += _pairs(data, both, middles)
    marks += _differences(data, about, middles)
    at = both.right
    for column in (before, after):
        at += GAP + column.width
        marks += column.draw(at, HEAD - 4, middles)
    marks += difference.draw(WIDTH, HEAD - 4, middles)
    keys = [(data.before_label, 1, "slate", True), (data.after_label, 0, "blue", False)]
    keys += [(data.clear_label, 2, "blue", False), (data.crossing_label, 2, "orange", True)]
    marks += legend(keys, 10)
    return drawing(WIDTH, bottom + 20, data.title, data.desc, ids, marks)


def _columns(data: Change, number_format: NumberFormat) -> tuple[Column, Column, Column]:
    """Return the numbers of before, of after, and of the difference with its interval."""
    ends = [
        None if row.diff_low is None or row.diff_high is None else (row.diff_low, row.diff_high) for row in data.rows
    ]
    return (
        Column(
            header=data.before_label,
            plain=tuple(
                printed_beside(row.before, "est", number_format, data.edges, data.decimals) for row in data.rows
            ),
            most=60,
        ),
        Column(
            header=data.after_label,
            plain=tuple(
                printed_beside(row.after, "est", number_format, data.edges, data.decimals) for row in data.rows
            ),
            most=60,
        ),
        Column(
            header=data.difference_header,
            strong=tuple(
                printed_beside(row.difference, "est", number_format, ZERO, data.decimals) for row in data.rows
            ),
            plain=tuple(
                "" if pair is None else printed_beside(pair, "est", number_format, ZERO, data.decimals) for pair in ends
            ),
        ),
    )


def _ends(data: Change) -> tuple[float, ...]:
    """Return the ticks of the differences, zero among them."""
    known = [end for row in data.rows for end in (row.diff_low, row.difference, row.diff_high) if end is not None]
    return round_ticks(min([0.0, *known]), max([0.0, *known]), about=4)


def _pairs(data: Change, axis: Axis, middles: list[float]) -> list[Mark]:
    """Draw both measurements of each row with their intervals, and the line that joins them."""
    joins: list[Mark] = []
    spans: list[Mark] = []
    dots: list[Mark] = []
    for row, y in zip(data.rows, middles, strict=True):
        if row.before is not None and row.after is not None:
            joins.append(line(axis.at(row.before), y - APART, axis.at(row.after), y + APART, "edge", 1.4))
        spans += whisker(axis, y - APART, row.before_low, row.before_high, "slate")
        spans += whisker(axis, y + APART, row.after_low, row.after_high, "blue")
        if row.before is not None:
            dots.append(marker(axis.at(row.before), y - APART, 1, "slate", hollow=True, radius=3.8))
        if row.after is not None:
            dots.append(marker(axis.at(row.after), y + APART, 0, "blue"))
    return [*joins, *together(spans), *together(dots)]


def _differences(data: Change, axis: Axis, middles: list[float]) -> list[Mark]:
    spans: list[Mark] = []
    dots: list[Mark] = []
    for row, y in zip(data.rows, middles, strict=True):
        crossing = row.diff_low is None or row.diff_high is None or row.diff_low <= 0 <= row.diff_high
        role = "orange" if crossing else "blue"
        spans += whisker(axis, y, row.diff_low, row.diff_high, role)
        if row.difference is not None:
            dots.append(marker(axis.at(row.difference), y, 2, role, hollow=crossing))
    return [*together(spans), *together(dots)]
