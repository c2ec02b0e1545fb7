"""How alike the members of a group are: ICC(1), ICC(2), r_wg and its kin; whether answers may be averaged."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal, get_args

import numpy as np
import numpy.typing as npt
import pandas as pd
from scipy.special import fdtrc, fdtri

from govassess.errors import NotEstimable
from govassess.stats.arguments import check_arguments, check_pair, check_record
from govassess.stats.draws import FloatArray, IntArray
from govassess.stats.random_intercept import random_intercept
from govassess.stats.rounding import settled
from govassess.stats.tables import coded, column_of, numbers_of

Estimator = Literal["anova_n0", "mean_size", "reml"]
Points = int | tuple[int, int]
SLIGHT_SKEW = {5: 1.34}  # LeBreton & Senter (2008), table 2
FEW_RATERS = 5
HIGH_AGREEMENT = 0.70  # a convention (LeBreton & Senter, 2008)
ROUNDING = 1e-12


@dataclass(frozen=True, slots=True, eq=False, kw_only=True)
class Icc:
    """ICC(1) with its F interval, ICC(2), and the design effect; None where a figure is undefined."""

    estimate: float  # ICC(1); may be negative
    conf_low: float | None
    conf_high: float | None
    conf_level: float
    icc2: float | None
    statistic: float | None  # F of the groups
    df1: int
    df2: int
    p_value: float | None
    msb: float
    msw: float
    n_groups: int
    size_used: float  # n0 or the mean size
    smallest: int
    largest: int
    design_effect: float
    n_used: int
    n_dropped: int
    estimator: Estimator
    interval: str = "F"
    missing_rule: str = "rows with a value and a group"

    def to_frame(self) -> pd.DataFrame:
        """Return one row."""
        hidden = {"conf_level", "interval", "missing_rule"}
        return pd.DataFrame([{name: getattr(self, name) for name in self.__slots__ if name not in hidden}])

    def __repr__(self) -> str:
        """Return one line."""
        return (
            f"Icc(ICC(1) {self.estimate:.3f}, ICC(2) {'-' if self.icc2 is None else format(self.icc2, '.3f')}, "
            f"{self.n_groups} groups, {self.estimator}, n={self.n_used}, {self.n_dropped} dropped)"
        )


def icc(
    values: npt.ArrayLike, groups: npt.ArrayLike, *, estimator: Estimator = "anova_n0", conf_level: float = 0.95
) -> Icc:
    """Return the share of variance between groups and the reliability of the group means.

    Parameters
    ----------
    values : array (n,)
        Scores, NaN = missing.
    groups : array (n,)
        Group of each row; None or NaN = missing.
    estimator : "anova_n0", "mean_size" or "reml"
        Mean squares with n0, with the plain mean size, or variance components by restricted maximum likelihood.
    conf_level : float
        Two-sided level of the F interval.

    Returns
    -------
    Icc
        ``reml`` has no interval.

    Raises
    ------
    NotEstimable
        ``too_few_groups``, ``groups_of_one`` (no group holds two), ``no_variance``, ``not_finite``.

    Notes
    -----
    One-way random effects: ICC(1) = (MSB - MSW)/(MSB + (n0 - 1) MSW) with n0 = (N - sum n_g^2/N)/(G - 1); ICC(2) =
    (MSB - MSW)/MSB, not Shrout and Fleiss's ICC(2,1). Limits (F_l - 1)/(F_l + n0 - 1) with F_l = F / F(1 - a/2;
    G - 1, N - G) and F_u = F F(1 - a/2; N - G, G - 1). Design effect 1 + (mean size - 1) ICC(1), ICC(1) at least 0.

    References
    ----------
    McGraw, K. O. & Wong, S. P. (1996). Forming inferences about some intraclass correlation coefficients.
    *Psychological Methods*, 1, 30-46. Bliese, P. D. (2000). Within-group agreement, non-independence, and
    reliability: Implications for data aggregation and analysis. In Klein & Kozlowski (eds.), *Multilevel Theory,
    Research, and Methods in Organizations: Foundations, Extensions, and New Directions*.

    Examples
    --------
    >>> icc([1, 2, 3, 5, 6, 7], list("aaabbb"))
    Icc(ICC(1) 0.885, ICC(2) 0.958, 2 groups, anova_n0, n=6, 0 dropped)
    """
    check_arguments(values=values, groups=groups, conf_level=conf_level)
    if estimator not in get_args(Estimator):
        raise ValueError(f"estimator must be one of {', '.join(get_args(Estimator))}, got {estimator!r}")
    y, codes, total = _grouped(values, groups)
    N, G = len(y), int(codes.max(initial=-1)) + 1
    if G < 2:
        raise NotEstimable("icc", "too_few_groups", needed=2, found=G)
    sizes = np.bincount(codes).astype(float)
    if sizes.max() < 2:
        raise NotEstimable("icc", "groups_of_one")
    centred = y - y.mean()
    means = np.bincount(codes, centred) / sizes
    within = float(((centred - means[codes]) ** 2).sum())
    between = float((sizes * (means - (sizes * means).sum() / N) ** 2).sum())
    if np.ptp(y) == 0:
        raise NotEstimable("icc", "no_variance")
    msb, msw, df1, df2 = between / (G - 1), within / (N - G), G - 1, N - G
    n0 = float((N - (sizes**2).sum() / N) / (G - 1))
    size = float(N / G) if estimator == "mean_size" else n0
    F = msb / msw if within > ROUNDING * between else None
    if estimator == "reml":
        parts = random_intercept(centred / np.sqrt(msb + msw), np.empty((N, 0)), codes)
        estimate = parts.tau2 / (parts.tau2 + parts.sigma2)
    else:
        estimate = (msb - msw) / (msb + (size - 1) * msw)
    limits = _f_limits(F, df1, df2, size, conf_level) if F is not None and estimator != "reml" else None
    return Icc(
        estimate=estimate,
        conf_low=None if limits is None else limits[0],
        conf_high=None if limits is None else limits[1],
        conf_level=conf_level,
        icc2=(msb - msw) / msb if between > ROUNDING * within else None,
        statistic=F,
        df1=df1,
        df2=df2,
        p_value=None if F is None else float(fdtrc(df1, df2, F)),
        msb=msb,
        msw=msw,
        n_groups=G,
        size_used=size,
        smallest=int(sizes.min()),
        largest=int(sizes.max()),
        design_effect=1 + (N / G - 1) * max(estimate, 0.0),
        n_used=N,
        n_dropped=total - N,
        estimator=estimator,
    )


def _grouped(values: npt.ArrayLike, groups: npt.ArrayLike) -> tuple[FloatArray, IntArray, int]:
    """Return values and group codes of complete rows and the number of rows given."""
    y, labels = column_of(values, "values"), pd.Series(np.asarray(groups, dtype=object))
    if y.ndim != 1 or len(y) != len(labels):
        raise ValueError(f"{len(labels)} group labels for values of shape {y.shape}")
    present = ~np.isnan(y) & labels.notna().to_numpy()
    if not np.isfinite(y[present]).all():
        raise NotEstimable("icc", "not_finite", variable="values")
    # Values that differ by rounding alone are equal, however large the mean.
    return (
        settled(y[present]),
        np.asarray(pd.factorize(labels[present].astype(str), sort=True)[0], dtype=np.int64),
        len(y),
    )


def _f_limits(F: float, df1: int, df2: int, size: float, conf_level: float) -> tuple[float, float]:
    """Return McGraw and Wong's limits of ICC(1)."""
    level = (1 + conf_level) / 2
    low, high = F / fdtri(df1, df2, level), F * fdtri(df2, df1, level)
    return float((low - 1) / (low + size - 1)), float((high - 1) / (high + size - 1))


