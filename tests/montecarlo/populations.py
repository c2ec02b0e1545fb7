"""Populations whose true values are known exactly, and samples of them."""

from __future__ import annotations

from collections.abc import Sequence
from functools import cache
from typing import Any

import numpy as np
from numpy.typing import NDArray
from scipy.special import ndtr, ndtri

Array = NDArray[Any]
Shares = tuple[float, ...]

SYMMETRIC: Shares = (0.10, 0.20, 0.40, 0.20, 0.10)
AGREEING: Shares = (0.03, 0.07, 0.20, 0.45, 0.25)
"""Shares of the answers 1 to 5: as many disagree as agree, and as public servants mostly answer."""

NODES = 120


def cuts(shares: Shares) -> Array:
    """Where a standard normal variable is cut so that the categories have these shares."""
    return np.asarray(ndtri(np.cumsum(shares)[:-1]))


def answers(latent: Array, shares: Shares) -> Array:
    """Scale points 1, 2, ... of standard normal values."""
    return np.searchsorted(cuts(shares), latent) + 1.0


def mean_answer(shares: Shares) -> float:
    return float(np.dot(np.arange(1, len(shares) + 1), shares))


@cache
def answers_covariance(shares: Shares, loadings: tuple[float, ...]) -> Array:
    """The covariances of answers cut from one factor, by quadrature over it: given the factor, items are independent."""
    at, weight = np.polynomial.hermite_e.hermegauss(NODES)
    weight = weight / weight.sum()
    l = np.array(loadings)[:, None, None]
    expected = 1 + ndtr((l * at[None, :, None] - cuts(shares)) / np.sqrt(1 - l**2)).sum(axis=-1)  # (items, nodes)
    centred = expected - mean_answer(shares)
    found = (centred * weight) @ centred.T
    points = np.arange(1, len(shares) + 1)
    np.fill_diagonal(found, np.dot(points**2, shares) - mean_answer(shares) ** 2)
    return found


def true_alpha(shares: Shares, loadings: tuple[float, ...]) -> float:
    S = answers_covariance(shares, loadings)
    k = len(S)
    return float(k / (k - 1) * (1 - np.trace(S) / S.sum()))


def one_factor_answers(rng: np.random.Generator, n: int, shares: Shares, loadings: Sequence[float]) -> Array:
    """Answers (n, k) cut from one factor and normal specific parts."""
    l = np.array(loadings)
    latent = rng.normal(size=(n, 1)) * l + rng.normal(size=(n, len(l))) * np.sqrt(1 - l**2)
    return answers(latent, shares)


def agencies(rng: np.random.Generator, count: int, smallest: int, largest: int) -> Array:
    """The agency of each respondent; sizes are drawn evenly between the two ends."""
    return np.repeat(np.arange(count), rng.integers(smallest, largest + 1, size=count))


def standard_chi2(rng: np.random.Generator, n: int, df: int = 4) -> Array:
    """Skewed values of mean 0 and variance 1."""
    return np.asarray((rng.chisquare(df, size=n) - df) / np.sqrt(2 * df))
