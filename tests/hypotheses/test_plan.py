"""Plan files: what they may ask for, and what is refused with its place."""

from __future__ import annotations

from pathlib import Path
from typing import get_args

import pandas as pd
import pytest

from govassess.assessment.assess import assess
from govassess.errors import PlanError
from govassess.instrument.load import load_instrument
from govassess.instrument.model import HypothesisKind
from govassess.responses.read import read_responses
from govassess.run.plan import Plan, PlanFileError, hypotheses_of, read_plan, with_options
from tests.surveys import answers, responses

CG = load_instrument("cg-dps-smartcity")
EXAMPLES = Path(__file__).parents[2] / "examples"
ONE = """
  - {id: P1, family: mine, kind: direct, predictor: SB, outcome: SE, expected: positive,
     text: {en: "Branding goes with economy.", id: "Citra sejalan dengan ekonomi."}}
"""


def plan_file(tmp_path, text):
    path = tmp_path / "plan.yaml"
    path.write_text(text, encoding="utf-8")
    return read_plan(path)


def test_a_hypothesis_of_the_plan_is_kept_in_its_own_words(tmp_path):
    plan = plan_file(tmp_path, f"hypotheses:{ONE}")
    result = assess(responses(answers(CG, 60), CG), plan=plan, draws=50)
    assert [each.id for each in result.hypotheses] == ["P1"]
    assert result.hypotheses[0].text.en == "Branding goes with economy."
    assert result.options.plan == "plan.yaml"


def test_two_hypotheses_of_one_name_are_refused(tmp_path):
    plan = plan_file(tmp_path, f"hypotheses:{ONE}{ONE.strip(chr(10))}\n")
    with pytest.raises(PlanFileError, match="P1"):
        assess(responses(answers(CG, 60), CG), plan=plan, draws=50)


@pytest.mark.parametrize(
    ("text", "word"),
    [
        ("draw: 10\n", "draws"),
        ("draws: many\n", "number"),
        ("draws: -1\n", "draws"),
        ("study: {kind: cencus}\n", "census"),
        ("ci: bcaa\n", "bca"),
    ],
)
def test_an_unknown_option_or_a_wrong_value_is_named(tmp_path, text, word):
    with pytest.raises(PlanFileError, match=word):
        plan_file(tmp_path, text)


def test_a_study_may_be_given_as_a_mapping():
    result = assess(responses(answers(CG, 40), CG), study={"invited": 50, "kind": "sample"}, draws=20)
    assert result.response_rate.rate == 0.8
    assert [n.values for n in result.warnings if n.code == "nonresponse"] == [{"count": 10, "invited": 50}]
    with pytest.raises(PlanError, match="invited"):
        assess(responses(answers(CG, 40), CG), study={"invited": "many"}, draws=20)


@pytest.mark.parametrize("draws", [-5, 200_000])
def test_a_number_of_draws_off_the_range_is_refused(draws):
    with pytest.raises(PlanError, match=str(draws)):
        assess(responses(answers(CG, 40), CG), draws=draws)


def test_a_file_name_in_place_of_responses_is_an_error_that_says_what_to_give():
    with pytest.raises(TypeError, match="read_responses"):
        assess("survey.csv")


@pytest.mark.parametrize("weight", ["0.11", "0.5", "0.4"])
def test_a_printed_weight_that_is_no_rounding_of_the_exact_one_is_refused(weight):
    with pytest.raises(PlanError, match="1/3"):
        assess(responses(answers(CG, 40), CG), reproduce=weight, draws=20)


def test_a_decimal_comma_in_the_printed_weight_is_read():
    skm = load_instrument("skm-permenpanrb-14-2017")
    frame = pd.DataFrame({item.id: [4.0, 3.0, 4.0] for item in skm.items()})
    result = assess(responses(frame, skm), reproduce="0,11", draws=0)
    assert result.options.reproduce == "0.11"


def test_few_complete_rows_are_warned_of():
    result = assess(responses(answers(CG, 80, missing=0.03), CG), draws=20)
    values = [n.values for n in result.warnings if n.code == "few_complete_rows"]
    assert values == [{"n": result.validity.n_used, "of": 80}]


GROUP = "{id: P1, family: mine, kind: group, predictor: role, outcome: SE, text: {en: a, id: b}}"
MODERATION = """{id: P1, family: mine, kind: moderation, predictor: SB, moderator: SE, outcome: SN,
     expected: negative, text: {en: a, id: b}}"""


