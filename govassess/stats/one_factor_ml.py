"""Maximum likelihood of the one-factor model, of one covariance matrix or of a whole stack of them at once.

The stack lies along the last axis, so that each step of the arithmetic runs over all draws.
"""

from __future__ import annotations

from dataclasses import dataclass, replace

import numpy as np
import numpy.typing as npt

from govassess.stats.admissible_search import search_within
from govassess.stats.draws import FloatArray
from govassess.stats.optimum import DOWNWARD

TOLERANCE = 1e-11  # largest element of the gradient
NEAR = 1e-7  # gradient at which a matrix that rounding lets no further down counts as solved
ROUNDING = 1e-12  # F cannot be told apart below this: a Newton step this close to the maximum is taken
STEPS = 100
STACK_STEPS = 30  # of a draw: one that is not there by then runs away, and a hundred such take as long as all others
HALVINGS = 30
CHORDS = 3  # further steps with one Hessian
MOST = 0.9  # share of a stack that is solved: those left are taken by themselves
FAR = 0.2  # share of an item's SD that a loading may move from a near start: further away there may be another summit
ROUNDS = 8  # of Newton's method from a near start
START_ROUNDS = 3
START_LEAST = 0.05  # unique variance, so that a start is inside whatever the answer
COMPONENT = 0.85  # share of the first component's loadings to start from
COMPONENT_MOST = 0.95  # loading
LEAVING = 1e-3  # a unique variance this small where the likelihood has no maximum is on its way below zero

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


def solve_one(R: FloatArray) -> OneFactorSolutions:
    """Fit one correlation matrix (k, k) of full rank: the best of two starts, else one among admissible values.

    In small samples F may have several optima. An admissible one comes before one that is not, any before none, and
    among alike the lowest. A saddle is no optimum.
    """
    S = R[:, :, None]
    ends = [_without_saddle(S, maximise(S, *start(R))) for start in (close_start, component_start)]

    def order(end: OneFactorSolutions) -> tuple[bool, bool, float]:
        value = float(_discrepancy(S, end.loadings, end.unique)[0])
        return bool(end.admissible[0]), bool(end.converged[0]), -value

    best = max(ends, key=order)
    if not best.admissible[0] and (within := search_within(R, np.zeros(len(R), dtype=np.int64))) is not None:
        loadings, unique = within.place[: len(R), None], within.place[len(R) :, None]
        sign = 1.0 if loadings.sum() >= 0 else -1.0
        return OneFactorSolutions(loadings=sign * loadings, unique=unique, converged=np.array([True]))
    return best


def _without_saddle(S: FloatArray, end: OneFactorSolutions) -> OneFactorSolutions:
    """Return the end of a search, not solved where a direction leads further down."""
    if not end.converged[0]:
        return end
    curvature = np.linalg.eigvalsh(_Slope.at(S, end.loadings, end.unique).hessian()[:, :, 0])
    return replace(end, converged=np.array([curvature[0] >= -DOWNWARD * curvature[-1]]))


def component_start(R: FloatArray) -> tuple[FloatArray, FloatArray]:
    """Return starting values (k, 1) from the first principal component."""
    values, vectors = np.linalg.eigh(R)
    loadings = np.clip(vectors[:, -1] * np.sqrt(values[-1]) * COMPONENT, -COMPONENT_MOST, COMPONENT_MOST)
    return loadings[:, None], 1 - loadings[:, None] ** 2


def close_start(R: FloatArray) -> tuple[FloatArray, FloatArray]:
    """Return starting values (k, 1) for one correlation matrix (k, k) of full rank.

    From the squared multiple correlations, a few rounds of the loadings that are best given the unique variances:
    each costs less than the step of Newton's method that it saves.
    """
    unique = (1 - 0.5 / len(R)) / np.diag(np.linalg.inv(R))
    for _ in range(START_ROUNDS):
        root = np.sqrt(unique)
        values, vectors = np.linalg.eigh(R / (root[:, None] * root))
        loadings = root * vectors[:, -1] * np.sqrt(max(values[-1] - 1, START_LEAST))
        unique = np.maximum(1 - loadings**2, START_LEAST)
    return loadings[:, None], unique[:, None]


