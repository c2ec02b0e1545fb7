"""The other commands: each one's result on stdout or in its file, its faults on stderr."""

from __future__ import annotations

import csv
import io
import json

import pytest
from jsonschema import Draft202012Validator

from govassess.instrument.load import load_instrument
from govassess.instrument.shelf import path_of
from govassess.responses.read import read_responses
from govassess.scoring.scores import score
from tests.cli.conftest import INSTRUMENT, write_survey

FAST = ("--draws", "200")


# -- report ------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("lang", ["en", "id"])
def test_report_draws_the_bytes_that_analyze_drew(run, survey, tmp_path, lang):
    run("analyze", survey, *FAST, "--by", "agency_type", "--lang", lang, "-o", "first")
    result = tmp_path / "first" / "survei-kota-2026-result.json"
    ended = run("report", result, "--lang", lang, "-o", "again")
    assert ended.exit_code == 0, ended.output
    page = "survei-kota-2026-report.html"
    assert ended.stdout.strip().endswith(page)
    same = (tmp_path / "again" / page).read_bytes() == (tmp_path / "first" / page).read_bytes()
    assert same


def test_report_speaks_the_language_of_the_survey_unless_told(run, survey, tmp_path):
    run("analyze", survey, *FAST, "--lang", "en")
    run("report", "survei-kota-2026-result.json")
    assert '<html lang="id"' in (tmp_path / "survei-kota-2026-report.html").read_text(encoding="utf-8")


def test_report_keeps_a_page_that_has_no_result_beside_it(run, survey, tmp_path):
    run("analyze", survey, *FAST, "-o", "first", "--format", "json")
    (tmp_path / "survei-kota-2026-report.html").write_text("mine", encoding="utf-8")
    arguments = ("report", "first/survei-kota-2026-result.json")
    assert run(*arguments).exit_code == 2
    assert (tmp_path / "survei-kota-2026-report.html").read_text(encoding="utf-8") == "mine"
    assert run(*arguments, "--force").exit_code == 0


@pytest.mark.parametrize("text", ["", "{", "[]", '{"schema_version": "9.0"}', '{"schema_version": "1.0"}'])
def test_report_refuses_what_is_no_result_with_3(run, tmp_path, text):
    (tmp_path / "x.json").write_text(text, encoding="utf-8")
    ended = run("report", "x.json", "--lang", "en")
    assert ended.exit_code == 3
    assert "x.json" in ended.stderr
    assert "Traceback" not in ended.stderr
    assert [path.name for path in tmp_path.iterdir()] == ["x.json"]


# -- score -------------------------------------------------------------------------------------------------------


def test_score_prints_one_row_a_respondent_and_one_column_a_node(run, survey):
    ended = run("score", survey)
    assert ended.exit_code == 0, ended.output
    head, *rows = csv.reader(io.StringIO(ended.stdout))
    scores = score(read_responses(survey, INSTRUMENT)).to_frame()
    assert head == ["respondent", *scores.columns]
    assert [row[0] for row in rows] == [str(place) for place in range(1, len(scores) + 1)]
    for node in ("CG", "RM", "RM1"):
        written = [float(row[head.index(node)] or "nan") for row in rows]
        assert written == pytest.approx(list(scores[node]), rel=1e-9, nan_ok=True)


def test_score_writes_no_profile(run, survey, tmp_path):
    ended = run("score", survey, "-o", "scores.csv")
    assert ended.exit_code == 0
    assert "scores.csv" in ended.stdout
    text = (tmp_path / "scores.csv").read_text(encoding="utf-8")
    assert "Organisasi Contoh" not in text
    assert "agency" not in text
    assert run("score", survey, "-o", "scores.csv").exit_code == 2
    assert run("score", survey, "-o", "scores.csv", "--force").exit_code == 0


# -- check -------------------------------------------------------------------------------------------------------


def test_check_names_the_instrument_and_the_way_of_the_rows_and_writes_nothing(run, survey, tmp_path):
    ended = run("check", survey, "--lang", "en")
    assert ended.exit_code == 0, ended.output
    assert f"instrument {INSTRUMENT}" in ended.stdout
    assert "64 items matched (full form)" in ended.stdout
    assert ": 90\n" in ended.stdout
    assert not list(tmp_path.iterdir())


