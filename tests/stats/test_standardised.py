from __future__ import annotations

import numpy as np
import pandas as pd
import pytest

from govassess.errors import NotEstimable
from govassess.stats import fit_ols, make_draws, mediate
from govassess.stats.intervals import bootstrap_p, interval
from govassess.stats.standardised import standardised_effect


@pytest.fixture(scope="module")
def data():
    rng = np.random.default_rng(8)
    x = rng.normal(size=150)
    m = 0.5 * x + rng.normal(size=150)
    second = 0.3 * x + 0.2 * m + rng.normal(size=150)
    rows = pd.DataFrame({"x": x, "m": m, "second": second, "y": 0.4 * m + 0.2 * x + 0.3 * second})
    rows["y"] += rng.normal(size=150)
    rows["office"] = rng.choice(["north", "south", "east", "remote"], p=[0.4, 0.35, 0.22, 0.03], size=150)
    rows["years"] = rng.integers(0, 30, size=150).astype(float)
    rows.loc[:4, "m"] = np.nan
    return rows


def test_a_coefficient_is_the_beta_of_the_regression(data):
    found = standardised_effect(data, predictor="x", outcome="y", covariates=["m", "office", "years"], draws=0)
    fit = fit_ols(data, "y", ["x"], covariates=["m", "office", "years"])
    assert found.estimate == pytest.approx(fit.to_frame()["beta"][1], rel=1e-12)
    assert (found.n_used, found.n_dropped, found.n_terms) == (145, 5, len(fit.coefficients) - 1)
    assert (found.conf_low, found.conf_high, found.p_value, found.reason) == (None, None, None, "no_draws")


def test_draws_are_a_loop_of_regressions_on_the_rows_drawn(data):
    draws = make_draws(len(data), seed=3, count=120)
    found = standardised_effect(data, predictor="x", outcome="y", covariates=["office", "years"], draws=draws)
    values = []
    for weights in draws.weights:
        rows = data.loc[np.repeat(np.arange(len(data)), weights)].reset_index(drop=True)
        values.append(fit_ols(rows, "y", ["x"], covariates=["office", "years"]).to_frame()["beta"][1])
    limits = interval(np.array(values), draws=draws)
    assert (found.conf_low, found.conf_high) == pytest.approx((float(limits.low), float(limits.high)), rel=1e-10)
    assert found.p_value == float(bootstrap_p(values))


def test_a_category_absent_from_a_draw_drops_out_of_it(data):
    offices = data["office"].map({"north": "a", "south": "b", "east": "c", "remote": "d"})
    draws = make_draws(len(data), seed=3, count=60, clusters=offices)
    assert (draws.weights == 0).any()
    found = standardised_effect(data, predictor="x", outcome="y", covariates=["office"], draws=draws)
    assert found.draws_failed == 0
    values = []
    for weights in draws.row_weights().astype(int):
        rows = data.loc[np.repeat(np.arange(len(data)), weights)].reset_index(drop=True)
        with_office = ["office"] if len(set(rows["office"])) > 1 else []
        values.append(fit_ols(rows, "y", ["x"], covariates=with_office).to_frame()["beta"][1])
    assert found.conf_low == pytest.approx(float(interval(np.array(values), draws=draws).low), rel=1e-9)


@pytest.mark.parametrize(("mediators", "serial"), [(["m"], False), (["m", "second"], False), (["m", "second"], True)])
def test_an_indirect_effect_is_that_of_the_mediation(data, mediators, serial):
    draws = make_draws(len(data), seed=5, count=200)
    names = {"predictor": "x", "mediators": mediators, "outcome": "y", "covariates": ["years", "office"]}
    effects = mediate(data, **names, serial=serial, draws=draws).to_frame().set_index("effect")
    want = effects.loc["indirect_m>second" if serial else "indirect"]
    found = standardised_effect(data, **names, serial=serial, draws=draws, conf_level=0.95)
    assert found.estimate == pytest.approx(want["standardised"], rel=1e-10)
    assert (found.conf_low, found.conf_high) == pytest.approx(
        (want["standardised_low"], want["standardised_high"]), rel=1e-9
    )
    assert found.p_value == pytest.approx(want["p_value"])


def test_units_and_order_of_rows_do_not_matter(data):
    draws = make_draws(len(data), seed=5, count=100)
    found = standardised_effect(data, predictor="x", outcome="y", covariates=["years"], draws=draws)
    moved = data.assign(x=data["x"] * 40 - 3, y=7 - data["y"] * 0.01, years=data["years"] / 365)
    other = standardised_effect(moved, predictor="x", outcome="y", covariates=["years"], draws=draws)
    assert other.estimate == pytest.approx(-found.estimate, rel=1e-10)
    assert (other.conf_low, other.conf_high) == pytest.approx((-found.conf_high, -found.conf_low), rel=1e-9)


def test_too_many_failed_draws_leave_the_estimate_alone():
    rows = pd.DataFrame({"x": [0.0] * 38 + [1.0, 2.0], "y": np.random.default_rng(1).normal(size=40)})
    found = standardised_effect(rows, predictor="x", outcome="y", draws=300)
    assert found.draws_failed > 15  # both rows that differ are absent from one draw in eight
    assert (found.conf_low, found.p_value, found.reason) == (None, None, "failed_draws")
    assert np.isfinite(found.estimate)


@pytest.mark.parametrize(
    ("change", "code"),
    [
        (lambda rows: rows.assign(y=1.0), "constant_outcome"),
        (lambda rows: rows.assign(x=1.0), "constant_predictor"),
        (lambda rows: rows.assign(m=rows["x"]), "collinear"),
        (lambda rows: rows.iloc[5:9], "too_few_rows"),
    ],
)
def test_what_has_no_answer_says_why(data, change, code):
    with pytest.raises(NotEstimable) as refused:
        standardised_effect(change(data), predictor="x", mediators=["m"], outcome="y", draws=20)
    assert refused.value.code == code


def test_the_result_prints_in_one_line_and_fits_a_frame(data):
    found = standardised_effect(data, predictor="x", mediators=["m"], outcome="y", draws=50)
    assert repr(found).startswith("StandardisedEffect(x -> m -> y, ")
    (row,) = found.to_frame().to_dict("records")
    assert (row["term"], row["n_used"], row["estimate"]) == ("x", 145, found.estimate)