@dataclass(frozen=True, slots=True, eq=False, kw_only=True)
class Rwg:
    """Agreement within each group, and over groups; ``reasons`` of what is undefined stand in the frame.

    ``mean``, ``median`` and ``share_high`` (share at .70 or more) are over all ``n_judged`` groups of two raters or
    more. The ``n_beyond_null`` of them in which members disagree more than random answers would have no r_wg(J) and
    count as 0, no agreement; None where no group has two raters.
    """

    groups: pd.DataFrame
    mean: float | None
    median: float | None
    share_high: float | None
    n_judged: int
    n_beyond_null: int
    n_groups: int
    n_items: int
    null_variance: float
    skewed_variance: float | None
    n_used: int
    n_dropped: int
    null: str = "uniform"
    missing_rule: str = "complete rows with a group"

    def to_frame(self) -> pd.DataFrame:
        """Return one row a group.

        Columns: ``group, n, rwg, rwg_skewed, r_star, a_wg, few_raters, reason, reason_skewed, reason_a_wg, n_used,
        n_dropped``; NaN with a reason: ``one_rater``, ``beyond_null``, ``beyond_mean_range``, ``no_skewed_null``.
        """
        return self.groups.assign(n_used=self.n_used, n_dropped=self.n_dropped)

    def __repr__(self) -> str:
        """Return one line."""
        median = "-" if self.median is None else format(self.median, ".2f")
        beyond = f" ({self.n_beyond_null} beyond the null)" if self.n_beyond_null else ""
        return (
            f"Rwg(median {median}, {self.n_groups} groups{beyond}, {self.n_items} items, n={self.n_used}, "
            f"{self.n_dropped} dropped)"
        )


