"""Differences of estimates of independent samples, and which ranks a set of estimates allows."""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt
import pandas as pd
from scipy.special import stdtr, stdtrit

from govassess.errors import NotEstimable
from govassess.stats.arguments import check_level
from govassess.stats.draws import FloatArray, IntArray
from govassess.stats.multiplicity import adjust
from govassess.stats.rounding import is_constant


@dataclass(frozen=True, slots=True, kw_only=True)
class Estimated:
    """An estimate with its standard error and the degrees of freedom of that; none (infinite): as if known exactly."""

    value: float
    std_error: float
    df: float = math.inf


@dataclass(frozen=True, slots=True, kw_only=True)
class Difference:
    """Second estimate less the first, of samples drawn apart from each other."""

    estimate: float
    std_error: float
    df: float
    conf_low: float
    conf_high: float
    statistic: float
    p_value: float
    conf_level: float
    method: str = "welch"

    def to_frame(self) -> pd.DataFrame:
        """Return one row: ``estimate, std_error, df, conf_low, conf_high, statistic, p_value``."""
        names = ("estimate", "std_error", "df", "conf_low", "conf_high", "statistic", "p_value")
        return pd.DataFrame([{name: getattr(self, name) for name in names}])


def difference(first: Estimated, second: Estimated, *, conf_level: float = 0.95) -> Difference:
    """Return the second estimate less the first, with interval and test.

    Parameters
    ----------
    first, second : Estimated
        Estimates from independent samples.
    conf_level : float
        Two-sided level of the interval.

    Returns
    -------
    Difference

    Raises
    ------
    NotEstimable
        ``no_variance``: neither estimate has a standard error above 0.
    ValueError
        A value is missing or infinite, a standard error negative, or df below 1.

    Notes
    -----
    SE = sqrt(se1^2 + se2^2); df = SE^4 / (se1^4/df1 + se2^4/df2) (Welch, 1947; Satterthwaite, 1946); interval and
    two-sided p from Student's t. Where the same people answered twice, their answers go together, and the true
    standard error of the difference is smaller: the interval is then wider than it need be.

    References
    ----------
    Satterthwaite, F. E. (1946). An approximate distribution of estimates of variance components. *Biometrics
    Bulletin*, 2, 110-114. Welch, B. L. (1947). The generalization of "Student's" problem when several different
    population variances are involved. *Biometrika*, 34, 28-35.

    Examples
    --------
    >>> found = difference(Estimated(value=60, std_error=1.5, df=80), Estimated(value=65, std_error=2.0, df=60))
    >>> round(found.std_error, 3), round(found.df, 1), round(found.conf_low, 2), round(found.conf_high, 2)
    (2.5, 118.4, 0.05, 9.95)
    """
    check_level(conf_level)
    for each in (first, second):
        _require(each)
    std_error = math.hypot(first.std_error, second.std_error)
    if std_error == 0:
        raise NotEstimable("difference", "no_variance")
    # shares of the variance, so that very small and very large errors neither vanish nor overflow
    within = sum((each.std_error / std_error) ** 4 / each.df for each in (first, second))
    df = 1 / within if within > 0 else math.inf
    estimate = second.value - first.value
    statistic = estimate / std_error
    reach = _quantile((1 + conf_level) / 2, df) * std_error
    return Difference(
        estimate=estimate,
        std_error=std_error,
        df=df,
        conf_low=estimate - reach,
        conf_high=estimate + reach,
        statistic=statistic,
        p_value=2 * _tail(abs(statistic), df),
        conf_level=conf_level,
    )


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class RankIntervals:
    """Which ranks each of m estimates may have, all at once; rank 1 is the largest."""

    low: IntArray
    high: IntArray
    conf_level: float
    m: int
    method: str = "holm"

    def to_frame(self) -> pd.DataFrame:
        """Return one row an estimate: ``rank_low, rank_high``."""
        return pd.DataFrame({"rank_low": self.low, "rank_high": self.high})


