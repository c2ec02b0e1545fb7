"""The estimators table: what stands beside each test, over whom, and when it comes to another conclusion."""

from __future__ import annotations

import math
from dataclasses import astuple, replace

import numpy as np
import pandas as pd
import pytest

from govassess.hypotheses.estimators import SensitivitySample, estimators, mark_fragile
from govassess.hypotheses.path_models import path_models
from govassess.hypotheses.register import HypothesisContext, run_register
from govassess.instrument.load import load_instrument
from govassess.result.hypotheses import Estimate
from govassess.scoring.scores import score, without
from govassess.stats import make_draws, mediate, rank_regression
from tests.surveys import answers, responses

CG = load_instrument("cg-dps-smartcity")
BY_ID = {each.id: each for each in CG.hypotheses}
N = 150
METHODS = ["ols", "rank", "pls", "sem"]


def profile_of(n=N):
    rng = np.random.default_rng(6)
    return pd.DataFrame(
        {
            "agency_type": rng.choice(["gov_city", "private", "blud"], size=n),
            "years_of_service": rng.integers(1, 30, size=n).astype(float),
        }
    )


def run(hypotheses, items, *, draws=80, clusters=None, unflagged=None, minimum=5, models=None, leave_out=False):
    """Run register, path models and estimators over one survey; return register and estimators.

    Without ``leave_out`` the flagged stay and results without them stand beside; with it the other way round.
    """
    shared = make_draws(len(items), count=draws, clusters=clusters) if draws else None
    everyone = HypothesisContext(
        instrument=CG,
        scores=score(responses(items, CG)),
        profile=profile_of(len(items)),
        draws=shared,
        clusters=clusters,
        ci="percentile",
        minimum=minimum,
        conf_level=0.95,
    )
    proper, beside = everyone, None if unflagged is None else remaining(everyone, unflagged)
    if leave_out:
        proper, beside = beside, proper
    sample, other = ("unflagged", "all") if leave_out else ("all", "unflagged")
    results = run_register(hypotheses, replace(proper)).results
    if models is None:
        models, _ = path_models(hypotheses, proper.scores, proper.draws, conf_level=0.95)
    way = (
        None
        if beside is None
        else SensitivitySample(sample=other, survey=beside, everyone=everyone, flagged=~unflagged)
    )
    found, absent = estimators(hypotheses, results, proper, models, sample=sample, other=way)
    return results, found, absent


def remaining(survey, kept):
    """The survey of those kept; the draws keep their weights."""
    return replace(
        survey,
        scores=without(survey.scores, ~kept),
        profile=survey.profile.loc[kept].reset_index(drop=True),
        draws=None if survey.draws is None else survey.draws.take(kept),
        clusters=None if survey.clusters is None else survey.clusters[kept],
    )


@pytest.fixture(scope="module")
def items():
    return answers(CG, N, missing=0.0005, seed=3)


@pytest.fixture(scope="module")
def careless():
    """Ten respondents whose flags are known."""
    return np.arange(N) % 15 == 3


@pytest.fixture(scope="module")
def whole(items, careless):
    return run(CG.hypotheses, items, unflagged=~careless)


def by_key(found):
    return {(each.hypothesis, each.method, each.sample): each for each in found}


def test_every_tested_hypothesis_has_every_method_over_both_samples(whole):
    results, found, absent = whole
    assert absent == ()
    for result in results:
        own = [(each.sample, each.method) for each in found if each.hypothesis == result.id]
        methods = [name for name in METHODS if result.kind != "mediation" or name != "rank"]
        assert own == [(sample, method) for sample in ("all", "unflagged") for method in methods]


def test_the_first_row_is_the_test_of_the_register(whole):
    results, found, _ = whole
    for result in results:
        row = by_key(found)[result.id, "ols", "all"]
        assert (row.estimate, row.p_value, row.n_used) == (result.beta, result.p_value, result.n_used)
        assert row.conf_low < row.estimate < row.conf_high
        assert (row.interval, row.covariates, row.agrees) == ("percentile", True, True)


def test_the_interval_of_an_indirect_effect_is_that_of_the_standardised_one(items, whole):
    scores = score(responses(items, CG))
    want = mediate(
        scores.values.join(profile_of()),
        predictor="CG",
        mediators=["DPS"],
        outcome="SC",
        covariates=["agency_type", "years_of_service"],
        draws=make_draws(N, count=80),
    )
    limits = want.to_frame().set_index("effect").loc["indirect", ["standardised_low", "standardised_high"]]
    row = by_key(whole[1])["H4", "ols", "all"]
    assert (row.conf_low, row.conf_high) == pytest.approx(tuple(limits), rel=1e-9)


