"""Maximum likelihood of the one-factor model, of one covariance matrix or of a whole stack of them at once.

The stack lies along the last axis, so that each step of the arithmetic runs over all draws.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from govassess.stats.draws import FloatArray

TOLERANCE = 1e-11  # largest element of the gradient
NEAR = 1e-7  # gradient at which a matrix that rounding lets no further down counts as solved
STEPS = 200
HALVINGS = 30

BoolArray = npt.NDArray[np.bool_]


@dataclass(frozen=True, slots=True, eq=False, kw_only=True)
class OneFactorSolutions:
    """Loadings and unique variances (k, B) of S = l l' + diag(u), and which of the B matrices were solved."""

    loadings: FloatArray
    unique: FloatArray
    converged: BoolArray

    @property
    def admissible(self) -> BoolArray:
        """Solved, with every unique variance above zero."""
        return np.asarray(self.converged & (self.unique > 0).all(axis=0))


def principal_start(S: FloatArray) -> tuple[FloatArray, FloatArray]:
    """Return starting values (k, 1) from the first principal component of one correlation matrix (k, k)."""
    values, vectors = np.linalg.eigh(S)
    loadings = vectors[:, -1] * np.sqrt(values[-1]) * 0.9
    return loadings[:, None], (np.diag(S) - loadings**2)[:, None]


def nearby_start(S: FloatArray, solved: OneFactorSolutions) -> tuple[FloatArray, FloatArray]:
    """Return starting values (k, B) one Newton step away from the solution of a matrix close to all of S."""
    count = S.shape[2]
    l0, u0 = (np.repeat(part, count, axis=1) for part in (solved.loadings, solved.unique))
    slope = _Slope.at(S, l0, u0)
    # The mean of the stack stands for the matrix that was solved: one Hessian serves all.
    own = _Slope.at(S.mean(axis=2, keepdims=True), solved.loadings, solved.unique)
    step = np.linalg.lstsq(own.hessian()[:, :, 0], slope.gradient, rcond=None)[0]
    k = len(S)
    return l0 - step[:k], u0 - step[k:]


def maximise(S: FloatArray, loadings: FloatArray, unique: FloatArray) -> OneFactorSolutions:
    """Fit S = l l' + diag(u) to each matrix of a stack by Newton's method on F = ln|Sigma| + tr(S Sigma^-1).

    Parameters
    ----------
    S : array (k, k, B)
        Covariances or correlations; NaN or a constant item: not solved.
    loadings, unique : array (k, B)
        Starting values.

    Returns
    -------
    OneFactorSolutions
        Signs such that the loadings' sum is positive.

    Notes
    -----
    Steps are halved until F does not rise; where the Hessian is not positive definite its expectation (Fisher
    scoring) takes its place. Unique variances are free to leave zero below, so that a Heywood case is found and
    not hidden by a bound.

    References
    ----------
    Lawley, D. N. & Maxwell, A. E. (1971). *Factor Analysis as a Statistical Method*. Butterworths.

    Examples
    --------
    >>> R = np.array([[1, 0.72, 0.56], [0.72, 1, 0.63], [0.56, 0.63, 1]])
    >>> maximise(R[:, :, None], *principal_start(R)).loadings[:, 0].round(6).tolist()
    [0.8, 0.9, 0.7]
    """
    out_l, out_u = np.array(loadings, dtype=float), np.array(unique, dtype=float)
    converged = np.zeros(S.shape[2], dtype=bool)
    k = len(S)
    at = np.arange(S.shape[2])
    left, l, u = S, out_l, out_u
    with np.errstate(all="ignore"):
        value = _discrepancy(left, l, u)
        for _ in range(STEPS):
            slope = _Slope.at(left, l, u)
            size = np.abs(slope.gradient).max(axis=0)
            step = slope.step()
            tried_l, tried_u, tried, moved = _descend(left, l, u, value, step)
            going = (size >= TOLERANCE) & moved
            settled = ~going
            converged[at[settled]] = size[settled] < NEAR
            out_l[:, at[settled]], out_u[:, at[settled]] = l[:, settled], u[:, settled]
            if not going.any():
                break
            l, u, value = tried_l[:, going], tried_u[:, going], tried[going]
            left, at = (left if going.all() else left[:, :, going]), at[going]
        else:
            out_l[:, at], out_u[:, at] = l, u
    sign = np.where(out_l.sum(axis=0) >= 0, 1.0, -1.0)
    assert k == len(out_l)
    return OneFactorSolutions(loadings=out_l * sign, unique=out_u, converged=converged)


def _descend(
    S: FloatArray, loadings: FloatArray, unique: FloatArray, value: FloatArray, step: FloatArray
) -> tuple[FloatArray, FloatArray, FloatArray, BoolArray]:
    """Take the steps, halving those that raise F; tell which found a place that does not."""
    k = len(loadings)
    size = np.ones(len(value))
    for _ in range(HALVINGS):
        l, u = loadings - size * step[:k], unique - size * step[k:]
        tried = _discrepancy(S, l, u)
        good = tried <= value + 1e-15
        if good.all():
            break
        size = np.where(good, size, size / 2)
    return l, u, tried, np.asarray(good)


