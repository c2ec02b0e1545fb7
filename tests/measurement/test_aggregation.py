"""Whether answers may be averaged to groups: equal to plain loops over the definitions, and to published programs."""

from __future__ import annotations

import json
from dataclasses import replace

import numpy as np
import pandas as pd
import pytest
from scipy import stats

from govassess.instrument.load import load_instrument
from govassess.measurement.aggregation import aggregation
from govassess.scoring.scores import score
from tests.surveys import answers, responses

CG = load_instrument("cg-dps-smartcity")
FIVE = tuple(item for item in CG.items() if item.id.startswith("RM") and not item.reverse)[:5]


def flat():
    """The instrument with five items right below one dimension, so that its score is their plain mean."""
    first, *others = CG.constructs
    scale, *rest = first.dimensions
    scale = replace(scale, indicators=(), items=FIVE)
    return replace(CG, constructs=(replace(first, dimensions=(scale, *rest)), *others))


def survey(values):
    """Scores of that dimension from an array (n, 5) of answers from 1 to 5."""
    frame = pd.DataFrame(np.asarray(values, dtype=float), columns=[item.id for item in FIVE])
    return score(responses(frame, flat()))


def evidence(values, groups):
    found, absent = aggregation(survey(values), np.array(groups, dtype=object), "agency")
    return found, {each.field: each for each in absent}


def uneven(seed=1, *, between=1.0, sizes=(3, 5, 7, 12, 20)):
    rng = np.random.default_rng(seed)
    groups = np.repeat(np.arange(len(sizes)), sizes)
    centre = np.linspace(-between, between, len(sizes))[groups]
    values = np.clip(np.round(3 + centre[:, None] + 0.7 * rng.normal(size=(len(groups), 5))), 1, 5)
    return values, [f"g{label}" for label in groups]


def test_icc_is_the_one_way_anova_with_n0():
    values, groups = uneven()
    (record,), absent = evidence(values, groups)
    assert absent == {}
    scores = pd.Series(values.mean(axis=1))
    parts = [part.to_numpy() for _, part in scores.groupby(groups)]
    sizes = np.array([len(part) for part in parts])
    N, G = sizes.sum(), len(parts)
    msb = sum(len(part) * (part.mean() - scores.mean()) ** 2 for part in parts) / (G - 1)
    msw = sum(((part - part.mean()) ** 2).sum() for part in parts) / (N - G)
    n0 = (N - (sizes**2).sum() / N) / (G - 1)
    assert (record.by, record.id, record.groups, record.smallest, record.largest) == ("agency", "RM", 5, 3, 20)
    assert record.icc1 == pytest.approx((msb - msw) / (msb + (n0 - 1) * msw))
    assert record.icc2 == pytest.approx((msb - msw) / msb)
    expected = stats.f_oneway(*parts)
    assert (record.f_statistic, record.p_value) == pytest.approx((expected.statistic, expected.pvalue))
    assert (record.df1, record.df2, record.n_used) == (4, 42, 47)
    assert record.icc1_low < record.icc1 < record.icc1_high
    assert record.design_effect == pytest.approx(1 + (N / G - 1) * record.icc1)
    assert (record.estimator, record.null) == ("anova_n0", "uniform")


def test_agreement_is_that_of_groups_of_five_raters_or_more():
    values, groups = uneven()
    (record,), _ = evidence(values, groups)
    found = []
    for label in sorted(set(groups)):
        part = values[np.array(groups) == label]
        if len(part) >= 5:
            q = part.var(axis=0, ddof=1).mean() / 2  # uniform null of five points: (25 - 1) / 12
            found.append(5 * (1 - q) / (5 * (1 - q) + q))
    assert len(found) == 4
    assert record.rwg_mean == pytest.approx(np.mean(found))
    assert record.rwg_median == pytest.approx(np.median(found))
    assert record.rwg_share == pytest.approx(np.mean(np.array(found) >= 0.7))


def test_groups_that_disagree_beyond_the_null_count_as_no_agreement():
    values = [[level] * 5 for level in (1, 2, 4, 5) for _ in range(6)] + [[1] * 5, [5] * 5] * 18
    (record,), _ = evidence(values, list(np.repeat([f"g{place}" for place in range(10)], 6)))
    assert (record.rwg_share, record.rwg_mean, record.rwg_median) == (pytest.approx(0.4), pytest.approx(0.4), 0)
    assert not record.justified


def test_groups_that_agree_and_differ_justify_averages_and_others_do_not():
    values, groups = uneven(between=1.5, sizes=(10, 10, 10, 10))
    assert evidence(values, groups)[0][0].justified
    rng = np.random.default_rng(2)
    (alike,), _ = evidence(values, list(rng.permutation(groups)))
    assert not alike.justified
    assert alike.icc1 < 0.2


def test_respondents_without_a_group_are_left_out():
    values, groups = uneven()
    blank = [label if place % 4 else "" for place, label in enumerate(groups)]
    kept = [place for place, label in enumerate(blank) if label]
    assert evidence(values, blank)[0] == evidence(values[kept], [groups[place] for place in kept])[0]