def test_ranks_give_beta_with_the_t_interval_at_its_scale(items, whole):
    scores = score(responses(items, CG))
    fit = rank_regression(
        scores.values.join(profile_of()), "DPS", ["CG"], covariates=["agency_type", "years_of_service"]
    )
    want = fit.to_frame().set_index("term").loc["CG"]
    row = by_key(whole[1])["H1", "rank", "all"]
    assert row.estimate == pytest.approx(want["beta"])
    assert row.p_value == pytest.approx(want["p_value"])
    assert row.conf_low == pytest.approx(want["conf_low"] * want["beta"] / want["estimate"])
    assert row.interval == "t"


@pytest.mark.parametrize(
    ("hypothesis", "kind"), [("H1", "path"), ("H1b", "path"), ("H2", "path"), ("H3", "total"), ("H4", "indirect")]
)
def test_path_models_answer_with_the_path_or_effect_that_the_hypothesis_names(items, whole, hypothesis, kind):
    scores = score(responses(items, CG))
    models, _ = path_models(CG.hypotheses, scores, make_draws(N, count=80), conf_level=0.95)
    own = [model for model in models if hypothesis in model.hypotheses]
    assert sorted(model.method for model in own) == ["pls", "sem"]
    declared = BY_ID[hypothesis]
    for model in own:
        (want,) = [
            each
            for each in model.estimates
            if (each.kind, each.target, each.term) == (kind, declared.outcome, declared.predictor)
        ]
        row = by_key(whole[1])[hypothesis, model.method, "all"]
        assert row.estimate == pytest.approx(want.estimate, rel=1e-6)
        assert row.conf_low == pytest.approx(want.conf_low, rel=1e-6)
        assert row.n_used == model.n_used
        assert not row.covariates
        assert row.interval == {"pls": "percentile", "sem": "delta"}[model.method]


def test_rows_without_the_flagged_are_those_of_a_survey_of_the_others(items, careless, whole):
    kept = ~careless
    scores, profile = score(responses(items.loc[kept], CG)), profile_of().loc[kept].reset_index(drop=True)
    context = HypothesisContext(
        instrument=CG,
        scores=scores,
        profile=profile,
        draws=make_draws(N, count=80).take(kept),
        clusters=None,
        ci="percentile",
        minimum=5,
        conf_level=0.95,
    )
    results = run_register(CG.hypotheses, context).results
    rows = by_key(whole[1])
    for result in results:
        row = rows[result.id, "ols", "unflagged"]
        assert row.estimate == pytest.approx(result.beta, rel=1e-9)
        assert row.p_value == pytest.approx(result.p_value, rel=1e-6)
        assert row.n_used == result.n_used == N - careless.sum()
        assert row.conf_low < row.estimate < row.conf_high
    for method in ("pls", "sem"):
        row = rows["H1", method, "unflagged"]
        assert (row.conf_low, row.conf_high, row.p_value, row.agrees) == (None, None, None, None)


def test_fewer_flagged_than_the_minimum_are_never_left_out(items):
    unflagged = np.arange(N) >= 4
    _, found, absent = run(CG.hypotheses[:1], items, unflagged=unflagged)
    assert {each.sample for each in found} == {"all"}
    assert {(each.where, each.field, each.code) for each in absent} == {
        ("estimators.H1", "unflagged", "few_flagged"),
        ("path_models.pls.construct", "unflagged", "few_flagged"),
        ("path_models.sem.construct", "unflagged", "few_flagged"),
    }


def test_flagged_respondents_whose_answers_are_not_in_a_model_do_not_count(items):
    unflagged = np.arange(N) >= 8
    silent = items.copy()
    silent.loc[:4, score(responses(items, CG)).rules.items_under("RM")[0]] = np.nan  # five of the eight
    _, found, absent = run(CG.hypotheses[:1], silent, unflagged=unflagged)
    assert {each.method for each in found if each.sample == "unflagged"} == {"ols", "rank", "sem"}
    (entry,) = absent
    assert (entry.where, entry.code, entry.values) == ("path_models.pls.construct", "few_flagged", {"minimum": 5})


