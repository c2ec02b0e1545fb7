"""Mediation, simple, parallel and serial: paths by regression, indirect effects with intervals of the same draws."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from itertools import combinations, pairwise
from typing import Any, Literal, get_args

import numpy as np
import numpy.typing as npt
import pandas as pd
from scipy.special import ndtr

from govassess.errors import NotEstimable
from govassess.stats.arguments import check_arguments
from govassess.stats.bca import bca_interval, left_out_moments
from govassess.stats.clustered import FEWEST
from govassess.stats.design import Design, complete_rows, make_design
from govassess.stats.draws import SEED, Draws, FloatArray, as_draws, make_draws
from govassess.stats.indirect import Paths, effect_ends, name_effects, solve_paths
from govassess.stats.intervals import MOST_FAILED, bootstrap_p, few_clusters, interval
from govassess.stats.moments import moments
from govassess.stats.regression import OlsFit, Vcov, fit_ols

Ci = Literal["percentile", "bca"]
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
    flags: tuple[str, ...] = ()
    serial: bool = False
    cluster: str | None = None
    resampled: str | None = None
    interval: Ci = "percentile"
    sobel: str | None = None  # "first-order" where Sobel's test was asked for
    p_method: str = "bootstrap"  # or "bootstrap, widened": as the interval, with fewer than 40 clusters
    missing_rule: str = "complete rows of all equations"

    def to_frame(self) -> pd.DataFrame:
        """Return one row an effect.

        Columns: ``effect, estimate, std_error, conf_low, conf_high, p_value, standardised, standardised_low,
        standardised_high, interval, draws_failed, reason, n_used, n_dropped``, with BCa also ``z0,
        acceleration``, with Sobel's test ``sobel_std_error, sobel_statistic, sobel_p_value``. ``std_error`` is the
        standard deviation of the draws. Effects: ``a, b, direct, total, indirect, indirect_standardised``; with
        several mediators ``a_<m>``, ``b_<m>``, ``indirect_<m>`` and the differences ``indirect_<m>-indirect_<l>``,
        ``indirect`` being the sum; serial ones have ``d_<m>><l>`` and ``indirect_<m>><l>`` too.
        """
        return self.effects.assign(n_used=self.n_used, n_dropped=self.n_dropped)

    def __repr__(self) -> str:
        """Return one line."""
        row = self.effects.set_index("effect").loc["indirect"]
        return (
            f"Mediation({self.predictor} -> {(' -> ' if self.serial else ' + ').join(self.mediators)} -> "
            f"{self.outcome}, indirect {row['estimate']:.3f} [{row['conf_low']:.3f}, {row['conf_high']:.3f}], "
            f"n={self.n_used}, {self.n_dropped} dropped)"
        )


def mediate(  # noqa: PLR0913 - the statistic itself has this many names
    data: pd.DataFrame,
    *,
    predictor: str,
    mediators: Sequence[str],
    outcome: str,
    covariates: Sequence[str] = (),
    serial: bool = False,
    draws: int | Draws = 5000,
    ci: Ci = "percentile",
    sobel: bool = False,
    vcov: Vcov = "HC3",
    cluster: str | None = None,
    conf_level: float = 0.95,
    seed: int = SEED,
) -> Mediation:
    """Estimate the effect of a predictor on an outcome through one mediator or several.

    Parameters
    ----------
    data : DataFrame
        NaN or None = missing; one set of rows, complete in all columns named, serves all equations.
    predictor, outcome : str
        Columns of numbers.
    mediators : sequence of str
        Columns of numbers; several are parallel, or follow one another in this order.
    covariates : sequence of str
        In every equation; numbers, or text that becomes dummies.
    serial : bool
        Whether each mediator depends on those before it.
    draws : int or Draws
        Number of resamples, or resamples of the rows of ``data`` (before dropping); 0: no intervals.
    ci : "percentile" or "bca"
        Interval of the effects.
    sobel : bool
        Add Sobel's test of each indirect effect that is one product of paths: first-order, normal, for comparison
        with older work. Its interval would be symmetric, which that of a product is not.
    vcov : str
        Covariance of the paths' coefficients, as in ``fit_ols``; it does not touch the bootstrap.
    cluster : str, optional
        Column of cluster labels: cluster-robust paths, and a number of ``draws`` resamples clusters; below 10
        clusters rows are resampled and ``few_clusters`` is flagged.
    conf_level : float
        Two-sided level.
    seed : int
        Seed where ``draws`` is a number.

    Returns
    -------
    Mediation
        An effect whose draws failed in more than 5 % has no interval and the reason ``failed_draws``; one whose
        BCa interval is undefined has the percentile interval and a reason ``bca_...``.

    Raises
    ------
    NotEstimable
        As ``fit_ols``; ``collinear`` or ``constant_predictor`` where a mediator is constant or equals the
        predictor; ``imprecise`` where the columns are so nearly collinear that the two ways of solving
        disagree.
    ValueError
        No mediator, or one and ``serial``; a column is absent, named twice, or text where numbers are needed.

    Notes
    -----
    a: M ~ X + C; b and direct: Y ~ X + M + C; total: Y ~ X + C; indirect = a b. Serial: the equation of a mediator
    holds those before it, and every chain is a product a d b. Completely standardised: times s_from/s_to, within
    each draw. Estimates come from the QR fits of ``paths``; draws from moments, every draw one row of stacked
    solves. A draw in which the columns are singular fails as a whole; a covariate constant in a draw drops out of
    that draw. BCa leaves out rows, or clusters where these are resampled. Sobel's squared standard error of a b is
    b^2 se_a^2 + a^2 se_b^2, of a longer chain the like sum, with the standard errors of ``paths``.

    References
    ----------
    MacKinnon, D. P. (2008). *Introduction to Statistical Mediation Analysis*. Erlbaum. Preacher, K. J. & Hayes,
    A. F. (2008). Asymptotic and resampling strategies for assessing and comparing indirect effects in multiple
    mediator models. *Behavior Research Methods*, 40, 879-891. Sobel, M. E. (1982). Asymptotic confidence intervals
    for indirect effects in structural equation models. *Sociological Methodology*, 13, 290-312. Efron, B. (1987).
    Better bootstrap confidence intervals. *JASA*, 82, 171-185.

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
    check_arguments(
        data=data,
        predictor=predictor,
        mediators=mediators,
        outcome=outcome,
        covariates=covariates,
        draws=draws,
        cluster=cluster,
        conf_level=conf_level,
        seed=seed,
    )
    mediators = _checked(mediators, ci, serial=serial)
    used = complete_rows(data, [outcome, predictor, *mediators, *covariates, *([cluster] if cluster else [])])
    design = make_design(data, outcome, (predictor, *mediators), covariates, used=used, what="mediation")
    equations = _equations(predictor, mediators, outcome, serial=serial)
    options: dict[str, Any] = {"covariates": covariates, "vcov": vcov, "cluster": cluster, "conf_level": conf_level}
    paths = _fit_paths(data.loc[used], equations, options)
    paths = {name: replace(fit, n_dropped=len(data) - design.n) for name, fit in paths.items()}
    drawn = _resamples(draws, data, used, cluster, paths["total"].n_clusters, seed)
    model = _Model(design, mediators, serial=serial)
    estimates = name_effects(_from_paths(paths, predictor, mediators, serial=serial), mediators, serial=serial)
    table = pd.DataFrame({"effect": list(model.names), **model.estimates(estimates)})
    table = table.assign(**_intervals(model, table, drawn, ci, conf_level))
    if sobel:
        table = table.join(_sobel(paths, predictor, mediators, serial=serial), on="effect")
    return Mediation(
        effects=table,
        paths=paths,
        predictor=predictor,
        mediators=mediators,
        outcome=outcome,
        conf_level=conf_level,
        draws=0 if drawn is None else drawn.count,
        draws_failed=int(table["draws_failed"].max()),
        seed=None if drawn is None else drawn.seed,
        n_used=design.n,
        n_dropped=len(data) - design.n,
        flags=tuple(flag for flag in paths["outcome"].flags if flag == "few_clusters"),
        serial=serial,
        cluster=cluster,
        resampled=None if drawn is None else drawn.kind,
        interval=ci,
        sobel="first-order" if sobel else None,
        p_method="bootstrap" if drawn is None or few_clusters(drawn) is None else "bootstrap, widened",
    )


