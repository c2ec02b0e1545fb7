"""Screening on the command line: what ``check`` counts, and what ``--exclude-careless`` leaves out everywhere."""

from __future__ import annotations

import csv
import io
import json
import shlex
from dataclasses import replace

import pandas as pd
import pytest

from govassess.assessment.assess import assess
from govassess.cli.check import screening_lines
from govassess.instrument.load import load_instrument
from govassess.questionnaire.simulate import simulate
from tests.cli.conftest import write_survey
from tests.surveys import answers, responses, to_csv

CG = load_instrument("cg-dps-smartcity")
FAST = ("--draws", "60")
READ = 120


@pytest.fixture(scope="module")
def doubtful(tmp_path_factory):
    """120 simulated respondents, twelve of whom answer the same or anything."""
    return write_survey(tmp_path_factory.mktemp("doubtful") / "doubtful.csv", n=READ, careless=0.1, seed=6)


def checked(run, survey, *options):
    return json.loads(run("check", survey, "--json", *options).stdout)


def left(found):
    return {step["code"]: step["count"] for step in found["funnel"]}["careless_excluded"]


def test_check_prints_each_sign_with_its_threshold_and_that_nobody_leaves(run, doubtful):
    ended = run("check", doubtful, "--lang", "en")
    assert ended.exit_code == 0, ended.output
    found = checked(run, doubtful)["screening"]
    counts = {sign["sign"]: sign["flagged"] for sign in found["careless"]["signs"]}
    for words in (
        "  Previews and tests: 0\n",
        "  Repeated responses left out: 0\n",
        "  Duplicate rows kept: 0\n",
        "  Partial questionnaires kept: 0\n",
        f"  Respondents with the same answer throughout: {found['straight_lining']}\n",
        f"  One answer to at least half of the items in a row (a blank breaks the row): {counts['longstring']}\n",
        f"  Answers that vary hardly at all, or unusually much (lowest and highest 1%): {counts['irv']}\n",
        f"  Odd and even items of the scales do not go together (r below 0): {counts['even_odd']}\n",
        "  Less than two seconds an item: not looked for; no answering times were recorded\n",
        f"  {found['careless']['flagged_twice']} respondents show two signs or more, {found['careless']['flagged']} one or more.\n",
        "  Nobody is left out for that, unless --exclude-careless asks for it.\n",
    ):  # fmt: skip
        assert words in ended.stdout
    assert found["careless"]["flagged_twice"] >= 5


def test_check_speaks_indonesian(run, doubtful):
    shown = run("check", doubtful, "--lang", "id").stdout
    assert "Pemeriksaan isian:\n" in shown
    assert "  Kurang dari dua detik per butir: tidak dicari; waktu pengisian tidak dicatat\n" in shown
    assert "  Tidak ada yang dikeluarkan karena itu, kecuali diminta dengan --exclude-careless.\n" in shown
    shown = run("check", doubtful, "--lang", "id", "--exclude-careless").stdout
    assert "responden dengan sedikitnya dua tanda dikeluarkan, sesuai permintaan --exclude-careless.\n" in shown
    assert "di antara yang tetap disertakan\n" in shown


def test_check_as_json_holds_the_screening_and_what_was_asked(run, doubtful):
    kept, without = checked(run, doubtful), checked(run, doubtful, "--exclude-careless")
    assert (kept["exclude_careless"], without["exclude_careless"]) == (False, True)
    twice = kept["screening"]["careless"]["flagged_twice"]
    assert (left(kept), left(without)) == (0, twice)
    first, *steps, last = without["funnel"]
    assert first["count"] - sum(step["count"] for step in steps) == last["count"] == kept["funnel"][-1]["count"] - twice
    assert without["screening"]["careless"] == kept["screening"]["careless"]
    limits = {sign["sign"]: sign["limit"] for sign in kept["screening"]["careless"]["signs"]}
    assert limits["longstring"] == 0.5
    assert limits["seconds_per_item"] == 2


