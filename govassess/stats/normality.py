"""Tests of a normal distribution: Shapiro-Wilk, Jarque-Bera, Lilliefors."""

from __future__ import annotations

from math import acos, exp, log, pi, sqrt
from typing import Any

import numpy as np
import numpy.typing as npt
from numpy.polynomial.polynomial import polyval
from scipy.special import chdtrc, ndtr

from govassess.stats.draws import FloatArray
from govassess.stats.lilliefors_table import BEYOND, CURVE, PERCENTAGES, QUANTILES, SLOPE

LARGEST, NEXT = (
    (0.0, 0.221157, -0.147981, -2.07119, 4.434685, -2.706056),
    (0.0, 0.042981, -0.293762, -1.752461, 5.682633, -3.582633),
)
"""Polynomials in 1/sqrt(n) of the two outermost weights of W (Royston, 1992)."""

SMALL_MEAN, SMALL_SPREAD, SMALL_END = (
    (0.5440, -0.39978, 0.025054, -0.0006714),
    (1.3822, -0.77857, 0.062767, -0.0020322),
    (-2.273, 0.459),
)
"""Of up to 11 values: mean and logarithm of the spread of the transformed W, and the end of its range, in n."""

MEAN, SPREAD = (-1.5861, -0.31082, -0.083751, 0.0038915), (-0.4803, -0.082676, 0.0030302)
"""Of more values: the same two, in log n."""

SMALL = 11
LEAST_P = 1e-19


