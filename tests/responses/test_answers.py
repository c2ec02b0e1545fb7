"""Answer words, numbers and missing codes; profile variables, choices, checklists."""

from __future__ import annotations

import math

import pytest

HEAD = ["TR1", "TR2", "TR3", "TR4"]


@pytest.mark.parametrize(
    ("text", "point"),
    [
        ("4", 4), (" 4 ", 4), ("4.0", 4), ("4,0", 4), ("+4", 4), ("(5)", 5), ("Agree", 4), ("setuju", 4), ("SETUJU.", 4),
        ("Sangat\u00a0 setuju", 5), ("S", 4), ("STS", 1), ("SA", 5), ("Ragu-ragu", 3), ("Undecided", 3), ("4 - Agree", 4),
        ("4. Setuju", 4), ("4 = Setuju", 4), ("(4) Setuju", 4), ("Setuju (4)", 4), ("5 – Sangat setuju", 5),
    ],
)  # fmt: skip
def test_an_answer_is_understood_through_the_scale(read, text, point):
    assert read([HEAD, [text, 1, 1, 1]], delimited="|").items["TR1"].tolist() == [point]


@pytest.mark.parametrize(
    ("text", "code", "reason"),
    [
        ("7", "E202", "off_scale"), ("0", "E202", "off_scale"), ("-1", "E202", "off_scale"), ("Setujuu", "E201", "misspelt_answer"),
        ("banana", "E201", "not_on_scale"), ("3,5", "E201", "not_whole"), ("1.234", "E204", "thousands_on_scale"), ("TRUE", "E201", "not_on_scale"),
        ("1_0", "E201", "not_on_scale"), ("٣", "E201", "not_on_scale"), ("inf", "E201", "not_on_scale"), ("1e400", "E201", "not_on_scale"),
        ("Agree (5)", "E203", "conflict"), ("5 - Setuju", "E203", "conflict"), ("3 - Tidak tahu", "E203", "missing_word_on_scale"),
        ("NA", "E201", "not_on_scale"), ("4 - banana", "E201", "not_on_scale"),
    ],
)  # fmt: skip
def test_what_is_not_on_the_scale_stops_the_run(refused, text, code, reason):
    (problem,) = refused([HEAD, [text, 1, 1, 1]], delimited="|").problems
    shown = "***" if "banana" in text else text  # a word that one respondent wrote is printed nowhere
    assert (problem.code, problem.reason, problem.row, problem.column, problem.value) == (code, reason, 2, "TR1", shown)
    assert (problem.file, problem.item) == ("survey.csv", "TR1")


def test_a_wrong_word_gets_the_right_one_proposed_in_both_languages(refused):
    error = refused([HEAD, ["Setujuu", 1, 1, 1]])
    assert 'did you mean "Setuju"?' in error.message("en")
    assert "expected one of: Strongly disagree, Disagree, Neutral, Agree, Strongly agree\n" in error.message("en")
    assert 'maksud Anda "Setuju"?' in error.message("id")
    assert "salah satu dari: Sangat tidak setuju, Tidak setuju, Netral, Setuju, Sangat setuju" in error.message("id")


def test_all_problems_of_a_file_are_told_at_once_and_equal_ones_together(refused):
    error = refused([HEAD, [7, "Setujuu", 3, 4], [7, 2, "x y", 4], [1, 2, 3, 7]])
    told = sorted((p.item, p.row, p.value, p.values["count"], p.values["rows"]) for p in error.problems)
    assert told == [
        ("TR1", 2, "7", 2, "2, 3"),
        ("TR2", 2, "Setujuu", 1, "2"),
        ("TR3", 3, "***", 1, "3"),
        ("TR4", 4, "7", 1, "4"),
    ]


def test_faults_can_be_blanked_and_are_then_counted(read):
    responses = read([HEAD, [7, 2, 3, 4], [8, "x", 3, 4]], on_invalid="missing")
    assert responses.items["TR1"].isna().all()
    counts = {issue.where: issue.values["count"] for issue in responses.issues if issue.code == "invalid_blanked"}
    assert counts == {"TR1": 2, "TR2": 1}


def test_missing_codes_and_words_are_blanked_and_counted_each(read):
    responses = read([HEAD, [99, "Tidak tahu", "don’t know", ""], [9, 99, 3, 4], [99, "99 - Tidak tahu", 1, 1]])
    assert responses.items["TR1"].isna().all()
    met = {(i.where, i.values["code"]): i.values["count"] for i in responses.issues if i.code == "missing_code"}
    assert met == {
        ("TR1", "99"): 2, ("TR1", "9"): 1, ("TR2", "Tidak tahu"): 2, ("TR2", "99"): 1, ("TR3", "Don't know"): 1,
    }  # fmt: skip


