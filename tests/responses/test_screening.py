"""The funnel: who leaves at which step, who is only counted, and that it adds up."""

from __future__ import annotations

import pytest

ROW = [1, 2, 3, 4, 5, 5]


def counts(responses):
    return {step.code: step.count for step in responses.funnel}


def test_every_kind_of_row_leaves_at_its_own_step(read, survey):
    rows = survey(ROW, ROW, ROW, ROW, ROW, ROW, consent=["Ya", "Tidak", "", "1", "2", "Bersedia"])
    rows.insert(3, [""] * 7)
    rows.insert(4, [" "] * 7)
    rows.insert(6, rows[0])
    responses = read(rows)
    assert counts(responses) == {
        "read": 9, "empty": 2, "header_copies": 1, "previews": 0, "filtered": 0, "no_consent": 3, "duplicates_dropped": 0,
        "partial_dropped": 0,
    }  # fmt: skip
    assert len(responses.items) == 3
    assert responses.funnel[-1].remaining == 3
    assert [step.step for step in responses.funnel] == list(range(8))


def test_each_step_says_how_many_remain(read, survey):
    responses = read(survey(ROW, ROW, [""] * 6))
    remaining = responses.funnel[0].count
    for step in responses.funnel[1:]:
        remaining -= step.count
        assert step.remaining == remaining


def test_an_answer_to_consent_that_is_neither_is_an_error(refused, survey):
    (problem,) = refused(survey(ROW, consent=["maybe"])).problems
    assert (problem.code, problem.reason, problem.variable, problem.value) == ("E201", "consent", "consent", "***")


def test_an_unclear_consent_counts_as_refused_where_faults_are_blanked(read, survey):
    responses = read(survey(ROW, ROW, consent=["maybe", "Ya"]), on_invalid="missing")
    assert counts(responses)["no_consent"] == 1
    assert any(issue.code == "invalid_blanked" and issue.where == "consent" for issue in responses.issues)


def test_who_refused_cannot_stop_the_run_with_a_wrong_answer(read, survey):
    responses = read(survey(ROW, [9999, "x", 0, 7, "", 8], consent=["Ya", "Tidak"]))
    assert len(responses.items) == 1


def test_limesurvey_writes_consent_as_y_and_n(read):
    rows = [
        ["submitdate", "lastpage", "consent", "Q[TR1]", "Q[TR2]", "Q[TR3]", "Q[TR4]"],
        ["x", 1, "Y", 1, 2, 3, 4],
        ["x", 1, "N", 1, 2, 3, 4],
    ]
    responses = read(rows)
    assert responses.source.tool == "limesurvey"
    assert counts(responses)["no_consent"] == 1


IDS = ["u1", "u1", "u2", "u2", "u2", "u3"]


@pytest.mark.parametrize(
    ("how", "left", "kept"),
    [("report", 0, [1, 2, 3, 4, 5, 1]), ("first", 3, [1, 3, 1]), ("last", 3, [2, 5, 1])],
)
def test_repeated_responses_are_told_by_their_id(read, survey, how, left, kept):
    rows = survey(*[[n, 2, 3, 4, 5, 5] for n in (1, 2, 3, 4, 5, 1)], _uuid=IDS, _index=range(6))
    responses = read(rows, duplicates=how)
    assert responses.source.tool == "kobotoolbox"
    assert counts(responses)["duplicates_dropped"] == left
    assert responses.items["TR1"].tolist() == kept
    reported = [issue.values["count"] for issue in responses.issues if issue.code == "duplicates_kept"]
    assert reported == ([3] if how == "report" else [])


def test_repeated_responses_can_stop_the_run(refused, survey):
    (problem,) = refused(survey(*[ROW] * 6, _uuid=IDS, _index=range(6)), duplicates="error").problems
    assert (problem.code, problem.values["count"], problem.values["rows"]) == ("W104", 3, "3, 5, 6")


def test_a_column_named_in_the_mapping_identifies_respondents(read, survey):
    from govassess.responses.mapping import ColumnMapping

    rows = survey(ROW, ROW, ROW, Nomor=["7", "7", ""])
    responses = read(rows, mapping=ColumnMapping(id_column="Nomor"), duplicates="first")
    assert counts(responses)["duplicates_dropped"] == 1


def test_equal_rows_with_a_time_are_duplicates_and_without_one_are_not(read, survey):
    timed = survey(ROW, ROW, Timestamp=["1/2/2026 10:00:00"] * 2)
    assert counts(read(timed, duplicates="first"))["duplicates_dropped"] == 1
    assert counts(read(survey(ROW, ROW), duplicates="first"))["duplicates_dropped"] == 0


