"""``--split-by``: a report per group, the page that leads to them, and what is said at the end."""

from __future__ import annotations

import json
import re
from pathlib import Path

import html5lib
import pytest

from govassess.questionnaire.simulate import simulate
from tests.cli.conftest import write_survey


@pytest.fixture(scope="module")
def survey(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return write_survey(tmp_path_factory.mktemp("split") / "survey.csv", n=70, clusters=4, form="short", seed=11)


@pytest.mark.parametrize("lang", ["en", "id"])
def test_every_group_has_a_report_and_the_index_leads_to_it(run, survey: Path, tmp_path: Path, lang: str) -> None:
    ended = run("analyze", survey, "-o", tmp_path / "out", "--split-by", "agency", "--draws", 50, "--lang", lang)
    assert ended.exit_code == 0, ended.stderr
    index = (tmp_path / "out" / "survey-index.html").read_text(encoding="utf-8")
    html5lib.HTMLParser(strict=True).parse(index)
    links = re.findall(r'href="([^"#]+)"', index)
    assert "survey-report.html" in links
    parts = [
        json.loads(path.read_text(encoding="utf-8"))
        for path in sorted((tmp_path / "out").glob("survey-??-result.json"))
    ]
    assert len(parts) == len(links) - 1 >= 3
    for part, number in zip(parts, range(1, 9), strict=False):
        name = part["options"]["split_value"]
        assert part["options"]["split_by"] == "agency"
        assert f'<a href="survey-{number:02d}-report.html">{name}</a>' in index
        page = (tmp_path / "out" / f"survey-{number:02d}-report.html").read_text(encoding="utf-8")
        assert name in page
        others = {other["options"]["split_value"] for other in parts} - {name}
        assert not any(other in page for other in others)
    assert str(tmp_path / "out" / "survey-index.html") in ended.stdout


def test_the_names_of_files_are_counted_never_labels(run, tmp_path: Path) -> None:
    frame = simulate("cg-dps-smartcity", n=40, seed=2, clusters=2, form="short", words="id")
    column = next(name for name in frame.columns if name.startswith("Nama organisasi"))
    frame[column] = ["../../etc/passwd" if place % 2 else "CON" for place in range(len(frame))]
    frame.to_csv(tmp_path / "survey.csv", index=False)
    ended = run("analyze", "survey.csv", "-o", "out", "--split-by", "agency", "--draws", 20, "--format", "json")
    assert ended.exit_code == 0, ended.stderr
    names = {path.name for path in (tmp_path / "out").iterdir()}
    assert names == {"survey-index.html", "survey-result.json", "survey-01-result.json", "survey-02-result.json"}


def test_groups_that_are_too_small_end_the_run_before_anything_is_written(run, survey: Path, tmp_path: Path) -> None:
    ended = run("analyze", survey, "-o", tmp_path / "out", "--split-by", "agency", "--min-group", 60, "--lang", "id")
    assert ended.exit_code == 1
    assert "60 responden" in ended.stderr
    assert not (tmp_path / "out").exists()


def test_a_report_of_a_group_made_from_another_file_is_not_overwritten(run, survey: Path, tmp_path: Path) -> None:
    (tmp_path / "out").mkdir()
    (tmp_path / "out" / "survey-02-report.html").write_text("mine", encoding="utf-8")
    ended = run("analyze", survey, "-o", tmp_path / "out", "--split-by", "agency", "--draws", 20)
    assert ended.exit_code == 2
    assert "survey-02-report.html" in ended.stderr
    assert [path.name for path in (tmp_path / "out").iterdir()] == ["survey-02-report.html"]


def test_the_report_of_a_group_is_checked_against_the_survey_of_all(run, survey: Path, tmp_path: Path) -> None:
    made = run("analyze", survey, "-o", "out", "--split-by", "agency", "--draws", 50)
    assert made.exit_code == 0, made.stderr
    ended = run("verify", "out/survey-02-report.html", survey, "--json")
    assert ended.exit_code == 0, ended.stdout[:2000]
    page = tmp_path / "out" / "survey-02-report.html"
    page.write_text(
        page.read_text(encoding="utf-8").replace("> 95%", "> 96%", 1).replace("95%", "94%", 1), encoding="utf-8"
    )
    assert run("verify", page, survey).exit_code == 3
