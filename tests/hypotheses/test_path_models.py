"""Path models are built from hypotheses: which nodes, which paths, how constructs are measured, what is not there."""

from __future__ import annotations

import math
from dataclasses import astuple, replace

import numpy as np
import pytest

from govassess.hypotheses.path_models import chains_of, models_beside, path_models
from govassess.hypotheses.register import LEAST_ROWS
from govassess.instrument.load import load_instrument
from govassess.scoring.scores import score, without
from govassess.stats import ipma, make_draws, pls, sem
from govassess.stats.confirmatory import cfa
from tests.surveys import answers, responses

CG = load_instrument("cg-dps-smartcity")
BY_ID = {each.id: each for each in CG.hypotheses}
FIRST = BY_ID["H1"]
OPTIONS = {"minimum": 5, "conf_level": 0.95}


def hypothesis(predictor, outcome, *, kind="direct", **others):
    return replace(FIRST, id=f"{predictor}-{outcome}", kind=kind, predictor=predictor, outcome=outcome, **others)


def scored(n=150, **options):
    return score(responses(answers(CG, n, **options), CG))


@pytest.fixture(scope="module")
def scores():
    return scored(missing=0.001)


@pytest.fixture(scope="module")
def found(scores):
    return path_models(CG.hypotheses, scores, make_draws(len(scores.values), count=60), conf_level=0.95)


def by_id(models):
    return {model.id: model for model in models}


def rows(model, kind):
    return {(each.target, each.term): each for each in model.estimates if each.kind == kind}


def test_each_kind_of_predictor_has_a_model_of_composites_and_one_of_factors(found):
    models, absent = found
    assert absent == ()
    assert [model.id for model in models] == ["pls.construct", "sem.construct", "pls.dimension", "sem.dimension"]
    constructs = by_id(models)["pls.construct"]
    assert constructs.hypotheses == ("H1", "H2", "H3", "H4")
    assert constructs.paths == {"DPS": ("CG",), "SC": ("DPS", "CG")}
    assert constructs.higher_order == ("CG", "DPS", "SC")
    assert by_id(models)["sem.dimension"].paths == {"DPS": ("RM", "IR", "OD")}
    assert by_id(models)["sem.dimension"].higher_order == ("DPS",)


def test_composites_are_those_of_the_kernel_in_two_stages(scores, found):
    rules = scores.rules
    parts = {name: list(rules.branch(name).children) for name in ("CG", "DPS", "SC")}
    blocks = {part: list(rules.items_under(part)) for dimensions in parts.values() for part in dimensions}
    paths = {"DPS": ["CG"], "SC": ["DPS", "CG"]}
    fit = pls(scores.keyed, blocks, paths, higher_order=parts, draws=make_draws(len(scores.values), count=60))
    model = by_id(found[0])["pls.construct"]
    want = fit.to_frame().set_index(["kind", "target", "term"])
    assert len(model.estimates) > 30
    for each in model.estimates:
        row = want.loc[(each.kind, each.target, each.term)]
        assert each.estimate == pytest.approx(row["estimate"], rel=1e-9)
        if each.conf_low is not None:
            assert (each.conf_low, each.conf_high) == pytest.approx((row["conf_low"], row["conf_high"]), rel=1e-9)
    assert (model.n_used, model.n_dropped, model.draws) == (fit.n_used, fit.n_dropped, 60)
    assert rows(model, "path")["DPS", "CG"].p_value > 0


def test_the_map_is_that_of_the_last_outcome_on_the_scales_of_the_instrument(scores, found):
    rules = scores.rules
    blocks = {name: list(rules.items_under(name)) for name in ("RM", "IR", "OD", "TR", "EX")}
    fit = pls(scores.keyed, blocks, {"DPS": ["RM", "IR", "OD"]}, higher_order={"DPS": ["TR", "EX"]})
    scales = {item.id: CG.scale_of(item) for item in CG.items()}
    want = ipma(scores.keyed, fit, target="DPS", scale={name: (scale.min, scale.max) for name, scale in scales.items()})
    drawn = by_id(found[0])["pls.dimension"].map
    assert drawn.target == "DPS"
    assert drawn.performance == pytest.approx(want.target_performance)
    frame = want.to_frame().query("level == 'construct'").set_index("term")
    assert {row.id for row in drawn.rows} == {"RM", "IR", "OD"}
    for row in drawn.rows:
        assert row.importance == pytest.approx(frame.loc[row.id, "importance"])
        assert row.performance == pytest.approx(frame.loc[row.id, "performance"])
    assert by_id(found[0])["sem.dimension"].map is None