def nearby_start(S: FloatArray, centre: FloatArray, solved: OneFactorSolutions) -> tuple[FloatArray, FloatArray]:
    """Return starting values (k, B): one Newton step from the solution of ``centre`` (k, k, 1), a matrix near all S."""
    k, _, count = S.shape
    loadings, unique = (np.repeat(part, count, axis=1) for part in (solved.loadings, solved.unique))
    with np.errstate(all="ignore"):
        gradient = _gradient(S, loadings, unique)
    gradient[:, ~np.isfinite(gradient).all(axis=0)] = 0
    hessian = _Slope.at(centre, solved.loadings, solved.unique).hessian()[:, :, 0]
    step = np.linalg.pinv(hessian) @ gradient
    return loadings - step[:k], unique - step[k:]


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
    scoring) takes its place. In a stack each step is followed by a few with the same Hessian, which cost a fraction
    of it and stand only where they help. Unique variances are free to leave zero below, so that a Heywood case is
    found and not hidden by a bound.

    References
    ----------
    Lawley, D. N. & Maxwell, A. E. (1971). *Factor Analysis as a Statistical Method*. Butterworths.

    Examples
    --------
    >>> R = np.array([[1, 0.72, 0.56], [0.72, 1, 0.63], [0.56, 0.63, 1]])
    >>> maximise(R[:, :, None], *close_start(R)).loadings[:, 0].round(6).tolist()
    [0.8, 0.9, 0.7]
    """
    out_l, out_u = np.array(loadings, dtype=float), np.array(unique, dtype=float)
    converged = np.zeros(S.shape[2], dtype=bool)
    at = np.arange(S.shape[2])
    l, u = out_l, out_u
    with np.errstate(all="ignore"):
        value = _discrepancy(S, l, u)
        for _ in range(STEPS if S.shape[2] == 1 else STACK_STEPS):
            gradient = _gradient(S, l, u)
            size = np.abs(gradient).max(axis=0)
            going = ~(size < TOLERANCE)
            if going.all():
                step, factors = _Slope.at(S, l, u).step(gradient)
                tried_l, tried_u, tried, moved = _descend(S, l, u, value, step)
                going &= moved
                if factors is not None:
                    tried_l, tried_u, tried = _polish(S, tried_l, tried_u, tried, factors)
            else:
                tried_l, tried_u, tried = l, u, value
            settled = ~going
            if settled.any():
                converged[at[settled]] = size[settled] < NEAR
                out_l[:, at[settled]], out_u[:, at[settled]] = l[:, settled], u[:, settled]
                S, at = S[:, :, going], at[going]
            if not len(at):
                break
            l, u, value = tried_l[:, going], tried_u[:, going], tried[going]
        else:
            out_l[:, at], out_u[:, at] = l, u
    sign = np.where(out_l.sum(axis=0) >= 0, 1.0, -1.0)
    return OneFactorSolutions(loadings=out_l * sign, unique=out_u, converged=converged)


def maximise_nearby(S: FloatArray, loadings: FloatArray, unique: FloatArray) -> OneFactorSolutions:
    """Fit as ``maximise`` does, faster where the starting values are close.

    Parameters and result are those of ``maximise``.

    Notes
    -----
    Where F is stationary the diagonal of Sigma is that of S, so that u = diag(S) - l^2 and what is left are the k
    equations S w = (1 + l'w) l with w = l/u (Lawley & Maxwell, 1971, ch. 2), solved by Newton's method. A solution
    stands if the gradient of F vanishes there, every unique variance is above zero and F is not above its value at the
    start; any other matrix is left to ``maximise``, so that what fails is decided in one place. At a maximum the
    Jacobian's determinant has the sign (-1)^k, at a saddle of one downward direction the other sign.
    """
    l = np.array(loadings, dtype=float)
    diagonal = np.arange(len(S))
    turned = np.zeros(S.shape[2])
    with np.errstate(all="ignore"):
        for _ in range(ROUNDS):
            t = 1 / (S[diagonal, diagonal] - l * l)
            w = l * t
            c = 1 + (l * w).sum(axis=0)
            left = np.einsum("ijb,jb->ib", S, w) - c * l
            if not (np.abs(left) > TOLERANCE / 10).any():
                break
            J = S * (t * (1 + 2 * l * w))[None] - l[:, None] * (2 * w * (1 + l * w))[None]
            J[diagonal, diagonal] -= c
            step, turned = _solved(J, left)
            l -= step
        u = S[diagonal, diagonal] - l * l
        near = (np.abs(_gradient(S, l, u)) < TOLERANCE).all(axis=0) & (u > 0).all(axis=0)
        near &= _discrepancy(S, l, u) <= _discrepancy(S, loadings, unique) + ROUNDING
        near &= turned == (-1) ** len(S)
        near &= (np.abs(l - loadings) <= FAR * np.sqrt(S[diagonal, diagonal])).all(axis=0)
    rest = ~near
    converged = near.copy()
    if rest.any():
        slow = maximise(S[:, :, rest], loadings[:, rest], unique[:, rest])
        l[:, rest], u[:, rest], converged[rest] = slow.loadings, slow.unique, slow.converged
    return OneFactorSolutions(loadings=l * np.where(l.sum(axis=0) >= 0, 1.0, -1.0), unique=u, converged=converged)


def _solved(J: FloatArray, g: FloatArray) -> tuple[FloatArray, FloatArray]:
    """Solve J x = g (k, B) by elimination without exchange of rows; also return the sign of the determinants.

    Who asks checks what comes of it.
    """
    k = len(J)
    x = np.array(g)
    sign = np.ones(J.shape[2])
    for j in range(k):
        sign *= np.sign(J[j, j])
        factor = J[j + 1 :, j] / J[j, j]
        J[j + 1 :, j + 1 :] -= factor[:, None] * J[j, None, j + 1 :]
        x[j + 1 :] -= factor * x[j]
    for j in reversed(range(k)):
        x[j] -= (J[j, j + 1 :] * x[j + 1 :]).sum(axis=0)
        x[j] /= J[j, j]
    return x, sign


def _descend(
    S: FloatArray, loadings: FloatArray, unique: FloatArray, value: FloatArray, step: FloatArray
) -> tuple[FloatArray, FloatArray, FloatArray, BoolArray]:
    """Take the steps, halving those that raise F; tell which found a place that does not."""
    k = len(loadings)
    size = np.ones(len(value))
    for _ in range(HALVINGS):
        l, u = loadings - size * step[:k], unique - size * step[k:]
        tried = _discrepancy(S, l, u)
        good = tried <= value + ROUNDING
        if good.all():
            break
        size = np.where(good, size, size / 2)
    return l, u, tried, np.asarray(good)


def _polish(
    S: FloatArray, loadings: FloatArray, unique: FloatArray, value: FloatArray, factors: FloatArray
) -> tuple[FloatArray, FloatArray, FloatArray]:
    """Take a few steps with the Hessian of the step before; each stands where the gradient shrinks and F not rises."""
    k = len(loadings)
    gradient = _gradient(S, loadings, unique)
    size = np.abs(gradient).max(axis=0)
    for _ in range(CHORDS):
        if np.count_nonzero(size < TOLERANCE) > len(size) * MOST:
            break
        step = _substituted(factors, gradient)
        l, u = loadings - step[:k], unique - step[k:]
        tried, slope = _discrepancy(S, l, u), _gradient(S, l, u)
        reached = np.abs(slope).max(axis=0)
        good = (tried <= value + ROUNDING) & (reached < size)
        loadings, unique = np.where(good, l, loadings), np.where(good, u, unique)
        gradient = np.where(good, slope, gradient)
        value, size = np.where(good, tried, value), np.where(good, reached, size)
    return loadings, unique, value


def _gradient(S: FloatArray, loadings: FloatArray, unique: FloatArray) -> FloatArray:
    """Return the gradient of F in (loadings, unique variances), (2k, B); Sigma is inverted by Sherman-Morrison."""
    diagonal = np.arange(len(S))
    t = 1 / unique
    w = t * loadings
    c = 1 + (w * loadings).sum(axis=0)
    u = w / c
    tv = t * np.einsum("ijb,jb->ib", S, w)
    s = (loadings * tv).sum(axis=0)
    own = t * t * S[diagonal, diagonal] - 2 * (tv - u * (s / 2)) * u
    return np.concatenate([2 * (u - (tv - u * s) / c), t - u * w - own])


def _discrepancy(S: FloatArray, loadings: FloatArray, unique: FloatArray) -> FloatArray:
    """Return ln|Sigma| + tr(S Sigma^-1), infinite where Sigma is not positive definite."""
    w = loadings / unique
    c = 1 + (w * loadings).sum(axis=0)
    negative = (unique < 0).sum(axis=0)
    # With l l' + diag(u) at most one unique variance may be negative, and then |Sigma| > 0 decides.
    definite = (negative == 0) | ((negative == 1) & (c < 0))
    logdet = np.log(np.abs(unique)).sum(axis=0) + np.log(np.abs(c))
    diagonal = np.arange(len(S))
    within = (w * np.einsum("ijb,jb->ib", S, w)).sum(axis=0)
    trace = (S[diagonal, diagonal] / unique).sum(axis=0) - within / c
    value = np.where(definite, logdet + trace, np.inf)
    return np.where(np.isfinite(value), value, np.inf)


@dataclass(frozen=True, slots=True, eq=False, kw_only=True)
class _Slope:
    """What the second derivatives of F in (loadings, unique variances) are made of.

    With A = Sigma^-1 and M = A S A: ``u`` = A l and ``m`` = M l.
    """

    u: FloatArray
    m: FloatArray
    loadings: FloatArray
    A: FloatArray
    M: FloatArray

    @classmethod
    def at(cls, S: FloatArray, loadings: FloatArray, unique: FloatArray) -> _Slope:
        """Work out the derivatives; Sigma is inverted in closed form (Sherman-Morrison)."""
        diagonal = np.arange(len(S))
        t = 1 / unique
        w = t * loadings
        c = 1 + (w * loadings).sum(axis=0)
        u = w / c
        A = -u[:, None] * w[None]
        A[diagonal, diagonal] += t
        tv = t * np.einsum("ijb,jb->ib", S, w)
        s = (loadings * tv).sum(axis=0)
        m = (tv - u * s) / c
        M = S * t[:, None]
        M *= t[None]
        cross = (tv - u * (s / 2))[:, None] * u[None]
        M -= cross
        M -= cross.transpose(1, 0, 2)
        return cls(u=u, m=m, loadings=loadings, A=A, M=M)

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

    def step(self, gradient: FloatArray) -> tuple[FloatArray, FloatArray | None]:
        """Return Newton's step, where the Hessian is not positive definite that of Fisher scoring, and the factors."""
        H = self.hessian()
        if H.shape[2] == 1 and (alone := _solved_alone(H[:, :, 0], gradient)) is not None:
            return alone, None  # a loop over rows pays for a stack only
        definite = _factor(H)
        step = _substituted(H, gradient)
        if not definite.all():
            expected = self.information()[:, :, ~definite]
            _factor(expected)
            step[:, ~definite] = _substituted(expected, gradient[:, ~definite])
        return step, H


def _solved_alone(H: FloatArray, gradient: FloatArray) -> FloatArray | None:
    """Solve a single system (q, q); None where it is not positive definite."""
    try:
        np.linalg.cholesky(H)
    except np.linalg.LinAlgError:
        return None
    return np.asarray(np.linalg.solve(H, gradient))


def _factor(H: FloatArray) -> BoolArray:
    """Eliminate each matrix of a stack (q, q, B) in place, multipliers below the diagonal; tell which are definite.

    The matrices are symmetric, so a pivot's column is read off its row. Rows are taken in two halves, so that most of
    what lies below the diagonal is left alone.
    """
    q = len(H)
    definite = np.ones(H.shape[2], dtype=bool)
    for j in range(q):
        definite &= H[j, j] > 0
        factor = H[j, j + 1 :] / H[j, j]
        middle = (j + 1 + q) // 2
        for first, last in ((j + 1, middle), (middle, q)):
            H[first:last, first:] -= factor[first - j - 1 : last - j - 1, None] * H[j, None, first:]
        H[j + 1 :, j] = factor
    return definite


def _substituted(factors: FloatArray, g: FloatArray) -> FloatArray:
    """Solve H x = g (q, B) from the factors of H."""
    x = np.array(g)
    q = len(x)
    for j in range(q - 1):
        x[j + 1 :] -= factors[j + 1 :, j] * x[j]
    x /= factors[range(q), range(q)]
    for j in reversed(range(q - 1)):
        x[j] -= np.einsum("ib,ib->b", factors[j + 1 :, j], x[j + 1 :])
    return x
