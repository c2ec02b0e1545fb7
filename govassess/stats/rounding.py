"""What floating point makes of equal numbers: how far apart they may come out, whatever their mean."""

from __future__ import annotations

import numpy as np
import numpy.typing as npt

from govassess.stats.draws import FloatArray

UNITS = 64  # in the last place of the largest value: more than sums of some dozens of answers gather
SHARE = 1e-12  # of the spread: a step that small is rounding


def coarseness(values: npt.ArrayLike) -> float:
    """Return how far apart two values that are equal may come out: 64 units in the last place of the largest.

    A spread is compared with this and never with a share of the mean, so that a shift of all values does not decide
    what counts as equal until floating point cannot hold the difference.

    Examples
    --------
    >>> coarseness([1e9, 1e9 + 1]) < 1e-4
    True
    """
    return UNITS * float(np.finfo(float).eps) * float(np.abs(np.asarray(values, dtype=float)).max(initial=0))


def constant_columns(values: FloatArray) -> npt.NDArray[np.bool_]:
    """Return which columns of a complete table (n, p) hold one value, but for rounding.

    Examples
    --------
    >>> constant_columns(np.array([[0.3, 1e9], [0.1 + 0.2, 1e9 + 1]])).tolist()
    [True, False]
    """
    if len(values) == 0:
        return np.ones(values.shape[1], dtype=bool)
    largest = np.abs(values).max(axis=0)
    with np.errstate(invalid="ignore"):  # infinity less infinity
        spread = np.ptp(values, axis=0)
    return np.asarray(np.isfinite(largest) & (spread <= UNITS * np.finfo(float).eps * largest))


def is_constant(values: FloatArray) -> bool:
    """Return whether a variable (n,) holds one value, but for rounding.

    Examples
    --------
    >>> is_constant(np.array([0.3, 0.1 + 0.2])), is_constant(np.array([1e12, 1e12 + 1]))
    (True, False)
    """
    return bool(constant_columns(values[:, None])[0])


def settled(values: npt.ArrayLike) -> FloatArray:
    """Return values in which those that differ by rounding alone are one and the same.

    Parameters
    ----------
    values : array (n,)
        Finite numbers.

    Returns
    -------
    array (n,)
        Each value, or the first one met of those that are equal to it.

    Notes
    -----
    In order of size, a value is equal to the one before it where the step between them is no more than 1e-12 of the
    spread, or no more than ``coarseness``: both are the same after a shift.

    Examples
    --------
    >>> 0.1 + 0.2 == 0.3, len(set(settled([0.1 + 0.2, 0.3]).tolist()))
    (False, 1)
    """
    found = np.asarray(values, dtype=float)
    if found.size < 2:
        return found
    order = np.argsort(found, kind="stable")
    ordered = found[order]
    least = max(SHARE * float(ordered[-1] - ordered[0]), coarseness(found))
    starts = np.flatnonzero(np.append(True, np.diff(ordered) > least))
    first = np.minimum.reduceat(order, starts)
    out = np.empty_like(found)
    out[order] = np.repeat(found[first], np.diff(np.append(starts, found.size)))
    return out
