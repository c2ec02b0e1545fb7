"""Comparison of groups: means and ranks, tests that do without equal variances, effect sizes, pairs."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from itertools import combinations

import numpy as np
import numpy.typing as npt
import pandas as pd
from scipy.special import chdtrc, fdtrc, gammaln, ndtr, ndtri, stdtrit

from govassess.errors import NotEstimable
from govassess.stats.arguments import check_arguments
from govassess.stats.block_regression import f2_limits
from govassess.stats.draws import FloatArray
from govassess.stats.multiplicity import adjust
from govassess.stats.ranks import midranks
from govassess.stats.rounding import coarseness, settled
from govassess.stats.studentised_range import studentised_range_isf, studentised_range_sf
from govassess.stats.tables import coded, column_of

TESTS = ("anova", "welch", "kruskal", "levene", "brown_forsythe")
MOST_PAIRED = 20  # groups; beyond, hundreds of pairs, each an integral, tell a reader nothing
SMALL = 10  # respondents; with a smaller group there is no p
Parts = list[FloatArray]
Row = dict[str, object]


@dataclass(frozen=True, slots=True, eq=False, kw_only=True)
class GroupComparison:
    """Groups described and compared; ``reasons`` says for a test or an effect why it is undefined.

    Frames: ``groups`` one row a group; ``tests`` one a test; ``effects`` one an effect size; ``pairs`` one a pair and
    method (``games_howell``, ``dunn_holm``), estimate and statistic second group minus first.
    """

    groups: pd.DataFrame
    tests: pd.DataFrame
    effects: pd.DataFrame
    pairs: pd.DataFrame
    reasons: Mapping[str, str]
    left_out: int  # groups of one respondent
    conf_level: float
    n_used: int
    n_dropped: int
    missing_rule: str = "rows with a value and a group"

    def to_frame(self) -> pd.DataFrame:
        """Return one row a test: term, statistic, df1, df2, p_value, reason, n_used, n_dropped."""
        reasons = pd.Series([self.reasons.get(name) for name in self.tests["term"]], dtype=object)
        return self.tests.assign(reason=reasons, n_used=self.n_used, n_dropped=self.n_dropped)

    def __repr__(self) -> str:
        """Return one line."""
        undefined = [f"{name}: {self.reasons[name]}" for name in self.tests["term"] if name in self.reasons]
        if len(undefined) == len(TESTS):
            undefined = [f"all tests: {self.reasons[TESTS[0]]}"]
        without = f", undefined ({', '.join(undefined)})" if undefined else ""
        return f"GroupComparison({len(self.groups)} groups, n={self.n_used}, {self.n_dropped} dropped{without})"


def compare_groups(
    values: npt.ArrayLike, groups: npt.ArrayLike, *, conf_level: float = 0.95, paired: bool = True
) -> GroupComparison:
    """Compare the values of two groups or more.

    Parameters
    ----------
    values : array (n,)
        Scores, NaN = missing.
    groups : array (n,)
        Group of each row; None or NaN = missing. Groups come in order: by number where all are numbers, else as text.
    conf_level : float
        Two-sided level.
    paired : bool
        Compare pair by pair too; of many groups that takes most of the time.

    Returns
    -------
    GroupComparison
        Tests ``anova, welch, kruskal, levene, brown_forsythe``; effects ``eta2, omega2, epsilon2`` and with two
        groups ``hedges_g, rank_biserial`` (positive: the first group is larger). A group of one respondent is left
        out and counted. Reasons: ``small_group`` (a group below 10: descriptives only), ``constant_group``
        (Welch, Games-Howell), ``no_variance``, ``too_many_groups`` (Games-Howell, more than 20).

    Raises
    ------
    NotEstimable
        ``too_few_groups`` (fewer than two of at least two respondents), ``not_finite``.

    Notes
    -----
    Welch: w = n/s^2, F = [sum w (m - m~)^2/(k-1)]/[1 + 2 (k-2) L/(k^2-1)], L = sum (1 - w/W)^2/(n-1), df k - 1 and
    (k^2-1)/(3L). Games-Howell: |d|/sqrt((v_a + v_b)/2) against the studentised range with Welch's df. Kruskal-Wallis
    and Dunn corrected for ties, Dunn with Holm; values that differ by rounding alone are ties (1e-12 of the spread, or
    what floating point can tell apart). Levene about the mean, Brown-Forsythe about the median. omega2 =
    (SSB - (k-1) MSW)/(SST + MSW), may be negative; epsilon2 = H/(N-1); g with the exact gamma correction, its
    interval from the non-central t; eta2's from the non-central F; rank-biserial 2U/(n1 n2) - 1, its interval from
    Fisher's z.

    References
    ----------
    Welch, B. L. (1951). On the comparison of several mean values. *Biometrika*, 38, 330-336. Games, P. A. & Howell,
    J. F. (1976). *J. of Educational Statistics*, 1, 113-125. Kruskal, W. H. & Wallis, W. A. (1952). *JASA*, 47.
    Dunn, O. J. (1964). *Technometrics*, 6, 241-252. Hedges, L. V. (1981). *J. of Educational Statistics*, 6,
    107-128. Brown, M. B. & Forsythe, A. B. (1974). *JASA*, 69, 364-367.

    Examples
    --------
    >>> found = compare_groups(range(24), ["a", "b"] * 12)
    >>> found.to_frame()["p_value"].round(3).tolist()[:2]
    [0.737, 0.737]
    """
    check_arguments(values=values, groups=groups, conf_level=conf_level)
    y, labels = column_of(values, "values"), pd.Series(np.asarray(groups, dtype=object))
    if y.ndim != 1 or len(y) != len(labels):
        raise ValueError(f"{len(labels)} group labels for values of shape {y.shape}")
    present = ~np.isnan(y) & labels.notna().to_numpy()
    if not np.isfinite(y[present]).all():
        raise NotEstimable("groups", "not_finite", variable="values")
    # What rounding alone makes unlike is alike: for ties, and for groups and spreads that are constant.
    known = settled(y[present])
    codes, levels = coded(labels[present])
    all_parts = {level: known[codes == g] for g, level in enumerate(levels)}
    parts = {name: part for name, part in all_parts.items() if len(part) > 1}
    if len(parts) < 2:
        raise NotEstimable("groups", "too_few_groups", needed=2, found=len(parts))
    pooled = np.concatenate(list(parts.values()))
    centred = {name: part - float(pooled.mean()) for name, part in parts.items()}
    tests, effects, pairs, reasons = _compared(centred, coarseness(pooled), conf_level, paired=paired)
    n = len(pooled)
    return GroupComparison(
        groups=pd.DataFrame([_described(name, part, conf_level) for name, part in parts.items()]),
        tests=pd.DataFrame(tests),
        effects=pd.DataFrame(effects),
        pairs=pd.DataFrame(pairs),
        reasons=reasons,
        left_out=len(all_parts) - len(parts),
        conf_level=conf_level,
        n_used=n,
        n_dropped=len(y) - n,
    )


def _described(name: str, part: FloatArray, conf_level: float) -> Row:
    """Return one group's n, mean with t interval, SD and median."""
    n, mean, sd = len(part), float(part.mean()), float(part.std(ddof=1))
    reach = float(stdtrit(n - 1, (1 + conf_level) / 2)) * sd / np.sqrt(n)
    row: Row = {"group": name, "n": n, "mean": mean, "sd": sd, "median": float(np.median(part))}
    return row | {"conf_low": mean - reach, "conf_high": mean + reach}


