from __future__ import annotations

from dataclasses import replace
from fractions import Fraction

import numpy as np
import pandas as pd
import pytest

from govassess.errors import NotEstimable
from govassess.stats.agreement import icc, may_aggregate, rwg
from govassess.stats.groups import compare_groups


def test_icc_of_the_printed_mean_squares():
    # MSB 6, MSW 2, n 5: values with exactly these mean squares
    within = np.array([-2.0, -1, 0, 1, 2]) * np.sqrt(0.8)
    means = np.array([-1.0, 0, 1]) * np.sqrt(6 / 5)
    found = icc((means[:, None] + within).ravel(), np.repeat(list("abc"), 5))
    assert (found.msb, found.msw) == (pytest.approx(6), pytest.approx(2))
    assert (found.estimate, found.icc2) == (pytest.approx(2 / 7), pytest.approx(2 / 3))
    assert found.design_effect == pytest.approx(1 + 4 * 2 / 7)


def test_a_negative_icc_stays_negative_and_its_design_effect_is_one():
    found = icc([1, 5, 1, 5, 1, 5], list("aabbcc"))
    assert found.estimate == pytest.approx(-1)
    assert found.design_effect == 1
    assert found.icc2 is None


def test_order_shift_and_scale_change_no_icc():
    rng = np.random.default_rng(1)
    values, groups = rng.normal(size=50), rng.integers(0, 6, size=50)
    order = rng.permutation(50)
    for estimator in ("anova_n0", "mean_size", "reml"):
        one = icc(values, groups, estimator=estimator).estimate
        assert icc(values[order] * 10 + 1e6, groups[order], estimator=estimator).estimate == pytest.approx(
            one, rel=1e-6
        )


def test_equal_groups_give_the_same_icc_by_every_estimator():
    rng = np.random.default_rng(2)
    values = rng.normal(size=60) + np.repeat(rng.normal(size=10), 6)
    found = [
        icc(values, np.repeat(range(10), 6), estimator=name).estimate for name in ("anova_n0", "mean_size", "reml")
    ]
    assert found == pytest.approx([found[0]] * 3, rel=1e-6)


def test_an_icc_recovers_a_known_one():
    rng = np.random.default_rng(3)
    values = np.repeat(rng.normal(size=2000), 10) * np.sqrt(0.2) + rng.normal(size=20000) * np.sqrt(0.8)
    assert icc(values, np.repeat(range(2000), 10)).estimate == pytest.approx(0.2, abs=0.015)


def test_missing_values_and_groups_are_counted():
    found = icc([1, 2, np.nan, 4, 5, 9], ["a", "a", "a", "b", None, "b"])
    assert (found.n_used, found.n_dropped) == (4, 2)


@pytest.mark.parametrize(
    ("values", "groups", "code"),
    [
        ([1, 2, 3], list("aaa"), "too_few_groups"),
        ([], [], "too_few_groups"),
        ([1, 2, 3], list("abc"), "groups_of_one"),
        ([2, 2, 2, 2], list("aabb"), "no_variance"),
        ([1e12 + 0.0] * 4, list("aabb"), "no_variance"),
        ([1, np.inf, 2, 2], list("aabb"), "not_finite"),
    ],
)
def test_an_icc_that_is_undefined_says_why(values, groups, code):
    with pytest.raises(NotEstimable) as refused:
        icc(values, groups)
    assert (refused.value.what, refused.value.code) == ("icc", code)
    assert refused.value.message("en") != refused.value.message("id")


def test_groups_without_spread_have_no_f():
    found = icc([1, 1, 2, 2], list("aabb"))
    assert (found.estimate, found.statistic, found.conf_low, found.p_value) == (1, None, None, None)


def test_agreement_of_the_printed_case():
    # J 4, A 5, item variance .5: two raters one point apart
    items = pd.DataFrame([[3, 3, 3, 3], [4, 4, 4, 4]])
    row = rwg(items, ["a", "a"], points=5).to_frame().iloc[0]
    assert (row["rwg"], row["r_star"]) == (pytest.approx(12 / 13), pytest.approx(0.75))
    assert rwg(items[0], ["a", "a"], points=5).to_frame()["rwg"][0] == pytest.approx(0.75)
    assert row["few_raters"]


