"""The radar of one construct: the outline of its four to eight dimensions; it shows no uncertainty, the dots do."""

from __future__ import annotations

import math
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass

from govassess.report.charts.boxes import Box, apart, around
from govassess.report.charts.marks import Mark, element, together
from govassess.report.charts.plot import LABEL, SMALL, WIDTH, decimals_of, marker
from govassess.report.charts.svg import LEADING, Ids, Wrapped, drawing, line, rect, text, text_width, texts, wrap
from govassess.report.charts.theme import paint
from govassess.report.formats import printed
from govassess.text.numbers import NumberFormat, decimal

FEWEST, MOST = 4, 8  # dimensions
RADIUS = 130.0
OUT = 14.0  # from the rim to a label
LABEL_WIDTH = 250.0
CENTRE = WIDTH / 2
STEPS = 24  # points along a side of the outline that are kept clear
CLEAR = 5.5  # of a number from the outline and its marks

Point = tuple[float, float]
Place = Callable[[float, float], Point]
"""From a turn and a value to a point."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Spoke:
    """One dimension; without a value the outline is open there."""

    label: str
    value: float | None


@dataclass(frozen=True, slots=True, kw_only=True)
class Radar:
    """Dimensions of one construct on one scale."""

    title: str
    desc: str
    spokes: tuple[Spoke, ...]
    axis: tuple[float, float]
    rings: tuple[float, ...]  # where rings are drawn, such as the cut points of the levels; the ends among them
    decimals: int = 2


def radar(data: Radar, *, number_format: NumberFormat, ids: Ids) -> str:
    """Draw the outline; "" with fewer than four or more than eight dimensions, where it could not be read."""
    count = len(data.spokes)
    if not FEWEST <= count <= MOST:
        return ""
    turns = [2 * math.pi * at / count - math.pi / 2 for at in range(count)]
    labels = [_label(spoke, data, number_format) for spoke in data.spokes]
    top = max(len(label.lines) for label in labels) * LABEL * LEADING + OUT + 6
    middle = top + RADIUS

    def at(turn: float, value: float) -> Point:
        length = RADIUS * min(max((value - data.axis[0]) / (data.axis[1] - data.axis[0]), 0), 1)
        return CENTRE + length * math.cos(turn), middle + length * math.sin(turn)

    marks = [
        element("polygon", {"points": _points(at(turn, ring) for turn in turns), **paint(f"zone{place % 2}", "rule")})
        for place, ring in reversed(list(enumerate(data.rings[1:])))
    ]
    marks += [line(CENTRE, middle, *at(turn, data.axis[1]), "rule") for turn in turns]
    corners = [
        None if spoke.value is None else at(turn, spoke.value) for spoke, turn in zip(data.spokes, turns, strict=True)
    ]
    sides = [(one, other) for one, other in zip(corners, corners[1:] + corners[:1], strict=True) if one and other]
    marks += [line(*one, *other, "blue", 2.2) for one, other in sides]
    marks += [marker(*corner, 0, "blue") for corner in corners if corner]
    marks += _numbers(data, [(turn + math.pi / count, at) for turn in turns], sides, number_format)
    words = [_placed(label, *at(turn, data.axis[1]), turn) for label, turn in zip(labels, turns, strict=True)]
    return drawing(WIDTH, middle + RADIUS + top, data.title, data.desc, ids, [*marks, *together(words)])


def _points(places: Iterable[Point]) -> str:
    return " ".join(f"{x:.1f},{y:.1f}" for x, y in places)


def _label(spoke: Spoke, data: Radar, number_format: NumberFormat) -> Wrapped:
    """Return the name with its value behind it."""
    return wrap(f"{spoke.label} {printed(spoke.value, 'est', number_format, data.decimals)}", LABEL_WIDTH, LABEL)


def _placed(label: Wrapped, x: float, y: float, turn: float) -> Mark:
    """Write a label outside the rim, beside it at the sides, above or below it at the ends."""
    across, down = math.cos(turn), math.sin(turn)
    depth = len(label.lines) * LABEL * LEADING
    anchor = "middle" if abs(across) < 0.1 else "start" if across > 0 else "end"
    if anchor == "middle":
        return text(x, y + math.copysign(OUT / 2 + depth / 2, down), label, size=LABEL, anchor=anchor)
    return text(x + math.copysign(OUT, across), y + down * depth / 2, label, size=LABEL, anchor=anchor)


def _numbers(
    data: Radar, gaps: Sequence[tuple[float, Place]], sides: Sequence[tuple[Point, Point]], number_format: NumberFormat
) -> list[Mark]:
    """Write the values of the rings between two spokes, where most of them are clear of the outline and each other."""
    outline = [
        (one[0] + (other[0] - one[0]) * step / STEPS, one[1] + (other[1] - one[1]) * step / STEPS)
        for one, other in sides
        for step in range(STEPS + 1)
    ]
    decimals = decimals_of(data.rings)
    cosine = math.cos(math.pi / len(data.spokes))  # of the middle of a ring's side to its corner
    best: list[tuple[Box, str]] = []
    for turn, at in gaps:
        found: list[tuple[Box, str]] = []
        for ring in reversed(data.rings):  # the outer ones have most room
            said = decimal(ring, decimals, number_format.lang)
            box = around(*at(turn, data.axis[0] + (ring - data.axis[0]) * cosine), text_width(said, SMALL) + 3, 14)
            clear = not any(_near(box, point) for point in outline)
            if clear and all(apart(box, other) for other, _ in found):
                found.append((box, said))
        best = max(best, found, key=len)
    plates = [rect(box[0], box[1], box[2] - box[0], box[3] - box[1], "paper", rx=2) for box, _ in best]
    words = [((box[0] + box[2]) / 2, (box[1] + box[3]) / 2, said) for box, said in best]
    return [*plates, *texts(words, size=SMALL, role="muted", anchor="middle")]


def _near(box: Box, point: Point) -> bool:
    return box[0] - CLEAR < point[0] < box[2] + CLEAR and box[1] - CLEAR < point[1] < box[3] + CLEAR