def _discrepancy(S: FloatArray, loadings: FloatArray, unique: FloatArray) -> FloatArray:
    """Return ln|Sigma| + tr(S Sigma^-1), infinite where Sigma is not positive definite."""
    w = loadings / unique
    c = 1 + (w * loadings).sum(axis=0)
    negative = (unique < 0).sum(axis=0)
    # With l l' + diag(u) at most one unique variance may be negative, and then |Sigma| > 0 decides.
    definite = (negative == 0) | ((negative == 1) & (c < 0))
    logdet = np.log(np.abs(unique)).sum(axis=0) + np.log(np.abs(c))
    trace = np.einsum("iib,ib->b", S, 1 / unique) - np.einsum("ib,ijb,jb->b", w, S, w, optimize=True) / c
    value = np.where(definite, logdet + trace, np.inf)
    return np.where(np.isfinite(value), value, np.inf)


@dataclass(frozen=True, slots=True, eq=False, kw_only=True)
class _Slope:
    """Gradient of F in (loadings, unique variances) and the pieces of its Hessian, at one place per matrix.

    With A = Sigma^-1 and M = A S A: ``u`` = A l, ``m`` = M l.
    """

    gradient: FloatArray  # (2k, B)
    A: FloatArray
    M: FloatArray
    u: FloatArray
    m: FloatArray
    loadings: FloatArray

    @classmethod
    def at(cls, S: FloatArray, loadings: FloatArray, unique: FloatArray) -> _Slope:
        """Work out the derivatives; Sigma is inverted in closed form (Sherman-Morrison)."""
        k = len(S)
        diagonal = np.arange(k)
        t = 1 / unique
        w = t * loadings
        c = 1 + (w * loadings).sum(axis=0)
        root = w / np.sqrt(np.abs(c)) * 1.0
        A = -np.sign(c) * root[:, None] * root[None]
        A[diagonal, diagonal] += t
        v = np.einsum("ijb,jb->ib", S, w)
        tv = t * v
        s = (w * v).sum(axis=0)
        half = (tv - w * (s / (2 * c))) / c
        M = S * t[:, None]
        M *= t[None]
        cross = half[:, None] * w[None]
        M -= cross
        M -= cross.transpose(1, 0, 2)
        u = w / c
        m = (tv - w * (s / c)) / c
        gradient = np.concatenate([2 * (u - m), A[diagonal, diagonal] - M[diagonal, diagonal]])
        return cls(gradient=gradient, A=A, M=M, u=u, m=m, loadings=loadings)

    def information(self) -> FloatArray:
        """Return the expected Hessian (2k, 2k, B)."""
        A, u, k = self.A, self.u, len(self.u)
        out = np.empty((2 * k, 2 * k, A.shape[2]))
        out[:k, :k] = 2 * (u[:, None] * u[None] + (self.loadings * u).sum(axis=0) * A)
        out[:k, k:] = 2 * A * u[None]
        out[k:, :k] = out[:k, k:].transpose(1, 0, 2)
        out[k:, k:] = A * A
        return out

    def hessian(self) -> FloatArray:
        """Return the Hessian (2k, 2k, B)."""
        A, M, u, m, k = self.A, self.M, self.u, self.m, len(self.u)
        a, b = (self.loadings * u).sum(axis=0), (self.loadings * m).sum(axis=0)
        out = np.empty((2 * k, 2 * k, A.shape[2]))
        mixed = u[:, None] * (m - u / 2)[None]
        out[:k, :k] = 2 * (mixed + mixed.transpose(1, 0, 2) + (b - a + 1) * A + (a - 1) * M)
        out[:k, k:] = 2 * (A * (m - u)[None] + M * u[None])
        out[k:, :k] = out[:k, k:].transpose(1, 0, 2)
        out[k:, k:] = A * (2 * M - A)
        return out

    def step(self) -> FloatArray:
        """Return Newton's step, and where the Hessian is not positive definite that of Fisher scoring."""
        step, definite = _solve(self.hessian(), self.gradient)
        if not definite.all():
            scored, _ = _solve(self.information()[:, :, ~definite], self.gradient[:, ~definite])
            step[:, ~definite] = scored
        return step


def _solve(H: FloatArray, g: FloatArray) -> tuple[FloatArray, BoolArray]:
    """Solve H x = g for each matrix of a stack (q, q, B) by elimination; tell which are positive definite."""
    q = len(H)
    x = np.array(g)
    definite = np.ones(H.shape[2], dtype=bool)
    for j in range(q):
        pivot = H[j, j]
        definite &= pivot > 0
        factor = H[j + 1 :, j] / pivot
        H[j + 1 :, j + 1 :] -= factor[:, None] * H[j, None, j + 1 :]
        x[j + 1 :] -= factor * x[j]
    for j in reversed(range(q)):
        x[j] = (x[j] - (H[j, j + 1 :] * x[j + 1 :]).sum(axis=0)) / H[j, j]
    return x, definite
