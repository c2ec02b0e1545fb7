"""The importance-performance map: numbered points in four quadrants, and beside them the key with their names."""

from __future__ import annotations

import itertools
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from govassess.report.charts.boxes import Box, apart, around
from govassess.report.charts.marks import Mark, together
from govassess.report.charts.plot import LABEL, SMALL, VALUE, WIDTH, Axis, decimals_of, marker, round_ticks, ticks
from govassess.report.charts.svg import LEADING, Ids, drawing, line, rect, text, text_width, wrap
from govassess.text.numbers import NumberFormat, decimal

LEFT = 62.0
RIGHT = 640.0  # of the plot; the key follows
KEY = 672.0
TOP = 30.0
DEPTH = 320.0
RADIUS = 4.6
RANGE = (0.0, 100.0)  # of a performance
SAME = 1e-9  # what lies on a line of the means up to rounding is beyond neither
DIRECTIONS = ((1, 0), (-1, 0), (0, -1), (0, 1), (1, -1), (-1, -1), (1, 1), (-1, 1))
DISTANCES = (4.0, 14.0, 26.0, 38.0, 52.0, 68.0)


@dataclass(frozen=True, slots=True, kw_only=True)
class QuadrantPoint:
    """One construct: how much goes with it, and how it stands."""

    label: str
    x: float
    y: float


@dataclass(frozen=True, slots=True, kw_only=True)
class Quadrants:
    """Points with lines at the mean of each axis; where there is one point only, there are no lines."""

    title: str
    desc: str
    points: tuple[QuadrantPoint, ...]
    x_header: str  # such as "Importance: points of ... for one point"
    y_header: str
    rule: str  # what the lines and the shaded quadrant are


def quadrants(data: Quadrants, *, number_format: NumberFormat, ids: Ids) -> str:
    """Draw the map; points right of and below the means are orange diamonds on a shaded ground; "" without points."""
    if not data.points:
        return ""
    across, down = _axes(data)
    bottom = TOP + DEPTH
    lines = _means(data.points) if len(data.points) > 1 else None
    marks = _ground(data, across, down, lines, number_format)
    places = [(across.at(point.x), down.at(point.y)) for point in data.points]
    urgent = [lines is not None and point.x - lines[0] > SAME and lines[1] - point.y > SAME for point in data.points]
    taken: list[Box] = [around(x, y, 2 * RADIUS + 4, 2 * RADIUS + 4) for x, y in places]
    crossing = [] if lines is None else [(across.at(lines[0]), down.at(lines[1]))]
    written = []
    for number, (x, y) in enumerate(places, start=1):
        box, far = _free(str(number), x, y, taken, crossing)
        taken.append(box)
        middle = (box[0] + box[2]) / 2, (box[1] + box[3]) / 2
        if far:  # a leader to a plate
            marks.append(line(x, y, *middle, "edge", 0.9))
            marks.append(rect(box[0], box[1], box[2] - box[0], box[3] - box[1], "paper", rx=2))
        written.append(text(*middle, str(number), size=VALUE, anchor="middle", bold=True))
    marks += together(
        marker(x, y, 2 if head else 0, "orange" if head else "blue")
        for (x, y), head in zip(places, urgent, strict=True)
    )
    key, height = _key(data, urgent)
    rule = wrap(data.rule, WIDTH - 4, SMALL, lines=4)
    depth = len(rule.lines) * SMALL * LEADING
    low = max(bottom + 48, height)
    marks.append(text(0, low + 6 + depth / 2, rule, size=SMALL, role="muted"))
    return drawing(WIDTH, low + depth + 14, data.title, data.desc, ids, [*marks, *written, *key])


def _axes(data: Quadrants) -> tuple[Axis, Axis]:
    """Return the axis across, which holds zero, and the axis down, about the points and within its range."""
    xs, ys = [point.x for point in data.points], [point.y for point in data.points]
    across = round_ticks(min(0.0, *xs), max(0.0, *xs))
    low, high = RANGE
    spare = max((max(ys) - min(ys)) * 0.15, (high - low) / 20)
    down = round_ticks(max(low, min(ys) - spare), min(high, max(ys) + spare))
    ends = max(low, down[0]), min(high, down[-1])
    return (
        Axis(low=across[0], high=across[-1], left=LEFT, right=RIGHT),
        Axis(low=ends[0], high=ends[1], left=TOP + DEPTH, right=TOP),
    )


def _means(points: Sequence[QuadrantPoint]) -> tuple[float, float]:
    return sum(point.x for point in points) / len(points), sum(point.y for point in points) / len(points)


