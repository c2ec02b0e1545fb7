"""What identifies somebody, planted wherever a survey has room for it, is in no byte that a run leaves behind."""

from __future__ import annotations

import io
import random
import re
import shutil
import subprocess
import tempfile
import zipfile
import zlib

import pytest

from govassess.report.outputs import OUTPUTS
from tests.hostile.material import FAST, an_instrument, put, some_rows, with_column, write_instrument, write_rows
from tests.hostile.packages import package, sheet
from tests.responses.identifiers import KINDS

FORMATS = ("json", *OUTPUTS)
FIRST = ("Siti", "Bambang", "Wulandari", "Made", "Yohanes", "Nurhaliza", "Togar", "Kartini")
LAST = ("Rahmawati", "Prasetyo", "Hutabarat", "Kusumaningrum", "Hadinoto", "Tampubolon", "Wibisono", "Lestaluhu")
N = 48


def a_person(draw):
    return f"{draw.choice(FIRST)} {draw.choice(LAST)} {draw.choice(LAST)}oso"


def planted(seed):
    """The rows of a survey, and everything in it that must not come out."""
    draw = random.Random(seed)
    people = [a_person(draw) for _ in range(N)]
    identifiers = [make(draw) for make in KINDS.values() for _ in range(2)]
    rows = with_column(some_rows(n=N, seed=seed), draw.choice(["Nama lengkap", "Nama", "Full name"]), people)
    rows = with_column(rows, draw.choice(["NIK", "No HP", "Email Address"]), identifiers)
    rows = with_column(rows, "Saran dan kritik", [f"{a} di {b}" for a, b in zip(people, identifiers, strict=False)])
    rows = with_column(rows, f"Catatan {draw.choice(identifiers)}", ["x"])
    for at in range(2, 6):  # typed where an agency was asked for, with a number and without
        rows = put(rows, "agency", at, draw.choice(identifiers))
    rows = put(rows, "agency", 6, people[4])
    rows = put(rows, "needs", 7, f"money;{people[5]} {draw.choice(identifiers)}")
    rows = put(rows, "role", 8, f"{people[6]} {draw.choice(identifiers)}")
    return rows, [*people, *identifiers]


def readable(content):
    """Every text that a file holds: as it is, in the parts of an archive, in the streams and the words of a PDF."""
    found = [content.decode("utf-8", "replace"), content.decode("utf-16", "replace")]
    if zipfile.is_zipfile(io.BytesIO(content)):
        with zipfile.ZipFile(io.BytesIO(content)) as parts:
            found += [text for name in parts.namelist() for text in (name, *readable(parts.read(name)))]
    if content.startswith(b"%PDF"):
        for stream in re.findall(rb"stream\r?\n(.*?)endstream", content, re.DOTALL):
            try:
                found.append(zlib.decompress(stream).decode("latin-1"))
            except zlib.error:
                continue
        if shutil.which("pdftotext"):
            said = subprocess.run(["pdftotext", "-", "-"], input=content, capture_output=True, check=True)
            found.append(said.stdout.decode("utf-8", "replace"))
    # words that are parted by marks of their own run together
    return [*found, *(re.sub(r"<[^<>]*>", "", text) for text in found)]


def assert_clean(ended, files, secrets):
    for place, content in {"stdout": ended.stdout.encode(), "stderr": ended.stderr.encode(), **files}.items():
        for text in readable(content):
            assert [each for each in secrets if each in text] == [], place


@pytest.fixture
def scratch(tmp_path_factory, monkeypatch):
    """A folder of its own for temporary files: whatever a run leaves there is found."""
    folder = tmp_path_factory.mktemp("scratch")
    monkeypatch.setenv("TMPDIR", str(folder))
    monkeypatch.setattr(tempfile, "tempdir", str(folder))
    return folder


@pytest.mark.parametrize("name", FORMATS)
def test_no_format_of_a_report_holds_what_was_planted(run, tmp_path, contents, scratch, name):
    rows, secrets = planted(1)
    write_instrument(tmp_path / "i.yaml", an_instrument())
    write_rows(tmp_path / "s.csv", rows)
    ended = run(
        "analyze", "s.csv", "-i", "i.yaml", "-o", "out", "--by", "agency", *FAST, "--format", name, "--ledger", "l"
    )
    assert ended.exit_code == 0, ended.stderr
    files = {path: content for path, content in contents().items() if path not in {"s.csv", "i.yaml"}}
    assert any(path.startswith("out/") for path in files)
    assert_clean(ended, files, secrets)
    assert contents(scratch) == {}


