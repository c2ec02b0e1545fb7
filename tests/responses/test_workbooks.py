"""Workbooks: sheets, cell types, archives that do harm."""

from __future__ import annotations

import io
import time
import zipfile
from datetime import date

import openpyxl
import pytest

from govassess.files.limits import Limits

HEAD = ["TR1", "TR2", "TR3", "TR4"]


def workbook(rows, *, sheets=None) -> bytes:
    book = openpyxl.Workbook()
    book.remove(book.active)
    for title, content in (sheets or {"Form Responses 1": rows}).items():
        sheet = book.create_sheet(title)
        for row in content:
            sheet.append(row)
    out = io.BytesIO()
    book.save(out)
    return out.getvalue()


def repacked(content: bytes, change) -> bytes:
    """Return the archive with its parts passed through ``change(name, data)``."""
    out = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(content)) as old, zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as new:
        for name in old.namelist():
            new.writestr(name, change(name, old.read(name)))
    return out.getvalue()


def test_numbers_and_words_read_as_from_text(read):
    responses = read(workbook([HEAD, [1, 2.0, "Setuju", "4 - Agree"], [5, None, 3, 4]]), name="survey.xlsx")
    assert responses.items.iloc[0].tolist() == [1, 2, 4, 4]
    assert responses.items.iloc[1].isna().tolist() == [False, True, False, False]
    assert (responses.source.format, responses.source.sheet) == ("xlsx", "Form Responses 1")


@pytest.mark.parametrize(
    ("cell", "reason", "value"),
    [
        (date(2026, 4, 3), "cell_date", "2026-04-03 00:00:00"),
        (True, "cell_boolean", "TRUE"),
        ("=1+1", "cell_formula", None),
        ("#N/A", "cell_error", "#N/A"),
    ],
)
def test_a_cell_that_is_no_answer_is_an_error_with_its_reference(refused, read, cell, reason, value):
    rows = [["Saran", *HEAD], ["a", 1, 2, 3, 4], ["b", 1, 2, cell, 4]]
    (problem,) = refused(workbook(rows), name="survey.xlsx").problems
    assert (problem.code, problem.reason, problem.cell, problem.row, problem.value) == ("E205", reason, "D3", 3, value)
    blanked = read(workbook(rows), name="survey.xlsx", on_invalid="missing")
    assert blanked.items["TR3"].isna().tolist() == [False, True]


def test_a_date_made_of_an_answer_is_explained(refused):
    error = refused(workbook([HEAD, [1, 2, date(2026, 4, 3), 4]]), name="survey.xlsx")
    assert "3/4" in error.message("en")


def test_a_formula_with_a_stored_result_is_its_result(read):
    def store(name, data):
        if name.startswith("xl/worksheets/"):
            return data.replace(b"<f>1+1</f><v />", b"<f>1+1</f><v>2</v>").replace(
                b"<f>1+1</f><v></v>", b"<f>1+1</f><v>2</v>"
            )
        return data

    content = repacked(workbook([HEAD, ["=1+1", 2, 3, 4]]), store)
    assert read(content, name="survey.xlsx").items["TR1"].tolist() == [2]


def test_dates_and_formulas_outside_the_answers_do_no_harm(read):
    content = workbook([["Timestamp", *HEAD, "Total"], [date(2026, 4, 3), 1, 2, 3, 4, "=SUM(B2:E2)"]])
    assert read(content, name="survey.xlsx").items.shape == (1, 4)


def test_the_sheet_with_the_answers_is_found_and_told(read):
    content = workbook(None, sheets={"Petunjuk": [["Cara mengisi"]], "Data": [HEAD, [1, 2, 3, 4]], "Kosong": []})
    assert read(content, name="survey.xlsx").source.sheet == "Data"


def test_several_sheets_with_answers_ask_for_one(read, refused):
    content = workbook(None, sheets={"2025": [HEAD, [1, 2, 3, 4]], "2026": [HEAD, [5, 5, 5, 5]]})
    (problem,) = refused(content, name="survey.xlsx").problems
    assert (problem.code, problem.reason, problem.values["sheets"]) == (
        "E108",
        "sheet_several",
        '"2025" (1 x 4), "2026" (1 x 4)',
    )
    assert read(content, name="survey.xlsx", sheet="2026").items["TR1"].tolist() == [5]
    assert refused(content, name="survey.xlsx", sheet="2027").problems[0].reason == "sheet_unknown"


def test_sheets_without_any_item_are_no_candidates(refused):
    content = workbook(None, sheets={"a": [["x"]], "b": [["y"]]})
    assert refused(content, name="survey.xlsx").problems[0].reason == "sheet_none"


def test_title_rows_are_told_with_the_option_that_helps(read, refused):
    content = workbook([["Survei 2026"], [], HEAD, [1, 2, 3, 4]])
    (problem,) = refused(content, name="survey.xlsx").problems
    assert (problem.reason, problem.row) == ("header_elsewhere", 3)
    assert read(content, name="survey.xlsx", header_row=3).items.shape == (1, 4)


