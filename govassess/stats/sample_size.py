"""How many respondents: power and required n of a regression, an indirect effect and a PLS path."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Literal

import numpy as np
import pandas as pd
from scipy.special import fdtri, ndtr, ndtri

from govassess.errors import NotEstimable
from govassess.stats.arguments import check_arguments
from govassess.stats.draws import SEED, FloatArray, make_draws

Test = Literal["block", "indirect", "path"]
LARGEST = 100_000
AT_ONCE = 100  # simulated samples: enough for fast matrix products, few enough for memory
NARROW = 1.1  # how far around the approximate n the search begins


@dataclass(frozen=True, slots=True, kw_only=True)
class Power:
    """Power of a planned test with n respondents, or the n that a wanted power needs.

    ``n_used`` is the number of respondents, ``n_effective`` what it is worth after the design effect; nothing was
    observed, so nothing was dropped.
    """

    power: float
    n_used: int
    n_effective: float
    design_effect: float
    wanted: float | None  # the power asked of required_n
    mc_error: float | None  # standard error of a simulated power
    alpha: float
    test: Test
    method: str
    replications: int | None  # of a simulated power
    seed: int | None
    n_dropped: int = 0

    def to_frame(self) -> pd.DataFrame:
        """Return one row."""
        return pd.DataFrame([{name: getattr(self, name) for name in self.__slots__}])

    def __repr__(self) -> str:
        """Return one line."""
        error = "" if self.mc_error is None else f" (MC error {self.mc_error:.3f})"
        return f"Power({self.power:.3f}{error} of the {self.test} test with n={self.n_used}, alpha {self.alpha:g})"


@dataclass(frozen=True, slots=True, kw_only=True)
class _Plan:
    """One planned test."""

    test: Test
    f2: float = 0.0
    predictors: int = 1
    tested: int = 1
    a: float = 0.0
    b: float = 0.0
    direct: float = 0.0
    path: float = 0.0
    alpha: float = 0.05
    design_effect: float = 1.0
    replications: int = 1000
    draws: int = 1000
    seed: int = SEED


def power(  # noqa: PLR0913 - the statistic itself has this many names
    n: int,
    *,
    f2: float | None = None,
    predictors: int = 1,
    tested: int | None = None,
    indirect: tuple[float, float] | None = None,
    direct: float = 0.0,
    path: float | None = None,
    alpha: float = 0.05,
    cluster_size: float = 1.0,
    icc: float = 0.0,
    replications: int = 1000,
    seed: int = SEED,
) -> Power:
    """Return the power of one planned test: give exactly one of ``f2``, ``indirect`` and ``path``.

    Parameters
    ----------
    n : int
        Respondents.
    f2 : float, optional
        Cohen's f2 of a block of a regression.
    predictors, tested : int
        Terms of the regression, and those of the block (all, unless said).
    indirect : (float, float), optional
        Standardised paths a and b of an indirect effect, tested by the percentile bootstrap.
    direct : float
        Standardised direct effect beside it.
    path : float, optional
        Smallest standardised path of a PLS model, by the inverse square root method (one-sided).
    alpha : float
        Level of the test.
    cluster_size, icc : float
        Mean number of respondents a cluster and ICC(1), for the design effect.
    replications, seed : int
        Of the Monte Carlo for ``indirect``.

    Returns
    -------
    Power

    Raises
    ------
    ValueError
        Not exactly one of the three; a figure out of its range.
    NotEstimable
        ``too_few_rows``: n leaves no degree of freedom.

    Notes
    -----
    Block: non-central F, lambda = f2 n, df q and n - p (p counts the intercept). Indirect: samples are drawn and
    tested with 1,000 resamples each, all with the same resampling weights; the Monte Carlo error stands beside.
    Path: Phi(|b| sqrt(n) - z_(1 - alpha)). Clusters: n counts as n / (1 + (m - 1) ICC(1)). Power of an effect
    already observed says nothing new: plan with effects that would matter.

    References
    ----------
    Cohen, J. (1988). *Statistical Power Analysis for the Behavioral Sciences*. Erlbaum. Kock, N. & Hadaya, P.
    (2018). Minimum sample size estimation in PLS-SEM. *Information Systems J.*, 28, 227-261. Schoemann, A. M.,
    Boulton, A. J. & Short, S. D. (2017). Determining power and sample size for simple and complex mediation models.
    *Social Psychological and Personality Science*, 8, 379-386.

    Examples
    --------
    >>> power(92, f2=0.15, predictors=5)
    Power(0.804 of the block test with n=92, alpha 0.05)
    """
    check_arguments(n=n, replications=replications, seed=seed)
    plan = _plan(
        f2=f2,
        predictors=predictors,
        tested=tested,
        indirect=indirect,
        direct=direct,
        path=path,
        alpha=alpha,
        cluster_size=cluster_size,
        icc=icc,
        replications=replications,
        seed=seed,
    )
    return _record(plan, n, None)


def required_n(  # noqa: PLR0913 - the statistic itself has this many names
    *,
    wanted: float = 0.80,
    f2: float | None = None,
    predictors: int = 1,
    tested: int | None = None,
    indirect: tuple[float, float] | None = None,
    direct: float = 0.0,
    path: float | None = None,
    alpha: float = 0.05,
    cluster_size: float = 1.0,
    icc: float = 0.0,
    replications: int = 1000,
    seed: int = SEED,
) -> Power:
    """Return the smallest number of respondents that gives the wanted power.

    Parameters
    ----------
    wanted : float
        Power, between 0 and 1.
    f2, predictors, tested, indirect, direct, path, alpha, cluster_size, icc, replications, seed
        As in ``power``.

    Returns
    -------
    Power
        With ``n_used`` the number required and ``power`` what it gives.

    Raises
    ------
    ValueError
        As ``power``; a wanted power not between alpha and 1.
    NotEstimable
        ``too_large_n``: 100,000 respondents would not do.

    Notes
    -----
    Bisection, for ``indirect`` on simulated powers, so that the answer carries the Monte Carlo error; it begins where
    both paths are significant with the wanted probability, their tests taken as independent and normal. The n of
    independent respondents is multiplied by the design effect and rounded up.

    References
    ----------
    As ``power``.

    Examples
    --------
    >>> required_n(f2=0.15, predictors=5).n_used, required_n(path=0.2).n_used
    (92, 155)
    """
    check_arguments(replications=replications, seed=seed)
    if not alpha < wanted < 1:
        raise ValueError(f"wanted must lie between alpha and 1, got {wanted}")
    plan = _plan(
        f2=f2,
        predictors=predictors,
        tested=tested,
        indirect=indirect,
        direct=direct,
        path=path,
        alpha=alpha,
        cluster_size=cluster_size,
        icc=icc,
        replications=replications,
        seed=seed,
    )
    if plan.test == "indirect":
        about = _smallest(lambda n: _joint(plan, n) >= wanted, 0, 8, 2)
        low, high = int(about / NARROW), int(np.ceil(about * NARROW))
        while low > 0 and _at(plan, low) >= wanted:
            low, high = int(low / NARROW), low
        n = _smallest(lambda n: _at(plan, n) >= wanted, low, high, NARROW)
    else:
        n = _smallest(lambda n: _at(plan, n) >= wanted, 0, 8, 2)
    return _record(plan, int(np.ceil(n * plan.design_effect - 1e-9)), wanted)


def _smallest(suffices: Callable[[int], bool], low: int, high: int, factor: float) -> int:
    """Return the smallest n that suffices where ``low`` does not, by widening upwards, then bisection."""
    while high <= LARGEST and not suffices(high):
        low, high = high, int(np.ceil(high * factor))
    if high > LARGEST:
        raise NotEstimable("power", "too_large_n", limit=LARGEST)
    while high - low > 1:
        middle = (low + high) // 2
        low, high = (low, middle) if suffices(middle) else (middle, high)
    return high


def _joint(plan: _Plan, n: int) -> float:
    """Return roughly how often both paths of an indirect effect are significant."""
    left_y = 1 - plan.direct**2 - plan.b**2 - 2 * plan.a * plan.b * plan.direct
    slopes = plan.a / np.sqrt(1 - plan.a**2), plan.b * np.sqrt((1 - plan.a**2) / left_y)
    return float(np.prod(ndtr(np.abs(slopes) * np.sqrt(n) + ndtri(plan.alpha / 2))))


def _plan(  # noqa: PLR0913 - the statistic itself has this many names
    *,
    f2: float | None,
    predictors: int,
    tested: int | None,
    indirect: tuple[float, float] | None,
    direct: float,
    path: float | None,
    alpha: float,
    cluster_size: float,
    icc: float,
    replications: int,
    seed: int,
) -> _Plan:
    """Return the planned test; refuse figures that make none."""
    if sum(given is not None for given in (f2, indirect, path)) != 1:
        raise ValueError("give exactly one of f2, indirect and path")
    q = predictors if tested is None else tested
    ranges = {
        "alpha": 0 < alpha < 1,
        "f2": f2 is None or f2 > 0,
        "tested": 1 <= q <= predictors,
        "path": path is None or 0 < abs(path) < 1,
        "cluster_size": cluster_size >= 1,
        "icc": 0 <= icc <= 1,
        "replications": replications >= 1,
    }
    wrong = [name for name, is_right in ranges.items() if not is_right]
    if wrong:
        raise ValueError(f"out of range: {', '.join(wrong)}")
    a, b = indirect or (0.0, 0.0)
    if abs(a) >= 1 or direct**2 + b**2 + 2 * a * b * direct >= 1:
        raise ValueError("the standardised paths leave the mediator or the outcome no variance of its own")
    return _Plan(
        test="block" if f2 is not None else "path" if path is not None else "indirect",
        f2=f2 or 0.0,
        predictors=predictors,
        tested=q,
        a=a,
        b=b,
        direct=direct,
        path=path or 0.0,
        alpha=alpha,
        design_effect=1 + (cluster_size - 1) * icc,
        replications=replications,
        seed=seed,
    )


def _record(plan: _Plan, n: int, wanted: float | None) -> Power:
    """Return the power with n respondents as a record."""
    effective = n / plan.design_effect
    least = plan.predictors + 2 if plan.test == "block" else 5 if plan.test == "indirect" else 2
    if effective < least:
        raise NotEstimable("power", "too_few_rows", needed=int(np.ceil(least * plan.design_effect)), found=n, rows=n)
    found = _at(plan, effective)
    simulated = plan.test == "indirect"
    methods = {"block": "non-central F", "path": "inverse square root", "indirect": "Monte Carlo, percentile bootstrap"}
    return Power(
        power=found,
        n_used=n,
        n_effective=effective,
        design_effect=plan.design_effect,
        wanted=wanted,
        mc_error=float(np.sqrt(found * (1 - found) / plan.replications)) if simulated else None,
        alpha=plan.alpha,
        test=plan.test,
        method=methods[plan.test],
        replications=plan.replications if simulated else None,
        seed=plan.seed if simulated else None,
    )


def _at(plan: _Plan, n: float) -> float:
    """Return the power with n independent respondents; 0 where n leaves no degree of freedom."""
    if plan.test == "path":
        return float(ndtr(abs(plan.path) * np.sqrt(n) - ndtri(1 - plan.alpha)))
    if plan.test == "indirect":
        return _simulated(plan, int(n + 1e-9)) if n >= 5 else 0.0  # n may come from a division
    df2 = n - plan.predictors - 1
    if df2 < 1:
        return 0.0
    from scipy.stats import ncf

    return float(ncf.sf(fdtri(plan.tested, df2, 1 - plan.alpha), plan.tested, df2, plan.f2 * n))


def _simulated(plan: _Plan, n: int) -> float:
    """Return the share of simulated samples whose percentile interval of ab leaves out zero."""
    draws = make_draws(n, seed=plan.seed, count=plan.draws)
    weights = draws.weights.astype(float)
    left_y = np.sqrt(1 - plan.direct**2 - plan.b**2 - 2 * plan.a * plan.b * plan.direct)
    hits = 0
    # A stream apart from the one of the weights.
    rng = np.random.default_rng(np.random.SeedSequence((plan.seed, 2)))
    done = 0
    while done < plan.replications:
        size = min(AT_ONCE, plan.replications - done)
        x, e, u = rng.normal(size=(3, n, size))
        m = plan.a * x + np.sqrt(1 - plan.a**2) * e
        y = plan.direct * x + plan.b * m + left_y * u
        found = _products(weights, x, m, y)
        smaller = np.minimum((found <= 0).sum(axis=0), (found >= 0).sum(axis=0))
        # The percentile interval leaves out zero where so few draws lie on its other side.
        hits += int((smaller + 1 <= plan.alpha / 2 * (plan.draws + 1)).sum())
        done += size
    return hits / plan.replications


def _products(weights: FloatArray, x: FloatArray, m: FloatArray, y: FloatArray) -> FloatArray:
    """Return ab of every draw (rows) of every sample (columns)."""
    n = weights.sum(axis=1)[:, None]
    means = [weights @ column / n for column in (x, m, y)]

    def cov(i: int, j: int) -> FloatArray:
        columns = (x, m, y)
        return np.asarray(weights @ (columns[i] * columns[j]) / n - means[i] * means[j])

    xx, xm, xy, mm, my = cov(0, 0), cov(0, 1), cov(0, 2), cov(1, 1), cov(1, 2)
    return np.asarray(xm / xx * (my * xx - xm * xy) / (xx * mm - xm**2))