def _checked(mediators: Sequence[str], ci: Ci, *, serial: bool) -> tuple[str, ...]:
    """Return the mediators; refuse options that do not go together."""
    if ci not in get_args(Ci):
        raise ValueError(f"ci must be one of {', '.join(get_args(Ci))}, got {ci!r}")
    if not mediators:
        raise ValueError("mediation needs at least one mediator")
    if serial and len(mediators) < 2:
        raise ValueError("serial mediation needs at least two mediators")
    return tuple(mediators)


def _equations(
    predictor: str, mediators: tuple[str, ...], outcome: str, *, serial: bool
) -> dict[str, tuple[str, tuple[str, ...]]]:
    """Return outcome and predictors of every equation."""
    equations = {"total": (outcome, (predictor,)), "outcome": (outcome, (predictor, *mediators))}
    for j, mediator in enumerate(mediators):
        equations[mediator] = (mediator, (predictor, *(mediators[:j] if serial else ())))
    return equations


def _fit_paths(
    rows: pd.DataFrame, equations: Mapping[str, tuple[str, tuple[str, ...]]], options: Mapping[str, Any]
) -> dict[str, OlsFit]:
    """Fit every equation on the same rows."""
    try:
        return {name: fit_ols(rows, left, right, **options) for name, (left, right) in equations.items()}
    except NotEstimable as refused:
        raise NotEstimable("mediation", refused.code, **refused.values) from refused


