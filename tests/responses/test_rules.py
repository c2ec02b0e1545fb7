# ruff: noqa: N802 - the rules have capital names
"""An index of the loader's rules L1 to L25: for each at least one test that fails without it.

The details of a rule are tested where its module is; here stands what the rule promises, in one example.
"""

from __future__ import annotations

import io

import openpyxl
import pytest
import yaml

from govassess.errors import DataError
from govassess.instrument.model import MultipleChoice, Option, Text
from govassess.responses.choices import recode_cell
from govassess.responses.drafts.text import draft_mapping
from govassess.responses.inspect import inspect_file
from govassess.responses.mapping import ColumnMapping, DeclaredMissing, load_mapping
from govassess.responses.read import read_responses
from govassess.responses.table import Column

HEAD = ["TR1", "TR2", "TR3", "TR4"]
LINE = "TR1,TR2,TR3,TR4\n"
ROW = [1, 2, 3, 4]


def workbook(**sheets) -> bytes:
    book = openpyxl.Workbook()
    book.remove(book.active)
    for title, rows in sheets.items():
        sheet = book.create_sheet(title)
        for row in rows:
            sheet.append(row)
    out = io.BytesIO()
    book.save(out)
    return out.getvalue()


def notices(responses) -> dict[str, dict]:
    return {issue.code: dict(issue.values) for issue in responses.issues}


def steps(responses) -> dict[str, int]:
    return {step.code: step.count for step in responses.funnel if step.count}


def told(error: DataError) -> list[tuple]:
    return [(problem.code, problem.row, problem.value) for problem in error.problems]


def test_L1_what_is_not_utf8_is_read_as_cp1252_with_the_first_such_byte_and_what_a_person_says_wins(read, refused):
    content = (LINE.replace("\n", ",Saran\n") + "1,2,3,4,don’t\n").encode("cp1252")
    responses = read(content)
    assert (responses.source.encoding, notices(responses)["encoding_fallback"]) == (
        "cp1252",
        {"byte": "0x92", "line": 2},
    )
    assert read((LINE + "1,2,3,4\n").encode("utf-16")).source.encoding == "utf-16"
    assert told(refused(content, encoding="utf-8")) == [("E101", None, "0x92")]
    assert told(refused(LINE + "1,2,3,\0\n"))[0][0] == "E101"


def test_L2_a_line_that_names_the_separator_is_honoured_and_counted(refused):
    (problem,) = refused("sep=|\nTR1|TR2|TR3|TR4\n1|2|3|9999\n").problems
    assert (problem.row, problem.cell) == (3, "D3")


def test_L3_the_delimiter_is_the_one_whose_widths_agree(read, refused):
    text = "TR1;TR2;TR3;TR4;Saran, kritik\n" + "1;3,0;2,0;4,0;a\n1;3;2;4;b\n"
    assert read(text).source.delimiter == ";"
    coded = "Q1;Q2;Q3;Q4, the last\nTR1;TR2;TR3;TR4\n1;2;3;4\n"  # nothing in the first row tells by its words
    assert read(coded, header_rows=2).source.delimiter == ";"
    assert [(p.code, p.values["found"]) for p in refused("a,b;c\n1,2;3\n").problems] == [("E102", ", ;")]
    assert read(LINE + "1,2,3,4\n", delimiter=",").source.delimiter == ","


def test_L3b_a_row_of_another_width_is_never_padded_or_shifted_unless_a_person_asks(read, refused):
    text = LINE + "1,2,3,4\n" * 5 + "1,2,3\n" + "1,2,3,4,5\n"
    assert told(refused(text)) == [("E104", 7, None), ("E104", 8, None)]
    assert notices(read(text[:-10], pad_short_rows=True))["short_rows_padded"] == {"count": 1}


def test_L4_lines_quoted_whole_by_a_spreadsheet_are_unwrapped(read):
    responses = read('"TR1;""TR2"";TR3;""TR4"""\n"1;""2"";3;4"\n')
    assert responses.items.to_numpy().tolist() == [ROW]
    assert "whole_line_quotes" in notices(responses)


