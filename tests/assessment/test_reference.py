"""Two public data sets through the whole path, compared with values that other programs computed.

The values and tolerances are those of the reference folder beside the checkout (R 4.5.0: psych, lavaan, semTools,
sandwich, boot). Items that the reference lists already reversed are turned back before they are compared, because the
result describes answers as asked.
"""

from __future__ import annotations

import json
import math
from dataclasses import replace
from fractions import Fraction
from pathlib import Path

import pytest

import govassess as ga
from govassess.instrument.model import items_under

INSTRUMENTS = Path(__file__).resolve().parent.parent / "instruments"
pytestmark = pytest.mark.shared


class Tally:
    """Compares values one by one and keeps count, so that a test can say how many there were."""

    def __init__(self):
        self.compared = 0

    def close(self, found, expected, *, rel=1e-8, abs_=0.0, name=""):
        if expected is None:
            return
        self.compared += 1
        assert found is not None, name
        assert math.isclose(float(found), float(expected), rel_tol=rel, abs_tol=max(abs_, 1e-12)), (
            name,
            found,
            expected,
        )

    def p(self, found, expected, name=""):
        if expected < 1e-12:
            self.compared += 1
            assert found < 1e-12, (name, found, expected)
        else:
            self.close(found, expected, rel=1e-6, name=name)


@pytest.fixture(scope="module", params=["mobi", "bfi"])
def run(request):
    name = request.param
    shared = request.getfixturevalue("shared")
    values = json.loads((shared / "reference" / "values" / f"{name}.json").read_text(encoding="utf-8"))
    survey = ga.read_responses(shared / "reference" / "data" / f"{name}.csv", INSTRUMENTS / f"{name}.yaml")
    return name, values, ga.assess(survey)


@pytest.fixture(scope="module")
def everybody(run, request):
    """The same survey scored from one item in five on: nobody leaves, so items are described over all rows."""
    name, _, result = run
    scoring = replace(result.instrument.scoring, min_answered=Fraction(1, 5))
    instrument = replace(result.instrument, scoring=scoring)
    shared = request.getfixturevalue("shared")
    return ga.assess(ga.read_responses(shared / "reference" / "data" / f"{name}.csv", instrument), draws=0)


def test_the_item_statistics_of_every_scale_agree(run, everybody):
    name, values, _ = run
    result = everybody
    tally = Tally()
    found = {item.id: item for item in result.items}
    turned = {item.id for item in result.instrument.items() if item.reverse}
    for scale in values["scales"].values():
        for item_id, expected in scale["item_descriptives"].items():
            item = found[item_id]
            ends = result.instrument.scale_of(next(i for i in result.instrument.items() if i.id == item_id))
            back = item_id in turned
            sign = -1 if back else 1

            def as_scored(value, back=back, ends=ends):
                return ends.min + ends.max - value if back else value

            assert (item.n, item.missing) == (expected["n"], expected["missing"])
            tally.close(as_scored(item.mean), expected["mean"], name=item_id)
            tally.close(item.sd, expected["sd"], name=item_id)
            tally.close(as_scored(item.median), expected["median"], name=item_id)
            tally.close(sign * item.skewness, expected["skew_type2"], name=item_id)
            tally.close(item.kurtosis, expected["kurtosis_type2"], name=item_id)
            floor, ceiling = (item.ceiling, item.floor) if back else (item.floor, item.ceiling)
            tally.close(floor, expected["floor_share"], name=item_id)
            tally.close(ceiling, expected["ceiling_share"], name=item_id)
            for point, count in expected["counts"].items():
                tally.close(item.counts[str(int(as_scored(int(point))))], count, name=item_id)
        for item_id, expected in scale.get("item_statistics_listwise", {}).items():
            item = found[item_id]
            tally.close(item.item_rest_r, expected["item_rest_r"], name=item_id)
            tally.close(item.item_total_r, expected["item_total_r_uncorrected"], name=item_id)
            tally.close(item.alpha_if_deleted, expected["alpha_if_deleted_raw"], name=item_id)
    print(f"{name}: {tally.compared} item values compared")
    assert tally.compared >= {"mobi": 450, "bfi": 350}[name]


def test_reliability_and_convergent_validity_of_every_scale_agree(run):
    name, values, result = run
    tally = Tally()
    found = {scale.id: scale for scale in result.reliability}
    for scale_id, expected in values["scales"].items():
        scale = found[scale_id]
        assert scale.k == expected["k"]
        if expected["k"] == 1:
            assert scale.alpha is None
            continue
        assert scale.n_used == expected["n_complete"]
        alpha = expected["alpha_listwise"]
        tally.close(scale.alpha, alpha["raw"])
        tally.close(scale.alpha_standardised, alpha["std"])
        tally.close(scale.average_r, alpha["average_r"])
        tally.close(scale.alpha_low, alpha["feldt95"]["lower"])
        tally.close(scale.alpha_high, alpha["feldt95"]["upper"])
        if expected["k"] == 2:
            tally.close(scale.spearman_brown, expected["spearman_brown_two_items"])
            continue
        factor = expected["one_factor_ml"]
        if max(factor["loadings_std"].values()) > 1:  # a Heywood case: the reference prints it, we name the item
            heywood = max(factor["loadings_std"], key=lambda item: factor["loadings_std"][item])
            assert scale.omega is None
            assert [(each.code, each.values["item"]) for each in result.unavailable if each.where == scale_id] == [
                ("heywood", heywood)
            ]
            continue
        tally.close(scale.omega, factor["omega_unstd_model_var"], rel=1e-5)
        tally.close(scale.composite_reliability, factor["CR_std"], rel=1e-5)
        tally.close(scale.ave, factor["AVE_std"], rel=1e-5)
        for item_id, loading in factor["loadings_std"].items():
            tally.close(scale.loadings[item_id], loading, abs_=1e-4)
    print(f"{name}: {tally.compared} reliability values compared")
    assert tally.compared >= {"mobi": 55, "bfi": 60}[name]


