"""Whether items can be factored, and into how many factors: KMO, Bartlett's test, parallel analysis."""

from __future__ import annotations

import os
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass

import numpy as np
import pandas as pd
from scipy.special import chdtrc

from govassess.stats.arguments import check_arguments
from govassess.stats.correlations import complete_correlations
from govassess.stats.draws import SEED, FloatArray

COPIES_AT_ONCE = 50
WORKERS = 2
FEWEST_COPIES = 100


@dataclass(frozen=True, slots=True, eq=False, kw_only=True)
class Kmo:
    """Kaiser-Meyer-Olkin measure of sampling adequacy, of all items and of each."""

    estimate: float
    items: tuple[str, ...]
    by_item: FloatArray
    n_used: int
    n_dropped: int
    correlation: str = "pearson"
    missing_rule: str = "complete rows"

    def to_frame(self) -> pd.DataFrame:
        """Return one row an item: ``term, estimate, n_used, n_dropped``."""
        return pd.DataFrame(
            {"term": self.items, "estimate": self.by_item, "n_used": self.n_used, "n_dropped": self.n_dropped}
        )

    def __repr__(self) -> str:
        """Return one line."""
        return f"Kmo({self.estimate:.2f}, {len(self.items)} items, n={self.n_used}, {self.n_dropped} dropped)"


def kmo(items: pd.DataFrame) -> Kmo:
    """Compare the items' correlations with their partial correlations.

    Parameters
    ----------
    items : DataFrame (n, k)
        Scale points, NaN = not answered; incomplete rows are dropped.

    Returns
    -------
    Kmo

    Raises
    ------
    NotEstimable
        ``too_few_items`` (fewer than 3), ``too_few_rows`` (no more rows than items), ``constant_items``,
        ``duplicate_items`` (r above .9999; the pair is named), ``singular``.

    Notes
    -----
    With P = R^-1 the partial correlations are q_jl = -P_jl / sqrt(P_jj P_ll), and KMO = sum r^2 / (sum r^2 + sum
    q^2) over j != l; of an item the same along its row.

    References
    ----------
    Kaiser, H. F. (1974). An index of factorial simplicity. *Psychometrika*, 39(1), 31-36.

    Examples
    --------
    >>> from govassess.stats.factorability import adequacy
    >>> R = np.array([[1, 0.5, 0.4], [0.5, 1, 0.45], [0.4, 0.45, 1]])
    >>> adequacy(R)[0].round(5).item()
    0.66884
    """
    check_arguments(items=items)
    found = complete_correlations(items, "kmo", at_least=3)
    overall, by_item = adequacy(found.R)
    by_item.flags.writeable = False
    return Kmo(
        estimate=float(overall),
        items=found.names,
        by_item=by_item,
        n_used=found.n_used,
        n_dropped=found.n_dropped,
    )


def adequacy(R: FloatArray) -> tuple[FloatArray, FloatArray]:
    """Return KMO of correlation matrices (..., k, k): overall (...), and of each item (..., k)."""
    inverse = np.linalg.inv(R)
    scale = np.sqrt(np.diagonal(inverse, axis1=-2, axis2=-1))
    off = ~np.eye(R.shape[-1], dtype=bool)
    r2 = np.where(off, R, 0) ** 2
    q2 = np.where(off, inverse / (scale[..., :, None] * scale[..., None, :]), 0) ** 2
    by_item = r2.sum(axis=-1) / (r2.sum(axis=-1) + q2.sum(axis=-1))
    total = r2.sum(axis=(-2, -1))
    return np.asarray(total / (total + q2.sum(axis=(-2, -1)))), np.asarray(by_item)


@dataclass(frozen=True, slots=True, eq=False, kw_only=True)
class Bartlett:
    """Bartlett's test that the items do not correlate at all."""

    statistic: float
    df: int
    p_value: float
    n_items: int
    n_used: int
    n_dropped: int
    correlation: str = "pearson"
    missing_rule: str = "complete rows"

    def to_frame(self) -> pd.DataFrame:
        """Return one row: ``statistic, df, p_value, n_items, n_used, n_dropped``."""
        names = ("statistic", "df", "p_value", "n_items", "n_used", "n_dropped")
        return pd.DataFrame([{name: getattr(self, name) for name in names}])

    def __repr__(self) -> str:
        """Return one line."""
        return f"Bartlett(chi2 {self.statistic:.1f}, df {self.df}, n={self.n_used}, {self.n_dropped} dropped)"


def bartlett(items: pd.DataFrame) -> Bartlett:
    """Test whether the items' correlations are all zero.

    Parameters
    ----------
    items : DataFrame (n, k)
        Scale points, NaN = not answered; incomplete rows are dropped.

    Returns
    -------
    Bartlett

    Raises
    ------
    NotEstimable
        ``too_few_items`` (fewer than 2), ``too_few_rows`` (no more rows than items), ``constant_items``,
        ``duplicate_items``, ``singular``.

    Notes
    -----
    chi2 = -(n - 1 - (2k + 5)/6) ln|R| with k(k - 1)/2 degrees of freedom. The p value is zero where it is smaller
    than any number of double precision: print it as below a limit.

    References
    ----------
    Bartlett, M. S. (1950). Tests of significance in factor analysis. *British J. of Psychology*, 3, 77-85.

    Examples
    --------
    >>> answers = pd.DataFrame({"a": [1, 2, 3, 4, 5, 6], "b": [2, 1, 4, 3, 6, 5]})
    >>> bartlett(answers)
    Bartlett(chi2 4.1, df 1, n=6, 0 dropped)
    """
    check_arguments(items=items)
    found = complete_correlations(items, "bartlett", at_least=2)
    k = len(found.names)
    # R is positive definite here, so the sign of its determinant is known.
    statistic = -(found.n_used - 1 - (2 * k + 5) / 6) * float(np.linalg.slogdet(found.R)[1])
    df = k * (k - 1) // 2
    return Bartlett(
        statistic=statistic,
        df=df,
        p_value=float(chdtrc(df, statistic)),
        n_items=k,
        n_used=found.n_used,
        n_dropped=found.n_dropped,
    )