def test_a_name_that_one_respondent_typed_as_the_agency_is_masked_where_the_group_is_listed(run, tmp_path, contents):
    rows = put(some_rows(n=N), "agency", 2, "Siti Rahmawati")
    write_instrument(tmp_path / "i.yaml", an_instrument())
    write_rows(tmp_path / "s.csv", rows)
    ended = run("analyze", "s.csv", "-i", "i.yaml", "-o", "out", "--by", "agency", *FAST)
    assert ended.exit_code == 0, ended.stderr
    page = contents()["out/s-report.html"].decode()
    assert "Siti" not in page
    assert "*** 1" in page


@pytest.mark.parametrize("lang", ["en", "id"])
def test_a_variable_of_names_groups_nobody(run, tmp_path, lang):
    rows = some_rows(n=N)
    draw = random.Random(3)
    people = [f"{a_person(draw)} {at}" for at in range(N)]
    for at, name in enumerate(people, start=2):
        rows = put(rows, "agency", at, name)
    write_instrument(tmp_path / "i.yaml", an_instrument())
    write_rows(tmp_path / "s.csv", rows)
    ended = run("analyze", "s.csv", "-i", "i.yaml", "-o", "out", "--by", "agency", *FAST, "--lang", lang)
    assert ended.exit_code == 2
    assert "48" in ended.stderr
    assert not (tmp_path / "out").exists()
    assert_clean(ended, {}, people)


def test_the_message_about_a_wrong_answer_holds_nothing_that_was_planted(run, tmp_path, scratch, contents):
    write_instrument(tmp_path / "i.yaml", an_instrument())
    for seed, (kind, make) in enumerate(KINDS.items()):
        draw = random.Random(seed)
        secrets = [make(draw) for _ in range(6)]
        rows = some_rows(n=N)
        for at, text in enumerate(secrets, start=2):
            rows = put(rows, "a11", at, text)
        write_rows(tmp_path / "s.csv", rows)
        for form in ([], ["--json"]):
            ended = run("check", "s.csv", "-i", "i.yaml", *form)
            assert ended.exit_code == 3, kind
            assert_clean(ended, {}, secrets)
    assert contents(scratch) == {}


def test_the_names_of_a_workbook_its_sheet_and_a_folder_hold_nothing_that_was_planted(run, tmp_path, contents, scratch):
    rows, secrets = planted(4)
    name, tab = "hasil 0812-3456-7890", "ani@example.org"
    write_instrument(tmp_path / "i.yaml", an_instrument())
    (tmp_path / f"{name}.xlsx").write_bytes(package({tab: sheet(rows)}))
    ended = run(
        "analyze", f"{name}.xlsx", "-i", "i.yaml", "-o", "out", "--by", "role", *FAST, "--format", ",".join(FORMATS)
    )
    assert ended.exit_code == 0, ended.stderr
    files = {path: content for path, content in contents().items() if path.startswith("out/")}
    assert_clean(ended, {**files, "names": "\n".join(files).encode()}, [*secrets, "0812-3456-7890", tab])
    assert contents(scratch) == {}


@pytest.mark.long
@pytest.mark.parametrize("seed", range(100))
def test_a_hundred_planted_surveys_leave_nothing_behind(run, tmp_path, contents, scratch, seed):
    rows, secrets = planted(100 + seed)
    write_instrument(tmp_path / "i.yaml", an_instrument())
    write_rows(tmp_path / "s.csv", rows)
    policy = ("internal", "published")[seed % 2]
    ended = run("analyze", "s.csv", "-i", "i.yaml", "-o", "out", "--by", "agency", *FAST, "--disclosure", policy)
    assert ended.exit_code == 0, ended.stderr
    assert_clean(ended, {path: each for path, each in contents().items() if path.startswith("out/")}, secrets)
    assert contents(scratch) == {}
