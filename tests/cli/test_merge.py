"""``govassess merge``: exit codes, streams, and nothing half written."""

from __future__ import annotations

import pytest

from tests.responses.test_merge import response, write


@pytest.fixture
def saved(tmp_path):
    folder = tmp_path / "saved"
    folder.mkdir()
    for n in range(3):
        write(folder / f"{n}.csv", response(f"own{n}", n), response("same"))
    return folder


def test_a_folder_becomes_one_file_that_can_be_checked(run, saved, tmp_path):
    ended = run("merge", saved, "-o", "all.csv", "--lang", "en")
    assert ended.exit_code == 0, ended.output
    assert "all.csv" in ended.stdout
    assert "4 responses from 3 files; repeated and left out: 2" in ended.stdout
    assert (tmp_path / "all.csv").read_bytes().startswith(b"\xef\xbb\xbfinstrument,")
    assert run("check", "all.csv").exit_code == 0
    assert run("score", "all.csv").exit_code == 0


def test_without_a_file_the_rows_go_to_stdout_and_the_count_to_stderr(run, saved):
    ended = run("merge", saved, "--lang", "id")
    assert ended.stdout.startswith("instrument,instrument_version,")
    assert ended.stdout.count("\n") == 5
    assert "4 isian kuesioner dari 3 berkas" in ended.stderr


def test_written_again_into_the_same_folder_it_is_the_same(run, saved):
    out = saved / "all.csv"
    assert run("merge", saved, "-o", out).exit_code == 0
    before = out.read_bytes()
    assert run("merge", saved, "-o", out).exit_code == 2
    assert run("merge", saved, "-o", out, "--force").exit_code == 0
    assert out.read_bytes() == before


@pytest.mark.parametrize("lang", ["en", "id"])
def test_what_does_not_belong_ends_with_3_and_writes_nothing(run, saved, tmp_path, lang):
    write(saved / "x.csv", response("strange", instrument_version="9"))
    write(saved / "y.csv", response("same", RM1a="77"))
    ended = run("merge", saved, "-o", "all.csv", "--lang", lang)
    assert ended.exit_code == 3
    assert "x.csv" in ended.stderr
    assert "y.csv" in ended.stderr
    assert "Traceback" not in ended.stderr
    assert not (tmp_path / "all.csv").exists()


def test_usage_faults_end_with_2(run, tmp_path):
    assert run("merge").exit_code == 2
    (tmp_path / "empty").mkdir()
    ended = run("merge", "empty", "--lang", "en")
    assert ended.exit_code == 2
    assert "empty" in ended.stderr


def test_a_missing_file_ends_with_3(run):
    ended = run("merge", "gone.csv", "--lang", "en")
    assert ended.exit_code == 3
    assert "gone.csv" in ended.stderr


def test_an_old_encoding_is_told_of_on_stderr(run, tmp_path):
    write(tmp_path / "a.csv", response("one", agency="Éné"), encoding="cp1252")
    ended = run("merge", "a.csv", "--lang", "en")
    assert ended.exit_code == 0
    assert "a.csv: The file is not UTF-8" in ended.stderr