def _resamples(
    draws: int | Draws,
    data: pd.DataFrame,
    used: npt.NDArray[np.bool_],
    cluster: str | None,
    n_clusters: int | None,
    seed: int,
) -> Draws | None:
    """Return the resamples of the rows in use; None where none are wanted."""
    if isinstance(draws, Draws) or cluster is None or n_clusters is None or n_clusters < FEWEST:
        found = as_draws(draws, len(data), seed).take(used) if draws != 0 else None
    else:
        found = make_draws(int(used.sum()), seed=seed, count=draws, clusters=data.loc[used, cluster].to_numpy())
    return found if found is not None and found.count else None


class _Model:
    """The scaled columns of a mediation and how its effects are computed from their covariances."""

    def __init__(self, design: Design, mediators: tuple[str, ...], *, serial: bool) -> None:
        y_sd = design.y.std(ddof=1)
        self.columns = np.column_stack([(design.y - design.y.mean()) / y_sd, design.scaled])
        self.mediators, self.serial = mediators, serial
        scale = np.concatenate([[y_sd], design.sd])
        ends = effect_ends(mediators, serial=serial)
        self.starts, self.stops = np.array([pair[0] for pair in ends.values()]), [pair[1] for pair in ends.values()]
        self.units = scale[self.stops] / scale[self.starts]
        self.at_indirect = list(ends).index("indirect")
        self.names = (*ends, "indirect_standardised")

    def effects(self, cov: FloatArray) -> tuple[FloatArray, FloatArray]:
        """Return effects on the original scale and standardised, (..., effects)."""
        paths, sd = solve_paths(cov, len(self.mediators), serial=self.serial)
        named = np.stack(list(name_effects(paths, self.mediators, serial=self.serial).values()), axis=-1)
        with np.errstate(divide="ignore", invalid="ignore"):
            standardised = self._with_last(named * sd[..., self.starts] / sd[..., self.stops])
        own = np.concatenate([named * self.units, standardised[..., [-1]]], axis=-1)
        return own, standardised

    def estimates(self, named: Mapping[str, FloatArray]) -> dict[str, FloatArray]:
        """Return the effects of the fitted equations; refuse where they disagree with those of the moments."""
        values = np.array([float(value) for value in named.values()])
        scaled = values / self.units
        total, direct, indirect = (scaled[self.names.index(name)] for name in ("total", "direct", "indirect"))
        _, by_moments = self.effects(moments(self.columns).cov)
        apart = np.abs(scaled - by_moments[:-1]) > AGREE * np.maximum(1, np.abs(by_moments[:-1]))
        largest = max(1.0, abs(total), abs(direct), abs(indirect))
        if apart.any() or not abs(total - direct - indirect) <= ADDS_UP * largest:
            raise NotEstimable("mediation", "imprecise")
        standardised = self._with_last(scaled)
        return {"estimate": np.append(values, standardised[-1]), "standardised": standardised}

    def _with_last(self, standardised: FloatArray) -> FloatArray:
        """Add the total indirect effect as the row ``indirect_standardised``."""
        return np.concatenate([standardised, standardised[..., [self.at_indirect]]], axis=-1)


