from __future__ import annotations

import numpy as np
import pandas as pd
import pytest

from govassess.errors import NotEstimable
from govassess.stats import common_method
from govassess.stats.method_variance import adjust_for_marker
from tests.stats.factor_data import FACTOR_SCALES, factor_answers, factor_values, with_correlations


@pytest.fixture(scope="module")
def data():
    return factor_answers()


@pytest.fixture(scope="module")
def want():
    return factor_values()


def test_the_printed_adjustment():
    adjusted, t = adjust_for_marker(np.array(0.4), 0.1, 100)
    assert adjusted == pytest.approx(0.3333, abs=5e-5)
    assert t == pytest.approx(3.482, abs=5e-4)
    items = with_correlations([[1, 0.4, 0.1], [0.4, 1, 0.5], [0.1, 0.5, 1]], names=["a", "b", "m"])
    row = common_method(items, {"A": ["a"], "B": ["b"]}, marker="m").to_frame().iloc[0]
    assert (row["estimate"], row["df"]) == (pytest.approx(1 / 3), 97)
    assert row["statistic"] == pytest.approx(3.482, abs=5e-4)
    assert row["r"] == pytest.approx(0.4)


def test_the_three_looks_are_those_of_r(data, want):
    found = common_method(data, FACTOR_SCALES)
    assert found.n_used == want["joint"]["n"]
    assert found.harman == pytest.approx(want["common_method"]["harman"], rel=1e-10)
    assert dict(found.vif.to_numpy()) == pytest.approx(want["common_method"]["vif"], rel=1e-10)
    assert found.marker_r == pytest.approx(want["common_method"]["smallest_positive_r"], rel=1e-10)
    assert found.marker is None
    assert found.flags == ()


@pytest.mark.parametrize("as_scale", [False, True])
def test_a_declared_marker_is_that_of_r(data, want, as_scale):
    blocks = {**FACTOR_SCALES, "marker": ["marker"]} if as_scale else FACTOR_SCALES
    found = common_method(data, blocks, marker="marker")
    assert found.marker_r == pytest.approx(want["marker"]["r"], rel=1e-10)
    assert found.n_used == want["marker"]["n"]
    frame = found.to_frame().set_index(["a", "b"])
    assert len(frame) == 6
    for (a, b), row in frame.iterrows():
        assert row["estimate"] == pytest.approx(want["marker"]["adjusted"][a][b], rel=1e-9)
    assert frame.loc[("lead", "staff"), "statistic"] == pytest.approx(want["marker"]["lead_staff_t"], rel=1e-9)
    assert frame.loc[("lead", "staff"), "p_value"] == pytest.approx(want["marker"]["lead_staff_p"], rel=1e-6)
    assert found.vif["term"].tolist() == list(FACTOR_SCALES)


def test_the_smallest_size_is_no_marker_where_it_is_negative():
    R = [[1, 0.4, -0.05], [0.4, 1, 0.3], [-0.05, 0.3, 1]]
    found = common_method(with_correlations(R, names=list("abc")), {name: [name] for name in "abc"})
    assert found.marker_r == pytest.approx(0.3)


def test_without_a_positive_correlation_there_is_no_marker_but_the_rest():
    R = [[1, -0.4], [-0.4, 1]]
    found = common_method(with_correlations(R, names=["a", "b"]), {"A": ["a"], "B": ["b"]})
    assert (found.marker_r, found.marker_reason) == (None, "no_positive_r")
    assert found.to_frame().empty
    np.testing.assert_allclose(found.vif["vif"], 1 / (1 - 0.16))
    assert found.harman == pytest.approx(0.7)


def test_high_figures_are_flagged():
    R = np.full((4, 4), 0.9) + 0.1 * np.eye(4)
    found = common_method(with_correlations(R, names=list("abcd")), {"A": ["a", "b"], "B": ["c"], "C": ["d"]})
    assert found.flags == ("harman_high", "vif_high")


def test_a_constant_item_and_equal_scores_undo_only_what_needs_them(data):
    items = data[["lead1", "lead2", "use1", "use2"]].assign(flat=3.0)
    found = common_method(items, {"lead": ["lead1", "lead2", "flat"], "use": ["use1", "use2"]})
    assert (found.harman, found.harman_reason) == (None, "constant_item")
    assert found.vif_reason is None
    twice = common_method(
        items.assign(same=items["use1"], other=items["use2"]), {"use": ["use1", "use2"], "again": ["same", "other"]}
    )
    assert twice.vif_reason == "singular_scores"
    assert twice.vif["vif"].isna().all()
    assert twice.marker_reason == "singular_scores"


def test_units_of_the_whole_and_order_change_nothing(data):
    want = common_method(data, FACTOR_SCALES)
    found = common_method(
        (data * 20 - 3).sample(frac=1, random_state=1), {k: v[::-1] for k, v in FACTOR_SCALES.items()}
    )
    assert found.harman == pytest.approx(want.harman, rel=1e-10)
    np.testing.assert_allclose(found.vif["vif"], want.vif["vif"], rtol=1e-10)
    np.testing.assert_allclose(found.to_frame()["estimate"], want.to_frame()["estimate"], rtol=1e-9)


NORMAL = pd.DataFrame(np.random.default_rng(8).normal(size=(30, 3)), columns=list("abm"))
TWO = {"A": ["a"], "B": ["b"]}


@pytest.mark.parametrize(
    ("items", "blocks", "marker", "code"),
    [
        (NORMAL, {"A": ["a", "b"]}, None, "too_few_blocks"),
        (NORMAL, {"A": ["a"], "M": ["m"]}, "M", "too_few_blocks"),
        (NORMAL.head(3), TWO, None, "too_few_rows"),
        (NORMAL.assign(b=2), TWO, None, "constant_scores"),
        (NORMAL.assign(m=2), TWO, "m", "constant_scores"),
    ],
)
def test_what_is_undefined_says_why(items, blocks, marker, code):
    with pytest.raises(NotEstimable) as refused:
        common_method(items, blocks, marker=marker)
    assert (refused.value.what, refused.value.code) == ("common_method", code)
    assert refused.value.message("en")
    assert refused.value.message("id")


@pytest.mark.parametrize("marker", ["nowhere", "a"])
def test_a_marker_must_be_a_scale_or_a_column_outside_them(marker):
    with pytest.raises(ValueError, match="marker"):
        common_method(NORMAL, TWO, marker=marker)