def test_L5_rows_of_labels_and_ids_below_the_header_are_no_respondents(read):
    ids = [f'{{"ImportId":"QID{at}"}}' for at in range(4)]
    assert len(read([HEAD, ["a", "b", "c", "d"], ids, ROW]).items) == 1
    assert len(read([["Q1", "Q2", "Q3", "Q4"], HEAD, ROW], header_rows=2).items) == 1


def test_L6_a_text_that_looks_like_nothing_stays_a_text(read):
    rows = [["agency", *HEAD], *([name, *ROW] for name in ("NA", "null", "None", "nan", "007"))]
    assert read(rows).profile["agency"].tolist() == ["NA", "null", "None", "nan", "007"]


def test_L7_an_answer_is_a_whole_number_in_ascii_digits_with_either_decimal_sign(read, refused):
    assert read([HEAD, ["3,0", "3.0", "+3", " 3 "]], delimited="|").items.iloc[0].tolist() == [3, 3, 3, 3]
    for text in ("3,5", "1.234", "TRUE", "1_0", "٣", "inf", "1e400", "0x3"):
        assert [problem.value for problem in refused([HEAD, [text, 2, 3, 4]], delimited="|").problems] == [text]


def test_L8_empty_rows_and_unnamed_empty_columns_are_dropped_and_counted(read):
    responses = read(LINE.strip() + ",\n1,2,3,4,\n" + ",,,,\n" * 12 + "\n" + "1,2,3,4,\n")
    assert (steps(responses), notices(responses)) == (
        {"read": 15, "empty": 13}, {"empty_columns_dropped": {"count": 1}},
    )  # fmt: skip


def test_L9_a_row_that_repeats_the_header_is_left_out_and_counted(read):
    responses = read([HEAD, ROW, [" tr1", "TR2 ", "TR3", "TR4"], ROW])
    assert steps(responses) == {"read": 3, "header_copies": 1}


@pytest.mark.parametrize(
    "heading",
    ["TR1", "group/TR1", "group-TR1", "group.TR1", "group_TR1", "G1[TR1]", "Promises kept (TR1)", "TR1. Promises kept",
     "partners keep  their promises", "Mitra menepati janjinya.", "How far? [Mitra menepati janjinya.]"],
)  # fmt: skip
def test_L10_a_column_is_matched_by_code_path_wording_or_row_part(read, heading):
    assert read([[heading, *HEAD[1:]], ROW]).columns["TR1"] == heading


def test_L10_likeness_is_only_proposed(write, trust, refused):
    rows = [["Partners keep their promise", *HEAD[1:]], ROW]
    assert [(p.code, p.reason) for p in refused(rows).problems] == [("E106", "item_missing_alike")]
    assert [each.target for each in inspect_file(write(rows), trust).proposed] == ["TR1"]
    assert [p.reason for p in refused([["tr1", *HEAD[1:]], ROW]).problems] == ["item_missing_case"]


def test_L11_two_columns_for_one_item_are_named_both(refused):
    for second in ("TR1", "Partners keep their promises."):
        (problem,) = refused([[*HEAD, second], [*ROW, 1]]).problems
        assert (problem.code, problem.item, problem.values["columns"]) == ("E107", "TR1", "A, E")


def test_L12_a_word_counts_through_the_scale_of_its_item_alone_and_must_agree_with_its_number(read, refused):
    assert read([HEAD, ["Setuju", "4 - Agree", "Agree (4)", "s"]]).items.iloc[0].tolist() == [4, 4, 4, 4]
    assert told(refused([HEAD, ["Agree (5)", 2, 3, 4]])) == [("E203", 2, "Agree (5)")]
    assert told(refused([HEAD, ["Puas", 2, 3, 4]])) == [("E201", 2, "***")]