def test_groups_are_compared_by_scores_of_turned_answers():
    frame = answers(CG, 60)[[item.id for item in CG.items() if item.id.startswith("RM")]]
    groups = np.array([f"g{row % 3}" for row in range(60)], dtype=object)
    (record,), _ = aggregation(score(responses(frame, CG)), groups, "agency")
    reversed_items = [item.id for item in CG.items() if item.id in frame and item.reverse]
    assert reversed_items
    turned = frame.copy()
    turned[reversed_items] = 6 - turned[reversed_items]

    def test_of(table):
        means = table.mean(axis=1).to_numpy()
        return stats.f_oneway(*(means[groups == label] for label in ("g0", "g1", "g2")))

    expected = test_of(turned)
    assert (record.f_statistic, record.p_value) == pytest.approx((expected.statistic, expected.pvalue))
    assert record.f_statistic != pytest.approx(test_of(frame).statistic, rel=0.01)


def test_a_p_smaller_than_any_number_is_not_zero():
    rng = np.random.default_rng(1)
    groups = np.repeat(["low", "high"], 800)
    values = np.where(groups == "low", 1, 5)[:, None] + np.zeros((1600, 5))
    values[0, 0] = 2
    values[rng.integers(0, 800), 1] = 2
    (record,), _ = evidence(values, list(groups))
    assert record.p_value == 5e-324


def test_groups_that_are_alike_inside_have_no_test_and_say_so():
    found, absent = evidence([[2] * 5] * 6 + [[4] * 5] * 6, ["a"] * 6 + ["b"] * 6)
    assert (found[0].icc1, found[0].icc2, found[0].rwg_mean) == (1.0, 1.0, 1.0)
    assert (found[0].f_statistic, found[0].p_value, found[0].icc1_low) == (None, None, None)
    assert {field: each.code for field, each in absent.items()} == {"icc_interval": "no_variance_within"}
    assert not found[0].justified


def test_groups_with_the_same_mean_have_no_reliability_of_means():
    found, absent = evidence([[2] * 5, [4] * 5] * 10, ["a"] * 10 + ["b"] * 10)
    assert found[0].icc2 is None
    assert found[0].icc1 < 0
    assert absent["icc2"].code == "no_variance_between"


@pytest.mark.parametrize(
    ("values", "groups", "field", "code"),
    [
        ([[1] * 5, [2] * 5, [3] * 5], ["a", "b", "c"], "icc", "groups_of_one"),
        ([[1] * 5, [2] * 5, [3] * 5], ["a", "a", "a"], "icc", "too_few_groups"),
        ([[1] * 5, [2] * 5, [3] * 5], ["", "", ""], "icc", "too_few_groups"),
        ([[3] * 5] * 6, ["a", "b"] * 3, "icc", "no_variance"),
        ([[1] * 5, [2] * 5, [3] * 5, [3] * 5], ["a", "a", "b", "b"], "rwg", "few_raters"),
        ([[1] * 5, [5] * 5] * 6 + [[1] * 5], ["a"] * 6 + ["b"] * 7, "rwg", "all_beyond_null"),
    ],
)
def test_what_is_undefined_says_why(values, groups, field, code):
    found, absent = evidence(values, groups)
    assert absent[field].code == code
    assert absent[field].where == "aggregation.agency.RM"
    assert (found == ()) == (field == "icc")


@pytest.mark.shared
@pytest.mark.parametrize(("key", "columns"), [("by_unit", ["UNIT"]), ("by_platoon", ["UNIT", "PLATOON"])])
def test_the_published_cohesion_data_agree(shared, key, columns):
    data = pd.read_csv(shared / "reference" / "data" / "cohesion.csv").dropna()
    values = json.loads((shared / "reference" / "values" / "cohesion_bh1996.json").read_text(encoding="utf-8"))
    expected = values["cohesion"][key]
    groups = data[columns].agg(" ".join, axis=1)
    (record,), absent = evidence(data[expected["items"]], list(groups))
    assert (record.n_used, record.groups) == (expected["n"], expected["n_groups"])
    assert record.icc1 == pytest.approx(expected["ICC1_n0"], rel=1e-8)
    assert (record.icc1_low, record.icc1_high) == pytest.approx(expected["ICC1_ci95_F_n0"], rel=1e-8)
    assert record.icc2 == pytest.approx(expected["ICC2_multilevel"], rel=1e-8)
    assert (record.f_statistic, record.p_value) == pytest.approx((expected["F"], expected["p"]), rel=1e-6)
    enough = [label for label, size in expected["group_sizes"].items() if size >= 5]
    if not enough:
        assert absent["rwg"].code == "few_raters"
        return
    within = [expected["rwg_j_uniform"]["by_group"][label] for label in enough]
    assert record.rwg_mean == pytest.approx(np.mean(within), rel=1e-8)
