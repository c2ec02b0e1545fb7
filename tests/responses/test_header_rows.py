"""How many header rows a file has, and what the columns are called."""

from __future__ import annotations

import pytest

from govassess.responses.formats.header import header_of

QUALTRICS = [
    ["StartDate", "EndDate", "Progress", "Q1", "Q2"],
    ["Anfangsdatum", "Enddatum", "Stand", "How old?", "Why?"],
    ['{"ImportId":"startDate"}', '{"ImportId":"endDate"}', '{"ImportId":"progress"}', '{"ImportId":"QID1"}', '{"ImportId":"QID2_TEXT"}'],
    ["2026-01-01 10:00:00", "2026-01-01 10:05:00", "100", "3", "because"],
]  # fmt: skip
MONKEY = [
    ["Respondent ID", "Trust?", "", "", "Your role", "Media?", ""],
    ["", "Partners", "Staff", "Other (please specify)", "Open-Ended Response", "TV", "Web"],
    ["1", "Agree", "Disagree", "", "clerk", "TV", ""],
]
VV = [
    ["Response ID", "Date submitted", "Last page", "Start language", "Trust? (Partners)"],
    ["id", "submitdate", "lastpage", "startlanguage", "TR_TR1"],
    ["1", "{question_not_shown}", "2", "id", "4"],
]


def test_qualtrics_has_tags_texts_and_ids():
    found = header_of(QUALTRICS)
    assert (found.rows, found.headings, found.labels[0]) == (3, tuple(QUALTRICS[0]), tuple(QUALTRICS[1]))
    assert found.labels[1] == ("startDate", "endDate", "progress", "QID1", "QID2_TEXT")
    assert found.written == tuple(map(tuple, QUALTRICS[:3]))


def test_qualtrics_without_its_ids_or_its_texts_has_two_rows():
    assert header_of([*QUALTRICS[:2], QUALTRICS[3]]).rows == 2
    assert header_of([QUALTRICS[0], *QUALTRICS[2:]]).rows == 2
    assert header_of([QUALTRICS[0], QUALTRICS[3], QUALTRICS[3]]).rows == 1


def test_old_qualtrics_numbers_give_way_to_the_names_below():
    own = ["ResponseID", "ResponseSet", "Status", "StartDate"]
    rows = [["V1", "V2", "V3", "V4", "Q1"], [*own, "How old?"], ["R_1", "Default", "0", "2026-01-01", "3"]]
    found = header_of(rows)
    assert (found.rows, found.headings) == (2, (*own, "Q1"))
    assert header_of([[*own, "Q1"], *rows[1:]]).headings == (*own, "Q1")


def test_surveymonkey_questions_are_filled_to_the_right():
    found = header_of(MONKEY)
    assert found.rows == 2
    assert found.headings == (
        "Respondent ID", "Trust? [Partners]", "Trust? [Staff]", "Trust? [Other (please specify)]", "Your role",
        "Media? [TV]", "Media? [Web]",
    )  # fmt: skip


@pytest.mark.parametrize(
    "rows",
    [
        [["Respondent ID", "Trust?", "", "Data?", ""], ["", "Partners", "Staff", "Own", "Shared"], ["1", "4", "5", "1", "2"]],
        [["Age", "Trust?", "", "Role"], ["Response", "Partners", "Staff", "Response"], ["18-29", "4", "5", "clerk"]],
        [["Respondent ID", "Age", "Role"], ["", "Response", "Response"], ["1", "18-29", "clerk"]],
        [["Respondent ID", "Start Date", "Alter", "Vertrauen?", ""], ["", "", "Antwort", "Partner", "Amt"], ["1", "1/2/2026", "30", "4", "5"]],
    ],
    ids=["matrices only", "own columns deleted", "single answers only", "another language"],
)  # fmt: skip
def test_two_rows_of_surveymonkey_are_seen_in_whatever_is_left_of_them(rows):
    assert header_of(rows).rows == 2


@pytest.mark.parametrize(
    "rows",
    [
        [["Respondent ID", "Age", ""], ["1", "Response", "x"], ["2", "30", "y"]],
        [["Name", "Answer", ""], ["Ani", "Response", ""], ["Budi", "Stimulus", ""]],
        [["TR1", "TR2", ""], ["", "3", "note"], ["1", "2", ""]],
        [["Timestamp", "Survey", "", ""], ["1/2/2026", "Setuju", "", ""], ["1/2/2026", "Setuju", "", ""]],
    ],
)
def test_an_answer_is_not_taken_for_a_header(rows):
    assert header_of(rows).rows == 1


def test_limesurvey_codes_stand_below_the_texts():
    found = header_of(VV)
    assert (found.rows, found.headings, found.labels) == (2, tuple(VV[1]), (tuple(VV[0]),))
    assert header_of([VV[1], VV[2]]).rows == 1


def test_the_number_that_a_person_says_wins():
    assert (header_of(QUALTRICS, 1).rows, header_of(QUALTRICS, 2).rows, header_of(QUALTRICS, 3).rows) == (1, 2, 3)
    assert (header_of(MONKEY, 1).headings[1:3], header_of(MONKEY, 3).rows) == (("Trust?", ""), 3)
    assert header_of(VV, 1).headings == tuple(VV[0])
    assert header_of([["Trust", ""], ["TR1", "TR2"]], 2).headings == ("Trust [TR1]", "Trust [TR2]")
    assert header_of([["TR1", "TR2"], ["text", "text"]], 2).headings == ("TR1", "TR2")


@pytest.mark.parametrize("pasted", [MONKEY, QUALTRICS])
def test_header_rows_pasted_among_the_answers_leave(read, pasted):
    heads, items = list(map(list, pasted[:-1])), ["TR1", "TR2", "TR3", "TR4"]
    asked = [heads[0], [*heads[1]], *heads[2:]]
    asked[0] = [*asked[0], *items]
    asked[1] = [*asked[1], *(["Response"] * 4 if pasted is MONKEY else items)]
    asked[2:] = [[*row, *[f'{{"ImportId":"QID{at}"}}' for at in range(11, 15)]] for row in asked[2:]]
    data = [*pasted[-1], 1, 2, 3, 4]
    responses = read([*asked, data, *asked, data])
    assert {step.code: step.count for step in responses.funnel}["header_copies"] == len(asked)
    assert responses.items.to_numpy().tolist() == [[1, 2, 3, 4]] * 2
