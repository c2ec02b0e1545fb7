"""Maximum likelihood of a correlated-factors model: each item loads on one factor, all factors may correlate."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from govassess.stats.draws import FloatArray, IntArray

TOLERANCE = 1e-10  # largest element of the gradient
STEPS = 150
HALVINGS = 40
NEARLY_SINGULAR = 1e-6  # ratio of pivots of the information's root below which a step goes by least squares
ROUNDING = 1e-13  # share of F below which two places cannot be told apart


@dataclass(frozen=True, slots=True, eq=False, kw_only=True)
class FactorModel:
    """Estimates of Sigma = L Phi L' + diag(u), factor variances 1, and the covariance of the estimates.

    ``parameters`` are the k loadings, the k unique variances and the m(m - 1)/2 factor correlations (upper triangle,
    row by row); ``covariance`` is their asymptotic covariance times n, None where the information is singular.
    """

    factor_of: IntArray  # item -> its factor
    loadings: FloatArray  # (k,)
    unique: FloatArray  # (k,)
    phi: FloatArray  # (m, m)
    covariance: FloatArray | None
    converged: bool

    @property
    def sigma(self) -> FloatArray:
        """The covariances that the model implies."""
        return implied(self.factor_of, self.loadings, self.unique, self.phi)


def implied(factor_of: IntArray, loadings: FloatArray, unique: FloatArray, phi: FloatArray) -> FloatArray:
    """Return L Phi L' + diag(u)."""
    sigma = np.outer(loadings, loadings) * phi[np.ix_(factor_of, factor_of)]
    sigma[np.diag_indices(len(loadings))] += unique
    return sigma


def fit_factor_model(R: FloatArray, factor_of: IntArray) -> FactorModel:
    """Fit the model to a correlation matrix by Fisher scoring on F = ln|Sigma| + tr(R Sigma^-1), with step halving.

    Parameters
    ----------
    R : array (k, k)
        Correlations, positive definite.
    factor_of : array of int (k,)
        The factor, from 0, on which each item loads.

    Returns
    -------
    FactorModel
        Signs such that each factor's loadings sum to a positive number. Nothing is bounded: unique variances below
        zero and factor correlations beyond one are found where the likelihood puts them.

    Notes
    -----
    Every derivative of Sigma has the form x y' + y x', so that the gradient is 2 x'(A - A R A) y and the expected
    Hessian 2 [(x'A x~)(y'A y~) + (x'A y~)(y'A x~)], with A = Sigma^-1.

    References
    ----------
    Jöreskog, K. G. (1969). A general approach to confirmatory maximum likelihood factor analysis. *Psychometrika*,
    34(2), 183-202.

    Examples
    --------
    >>> R = np.array([[1, 0.56, 0.24, 0.16], [0.56, 1, 0.21, 0.14], [0.24, 0.21, 1, 0.48], [0.16, 0.14, 0.48, 1]])
    >>> fit_factor_model(R, np.array([0, 0, 1, 1])).loadings.round(4).tolist()
    [0.8, 0.7, 0.8485, 0.5657]
    """
    k, m = len(R), int(factor_of.max()) + 1
    pairs = np.triu_indices(m, 1)
    place = _start(R, factor_of)
    value = _discrepancy(R, implied(factor_of, *_parts(place, k, m)))
    converged = False
    for _ in range(STEPS):
        gradient, information = _derivatives(R, factor_of, *_parts(place, k, m), pairs)
        if np.abs(gradient).max() < TOLERANCE:
            converged = True
            break
        step = _step(information, gradient)
        size = 1.0
        for _ in range(HALVINGS):
            tried = place - size * step
            found = _discrepancy(R, implied(factor_of, *_parts(tried, k, m)))
            if found <= value + ROUNDING * abs(value):
                break
            size /= 2
        else:
            # Rounding lets F no further down.
            converged = bool(np.abs(gradient).max() < 1e-6)
            break
        place, value = tried, found
    loadings, unique, phi = _parts(place, k, m)
    sign = np.where(np.bincount(factor_of, weights=loadings, minlength=m) >= 0, 1.0, -1.0)
    return FactorModel(
        factor_of=factor_of,
        loadings=loadings * sign[factor_of],
        unique=unique,
        phi=phi * np.outer(sign, sign),
        covariance=_covariance(
            information, np.concatenate([sign[factor_of], np.ones(k), (sign[pairs[0]] * sign[pairs[1]])])
        ),
        converged=converged,
    )


