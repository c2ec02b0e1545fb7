"""The PLS algorithm on stacked correlation matrices: draws are iterated side by side, each until it has settled."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from typing import Literal

import numpy as np
import numpy.typing as npt

from govassess.stats.draws import FloatArray, IntArray
from govassess.stats.path_model.equations import (
    Chain,
    Equation,
    coefficients,
    draws_last,
    nested_equations,
    regressions,
)
from govassess.stats.path_model.model import PathModel

Scheme = Literal["path", "factor"]
TOLERANCE = 1e-7  # largest change of a weight, in draws
ROUNDS = 300
SLOTS = 256  # draws iterated side by side: enough to make up for what a call of numpy costs
CELLS = 2**20  # correlations side by side: of small models more draws find room, in as few calls
FREE = 32  # slots that are free before draws that wait are let in
NEAR = 1e-3  # change of a weight below which steps are foretold: so near a draw ends where plain rounds would
LONGEST = 30.0  # longest step that is foretold, in steps: that of changes which shrink by a thirtieth a round
CONSTANT, COLLINEAR, NO_CONVERGENCE = 1, 2, 3  # what ``failed`` of a solution means
FAILURES = {CONSTANT: "constant_items", COLLINEAR: "collinear", NO_CONVERGENCE: "no_convergence"}


@dataclass(frozen=True, slots=True, eq=False, kw_only=True)
class Solution:
    """Weights, loadings and construct correlations of every draw; NaN where ``failed`` is not 0."""

    weights: FloatArray  # (B, k), scores of variance 1
    loadings: FloatArray  # (B, k), correlation of each item with the score of its own construct
    cross: FloatArray  # (B, J, kept), correlation of score and item, of the items that were to be kept
    correlations: FloatArray  # (B, J, J)
    equations: list[Equation]  # of the model, in its order
    rounds: IntArray  # (B,)
    failed: IntArray  # (B,)


def fit_composites(
    R: FloatArray,
    model: PathModel,
    scheme: Scheme,
    *,
    start: FloatArray | None = None,
    tolerance: float = TOLERANCE,
    omitted: IntArray | None = None,
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
    omitted : array of int (B, 2), optional
        Predictor and outcome of a path that the model of a draw is without; the outcome has other predictors.

    Returns
    -------
    Solution
        With the correlations of all items with all scores.

    Notes
    -----
    A draw's weights are kept at the round that would change none of them by the tolerance, whatever the other draws
    still do: so its result does not depend on the draws beside it. The sign is fixed once a fit: loadings add up
    to more than zero.
    """
    return fit_pieces(
        [R], len(R), model, scheme, start=start, tolerance=tolerance, kept=np.arange(R.shape[1]), omitted=omitted
    )


