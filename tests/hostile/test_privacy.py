"""Names, numbers and addresses that stand in a survey leave it in no file, stream or message."""

from __future__ import annotations

import random

import pytest

from tests.hostile.material import FAST, an_instrument, put, some_rows, with_column, write_instrument, write_rows

NAMES = ("Siti Rahmawati Kusumaningrum", "Bambang Prasetyo Hadinoto")
IDENTIFIERS = (
    "3174014505900001",
    "3174 0545 0590 0001",
    "198505052010011003",
    "0812-3456-7890",
    "+62 812 3456 7891",
    "ani.wulandari@example.go.id",
    "192.168.10.25",
    "12.345.678.9-012.345",
)
FREE = tuple(f"Hubungi {name} di {identifier}" for name, identifier in zip(NAMES * 4, IDENTIFIERS, strict=True))
PRIVATE = (*NAMES, *IDENTIFIERS)
HEADINGS = ("Nama lengkap", "NIK", "Email Address", "No HP", "IP Address", "Saran dan kritik", "Timestamp")


def planted():
    """Identifiers in every free text of the survey: unknown columns, profile text, the choice `other`, a heading."""
    draw = random.Random(5)
    rows = some_rows(n=48)
    for heading in HEADINGS:
        cells = list(FREE)
        draw.shuffle(cells)
        rows = with_column(rows, heading, cells)
    rows = with_column(rows, f"Catatan {NAMES[0]} {IDENTIFIERS[5]}", ["x"])
    for at, text in enumerate(FREE, start=2):
        rows = put(put(rows, "agency", at, text), "needs", at, f"money;{text}")
    for at in range(12, 16):
        rows = put(rows, "role", at, FREE[at - 12])
    return rows


@pytest.mark.parametrize("command", ["analyze", "check", "inspect", "score"])
def test_nothing_personal_leaves_a_survey_that_is_read(run, tmp_path, contents, command):
    write_instrument(tmp_path / "i.yaml", an_instrument())
    write_rows(tmp_path / "s.csv", planted())
    if command == "inspect":  # it lists headings as they are, for a mapping to name them
        write_rows(tmp_path / "s.csv", [row[:-1] for row in planted()])
    more = ["-o", "out", "--by", "agency", "--by", "role", *FAST] if command == "analyze" else []
    for form in ([], ["--json"]) if command != "score" else ([],):
        ended = run(command, "s.csv", "-i", "i.yaml", *more, *form)
        assert ended.exit_code == 0, ended.stderr
        written = {name: text.decode() for name, text in contents().items() if name not in ("s.csv", "i.yaml")}
        assert bool(written) == (command == "analyze")
        for place, text in {"stdout": ended.stdout, "stderr": ended.stderr, **written}.items():
            assert [each for each in PRIVATE if each in text] == [], place


def test_nothing_personal_is_in_the_message_about_a_wrong_answer(run, tmp_path):
    write_instrument(tmp_path / "i.yaml", an_instrument())
    rows = planted()
    for at, text in enumerate(IDENTIFIERS, start=2):
        rows = put(put(rows, "a11", at, text), "years", at, text)
    write_rows(tmp_path / "s.csv", rows)
    for form in ([], ["--json"], ["--lang", "id"]):
        ended = run("analyze", "s.csv", "-i", "i.yaml", *FAST, *form)
        assert ended.exit_code == 3
        assert [each for each in IDENTIFIERS if each in ended.stderr] == []
        assert "***" in ended.stderr


def test_headings_and_names_that_tell_on_somebody_are_masked_in_json_drafts_and_file_names(run, tmp_path, contents):
    write_instrument(tmp_path / "i.yaml", an_instrument())
    name = f"hasil {IDENTIFIERS[3]} {IDENTIFIERS[5]}.csv"
    write_rows(tmp_path / name, planted())
    ended = run("inspect", name, "-i", "i.yaml", "--json", "-o", "m.yaml")
    assert ended.exit_code == 0, ended.stderr
    assert run("analyze", name, "-i", "i.yaml", "-o", "out", *FAST).exit_code == 0
    written = {path: text.decode() for path, text in contents().items() if path not in (name, "i.yaml")}
    assert {"out/hasil-report.html", "out/hasil-result.json", "m.yaml"} <= set(written)
    for place, text in {"stdout": ended.stdout, "stderr": ended.stderr, **written}.items():
        assert [each for each in IDENTIFIERS if each in text] == [], place


@pytest.mark.parametrize(
    "word", ["Wulandari", "Bu Wulandari", "4 - Wulandari", "Setuju kata Wulandari", "Agree (4) Wulandari"]
)
def test_a_word_that_one_respondent_wrote_in_a_column_of_answers_is_printed_nowhere(run, tmp_path, contents, word):
    write_instrument(tmp_path / "i.yaml", an_instrument())
    rows = put(some_rows(n=48), "a11", 7, word)
    write_rows(tmp_path / "s.csv", put(rows, "years", 9, word))
    for command, ends in (("inspect", 0), ("check", 3), ("analyze", 3)):
        drafts = ["-o", "m.yaml", "--force"] if command == "inspect" else []
        for form in ([], ["--json"]):
            ended = run(command, "s.csv", "-i", "i.yaml", *drafts, *form)
            assert ended.exit_code == ends, ended.stderr
            for text in (
                ended.stdout,
                ended.stderr,
                *(text.decode() for name, text in contents().items() if name != "s.csv"),
            ):
                assert "Wulandari" not in text
            assert "row 7" in ended.stderr or '"row": 7' in ended.stdout + ended.stderr  # the place is, to mend it


def test_a_word_that_several_wrote_and_a_misspelt_one_are_printed(run, tmp_path):
    write_instrument(tmp_path / "i.yaml", an_instrument())
    rows = some_rows(n=48)
    for at in range(7, 12):
        rows = put(rows, "a11", at, "Mantap")
    write_rows(tmp_path / "s.csv", put(rows, "a12", 3, "Strongly agre"))
    ended = run("inspect", "s.csv", "-i", "i.yaml")
    assert "Mantap (5) <!>" in ended.stdout
    assert "Strongly agre" in ended.stdout
