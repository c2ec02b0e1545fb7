"""``analyze``: files, streams, languages, exit codes."""

from __future__ import annotations

import json
import re
from collections import Counter
from dataclasses import replace

import pytest

from govassess.assessment.assess import assess
from govassess.errors import OutputError
from govassess.questionnaire.simulate import simulate
from tests.cli.conftest import write_survey
from tests.surveys import answers, responses

FAST = ("--draws", "200")
REPORT, RESULT = "survei-kota-2026-report.html", "survei-kota-2026-result.json"


@pytest.fixture
def analyzed(run, survey):
    return run("analyze", survey, "--by", "agency_type", *FAST)


def test_it_writes_report_and_result_named_after_the_survey(analyzed, tmp_path):
    assert analyzed.exit_code == 0, analyzed.output
    assert sorted(path.name for path in tmp_path.iterdir()) == [REPORT, RESULT]
    assert json.loads((tmp_path / RESULT).read_text(encoding="utf-8"))["options"]["draws"] == 200


def test_it_ends_with_six_to_ten_lines_on_stdout_and_warnings_on_stderr(analyzed, tmp_path):
    lines = analyzed.stdout.splitlines()
    assert 6 <= len(lines) <= 10
    result = json.loads((tmp_path / RESULT).read_text(encoding="utf-8"))
    warned = [line for line in analyzed.stderr.splitlines() if not line.startswith("... ")]
    assert all(line.startswith("peringatan: ") for line in warned)
    kinds = Counter(warning["code"] for warning in result["warnings"])
    assert len(warned) == sum(min(count, 3) for count in kinds.values())
    for line, name in zip(
        lines, ("Tata kelola kolaborasi", "Digitalisasi pelayanan publik", "Kota cerdas"), strict=False
    ):
        assert re.match(rf"{name}: .*\d+%.*; indeks \d+,\d \[\d+,\d; \d+,\d\]$", line), line
    (rows,) = (line for line in lines if line.startswith("Dianalisis: "))
    assert rows.startswith(f"Dianalisis: {result['funnel'][-1]['remaining']} dari 90 baris")
    left = [step["count"] for step in result["funnel"][1:-1] if step["count"]]
    assert list(map(int, re.findall(r" (\d+)(?:;|$)", rows))) == left
    assert lines[-2:] == [f"Ditulis: {REPORT}", f"Ditulis: {RESULT}"]


def test_its_last_lines_agree_with_the_result(analyzed, tmp_path):
    result = json.loads((tmp_path / RESULT).read_text(encoding="utf-8"))
    alphas = [entry["alpha"] for entry in result["reliability"]]
    low, high = (f"{alpha:.2f}".replace(".", ",") for alpha in (min(alphas), max(alphas)))
    assert f"alpha Cronbach {low} sampai {high} (11 dari 11 skala)" in analyzed.stdout
    supported = sum(hypothesis["verdict"] == "supported" for hypothesis in result["hypotheses"])
    assert f"didukung {supported}" in analyzed.stdout
    assert f"Peringatan: {len(result['warnings'])}\n" in analyzed.stdout


@pytest.mark.parametrize(
    ("arguments", "environment", "language"),
    [
        ((), {}, "id"),  # the file's own
        (("--lang", "en"), {}, "en"),
        ((), {"GOVASSESS_LANG": "en"}, "en"),
        (("--lang", "id"), {"GOVASSESS_LANG": "en"}, "id"),
    ],
)
def test_it_speaks_the_language_asked_for_or_that_of_the_file(run, survey, tmp_path, arguments, environment, language):
    assert run("analyze", survey, *FAST, *arguments, **environment).exit_code == 0
    assert f'<html lang="{language}"' in (tmp_path / REPORT).read_text(encoding="utf-8")


def test_an_unknown_instrument_is_refused_in_the_language_of_the_file(run, survey):
    for extra, environment, lang in (
        ((), {}, "id"),
        (("--lang", "en"), {}, "en"),
        ((), {"GOVASSESS_LANG": "en"}, "en"),
    ):
        ended = run("analyze", survey, "--instrument", "tidak-ada", *extra, **environment)
        assert ended.exit_code == 2
        said = {"id": "Tidak ada instrumen bernama", "en": "There is no instrument named"}[lang]
        assert said in ended.stderr
        assert "Shipped" not in ended.stderr or lang == "en"


