from __future__ import annotations

import numpy as np
import pytest

from govassess.errors import NotEstimable
from govassess.stats import cross_loadings, item_analysis
from tests.stats.factor_data import FACTOR_SCALES, factor_answers, factor_values


@pytest.fixture(scope="module")
def data():
    return factor_answers()


def test_cross_loadings_are_those_of_r(data):
    want = factor_values()
    found = cross_loadings(data, FACTOR_SCALES)
    assert found.n_used == want["joint"]["n"]
    for item, row in want["cross_loadings"].items():
        assert found.loadings.loc[item].to_dict() == pytest.approx(row, rel=1e-10)


def test_the_own_scale_is_the_item_rest_correlation(data):
    found = cross_loadings(data, FACTOR_SCALES)
    complete = data[[name for members in FACTOR_SCALES.values() for name in members]].dropna()
    rest = item_analysis(complete[FACTOR_SCALES["lead"]]).to_frame()["item_rest_r"]
    np.testing.assert_allclose(found.loadings.loc[FACTOR_SCALES["lead"], "lead"], rest, rtol=1e-10)


def test_an_item_that_belongs_elsewhere_is_told(data):
    moved = {**FACTOR_SCALES, "lead": [*FACTOR_SCALES["lead"], "use1"], "use": ["use2", "marker"]}
    frame = cross_loadings(data, moved).to_frame().set_index("term")
    assert frame.loc["use1", "highest"] is False
    assert frame.loc["lead1", "highest"] is True
    assert frame.loc["use1", "scale"] == "lead"


def test_a_scale_of_one_item_has_no_own_correlation_but_its_others(data):
    found = cross_loadings(data, {"one": ["marker"], "use": FACTOR_SCALES["use"]})
    assert np.isnan(found.loadings.loc["marker", "one"])
    assert np.isfinite(found.loadings.loc["marker", "use"])
    assert found.to_frame().set_index("term").loc["marker", "highest"] is None


def test_a_constant_item_has_none(data):
    found = cross_loadings(data.assign(use1=2.0), FACTOR_SCALES)
    assert found.loadings.loc["use1"].isna().all()
    assert found.loadings.loc["use2", "use"] is not None
    assert np.isnan(found.loadings.loc["use2", "use"])  # the rest of the scale is constant
    assert np.isfinite(found.loadings.loc["lead1", "use"])


def test_units_of_the_whole_and_order_change_nothing(data):
    want = cross_loadings(data, FACTOR_SCALES).loadings
    found = cross_loadings((data * 20 - 3).sample(frac=1, random_state=1), FACTOR_SCALES).loadings
    np.testing.assert_allclose(found, want, rtol=1e-10)


@pytest.mark.parametrize(
    ("blocks", "rows", "code"),
    [({"lead": ["lead1", "lead2"]}, 260, "too_few_blocks"), (FACTOR_SCALES, 2, "too_few_rows")],
)
def test_what_is_undefined_says_why(data, blocks, rows, code):
    with pytest.raises(NotEstimable) as refused:
        cross_loadings(data.head(rows), blocks)
    assert (refused.value.what, refused.value.code) == ("cross_loadings", code)
    assert refused.value.message("en")
