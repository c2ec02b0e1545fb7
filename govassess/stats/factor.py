"""The one-factor model of a scale by maximum likelihood: loadings, composite reliability, AVE."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import pandas as pd

from govassess.errors import NotEstimable
from govassess.stats.draws import FloatArray
from govassess.stats.moments import moments

TOLERANCE = 1e-11  # largest element of the gradient
STEPS = 500
DUPLICATE = 0.9999


@dataclass(frozen=True, slots=True, eq=False, kw_only=True)
class OneFactor:
    """Standardised loadings of the ML one-factor model, composite reliability and AVE from them."""

    items: tuple[str, ...]
    loadings: FloatArray
    composite_reliability: float
    ave: float
    exact: bool  # three items: the model fits exactly, whatever the data
    n_used: int
    n_dropped: int
    source: str = "one_factor"
    estimator: str = "ml"
    missing_rule: str = "complete rows"

    def to_frame(self) -> pd.DataFrame:
        """Return one row an item: ``term, estimate, n_used, n_dropped``."""
        return pd.DataFrame(
            {
                "term": self.items,
                "estimate": self.loadings,
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


def one_factor(items: pd.DataFrame) -> OneFactor:
    """Fit one factor to a scale by maximum likelihood.

    Parameters
    ----------
    items : DataFrame (n, k)
        Scale points, already reverse-keyed, NaN = not answered; incomplete rows are dropped.

    Returns
    -------
    OneFactor
        Signs such that the loadings' sum is positive.

    Raises
    ------
    NotEstimable
        ``too_few_items`` (fewer than 3), ``too_few_rows`` (no more rows than items), ``constant_items``,
        ``duplicate_items``, ``singular``, ``heywood`` (a unique variance not above zero), ``no_convergence``.

    Notes
    -----
    CR = (sum l)^2 / ((sum l)^2 + sum(1 - l^2)) and AVE = mean l^2 with l the standardised loadings.

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
    fit = fit_one_factor(items, "one_factor")
    fit.loadings.flags.writeable = False
    return OneFactor(
        items=fit.names,
        loadings=fit.loadings,
        composite_reliability=composite_reliability(fit.loadings),
        ave=average_variance_extracted(fit.loadings),
        exact=len(fit.names) == 3,
        n_used=fit.n_used,
        n_dropped=fit.n_dropped,
    )


def composite_reliability(loadings: FloatArray) -> float:
    """Return CR of standardised loadings (Fornell & Larcker, 1981).

    Examples
    --------
    >>> round(composite_reliability(np.array([0.8, 0.7, 0.6])), 4)
    0.7449
    """
    common = loadings.sum() ** 2
    return float(common / (common + (1 - loadings**2).sum()))


def average_variance_extracted(loadings: FloatArray) -> float:
    """Return AVE of standardised loadings (Fornell & Larcker, 1981).

    Examples
    --------
    >>> round(average_variance_extracted(np.array([0.8, 0.7, 0.6])), 4)
    0.4967
    """
    return float((loadings**2).mean())


@dataclass(frozen=True, slots=True, eq=False, kw_only=True)
class FactorSolution:
    """Standardised loadings and the items' standard deviations."""

    names: tuple[str, ...]
    loadings: FloatArray
    sd: FloatArray
    n_used: int
    n_dropped: int


def fit_one_factor(items: pd.DataFrame, what: str) -> FactorSolution:
    """Choose the rows, refuse what has no solution (in the name of the statistic ``what``), and fit."""
    k = items.shape[1]
    if k < 3:
        raise NotEstimable(what, "too_few_items", needed=3, found=k)
    complete = items.dropna()
    n = len(complete)
    if n <= k:
        raise NotEstimable(what, "too_few_rows", needed=k + 1, found=n, rows=len(items))
    found = moments(complete)
    sd = np.sqrt(np.diag(found.cov))
    constant = [name for name, spread in zip(found.names, sd, strict=True) if spread == 0]
    if constant:
        raise NotEstimable(what, "constant_items", item=", ".join(constant))
    R = found.cov / np.outer(sd, sd)
    first, second = np.unravel_index(np.argmax(np.abs(np.triu(R, 1))), R.shape)
    if abs(R[first, second]) > DUPLICATE:
        raise NotEstimable(what, "duplicate_items", item_a=found.names[first], item_b=found.names[second])
    if np.linalg.eigvalsh(R)[0] < 1e-10:
        raise NotEstimable(what, "singular")
    loadings, unique = _maximise_likelihood(R, what, found.names)
    if unique.min() <= 0:
        raise NotEstimable(what, "heywood", item=found.names[int(unique.argmin())])
    return FactorSolution(names=found.names, loadings=loadings, sd=sd, n_used=n, n_dropped=len(items) - n)


def _maximise_likelihood(R: FloatArray, what: str, names: tuple[str, ...]) -> tuple[FloatArray, FloatArray]:
    """Fit R = l l' + diag(u) by Fisher scoring on F = ln|Sigma| + tr(R Sigma^-1), with step halving.

    Unique variances are free to leave zero below, so that a Heywood case is found and not hidden by a bound.
    """
    k = len(R)
    values, vectors = np.linalg.eigh(R)
    loadings = vectors[:, -1] * np.sqrt(values[-1]) * 0.9
    unique = 1 - loadings**2
    best = _discrepancy(R, loadings, unique)
    for _ in range(STEPS):
        A = np.linalg.inv(np.outer(loadings, loadings) + np.diag(unique))
        slope = A - A @ R @ A
        gradient = np.concatenate([2 * slope @ loadings, np.diag(slope)])
        if np.abs(gradient).max() < TOLERANCE:
            return loadings * (1 if loadings.sum() >= 0 else -1), unique
        u = A @ loadings
        mixed = 2 * A * u[:, None]  # rows: unique variances, columns: loadings, before transposing
        information = np.block([[2 * (np.outer(u, u) + (loadings @ u) * A), mixed.T], [mixed, A * A]])
        step = np.linalg.lstsq(information, gradient, rcond=None)[0]
        size = 1.0
        while size > 1e-8:
            tried = loadings - size * step[:k], unique - size * step[k:]
            value = _discrepancy(R, *tried)
            if value <= best + 1e-15:
                break
            size /= 2
        else:
            break
        loadings, unique, best = tried[0], tried[1], value
    if unique.min() <= 1e-3:  # on its way out of the admissible region
        raise NotEstimable(what, "heywood", item=names[int(unique.argmin())])
    raise NotEstimable(what, "no_convergence")


def _discrepancy(R: FloatArray, loadings: FloatArray, unique: FloatArray) -> float:
    """Return ln|Sigma| + tr(R Sigma^-1), infinite where Sigma is not positive definite."""
    sigma = np.outer(loadings, loadings) + np.diag(unique)
    try:
        root = np.linalg.cholesky(sigma)
    except np.linalg.LinAlgError:
        return np.inf
    return float(2 * np.log(np.diag(root)).sum() + np.trace(np.linalg.solve(sigma, R)))
