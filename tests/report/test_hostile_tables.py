"""Whatever people wrote stays text: no form of the tables holds a formula, a command, a link or a broken part of it."""

from __future__ import annotations

import csv
import io
import re
import unicodedata
from zipfile import ZipFile

import pytest
from defusedxml.ElementTree import fromstring

from govassess.files.cells import without_turns
from govassess.report import csv_tables, latex, markdown
from govassess.report.whole import Report, build, tables
from govassess.report.xlsx import workbook
from tests.report.a_result import a_result
from tests.report.poisoned import FORMULAS, HOSTILE, poisoned
from tests.report.renderings import LATEX

TRIGGERS = tuple("=+-@\t\r\x00＝＋－＠")
ESCAPES = {"textbackslash", "textasciicircum", "textasciitilde", "textasciigrave"}
XML_CONTROLS = re.compile(r"[\x00-\x08\x0b\x0c\x0e-\x1f\ufffe\uffff]")


@pytest.fixture(scope="module", params=[*FORMULAS, *HOSTILE], ids=lambda payload: repr(payload)[:24])
def payload(request: pytest.FixtureRequest) -> str:
    return request.param


@pytest.fixture(scope="module")
def report(payload) -> Report:
    return build(poisoned(payload), "en")


@pytest.fixture(scope="module")
def clean() -> set[str]:
    """The commands of a file in which nobody wrote anything hostile."""
    return commands(latex.document(build(a_result(), "en")))


def commands(text: str) -> set[str]:
    return set(re.findall(r"\\([A-Za-z]+)", text.replace(r"\\", "")))


def on_one_line(payload: str) -> str:
    return re.sub(r"\s+", " ", without_turns(XML_CONTROLS.sub("", payload))).strip()


def test_a_workbook_holds_texts_and_numbers_only(report, payload):
    with ZipFile(io.BytesIO(workbook(report))) as archive:
        made = {name: archive.read(name) for name in archive.namelist()}
    for name, content in made.items():
        assert fromstring(content) is not None, name
        assert not re.search(rb"<f[ />]", content), name
        assert not XML_CONTROLS.search(content.decode()), name
        assert b'TargetMode="External"' not in content, name
        if name.startswith("xl/worksheets/sheet"):
            assert set(re.findall(rb'<c [^>]*?t="(\w+)"', content)) <= {b"s"}, name
    strings = ["".join(node.itertext()) for node in fromstring(made["xl/sharedStrings.xml"]) if node.tag.endswith("si")]
    whole = [text for text in strings if on_one_line(payload).replace("_x0041_", "_x005F_x0041_") in text]
    assert len(whole) > 20


@pytest.mark.parametrize("dialect", ["c", "id"])
def test_no_cell_of_a_csv_file_starts_a_formula(report, payload, dialect):
    met = 0
    for name, written in csv_tables.folder(report).items():
        assert written.startswith("\ufeff")
        text = written.removeprefix("\ufeff").replace("\r\n", "\n")
        assert not XML_CONTROLS.search(text.replace("\t", "")), name
        for table in [text, csv_tables.csv(next(iter(tables(report).values())), dialect=dialect)[1:]]:
            delimiter = ";" if dialect == "id" and table is not text else ","
            for row in csv.reader(io.StringIO(table, newline=""), delimiter=delimiter, strict=True):
                for cell in row:
                    if re.fullmatch(r"-?\d+([.,]\d+)?", cell):
                        continue
                    assert not cell.startswith(TRIGGERS), (name, cell)
                    met += on_one_line(payload) in cell
    assert met > 20


def test_every_row_of_markdown_has_its_columns_and_nothing_is_markup(report, payload):
    for table in tables(report).values():
        text = table.to_markdown()
        rows = [line for line in text.split("\n") if line.startswith("|")]
        assert len(rows) == len(table.rows) + 2, table.name
        for row in rows:
            assert len(re.findall(r"(?<!\\)(?:\\\\)*\|", row)) == len(table.columns) + 1, row
    whole = markdown.document(report)
    bare = re.sub(r"\\.", "", whole)
    assert not re.search(r"<[A-Za-z/!?]|\]\(|`|https?://|\bwww\.|\w@\w", bare)
    assert len(re.findall(r"^#+ ", bare, re.MULTILINE)) <= 2
    assert len(re.findall(r"^- ", bare, re.MULTILINE)) == 12 + len(report.warnings) + 1
    assert not XML_CONTROLS.search(whole)


def test_latex_holds_no_command_of_a_text_and_its_braces_match(report, clean):
    text = latex.document(report)
    assert not XML_CONTROLS.search(text)
    assert not [sign for sign in text if unicodedata.category(sign) == "Cf"]
    depth = 0
    for sign in re.sub(r"\\[\\{}]", "", re.sub(r"(?m)^%.*$", "", text)):
        depth += {"{": 1, "}": -1}.get(sign, 0)
        assert depth >= 0
    assert depth == 0
    body = text[text.index(r"\begin{document}") :]
    assert commands(body) <= clean | commands(" ".join(LATEX)) | ESCAPES
    assert text.count(r"\begin{longtable}") == text.count(r"\end{longtable}") == len(tables(report))