def test_equal_answers_to_many_items_are_noticed_and_nobody_leaves(write):
    from govassess.instrument.load import load_instrument
    from govassess.responses.read import read_responses

    instrument = load_instrument("skm-permenpanrb-14-2017")
    items = [item.id for item in load_instrument("cg-dps-smartcity").items()]
    varied = [1 + at % 5 for at in range(64)]
    path = write([items, varied, varied, [3] * 64, [3] * 64, varied[::-1]])
    responses = read_responses(path)
    assert [issue.values["count"] for issue in responses.issues if issue.code == "duplicate_answers"] == [1]
    assert len(responses.items) == 5
    gaps = [*varied[:40], "", 99, *varied[42:]]
    gappy = write([items, gaps, gaps, varied, [*[""] * 55, *varied[55:]], [*[""] * 55, *varied[55:]]])
    assert [issue.values["count"] for issue in read_responses(gappy).issues if issue.code == "duplicate_answers"] == [1]
    short = write([[item.id for item in instrument.items()], [1, 2, 3, 4, 1, 2, 3, 4, 1], [1, 2, 3, 4, 1, 2, 3, 4, 1]])
    assert read_responses(short).issues == ()


def test_unfinished_responses_are_kept_and_counted_unless_asked(read):
    rows = [
        ["submitdate", "lastpage", "Q[TR1]", "Q[TR2]", "Q[TR3]", "Q[TR4]"],
        ["", 1, 1, 2, 3, 4],
        ["2026-01-01", 3, 1, 2, 3, 4],
    ]
    kept = read(rows)
    assert [issue.values["count"] for issue in kept.issues if issue.code == "partial_kept"] == [1]
    assert counts(kept)["partial_dropped"] == 0
    dropped = read(rows, partial="drop")
    assert counts(dropped)["partial_dropped"] == 1
    assert len(dropped.items) == 1


def test_previews_leave(read):
    heads = ["ResponseId", "RecordedDate", "Status", "Finished"]
    rows = [
        [*heads, "TR1", "TR2", "TR3", "TR4"],
        ["r1", "d", "Survey Preview", "True", 1, 2, 3, 4],
        ["r2", "d", "IP Address", "True", 1, 2, 3, 4],
    ]
    responses = read(rows)
    assert (responses.source.tool, counts(responses)["previews"]) == ("qualtrics", 1)


@pytest.mark.parametrize(
    ("status", "left"),
    [
        ("1", 1),
        ("2", 1),
        ("9", 1),
        ("17", 1),
        ("Survey Test", 1),
        ("survey preview spam", 1),
        ("0", 0),
        ("8", 0),
        ("IP Address", 0),
    ],
)
def test_previews_and_tests_are_told_by_number_or_words(read, status, left):
    rows = [["ResponseId", "RecordedDate", "Status", "TR1", "TR2", "TR3", "TR4"], ["r1", "d", status, 1, 2, 3, 4]]
    assert counts(read(rows))["previews"] == left


def partial(responses):
    return sum(issue.values["count"] for issue in responses.issues if issue.code == "partial_kept")


@pytest.mark.parametrize(
    ("heads", "cells", "count"),
    [
        (["ResponseId", "Finished", "Progress"], [["a", "True", "40"], ["b", "FALSE", "100"], ["c", "0", "100"]], 2),
        (["ResponseId", "RecordedDate", "Progress"], [["a", "d", "40"], ["b", "d", "100"], ["c", "d", "0"]], 2),
        (
            ["ID tanggapan", "Tanggal pengiriman", "Bahasa utama"],
            [["a", "", "id"], ["b", "1980-01-01", "id"], ["c", " ", "id"]],
            2,
        ),
        (
            ["record_id", "survey_timestamp", "redcap_event_name"],
            [["a", "[not completed]", "x"], ["b", "", "x"], ["c", "2026-01-01", "x"]],
            1,
        ),
    ],
)
def test_unfinished_responses_are_told_by_the_tool_s_own_marks(read, heads, cells, count):
    rows = [[*heads, "TR1", "TR2", "TR3", "TR4"], *([*row, 1, 2, 3, 4] for row in cells)]
    responses = read(rows)
    assert (partial(responses), len(responses.items)) == (count, 3)
    assert len(read(rows, partial="drop").items) == 3 - count


def test_of_several_redcap_forms_the_one_with_the_items_says_who_finished(read):
    heads = ["record_id", "note", "intake_complete", "tr1", "tr2", "tr3", "tr4", "survey_complete", "visit_complete"]
    rows = [
        heads,
        [1, "", 0, 1, 2, 3, 4, 2, 0],
        [2, "", 2, 1, 2, 3, 4, 0, 2],
        [3, "", 2, 1, 2, 3, 4, 1, 2],
        [4, "", 2, 1, 2, 3, 4, "", 2],
    ]
    assert partial(read(rows)) == 2