def test_check_as_json_has_a_funnel_that_adds_up(run, survey):
    found = json.loads(run("check", survey, "--json").stdout)
    first, *steps, last = found["funnel"]
    assert first["count"] == 90
    assert first["count"] - sum(step["count"] for step in steps) == last["remaining"] == last["count"]
    assert len(found["items"]) == 64


def test_check_lists_all_problems_and_ends_with_3(run, wrong_survey):
    ended = run("check", wrong_survey)
    assert ended.exit_code == 3
    assert "Setujuu" in ended.stderr
    assert '"7"' in ended.stderr


def test_check_recognises_the_short_form_and_fails_on_warnings_if_asked(run, tmp_path):
    short = write_survey(tmp_path / "short.csv", form="short", modules=["core"])
    ended = run("check", short, "--lang", "en", "--fail-on", "warning")
    assert "(short form)" in ended.stdout
    assert ended.exit_code == 4


# -- instruments -------------------------------------------------------------------------------------------------


def test_instruments_list_names_what_is_shipped_and_its_status(run):
    shown = run("instruments", "list").stdout
    assert "cg-dps-smartcity  0.1.0  proposed; not validated" in shown
    assert "skm-permenpanrb-14-2017" in shown
    assert "usulan" in run("instruments", "list", "--lang", "id").stdout
    assert {entry["id"] for entry in json.loads(run("instruments", "list", "--json").stdout)} >= {INSTRUMENT}


@pytest.mark.parametrize("lang", ["en", "id"])
def test_instruments_show_prints_every_item_level_and_hypothesis(run, lang):
    shown = run("instruments", "show", INSTRUMENT, "--lang", lang).stdout
    instrument = load_instrument(INSTRUMENT)
    texts = [item.text for item in instrument.items()] + [band.name for band in instrument.levels.bands]
    for text in [*texts, *(hypothesis.text for hypothesis in instrument.hypotheses)]:
        assert text.in_language(lang) in shown
    assert shown.count("reverse-keyed" if lang == "en" else "butir negatif") == sum(
        i.reverse for i in instrument.items()
    )


def test_instruments_show_as_json_holds_every_item(run):
    shown = json.loads(run("instruments", "show", INSTRUMENT, "--json").stdout)
    assert shown["id"] == INSTRUMENT
    assert len(json.dumps(shown).split('"RM1a"')) == 2


@pytest.mark.parametrize("lang", ["en", "id"])
def test_instruments_say_which_hypotheses_the_cited_source_does_not_state(run, lang):
    checked = run("instruments", "check", path_of(INSTRUMENT), "--lang", lang).stdout.splitlines()
    (at,) = [place for place, line in enumerate(checked) if line.startswith("origin: inferred")]
    assert [line.split()[0] for line in checked[at + 1 :]] == ["H1a", "H1b", "H1c", "H2", "H3", "H4"]
    shown = run("instruments", "show", INSTRUMENT, "--lang", lang).stdout
    assert shown.count("(origin: inferred)") == 6 and shown.count("(origin: paper)") == 1
    told = json.loads(run("instruments", "check", path_of(INSTRUMENT), "--json").stdout)
    assert told["origin"] == {"H1": "paper", **dict.fromkeys(("H1a", "H1b", "H1c", "H2", "H3", "H4"), "inferred")}


def test_instruments_check_accepts_a_shipped_file(run):
    ended = run("instruments", "check", path_of(INSTRUMENT))
    assert ended.exit_code == 0
    assert json.loads(run("instruments", "check", path_of(INSTRUMENT), "--json").stdout)["problems"] == []


def test_instruments_check_lists_all_faults_by_line(run, tmp_path):
    text = path_of(INSTRUMENT).read_text(encoding="utf-8")
    text = text.replace("\nvalidated: false", "\nvalidated: perhaps", 1).replace("\nheadline:", "\nheadlines:", 1)
    (tmp_path / "mine.yaml").write_text(text, encoding="utf-8")
    ended = run("instruments", "check", "mine.yaml")
    assert ended.exit_code == 3
    for word in ("mine.yaml", "line", "validated", "perhaps", "headlines"):
        assert word in ended.stderr