def test_a_mapping_adds_synonyms_and_missing_codes(read):
    from govassess.responses.mapping import ColumnMapping, DeclaredMissing

    mapping = ColumnMapping(
        synonyms={"agree5": {"Setuju sekali": 5}}, missing=DeclaredMissing(codes=(-1,), words=("NS/NR",))
    )
    responses = read([HEAD, ["setuju sekali", -1, "ns/nr", 4]], mapping=mapping)
    assert responses.items["TR1"].tolist() == [5]
    assert responses.items[["TR2", "TR3"]].isna().all().all()


def test_a_mapping_adds_words_to_the_options_of_a_variable_and_of_a_question(read):
    from govassess.responses.mapping import ColumnMapping

    mapping = ColumnMapping(options={"role": {"A1": "leader", "A2": "staff"}, "media": {"1": "tv", "2": "web"}})
    rows = [["role", "media", *HEAD], ["A2", "1,2", 1, 2, 3, 4], ["leader", "2", 1, 2, 3, 4]]
    responses = read(rows, mapping=mapping)
    assert responses.profile["role"].tolist() == ["staff", "leader"]
    assert responses.choices["media"].to_numpy().tolist() == [[1, 1], [0, 1]]
    assert responses.source.lang is None, "a word of the mapping is of no language"


def test_a_value_that_looks_personal_is_masked(refused):
    error = refused([HEAD, ["ani@example.org", 2, 3, 4], ["0812 3456 7890", 2, 3, 4]])
    assert [problem.value for problem in error.problems] == ["***", "***"]
    assert "example.org" not in error.message("en")


def test_a_long_or_dangerous_value_is_cut_and_escaped(refused):
    (problem,) = refused([HEAD, ["\x1b[31m" + "a" * 60, 2, 3, 4]]).problems
    assert "\x1b" not in problem.value
    assert len(problem.value) <= 45


def test_options_are_read_by_code_and_by_label_in_either_language(read):
    rows = [["role", *HEAD], ["leader", 1, 1, 1, 1], ["Staf", 1, 1, 1, 1], ["STAFF", 1, 1, 1, 1], ["", 1, 1, 1, 1]]
    assert read(rows).profile["role"].tolist() == ["leader", "staff", "staff", None]


def test_a_rare_free_answer_becomes_other_with_or_without_that_option_and_is_counted(read):
    rows = [
        ["role", "sector", "education", *HEAD],
        ["Dukun", "Wartawan", 2, 1, 1, 1, 1],
        ["Staf", "Publik", "Sekolah", 1, 1, 1, 1],
    ]
    responses = read(rows)
    assert responses.profile["role"].tolist() == ["other", "staff"]
    assert responses.profile["sector"].tolist() == ["other", "public"]
    assert responses.profile["education"].tolist() == [2, 1]
    assert {i.where: i.values["count"] for i in responses.issues if i.code == "unlisted_values"} == {
        "role": 1,
        "sector": 1,
    }


def test_a_profile_column_is_matched_by_its_label(read):
    responses = read([["Masa kerja (tahun)", *HEAD], ["2,5", 1, 1, 1, 1], ["", 1, 1, 1, 1]])
    assert responses.profile["years"].tolist()[0] == 2.5
    assert math.isnan(responses.profile["years"].tolist()[1])


@pytest.mark.parametrize(
    ("text", "code", "reason"),
    [
        ("60", "E202", "out_of_range"),
        ("lima tahun", "E204", "number"),
        ("1.250", "E204", "thousands"),
        ("-1", "E202", "out_of_range"),
    ],
)
def test_a_number_out_of_range_or_in_words_is_an_error(refused, text, code, reason):
    (problem,) = refused([["years", *HEAD], [text, 1, 1, 1, 1]]).problems
    assert (problem.code, problem.reason, problem.item, problem.variable) == (code, reason, None, "years")


def test_agency_names_are_folded_and_near_twins_counted_without_a_name(read):
    names = [
        "Dinas Kesehatan",
        "dinas  kesehatan",
        "Dinas Kesehatan",
        "Dinas Kesehatam",
        "SMP 1",
        "SMP 2",
        "DINAS\u00a0KESEHATAN",
    ]
    responses = read([["agency", *HEAD], *[[name, 1, 2, 3, 4] for name in names]])
    assert responses.profile["agency"].tolist() == [
        *["Dinas Kesehatan"] * 3,
        "Dinas Kesehatam",
        "SMP 1",
        "SMP 2",
        "Dinas Kesehatan",
    ]
    notices = {issue.code: dict(issue.values) for issue in responses.issues}
    assert notices["near_twins"] == {"variable": "agency", "count": 1}
    assert notices["case_difference"] == {"variable": "agency", "count": 1}


