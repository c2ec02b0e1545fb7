"""Differences of independent estimates and simultaneous ranges of ranks, against values from outside."""

from __future__ import annotations

import math

import numpy as np
import pytest
from scipy import stats as scipy_stats
from statsmodels.stats.multitest import multipletests

from govassess.errors import NotEstimable
from govassess.stats.differences import Estimated, difference, mean_of, rank_intervals, standard_error
from govassess.stats.draws import make_draws
from govassess.stats.moments import weighted_means

SLEEP = (
    (0.7, -1.6, -0.2, -1.2, -0.1, 3.4, 3.7, 0.8, 0.0, 2.0),
    (1.9, 0.8, 1.1, 0.1, -0.1, 4.4, 5.5, 1.6, 4.6, 3.4),
)
"""Student (1908): hours of sleep gained with two drugs; R prints Welch's test of them on its page of t.test."""


def of_sample(x) -> Estimated:
    x = np.asarray(x, dtype=float)
    return Estimated(value=x.mean(), std_error=x.std(ddof=1) / math.sqrt(len(x)), df=len(x) - 1)


def test_the_difference_is_that_of_welch_as_r_prints_it():
    found = difference(*(of_sample(drug) for drug in SLEEP))
    assert -found.statistic == pytest.approx(-1.8608, abs=5e-5)
    assert found.df == pytest.approx(17.776, abs=5e-4)
    assert found.p_value == pytest.approx(0.07939, abs=5e-6)
    assert (-found.conf_high, -found.conf_low) == pytest.approx((-3.3654832, 0.2054832), abs=5e-8)


@pytest.mark.parametrize("seed", range(5))
def test_the_difference_is_that_of_scipy(seed):
    rng = np.random.default_rng(seed)
    one, two = rng.normal(50, 10, rng.integers(5, 60)), rng.normal(53, 18, rng.integers(5, 60))
    theirs = scipy_stats.ttest_ind(two, one, equal_var=False)
    interval = theirs.confidence_interval(0.9)
    found = difference(of_sample(one), of_sample(two), conf_level=0.9)
    assert (found.statistic, found.p_value, found.df) == pytest.approx((theirs.statistic, theirs.pvalue, theirs.df))
    assert (found.conf_low, found.conf_high) == pytest.approx((interval.low, interval.high))


def test_without_limited_degrees_of_freedom_it_is_the_normal():
    found = difference(Estimated(value=0, std_error=3), Estimated(value=9.8, std_error=4))
    assert found.df == math.inf
    assert (found.conf_low, found.conf_high) == pytest.approx((9.8 - 1.959964 * 5, 9.8 + 1.959964 * 5), abs=1e-5)
    assert found.p_value == pytest.approx(0.05, abs=1e-4)


def test_very_small_and_very_large_errors_neither_vanish_nor_overflow():
    for size in (1e-160, 1e150):
        found = difference(Estimated(value=0, std_error=size, df=10), Estimated(value=2 * size, std_error=size, df=10))
        assert found.df == pytest.approx(20)
        assert found.statistic == pytest.approx(math.sqrt(2))


def test_two_estimates_without_spread_have_no_test():
    with pytest.raises(NotEstimable, match=r".") as fault:
        difference(Estimated(value=1, std_error=0, df=5), Estimated(value=2, std_error=0, df=5))
    assert (fault.value.what, fault.value.code) == ("difference", "no_variance")


@pytest.mark.parametrize(
    "bad",
    [
        Estimated(value=math.nan, std_error=1, df=5),
        Estimated(value=1, std_error=-1, df=5),
        Estimated(value=1, std_error=math.inf, df=5),
        Estimated(value=1, std_error=1, df=0.5),
    ],
)
def test_what_is_no_estimate_is_refused(bad):
    with pytest.raises(ValueError, match="no estimate"):
        difference(bad, Estimated(value=1, std_error=1, df=5))


def ranges_by_hand(estimates, level=0.95):
    """The same from scipy's t and statsmodels' Holm, over all one-sided pairs."""
    m = len(estimates)
    pairs = [(j, k) for j in range(m) for k in range(m) if j != k]
    p = []
    for j, k in pairs:
        a, b = estimates[j], estimates[k]
        error = math.hypot(a.std_error, b.std_error)
        df = error**4 / (a.std_error**4 / a.df + b.std_error**4 / b.df)
        p.append(scipy_stats.t.sf((a.value - b.value) / error, df))
    sure = multipletests(p, alpha=1 - level, method="holm")[0]
    above = {pair for pair, found in zip(pairs, sure, strict=True) if found}
    low = [1 + sum((j, k) in above for j in range(m)) for k in range(m)]
    high = [m - sum((k, j) in above for j in range(m)) for k in range(m)]
    return low, high