def test_factors_of_constructs_are_measured_by_the_scores_of_their_dimensions(scores, found):
    parts = {name: list(scores.rules.branch(name).children) for name in ("CG", "DPS", "SC")}
    fit = sem(scores.values, parts, {"DPS": ["CG"], "SC": ["DPS", "CG"]})
    model = by_id(found[0])["sem.construct"]
    want = fit.to_frame().set_index(["kind", "target", "term"])
    for each in model.estimates:
        assert each.estimate == pytest.approx(want.loc[(each.kind, each.target, each.term), "estimate"])
    assert rows(model, "path")["SC", "DPS"].conf_low == pytest.approx(want.loc[("path", "SC", "DPS"), "conf_low"])
    assert model.n_used == fit.n_used
    assert {each.term for each in model.estimates if each.kind == "loading"} == {
        part for each in parts.values() for part in each
    }


def test_factors_of_dimensions_that_predict_are_measured_by_items(scores, found):
    model = by_id(found[0])["sem.dimension"]
    loadings = rows(model, "loading")
    assert {term for target, term in loadings if target == "RM"} == set(scores.rules.items_under("RM"))
    assert {term for target, term in loadings if target == "DPS"} == {"TR", "EX"}


def test_without_draws_composites_have_no_intervals(scores):
    models, _ = path_models(CG.hypotheses, scores, None, conf_level=0.95)
    assert by_id(models)["pls.construct"].draws == 0
    assert all(each.conf_low is None and each.p_value is None for each in by_id(models)["pls.construct"].estimates)
    assert rows(by_id(models)["sem.construct"], "path")["DPS", "CG"].p_value is not None


def test_the_level_of_the_intervals_is_the_one_asked_for(scores, found):
    wide, _ = path_models([FIRST], scores, make_draws(len(scores.values), count=60), conf_level=0.6)
    for model in wide:
        (path,) = rows(model, "path").values()
        (other,) = [each for key, each in rows(by_id(found[0])[model.id], "path").items() if key == ("DPS", "CG")]
        assert path.conf_high - path.conf_low < 0.7 * (other.conf_high - other.conf_low)


def test_no_number_is_undefined(found):
    numbers = [
        value for model in found[0] for each in model.estimates for value in astuple(each) if isinstance(value, float)
    ]
    assert len(numbers) > 200
    assert all(math.isfinite(value) for value in numbers)
    assert all(each.p_value is None or each.p_value > 0 for model in found[0] for each in model.estimates)


def test_a_total_effect_adds_a_path_only_where_nothing_leads_there(scores):
    alone, _ = path_models([hypothesis("CG", "SC", kind="total")], scores, None, conf_level=0.95)
    assert alone[0].paths == {"SC": ("CG",)}
    chained = [hypothesis("CG", "DPS"), hypothesis("DPS", "SC"), hypothesis("CG", "SC", kind="total")]
    models, _ = path_models(chained, scores, None, conf_level=0.95)
    assert models[0].paths == {"DPS": ("CG",), "SC": ("DPS",)}
    assert rows(models[0], "total")["SC", "CG"].estimate == pytest.approx(
        rows(models[0], "path")["DPS", "CG"].estimate * rows(models[0], "path")["SC", "DPS"].estimate
    )


def test_moderations_and_comparisons_of_groups_add_no_path(scores):
    others = [
        hypothesis("DPS", "SC", kind="moderation", moderator="CG"),
        hypothesis("agency_type", "SC", kind="group", expected=None),
    ]
    assert path_models(others, scores, None, conf_level=0.95) == ((), ())
    models, _ = path_models([FIRST, *others], scores, None, conf_level=0.95)
    assert {model.hypotheses for model in models} == {("H1",)}
    assert models[0].paths == {"DPS": ("CG",)}