def _ground(
    data: Quadrants, across: Axis, down: Axis, lines: tuple[float, float] | None, number_format: NumberFormat
) -> list[Mark]:
    """Draw the plot's ground, its ticks and headers, the lines of the means and the shaded quadrant."""
    bottom = TOP + DEPTH
    marks = [rect(LEFT, TOP, RIGHT - LEFT, DEPTH, "zone0")]
    values = round_ticks(across.low, across.high)
    upright = tuple(value for value in round_ticks(down.low, down.high) if down.low <= value <= down.high)
    if lines is not None:
        x, y = across.at(lines[0]), down.at(lines[1])
        marks.append(rect(x, y, RIGHT - x, bottom - y, "zone1"))
    marks += [line(across.at(value), TOP, across.at(value), bottom, "rule") for value in values]
    marks += [line(LEFT, down.at(value), RIGHT, down.at(value), "rule") for value in upright]
    if across.low < 0 < across.high:
        marks.append(line(across.at(0), TOP, across.at(0), bottom, "ink", 1.4))
    if lines is not None:
        marks += [line(x, TOP, x, bottom, "ink", 1.2, "5 3"), line(LEFT, y, RIGHT, y, "ink", 1.2, "5 3")]
    marks += ticks(across, values, bottom + 18, number_format.lang, to=RIGHT + 16)
    places = decimals_of(upright)
    for value in upright:
        words = decimal(value, places, number_format.lang)
        marks.append(text(LEFT - 8, down.at(value), words, size=SMALL, role="muted", anchor="end"))
    marks.append(text(0, 10, wrap(data.y_header, RIGHT, SMALL, lines=1), size=SMALL, role="muted"))
    below = wrap(data.x_header, RIGHT - LEFT, SMALL, lines=1)
    marks.append(text((LEFT + RIGHT) / 2, bottom + 37, below, size=SMALL, role="muted", anchor="middle"))
    return marks


def _key(data: Quadrants, urgent: Sequence[bool]) -> tuple[list[Mark], float]:
    """Write number, mark and name of each point at the right; return the marks and where they end."""
    marks: list[Mark] = []
    y = TOP
    wide = max(text_width(str(len(data.points)), VALUE, bold=True), 12)
    for number, (point, head) in enumerate(zip(data.points, urgent, strict=True), start=1):
        words = wrap(point.label, WIDTH - KEY - wide - 30, LABEL)
        height = max(len(words.lines) * LABEL * LEADING, LABEL * LEADING) + 9
        line_one = y + LABEL * LEADING / 2
        marks.append(text(KEY + wide, line_one, str(number), size=VALUE, anchor="end", bold=True))
        marks.append(marker(KEY + wide + 14, line_one, 2 if head else 0, "orange" if head else "blue"))
        marks.append(text(KEY + wide + 28, y + (height - 9) / 2, words, size=LABEL))
        y += height
    return together(marks), y


def _spots(x: float, y: float, width: float, height: float) -> Iterator[tuple[Box, bool]]:
    """Yield boxes for the number of a point: beside it first, then farther off, at last anywhere in the plot."""
    for distance, (across, down) in itertools.product(DISTANCES, DIRECTIONS):
        middle_x = x + across * (RADIUS + distance + width / 2)
        middle_y = y + down * (RADIUS + distance + height / 2)
        yield around(middle_x, middle_y, width, height), distance > DISTANCES[0]
    steps = itertools.product(range(int(DEPTH // height)), range(int((RIGHT - LEFT) // width)))
    for row, column in steps:
        yield around(LEFT + (column + 0.5) * width, TOP + (row + 0.5) * height, width, height), True


def _free(
    words: str, x: float, y: float, taken: Sequence[Box], crossing: Sequence[tuple[float, float]]
) -> tuple[Box, bool]:
    """Return where a number stands clear of points and other numbers, off the lines if possible; and whether far."""
    width, height = text_width(words, VALUE, bold=True) + 3, VALUE * LEADING + 1
    second: tuple[Box, bool] | None = None
    for box, far in _spots(x, y, width, height):
        inside = box[0] >= LEFT and box[1] >= TOP and box[2] <= RIGHT and box[3] <= TOP + DEPTH
        if not inside or not all(apart(box, other) for other in taken):
            continue
        if not any(box[0] <= at_x <= box[2] or box[1] <= at_y <= box[3] for at_x, at_y in crossing):
            return box, far
        second = second or (box, far)
    return second or (around(x, y, width, height), False)
