"""Tools told by their headings, their own columns, and the option that overrules."""

from __future__ import annotations

import pytest

from govassess.responses.inspect import inspect_file
from govassess.responses.tools import TOOLS, is_own, recognise_tool

ITEMS = ["TR1", "TR2", "TR3", "TR4"]


@pytest.mark.parametrize(
    ("tool", "headings"),
    [
        ("kobotoolbox", ["TR1", "_uuid", "_submission_time"]),
        ("kobotoolbox", ["formhub/uuid", "trust/TR1", "meta/instanceID", "_xform_id_string"]),
        ("odk", ["SubmissionDate", "trust-TR1", "KEY"]),
        ("qualtrics", ["StartDate", "Finished", "ResponseId", "TR1"]),
        ("qualtrics", ["ResponseID", "ResponseSet", "StartDate", "TR1"]),
        ("limesurvey", ["id", "submitdate", "lastpage", "TR1"]),
        ("limesurvey", ["Response ID", "Date submitted", "Last page", "Start language"]),
        ("limesurvey", ["ID tanggapan", "Tanggal pengiriman", "Nama belakang", "Bahasa utama"]),
        ("limesurvey", ["ID_tanggapan", "Tanggal_pengiriman"]),
        ("limesurvey", ["TR[TR1]", "TR[TR2]", "TR[TR3]. How far?"]),
        ("surveymonkey", ["RespondentID", "How far?"]),
        ("surveymonkey", ["Respondent ID", "Collector ID", "Start Date", "End Date"]),
        ("redcap", ["record_id", "tr1", "survey_complete"]),
        ("redcap", ["study_id", "media___1", "survey_complete"]),
        ("redcap", ["record_id", "redcap_event_name", "tr1"]),
        ("redcap", ["Record ID", "How far?", "Complete?"]),
        ("redcap", ["Record ID", "Media? (choice=TV)"]),
        ("microsoft_forms", ["ID", "Start time", "Completion time", "Email", "Name"]),
        ("microsoft_forms", ["ID", "Waktu mulai", "Waktu penyelesaian", "Email", "Nama"]),
        ("google_forms", ["Timestamp", "TR1"]),
        ("google_forms", ["Stempel waktu", "TR1"]),
        ("generic", ["id", "start", "end", "TR1", "training_complete"]),
        ("generic", ["Nama depan", "Nama belakang", "Tanggal mulai", "TR1"]),
        ("generic", ["TR1[a b]", "TR2[c]"]),
    ],
)
def test_a_tool_is_told_by_its_headings(tool, headings):
    found, evidence = recognise_tool(headings)
    assert found == tool
    assert bool(evidence) == (tool != "generic")
    assert set(evidence) <= set(headings)


def test_a_tool_is_told_by_what_stands_below_the_headings():
    assert recognise_tool(["a", "b"], [["x", "y"], ["startDate", "QID7_TEXT"]]) == ("qualtrics", ("QID7_TEXT",))
    assert recognise_tool(["Trust? [Partners]", "Age"], [["", "Age"], ["Partners", "Response"]])[0] == "surveymonkey"


@pytest.mark.parametrize(
    ("tool", "own", "asked"),
    [
        ("kobotoolbox", ["_id", "Photo_URL", "_Place_latitude", "_geolocation", "meta/instanceID", "_validation_status.label"], ["Photo", "Place"]),
        ("odk", ["KEY", "place-Latitude", "Edits", "meta-instanceID"], ["about-agency"]),
        ("qualtrics", ["t_First Click", "t_Page Submit", "FL_7_DO", "Q5_DO_2", "Q3 - Topics", "Q3 - Parent Topics", "b_Operating System", "Q_RecaptchaScore"], ["Q_1", "do_1", "Status quo"]),
        ("limesurvey", ["interviewtime", "groupTime12", "TR1Time", "Group time: Trust", "Waktu pertanyaan: TR1", "Total_time", "id. Response ID", "submitdate. Tanggal pengiriman"], ["Time at work", "role[other]"]),
        ("redcap", ["trust_complete", "Complete?", "Complete?.3", "survey_timestamp", "redcap_repeat_instance"], ["media___1"]),
        ("microsoft_forms", ["Points - Partners meet.", "Umpan balik - Mitra bertemu.", "Total points"], ["Points of view"]),
        ("surveymonkey", ["Custom Data 3", "IP Address"], ["Start"]),
        ("google_forms", ["Timestamp", "Score", "Alamat email"], ["Partners meet."]),
    ],
)  # fmt: skip
def test_a_tool_s_own_columns_are_known(tool, own, asked):
    assert [heading for heading in own if not is_own(TOOLS[tool], heading)] == []
    assert [heading for heading in asked if is_own(TOOLS[tool], heading)] == []


def test_own_columns_are_neither_items_nor_left_over(write, trust):
    rows = [
        ["ResponseId", "RecordedDate", *ITEMS, "TR1_First Click", "Q9_DO_TR1", "Mitra menepati janjinya. - Topics"],
        ["R1", "x", 1, 2, 3, 4, "0.5", "1", ""],
    ]
    found = inspect_file(write(rows), trust)
    assert (found.problems, found.unmatched_columns, len(found.metadata)) == ((), (), 5)


def test_an_own_column_holds_an_item_only_by_its_exact_code(read, trust):
    rows = [
        ["ID", "Start time", "Completion time", *ITEMS, "Points - Partners keep their promises."],
        [1, "", "", 1, 2, 3, 4, 9],
    ]
    assert read(rows).items["TR1"].tolist() == [1]
    rows[0][-1] = "years"
    assert read(rows).profile["years"].tolist() == [9]


def test_the_tool_that_a_person_names_wins(write, trust):
    rows = [["Timestamp", *ITEMS], ["t", 1, 2, 3, 4]]
    assert inspect_file(write(rows), trust, tool="generic").unmatched_columns == ("Timestamp",)
    found = inspect_file(write(rows), trust, tool="kobotoolbox")
    assert (found.tool, found.tool_evidence) == ("kobotoolbox", ())


def test_redcap_writes_no_sign_into_names(write, trust):
    from dataclasses import replace

    from govassess.responses.read import read_responses

    media, options = trust.multiple_choice[1], trust.multiple_choice[1].options
    survey = replace(trust, multiple_choice=(replace(media, options=(options[0], replace(options[1], code=-99))),))
    rows = [["record_id", *ITEMS, "media___tv", "media____99", "form_complete"], [1, 1, 2, 3, 4, 0, 1, 2]]
    assert read_responses(write(rows), survey).choices["media"].iloc[0].to_dict() == {"tv": 0, "-99": 1}


def test_redcap_knows_no_capital_letters(read, refused):
    rows = [
        ["record_id", "tr1", "tr2", "tr3", "tr4", "media___tv", "media___web", "form_complete"],
        [1, 1, 2, 3, 4, 1, 0, 2],
    ]
    responses = read(rows)
    assert responses.items.iloc[0].tolist() == [1, 2, 3, 4]
    assert responses.choices["media"].iloc[0].tolist() == [1, 0]
    assert {p.code for p in refused([row[1:5] for row in rows]).problems} == {"E106"}  # elsewhere capitals count
