"""The path diagram: boxes in layers from left to right, paths between them with their numbers."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from govassess.report.charts.boxes import Box, apart, around
from govassess.report.charts.layers import LANE, Layers, layered, ports, stacked
from govassess.report.charts.marks import Mark, element, together
from govassess.report.charts.plot import SMALL, VALUE, WIDTH
from govassess.report.charts.svg import (
    LEADING,
    Ids,
    Wrapped,
    drawing,
    line,
    rect,
    text,
    text_width,
    wrap,
)
from govassess.report.charts.theme import paint
from govassess.report.formats import printed
from govassess.text.numbers import NumberFormat

MOST_NODES = 8
MOST_EDGES = 16
MOST_LAYERS = 5
WIDEST = 210.0  # of a box
LEAST_GAP = 84.0  # between layers
WORDS = 12.0  # font size in a box
HEAD = 28.0  # the legend
TIP = 9.0  # length of an arrowhead
PLATE = 18.0  # height of what a number stands on
ALONG = (0.5, 0.42, 0.58, 0.34, 0.66, 0.26, 0.74, 0.18, 0.82)  # where on a curve its number may stand
SAMPLES = tuple(step / 24 for step in range(25))

Point = tuple[float, float]


@dataclass(frozen=True, slots=True, kw_only=True)
class DiagramNode:
    """One box: a name, and R² where paths lead to it."""

    label: str
    r2: float | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class DiagramEdge:
    """One path between two nodes (places in the list), with its interval where it has one."""

    source: int
    target: int
    value: float
    low: float | None = None
    high: float | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Diagram:
    """A path model; its paths do not go round in a circle."""

    title: str
    desc: str
    nodes: tuple[DiagramNode, ...]
    edges: tuple[DiagramEdge, ...]
    clear_label: str = ""  # legend of the solid line, such as "interval leaves out 0"
    crossing_label: str = ""  # legend of the dashed one


@dataclass(frozen=True, slots=True, kw_only=True)
class _Curve:
    """One path between two layers: a level stub, then a cubic from side to side."""

    x1: float
    y1: float
    x2: float
    y2: float
    stub: float

    def at(self, t: float) -> Point:
        """Return a point of the cubic, whose handles are level and meet half way."""
        left = self.x1 + self.stub
        return left + (self.x2 - left) * (1.5 * t * (1 - t) + t**3), self.y1 + (self.y2 - self.y1) * (3 - 2 * t) * t**2

    @property
    def points(self) -> list[Point]:
        """Points on the whole of it."""
        return [(self.x1 + self.stub * t, self.y1) for t in SAMPLES[::6]] + [self.at(t) for t in SAMPLES]

    @property
    def written(self) -> str:
        """What draws it, from where the pen is."""
        left, half = self.x1 + self.stub, (self.x1 + self.stub + self.x2) / 2
        level = f"H{left:.1f}" if self.stub else ""
        return f"{level}C{half:.1f} {self.y1:.1f} {half:.1f} {self.y2:.1f} {self.x2:.1f} {self.y2:.1f}"


@dataclass(frozen=True, slots=True, kw_only=True)
class _Plan:
    """Where everything stands: boxes of the nodes, curves of the edges."""

    boxes: tuple[Box, ...]
    words: tuple[Wrapped, ...]
    curves: tuple[tuple[_Curve, ...], ...]
    bottom: float


def path_diagram(data: Diagram, *, number_format: NumberFormat, ids: Ids) -> str:
    """Draw the model; "" without paths, or where it is too large to be read (the caller prints the table).

    The width of a line grows with the size of its number; it is orange and dashed where the interval holds zero.
    """
    if not data.edges or len(data.nodes) > MOST_NODES or len(data.edges) > MOST_EDGES:
        return ""
    layers = layered(len(data.nodes), [(edge.source, edge.target) for edge in data.edges])
    if len(layers.order) > MOST_LAYERS:
        return ""
    words = [printed(edge.value, "beta", number_format) for edge in data.edges]
    sizes = [text_width(written, VALUE, bold=True) + 6 for written in words]
    plan = _planned(data, layers, stub=0.0)
    plates = _plates(plan, sizes)
    if plates is None:  # too crowded for numbers on curves: each goes to where its path begins
        plan = _planned(data, layers, stub=max(sizes) + 4)
        plates = [
            around(curves[0].x1 + 2 + size / 2, curves[0].y1, size, PLATE)
            for curves, size in zip(plan.curves, sizes, strict=True)
        ]
    marks: list[Mark] = []
    for edge, curves in zip(data.edges, plan.curves, strict=True):
        marks += _path(edge, curves)
    marks += [rect(box[0], box[1], box[2] - box[0], box[3] - box[1], "paper", rx=2) for box in plates]
    marks += [
        text((box[0] + box[2]) / 2, (box[1] + box[3]) / 2, written, size=VALUE, anchor="middle", bold=True)
        for box, written in zip(plates, words, strict=True)
    ]
    inside: list[Mark] = []
    for node, box, label in zip(data.nodes, plan.boxes, plan.words, strict=True):
        inside += _box(node, box, label, number_format)
    marks += together(inside)  # each stays in its own box
    return drawing(WIDTH, plan.bottom + 6, data.title, data.desc, ids, [*marks, *_legend(data)])


def _planned(data: Diagram, layers: Layers, *, stub: float) -> _Plan:
    """Return where boxes and curves stand."""
    count = len(layers.order)
    width = min(WIDEST, (WIDTH - (count - 1) * LEAST_GAP) / count)
    step = (WIDTH - width) / max(count - 1, 1)
    words = tuple(wrap(node.label, width - 14, WORDS, lines=5) for node in data.nodes)
    most = [
        max(sum(edge.source == node for edge in data.edges), sum(edge.target == node for edge in data.edges))
        for node in range(len(data.nodes))
    ]
    heights = [
        max((len(label.lines) + (node.r2 is not None)) * WORDS * LEADING + 16, ways * LANE + 6)
        for node, label, ways in zip(data.nodes, words, most, strict=True)
    ]
    middles, whole = stacked(layers, heights)
    column = {spot: at for at, layer in enumerate(layers.order) for spot in layer}
    boxes = []
    for node, height in enumerate(heights):
        left, middle = column[-1, node] * step, HEAD + middles[-1, node]
        boxes.append((left, middle - height / 2, left + width, middle + height / 2))
    curves = []
    for chain, gaps in zip(layers.chains, ports(layers, middles), strict=True):
        curves.append(
            tuple(
                _Curve(
                    x1=column[one] * step + width,
                    y1=HEAD + leaves,
                    x2=column[other] * step - (TIP if other == chain[-1] else 0),
                    y2=HEAD + arrives,
                    stub=stub if one == chain[0] else 0.0,
                )
                for one, other, (leaves, arrives) in zip(chain[:-1], chain[1:], gaps, strict=True)
            )
        )
    return _Plan(boxes=tuple(boxes), words=words, curves=tuple(curves), bottom=HEAD + whole)


def _plates(plan: _Plan, sizes: Sequence[float]) -> list[Box] | None:
    """Return a plate on each curve, clear of boxes, tips and other plates, freest of curves; None if one fails."""
    tips = [around(curves[-1].x2 + TIP / 2, curves[-1].y2, TIP, PLATE) for curves in plan.curves]
    taken: list[Box] = [*plan.boxes, *tips]
    points = [[point for curve in curves for point in curve.points] for curves in plan.curves]
    found: dict[int, Box] = {}
    for at in sorted(range(len(plan.curves)), key=lambda edge: len(plan.curves[edge])):
        others = [point for edge, each in enumerate(points) if edge != at for point in each]
        free = [box for box in _spots(plan.curves[at], sizes[at]) if all(apart(box, other) for other in taken)]
        if not free:
            return None
        found[at] = min(free, key=lambda box: sum(_holds(box, point) for point in others))
        taken.append(found[at])
    return [found[at] for at in range(len(plan.curves))]


def _spots(curves: Sequence[_Curve], size: float) -> Iterator[Box]:
    """Yield where the number of a path may stand."""
    for t in ALONG:
        for curve in curves:
            yield around(*curve.at(t), size, PLATE)


def _holds(box: Box, point: Point) -> bool:
    return box[0] - 1 <= point[0] <= box[2] + 1 and box[1] - 1 <= point[1] <= box[3] + 1


def _crosses(edge: DiagramEdge) -> bool:
    return edge.low is not None and edge.high is not None and edge.low <= 0 <= edge.high


def _path(edge: DiagramEdge, curves: Sequence[_Curve]) -> list[Mark]:
    """Draw one path through the lanes of the layers that it passes, and its arrowhead."""
    crossing = _crosses(edge)
    role = "orange" if crossing else "blue"
    first, last = curves[0], curves[-1]
    drawn = f"M{first.x1:.1f} {first.y1:.1f}"
    for at, curve in enumerate(curves):
        drawn += (f"H{curve.x1:.1f}" if at else "") + curve.written
    width = 1.2 + 4 * min(abs(edge.value), 1.0)
    attributes = {"d": drawn, **paint(None, role, width)} | ({"stroke-dasharray": "6 4"} if crossing else {})
    half = 4 + width / 3
    corners = f"{last.x2:.1f},{last.y2 - half:.1f} {last.x2 + TIP:.1f},{last.y2:.1f} {last.x2:.1f},{last.y2 + half:.1f}"
    return [element("path", attributes), element("polygon", {"points": corners, **paint(role)})]


def _box(node: DiagramNode, box: Box, label: Wrapped, number_format: NumberFormat) -> list[Mark]:
    """Draw one box with its name, and R² below it."""
    x, depth = (box[0] + box[2]) / 2, len(label.lines) * WORDS * LEADING
    below = WORDS * LEADING if node.r2 is not None else 0.0
    top = (box[1] + box[3] - depth - below) / 2
    marks = [
        rect(box[0], box[1], box[2] - box[0], box[3] - box[1], "zone0", rx=6, stroke="edge"),
        text(x, top + depth / 2, label, size=WORDS, anchor="middle", bold=True),
    ]
    if node.r2 is not None:
        words = f"R² {printed(node.r2, 'r', number_format)}"
        marks.append(text(x, top + depth + below / 2, words, size=SMALL, role="muted", anchor="middle"))
    return marks


def _legend(data: Diagram) -> list[Mark]:
    """Draw what solid and dashed lines mean, each where it is met."""
    bounded = [edge for edge in data.edges if edge.low is not None and edge.high is not None]
    marks: list[Mark] = []
    x = 0.0
    for crossing, words in ((False, data.clear_label), (True, data.crossing_label)):
        if words and any(_crosses(edge) == crossing for edge in bounded):
            marks.append(line(x, 10, x + 30, 10, "orange" if crossing else "blue", 2.4, "6 4" if crossing else ""))
            marks.append(text(x + 38, 10, words, size=SMALL))
            x += 38 + text_width(words, SMALL) + 24
    return marks
