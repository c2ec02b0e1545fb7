"""``compare``, and ``--previous`` and ``--benchmark``: files, streams, languages, exit codes."""

from __future__ import annotations

import json
from dataclasses import replace

import pytest

from govassess.instrument.model import Study
from govassess.result.codec import encode
from tests.cli.conftest import write_survey
from tests.compared_results import a_survey

PAGE, STORED = "comparison-waves.html", "comparison-waves.json"


@pytest.fixture(scope="module")
def results(tmp_path_factory):
    """Result files of four surveys."""
    folder = tmp_path_factory.mktemp("results")
    files = []
    for place in range(4):
        study = Study(name=f"Year {2023 + place}", start=f"{2023 + place}-03-01")
        result = a_survey(60 + place, n=60, shift=0.25 * place, study=study, draws=100)
        files.append(folder / f"{2023 + place}-result.json")
        files[-1].write_text(encode(result), encoding="utf-8")
    return files


def test_it_writes_a_page_and_its_json_and_says_what_changed(run, results, tmp_path):
    ended = run("compare", *results[:2], "--as", "waves")
    assert ended.exit_code == 0, ended.output
    assert ended.stderr == ""
    lines = ended.stdout.splitlines()
    assert lines[0].startswith("First idea: ")
    assert "95% CI" in lines[0]
    assert lines[-2:] == [f"Written: {PAGE}", f"Written: {STORED}"]
    found = json.loads((tmp_path / STORED).read_text(encoding="utf-8"))
    assert found["document"] == "comparison"
    assert '<html lang="en"' in (tmp_path / PAGE).read_text(encoding="utf-8")


def test_both_languages_and_labels(run, results, tmp_path):
    ended = run(
        "compare", *results[:2], "--as", "waves", "--lang", "id", "--labels", "dulu, kini", "--date", "2026-05-01"
    )
    assert ended.exit_code == 0
    page = (tmp_path / PAGE).read_text(encoding="utf-8")
    assert '<html lang="id"' in page
    assert "dulu" in page
    assert "1 Mei 2026" in page


def test_the_same_results_give_the_same_bytes(run, results, tmp_path):
    for folder in ("one", "two"):
        assert run("compare", *results[:3], "--as", "agencies", "-o", folder).exit_code == 0
    for name in ("comparison-agencies.html", "comparison-agencies.json"):
        assert (tmp_path / "one" / name).read_bytes() == (tmp_path / "two" / name).read_bytes()


def test_json_alone_goes_to_stdout(run, results):
    ended = run("compare", *results[:2], "--as", "waves", "--json", "--format", "json")
    assert json.loads(ended.stdout)["compared_as"] == "waves"


def test_a_stored_comparison_is_drawn_again_byte_for_byte(run, results, tmp_path):
    run("compare", *results[:2], "--as", "waves", "--lang", "id")
    ended = run("report", STORED, "--lang", "id", "-o", "again")
    assert ended.exit_code == 0, ended.output
    assert (tmp_path / "again" / PAGE).read_bytes() == (tmp_path / PAGE).read_bytes()
    assert run("report", STORED, "--lang", "en", "-o", "other").exit_code == 0
    assert '<html lang="en"' in (tmp_path / "other" / PAGE).read_text(encoding="utf-8")
    refused = run("report", STORED, "--format", "html,json")
    assert refused.exit_code == 2
    assert "html alone" in refused.stderr


@pytest.mark.parametrize("unheeded", [("--format", "pdf"), ("--for", "agency"), ("--charts", "charts")])
def test_a_comparison_that_is_drawn_again_takes_no_option_that_would_do_nothing(run, results, tmp_path, unheeded):
    assert run("compare", *results, "--as", "waves", "-o", tmp_path).exit_code == 0
    ended = run("report", tmp_path / "comparison-waves.json", *unheeded, "-o", tmp_path)
    assert (ended.exit_code, ended.stdout) == (2, "")
    assert unheeded[0] in ended.stderr or "other formats" in ended.stderr


def test_a_comparison_whose_parts_contradict_each_other_ends_with_3(run, results, tmp_path):
    run("compare", *results[:2], "--as", "waves")
    found = json.loads((tmp_path / STORED).read_text(encoding="utf-8"))
    found["results"] = found["results"][:1]
    (tmp_path / "broken.json").write_text(json.dumps(found), encoding="utf-8")
    ended = run("report", "broken.json")
    assert (ended.exit_code, ended.stderr.startswith("E110 broken.json")) == (3, True)


def test_other_results_are_not_overwritten_without_force(run, results, tmp_path):
    run("compare", *results[:2], "--as", "waves")
    assert run("compare", *results[:2], "--as", "waves").exit_code == 0  # made from the same surveys
    before = (tmp_path / STORED).read_bytes()
    refused = run("compare", *results[1:3], "--as", "waves")
    assert refused.exit_code == 2
    assert PAGE in refused.stderr
    assert (tmp_path / STORED).read_bytes() == before
    assert run("compare", *results[1:3], "--as", "waves", "--force").exit_code == 0