@pytest.mark.parametrize(
    ("hypothesis", "wrong"),
    [
        (GROUP, {"predictor: role": "predictor: SB"}),
        (GROUP, {"predictor: role": "predictor: rolle"}),
        (GROUP, {"predictor: role": "predictor: years_of_service"}),
        (GROUP, {"outcome: SE": "outcome: SEE"}),
        (GROUP, {"text:": "expected: positive, text:"}),
        (GROUP, {"text:": "controls: [SB], text:"}),
        (MODERATION, {"moderator: SE, ": ""}),
        (MODERATION, {"moderator: SE": "moderator: role"}),
        (MODERATION, {"moderator: SE": "moderator: SB"}),
        (MODERATION, {"expected: negative, ": ""}),
        (MODERATION, {"kind: moderation": "kind: direct"}),
    ],
)
def test_what_a_kind_lacks_or_has_no_use_for_is_refused(tmp_path, hypothesis, wrong):
    register = hypotheses_of(plan_file(tmp_path, f"hypotheses:\n  - {hypothesis}\n"), CG)
    assert [each.id for each in register] == ["P1"]
    for right, mistaken in wrong.items():
        assert right in hypothesis
        plan = plan_file(tmp_path, f"hypotheses:\n  - {hypothesis.replace(right, mistaken)}\n")
    with pytest.raises(PlanFileError) as refused:
        hypotheses_of(plan, CG)
    english, indonesian = refused.value.message("en"), refused.value.message("id")
    assert english != indonesian
    assert "{" not in english + indonesian


def test_the_interval_of_indirect_effects_is_a_choice_of_the_plan(tmp_path):
    assert Plan().ci == plan_file(tmp_path, "draws: 20\n").ci == "percentile"
    assert plan_file(tmp_path, "ci: bca\n").ci == with_options(None, ci="bca").ci == "bca"
    with pytest.raises(PlanError, match="percentile, bca"):
        with_options(None, ci="normal")


def test_the_example_holds_a_hypothesis_of_every_kind_and_each_is_tested():
    plan = read_plan(EXAMPLES / "plan-hypotheses.yaml")
    result = assess(read_responses(EXAMPLES / "simulated-survey.csv"), plan=plan, draws=200)
    assert {each.kind for each in result.hypotheses} == set(get_args(HypothesisKind))
    assert all(each.verdict != "not_tested" for each in result.hypotheses)
    assert result.options.ci == "bca"


def test_a_plan_changes_limits_and_fills_up_short_rows(tmp_path):
    plan = plan_file(tmp_path, "limits: {rows: 500000, xlsx_bytes: 400000000}\npad_short_rows: true\n")
    assert (plan.limits.rows, plan.limits.xlsx_bytes, plan.limits.columns) == (500_000, 400_000_000, 2_000)
    assert plan.pad_short_rows


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("limits: {row: 5}\n", ['"row"', '"rows"', "line 1"]),
        ("limits: {rows: 0}\n", ["limits.rows", "≥ 1"]),
        ("limits: {rows: 2.5}\n", ["limits.rows", "whole number"]),
        ('limits: {rows: "5"}\n', ["limits.rows", "whole number"]),
        ("limits: {field_characters: 200000}\n", ["limits.field_characters", "≤ 131072"]),
        ("limits: 5\n", ["limits"]),
        ("pad_short_rows: 1\n", ["pad_short_rows", "true or false"]),
    ],
)
def test_a_limit_that_is_none_is_refused_with_its_line(tmp_path, text, words):
    with pytest.raises(PlanFileError) as caught:
        plan_file(tmp_path, text)
    for word in words:
        assert word in caught.value.message("en")
    assert "plan.yaml" in caught.value.message("id")


def test_limits_may_be_given_as_a_mapping_and_are_told_where_they_are_not_the_usual_ones():
    survey = answers(CG, 40)
    result = assess(responses(survey, CG), limits={"groups": 900, "rows": 200_000}, draws=20)
    assert result.options.limits == {"groups": 900}
    assert assess(responses(survey, CG), draws=20).options.limits == {}
    with pytest.raises(PlanError, match="groups"):
        assess(responses(survey, CG), limits={"groups": 0}, draws=20)


def test_the_limit_of_groups_is_the_plan_s():
    surveyed = read_responses(EXAMPLES / "simulated-survey.csv")
    assert assess(surveyed, by="agency_type", draws=20, limits={"groups": 10}).options.by
    with pytest.raises(PlanError) as caught:
        assess(surveyed, by="agency_type", draws=20, limits={"groups": 2})
    assert caught.value.code == "too_many_groups"


def test_the_limits_of_a_plan_hold_for_the_instrument_and_the_mapping_too(tmp_path):
    from govassess.errors import DataError, InstrumentError
    from govassess.files.limits import Limits

    file = EXAMPLES / "simulated-survey.csv"
    (tmp_path / "mapping.yaml").write_text("mapping_version: 1\n", encoding="utf-8")
    trust = Path(__file__).parents[1] / "responses" / "instruments" / "trust.yaml"
    for limits, reason in ((Limits(items=5), "instrument.too_many_items"), (Limits(yaml_bytes=10), "yaml.too_large")):
        with pytest.raises(InstrumentError) as caught:
            read_responses(file, trust, limits=limits)
        assert caught.value.problems[0].reason == reason
    with pytest.raises(DataError, match=r"mapping\.yaml"):
        read_responses(file, mapping=tmp_path / "mapping.yaml", limits=Limits(yaml_bytes=10))
