"""The regressions of scores on scores, from their correlations, for all draws at once."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

import numpy as np

from govassess.stats.draws import FloatArray
from govassess.stats.path_model.model import PathModel

SINGULAR = 1e-10  # what is left of a predictor's variance given those before it
Chain = list[tuple[tuple[int, ...], list[int]]]


@dataclass(frozen=True, slots=True, eq=False, kw_only=True)
class Equation:
    """One inner regression in every draw: standardised coefficients, VIF, R2; NaN where it is singular."""

    b: FloatArray  # (p, B)
    vif: FloatArray  # (p, B)
    r2: FloatArray  # (B,)


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
    return np.ascontiguousarray(C.transpose(1, 2, 0))


def nested_equations(model: PathModel) -> list[Chain]:
    """Return chains of equations (predictors, outcomes), the predictors beginning with those of the one before."""
    shared: dict[frozenset[int], list[int]] = {}
    for y, xs in model.equations:
        shared.setdefault(frozenset(xs), []).append(y)
    nested: list[Chain] = []
    for names, ys in sorted(shared.items(), key=lambda one: (len(one[0]), sorted(one[0]))):
        chain = next((chain for chain in nested if set(chain[-1][0]) < names), None)
        if chain is None:
            nested.append([(tuple(sorted(names)), ys)])
        else:
            before = chain[-1][0]
            chain.append(((*before, *sorted(names.difference(before))), ys))
    return nested


def coefficients(C: FloatArray, chain: Chain) -> Iterator[FloatArray]:
    """Yield the coefficients (outcomes, p, B) of each equation of a chain, from correlations (J, J, B).

    One elimination serves the whole chain: what it leaves after the first p predictors is the equation on these.
    """
    order = chain[-1][0]
    p = len(order)
    columns = [*order, *dict.fromkeys(y for _, ys in chain for y in ys if y not in order)]
    A = C[np.ix_(order, columns)]
    A[range(p), range(p)] = 1
    for j in range(p):
        pivot = A[j, j]
        pivot[~(pivot > SINGULAR)] = np.nan
        column = A[j, j + 1 : p].copy()
        A[j, j + 1 :] /= pivot
        A[j + 1 :, j + 1 :] -= column[:, None] * A[j, None, j + 1 :]
    for xs, ys in chain:
        b = A[: len(xs), [columns.index(y) for y in ys]]
        for i in range(len(xs) - 1, 0, -1):
            b[:i] -= A[:i, i, None] * b[i]
        yield b.swapaxes(0, 1)
