"""Polychoric correlations of ordinal items, all pairs at once, and ordinal alpha."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt
import pandas as pd
from scipy.special import ndtri

from govassess.errors import NotEstimable
from govassess.stats.arguments import check_arguments
from govassess.stats.bivariate_normal import bivariate_normal_cdf, bivariate_normal_density
from govassess.stats.draws import FloatArray
from govassess.stats.reliability import standardised_alpha
from govassess.stats.tables import numbers_of

LARGEST = 0.9999  # a likelihood still rising here has its maximum at +-1
STEPS = 60
HALVINGS = 12
TOLERANCE = 1e-9  # change of rho
CATEGORIES = 20

IntArray = npt.NDArray[np.int64]


@dataclass(frozen=True, slots=True, eq=False, kw_only=True)
class Polychoric:
    """Polychoric correlations; NaN for the pairs in ``reasons``: ``empty_corner``, ``no_convergence``."""

    correlations: pd.DataFrame
    thresholds: Mapping[str, tuple[float, ...]]
    reasons: Mapping[tuple[str, str], str]
    smallest_eigenvalue: float | None  # None where a pair is not estimable; below zero: not a correlation matrix
    n_used: int
    n_dropped: int
    estimator: str = "two-step ML"
    correction: str = "none"  # of empty cells
    smoothing: str = "none"
    missing_rule: str = "complete rows"

    def to_frame(self) -> pd.DataFrame:
        """Return one row a pair: ``a, b, estimate, reason, n_used, n_dropped``."""
        names = list(self.correlations.columns)
        first, second = np.triu_indices(len(names), 1)
        pairs = [(names[i], names[j]) for i, j in zip(first, second, strict=True)]
        frame = pd.DataFrame(pairs, columns=["a", "b"])
        return frame.assign(
            estimate=self.correlations.to_numpy()[first, second],
            reason=pd.Series([self.reasons.get(pair) for pair in pairs], dtype=object),
            n_used=self.n_used,
            n_dropped=self.n_dropped,
        )

    def __repr__(self) -> str:
        """Return one line."""
        least = "" if self.smallest_eigenvalue is None else f", smallest eigenvalue {self.smallest_eigenvalue:.3f}"
        return f"Polychoric({len(self.correlations)} items{least}, n={self.n_used}, {self.n_dropped} dropped)"


def polychoric(items: pd.DataFrame) -> Polychoric:
    """Return the correlations of the normal variables that ordinal answers are taken to be cut from.

    Parameters
    ----------
    items : DataFrame (n, k)
        Ordered categories as numbers, at most 20 an item, NaN = not answered; incomplete rows are dropped.

    Returns
    -------
    Polychoric
        A pair whose likelihood rises to rho = +-1, because a corner of its table is empty, is NaN with the reason.
        The matrix is as the pairs give it: nothing is smoothed, its smallest eigenvalue is shown.

    Raises
    ------
    NotEstimable
        ``too_few_items`` (fewer than 2), ``too_few_rows`` (fewer than 3 complete), ``not_finite``,
        ``constant_items``, ``too_many_categories``.

    Notes
    -----
    Two-step maximum likelihood: thresholds from the margins, then rho of each pair by Fisher scoring of
    sum n_ab ln pi_ab, with d Phi2/d rho = phi2. Empty cells are not corrected.

    References
    ----------
    Olsson, U. (1979). Maximum likelihood estimation of the polychoric correlation coefficient. *Psychometrika*, 44,
    443-460.

    Examples
    --------
    >>> answers = pd.DataFrame({"a": [1, 1, 1, 2, 2, 2, 1, 2], "b": [1, 1, 1, 2, 2, 2, 2, 1]})
    >>> round(polychoric(answers).to_frame()["estimate"].item(), 4)  # sin(pi/4)
    0.7071
    """
    check_arguments(items=items)
    return _polychoric(items, "polychoric")


def _polychoric(items: pd.DataFrame, what: str) -> Polychoric:
    """Choose the rows, refuse in the name of ``what``, and correlate."""
    k = items.shape[1]
    if k < 2:
        raise NotEstimable(what, "too_few_items", needed=2, found=k)
    complete = items.dropna()
    n = len(complete)
    if n < 3:
        raise NotEstimable(what, "too_few_rows", needed=3, found=n, rows=len(items))
    names = [str(name) for name in complete.columns]
    values = numbers_of(complete)
    endless = np.isinf(values).any(axis=0)
    if endless.any():
        raise NotEstimable(what, "not_finite", variable=", ".join(np.array(names)[endless]))
    coded = [np.unique(values[:, j], return_inverse=True) for j in range(k)]
    sizes = np.array([len(points) for points, _ in coded])
    flat = [name for name, size in zip(names, sizes, strict=True) if size < 2]
    if flat:
        raise NotEstimable(what, "constant_items", item=", ".join(flat))
    many = [name for name, size in zip(names, sizes, strict=True) if size > CATEGORIES]
    if many:
        raise NotEstimable(what, "too_many_categories", item=", ".join(many), most=CATEGORIES)
    codes = np.column_stack([code for _, code in coded])
    cuts = _thresholds(codes, int(sizes.max()))
    first, second = np.triu_indices(k, 1)
    rho, codes_of_pairs = pairwise_rho(_tables(codes, int(sizes.max())), cuts[first], cuts[second])
    R = np.eye(k)
    R[first, second] = R[second, first] = rho
    undefined = np.isnan(rho)
    return Polychoric(
        correlations=pd.DataFrame(R, index=names, columns=names),
        thresholds={
            name: tuple(float(cut) for cut in cuts[j, 1:size])
            for j, (name, size) in enumerate(zip(names, sizes, strict=True))
        },
        reasons={(names[first[p]], names[second[p]]): codes_of_pairs[p] for p in np.flatnonzero(undefined)},
        smallest_eigenvalue=None if undefined.any() else float(np.linalg.eigvalsh(R)[0]),
        n_used=n,
        n_dropped=len(items) - n,
    )


def _thresholds(codes: IntArray, most: int) -> FloatArray:
    """Return the cuts of each item (k, most + 1) from its margin: minus infinity, ..., plus infinity repeated."""
    shares = (codes[:, :, None] < np.arange(most + 1)).mean(axis=0)
    return np.asarray(ndtri(shares))


def _tables(codes: IntArray, most: int) -> FloatArray:
    """Return the table of answers of every pair of items (pairs, most, most)."""
    k = codes.shape[1]
    chosen = (codes[:, :, None] == np.arange(most)).astype(float).reshape(len(codes), k * most)
    blocks = (chosen.T @ chosen).reshape(k, most, k, most).transpose(0, 2, 1, 3)
    return np.asarray(blocks[np.triu_indices(k, 1)])


def pairwise_rho(tables: FloatArray, cuts_a: FloatArray, cuts_b: FloatArray) -> tuple[FloatArray, list[str]]:
    """Maximise the likelihood of each table over rho, given the cuts.

    Parameters
    ----------
    tables : array (m, a, b)
        Counts, or weighted counts.
    cuts_a, cuts_b : array (m, a + 1), (m, b + 1)
        Cuts of the rows and of the columns, from minus to plus infinity.

    Returns
    -------
    rho : array (m,)
        NaN where there is no maximum.
    reasons : list of str
        ``empty_corner`` where the likelihood still rises at .9999 or -.9999, ``no_convergence``, or empty.
    """
    rho = np.zeros(len(tables))
    reasons = ["no_convergence"] * len(tables)
    at = np.arange(len(tables))
    now = np.clip(_score_r(tables), -0.9, 0.9)
    counts, a, b = tables, cuts_a, cuts_b
    value, slope, information = _likelihood(counts, a, b, now)
    for _ in range(STEPS):
        tried = np.clip(now + slope / information, -LARGEST, LARGEST)
        new_value, new_slope, new_information = _likelihood(counts, a, b, tried)
        for _ in range(HALVINGS):
            worse = ~(new_value >= value - 1e-10 * np.abs(value))
            if not worse.any():
                break
            tried[worse] = (tried[worse] + now[worse]) / 2
            parts = _likelihood(counts[worse], a[worse], b[worse], tried[worse])
            new_value[worse], new_slope[worse], new_information[worse] = parts
        # Where nothing is left under a corner the slope itself runs to zero.
        rising = (np.abs(tried) >= LARGEST) & (new_slope * tried >= 0)
        settled = np.abs(tried - now) < TOLERANCE
        rho[at] = tried
        for pair, outward in zip(at[settled], rising[settled], strict=True):
            reasons[pair] = "empty_corner" if outward else ""
        going = ~settled
        if not going.any():
            break
        now, at = tried[going], at[going]
        counts, a, b = counts[going], a[going], b[going]
        value, slope, information = new_value[going], new_slope[going], new_information[going]
    return np.where([reason == "" for reason in reasons], rho, np.nan), reasons


def _score_r(tables: FloatArray) -> FloatArray:
    """Return Pearson's r of the category numbers of each table."""
    total = tables.sum(axis=(1, 2))
    x, y = np.arange(tables.shape[1]), np.arange(tables.shape[2])
    rows, cols = tables.sum(axis=2) / total[:, None], tables.sum(axis=1) / total[:, None]
    x_mean, y_mean = rows @ x, cols @ y
    cov = np.einsum("mab,a,b->m", tables, x, y) / total - x_mean * y_mean
    return np.asarray(cov / np.sqrt((rows @ x**2 - x_mean**2) * (cols @ y**2 - y_mean**2)))


