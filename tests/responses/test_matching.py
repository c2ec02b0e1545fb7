"""Columns to items: every step of the order, forms and modules, rivals, mapping files."""

from __future__ import annotations

import re
from dataclasses import replace

import pytest

from govassess.errors import DataError, PlanError
from govassess.instrument.load import load_instrument
from govassess.responses.drafts.text import draft_mapping
from govassess.responses.inspect import inspect_file
from govassess.responses.mapping import ColumnMapping, load_mapping
from govassess.responses.read import read_responses

REST = ["TR2", "TR3", "TR4"]


@pytest.mark.parametrize(
    ("heading", "step", "lang"),
    [
        ("TR1", "code", None),
        ("TR/TR1", "path", None),
        ("group-TR1", "path", None),
        ("group.TR1", "path", None),
        ("group_TR1", "path", None),
        ("G1[TR1]", "subquestion", None),
        ("Promises kept (TR1)", "code_in_text", None),
        ("[TR1] Promises", "code_in_text", None),
        ("TR1. Partners assign", "code_in_text", None),
        ("TR1 - Partners assign", "code_in_text", None),
        ("G1[TR1]. Partners assign", "code_in_text", None),
        ("Partners keep their promises.", "wording", "en"),
        ("  partners KEEP\u00a0their promises ", "wording", "en"),
        ("1. Mitra menepati janjinya *", "wording", "id"),
        ("Mitra_menepati_janjinya.", "wording", "id"),
        ("Kepercayaan/Mitra menepati janjinya.", "wording", "id"),
        ("How far do you agree? [Mitra menepati janjinya.]", "row", "id"),
        ("Seberapa setuju? [TR1. Mitra]", "row", None),
        ("<b>Partners</b> keep their promises", "wording", "en"),
        ("Q9a. Partners keep their promises.", "wording", "en"),
        ("Mitra menepati janjinya.&nbsp;", "wording", "id"),
        ("G01Q01_TR1", "path", None),
        ("TR[TR1]. How far do you agree? [Mitra menepati janjinya.]", "code_in_text", "id"),
        ("Seberapa_setuju?_[Mitra_menepati_janjinya.]", "row", "id"),
        ("How far [1 to 5]? [Partners keep their promises.]", "row", "en"),
        ("How far do you agree? [Partners keep their promises.].2", "row", "en"),
    ],
)
def test_each_kind_of_heading_is_matched_by_its_step(write, trust, heading, step, lang):
    path = write([[heading, *REST], [1, 2, 3, 4]])
    found = {column.target: column for column in inspect_file(path, trust).matched}
    assert (found["TR1"].step, found["TR1"].lang) == (step, lang)
    assert read_responses(path, trust).items["TR1"].tolist() == [1]
    assert read_responses(path, trust).columns["TR1"] == heading.strip()


def test_a_row_whose_text_holds_brackets_is_matched(write, trust):
    from dataclasses import replace

    from govassess.instrument.model import Text

    def reworded(construct):
        text = Text(en="Our agency [Dinas] keeps (most) promises.", id="Dinas kami [OPD] menepati janji.")
        return replace(construct, items=(replace(construct.items[0], text=text), *construct.items[1:]))

    survey = replace(trust, constructs=(reworded(trust.constructs[0]), *trust.constructs[1:]))
    path = write([["How far? [Our agency [Dinas] keeps (most) promises.]", *REST], [1, 2, 3, 4]])
    assert next((c.target, c.step) for c in inspect_file(path, survey).matched) == ("TR1", "row")


def test_of_a_very_long_heading_the_end_is_searched(read):
    heading = "Please read this carefully. " * 200 + "[Partners keep their promises.]"
    assert read([[heading, *REST], [1, 2, 3, 4]]).source.lang == "en"


def test_a_dash_parts_question_and_row_only_below_the_headings(read, refused):
    text = "How far? - Partners keep their promises."
    below = [["Q1_1", *REST], [text, *["x"] * 3], [1, 2, 3, 4]]
    assert read(below, header_rows=2).source.lang == "en"
    assert {problem.item for problem in refused([[text, *REST], [1, 2, 3, 4]]).problems} == {"TR1"}


@pytest.mark.parametrize("again", ["Partners keep their promises..1", "Partners keep their promises.2"])
def test_a_heading_that_a_program_numbered_is_a_rival_or_an_empty_twin(read, refused, again):
    heads = ["Partners keep their promises.", again, *REST]
    (problem,) = refused([heads, [1, 5, 2, 3, 4]]).problems
    assert (problem.code, problem.item, problem.values["columns"]) == ("E107", "TR1", "A, B")
    assert read([heads, [1, "", 2, 3, 4]]).items["TR1"].tolist() == [1]


