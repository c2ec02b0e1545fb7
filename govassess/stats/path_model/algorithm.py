"""The PLS algorithm on stacked correlation matrices: all draws of a block are iterated together."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Literal

import numpy as np
import numpy.typing as npt

from govassess.stats.draws import FloatArray, IntArray
from govassess.stats.path_model.model import PathModel

Scheme = Literal["path", "factor"]
TOLERANCE = 1e-7  # largest change of a weight, in draws
ROUNDS = 300
SINGULAR = 1e-10  # what is left of a predictor's variance given those before it
CONSTANT, COLLINEAR, NO_CONVERGENCE = 1, 2, 3  # what ``failed`` of a solution means
FAILURES = {CONSTANT: "constant_items", COLLINEAR: "collinear", NO_CONVERGENCE: "no_convergence"}


@dataclass(frozen=True, slots=True, eq=False, kw_only=True)
class Solution:
    """Weights, cross-loadings and construct correlations of every draw; NaN where ``failed`` is not 0."""

    weights: FloatArray  # (B, k), scores of variance 1
    cross: FloatArray  # (B, k, J), correlation of item and score
    correlations: FloatArray  # (B, J, J)
    rounds: IntArray  # (B,)
    failed: IntArray  # (B,)


@dataclass(frozen=True, slots=True, eq=False, kw_only=True)
class Equation:
    """One inner regression in every draw: standardised coefficients, VIF, R2; NaN where it is singular."""

    b: FloatArray  # (p, B)
    vif: FloatArray  # (p, B)
    r2: FloatArray  # (B,)


def fit_composites(
    R: FloatArray,
    model: PathModel,
    scheme: Scheme,
    *,
    start: FloatArray | None = None,
    tolerance: float = TOLERANCE,
) -> Solution:
    """Fit the model to correlation matrices by mode A.

    Parameters
    ----------
    R : array (B, k, k)
        Correlations of the items in the order of the model; NaN with a constant item.
    model : PathModel
    scheme : "path" or "factor"
    start : array (k,), optional
        Weights to begin with; equal ones without it.
    tolerance : float
        Largest change of a weight at which a draw stops.

    Returns
    -------
    Solution

    Notes
    -----
    A draw's weights are kept at the round in which it converges, whatever the other draws still do: so its
    result does not depend on the draws beside it. The sign is fixed once a fit: loadings add up to more than
    zero.
    """
    B, k = R.shape[:2]
    weights = np.full((B, k), np.nan)
    rounds = np.zeros(B, dtype=np.int64)
    failed = np.where(np.isnan(np.einsum("bii->bi", R)).any(axis=1), CONSTANT, 0)
    active = np.flatnonzero(failed == 0)
    left = R if len(active) == B else R[active]
    first = np.ones(k) if start is None else start
    with np.errstate(divide="ignore", invalid="ignore"):
        w, cross, C = fit_scores(left, np.broadcast_to(first, (len(active), k)).copy(), model)
        open_ = np.ones(len(active), dtype=bool)
        enough = max(tolerance, TOLERANCE)
        for done_rounds in range(1, ROUNDS + 1):
            if not open_.any():
                break
            if open_.mean() <= 0.5:  # copying what is left pays only when much less is left
                left, w, cross, C = left[open_], w[open_], cross[open_], C[open_]
                active = active[open_]
                open_ = np.ones(len(active), dtype=bool)
            inner, singular = _inner_weights(C, model, scheme)
            before = w
            w, cross, C = fit_scores(left, _outer_weights(cross, inner, model), model)
            change = np.abs(w - before).max(axis=1)
            # In the last round what the usual tolerance would have let pass is good enough for a tighter one.
            stopped = open_ & ((change < (tolerance if done_rounds < ROUNDS else enough)) | singular)
            weights[active[stopped]] = w[stopped]
            rounds[active[stopped]] = done_rounds
            failed[active[open_ & singular]] = COLLINEAR
            open_ &= ~stopped
        failed[active[open_]] = NO_CONVERGENCE
        return _solved(R, weights, rounds, failed, model)


def regress(C: FloatArray, outcomes: Sequence[int], predictors: Sequence[int]) -> list[Equation]:
    """Regress scores on the same other scores, from correlations ``C`` (J, J, B), draws last.

    Notes
    -----
    The sweep operator on [R_x, R_xy; R_yx, R_y], elementwise over the draws: after sweeping the predictors the
    right upper part holds b, the diagonal 1 - R2 and minus that of the inverse of R_x. For a handful of predictors
    this is many times faster than a stack of solves.

    References
    ----------
    Goodnight, J. H. (1979). A tutorial on the SWEEP operator. *The American Statistician*, 33, 149-158.
    """
    at = np.array([*predictors, *outcomes])
    p = len(predictors)
    A = C[at[:, None], at]
    A[range(len(at)), range(len(at))] = 1
    for j in range(p):
        pivot = A[j, j].copy()
        pivot[~(pivot > SINGULAR)] = np.nan
        row = A[j] / pivot
        column = A[:, j].copy()
        A -= column[:, None] * row[None]
        A[:, j] = column / pivot
        A[j] = row
        A[j, j] = -1 / pivot
    vif = -A[range(p), range(p)]
    return [Equation(b=A[:p, i], vif=vif, r2=1 - A[i, i]) for i in range(p, len(at))]


def regressions(C: FloatArray, model: PathModel) -> list[Equation]:
    """Return the equations of the model in its order, from correlations ``C`` (J, J, B) of the scores."""
    shared: dict[tuple[int, ...], list[int]] = {}
    for y, xs in model.equations:
        shared.setdefault(xs, []).append(y)
    found = {y: one for xs, ys in shared.items() for y, one in zip(ys, regress(C, ys, xs), strict=True)}
    return [found[y] for y, _ in model.equations]


def draws_last(C: FloatArray) -> FloatArray:
    """Return (B, J, J) as (J, J, B), in one piece."""
    return np.ascontiguousarray(np.moveaxis(C, 0, -1))


def fit_scores(R: FloatArray, w: FloatArray, model: PathModel) -> tuple[FloatArray, FloatArray, FloatArray]:
    """Scale weights (B, k) to scores of variance 1; return them, items' and scores' correlations with scores."""
    k, J = len(model.items), len(model.constructs)
    spread = np.zeros((len(w), k, J))
    spread[:, np.arange(k), model.block] = w
    cross = R @ spread
    C = np.add.reduceat(w[:, :, None] * cross, model.starts, axis=1)
    scale = 1 / np.sqrt(np.einsum("bjj->bj", C))
    cross *= scale[:, None, :]
    C *= scale[:, None, :] * scale[:, :, None]
    return w * scale[:, model.block], cross, C


def _outer_weights(cross: FloatArray, inner: FloatArray, model: PathModel) -> FloatArray:
    """Return the correlation of each item with its construct's proxy, the sum of neighbours: mode A."""
    return np.asarray(np.einsum("bkj,bkj->bk", cross, inner[:, model.block]))


