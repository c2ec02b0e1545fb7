"""Models, groups, agreement and careless answers of the simulated agencies against R (reference/agencies.R)."""

from __future__ import annotations

import json
from pathlib import Path

import pandas as pd
import pytest

from govassess.stats.agreement import icc, rwg
from govassess.stats.block_regression import hierarchical
from govassess.stats.carelessness import careless
from govassess.stats.diagnostics import diagnose
from govassess.stats.groups import compare_groups
from govassess.stats.mediation import mediate
from govassess.stats.moderation import moderate
from govassess.stats.ordinal import ordinal_logit, rank_regression
from govassess.stats.regression import fit_ols
from govassess.stats.sample_size import power

HERE = Path(__file__).parent / "reference"
ITEMS = [f"q{j}" for j in range(1, 9)]


def close(want, rel=1e-8):
    return pytest.approx(want, rel=rel, abs=1e-12)


@pytest.fixture(scope="module")
def data():
    return pd.read_csv(HERE / "agencies.csv")


@pytest.fixture(scope="module")
def want():
    return json.loads((HERE / "agencies.json").read_text())


@pytest.fixture(scope="module")
def rows(data):
    return data.dropna(subset=["y", "x", "w", "m1", "region"])


def by_term(fit):
    return fit.to_frame().set_index("term")


def test_cr1_is_that_of_sandwich(data, want):
    values = want["cluster"]
    fit = fit_ols(data, "y", ["x", "w", "m1"], covariates=["region"], cluster="unit", vcov="CR1")
    table = by_term(fit)
    assert (fit.vcov, fit.n_used, fit.n_clusters, fit.wald_df2) == ("CR1", values["n"], values["G"], values["G"] - 1)
    for term in ("(Intercept)", "x", "w", "m1"):
        assert table.loc[term, "estimate"] == close(values["coef"][term])
        assert table.loc[term, "std_error"] == close(values["se"][term])
        assert table.loc[term, "p_value"] == close(values["p"][term], 1e-6)
    assert table.loc["region=north", "std_error"] == close(values["se"]["regionnorth"])
    assert fit.wald_f == close(values["wald_F"])
    by_agency = fit_ols(data, "y", ["x", "w", "m1"], covariates=["region"], cluster="agency", vcov="CR1")
    assert by_term(by_agency).loc["x", "std_error"] == close(values["se_agency"]["x"])


def test_the_robust_test_of_a_block_is_that_of_car(rows, want):
    step = hierarchical(rows, "y", {"first": ["x"], "second": ["w", "m1"]}).to_frame().iloc[1]
    values = want["blocks"]
    assert (step["wald_f"], step["statistic"]) == (close(values["wald_F"]), close(values["F"]))
    assert (step["wald_p"], step["p_value"]) == (close(values["wald_p"], 1e-6), close(values["p"], 1e-6))
    assert step["conf_low"] < step["f2"] < step["conf_high"]


def test_diagnostics_are_those_of_lmtest_and_car(rows, want):
    found, values = diagnose(rows, "y", ["x", "w", "m1"], ordered=True), want["diagnostics"]
    table = by_term(found)
    names = {"breusch_pagan": "bp", "white": "white", "reset": "reset", "durbin_watson": "dw", "shapiro": "shapiro"}
    for ours, theirs in names.items():
        assert table.loc[ours, "statistic"] == close(values[theirs])
    assert table.loc["white", "df1"] == 9
    assert table.loc["breusch_pagan", "p_value"] == close(values["bp_p"], 1e-6)
    assert table.loc["reset", "p_value"] == close(values["reset_p"], 1e-6)
    assert found.cook_max == close(values["cook_max"])
    assert len(found.cook_rows) == values["cook_over"]
    assert list(rows.index).index(found.cook_row) + 1 == values["cook_row"]


def test_slopes_and_boundaries_with_hc3_are_those_of_r(data, want):
    values = want["moderation"]
    found = moderate(data, predictor="x", moderator="w", outcome="y", covariates=["m1"])
    table = found.to_frame()
    assert table["moderator"].tolist() == close(values["at"])
    assert table["estimate"].tolist() == close(values["effect"])
    assert table["std_error"].tolist() == close(values["se"])
    low, high = found.moderator_range
    inside = [root for root in values["roots"] if low < root < high]
    assert [root for root, _ in found.boundaries] == close(inside, 1e-7)
    assert len(inside) >= 1
    assert found.significant == "partly"
    w = data.dropna(subset=["x", "w", "y", "m1"])["w"]
    assert [share for _, share in found.boundaries] == [(w < root).mean() for root in inside]
    assert (found.r2_change, found.statistic) == (close(values["r2_change"]), close(values["F"]))


def test_iccs_are_those_of_multilevel_and_nlme(data, want):
    values = want["icc"]
    found = icc(data["y"], data["agency"])
    assert (found.n_used, found.n_dropped) == (values["n"], len(data) - values["n"])
    assert (found.msb, found.msw, found.statistic) == (close(values["msb"]), close(values["msw"]), close(values["F"]))
    assert found.icc2 == close(values["icc2"])
    assert icc(data["y"], data["agency"], estimator="mean_size").estimate == close(values["mean_size"])
    assert icc(data["y"], data["agency"], estimator="reml").estimate == close(values["reml"], 1e-5)


