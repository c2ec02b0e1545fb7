from __future__ import annotations

import numpy as np
import pandas as pd
import pytest

from govassess.errors import NotEstimable
from govassess.stats.regression import fit_ols

R_TERMS = {"officefield": "office=field", "officehead": "office=head"}


@pytest.fixture
def data():
    rng = np.random.default_rng(8)
    frame = pd.DataFrame(rng.normal(size=(80, 3)), columns=["x", "z", "w"])
    frame["y"] = 1 + 0.5 * frame["x"] - 0.2 * frame["z"] + rng.normal(size=80)
    frame["group"] = rng.choice(["b", "a", "c"], size=80)
    return frame


@pytest.mark.parametrize(
    ("vcov", "r_name"),
    [("HC0", "HC0"), ("HC1", "HC1"), ("HC2", "HC2"), ("HC3", "HC3"), ("HC4", "HC4"), ("classical", "const")],
)
def test_a_regression_with_a_text_covariate_is_that_of_r(scores, r_values, vcov, r_name):
    want = r_values["regression"]
    fit = fit_ols(scores, "value", ["trust", "reach"], covariates=["age", "office"], vcov=vcov)
    found = fit.to_frame().set_index("term")
    for term, value in want["coef"].items():
        assert found.loc[R_TERMS.get(term, term), "estimate"] == pytest.approx(value, rel=1e-10)
        assert found.loc[R_TERMS.get(term, term), "std_error"] == pytest.approx(want[r_name][term], rel=1e-10)
    assert fit.wald_f == pytest.approx(want[f"wald_{r_name}"], rel=1e-10)
    assert (fit.r2, fit.adj_r2, fit.sigma, fit.f) == pytest.approx(
        (want["r2"], want["adj_r2"], want["sigma"], want["F"]), rel=1e-10
    )
    assert fit.condition == pytest.approx(want["condition"], rel=1e-10)
    assert (fit.n_used, fit.n_dropped) == (want["n"], 120 - want["n"])
    assert fit.references == {"office": "branch"}
    assert fit.vcov == vcov


def test_p_vif_and_semi_partials_are_those_of_r(scores, r_values):
    want = r_values["regression"]
    fit = fit_ols(scores, "value", ["trust", "reach"], covariates=["age", "office"])
    found = fit.to_frame().set_index("term")
    for term, value in want["p_HC3"].items():
        assert found.loc[R_TERMS.get(term, term), "p_value"] == pytest.approx(value, rel=1e-8)
    for term in want["vif"]:
        row = found.loc[R_TERMS.get(term, term)]
        assert row["vif"] == pytest.approx(want["vif"][term], rel=1e-10)
        assert row["sr2"] == pytest.approx(want["sr2"][term], rel=1e-8)
        assert row["f2"] == pytest.approx(want["sr2"][term] / (1 - want["r2"]), rel=1e-8)
    assert fit.to_frame()["df"].eq(want["n"] - 6).all()


def test_the_classical_interval_is_that_of_r(scores, r_values):
    found = fit_ols(scores, "value", ["trust", "reach"], covariates=["age", "office"], vcov="classical").to_frame()
    want = np.reshape(r_values["regression"]["conf_classical"], (2, 6))
    order = [found.index[found["term"] == R_TERMS.get(term, term)][0] for term in r_values["regression"]["coef"]]
    np.testing.assert_allclose(found.loc[order, "conf_low"], want[0], rtol=1e-10)
    np.testing.assert_allclose(found.loc[order, "conf_high"], want[1], rtol=1e-10)


def test_longley_has_the_certified_coefficients():
    # NIST StRD, Longley (1967), public domain; certified values as printed by NIST
    rows = """60323 83.0 234289 2356 1590 107608 1947
61122 88.5 259426 2325 1456 108632 1948
60171 88.2 258054 3682 1616 109773 1949
61187 89.5 284599 3351 1650 110929 1950
63221 96.2 328975 2099 3099 112075 1951
63639 98.1 346999 1932 3594 113270 1952
64989 99.0 365385 1870 3547 115094 1953
63761 100.0 363112 3578 3350 116219 1954
66019 101.2 397469 2904 3048 117388 1955
67857 104.6 419180 2822 2857 118734 1956
68169 108.4 442769 2936 2798 120445 1957
66513 110.8 444546 4681 2637 121950 1958
68655 112.6 482704 3813 2552 123366 1959
69564 114.2 502601 3931 2514 125368 1960
69331 115.7 518173 4806 2572 127852 1961
70551 116.9 554894 4007 2827 130081 1962"""
    table = pd.DataFrame([[float(cell) for cell in row.split()] for row in rows.splitlines()], columns=list("yabcdef"))
    fit = fit_ols(table, "y", list("abcdef"), vcov="classical")
    found = fit.to_frame()
    certified = [-3482258.63459582, 15.0618722713733, -0.0358191792925910, -2.02022980381683]
    certified += [-1.03322686717359, -0.0511041056535807, 1829.15146461355]
    errors = [890420.383607373, 84.9149257747669, 0.0334910077722432, 0.488399681651699]
    errors += [0.214274163161675, 0.226073200069370, 455.478499142212]
    np.testing.assert_allclose(found["estimate"], certified, rtol=1e-11)
    np.testing.assert_allclose(found["std_error"], errors, rtol=1e-11)
    assert fit.r2 == pytest.approx(0.995479004577296, rel=1e-12)
    assert fit.f == pytest.approx(330.285339234588, rel=1e-11)
    assert fit.sigma == pytest.approx(304.854073561965, rel=1e-11)
    assert fit.flags == ("vif_high", "condition_high", "n_below_5p")