@dataclass(frozen=True, slots=True, eq=False, kw_only=True)
class ParallelAnalysis:
    """Eigenvalues of the items' correlations beside those of columns shuffled apart, and how many stand above."""

    n_factors: int
    eigenvalues: FloatArray
    thresholds: FloatArray  # of each eigenvalue's place
    copies: int
    quantile: float
    seed: int
    n_used: int
    n_dropped: int
    correlation: str = "pearson"
    missing_rule: str = "complete rows"

    def to_frame(self) -> pd.DataFrame:
        """Return one row an eigenvalue: ``factor, estimate, threshold, kept, n_used, n_dropped``."""
        place = np.arange(1, len(self.eigenvalues) + 1)
        return pd.DataFrame(
            {
                "factor": place,
                "estimate": self.eigenvalues,
                "threshold": self.thresholds,
                "kept": place <= self.n_factors,
                "n_used": self.n_used,
                "n_dropped": self.n_dropped,
            }
        )

    def __repr__(self) -> str:
        """Return one line."""
        return (
            f"ParallelAnalysis({self.n_factors} factors of {len(self.eigenvalues)} items, {self.copies} copies, "
            f"n={self.n_used}, {self.n_dropped} dropped)"
        )


def parallel_analysis(items: pd.DataFrame, *, seed: int = SEED, copies: int = 1000) -> ParallelAnalysis:
    """Count the leading eigenvalues that columns shuffled apart do not reach.

    Parameters
    ----------
    items : DataFrame (n, k)
        Scale points, NaN = not answered; incomplete rows are dropped.
    seed : int
        Seed of the shuffles.
    copies : int
        Number of shuffled copies, at least 100.

    Returns
    -------
    ParallelAnalysis
        Factors are kept up to the first eigenvalue that is not above its threshold.

    Raises
    ------
    NotEstimable
        ``too_few_items`` (fewer than 3), ``too_few_rows`` (no more rows than items), ``constant_items``,
        ``duplicate_items``, ``singular``.

    Notes
    -----
    Each copy shuffles every column by itself, which keeps the items' margins; the threshold is the 95th percentile
    (type 6) of the eigenvalue at the same place. Copy i is made from child i of ``SeedSequence((seed, 1))``.

    References
    ----------
    Horn, J. L. (1965). A rationale and test for the number of factors in factor analysis. *Psychometrika*, 30(2),
    179-185.

    Examples
    --------
    >>> rng = np.random.default_rng(1)
    >>> factor = rng.normal(size=(200, 1))
    >>> parallel_analysis(pd.DataFrame(factor + rng.normal(size=(200, 4))), copies=100).n_factors
    1
    """
    check_arguments(items=items, seed=seed, copies=copies)
    if copies < FEWEST_COPIES:
        raise ValueError(f"copies must be at least {FEWEST_COPIES}, got {copies}")
    found = complete_correlations(items, "parallel_analysis", at_least=3)
    eigenvalues: FloatArray = np.array(np.linalg.eigvalsh(found.R)[::-1])
    drawn = _shuffled_eigenvalues(found.complete, seed, copies)
    thresholds = np.quantile(drawn, 0.95, axis=0, method="weibull")
    above = eigenvalues > thresholds
    for part in (eigenvalues, thresholds):
        part.flags.writeable = False
    return ParallelAnalysis(
        n_factors=int(np.argmin(above)),  # both lists add up to k or more, so not all can be above
        eigenvalues=eigenvalues,
        thresholds=thresholds,
        copies=copies,
        quantile=0.95,
        seed=seed,
        n_used=found.n_used,
        n_dropped=found.n_dropped,
    )


def _shuffled_eigenvalues(values: FloatArray, seed: int, copies: int) -> FloatArray:
    """Return the eigenvalues (copies, k), largest first, of copies whose columns are shuffled by themselves."""
    n, k = values.shape
    columns = np.ascontiguousarray(((values - values.mean(axis=0)) / values.std(axis=0)).T)
    # A second word of entropy keeps this stream apart from the one that makes bootstrap draws.
    children = np.random.SeedSequence((seed, 1)).spawn(copies)
    out = np.empty((copies, k))

    def work_out(start: int) -> None:
        batch = children[start : start + COPIES_AT_ONCE]
        R = np.empty((len(batch), k, k))
        for i, child in enumerate(batch):
            shuffled = np.random.default_rng(child).permuted(columns, axis=1)
            R[i] = shuffled @ shuffled.T / n
        out[start : start + len(batch)] = np.linalg.eigvalsh(R)[:, ::-1]

    # A copy has a stream of its own, so that it is the same whichever thread makes it.
    with ThreadPoolExecutor(min(WORKERS, os.cpu_count() or 1)) as pool:
        list(pool.map(work_out, range(0, copies, COPIES_AT_ONCE)))
    return out