@pytest.mark.parametrize("seed", range(6))
def test_ranges_of_ranks_are_those_of_holm_over_all_pairs(seed):
    rng = np.random.default_rng(seed)
    estimates = [
        Estimated(value=rng.normal(60, 6), std_error=rng.uniform(0.5, 3), df=int(rng.integers(8, 200)))
        for _ in range(7)
    ]
    found = rank_intervals(estimates)
    assert (found.low.tolist(), found.high.tolist()) == ranges_by_hand(estimates)


def test_estimates_far_apart_have_one_rank_and_equal_ones_all():
    apart = rank_intervals([Estimated(value=v, std_error=1, df=60) for v in (10, 90, 50)])
    assert (apart.low.tolist(), apart.high.tolist()) == ([3, 1, 2], [3, 1, 2])
    equal = rank_intervals([Estimated(value=5, std_error=1, df=60)] * 4)
    assert (equal.low.tolist(), equal.high.tolist()) == ([1] * 4, [4] * 4)


def test_estimates_without_spread_are_ranked_by_their_values_alone():
    found = rank_intervals([Estimated(value=v, std_error=0, df=60) for v in (1, 3, 3)])
    assert (found.low.tolist(), found.high.tolist()) == ([3, 1, 1], [3, 2, 2])


def test_one_estimate_has_no_rank():
    with pytest.raises(ValueError, match="at least two"):
        rank_intervals([Estimated(value=1, std_error=1)])


def test_all_true_ranks_lie_within_their_ranges_in_nineteen_of_twenty_samples():
    rng = np.random.default_rng(7)
    truth = np.array([50.0, 50.5, 53.0, 56.0, 56.0, 60.0])
    lowest = 1 + (truth[:, None] < truth).sum(axis=1)  # of tied ones every rank is true
    highest = len(truth) - (truth[:, None] > truth).sum(axis=1)
    runs, held = 400, 0
    for _ in range(runs):
        errors = rng.uniform(0.8, 2.0, len(truth))
        df = 25
        drawn = truth + errors * rng.normal(size=len(truth))
        known = errors * np.sqrt(rng.chisquare(df, len(truth)) / df)
        found = rank_intervals([Estimated(value=v, std_error=e, df=df) for v, e in zip(drawn, known, strict=True)])
        held += bool((found.low <= lowest).all() and (found.high >= highest).all())
    assert held / runs >= 0.95 - 2 * math.sqrt(0.95 * 0.05 / runs)


def test_the_mean_of_estimates_has_the_error_of_a_mean():
    found = mean_of([Estimated(value=v, std_error=2.0, df=10) for v in (50, 60, 70, 80)])
    assert (found.value, found.std_error, found.df) == pytest.approx((65, 1.0, 40))
    with pytest.raises(ValueError, match="no estimates"):
        mean_of([])


def test_the_standard_error_of_draws_is_that_of_the_mean():
    x = np.random.default_rng(3).normal(50, 12, 40)
    drawn = weighted_means(x[:, None], make_draws(40, count=20_000))[:, 0]
    assert standard_error(drawn, 40) == pytest.approx(x.std(ddof=1) / math.sqrt(40), rel=0.02)


def test_the_standard_error_of_drawn_clusters_is_that_of_their_means():
    means = np.random.default_rng(4).normal(50, 6, 12)
    x, clusters = np.repeat(means, 5), np.repeat(np.arange(12), 5)
    drawn = weighted_means(x[:, None], make_draws(60, count=20_000, clusters=clusters))[:, 0]
    assert standard_error(drawn, 12) == pytest.approx(means.std(ddof=1) / math.sqrt(12), rel=0.02)


def test_one_draw_or_one_unit_has_no_standard_error():
    assert standard_error([1.0, math.nan], 5) is None
    assert standard_error([1.0, 2.0], 1) is None


def test_records_are_frames_too():
    frame = difference(*(of_sample(drug) for drug in SLEEP)).to_frame()
    assert frame.columns.tolist()[:3] == ["estimate", "std_error", "df"]
    ranks = rank_intervals([of_sample(drug) for drug in SLEEP]).to_frame()
    assert ranks.to_dict("list") == {"rank_low": [1, 1], "rank_high": [2, 2]}