def test_where_the_flagged_are_left_out_everyone_stands_beside(items, careless, whole):
    results, found, absent = run(CG.hypotheses, items, unflagged=~careless, leave_out=True)
    assert absent == ()
    rows, kept = by_key(found), by_key(whole[1])
    for result in results:
        own = [(each.sample, each.method) for each in found if each.hypothesis == result.id]
        methods = [name for name in METHODS if result.kind != "mediation" or name != "rank"]
        assert own == [(sample, method) for sample in ("unflagged", "all") for method in methods]
        test, other = rows[result.id, "ols", "unflagged"], rows[result.id, "ols", "all"]
        assert (test.estimate, test.p_value, test.n_used) == (result.beta, result.p_value, result.n_used)
        assert test.n_used == N - careless.sum()
        assert (test.agrees, test.interval) == (True, "percentile")
        assert other.estimate == pytest.approx(kept[result.id, "ols", "all"].estimate, rel=1e-9)
        assert other.n_used == kept[result.id, "ols", "all"].n_used
    for method in ("pls", "sem"):
        assert rows["H1", method, "unflagged"].conf_low is not None
        assert rows["H1", method, "all"].conf_low is rows["H1", method, "all"].p_value is None
        assert rows["H1", method, "all"].estimate == pytest.approx(kept["H1", method, "all"].estimate, rel=1e-6)


def test_everyone_does_not_stand_beside_where_too_few_were_left_out(items):
    unflagged = np.arange(N) >= 4
    _, found, absent = run(CG.hypotheses[:1], items, unflagged=unflagged, leave_out=True)
    assert {each.sample for each in found} == {"unflagged"}
    assert {(each.where, each.field, each.code) for each in absent} == {
        ("estimators.H1", "all", "few_flagged"),
        ("path_models.pls.construct", "all", "few_flagged"),
        ("path_models.sem.construct", "all", "few_flagged"),
    }


def test_without_a_mask_nothing_is_said_of_the_unflagged(items):
    _, found, absent = run(CG.hypotheses[:1], items)
    assert [each.method for each in found] == METHODS
    assert absent == ()


def test_without_draws_tests_stand_without_the_interval_of_beta(items, careless):
    results, found, _ = run(CG.hypotheses, items, draws=0, unflagged=~careless)
    assert {result.id for result in results if result.verdict == "not_tested"} == {"H4"}
    assert {each.hypothesis for each in found} == {result.id for result in results} - {"H4"}
    row = by_key(found)["H1", "ols", "all"]
    assert (row.conf_low, row.interval) == (None, None)
    assert by_key(found)["H1", "pls", "all"].agrees is None
    assert by_key(found)["H1", "sem", "all"].agrees is True


def test_clusters_reach_the_errors_of_every_regression(items, careless):
    clusters = np.array([f"office {row % 24:02d}" for row in range(N)], dtype=object)
    results, found, _ = run(CG.hypotheses[:1], items, clusters=clusters, unflagged=~careless)
    _, plain, _ = run(CG.hypotheses[:1], items, unflagged=~careless)
    assert results[0].vcov == "CR2"
    for sample in ("all", "unflagged"):
        one, other = by_key(found)["H1", "rank", sample], by_key(plain)["H1", "rank", sample]
        assert one.estimate == pytest.approx(other.estimate)
        assert one.p_value != other.p_value
    assert by_key(found)["H1", "ols", "unflagged"].p_value != by_key(plain)["H1", "ols", "unflagged"].p_value


def test_a_moderation_has_its_test_only_and_a_comparison_of_groups_nothing(items, careless):
    moderated = replace(BY_ID["H2"], id="M1", kind="moderation", moderator="CG", controls=())
    grouped = replace(BY_ID["H2"], id="G1", kind="group", predictor="agency_type", controls=(), expected=None)
    results, found, absent = run([moderated, grouped], items, unflagged=~careless)
    assert [result.verdict != "not_tested" for result in results] == [True, True]
    assert [(each.hypothesis, each.method, each.sample) for each in found] == [
        ("M1", "ols", "all"),
        ("M1", "ols", "unflagged"),
    ]
    assert (found[0].estimate, found[0].p_value) == (results[0].beta, results[0].p_value)
    assert found[1].n_used == N - careless.sum()
    assert absent == ()


