"""Comparison of groups: only those that are shown, as R compares them, and nothing about those that are hidden."""

from __future__ import annotations

import json
from pathlib import Path

import numpy as np
import pandas as pd
import pytest
from scipy import stats

from govassess.assessment.group_scores import comparisons, group_results
from govassess.disclosure.minimum import disclosure_rule
from govassess.instrument.load import load_instrument
from govassess.run.sampling import Sampling
from govassess.scoring.rules import scoring_rules

HERE = Path(__file__).parent / "reference"
TRUST = load_instrument(Path(__file__).parent.parent / "responses" / "instruments" / "trust.yaml")
RULES = scoring_rules(TRUST, [item.id for item in TRUST.items()])  # constructs TR, the headline, and DA
INTERNAL = disclosure_rule("internal", None)


def compared(values, labels, rule=INTERNAL):
    partitions = {"agency": np.asarray(labels, dtype=object)}
    sampling = Sampling(conf_level=0.95, seed=1, count=50)
    groups, _ = group_results(values, partitions, RULES, rule, sampling, None)
    return comparisons(values, partitions, groups, RULES, rule, conf_level=0.95)


def scores(sizes, *, seed=1, step=0.2):
    """Scores of groups a, b, c, ... of these sizes, each a little higher than the one before."""
    labels = np.repeat([chr(97 + place) for place in range(len(sizes))], sizes)
    rng = np.random.default_rng(seed)
    lift = step * np.repeat(np.arange(len(sizes)), sizes)
    return pd.DataFrame({name: 3 + lift + rng.normal(size=len(labels)) for name in ("TR", "DA")}), labels


@pytest.fixture(scope="module")
def of_r():
    return json.loads((HERE / "groups.json").read_text(encoding="utf-8"))


@pytest.fixture(scope="module")
def ours():
    data = pd.read_csv(HERE / "groups.csv")
    return compared(data[["first", "second"]].set_axis(["TR", "DA"], axis=1), data["agency"])


@pytest.mark.parametrize(("place", "name"), [(0, "first"), (1, "second")])
def test_tests_and_effects_are_those_of_r(ours, of_r, place, name):
    one, want = ours[0][place], of_r[name]
    pairs = {
        "n_used": "n", "welch": "welch", "df1": "df1", "df2": "df2", "p_value": "p", "kruskal": "kruskal",
        "kruskal_p": "kruskal_p", "eta_squared": "eta", "eta_squared_low": "eta_low", "eta_squared_high": "eta_high",
        "omega_squared": "omega", "epsilon_squared": "epsilon", "brown_forsythe_p": "brown_forsythe",
    }  # fmt: skip
    for field, theirs in pairs.items():
        near = 2e-2 if field.endswith(("p", "p_value")) else 6e-3  # three digits: a group has fewer than 30
        assert getattr(one, field) == pytest.approx(want[theirs], rel=near, abs=1e-12), field
    assert one.groups == 4
    assert one.kruskal_df == 3
    assert one.code is None
    assert one.p_holm == pytest.approx(of_r["holm"][place], rel=2e-2)
    assert one.m == 2


def test_pairs_of_the_headline_are_those_of_r(ours, of_r):
    assert len(ours[0][0].pairs) == 6
    for pair, want in zip(ours[0][0].pairs, of_r["first"]["pairs"], strict=True):
        assert (pair.first, pair.second) == (want["first"], want["second"])
        assert pair.estimate == pytest.approx(want["estimate"], rel=1e-10)
        assert (pair.conf_low, pair.conf_high) == pytest.approx((want["low"], want["high"]), rel=6e-3)
        assert pair.p_value == pytest.approx(want["p"], rel=6e-3)
    assert ours[0][1].pairs == ()


def test_two_groups_are_also_those_of_scipy():
    values, labels = scores([40, 35])
    (one, _), absent = compared(values, labels)
    a, b = values["TR"][:40], values["TR"][40:]
    welch, rank = stats.ttest_ind(a, b, equal_var=False), stats.kruskal(a, b)
    assert one.p_value == pytest.approx(welch.pvalue, rel=1e-10)
    assert one.welch == pytest.approx(welch.statistic**2, rel=1e-10)
    assert one.df2 == pytest.approx(welch.df, rel=1e-10)
    assert (one.kruskal, one.kruskal_p) == pytest.approx((rank.statistic, rank.pvalue), rel=1e-10)
    pooled = np.sqrt((39 * a.var() + 34 * b.var()) / 73)
    assert one.hedges_g == pytest.approx((a.mean() - b.mean()) / pooled * (1 - 3 / (4 * 73 - 1)), rel=1e-3)
    assert one.hedges_g_low < one.hedges_g < one.hedges_g_high
    assert one.pairs[0].estimate == pytest.approx(b.mean() - a.mean())
    assert absent == ()


