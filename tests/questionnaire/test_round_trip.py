"""Generate a form, fill it in, export it as the tool does, read it: the same scores, with no mapping made by hand."""

from __future__ import annotations

import pandas as pd
import pytest

import govassess as ga
from govassess.files.cells import csv_text
from govassess.questionnaire.compose import compose
from govassess.questionnaire.limesurvey import limesurvey_mapping
from govassess.questionnaire.qualtrics import qualtrics_mapping
from tests.questionnaire import exports
from tests.questionnaire.forms import CG, SKM, hostile

CASES = {
    "cg": (CG, {}),
    "short core in random order": (CG, {"form": "short", "modules": ["core"], "order": "random", "seed": 7}),
    "skm in random order": (SKM, {"order": "random", "seed": 3}),
}


@pytest.fixture(scope="module", params=CASES.values(), ids=CASES)
def case(request, tmp_path_factory):
    """The questionnaire, answers in codes, and what they are when read from the file of codes."""
    name, options = request.param
    instrument = ga.load_instrument(name)
    asked = compose(instrument, **options)
    asking = {key: value for key, value in options.items() if key in {"form", "modules"}}
    answers = ga.simulate(instrument, 60, seed=5, missing=0.08, **asking)
    path = tmp_path_factory.mktemp("codes") / "codes.csv"
    path.write_text(
        csv_text([list(answers.columns), *answers.itertuples(index=False, name=None)]), encoding="utf-8", newline=""
    )
    return asked, answers, ga.read_responses(path, instrument)


@pytest.fixture
def where(tmp_path):
    return tmp_path / "export.csv"


def same(found: ga.Responses, wanted: ga.Responses, *, profile: bool = True) -> None:
    """Equal answers and scores; and the same respondents left for the same reasons."""
    pd.testing.assert_frame_equal(found.items, wanted.items, check_like=True)
    one, other = ga.score(found), ga.score(wanted)
    pd.testing.assert_frame_equal(one.values, other.values)
    assert [(step.code, step.count) for step in found.funnel] == [(step.code, step.count) for step in wanted.funnel]
    if profile:
        pd.testing.assert_frame_equal(found.profile, wanted.profile, check_like=True)
        assert set(found.choices) == set(wanted.choices)
        for question, chosen in wanted.choices.items():
            pd.testing.assert_frame_equal(found.choices[question], chosen)


def test_the_answers_are_worth_comparing(case):
    _, answers, wanted = case
    assert {step.code: step.count for step in wanted.funnel}["no_consent"] == (2 if "consent" in answers else 0)
    assert wanted.items.isna().to_numpy().any()
    assert (answers == "99").to_numpy().any()


@pytest.mark.parametrize("groups", [True, False])
@pytest.mark.parametrize("words", ["xml", "en", "id"])
def test_kobotoolbox(case, where, words, groups):
    asked, answers, wanted = case
    found = ga.read_responses(exports.kobo(asked, answers, where, words=words, groups=groups), asked.instrument)
    assert found.source.tool == "kobotoolbox"
    same(found, wanted)


def test_odk(case, where):
    asked, answers, wanted = case
    found = ga.read_responses(exports.odk(asked, answers, where), asked.instrument)
    assert found.source.tool == "odk"
    same(found, wanted)


@pytest.mark.parametrize("lang", ["en", "id"])
@pytest.mark.parametrize("heads", ["code", "text"])
def test_limesurvey_full_answers(case, where, heads, lang):
    asked, answers, wanted = case
    path = exports.limesurvey(asked, answers, where, heads=heads, full=True, lang=lang)
    same(ga.read_responses(path, asked.instrument), wanted)


@pytest.mark.parametrize("heads", ["code", "text"])
def test_limesurvey_codes_with_the_generated_mapping(case, where, heads):
    asked, answers, wanted = case
    path = exports.limesurvey(asked, answers, where, heads=heads)
    mapping = where.with_name("mapping.yaml")
    mapping.write_text(limesurvey_mapping(asked), encoding="utf-8")
    found = ga.read_responses(path, asked.instrument, mapping=mapping)
    assert found.source.tool == "limesurvey"
    same(found, wanted)


def test_limesurvey_codes_score_without_the_mapping_too(case, where):
    asked, answers, wanted = case
    found = ga.read_responses(exports.limesurvey(asked, answers, where), asked.instrument)
    same(found, wanted, profile=False)


@pytest.mark.parametrize("lang", ["en", "id"])
@pytest.mark.parametrize("text", [False, True])
def test_qualtrics_with_the_generated_mapping(case, where, text, lang):
    asked, answers, wanted = case
    path = exports.qualtrics(asked, answers, where, text=text, lang=lang)
    mapping = where.with_name("mapping.yaml")
    mapping.write_text(qualtrics_mapping(asked), encoding="utf-8")
    found = ga.read_responses(path, asked.instrument, mapping=mapping, header_rows=3)
    assert found.source.tool == "qualtrics"
    same(found, wanted)


def test_the_entry_sheet_as_csv(case, where):
    asked, answers, wanted = case
    same(ga.read_responses(exports.sheet_csv(asked, answers, where), asked.instrument), wanted)


def test_the_entry_sheet_as_a_workbook(case, tmp_path):
    asked, answers, wanted = case
    path = exports.sheet_xlsx(asked, answers, tmp_path / "sheet.xlsx")
    same(ga.read_responses(path, asked.instrument), wanted)


def test_the_instrument_is_found_by_the_columns(case, where):
    asked, answers, _ = case
    assert ga.read_responses(exports.kobo(asked, answers, where)).instrument.id == asked.instrument.id


@pytest.mark.parametrize("words", ["xml", "en", "id"])
def test_a_form_of_hostile_texts_comes_back(where, words):
    asked = hostile(without=["IR1a"])  # a label cannot bring back control characters
    answers = ga.simulate(asked.instrument, 30, seed=1, modules=["core"])
    path = where.with_name("codes.csv")
    path.write_text(
        csv_text([list(answers.columns), *answers.itertuples(index=False, name=None)]), encoding="utf-8", newline=""
    )
    wanted = ga.read_responses(path, asked.instrument)
    found = ga.read_responses(exports.kobo(asked, answers, where, words=words, groups=False), asked.instrument)
    same(found, wanted)