def test_mediators_in_a_series_lead_to_those_after_them(scores):
    serial = hypothesis("CG", "SN", kind="mediation", mediators=("DPS", "SG"), serial=True)
    models, _ = path_models([serial], scores, None, conf_level=0.95)
    assert models[0].paths == {"DPS": ("CG",), "SG": ("CG", "DPS"), "SN": ("CG", "DPS", "SG")}
    chains = rows(models[0], "specific_indirect")
    assert {term for target, term in chains if target == "SN" and term.startswith("CG")} == {
        "CG -> DPS",
        "CG -> SG",
        "CG -> DPS -> SG",
    }
    assert chains_of(serial) == [("CG", "DPS", "SG", "SN")]
    assert chains_of(replace(serial, serial=False)) == [("CG", "DPS", "SN"), ("CG", "SG", "SN")]


def test_a_model_of_factors_says_how_it_fits_unless_it_leaves_out_paths(scores):
    whole, _ = path_models([hypothesis("CG", "DPS")], scores, None, conf_level=0.95)
    (sem,) = (model for model in whole if model.method == "sem")
    names = {node: scores.rules.branch(node).children for node in ("CG", "DPS")}
    want = cfa(scores.values[[part for parts in names.values() for part in parts]], names).fit
    assert (sem.fit.chi_squared, sem.fit.df, sem.fit.cfi) == pytest.approx((want.chi2, want.df, want.cfi))
    assert all(model.fit is None for model in whole if model.method == "pls")
    chain = [hypothesis("CG", "DPS"), hypothesis("DPS", "SC")]  # without a path from the first to the last
    assert [model.fit for model in path_models(chain, scores, None, conf_level=0.95)[0]] == [None, None]


def test_hypotheses_that_go_round_in_a_circle_have_no_path_model(scores):
    models, absent = path_models([hypothesis("CG", "DPS"), hypothesis("DPS", "CG")], scores, None, conf_level=0.95)
    assert models == ()
    assert {(each.where, each.field, each.code) for each in absent} == {
        ("path_models.pls.construct", "path", "circular_paths"),
        ("path_models.sem.construct", "path", "circular_paths"),
    }
    assert set(absent[0].values["variable"].split(", ")) == {"CG", "DPS"}


def test_nodes_that_share_items_are_in_no_common_model(scores):
    models, absent = path_models([hypothesis("CG", "DPS"), hypothesis("CG", "TR")], scores, None, conf_level=0.95)
    assert models == ()
    assert {each.code for each in absent} == {"shared_items"}
    assert {absent[0].values["node_a"], absent[0].values["node_b"]} == {"DPS", "TR"}


def test_a_construct_with_one_measured_dimension_is_made_of_its_items():
    items = answers(CG, 150)
    kept = {item for part in ("RM", "IR", "OD", "TR") for item in scored().rules.items_under(part)}
    partial = score(responses(items[[name for name in items if name in kept]], CG))
    models, absent = path_models(CG.hypotheses, partial, None, conf_level=0.95)
    assert absent == ()
    assert by_id(models)["pls.construct"].higher_order == ("CG",)
    loadings = rows(by_id(models)["sem.construct"], "loading")
    assert {term for target, term in loadings if target == "DPS"} == set(partial.rules.items_under("TR"))
    assert by_id(models)["pls.construct"].hypotheses == ("H1",)  # the smart city was not measured


def test_the_short_form_is_modelled_or_says_why_not():
    short = scored(form="short")
    models, absent = path_models(CG.hypotheses, short, make_draws(150, count=20), conf_level=0.95)
    assert {model.id for model in models} | {each.where.removeprefix("path_models.") for each in absent} >= {
        "pls.construct",
        "sem.construct",
        "pls.dimension",
        "sem.dimension",
    }
    assert "pls.construct" in by_id(models)
    for each in absent:
        assert each.code in {"single_item_block", "factors_not_positive_definite", "no_convergence"}


