"""An admissible optimum of a model of factors, sought among admissible values where the free search left them."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import replace

import numpy as np

from govassess.stats.draws import FloatArray, IntArray
from govassess.stats.factor_discrepancy import FactorDiscrepancy
from govassess.stats.optimum import Optimum, minimise

WEAK = (0.1, 0.3)  # loadings to start from besides: the smaller, the further from a unique variance of zero


def search_within(R: FloatArray, factor_of: IntArray, starts: Iterable[FloatArray] = ()) -> Optimum | None:
    """Return the lowest optimum with positive unique variances and factor correlations below one; None: none is found.

    Small samples can have such an optimum beside values without bound (a unique variance that falls for ever) for
    which F is lower still. Each search starts from admissible values and takes no step out of them; what it ends in
    counts only where it is an optimum of F itself and not the edge.

    Parameters
    ----------
    R : array (k, k)
        Correlations.
    factor_of : array of int (k,)
        The factor, from 0, on which each item loads.
    starts : iterable of array
        Places to start from, as in ``FactorDiscrepancy``, besides those of weak loadings and no correlation.

    Examples
    --------
    >>> R = np.array([[1, 0.72, 0.56], [0.72, 1, 0.63], [0.56, 0.63, 1]])
    >>> found = search_within(R, np.zeros(3, dtype=np.int64))
    >>> found.place[:3].round(6).tolist()
    [0.8, 0.9, 0.7]
    """
    free = FactorDiscrepancy.of(R, factor_of)
    within = replace(free, admissible_only=True)
    k, pairs = len(R), len(free.pairs[0])
    weak = [np.concatenate([np.full(k, each), np.full(k, 1 - each**2), np.zeros(pairs)]) for each in WEAK]
    ends = [minimise(within, start) for start in (*starts, *weak) if np.isfinite(within.value(start))]
    good = [end for end in ends if end.found and free.is_admissible(end.place)]
    return min(good, key=lambda end: end.value, default=None)
