"""Hypotheses of the kind group: Welch's test, the groups it may compare, and the words for what it found."""

from __future__ import annotations

import numpy as np
import pandas as pd
import pytest
from scipy import stats

from tests.hypotheses.made import hypothesis, register, result_of

GROUP = hypothesis("group", "office", "y")


def close(want, rel=1e-8):
    return pytest.approx(want, rel=rel, abs=1e-12)


def survey(sizes, *, gap=0.0, seed=2):
    """Scores and offices: ``sizes`` respondents in each, the n-th office ``gap`` x n higher."""
    rng = np.random.default_rng(seed)
    names = np.repeat(list(sizes), list(sizes.values()))
    place = np.repeat(np.arange(len(sizes)), list(sizes.values()))
    values = pd.DataFrame({"y": rng.normal(size=len(names)) * (1 + place) + gap * place})
    return values, pd.DataFrame({"office": names.astype(object)})


def run(sizes, *, gap=0.0, kinds=None, **options):
    values, profile = survey(sizes, gap=gap)
    return (
        values["y"],
        profile["office"],
        result_of(GROUP, values, profile=profile, kinds=kinds or {"office": "text"}, **options),
    )


def test_three_groups_are_compared_as_r_does(agencies, by_r):
    want = by_r["groups"]
    one = hypothesis("group", "region", "y")
    found = register([one], agencies[["y"]], profile=agencies[["region"]], kinds={"region": "text"})
    (result,) = found.results
    assert (result.n_used, result.n_dropped) == (want["n"], len(agencies) - want["n"])
    assert (result.statistic, result.df1, result.df) == (close(want["welch"]), 2, close(want["welch_df"]))
    assert result.p_value == close(stats.f.sf(want["welch"], 2, want["welch_df"]), 1e-6)
    assert (result.estimate, result.conf_low, result.interval) == (None, None, None)
    assert (result.verdict, result.expected) == ("inconclusive", None)
    assert [each.value for each in result.groups] == ["east", "north", "west"]
    assert found.models == ()
    # omega squared from R's F: (k - 1)(F - 1) / ((k - 1)(F - 1) + N)
    assert result.omega_squared == close(2 * (want["F"] - 1) / (2 * (want["F"] - 1) + want["n"]))


def test_two_groups_have_welchs_t_and_the_second_mean_less_the_first():
    y, office, found = run({"a": 40, "b": 34}, gap=1.5)
    t = stats.ttest_ind(y[office == "b"], y[office == "a"], equal_var=False)
    interval = t.confidence_interval()
    assert found.estimate == close(y[office == "b"].mean() - y[office == "a"].mean())
    assert (found.conf_low, found.conf_high, found.interval) == (close(interval.low), close(interval.high), "t")
    assert (found.statistic, found.df1, found.df) == (close(t.statistic**2), 1, close(t.df))
    assert found.p_value == close(t.pvalue, 1e-6)
    assert found.std_error == close(found.estimate / t.statistic)
    for each in found.groups:
        part = y[office == each.value]
        low, high = stats.t.interval(0.95, len(part) - 1, part.mean(), stats.sem(part))
        assert (each.n, each.mean) == (len(part), close(part.mean()))
        assert (each.conf_low, each.conf_high) == (close(low), close(high))


def test_a_test_of_a_group_under_thirty_has_three_digits():
    """Else the total less the other groups would be the sum of squares of a few."""
    y, office, found = run({"a": 40, "b": 24}, gap=1.5)
    t = stats.ttest_ind(y[office == "b"], y[office == "a"], equal_var=False)
    assert (found.statistic, found.df) == (float(f"{t.statistic**2:.2e}"), float(f"{t.df:.2e}"))
    assert found.p_value == close(stats.f.sf(found.statistic, 1, found.df), 1e-9)


def test_groups_come_in_the_order_of_the_options_and_the_difference_follows_it():
    options = {"kinds": {"office": ["b", "a"]}}
    _, _, turned = run({"a": 30, "b": 24}, gap=1.5, **options)
    _, _, found = run({"a": 30, "b": 24}, gap=1.5)
    assert [each.value for each in turned.groups] == ["b", "a"]
    assert (turned.estimate, turned.conf_low, turned.conf_high) == (-found.estimate, -found.conf_high, -found.conf_low)


def test_a_difference_is_supported_without_a_sign():
    _, _, found = run({"a": 60, "b": 60, "c": 60}, gap=3)
    assert (found.verdict, found.m, found.p_holm) == ("supported", 1, found.p_value)
    _, _, down = run({"a": 60, "b": 60, "c": 60}, gap=-3)
    assert down.verdict == "supported"


def test_small_groups_are_left_out_named_and_counted():
    _, _, found = run({"a": 30, "b": 24, "c": 9, "d": 4})
    assert [each.value for each in found.groups] == ["a", "b"]
    assert (found.groups_left_out, found.n_used, found.n_dropped) == (2, 54, 13)
    assert (found.left_out, found.n_left_out) == (("c", "d"), 13)


def test_a_group_that_is_shown_and_too_small_for_a_test_takes_no_other_with_it():
    _, _, found = run({"a": 30, "b": 24, "c": 12, "d": 7})
    assert [each.value for each in found.groups] == ["a", "b", "c"]
    assert (found.left_out, found.n_left_out) == (("d",), 7)