def test_two_versions_of_a_form_with_answers_in_both_name_both_columns(refused):
    heads = ["Q9. Mitra menepati janjinya.", "Q5. Mitra menepati janjinya.", *REST]
    error = refused([heads, [1, "", 2, 3, 4], ["", 5, 2, 3, 4]])
    assert [(p.code, p.item) for p in error.problems] == [("E107", "TR1")]
    for heading in heads[:2]:
        assert f'"{heading}"' in error.message("id")


@pytest.mark.parametrize(
    ("second", "reason"), [(["", 5, 2, 3, 4], "several_columns_in_turn"), ([4, 5, 2, 3, 4], "several_columns")]
)
def test_columns_that_were_answered_in_turn_are_to_be_put_together_and_not_deleted(refused, second, reason):
    heads = ["Q9. Mitra menepati janjinya.", "Q5. Mitra menepati janjinya.", *REST]
    error = refused([heads, [1, "", 2, 3, 4], second])
    assert [problem.reason for problem in error.problems] == [reason]
    assert ("put the answers of these columns together" in error.message("en")) == (reason == "several_columns_in_turn")


def test_groups_before_a_profile_variable_are_known_to_the_tool_that_writes_them(read):
    answers = [1, 2, 3, 4]
    odk = [
        ["KEY", "SubmissionDate", "about-agency", *[f"trust-{name}" for name in ("TR1", *REST)]],
        ["k", "t", "Dinas", *answers],
    ]
    assert read(odk).profile["agency"].tolist() == ["Dinas"]
    assert "agency" not in read([["about-agency", "TR1", *REST], ["Dinas", *answers]]).profile
    assert read([["about/agency", "TR1", *REST], ["Dinas", *answers]]).profile["agency"].tolist() == ["Dinas"]


def test_the_row_of_another_question_does_not_rival_a_whole_heading(read):
    rows = [["Role", "Who decides? [Role]", "TR1", *REST], ["Staff", "4", 1, 2, 3, 4]]
    assert read(rows).profile["role"].tolist() == ["staff"]


def test_the_language_of_the_wording_is_kept(read):
    heading = ["Mitra menepati janjinya.", "Mitra membagikan pengetahuannya.", "TR3", "TR4"]
    assert read([heading, [1, 2, 3, 4]]).source.lang == "id"
    assert read([["TR1", *REST], ["setuju", 1, 2, 3]]).source.lang == "id"
    assert read([["TR1", *REST], ["Agree", 1, 2, 3]]).source.lang == "en"
    assert read([["TR1", *REST], [1, 2, 3, 4]]).source.lang is None


def test_codes_are_recognised_as_limesurvey_writes_them(write, trust):
    long = replace(trust.multiple_choice[1], id="kinds_of_media_that_you_use")
    named = replace(
        trust,
        profile=(replace(trust.profile[1], id="my_role"), *trust.profile[2:]),
        multiple_choice=(trust.multiple_choice[0], long),
    )
    heading = ["myrole", "kindsofmediathatyouu[web]", "kindsofmediathatyouu[tv]", "TR[TR1]", *REST]
    found = read_responses(write([heading, ["staff", "Y", "", 1, 2, 3, 4]]), named)
    assert found.profile["my_role"].tolist() == ["staff"]
    assert found.choices["kinds_of_media_that_you_use"].to_dict("list") == {"tv": [0.0], "web": [1.0]}


def test_a_code_that_limesurvey_would_give_to_two_variables_means_neither(write, trust):
    twins = (replace(trust.profile[0], id="a_b"), replace(trust.profile[0], id="a_b_"))
    found = read_responses(write([["ab", "TR1", *REST], ["x", 1, 2, 3, 4]]), replace(trust, profile=twins))
    assert found.profile.columns.tolist() == []
    assert [notice.code for notice in found.issues] == ["unmatched_columns"]


def test_likeness_only_proposes(write, trust):
    path = write([["Partners keep their promise", *REST], [1, 2, 3, 4]])
    with pytest.raises(DataError) as caught:
        read_responses(path, trust)
    (problem,) = caught.value.problems
    assert (problem.code, problem.reason, problem.item) == ("E106", "item_missing_alike", "TR1")
    assert problem.values["heading"] == "Partners keep their promise"
    draft = draft_mapping(inspect_file(path, trust))
    assert '  #TR1: "Partners keep their promise"' in draft


