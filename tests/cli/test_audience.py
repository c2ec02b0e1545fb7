"""``--for``: the result file holds all numbers whatever the audience, and the page is that of ``analyze``."""

from __future__ import annotations


def test_a_stored_result_gives_the_page_of_every_audience(run, survey, tmp_path):
    common = ("--draws", "50", "--lang", "id")
    run("analyze", survey, *common, "-o", "first", "--for", "thesis")
    stored = tmp_path / "first" / "survei-kota-2026-result.json"
    page = (tmp_path / "first" / "survei-kota-2026-report.html").read_bytes()
    before = stored.read_bytes()
    run("analyze", survey, *common, "-o", "second", "--format", "json")
    assert (tmp_path / "second" / "survei-kota-2026-result.json").read_bytes() == before  # the audience is not in it
    found = run("report", tmp_path / "second" / "survei-kota-2026-result.json", "--for", "thesis", "-o", "again")
    assert found.exit_code == 0, found.output
    assert (tmp_path / "again" / "survei-kota-2026-report.html").read_bytes() == page
    assert run("report", stored, "--for", "agency", "-o", "agency").exit_code == 0
    assert (tmp_path / "agency" / "survei-kota-2026-report.html").read_bytes() != page