def test_htmt_and_the_correlations_of_the_scores_agree(run):
    name, values, result = run
    tally = Tally()
    expected = values["joint"]
    pearson = expected["scale_score_correlations_listwise"]["pearson"]
    htmt = expected["htmt"]
    complete_on_all = len({pair.r_n for pair in result.validity.pairs}) == 1
    for pair in result.validity.pairs:
        if complete_on_all:  # the reference drops rows listwise over all scales
            tally.close(pair.r, pearson[pair.a][pair.b])
        if pair.a in htmt["abs_FALSE"] and pair.b in htmt["abs_FALSE"]:
            one, other = htmt["abs_FALSE"], htmt["abs_TRUE"]
            tally.close(pair.htmt, one[pair.a][pair.b] if pair.b in one[pair.a] else one[pair.b][pair.a])
            tally.close(pair.htmt_plus, other[pair.a][pair.b] if pair.b in other[pair.a] else other[pair.b][pair.a])
        else:
            assert pair.htmt is None
    assert result.validity.n_used == expected["n_complete"]
    print(f"{name}: {tally.compared} validity values compared")
    assert tally.compared >= {"mobi": 45, "bfi": 20}[name]


def test_the_regression_agrees_with_hc3_and_t(run):
    name, values, result = run
    tally = Tally()
    expected = values["regression"][{"mobi": "sat", "bfi": "neuro"}[name]]
    model = next(model for model in result.models if model.id == "H1")
    assert model.n_used == expected["n"]
    for row in model.coefficients:
        tally.close(row.estimate, expected["coef"][row.term])
        tally.close(row.std_error, expected["se_HC3"][row.term])
        tally.close(row.statistic, expected["t_HC3"][row.term])
        tally.p(row.p_value, expected["p_HC3_t"][row.term])
        tally.close(row.df, expected["wald_F_HC3"]["df2"])
        if row.term != "(Intercept)":
            tally.close(row.beta, expected["std_beta"][row.term])
            tally.close(row.vif, expected["vif"][row.term])
    tally.close(model.r_squared, expected["r2"])
    tally.close(model.adj_r_squared, expected["adj_r2"])
    tally.close(model.f_statistic, expected["wald_F_HC3"]["F"])
    tally.p(model.f_p_value, expected["wald_F_HC3"]["p"])
    tally.close(model.condition_number, expected["condition_number_scaled_columns"])
    first = next(each for each in result.hypotheses if each.id == "H1")
    tally.close(first.estimate, expected["coef"][first.predictor])
    tally.close(first.f_squared, expected["sr2"][first.predictor] / (1 - expected["r2"]))
    print(f"{name}: {tally.compared} regression values compared")
    assert tally.compared >= 38


def test_the_mediation_agrees_and_its_interval_is_within_monte_carlo_error(run):
    name, values, result = run
    if name != "mobi":
        # age is a profile variable there, not a node: the kernel's own tests compare that mediation
        assert all(each.kind != "mediation" for each in result.hypotheses)
        return
    tally = Tally()
    expected = values["mediation"]["simple"]
    found = next(each for each in result.hypotheses if each.kind == "mediation")
    effects = {each.effect: each for each in found.effects}
    for effect, key in (("a", "a"), ("b", "b"), ("direct", "direct"), ("total", "total"), ("indirect", "ind")):
        tally.close(effects[effect].estimate, expected["effects"][key]["estimate"], rel=1e-9)
    reference = expected["effects"]["ind"]
    errors = reference["mc_se_of_difference_percentile_endpoints_vs_B5000"]
    for bound, end, error in zip((found.conf_low, found.conf_high), reference["percentile95"], errors, strict=True):
        tally.close(bound, end, rel=0, abs_=4 * error)
    tally.close(found.beta, expected["standardised"]["ind_completely_std"])
    tally.close(effects["direct"].standardised, expected["standardised"]["direct_std"])
    tally.close(effects["total"].standardised, expected["standardised"]["total_std"])
    assert found.n_used == expected["n"]
    print(f"{name}: {tally.compared} mediation values compared")
    assert tally.compared == 10


def test_the_scores_agree(run):
    name, values, result = run
    key = {"mobi": "scale_scores_mean_of_items", "bfi": "scale_scores_complete_items_only"}[name]
    tally = Tally()
    for score in result.scores:
        expected = values[key][score.id]
        tally.close(score.mean, expected["mean"])
        tally.close(score.sd, expected["sd"])
        if "n" in expected:
            assert score.n == expected["n"]
        under = items_under(result.instrument.node(score.id))
        ends = result.instrument.scale_of(under[0])
        tally.close(score.index, 100 * (expected["mean"] - ends.min) / (ends.max - ends.min))
    assert tally.compared >= 15
