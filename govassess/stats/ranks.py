"""Ranks of means of answers: what differs by the rounding of floating point alone is tied."""

from __future__ import annotations

import numpy as np
import numpy.typing as npt
import pandas as pd

from govassess.stats.draws import FloatArray
from govassess.stats.rounding import settled


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
    Values that differ by rounding alone are tied (``rounding.settled``): a mean of answers may come out as two floats
    that differ in the last digit, by the order in which the answers were added up.

    Examples
    --------
    >>> midranks([1 / 3 + 1 / 3 + 1 / 3, 1.0, 0.5, (0.1 + 0.2) / 0.3]).tolist()
    [3.0, 3.0, 1.0, 3.0]
    """
    return np.asarray(pd.Series(settled(values)).rank(), dtype=np.float64)
