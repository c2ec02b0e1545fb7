from __future__ import annotations

import numpy as np
import pandas as pd
import pytest

from govassess.errors import NotEstimable
from govassess.stats.describe import describe_items, item_analysis


def frame(**columns):
    return pd.DataFrame({name: pd.Series(values, dtype=float) for name, values in columns.items()})


def test_distributions_are_those_of_r(answers, r_values, scales):
    items = answers[[name for members in scales.values() for name in members]]
    found = describe_items(items, scale=(1, 5)).to_frame().set_index("item")
    for name, want in r_values["items"].items():
        row = found.loc[name]
        for field in ("n", "mean", "sd", "median", "skewness", "kurtosis"):
            assert row[field] == pytest.approx(want[field], rel=1e-12), (name, field)
        for point, count in want["counts"].items():
            assert row[f"count_{point}"] == count
        assert row["floor"] == pytest.approx(want["counts"]["1"] / want["n"], rel=1e-12)
        assert row["ceiling"] == pytest.approx(want["counts"]["5"] / want["n"], rel=1e-12)


def test_empty_scale_points_are_counted_as_zero():
    record = describe_items(frame(q=[2, 2, 4]), scale=(0, 5))
    assert record.counts["q"] == {0: 0, 1: 0, 2: 2, 3: 0, 4: 1, 5: 0}
    assert record.to_frame()["count_5"].tolist() == [0]


@pytest.mark.parametrize(
    ("values", "code", "defined", "undefined"),
    [
        ([np.nan, np.nan], "no_answers", [], ["mean", "sd", "median", "minimum", "skewness"]),
        ([3, np.nan], "too_few_answers", ["mean", "median", "minimum"], ["sd", "skewness", "kurtosis"]),
        ([3, 4], "too_few_answers", ["mean", "sd"], ["skewness", "kurtosis"]),
        ([3, 4, 4], "too_few_answers", ["sd", "skewness"], ["kurtosis"]),
        ([3, 3, 3, 3], "constant_item", ["mean", "sd"], ["skewness", "kurtosis"]),
        ([3, 3, 3, 4], None, ["sd", "skewness", "kurtosis"], []),
    ],
)
def test_what_is_undefined_has_a_reason_and_no_number(values, code, defined, undefined):
    record = describe_items(frame(q=values, other=[1, 2, 3, 4, 5]))
    row = record.to_frame().set_index("item").loc["q"]
    assert record.reasons.get("q") == code
    assert row[defined].notna().all()
    assert row[undefined].isna().all()
    assert "other" not in record.reasons


def test_answers_outside_the_scale_are_refused():
    with pytest.raises(ValueError, match="outside 1 to 5"):
        describe_items(frame(q=[1, 6]), scale=(1, 5))


def test_without_a_scale_there_are_no_counts():
    found = describe_items(frame(q=[1, 6])).to_frame()
    assert not [name for name in found if name.startswith("count_")]
    assert found["floor"].isna().all()


def test_the_frame_is_a_fresh_copy():
    record = describe_items(frame(q=[1, 2, 3, 4]))
    taken = record.to_frame()
    taken.loc[0, "mean"] = 99
    assert record.to_frame().loc[0, "mean"] == 2.5


def test_item_analysis_is_that_of_psych(answers, r_values, scales):
    for name, items in scales.items():
        want = r_values["scales"][name]
        record = item_analysis(answers[items])
        found = record.to_frame().set_index("item")
        assert record.n_used == want["n"]
        assert record.n_dropped == 120 - want["n"]
        assert record.alpha == pytest.approx(want["alpha"], rel=1e-12)
        for item in items:
            assert found.loc[item, "item_rest_r"] == pytest.approx(want["item_rest_r"][item], rel=1e-12)
            if len(items) > 2:
                assert found.loc[item, "alpha_if_deleted"] == pytest.approx(want["alpha_if_deleted"][item], rel=1e-12)


def test_item_total_r_is_the_correlation_with_the_whole_sum(answers):
    items = answers[["t1", "t2", "t3", "t4"]].dropna()
    found = item_analysis(items).to_frame()["item_total_r"]
    np.testing.assert_allclose(found, [items[name].corr(items.sum(axis=1)) for name in items], rtol=1e-12)


def test_critical_r_for_thirty_rows_is_the_printed_one():
    rng = np.random.default_rng(0)
    record = item_analysis(pd.DataFrame(rng.normal(size=(30, 3))))
    assert record.critical_r == pytest.approx(0.3610, abs=5e-5)


def test_a_constant_item_has_no_correlation_but_the_others_do():
    record = item_analysis(frame(a=[1, 2, 3, 5], b=[1, 3, 3, 4], c=[2, 2, 2, 2]))
    found = record.to_frame().set_index("item")
    assert record.reasons == {"c": "constant_item"}
    assert found.loc["c", ["item_rest_r", "item_total_r"]].isna().all()
    assert found.loc[["a", "b"], "item_rest_r"].notna().all()
    assert found["alpha_if_deleted"].notna().all()


def test_an_item_whose_rest_is_constant_says_so():
    record = item_analysis(frame(a=[1, 2, 3, 5], b=[2, 2, 2, 2]))
    assert record.reasons == {"a": "constant_rest", "b": "constant_item"}


def test_two_items_have_no_alpha_if_deleted():
    record = item_analysis(frame(a=[1, 2, 3], b=[1, 3, 2]))
    assert record.deleted_reason == "two_items"
    assert record.to_frame()["alpha_if_deleted"].isna().all()


@pytest.mark.parametrize(
    ("items", "code"),
    [
        (frame(a=[1, 2, 3]), "too_few_items"),
        (frame(a=[1, 2, np.nan], b=[1, 2, 3]), "too_few_rows"),
        (frame(a=[], b=[]), "too_few_rows"),
        (frame(a=[1, 1, 1], b=[2, 2, 2]), "constant_total"),
        (frame(a=[1, 2, 3], b=[3, 2, 1]), "constant_total"),
    ],
)
def test_a_scale_without_an_analysis_is_refused_with_a_reason(items, code):
    with pytest.raises(NotEstimable) as refused:
        item_analysis(items)
    assert refused.value.code == code
    assert refused.value.message("id")
