"""LimeSurvey's survey structure: the manual's grammar, both languages, codes that come back."""

from __future__ import annotations

from dataclasses import replace

import pytest

from govassess.instrument.load import load_instrument
from govassess.instrument.model import Scale, Text
from govassess.instrument.wording import limesurvey_code
from govassess.questionnaire.compose import compose
from govassess.questionnaire.limesurvey import limesurvey_mapping, to_limesurvey
from tests.questionnaire import limesurvey_file
from tests.questionnaire.forms import CG, CHOICES, SKM, answers_of, folded, hostile, named, texts_of


def columns_of(survey):
    """Column -> (texts by language, answers) of every question and subquestion, by the code in the file."""
    found = {}
    for asked in survey.questions.values():
        found[asked.code] = (asked.text, asked.answers)
        if asked.type == "F":
            found |= {code: (texts, asked.answers) for code, texts in asked.parts.items()}
    return found


@pytest.mark.parametrize(("name", "options"), CHOICES, ids=named)
@pytest.mark.parametrize("lang", ["en", "id"])
def test_the_file_follows_the_grammar_with_every_text_in_both_languages(name, options, lang):
    asked = compose(load_instrument(name), **options)
    survey = limesurvey_file.read(to_limesurvey(asked, lang))
    assert survey.settings["language"] == lang
    assert survey.settings["additional_languages"] == {"en": "id", "id": "en"}[lang]
    columns = columns_of(survey)
    for column, text in texts_of(asked).items():
        texts, _ = columns[limesurvey_code(column)]
        assert {each: folded(texts[each]) for each in ("en", "id")} == {"en": folded(text.en), "id": folded(text.id)}
    scored = {item.id for item in asked.items()}
    for column, answers in answers_of(asked).items():
        _, found = columns[limesurvey_code(column)]
        assert [(texts["en"], texts["id"]) for texts in found.values()] == [(en, id_) for _, en, id_ in answers]
        if column in scored or column == "consent":
            assert list(found) == [code for code, _, _ in answers], "the codes used in scoring"


@pytest.mark.parametrize(("name", "options"), CHOICES, ids=named)
def test_the_items_stand_in_the_order_composed(name, options):
    asked = compose(load_instrument(name), **options)
    ids = [item.id for item in asked.items()]
    columns = list(columns_of(limesurvey_file.read(to_limesurvey(asked, "en"))))
    assert [column for column in columns if column in set(ids)] == ids


def test_a_battery_is_an_array_and_each_kind_of_question_has_its_type():
    survey = limesurvey_file.read(to_limesurvey(compose(load_instrument(CG)), "en"))
    types = {code: asked.type for code, asked in survey.questions.items()}
    assert types["RM"] == "F" and types["consent"] == types["gender"] == "L"
    assert (types["agency"], types["yearsofservice"], types["collaborationattribu"]) == ("S", "N", "M")
    row = survey.questions["yearsofservice"].row
    assert (row["min_num_value_n"], row["max_num_value_n"], row["num_value_int_only"]) == ("0", "50", "1")
    parts = survey.questions["collaborationattribu"].parts
    assert parts["sharedgoals"] == {"en": "Shared goals", "id": "Tujuan bersama"}


def test_points_are_assessment_values_and_dont_know_has_none():
    content = to_limesurvey(compose(load_instrument(CG)), "en").decode("utf-8-sig")
    rows = [line.split("\t") for line in content.splitlines()]
    start = next(at for at, row in enumerate(rows) if row[2:5] == ["Q", "F", "RM"])
    answers = [row for row in rows[start : start + 20] if row[2] == "A"][:6]
    assert [(row[4], row[5]) for row in answers] == [*((str(n), str(n)) for n in range(1, 6)), ("99", "")]


def test_who_refuses_consent_sees_no_other_group():
    survey = limesurvey_file.read(to_limesurvey(compose(load_instrument(CG), checklists=True), "id"))
    assert survey.groups[0][0] == "1"
    assert {relevance for relevance, _ in survey.groups[1:]} == {"consent.NAOK == '1'"}
    assert survey.questions["consent"].group == 0
    assert survey.questions["consent"].mandatory == "Y"
    assert [code for code, asked in survey.questions.items() if asked.group == 0] == ["consent"]


def test_without_consent_every_group_is_shown():
    asked = compose(replace(load_instrument(CG), consent=None))
    assert {relevance for relevance, _ in limesurvey_file.read(to_limesurvey(asked, "en")).groups} == {"1"}


def test_a_long_scale_is_asked_as_numbers():
    cg = load_instrument(CG)
    percent = replace(cg, scales={"agree5": Scale(type="number", min=0, max=100)})
    asked = limesurvey_file.read(to_limesurvey(compose(percent), "en")).questions["RM1a"]
    assert (asked.type, asked.row["max_num_value_n"], asked.mandatory) == ("N", "100", "N")


def test_form_and_order_are_named_in_the_description():
    asked = compose(load_instrument(CG), order="random", seed=11)
    survey = limesurvey_file.read(to_limesurvey(asked, "en"))
    for texts in survey.titles.values():
        assert texts["surveyls_description"].startswith("cg-dps-smartcity-random11 (000100r11x")
    assert survey.titles["id"]["surveyls_welcometext"].startswith("Berdasarkan pengalaman Anda")


def test_answers_too_long_for_limesurvey_are_numbered_and_explained():
    asked = compose(load_instrument(CG))
    survey = limesurvey_file.read(to_limesurvey(asked, "en"))
    assert list(survey.questions["role"].answers) == ["A1", "A2", "A3", "A4", "A5"]
    assert list(survey.questions["gender"].answers) == ["f", "m", "x"]
    mapping = limesurvey_mapping(asked)
    assert '"A3": "functional"' in mapping and "gender" not in mapping
    skm = load_instrument(SKM)
    plain = replace(skm, profile=tuple(each for each in skm.profile if each.id != "occupation"))
    assert limesurvey_mapping(compose(plain)) is None


def test_hostile_texts_stay_texts():
    asked = hostile()
    columns = columns_of(limesurvey_file.read(to_limesurvey(asked, "en")))
    for column, text in texts_of(asked).items():
        texts, _ = columns[limesurvey_code(column)]
        assert {lang: folded(texts[lang]) for lang in texts} == {"en": folded(text.en), "id": folded(text.id)}


def test_a_long_title_is_cut():
    long = replace(load_instrument(SKM), title=Text(en="word " * 100, id="kata " * 100))
    survey = limesurvey_file.read(to_limesurvey(compose(long), "en"))
    assert survey.titles["en"]["surveyls_title"].endswith("word…")
