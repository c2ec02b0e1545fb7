"""What ``inspect_file`` tells about a file."""

from __future__ import annotations

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
    assert [(v.text, v.count, v.value, v.off_scale) for v in found.values["TR2"]] == [
        ("2", 1, 2.0, False),
        ("7", 1, None, True),
    ]
    assert [(v.text, v.value) for v in found.values["TR1"]] == [("Setuju", 4.0), ("setuju", 4.0)]
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
    assert inspect_file(write(rows), trust).values["TR1"][0].text == "***"