@pytest.mark.parametrize("lang", ["en", "id"])
def test_what_a_message_says_about_a_long_heading_can_be_copied(write, lang):
    items = {item.id: item.text.id for item in load_instrument("cg-dps-smartcity").items()}
    wordy = f"6. {items.pop('RM3b')[:-1]} saat ini"
    path = write([[*items, wordy], [1 + at % 5 for at in range(64)]])
    with pytest.raises(DataError) as caught:
        read_responses(path)
    (remedy,) = re.findall(r'items: (RM3b: "[^"]+")', caught.value.message(lang))
    mapping = write(f"items:\n  {remedy}\n", "mapping.yaml")
    assert read_responses(path, mapping=mapping).items["RM3b"].tolist() == [4]
    with pytest.raises(DataError) as cut:
        read_responses(path, mapping=write(f'items: {{RM3b: "{wordy[:40]}"}}\n', "cut.yaml"))
    assert f'"{wordy}"' in cut.value.message(lang)


def test_a_difference_in_capitals_only_is_told(refused):
    (problem,) = refused([["tr1", *REST], [1, 2, 3, 4]]).problems
    assert (problem.reason, problem.values["heading"]) == ("item_missing_case", "tr1")
    assert 'did you mean "TR1"?' in refused([["tr1", *REST], [1, 2, 3, 4]]).message("en")


def test_a_missing_item_is_named_with_its_wording(refused):
    error = refused([["TR1", "TR3", "TR4"], [1, 2, 3]])
    (problem,) = error.problems
    assert (problem.code, problem.item) == ("E106", "TR2")
    assert "Partners share what they know." in error.message("en")
    assert "Mitra membagikan pengetahuannya." in error.message("id")


def test_two_columns_for_one_item_are_an_error_that_names_both(refused):
    error = refused([["TR1", "Mitra menepati janjinya.", *REST], [1, 2, 3, 4, 5]])
    (problem,) = error.problems
    assert (problem.code, problem.item) == ("E107", "TR1")
    assert '"TR1"' in error.message("en")
    assert '"Mitra menepati janjinya."' in error.message("en")


def test_an_empty_twin_of_a_column_is_left_aside_and_counted(read):
    responses = read([["TR1", "Mitra menepati janjinya.", *REST, ""], [1, "", 3, 4, 5, ""]])
    assert responses.items["TR1"].tolist() == [1]
    notice = next(issue for issue in responses.issues if issue.code == "empty_columns_dropped")
    assert notice.values["count"] == 2


def test_a_mapping_settles_rivals_and_strange_headings(read):
    mapping = ColumnMapping(items={"TR1": "Frage 1"})
    assert read([["Frage 1", "TR1", *REST], [1, 5, 3, 4, 5]], mapping=mapping).items["TR1"].tolist() == [1]


def test_the_short_form_and_a_missing_module_run_as_they_are(read):
    short = read([["TR1", "TR3"], [1, 2]])
    assert (short.form, list(short.items)) == ("short", ["TR1", "TR3"])
    full = read([["TR1", *REST], [1, 2, 3, 4]])
    assert (full.form, list(full.items)) == ("full", ["TR1", "TR2", "TR3", "TR4"])
    mixed = read([["TR1", *REST, "DA1"], [1, 2, 3, 4, 5]])
    assert mixed.form == "mixed"


def test_an_item_declared_absent_is_not_missed(read):
    responses = read([["TR1", "TR3", "TR4"], [1, 2, 3]], mapping=ColumnMapping(absent=("TR2",)))
    assert list(responses.items) == ["TR1", "TR3", "TR4"]


def test_items_turned_in_the_file_are_turned_back(read):
    responses = read([["TR1", *REST], [1, 2, 3, 5]], mapping=ColumnMapping(reversed_in_file=("TR4",)))
    assert responses.items["TR4"].tolist() == [1]


def test_a_file_that_no_instrument_fits_lists_every_candidate(write):
    with pytest.raises(DataError) as caught:
        read_responses(write([["a", "b"], [1, 2]]))
    first, *candidates = caught.value.problems
    assert (first.code, first.reason) == ("E106", "no_instrument")
    assert {"cg-dps-smartcity", "skm-permenpanrb-14-2017"} <= {problem.values["instrument"] for problem in candidates}
    assert all(problem.values["missing"] and problem.values["found"] == 0 for problem in candidates)
    for lang in ("en", "id"):
        assert "cg-dps-smartcity" in caught.value.message(lang)


