"""Complete rows and their correlations, refused where a model of correlations has no answer."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import numpy as np
import pandas as pd

from govassess.errors import NotEstimable
from govassess.stats.draws import FloatArray
from govassess.stats.moments import moments

DUPLICATE = 0.9999  # two items this close hold the same answers
SINGULAR = 1e-10  # smallest eigenvalue of a correlation matrix that is still of full rank


@dataclass(frozen=True, slots=True, eq=False, kw_only=True)
class Correlations:
    """Correlations and standard deviations (n - 1) of the complete rows of some items."""

    names: tuple[str, ...]
    R: FloatArray
    sd: FloatArray
    complete: pd.DataFrame
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
    complete = items.dropna()
    n = len(complete)
    if n <= k:
        raise NotEstimable(what, "too_few_rows", needed=k + 1, found=n, rows=len(items))
    found = moments(complete)
    sd = np.sqrt(np.diag(found.cov))
    endless = [name for name, spread in zip(found.names, sd, strict=True) if not np.isfinite(spread)]
    if endless:
        raise NotEstimable(what, "not_finite", variable=", ".join(endless))
    constant = [name for name, spread in zip(found.names, sd, strict=True) if spread == 0]
    if constant:
        raise NotEstimable(what, "constant_items", item=", ".join(constant))
    R = found.cov / np.outer(sd, sd)
    np.fill_diagonal(R, 1)
    sizes = np.abs(np.triu(R, 1))
    first, second = np.unravel_index(np.argmax(sizes), R.shape)
    if sizes[first, second] > DUPLICATE:
        raise NotEstimable(what, "duplicate_items", item_a=found.names[first], item_b=found.names[second])
    if np.linalg.eigvalsh(R)[0] < SINGULAR:
        raise NotEstimable(what, "singular")
    return Correlations(names=found.names, R=R, sd=sd, complete=complete, n_used=n, n_dropped=len(items) - n)


def columns_of(items: pd.DataFrame, blocks: Mapping[str, Sequence[str]]) -> list[str]:
    """Return the columns of all blocks in their order; a column that is absent or in two blocks is a mistake."""
    columns = [name for members in blocks.values() for name in members]
    if len(set(columns)) < len(columns):
        raise ValueError("a column belongs to two scales")
    absent = [name for name in columns if name not in items.columns]
    if absent:
        raise ValueError(f"not in the data: {', '.join(absent)}")
    return columns
