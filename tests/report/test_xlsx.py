"""The workbook of tables: numbers are numbers, texts are texts, and the bytes depend on the report alone."""

from __future__ import annotations

import getpass
import io
import re
import socket
import time
from zipfile import ZipFile

import openpyxl
import pytest
from defusedxml.ElementTree import fromstring

from govassess.report.sheets import excel_format
from govassess.report.table import Cell, Column, Notes, Row, Table
from govassess.report.whole import Report, build, tables
from govassess.report.xlsx import sheet_names, workbook
from govassess.result.codec import decode, encode
from govassess.text.numbers import NumberFormat
from tests.report.a_result import a_result, an_old_result, one_respondent
from tests.report.left_out_results import left_out, withheld
from tests.report.pages import as_json, resolve

HEADS = 4
LANGUAGES = ("en", "id")


@pytest.fixture(scope="module", params=LANGUAGES)
def report(request: pytest.FixtureRequest) -> Report:
    return build(decode(encode(a_result())), request.param, date="2026-11-23")


@pytest.fixture(scope="module")
def made(report):
    return workbook(report)


@pytest.fixture(scope="module")
def book(made):
    return openpyxl.load_workbook(io.BytesIO(made))


def parts(made: bytes) -> dict[str, bytes]:
    with ZipFile(io.BytesIO(made)) as archive:
        return {name: archive.read(name) for name in archive.namelist()}


def test_there_is_a_sheet_a_table_between_what_it_is_about_and_the_paths(report, book):
    found = list(tables(report).values())
    assert len(book.sheetnames) == len(found) + 2
    assert (book.sheetnames[0], book.sheetnames[-1]) == {"en": ("About", "Paths"), "id": ("Tentang", "Jalur")}[
        report.view.lang
    ]
    for name, table in zip(book.sheetnames[1:-1], found, strict=True):
        assert name.startswith(f"{table.number} ")
        sheet = book[name]
        assert sheet["A1"].value == {"en": f"Table {table.number}", "id": f"Tabel {table.number}"}[report.view.lang]
        assert sheet["A1"].font.bold
        assert sheet["A2"].value == table.title
        assert sheet["A2"].font.italic


def test_every_number_is_a_number_with_all_its_digits(report, book):
    document, paths, count = as_json(report.view.result), book.worksheets[-1], 0
    for name, address, path in paths.iter_rows(min_row=2, values_only=True):
        value, cell = resolve(document, path.split()[0]), book[name][address]
        if isinstance(value, int | float) and not isinstance(value, bool) and cell.data_type == "n":
            assert cell.value == (pytest.approx(value, rel=1e-15) if isinstance(value, float) else value), (
                name,
                address,
                path,
            )
            count += 1
    assert count > 400
    stored = {
        path
        for table in tables(report).values()
        for row in table.rows
        for cell in row.cells
        if isinstance(cell.value, int | float | tuple)
        for path in cell.source.split()
    }
    numeric = {
        path
        for name, address, path in paths.iter_rows(min_row=2, values_only=True)
        if book[name][address].data_type == "n"
    }
    assert stored <= numeric


def test_what_is_not_there_says_why_in_the_words_of_the_page(report, book):
    table = tables(report)["hypotheses"]
    sheet = book.worksheets[table.number]
    texts = {cell.value for row in sheet.iter_rows(min_row=HEADS + 1) for cell in row if cell.data_type == "s"}
    printed = {
        table.text(cell, column)
        for row in table.rows
        if not row.group
        for cell, column in zip(row.cells, table.columns, strict=True)
        if cell.value is None
    }
    assert printed
    assert printed <= texts


def test_notes_and_warnings_follow(report, book):
    for table in tables(report).values():
        last = [cell.value for cell in book.worksheets[table.number]["A"] if cell.value]
        assert len([text for text in last if text]) >= len(list(table.notes))
        if table.notes.general:
            assert any(text.startswith({"en": "Note. ", "id": "Catatan. "}[report.view.lang]) for text in last)
    about = [cell.value for row in book.worksheets[0].iter_rows() for cell in row if cell.value]
    result = report.view.result
    for said in (result.source.sha256, result.instrument_sha256, "made-up 1.0.0", "20231031", report.command, "0.1.0"):
        assert said in about, said
    assert "23 November 2026" in about
    assert sum(bool(re.fullmatch(r"\[[WP]\d+\]", text)) for text in about) == len(report.warnings)


def test_a_dagger_or_warning_stands_in_the_format_of_the_number_and_behind_a_text(book, report):
    table = tables(report)["reliability"]
    sheet = book.worksheets[table.number]
    assert any("†" in cell.number_format for row in sheet.iter_rows() for cell in row if cell.data_type == "n")
    assert any(re.search(r" \[[WP]\d+\]$", str(cell.value)) for cell in sheet["A"])


def test_heads_stay_in_sight_and_on_every_page(book):
    for sheet in book.worksheets[1:-1]:
        assert sheet.freeze_panes == "B5"
        assert sheet.print_title_rows == "$4:$4"
        assert sheet.page_setup.orientation == "landscape"
        assert (sheet.page_setup.fitToWidth or 1, sheet.page_setup.fitToHeight) == (1, 0)
        assert sheet.sheet_properties.pageSetUpPr.fitToPage


