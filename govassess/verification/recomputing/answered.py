"""Statistics of single items, from how often each scale point was chosen."""

from __future__ import annotations

import math
from collections.abc import Iterator
from typing import TYPE_CHECKING

from govassess.verification.recomputing.recomputed import Recomputed, follows

if TYPE_CHECKING:
    from govassess.instrument.model import Scale
    from govassess.result.assessment import Assessment
    from govassess.result.measures import ItemStatistics


def answered(result: Assessment) -> Iterator[Recomputed]:
    """Yield mean, SD, median, extremes, skewness, kurtosis, floor and ceiling of every item, and how many answered it.

    Notes
    -----
    Skewness and kurtosis are G1 and G2 (Joanes & Gill, 1998).
    """
    n = result.funnel[-1].remaining
    scales = {item.id: result.instrument.scale_of(item) for item in result.instrument.items()}
    for item in result.items:
        yield from follows(item, "missing", n - item.n)
        counts = {int(point): count for point, count in item.counts.items()}
        if counts:
            yield from follows(item, "n", sum(counts.values()))
        if item.n and sum(counts.values()) == item.n:
            yield from _distribution(item, counts)
        if item.id in scales:
            yield from _on_scale(item, counts, scales[item.id])


def _distribution(item: ItemStatistics, counts: dict[int, int]) -> Iterator[Recomputed]:
    n = item.n
    mean = sum(point * count for point, count in counts.items()) / n
    m2, m3, m4 = (sum(count * (point - mean) ** power for point, count in counts.items()) / n for power in (2, 3, 4))
    chosen = sorted(point for point, count in counts.items() if count)
    yield from follows(item, "mean", mean)
    if n > 1:
        yield from follows(item, "sd", math.sqrt(m2 * n / (n - 1)))
    yield from follows(item, "median", (_ranked(counts, (n - 1) // 2) + _ranked(counts, n // 2)) / 2)
    yield from follows(item, "minimum", chosen[0])
    yield from follows(item, "maximum", chosen[-1])
    if m2 > 0 and n > 2:
        skewness = math.sqrt(n * (n - 1)) / (n - 2) * m3 / m2**1.5
        yield from follows(item, "skewness", skewness, within=1e-10)
    if m2 > 0 and n > 3:
        kurtosis = (n - 1) / ((n - 2) * (n - 3)) * ((n + 1) * (m4 / m2**2 - 3) + 6)
        yield from follows(item, "kurtosis", kurtosis, within=1e-10)


def _on_scale(item: ItemStatistics, counts: dict[int, int], scale: Scale) -> Iterator[Recomputed]:
    if item.mean is not None:
        keyed = scale.min + scale.max - item.mean if item.reverse else item.mean
        yield from follows(item, "mean_keyed", keyed, within=4e-9)
    if item.n:
        yield from follows(item, "floor", counts.get(scale.min, 0) / item.n)
        yield from follows(item, "ceiling", counts.get(scale.max, 0) / item.n)


def _ranked(counts: dict[int, int], place: int) -> int:
    """Return the answer at one place of all in order, counted from 0."""
    for point in sorted(counts):
        place -= counts[point]
        if place < 0:
            return point
    return max(counts)
