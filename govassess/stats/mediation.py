"""Simple and parallel mediation: paths by regression, indirect effects with intervals of the same draws."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from itertools import combinations

import numpy as np
import pandas as pd

from govassess.errors import NotEstimable
from govassess.stats.design import Design, complete_rows, make_design
from govassess.stats.draws import SEED, Draws, FloatArray, as_draws
from govassess.stats.intervals import MOST_FAILED, bootstrap_p, interval
from govassess.stats.moments import moments
from govassess.stats.regression import OlsFit, Vcov, fit_ols

COLLINEAR = 1e-10  # eigenvalues of the covariates' covariances below this share of the largest count as zero
SINGULAR = 1e-12  # ratio of extreme eigenvalues of a draw's scaled covariances
AGREE = 1e-8  # moments against QR, on scaled columns
ADDS_UP = 1e-10  # total against direct + indirect, on scaled columns


@dataclass(frozen=True, slots=True, eq=False, kw_only=True)
class Mediation:
    """Effects of a predictor on an outcome, direct and through mediators, and the regressions they come from.

    ``paths`` holds the fitted equations by name: ``total``, ``outcome``, and each mediator.
    """

    effects: pd.DataFrame
    paths: Mapping[str, OlsFit]
    predictor: str
    mediators: tuple[str, ...]
    outcome: str
    conf_level: float
    draws: int
    draws_failed: int
    seed: int | None
    n_used: int
    n_dropped: int
    interval: str = "percentile"
    p_method: str = "bootstrap"
    missing_rule: str = "complete rows of all equations"

    def to_frame(self) -> pd.DataFrame:
        """Return one row an effect.

        Columns: ``effect, estimate, conf_low, conf_high, p_value, draws_failed, reason, n_used, n_dropped``.
        Effects: ``a, b, direct, total, indirect, indirect_standardised``; with several mediators ``a_<m>``,
        ``b_<m>``, ``indirect_<m>`` and the differences ``indirect_<m>-indirect_<l>``, ``indirect`` being the
        sum.
        """
        return self.effects.assign(n_used=self.n_used, n_dropped=self.n_dropped)

    def __repr__(self) -> str:
        """Return one line."""
        row = self.effects.set_index("effect").loc["indirect"]
        return (
            f"Mediation({self.predictor} -> {' + '.join(self.mediators)} -> {self.outcome}, indirect "
            f"{row['estimate']:.3f} [{row['conf_low']:.3f}, {row['conf_high']:.3f}], "
            f"n={self.n_used}, {self.n_dropped} dropped)"
        )


def mediate(  # noqa: PLR0913 - the statistic itself has this many names
    data: pd.DataFrame,
    *,
    predictor: str,
    mediators: Sequence[str],
    outcome: str,
    covariates: Sequence[str] = (),
    draws: int | Draws = 5000,
    vcov: Vcov = "HC3",
    conf_level: float = 0.95,
    seed: int = SEED,
) -> Mediation:
    """Estimate the effect of a predictor on an outcome through one mediator or several parallel ones.

    Parameters
    ----------
    data : DataFrame
        NaN or None = missing; one set of rows, complete in all columns named, serves all equations.
    predictor, outcome : str
        Columns of numbers.
    mediators : sequence of str
        Columns of numbers; several are parallel.
    covariates : sequence of str
        In every equation; numbers, or text that becomes dummies.
    draws : int or Draws
        Number of resamples, or resamples of the rows of ``data`` (before dropping); 0: no intervals.
    vcov : str
        Covariance of the paths' coefficients, as in ``fit_ols``; it does not touch the bootstrap.
    conf_level : float
        Two-sided level.
    seed : int
        Seed where ``draws`` is a number.

    Returns
    -------
    Mediation
        An effect whose draws failed in more than 5 % has no interval and the reason ``failed_draws``.

    Raises
    ------
    NotEstimable
        As ``fit_ols``; ``collinear`` or ``constant_predictor`` where a mediator is constant or equals the
        predictor; ``imprecise`` where the columns are so nearly collinear that the two ways of solving
        disagree.
    ValueError
        No mediator; a column is absent, named twice, or text where numbers are needed.

    Notes
    -----
    a: M ~ X + C; b and direct: Y ~ X + M + C; total: Y ~ X + C; indirect = a b, completely standardised a b
    s_x/s_y. Estimates come from the QR fits of ``paths``; draws from moments, every draw one row of stacked
    solves. A draw in which the columns are singular fails as a whole; a covariate constant in a draw drops
    out of that draw.

    References
    ----------
    MacKinnon, D. P. (2008). *Introduction to Statistical Mediation Analysis*. Erlbaum.
    Preacher, K. J. & Hayes, A. F. (2008). Asymptotic and resampling strategies for assessing and comparing
    indirect effects in multiple mediator models. *Behavior Research Methods*, 40, 879-891.

    Examples
    --------
    >>> rng = np.random.default_rng(1)
    >>> data = pd.DataFrame({"x": rng.normal(size=100)})
    >>> data["m"] = data["x"] + rng.normal(size=100)
    >>> data["y"] = data["m"] + rng.normal(size=100)
    >>> found = mediate(data, predictor="x", mediators=["m"], outcome="y", draws=200)
    >>> bool(found.to_frame().set_index("effect").loc["indirect", "conf_low"] > 0)
    True
    """
    mediators = tuple(mediators)
    if not mediators:
        raise ValueError("mediation needs at least one mediator")
    used = complete_rows(data, [outcome, predictor, *mediators, *covariates])
    design = make_design(data, outcome, (predictor, *mediators), covariates, used=used, what="mediation")
    paths = _fit_paths(data.loc[used], predictor, mediators, outcome, covariates, vcov, conf_level)
    paths = {name: replace(fit, n_dropped=len(data) - design.n) for name, fit in paths.items()}
    columns, scale = _columns(design)
    units = _units(scale, mediators)
    estimates = _from_paths(paths, predictor, mediators, scale)
    _refuse_imprecise(estimates, _effects(moments(columns).cov, mediators), units)
    resamples = as_draws(draws, len(data), seed).take(used) if draws != 0 else None
    table = pd.DataFrame({"effect": list(estimates), "estimate": list(estimates.values())})
    failed = 0
    if resamples is None or resamples.count == 0:
        table = table.assign(conf_low=np.nan, conf_high=np.nan, p_value=np.nan, draws_failed=0, reason="no_draws")
    else:
        drawn = _effects(moments(columns, resamples).cov, mediators)
        values = np.column_stack([drawn[name] * units[name] for name in estimates])
        found = interval(values, conf_level=conf_level, draws=resamples)
        failed = int(found.failed.max())
        too_many = found.failed > MOST_FAILED * resamples.count
        table = table.assign(
            conf_low=found.low,
            conf_high=found.high,
            p_value=np.where(too_many, np.nan, bootstrap_p(values)),
            draws_failed=found.failed,
        )
        table["reason"] = pd.Series(["failed_draws" if failing else None for failing in too_many], dtype=object)
    return Mediation(
        effects=table,
        paths=paths,
        predictor=predictor,
        mediators=mediators,
        outcome=outcome,
        conf_level=conf_level,
        draws=0 if resamples is None else resamples.count,
        draws_failed=failed,
        seed=None if resamples is None else resamples.seed,
        n_used=design.n,
        n_dropped=len(data) - design.n,
    )


def _fit_paths(
    rows: pd.DataFrame,
    predictor: str,
    mediators: tuple[str, ...],
    outcome: str,
    covariates: Sequence[str],
    vcov: Vcov,
    conf_level: float,
) -> dict[str, OlsFit]:
    """Fit every equation on the same rows."""
    equations = {"total": (outcome, (predictor,)), "outcome": (outcome, (predictor, *mediators))}
    equations.update({mediator: (mediator, (predictor,)) for mediator in mediators})
    try:
        return {
            name: fit_ols(rows, left, right, covariates=covariates, vcov=vcov, conf_level=conf_level)
            for name, (left, right) in equations.items()
        }
    except NotEstimable as refused:
        raise NotEstimable("mediation", refused.code, **refused.values) from refused


def _columns(design: Design) -> tuple[FloatArray, FloatArray]:
    """Return outcome and terms centred and scaled, (n, 1 + terms), and their standard deviations."""
    y_sd = design.y.std(ddof=1)
    columns = np.column_stack([(design.y - design.y.mean()) / y_sd, design.scaled])
    return columns, np.concatenate([[y_sd], design.sd])


def _effects(cov: FloatArray, mediators: tuple[str, ...]) -> dict[str, FloatArray]:
    """Return all effects from covariances (..., q, q) of outcome, predictor, mediators, covariates; NaN = singular."""
    m = len(mediators)
    partial = _without_covariates(cov, 2 + m)
    values = np.linalg.eigvalsh(partial[..., 1:, 1:])
    singular = ~(values[..., 0] > SINGULAR * cov[..., range(1, 2 + m), range(1, 2 + m)].max(axis=-1))
    safe = np.where(singular[..., None, None], np.eye(2 + m), partial)
    on_all = np.linalg.solve(safe[..., 1:, 1:], safe[..., 1:, :][..., [0]])[..., 0]
    left = [0, *range(2, 2 + m)]
    on_predictor = safe[..., 1, :][..., left] / safe[..., 1, 1][..., None]
    on_all[singular] = np.nan
    on_predictor[singular] = np.nan
    a, b = on_predictor[..., 1:], on_all[..., 1 : 1 + m]
    spread = np.sqrt(np.where(singular, np.nan, cov[..., 1, 1] / cov[..., 0, 0]))
    return _named(a, b, on_all[..., 0], on_predictor[..., 0], spread, mediators)


def _without_covariates(cov: FloatArray, kept: int) -> FloatArray:
    """Return covariances (..., kept, kept) with the other columns partialled out.

    Their pseudo-inverse, because in a draw a category may be absent, or all that are left be collinear: that leaves
    the coefficients of the kept columns defined (Frisch & Waugh, 1933; Lovell, 1963).
    """
    if cov.shape[-1] == kept:
        return cov
    within = np.linalg.pinv(cov[..., kept:, kept:], rcond=COLLINEAR, hermitian=True)
    across = cov[..., :kept, kept:]
    return np.asarray(cov[..., :kept, :kept] - across @ within @ np.swapaxes(across, -1, -2))


def _named(
    a: FloatArray,
    b: FloatArray,
    direct: FloatArray,
    total: FloatArray,
    spread: FloatArray,
    mediators: tuple[str, ...],
) -> dict[str, FloatArray]:
    """Combine paths (..., mediators) into named effects; ``spread`` is s_x/s_y."""
    each = a * b
    indirect = each.sum(axis=-1)
    if len(mediators) == 1:
        named = {"a": a[..., 0], "b": b[..., 0], "direct": direct, "total": total, "indirect": indirect}
    else:
        named = {f"a_{name}": a[..., j] for j, name in enumerate(mediators)}
        named |= {f"b_{name}": b[..., j] for j, name in enumerate(mediators)}
        named |= {"direct": direct, "total": total, "indirect": indirect}
        named |= {f"indirect_{name}": each[..., j] for j, name in enumerate(mediators)}
        for i, j in combinations(range(len(mediators)), 2):
            named[f"indirect_{mediators[i]}-indirect_{mediators[j]}"] = each[..., i] - each[..., j]
    return named | {"indirect_standardised": indirect * spread}


def _units(scale: FloatArray, mediators: tuple[str, ...]) -> dict[str, float]:
    """Return the factor from scaled columns to the original scale for each effect."""
    m = len(mediators)
    y, x, med = scale[0], scale[1], scale[2 : 2 + m]
    names = _named(np.ones(m), np.ones(m), np.ones(()), np.ones(()), np.ones(()), mediators)
    units = dict.fromkeys(names, float(y / x))
    units["indirect_standardised"] = 1.0
    for j, name in enumerate(mediators):
        suffix = "" if m == 1 else f"_{name}"
        units[f"a{suffix}"], units[f"b{suffix}"] = float(med[j] / x), float(y / med[j])
    return units


def _from_paths(
    paths: Mapping[str, OlsFit], predictor: str, mediators: tuple[str, ...], scale: FloatArray
) -> dict[str, float]:
    """Return all effects from the fitted equations."""

    def slope(equation: str, term: str) -> float:
        frame = paths[equation].coefficients
        return float(frame.loc[frame["term"] == term, "estimate"].iloc[0])

    named = _named(
        np.array([slope(mediator, predictor) for mediator in mediators]),
        np.array([slope("outcome", mediator) for mediator in mediators]),
        np.array(slope("outcome", predictor)),
        np.array(slope("total", predictor)),
        np.array(scale[1] / scale[0]),
        mediators,
    )
    return {name: float(value) for name, value in named.items()}


def _refuse_imprecise(
    estimates: Mapping[str, float], scaled: Mapping[str, FloatArray], units: Mapping[str, float]
) -> None:
    """Refuse where QR and moments disagree, or the total is not the sum of its parts."""
    for name, value in estimates.items():
        if not abs(value / units[name] - float(scaled[name])) <= AGREE * max(1.0, abs(float(scaled[name]))):
            raise NotEstimable("mediation", "imprecise")
    parts = np.array([estimates["total"], estimates["direct"], estimates["indirect"]]) / units["total"]
    if not abs(parts[0] - parts[1] - parts[2]) <= ADDS_UP * max(1.0, np.abs(parts).max()):
        raise NotEstimable("mediation", "imprecise")
