"""Colours: told apart by those who do not see red or green, and on paper without colours."""

from __future__ import annotations

import re
from itertools import combinations, pairwise
from xml.etree.ElementTree import Element

import pytest

from govassess.report.charts.likert import steps
from govassess.report.charts.theme import COLOURS, SERIES, luminance, ramp
from tests.report.charts.apart import taken_apart
from tests.report.charts.specimens import SHARES, draw_dimensions, draw_shares
from tests.report.charts.test_charts import words

Rows = tuple[tuple[float, float, float], ...]

# Severity 1.0, on linear RGB: Machado, G. M., Oliveira, M. M. & Fernandes, L. A. F. (2009). A physiologically-based model
# for simulation of color vision deficiency. IEEE Transactions on Visualization and Computer Graphics, 15, 1291-1298.
SEEN: dict[str, Rows] = {
    "as it is": ((1, 0, 0), (0, 1, 0), (0, 0, 1)),
    "protanopia": ((0.152286, 1.052583, -0.204868), (0.114503, 0.786281, 0.099216), (-0.003882, -0.048116, 1.051998)),
    "deuteranopia": ((0.367322, 0.860646, -0.227968), (0.280085, 0.672501, 0.047413), (-0.011820, 0.042940, 0.968881)),
}
XYZ: Rows = ((0.4124, 0.3576, 0.1805), (0.2126, 0.7152, 0.0722), (0.0193, 0.1192, 0.9505))
WHITE = (0.95047, 1.0, 1.08883)


def times(matrix: Rows, vector: list[float]) -> list[float]:
    return [sum(a * b for a, b in zip(row, vector, strict=True)) for row in matrix]


def lab(colour: str, seen: str) -> tuple[float, float, float]:
    """CIE L*a*b* of a colour as it is seen."""
    channels = [int(colour[at : at + 2], 16) / 255 for at in (1, 3, 5)]
    linear = [c / 12.92 if c <= 0.04045 else ((c + 0.055) / 1.055) ** 2.4 for c in channels]
    x, y, z = (
        found / white
        for found, white in zip(times(XYZ, [min(max(c, 0), 1) for c in times(SEEN[seen], linear)]), WHITE, strict=True)
    )
    fx, fy, fz = (c ** (1 / 3) if c > 0.008856 else 7.787 * c + 16 / 116 for c in (x, y, z))
    return 116 * fy - 16, 500 * (fx - fy), 200 * (fy - fz)


def apart(one: str, other: str, mode: int, seen: str) -> float:
    """Delta E (1976) of two roles; about 2.3 is just seen when side by side."""
    a, b = (lab(COLOURS[role][mode], seen) for role in (one, other))
    return sum((p - q) ** 2 for p, q in zip(a, b, strict=True)) ** 0.5


@pytest.mark.parametrize("mode", [0, 1], ids=["light", "dark"])
@pytest.mark.parametrize("seen", SEEN)
@pytest.mark.parametrize(("points", "least"), [(2, 40), (4, 15), (5, 12), (7, 9), (10, 7)])
def test_neighbouring_answers_are_told_apart(mode: int, seen: str, points: int, least: float) -> None:
    close = [
        (one, other) for one, other in pairwise(steps(points)) if apart(ramp(one), ramp(other), mode, seen) < least
    ]
    assert close == []


@pytest.mark.parametrize("mode", [0, 1], ids=["light", "dark"])
@pytest.mark.parametrize("seen", SEEN)
def test_series_are_told_apart(mode: int, seen: str) -> None:
    assert min(apart(one, other, mode, seen) for one, other in combinations(SERIES, 2)) > 14


def test_the_measure_is_that_of_the_cie() -> None:
    assert lab("#ffffff", "as it is") == pytest.approx((100, 0, 0), abs=0.02)
    assert lab("#ff0000", "as it is") == pytest.approx((53.24, 80.09, 67.20), abs=0.05)  # published for sRGB red


def test_red_and_green_would_not_have_passed() -> None:
    def seen_apart(seen: str) -> float:
        return sum((p - q) ** 2 for p, q in zip(lab("#b00000", seen), lab("#5b6d00", seen), strict=True)) ** 0.5

    assert seen_apart("as it is") > 60
    assert seen_apart("deuteranopia") < 0.5 * seen_apart("as it is")


def upright(node: Element) -> bool:
    """Whether the corners of a square, not of a diamond."""
    corners = [tuple(map(float, corner.split(","))) for corner in node.get("points", "").split()]
    return len({x for x, _ in corners}) == 2


def test_series_differ_in_the_shape_of_their_marks_too() -> None:
    found = {
        (node.tag, len(node.get("points", "").split()), node.get("fill"))
        for node in taken_apart(draw_dimensions("en"))
        if node.tag in ("circle", "polygon")
    }
    assert len({fill for _, _, fill in found}) == 3
    marks = {
        re.sub(r"[\d.-]+", "", node.get("points", "")) + str(upright(node))
        for node in taken_apart(draw_dimensions("en"))
        if node.tag in ("circle", "polygon")
    }
    assert len(marks) == 3


def test_ends_of_the_ramp_are_alike_in_grey_so_segments_of_levels_say_their_level() -> None:
    ends = [luminance(COLOURS[ramp(step)][0]) for step in (-5, 5)]
    assert abs(ends[0] - ends[1]) < 0.05
    written = words(draw_shares("en", SHARES))
    assert {"3 · 58%", "4 · 38%", "1 · 20%", "5 · 20%"} <= set(written)