def rwg(
    items: pd.DataFrame | pd.Series, groups: npt.ArrayLike, *, points: Points, skewed_variance: float | None = None
) -> Rwg:
    """Return r_wg (one item) or r_wg(J), r* and a_wg of every group.

    Parameters
    ----------
    items : DataFrame (n, J) or Series (n,)
        Scale points, reverse-keyed, NaN = not answered; incomplete rows are dropped.
    groups : array (n,)
        Group of each row; None or NaN = missing.
    points : int or (int, int)
        Number of scale points A, counted from 1, or the lowest and the highest point.
    skewed_variance : float, optional
        Variance of a slightly skewed null; known for 5 points (1.34).

    Returns
    -------
    Rwg
        A group of fewer than 5 is marked ``few_raters``: a value, no verdict.

    Raises
    ------
    NotEstimable
        ``too_few_groups``: no group has a complete row.
    ValueError
        An answer lies outside the scale, or fewer than two points.

    Notes
    -----
    q = mean item variance (n - 1) over the null variance, uniform (A^2 - 1)/12; r_wg(J) = J(1 - q)/(J(1 - q) + q),
    undefined for q > 1 (disagreement beyond the null); r* = 1 - q, may be negative. a_wg = 1 - 2 s^2 / {[(H + L) M -
    M^2 - H L] K/(K - 1)}, mean over the items, undefined where M < (L(K - 1) + H)/K or M > (H(K - 1) + L)/K.

    References
    ----------
    James, L. R., Demaree, R. G. & Wolf, G. (1984). Estimating within-group interrater reliability. *J. of Applied
    Psychology*, 69, 85-98. Lindell, M. K. & Brandt, C. J. (1999). Assessing interrater agreement on the job
    relevance of a test. *J. of Applied Psychology*, 84, 640-647. Brown, R. D. & Hauenstein, N. M. A. (2005).
    Interrater agreement reconsidered. *Organizational Research Methods*, 8, 165-184. LeBreton, J. M. & Senter, J.
    L. (2008). Answers to 20 questions about interrater reliability. *Organizational Research Methods*, 11.

    Examples
    --------
    >>> found = rwg(pd.Series([4, 4, 5, 1, 5]), list("aaabb"), points=5).to_frame()
    >>> found["rwg"].round(4).tolist(), found["r_star"].round(4).tolist(), found["reason"].tolist()
    ([0.8333, nan], [0.8333, -3.0], [None, 'beyond_null'])
    """
    if not isinstance(items, pd.Series):
        check_arguments(items=items)
    check_arguments(groups=groups)
    if not isinstance(points, int):
        check_pair("points", points)
    low, high = (1, points) if isinstance(points, int) else points
    if high - low < 1:
        raise ValueError(f"a scale has at least two points, got {points}")
    table = items.to_frame() if isinstance(items, pd.Series) else items
    labels = pd.Series(np.asarray(groups, dtype=object))
    if len(labels) != len(table):
        raise ValueError(f"{len(labels)} group labels for {len(table)} rows")
    x = numbers_of(table)
    kept = ~np.isnan(x).any(axis=1) & labels.notna().to_numpy()
    x = x[kept]
    if len(x) == 0:
        raise NotEstimable("rwg", "too_few_groups", needed=1, found=0)
    if x.min() < low or x.max() > high:
        raise ValueError(f"answers lie outside the scale {low} to {high}")
    A = high - low + 1
    skewed = skewed_variance if skewed_variance is not None else SLIGHT_SKEW.get(A)
    uniform = (A**2 - 1) / 12
    codes, levels = coded(labels[kept])
    rows = [_agreement(level, x[codes == g], (low, high), uniform, skewed) for g, level in enumerate(levels)]
    frame = pd.DataFrame(rows)
    for name in ("reason", "reason_skewed", "reason_a_wg"):
        frame[name] = pd.Series([row[name] for row in rows], dtype=object)
    judged = judged_agreement(frame, raters=2)
    return Rwg(
        groups=frame,
        mean=float(judged.mean()) if len(judged) else None,
        median=float(judged.median()) if len(judged) else None,
        share_high=float((judged >= HIGH_AGREEMENT).mean()) if len(judged) else None,
        n_judged=len(judged),
        n_beyond_null=int((frame["reason"] == "beyond_null").sum()),
        n_groups=len(levels),
        n_items=x.shape[1],
        null_variance=uniform,
        skewed_variance=skewed,
        n_used=len(x),
        n_dropped=len(table) - len(x),
    )


