"""How a drawing is written: what looks alike is said once, and nothing else changes."""

from __future__ import annotations

from itertools import pairwise

import pytest
from defusedxml.ElementTree import fromstring

from govassess.report.charts.marks import element, gathered, number, together
from govassess.report.charts.svg import line, rect, text
from tests.report.charts.apart import tag, taken_apart
from tests.report.charts.specimens import SPECIMENS


def svg_of(*marks) -> str:
    return f"<svg>{''.join(map(str, gathered(marks)))}</svg>"


def test_rectangles_and_lines_that_look_alike_become_one_path_of_the_same_parts() -> None:
    found = svg_of(
        rect(0, 1, 20, 3, "blue"), rect(30.25, 1, 2, 3, "blue"), line(0, 9, 9, 9, "ink"), line(1, 2, 3, 4, "ink")
    )
    assert [tag(node) for node in fromstring(found)] == ["path", "path"]
    apart = taken_apart(found)
    assert [tag(node) for node in apart] == ["rect", "rect", "line", "line"]
    assert [apart[1].get(key) for key in ("x", "y", "width", "height", "class")] == ["30.2", "1", "2", "3", "gf-blue"]
    assert [apart[3].get(key) for key in ("x1", "y1", "x2", "y2", "stroke")] == [
        "1",
        "2",
        "3",
        "4",
        apart[2].get("stroke"),
    ]


def test_rounded_rectangles_and_words_share_a_group_and_keep_themselves() -> None:
    found = svg_of(text(1, 2, "a", role="muted"), text(1, 9, "b", role="muted"), rect(0, 0, 1, 1, "blue", rx=3))
    group, alone = fromstring(found)
    assert (tag(group), group.get("class"), [node.text for node in group]) == ("g", "gf-muted", ["a", "b"])
    assert (tag(alone), alone.get("rx")) == ("rect", "3")


def test_the_order_of_what_looks_different_stays() -> None:
    found = svg_of(rect(0, 0, 9, 9, "blue"), rect(1, 1, 9, 9, "orange"), rect(2, 2, 9, 9, "blue"))
    assert [node.get("class") for node in taken_apart(found)] == ["gf-blue", "gf-orange", "gf-blue"]


def test_together_makes_neighbours_of_what_looks_alike_in_the_order_of_the_first() -> None:
    marks = together([rect(0, 0, 9, 9, "blue"), rect(1, 1, 9, 9, "orange"), rect(2, 2, 9, 9, "blue")])
    assert [mark.look["class"] for mark in marks] == ["gf-blue", "gf-blue", "gf-orange"]


@pytest.mark.parametrize(
    ("value", "said"),
    [(0, "0"), (-0.04, "0"), (10.0, "10"), (0.96, "1"), (-0.3, "-.3"), (100.06, "100.1"), (10.2, "10.2")],
)
def test_a_coordinate_is_as_short_as_it_can_be(value: float, said: str) -> None:
    assert number(value) == said


@pytest.mark.parametrize("name", SPECIMENS)
def test_in_a_drawing_no_two_neighbours_say_the_same_look(name: str) -> None:
    children = [node for node in fromstring(SPECIMENS[name]("id")) if tag(node) not in ("title", "desc")]
    looks = [node.get("class", "") + node.get("font-size", "") + node.get("text-anchor", "") for node in children]
    bold = [
        node.get("font-weight", "") + node.get("stroke-width", "") + node.get("stroke-dasharray", "")
        for node in children
    ]
    said = list(zip(looks, bold, strict=True))
    assert not [one for one, other in pairwise(said) if one == other and any(one)]


def test_an_element_within_another_is_escaped_once() -> None:
    assert str(element("text", {"class": "<"}, text(0, 0, "a"))).count("&lt;") == 1