def test_a_file_that_the_named_instrument_does_not_fit_says_how_much_was_found(refused):
    (problem,) = refused([["a", "b"], [1, 2]]).problems
    assert (problem.reason, problem.values["found"], problem.values["needed"]) == ("does_not_fit", 0, 2)


@pytest.mark.parametrize(("index", "name"), [(0, "cg-dps-smartcity"), (1, "skm-permenpanrb-14-2017")])
def test_a_shipped_instrument_is_recognised_by_its_items(write, index, name):
    from govassess.instrument.load import load_instrument

    instrument = load_instrument(name)
    lang = ("id", "en")[index]
    items = [item.text.in_language(lang) for item in instrument.items()]
    responses = read_responses(write([items, [3] * len(items)]))
    assert (responses.instrument.id, responses.source.lang) == (name, lang)


def test_two_instruments_that_fit_equally_well_ask_for_a_choice(trust, write):
    from govassess.responses.options import ReadingOptions
    from govassess.responses.survey import read_survey

    twin = replace(trust, id="trust-twin")
    path = write([["TR1", *REST], [1, 2, 3, 4]])
    survey = read_survey(path, [trust, twin], ReadingOptions(), mapping=ColumnMapping())
    assert [(p.code, p.reason) for p in survey.problems] == [("E107", "several_instruments")]


def test_a_draft_mapping_loads_and_reads_the_file_without_questions(write, trust):
    path = write([["Frage 1", "Nama", *REST, "Saran"], [1, "Ani", 3, 4, 5, "baik"]], delimiter=";")
    draft = draft_mapping(inspect_file(path, trust))
    mapping = write(draft.replace("items:\n", 'items:\n  TR1: "Frage 1"\n').replace('"Frage 1", ', ""), "mapping.yaml")
    assert load_mapping(mapping).delimiter == ";"
    assert read_responses(path, trust, mapping=mapping).items["TR1"].tolist() == [1]


@pytest.mark.parametrize(
    ("mapping", "reason"),
    [
        (ColumnMapping(items={"TRX": "TR1"}), "mapping_id"),
        (ColumnMapping(items={"consent": "agreed"}), "mapping_heading_unlike"),
        (ColumnMapping(items={"consent": "TR11"}), "mapping_heading"),
        (ColumnMapping(absent=("TR9",)), "mapping_id"),
        (ColumnMapping(items={"TR1": "TR1", "consent": "TR1"}), "mapping_twice"),
        (ColumnMapping(id_column="uuid"), "mapping_heading_unlike"),
        (ColumnMapping(synonyms={"agree7": {"ok": 4}}), "mapping_scale"),
        (ColumnMapping(synonyms={"agree5": {"ok": 8}}), "mapping_point"),
        (ColumnMapping(options={"rolle": {"A1": "staff"}}), "mapping_id"),
        (ColumnMapping(options={"years": {"A1": "1"}}), "mapping_id_unlike"),
        (ColumnMapping(options={"role": {"A1": "boss"}}), "mapping_option_unlike"),
        (ColumnMapping(missing=ColumnMapping().missing.__class__(codes=(3,))), "mapping_missing_on_scale"),
    ],
)
def test_a_mapping_that_speaks_of_what_is_not_there_is_refused(refused, mapping, reason):
    error = refused([["TR1", *REST], [1, 2, 3, 4]], mapping=mapping)
    assert [(p.code, p.reason) for p in error.problems] == [("E302", reason)]
    assert '"-"' not in error.message("en")
    assert "{" not in error.message("id")


def test_a_mapping_file_with_a_misspelt_key_is_refused(write, trust):
    with pytest.raises(DataError) as caught:
        read_responses(write([["TR1", *REST], [1, 2, 3, 4]]), trust, mapping=write("itens: {}\n", "mapping.yaml"))
    assert {problem.code for problem in caught.value.problems} == {"E302"}


@pytest.mark.parametrize("option", ["on_invalid", "duplicates", "partial", "tool"])
def test_an_unknown_value_of_an_option_is_refused_with_the_allowed_ones(read, option):
    with pytest.raises(PlanError) as caught:
        read([["TR1", *REST], [1, 2, 3, 4]], **{option: "perhaps"})
    assert "perhaps" in caught.value.message("en")
    assert "perhaps" in caught.value.message("id")