def fit_pieces(
    pieces: Iterable[FloatArray],
    count: int,
    model: PathModel,
    scheme: Scheme,
    *,
    start: FloatArray | None,
    tolerance: float,
    kept: IntArray,
    omitted: IntArray | None = None,
) -> Solution:
    """Fit the model to ``count`` correlation matrices that come piece by piece; see ``fit_composites``.

    Each draw has a slot while it is iterated. Slots that fall free are given to draws that wait, so that the few
    draws that settle slowly are never iterated by themselves but at the very end. ``kept`` names the items whose
    correlations with all scores are wanted.
    """
    k, J = len(model.items), len(model.constructs)
    found = Solution(
        weights=np.full((count, k), np.nan),
        loadings=np.full((count, k), np.nan),
        cross=np.full((count, J, len(kept)), np.nan),
        correlations=np.full((count, J, J), np.nan),
        equations=[],
        rounds=np.zeros(count, dtype=np.int64),
        failed=np.zeros(count, dtype=np.int64),
    )
    first = np.ones(k) if start is None else start
    waiting = _able(pieces, found.failed)
    slots = _Slots.empty(min(max(SLOTS, CELLS // k**2), count), k)
    least = FREE if count > SLOTS else 0  # draws come in batches of FREE at most; all fit in where there are few
    nested, all_in = nested_equations(model), False
    neighbours = tuple(np.array(side) for side in zip(*model.pairs, strict=True))
    enough = max(tolerance, TOLERANCE)
    with np.errstate(all="ignore"):
        while True:
            all_in = all_in or slots.let_in(waiting, first, least)
            taken = np.count_nonzero(slots.draw >= 0)
            if all_in and not taken:
                break
            if all_in and taken <= len(slots.draw) / 2:  # copying what is left pays only when much less is left
                slots = slots.taken()
            scores = _Scores.of(slots.R, slots.weights, model)
            left_out = None if omitted is None else omitted[slots.draw]
            inner = _inner_weights(scores.C, model, scheme, nested, neighbours, left_out)
            outer = scores.outer(inner, model)
            step = outer - slots.weights
            change = np.abs(step * scores.scale.T[:, model.block]).max(axis=1)
            last = slots.age >= ROUNDS
            # In the last round what the usual tolerance would have let pass is good enough for a tighter one.
            stopped = (slots.draw >= 0) & ((change < np.where(last, enough, tolerance)) | np.isnan(change) | last)
            if stopped.any():
                reason = np.where(np.isnan(change), COLLINEAR, np.where(change < enough, 0, NO_CONVERGENCE))[stopped]
                _keep(found, slots, scores, stopped, reason, kept, model)
            slots.move(outer, step, change)
    return _solved(found, model)


@dataclass(frozen=True, slots=True, eq=False, kw_only=True)
class _Slots:
    """Draws that are iterated side by side, each in a slot; arrays are filled in place."""

    R: FloatArray  # (slots, k, k)
    weights: FloatArray  # (slots, k), to be scaled
    outer: FloatArray  # (slots, k), what the round before made of its weights; NaN in a draw's first round
    step: FloatArray  # (slots, k), how far that was from those weights
    draw: IntArray  # (slots,), the number of the draw; -1: the slot is free
    age: IntArray  # (slots,), rounds

    @classmethod
    def empty(cls, count: int, k: int) -> _Slots:
        """Return slots that are free."""
        return cls(
            R=np.zeros((count, k, k)),
            weights=np.ones((count, k)),
            outer=np.full((count, k), np.nan),
            step=np.full((count, k), np.nan),
            draw=np.full(count, -1),
            age=np.zeros(count, dtype=np.int64),
        )

    def let_in(self, waiting: Iterator[tuple[IntArray, FloatArray]], start: FloatArray, least: int) -> bool:
        """Give free slots to draws that wait, while at least so many are free; tell whether nobody waits any more."""
        free = np.flatnonzero(self.draw < 0)
        while len(free) >= least:
            new = next(waiting, None)
            if new is None:
                return True
            at, free = free[: len(new[0])], free[len(new[0]) :]
            self.draw[at], self.R[at] = new
            self.weights[at], self.outer[at], self.age[at] = start, np.nan, 0
        return False

    def move(self, outer: FloatArray, step: FloatArray, change: FloatArray) -> None:
        """Go on to the next round's weights: to ``outer``, and near the end to where such steps would lead.

        The secant through the last two rounds, which steps nearly alike make worth a third of the rounds (Anderson,
        1965, with one step remembered). Only near the end, and no far leap: where a draw has several solutions,
        it is to come to that of the plain algorithm.
        """
        turn = step - self.step
        ahead = np.einsum("bk,bk->b", turn, step) / np.einsum("bk,bk->b", turn, turn)
        foretold = (change < NEAR) & (np.abs(ahead) < LONGEST)
        self.weights[:] = outer
        self.weights[foretold] -= ahead[foretold, None] * (outer - self.outer)[foretold]
        self.outer[:], self.step[:] = outer, step
        self.age[:] += 1

    def taken(self) -> _Slots:
        """Return the slots that are taken."""
        at = np.flatnonzero(self.draw >= 0)
        return _Slots(
            R=self.R[at],
            weights=self.weights[at],
            outer=self.outer[at],
            step=self.step[at],
            draw=self.draw[at],
            age=self.age[at],
        )


def _able(pieces: Iterable[FloatArray], failed: IntArray) -> Iterator[tuple[IntArray, FloatArray]]:
    """Yield the draws without a constant item, numbered and a few at a time; note the others in ``failed``."""
    first = 0
    for R in pieces:
        constant = np.isnan(np.einsum("bii->bi", R)).any(axis=1)
        failed[first : first + len(R)][constant] = CONSTANT
        able = np.flatnonzero(~constant)
        chosen = R[able] if constant.any() else R
        for start in range(0, len(able), FREE):
            yield first + able[start : start + FREE], chosen[start : start + FREE]
        first += len(R)


@dataclass(frozen=True, slots=True, eq=False, kw_only=True)
class _Scores:
    """What the next round needs of the scores that some weights give; ``cross`` is of scores not yet scaled."""

    weights: FloatArray  # (B, k), scaled
    cross: FloatArray  # (B, J, k), covariance of score and item
    C: FloatArray  # (J, J, B), correlations of the scores
    scale: FloatArray  # (J, B), 1 over the standard deviation

    @classmethod
    def of(cls, R: FloatArray, w: FloatArray, model: PathModel) -> _Scores:
        """Score weights (B, k): a construct has weights for its own items only, so blocks are multiplied, not R."""
        B, k, J = *w.shape, len(model.constructs)
        cross, covariance = np.empty((B, J, k)), np.empty((B, J, J))
        for of, at, size in model.runs:
            own = w[:, at].reshape(B, -1, size)
            np.matmul(own[:, :, None], R[:, at].reshape(B, -1, size, k), out=cross[:, of, None])
        for of, at, size in model.runs:
            by_block = cross[:, :, at].reshape(B, J, -1, size).swapaxes(1, 2)
            np.matmul(by_block, w[:, at].reshape(B, -1, size, 1), out=covariance[:, of, :, None])
        C = draws_last(covariance)
        scale = 1 / np.sqrt(C[range(J), range(J)])
        C *= scale[:, None]
        C *= scale
        return cls(weights=w * scale.T[:, model.block], cross=cross, C=C, scale=scale)

    def outer(self, inner: FloatArray, model: PathModel) -> FloatArray:
        """Return the covariance (B, k) of each item with its construct's proxy, the sum of neighbours: mode A."""
        B, J, k = self.cross.shape
        out = np.empty((B, k))
        proxy = np.ascontiguousarray((inner * self.scale).transpose(2, 0, 1))
        for of, at, size in model.runs:
            by_block = self.cross[:, :, at].reshape(B, J, -1, size).swapaxes(1, 2)
            np.matmul(proxy[:, of, None], by_block, out=out[:, at].reshape(B, -1, 1, size))
        return out


def fit_scores(R: FloatArray, w: FloatArray, model: PathModel) -> tuple[FloatArray, FloatArray]:
    """Return the correlations of scores and items (B, J, k) and of the scores (J, J, B) for weights (B, k)."""
    scores = _Scores.of(R, w, model)
    return scores.cross * scores.scale.T[:, :, None], scores.C


def _keep(
    found: Solution,
    slots: _Slots,
    scores: _Scores,
    stopped: npt.NDArray[np.bool_],
    reason: IntArray,
    kept: IntArray,
    model: PathModel,
) -> None:
    """Write down the draws that have stopped, and free their slots."""
    draw = slots.draw[stopped]
    slots.draw[stopped] = -1
    found.failed[draw] = reason
    good = reason == 0
    draw, at = draw[good], np.flatnonzero(stopped)[good]
    found.rounds[draw] = slots.age[at]
    found.weights[draw] = scores.weights[at]
    cross = scores.cross[at] * scores.scale.T[at][:, :, None]
    found.loadings[draw] = cross[:, model.block, np.arange(len(model.items))]
    found.cross[draw] = cross[:, :, kept]
    found.correlations[draw] = scores.C[:, :, at].transpose(2, 0, 1)


def _inner_weights(
    C: FloatArray,
    model: PathModel,
    scheme: Scheme,
    nested: list[Chain],
    neighbours: tuple[IntArray, ...],
    omitted: IntArray | None,
) -> FloatArray:
    """Return the weight of each neighbour (second axis) in the proxy of each construct, (J, J, B)."""
    x, y = neighbours
    inner = np.zeros_like(C)
    inner[x, y] = C[x, y]
    if scheme == "factor":
        inner[y, x] = C[x, y]
    elif omitted is None:
        for chain in nested:
            for (xs, ys), b in zip(chain, coefficients(C, chain), strict=True):
                for outcome, slopes in zip(ys, b, strict=True):
                    for predictor, slope in zip(xs, slopes, strict=True):
                        inner[outcome, predictor] = slope
    else:
        for outcome, xs in model.equations:
            inner[outcome, list(xs)] = next(coefficients(_apart(C, outcome, omitted), [(xs, [outcome])]))[0]
    if omitted is not None:
        draw = np.arange(len(omitted))
        x, y = omitted.T
        inner[y, x, draw] = 0
        # A construct that this was the only path of stays in sight of the outcome: nothing depends on it any more.
        alone = np.bincount(np.ravel(model.pairs), minlength=len(C)) == 1
        inner[x, y, draw] *= alone[x]
    return inner


def _apart(C: FloatArray, outcome: int, omitted: IntArray) -> FloatArray:
    """Return correlations in which what is omitted from the outcome's equation is related to nothing."""
    C = C.copy()
    at = np.flatnonzero(omitted[:, 1] == outcome)
    x = omitted[at, 0]
    C[x, :, at] = 0
    C[:, x, at] = 0
    return C


def _solved(found: Solution, model: PathModel) -> Solution:
    """Fix the signs, and find the draws whose regressions have no answer."""
    sign = np.where(np.add.reduceat(found.loadings, model.starts, axis=1) < 0, -1.0, 1.0)
    C = found.correlations * (sign[:, None, :] * sign[:, :, None])
    equations = regressions(draws_last(C), model)
    singular = np.any([np.isnan(one.r2) for one in equations], axis=0) & (found.failed == 0)
    sign[singular] = np.nan
    C[singular] = np.nan
    own = sign[:, model.block]
    return Solution(
        weights=found.weights * own,
        loadings=found.loadings * own,
        cross=found.cross * sign[:, :, None],
        correlations=C,
        equations=equations,
        rounds=found.rounds,
        failed=np.where(singular, COLLINEAR, found.failed),
    )