def test_check_counts_previews_duplicates_and_unfinished_ones(run, tmp_path):
    frame = answers(CG, 40, seed=2).astype(int).astype(str)
    status, finished = ["0"] * 38 + ["1", "1"], ["1"] * 34 + ["0"] * 3 + ["1"] * 3
    frame.insert(0, "ResponseId", ["R_1", "R_1", *(f"R_{place}" for place in range(2, 40))])
    frame.insert(1, "Status", status)
    frame.insert(2, "Finished", finished)
    path = to_csv(frame, tmp_path / "qualtrics.csv")
    options = ("--tool", "qualtrics", "--lang", "en")
    kept = run("check", path, *options).stdout
    assert "Previews and tests: 2\n" in kept
    assert "Duplicate rows kept: 1\n" in kept
    assert "Partial questionnaires kept: 3\n" in kept
    dropped = run("check", path, *options, "--duplicates", "first", "--partial", "drop").stdout
    assert "Repeated responses left out: 1\n" in dropped
    assert "Unfinished responses left out: 3\n" in dropped
    assert "Duplicate rows kept: 0\n" in dropped


def test_speeders_are_counted_where_times_were_logged():
    frame = answers(CG, 60, seed=4)
    seconds = pd.Series(9.0 * 64, index=range(60))
    seconds[:4] = 64.0
    result = assess(replace(responses(frame, CG), seconds=seconds), draws=0)
    assert "  Less than two seconds an item: 4" in screening_lines(result, "en")
    assert "  Kurang dari dua detik per butir: 4" in screening_lines(result, "id")


def test_a_publication_tells_no_small_count():
    frame = answers(CG, 60, seed=4)
    frame.iloc[:3] = 3.0
    lines = screening_lines(assess(responses(frame, CG), draws=0, disclosure="published"), "en")
    assert "  Respondents with the same answer throughout: fewer than 10" in lines


def test_too_few_items_of_one_scale_are_told(run, tmp_path):
    survey = simulate("skm-permenpanrb-14-2017", 40, seed=1, words="id", careless=0)
    path = to_csv(survey, tmp_path / "skm.csv")
    shown = run("check", path, "--lang", "en", "--exclude-careless")
    assert "Signs of careless answering: not looked for; 2 items share one answer scale, at least 10" in shown.stdout
    assert "Nobody was left out for careless answering, though this run was asked to" in shown.stderr
    assert shown.exit_code == 0


def test_analyze_leaves_them_out_and_says_so_in_one_of_its_lines(run, doubtful, tmp_path):
    gone = left(checked(run, doubtful, "--exclude-careless"))
    for lang, words, reported in (
        (
            "en",
            f"responses that look careless left out {gone}",
            "and were left out, as this run was asked to do",
        ),
        (
            "id",
            f"isian yang tampak asal-asalan dan dikeluarkan {gone}",
            "dan dikeluarkan, sebagaimana diminta",
        ),
    ):
        ended = run("analyze", doubtful, *FAST, "--exclude-careless", "--lang", lang)
        assert ended.exit_code == 0, ended.output
        lines = ended.stdout.splitlines()
        assert 6 <= len(lines) <= 10
        assert [words in line for line in lines].count(True) == 1
        assert reported in (tmp_path / "doubtful-report.html").read_text(encoding="utf-8")
    stored = json.loads((tmp_path / "doubtful-result.json").read_text(encoding="utf-8"))
    assert stored["options"]["exclude_careless"] is True
    assert left(stored) == gone
    assert {each["sample"] for each in stored["robustness"]} == {"all"}


def test_without_the_option_no_line_speaks_of_it(run, doubtful, tmp_path):
    shown = run("analyze", doubtful, *FAST, "--lang", "en").stdout
    assert "careless" not in shown
    stored = json.loads((tmp_path / "doubtful-result.json").read_text(encoding="utf-8"))
    assert stored["options"]["exclude_careless"] is False
    assert left(stored) == 0