def test_the_last_lines_say_by_which_rule_rows_left(run, survey, tmp_path):
    rows = survey.read_text(encoding="utf-8").splitlines()
    (tmp_path / "gaps.csv").write_text("\n".join([*rows, ",".join([""] * rows[0].count(","))]) + "\n", encoding="utf-8")
    ended = run("analyze", "gaps.csv", *FAST, "--lang", "en")
    assert "Analysed: " in ended.stdout and "not analysed: empty rows 1" in ended.stdout


def test_codes_alone_are_reported_in_english(run, tmp_path):
    run("analyze", write_survey(tmp_path / "codes.csv", words="codes"), *FAST)
    assert '<html lang="en"' in (tmp_path / "codes-report.html").read_text(encoding="utf-8")


def test_an_unknown_language_in_the_environment_is_a_usage_error(run, survey, tmp_path):
    ended = run("analyze", survey, *FAST, GOVASSESS_LANG="fr")
    assert ended.exit_code == 2
    assert "GOVASSESS_LANG" in ended.stderr
    assert not list(tmp_path.iterdir())


def test_json_prints_the_result_and_nothing_else(run, survey, tmp_path):
    ended = run("analyze", survey, *FAST, "--json", "-o", "out")
    assert ended.stdout == (tmp_path / "out" / RESULT).read_text(encoding="utf-8")


def test_only_the_formats_asked_for_are_written(run, survey, tmp_path):
    assert run("analyze", survey, *FAST, "--format", "json").exit_code == 0
    assert [path.name for path in tmp_path.iterdir()] == [RESULT]
    assert run("analyze", survey, *FAST, "--format", "odt").exit_code == 2


def test_tables_are_written_in_every_form_and_drawn_again_byte_for_byte(run, survey, tmp_path):
    wanted = ("--format", "json,xlsx,csv,md,tex")
    assert run("analyze", survey, *FAST, "-o", "out", *wanted).exit_code == 0
    first = {path.name: path.read_bytes() for path in (tmp_path / "out").rglob("*") if path.is_file()}
    stem = RESULT.removesuffix("-result.json")
    assert {f"{stem}-tables.{ending}" for ending in ("xlsx", "md", "tex")} | {"tables.csv"} <= set(first)
    assert (tmp_path / "out" / f"{stem}-tables" / "constructs.csv").is_file()
    assert run("report", tmp_path / "out" / RESULT, "-o", "again", *wanted).exit_code == 0
    again = {path.name: path.read_bytes() for path in (tmp_path / "again").rglob("*") if path.is_file()}
    assert first == again
    once_more = ("report", tmp_path / "out" / RESULT, "-o", "again", "--format", "csv")
    assert run(*once_more).exit_code == 0  # the result beside the folder is of the same survey
    (tmp_path / "again" / RESULT).unlink()
    assert run(*once_more).exit_code == 2


def test_a_result_of_the_same_survey_is_replaced(run, survey, tmp_path):
    run("analyze", survey, *FAST, "--seed", "1")
    before = (tmp_path / RESULT).read_bytes()
    assert run("analyze", survey, *FAST, "--seed", "2").exit_code == 0
    assert (tmp_path / RESULT).read_bytes() != before


def test_a_result_of_another_survey_is_kept_unless_forced(run, survey, tmp_path):
    other = write_survey(tmp_path / "Survei Kota 2026.csv", seed=5)
    run("analyze", other, *FAST)
    before = {name: (tmp_path / name).read_bytes() for name in (REPORT, RESULT)}
    refused = run("analyze", survey, *FAST)
    assert refused.exit_code == OutputError.exit_code
    assert "--force" in refused.stderr
    assert before == {name: (tmp_path / name).read_bytes() for name in (REPORT, RESULT)}
    assert run("analyze", survey, *FAST, "--force").exit_code == 0
    assert (tmp_path / RESULT).read_bytes() != before[RESULT]


@pytest.mark.parametrize("there", ["not a result", "[]", '{"source": 3}', "{"])
def test_a_file_that_is_no_result_is_kept(run, survey, tmp_path, there):
    (tmp_path / RESULT).write_text(there, encoding="utf-8")
    assert run("analyze", survey, *FAST).exit_code == 2
    assert [path.read_text(encoding="utf-8") for path in tmp_path.iterdir()] == [there]