def test_instruments_check_and_show_refuse_a_name_that_is_none(run):
    assert run("instruments", "check", "nothing.yaml").exit_code == 3
    ended = run("instruments", "show", "cg-dps-smartcty")
    assert ended.exit_code == 2
    assert INSTRUMENT in ended.stderr


def test_instruments_schema_is_a_json_schema(run):
    Draft202012Validator.check_schema(json.loads(run("instruments", "schema").stdout))


# -- simulate ----------------------------------------------------------------------------------------------------


def test_simulate_prints_a_survey_that_analyze_takes(run, tmp_path):
    ended = run("simulate", INSTRUMENT, "-n", "40", "--seed", "3", "--form", "short", "--modules", "core")
    assert ended.exit_code == 0, ended.output
    (tmp_path / "s.csv").write_text(ended.stdout, encoding="utf-8", newline="")
    assert len(ended.stdout.splitlines()) == 41
    assert run("check", "s.csv").exit_code == 0


def test_simulate_writes_a_file_says_that_nobody_answered_and_keeps_what_is_there(run, tmp_path):
    arguments = ("simulate", INSTRUMENT, "-n", "20", "--words", "id", "-o", "s.csv")
    assert "bukan jawaban orang sungguhan" in run(*arguments).stdout
    before = (tmp_path / "s.csv").read_bytes()
    assert run(*arguments, "--seed", "2").exit_code == 2
    assert (tmp_path / "s.csv").read_bytes() == before
    assert run(*arguments, "--seed", "2", "--force").exit_code == 0


@pytest.mark.parametrize("wish", [("--words", "fr"), ("-n", "0"), ("--modules", "smart"), ("--missing", "2")])
def test_simulate_refuses_what_it_cannot_with_2(run, wish):
    assert run("simulate", INSTRUMENT, *wish).exit_code == 2


# -- inspect -----------------------------------------------------------------------------------------------------


def test_inspect_prints_what_the_file_is_and_what_matched(run, survey, tmp_path):
    ended = run("inspect", survey, "--lang", "en")
    assert ended.exit_code == 0, ended.output
    assert f"{INSTRUMENT}: fits" in ended.stdout
    assert "90 rows, 74 columns, headings in row 1" in ended.stdout
    for item in load_instrument(INSTRUMENT).items():
        assert f"\n  {item.id}  " in ended.stdout
    assert "  wording  " in ended.stdout
    *_, problems, after = ended.stdout.splitlines()
    assert problems == "Problems that analyze would stop at: 0"
    assert after == f"Nothing to settle. Next: govassess analyze '{survey}'"
    assert not list(tmp_path.iterdir())


def test_inspect_marks_what_is_off_the_scale_and_still_ends_with_0(run, wrong_survey):
    ended = run("inspect", wrong_survey, "--lang", "en")
    assert ended.exit_code == 0
    assert "Setujuu (1) <!>" in ended.stdout
    assert "Problems that analyze would stop at: 2\n" in ended.stdout
    assert "--on-invalid missing" in ended.stdout.splitlines()[-1]
    assert "row 3" in ended.stderr


def test_the_mapping_that_inspect_drafts_is_taken_and_never_overwritten(run, survey, tmp_path):
    assert run("inspect", survey, "-o", "mapping.yaml").exit_code == 0
    before = (tmp_path / "mapping.yaml").read_bytes()
    with_it, without = (
        json.loads(run("check", survey, "--json", *more).stdout) for more in (["--mapping", "mapping.yaml"], [])
    )
    assert with_it["funnel"] == without["funnel"]
    assert with_it["items"] == without["items"]
    assert run("inspect", survey, "-o", "mapping.yaml").exit_code == 2
    assert (tmp_path / "mapping.yaml").read_bytes() == before
    assert run("inspect", survey, "-o", "mapping.yaml", "--force").exit_code == 0


def test_inspect_as_json_says_by_which_rule_each_column_matched(run, survey):
    found = json.loads(run("inspect", survey, "--json").stdout)
    assert found["instrument"] == INSTRUMENT
    assert {match["step"] for match in found["matched"]} == {"wording"}
    assert found["problems"] == []


