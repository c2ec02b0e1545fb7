from __future__ import annotations

import numpy as np
import pytest

from govassess.errors import NotEstimable
from govassess.stats.groups import TESTS, compare_groups
from govassess.stats.studentised_range import studentised_range_isf, studentised_range_sf


@pytest.fixture
def values():
    return np.random.default_rng(7).normal(size=90) + np.repeat([0, 0.5, 1], 30)


GROUPS = np.repeat(list("abc"), 30)


def test_shift_scale_and_order_change_no_test(values):
    order = np.random.default_rng(0).permutation(90)
    one, other = compare_groups(values, GROUPS), compare_groups(values[order] * 3 + 1e5, GROUPS[order])
    assert other.to_frame()["statistic"].tolist() == pytest.approx(one.to_frame()["statistic"].tolist(), rel=1e-7)
    assert other.effects["estimate"].tolist() == pytest.approx(one.effects["estimate"].tolist(), rel=1e-7)
    assert one.to_frame()["term"].tolist() == list(TESTS)


def test_the_dunn_test_of_two_groups_is_the_root_of_h(values):
    found = compare_groups(np.round(values[:60]), GROUPS[:60])
    H = found.to_frame().set_index("term").loc["kruskal", "statistic"]
    z = found.pairs.set_index("method").loc["dunn_holm", "statistic"]
    assert z**2 == pytest.approx(H, rel=1e-12)


def test_the_first_group_larger_makes_the_effects_of_two_groups_positive(values):
    effects = compare_groups(-values[:60], GROUPS[:60]).effects.set_index("term")["estimate"]
    assert effects["hedges_g"] > 0
    assert effects["rank_biserial"] > 0


def test_a_small_group_is_described_and_not_tested(values):
    found = compare_groups(values[:69], GROUPS[:69])
    assert found.to_frame()["p_value"].isna().all()
    assert set(found.to_frame()["reason"]) == {"small_group"}
    assert found.groups["n"].tolist() == [30, 30, 9]
    assert found.effects.empty


def test_one_respondent_alone_is_left_out_and_counted(values):
    found = compare_groups(np.append(values, 50.0), np.append(GROUPS, "z"))
    assert (found.left_out, found.n_used, found.n_dropped) == (1, 90, 1)
    assert "z" not in set(found.groups["group"])
    assert found.to_frame()["statistic"].tolist() == compare_groups(values, GROUPS).to_frame()["statistic"].tolist()


def test_a_constant_group_has_no_welch_and_the_rest_stays(values):
    values[:30] = 2
    found = compare_groups(values, GROUPS).to_frame().set_index("term")
    assert found.loc["welch", "reason"] == "constant_group"
    assert np.isfinite(found.loc["anova", "p_value"])


def test_all_values_equal_is_no_variance():
    found = compare_groups(np.ones(60), GROUPS[:60])
    assert set(found.to_frame()["reason"]) == {"no_variance"}
    without = compare_groups(np.repeat([1.0, 2.0], 30), GROUPS[:60])
    assert without.reasons["anova"] == "no_variance"
    assert set(without.effects["term"]) == {"epsilon2", "rank_biserial"}


@pytest.mark.parametrize("offset", [0.1, 1e6 / 3])
def test_equal_values_and_equal_distances_are_not_told_apart_by_rounding(offset):
    # means of 0.1 taken 30 times are not 0.1: the F of two constant groups would be 1e30 and its p 0
    constant = compare_groups(offset + np.repeat([0.0, 0.7], 30), GROUPS[:60])
    assert constant.reasons["anova"] == "no_variance"
    assert np.isnan(constant.to_frame().set_index("term").loc["anova", "statistic"])
    # every value is as far from its group's centre as every other
    halves = compare_groups(offset + np.tile([0.0, 0.3], 30) + np.repeat([0.0, 0.7], 30), GROUPS[:60])
    assert (halves.reasons["levene"], halves.reasons["brown_forsythe"]) == ("no_variance", "no_variance")
    assert halves.to_frame().set_index("term").loc["anova", "p_value"] > 0


@pytest.mark.parametrize(
    ("values", "groups", "code"),
    [
        ([1, 2, 3], list("aaa"), "too_few_groups"),
        ([1, 2, 3], list("abc"), "too_few_groups"),
        ([1, np.inf], list("ab"), "not_finite"),
    ],
)
def test_too_few_groups_are_refused(values, groups, code):
    with pytest.raises(NotEstimable) as refused:
        compare_groups(values, groups)
    assert refused.value.code == code
    assert refused.value.message("id")


@pytest.mark.parametrize("k", [2, 3, 6, 20])
def test_the_studentised_range_is_that_of_scipy(k):
    from scipy.stats import studentized_range

    df, q = np.array([5.0, 9, 25.5, 400]), np.array([3.0, 0.4, 4.2, 6])
    np.testing.assert_allclose(studentised_range_sf(q, k, df), studentized_range.sf(q, k, df), atol=1e-10)


def test_the_studentised_range_is_that_of_r():
    # ptukey(c(3, 4.2, 6), c(3, 12, 20), c(9, 25.5, 300), lower.tail = FALSE) and qtukey(.95, ...) of R 4.5.0, whose
    # quantiles have four decimals
    cases = [(3.0, 3, 9.0, 0.140211474863707, 3.94849220226874), (4.2, 12, 25.5, 0.175342030951388, 5.07005382439796)]
    cases += [(6.0, 20, 300.0, 0.0046345410609272, 5.0572716242705)]
    for q, k, df, p, quantile in cases:
        assert studentised_range_sf([q], k, [df])[0] == pytest.approx(p, abs=1e-9)
        assert studentised_range_isf(0.05, k, [df])[0] == pytest.approx(quantile, abs=2e-4)


def test_interpolated_quantiles_of_the_studentised_range_have_the_tail_asked_for():
    df = np.linspace(12, 90, 14)
    np.testing.assert_allclose(studentised_range_sf(studentised_range_isf(0.05, 6, df), 6, df), 0.05, rtol=1e-6)


def test_more_than_twenty_groups_have_no_games_howell():
    rng = np.random.default_rng(1)
    found = compare_groups(rng.normal(size=210), np.repeat(np.arange(21), 10))
    assert found.reasons["games_howell"] == "too_many_groups"
    assert set(found.pairs["method"]) == {"dunn_holm"}
