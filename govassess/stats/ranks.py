"""Ranks of means of answers: what differs by the rounding of floating point alone is tied."""

from __future__ import annotations

import numpy as np
import numpy.typing as npt
import pandas as pd

from govassess.stats.draws import FloatArray

DIGITS = 12  # significant digits, of the largest value, that tell two values apart


def settled(values: npt.ArrayLike) -> FloatArray:
    """Return values in which those that agree to 12 significant digits of the largest are one and the same.

    Parameters
    ----------
    values : array (n,)
        Finite numbers.

    Returns
    -------
    array (n,)
        Each value, or the first one met of those that agree with it.

    Examples
    --------
    >>> 0.1 + 0.2 == 0.3, len(set(settled([0.1 + 0.2, 0.3]).tolist()))
    (False, 1)
    """
    found = np.asarray(values, dtype=float)
    largest = np.abs(found).max(initial=0)
    if largest == 0:
        return found
    _, first, places = np.unique(np.round(found / largest, DIGITS), return_index=True, return_inverse=True)
    return np.asarray(found[first][places.reshape(found.shape)])


def midranks(values: npt.ArrayLike) -> FloatArray:
    """Return ranks from 1, ties at the mean of their ranks.

    Parameters
    ----------
    values : array (n,)
        Finite numbers.

    Returns
    -------
    array (n,)

    Notes
    -----
    Values that agree to 12 significant digits of the largest are tied: a mean of answers may come out as two floats
    that differ in the last digit, by the order in which the answers were added up.

    Examples
    --------
    >>> midranks([1 / 3 + 1 / 3 + 1 / 3, 1.0, 0.5, (0.1 + 0.2) / 0.3]).tolist()
    [3.0, 3.0, 1.0, 3.0]
    """
    return np.asarray(pd.Series(settled(values)).rank(), dtype=np.float64)
