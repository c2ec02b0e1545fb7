"""``--charts``: every chart as a file of its own, with ``analyze`` and with ``report``."""

from __future__ import annotations

from pathlib import Path

import pytest

from govassess.errors import OutputError

FAST = ("--draws", "200")
RESULT = "survei-kota-2026-result.json"


@pytest.fixture
def analyzed(run, survey):
    return run("analyze", survey, "--by", "agency_type", "--charts", "gambar", *FAST)


def names(folder: Path) -> list[str]:
    return sorted(path.name for path in folder.iterdir())


def test_every_chart_is_written_and_the_last_line_says_where(analyzed, tmp_path):
    assert analyzed.exit_code == 0, analyzed.output
    found = names(tmp_path / "gambar")
    assert found[:4] == ["01-ladder-cg.svg", "02-ladder-dps.svg", "03-ladder-sc.svg", "04-scores.svg"]
    assert analyzed.stdout.splitlines()[-1] == f"Ditulis: gambar ({len(found)} grafik)"
    assert (tmp_path / RESULT).exists()


def test_report_draws_the_same_charts(analyzed, run, tmp_path):
    again = run("report", RESULT, "--charts", "lagi", "-o", "out")
    assert again.exit_code == 0, again.output
    assert names(tmp_path / "lagi") == names(tmp_path / "gambar")
    for name in names(tmp_path / "gambar"):
        assert (tmp_path / "lagi" / name).read_bytes() == (tmp_path / "gambar" / name).read_bytes()


def test_without_the_option_no_folder_is_made(run, survey, tmp_path):
    run("analyze", survey, *FAST)
    assert not [path for path in tmp_path.iterdir() if path.is_dir()]


def test_drawings_that_govassess_did_not_make_stay_unless_forced(run, survey, tmp_path):
    folder = tmp_path / "gambar"
    folder.mkdir()
    (folder / "01-ladder-cg.svg").write_text("mine", encoding="utf-8")
    refused = run("analyze", survey, "--charts", "gambar", *FAST)
    assert refused.exit_code == OutputError.exit_code
    assert (folder / "01-ladder-cg.svg").read_text(encoding="utf-8") == "mine"
    assert names(tmp_path) == ["gambar"]
    assert run("analyze", survey, "--charts", "gambar", "--force", *FAST).exit_code == 0
    assert (folder / "01-ladder-cg.svg").read_text(encoding="utf-8").startswith("<?xml")


def test_where_no_folder_can_be_nothing_is_written_at_all(run, survey, tmp_path):
    (tmp_path / "taken").write_text("a file", encoding="utf-8")
    refused = run("analyze", survey, "--charts", "taken/gambar", *FAST)
    assert refused.exit_code == OutputError.exit_code
    assert names(tmp_path) == ["taken"]


def test_json_leaves_nothing_else_on_stdout(run, survey, tmp_path):
    found = run("analyze", survey, "--charts", "gambar", "--json", *FAST)
    assert found.stdout.startswith("{")
    assert found.stdout.rstrip().endswith("}")
    assert names(tmp_path / "gambar")