def test_beta_is_the_slope_of_standardised_columns_and_of_dummies_half_so(data):
    found = fit_ols(data, "y", ["x", "z"], covariates=["group"]).to_frame().set_index("term")
    sd = data["y"].std()
    assert found.loc["x", "beta"] == pytest.approx(found.loc["x", "estimate"] * data["x"].std() / sd, rel=1e-10)
    assert found.loc["group=b", "beta"] == pytest.approx(found.loc["group=b", "estimate"] / sd, rel=1e-10)
    assert np.isnan(found.loc["(Intercept)", "beta"])


def test_a_huge_offset_of_a_covariate_changes_no_slope(data):
    want = fit_ols(data, "y", ["x"], covariates=["z"]).to_frame().set_index("term")
    moved = fit_ols(data.assign(z=data["z"].round(3) + 1e9), "y", ["x"], covariates=["z"])
    plain = fit_ols(data.assign(z=data["z"].round(3)), "y", ["x"], covariates=["z"]).to_frame().set_index("term")
    found = moved.to_frame().set_index("term")
    # at 1e9 a column keeps 7 digits behind the point
    np.testing.assert_allclose(found.loc[["x", "z"], "estimate"], plain.loc[["x", "z"], "estimate"], rtol=1e-6)
    assert "condition_high" in moved.flags
    assert want.loc["x", "estimate"] == pytest.approx(plain.loc["x", "estimate"], rel=1e-2)


def test_units_and_order_of_rows_change_no_test(data):
    want = fit_ols(data, "y", ["x", "z"]).to_frame()
    scaled = data.assign(x=data["x"] * 1000, y=data["y"] / 7).sample(frac=1, random_state=2)
    found = fit_ols(scaled, "y", ["x", "z"]).to_frame()
    for column in ("statistic", "p_value", "beta", "vif", "sr2"):
        np.testing.assert_allclose(found[column], want[column], rtol=1e-9)


def test_rows_with_a_gap_in_any_column_of_the_model_are_dropped_and_counted(data):
    gappy = data.copy()
    gappy.loc[3, "y"] = np.nan
    gappy.loc[4, "group"] = None
    gappy.loc[5, "w"] = np.nan
    fit = fit_ols(gappy, "y", ["x"], covariates=["group"])
    assert (fit.n_used, fit.n_dropped) == (78, 2)
    whole = fit_ols(data.drop([3, 4]), "y", ["x"], covariates=["group"])
    np.testing.assert_array_equal(fit.to_frame()["estimate"], whole.to_frame()["estimate"])


def test_the_callers_frame_is_left_alone(data):
    before = data.copy()
    fit_ols(data, "y", ["x"], covariates=["group"])
    pd.testing.assert_frame_equal(data, before)


def test_names_are_never_evaluated(data):
    name = "__import__('os').system('false') + x"
    fit = fit_ols(data.rename(columns={"x": name}), "y", [name])
    assert fit.to_frame()["term"].tolist() == ["(Intercept)", name]


def test_a_row_that_decides_a_coefficient_alone_gets_hc1_and_a_flag(data):
    alone = data.assign(only=(data.index == 7).astype(float))
    fit = fit_ols(alone, "y", ["x", "only"])
    assert fit.vcov == "HC1"
    assert fit.vcov_asked == "HC3"
    assert fit.flags == ("leverage",)
    assert fit.leverage_rows == (7,)
    assert (
        fit.to_frame()["std_error"].tolist()
        == fit_ols(alone, "y", ["x", "only"], vcov="HC1").to_frame()["std_error"].tolist()
    )


