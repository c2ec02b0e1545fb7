"""Workbooks that are written: texts stay texts, the same contents give the same bytes."""

from __future__ import annotations

import io
import time
from zipfile import ZipFile

import openpyxl
import pytest

from govassess.files.cells import workbook_bytes, write_row


def made(texts):
    return workbook_bytes(lambda book: write_row(book.add_worksheet(), 0, texts))


@pytest.mark.parametrize("text", ["=1+1", "=HYPERLINK(1)", "#N/A", "3/4", "007", "1e5", "TRUE", "2026-01-01", " x "])
def test_a_text_comes_back_as_the_text_it_was(text):
    cell = openpyxl.load_workbook(io.BytesIO(made([text]))).worksheets[0]["A1"]
    assert (cell.value, cell.data_type) == (text, "s")


def test_an_empty_text_leaves_the_cell_empty():
    sheet = openpyxl.load_workbook(io.BytesIO(made(["a", "", "c"]))).worksheets[0]
    assert [cell.value for cell in sheet[1]] == ["a", None, "c"]


def test_no_time_enters_the_file(monkeypatch):
    first = made(["a"])
    later = time.time() + 5_000_000
    monkeypatch.setattr(time, "time", lambda: later)
    assert made(["a"]) == first
    with ZipFile(io.BytesIO(first)) as archive:
        assert {entry.date_time for entry in archive.infolist()} == {(1980, 1, 1, 0, 0, 0)}
        assert b"1980-01-01" in archive.read("docProps/core.xml")