def test_agreement_is_that_of_multilevel(data, want):
    values = want["rwg"]
    keyed = data[ITEMS].assign(q3=6 - data["q3"], q6=6 - data["q6"])
    found = rwg(keyed, data["agency"], points=5)
    table = found.to_frame()
    assert found.n_used == values["n"]
    assert table["group"].tolist() == values["group"]
    for column, key in (("rwg", "rwg"), ("r_star", "star"), ("a_wg", "awg")):
        assert table[column].tolist() == close(values[key])


def test_serial_mediation_with_bca_is_that_of_boot(data, want):
    values = want["serial"]
    found = mediate(data, predictor="x", mediators=["m1", "m2"], outcome="y", serial=True, ci="bca")
    plain = mediate(data, predictor="x", mediators=["m1", "m2"], outcome="y", serial=True)
    assert found.n_used == values["n"]
    effects, percentile = (f.to_frame().set_index("effect") for f in (found, plain))
    for j, name in enumerate(("indirect_m1", "indirect_m2", "indirect_m1>m2")):
        assert effects.loc[name, "estimate"] == close(values["estimate"][j])
        assert effects.loc[name, "acceleration"] == close(values["acceleration"][j], 1e-6)
        assert effects.loc[name, "std_error"] == pytest.approx(values["se"][j], rel=0.05)
        # Monte Carlo: an end of 5,000 draws against one of 10,000 has a standard error near .05 SD.
        for end, at in zip(("conf_low", "conf_high"), range(2), strict=True):
            assert effects.loc[name, end] == pytest.approx(values["bca"][j][at], abs=0.25 * values["se"][j])
            assert percentile.loc[name, end] == pytest.approx(values["percentile"][j][at], abs=0.2 * values["se"][j])


def test_ordinal_regression_is_that_of_polr(data, want):
    values = want["ordinal"]
    found = ordinal_logit(data, "answer", ["x", "w"])
    table = by_term(found)
    assert found.n_used == values["n"]
    for term in ("x", "w"):
        # polr's optimiser and its numerical Hessian carry about five digits
        assert table.loc[term, "estimate"] == close(values["coef"][term], 1e-5)
        assert table.loc[term, "std_error"] == close(values["se"][term], 1e-4)
    assert found.thresholds["term"].tolist() == list(values["zeta"])
    assert found.thresholds["estimate"].tolist() == close(list(values["zeta"].values()), 1e-4)
    assert found.log_likelihood == close(values["ll"], 1e-8)
    assert found.mcfadden_r2 == close(1 - values["ll"] / values["ll0"], 1e-6)
    assert found.statistic == close(2 * (values["ll"] - values["ll0"]), 1e-6)
    parallel = found.parallel.set_index("term")
    assert (parallel.loc["all", "statistic"], parallel.loc["all", "df"]) == (close(values["brant"], 1e-6), 6)
    assert (parallel.loc["x", "statistic"], parallel.loc["x", "df"]) == (close(values["brant_x"], 1e-6), 3)


def test_rank_regression_is_that_of_r(rows, want):
    found = rank_regression(rows, "y", ["x", "w"])
    table = by_term(found)
    for term in ("x", "w"):
        assert table.loc[term, "estimate"] == close(want["rank"]["coef"][term])
        assert table.loc[term, "std_error"] == close(want["rank"]["se"][term])
    assert found.scores == "mid-ranks"


def test_groups_are_those_of_r(data, want):
    values = want["groups"]
    found = compare_groups(data["y"], data["region"])
    tests = by_term(found)
    assert found.n_used == values["n"]
    for ours, theirs in (
        ("anova", "F"),
        ("welch", "welch"),
        ("kruskal", "H"),
        ("levene", "levene"),
        ("brown_forsythe", "brown_forsythe"),
    ):
        assert tests.loc[ours, "statistic"] == close(values[theirs])
    assert tests.loc["welch", "df2"] == close(values["welch_df"])
    eta2 = found.effects.set_index("term").loc["eta2"]
    assert [eta2["conf_low"], eta2["conf_high"]] == close(values["eta2_limits"], 1e-6)
    two = data[data["region"] != "north"]
    effects = compare_groups(two["y"], two["region"]).effects.set_index("term")
    assert effects.loc["hedges_g", "estimate"] == close(values["g"])
    assert effects.loc["hedges_g", ["conf_low", "conf_high"]].tolist() == close(values["g_limits"], 1e-6)
    r = 2 * values["U"] / (values["n1"] * values["n2"]) - 1
    assert effects.loc["rank_biserial", "estimate"] == close(r)
    assert effects.loc["rank_biserial", "conf_low"] < r < effects.loc["rank_biserial", "conf_high"]


def test_careless_indices_are_those_of_r(data, want):
    values = want["careless"]
    frame = careless(data[ITEMS], bounds=(1, 5), reversed_items=["q3", "q6"]).to_frame()
    assert frame["mahalanobis"].tolist() == close(values["d2"])
    assert frame["irv"].tolist() == close(values["irv"])
    assert frame["longstring"].tolist() == values["longstring"]
    assert data[ITEMS].notna().sum(axis=1).tolist() == values["df"]


def test_power_of_a_block_is_that_of_r(want):
    assert power(100, f2=0.1, predictors=6, tested=3).power == close(want["power"]["block"])