def test_few_rows_for_the_terms_are_flagged(data):
    assert "n_below_5p" in fit_ols(data.iloc[:14], "y", ["x", "z"]).flags
    assert "n_below_5p" not in fit_ols(data.iloc[:15], "y", ["x", "z"]).flags


def test_one_predictor_has_a_vif_of_one(data):
    assert fit_ols(data, "y", ["x"]).to_frame().loc[1, "vif"] == pytest.approx(1, rel=1e-12)


@pytest.mark.parametrize(
    ("change", "predictors", "code", "values"),
    [
        ({"y": 3.0}, ["x"], "constant_outcome", {"outcome": "y"}),
        ({"x": 3.0}, ["x", "z"], "constant_predictor", {"variable": "x"}),
        ({"z": lambda d: d["x"]}, ["x", "z", "w"], "collinear", {"variable": "x, z"}),
        ({"z": lambda d: 2 * d["x"] + 1}, ["x", "z", "w"], "collinear", {"variable": "x, z"}),
        ({"z": lambda d: d["x"] + d["w"]}, ["x", "z", "w"], "collinear", {"variable": "x, z, w"}),
        ({"y": lambda d: 2 * d["x"] - d["z"]}, ["x", "z"], "perfect_fit", {"outcome": "y"}),
        ({"x": np.inf}, ["x"], "not_finite", {"variable": "x"}),
        ({"x": lambda d: d["x"] * 1e200}, ["x"], "not_finite", {"variable": "x"}),
    ],
)
def test_a_regression_without_an_answer_says_why(data, change, predictors, code, values):
    with pytest.raises(NotEstimable) as refused:
        fit_ols(data.assign(**change), "y", predictors)
    assert (refused.value.what, refused.value.code, refused.value.values) == ("regression", code, values)
    assert refused.value.message("en")
    assert refused.value.message("id")


@pytest.mark.parametrize(("n", "found"), [(0, 0), (1, 1), (2, 2), (4, 4)])
def test_a_regression_needs_two_rows_more_than_coefficients(data, n, found):
    with pytest.raises(NotEstimable) as refused:
        fit_ols(data.iloc[:n], "y", ["x", "z"])
    assert refused.value.code == "too_few_rows"
    assert refused.value.values == {"needed": 5, "found": found, "rows": n}


def test_five_rows_are_enough_for_three_coefficients(data):
    assert fit_ols(data.iloc[:5], "y", ["x", "z"], vcov="classical").df2 == 2


def test_a_category_of_one_value_is_a_constant_predictor(data):
    with pytest.raises(NotEstimable) as refused:
        fit_ols(data.assign(group="a"), "y", ["x"], covariates=["group"])
    assert refused.value.values == {"variable": "group"}


@pytest.mark.parametrize(
    "call",
    [
        {"outcome": "absent", "predictors": ["x"]},
        {"outcome": "y", "predictors": ["x", "x"]},
        {"outcome": "y", "predictors": ["y"]},
        {"outcome": "y", "predictors": []},
        {"outcome": "y", "predictors": ["group"]},
        {"outcome": "y", "predictors": ["x"], "vcov": "HC5"},
    ],
)
def test_wrong_calls_are_refused(data, call):
    with pytest.raises(ValueError):
        fit_ols(data, **call)


def test_the_frame_is_a_fresh_copy(data):
    fit = fit_ols(data, "y", ["x"])
    taken = fit.to_frame()
    taken.loc[0, "estimate"] = 99
    assert fit.to_frame().loc[0, "estimate"] != 99


def test_the_line_of_a_fit_reads_well(data):
    assert repr(fit_ols(data, "y", ["x"])).startswith("OlsFit(y on 1 terms, R2 0.")


@pytest.mark.parametrize("vcov", ["CR1", "CR2"])
def test_clusters_that_are_copies_of_each_other_have_no_standard_error(vcov):
    """The residuals add up to zero in each: a t of 1e16 and p = 0 would be nothing but rounding."""
    rng = np.random.default_rng(0)
    one = pd.DataFrame({"x": rng.integers(1, 6, 9) / 3, "y": rng.integers(1, 6, 9) / 7})
    copies = pd.concat([one.assign(c=f"a{i}") for i in range(12)], ignore_index=True)
    with pytest.raises(NotEstimable) as caught:
        fit_ols(copies, "y", ["x"], cluster="c", vcov=vcov)
    assert caught.value.code == "clusters_alike"
    copies.loc[0, "y"] += 0.5
    assert fit_ols(copies, "y", ["x"], cluster="c", vcov=vcov).coefficients["std_error"].gt(1e-4).all()
