"""Coefficients: estimates with intervals about zero, and loadings beside a named threshold."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Literal

from govassess.report.charts.marks import Mark, together
from govassess.report.charts.plot import (
    SMALL,
    WIDTH,
    Axis,
    Column,
    columns,
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
from govassess.report.charts.svg import Ids, drawing, line, text, text_width, wrap
from govassess.report.formats import ZERO, printed_beside
from govassess.text.numbers import NumberFormat

HEAD = 34.0


@dataclass(frozen=True, slots=True, kw_only=True)
class ForestRow:
    """One estimate with its interval; both ends None where there is none."""

    label: str
    estimate: float | None  # None: the row stays and shows a dash
    low: float | None = None
    high: float | None = None
    heading: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Forest:
    """Estimates of one unit, such as the coefficients of one outcome."""

    title: str
    desc: str
    rows: tuple[ForestRow, ...]
    value_header: str  # such as "b [95% CI]"
    clear_label: str = ""  # legend of the disc, such as "interval leaves out 0"
    crossing_label: str = ""  # legend of the hollow diamond, such as "interval holds 0"
    decimals: int = 2


@dataclass(frozen=True, slots=True, kw_only=True)
class LoadingRow:
    """One item's loading or item-rest correlation."""

    label: str
    value: float | None
    low: float | None = None
    high: float | None = None
    heading: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Loadings:
    """Loadings or correlations (between -1 and 1) with a threshold that is a convention and has a name."""

    title: str
    desc: str
    rows: tuple[LoadingRow, ...]
    value_header: str
    threshold: float | None = None
    threshold_label: str = ""  # such as "0.70 (Hair et al., 2019)"
    decimals: int = 2


def _column(
    header: str,
    values: Sequence[float | None],
    ends: Sequence[tuple[float | None, float | None]],
    kind: Literal["est", "r"],
    decimals: int,
    number_format: NumberFormat,
    edges: Sequence[float],
) -> Column:
    """Return estimates and intervals as they are written beside their marks."""
    intervals = (None if low is None or high is None else (low, high) for low, high in ends)
    return Column(
        header=header,
        strong=tuple(printed_beside(value, kind, number_format, edges, decimals) for value in values),
        plain=tuple(
            "" if pair is None else printed_beside(pair, kind, number_format, edges, decimals) for pair in intervals
        ),
    )


def _range(numbers: Sequence[float | None], *least: float) -> tuple[float, ...]:
    known = [number for number in numbers if number is not None]
    return round_ticks(min((*known, *least)), max((*known, *least)))


def _crosses(row: ForestRow) -> bool:
    return row.low is None or row.high is None or row.low <= 0 <= row.high


def forest(data: Forest, *, number_format: NumberFormat, ids: Ids) -> str:
    """Draw estimates and intervals with the line of zero; "" without rows.

    An estimate whose interval holds zero, or that has none, is a hollow orange diamond, any other a
    blue disc.
    """
    if not data.rows:
        return ""
    column = _column(
        data.value_header,
        [r.estimate for r in data.rows],
        [(r.low, r.high) for r in data.rows],
        "est",
        data.decimals,
        number_format,
        ZERO,
    )
    labels = [row.label for row in data.rows]
    headings = [row.heading for row in data.rows]
    room = label_width(labels, headings)
    places = stack(labels, headings, top=HEAD, width=room, whole=room)
    rows, bottom = rows_of(places), places[-1].bottom + 4
    values = _range([end for row in data.rows for end in (row.low, row.estimate, row.high)], 0)
    axis = Axis(low=values[0], high=values[-1], left=room + 24, right=WIDTH - column.width - 34)
    marks = frame(axis, HEAD, bottom, values)
    marks.append(line(axis.at(0), HEAD - 4, axis.at(0), bottom, "ink", 1.4))
    marks += ticks(axis, values, bottom + 11, number_format.lang)
    marks += row_labels(places, room, "end")
    spans: list[Mark] = []
    dots: list[Mark] = []
    for row, place in zip(data.rows, rows, strict=True):
        role = "orange" if _crosses(row) else "blue"
        spans += whisker(axis, place.middle, row.low, row.high, role)
        if row.estimate is not None:
            crossing = _crosses(row)
            dots.append(marker(axis.at(row.estimate), place.middle, 2 if crossing else 0, role, hollow=crossing))
    marks += [*together(spans), *together(dots)]
    marks += columns([column], HEAD - 4, [place.middle for place in rows])
    marks += legend([(data.clear_label, 0, "blue", False), (data.crossing_label, 2, "orange", True)], 10)
    return drawing(WIDTH, bottom + 20, data.title, data.desc, ids, marks)


def loadings(data: Loadings, *, number_format: NumberFormat, ids: Ids) -> str:
    """Draw loadings with the threshold line; those under it are hollow and orange; "" without rows."""
    if not data.rows:
        return ""
    column = _column(
        data.value_header,
        [r.value for r in data.rows],
        [(r.low, r.high) for r in data.rows],
        "r",
        data.decimals,
        number_format,
        () if data.threshold is None else (data.threshold,),
    )
    labels = [row.label for row in data.rows]
    headings = [row.heading for row in data.rows]
    room = label_width(labels, headings, most=330)
    places = stack(labels, headings, top=HEAD, width=room, whole=room)
    rows, bottom = rows_of(places), places[-1].bottom + 4
    values = _range([end for row in data.rows for end in (row.low, row.value, row.high)], 0, 1)
    axis = Axis(low=values[0], high=values[-1], left=room + 24, right=WIDTH - column.width - 34)
    marks = frame(axis, HEAD, bottom, values)
    marks += ticks(axis, values, bottom + 11, number_format.lang)
    marks += _threshold(data, axis, bottom)
    marks += row_labels(places, room, "end")
    spans: list[Mark] = []
    dots: list[Mark] = []
    for row, place in zip(data.rows, rows, strict=True):
        if row.value is None:
            continue
        under = data.threshold is not None and row.value < data.threshold
        role = "orange" if under else "blue"
        spans += whisker(axis, place.middle, row.low, row.high, role)
        dots.append(marker(axis.at(row.value), place.middle, 2 if under else 0, role, hollow=under))
    marks += [*together(spans), *together(dots)]
    marks += columns([column], HEAD - 4, [place.middle for place in rows])
    return drawing(WIDTH, bottom + 20, data.title, data.desc, ids, marks)


def _threshold(data: Loadings, axis: Axis, bottom: float) -> list[Mark]:
    if data.threshold is None:
        return []
    at = axis.at(data.threshold)
    words = wrap(data.threshold_label, axis.right - axis.left, SMALL, lines=1)
    half = text_width(words.lines[0], SMALL) / 2
    middle = min(max(at, axis.left + half), axis.right - half)
    return [
        line(at, HEAD - 6, at, bottom, "ink", 1.4, "5 3"),
        text(middle, HEAD - 16, words, size=SMALL, anchor="middle"),
    ]
