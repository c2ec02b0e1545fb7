"""The classical fit and its assumptions against R (tests/stats/reference/classical.R) and printed tables."""

from __future__ import annotations

import json

import numpy as np
import pandas as pd
import pytest

from govassess.errors import NotEstimable
from govassess.stats.classical import assumptions
from govassess.stats.describe import item_analysis

TERMS = ["coarse", "w", "m1"]


@pytest.fixture(scope="module")
def by_r(root):
    return json.loads((root / "tests" / "stats" / "reference" / "classical.json").read_text())


@pytest.fixture(scope="module")
def data(root):
    found = pd.read_csv(root / "tests" / "stats" / "reference" / "agencies.csv")
    return found.assign(coarse=np.round(found["x"] * 2) / 2)


@pytest.fixture(scope="module")
def found(data):
    return assumptions(data, "y", TERMS)


def test_the_classical_fit_is_that_of_lm(found, by_r):
    assert [found.n_used] == by_r["n"]
    for name in ("std_error", "statistic"):
        np.testing.assert_allclose(found.terms[name], by_r[name], rtol=1e-9)
    np.testing.assert_allclose(found.terms["p_value"], by_r["p_value"], rtol=1e-6)
    for name in ("r", "sigma", "f", "critical_t", "critical_f"):
        assert [getattr(found, name)] == pytest.approx(by_r[name], rel=1e-9)
    np.testing.assert_allclose(found.terms["tolerance"][1:], by_r["tolerance"], rtol=1e-9)


def test_the_checks_are_those_of_r(found, by_r):
    np.testing.assert_allclose(found.terms["glejser_t"][1:], by_r["glejser_t"], rtol=1e-8)
    np.testing.assert_allclose(found.terms["glejser_p"][1:], by_r["glejser_p"], rtol=1e-7)
    for name in ("glejser_f", "durbin_watson", "lilliefors"):
        assert [getattr(found, name)] == pytest.approx(by_r[name], rel=1e-8)
    row = found.terms.set_index("term").loc["coarse"]
    ours = [row[f"deviation_{name}"] for name in ("f", "df1", "df2", "p")]
    np.testing.assert_allclose(ours, by_r["deviation"], rtol=1e-7)


@pytest.mark.parametrize(("n", "r"), [(10, 0.632), (30, 0.361), (50, 0.279), (100, 0.197)])
def test_the_critical_r_is_that_of_the_printed_table(n, r):
    answers = pd.DataFrame(np.random.default_rng(n).integers(1, 6, size=(n, 3)), columns=list("abc"))
    assert round(item_analysis(answers).critical_r, 3) == r


@pytest.mark.parametrize(("df", "t"), [(10, 2.228), (30, 2.042), (60, 2.000), (120, 1.980)])
def test_the_critical_t_is_that_of_the_printed_table(df, t):
    rng = np.random.default_rng(df)
    data = pd.DataFrame(rng.normal(size=(df + 2, 2)), columns=["x", "y"])
    assert round(assumptions(data, "y", ["x"]).critical_t, 3) == t


def test_the_critical_f_is_that_of_the_printed_table():
    data = pd.DataFrame(np.random.default_rng(1).normal(size=(34, 4)), columns=["a", "b", "c", "y"])
    assert round(assumptions(data, "y", ["a", "b", "c"]).critical_f, 2) == 2.92  # 3 and 30 degrees of freedom


def test_the_distance_of_lilliefors_rejects_at_his_table():
    # Lilliefors (1967), n 30: .161 at 5 %
    rng = np.random.default_rng(4)
    skewed = pd.DataFrame({"x": rng.normal(size=30), "y": rng.exponential(size=30) ** 2})
    found = assumptions(skewed, "y", ["x"])
    assert found.lilliefors > 0.161
    assert found.lilliefors_p < 0.05


def test_a_predictor_of_two_values_or_of_values_met_once_has_no_deviation_from_linearity():
    rng = np.random.default_rng(5)
    data = pd.DataFrame({"two": [0.0, 1.0] * 15, "alone": rng.normal(size=30), "y": rng.normal(size=30)})
    found = assumptions(data, "y", ["two", "alone"])
    assert dict(found.reasons) == {"two": "few_values", "alone": "few_values"}
    assert found.terms["deviation_f"].isna().all()


def test_equal_answers_within_equal_values_leave_no_spread():
    data = pd.DataFrame({"x": [1.0, 1, 2, 2, 3, 3, 4, 4], "y": [1.0, 1, 3, 3, 2, 2, 5, 5]})
    assert assumptions(data, "y", ["x"]).reasons["x"] == "no_spread_within"


def test_residuals_of_one_size_have_no_test_of_glejser():
    data = pd.DataFrame({"x": [0.0, 0, 1, 1] * 10, "y": [0.0, 1, 0, 1] * 10})
    found = assumptions(data, "y", ["x"])
    assert found.reasons["glejser"] == "no_variance"
    assert np.isnan(found.glejser_f)


def test_residuals_whose_size_follows_the_predictor_have_no_test_of_glejser():
    data = pd.DataFrame({"x": [0.0, 0, 0, 0, 1, 1, 1, 1] * 5, "y": [1.1, -1.1, 1.1, -1.1, 3, 7, 3, 7] * 5})
    found = assumptions(data, "y", ["x"])
    assert found.reasons["glejser"] == "residuals_follow"
    assert np.isnan(found.glejser_f)
    assert found.terms["glejser_t"].isna().all()


def test_units_and_offsets_change_no_check(data, found):
    moved = data.assign(coarse=data["coarse"] * 1e3 + 1e5, w=2 - data["w"], y=data["y"] * 0.01 - 4)
    other = assumptions(moved, "y", TERMS)
    for name in ("lilliefors", "durbin_watson", "glejser_f", "r", "f"):
        assert getattr(other, name) == pytest.approx(getattr(found, name), rel=1e-7)
    np.testing.assert_allclose(other.terms["deviation_f"], found.terms["deviation_f"], rtol=1e-6)


@pytest.mark.parametrize(
    ("data", "code"),
    [
        ({"x": [1.0, 2], "y": [1.0, 3]}, "too_few_rows"),
        ({"x": [1.0, 2, 3, 4], "y": [2.0, 2, 2, 2]}, "constant_outcome"),
        ({"x": [1.0, 2, 3, 4], "y": [2.0, 4, 6, 8]}, "perfect_fit"),
    ],
)
def test_what_no_regression_has_is_refused_with_its_reason(data, code):
    with pytest.raises(NotEstimable) as raised:
        assumptions(pd.DataFrame(data), "y", ["x"])
    assert raised.value.code == code
