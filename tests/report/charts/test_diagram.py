"""The path diagram and the map: what is drawn where, whatever the model."""

from __future__ import annotations

import re
import time
from itertools import combinations

import pytest
from defusedxml.ElementTree import fromstring

from govassess.report.charts import Diagram, DiagramEdge, DiagramNode, Ids, Quadrants, path_diagram, quadrants
from govassess.report.charts.layers import layered
from govassess.text.numbers import NumberFormat
from tests.report.charts.apart import Box, box
from tests.report.charts.specimens import (
    COINCIDING,
    USUAL_EDGES,
    USUAL_NODES,
    draw_diagram,
    draw_quadrants,
    long_nodes,
    quadrant_points,
    random_edges,
)
from tests.report.charts.test_charts import shapes, words

Point = tuple[float, float]


def boxes(svg: str, role: str) -> list[Box]:
    return [box(node) for node in shapes(svg, "rect") if f"gf-{role}" in node.get("class", "")]


def points(drawn: str) -> list[Point]:
    """Points along a path of M, H and C, absolute."""
    found: list[Point] = []
    for letter, numbers in re.findall(r"([MHC])([^MHC]*)", drawn):
        given = [float(number) for number in numbers.split()]
        x, y = found[-1] if found else (0.0, 0.0)
        if letter == "M":
            found.append((given[0], given[1]))
        elif letter == "H":
            found += [(x + (given[0] - x) * step / 8, y) for step in range(1, 9)]
        else:
            x1, y1, x2, y2, x3, y3 = given
            for t in (step / 30 for step in range(1, 31)):
                a, b, c, d = (1 - t) ** 3, 3 * t * (1 - t) ** 2, 3 * t**2 * (1 - t), t**3
                found.append((a * x + b * x1 + c * x2 + d * x3, a * y + b * y1 + c * y2 + d * y3))
    return found


def overlap(one: Box, other: Box) -> bool:
    return min(one[2], other[2]) - max(one[0], other[0]) > 0.2 and min(one[3], other[3]) - max(one[1], other[1]) > 0.2


def inside(point: Point, box: Box) -> bool:
    return box[0] + 0.2 < point[0] < box[2] - 0.2 and box[1] + 0.2 < point[1] < box[3] - 0.2