def test_wrong_answers_end_with_3_all_named_and_nothing_written(run, wrong_survey, tmp_path):
    ended = run("analyze", wrong_survey, *FAST, "-o", "out")
    assert ended.exit_code == 3
    assert ended.stdout == ""
    for word in ("wrong.csv", "baris 3", "Setujuu", "baris 5", '"7"', "Setuju", "RM1a"):
        assert word in ended.stderr
    assert "Traceback" not in ended.stderr
    assert not list(tmp_path.iterdir())


def test_wrong_answers_are_told_in_the_language_asked_for(run, wrong_survey):
    assert "row 3" in run("analyze", wrong_survey, "--lang", "en").stderr
    assert "row 3" in run("analyze", wrong_survey, GOVASSESS_LANG="en").stderr


def test_under_json_the_problems_are_json_with_the_fields_of_the_error_format(run, wrong_survey):
    ended = run("analyze", wrong_survey, "--json", "--lang", "en")
    assert ended.exit_code == 3
    assert ended.stdout == ""
    problems = json.loads(ended.stderr)["problems"]
    assert len(problems) == 2
    fields = {"code", "file", "row", "column", "value", "expected", "fix"}
    for problem, row, value in zip(problems, (3, 5), ("Setujuu", "7"), strict=True):
        assert fields <= set(problem)
        assert (problem["file"], problem["row"], problem["value"], problem["item"]) == ("wrong.csv", row, value, "RM1a")
        assert problem["expected"]
        assert problem["fix"]


def test_max_messages_shortens_the_list_and_counts_the_rest(run, wrong_survey):
    ended = run("analyze", wrong_survey, "--max-messages", "1", "--lang", "en")
    assert "Setujuu" in ended.stderr
    assert '"7"' not in ended.stderr
    assert "1 more" in ended.stderr


def test_on_invalid_missing_blanks_and_counts_them(run, wrong_survey, tmp_path):
    assert run("analyze", wrong_survey, *FAST, "--on-invalid", "missing").exit_code == 0
    assert json.loads((tmp_path / "wrong-result.json").read_text(encoding="utf-8"))["screening"]["invalid_blanked"] == 2


def test_warnings_fail_only_when_asked_and_the_files_are_written(run, survey, tmp_path):
    ended = run("analyze", survey, *FAST, "--fail-on", "warning")
    assert ended.exit_code == 4
    assert (tmp_path / REPORT).exists()


def test_nobody_to_score_ends_with_1(run, tmp_path):
    empty = write_survey(tmp_path / "empty.csv", n=8, clusters=2, missing=1.0, words="codes")
    ended = run("analyze", empty, *FAST)
    assert ended.exit_code == 1, ended.output
    assert "Traceback" not in ended.stderr
    assert [path.name for path in tmp_path.iterdir()] == ["empty.csv"]


def test_an_interrupted_run_ends_with_130_and_leaves_nothing(run, survey, tmp_path, monkeypatch):
    def interrupted(*_, **__):
        raise KeyboardInterrupt

    monkeypatch.setattr("govassess.report.html.page", interrupted)
    assert run("analyze", survey, *FAST).exit_code == 130
    assert not list(tmp_path.iterdir())


@pytest.mark.parametrize(
    "arguments",
    [
        ("{survey}", "--draws", "-1"),
        ("{survey}", "--lang", "fr"),
        ("{survey}", "--no-such-option"),
        ("{survey}", "-i", "no-such-instrument"),
        ("{survey}", "--by", "no_such_column"),
        ("{survey}", "--date", "yesterday"),
    ],
)
def test_wrong_usage_ends_with_2_and_writes_nothing(run, survey, tmp_path, arguments):
    ended = run("analyze", *(argument.format(survey=survey) for argument in arguments))
    assert ended.exit_code == 2, ended.output
    assert ended.stdout == ""
    assert ended.stderr
    assert not list(tmp_path.iterdir())


def test_a_plan_file_holds_options_and_the_command_line_wins(run, survey, tmp_path):
    (tmp_path / "plan.yaml").write_text("draws: 150\nseed: 8\nlang: en\nstudy: {invited: 120}\n", encoding="utf-8")
    assert run("analyze", survey, "--plan", "plan.yaml", "--seed", "0", "-o", "out").exit_code == 0
    result = json.loads((tmp_path / "out" / RESULT).read_text(encoding="utf-8"))
    assert (result["options"]["draws"], result["options"]["seed"]) == (150, 0)
    assert result["response_rate"]["invited"] == 120
    assert '<html lang="en"' in (tmp_path / "out" / REPORT).read_text(encoding="utf-8")


