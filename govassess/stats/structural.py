"""Regressions among the factors of a confirmatory factor analysis, with effects over chains of them."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

import numpy as np
import pandas as pd
from scipy.special import ndtr, ndtri

from govassess.errors import NotEstimable
from govassess.stats.arguments import check_arguments
from govassess.stats.confirmatory import Cfa, fit_cfa
from govassess.stats.draws import FloatArray
from govassess.stats.path_model.evaluate import chains
from govassess.stats.path_model.model import Blocks, PathModel, Paths, path_model

STEP = 1e-20  # of the complex step: no difference is formed, so it can be as small as this
LEAST_EIGENVALUE = 1e-8  # of predictors' factor correlations that still have an inverse
TESTED = ("path", "total", "indirect", "specific_indirect")


@dataclass(frozen=True, slots=True, eq=False, kw_only=True)
class Structural:
    """A path model of factors: standardised coefficients, effects and R2 with standard errors.

    Attributes
    ----------
    estimates : DataFrame
        See ``to_frame``.
    measurement : Cfa
        The correlated-factors model behind it, with fit indices.
    blocks, paths : dict
        Factor -> items, outcome -> predictors; an outcome follows those that lead to it.
    saturated : bool
        Whether every pair of factors is joined by a path or both are no outcome: the model then fits as the
        correlated-factors model does.
    flags : tuple of str
        ``negative_variance`` (the measurement model is inadmissible), ``no_standard_errors``, ``beyond_one`` (a
        standardised path beyond 1: its predictors overlap).
    """

    estimates: pd.DataFrame
    measurement: Cfa
    blocks: Mapping[str, tuple[str, ...]]
    paths: Mapping[str, tuple[str, ...]]
    saturated: bool
    flags: tuple[str, ...]
    conf_level: float
    n_used: int
    n_dropped: int
    source: str = "sem"
    estimator: str = "ml of the correlated-factors model, then each equation from the factor correlations"
    std_errors: str = "delta method, expected information"
    missing_rule: str = "complete rows over all items of the model"

    def to_frame(self) -> pd.DataFrame:
        """Return one row an estimate, all standardised.

        Columns: ``kind, target, term, estimate, std_error, statistic, p_value, conf_low, conf_high, n_used,
        n_dropped``. Kinds: ``loading`` (target factor, term item), ``path``, ``r2``, ``total``, ``indirect`` (sum
        over all chains), ``specific_indirect`` (term predictor and the steps between), ``composite_reliability``,
        ``ave``. R2 and what describes a scale have no interval.
        """
        return self.estimates.assign(n_used=self.n_used, n_dropped=self.n_dropped)

    def __repr__(self) -> str:
        """Return one line."""
        paths = sum(len(predictors) for predictors in self.paths.values())
        state = "" if self.measurement.admissible else ", inadmissible"
        return (
            f"Structural({len(self.blocks)} factors, {paths} paths{state}, n={self.n_used}, {self.n_dropped} dropped)"
        )


def sem(items: pd.DataFrame, blocks: Blocks, paths: Paths, *, conf_level: float = 0.95) -> Structural:
    """Estimate a path model of factors from a confirmatory factor analysis.

    Parameters
    ----------
    items : DataFrame (n, k)
        Scale points or scores, already reverse-keyed, NaN = missing; rows complete over all columns of the model
        are used.
    blocks : mapping of str to sequence of str
        Factor -> its columns, two or more; no column in two factors.
    paths : mapping of str to sequence of str
        Outcome -> its predictors; every factor has a path, and they do not go round in a circle.
    conf_level : float
        Two-sided level of the normal intervals.

    Returns
    -------
    Structural

    Raises
    ------
    NotEstimable
        As ``cfa``; ``single_item_block``; ``factors_not_positive_definite``: no regression has these correlations;
        ``collinear`` (factors of predictors).
    ValueError
        The model contradicts itself, or a column is absent.

    Notes
    -----
    The model of correlated factors (``cfa``) is fitted first. With P its factor correlations, an outcome's
    standardised coefficients are P_xx^-1 p_xy and R2 = p_yx P_xx^-1 p_xy; total effects are (I - B)^-1 - I, a chain
    is the product of its paths. Standard errors by the delta method from the covariance of the factor correlations
    (derivatives by complex steps). Where the paths are saturated, these are the maximum likelihood estimates of the
    whole model. Where paths are left out, each equation is still estimated from the measurement model, in two steps,
    and does not use that other equations leave something out: the left-out paths are not tested.

    References
    ----------
    Anderson, J. C. & Gerbing, D. W. (1988). Structural equation modeling in practice: a review and recommended
    two-step approach. *Psychological Bulletin*, 103, 411-423.
    Sobel, M. E. (1982). Asymptotic confidence intervals for indirect effects in structural equation models.
    *Sociological Methodology*, 13, 290-312.
    Squire, W. & Trapp, G. (1998). Using complex variables to estimate derivatives of real functions. *SIAM Review*,
    40, 110-112.

    Examples
    --------
    >>> rng = np.random.default_rng(1)
    >>> trust = rng.normal(size=(300, 1))
    >>> value = 0.6 * trust + 0.8 * rng.normal(size=(300, 1))
    >>> answers = pd.DataFrame(np.hstack([trust] * 3 + [value] * 3) + 0.5 * rng.normal(size=(300, 6)))
    >>> answers.columns = ["t1", "t2", "t3", "v1", "v2", "v3"]
    >>> found = sem(answers, {"trust": ["t1", "t2", "t3"], "value": ["v1", "v2", "v3"]}, {"value": ["trust"]})
    >>> found
    Structural(2 factors, 1 paths, n=300, 0 dropped)
    >>> found.to_frame().query("kind == 'path'")["estimate"].round(2).item()
    0.61
    """
    check_arguments(items=items, blocks=blocks, paths=paths, conf_level=conf_level)
    model = path_model(blocks, paths)
    for name, members in model.blocks.items():
        if len(members) < 2:
            raise NotEstimable("sem", "single_item_block", node=name)
    measured = fit_cfa(items, model.blocks, what="sem", conf_level=conf_level)
    if measured.smallest_eigenvalue <= 0:
        raise NotEstimable("sem", "factors_not_positive_definite")
    phi = measured.factor_r.to_numpy()
    for _, predictors in model.equations:
        if np.linalg.eigvalsh(phi[np.ix_(predictors, predictors)])[0] < LEAST_EIGENVALUE:
            raise NotEstimable("sem", "collinear", variable=", ".join(model.constructs[x] for x in predictors))
    structure = _structure(model, phi, measured.covariance)
    table = pd.concat([_loadings(measured), structure, _scales(measured)], ignore_index=True)
    at_paths = structure.loc[structure["kind"] == "path", "estimate"]
    raised = {"beyond_one": bool((at_paths.abs() > 1).any())}
    return Structural(
        estimates=_with_tests(table, conf_level),
        measurement=measured,
        blocks=model.blocks,
        paths=model.paths,
        saturated=_saturated(model),
        flags=(*measured.flags, *(code for code, is_raised in raised.items() if is_raised)),
        conf_level=conf_level,
        n_used=measured.n_used,
        n_dropped=measured.n_dropped,
    )


def _saturated(model: PathModel) -> bool:
    """Tell whether every pair of factors is joined: by a path, or as two that no path leads to."""
    m, outcomes = len(model.constructs), len(model.equations)
    free = m - outcomes
    return len(model.pairs) + free * (free - 1) // 2 == m * (m - 1) // 2


def _structure(model: PathModel, phi: FloatArray, covariance: FloatArray | None) -> pd.DataFrame:
    """Return paths, R2 and effects with their standard errors."""
    names = model.constructs
    routes = chains(model)
    joined = sorted({(route[0], route[-1]) for route in routes})
    connected = sorted({*model.pairs, *joined})
    rows = [("path", names[y], names[x]) for x, y in model.pairs]
    rows += [("r2", names[y], names[y]) for y, _ in model.equations]
    rows += [("total", names[y], names[x]) for x, y in connected]
    rows += [("indirect", names[y], names[x]) for x, y in joined]
    rows += [("specific_indirect", names[route[-1]], " -> ".join(names[at] for at in route[:-1])) for route in routes]

    def figures(correlations: np.ndarray) -> np.ndarray:
        b, r2 = _regressions(correlations, model)
        total = np.linalg.inv(np.eye(len(names)) - b) - np.eye(len(names))
        parts = [b[..., x, y] for x, y in model.pairs]
        parts += r2
        parts += [total[..., x, y] for x, y in connected]
        parts += [total[..., x, y] - b[..., x, y] for x, y in joined]
        parts += [b[..., route[:-1], route[1:]].prod(axis=-1) for route in routes]
        return np.stack(parts, axis=-1)

    std_error = np.full(len(rows), np.nan)
    if covariance is not None:
        pairs = np.triu_indices(len(names), 1)
        q = len(pairs[0])
        moved = np.repeat(phi[None].astype(complex), q, axis=0)
        moved[range(q), pairs[0], pairs[1]] += 1j * STEP
        moved[range(q), pairs[1], pairs[0]] += 1j * STEP
        slopes = figures(moved).imag / STEP  # (q, figures)
        std_error = np.sqrt(np.einsum("if,ij,jf->f", slopes, covariance[-q:, -q:], slopes))
    return pd.DataFrame(rows, columns=["kind", "target", "term"]).assign(estimate=figures(phi), std_error=std_error)


def _regressions(phi: np.ndarray, model: PathModel) -> tuple[np.ndarray, list[np.ndarray]]:
    """Return coefficients (..., m, m), predictor by outcome, and the R2 of every equation."""
    b = np.zeros_like(phi)
    r2 = []
    for y, xs in model.equations:
        at = list(xs)
        with_outcome = phi[..., at, y]
        slopes = np.linalg.solve(phi[..., at, :][..., at], with_outcome[..., None])[..., 0]
        b[..., at, y] = slopes
        r2.append((slopes * with_outcome).sum(axis=-1))
    return b, r2


def _loadings(measured: Cfa) -> pd.DataFrame:
    """Return the standardised loadings l/sqrt(l^2 + u), with standard errors from those of l and u."""
    table = measured.loadings
    loading = table["standardised"].to_numpy()
    k = len(loading)
    std_error = np.full(k, np.nan)
    if measured.covariance is not None:
        V, at = measured.covariance, np.arange(k)
        # The model reproduces every item's variance, so that l^2 + u = 1 where the slopes are taken.
        by_l, by_u = 1 - loading**2, -loading / 2
        std_error = np.sqrt(
            by_l**2 * V[at, at] + 2 * by_l * by_u * V[at, k + at] + by_u**2 * V[k + at, k + at],
        )
    return pd.DataFrame(
        {
            "kind": "loading",
            "target": table["factor"],
            "term": table["term"],
            "estimate": loading,
            "std_error": std_error,
        }
    )


def _scales(measured: Cfa) -> pd.DataFrame:
    """Return composite reliability and AVE of every factor."""
    found = {"composite_reliability": measured.composite_reliability, "ave": measured.ave}
    rows = [(kind, name, name, value, np.nan) for kind, values in found.items() for name, value in values.items()]
    return pd.DataFrame(rows, columns=["kind", "target", "term", "estimate", "std_error"])


def _with_tests(table: pd.DataFrame, conf_level: float) -> pd.DataFrame:
    """Add z, p and normal limits to effects, limits to loadings."""
    tested, bounded = table["kind"].isin(TESTED), table["kind"].isin((*TESTED, "loading"))
    statistic = (table["estimate"] / table["std_error"]).where(tested)
    reach = (float(ndtri((1 + conf_level) / 2)) * table["std_error"]).where(bounded)
    return table.assign(
        statistic=statistic,
        p_value=2 * ndtr(-np.abs(statistic.to_numpy())),
        conf_low=table["estimate"] - reach,
        conf_high=table["estimate"] + reach,
    )
