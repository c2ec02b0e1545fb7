"""Levels: the bands cover the scale, each value of the index belongs to exactly one of them."""

from __future__ import annotations

from collections.abc import Iterator
from fractions import Fraction

from govassess.files.safe_yaml import KeyPath
from govassess.instrument.checks.fault import Fault, fault, node_paths
from govassess.instrument.model import IndexName, Indicator, Instrument, items_under

BANDS: KeyPath = ("levels", "bands")


def index_of(mean: Fraction, low: int, high: int, index: IndexName) -> Fraction:
    """Return where a mean on the scale ``low`` to ``high`` lies on the index.

    Examples
    --------
    >>> index_of(Fraction(3), 1, 5, "pomp"), index_of(Fraction(3), 1, 5, "tcr")
    (Fraction(50, 1), Fraction(60, 1))
    """
    if index == "pomp":
        return 100 * (mean - low) / (high - low)
    if index == "tcr":
        return 100 * mean / high
    return 25 * mean if index == "times_25" else mean


def index_fits(instrument: Instrument) -> Iterator[Fault]:
    """Find scales without such an index: x 25 asks for an end at 4, TCR for a start at 0 or above."""
    index = instrument.scoring.index
    for low, high in sorted(_ranges(instrument)):
        if not _defined(index, low, high):
            yield fault("index_unfit", ("scoring", "index"), index, range=f"{low}–{high}")


def _defined(index: IndexName, low: int, high: int) -> bool:
    return not ((index == "times_25" and high != 4) or (index == "tcr" and (low < 0 or high <= 0)))


def bands(instrument: Instrument) -> Iterator[Fault]:
    """Find holes, overlaps, disorder, and bands that do not reach from the lowest to the highest value."""
    levels = instrument.levels
    step = Fraction(1, 10**levels.decimals) if levels.decimals is not None else Fraction(0)
    ordered = True
    for at, band in enumerate(levels.bands):
        if band.min >= band.max:
            ordered = False
            yield fault("band_ends", (*BANDS, at), f"{band.min:g}–{band.max:g}", level=band.level)
    for at, (lower, upper) in enumerate(zip(levels.bands, levels.bands[1:], strict=False), start=1):
        if upper.level <= lower.level:
            ordered = False
            yield fault("band_order", (*BANDS, at, "level"), upper.level, before=lower.level)
            continue
        gap = _exact(upper.min) - _exact(lower.max)
        # tables of a rounded index end a class one step before the next begins (64.99 | 65.00): no hole
        if gap > 0 and gap != step:
            yield fault(
                "band_hole",
                (*BANDS, at, "min"),
                f"{upper.min:g}",
                **_pair(lower.level, upper.level, lower.max, upper.min),
            )
        elif gap < 0:
            yield fault(
                "band_overlap",
                (*BANDS, at, "min"),
                f"{upper.min:g}",
                **_pair(lower.level, upper.level, upper.min, lower.max),
            )
    if ordered:
        yield from _cover(instrument)
    yield from _rubrics(instrument)


def _pair(lower: int, upper: int, start: float, end: float) -> dict[str, str | int | float]:
    return {"lower": lower, "upper": upper, "start": f"{start:g}", "end": f"{end:g}"}


def _cover(instrument: Instrument) -> Iterator[Fault]:
    levels = instrument.levels
    index: IndexName = "none" if levels.basis == "mean" else instrument.scoring.index
    reached = {
        (index_of(Fraction(low), low, high, index), index_of(Fraction(high), low, high, index))
        for low, high in _ranges(instrument)
        if _defined(index, low, high)
    }
    first, last = levels.bands[0], levels.bands[-1]
    for low, high in sorted(reached):
        if _exact(first.min) != low:
            yield fault("band_start", (*BANDS, 0, "min"), f"{first.min:g}", start=f"{float(low):g}")
        if _exact(last.max) != high:
            yield fault("band_end", (*BANDS, len(levels.bands) - 1, "max"), f"{last.max:g}", end=f"{float(high):g}")


def _ranges(instrument: Instrument) -> set[tuple[int, int]]:
    """Return lowest and highest point of every scale that an item uses and that is one."""
    used = {
        item.scale or next(iter(instrument.scales), "")
        for construct in instrument.constructs
        for item in items_under(construct)
    }
    found = [instrument.scales[name] for name in used if name in instrument.scales]
    return {(scale.min, scale.max) for scale in found if scale.min < scale.max}


def _exact(number: float) -> Fraction:
    return Fraction(str(number))


def _rubrics(instrument: Instrument) -> Iterator[Fault]:
    known = [band.level for band in instrument.levels.bands]
    for path, node in node_paths(instrument):
        for level in {} if isinstance(node, Indicator) else node.rubric:
            if level not in known:
                listed = ", ".join(map(str, known))
                yield fault("rubric_level", (*path, "rubric", level), level, known=listed)
