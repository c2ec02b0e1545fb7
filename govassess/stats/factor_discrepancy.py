"""How far a model of correlated factors is from correlations, F = ln|Sigma| + tr(R Sigma^-1), and its derivatives."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from govassess.stats.draws import FloatArray, IntArray

Pairs = tuple[npt.NDArray[np.intp], ...]


@dataclass(frozen=True, slots=True, eq=False, kw_only=True)
class FactorDiscrepancy:
    """F of Sigma = L Phi L' + diag(u), each item on one factor, factor variances 1.

    A place holds the k loadings, the k unique variances and the m(m - 1)/2 factor correlations (upper triangle, row by
    row). Nothing is bounded; F is infinite where Sigma is not positive definite.

    Notes
    -----
    Every first derivative of Sigma has the form x y' + y x'. With A = Sigma^-1 and M = A R A the gradient is
    2 x'(A - M) y, the expected Hessian H0 = 2 [(x'A x~)(y'A y~) + (x'A y~)(y'A x~)], and the Hessian
    2 [(x'A x~)(y'M y~) + (y'A y~)(x'M x~) + (x'A y~)(y'M x~) + (y'A x~)(x'M y~)] - H0 + tr((A - M) Sigma''), where
    Sigma'' are the second derivatives of Sigma.

    References
    ----------
    Jöreskog, K. G. (1969). A general approach to confirmatory maximum likelihood factor analysis. *Psychometrika*,
    34(2), 183-202.
    """

    R: FloatArray  # (k, k)
    factor_of: IntArray  # item -> its factor
    pairs: Pairs
    admissible_only: bool = False  # whether F is infinite where the values are not admissible, too

    @classmethod
    def of(cls, R: FloatArray, factor_of: IntArray) -> FactorDiscrepancy:
        """Describe the model by the factor, from 0, on which each item loads."""
        return cls(R=R, factor_of=factor_of, pairs=np.triu_indices(int(factor_of.max()) + 1, 1))

    def parts(self, place: FloatArray) -> tuple[FloatArray, FloatArray, FloatArray]:
        """Return loadings (k,), unique variances (k,) and factor correlations (m, m)."""
        k = len(self.factor_of)
        phi = np.eye(int(self.factor_of.max()) + 1)
        phi[self.pairs] = place[2 * k :]
        return place[:k], place[k : 2 * k], phi + np.triu(phi, 1).T

    def is_admissible(self, place: FloatArray) -> bool:
        """Return whether every unique variance is positive and the factor correlations are a correlation matrix."""
        _, unique, phi = self.parts(place)
        return bool(unique.min() > 0 and np.linalg.eigvalsh(phi)[0] > 0)

    def value(self, place: FloatArray) -> float:
        """Return F."""
        if self.admissible_only and not self.is_admissible(place):
            return np.inf
        sigma = implied(self.factor_of, *self.parts(place))
        try:
            root = np.linalg.cholesky(sigma)
        except np.linalg.LinAlgError:
            return np.inf
        return float(2 * np.log(np.diag(root)).sum() + np.trace(np.linalg.solve(sigma, self.R)))

    def gradient(self, place: FloatArray) -> FloatArray:
        """Return the gradient of F."""
        A, X, Y = self._slopes(place)
        return np.asarray(2 * (X * ((A - A @ self.R @ A) @ Y)).sum(axis=0))

    def information(self, place: FloatArray) -> FloatArray:
        """Return the expected Hessian of F."""
        A, X, Y = self._slopes(place)
        AX, AY = A @ X, A @ Y
        return _expected(X.T @ AX, Y.T @ AY, X.T @ AY)

    def hessian(self, place: FloatArray) -> FloatArray:
        """Return the Hessian of F."""
        A, X, Y = self._slopes(place)
        AX, AY = A @ X, A @ Y
        XAX, YAY, XAY = X.T @ AX, Y.T @ AY, X.T @ AY
        XMX, YMY, XMY = AX.T @ self.R @ AX, AY.T @ self.R @ AY, AX.T @ self.R @ AY
        mixed = XAY * XMY.T
        found = 2 * (XAX * YMY + YAY * XMX + mixed + mixed.T) - _expected(XAX, YAY, XAY)
        return np.asarray(found + self._curved(place, A - A @ self.R @ A))

    def _slopes(self, place: FloatArray) -> tuple[FloatArray, FloatArray, FloatArray]:
        """Return Sigma^-1, and x and y of every parameter as columns (k, q)."""
        loadings, unique, phi = self.parts(place)
        k = len(loadings)
        L = _pattern(loadings, self.factor_of, len(phi))
        X = np.hstack([np.eye(k), np.eye(k), L[:, self.pairs[0]]])
        Y = np.hstack([(L @ phi)[:, self.factor_of], np.eye(k) / 2, L[:, self.pairs[1]]])
        return np.asarray(np.linalg.inv(implied(self.factor_of, loadings, unique, phi)), dtype=float), X, Y

    def _curved(self, place: FloatArray, G: FloatArray) -> FloatArray:
        """Return tr(G Sigma'') for all pairs of parameters."""
        loadings, _, phi = self.parts(place)
        k, at = len(loadings), np.arange(len(loadings))
        GL = G @ _pattern(loadings, self.factor_of, len(phi))
        found = np.zeros((len(place), len(place)))
        found[:k, :k] = 2 * phi[np.ix_(self.factor_of, self.factor_of)] * G
        for column, (a, b) in enumerate(zip(*self.pairs, strict=True), 2 * k):
            mixed = 2 * (np.where(self.factor_of == a, GL[at, b], 0) + np.where(self.factor_of == b, GL[at, a], 0))
            found[:k, column] = found[column, :k] = mixed
        return found


def implied(factor_of: IntArray, loadings: FloatArray, unique: FloatArray, phi: FloatArray) -> FloatArray:
    """Return L Phi L' + diag(u)."""
    sigma = np.outer(loadings, loadings) * phi[np.ix_(factor_of, factor_of)]
    sigma[np.diag_indices(len(loadings))] += unique
    return sigma


def _pattern(loadings: FloatArray, factor_of: IntArray, m: int) -> FloatArray:
    """Return the loadings as a matrix (k, m)."""
    L = np.zeros((len(loadings), m))
    L[np.arange(len(loadings)), factor_of] = loadings
    return L


def _expected(XAX: FloatArray, YAY: FloatArray, XAY: FloatArray) -> FloatArray:
    return np.asarray(2 * (XAX * YAY + XAY * XAY.T))
