"""Items one by one: distribution, correlation with the rest of the scale, alpha without the item."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

import numpy as np
import pandas as pd
from scipy.special import stdtrit

from govassess.errors import NotEstimable
from govassess.stats.arguments import check_arguments, check_pair
from govassess.stats.draws import FloatArray
from govassess.stats.moments import moments
from govassess.stats.reliability import raw_alpha
from govassess.stats.rounding import is_constant
from govassess.stats.tables import column_of


@dataclass(frozen=True, slots=True, eq=False, kw_only=True)
class ItemDescriptions:
    """Distribution of each item; ``reasons`` says why a figure of an item is undefined (NaN in the frame)."""

    statistics: pd.DataFrame
    counts: Mapping[str, Mapping[int, int]]  # item -> scale point -> answers; empty without a scale
    reasons: Mapping[str, str]
    n_used: int
    n_dropped: int = 0
    missing_rule: str = "answered rows of each item"
    skewness_type: int = 2

    def to_frame(self) -> pd.DataFrame:
        """Return one row an item, with one ``count_<point>`` column a scale point where a scale was given."""
        counts = pd.DataFrame.from_dict(dict(self.counts), orient="index").rename(
            columns=lambda point: f"count_{point}"
        )
        if counts.empty:
            return self.statistics.copy()
        return self.statistics.join(counts, on="item")

    def __repr__(self) -> str:
        """Return one line."""
        return f"ItemDescriptions({len(self.statistics)} items, n={self.n_used})"


def describe_items(items: pd.DataFrame, *, scale: tuple[int, int] | None = None) -> ItemDescriptions:
    """Describe the distribution of each item over the rows that answered it.

    Parameters
    ----------
    items : DataFrame (n, k)
        Scale points, NaN = not answered.
    scale : (int, int), optional
        Lowest and highest scale point; gives counts of every point (empty ones too), floor and ceiling.

    Returns
    -------
    ItemDescriptions
        Frame columns ``item, n, missing, mean, sd, median, minimum, maximum, skewness, kurtosis, floor,
        ceiling``. What is undefined is NaN with a code in ``reasons``: ``no_answers``, ``too_few_answers``,
        ``constant_item``.

    Raises
    ------
    ValueError
        An answer lies outside the scale or is infinite.

    Notes
    -----
    SD with n - 1; skewness and excess kurtosis adjusted (type 2, as SPSS, Excel and pandas). Floor and
    ceiling are the shares of answers at the ends of the scale. Counts are of answers that equal the point.

    References
    ----------
    Joanes, D. N. & Gill, C. A. (1998). Comparing measures of sample skewness and kurtosis. *The
    Statistician*, 47.

    Examples
    --------
    >>> found = describe_items(pd.DataFrame({"q1": [1, 2, 2, 5, None]}), scale=(1, 5)).to_frame()
    >>> found[["n", "missing", "mean", "count_2", "count_3", "ceiling"]].iloc[0].tolist()
    [4.0, 1.0, 2.5, 2.0, 0.0, 0.25]
    """
    check_arguments(items=items)
    if scale is not None:
        check_pair("scale", scale)
    rows: list[dict[str, Any]] = []
    counts: dict[str, dict[int, int]] = {}
    reasons: dict[str, str] = {}
    for name in items.columns:
        answers = column_of(items[name].dropna(), str(name))
        if np.isinf(answers).any():
            raise ValueError(f"item {name!r} has an infinite answer")
        row, code = _distribution(answers)
        if code:
            reasons[str(name)] = code
        ends = {"floor": np.nan, "ceiling": np.nan}
        if scale is not None:
            points = range(scale[0], scale[1] + 1)
            if answers.size and (answers.min() < scale[0] or answers.max() > scale[1]):
                raise ValueError(f"item {name!r} has answers outside {scale[0]} to {scale[1]}")
            counts[str(name)] = {point: int((answers == point).sum()) for point in points}
            if answers.size:
                ends = {
                    "floor": float((answers == scale[0]).mean()),
                    "ceiling": float((answers == scale[1]).mean()),
                }
        rows.append({"item": str(name), "n": len(answers), "missing": len(items) - len(answers), **row, **ends})
    return ItemDescriptions(statistics=pd.DataFrame(rows), counts=counts, reasons=reasons, n_used=len(items))


def _distribution(answers: FloatArray) -> tuple[dict[str, float], str | None]:
    """Return mean to kurtosis of one item and the code of what is undefined."""
    n = len(answers)
    names = ("mean", "sd", "median", "minimum", "maximum", "skewness", "kurtosis")
    row = dict.fromkeys(names, float("nan"))
    if n == 0:
        return row, "no_answers"
    mean = float(answers.mean())
    row.update(
        mean=mean,
        median=float(np.median(answers)),
        minimum=float(answers.min()),
        maximum=float(answers.max()),
    )
    if n > 1:
        row["sd"] = float(answers.std(ddof=1))
    if is_constant(answers):
        return row, "constant_item" if n > 1 else "too_few_answers"
    centred = answers - mean
    m2 = float((centred**2).mean())
    if n > 2:
        row["skewness"] = float(np.sqrt(n * (n - 1)) / (n - 2) * (centred**3).mean() / m2**1.5)
    if n > 3:
        excess = (centred**4).mean() / m2**2 - 3
        row["kurtosis"] = float((n - 1) / ((n - 2) * (n - 3)) * ((n + 1) * excess + 6))
    return row, None if n > 3 else "too_few_answers"


@dataclass(frozen=True, slots=True, eq=False, kw_only=True)
class ItemAnalysis:
    """Item-rest and item-total correlations and alpha if deleted, all on the same complete rows.

    ``reasons`` gives for an item why its correlations are undefined; ``deleted_reason`` why alpha if deleted
    is (for all items).
    """

    statistics: pd.DataFrame
    alpha: float
    critical_r: float  # item-total r beyond which a two-sided test at 5 % rejects zero, df = n - 2
    reasons: Mapping[str, str]
    deleted_reason: str | None
    n_used: int
    n_dropped: int
    missing_rule: str = "complete rows"

    def to_frame(self) -> pd.DataFrame:
        """Return one row an item: item, item_rest_r, item_total_r, alpha_if_deleted, n_used, n_dropped."""
        return self.statistics.assign(n_used=self.n_used, n_dropped=self.n_dropped)

    def __repr__(self) -> str:
        """Return one line."""
        return f"ItemAnalysis({len(self.statistics)} items, n={self.n_used}, {self.n_dropped} dropped)"


def item_analysis(items: pd.DataFrame) -> ItemAnalysis:
    """Correlate each item of a scale with the sum of the others and with the whole sum; alpha without it.

    Parameters
    ----------
    items : DataFrame (n, k)
        Scale points, already reverse-keyed, NaN = not answered; incomplete rows are dropped.

    Returns
    -------
    ItemAnalysis
        NaN with a code in ``reasons`` for a ``constant_item`` or a ``constant_rest``.

    Raises
    ------
    NotEstimable
        Fewer than two items or three complete rows, or no variance at all.

    Notes
    -----
    With S the covariances and T their sum, r_rest = (sum_l c_jl - c_jj) / sqrt(c_jj (T - 2 sum_l c_jl +
    c_jj)). The critical r is t / sqrt(t^2 + n - 2), two-sided 5 %.

    References
    ----------
    Nunnally, J. C. & Bernstein, I. H. (1994). *Psychometric Theory*. McGraw-Hill.

    Examples
    --------
    >>> answers = pd.DataFrame({"a": [1, 2, 3, 4], "b": [1, 3, 2, 4], "c": [2, 2, 4, 4]})
    >>> found = item_analysis(answers)
    >>> found.to_frame()["item_rest_r"].round(3).tolist()
    [0.992, 0.651, 0.707]
    """
    check_arguments(items=items)
    k = items.shape[1]
    if k < 2:
        raise NotEstimable("item_analysis", "too_few_items", needed=2, found=k)
    complete = items.dropna()
    n = len(complete)
    if n < 3:
        raise NotEstimable("item_analysis", "too_few_rows", needed=3, found=n, rows=len(items))
    found = moments(complete)
    S = found.cov
    alpha = float(raw_alpha(S))
    if np.isnan(alpha):
        raise NotEstimable("item_analysis", "constant_total")
    own, with_all, total = np.diag(S), S.sum(axis=1), S.sum()
    rest = total - 2 * with_all + own
    item_constant, rest_constant = own == 0, rest <= 1e-12 * total
    with np.errstate(divide="ignore", invalid="ignore"):
        rest_r = np.where(item_constant | rest_constant, np.nan, (with_all - own) / np.sqrt(own * rest))
        total_r = np.where(item_constant, np.nan, with_all / np.sqrt(own * total))
    deleted = [float(raw_alpha(np.delete(np.delete(S, j, 0), j, 1))) if k > 2 else np.nan for j in range(k)]
    t = float(stdtrit(n - 2, 0.975))
    return ItemAnalysis(
        statistics=pd.DataFrame(
            {"item": found.names, "item_rest_r": rest_r, "item_total_r": total_r, "alpha_if_deleted": deleted}
        ),
        alpha=alpha,
        critical_r=t / np.sqrt(t**2 + n - 2),
        reasons={
            name: "constant_item" if item_constant[j] else "constant_rest"
            for j, name in enumerate(found.names)
            if item_constant[j] or rest_constant[j]
        },
        deleted_reason="two_items" if k == 2 else None,
        n_used=n,
        n_dropped=len(items) - n,
    )
