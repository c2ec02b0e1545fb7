"""Seconds spent on the questionnaire: logged, or between two times whose order of day and month is certain."""

from __future__ import annotations

import math

import pytest

from govassess.responses.mapping import ColumnMapping
from govassess.responses.seconds import day_first, moment

ITEMS = ["TR1", "TR2", "TR3", "TR4"]
ROW = [1, 2, 3, 4]


def seconds(responses):
    return None if responses.seconds is None else [None if math.isnan(each) else each for each in responses.seconds]


def forms(*times):
    """A file of Microsoft Forms with these times."""
    return [["ID", "Start time", "Completion time", *ITEMS], *([at, *pair, *ROW] for at, pair in enumerate(times, 1))]


def test_what_a_tool_logged_is_taken(read):
    heads = ["ResponseId", "RecordedDate", "Duration (in seconds)", "StartDate", "EndDate"]
    rows = [
        [f"R{at}", "x", logged, "2026-01-01 10:00:00", "2026-01-01 10:00:30", *ROW]
        for at, logged in enumerate(["61", "7,5", "", "-3", "soon"])
    ]
    assert seconds(read([[*heads, *ITEMS], *rows])) == [61, 7.5, None, None, None]
    rows = [[*row[:2], "", *row[3:]] for row in rows]
    assert seconds(read([[*heads, *ITEMS], *rows])) == [30] * 5  # nothing logged: the times count


def test_times_with_the_year_first_need_no_word(read):
    rows = [
        ["_uuid", "_index", "start", "end", *ITEMS],
        ["a", 1, "2026-01-01 10:00:00.250+07:00", "2026-01-01 10:01:00.750+07:00", *ROW],
        ["b", 2, "2026-01-01T10:00:00+07:00", "2026-01-01T04:00:00Z", *ROW],
        ["c", 3, "2026-01-01 10:00:00", "2026-01-01T04:00:00Z", *ROW],  # one of them without its distance from UTC
        ["d", 4, "2026-01-01", "2026-01-02", *ROW],
    ]
    assert seconds(read(rows)) == [60.5, 3600, None, None]


def test_a_negative_time_or_one_of_more_than_a_day_was_not_logged(read):
    rows = forms(
        ("2026-01-02 10:00:00", "2026-01-02 09:59:59"),
        ("2026-01-02 10:00:00", "2026-01-03 10:00:00"),
        ("2026-01-02 10:00:00", "2026-01-03 10:00:01"),
        ("2026-01-02 10:00:00", "2026-01-02 10:00:00"),
    )
    assert seconds(read(rows)) == [None, 86_400, None, 0]


def test_a_day_above_12_proves_the_order(read):
    american = forms(("1/2/26 11:59:00 PM", "1/3/26 12:01:00 AM"), ("1/13/26 9:00:00", "1/13/26 9:01:00"))
    assert seconds(read(american)) == [120, 60]
    european = forms(("31/01/2026 23:59", "01/02/2026 00:01"), ("1.2.2026 9.00", "1.2.2026 9.05"))
    assert seconds(read(european)) == [120, 300]


def test_without_proof_nothing_is_guessed_and_the_way_out_is_told(read):
    unclear = forms(("1/2/2026 23:59:00", "2/2/2026 0:01:00"))
    responses = read(unclear)
    assert responses.seconds is None
    assert [issue.code for issue in responses.issues] == ["times_unclear"]
    told = read(unclear, mapping=ColumnMapping(dayfirst=True))
    assert (seconds(told), told.issues) == ([120], ())
    assert seconds(read(unclear, mapping=ColumnMapping(dayfirst=False))) is None  # a month apart


def test_parts_that_contradict_each_other_prove_nothing():
    assert day_first(["13/1/2026 10:00", "1/13/2026 10:00"]) is None
    assert day_first(["2026-01-13 10:00"]) is None
    assert moment("1/2/2026 10:00", dayfirst=None) is None


@pytest.mark.parametrize("text", ["", "soon", "1/2/2026", "45678.5", "2026-13-01 10:00:00", "1/2/2026 25:00"])
def test_what_is_no_time_is_none(text):
    assert moment(text, dayfirst=True) is None


def test_times_follow_the_respondents_that_stay(read):
    rows = forms(("2026-01-02 10:00:00", "2026-01-02 10:00:05"), ("2026-01-02 10:00:00", "2026-01-02 10:00:07"))
    rows[1][0], rows[2][0] = 7, 7
    assert seconds(read(rows, duplicates="last")) == [7]


def test_a_file_without_times_has_none(read):
    assert read([ITEMS, ROW]).seconds is None


def test_a_mapping_file_says_which_part_is_the_day(write, trust):
    from govassess.responses.read import read_responses

    path = write(forms(("1/2/2026 23:59:00", "2/2/2026 0:01:00")))
    mapping = write("mapping_version: 1\ndayfirst: true\n", "mapping.yaml")
    assert seconds(read_responses(path, trust, mapping=mapping)) == [120]
