"""What is refused before a form is written, all at once and with its place; what a form is called."""

from __future__ import annotations

import io
from dataclasses import replace

import pytest
from openpyxl import load_workbook

from govassess.errors import InstrumentError, PlanError
from govassess.instrument.load import load_instrument
from govassess.instrument.model import Answers, Missing, Option, Scale, Text, Words
from govassess.questionnaire.compose import compose
from govassess.questionnaire.forms import TARGETS, form_files
from govassess.questionnaire.identity import form_name, form_version
from tests.questionnaire.forms import CG, hostile, worded

TOOLS = ("xlsform", "limesurvey", "qualtrics", "sheet")


@pytest.fixture(scope="module")
def cg():
    return load_instrument(CG)


def faults(instrument, target, **options):
    """(reason, path) of every problem."""
    with pytest.raises(InstrumentError) as caught:
        form_files(compose(instrument, **options), target)
    for problem in caught.value.problems:
        assert problem.code == "E301" and problem.file == instrument.id
    assert caught.value.message("id") != caught.value.message("en")
    return [(problem.reason.removeprefix("questionnaire."), problem.path) for problem in caught.value.problems]


def with_scale(instrument, **changes):
    return replace(instrument, scales={"agree5": replace(instrument.scales["agree5"], **changes)})


def with_profile(instrument, **changes):
    return replace(instrument, profile=(replace(instrument.profile[1], **changes), *instrument.profile[2:]))


@pytest.mark.parametrize("target", TOOLS)
def test_a_text_of_nothing_but_spaces_is_found_in_either_language(cg, target):
    blank = worded(cg, {"RM1a": " \n"})
    blank = replace(blank, instructions=Text(en="x", id=" "))
    blank = with_profile(blank, label=Text(en=" ", id="Jenis"))
    # the Indonesian text of RM1a is " \n juga"
    assert faults(blank, target) == [
        ("empty_text", "instructions.id"), ("empty_text", "agency_type.en"), ("empty_text", "RM1a.en"),
    ]  # fmt: skip


@pytest.mark.parametrize("target", TOOLS)
def test_a_label_of_an_answer_that_is_blank_is_found_once(cg, target):
    labels = {**cg.scales["agree5"].labels}
    labels[3] = replace(labels[3], text=Text(en="Neutral", id=" "))
    assert faults(with_scale(cg, labels=labels), target) == [("empty_text", "agree5.3.id")]


@pytest.mark.parametrize("target", TOOLS)
@pytest.mark.parametrize(
    ("missing", "found"),
    [
        (
            Missing(codes=(5,), written=5, words=Words(en=("?",), id=("?",))),
            [("missing_code", "scales.agree5.missing.written")],
        ),
        (
            Missing(codes=(9,), written=99, words=Words(en=("?",), id=("?",))),
            [("missing_code", "scales.agree5.missing.written")],
        ),
        (
            Missing(codes=(99,), written=99, words=Words(en=("?",))),
            [("missing_word", "scales.agree5.missing.words.id")],
        ),
    ],
)
def test_dont_know_must_be_declared_off_the_scale_and_have_a_word(cg, target, missing, found):
    assert faults(with_scale(cg, missing=missing), target) == found


@pytest.mark.parametrize("target", TOOLS)
def test_consent_needs_a_code_and_words_for_both_answers(cg, target):
    bare = replace(cg, consent=replace(cg.consent, refused=Answers(codes=(0,), words=Words(en=("No",)))))
    assert faults(bare, target) == [("consent_answers", "consent.refused")]


def test_all_problems_come_at_once(cg):
    broken = replace(
        with_scale(worded(cg, {"RM1b": " "}), missing=Missing(codes=(9,), written=99)),
        consent=replace(cg.consent, accepted=Answers()),
    )
    found = faults(broken, "xlsform")
    assert {reason for reason, _ in found} == {"consent_answers", "missing_code", "missing_word", "empty_text"}
    assert len(found) == 5


def with_item_named(instrument, name):
    def renamed(node):
        return replace(node, items=tuple(replace(item, id=name) if item.id == "RM1a" else item for item in node.items))

    construct = instrument.constructs[0]
    dimension = construct.dimensions[0]
    indicators = (renamed(dimension.indicators[0]), *dimension.indicators[1:])
    dimensions = (replace(dimension, indicators=indicators), *construct.dimensions[1:])
    return replace(instrument, constructs=(replace(construct, dimensions=dimensions), *instrument.constructs[1:]))