def test_links_lead_to_the_sheets_and_nowhere_else(book, made):
    links = [cell.hyperlink for row in book.worksheets[0].iter_rows() for cell in row if cell.hyperlink]
    assert len(links) == len(book.sheetnames) - 1
    for link in links:
        assert link.target is None
        assert re.match(r"'(.*)'!A1$", link.location)[1].replace("''", "'") in book.sheetnames
    assert not [name for name in parts(made) if "external" in name.lower()]


def test_the_bytes_depend_on_the_report_alone(report, made, monkeypatch):
    later = time.time() + 5_000_000
    monkeypatch.setattr(time, "time", lambda: later)
    assert workbook(report) == made
    with ZipFile(io.BytesIO(made)) as archive:
        assert {entry.date_time for entry in archive.infolist()} == {(1980, 1, 1, 0, 0, 0)}
    core, app = parts(made)["docProps/core.xml"].decode(), parts(made)["docProps/app.xml"].decode()
    assert "1980-01-01T00:00:00Z" in core
    assert "<dc:creator></dc:creator>" in core
    for private in (getpass.getuser(), socket.gethostname()):
        assert f">{private}<" not in core + app


@pytest.mark.parametrize("result", [an_old_result, one_respondent, left_out, withheld])
def test_every_part_is_well_formed_and_no_row_is_a_respondent(result):
    made = workbook(build(result(), "id"))
    for name, content in parts(made).items():
        assert fromstring(content) is not None, name
        assert not re.search(rb"<f[ />]", content), name
    book = openpyxl.load_workbook(io.BytesIO(made))
    assert all(sheet.max_row < 1000 for sheet in book.worksheets[:-1])


def test_names_of_sheets_are_short_plain_and_each_once():
    names = [f"model.{'x' * 60}", f"model.{'x' * 61}", "a/b\\c[d]e:f*g?h'", "", "constructs", "Constructs"]
    found = [Table(name=name, title="", columns=(), rows=(), number=1) for name in names]
    made = sheet_names(found, "en")
    assert len({name.casefold() for name in made}) == len(names) + 2
    for name in made:
        assert 0 < len(name) <= 31
        assert not set("[]:*?/\\") & set(name)
        assert not name.startswith("'")
        assert not name.endswith("'")


@pytest.mark.parametrize(
    ("value", "kind", "decimals", "english", "indonesian"),
    [
        (12345, "n", None, "#,##0", "#,##0"),
        (0.5, "est", None, "#,##0.00", "#,##0.00"),
        (-0.5, "est", 1, '#,##0.0;"−"#,##0.0', '#,##0.0;"−"#,##0.0'),
        (-0.0001, "est", None, "#,##0.00;#,##0.00", "#,##0.00;#,##0.00"),  # a zero has no minus
        (0.21, "r", None, ".00", "0.00"),
        (1.04, "beta", None, ".00", "0.00"),
        (0.2, "p", None, '[<0.001]"< .001";[>=0.9995]"> .999";.000', '[<0.001]"< 0,001";[>=0.9995]"> 0,999";0.000'),
        (0.686, "pct", None, "#,##0.0%", "#,##0.0%"),
        (0.686, "pct", 0, "#,##0%", "#,##0%"),
        (3, "level", None, "#,##0", "#,##0"),
    ],
)
def test_each_kind_of_number_has_its_format(value, kind, decimals, english, indonesian):
    assert excel_format(value, kind, NumberFormat("en"), decimals) == english
    assert excel_format(value, kind, NumberFormat("id"), decimals) == indonesian


def test_an_interval_takes_two_columns_and_a_reason_both():
    table = Table(
        name="any",
        title="Any",
        columns=(
            Column(key="id", header="Name", kind="text"),
            Column(key="ci", header="95% CI", kind="ci", bound_kind="r", decimals=3),
        ),
        rows=(
            Row(cells=(Cell(value="a"), Cell(value=(-0.25, 0.5), source="x.low x.high"))),
            Row(cells=(Cell(value="b"), Cell(instead="not computed"))),
        ),
        notes=Notes(general="n = 3"),
    )
    from xlsxwriter import Workbook

    from govassess.report.sheets import Formats, write_table

    made = io.BytesIO()
    book = Workbook(made, {"in_memory": True})
    places = write_table(book.add_worksheet("x"), table, Formats(book))
    book.close()
    sheet = openpyxl.load_workbook(made)["x"]
    assert [cell.value for cell in sheet[4]][:3] == ["Name", "95% CI, lower", "95% CI, upper"]
    assert [cell.value for cell in sheet[5]][:3] == ["a", -0.25, 0.5]
    assert [cell.value for cell in sheet[6]][:3] == ["b", "not computed", "not computed"]
    assert sheet["B5"].number_format == '.000;"−".000'
    assert [(place.row, place.column, place.path) for place in places] == [(4, 1, "x.low"), (4, 2, "x.high")]


def test_the_workbook_is_made_quickly(report):
    workbook(report)
    before = time.process_time()
    workbook(report)
    assert time.process_time() - before < 1.0  # 0.2 here: a bound for slow machines