@pytest.mark.parametrize(
    ("lang", "words"), [("en", "only results of one instrument"), ("id", "hanya hasil dari satu instrumen")]
)
def test_results_that_differ_end_with_3_and_nothing_is_written(run, results, tmp_path, lang, words):
    other = a_survey(70)
    other = replace(other, instrument=replace(other.instrument, version="9.9"))
    (tmp_path / "other-result.json").write_text(encode(other), encoding="utf-8")
    ended = run("compare", results[0], "other-result.json", "--as", "waves", "--lang", lang)
    assert ended.exit_code == 3
    assert "E112 other-result.json" in ended.stderr
    assert "made-up 9.9" in ended.stderr
    assert words in ended.stderr
    assert sorted(path.name for path in tmp_path.iterdir()) == ["other-result.json"]


def test_the_same_survey_twice_ends_with_3(run, results):
    ended = run("compare", results[0], results[0], "--as", "waves")
    assert ended.exit_code == 3
    assert "same survey file" in ended.stderr


@pytest.mark.parametrize(
    ("arguments", "words"),
    [
        (("--as", "waves"), "from 2 to 200"),
        (("--as", "years"), "is not one of"),
        ((), "--as"),
        (("--as", "waves", "--format", "docx"), "not one of html, json"),
        (("--as", "waves", "--labels", "a,b,c"), "--labels"),
    ],
)
def test_wrong_usage_ends_with_2(run, results, arguments, words):
    count = 1 if arguments == ("--as", "waves") else 2
    ended = run("compare", *results[:count], *arguments)
    assert ended.exit_code == 2
    assert words in ended.stderr


def test_what_is_no_result_ends_with_3(run, results, tmp_path):
    (tmp_path / "no.json").write_text("{}", encoding="utf-8")
    for file in ("no.json", "absent.json"):
        ended = run("compare", results[0], file, "--as", "waves")
        assert ended.exit_code == 3
        assert file in ended.stderr


def test_warnings_go_to_stderr_and_may_end_with_4(run, results, tmp_path):
    (tmp_path / "few-result.json").write_text(encode(a_survey(71, n=20, draws=100)), encoding="utf-8")
    ended = run("compare", results[0], "few-result.json", "--as", "waves", "--fail-on", "warning")
    assert ended.exit_code == 4
    assert "only 20 respondents" in ended.stderr


def test_a_benchmark_is_written_and_a_report_set_beside_it(run, results, tmp_path):
    ended = run("compare", *results[:3], "--as", "agencies", "--write-benchmark", "peers.json")
    assert ended.exit_code == 0
    assert ended.stdout.splitlines()[-1] == "Written: peers.json"
    ended = run("report", results[3], "--previous", results[2], "--benchmark", "peers.json", "--format", "html,json")
    assert ended.exit_code == 0, ended.output
    page = (tmp_path / "2026-report.html").read_text(encoding="utf-8")
    assert "3</span> others on average" in page
    found = json.loads((tmp_path / "2026-result.json").read_text(encoding="utf-8"))
    assert found["previous"]["result"]["label"] == "Year 2025"
    assert found["benchmark"]["benchmark"]["results"] == 3
    again = run("report", "2026-result.json", "-o", "again")
    assert again.exit_code == 0
    assert (tmp_path / "again" / "2026-report.html").read_text(encoding="utf-8") == page


def test_a_benchmark_needs_three_agencies_and_no_waves(run, results, tmp_path):
    few = run("compare", *results[:2], "--as", "agencies", "--write-benchmark", "peers.json")
    assert (few.exit_code, list(tmp_path.iterdir())) == (2, [])
    assert "at least 3" in few.stderr
    waves = run("compare", *results[:3], "--as", "waves", "--write-benchmark", "peers.json")
    assert (waves.exit_code, list(tmp_path.iterdir())) == (2, [])


def test_analyze_sets_a_result_beside_an_earlier_one_and_refuses_another_instrument(run, results, tmp_path):
    wishes = {"n": 40, "clusters": 4, "form": "short"}
    surveys = [write_survey(tmp_path / f"{year}.csv", seed=year, **wishes) for year in (2025, 2026)]
    options = ("--draws", "20", "--format", "html,json")
    assert run("analyze", surveys[0], *options, "-o", "old").exit_code == 0
    ended = run("analyze", surveys[1], *options, "--previous", tmp_path / "old" / "2025-result.json", "--lang", "en")
    assert ended.exit_code == 0, ended.output
    found = json.loads((tmp_path / "2026-result.json").read_text(encoding="utf-8"))
    assert [each["id"] for each in found["previous"]["changes"]] == ["CG", "DPS", "SC"]
    assert "previous.changes.0" in (tmp_path / "2026-report.html").read_text(encoding="utf-8")
    for command, file in (("analyze", surveys[1]), ("report", "2026-result.json")):
        refused = run(command, file, "--previous", results[0], "-o", "new")
        assert refused.exit_code == 3
        assert f"E112 {results[0].name}" in refused.stderr
        assert not (tmp_path / "new").exists()
