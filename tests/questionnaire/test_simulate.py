"""Simulated surveys: same seed same survey, the shape of an export, answers that fit the instrument."""

from __future__ import annotations

import numpy as np
import pandas as pd
import pytest

from govassess.errors import PlanError
from govassess.instrument.load import load_instrument
from govassess.instrument.model import items_under
from govassess.questionnaire.simulate import simulate


@pytest.fixture(scope="module")
def instrument():
    return load_instrument("cg-dps-smartcity")


@pytest.fixture(scope="module")
def clean(instrument):
    """A large survey without gaps, keys turned: what the model intends."""
    survey = simulate(instrument, 3000, seed=3, clusters=60, missing=0, careless=0)
    items = survey[[item.id for item in instrument.items()]].astype(float)
    for item in instrument.items():
        if item.reverse:
            items[item.id] = 6 - items[item.id]
    return survey, items


def test_the_same_seed_gives_the_same_survey_and_another_seed_another(instrument):
    first, again, other = (simulate(instrument, 40, seed=seed) for seed in (5, 5, 6))
    pd.testing.assert_frame_equal(first, again)
    assert not first.equals(other)


def test_codes_have_item_ids_as_headings_and_scale_points_or_the_missing_code_as_answers(instrument):
    survey = simulate(instrument, 200, seed=1)
    for item in instrument.items():
        assert set(survey[item.id]) <= {"1", "2", "3", "4", "5", "99", ""}


@pytest.mark.parametrize(
    ("words", "timestamp", "strong"),
    [("id", "Cap waktu", "Sangat setuju"), ("en", "Timestamp", "Strongly agree")],
)
def test_words_have_the_wording_as_headings_and_answers(instrument, words, timestamp, strong):
    survey = simulate(instrument, 100, seed=1, words=words)
    assert survey.columns[0] == timestamp
    for item in instrument.items():
        column = survey[item.text.in_language(words)]
        scale = instrument.scale_of(item)
        allowed = (
            {label.text.in_language(words) for label in scale.labels.values()}
            | set(getattr(scale.missing.words, words))
            | {""}
        )
        assert set(column) <= allowed
    assert strong in set(survey.to_numpy().ravel())


def test_no_heading_and_no_cell_names_a_person(instrument):
    survey = simulate(instrument, 60, seed=1, words="id")
    personal = ("Nama lengkap", "Email", "NIK", "NIP", "HP", "Telepon")
    assert not [heading for heading in survey.columns if heading.startswith(personal)]
    agencies = survey[next(v.label.id for v in instrument.profile if v.id == "agency")]
    assert all(name.startswith("Organisasi Contoh ") for name in agencies if name)


def test_a_dimension_hangs_together_and_constructs_lean_on_the_ones_before(instrument, clean):
    _, items = clean
    scores = {}
    for construct in instrument.constructs:
        means = []
        for dimension in construct.dimensions:
            names = [item.id for item in items_under(dimension)]
            within = items[names].corr().to_numpy()[np.triu_indices(len(names), 1)]
            assert 0.2 < within.mean() < 0.8
            assert within.min() > 0, "a reversed item is answered against its key"
            means.append(items[names].mean(axis=1))
        scores[construct.id] = sum(means)
    r = pd.DataFrame(scores).corr()
    assert r.loc["CG", "DPS"] > 0.25
    assert r.loc["DPS", "SC"] > r.loc["CG", "SC"] > 0.15


def test_respondents_of_one_agency_are_alike(instrument, clean):
    survey, items = clean
    score = items[[item.id for item in items_under(instrument.node("CG"))]].mean(axis=1)
    groups = score.groupby(survey["agency"])
    n0 = len(score) / groups.ngroups
    between = n0 * groups.mean().var()
    within = groups.var().mean()
    icc = (between - within) / (between + (n0 - 1) * within)
    assert 0.02 < icc < 0.25


def test_the_short_form_and_one_module_ask_only_their_items(instrument):
    survey = simulate(instrument, 10, seed=1, form="short", modules=["core"])
    asked = {item.id for name in ("CG", "DPS") for item in items_under(instrument.node(name)) if item.short}
    assert asked == {item.id for item in instrument.items()} & set(survey.columns)


def test_missing_answers_and_refusals_follow_the_share_asked_for(instrument):
    survey = simulate(instrument, 1000, seed=2, missing=0.1, careless=0)
    refused = survey["consent"] == "0"
    assert refused.sum() == 50
    assert (survey.loc[refused].iloc[:, 2:] == "").all(axis=None)
    answers = survey.loc[~refused, [item.id for item in instrument.items()]]
    assert answers.isin(["", "99"]).to_numpy().mean() == pytest.approx(0.1, abs=0.01)
    assert "" not in set(simulate(instrument, 50, seed=2, missing=0, careless=0)["RM1a"])


def test_careless_respondents_repeat_one_answer_or_answer_at_random(instrument):
    survey = simulate(instrument, 200, seed=2, missing=0, careless=0.1)
    answers = survey[[item.id for item in instrument.items()]]
    assert answers.eq(answers.iloc[:, 0], axis=0).all(axis=1).sum() == 10


def test_an_instrument_without_profile_hypotheses_or_dimensions_can_be_simulated():
    survey = simulate("skm-permenpanrb-14-2017", 30, seed=1)
    items = [item.id for item in load_instrument("skm-permenpanrb-14-2017").items()]
    assert set(survey[items].to_numpy().ravel()) <= {"1", "2", "3", "4", "", "9", "99"}


def test_one_respondent_is_enough(instrument):
    assert len(simulate(instrument, 1, seed=1)) == 1


@pytest.mark.parametrize(
    ("fault", "code"),
    [
        ({"n": 0}, "simulate_number"),
        ({"clusters": 0}, "simulate_number"),
        ({"form": "medium"}, "choice"),
        ({"words": "fr"}, "choice"),
        ({"modules": ["smart"]}, "choice"),
        ({"missing": 1.5}, "simulate_share"),
    ],
)
def test_what_cannot_be_simulated_is_refused(instrument, fault, code):
    with pytest.raises(PlanError) as refused:
        simulate(instrument, **{"n": 10, **fault})
    assert refused.value.code == code
    assert refused.value.message("id") != refused.value.message("en")