def _test(term: str, statistic: float, df1: float, df2: float, p: float) -> Row:
    return {"term": term, "statistic": statistic, "df1": df1, "df2": df2, "p_value": p}


def _effect(term: str, estimate: float, low: float = np.nan, high: float = np.nan) -> Row:
    return {"term": term, "estimate": estimate, "conf_low": low, "conf_high": high}


def _compared(
    parts: Mapping[str, FloatArray], coarse: float, conf_level: float, *, paired: bool
) -> tuple[list[Row], list[Row], list[Row], dict[str, str]]:
    """Return the rows of tests, effects and pairs of centred values, and the reasons of those that are undefined.

    ``coarse`` is how far apart equal values may lie.
    """
    arrays = list(parts.values())
    pooled = np.concatenate(arrays)
    code = "no_variance" if np.ptp(pooled) == 0 else "small_group" if min(map(len, arrays)) < SMALL else None
    if code is not None:
        empty = [_test(term, *(np.nan,) * 4) for term in TESTS]
        return empty, [], [], dict.fromkeys((*TESTS, "effects", "pairs"), code)
    reasons: dict[str, str] = {}
    tests, effects, within = _means(arrays, conf_level)
    ranks: Parts = np.split(midranks(pooled), np.cumsum([len(part) for part in arrays])[:-1])
    N = len(pooled)
    spread = _rank_variance(pooled)
    H = float(sum(len(r) * (r.mean() - (N + 1) / 2) ** 2 for r in ranks) / spread)
    tests.append(_test("kruskal", H, len(parts) - 1, np.nan, float(chdtrc(len(parts) - 1, H))))
    effects.append(_effect("epsilon2", H / (N - 1)))
    if any(np.ptp(part) == 0 for part in arrays):
        tests.append(_test("welch", *(np.nan,) * 4))
        reasons |= {"welch": "constant_group", "games_howell": "constant_group"}
        pairs = []
    else:
        tests.append(_welch(arrays))
        pairs = _games_howell(parts, conf_level) if paired and len(parts) <= MOST_PAIRED else []
    if paired and len(parts) > MOST_PAIRED:
        reasons["games_howell"] = "too_many_groups"
    if paired:
        pairs += _dunn(list(parts), ranks, spread)
    for name, centre in (("levene", np.mean), ("brown_forsythe", np.median)):
        spreads = [np.abs(part - centre(part)) for part in arrays]
        if _squares(spreads)[1] > N * coarse**2:
            F, df1, df2, p = _f_of(spreads)
            tests.append(_test(name, F, df1, df2, p))
        else:
            tests.append(_test(name, *(np.nan,) * 4))
            reasons[name] = "no_variance"
    if within == 0:
        reasons |= dict.fromkeys(("anova", "eta2", "omega2"), "no_variance")
    if len(parts) == 2:
        if within > 0:
            effects.append(_hedges(arrays[0], arrays[1], conf_level))
        effects.append(_rank_biserial(arrays[0], arrays[1], ranks[0], conf_level))
    return sorted(tests, key=lambda row: TESTS.index(str(row["term"]))), effects, pairs, reasons


