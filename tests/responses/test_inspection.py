"""What ``inspect_file`` tells about a file."""

from __future__ import annotations

import pytest

from govassess.responses.inspect import inspect_file

HEAD = ["Timestamp", "Nama", "TR1", "TR2", "TR3", "TR4", "Saran"]


def test_everything_known_about_a_file_is_told(write, trust):
    rows = [HEAD, ["t1", "Ani", "Setuju", 7, 3, 99, "x"], ["t2", "Budi", "setuju", 2, 3, 4, ""], [""] * 7]
    found = inspect_file(write(rows, delimiter=";"), trust)
    assert (found.tool, found.tool_evidence) == ("google_forms", ("Timestamp",))
    assert (found.delimiter, found.encoding, found.header_row, found.header_rows) == (";", "utf-8", 1, 1)
    assert (found.rows, found.columns, found.instrument, found.form, found.lang) == (3, 7, "trust-small", "full", "id")
    assert [(c.heading, c.step) for c in found.matched] == [(name, "code") for name in HEAD[2:6]]
    assert (found.metadata, found.personal, found.unmatched_columns) == (("Timestamp",), ("Nama",), ("Saran",))
    assert "agency" in found.unmatched_targets
    rows = {match.target: match for match in found.matched}
    assert [(v.text, v.count, v.value, v.off_scale) for v in rows["TR2"].values] == [
        ("7", 1, None, True),
        ("2", 1, 2.0, False),
    ]
    assert [(v.text, v.value) for v in rows["TR1"].values] == [("Setuju", 4.0), ("setuju", 4.0)]
    assert [v.text for v in rows["TR4"].values] == ["4", "99"]
    assert {name: match.problems for name, match in rows.items() if match.problems} == {"TR2": ("E202",)}
    assert found.next_steps == ("settle_answers",)
    assert found.draft is None
    assert [(p.code, p.item) for p in found.problems] == [("E202", "TR2")]
    assert {step.code: step.count for step in found.funnel}["empty"] == 1


def test_each_shipped_instrument_is_counted(write):
    found = inspect_file(write([["U1", "U2", "U3"], [1, 2, 3]]))
    counted = {one.id: (one.fits, one.found, one.needed) for one in found.candidates}
    assert counted["skm-permenpanrb-14-2017"] == (False, 3, 9)
    assert counted["cg-dps-smartcity"][1] == 0
    assert found.candidates[0].id == "skm-permenpanrb-14-2017"


def test_values_that_look_personal_are_masked(write, trust):
    rows = [["TR1", "TR2", "TR3", "TR4"], ["ani@example.org", 2, 3, 4]]
    assert inspect_file(write(rows), trust).matched[0].values[0].text == "***"


def test_the_instrument_that_comes_closest_is_first_and_each_says_what_it_lacks(write):
    found = inspect_file(write([["U1", "U2", "Waktu penyelesain", "RM1a", "RM1b", "RM2a"], *[[1, 2, 3, 4, 5, 1]] * 9]))
    first, second = found.candidates
    assert (first.id, first.found, first.needed) == ("skm-permenpanrb-14-2017", 2, 9)
    assert [(each.target, each.column) for each in first.alike] == [("U3", "C")]
    assert "U3" in first.missing
    assert (second.id, second.found) == ("cg-dps-smartcity", 2)  # as many, but a smaller part of what it needs
    assert second.needed > 9


@pytest.mark.parametrize(
    ("rows", "steps"),
    [
        ([["TR1", "TR2", "TR3", "TR4"], [1, 2, 3, 4]], ("analyze",)),
        ([["Partners keep their promise", "TR2", "TR3", "TR4"], [1, 2, 3, 4]], ("accept_proposals",)),
        ([["zzz", "TR2", "TR3", "TR4"], [1, 2, 3, 4]], ("settle_columns",)),
        ([["TR1", "TR1", "TR2", "TR3", "TR4"], [1, 2, 3, 4, 7]], ("settle_columns", "settle_answers")),
        ([["TR1", "TR2", "TR3", "TR4"], [1, 2, 3, "x"]], ("settle_answers",)),
        ([["A1", "A2", "A3"], *[[1, 2, 3], [4, 5, 2], [3, 3, 1]] * 4], ("draft_instrument",)),
        ([["zzz", "yyy"], ["a", "b"]], ("nothing_fits",)),
        ([["TR1", "TR2", "TR3", "TR4"]], ("mend_file",)),
        ([["A1", "A2", "A3"]], ("mend_file",)),
    ],
)
def test_what_to_do_next_follows_from_what_was_found(write, trust, rows, steps):
    assert inspect_file(write(rows), trust).next_steps == steps


def test_a_missing_item_is_listed_with_the_column_that_may_be_meant(write, trust):
    found = inspect_file(write([["Partners keep their promise", "TR2", "TR3", "TR4"], [1, 2, 3, 4]]), trust)
    assert found.missing == ("TR1",)
    assert [(each.target, each.column) for each in found.proposed] == [("TR1", "A")]


@pytest.mark.parametrize(
    ("heading", "times", "expected"),
    [
        ("Timestamp", ["04/05/2026 10:00:00"] * 2, True),
        ("Timestamp", ["2026-05-04"] * 2, False),
        ("X", ["04/05/2026"] * 2, False),
    ],
)
def test_dates_of_which_day_and_month_can_be_mistaken_are_noticed(write, trust, heading, times, expected):
    rows = [[heading, "TR1", "TR2", "TR3", "TR4"], *[[time, 1, 2, 3, 4] for time in times]]
    assert inspect_file(write(rows), trust, tool="google_forms").dates is expected


def test_the_column_that_tells_responses_apart_is_named(write, trust):
    rows = [["TR1", "TR2", "TR3", "TR4", "_id", "_uuid", "_index"], [1, 2, 3, 4, 7, "u", 1]]
    assert inspect_file(write(rows), trust).id_column == "_uuid"
    assert inspect_file(write([["TR1", "TR2", "TR3", "TR4"], [1, 2, 3, 4]]), trust).id_column is None
