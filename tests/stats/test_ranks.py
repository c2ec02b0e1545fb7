"""Ranks of means of answers, whose last digits depend on the order in which the answers were added up."""

from __future__ import annotations

import numpy as np
import pandas as pd
import pytest
from scipy import stats as scipy_stats

from govassess.stats.groups import compare_groups
from govassess.stats.ordinal import ordinal_logit, rank_regression
from govassess.stats.ranks import midranks
from govassess.stats.rounding import settled


@pytest.fixture(params=[3, 7])
def means(request):
    """90 means of as many answers, exact as a count, and as floats that differ in the last digit though equal."""
    k = request.param
    sums = np.random.default_rng(k).integers(k, 5 * k + 1, size=90)
    rough = np.array([total / k if i % 2 else sum([1 / k] * int(total)) for i, total in enumerate(sums)])
    assert len(np.unique(rough)) > len(np.unique(sums))
    return sums, rough


@pytest.mark.parametrize("scale", [1, 25, -1e-9, 1e9])
def test_means_that_differ_by_rounding_alone_are_tied(means, scale):
    sums, rough = means
    want = scipy_stats.rankdata(sums * np.sign(scale))
    assert midranks(rough * scale).tolist() == want.tolist()
    assert len(np.unique(settled(rough * scale))) == len(np.unique(sums))


def test_settled_values_are_values_that_were_there():
    values = np.random.default_rng(1).normal(size=50)
    assert settled(values).tolist() == values.tolist()
    assert settled([0.0, -0.0]).tolist() == [0, 0]
    assert settled([]).tolist() == [] and midranks([]).tolist() == []


def test_close_values_that_differ_in_earnest_keep_their_ranks():
    assert midranks([1, 1 + 1e-9, 1 - 1e-9]).tolist() == [2, 3, 1]


def test_the_tests_by_ranks_are_those_of_exact_values(means):
    sums, rough = means
    for groups in (np.repeat(list("abc"), 30), np.repeat(list("ab"), 45)):
        ours, want = compare_groups(rough, groups), compare_groups(sums, groups)
        statistic = ours.to_frame().set_index("term").loc["kruskal", "statistic"]
        expected = scipy_stats.kruskal(*(sums[groups == g] for g in np.unique(groups)))
        assert statistic == pytest.approx(expected.statistic, rel=1e-12)
        one, other = (found.pairs.query("method == 'dunn_holm'") for found in (ours, want))
        assert one["p_value"].tolist() == pytest.approx(other["p_value"].tolist(), rel=1e-12)
        one, other = (found.effects.set_index("term")["estimate"] for found in (ours, want))
        assert one["epsilon2"] == pytest.approx(other["epsilon2"], rel=1e-12)
        if len(np.unique(groups)) == 2:
            assert one["rank_biserial"] == pytest.approx(other["rank_biserial"], rel=1e-12)


def test_a_group_that_is_constant_but_for_rounding_is_constant():
    rough = np.array([0.3, 0.1 + 0.2] * 10 + [0.1, 0.2, 0.4, 0.7] * 5)
    groups = ["a"] * 20 + ["b"] * 20
    before = rough.copy()
    assert compare_groups(rough, groups).reasons == {"welch": "constant_group", "games_howell": "constant_group"}
    assert rough.tolist() == before.tolist()
    assert set(compare_groups(rough[:20], groups[10:30]).reasons.values()) == {"no_variance"}


def test_the_regression_on_ranks_is_that_of_exact_values(means):
    sums, rough = means
    x = np.random.default_rng(5).normal(size=90) + sums / sums.std()
    exact, ours = (pd.DataFrame({"x": x, "y": y}) for y in (sums, rough))
    for one, other in ((exact, ours), (exact[["y", "x"]], ours[["y", "x"]])):
        outcome, predictor = one.columns[1], one.columns[0]
        pd.testing.assert_frame_equal(
            rank_regression(one, outcome, [predictor]).to_frame(),
            rank_regression(other, outcome, [predictor]).to_frame(),
        )


def test_categories_of_an_ordered_outcome_are_not_split_by_rounding():
    x = np.random.default_rng(6).normal(size=90)
    steps = np.digitize(x + np.random.default_rng(7).normal(size=90), [-1, 0, 1])
    rough = np.where(np.arange(90) % 2, steps * 0.3, steps * 0.1 + steps * 0.2)
    assert len(np.unique(rough)) > 4
    assert len(ordinal_logit(pd.DataFrame({"x": x, "y": rough}), "y", ["x"]).counts) == 4