def _f_of(arrays: Parts) -> tuple[float, int, int, float]:
    """Return the F of a one-way analysis of variance."""
    between, within, N = _squares(arrays)
    df1, df2 = len(arrays) - 1, N - len(arrays)
    F = between / df1 / (within / df2)
    return F, df1, df2, float(fdtrc(df1, df2, F))


def _squares(arrays: Parts) -> tuple[float, float, int]:
    """Return the sums of squares between and within, and N."""
    grand = np.concatenate(arrays).mean()
    between = sum(len(part) * float(part.mean() - grand) ** 2 for part in arrays)
    # The mean of equal values need not be exactly that value.
    within = sum(float(((part - part.mean()) ** 2).sum()) for part in arrays if np.ptp(part) > 0)
    return between, within, sum(map(len, arrays))


def _means(arrays: Parts, conf_level: float) -> tuple[list[Row], list[Row], float]:
    """Return the classical analysis of variance, its effect sizes, and the squares within."""
    between, within, N = _squares(arrays)
    if within == 0:
        return [_test("anova", *(np.nan,) * 4)], [], within
    F, df1, df2, p = _f_of(arrays)
    low, high = f2_limits(F, df1, df2, N, conf_level)
    error = within / df2
    return (
        [_test("anova", F, df1, df2, p)],
        [
            # f2 = eta2/(1 - eta2)
            _effect("eta2", between / (between + within), low / (1 + low), high / (1 + high)),
            _effect("omega2", (between - df1 * error) / (between + within + error)),
        ],
        within,
    )


def _welch(arrays: Parts) -> Row:
    """Return Welch's F."""
    k = len(arrays)
    n = np.array([len(part) for part in arrays], dtype=float)
    m = np.array([part.mean() for part in arrays])
    w = n / np.array([part.var(ddof=1) for part in arrays])
    centre = (w * m).sum() / w.sum()
    L = float(((1 - w / w.sum()) ** 2 / (n - 1)).sum())
    F = float((w * (m - centre) ** 2).sum() / (k - 1) / (1 + 2 * (k - 2) * L / (k**2 - 1)))
    df2 = (k**2 - 1) / (3 * L)
    return _test("welch", F, k - 1, df2, float(fdtrc(k - 1, df2, F)))


