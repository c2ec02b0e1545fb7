from __future__ import annotations

import numpy as np
import pandas as pd
import pytest

from govassess.errors import NotEstimable
from govassess.stats.diagnostics import diagnose
from govassess.stats.ordinal import ordinal_logit, rank_regression


@pytest.fixture
def data():
    rng = np.random.default_rng(31)
    frame = pd.DataFrame(rng.normal(size=(240, 2)), columns=["x", "z"])
    latent = frame["x"] + rng.logistic(size=240)
    return frame.assign(y=np.digitize(latent, [-1.5, 0, 1.5]) + 1.0, c=rng.choice(["u", "v"], 240))


def test_the_fit_is_that_of_statsmodels(data):
    from statsmodels.miscmodels.ordinal_model import OrderedModel

    model = OrderedModel(data["y"].astype(int), data[["x", "z"]], distr="logit").fit(method="bfgs", disp=0, gtol=1e-8)
    found = ordinal_logit(data, "y", ["x", "z"])
    table = found.to_frame().set_index("term")
    assert found.log_likelihood == pytest.approx(model.llf, rel=1e-9)
    assert table["estimate"].tolist() == pytest.approx(model.params[:2].tolist(), rel=1e-4)
    # its Hessian is numerical
    assert table["std_error"].tolist() == pytest.approx(model.bse[:2].tolist(), rel=1e-3)
    assert (table["odds_ratio"] > table["conf_low"]).all()
    assert found.counts == {value: int((data["y"] == value).sum()) for value in (1.0, 2.0, 3.0, 4.0)}


def test_units_and_labels_of_the_categories_change_nothing(data):
    one = ordinal_logit(data, "y", ["x"], covariates=["c"]).to_frame()
    other = ordinal_logit(
        data.assign(x=data["x"] * 100 + 1e4, y=data["y"] ** 2), "y", ["x"], covariates=["c"]
    ).to_frame()
    assert other["statistic"].tolist() == pytest.approx(one["statistic"].tolist(), rel=1e-6)
    assert other["estimate"][1] == pytest.approx(one["estimate"][1], rel=1e-6)


def test_a_column_that_separates_is_refused_by_name(data):
    split = data.assign(s=(data["y"] > 2).astype(float))
    with pytest.raises(NotEstimable) as refused:
        ordinal_logit(split, "y", ["z", "s"])
    assert (refused.value.code, refused.value.values["variable"]) == ("separation", "s")
    rare = data.assign(r=((data["y"] == 4) & (data["x"] > 1)).astype(float))
    with pytest.raises(NotEstimable, match="separated"):
        ordinal_logit(rare, "y", ["r"])


@pytest.mark.parametrize(
    ("change", "options", "code"),
    [
        ({"y": 1.0}, {}, "too_few_categories"),
        ({"y": lambda d: (d["y"] > 2).astype(float)}, {}, "too_few_categories"),
        ({}, {"categories": [1, 2, 3, 4, 5]}, "empty_category"),
        ({"x": 1.0}, {}, "constant_predictor"),
        ({"z": lambda d: d["x"] * 2}, {}, "collinear"),
    ],
)
def test_ordinal_regression_without_an_answer_says_why(data, change, options, code):
    with pytest.raises(NotEstimable) as refused:
        ordinal_logit(data.assign(**change), "y", ["x", "z"], **options)
    assert (refused.value.what, refused.value.code) == ("ordinal_logit", code)
    assert refused.value.message("id")


def test_brant_finds_slopes_that_are_not_parallel():
    rng = np.random.default_rng(5)
    x = rng.normal(size=1500)
    # the slope is strong for the lower cut and none for the upper
    y = np.where(rng.logistic(size=1500) + 2 * x < 0, 1.0, np.where(rng.random(1500) < 0.5, 2.0, 3.0))
    found = ordinal_logit(pd.DataFrame({"x": x, "y": y}), "y", ["x"])
    assert found.parallel["p_value"][0] < 1e-6


def test_ranks_do_not_move_under_a_monotone_change(data):
    one = rank_regression(data, "y", ["x"], covariates=["z", "c"])
    other = rank_regression(data.assign(y=np.exp(data["y"]), x=data["x"] ** 3), "y", ["x"], covariates=["z", "c"])
    pd.testing.assert_frame_equal(one.to_frame(), other.to_frame())
    gappy = data.assign(x=data["x"].mask(data.index < 4))
    assert (rank_regression(gappy, "y", ["x"]).n_used, rank_regression(gappy, "y", ["x"]).n_dropped) == (236, 4)


def test_white_needs_rows_and_shapiro_has_an_upper_end(data):
    few = diagnose(data.iloc[:9], "y", ["x", "z"])
    assert few.reasons["durbin_watson"] == "no_order"
    assert few.to_frame().set_index("term")["reason"]["durbin_watson"] == "no_order"
    assert diagnose(data.iloc[:6], "y", ["x", "z"]).reasons["white"] == "too_many_terms"
    rng = np.random.default_rng(0)
    many = pd.DataFrame(rng.normal(size=(5001, 2)), columns=["x", "y"])
    assert diagnose(many, "y", ["x"]).reasons["shapiro"] == "too_many_rows"


def test_diagnostics_do_not_move_with_units_or_with_dummies_squared(data):
    one = diagnose(data, "y", ["x"], covariates=["c"], ordered=True).to_frame()
    other = diagnose(data.assign(x=data["x"] * 1e4 + 1e6, y=data["y"] * 7), "y", ["x"], covariates=["c"], ordered=True)
    assert other.to_frame()["statistic"].tolist() == pytest.approx(one["statistic"].tolist(), rel=1e-6)
    # x, x^2, c, x c: the square of a dummy is the dummy
    assert one.set_index("term").loc["white", "df1"] == 4


def test_a_row_that_decides_alone_has_no_distance(data):
    alone = data.assign(c=["only", *["rest"] * 239])
    found = diagnose(alone, "y", ["x"], covariates=["c"])
    assert found.leverage_max == pytest.approx(1)
    assert found.cook_row != 0
    assert np.isfinite(found.cook_max)


def test_a_perfect_fit_has_no_diagnostics(data):
    with pytest.raises(NotEstimable) as refused:
        diagnose(data.assign(y=data["x"] * 2), "y", ["x"])
    assert refused.value.code == "perfect_fit"