def test_a_group_that_is_left_out_is_never_alone():
    _, _, found = run({"a": 30, "b": 24, "c": 12, "d": 4})
    assert [each.value for each in found.groups] == ["a", "b"]
    assert (found.groups_left_out, found.n_dropped) == (2, 16)


def test_the_minimum_of_the_run_counts_where_it_is_higher():
    _, _, found = run({"a": 30, "b": 24, "c": 12, "d": 11}, minimum=15)
    assert [each.value for each in found.groups] == ["a", "b"]


def test_what_another_table_hides_is_compared_nowhere():
    _, _, found = run({"a": 30, "b": 24, "c": 20, "d": 18}, hidden={GROUP.id: {"c", "d"}})
    assert [each.value for each in found.groups] == ["a", "b"]


@pytest.mark.parametrize(
    ("sizes", "compared"),
    [
        ({"a": 60}, 1),
        ({"a": 60, "b": 1}, 0),  # a group of one, and what would give it away
        ({"a": 60, "b": 9, "c": 8}, 1),
        ({"a": 60, "b": 40, "c": 3}, 1),
    ],
)
def test_fewer_than_two_groups_give_no_test(sizes, compared):
    _, _, found = run(sizes)
    assert (found.verdict, found.code, found.groups) == ("not_tested", "too_few_groups", ())
    assert found.values == {"needed": 2, "found": compared}


def test_a_group_of_equal_scores_gives_no_test():
    values, profile = survey({"a": 30, "b": 30})
    values.loc[:29, "y"] = 2.0
    found = result_of(GROUP, values, profile=profile, kinds={"office": "text"})
    assert (found.verdict, found.code) == ("not_tested", "constant_group")
    values["y"] = 2.0
    found = result_of(GROUP, values, profile=profile, kinds={"office": "text"})
    assert (found.verdict, found.code) == ("not_tested", "no_variance")


def test_a_variable_that_the_survey_does_not_hold_leaves_it_not_tested():
    values, _ = survey({"a": 30, "b": 30})
    for profile in (None, pd.DataFrame({"office": [None] * 60}, dtype=object)):
        found = result_of(GROUP, values, profile=profile, kinds={"office": "text"})
        assert (found.code, found.values) == ("not_measured", {"nodes": "office"})


def test_respondents_without_a_group_or_a_score_are_dropped_and_counted():
    values, profile = survey({"a": 30, "b": 30})
    values.loc[[0, 40], "y"] = np.nan
    profile.loc[range(1, 7), "office"] = None
    found = result_of(GROUP, values, profile=profile, kinds={"office": "text"})
    assert (found.n_used, found.n_dropped) == (52, 8)
    assert [each.n for each in found.groups] == [23, 29]


def test_so_few_without_a_group_that_the_total_would_tell_their_mean_hide_a_group_with_them():
    values, profile = survey({"a": 30, "b": 24, "c": 20})
    profile.loc[[1, 2], "office"] = None
    found = result_of(GROUP, values, profile=profile, kinds={"office": "text"})
    assert [each.value for each in found.groups] == ["a", "b"]
    assert found.groups_left_out == 1


def test_a_decision_that_equal_variances_would_change_is_fragile():
    rng = np.random.default_rng(9)
    # a small group that varies much: pooled variances make its mean look surer than it is
    for _ in range(200):
        y = np.concatenate([rng.normal(0, 0.5, 150), rng.normal(1, 3, 12)])
        welch = stats.ttest_ind(y[:150], y[150:], equal_var=False).pvalue
        pooled = stats.ttest_ind(y[:150], y[150:]).pvalue
        if pooled < 0.05 <= welch:
            break
    profile = pd.DataFrame({"office": ["a"] * 150 + ["b"] * 12})
    found = result_of(GROUP, pd.DataFrame({"y": y}), profile=profile, kinds={"office": "text"})
    assert (found.verdict, found.fragile, found.fragile_because) == ("inconclusive", True, ("classical",))


def test_clusters_inside_the_groups_are_warned_of_and_groups_that_are_the_clusters_are_not():
    sizes = dict.fromkeys("abcdefghijkl", 12)
    values, profile = survey(sizes)
    names = profile["office"].to_numpy(object)
    options = {"profile": profile, "kinds": {"office": "text"}}
    assert register([GROUP], values, clusters=names, **options).notices == ()
    inside = np.array([f"{name}{row % 2}" for row, name in enumerate(names)], dtype=object)
    found = register([GROUP], values, clusters=inside, **options)
    assert [(each.code, each.where) for each in found.notices] == [("groups_not_clustered", "hypotheses.P1")]
    assert found.results[0] == register([GROUP], values, **options).results[0]


def test_a_hypothesis_of_groups_stands_in_its_family_with_the_others():
    values, profile = survey({"a": 40, "b": 40}, gap=2)
    values["x"] = values["y"] + np.random.default_rng(1).normal(size=80)
    direct = hypothesis("direct", "x", "y", id="P2")
    found = register([GROUP, direct], values, profile=profile, kinds={"office": "text"})
    assert [each.m for each in found.results] == [2, 2]
    assert {each.verdict for each in found.results} == {"supported"}
