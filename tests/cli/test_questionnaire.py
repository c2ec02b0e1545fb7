"""``govassess questionnaire``: files where they were asked for, all or none, and what a person must know about them."""

from __future__ import annotations

from pathlib import Path

import pytest
import yaml

from govassess.cli.questionnaire import TARGETS
from govassess.questionnaire import forms

INSTRUMENT = "cg-dps-smartcity"
FILES = {
    "xlsform": ["-xlsform.xlsx"],
    "limesurvey": ["-limesurvey.txt", "-limesurvey-mapping.yaml"],
    "qualtrics": ["-qualtrics-en.txt", "-qualtrics-id.txt", "-qualtrics-mapping.yaml"],
    "sheet": ["-sheet.xlsx", "-sheet.csv"],
}


def written(folder=Path()):
    return sorted(path.name for path in folder.iterdir())


def test_the_command_offers_what_can_be_written():
    assert TARGETS == forms.TARGETS


@pytest.mark.parametrize("target", FILES)
def test_the_files_have_sensible_names_and_are_named_at_the_end(run, target):
    ended = run("questionnaire", INSTRUMENT, "--to", target)
    assert ended.exit_code == 0, ended.output
    names = [INSTRUMENT + ending for ending in FILES[target]]
    assert written() == sorted(names)
    assert [line for line in ended.stdout.splitlines() if line.startswith("Written: ")] == [
        f"Written: {name}" for name in names
    ]
    assert "64 items, in the order of the instrument." in ended.stdout


@pytest.mark.parametrize("target", FILES)
def test_two_runs_write_the_same_bytes(run, target):
    for folder in ("one", "two"):
        assert run("questionnaire", INSTRUMENT, "--to", target, "-o", folder).exit_code == 0
    assert written(Path("one")) == written(Path("two"))
    for path in Path("one").iterdir():
        assert path.read_bytes() == (Path("two") / path.name).read_bytes()


def test_the_name_says_what_was_asked_and_the_end_says_the_seed(run):
    ended = run(
        "questionnaire", INSTRUMENT, "--to", "xlsform", "--form", "short", "--modules", "core", "--order", "random",
        "--seed", "12", "--checklists", "-o", "out",
    )  # fmt: skip
    assert ended.exit_code == 0
    assert written(Path("out")) == ["cg-dps-smartcity-short-core-random12-checklists-xlsform.xlsx"]
    assert "20 items, in random order, seed 12; the same seed gives the same order." in ended.stdout
    assert "Form cg-dps-smartcity-short-core-random12-checklists, version 000100r12x" in ended.stdout


def test_a_random_order_without_a_seed_says_the_one_it_took(run):
    assert "seed 1;" in run("questionnaire", INSTRUMENT, "--to", "sheet", "--order", "random").stdout


def test_a_file_may_be_named_and_its_mapping_goes_beside_it(run):
    assert run("questionnaire", INSTRUMENT, "--to", "limesurvey", "-o", "new/survei.txt").exit_code == 0
    assert written(Path("new")) == ["survei-mapping.yaml", "survei.txt"]
    assert run("questionnaire", INSTRUMENT, "--to", "sheet", "-o", "isian.csv").exit_code == 0
    assert run("questionnaire", INSTRUMENT, "--to", "qualtrics", "--lang", "id", "-o", "q.txt").exit_code == 0
    assert written() == ["isian.csv", "new", "q-mapping.yaml", "q.txt"]
    assert "[[ID:RM]]\nPengelolaan sumber daya" in Path("q.txt").read_text(encoding="utf-8")


@pytest.mark.parametrize(
    ("target", "output", "count"), [("qualtrics", "q.txt", 2), ("xlsform", "form.csv", 0), ("sheet", "x.yaml", 0)]
)
def test_an_ending_that_fits_no_file_or_several_is_refused(run, target, output, count):
    ended = run("questionnaire", INSTRUMENT, "--to", target, "-o", output)
    assert ended.exit_code == 2
    assert f"{output}: {count} files" in ended.stderr
    assert written() == []


