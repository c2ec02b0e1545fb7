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
    "cg with checklists": (CG, {"checklists": True}),
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
    if asked.checklists:
        refused = answers["consent"] == "0"
        for place, entry in enumerate(each for checklist in instrument.checklists for each in checklist.items):
            stages = pd.Series([str((row + place) % 5) for row in range(len(answers))], dtype=object)
            answers[entry.id] = stages.where((stages != "4") & ~refused, "")
    return asked, answers, in_codes(answers, instrument, tmp_path_factory.mktemp("codes"))


def in_codes(answers, instrument, folder):
    """Read the simulated answers from a file of codes."""
    path = folder / "codes.csv"
    rows = [list(answers.columns), *answers.itertuples(index=False, name=None)]
    path.write_text(csv_text(rows), encoding="utf-8", newline="")
    return ga.read_responses(path, instrument)


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
        pd.testing.assert_frame_equal(found.checklists, wanted.checklists, check_like=True)


def test_the_answers_are_worth_comparing(case):
    asked, answers, wanted = case
    assert {step.code: step.count for step in wanted.funnel}["no_consent"] == (2 if "consent" in answers else 0)
    assert wanted.items.isna().to_numpy().any()
    assert asked.checklists == (wanted.checklists.shape[1] == 5)
    assert (answers == "99").to_numpy().any()


@pytest.mark.parametrize("groups", [True, False])
@pytest.mark.parametrize("words", ["xml", "en", "id"])
def test_kobotoolbox(case, where, words, groups):
    asked, answers, wanted = case
    found = ga.read_responses(exports.kobo(asked, answers, where, words=words, groups=groups), asked.instrument)
    assert found.source.tool == "kobotoolbox"
    same(found, wanted)


@pytest.mark.parametrize("words", ["xml", "en", "id"])
def test_kobotoolbox_with_multiple_choice_in_one_column(case, where, words):
    asked, answers, wanted = case
    same(ga.read_responses(exports.kobo(asked, answers, where, words=words, split=False), asked.instrument), wanted)


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
    found = ga.read_responses(path, asked.instrument, mapping=mapping)
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


HOSTILE_WAYS = {
    **{f"kobo {words}": ("kobo", {"words": words, "groups": False}) for words in ("xml", "en", "id")},
    **{
        f"limesurvey {heads}": ("limesurvey", {"heads": heads, "full": True, "lang": "id"})
        for heads in ("code", "text")
    },
    "qualtrics": ("qualtrics", {"text": True}),
    "sheet": ("sheet_csv", {}),
}


@pytest.mark.parametrize(("tool", "options"), HOSTILE_WAYS.values(), ids=HOSTILE_WAYS)
def test_a_form_of_hostile_texts_comes_back(where, tool, options):
    # brackets within [subquestion], and a heading longer than anybody writes, of which only the end is searched
    nested = ["RM2a", "RM2b", "IR1b"] if options.get("heads") == "text" else []
    asked = hostile(without=["IR1a", *nested])  # a label cannot bring back control characters
    answers = ga.simulate(asked.instrument, 30, seed=1, modules=["core"])
    wanted = in_codes(answers, asked.instrument, where.parent)
    path = getattr(exports, tool)(asked, answers, where, **options)
    reading = {}
    if tool == "qualtrics":
        reading = {"mapping": where.with_name("mapping.yaml")}
        reading["mapping"].write_text(qualtrics_mapping(asked), encoding="utf-8")
    same(ga.read_responses(path, asked.instrument, **reading), wanted)