def test_identifiers_in_a_profile_text_are_left_out_and_counted(read):
    responses = read(
        [["agency", *HEAD], ["3174012345678901", 1, 2, 3, 4], ["ani@example.org", 1, 2, 3, 4], ["Dinas", 1, 2, 3, 4]]
    )
    assert responses.profile["agency"].tolist()[1:] == [None, "Dinas"]
    assert any(issue.code == "personal_values" for issue in responses.issues)


@pytest.mark.parametrize(
    ("cell", "chosen"),
    [
        ("Trust, Newspaper, local", {"trust", "news"}),
        ("Kepercayaan;Koran, lokal;", {"trust", "news"}),
        ("trust news", {"trust", "news"}),
        ("Radio, my neighbour", {"radio", "other"}),
        ("Radio\nTrust", {"radio", "trust"}),
        ("Other: a friend", {"other"}),
    ],
)
def test_a_cell_of_several_choices_is_split_by_the_declared_options(read, cell, chosen):
    frame = read([["needs", *HEAD], [cell, 1, 2, 3, 4], ["", 1, 2, 3, 4]]).choices["needs"]
    assert {code for code in frame if frame[code].iloc[0] == 1} == chosen
    assert frame.iloc[0].isna().sum() == 0
    assert frame.iloc[1].isna().all()


@pytest.mark.parametrize(
    ("cell", "chosen"),
    [
        ("Newspaper, local Radio Trust", {"news", "radio", "trust"}),
        ("Koran, lokal Kepercayaan", {"trust", "news"}),
        ("trust,news,radio", {"trust", "news", "radio"}),
        ("Radio;Newspaper, local;", {"radio", "news"}),
        ("trust news, my neighbour;", {"trust", "news", "other"}),
        ("Trust me", {"other"}),
        ("Radio " * 400, {"radio"}),
    ],
)
def test_joined_choices_are_cut_at_the_options_not_at_the_signs(read, cell, chosen):
    frame = read([["needs", *HEAD], [cell, 1, 2, 3, 4]]).choices["needs"]
    assert {code for code in frame if frame[code].iloc[0] == 1} == chosen


MEDIA = ["Which media do you use?", "Which media do you use?/Television", "Which media do you use?/Internet"]


def test_of_a_joined_cell_and_columns_the_columns_count_where_they_say_something(read):
    rows = [["Television Internet", 1, 1], ["Television", "", ""], ["", "", ""], ["words of another form", 0, 1]]
    frame = read([[*MEDIA, *HEAD], *([*row, 1, 2, 3, 4] for row in rows)]).choices["media"]
    assert frame.fillna(-1).to_numpy().tolist() == [[1, 1], [1, 0], [-1, -1], [0, 1]]


def test_a_joined_cell_and_columns_that_disagree_are_an_error(refused, read):
    rows = [[*MEDIA, *HEAD], ["Television", 1, 0, 1, 2, 3, 4], ["Television", 0, 1, 1, 2, 3, 4]]
    error = refused(rows)
    (problem,) = error.problems
    assert (problem.code, problem.reason, problem.row, problem.variable, problem.value) == (
        "E203", "choice_conflict", 3, "media", None,
    )  # fmt: skip
    blanked = read(rows, on_invalid="missing")
    assert blanked.choices["media"].to_numpy().tolist() == [[1, 0], [0, 1]]
    assert [(i.where, i.values["count"]) for i in blanked.issues if i.code == "invalid_blanked"] == [("media", 1)]
    from govassess.responses.mapping import ColumnMapping

    assert read(rows, mapping=ColumnMapping(ignore=(MEDIA[0],))).choices["media"].iloc[1].tolist() == [0, 1]


@pytest.mark.parametrize(
    ("cells", "read_as"),
    [
        ([["Television", ""], ["", "Internet"], ["", ""]], [[1, 0], [0, 1], [-1, -1]]),
        ([["Checked", "Unchecked"], ["Unchecked", "Unchecked"], ["", ""]], [[1, 0], [0, 0], [-1, -1]]),
        ([["Y", ""], ["", "Y"], ["", ""]], [[1, 0], [0, 1], [-1, -1]]),
        ([["1", ""], ["", "2"], ["", ""]], [[1, 0], [0, 1], [-1, -1]]),
        ([["Televisi", "0"], ["0.0", "TRUE"], ["", " "]], [[1, 0], [0, 1], [-1, -1]]),
    ],
)
def test_an_empty_tick_is_no_choice_only_where_the_question_was_answered(read, cells, read_as):
    rows = [["media/tv", "media/web", *HEAD], *([*pair, 1, 2, 3, 4] for pair in cells)]
    assert read(rows).choices["media"].fillna(-1).to_numpy().tolist() == read_as