def test_respondents_without_a_value_are_no_group():
    values, labels = scores([20, 20, 15])
    with_none = np.where(labels == "c", "", labels)
    found, plain = compared(values, with_none)[0], compared(values[:40], labels[:40])[0]
    assert found[0].groups == 2
    assert found == plain


@pytest.mark.parametrize("sizes", [[30, 25, 3, 6], [30, 25, 20, 4, 4]])
def test_nothing_follows_about_a_group_that_is_hidden(sizes):
    values, labels = scores(sizes)
    before, _ = compared(values, labels)
    changed = values.copy()
    changed.loc[np.isin(labels, [chr(97 + place) for place, size in enumerate(sizes) if size < 10])] += 1.7
    assert before == compared(changed, labels)[0]
    assert before[0].groups == sum(size > 10 for size in sizes)


def test_a_group_whose_score_on_a_node_is_withheld_is_not_compared_on_it():
    values, labels = scores([30, 25, 20, 20])
    values.loc[75:91, "DA"] = np.nan  # three of group d answered these items; a second group is withheld with it
    (trust, data), _ = compared(values, labels)
    assert (trust.groups, data.groups) == (4, 2)
    changed = values.copy()
    changed.loc[55:, "DA"] += 1
    assert compared(changed, labels)[0][1] == data


def test_a_shown_group_below_ten_is_described_and_left_out_of_the_test_of_the_others():
    values, labels = scores([30, 25, 9])
    found, absent = compared(values, labels)
    assert [(one.groups, one.n_used, one.code) for one in found] == [(2, 55, None)] * 2
    assert {(one.left_out, one.n_left_out) for one in found} == {(("c",), 9)}
    assert all(one.p_value is not None for one in found)
    assert absent == ()
    without, _ = compared(values.iloc[:55], labels[:55])
    assert [one.welch for one in found] == [one.welch for one in without]


def test_hidden_groups_are_left_out_by_name_and_their_respondents_are_counted():
    values, labels = scores([30, 25, 3, 6])
    (found, _), _ = compared(values, labels)
    assert (found.left_out, found.n_left_out, found.code) == (("c", "d"), 9, None)


def test_fewer_than_two_groups_of_ten_give_no_test():
    values, labels = scores([30, 9, 8])
    (found, _), absent = compared(values, labels)
    assert (found.groups, found.code, found.left_out, found.n_left_out) == (1, "too_few_groups", ("b", "c"), 17)
    assert absent[0].values == {"found": 1, "needed": 2}


def test_one_group_alone_is_compared_with_nobody():
    values, labels = scores([30, 3, 4])
    found, absent = compared(values, labels)
    assert {one.code for one in found} == {"too_few_groups"}
    assert absent[0].values == {"found": found[0].groups, "needed": 2}


def test_a_node_without_a_test_does_not_count_for_holm():
    values, labels = scores([30, 25, 20], step=0.5)
    values.loc[np.r_[0:22, 55:66], "DA"] = np.nan  # eight and nine of two groups scored on DA: shown, too few to test
    trust, data = compared(values, labels)[0]
    assert data.code == "too_few_groups"
    assert trust.m == 1
    assert trust.p_holm == trust.p_value


def test_of_many_groups_there_are_no_pairs():
    values, labels = scores([12] * 13)
    found, absent = compared(values, labels)
    assert found[0].groups == 13
    assert found[0].p_value is not None
    assert found[0].pairs == ()
    assert [(gap.field, gap.code) for gap in absent] == [("pairs", "too_many_groups")]


def test_no_p_is_zero():
    values, labels = scores([200, 200, 200], step=40.0)
    values = 1 + 4 * (values - values.min()) / (values.max() - values.min())
    one = compared(values, labels)[0][0]
    assert one.p_value > 0
    assert one.p_holm > 0
    assert all(pair.p_value > 0 for pair in one.pairs)


def test_published_counts_are_rounded():
    values, labels = scores([31, 26])
    one = compared(values, labels, disclosure_rule("published", None))[0][0]
    assert one.n_used == 55
    assert one.p_value is not None
