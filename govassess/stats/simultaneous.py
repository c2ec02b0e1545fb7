"""Simultaneous intervals of all paired differences of means of the same respondents."""

from __future__ import annotations

from dataclasses import dataclass
from itertools import combinations

import numpy as np
import numpy.typing as npt

from govassess.errors import NotEstimable
from govassess.stats.draws import Draws, FloatArray
from govassess.stats.intervals import MOST_FAILED, percentile_levels

ROUNDING = 1e-12  # a spread below this share of the values is that of equal values seen through rounding


@dataclass(frozen=True, slots=True, eq=False, kw_only=True)
class PairedDifferences:
    """All differences of p estimates, first less second, with intervals that hold for all of them together.

    ``first`` and ``second`` are the places of the two estimates, ``critical`` is how many standard errors an interval
    reaches to either side.
    """

    first: npt.NDArray[np.int64]
    second: npt.NDArray[np.int64]
    estimate: FloatArray
    std_error: FloatArray
    conf_low: FloatArray
    conf_high: FloatArray
    critical: float
    conf_level: float
    count: int
    method: str = "max_t"

    def __repr__(self) -> str:
        """Return one line."""
        return f"PairedDifferences({len(self.first)} pairs, {self.conf_level:.0%}, {self.count} draws)"


def paired_differences(
    estimates: npt.ArrayLike, draw_values: npt.ArrayLike, *, draws: Draws, conf_level: float = 0.95
) -> PairedDifferences:
    """Return the differences of all pairs of estimates with simultaneous bootstrap intervals.

    Parameters
    ----------
    estimates : array (p,)
        Estimates from the same respondents, such as the means of dimensions.
    draw_values : array (B, p)
        The same estimates in each draw; the rows keep the correlation between them.
    draws : Draws
        The draws that gave the values; with few clusters the level is raised as that of the percentile interval is.
    conf_level : float
        Probability that all intervals hold their differences together.

    Returns
    -------
    PairedDifferences

    Raises
    ------
    NotEstimable
        ``failed_draws``: more than 5 % of the draws failed.
    ValueError
        There are fewer than two estimates.

    Notes
    -----
    d_ij = m_i - m_j; se_ij is the standard deviation of its draws; T_b = max over pairs of |d_ij,b - d_ij| / se_ij; the
    interval is d_ij -+ c se_ij with c the quantile of T at ``conf_level``. Whichever pair is picked after the means
    were seen, such as the highest and the lowest, its interval is among those that hold together.

    References
    ----------
    Romano, J. P., & Wolf, M. (2005). Exact and approximate stepdown methods for multiple hypothesis testing. *Journal
    of the American Statistical Association*, 100, 94-108.

    Hothorn, T., Bretz, F., & Westfall, P. (2008). Simultaneous inference in general parametric models. *Biometrical
    Journal*, 50, 346-363.

    Examples
    --------
    >>> from govassess.stats.draws import make_draws
    >>> from govassess.stats.moments import weighted_means
    >>> x = np.column_stack([np.arange(40.0) % 5, np.arange(40.0) % 5 + 1])
    >>> draws = make_draws(40, seed=1, count=200)
    >>> found = paired_differences(x.mean(axis=0), weighted_means(x, draws), draws=draws)
    >>> found.estimate.tolist(), found.conf_high.round(6).tolist()
    ([-1.0], [-1.0])
    """
    means, drawn = np.asarray(estimates, dtype=float), np.asarray(draw_values, dtype=float)
    if means.size < 2:
        raise ValueError(f"differences need at least 2 estimates, got {means.size}")
    good = np.isfinite(drawn).all(axis=1)
    if good.sum() < 2 or (~good).sum() > MOST_FAILED * len(drawn):
        raise NotEstimable("paired_differences", "failed_draws", count=int((~good).sum()), of=len(drawn))
    first, second = (np.array(place, dtype=np.int64) for place in zip(*combinations(range(means.size), 2), strict=True))
    estimate = means[first] - means[second]
    away = drawn[good][:, first] - drawn[good][:, second] - estimate
    error = away.std(axis=0, ddof=1)
    scale = np.abs(means).max()
    error = np.where(error > ROUNDING * scale, error, 0.0)
    ratio = np.abs(away) / np.where(error > 0, error, 1.0)
    largest = np.where(error > 0, ratio, 0.0).max(axis=1)
    low, high = percentile_levels(draws, conf_level)
    critical = float(np.quantile(largest, high - low, method="weibull"))
    return PairedDifferences(
        first=first,
        second=second,
        estimate=estimate,
        std_error=error,
        conf_low=estimate - critical * error,
        conf_high=estimate + critical * error,
        critical=critical,
        conf_level=conf_level,
        count=int(good.sum()),
    )