@pytest.mark.parametrize(
    ("target", "name", "reason"),
    [
        ("xlsform", "start", "xlsform_name"),
        ("xlsform", "Instructions", "xlsform_name"),
        ("xlsform", "rm1B", "xlsform_name"),
        ("xlsform", "1RM", "xlsform_name"),
        ("limesurvey", "_1", "limesurvey_name"),
        ("limesurvey", "time", "limesurvey_name"),
        ("limesurvey", "R_M1b", "limesurvey_name"),
        ("limesurvey", "yearsofservice", "limesurvey_name"),
        ("qualtrics", "RM-1", None),
        ("qualtrics", "RM 1", None),
    ],
)
def test_names_that_a_tool_does_not_take_are_refused(cg, target, name, reason):
    changed = with_item_named(cg, name)
    if reason is None:  # items of a matrix are counted, their names never reach Qualtrics
        form_files(compose(changed), target)
        return
    assert [found for found, _ in faults(changed, target)] == [reason]


def test_names_that_limesurvey_would_cut_to_one_are_refused(cg):
    first, second = ("a" * 20 + end for end in ("x", "y"))
    texts = [replace(cg.profile[0], id=first), replace(cg.profile[0], id=second)]
    twins = replace(cg, profile=tuple(texts))
    assert faults(twins, "limesurvey") == [("limesurvey_name", second)]
    form_files(compose(twins), "xlsform")


def test_heads_that_qualtrics_would_give_twice_are_refused(cg):
    twin = replace(cg, profile=(replace(cg.profile[0], id="RM_1"),))
    assert faults(twin, "qualtrics") == [("qualtrics_name", "RM_1")]


def test_options_of_a_multiple_choice_need_codes_that_stay_apart(cg):
    question = cg.multiple_choice[0]
    label = Text(en="x", id="y")
    twins = (Option(code="a_b", label=label), Option(code="ab", label=label), Option(code="__", label=label))
    changed = replace(cg, multiple_choice=(replace(question, options=twins),))
    assert [path for _, path in faults(changed, "limesurvey")] == [f"{question.id}/ab", f"{question.id}/__"]
    spaced = replace(cg, multiple_choice=(replace(question, options=(Option(code="a b", label=label),)),))
    assert faults(spaced, "xlsform") == [("xlsform_answer", f"{question.id}.a b")]


def test_a_negative_code_is_refused_where_a_tool_has_no_place_for_a_sign(cg):
    minus = with_scale(cg, missing=replace(cg.scales["agree5"].missing, codes=(-9,), written=-9))
    assert faults(minus, "limesurvey") == [("limesurvey_answer", "agree5.-9")]
    assert faults(minus, "qualtrics") == [("qualtrics_answer", "agree5.-9")]
    for target in ("xlsform", "sheet"):
        form_files(compose(minus), target)


def test_a_text_longer_than_a_cell_is_refused_where_it_would_be_cut(cg):
    long = worded(cg, {"RM1a": "a" * 40_000})
    for target in ("xlsform", "sheet"):
        assert faults(long, target) == [("long_text", "RM1a.en"), ("long_text", "RM1a.id")]
    for target in ("limesurvey", "qualtrics"):
        form_files(compose(long), target)


def test_scales_that_are_not_asked_are_not_judged(cg):
    other = replace(cg, scales={**cg.scales, "unused": Scale(min=1, max=5, missing=Missing(written=3))})
    (written,) = form_files(compose(other), "xlsform").values()
    sheet = load_workbook(io.BytesIO(written))["choices"]
    assert "unused" not in {row[0].value for row in sheet.iter_rows()}


@pytest.mark.parametrize("target", TOOLS)
def test_hostile_texts_are_written(target):
    assert all(content for content in form_files(hostile(), target).values())


def test_an_unknown_target_is_refused(cg):
    with pytest.raises(PlanError) as caught:
        form_files(compose(cg), "surveymonkey")
    assert caught.value.values["allowed"] == ", ".join(TARGETS)


def test_qualtrics_writes_the_languages_asked_for(cg):
    assert list(form_files(compose(cg), "qualtrics", languages=("id",))) == [
        "-qualtrics-id.txt", "-qualtrics-mapping.yaml",
    ]  # fmt: skip


def test_the_web_page_is_the_one_that_renders_it(cg):
    (page,) = form_files(compose(cg, form="short"), "form", lang="id").values()
    assert page.lstrip().lower().startswith("<!doctype html>")


def test_a_name_holds_what_is_needed_to_compose_the_form_again(cg):
    asked = compose(cg, form="short", modules=["smart_city"], order="random", seed=9, checklists=True)
    assert form_name(asked) == "cg-dps-smartcity-short-smart_city-random9-checklists"
    assert form_name(compose(cg, modules=["smart_city", "core"])) == "cg-dps-smartcity"


def test_versions_keep_their_order_and_their_letters(cg):
    versions = [form_version(compose(replace(cg, version=text))) for text in ("0.9.0", "0.10.0", "1.0.0-beta2")]
    assert [version.split("f")[0] for version in versions[:2]] == ["000900", "001000"]
    assert versions[2].startswith("010000beta02fx")