def _likelihood(
    tables: FloatArray, cuts_a: FloatArray, cuts_b: FloatArray, rho: FloatArray
) -> tuple[FloatArray, FloatArray, FloatArray]:
    """Return log-likelihood, its slope and the expected information of each table at rho."""
    limits = cuts_a[:, 1:, None], cuts_b[:, None, 1:], rho[:, None, None]
    cells = _differences(bivariate_normal_cdf(*limits))
    slopes = _differences(bivariate_normal_density(*limits))
    cells = np.maximum(cells, 1e-300)
    value = (tables * np.log(cells)).sum(axis=(1, 2))
    slope = (tables / cells * slopes).sum(axis=(1, 2))
    # A cell of next to no probability has next to no slope: rounding must not make it the whole information.
    information = tables.sum(axis=(1, 2)) * (slopes**2 / np.maximum(cells, 1e-12)).sum(axis=(1, 2))
    return value, slope, np.maximum(information, 1e-12)


def _differences(corners: FloatArray) -> FloatArray:
    """Turn values at the upper corners of cells into those of the cells (the lowest corners hold zero)."""
    rows = np.diff(corners, axis=1, prepend=0)
    return np.diff(rows, axis=2, prepend=0)


@dataclass(frozen=True, slots=True, eq=False, kw_only=True)
class OrdinalAlpha:
    """Standardised alpha of polychoric correlations: of hypothetical continuous answers, not of the observed sum."""

    estimate: float
    smallest_eigenvalue: float
    n_items: int
    n_used: int
    n_dropped: int
    variant: str = "ordinal"
    missing_rule: str = "complete rows"

    def to_frame(self) -> pd.DataFrame:
        """Return one row."""
        names = ("estimate", "smallest_eigenvalue", "variant", "n_items", "n_used", "n_dropped")
        return pd.DataFrame([{name: getattr(self, name) for name in names}])

    def __repr__(self) -> str:
        """Return one line."""
        return f"OrdinalAlpha({self.estimate:.2f}, {self.n_items} items, n={self.n_used}, {self.n_dropped} dropped)"