def test_what_limesurvey_did_not_show_is_no_answer_and_is_counted(read):
    nothing = "{question_not_shown}"
    own = ["id", "submitdate", "lastpage", "startlanguage"]
    rows = [
        ["Response ID", "Date submitted", "Last page", "Start language", "Organisation", "TV", "Web", *HEAD],
        [*own, "agency", "media_tv", "media_web", *HEAD],
        [1, nothing, 1, "id", "{quote}Dinas{tab}A", "Y", "", 1, nothing, 3, 4],
        [2, "2026-01-01", 1, "id", nothing, "", "", nothing, nothing, 3, 4],
        [3, "2026-01-01", 1, "id", "B", nothing, nothing, 1, 2, 3, 4],
    ]
    responses = read(rows, delimited="\t")
    assert responses.items.fillna(-1).to_numpy().tolist() == [[1, -1, 3, 4], [-1, -1, 3, 4], [1, 2, 3, 4]]
    assert responses.choices["media"].fillna(-1).to_numpy().tolist() == [[1, 0], [0, 0], [-1, -1]]
    assert responses.profile["agency"].tolist() == ['"Dinas A', None, "B"]
    counted = {i.where: i.values["count"] for i in responses.issues if i.code == "missing_code"}
    assert counted == {"TR1": 1, "TR2": 2}
    assert [i.values["count"] for i in responses.issues if i.code == "partial_kept"] == [1]


def test_a_synonym_may_be_the_code_before_which_a_recode_has_a_gap(read, refused):
    from govassess.responses.mapping import ColumnMapping

    recoded = ColumnMapping(synonyms={"agree5": {"6": 5}})
    responses = read([HEAD, ["6", "6.0", "6 - Strongly agree", "(6)"]], mapping=recoded)
    assert responses.items.iloc[0].tolist() == [5, 5, 5, 5]
    assert refused([HEAD, ["6 - Agree", 1, 1, 1]], mapping=recoded).problems[0].code == "E203"
    assert refused([HEAD, ["7", 1, 1, 1]], mapping=recoded).problems[0].code == "E202"


def test_columns_of_ticks_are_one_question(read):
    heads = ["Which media do you use?/Television", "Which media do you use?/Internet"]
    frame = read([[*heads, *HEAD], [1, 0, 1, 2, 3, 4], ["", "", 1, 2, 3, 4], ["", "Y", 1, 2, 3, 4]]).choices["media"]
    assert frame.iloc[0].tolist() == [1, 0]
    assert frame.iloc[1].isna().all()
    assert frame.iloc[2].tolist() == [0, 1]


@pytest.mark.parametrize(
    "heads",
    [
        ["media[tv]", "media[web]"],
        ["media_tv", "media_web"],
        ["media/tv", "media/web"],
        ["Media apa yang Anda gunakan? [Televisi]", "Media apa yang Anda gunakan? [Internet]"],
    ],
)
def test_ticks_are_found_under_each_tool_s_headings(read, heads):
    assert read([[*heads, *HEAD], [1, 0, 1, 2, 3, 4]]).choices["media"].iloc[0].tolist() == [1, 0]


def test_a_choice_that_is_no_option_is_an_error_without_its_text(refused):
    (problem,) = refused([["media", *HEAD], ["Internet, gossip", 1, 2, 3, 4]]).problems
    assert (problem.code, problem.reason, problem.value, problem.row) == ("E201", "not_an_option", None, 2)


def test_a_tick_that_is_none_is_an_error_without_its_text(refused):
    (problem,) = refused([["media/tv", "media/web", *HEAD], ["perhaps", 1, 1, 2, 3, 4]]).problems
    assert (problem.reason, problem.column, problem.value) == ("not_a_tick", "media/tv", None)


def test_a_tick_that_is_none_can_be_blanked(read):
    rows = [["media/tv", "media/web", *HEAD], ["perhaps", "", 1, 2, 3, 4]]
    assert read(rows, on_invalid="missing").choices["media"].iloc[0].isna().all()


def test_any_text_in_the_column_of_other_ticks_it(read):
    rows = [["needs/trust", "needs/other", *HEAD], [0, "a friend", 1, 2, 3, 4]]
    assert read(rows).choices["needs"].loc[0, ["trust", "other"]].tolist() == [0, 1]


def test_stages_of_a_checklist_are_read_by_code_or_word(read, refused):
    frame = read([["CK1", "Wali data", *HEAD], ["Berjalan", 2, 1, 2, 3, 4]]).checklists
    assert frame.iloc[0].tolist() == [1, 2]
    assert refused([["CK1", *HEAD], [3, 1, 2, 3, 4]]).problems[0].code == "E202"


def test_the_error_knows_the_language_the_file_speaks(refused):
    assert refused([HEAD, ["Setujuu", "Setuju", 3, 4]]).lang == "id"
    assert refused([HEAD, ["Agreed", "Agree", 3, 4]]).lang == "en"
    assert refused([HEAD, [7, 2, 3, 4]]).lang is None