def test_rows_of_other_events_and_repeated_forms_are_no_respondents(read):
    heads = [
        "record_id",
        "redcap_event_name",
        "redcap_repeat_instrument",
        "tr1",
        "tr2",
        "tr3",
        "tr4",
        "note",
        "survey_complete",
    ]
    answers = [1, 2, 3, 4, "", 2]
    rows = [
        heads,
        [1, "baseline", "", "", "", "", "", "came", ""],
        [1, "survey", "", *answers],
        [1, "survey", "visit", "", "", "", "", "x", ""],
        [2, "survey", "", "", "", "", "", "", 0],
        [2, "survey", "visit", "", "", "", "", "y", ""],
    ]
    responses = read(rows)
    assert {code: count for code, count in counts(responses).items() if count} == {"read": 5, "filtered": 3}
    assert responses.items["TR1"].isna().tolist() == [False, True]  # who skipped everything stays
    repeated = read(
        [
            heads,
            [1, "survey", "", "", "", "", "", "", ""],
            [1, "survey", "trust", *answers],
            [1, "survey", "trust", *answers],
        ]
    )
    assert (counts(repeated)["filtered"], len(repeated.items)) == (1, 2)  # asked in the repeated form itself


def test_a_token_identifies_before_the_number_of_the_response(read):
    rows = [["id", "submitdate", "lastpage", "token", "TR1", "TR2", "TR3", "TR4"]]
    rows += [[at, "d", 1, token, 1, 2, 3, 4] for at, token in enumerate(["a", "b", "a", "", ""])]
    assert counts(read(rows, duplicates="first"))["duplicates_dropped"] == 1
    for row in rows[1:]:
        row[0], row[3] = 7, ""
    assert counts(read(rows, duplicates="first"))["duplicates_dropped"] == 4  # no token was given: the number counts


@pytest.mark.parametrize(
    ("heads", "ids"),
    [
        (["KEY", "SubmissionDate"], ["k", "t"]),
        (["ResponseId", "RecordedDate"], ["k", "t"]),
        (["Respondent ID", "Collector ID"], ["k", "t"]),
        (["ID", "Start time", "Completion time"], ["k", "", ""]),
        (["record_id", "form_complete"], ["k", "2"]),
        (["meta/instanceID", "formhub/uuid"], ["k", "t"]),
    ],
)
def test_each_tool_s_id_tells_repeated_responses(read, heads, ids):
    rows = [[*heads, "TR1", "TR2", "TR3", "TR4"], [*ids, 1, 2, 3, 4], [*ids, 5, 4, 3, 2]]
    assert [i.values["count"] for i in read(rows).issues if i.code == "duplicates_kept"] == [1]


def test_personal_columns_are_named_and_their_contents_are_nowhere(read, survey):
    columns = {
        "Timestamp": ["1/2/2026 10:00:00"],
        "Email Address": ["ani@example.org"],
        "1. Nama lengkap": ["Ani Wijaya"],
        "Kontak": ["0812-3456-7890"],
        "Saran": ["baik"],
    }
    responses = read(survey(ROW, **columns))
    notices = {issue.code: issue.values for issue in responses.issues}
    assert notices["personal_columns"] == {"count": 3, "headings": '"Email Address"; "1. Nama lengkap"; "Kontak"'}
    assert notices["unmatched_columns"] == {"count": 1, "headings": '"Saran"'}
    told = f"{responses.issues} {responses.source} {responses.columns} {responses.profile.to_dict()}"
    assert not any(secret in told for secret in ("ani@", "Wijaya", "3456"))


def test_a_column_without_a_heading_is_named_by_its_letter(read, survey):
    responses = read([[*row, extra] for row, extra in zip(survey(ROW, ROW), ("", "x", ""), strict=True)])
    notices = {issue.code: issue.values for issue in responses.issues}
    assert notices == {"unmatched_columns": {"count": 1, "headings": '"G"'}}


def test_nobody_left_is_an_empty_result_not_an_error(read, survey):
    responses = read(survey(ROW, ROW, consent=["Tidak", "No"]))
    assert responses.items.shape == (0, 6)
    assert responses.funnel[-1].remaining == 0


def test_a_profile_variable_spelled_in_capitals_is_noticed(read, survey):
    responses = read(survey(ROW, AGENCY=["Dinas"]))
    assert [(i.code, i.where) for i in responses.issues if i.code == "heading_case"] == [("heading_case", "agency")]
    assert "agency" not in responses.profile


def test_every_notice_and_step_has_its_sentence_in_both_languages(read, survey):
    from govassess.text.catalogue import say

    rows = survey(
        ["Tidak tahu", 99, 3, 4, 7, 5], ROW, ROW, consent=["1", "1", "1"], agency=["Dinas Kesehatan", "dinas kesehatan", "Dinas Kesehatam"],
        role=["x", "", ""], Nama=["Ani", "Budi", "Cici"], Saran=["", "", "ok"], _uuid=["a", "b", "b"], _index=[1, 2, 3], YEARS=["", "", ""],
    )  # fmt: skip
    responses = read([[*row, ""] for row in rows], on_invalid="missing")
    assert {issue.code for issue in responses.issues} == {
        "missing_code", "invalid_blanked", "near_twins", "case_difference", "unlisted_values", "personal_columns", "unmatched_columns",
        "duplicates_kept", "empty_columns_dropped", "heading_case",
    }  # fmt: skip
    for lang in ("en", "id"):
        for issue in responses.issues:
            assert say(f"warning.{issue.code}", lang, **issue.values)
        for step in responses.funnel:
            assert say(f"funnel.{step.code}", lang)