@pytest.mark.parametrize(("nodes", "edges"), [(2, 1), (3, 3), (5, 6), (6, 9), (8, 12), (8, 16)])
def test_whatever_the_model_no_path_crosses_a_box_and_no_two_numbers_meet(nodes: int, edges: int) -> None:
    drawn = 0
    for seed in range(60):
        svg = draw_diagram("id", long_nodes(nodes), random_edges(seed, nodes, edges))
        if not svg:
            continue
        drawn += 1
        height = float((fromstring(svg).get("viewBox") or "").split()[3])
        rooms, plates = boxes(svg, "zone0"), boxes(svg, "paper")
        paths = shapes(svg, "path")
        assert (len(rooms), len(plates), len(paths)) == (nodes, min(edges, nodes * (nodes - 1) // 2), len(plates))
        for path in paths:
            along = points(path.get("d", ""))
            assert not [point for point in along for room in rooms if inside(point, room)], seed
            assert all(0 <= x <= 960 and 0 <= y <= height for x, y in along), seed
        assert not [pair for pair in combinations([*rooms, *plates], 2) if overlap(*pair)], seed
    assert drawn > 20  # the others have more than five layers


def test_a_diagram_of_eight_boxes_and_sixteen_paths_is_drawn_in_50_ms() -> None:
    begun = time.process_time()
    drawn = sum(bool(draw_diagram("id", long_nodes(8), random_edges(seed, 8, 16))) for seed in range(40))
    assert drawn
    assert (time.process_time() - begun) / drawn < 0.05


def test_every_path_bears_its_number_with_its_sign() -> None:
    assert [word for word in words(draw_diagram("en", USUAL_NODES, USUAL_EDGES)) if re.fullmatch(r"−?\.\d+", word)] == [
        ".64",
        "−.05",
        ".51",
    ]


def test_a_path_whose_interval_holds_zero_is_dashed_and_the_legend_says_so() -> None:
    svg = draw_diagram("id", USUAL_NODES, USUAL_EDGES)
    assert [bool(path.get("stroke-dasharray")) for path in shapes(svg, "path")] == [False, True, False]
    assert {"interval memuat 0", "interval tidak memuat 0"} <= set(words(svg))


def test_without_intervals_nothing_is_dashed_and_nothing_is_said_of_intervals() -> None:
    svg = draw_diagram("id", USUAL_NODES[:2], (DiagramEdge(source=0, target=1, value=0.01),))
    assert "stroke-dasharray" not in svg
    assert not [word for word in words(svg) if "interval" in word]


def test_a_line_is_as_wide_as_its_number_is_large() -> None:
    widths = [
        float(path.get("stroke-width", "1")) for path in shapes(draw_diagram("en", USUAL_NODES, USUAL_EDGES), "path")
    ]
    assert widths[0] > widths[2] > widths[1]


def test_r_squared_stands_in_the_boxes_that_paths_lead_to() -> None:
    assert [word for word in words(draw_diagram("en", USUAL_NODES, USUAL_EDGES)) if word.startswith("R²")] == [
        "R² .41",
        "R² .53",
    ]


@pytest.mark.parametrize(
    "edges",
    [
        (),
        random_edges(1, 8, 17),
        tuple(DiagramEdge(source=at, target=at + 1, value=0.5) for at in range(7)),
    ],
    ids=["no path", "17 paths", "8 layers"],
)
def test_a_model_that_could_not_be_read_is_not_drawn(edges: tuple[DiagramEdge, ...]) -> None:
    assert draw_diagram("id", long_nodes(8), edges) == ""


def test_paths_that_go_round_are_an_error_that_names_them() -> None:
    with pytest.raises(ValueError, match=r"circle: 0 -> 1 -> 0|circle: 1 -> 0 -> 1"):
        layered(2, [(0, 1), (1, 0)])
    data = Diagram(
        title="t",
        desc="d",
        nodes=(DiagramNode(label="a"), DiagramNode(label="b")),
        edges=(DiagramEdge(source=0, target=1, value=1), DiagramEdge(source=1, target=0, value=1)),
    )
    with pytest.raises(ValueError, match="circle"):
        path_diagram(data, number_format=NumberFormat("en"), ids=Ids())


def test_a_node_stands_right_before_what_it_leads_to() -> None:
    order = layered(4, [(0, 1), (1, 2), (3, 2)]).order
    assert [{node for at, node in layer if at < 0} for layer in order] == [{0}, {1, 3}, {2}]


# -- the map -----------------------------------------------------------------------------------------------------------


def test_the_map_needs_points() -> None:
    assert (
        quadrants(
            Quadrants(title="t", desc="d", points=(), x_header="x", y_header="y", rule="r"),
            number_format=NumberFormat("en"),
            ids=Ids(),
        )
        == ""
    )


def test_every_number_of_the_map_stands_once_by_its_point_and_once_in_the_key() -> None:
    for points_of in (quadrant_points(12), COINCIDING):
        found = words(draw_quadrants("en", points_of))
        for number in range(1, 13):
            assert found.count(str(number)) >= 2, number


def test_only_what_is_right_of_and_below_the_means_is_a_diamond() -> None:
    svg = draw_quadrants("en", quadrant_points(12))
    assert len(shapes(svg, "polygon")) == 2 * 4  # on the map and in the key
    assert len(shapes(svg, "circle")) == 2 * 8


def test_one_point_has_no_lines_of_means() -> None:
    assert "stroke-dasharray" not in draw_quadrants("en", quadrant_points(1))
    lines = shapes(draw_quadrants("en", quadrant_points(2)), "line")
    assert len([line for line in lines if line.get("stroke-dasharray")]) == 2
