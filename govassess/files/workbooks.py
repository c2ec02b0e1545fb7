"""Workbooks on their way out: cells that are texts and nothing else, and the same bytes at every run."""

from __future__ import annotations

import io
from collections.abc import Sequence
from datetime import datetime
from typing import TYPE_CHECKING
from zipfile import ZIP_DEFLATED, ZipFile, ZipInfo

if TYPE_CHECKING:
    from openpyxl.cell import Cell
    from openpyxl.workbook import Workbook
    from openpyxl.worksheet.worksheet import Worksheet

LONGEST_CELL = 32_767  # characters; Excel's limit, beyond which a text would be cut
EARLIEST = (1980, 1, 1, 0, 0, 0)  # what a zip file can hold


def write_row(sheet: Worksheet, number: int, texts: Sequence[str]) -> list[Cell]:
    """Write one row of texts; a text that looks like a formula, a number or a date stays the text it is.

    Parameters
    ----------
    sheet : Worksheet
    number : int
        Of the row, from 1.
    texts : sequence of str
        From the first column on; "" leaves a cell empty.

    Returns
    -------
    list of Cell
        The cells that were written.
    """
    written = []
    for column, text in enumerate(texts, start=1):
        if text:
            cell: Cell = sheet.cell(number, column, text)
            cell.data_type = "s"  # openpyxl takes "=1" for a formula
            written.append(cell)
    return written


def workbook_bytes(workbook: Workbook) -> bytes:
    """Return a workbook as a file whose bytes depend on its contents alone: every time in it is the same.

    Examples
    --------
    >>> from openpyxl import Workbook
    >>> workbook_bytes(Workbook()) == workbook_bytes(Workbook())
    True
    """
    from openpyxl.writer.excel import ExcelWriter

    workbook.properties.created = workbook.properties.modified = datetime(*EARLIEST)  # noqa: DTZ001 - a constant
    made = io.BytesIO()
    ExcelWriter(workbook, ZipFile(made, "w", ZIP_DEFLATED)).save()
    fixed = io.BytesIO()
    with ZipFile(made) as before, ZipFile(fixed, "w") as after:
        for name in before.namelist():
            entry = ZipInfo(name, EARLIEST)
            entry.compress_type = ZIP_DEFLATED
            after.writestr(entry, before.read(name))
    return fixed.getvalue()