def _inner_weights(C: FloatArray, model: PathModel, scheme: Scheme) -> tuple[FloatArray, npt.NDArray[np.bool_]]:
    """Return the weight of each neighbour (last axis) in the proxy of each construct, and where it is undefined."""
    inner = np.zeros_like(C)
    if scheme == "factor":
        for x, y in model.pairs:
            inner[:, x, y] = inner[:, y, x] = C[:, x, y]
        return inner, np.asarray(np.isnan(inner).any(axis=(1, 2)))
    for (y, xs), found in zip(model.equations, regressions(draws_last(C), model), strict=True):
        inner[:, y, list(xs)] = found.b.T
        for x in xs:
            inner[:, x, y] = C[:, x, y]
    return inner, np.asarray(np.isnan(inner).any(axis=(1, 2)))


def _solved(R: FloatArray, weights: FloatArray, rounds: IntArray, failed: IntArray, model: PathModel) -> Solution:
    """Take correlations from the final weights, find regressions without an answer and fix the signs."""
    weights[failed > 0] = np.nan
    weights, cross, C = fit_scores(R, weights, model)
    singular = np.any([np.isnan(found.r2) for found in regressions(draws_last(C), model)], axis=0) & (failed == 0)
    own = cross[:, np.arange(len(model.items)), model.block]
    sign = np.where(np.add.reduceat(own, model.starts, axis=1) < 0, -1.0, 1.0)
    sign[singular] = np.nan
    return Solution(
        weights=weights * sign[:, model.block],
        cross=cross * sign[:, None, :],
        correlations=C * sign[:, None, :] * sign[:, :, None],
        rounds=rounds,
        failed=np.where(singular, COLLINEAR, failed),
    )