def rank_intervals(estimates: Sequence[Estimated], *, conf_level: float = 0.95) -> RankIntervals:
    """Return simultaneous intervals of the ranks of independent estimates.

    Parameters
    ----------
    estimates : sequence of Estimated (m,)
        Independent estimates, at least two.
    conf_level : float
        With this confidence all true ranks lie within their intervals at once.

    Returns
    -------
    RankIntervals
        ``low`` and ``high`` of shape (m,), from 1 to m.

    Raises
    ------
    ValueError
        Fewer than two estimates, or one that is none.

    Notes
    -----
    Each of the m(m - 1) statements "j is not above k" is tested one-sided by the difference of the two (see
    ``difference``), p adjusted by Holm over all of them, which holds whatever the dependence between the tests. A
    rank then lies between 1 + the number surely above and m - the number surely below. Where two estimates have no
    standard error, the larger one is surely above.

    References
    ----------
    Mogstad, M., Romano, J. P., Shaikh, A. M. & Wilhelm, D. (2024). Inference for ranks with applications to mobility
    across neighbourhoods and academic achievement across countries. *Review of Economic Studies*, 91, 476-518.
    Klein, M., Wright, T. & Wieczorek, J. (2020). A joint confidence region for an overall ranking of populations.
    *J. Royal Statistical Society C*, 69, 589-606. Holm, S. (1979), see ``adjust``.

    Examples
    --------
    >>> ranked = rank_intervals([Estimated(value=v, std_error=1.0, df=50) for v in (70, 69, 60)])
    >>> ranked.low.tolist(), ranked.high.tolist()
    ([1, 1, 3], [2, 2, 3])
    """
    check_level(conf_level)
    m = len(estimates)
    if m < 2:
        raise ValueError(f"ranks need at least two estimates, got {m}")
    for each in estimates:
        _require(each)
    p = _surely_above(*(np.array([getattr(each, name) for each in estimates]) for name in ("value", "std_error", "df")))
    apart = ~np.eye(m, dtype=bool)
    above = np.zeros((m, m), dtype=bool)
    above[apart] = adjust(p[apart]).adjusted < 1 - conf_level
    low = 1 + above.sum(axis=0)
    high = m - above.sum(axis=1)
    return RankIntervals(low=_frozen(low), high=_frozen(high), conf_level=conf_level, m=m)


def _surely_above(value: FloatArray, std_error: FloatArray, df: FloatArray) -> FloatArray:
    """Return the one-sided p (m, m) of each estimate not being above each other one."""
    error = np.hypot(std_error[:, None], std_error)
    known = error > 0
    scale = np.where(known, error, 1)
    within = (std_error[:, None] / scale) ** 4 / df[:, None] + (std_error / scale) ** 4 / df
    degrees = 1 / np.maximum(within, 1e-300)
    gap = value[:, None] - value
    return np.where(known, stdtr(degrees, -gap / scale), np.where(gap > 0, 0.0, 1.0))


def _require(each: Estimated) -> None:
    """Refuse what is no estimate."""
    if not (math.isfinite(each.value) and math.isfinite(each.std_error) and each.std_error >= 0 and each.df >= 1):
        raise ValueError(f"no estimate with a standard error and df of 1 or more: {each}")


def mean_of(estimates: Sequence[Estimated]) -> Estimated:
    """Return the unweighted mean of independent estimates, as an estimate itself.

    Parameters
    ----------
    estimates : sequence of Estimated (k,)
        Independent estimates, at least one.

    Returns
    -------
    Estimated

    Notes
    -----
    SE = sqrt(sum se^2)/k, with the df of Satterthwaite (1946). The k are taken as given: the error says how surely
    their mean is known, not how others like them would come out.

    Examples
    --------
    >>> mean_of([Estimated(value=60, std_error=3.0, df=9), Estimated(value=70, std_error=4.0, df=9)]).std_error
    2.5
    """
    k = len(estimates)
    if k == 0:
        raise ValueError("there is no mean of no estimates")
    sum_error = math.hypot(*(each.std_error for each in estimates))
    within = sum((each.std_error / sum_error) ** 4 / each.df for each in estimates) if sum_error else 0.0
    return Estimated(
        value=math.fsum(each.value for each in estimates) / k,
        std_error=sum_error / k,
        df=1 / within if within > 0 else math.inf,
    )


def standard_error(draws: npt.ArrayLike, units: int) -> float | None:
    """Return the standard error that bootstrap draws of a mean give; ``None`` with fewer than two draws or units.

    Parameters
    ----------
    draws : array (B,)
        The mean in each draw; NaN where it could not be computed.
    units : int
        Respondents or clusters resampled that the mean rests on, G.

    Notes
    -----
    SD of the draws times sqrt(G/(G - 1)), 0 where they differ by rounding alone: a plain bootstrap spreads as if the
    divisor of the variance were G.

    References
    ----------
    Efron, B. & Tibshirani, R. (1993). *An Introduction to the Bootstrap*. Chapman & Hall, section 5.3.

    Examples
    --------
    >>> round(standard_error([1.0, 2.0, 3.0], 2), 4)
    1.4142
    """
    known = np.asarray(draws, dtype=float)
    known = known[np.isfinite(known)]
    if len(known) < 2 or units < 2:
        return None
    spread = float(np.std(known, ddof=1))
    if is_constant(known):
        return 0.0
    return spread * math.sqrt(units / (units - 1))


def _tail(statistic: float, df: float) -> float:
    """Return the upper tail of Student's t; of the normal where df is infinite."""
    return float(stdtr(min(df, 1e300), -statistic))


def _quantile(level: float, df: float) -> float:
    return float(stdtrit(min(df, 1e300), level))


def _frozen(values: npt.NDArray[np.int64]) -> IntArray:
    found: FloatArray | IntArray = np.asarray(values, dtype=np.int64)
    found.flags.writeable = False
    return np.asarray(found, dtype=np.int64)