def test_a_plan_file_says_how_the_file_is_read(run, survey, tmp_path):
    (tmp_path / "plan.yaml").write_text("draws: 0\ntool: kobotoolbox\nheader_rows: 1\n", encoding="utf-8")
    assert run("analyze", survey, "--plan", "plan.yaml", "-o", "out").exit_code == 0
    (result,) = (tmp_path / "out").glob("*.json")
    assert json.loads(result.read_text(encoding="utf-8"))["source"]["tool"] == "kobotoolbox"
    (tmp_path / "plan.yaml").write_text("draws: 0\ntool: pencil\n", encoding="utf-8")
    ended = run("analyze", survey, "--plan", "plan.yaml", "-o", "again")
    assert (ended.exit_code, "pencil" in ended.stderr) == (2, True)


def test_a_plan_file_with_a_misspelt_option_ends_with_3_and_names_the_line(run, survey, tmp_path):
    (tmp_path / "plan.yaml").write_text("draws: 150\nsead: 8\n", encoding="utf-8")
    ended = run("analyze", survey, "--plan", "plan.yaml", "--lang", "en", "-o", "out")
    assert ended.exit_code == 3
    assert "plan.yaml" in ended.stderr
    assert "line 2" in ended.stderr
    assert not (tmp_path / "out").exists()


def test_the_report_bears_a_date_only_when_given_one(run, survey, tmp_path):
    def page(*arguments, **environment):
        assert run("analyze", survey, *FAST, *arguments, **environment).exit_code == 0
        return (tmp_path / REPORT).read_text(encoding="utf-8")

    assert "3 Agustus 2026" in page("--date", "2026-08-03")
    assert "3 Agustus 2026" in page(SOURCE_DATE_EPOCH="1785715200")
    assert "Agustus" not in page()
    assert run("analyze", survey, *FAST, SOURCE_DATE_EPOCH="soon").exit_code == 2


def test_no_answer_of_a_single_respondent_and_no_time_reaches_the_files(run, survey, tmp_path):
    run("analyze", survey, *FAST)
    for name in (REPORT, RESULT):
        text = (tmp_path / name).read_text(encoding="utf-8")
        assert "GMT+7" not in text
        assert str(tmp_path) not in text
        assert str(survey.parent) not in text


def test_an_instrument_with_one_index_and_no_hypotheses_still_ends_with_six_lines(run, tmp_path):
    survey = simulate("skm-permenpanrb-14-2017", 40, seed=1, words="id", careless=0)
    survey.to_csv(tmp_path / "skm.csv", index=False)
    lines = run("analyze", "skm.csv", *FAST).stdout.splitlines()
    assert len(lines) == 6
    assert re.match(r"Kepuasan masyarakat: .*%.*; indeks \d\d,\d\d ", lines[0])
    assert re.match(r"Reliabilitas: alpha Cronbach 0,\d\d$", lines[1])
    assert not [line for line in lines if line.startswith("Hipotesis")]


def test_one_respondent_gives_a_report_without_intervals_and_ends_with_0(run, tmp_path):
    ended = run("analyze", write_survey(tmp_path / "one.csv", n=1, missing=0), "--lang", "en")
    assert ended.exit_code == 0, ended.output
    assert "Analysed: 1 of 1 row\n" in ended.stdout
    assert "[" not in ended.stdout
    assert "Hypotheses: not tested 7" in ended.stdout


def test_names_from_the_instrument_reach_the_terminal_without_control_characters(run, tmp_path):
    from govassess.cli.ending import ending
    from govassess.instrument.load import load_instrument
    from govassess.instrument.model import Text

    instrument = load_instrument("cg-dps-smartcity")
    hostile = Text(en="Plain \u202ename\x1b[2J", id="Nama \u2028biasa")
    first = replace(instrument.constructs[0], name=hostile)
    result = assess(
        responses(answers(instrument, 40), replace(instrument, constructs=(first, *instrument.constructs[1:]))),
        draws=20,
    )
    for lang in ("en", "id"):
        assert not any(character in "\u202e\u2028\x1b" for line in ending(result, lang, ()) for character in line)
