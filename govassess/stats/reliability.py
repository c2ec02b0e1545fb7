"""Reliability of one scale: Cronbach's alpha, Spearman-Brown for two items, McDonald's omega."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal, get_args

import numpy as np
import pandas as pd
from scipy.special import fdtri, ndtri

from govassess.errors import NotEstimable
from govassess.stats.arguments import check_arguments, drawn
from govassess.stats.correlations import correlations_of
from govassess.stats.draws import Draws, FloatArray
from govassess.stats.factor import fit_one_factor
from govassess.stats.intervals import interval as percentile
from govassess.stats.moments import complete_answers, moments

AlphaInterval = Literal["feldt", "bonett", "bonett_adjusted"]


def raw_alpha(cov: FloatArray) -> FloatArray:
    """Return raw alpha of covariances (..., k, k): one, or one a draw or group; NaN where the sum is constant."""
    k = cov.shape[-1]
    total = cov.sum(axis=(-2, -1))
    specific = np.trace(cov, axis1=-2, axis2=-1)
    share = np.full_like(total, np.nan)
    np.divide(specific, total, out=share, where=total > 1e-12 * specific)
    return np.asarray(k / (k - 1) * (1 - share))


def standardised_alpha(cov: FloatArray) -> FloatArray:
    """Return k rbar / (1 + (k - 1) rbar) of covariances (..., k, k); NaN with a constant item."""
    k = cov.shape[-1]
    rbar = average_r(cov)
    out = np.full_like(rbar, np.nan)
    np.divide(k * rbar, 1 + (k - 1) * rbar, out=out, where=1 + (k - 1) * rbar > 1e-12)
    return out


def average_r(cov: FloatArray) -> FloatArray:
    """Return the mean inter-item correlation of covariance matrices (..., k, k); NaN with a constant item."""
    k, R = cov.shape[-1], correlations_of(cov)
    return np.asarray((R.sum(axis=(-2, -1)) - np.trace(R, axis1=-2, axis2=-1)) / (k * (k - 1)))


@dataclass(frozen=True, slots=True, eq=False, kw_only=True)
class Alpha:
    """Cronbach's raw alpha with Feldt's (or Bonett's) interval and, beside it, the percentile interval of draws.

    ``standardised`` and ``average_r`` are None with a constant item; ``without_constant`` is alpha of the
    other items.
    """

    estimate: float
    conf_low: float
    conf_high: float
    conf_level: float
    standardised: float | None
    average_r: float | None
    boot_low: float | None
    boot_high: float | None
    draws_failed: int
    draws: int
    seed: int | None  # of the draws
    spearman_brown: float | None  # two items only
    constant_items: tuple[str, ...]
    without_constant: float | None
    n_items: int
    n_used: int
    n_dropped: int
    variant: str = "raw"
    interval: AlphaInterval = "feldt"
    boot_interval: str = "percentile"
    missing_rule: str = "complete rows"

    def to_frame(self) -> pd.DataFrame:
        """Return one row."""
        hidden = {"draws", "seed", "constant_items", "variant", "interval", "boot_interval", "missing_rule"}
        names = [name for name in self.__slots__ if name not in hidden]
        return pd.DataFrame([{name: getattr(self, name) for name in names}])

    def __repr__(self) -> str:
        """Return one line."""
        constant = f", constant {', '.join(self.constant_items)}" if self.constant_items else ""
        return (
            f"Alpha({self.estimate:.2f} [{self.conf_low:.2f}, {self.conf_high:.2f}], {self.n_items} items{constant}, "
            f"n={self.n_used}, {self.n_dropped} dropped)"
        )


def cronbach_alpha(
    items: pd.DataFrame,
    *,
    conf_level: float = 0.95,
    draws: int | Draws | None = None,
    interval: AlphaInterval = "feldt",
) -> Alpha:
    """Return raw alpha of a scale with its interval.

    Parameters
    ----------
    items : DataFrame (n, k)
        Scale points, already reverse-keyed, NaN = not answered; incomplete rows are dropped.
    conf_level : float
        Level of both intervals, two-sided.
    draws : int or Draws, optional
        Number of resamples of respondents, or draws made for the rows of ``items`` (before dropping); adds the
        percentile interval.
    interval : "feldt", "bonett" or "bonett_adjusted"
        Closed form of the interval; all three take the items as normal and equally related to what they measure.

    Returns
    -------
    Alpha

    Raises
    ------
    NotEstimable
        ``too_few_items`` (fewer than 2), ``too_few_rows`` (fewer than 3 complete), ``constant_total``.
    ValueError
        An unknown ``interval``.

    Notes
    -----
    alpha = k/(k-1) (1 - sum c_jj / T), T the sum of all covariances; it may be negative. Feldt's limits are
    1 - (1 - alpha) F with F the quantiles for n - 1 and (n - 1)(k - 1) degrees of freedom; Bonett's those of
    ln(1 - alpha) -+ z sqrt(2 k/((k - 1)(n - 2))), adjusted for bias by taking ln(n/(n - 1)) off the logarithm.

    References
    ----------
    Cronbach, L. J. (1951). Coefficient alpha and the internal structure of tests. *Psychometrika*, 16(3),
    297-334. Feldt, L. S., Woodruff, D. J. & Salih, F. A. (1987). Statistical inference for coefficient alpha.
    *Applied Psychological Measurement*, 11, 93-103. Bonett, D. G. (2002). Sample size requirements for testing and
    estimating coefficient alpha. *J. of Educational and Behavioral Statistics*, 27, 335-340.

    Examples
    --------
    >>> cronbach_alpha(pd.DataFrame({"a": [1, 2, 3, 4, 5], "b": [2, 2, 3, 5, 5], "c": [1, 3, 3, 4, None]}))
    Alpha(0.95 [0.65, 1.00], 3 items, n=4, 1 dropped)
    """
    check_arguments(items=items, conf_level=conf_level, draws=draws)
    if interval not in get_args(AlphaInterval):
        raise ValueError(f"interval must be one of {', '.join(get_args(AlphaInterval))}, got {interval!r}")
    k = items.shape[1]
    if k < 2:
        raise NotEstimable("alpha", "too_few_items", needed=2, found=k)
    complete, mask = complete_answers(items)
    n = len(complete)
    if n < 3:
        raise NotEstimable("alpha", "too_few_rows", needed=3, found=n, rows=len(items))
    found = moments(complete)
    estimate = float(raw_alpha(found.cov))
    if np.isnan(estimate):
        raise NotEstimable("alpha", "constant_total")
    constant = np.diag(found.cov) == 0
    if interval == "feldt":
        low, high = feldt_interval(estimate, n, k, conf_level)
    else:
        low, high = bonett_interval(estimate, n, k, conf_level, adjusted=interval == "bonett_adjusted")
    standardised = None if constant.any() else float(standardised_alpha(found.cov))
    boot = None
    resamples = drawn(draws, len(items))
    if resamples is not None:
        alphas = raw_alpha(moments(complete, resamples.take(mask)).cov)
        boot = percentile(alphas, conf_level=conf_level, draws=resamples.take(mask))
    others = found.cov[~constant][:, ~constant]
    return Alpha(
        estimate=estimate,
        conf_low=low,
        conf_high=high,
        conf_level=conf_level,
        standardised=_number(standardised),
        average_r=None if constant.any() else float(average_r(found.cov)),
        boot_low=None if boot is None else _number(float(boot.low)),
        boot_high=None if boot is None else _number(float(boot.high)),
        draws_failed=0 if boot is None else int(boot.failed),
        draws=0 if boot is None else boot.count,
        seed=None if resamples is None else resamples.seed,
        spearman_brown=_number(standardised) if k == 2 else None,
        constant_items=tuple(str(name) for name, flat in zip(items.columns, constant, strict=True) if flat),
        without_constant=float(raw_alpha(others)) if constant.any() and len(others) > 1 else None,
        n_items=k,
        n_used=n,
        n_dropped=len(items) - n,
        interval=interval,
    )


def feldt_interval(estimate: float, n: int, k: int, conf_level: float) -> tuple[float, float]:
    """Return Feldt's limits of alpha for n rows and k items.

    Examples
    --------
    >>> [round(limit, 4) for limit in feldt_interval(0.80, 100, 5, 0.95)]
    [0.7306, 0.8559]
    """
    tail, df1, df2 = (1 - conf_level) / 2, n - 1, (n - 1) * (k - 1)
    low, high = (1 - (1 - estimate) * fdtri(df1, df2, level) for level in (1 - tail, tail))
    return float(low), float(high)


def bonett_interval(
    estimate: float, n: int, k: int, conf_level: float, *, adjusted: bool = False
) -> tuple[float, float]:
    """Return Bonett's limits of alpha for n rows and k items, adjusted for the bias of ln(1 - alpha) if asked.

    Examples
    --------
    >>> [round(limit, 4) for limit in bonett_interval(0.80, 100, 5, 0.95)]
    [0.7265, 0.8538]
    """
    reach = float(ndtri((1 + conf_level) / 2)) * np.sqrt(2 * k / ((k - 1) * (n - 2)))
    centre = (1 - estimate) * ((n - 1) / n if adjusted else 1)
    return float(1 - centre * np.exp(reach)), float(1 - centre * np.exp(-reach))


@dataclass(frozen=True, slots=True, eq=False, kw_only=True)
class Omega:
    """McDonald's omega total of one factor; the denominator is the variance the model implies.

    ``exact`` tells of three items, whose covariances the model reproduces whatever they are. ``conf_low`` and
    ``conf_high`` are None without draws, and where more than 5 % of the draws failed.
    """

    estimate: float
    conf_low: float | None
    conf_high: float | None
    conf_level: float
    draws: int
    draws_failed: int
    seed: int | None  # of the draws
    exact: bool
    n_items: int
    n_used: int
    n_dropped: int
    variant: str = "omega_total_1f_ml"
    interval: str = "percentile"
    missing_rule: str = "complete rows"

    def to_frame(self) -> pd.DataFrame:
        """Return one row."""
        names = ("estimate", "conf_low", "conf_high", "draws_failed", "variant", "n_items", "n_used", "n_dropped")
        return pd.DataFrame([{name: getattr(self, name) for name in names}])

    def __repr__(self) -> str:
        """Return one line."""
        ends = "" if self.conf_low is None else f" [{self.conf_low:.2f}, {self.conf_high:.2f}]"
        return f"Omega({self.estimate:.2f}{ends}, {self.n_items} items, n={self.n_used}, {self.n_dropped} dropped)"


def mcdonald_omega(items: pd.DataFrame, *, draws: int | Draws | None = None, conf_level: float = 0.95) -> Omega:
    """Return omega total from the ML one-factor model of a scale's covariances.

    Parameters
    ----------
    items : DataFrame (n, k)
        Scale points, already reverse-keyed, NaN = not answered; incomplete rows are dropped.
    draws : int or Draws, optional
        Number of resamples of respondents, or draws made for the rows of ``items`` (before dropping); adds the
        percentile interval.
    conf_level : float
        Level of the interval, two-sided.

    Returns
    -------
    Omega

    Raises
    ------
    NotEstimable
        As ``one_factor``: fewer than 3 items, a constant or duplicate item, Heywood case, no convergence.

    Notes
    -----
    omega = (sum l)^2 / [(sum l)^2 + sum theta], l the unstandardised loadings and theta the unique variances. It is
    the ``omega`` of ``one_factor``: who needs both calls that alone. Two items have no such model: their coefficient
    is the ``spearman_brown`` of ``cronbach_alpha``.

    References
    ----------
    McDonald, R. P. (1999). *Test Theory: A Unified Treatment*. Erlbaum.
    Flora, D. B. (2020). Your coefficient alpha is probably wrong, but which coefficient omega is right?
    *Advances in Methods and Practices in Psychological Science*, 3, 484-501.

    Examples
    --------
    >>> rng = np.random.default_rng(1)
    >>> factor = rng.normal(size=(200, 1))
    >>> mcdonald_omega(pd.DataFrame(factor + rng.normal(size=(200, 4)))).n_used
    200
    """
    check_arguments(items=items, draws=draws, conf_level=conf_level)
    fit = fit_one_factor(items, "omega", draws=draws, conf_level=conf_level)
    return Omega(
        estimate=fit.omega,
        conf_low=fit.omega_low,
        conf_high=fit.omega_high,
        conf_level=conf_level,
        draws=fit.draws,
        draws_failed=fit.draws_failed,
        seed=fit.seed,
        exact=fit.exact,
        n_items=len(fit.items),
        n_used=fit.n_used,
        n_dropped=fit.n_dropped,
    )


def _number(value: float | None) -> float | None:
    """Return None for NaN."""
    return None if value is None or np.isnan(value) else value