def _intervals(model: _Model, table: pd.DataFrame, draws: Draws | None, ci: Ci, conf_level: float) -> dict[str, Any]:
    """Return the columns that come from the draws."""
    columns = ("std_error", "conf_low", "conf_high", "p_value", "standardised_low", "standardised_high")
    if draws is None:
        empty: dict[str, object] = dict.fromkeys(columns, np.nan)
        return empty | {"interval": None, "draws_failed": 0, "reason": "no_draws"}
    values, standardised = model.effects(moments(model.columns, draws).cov)
    k = values.shape[1]
    both = np.hstack([values, standardised])
    corrected: dict[str, object] = {"interval": ci}
    if ci == "bca":
        left_out = np.hstack(model.effects(left_out_moments(model.columns, draws).cov))
        estimates = np.concatenate([table["estimate"], table["standardised"]])
        bca = bca_interval(both, estimates, left_out, conf_level=conf_level, draws=draws)
        low, high, failed, reasons = bca.low, bca.high, bca.failed[:k], list(bca.reasons[:k])
        corrected = {"interval": bca.methods[:k], "z0": bca.z0[:k], "acceleration": bca.acceleration[:k]}
    else:
        found = interval(both, conf_level=conf_level, draws=draws)
        low, high, failed = found.low, found.high, found.failed[:k]
        reasons = ["failed_draws" if many else None for many in failed > MOST_FAILED * draws.count]
    too_many = failed > MOST_FAILED * draws.count
    good = values[np.isfinite(values).all(axis=1)]  # a draw fails as a whole
    spread = good.std(axis=0, ddof=1) if len(good) > 1 else np.full(k, np.nan)
    return {
        "std_error": np.where(too_many, np.nan, spread),
        "conf_low": low[:k],
        "conf_high": high[:k],
        "p_value": np.where(too_many, np.nan, bootstrap_p(values, draws=draws)),
        "standardised_low": low[k:],
        "standardised_high": high[k:],
        **corrected,
        "draws_failed": failed,
        "reason": pd.Series(reasons, dtype=object),
    }


def _coefficient(paths: Mapping[str, OlsFit], equation: str, term: str) -> tuple[float, float]:
    """Return a path and its standard error."""
    frame = paths[equation].coefficients
    row = frame.loc[frame["term"] == term].iloc[0]
    return float(row["estimate"]), float(row["std_error"])


def _from_paths(paths: Mapping[str, OlsFit], predictor: str, mediators: tuple[str, ...], *, serial: bool) -> Paths:
    """Return the coefficients of the fitted equations."""

    def slope(equation: str, term: str) -> float:
        return _coefficient(paths, equation, term)[0]

    m = len(mediators)
    between = np.zeros((m, m))
    for j, mediator in enumerate(mediators if serial else ()):
        between[:j, j] = [slope(mediator, earlier) for earlier in mediators[:j]]
    return Paths(
        a=np.array([slope(mediator, predictor) for mediator in mediators]),
        between=between,
        b=np.array([slope("outcome", mediator) for mediator in mediators]),
        direct=np.array(slope("outcome", predictor)),
        total=np.array(slope("total", predictor)),
    )


def _sobel(paths: Mapping[str, OlsFit], predictor: str, mediators: tuple[str, ...], *, serial: bool) -> pd.DataFrame:
    """Return Sobel's first-order test of every chain of paths; each path of a chain is of another equation."""
    found = {}
    for size in range(1, len(mediators) + 1 if serial else 2):
        for chain in combinations(mediators, size):
            links = [(after, before) for before, after in pairwise((predictor, *chain))]
            steps = [_coefficient(paths, *link) for link in [*links, ("outcome", chain[-1])]]
            estimate, std_error = np.array(steps).T
            others = [np.prod(np.delete(estimate, i)) for i in range(len(steps))]
            of_product = float(np.sqrt(((np.array(others) * std_error) ** 2).sum()))
            z = float(np.prod(estimate)) / of_product
            name = "indirect" if len(mediators) == 1 else f"indirect_{'>'.join(chain)}"
            found[name] = {"std_error": of_product, "statistic": z, "p_value": float(2 * ndtr(-abs(z)))}
    return pd.DataFrame.from_dict(found, orient="index").add_prefix("sobel_")
