"""The register: verdicts, families, covariates, and hypotheses that cannot be tested."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pandas as pd
import pytest

from govassess.assessment.assess import assess
from govassess.hypotheses.design import covariates
from govassess.hypotheses.verdicts import verdict
from govassess.instrument.load import load_instrument
from tests.hypotheses.made import hypothesis, result_of
from tests.surveys import answers, responses

CG = load_instrument("cg-dps-smartcity")


@pytest.mark.parametrize(
    ("case", "expected"),
    [
        ({"estimate": 0.4, "p_adjusted": 0.049}, "supported"),
        ({"estimate": -0.4, "p_adjusted": 0.001}, "contradicted"),
        ({"estimate": 0.4, "p_adjusted": 0.05}, "inconclusive"),
        ({"estimate": -0.4, "p_adjusted": 0.3}, "inconclusive"),
        (
            {"estimate": 0.01, "p_adjusted": 0.6, "conf_low": -0.05, "conf_high": 0.07, "smallest_effect": 0.1},
            "not_supported",
        ),
        (
            {"estimate": 0.01, "p_adjusted": 0.6, "conf_low": -0.15, "conf_high": 0.07, "smallest_effect": 0.1},
            "inconclusive",
        ),
        (
            {"estimate": 0.04, "p_adjusted": 0.01, "conf_low": 0.01, "conf_high": 0.07, "smallest_effect": 0.1},
            "supported",
        ),
    ],
)
def test_the_first_verdict_that_holds_is_given(case, expected):
    assert verdict(expected="positive", alpha=0.05, **case) == expected


def test_a_negative_expectation_turns_the_sign():
    assert verdict(estimate=-0.2, p_adjusted=0.001, expected="negative", alpha=0.05) == "supported"
    assert verdict(estimate=0.2, p_adjusted=0.001, expected="negative", alpha=0.05) == "contradicted"


@pytest.mark.parametrize(
    ("case", "expected"),
    [
        ({"estimate": None, "p_adjusted": 0.049}, "supported"),
        ({"estimate": -2.0, "p_adjusted": 0.049}, "supported"),
        ({"estimate": None, "p_adjusted": 0.05}, "inconclusive"),
        (
            {"estimate": 0.01, "p_adjusted": 0.6, "conf_low": -0.05, "conf_high": 0.07, "smallest_effect": 0.1},
            "not_supported",
        ),
    ],
)
def test_without_an_expected_sign_any_difference_supports(case, expected):
    assert verdict(expected=None, alpha=0.05, **case) == expected


def run(frame, profile=None, **options):
    return assess(responses(frame, CG, profile=profile), draws=200, **options)


def test_holm_runs_within_each_family_over_the_hypotheses_that_were_tested():
    result = run(answers(CG, 150))
    families: dict[str, list] = {}
    for each in result.hypotheses:
        families.setdefault(each.family, []).append(each)
    assert {name: len(members) for name, members in families.items()} == {
        "primary": 1,
        "by_dimension": 3,
        "smart_city": 3,
    }
    for members in families.values():
        raw = sorted(members, key=lambda each: each.p_value)
        running = 0.0
        for place, each in enumerate(raw):
            running = max(running, min(1.0, each.p_value * (len(raw) - place)))
            assert each.p_holm == pytest.approx(running, rel=1e-12)
            assert each.m == len(raw)


def test_a_survey_of_the_core_module_leaves_the_smart_city_hypotheses_not_tested_not_measured():
    frame = answers(CG, 100)
    core = frame[[name for name in frame if name[:2] in {"RM", "IR", "OD", "TR", "EX"}]]
    result = run(core)
    assert result.modules == ("core",)
    found = {each.id: (each.verdict, each.code) for each in result.hypotheses}
    assert {found[name] for name in ("H2", "H3", "H4")} == {("not_tested", "not_measured")}
    assert "not_tested" not in {found[name][0] for name in ("H1", "H1a", "H1b", "H1c")}
    assert {score.id for score in result.scores if score.kind == "construct"} == {"CG", "DPS"}
    assert next(each.m for each in result.hypotheses if each.id == "H1") == 1


def test_the_short_form_is_scored_on_its_own_items():
    result = run(answers(CG, 100, form="short"))
    assert {score.id for score in result.scores if score.kind == "construct"} == {"CG", "DPS", "SC"}
    assert len(result.items) == 38


def test_an_absent_covariate_is_warned_of_and_the_model_is_fitted_without_it():
    result = run(answers(CG, 100), pd.DataFrame({"years_of_service": np.arange(100) % 30.0}))
    assert {n.values["variable"] for n in result.warnings if n.code == "covariate_absent"} == {"agency_type"}
    first = next(each for each in result.hypotheses if each.id == "H1")
    assert first.covariates == ("years_of_service",)
    assert first.unadjusted is not None and first.unadjusted != first.estimate


def test_categories_under_the_minimum_are_pooled_and_never_get_a_dummy_of_their_own():
    profile = pd.DataFrame({"agency_type": ["gov_city"] * 60 + ["media"] * 3 + ["private"] * 33 + ["academia"] * 4})
    found = covariates(profile, CG.profile, ["agency_type"], pd.Series(True, index=profile.index), 5)
    assert found.frame["agency_type"].value_counts().to_dict() == {"gov_city": 60, "private": 33, "other": 7}
    assert [(n.code, n.values["count"]) for n in found.notices] == [("covariate_pooled", 2)]
    alone = profile[profile.agency_type != "academia"].reset_index(drop=True)
    found = covariates(alone, CG.profile, ["agency_type"], pd.Series(True, index=alone.index), 5)
    assert found.frame["agency_type"].value_counts().to_dict() == {"gov_city": 60, "other": 36}


def test_respondents_who_lack_a_covariate_leave_that_test_and_are_counted():
    years = pd.Series(np.arange(100) % 30.0).where(np.arange(100) >= 15)
    result = run(answers(CG, 100), pd.DataFrame({"years_of_service": years}))
    first = next(each for each in result.hypotheses if each.id == "H1")
    assert (first.n_used, first.n_dropped) == (85, 15)


def test_the_indirect_effect_and_the_direct_one_add_up_to_the_total():
    result = run(answers(CG, 150))
    effects = {each.effect: each.estimate for each in next(h for h in result.hypotheses if h.id == "H4").effects}
    assert effects["a"] * effects["b"] == pytest.approx(effects["indirect"], rel=1e-10)
    assert effects["direct"] + effects["indirect"] == pytest.approx(effects["total"], rel=1e-9)


def test_a_plan_replaces_the_register():
    own = replace(CG.hypotheses[0], id="P1", family="mine")
    result = run(answers(CG, 60), hypotheses=(own,))
    assert [each.id for each in result.hypotheses] == ["P1"]


def test_a_fragile_decision_says_because_of_what():
    # the errors grow with the predictor, so that classical ones are too small
    rng = np.random.default_rng(12)
    one = hypothesis("direct", "x", "y")
    for _ in range(300):
        x = np.abs(rng.normal(size=40)) ** 3
        values = pd.DataFrame({"x": x, "y": x * (0.3 + rng.normal(size=40))})
        by_hc3, classical = (result_of(one, values, defaults={"vcov": vcov}) for vcov in ("HC3", "classical"))
        if by_hc3.verdict != classical.verdict:
            break
    assert (by_hc3.fragile, by_hc3.fragile_because) == (True, ("classical",))
    assert (classical.fragile, classical.fragile_because) == (False, ())