def test_the_language_is_the_one_the_form_opens_in_and_the_command_speaks(run):
    ended = run("questionnaire", INSTRUMENT, "--to", "limesurvey", "--lang", "id")
    assert "64 butir, dalam urutan instrumen." in ended.stdout
    text = Path(f"{INSTRUMENT}-limesurvey.txt").read_text(encoding="utf-8-sig")
    assert "\tlanguage\t1\tid\t" in text


def test_qualtrics_writes_one_language_where_one_is_asked_for_and_says_what_is_left_to_do(run):
    ended = run("questionnaire", INSTRUMENT, "--to", "qualtrics", "--lang", "en")
    assert written() == ["cg-dps-smartcity-qualtrics-en.txt", "cg-dps-smartcity-qualtrics-mapping.yaml"]
    assert "force response" in ended.stdout
    assert "--mapping cg-dps-smartcity-qualtrics-mapping.yaml" in ended.stdout
    assert yaml.safe_load(Path(written()[1]).read_text(encoding="utf-8"))["items"]["RM1b"] == "RM_2"


def test_nothing_is_overwritten_unless_forced(run):
    Path(f"{INSTRUMENT}-sheet.csv").write_text("mine", encoding="utf-8")
    ended = run("questionnaire", INSTRUMENT, "--to", "sheet")
    assert ended.exit_code == 2
    assert written() == [f"{INSTRUMENT}-sheet.csv"]
    assert Path(written()[0]).read_text(encoding="utf-8") == "mine"
    assert run("questionnaire", INSTRUMENT, "--to", "sheet", "--force").exit_code == 0
    assert len(written()) == 2


@pytest.mark.parametrize(
    ("arguments", "words"),
    [
        (["--seed", "3"], "random order"),
        (["--modules", "sport"], "sport"),
        (["--form", "tiny"], "tiny"),
        (["--to", "word"], "word"),
    ],
)
def test_what_cannot_be_composed_is_a_usage_error(run, arguments, words):
    ended = run("questionnaire", INSTRUMENT, "--to", "sheet", *arguments)
    assert ended.exit_code == 2
    assert words in ended.stderr
    assert written() == []


def test_a_questionnaire_that_is_there_is_not_said_to_come_from_a_survey_file(run):
    asked = ("questionnaire", INSTRUMENT, "--to", "sheet", "--lang", "en")
    assert run(*asked).exit_code == 0
    ended = run(*asked)
    assert ended.exit_code == 2
    assert f"{INSTRUMENT}-sheet" in ended.stderr
    assert "--force" in ended.stderr
    assert "survey file" not in ended.stderr
    assert run(*asked, "--force").exit_code == 0


def test_checklists_are_refused_where_there_is_none(run):
    ended = run("questionnaire", "skm-permenpanrb-14-2017", "--to", "sheet", "--checklists")
    assert ended.exit_code == 2
    assert "skm-permenpanrb-14-2017" in ended.stderr


def test_an_instrument_that_a_tool_cannot_hold_is_refused_with_every_problem(run, root):
    text = (root / "instruments" / f"{INSTRUMENT}.yaml").read_text(encoding="utf-8")
    text = text.replace("id: cg-dps-smartcity\n", "id: mine\n").replace("{id: RM1a,", "{id: start,")
    text = text.replace("{id: RM1b,", "{id: end,")
    Path("mine.yaml").write_text(text, encoding="utf-8")
    ended = run("questionnaire", "mine.yaml", "--to", "xlsform", "-o", "out")
    assert ended.exit_code == 3
    assert ended.stderr.count("E301 mine") == 2
    assert not Path("out").exists()
    assert run("questionnaire", "mine.yaml", "--to", "qualtrics", "-o", "out").exit_code == 0


def test_the_web_page_is_written(run):
    ended = run("questionnaire", INSTRUMENT, "--to", "form", "--lang", "id")
    assert ended.exit_code == 0
    assert written() == [f"{INSTRUMENT}-form.html"]