def test_disagreement_beyond_the_null_is_not_estimable_and_r_star_is_shown():
    row = rwg(pd.Series([1, 5, 1, 5, 3.0]), list("aaaaa"), points=5).to_frame().iloc[0]
    assert np.isnan(row["rwg"])
    assert row["reason"] == "beyond_null"
    assert row["r_star"] == pytest.approx(1 - 4 / 2)


def test_the_scale_counts_points_and_may_begin_at_zero():
    answers = pd.Series([0, 1, 1, 2, 1])
    from_zero = rwg(answers, list("aaaaa"), points=(0, 4)).to_frame()
    from_one = rwg(answers + 1, list("aaaaa"), points=5).to_frame()
    pd.testing.assert_frame_equal(from_zero, from_one)
    with pytest.raises(ValueError, match="outside"):
        rwg(answers, list("aaaaa"), points=5)


def test_a_wg_has_no_value_where_the_mean_is_near_an_end():
    found = rwg(pd.Series([1, 1, 1, 1, 1.0]), list("aaaaa"), points=5).to_frame().iloc[0]
    assert found["reason_a_wg"] == "beyond_mean_range"
    # K 4, mean 3, s2 2: 1 - 2 x 2 / {[18 - 9 - 5] 4/3} = .25
    other = rwg(pd.Series([1, 3, 4, 4.0]), list("aaaa"), points=5).to_frame().iloc[0]
    assert other["a_wg"] == pytest.approx(0.25)


def test_one_rater_and_an_unknown_skewed_null_say_so():
    found = rwg(pd.Series([1, 2, 3.0]), list("aab"), points=7).to_frame().set_index("group")
    assert found.loc["b", "reason"] == "one_rater"
    assert found.loc["a", "reason_skewed"] == "no_skewed_null"
    given = rwg(pd.Series([1, 2, 3.0]), list("aab"), points=7, skewed_variance=2.9).to_frame().set_index("group")
    assert given.loc["a", "rwg_skewed"] == pytest.approx(1 - 0.5 / 2.9)


def test_no_group_at_all_is_refused():
    with pytest.raises(NotEstimable, match="groups"):
        rwg(pd.Series([1.0, 2.0]), [None, None], points=5)


def test_answers_may_be_averaged_only_where_all_three_say_so():
    rng = np.random.default_rng(5)
    groups = np.repeat(range(12), 8)
    alike = pd.Series(np.clip(np.repeat(rng.integers(2, 5, 12), 8) + rng.integers(0, 2, 96), 1, 5), dtype=float)
    yes = may_aggregate(icc(alike, groups), rwg(alike, groups, points=5))
    assert (yes.justified, yes.agreement_high, yes.groups_differ, yes.means_reliable) == (True, True, True, True)
    noise = pd.Series(rng.integers(1, 6, 96), dtype=float)
    no = may_aggregate(icc(noise, groups), rwg(noise, groups, points=5))
    assert not no.justified
    small = may_aggregate(icc([1, 1, 2, 2], list("aabb")), rwg(pd.Series([1, 1, 2, 2.0]), list("aabb"), points=5))
    assert (small.justified, small.agreement_high) == (False, None)


def test_iccs_of_the_printed_case():
    # MSB 6, MSW 2, groups of 5: each group's variance is 2, that of the means 6/5
    within, means = np.array([-2, 0, 0, 0, 2.0]), np.sqrt(1.2) * np.array([-1, 0, 1])
    found = icc((means[:, None] + within).ravel(), np.repeat(list("abc"), 5))
    assert (found.msb, found.msw) == (pytest.approx(6), pytest.approx(2))
    assert (found.estimate, found.icc2) == (pytest.approx(0.2857, abs=5e-5), pytest.approx(0.6667, abs=5e-5))


def test_the_printed_case_beyond_the_null_has_no_r_wg_and_a_negative_r_star():
    # item variance 2.4 with 4 items of 5 points: the formula would print -2.0
    items = pd.DataFrame([[3 - np.sqrt(1.2)] * 4, [3 + np.sqrt(1.2)] * 4])
    row = rwg(items, ["a", "a"], points=5).to_frame().iloc[0]
    assert (row["reason"], np.isnan(row["rwg"])) == ("beyond_null", True)
    assert row["r_star"] == pytest.approx(-0.2)


