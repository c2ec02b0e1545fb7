"""What somebody meets who tries the commands for the first time: files that are not there, names, faults, advice."""

from __future__ import annotations

import json

import pytest
from jsonschema import Draft202012Validator

from govassess.instrument.shelf import path_of
from govassess.questionnaire.simulate import simulate
from tests.cli.conftest import INSTRUMENT

FAST = ("--draws", "50")
SKM = "skm-permenpanrb-14-2017"


def skm(path, **columns):
    survey = simulate(SKM, 40, seed=1, words="codes", careless=0, missing=0)
    for name, value in columns.items():
        survey[name] = value
    survey.to_csv(path, index=False)
    return path


@pytest.mark.parametrize(
    "arguments",
    [
        ("analyze", "none.csv"), ("check", "none.csv"), ("inspect", "none.csv"), ("score", "none.csv"),
        ("report", "none.json"), ("instruments", "check", "none.yaml"), ("check", "here.csv", "--mapping", "none.yaml"),
        ("check", "here.csv", "--plan", "none.yaml"),
    ],
)  # fmt: skip
def test_a_file_that_is_not_there_is_told_in_the_reader_s_language(run, tmp_path, arguments):
    skm(tmp_path / "here.csv")
    ended = run(*arguments, GOVASSESS_LANG="id")
    assert ended.exit_code == 3
    assert "Berkas ini tidak ditemukan." in ended.stderr
    assert "none." in ended.stderr


def test_a_folder_and_a_file_that_is_no_result_are_told_without_english(run, tmp_path):
    assert "Ini folder, bukan berkas." in run("check", tmp_path, GOVASSESS_LANG="id").stderr
    (tmp_path / "x.json").write_text("hello")
    said = run("report", "x.json", GOVASSESS_LANG="id").stderr
    assert "bukan berkas hasil" in said
    assert "Expecting" not in said


def test_a_folder_that_cannot_be_made_is_told_without_the_name_of_an_exception(run, tmp_path):
    skm(tmp_path / "s.csv")
    (tmp_path / "taken").write_text("")
    ended = run("analyze", "s.csv", *FAST, "-o", "taken/out", GOVASSESS_LANG="id")
    assert ended.exit_code == 2
    assert "sudah ada berkas dengan nama itu" in ended.stderr
    assert "Error" not in ended.stderr


def test_variables_are_named_by_their_label_too(run, survey, tmp_path):
    ended = run("analyze", survey, *FAST, "--by", "Jenis organisasi", "--cluster", "Nama organisasi/perangkat daerah")
    assert ended.exit_code == 0, ended.output
    options = json.loads((tmp_path / "survei-kota-2026-result.json").read_text(encoding="utf-8"))["options"]
    assert (options["by"], options["cluster"]) == (["agency_type"], "agency")


@pytest.mark.parametrize(("lang", "listed"), [("en", "Gender (gender)"), ("id", "Jenis kelamin (gender)")])
@pytest.mark.parametrize("option", ["--by", "--cluster"])
def test_an_unknown_variable_is_answered_with_labels_and_ids(run, survey, option, lang, listed):
    ended = run("analyze", survey, *FAST, option, "Kelamin", "--lang", lang)
    assert ended.exit_code == 2
    assert listed in ended.stderr


def warned(ended) -> list[str]:
    return [line for line in ended.stderr.splitlines() if line.startswith("warning:")]


def test_check_warns_of_what_analyze_warns_of(run, tmp_path):
    skm(tmp_path / "s.csv", U1=3, occupation="Ojek")
    checked = run("check", "s.csv", "--lang", "en")
    analysed = run("analyze", "s.csv", *FAST, "--lang", "en")
    assert warned(checked) == warned(analysed) != []
    assert any('"Ojek"' in line for line in warned(checked))


def test_declared_missing_codes_are_one_line_and_no_warning(run, tmp_path):
    skm(tmp_path / "s.csv", U1=99, U2=9)
    for command in ("check", "inspect"):
        ended = run(command, "s.csv", "--lang", "en")
        assert 'Taken as no answer, in 2 items: "9" (40), "99" (40); 80 in all' in ended.stdout
        assert not any("no answer" in line for line in warned(ended))


def test_how_many_refused_is_told_when_nobody_consents(run, tmp_path):
    survey = simulate(INSTRUMENT, 12, seed=1, words="codes")
    survey["consent"] = 0
    survey.to_csv(tmp_path / "s.csv", index=False)
    ended = run("analyze", "s.csv", "--lang", "en")
    assert ended.exit_code == 1
    assert "of 12 rows, 12 did not consent" in ended.stderr


def test_a_wrong_value_of_a_variable_is_not_said_to_be_of_an_item(run, tmp_path):
    skm(tmp_path / "s.csv", age=150)
    assert "(variabel age)" in run("check", "s.csv", "--lang", "id").stderr


@pytest.mark.parametrize("command", ["analyze", "check", "inspect", "score"])
def test_header_rows_and_tool_can_be_told(run, tmp_path, command):
    text = skm(tmp_path / "s.csv").read_text(encoding="utf-8")
    head, rest = text.split("\n", 1)
    (tmp_path / "two.csv").write_text(f"{head}\n{head.replace('U1', 'Label')}\n{rest}", encoding="utf-8")
    assert run(command, "two.csv").exit_code == (0 if command == "inspect" else 3)
    ended = run(command, "two.csv", "--header-rows", "2", "--tool", "limesurvey")
    assert ended.exit_code == 0, ended.output
    if command == "inspect":
        assert "limesurvey" in ended.stdout
        assert "40 " in ended.stdout


def test_a_fault_of_the_schema_says_that_more_is_checked_later(run, tmp_path):
    text = path_of(INSTRUMENT).read_text(encoding="utf-8")
    (tmp_path / "mine.yaml").write_text(text.replace("\nheadline:", "\nheadlines:", 1), encoding="utf-8")
    said = run("instruments", "check", "mine.yaml", "--lang", "en").stderr
    assert said.rstrip().endswith("further problems may then be found.")
    (tmp_path / "mine.yaml").write_text(text.replace("\nheadline: [", "\nheadline: [XX, ", 1), encoding="utf-8")
    assert "further" not in run("instruments", "check", "mine.yaml", "--lang", "en").stderr


def test_the_schema_of_a_result_is_printed_and_fits_one(run, survey, tmp_path):
    schema = json.loads(run("instruments", "schema", "--of", "result").stdout)
    Draft202012Validator.check_schema(schema)
    run("analyze", survey, *FAST, "--format", "json")
    Draft202012Validator(schema).validate(json.loads((tmp_path / "survei-kota-2026-result.json").read_text("utf-8")))


def test_cut_points_are_shown_as_the_language_writes_them(run):
    assert "76,61-88,31" in run("instruments", "show", SKM, "--lang", "id").stdout
    assert "76.61-88.31" in run("instruments", "show", SKM, "--lang", "en").stdout


def test_a_draft_is_commented_in_the_reader_s_language(run, tmp_path):
    (tmp_path / "x.csv").write_text("a,b\n" + "3,4\n" * 6)
    run("inspect", "x.csv", "-o", "m.yaml", "--lang", "id")
    assert "tampaknya berisi jawaban" in (tmp_path / "m.yaml").read_text(encoding="utf-8")