@pytest.mark.parametrize("serial", [False, True])
def test_an_effect_through_several_mediators_is_their_sum_of_a_series_the_chain_through_all(items, serial):
    several = replace(BY_ID["H4"], id="S1", mediators=("DPS", "SG"), outcome="SN", serial=serial)
    other = replace(BY_ID["H1"], id="S2", predictor="DPS", outcome="SG")  # a chain that the parallel one does not name
    results, found, _ = run([several, other], items)
    scores = score(responses(items, CG))
    models, _ = path_models([several, other], scores, None, conf_level=0.95)
    chains = {
        each.term: each.estimate
        for each in models[0].estimates
        if each.kind == "specific_indirect" and each.target == "SN" and each.term.startswith("CG")
    }
    named = ["CG -> DPS -> SG"] if serial else ["CG -> DPS", "CG -> SG"]
    row = by_key(found)["S1", "pls", "all"]
    assert row.estimate == pytest.approx(sum(chains[name] for name in named), rel=1e-6)
    # the sum over some of the chains was not drawn, each chain was
    assert (row.conf_low is not None) == serial
    assert by_key(found)["S1", "ols", "all"].estimate == results[0].beta


def test_a_model_with_a_negative_variance_does_not_stand_beside_the_test(items):
    scores = score(responses(items, CG))
    models, _ = path_models(CG.hypotheses[:1], scores, make_draws(N, count=20), conf_level=0.95)
    loading = next(each for each in models[1].estimates if each.kind == "loading")
    beyond = replace(loading, estimate=1.2)
    others = tuple(each for each in models[1].estimates if each is not loading)
    heywood = replace(models[1], flags=("negative_variance",), estimates=(beyond, *others))
    _, found, absent = run(CG.hypotheses[:1], items, models=(models[0], heywood))
    assert [each.method for each in found] == ["ols", "rank", "pls"]
    (entry,) = absent
    assert (entry.where, entry.code, entry.values["item"]) == ("path_models.sem.construct", "heywood", loading.term)


def test_so_few_unflagged_that_they_could_be_told_are_not_tested(items):
    unflagged = np.arange(N) < 11
    _, found, absent = run(CG.hypotheses[:1], items, unflagged=unflagged)
    assert {each.sample for each in found} == {"all"}
    assert {each.code for each in absent} == {"too_few_respondents"}


def test_no_number_is_undefined(whole):
    numbers = [value for each in whole[1] for value in astuple(each) if isinstance(value, float)]
    assert len(numbers) > 100
    assert all(math.isfinite(value) for value in numbers)
    assert all(each.p_value is None or 0 < each.p_value <= 1 for each in whole[1])


def estimate(sample="unflagged", *, agrees=False, method="ols"):
    return Estimate(
        hypothesis="H1",
        method=method,
        sample=sample,
        n_used=50,
        covariates=False,
        estimate=0.1,
        conf_low=None,
        conf_high=None,
        p_value=0.2,
        interval=None,
        agrees=agrees,
    )


def test_only_a_test_that_comes_out_otherwise_without_the_flagged_is_fragile(whole):
    results = whole[0]
    (first, *others) = mark_fragile(results, [estimate()])
    assert first.fragile
    assert first.fragile_because == (*results[0].fragile_because, "unflagged")
    assert others == list(results[1:])
    for harmless in (estimate(agrees=True), estimate(agrees=None), estimate(method="rank"), estimate("all")):
        assert mark_fragile(results, [harmless]) == results


def test_careless_answers_that_make_the_result_are_found_out(careless):
    rng = np.random.default_rng(2)
    items = answers(CG, N, seed=3)
    rules = score(responses(items, CG)).rules
    for node in ("CG", "DPS"):  # honest answers are unrelated; ten people tick the same end everywhere
        for name in rules.items_under(node):
            low, high = CG.scale_of(next(item for item in CG.items() if item.id == name)).min, 5
            items[name] = rng.integers(low, high + 1, size=N).astype(float)
            end = float(low if name in rules.turned else high)
            items.loc[careless, name] = end
    direct = replace(BY_ID["H1"], covariates=())
    results, found, _ = run([direct], items, unflagged=~careless)
    assert by_key(found)["H1", "ols", "all"].p_value < 0.05 < by_key(found)["H1", "ols", "unflagged"].p_value
    assert by_key(found)["H1", "ols", "unflagged"].agrees is False
    assert mark_fragile(results, found)[0].fragile_because[-1] == "unflagged"
    results, found, _ = run([direct], items, unflagged=~careless, leave_out=True)
    assert by_key(found)["H1", "ols", "unflagged"].agrees is True
    assert by_key(found)["H1", "ols", "all"].agrees is False
    assert mark_fragile(results, found, sample="unflagged")[0].fragile_because[-1] == "all"
