"""The one-factor model of a scale by maximum likelihood: loadings, composite reliability, AVE, omega."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import pandas as pd

from govassess.errors import NotEstimable
from govassess.stats.arguments import check_arguments, drawn
from govassess.stats.correlations import Correlations, complete_correlations
from govassess.stats.draws import Draws, FloatArray
from govassess.stats.intervals import MOST_FAILED, Interval, interval
from govassess.stats.moments import UnitSums, block_of, centred_columns, drawn_moments
from govassess.stats.one_factor_ml import LEAVING, OneFactorSolutions, maximise_nearby, nearby_start, solve_one


@dataclass(frozen=True, slots=True, eq=False, kw_only=True)
class OneFactor:
    """Standardised loadings of the ML one-factor model; composite reliability, AVE and omega from them.

    The intervals are None without draws, and where more than 5 % of the draws failed.
    """

    items: tuple[str, ...]
    loadings: FloatArray
    loadings_low: FloatArray | None
    loadings_high: FloatArray | None
    composite_reliability: float
    composite_reliability_low: float | None
    composite_reliability_high: float | None
    ave: float
    ave_low: float | None
    ave_high: float | None
    omega: float
    omega_low: float | None
    omega_high: float | None
    conf_level: float
    draws: int
    draws_failed: int
    seed: int | None  # of the draws
    exact: bool  # three items: the model fits exactly, whatever the data
    n_used: int
    n_dropped: int
    source: str = "one_factor"
    estimator: str = "ml"
    omega_variant: str = "omega_total_1f_ml"
    interval: str = "percentile"
    missing_rule: str = "complete rows"

    def to_frame(self) -> pd.DataFrame:
        """Return one row an item: ``term, estimate, conf_low, conf_high, n_used, n_dropped``."""
        return pd.DataFrame(
            {
                "term": self.items,
                "estimate": self.loadings,
                "conf_low": np.nan if self.loadings_low is None else self.loadings_low,
                "conf_high": np.nan if self.loadings_high is None else self.loadings_high,
                "n_used": self.n_used,
                "n_dropped": self.n_dropped,
            }
        )

    def __repr__(self) -> str:
        """Return one line."""
        return (
            f"OneFactor(CR {self.composite_reliability:.2f}, AVE {self.ave:.2f}, {len(self.items)} items, "
            f"n={self.n_used}, {self.n_dropped} dropped)"
        )


def one_factor(items: pd.DataFrame, *, draws: int | Draws | None = None, conf_level: float = 0.95) -> OneFactor:
    """Fit one factor to a scale by maximum likelihood.

    Parameters
    ----------
    items : DataFrame (n, k)
        Scale points, already reverse-keyed, NaN = not answered; incomplete rows are dropped.
    draws : int or Draws, optional
        Number of resamples of respondents, or draws made for the rows of ``items`` (before dropping); adds percentile
        intervals.
    conf_level : float
        Level of the intervals, two-sided.

    Returns
    -------
    OneFactor
        Signs such that the loadings' sum is positive, in every draw too.

    Raises
    ------
    NotEstimable
        ``too_few_items`` (fewer than 3), ``too_few_rows`` (no more rows than items), ``constant_items``,
        ``duplicate_items``, ``singular``, ``heywood`` (a unique variance not above zero), ``no_convergence``.

    Notes
    -----
    CR = (sum l)^2 / ((sum l)^2 + sum(1 - l^2)) and AVE = mean l^2 with l the standardised loadings; omega is CR of
    the unstandardised solution. All draws are fitted at once by Newton's method, each from one step away from the
    sample's solution; a draw without a solution, or with a Heywood case, counts as failed.

    References
    ----------
    Fornell, C. & Larcker, D. F. (1981). Evaluating structural equation models with unobservable variables and
    measurement error. *Journal of Marketing Research*, 18, 39-50.

    Examples
    --------
    >>> rng = np.random.default_rng(1)
    >>> factor = rng.normal(size=(200, 1))
    >>> one_factor(pd.DataFrame(factor + rng.normal(size=(200, 4)))).exact
    False
    """
    check_arguments(items=items, draws=draws, conf_level=conf_level)
    return fit_one_factor(items, "one_factor", draws=draws, conf_level=conf_level)


def composite_reliability(loadings: FloatArray, unique: FloatArray | None = None) -> FloatArray:
    """Return (sum l)^2 / ((sum l)^2 + sum u) of loadings (..., k); u is 1 - l^2 where it is not given.

    Standardised loadings give CR (Fornell & Larcker, 1981), unstandardised ones with their unique variances omega
    total (McDonald, 1999).

    Examples
    --------
    >>> composite_reliability(np.array([0.8, 0.7, 0.6])).round(4).item()
    0.7449
    """
    shared = loadings.sum(axis=-1) ** 2
    unique = 1 - loadings**2 if unique is None else unique
    with np.errstate(invalid="ignore"):  # nothing shared and nothing unique: undefined, as NaN
        return np.asarray(shared / (shared + unique.sum(axis=-1)))


def average_variance_extracted(loadings: FloatArray) -> FloatArray:
    """Return AVE of standardised loadings (..., k) (Fornell & Larcker, 1981).

    Examples
    --------
    >>> average_variance_extracted(np.array([0.8, 0.7, 0.6])).round(4).item()
    0.4967
    """
    return np.asarray((loadings**2).mean(axis=-1))


@dataclass(frozen=True, slots=True, eq=False, kw_only=True)
class FactorStatistics:
    """What one factor says about a scale, over leading axes of draws; NaN where it has no admissible solution."""

    loadings: FloatArray  # (..., k), standardised
    composite_reliability: FloatArray
    ave: FloatArray
    omega: FloatArray

    @classmethod
    def of(cls, solved: OneFactorSolutions, sd: FloatArray) -> FactorStatistics:
        """Read them off a stack of solutions of covariances that were divided by the standard deviations."""
        with np.errstate(invalid="ignore", divide="ignore"):
            l, u = solved.loadings.T, solved.unique.T
            standardised = np.where(solved.admissible[:, None], l / np.sqrt(l**2 + u), np.nan)
            omega = composite_reliability(l * sd, u * sd**2)
        return cls(
            loadings=standardised,
            composite_reliability=composite_reliability(standardised),
            ave=average_variance_extracted(standardised),
            omega=np.where(solved.admissible, omega, np.nan),
        )


def fit_one_factor(
    items: pd.DataFrame, what: str, *, draws: int | Draws | None = None, conf_level: float = 0.95
) -> OneFactor:
    """Choose the rows, refuse what has no solution (in the name of the statistic ``what``), fit, and resample."""
    rows = complete_correlations(items, what, at_least=3)
    solved = solve_one(rows.R)
    lowest = int(solved.unique[:, 0].argmin())
    if not solved.converged[0] and not solved.unique[lowest, 0] <= LEAVING:
        raise NotEstimable(what, "no_convergence")
    if not solved.admissible[0]:
        raise NotEstimable(what, "heywood", item=rows.names[lowest])
    found = FactorStatistics.of(solved, rows.sd)
    loadings = found.loadings[0]
    loadings.flags.writeable = False
    resampled = None
    draws = drawn(draws, len(items))
    if draws is not None and draws.count:
        resampled = _resample(rows, solved, draws.take(rows.used), conf_level)
    cr, ave, omega = (_ends(resampled, j) for j in (-3, -2, -1))
    low, high = _loading_ends(resampled)
    return OneFactor(
        items=rows.names,
        loadings=loadings,
        loadings_low=low,
        loadings_high=high,
        composite_reliability=float(found.composite_reliability[0]),
        composite_reliability_low=cr[0],
        composite_reliability_high=cr[1],
        ave=float(found.ave[0]),
        ave_low=ave[0],
        ave_high=ave[1],
        omega=float(found.omega[0]),
        omega_low=omega[0],
        omega_high=omega[1],
        conf_level=conf_level,
        draws=0 if resampled is None else resampled.count,
        draws_failed=0 if resampled is None else int(resampled.failed[-1]),
        seed=None if resampled is None or draws is None else draws.seed,
        exact=len(rows.names) == 3,
        n_used=rows.n_used,
        n_dropped=rows.n_dropped,
    )


def _resample(rows: Correlations, solved: OneFactorSolutions, draws: Draws, conf_level: float) -> Interval:
    """Return the intervals of the k loadings, CR, AVE and omega, in this order.

    Once so many draws have failed that there is no interval, no more are made: noise takes long to fail.
    """
    _, centred = centred_columns(rows.complete / rows.sd)
    k = centred.shape[1]
    upper, lower = np.triu_indices(k)
    drawn, tried, failed = np.empty((draws.count, k + 3)), 0, 0
    for block in drawn_moments(UnitSums.of(centred, draws), block=block_of(k)):
        S = np.empty((k, k, block.cov.shape[1]))
        S[upper, lower] = block.cov
        S[lower, upper] = block.cov
        found = FactorStatistics.of(maximise_nearby(S, *nearby_start(S, rows.R[:, :, None], solved)), rows.sd)
        drawn[block.draws] = np.column_stack([found.loadings, found.composite_reliability, found.ave, found.omega])
        tried = block.draws.stop
        failed += int((~np.isfinite(found.omega)).sum())
        if failed > MOST_FAILED * draws.count:
            break
    return interval(drawn[:tried], conf_level=conf_level, draws=draws)


def _ends(found: Interval | None, at: int) -> tuple[float | None, float | None]:
    """Return the ends of one statistic's interval; None where there is none."""
    if found is None or np.isnan(found.low[at]):
        return None, None
    return float(found.low[at]), float(found.high[at])


def _loading_ends(found: Interval | None) -> tuple[FloatArray | None, FloatArray | None]:
    """Return the ends of the loadings' intervals, read-only; None where there are none."""
    if found is None or np.isnan(found.low[0]):
        return None, None
    low, high = found.low[:-3], found.high[:-3]
    low.flags.writeable = high.flags.writeable = False
    return low, high
