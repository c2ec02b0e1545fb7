"""``--format docx`` and ``--template``: the Word report from both commands."""

from __future__ import annotations

import io

import docx
import pytest

FAST = ("--draws", "200")
DOCUMENT, RESULT = "survei-kota-2026-report.docx", "survei-kota-2026-result.json"


@pytest.fixture(autouse=True)
def _bare(monkeypatch):
    monkeypatch.setattr("govassess.report.word.document.drawer", lambda: None)


def headings(path):
    opened = docx.Document(io.BytesIO(path.read_bytes()))
    return [each.text for each in opened.paragraphs if each.style.name == "Heading 1"]


def test_both_commands_write_the_same_document(run, survey, tmp_path):
    ended = run("analyze", survey, *FAST, "--format", "docx,json", "--template", "skm")
    assert ended.exit_code == 0, ended.output
    assert ended.stdout.splitlines()[-2:] == [f"Ditulis: {DOCUMENT}", f"Ditulis: {RESULT}"]
    made = (tmp_path / DOCUMENT).read_bytes()
    (tmp_path / DOCUMENT).unlink()
    again = run("report", RESULT, "--template", "skm", "--format", "docx")
    assert again.exit_code == 0, again.output
    assert (tmp_path / DOCUMENT).read_bytes() == made
    assert "Kata pengantar" in headings(tmp_path / DOCUMENT)
    assert run("report", RESULT, "--format", "docx", "--lang", "en", "--force").exit_code == 0
    assert headings(tmp_path / DOCUMENT)[0] == "Summary"


@pytest.mark.parametrize("command", ["analyze", "report"])
def test_a_template_without_a_document_is_a_usage_error(run, survey, tmp_path, command):
    ended = run(command, survey, "--template", "skm")
    assert ended.exit_code == 2
    assert "--template" in ended.stderr
    assert "add docx to --format" in ended.stderr
    assert list(tmp_path.iterdir()) == []


def test_an_unknown_template_is_a_usage_error(run, survey):
    ended = run("analyze", survey, "--template", "lkj", "--format", "docx")
    assert ended.exit_code == 2
    assert "'standard', 'skm'" in ended.stderr
