"""Sensitivity: the same index by each way of computing it, the chosen one marked, on the levels."""

from __future__ import annotations

from dataclasses import dataclass

from govassess.report.charts.bands import LevelBand, ground
from govassess.report.charts.marks import Mark, together
from govassess.report.charts.plot import (
    WIDTH,
    Axis,
    Column,
    columns,
    columns_width,
    label_width,
    legend,
    marker,
    row_labels,
    rows_of,
    stack,
    whisker,
)
from govassess.report.charts.svg import Ids, drawing, line
from govassess.report.formats import printed_beside
from govassess.text.numbers import NumberFormat

HEAD = 62.0  # the legend, then level names in two lines


@dataclass(frozen=True, slots=True, kw_only=True)
class SensitivityRow:
    """One way to compute the index of ``heading``; one of its ways is the chosen one."""

    label: str
    heading: str
    estimate: float | None
    low: float | None = None
    high: float | None = None
    level: str = ""  # the level that this way gives, such as "4 Embedded"
    chosen: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class Sensitivity:
    """The chosen way and its alternatives, construct by construct."""

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


def sensitivity(data: Sensitivity, *, number_format: NumberFormat, ids: Ids) -> str:
    """Draw each way on the levels, a dashed line from the chosen one through its alternatives; "" without rows."""
    if not data.rows:
        return ""
    labels, headings = [row.label for row in data.rows], [row.heading for row in data.rows]
    room = label_width(labels, headings)
    ends = tuple(
        ""
        if row.low is None or row.high is None
        else printed_beside((row.low, row.high), "est", number_format, data.edges, data.decimals)
        for row in data.rows
    )
    values = tuple(printed_beside(row.estimate, "est", number_format, data.edges, data.decimals) for row in data.rows)
    found = [Column(header=data.value_header, strong=values, plain=ends)]
    if any(row.level for row in data.rows):
        found.append(Column(header=data.level_header, plain=tuple(row.level for row in data.rows), left=True))
    axis = Axis(low=data.axis[0], high=data.axis[1], left=room + 14, right=WIDTH - columns_width(found) - 4)
    places = stack(labels, headings, top=HEAD, width=room, whole=room)
    rows, bottom = rows_of(places), places[-1].bottom + 4
    marks = ground(axis, data.levels, HEAD, bottom, number_format.lang, least=data.axis_decimals)
    marks += row_labels(places, room, "end")
    lines: list[Mark] = []
    spans: list[Mark] = []
    dots: list[Mark] = []
    for row, place in zip(data.rows, rows, strict=True):
        role = "blue" if row.chosen else "slate"
        spans += whisker(axis, place.middle, row.low, row.high, role)
        if row.estimate is None:
            continue
        dots.append(marker(axis.at(row.estimate), place.middle, 0 if row.chosen else 1, role, hollow=not row.chosen))
        if row.chosen:
            own = [at for other, at in zip(data.rows, rows, strict=True) if other.heading == row.heading]
            x = axis.at(row.estimate)
            lines.append(line(x, own[0].top + 2, x, own[-1].bottom - 2, "ink", 1.2, "5 3"))
    marks += [*lines, *together(spans), *together(dots)]
    marks += columns(found, HEAD - 4, [place.middle for place in rows])
    marks += legend([(data.chosen_label, 0, "blue", False), (data.other_label, 1, "slate", True)], 10)
    return drawing(WIDTH, bottom + 20, data.title, data.desc, ids, marks)