def _rank_variance(pooled: FloatArray) -> float:
    """Return the variance of the ranks, N(N + 1)/12 less the correction for ties."""
    N = len(pooled)
    ties = np.unique(pooled, return_counts=True)[1].astype(float)
    return float(N * (N + 1) / 12 - (ties**3 - ties).sum() / (12 * (N - 1)))


def _games_howell(parts: Mapping[str, FloatArray], conf_level: float) -> list[Row]:
    """Return all pairs by Games and Howell."""
    names, k = list(parts), len(parts)
    first, second = np.array(list(combinations(range(k), 2))).T
    n = np.array([len(part) for part in parts.values()], dtype=float)
    m = np.array([part.mean() for part in parts.values()])
    v = np.array([part.var(ddof=1) for part in parts.values()]) / n
    both = v[first] + v[second]
    df = both**2 / (v[first] ** 2 / (n[first] - 1) + v[second] ** 2 / (n[second] - 1))
    difference, se = m[second] - m[first], np.sqrt(both / 2)
    p = studentised_range_sf(np.abs(difference) / se, k, df)
    reach = studentised_range_isf(1 - conf_level, k, df) * se
    return [
        {
            "method": "games_howell",
            "group_1": names[first[i]],
            "group_2": names[second[i]],
            "estimate": float(difference[i]),
            "statistic": float(difference[i] / se[i]),
            "df": float(df[i]),
            "p_value": float(p[i]),
            "conf_low": float(difference[i] - reach[i]),
            "conf_high": float(difference[i] + reach[i]),
        }
        for i in range(len(first))
    ]


def _dunn(names: list[str], ranks: Parts, spread: float) -> list[Row]:
    """Return all pairs by Dunn's z with Holm's p."""
    pairs = list(combinations(range(len(names)), 2))
    means, n = np.array([r.mean() for r in ranks]), np.array([len(r) for r in ranks])
    estimate = np.array([means[j] - means[i] for i, j in pairs])
    z = estimate / np.sqrt(spread * np.array([1 / n[i] + 1 / n[j] for i, j in pairs]))
    p = adjust(2 * ndtr(-np.abs(z)), method="holm").adjusted
    return [
        {
            "method": "dunn_holm",
            "group_1": names[i],
            "group_2": names[j],
            "estimate": float(estimate[at]),
            "statistic": float(z[at]),
            "df": np.nan,
            "p_value": float(p[at]),
            "conf_low": np.nan,
            "conf_high": np.nan,
        }
        for at, (i, j) in enumerate(pairs)
    ]


def _hedges(one: FloatArray, other: FloatArray, conf_level: float) -> Row:
    """Return Hedges' g, first group minus second, with limits from the non-central t."""
    from scipy.special import nctdtrinc

    n1, n2 = len(one), len(other)
    df = n1 + n2 - 2
    pooled = (((one - one.mean()) ** 2).sum() + ((other - other.mean()) ** 2).sum()) / df
    d = float((one.mean() - other.mean()) / np.sqrt(pooled))
    J = float(np.exp(gammaln(df / 2) - gammaln((df - 1) / 2)) / np.sqrt(df / 2))
    size = np.sqrt(n1 * n2 / (n1 + n2))
    low, high = (float(nctdtrinc(df, level, d * size)) for level in ((1 + conf_level) / 2, (1 - conf_level) / 2))
    return _effect("hedges_g", J * d, J * low / size, J * high / size)


def _rank_biserial(one: FloatArray, other: FloatArray, ranks: FloatArray, conf_level: float) -> Row:
    """Return the share of pairs in which the first group is larger, less the share in which it is smaller."""
    n1, n2 = len(one), len(other)
    r = float(2 * (ranks.sum() - n1 * (n1 + 1) / 2) / (n1 * n2) - 1)
    if abs(r) == 1:
        return _effect("rank_biserial", r)
    reach = float(ndtri((1 + conf_level) / 2)) * np.sqrt((n1 + n2 + 1) / (3 * n1 * n2))
    return _effect("rank_biserial", r, float(np.tanh(np.arctanh(r) - reach)), float(np.tanh(np.arctanh(r) + reach)))