def test_L13_declared_codes_and_words_of_no_answer_are_blanked_and_counted_each(read):
    rows = [HEAD, [99, "Tidak tahu", 9, ""], [99, 2, -1, 4]]
    mapping = ColumnMapping(missing=DeclaredMissing(codes=(-1,)))
    responses = read(rows, mapping=mapping)
    met = {(i.where, i.values["code"]): i.values["count"] for i in responses.issues if i.code == "missing_code"}
    assert met == {("TR1", "99"): 2, ("TR2", "Tidak tahu"): 1, ("TR3", "9"): 1, ("TR3", "-1"): 1}
    assert responses.items.isna().sum().tolist() == [2, 1, 2, 1]


def test_L14_any_other_value_stops_the_run_or_is_blanked_and_counted(read, refused):
    rows = [HEAD, [8, 2, 3, 4], [8, 2, 3, 4]]
    (problem,) = refused(rows).problems
    assert (problem.code, problem.value, problem.values["count"], problem.values["rows"]) == ("E202", "8", 2, "2, 3")
    blanked = read(rows, on_invalid="missing")
    assert notices(blanked)["invalid_blanked"] == {"item": "TR1", "count": 2}
    assert blanked.items["TR1"].isna().all()


def test_L15_repeated_responses_are_told_by_their_id_and_kept_unless_a_person_says_otherwise(read, refused, survey):
    rows = survey(*[[n, 2, 3, 4, 5, 5] for n in (1, 2, 3)], _uuid=["a", "b", "a"], _index=[1, 2, 3])
    assert notices(read(rows))["duplicates_kept"] == {"count": 1}
    assert read(rows, duplicates="first").items["TR1"].tolist() == [1, 2]
    assert read(rows, duplicates="last").items["TR1"].tolist() == [2, 3]
    assert [problem.code for problem in refused(rows, duplicates="error").problems] == ["W104"]


def test_L16_unfinished_responses_are_kept_and_counted_previews_leave(read, survey):
    rows = survey(*[[1, 2, 3, 4, 5, 5]] * 3, ResponseId="abc", RecordedDate="ttt", Finished=["0", "1", "1"],
                  Status=["0", "0", "Survey Preview"])  # fmt: skip
    kept = read(rows)
    assert (steps(kept), notices(kept)["partial_kept"]) == ({"read": 3, "previews": 1}, {"count": 1})
    assert steps(read(rows, partial="drop")) == {"read": 3, "previews": 1, "partial_dropped": 1}


def test_L17_who_did_not_consent_leaves_and_an_unclear_answer_is_an_error(read, refused, survey):
    answers = [[1, 2, 3, 4, 5, 5]] * 3
    assert steps(read(survey(*answers, consent=["Ya", "0", ""]))) == {"read": 3, "no_consent": 2}
    assert told(refused(survey(*answers, consent=["Ya", "maybe", "1"]))) == [("E201", 3, "***")]


def test_L18_columns_of_the_survey_tool_are_no_questions_and_times_stay_texts(write, trust, survey):
    rows = survey([1, 2, 3, 4, 5, 5], _uuid=["a"], _submission_time=["04/05/2026"], start=["04/05/2026"])
    found = inspect_file(write(rows), trust)
    assert (found.tool, found.metadata) == ("kobotoolbox", ("_uuid", "_submission_time", "start"))
    assert found.unmatched_columns == ()


def test_L19_personal_columns_are_named_and_carried_nowhere(read, survey):
    columns = {"Nama": ["Ani"], "Kontak": ["ani@example.org"], "Saran": ["baik"]}
    responses = read(survey([1, 2, 3, 4, 5, 5], **columns))
    assert notices(responses)["personal_columns"]["headings"] == '"Nama"; "Kontak"'
    everything = f"{responses.items} {responses.profile} {responses.issues} {responses.columns}"
    assert "Ani" not in everything
    assert "example.org" not in everything