def test_formatted_rows_below_the_answers_are_no_respondents(read):
    book = openpyxl.Workbook()
    book.active.append(HEAD)
    book.active.append([1, 2, 3, 4])
    for row in range(3, 60):
        book.active.cell(row=row, column=1).number_format = "0.00"
    book.active.cell(row=70, column=2, value="  ")
    out = io.BytesIO()
    book.save(out)
    assert read(out.getvalue(), name="survey.xlsx").funnel[0].count == 1


def test_an_empty_row_between_answers_is_counted_and_row_numbers_stay(read, refused):
    content = workbook([HEAD, [1, 2, 3, 4], [], [1, 2, 3, 4]])
    assert {s.code: s.count for s in read(content, name="survey.xlsx").funnel}["empty"] == 1
    assert refused(workbook([HEAD, [1, 2, 3, 4], [], [7, 2, 3, 4]]), name="survey.xlsx").problems[0].cell == "A4"


def test_a_cell_in_the_last_corner_costs_no_time(refused):
    book = openpyxl.Workbook()
    book.active.append(HEAD)
    book.active.append([1, 2, 3, 4])
    book.active.cell(row=1_048_576, column=16_384, value="x")
    out = io.BytesIO()
    book.save(out)
    start = time.perf_counter()
    (problem,) = refused(out.getvalue(), name="survey.xlsx").problems
    assert problem.code == "E109"
    assert time.perf_counter() - start < 10


def test_an_empty_workbook_is_empty(refused):
    assert refused(workbook([]), name="survey.xlsx").problems[0].reason == "empty_file"
    assert refused(workbook([HEAD]), name="survey.xlsx").problems[0].reason == "no_rows"


def test_an_archive_that_grows_out_of_all_proportion_is_refused(refused):
    def blow(name, data):
        return data + b" " * 30_000_000 if name.startswith("xl/worksheets/") else data

    (problem,) = refused(repacked(workbook([HEAD, [1, 2, 3, 4]]), blow), name="survey.xlsx").problems
    assert (problem.code, problem.reason) == ("E109", "inflates")


@pytest.mark.parametrize(
    ("limits", "reason"),
    [
        (Limits(xlsx_parts=3), "too_many_parts"),
        (Limits(xlsx_bytes=2_000), "inflates"),
        (Limits(columns=3), "too_many_columns"),
        (Limits(cells=3), "too_many_cells"),
        (Limits(file_bytes=10), "file_too_large"),
        (Limits(field_characters=0), "field_too_long"),
    ],
)
def test_limits_of_a_workbook(refused, limits, reason):
    (problem,) = refused(workbook([HEAD, [1, 2, 3, 4]]), name="survey.xlsx", limits=limits).problems
    assert (problem.code, problem.reason) == ("E109", reason)


def test_a_document_type_is_refused(refused):
    def declare(name, data):
        if name == "xl/workbook.xml":
            return b'<!DOCTYPE x [<!ENTITY a "b">]>' + data
        return data

    (problem,) = refused(repacked(workbook([HEAD, [1, 2, 3, 4]]), declare), name="survey.xlsx").problems
    assert (problem.code, problem.reason) == ("E110", "doctype")


@pytest.mark.parametrize("cut", [30, 400, -60])
def test_a_damaged_workbook_is_refused(refused, cut):
    (problem,) = refused(workbook([HEAD, [1, 2, 3, 4]])[:cut], name="survey.xlsx").problems
    assert (problem.code, problem.reason) == ("E110", "damaged_workbook")


@pytest.mark.parametrize("at", [0.1, 0.3, 0.5, 0.7])
def test_bytes_overwritten_in_a_workbook_are_no_traceback(write, trust, at):
    from govassess.errors import DataError
    from govassess.responses.read import read_responses

    content = bytearray(workbook([HEAD, [1, 2, 3, 4]]))
    start = int(len(content) * at)
    content[start : start + 40] = b"\xff" * 40
    path = write(bytes(content), "survey.xlsx")
    try:
        kept = read_responses(path, trust).items.shape
    except DataError as error:
        kept = (1, 4) if error.problems[0].code == "E110" else None
    assert kept == (1, 4)


def test_a_zip_without_a_workbook_is_refused(refused):
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w") as archive:
        archive.writestr("survey.txt", "TR1\n1\n")
    assert refused(out.getvalue(), name="survey.zip").problems[0].reason == "zip_no_workbook"


def test_a_part_that_is_no_xml_is_refused_without_a_traceback(refused):
    def spoil(name, data):
        return b"<worksheet><" if name.startswith("xl/worksheets/") else data

    assert refused(repacked(workbook([HEAD, [1, 2, 3, 4]]), spoil), name="survey.xlsx").problems[0].code == "E110"