def test_the_printed_command_makes_the_same_result_again(run, doubtful, tmp_path):
    run("analyze", doubtful, *FAST, "--exclude-careless", "--lang", "en", "-o", "first")
    page = (tmp_path / "first" / "doubtful-report.html").read_text(encoding="utf-8")
    assert "--exclude-careless</span>" in page
    words = shlex.split("--draws 60 --exclude-careless")
    again = run("analyze", doubtful, *words, "--lang", "en", "-o", "again")
    assert again.exit_code == 0
    result = "doubtful-result.json"
    assert (tmp_path / "first" / result).read_bytes() == (tmp_path / "again" / result).read_bytes()


def test_a_plan_file_asks_for_it_in_every_command(run, doubtful, tmp_path):
    (tmp_path / "plan.yaml").write_text("exclude_careless: true\ndraws: 60\n", encoding="utf-8")
    gone = left(checked(run, doubtful, "--plan", "plan.yaml"))
    assert gone >= 5
    assert run("analyze", doubtful, "--plan", "plan.yaml", "--format", "json").exit_code == 0
    stored = json.loads((tmp_path / "doubtful-result.json").read_text(encoding="utf-8"))
    assert left(stored) == gone
    rows = list(csv.reader(io.StringIO(run("score", doubtful, "--plan", "plan.yaml").stdout)))
    assert len(rows) - 1 == stored["funnel"][-1]["count"]


def test_score_leaves_out_whom_analyze_leaves_out(run, doubtful):
    everyone = run("score", doubtful).stdout.splitlines()
    others = run("score", doubtful, "--exclude-careless").stdout.splitlines()
    assert len(everyone) - len(others) == left(checked(run, doubtful, "--exclude-careless"))
    without_numbers = [line.partition(",")[2] for line in everyone]
    assert all(line.partition(",")[2] in without_numbers for line in others)


def test_a_wrong_word_in_the_plan_is_3_and_nothing_is_written(run, doubtful, tmp_path):
    (tmp_path / "plan.yaml").write_text("exclude_careless: perhaps\n", encoding="utf-8")
    ended = run("analyze", doubtful, "--plan", "plan.yaml", "--lang", "en")
    assert ended.exit_code == 3
    assert "exclude_careless" in ended.stderr
    assert [path.name for path in tmp_path.iterdir()] == ["plan.yaml"]


def test_where_everybody_looks_careless_the_end_is_1_with_what_to_do(run, tmp_path):
    frame = answers(CG, 6, seed=1)
    for row in range(6):
        frame.loc[row] = float(row % 5 + 1)
    path = to_csv(frame, tmp_path / "same.csv")
    assert run("check", path).exit_code == 0
    for lang, words in (("en", "all 6 respondents show two or more signs"), ("id", "semua 6 responden menunjukkan")):
        for command in ("check", "analyze", "score"):
            ended = run(command, path, "--exclude-careless", "--lang", lang)
            assert ended.exit_code == 1
            assert words in ended.stderr
            assert "Traceback" not in ended.stderr


def test_warnings_count_where_they_are_to_fail_the_run(run, doubtful):
    ended = run("check", doubtful, "--exclude-careless", "--fail-on", "warning", "--lang", "en")
    assert ended.exit_code == 4
    assert "were left out, as this run was asked to do" in ended.stderr


def test_rows_pasted_again_are_counted_by_inspect_check_and_the_report_and_can_stop_the_run(run, tmp_path):
    frame = answers(load_instrument("skm-permenpanrb-14-2017"), 100, seed=11).astype(int).astype(str)
    path = to_csv(pd.concat([frame] * 4), tmp_path / "skm.csv")
    said = "300 responses repeat earlier ones and were kept"
    assert said in run("inspect", path, "--lang", "en").stderr
    assert said in run("check", path, "--lang", "en").stderr
    ended = run("analyze", path, "--lang", "en", "-o", tmp_path / "out", "--draws", "50")
    assert (ended.exit_code, said in ended.stderr) == (0, True)
    assert said in (tmp_path / "out" / "skm-report.html").read_text(encoding="utf-8")
    for command in ("check", "analyze"):
        stopped = run(command, path, "--lang", "en", "--duplicates", "error")
        assert stopped.exit_code == 3
        assert "W104" in stopped.stderr
        assert "300 responses repeat an earlier one" in stopped.stderr
