"""Percentile intervals and p values of bootstrap draws; failed draws are counted, never dropped unseen."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import numpy.typing as npt
from scipy.special import ndtr, ndtri, stdtr, stdtrit

from govassess.stats.arguments import check_level, check_made
from govassess.stats.draws import Draws, FloatArray, IntArray

MOST_FAILED = 0.05  # share of draws that may fail before there is no interval
WIDENED_BELOW = 40  # clusters; from here on the normal levels are close enough


@dataclass(frozen=True, slots=True, eq=False, kw_only=True)
class Interval:
    """Percentile interval of one statistic or of many (shape ``...``); NaN: more than 5 % of draws failed."""

    low: FloatArray
    high: FloatArray
    failed: IntArray
    levels: tuple[float, float]
    conf_level: float
    count: int
    method: str = "percentile"

    def __repr__(self) -> str:
        """Return one line."""
        return f"Interval({np.size(self.low)} x {self.conf_level:.0%} {self.method}, {self.count} draws)"


def interval(draw_values: npt.ArrayLike, *, conf_level: float = 0.95, draws: Draws) -> Interval:
    """Return the percentile interval of a statistic's draws.

    Parameters
    ----------
    draw_values : array (B, ...)
        The statistic in each draw; NaN where it could not be computed.
    conf_level : float
        Two-sided level.
    draws : Draws
        The draws that gave the values; for clusters the levels depend on their number.

    Returns
    -------
    Interval
        ``low`` and ``high`` have the shape ``...``; NaN where more than 5 % of the draws failed.

    Notes
    -----
    Quantiles of type 6, at p(B+1). Below 40 clusters the levels are ``Phi(-+ sqrt(G/(G-1)) t)`` with t the
    quantile of Student's t with G-1 degrees of freedom, because the plain percentile is too short with few
    clusters.

    References
    ----------
    Hesterberg, T. (2015). What teachers should know about the bootstrap. *The American Statistician*, 69,
    371-386.

    Examples
    --------
    >>> from govassess.stats.draws import make_draws
    >>> draws = make_draws(50, count=99)
    >>> found = interval(range(1, 100), draws=draws, conf_level=0.90)
    >>> found.low.round(6).item(), found.high.round(6).item(), found.failed.item()
    (5.0, 95.0, 0)
    """
    check_made("draws", draws)
    values = np.asarray(draw_values, dtype=float)
    levels = percentile_levels(draws, conf_level)
    ordered = np.sort(values, axis=0)  # NaN is sorted to the end
    good = np.asarray(np.isfinite(values).sum(axis=0))
    failed = np.asarray(len(values) - good, dtype=np.int64)
    enough = (good > 0) & (failed <= MOST_FAILED * len(values))
    low, high = (np.where(enough, _quantile(ordered, good, level), np.nan) for level in levels)
    return Interval(low=low, high=high, failed=failed, levels=levels, conf_level=conf_level, count=len(values))


def percentile_levels(draws: Draws, conf_level: float) -> tuple[float, float]:
    """Return the two quantile levels, widened where fewer than 40 clusters were resampled."""
    check_level(conf_level)
    tail = (1 - conf_level) / 2
    G = few_clusters(draws)
    if G is not None:
        tail = float(ndtr(np.sqrt(G / (G - 1)) * stdtrit(G - 1, tail)))
        return tail, float(ndtr(-ndtri(tail)))
    return tail, 1 - tail


def bootstrap_p(draw_values: npt.ArrayLike, *, draws: Draws | None = None) -> FloatArray:
    """Return the two-sided p of zero, the level at which the percentile interval begins to hold it.

    Parameters
    ----------
    draw_values : array (B, ...)
        The statistic in each draw; NaN (failed) draws do not count.
    draws : Draws, optional
        The draws that gave the values; below 40 clusters p is widened as the interval is.

    Returns
    -------
    array (...)
        At most 1.

    Notes
    -----
    s = min(#(<= 0) + 1, #(>= 0) + 1)/(B + 1); p = 2 s. With G < 40 clusters p = 2 F(sqrt((G-1)/G) Phi^-1(s)), F
    the distribution of Student's t with G - 1 degrees of freedom: the inverse of the interval's levels, so that p
    is below 1 - ``conf_level`` where the interval leaves zero out (but for what lies between two draws).

    References
    ----------
    Hesterberg, T. (2015). What teachers should know about the bootstrap. *The American Statistician*, 69,
    371-386.

    Examples
    --------
    >>> float(bootstrap_p([0.2, 0.5, 0.1, -0.3]))
    0.8
    """
    if draws is not None:
        check_made("draws", draws)
    values = np.asarray(draw_values, dtype=float)
    good = np.isfinite(values).sum(axis=0)
    below, above = (values <= 0).sum(axis=0), (values >= 0).sum(axis=0)
    share = np.minimum((np.minimum(below, above) + 1) / (good + 1), 0.5)
    G = None if draws is None else few_clusters(draws)
    tail = share if G is None else stdtr(G - 1, np.sqrt((G - 1) / G) * ndtri(share))
    return np.where(good > 0, 2 * tail, np.nan)


def few_clusters(draws: Draws) -> int | None:
    """Return the number of clusters resampled where it is so small that normal levels would be too narrow."""
    G = draws.units_present if draws.kind == "clusters" else 0
    return G if 2 <= G < WIDENED_BELOW else None


def _quantile(ordered: FloatArray, good: npt.NDArray[np.int64], level: float) -> FloatArray:
    """Quantile of type 6 along the first axis of sorted values, of which the first ``good`` count."""
    if len(ordered) == 0:
        return np.full(ordered.shape[1:], np.nan)
    last = np.maximum(good, 1)
    place = np.clip(level * (good + 1), 1, last)
    below = np.floor(place).astype(np.int64)
    above = np.minimum(below + 1, last)
    lower = np.take_along_axis(ordered, (below - 1)[None], axis=0)[0]
    upper = np.take_along_axis(ordered, (above - 1)[None], axis=0)[0]
    return np.asarray(lower + (place - below) * (upper - lower))