def test_L20_several_choices_in_a_cell_are_split_by_the_declared_options_the_longest_first(read, refused, survey):
    options = tuple(
        Option(code=code, label=Text(en=label, id=label))
        for code, label in (("paper", "Newspaper"), ("local", "Newspaper, local"), ("radio", "Radio"))
    )
    question = MultipleChoice(id="media", text=Text(en="Media", id="Media"), options=options)
    assert recode_cell(question, Column.of(["Radio, Newspaper, local", ""])).values[0].tolist() == [0, 1, 1]
    ticks = read(survey([1, 2, 3, 4, 5, 5], **{"media/tv": [1], "media/web": [0]})).choices["media"].iloc[0]
    assert ticks.tolist() == [1, 0]
    assert told(refused(survey([1, 2, 3, 4, 5, 5], media=["Internet, gossip"]))) == [("E201", 2, None)]


def test_L21_the_funnel_adds_up_from_the_file_to_the_analysis(read, survey):
    rows = survey([1, 2, 3, 4, 5, 5], [1, 2, 3, 4, 5, 5], [""] * 6, consent=["Ya", "Tidak", ""])
    responses = read([*rows, rows[0]])
    assert steps(responses) == {"read": 4, "empty": 1, "header_copies": 1, "no_consent": 1}
    gone = 0
    for step in responses.funnel[1:]:
        gone += step.count
        assert step.remaining == 4 - gone
    assert len(responses.items) == responses.funnel[-1].remaining == 1


def test_L22_inspect_tells_what_a_file_is_and_drafts_the_mapping_with_which_it_loads(write, trust, tmp_path):
    rows = [["Survei 2026", "", "", ""], ["Partners keep their promise", *HEAD[1:]], ROW, [9999, 2, 3, 4]]
    path = write(rows, delimiter=";")
    found = inspect_file(path, trust, header_row=2)
    assert (found.delimiter, found.rows, [p.code for p in found.problems]) == (";", 2, ["E106"])
    draft = draft_mapping(found)
    assert "#TR1:" in draft
    accepted = draft.replace("items:", 'items:\n  TR1: "Partners keep their promise"')
    mapping = tmp_path / "mapping.yaml"
    mapping.write_text(accepted, encoding="utf-8")
    assert yaml.safe_load(accepted)["delimiter"] == ";"
    responses = read_responses(path, trust, mapping=load_mapping(mapping), on_invalid="missing")
    assert (responses.source.header_row, responses.items["TR1"].tolist()[0]) == (2, 1)


def test_L23_text_and_workbook_of_the_same_answers_give_the_same(read):
    rows = [["agency", "years", *HEAD], ["Dinas", 2.0625, "Setuju", 2, 99, "4 - Agree"], ["NA", 3, 1, "", 3, 4]]
    one, two = read(rows), read(workbook(A=rows), name="survey.xlsx")
    assert one.items.equals(two.items)
    assert one.profile.equals(two.profile)
    assert one.funnel == two.funnel


def test_L24_the_sheet_is_told_and_a_cell_that_is_no_answer_by_its_reference(read, refused):
    from datetime import date

    sheets = {"Petunjuk": [["Cara"]], "Data": [HEAD, ROW]}
    assert read(workbook(**sheets), name="survey.xlsx").source.sheet == "Data"
    several = refused(workbook(A=[HEAD, ROW], B=[HEAD, ROW]), name="survey.xlsx")
    assert [(p.code, p.values["sheets"]) for p in several.problems] == [("E108", '"A" (1 x 4), "B" (1 x 4)')]
    titled = refused(workbook(A=[["Survei"], HEAD, ROW]), name="survey.xlsx")
    assert [(p.reason, p.row) for p in titled.problems] == [("header_elsewhere", 2)]
    for content in (date(2026, 4, 3), True, "#N/A", "=1+1"):
        (problem,) = refused(workbook(A=[HEAD, [1, content, 3, 4]]), name="survey.xlsx").problems
        assert (problem.code, problem.cell) == ("E205", "B2")


def test_L25_nothing_is_reversed_on_reading_but_what_the_file_had_turned_is_turned_back(read):
    assert read([HEAD, [1, 2, 3, 5]]).items["TR4"].tolist() == [5]
    turned = read([HEAD, [1, 2, 3, 5]], mapping=ColumnMapping(reversed_in_file=("TR4",)))
    assert turned.items.iloc[0].tolist() == [1, 2, 3, 1]
