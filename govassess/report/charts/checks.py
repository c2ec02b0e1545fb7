"""Residuals of an equation in groups of at least ten people: against what was fitted, and against the normal curve."""

from __future__ import annotations

from dataclasses import dataclass

from govassess.report.charts.marks import Mark
from govassess.report.charts.plot import SMALL, WIDTH, Axis, decimals_of, marker, round_ticks, ticks
from govassess.report.charts.svg import Ids, drawing, line, rect, text, texts, wrap
from govassess.text.numbers import NumberFormat, decimal

TOP = 30.0
DEPTH = 170.0
MARGIN = 46.0  # left of each panel, for its ticks
BETWEEN = 40.0


@dataclass(frozen=True, slots=True, kw_only=True)
class CheckPoint:
    """One group of people: where it stands, its mean residual, and the interval of that mean where it has one."""

    x: float
    y: float
    low: float | None = None
    high: float | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Checks:
    """Two panels: residuals by fitted value with the line of zero, and by normal quantile with the line of equality."""

    title: str
    desc: str
    fitted: tuple[CheckPoint, ...]
    normal: tuple[CheckPoint, ...]
    fitted_header: str  # over the first panel, such as "Mean residual by fitted value"
    normal_header: str
    fitted_label: str  # under its axis
    normal_label: str


def residual_checks(data: Checks, *, number_format: NumberFormat, ids: Ids) -> str:
    """Draw both panels; "" without points."""
    if not data.fitted or not data.normal:
        return ""
    half = (WIDTH - BETWEEN) / 2
    marks = _panel(data.fitted, data.fitted_header, data.fitted_label, 0.0, half, number_format, sloped=False)
    marks += _panel(
        data.normal, data.normal_header, data.normal_label, half + BETWEEN, WIDTH, number_format, sloped=True
    )
    return drawing(WIDTH, TOP + DEPTH + 44, data.title, data.desc, ids, marks)


def _panel(
    points: tuple[CheckPoint, ...],
    header: str,
    label: str,
    left: float,
    right: float,
    number_format: NumberFormat,
    *,
    sloped: bool,
) -> list[Mark]:
    """Draw one panel: ground, ticks, the line that fits a good equation, and the groups."""
    bottom = TOP + DEPTH
    xs = [point.x for point in points]
    ys = [end for point in points for end in (point.low, point.y, point.high) if end is not None]
    across_ticks = round_ticks(min(xs), max(xs))
    down_ticks = round_ticks(min(0.0, *ys), max(0.0, *ys)) if not sloped else round_ticks(min(*xs, *ys), max(*xs, *ys))
    across = Axis(low=across_ticks[0], high=across_ticks[-1], left=left + MARGIN, right=right - 6)
    down = Axis(low=down_ticks[0], high=down_ticks[-1], left=bottom, right=TOP)
    marks = [rect(across.left, TOP, across.right - across.left, DEPTH, "zone0")]
    marks += [line(across.at(value), TOP, across.at(value), bottom, "rule") for value in across_ticks]
    marks += [line(across.left, down.at(value), across.right, down.at(value), "rule") for value in down_ticks]
    if sloped:
        low, high = max(across.low, down.low), min(across.high, down.high)
        marks.append(line(across.at(low), down.at(low), across.at(high), down.at(high), "ink", 1.4))
    else:
        marks.append(line(across.left, down.at(0), across.right, down.at(0), "ink", 1.4))
    spans = [
        line(across.at(point.x), down.at(point.low), across.at(point.x), down.at(point.high), "blue", 2.2)
        for point in points
        if point.low is not None and point.high is not None
    ]
    marks += [*spans, *(marker(across.at(point.x), down.at(point.y), 0, "blue") for point in points)]
    marks += ticks(across, across_ticks, bottom + 16, number_format.lang, to=right)
    places = decimals_of(down_ticks)
    upright = ((across.left - 6, down.at(value), decimal(value, places, number_format.lang)) for value in down_ticks)
    marks += texts(upright, size=SMALL, role="muted", anchor="end")
    marks.append(text(left, 10, wrap(header, right - left, SMALL, lines=1), size=SMALL, bold=True))
    below = wrap(label, across.right - across.left, SMALL, lines=1)
    marks.append(text((across.left + across.right) / 2, bottom + 34, below, size=SMALL, role="muted", anchor="middle"))
    return marks
