"""Levels: which band an index falls in, how sure that is, and how far the next band is."""

from __future__ import annotations

from collections.abc import Mapping
from decimal import ROUND_HALF_UP, Decimal
from typing import Any

import numpy as np
from numpy.typing import NDArray

from govassess.files.stored import stored
from govassess.instrument.model import Band, Levels

TOLERANCE = 1e-9
"""A value this close to a border is on it: a mean of means that is 1.8 on paper may arrive as 1.7999999999999998."""

SURE = 0.9
"""From this share of draws on, one level is named; below it, the shortest run of levels that reaches it."""


def rounded_half_up(value: float, decimals: int) -> float:
    """Round the stored value (10 significant digits) half-up, as a person with a pencil would.

    Examples
    --------
    >>> rounded_half_up(86.625, 2)
    86.63
    """
    return float(Decimal(repr(stored(value))).quantize(Decimal(1).scaleb(-decimals), rounding=ROUND_HALF_UP))


def level_of(value: float, levels: Levels) -> int:
    """Return the level of one value on the basis that ``levels`` declares (mean or index).

    The value is rounded half-up first where the instrument declares ``decimals``. Bands are closed on the declared
    side; the end of the scale always belongs to its last band.

    Examples
    --------
    >>> from govassess.instrument.load import load_instrument
    >>> level_of(65.00, load_instrument("skm-permenpanrb-14-2017").levels)
    2
    """
    if levels.decimals is not None:
        value = rounded_half_up(value, levels.decimals)
    return int(levels_of(np.array([value]), levels)[0])


def levels_of(values: NDArray[Any], levels: Levels) -> NDArray[np.int64]:
    """Return the level of each value (any shape); NaN gives 0."""
    x = np.asarray(values, dtype=float)
    if levels.decimals is not None:
        # half-up on the decimal the value stands for: noise far below the last digit must not decide
        power = 10.0**levels.decimals
        x = np.floor(x * power + 0.5 + TOLERANCE * power) / power
    borders = np.array([band.min for band in levels.bands[1:]])
    if levels.closed == "left":
        place = np.searchsorted(borders, x + TOLERANCE, side="right")
    else:
        place = np.searchsorted(borders, x - TOLERANCE, side="left")
    names = np.array([band.level for band in levels.bands])
    return np.where(np.isnan(x), 0, names[np.minimum(place, len(names) - 1)])


def level_shares(draws: NDArray[Any], levels: Levels) -> dict[int, float]:
    """Return the share of draws in each level, over the draws that gave a value (B,)."""
    valid = draws[~np.isnan(draws)]
    if valid.size == 0:
        return {}
    found, counts = np.unique(levels_of(valid, levels), return_counts=True)
    tally = dict(zip(found.tolist(), counts.tolist(), strict=True))
    return {band.level: tally.get(band.level, 0) / valid.size for band in levels.bands}


def leading_levels(shares: Mapping[int, float]) -> tuple[int, ...]:
    """Return the one level that holds 90 % of the draws, or the shortest run of neighbouring levels that does.

    Among runs of one length the one with the larger share is taken, the lower one if they tie.

    Examples
    --------
    >>> leading_levels({2: 0.0, 3: 0.7, 4: 0.3})
    (3, 4)
    """
    order = sorted(shares)
    for length in range(1, len(order) + 1):
        runs = [tuple(order[start : start + length]) for start in range(len(order) - length + 1)]
        best = max(runs, key=lambda run: (sum(shares[level] for level in run), -run[0]))
        if sum(shares[level] for level in best) >= SURE - TOLERANCE:
            return best
    return tuple(order)


def next_band(level: int, levels: Levels) -> Band | None:
    """Return the band above ``level``; ``None`` at the top."""
    higher = [band for band in levels.bands if band.level > level]
    return min(higher, key=lambda band: band.level) if higher else None