def ordinal_alpha(items: pd.DataFrame) -> OrdinalAlpha:
    """Return standardised alpha of the polychoric correlations of a scale.

    Parameters
    ----------
    items : DataFrame (n, k)
        Ordered categories as numbers, already reverse-keyed, NaN = not answered; incomplete rows are dropped.

    Returns
    -------
    OrdinalAlpha

    Raises
    ------
    NotEstimable
        As ``polychoric``; ``pair_not_estimable`` naming the first pair without a polychoric correlation;
        ``negative_average_r`` where the correlations add up to a sum without variance.

    Notes
    -----
    k rbar/(1 + (k - 1) rbar), rbar the mean polychoric correlation. It describes the continuous answers that are
    taken to lie behind the categories, and so a test that nobody took: the reliability of the sum of the answers as
    given is alpha or omega.

    References
    ----------
    Zumbo, B. D., Gadermann, A. M. & Zeisser, C. (2007). Ordinal versions of coefficients alpha and theta for Likert
    rating scales. *J. of Modern Applied Statistical Methods*, 6, 21-29.
    Chalmers, R. P. (2018). On misconceptions and the limited usefulness of ordinal alpha. *Educational and
    Psychological Measurement*, 78, 1056-1071.

    Examples
    --------
    >>> answers = pd.DataFrame({"a": [1, 1, 1, 2, 2, 2, 1, 2], "b": [1, 1, 1, 2, 2, 2, 2, 1]})
    >>> round(ordinal_alpha(answers).estimate, 4)
    0.8284
    """
    check_arguments(items=items)
    found = _polychoric(items, "ordinal_alpha")
    if found.smallest_eigenvalue is None:
        item_a, item_b = next(iter(found.reasons))
        raise NotEstimable("ordinal_alpha", "pair_not_estimable", item_a=item_a, item_b=item_b)
    estimate = float(standardised_alpha(found.correlations.to_numpy()))
    if not np.isfinite(estimate):
        raise NotEstimable("ordinal_alpha", "negative_average_r")
    return OrdinalAlpha(
        estimate=estimate,
        smallest_eigenvalue=found.smallest_eigenvalue,
        n_items=len(found.correlations),
        n_used=found.n_used,
        n_dropped=found.n_dropped,
    )