def test_a_factor_of_a_single_item_is_refused_while_composites_are_not():
    items = answers(CG, 150)
    own = scored().rules
    kept = {*own.items_under("RM")[:1], *own.items_under("IR"), *own.items_under("TR"), *own.items_under("EX")}
    partial = score(responses(items[[name for name in items if name in kept]], CG))
    pair = [hypothesis("RM", "DPS"), hypothesis("IR", "DPS")]
    models, absent = path_models(pair, partial, None, conf_level=0.95)
    assert [model.id for model in models] == ["pls.dimension"]
    (entry,) = absent
    assert (entry.where, entry.code, entry.values["node"]) == ("path_models.sem.dimension", "single_item_block", "RM")


def test_a_constant_item_stops_the_models_that_need_it_and_is_named():
    items = answers(CG, 150)
    name = scored().rules.items_under("RM")[0]
    constant = score(responses(items.assign(**{name: 3.0}), CG))
    models, absent = path_models(CG.hypotheses, constant, make_draws(150, count=20), conf_level=0.95)
    assert [model.id for model in models] == ["sem.construct"]  # of scores, which still differ
    assert {each.code for each in absent} == {"constant_items"}
    assert {each.values["item"] for each in absent} == {name}


@pytest.mark.parametrize("n", [LEAST_ROWS, LEAST_ROWS + 1])
def test_so_few_respondents_that_they_could_be_told_have_no_model(n):
    models, absent = path_models([FIRST], scored(n), None, conf_level=0.95)
    assert models == ()
    assert {each.code for each in absent} == {"too_few_respondents"}
    assert absent[0].values == {"found": n, "needed": LEAST_ROWS + 2}


def test_a_turned_item_with_a_negative_weight_leaves_the_model_without_a_map():
    items = answers(CG, 150)
    name = next(item for item in scored().rules.items_under("RM"))
    turned = score(responses(items.assign(**{name: 6 - items[name]}), CG))
    models, absent = path_models([BY_ID["H1a"], BY_ID["H1b"]], turned, None, conf_level=0.95)
    assert by_id(models)["pls.dimension"].map is None
    assert "negative_weight" in by_id(models)["pls.dimension"].flags
    (entry,) = [each for each in absent if each.field == "ipma"]
    assert (entry.where, entry.code, entry.values["item"]) == ("path_models.pls.dimension", "negative_weight", name)


def test_models_without_some_respondents_are_those_of_the_others(scores):
    left_out = np.arange(len(scores.values)) % 7 == 0
    models, _ = path_models(CG.hypotheses, scores, None, conf_level=0.95)
    found, absent = models_beside(CG.hypotheses, scores, left_out, models, sample="unflagged", **OPTIONS)
    assert absent == ()
    rest = answers(CG, 150, missing=0.001).loc[~left_out]
    want, _ = path_models(CG.hypotheses, score(responses(rest, CG)), None, conf_level=0.95)
    assert [model.id for model in found] == [model.id for model in want]
    for one, other in zip(found, want, strict=True):
        assert one.n_used == other.n_used
        assert [each.estimate for each in one.estimates] == pytest.approx([each.estimate for each in other.estimates])
        assert one.map is None


def test_models_with_those_left_out_are_those_of_everyone(scores):
    flagged = np.arange(len(scores.values)) % 7 == 0
    proper, _ = path_models(CG.hypotheses, without(scores, flagged), None, conf_level=0.95)
    found, absent = models_beside(CG.hypotheses, scores, flagged, proper, sample="all", **OPTIONS)
    want, _ = path_models(CG.hypotheses, scores, None, conf_level=0.95)
    assert absent == ()
    assert [model.estimates for model in found] == [model.estimates for model in want]
    assert found[0].n_used > proper[0].n_used


@pytest.mark.parametrize("sample", ["unflagged", "all"])
def test_leaving_out_fewer_than_the_minimum_gives_nothing(scores, sample):
    models, _ = path_models([FIRST], scores, None, conf_level=0.95)
    left_out = np.zeros(len(scores.values), dtype=bool)
    left_out[:4] = True
    found, absent = models_beside([FIRST], scores, left_out, models, sample=sample, **OPTIONS)
    assert found == ()
    assert {(each.field, each.code, each.values["minimum"]) for each in absent} == {(sample, "few_flagged", 5)}
