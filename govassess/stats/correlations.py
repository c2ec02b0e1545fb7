"""Complete rows and their correlations, refused where a model of correlations has no answer."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt
import pandas as pd

from govassess.errors import NotEstimable
from govassess.stats.draws import FloatArray
from govassess.stats.moments import complete_answers, moments

DUPLICATE = 0.9999  # two items this close hold the same answers
SINGULAR = 1e-10  # smallest eigenvalue of a correlation matrix that is still of full rank


@dataclass(frozen=True, slots=True, eq=False, kw_only=True)
class Correlations:
    """Correlations and standard deviations (n - 1) of the complete rows of some items."""

    names: tuple[str, ...]
    R: FloatArray
    sd: FloatArray
    complete: FloatArray  # (n_used, k)
    used: npt.NDArray[np.bool_]  # which rows of the items are complete
    n_used: int
    n_dropped: int


def complete_correlations(items: pd.DataFrame, what: str, *, at_least: int) -> Correlations:
    """Choose the complete rows and correlate the items.

    Parameters
    ----------
    items : DataFrame (n, k)
        Scale points, NaN = not answered; incomplete rows are dropped.
    what : str
        The statistic in whose name a refusal is raised.
    at_least : int
        Items needed.

    Returns
    -------
    Correlations

    Raises
    ------
    NotEstimable
        ``too_few_items``, ``too_few_rows`` (no more complete rows than items), ``not_finite``,
        ``constant_items``, ``duplicate_items`` (r above .9999), ``singular``.

    Examples
    --------
    >>> answers = pd.DataFrame({"a": [1, 2, 3, 4], "b": [2, 1, 4, 3]})
    >>> complete_correlations(answers, "r", at_least=2).R.round(2).tolist()
    [[1.0, 0.6], [0.6, 1.0]]
    """
    k = items.shape[1]
    if k < at_least:
        raise NotEstimable(what, "too_few_items", needed=at_least, found=k)
    complete, used = complete_answers(items)
    n = len(complete)
    if n <= k:
        raise NotEstimable(what, "too_few_rows", needed=k + 1, found=n, rows=len(items))
    names = tuple(str(name) for name in items.columns)
    with np.errstate(over="ignore", invalid="ignore"):
        endless = ~np.isfinite((complete**2).sum(axis=0))
    if endless.any():
        raise NotEstimable(what, "not_finite", variable=_listed(names, endless))
    cov = moments(complete).cov
    sd = np.sqrt(np.diag(cov))
    if (sd == 0).any():
        raise NotEstimable(what, "constant_items", item=_listed(names, sd == 0))
    R = correlations_of(cov)
    sizes = np.abs(np.triu(R, 1))
    first, second = np.unravel_index(np.argmax(sizes), R.shape)
    if sizes[first, second] > DUPLICATE:
        raise NotEstimable(what, "duplicate_items", item_a=names[first], item_b=names[second])
    if np.linalg.eigvalsh(R)[0] < SINGULAR:
        raise NotEstimable(what, "singular")
    return Correlations(names=names, R=R, sd=sd, complete=complete, used=used, n_used=n, n_dropped=len(items) - n)


def correlations_of(cov: FloatArray) -> FloatArray:
    """Return the correlations of covariances (..., k, k); NaN, the diagonal too, for a column that is constant.

    Examples
    --------
    >>> correlations_of(np.array([[4.0, 3.0], [3.0, 9.0]])).tolist()
    [[1.0, 0.5], [0.5, 1.0]]
    """
    with np.errstate(divide="ignore", invalid="ignore"):
        scale = 1 / np.sqrt(np.diagonal(cov, axis1=-2, axis2=-1))
        R = cov * scale[..., :, None] * scale[..., None, :]
    at = np.arange(R.shape[-1])
    R[..., at, at] = np.where(np.isfinite(scale), 1.0, np.nan)
    return R


def _listed(names: Sequence[str], chosen: npt.NDArray[np.bool_]) -> str:
    """Return the names chosen, with commas between."""
    return ", ".join(name for name, is_chosen in zip(names, chosen, strict=True) if is_chosen)


def columns_of(items: pd.DataFrame, blocks: Mapping[str, Sequence[str]]) -> list[str]:
    """Return the columns of all blocks in their order; a column that is absent or in two blocks is a mistake."""
    columns = [name for members in blocks.values() for name in members]
    if len(set(columns)) < len(columns):
        raise ValueError("a column belongs to two scales")
    absent = [name for name in columns if name not in items.columns]
    if absent:
        raise ValueError(f"not in the data: {', '.join(absent)}")
    return columns
