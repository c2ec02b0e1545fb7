"""Standardised effects, direct or through mediators, with the percentile interval of shared draws."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
import pandas as pd

from govassess.stats.arguments import check_arguments
from govassess.stats.design import complete_rows, make_design
from govassess.stats.draws import SEED, Draws, FloatArray, as_draws
from govassess.stats.indirect import SINGULAR, name_effects, solve_paths
from govassess.stats.intervals import MOST_FAILED, bootstrap_p, few_clusters, interval
from govassess.stats.moments import UnitSums, block_of, drawn_moments, moments

LEAST_LEFT = 1e-10  # share of a covariate's variance that the other covariates must leave unexplained


@dataclass(frozen=True, slots=True, eq=False, kw_only=True)
class StandardisedEffect:
    """A standardised coefficient, or a completely standardised indirect effect.

    Without draws, or where more than 5 % of them failed, interval and p are None and ``reason`` says why
    (``no_draws``, ``failed_draws``).
    """

    estimate: float
    conf_low: float | None
    conf_high: float | None
    p_value: float | None
    reason: str | None
    predictor: str
    mediators: tuple[str, ...]
    outcome: str
    serial: bool
    n_terms: int  # of the outcome's equation, the intercept apart
    draws: int
    draws_failed: int
    seed: int | None
    conf_level: float
    n_used: int
    n_dropped: int
    interval: str = "percentile"
    p_method: str = "bootstrap"  # or "bootstrap, widened": as the interval, with fewer than 40 clusters
    missing_rule: str = "complete rows of the model"

    def to_frame(self) -> pd.DataFrame:
        """Return one row: ``term, estimate, conf_low, conf_high, p_value, draws_failed, reason, n_used, n_dropped``."""
        return pd.DataFrame(
            {
                "term": [self.predictor],
                "estimate": [self.estimate],
                "conf_low": [self.conf_low],
                "conf_high": [self.conf_high],
                "p_value": [self.p_value],
                "draws_failed": [self.draws_failed],
                "reason": [self.reason],
                "n_used": [self.n_used],
                "n_dropped": [self.n_dropped],
            }
        )

    def __repr__(self) -> str:
        """Return one line."""
        way = " -> ".join((self.predictor, " + ".join(self.mediators), self.outcome)) if self.mediators else ""
        limits = "" if self.conf_low is None else f" [{self.conf_low:.3f}, {self.conf_high:.3f}]"
        return (
            f"StandardisedEffect({way or f'{self.predictor} -> {self.outcome}'}, {self.estimate:.3f}{limits}, "
            f"n={self.n_used}, {self.n_dropped} dropped)"
        )


def standardised_effect(  # noqa: PLR0913 - all but the data are keyword-only
    data: pd.DataFrame,
    *,
    predictor: str,
    outcome: str,
    mediators: Sequence[str] = (),
    covariates: Sequence[str] = (),
    serial: bool = False,
    draws: int | Draws = 5000,
    conf_level: float = 0.95,
    seed: int = SEED,
) -> StandardisedEffect:
    """Estimate a standardised coefficient, or with mediators a completely standardised indirect effect.

    Parameters
    ----------
    data : DataFrame
        NaN or None = missing; rows complete in all columns named are used.
    predictor, outcome : str
        Columns of numbers.
    mediators : sequence of str
        Columns of numbers; none: the effect is the predictor's coefficient. Several are parallel.
    covariates : sequence of str
        In every equation; numbers, or text that becomes dummies.
    serial : bool
        Whether each mediator depends on those before it; the effect is then that of the chain through all of them.
    draws : int or Draws
        Number of resamples, or resamples of the rows of ``data`` (before dropping); 0: no interval.
    conf_level : float
        Two-sided level.
    seed : int
        Seed where ``draws`` is a number.

    Returns
    -------
    StandardisedEffect

    Raises
    ------
    NotEstimable
        As ``fit_ols``.
    ValueError
        A column is absent, named twice, or text where numbers are needed.

    Notes
    -----
    beta = b s_x/s_y; indirect: a b s_x/s_y summed over mediators; standard deviations (n - 1) of the rows of each
    draw, because they vary as b does. All from covariances, so that all draws are computed together; a covariate that
    is constant in a draw, or follows from others there, drops out of that draw. p is that of the bootstrap.

    References
    ----------
    Jones, J. A. & Waller, N. G. (2013). Computing confidence intervals for standardized regression coefficients.
    *Psychological Methods*, 18, 435-453.

    Examples
    --------
    >>> rng = np.random.default_rng(1)
    >>> x = rng.normal(size=200)
    >>> data = pd.DataFrame({"x": x, "y": 2 * x + 2 * rng.normal(size=200)})
    >>> standardised_effect(data, predictor="x", outcome="y", draws=500)
    StandardisedEffect(x -> y, 0.732 [0.655, 0.795], n=200, 0 dropped)
    """
    check_arguments(
        data=data,
        predictor=predictor,
        outcome=outcome,
        mediators=mediators,
        covariates=covariates,
        draws=draws,
        conf_level=conf_level,
        seed=seed,
    )
    mediators = tuple(mediators)
    used = complete_rows(data, [outcome, predictor, *mediators, *covariates])
    design = make_design(data, outcome, (predictor, *mediators), covariates, used=used)
    y = design.y - design.y.mean()
    columns = np.column_stack([y / y.std(ddof=1), design.scaled])
    estimate = _effects(moments(columns).cov[..., None], mediators, serial=serial)[0]
    drawn = as_draws(draws, len(data), seed).take(used) if draws != 0 else None
    low = high = p_value = None
    reason: str | None = "no_draws"
    failed = 0
    if drawn is not None and drawn.count:
        values = _drawn_effects(columns, drawn, mediators, serial=serial)
        failed = int(np.isnan(values).sum())
        reason = "failed_draws" if failed > MOST_FAILED * drawn.count else None
        if reason is None:
            found = interval(values, conf_level=conf_level, draws=drawn)
            low, high, p_value = float(found.low), float(found.high), float(bootstrap_p(values, draws=drawn))
    return StandardisedEffect(
        estimate=float(estimate),
        conf_low=low,
        conf_high=high,
        p_value=p_value,
        p_method="bootstrap" if drawn is None or few_clusters(drawn) is None else "bootstrap, widened",
        reason=reason,
        predictor=predictor,
        mediators=mediators,
        outcome=outcome,
        serial=serial,
        n_terms=len(design.terms),
        draws=0 if drawn is None else drawn.count,
        draws_failed=failed,
        seed=None if drawn is None else drawn.seed,
        conf_level=conf_level,
        n_used=design.n,
        n_dropped=len(data) - design.n,
    )


def _drawn_effects(columns: FloatArray, draws: Draws, mediators: tuple[str, ...], *, serial: bool) -> FloatArray:
    """Return the effect in every draw; NaN where the draw has no answer."""
    p = columns.shape[1]
    place = np.empty((p, p), dtype=np.int64)
    rows, cols = np.triu_indices(p)
    place[rows, cols] = place[cols, rows] = np.arange(len(rows))
    blocks = drawn_moments(UnitSums.of(columns, draws), block=block_of(p))
    return np.concatenate([_effects(block.cov[place], mediators, serial=serial) for block in blocks])


def _effects(cov: FloatArray, mediators: tuple[str, ...], *, serial: bool) -> FloatArray:
    """Return the standardised effect of covariances (p, p, B) of outcome, predictor, mediators, covariates."""
    kept = 2 + len(mediators)
    with np.errstate(divide="ignore", invalid="ignore"):
        scale = np.sqrt(cov[1, 1] / cov[0, 0])
        partial = _without_covariates(cov, kept)
        if not mediators:
            # The same as below for a single predictor, without its stacks of solves.
            varies = partial[1, 1] > SINGULAR * cov[1, 1]
            standardised = np.where(varies, partial[0, 1] / partial[1, 1], np.nan) * scale
        else:
            stacked = np.moveaxis(partial, -1, 0)
            unusable = ~np.isfinite(stacked).all(axis=(1, 2))
            stacked[unusable] = np.eye(kept)
            paths, _ = solve_paths(stacked, len(mediators), serial=serial)
            tested = f"indirect_{'>'.join(mediators)}" if serial else "indirect"
            standardised = name_effects(paths, mediators, serial=serial)[tested] * scale
            standardised[unusable] = np.nan
    return np.where(np.isfinite(standardised), standardised, np.nan)


def _without_covariates(cov: FloatArray, kept: int) -> FloatArray:
    """Return (kept, kept, B) with the covariates swept out, last one first, each where it still varies."""
    left = cov.copy()
    for j in range(len(cov) - 1, kept - 1, -1):
        pivot = left[j, j]
        varies = pivot > LEAST_LEFT * cov[j, j]
        share = np.where(varies, left[:j, j] / pivot, 0.0)
        left = left[:j, :j] - share[:, None] * left[j, :j]
    return left