def test_inspect_of_a_renamed_column_proposes_it(run, survey, tmp_path):
    text = survey.read_text(encoding="utf-8").replace(
        "Mitra kami menepati komitmen yang telah", "Mitra kami menepati komitmen yg telah", 1
    )
    (tmp_path / "renamed.csv").write_text(text, encoding="utf-8", newline="")
    ended = run("inspect", "renamed.csv", "--lang", "en", "-o", "mapping.yaml")
    (row,) = [line for line in ended.stdout.splitlines() if line.startswith("  IR1a ")]
    assert row.split()[1].endswith("?")
    assert "Mitra kami menepati komitmen yg telah" in row
    assert "proposal, 9" in row
    assert row.endswith("E106")
    draft = (tmp_path / "mapping.yaml").read_text(encoding="utf-8")
    assert "#IR1a:" in draft
    assert "remove the # of the proposals that are right" in ended.stdout
    assert run("check", "renamed.csv", "--mapping", "mapping.yaml").exit_code == 3
    (tmp_path / "mapping.yaml").write_text(draft.replace("  #IR1a:", "  IR1a:"), encoding="utf-8")
    assert run("check", "renamed.csv", "--mapping", "mapping.yaml").exit_code == 0


# -- hostile names -----------------------------------------------------------------------------------------------


def clean(text: str) -> bool:
    """Whether nothing in ``text`` moves a terminal's cursor, colours it or turns its writing direction."""
    return not set(text.replace("\n", "")) & {*map(chr, range(32)), "\x7f", "\x9b", "\u202e", "\u2066"}


@pytest.mark.parametrize("command", ["check", "inspect", "analyze"])
def test_control_and_direction_characters_of_a_file_reach_no_terminal(run, tmp_path, command):
    path = write_survey(tmp_path / "plain.csv", n=60)
    text = path.read_text(encoding="utf-8")
    agency = next(cell for cell in text.split(",") if cell.startswith("Organisasi Contoh "))
    hostile = text.replace(agency, "\x1b[31mOrganisasi\u202e").replace("Unit/bidang", "Unit\x1b]0;x\x07", 1)
    file = tmp_path / "s\x1b[2Ju\u202er.csv"
    file.write_text(hostile, encoding="utf-8", newline="")
    ended = run(command, file, "--by", "agency", "--draws", "50") if command == "analyze" else run(command, file)
    assert ended.exit_code == 0, ended.output
    assert clean(ended.stdout + ended.stderr)
    assert all(
        written.name.isascii() and written.name.isprintable() for written in tmp_path.iterdir() if written != file
    )


@pytest.mark.parametrize("command", ["check", "inspect", "analyze", "score"])
def test_control_and_direction_characters_of_a_wrong_answer_are_escaped_in_the_message(run, tmp_path, command):
    path = write_survey(tmp_path / "s.csv", n=60)
    text = path.read_text(encoding="utf-8").replace(",Setuju,", ",\x1b[31mSetuju\u202e,")
    path.write_text(text, encoding="utf-8", newline="")
    ended = run(command, path)
    assert ended.exit_code == (0 if command == "inspect" else 3)
    assert "\\x1b[31mSetuju" in ended.stderr
    assert clean(ended.stdout + ended.stderr)


# -- how to read -------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(("delimiter", "word"), [("\t", "tab"), (";", ";"), ("|", "|")])
def test_a_delimiter_is_one_character_or_the_word_tab(run, survey, tmp_path, delimiter, word):
    with survey.open(encoding="utf-8", newline="") as file:
        rows = list(csv.reader(file))
    with (tmp_path / "other.csv").open("w", encoding="utf-8", newline="") as file:
        csv.writer(file, delimiter=delimiter).writerows(rows)
    found = json.loads(run("check", "other.csv", "--delimiter", word, "--json").stdout)
    assert found["source"]["delimiter"] == delimiter
    assert len(found["items"]) == 64


@pytest.mark.parametrize(
    "wish", [("--delimiter", "semicolon"), ("--header-row", "0"), ("--encoding", "no-such-encoding")]
)
def test_a_way_of_reading_that_does_not_exist_is_refused_without_a_traceback(run, survey, wish):
    ended = run("check", survey, *wish)
    assert ended.exit_code in {2, 3}
    assert isinstance(ended.exception, SystemExit)
    assert ended.stderr