def _start(R: FloatArray, factor_of: IntArray) -> FloatArray:
    """Return starting values: principal components of the blocks, and the correlations of the blocks' sums."""
    k, m = len(R), int(factor_of.max()) + 1
    loadings = np.empty(k)
    weights = np.zeros((k, m))
    for factor in range(m):
        mine = np.flatnonzero(factor_of == factor)
        values, vectors = np.linalg.eigh(R[np.ix_(mine, mine)])
        first = vectors[:, -1] * np.sign(vectors[:, -1].sum() or 1.0)
        loadings[mine] = np.clip(first * np.sqrt(values[-1]) * 0.85, -0.95, 0.95)
        weights[mine, factor] = first
    between = weights.T @ R @ weights
    sd = np.sqrt(np.diag(between))
    phi = (between / np.outer(sd, sd))[np.triu_indices(m, 1)]
    return np.concatenate([loadings, 1 - loadings**2, np.clip(phi, -0.9, 0.9)])


def _parts(place: FloatArray, k: int, m: int) -> tuple[FloatArray, FloatArray, FloatArray]:
    """Return loadings, unique variances and factor correlations of a vector of parameters."""
    phi = np.eye(m)
    pairs = np.triu_indices(m, 1)
    phi[pairs] = place[2 * k :]
    return place[:k], place[k : 2 * k], phi + np.triu(phi, 1).T


def _discrepancy(R: FloatArray, sigma: FloatArray) -> float:
    """Return ln|Sigma| + tr(R Sigma^-1), infinite where Sigma is not positive definite."""
    try:
        root = np.linalg.cholesky(sigma)
    except np.linalg.LinAlgError:
        return np.inf
    return float(2 * np.log(np.diag(root)).sum() + np.trace(np.linalg.solve(sigma, R)))


def _derivatives(
    R: FloatArray,
    factor_of: IntArray,
    loadings: FloatArray,
    unique: FloatArray,
    phi: FloatArray,
    pairs: tuple[npt.NDArray[np.intp], ...],
) -> tuple[FloatArray, FloatArray]:
    """Return the gradient of F and its expected Hessian."""
    k, m = len(R), len(phi)
    A = np.linalg.inv(implied(factor_of, loadings, unique, phi))
    L = np.zeros((k, m))
    L[np.arange(k), factor_of] = loadings
    X = np.hstack([np.eye(k), np.eye(k), L[:, pairs[0]]])
    Y = np.hstack([(L @ phi)[:, factor_of], np.eye(k) / 2, L[:, pairs[1]]])
    AX, AY = A @ X, A @ Y
    gradient = 2 * ((X * AY).sum(axis=0) - (AX * (R @ AY)).sum(axis=0))
    XAX, YAY, XAY = X.T @ AX, Y.T @ AY, X.T @ AY
    return gradient, 2 * (XAX * YAY + XAY * XAY.T)


def _step(information: FloatArray, gradient: FloatArray) -> FloatArray:
    """Return the step of Fisher scoring, the shortest where the information is singular."""
    try:
        root = np.diag(np.linalg.cholesky(information))
    except np.linalg.LinAlgError:
        root = np.zeros(1)
    if root.min() > NEARLY_SINGULAR * root.max():
        return np.asarray(np.linalg.solve(information, gradient))
    return np.asarray(np.linalg.lstsq(information, gradient, rcond=None)[0])


def _covariance(information: FloatArray, sign: FloatArray) -> FloatArray | None:
    """Return 2 (expected Hessian)^-1 with the parameters' signs turned; None where it is singular."""
    values, vectors = np.linalg.eigh(information)
    if values[0] <= values[-1] * 1e-14:
        return None
    return np.asarray(2 * (vectors / values) @ vectors.T * np.outer(sign, sign))