def shapiro_wilk(values: FloatArray) -> tuple[float, float]:
    """Return W and its p.

    Parameters
    ----------
    values : array (n,)
        3 to 5,000 values that are not all the same.

    Returns
    -------
    float, float

    Notes
    -----
    W is the squared correlation of the sorted values with Royston's weights; p from a normal distribution of log(1 - W)
    (from 12 values on), exact for three. The normal quantiles and tail areas are those of the published algorithm (AS
    111 and AS 66, nine digits), so that W and p are those of other programs to all digits that these print.

    References
    ----------
    Royston, P. (1992). Approximating the Shapiro-Wilk W-test for non-normality. *Statistics and Computing*, 2,
    117-119; (1995). Remark AS R94. *Applied Statistics*, 44, 547-551.

    Examples
    --------
    >>> w, p = shapiro_wilk(np.array([148.0, 154, 158, 160, 161, 162, 166, 170, 182, 195, 236]))
    >>> round(w, 4), round(p, 5)
    (0.7888, 0.0067)
    """
    n = len(values)
    x = np.sort(values)
    x = (x - x[n // 2]) / (x[-1] - x[0])
    weights = _weights(n)
    a, x = weights - weights.mean(), x - x.mean()
    own, spread, shared = float(a @ a), float(x @ x), float(a @ x)
    root = sqrt(own * spread)
    apart = (root - shared) * (root + shared) / (own * spread)
    w = 1 - apart
    if n == 3:
        return (0.75, 0.0) if w < 0.75 else (w, 1 - 6 / pi * acos(sqrt(w)))
    y = log(apart)
    if n > SMALL:
        return w, _tail_area(float((y - polyval(log(n), MEAN)) / exp(polyval(log(n), SPREAD))))
    end = polyval(n, SMALL_END)
    if y >= end:
        return w, LEAST_P
    return w, _tail_area(float((-log(end - y) - polyval(n, SMALL_MEAN)) / exp(polyval(n, SMALL_SPREAD))))


def _weights(n: int) -> FloatArray:
    """Return the weights of the sorted values in W, antisymmetric; of odd n the middle one is zero."""
    half = n // 2
    if n == 3:
        upper = np.array([sqrt(0.5)])
    else:
        expected = -_normal_quantiles((np.arange(1, half + 1) - 0.375) / (n + 0.25))  # of the largest values first
        total = 2 * float(expected @ expected)
        outer = np.array([polyval(1 / sqrt(n), terms) for terms in (LARGEST, NEXT)[: 1 if n < 6 else 2]])
        outer = outer + expected[: len(outer)] / sqrt(total)
        left = total - 2 * float(expected[: len(outer)] @ expected[: len(outer)])
        upper = expected / sqrt(left / (1 - 2 * float(outer @ outer)))
        upper[: len(outer)] = outer
    return np.concatenate([-upper, np.zeros(n % 2), upper[::-1]])


def _normal_quantiles(p: npt.NDArray[np.floating[Any]]) -> FloatArray:
    """Return normal quantiles of shares below one half (Beasley & Springer, 1977, AS 111)."""
    q = p - 0.5
    r = q * q
    top = polyval(r, (2.50662823884, -18.61500062529, 41.39119773534, -25.44106049637))
    central = q * top / polyval(r, (1, -8.47351093090, 23.08336743743, -21.06224101826, 3.13082909833))
    s = np.sqrt(-np.log(p))
    top = polyval(s, (-2.78718931138, -2.29796479134, 4.85014127135, 2.32121276858))
    return np.where(np.abs(q) <= 0.42, central, -top / polyval(s, (1, 3.54388924762, 1.63706781897)))


def _tail_area(z: float) -> float:
    """Return the normal distribution's area above z (Hill, 1973, AS 66)."""
    size = abs(z)
    if size > (38 if z > 0 else 7):
        return 0.0 if z > 0 else 1.0
    y = size * size / 2
    if size <= 1.28:
        inner = y + 5.75885480458 - 29.8213557808 / (y + 2.62433121679 + 48.6959930692 / (y + 5.92885724438))
        area = 0.5 - size * (0.398942280444 - 0.399903438504 * y / inner)
    else:
        fraction = size - 0.151679116635
        fraction += 5.29330324926 / (
            size + 4.8385912808 - 15.1508972451 / (size + 0.742380924027 + 30.789933034 / (size + 3.99019417011))
        )
        fraction = size - 3.8052e-8 + 1.00000615302 / (size + 3.98064794e-4 + 1.98615381364 / fraction)
        area = 0.398942280385 * exp(-y) / fraction
    return area if z > 0 else 1 - area


def jarque_bera(values: FloatArray) -> tuple[float, float]:
    """Return n/6 (g1^2 + g2^2/4) of the skewness g1 and excess kurtosis g2, and its p by chi2 with 2 df.

    Examples
    --------
    >>> round(jarque_bera(np.array([-1.0, 0, 1]))[0], 5)
    0.28125
    """
    centred = values - values.mean()
    squares = centred**2
    variance = float(squares.mean())
    skewness = float((squares * centred).mean()) / variance**1.5
    excess = float((squares**2).mean()) / variance**2 - 3
    statistic = len(values) / 6 * (skewness**2 + excess**2 / 4)
    return statistic, float(chdtrc(2, statistic))


def lilliefors(values: FloatArray) -> tuple[float, float]:
    """Return the largest distance of the values' distribution from the normal one of their mean and SD, and its p.

    p is interpolated in a simulated table, between .001 and .99.

    References
    ----------
    Lilliefors, H. W. (1967). On the Kolmogorov-Smirnov test for normality with mean and variance unknown. *J. of the
    American Statistical Association*, 62, 399-402.

    Examples
    --------
    >>> distance, p = lilliefors(np.array([1.0, 2, 3, 4, 20]))
    >>> round(distance, 4), round(p, 4)
    (0.3999, 0.009)
    """
    n = len(values)
    below = ndtr(np.sort((values - values.mean()) / values.std(ddof=1)))
    steps = np.arange(n + 1) / n
    distance = float(max((steps[1:] - below).max(), (below - steps[:-1]).max()))
    sizes = np.array(list(QUANTILES))
    if n > sizes[-1]:
        quantiles = np.exp(np.array(BEYOND) + SLOPE * log(n) + CURVE * log(n) ** 2)
    else:
        table = np.array(list(QUANTILES.values()))
        quantiles = np.array([np.interp(n, sizes, column) for column in table.T])
    return distance, float(np.interp(distance, quantiles, 1 - np.array(PERCENTAGES) / 100))
