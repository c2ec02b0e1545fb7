"""BCa intervals: bootstrap draws corrected for bias and for the skew that leaving units out shows."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import numpy.typing as npt
from scipy.special import ndtr, ndtri

from govassess.stats.draws import Draws, FloatArray, IntArray
from govassess.stats.intervals import MOST_FAILED, percentile_levels
from govassess.stats.moments import Moments, Table, UnitSums, centred_columns, complete_values, leave_one_out


@dataclass(frozen=True, slots=True, eq=False, kw_only=True)
class BcaInterval:
    """BCa interval of k statistics; where it is undefined the percentile interval, and ``reasons`` says why."""

    low: FloatArray
    high: FloatArray
    z0: FloatArray
    acceleration: FloatArray
    failed: IntArray
    reasons: tuple[str | None, ...]  # of the fall back to percentiles, or why there is no interval
    conf_level: float
    count: int

    @property
    def methods(self) -> tuple[str, ...]:
        """Return ``bca`` or ``percentile`` for each statistic."""
        return tuple("bca" if reason is None else "percentile" for reason in self.reasons)

    def __repr__(self) -> str:
        """Return one line."""
        return f"BcaInterval({len(self.low)} x {self.conf_level:.0%}, {self.count} draws)"


def bca_interval(
    draw_values: npt.ArrayLike,
    estimates: npt.ArrayLike,
    left_out: npt.ArrayLike,
    *,
    conf_level: float = 0.95,
    draws: Draws,
) -> BcaInterval:
    """Return the BCa intervals of k statistics.

    Parameters
    ----------
    draw_values : array (B, k)
        The statistics in each draw; NaN where one could not be computed.
    estimates : array (k,)
        The statistics of the sample.
    left_out : array (units, k)
        The statistics without each row, or without each cluster, in turn.
    conf_level : float
        Two-sided level.
    draws : Draws
        The draws that gave the values; below 40 clusters the levels are widened as for percentiles.

    Returns
    -------
    BcaInterval
        Reasons: ``failed_draws`` (more than 5 %: NaN), ``bca_bias`` (all draws on one side), ``bca_acceleration``
        (leaving out changes nothing, or a value without a unit is undefined), ``bca_levels``.

    Notes
    -----
    z0 = invPhi(share of draws below the estimate, ties half); a = sum d^3 / (6 (sum d^2)^1.5) with d the mean of
    the values with a unit left out minus the value; levels Phi(z0 + (z0 + z)/(1 - a (z0 + z))), quantiles of
    type 6.

    References
    ----------
    Efron, B. (1987). Better bootstrap confidence intervals. *JASA*, 82, 171-185. DiCiccio, T. J. & Efron, B.
    (1996). Bootstrap confidence intervals. *Statistical Science*, 11, 189-228.

    Examples
    --------
    >>> from govassess.stats.draws import make_draws
    >>> x = np.array([1.0, 2, 2, 3, 5, 9])
    >>> draws = make_draws(6, count=999)
    >>> means = draws.weights @ x[:, None] / 6
    >>> found = bca_interval(means, [x.mean()], ((x.sum() - x) / 5)[:, None], draws=draws)
    >>> found.methods, round(float(found.acceleration[0]), 4)
    (('bca',), 0.0734)
    """
    values = np.asarray(draw_values, dtype=float)
    estimate = np.asarray(estimates, dtype=float)
    good = np.isfinite(values).sum(axis=0)
    failed = np.asarray(len(values) - good, dtype=np.int64)
    z0, acceleration = _bias(values, estimate, good), _acceleration(np.asarray(left_out, dtype=float))
    low_level, high_level = percentile_levels(draws, conf_level)
    ends, reasons = np.full((2, len(estimate)), np.nan), []
    for j in range(len(estimate)):
        levels, reason = _levels(float(z0[j]), float(acceleration[j]), (low_level, high_level))
        if failed[j] > MOST_FAILED * len(values) or good[j] == 0:
            reason = "failed_draws"
        else:
            kept = values[np.isfinite(values[:, j]), j]
            ends[:, j] = np.quantile(kept, levels, method="weibull")
        reasons.append(reason)
    return BcaInterval(
        low=ends[0],
        high=ends[1],
        z0=z0,
        acceleration=acceleration,
        failed=failed,
        reasons=tuple(reasons),
        conf_level=conf_level,
        count=len(values),
    )


def _bias(values: FloatArray, estimate: FloatArray, good: npt.NDArray[np.int64]) -> FloatArray:
    """Return z0 of each statistic."""
    below = (values < estimate).sum(axis=0) + (values == estimate).sum(axis=0) / 2
    return np.asarray(ndtri(below / np.maximum(good, 1)))


def _acceleration(left_out: FloatArray) -> FloatArray:
    """Return a of each statistic; NaN where the values do not differ or one of them is undefined."""
    d = left_out.mean(axis=0) - left_out
    squares = (d**2).sum(axis=0)
    # Rounding alone must not pass for a difference.
    flat = squares <= (1e-13 * np.abs(left_out).max(axis=0)) ** 2 * len(left_out)
    with np.errstate(divide="ignore", invalid="ignore"):
        return np.asarray(np.where(flat, np.nan, (d**3).sum(axis=0) / (6 * squares**1.5)))


def _levels(z0: float, a: float, plain: tuple[float, float]) -> tuple[tuple[float, float], str | None]:
    """Return the corrected quantile levels, or the plain ones and the reason."""
    if not np.isfinite(z0):
        return plain, "bca_bias"
    if not np.isfinite(a):
        return plain, "bca_acceleration"
    found = []
    for level in plain:
        shifted = z0 + float(ndtri(level))
        if 1 - a * shifted <= 0:
            return plain, "bca_levels"
        found.append(float(ndtr(z0 + shifted / (1 - a * shifted))))
    return (found[0], found[1]), None


def left_out_moments(frame: Table, draws: Draws) -> Moments:
    """Return the moments of the sample without each unit that is resampled: a row, or a whole cluster.

    Parameters
    ----------
    frame : DataFrame or array (n, p)
        Complete rows.
    draws : Draws
        Resamples of these rows; only their units matter.

    Returns
    -------
    Moments
        With a leading axis of units that have a row.

    Examples
    --------
    >>> from govassess.stats.draws import make_draws
    >>> draws = make_draws(4, count=1, clusters=["a", "a", "b", "c"])
    >>> left_out_moments(np.array([[1.0], [3.0], [5.0], [9.0]]), draws).mean.ravel().tolist()
    [7.0, 4.333333333333333, 3.0]
    """
    if draws.codes is None:
        return leave_one_out(frame)
    values, names = complete_values(frame)
    p = values.shape[1]
    centre, centred = centred_columns(values)
    by_unit = UnitSums.of(centred, draws).sums.T
    left = by_unit.sum(axis=0) - by_unit
    place = np.empty((p, p), dtype=np.int64)
    place[np.triu_indices(p)] = place.T[np.triu_indices(p)] = np.arange(p * (p + 1) // 2)
    count = left[:, 0]
    with np.errstate(divide="ignore", invalid="ignore"):
        mean = left[:, 1 : 1 + p] / count[:, None]
        scatter = left[:, 1 + p + place] - count[:, None, None] * mean[:, :, None] * mean[:, None, :]
        cov = scatter / (count - 1)[:, None, None]
    cov[count < 2] = np.nan
    return Moments(n=count, mean=mean + centre, cov=cov, names=names)