def test_groups_that_disagree_beyond_the_null_count_against_the_verdict():
    """Ten groups differ in their means; four agree, and six hold both ends of the scale."""
    groups = np.repeat(range(10), 6)
    agree = [np.repeat(level, 6) for level in (1, 2, 4, 5)]
    split = [np.array([1, 5, 1, 5, 1, 5]) for _ in range(6)]
    answers = pd.Series(np.concatenate([*agree, *split]), dtype=float)
    found = rwg(answers, groups, points=5)
    assert (found.n_judged, found.n_beyond_null) == (10, 6)
    assert found.share_high == pytest.approx(0.4)
    assert (found.mean, found.median) == (pytest.approx(0.4), 0)
    assert "6 beyond the null" in repr(found)
    sure = replace(icc(answers, groups), p_value=1e-6, icc2=0.95)
    verdict = may_aggregate(sure, found)
    assert (verdict.agreement_high, verdict.justified) == (False, False)
    # With six that agree the median is that of groups that agree.
    most = pd.Series(np.concatenate([*agree, *agree, *split[:2]]), dtype=float)
    assert may_aggregate(sure, rwg(most, groups, points=5)).justified


def test_a_group_of_one_rater_is_not_judged():
    found = rwg(pd.Series([2, 2, 1, 5, 3.0]), list("aabbc"), points=5)
    assert (found.n_groups, found.n_judged, found.n_beyond_null, found.share_high) == (3, 2, 1, 0.5)


def simon_lesage(base: float, replicates: int) -> tuple[np.ndarray, np.ndarray]:
    """Nine groups of means base + .4, .3, .5, .3 ..., in each its mean once and then that less and more .1 in turn.

    The shape of the analyses of variance SmLs01 to SmLs09 of NIST's StRD; F is the number of replicates.
    """
    tenths = np.array([4, *[3, 5] * 4])[:, None] + np.array([0, *[-1, 1] * ((replicates - 1) // 2)])
    return (base + tenths / 10).ravel(), np.repeat(range(9), replicates)


@pytest.mark.parametrize("replicates", [21, 201, 2001])
@pytest.mark.parametrize(("base", "within"), [(1, 1e-12), (1e6, 1e-7), (1e9, 1e-5), (1e12, 0.02)])
def test_a_large_mean_and_a_small_spread_leave_f_as_it_is(base, within, replicates):
    values, groups = simon_lesage(base, replicates)
    found = icc(values, groups)
    assert found.statistic == pytest.approx(replicates, rel=within)  # what adding the base leaves of the tenths
    compared = compare_groups(values, groups, paired=False).to_frame().set_index("term")
    assert compared.loc["anova", "statistic"] == pytest.approx(replicates, rel=within)


def test_figures_are_those_of_exact_arithmetic_whatever_the_mean():
    """Weights of silver near 107.868 that differ in the seventh digit, from two instruments, as in NIST's AtmWtAg."""
    rng = np.random.default_rng(4)
    values = 107.868 + np.round(rng.normal([[1.5e-4], [1.2e-4]], 2e-5, size=(2, 24)), 7).ravel()
    groups = np.repeat(["one", "two"], 24)
    exact = [[Fraction(value) for value in values[groups == name]] for name in ("one", "two")]
    means = [sum(part) / 24 for part in exact]
    msb = 24 * sum((mean - sum(means) / 2) ** 2 for mean in means)
    msw = sum((value - mean) ** 2 for part, mean in zip(exact, means, strict=True) for value in part) / 46
    found = icc(values, groups)
    assert (found.msb, found.msw) == (pytest.approx(float(msb), rel=1e-8), pytest.approx(float(msw), rel=1e-8))
    assert found.statistic == pytest.approx(float(msb / msw), rel=1e-8)
    assert found.estimate == pytest.approx(float((msb - msw) / (msb + 23 * msw)), rel=1e-8)
    assert icc(values, groups, estimator="reml").estimate == pytest.approx(found.estimate, rel=1e-6)