def judged_agreement(groups: pd.DataFrame, *, raters: int) -> pd.Series:
    """Return r_wg(J) of every group of so many raters; disagreement beyond the null counts as 0.

    Parameters
    ----------
    groups : DataFrame
        ``Rwg.groups``.
    raters : int
        Fewest raters of a group that is judged, at least 2.

    Notes
    -----
    Left out, such groups would not count against a verdict on all of them. James, Demaree & Wolf (1984) set an
    estimate beyond the null to 0.

    Examples
    --------
    >>> answers = pd.Series([4, 4, 5, 1, 5])
    >>> judged_agreement(rwg(answers, list("aaabb"), points=5).groups, raters=2).round(2).tolist()
    [0.83, 0.0]
    """
    judged = groups.loc[groups["n"] >= raters]
    return judged["rwg"].where(judged["reason"] != "beyond_null", 0.0)


def _agreement(
    name: str, x: FloatArray, ends: tuple[int, int], uniform: float, skewed: float | None
) -> dict[str, object]:
    """Return one group's row."""
    K, J = x.shape
    row: dict[str, object] = {"group": name, "n": K}
    row |= dict.fromkeys(("rwg", "rwg_skewed", "r_star", "a_wg"), np.nan) | {"few_raters": K < FEW_RATERS}
    if K < 2:
        return row | dict.fromkeys(("reason", "reason_skewed", "reason_a_wg"), "one_rater")
    variance = x.var(axis=0, ddof=1)
    row["r_star"] = float(1 - variance.mean() / uniform)
    row["rwg"], reason = _rwg_j(float(variance.mean()), uniform, J)
    row["rwg_skewed"], reason_skewed = (
        (np.nan, "no_skewed_null") if skewed is None else _rwg_j(float(variance.mean()), skewed, J)
    )
    L, H = ends
    M = x.mean(axis=0)
    reason_a_wg = None
    if (M * K < L * (K - 1) + H - ROUNDING).any() or (M * K > H * (K - 1) + L + ROUNDING).any():
        reason_a_wg = "beyond_mean_range"
    else:
        row["a_wg"] = float((1 - 2 * variance / (((H + L) * M - M**2 - H * L) * K / (K - 1))).mean())
    return row | {"reason": reason, "reason_skewed": reason_skewed, "reason_a_wg": reason_a_wg}


def _rwg_j(variance: float, null: float, J: int) -> tuple[float, str | None]:
    """Return r_wg(J), or NaN and the reason."""
    q = variance / null
    return (np.nan, "beyond_null") if q > 1 else (J * (1 - q) / (J * (1 - q) + q), None)


@dataclass(frozen=True, slots=True, kw_only=True)
class Aggregation:
    """Whether answers may be averaged to the group: three conventions, all of which must hold; None = undefined."""

    justified: bool
    agreement_high: bool | None  # median r_wg(J) at least .70
    groups_differ: bool | None  # F of ICC(1) below .05
    means_reliable: bool | None  # ICC(2) at least .70
    n_used: int
    n_dropped: int

    def to_frame(self) -> pd.DataFrame:
        """Return one row."""
        return pd.DataFrame([{name: getattr(self, name) for name in self.__slots__}])

    def __repr__(self) -> str:
        """Return one line."""
        return f"Aggregation({'justified' if self.justified else 'not justified'}, n={self.n_used})"


def may_aggregate(icc: Icc, rwg: Rwg) -> Aggregation:
    """Decide from agreement, ICC(1) and ICC(2) together whether group means may stand for groups.

    Parameters
    ----------
    icc : Icc
    rwg : Rwg

    Returns
    -------
    Aggregation

    Notes
    -----
    Median r_wg(J) of all groups with 5 raters or more at least .70, groups differ (F, p < .05), ICC(2) at least .70:
    conventions, no laws. A group that disagrees beyond the null has no r_wg(J) and counts as 0; a figure that is
    undefined counts as not met.

    References
    ----------
    LeBreton, J. M. & Senter, J. L. (2008). Answers to 20 questions about interrater reliability and interrater
    agreement. *Organizational Research Methods*, 11, 815-852.

    Examples
    --------
    >>> answers = pd.Series([1, 1, 2, 1, 1, 5, 5, 4, 5, 5])
    >>> may_aggregate(icc(answers, list("aaaaabbbbb")), rwg(answers, list("aaaaabbbbb"), points=5))
    Aggregation(justified, n=10)
    """
    check_record("icc", icc, Icc)
    check_record("rwg", rwg, Rwg)
    judged = judged_agreement(rwg.groups, raters=FEW_RATERS)
    agreement = bool(judged.median() >= HIGH_AGREEMENT) if len(judged) else None
    differ = None if icc.p_value is None else icc.p_value < 0.05
    reliable = None if icc.icc2 is None else icc.icc2 >= 0.70
    return Aggregation(
        justified=agreement is True and differ is True and reliable is True,
        agreement_high=agreement,
        groups_differ=differ,
        means_reliable=reliable,
        n_used=icc.n_used,
        n_dropped=icc.n_dropped,
    )
