"""Nodes in layers: where the boxes of a path diagram stand, and the lanes of the paths that pass a layer."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from graphlib import CycleError, TopologicalSorter
from itertools import pairwise

Edge = tuple[int, int]
"""Places of source and target in the list of nodes."""

Spot = tuple[int, int]
"""A box: (-1, node); a lane: (edge, layer that it passes)."""

SWEEPS = 8
LANE = 22.0  # height of a lane, and what one path needs at the side of a box
BETWEEN = 26.0  # boxes or lanes of one layer


@dataclass(frozen=True, slots=True, kw_only=True)
class Layers:
    """The spots of each layer from top to bottom, and the spots that each edge leads through."""

    order: tuple[tuple[Spot, ...], ...]
    chains: tuple[tuple[Spot, ...], ...]


def layered(count: int, edges: Sequence[Edge]) -> Layers:
    """Return ``count`` nodes in layers by the longest path, ordered so that few edges cross.

    Parameters
    ----------
    count : int
        Number of nodes.
    edges : sequence of (source, target)
        Every edge once.

    Returns
    -------
    Layers

    Raises
    ------
    ValueError
        The edges go round in a circle.

    Examples
    --------
    >>> [len(layer) for layer in layered(3, [(0, 1), (1, 2), (0, 2)]).order]
    [1, 2, 1]
    """
    layer = _layers(count, edges)
    chains = tuple(
        ((-1, source), *((at, between) for between in range(layer[source] + 1, layer[target])), (-1, target))
        for at, (source, target) in enumerate(edges)
    )
    spots: list[list[Spot]] = [[] for _ in range(max(layer) + 1)]
    for node, place in enumerate(layer):
        spots[place].append((-1, node))
    for chain in chains:
        for lane in chain[1:-1]:
            spots[lane[1]].append(lane)
    return Layers(order=_ordered(spots, chains), chains=chains)


def _layers(count: int, edges: Sequence[Edge]) -> list[int]:
    """Return the layer of each node; one without predecessors stands right before the first it leads to."""
    before: dict[int, list[int]] = {node: [] for node in range(count)}
    after: dict[int, list[int]] = {node: [] for node in range(count)}
    for source, target in edges:
        before[target].append(source)
        after[source].append(target)
    try:
        sequence = list(TopologicalSorter(before).static_order())
    except CycleError as fault:
        raise ValueError(f"paths go round in a circle: {' -> '.join(map(str, fault.args[1]))}") from fault
    layer = [0] * count
    for node in sequence:
        layer[node] = max((layer[earlier] + 1 for earlier in before[node]), default=0)
    for node in range(count):
        if not before[node] and after[node]:
            layer[node] = min(layer[later] for later in after[node]) - 1
    return layer


def _ordered(spots: Sequence[Sequence[Spot]], chains: Sequence[Sequence[Spot]]) -> tuple[tuple[Spot, ...], ...]:
    """Return the layers ordered by the mean place of their neighbours, the best of some sweeps."""
    pairs = [(one, other) for chain in chains for one, other in pairwise(chain)]
    now = [list(layer) for layer in spots]
    best, fewest = now, _crossings(now, pairs)
    for sweep in range(SWEEPS):
        forward = sweep % 2 == 0
        now = [list(layer) for layer in now]
        for at in range(1, len(now)) if forward else range(len(now) - 2, -1, -1):
            place = {spot: index for index, spot in enumerate(now[at - 1 if forward else at + 1])}
            linked = [(other, one) if forward else (one, other) for one, other in pairs]
            now[at] = _by_neighbours(now[at], linked, place)
        crossings = _crossings(now, pairs)
        if crossings < fewest:
            best, fewest = now, crossings
    return tuple(tuple(layer) for layer in best)


def _by_neighbours(layer: Sequence[Spot], linked: Sequence[tuple[Spot, Spot]], place: Mapping[Spot, int]) -> list[Spot]:
    """Return a layer ordered by the mean place of what its spots are linked to; without links they keep theirs."""
    mean: dict[Spot, float] = {}
    for index, spot in enumerate(layer):
        places = [place[other] for one, other in linked if one == spot and other in place]
        mean[spot] = sum(places) / len(places) if places else float(index)
    return sorted(layer, key=lambda spot: mean[spot])


def _crossings(order: Sequence[Sequence[Spot]], pairs: Sequence[tuple[Spot, Spot]]) -> int:
    """Count the pairs of links that cross between two layers."""
    place = {spot: (at, index) for at, layer in enumerate(order) for index, spot in enumerate(layer)}
    found = 0
    for at, (one, other) in enumerate(pairs):
        for third, fourth in pairs[at + 1 :]:
            if place[one][0] == place[third][0]:
                found += (place[one][1] - place[third][1]) * (place[other][1] - place[fourth][1]) < 0
    return found


def stacked(layers: Layers, heights: Sequence[float]) -> tuple[dict[Spot, float], float]:
    """Return the middle of every spot, each layer centred, and the height of all.

    ``heights`` are those of the nodes' boxes.
    """

    def height(spot: Spot) -> float:
        return heights[spot[1]] if spot[0] < 0 else LANE

    totals = [sum(map(height, layer)) + BETWEEN * (len(layer) - 1) for layer in layers.order]
    whole = max(totals)
    middles: dict[Spot, float] = {}
    for layer, total in zip(layers.order, totals, strict=True):
        top = (whole - total) / 2
        for spot in layer:
            middles[spot] = top + height(spot) / 2
            top += height(spot) + BETWEEN
    return middles, whole


def ports(layers: Layers, middles: Mapping[Spot, float]) -> list[tuple[tuple[float, float], ...]]:
    """Return for each edge, gap by gap, at which height it leaves and arrives; paths at one side keep apart."""
    leaving: dict[Spot, list[tuple[float, int]]] = {}
    arriving: dict[Spot, list[tuple[float, int]]] = {}
    for at, chain in enumerate(layers.chains):
        leaving.setdefault(chain[0], []).append((middles[chain[1]], at))
        arriving.setdefault(chain[-1], []).append((middles[chain[-2]], at))

    def port(sides: Mapping[Spot, list[tuple[float, int]]], spot: Spot, edge: int) -> float:
        ordered = [at for _, at in sorted(sides[spot])]
        return middles[spot] + (ordered.index(edge) - (len(ordered) - 1) / 2) * LANE

    return [
        tuple(
            (
                port(leaving, one, at) if gap == 0 else middles[one],
                port(arriving, other, at) if gap == len(chain) - 2 else middles[other],
            )
            for gap, (one, other) in enumerate(pairwise(chain))
        )
        for at, chain in enumerate(layers.chains)
    ]
