"""Workbooks: checked as an archive first, read cell by cell as text, cells that are no plain answers marked."""

from __future__ import annotations

import hashlib
import io
import warnings
from collections.abc import Iterator
from dataclasses import dataclass, replace
from datetime import date, datetime, time, timedelta
from typing import TYPE_CHECKING, Any

from govassess.errors import DataError
from govassess.files.cells import printable
from govassess.files.limits import Limits
from govassess.responses.column import Column
from govassess.responses.formats.archive import checked_archive
from govassess.responses.formats.csv_text import CountMatches
from govassess.responses.formats.header import MOST_ROWS, header_of
from govassess.responses.table import Row, Table, letters, likely_header, refusal

if TYPE_CHECKING:
    from openpyxl.workbook import Workbook


LEAST_MATCHES = 2  # items in a row from which on it looks like the header


def read_workbook(
    content: bytes,
    *,
    file: str,
    count_matches: CountMatches,
    limits: Limits,
    sheet: str | None = None,
    header_row: int | None = None,
    header_rows: int | None = None,
) -> Table:
    """Read one sheet of a workbook as a table of texts (rule L24).

    Parameters
    ----------
    content : bytes
        The file.
    file : str
        Its base name, for messages.
    count_matches : callable
        How many columns of a header match; sheets whose header matches nothing are no candidates.
    limits : Limits
        Sizes of the archive, rows, columns, cells, fields.
    sheet : str, optional
        Name of the sheet.
    header_row, header_rows
        As for text files.

    Returns
    -------
    Table
        Rows below the last one that holds anything are not records: a workbook keeps formats there.

    Raises
    ------
    DataError
        The archive is refused, the sheet cannot be told, or a limit is passed.
    """
    from openpyxl.xml import DEFUSEDXML

    if not DEFUSEDXML:
        raise refusal("E110", "no_defusedxml", file)
    formulas = checked_archive(content, file, limits)
    blank = Table(
        file=file,
        sha256=hashlib.sha256(content).hexdigest(),
        format="xlsx",
        header_row=header_row or 0,
    )
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")  # about styles, headers and extensions that no answer depends on
            return _read(content, blank, formulas, count_matches, limits, sheet, header_rows)
    except DataError:
        raise
    except Exception:  # noqa: BLE001 - a damaged part can raise anything; the user learns which file it is
        raise refusal("E110", "damaged_workbook", file) from None


def _read(
    content: bytes,
    blank: Table,
    formulas: frozenset[str],
    count_matches: CountMatches,
    limits: Limits,
    sheet: str | None,
    header_rows: int | None,
) -> Table:
    import openpyxl

    stored = openpyxl.load_workbook(io.BytesIO(content), read_only=True, data_only=True, keep_links=False)
    names = [worksheet.title for worksheet in stored.worksheets]
    written = openpyxl.load_workbook(io.BytesIO(content), read_only=True, keep_links=False) if formulas else None
    listed = ", ".join(f'"{printable(name)}"' for name in names)
    if sheet is not None:
        if sheet not in names:
            raise refusal("E108", "sheet_unknown", blank.file, value=sheet, sheets=listed)
        return _sheet(stored, written, sheet, blank, header_rows, limits)
    tables = [_sheet(stored, written, name, blank, header_rows, limits) for name in names]
    filled = [table for table in tables if table.headings]
    if not filled:
        raise refusal("E105", "empty_file", blank.file)
    if len(filled) == 1:
        return filled[0]
    fitting = [table for table in filled if count_matches(table.headings)]
    if len(fitting) == 1:
        return fitting[0]
    ranked = sorted(((*likely_header(table, count_matches), table) for table in filled), key=lambda found: -found[0])
    (matches, row, table), (second, *_) = ranked[:2]
    if matches < LEAST_MATCHES or 2 * second > matches:
        raise refusal("E108", "sheet_several" if fitting else "sheet_none", blank.file, sheets=listed)
    reason = "sheet_likely" if row == table.header_row else "sheet_likely_below"
    likely = printable(table.sheet or "")
    raise refusal("E108", reason, blank.file, sheets=listed, sheet=likely, header=row, count=matches)


@dataclass(frozen=True, slots=True)
class _Cell:
    text: str
    fault: str | None = None


_NOTHING = _Cell("")
_FORMULA = _Cell("", "cell_formula")


def _sheet(
    stored: Workbook, written: Workbook | None, name: str, blank: Table, header_rows: int | None, limits: Limits
) -> Table:
    """Return one sheet as a table; without headings if it is empty."""
    formulas = _formula_cells(written, name) if written else frozenset()
    filled: dict[int, list[_Cell]] = {}
    for number, row in _rows(stored, name):
        cells = [_cell(cell.value, cell.data_type) for cell in row]
        cells = [_FORMULA if not cell.text and (number, at) in formulas else cell for at, cell in enumerate(cells)]
        while cells and cells[-1] is _NOTHING:
            cells.pop()
        if any(cell.text.strip() or cell.fault for cell in cells):
            filled[number] = cells
            if len(cells) > limits.columns:
                raise refusal("E109", "too_many_columns", blank.file, found=len(cells), limit=limits.columns)
            if number > limits.rows + MOST_ROWS + 20:
                raise refusal("E109", "too_many_rows", blank.file, found=number, limit=limits.rows)
    header = blank.header_row or next(iter(filled), 0)
    if header not in filled:
        return replace(blank, sheet=name)
    return _table(replace(blank, sheet=name, header_row=header), filled, header_rows, limits)


def _table(blank: Table, filled: dict[int, list[_Cell]], header_rows: int | None, limits: Limits) -> Table:
    """Return the rows from the header down, all as wide as the widest, empty rows between them included."""
    top = blank.header_row
    width = max(len(cells) for number, cells in filled.items() if number >= top)
    header = header_of([_texts(filled.get(top + at, []), width) for at in range(MOST_ROWS)], header_rows)
    numbers = range(top + header.rows, max(filled) + 1)
    if len(numbers) * width > limits.cells:
        raise refusal("E109", "too_many_cells", blank.file, found=len(numbers) * width, limit=limits.cells)
    faults: dict[tuple[int, int], str] = {}
    for record, number in enumerate(numbers):
        cells = filled.get(number, [])
        faults.update({(record, at): cell.fault for at, cell in enumerate(cells) if cell.fault})
        for at, text in enumerate(cell.text for cell in cells):
            if len(text) > limits.field_characters:
                raise refusal(
                    "E109",
                    "field_too_long",
                    blank.file,
                    row=number,
                    cell=f"{letters(at)}{number}",
                    limit=limits.field_characters,
                )
    rows = [_texts(filled.get(number, []), width) for number in numbers]
    columns = tuple(map(Column.of, zip(*rows, strict=True))) or (Column.of(()),) * width
    return replace(
        blank, headings=header.headings, labels=header.labels, header_texts=header.written, header_rows=header.rows,
        columns=columns, numbers=numbers, faults=faults,
    )  # fmt: skip


def _texts(cells: list[_Cell], width: int) -> Row:
    return (*(cell.text for cell in cells), *[""] * (width - len(cells)))


def _rows(workbook: Workbook, name: str) -> Iterator[tuple[int, tuple[Any, ...]]]:
    """Yield the rows of a sheet with their numbers, whatever size the file claims to have."""
    worksheet: Any = workbook[name]
    worksheet.reset_dimensions()
    for number, row in enumerate(worksheet.iter_rows(), start=1):
        if row:
            yield number, row


def _formula_cells(written: Workbook, name: str) -> frozenset[tuple[int, int]]:
    return frozenset(
        (number, at) for number, row in _rows(written, name) for at, cell in enumerate(row) if cell.data_type == "f"
    )


def _cell(value: object, kind: str) -> _Cell:
    """Return a cell's text as a CSV would hold it, and what makes it no answer."""
    if value is None:
        return _NOTHING
    if isinstance(value, bool):
        return _Cell("TRUE" if value else "FALSE", "cell_boolean")
    if isinstance(value, datetime):
        return _Cell(value.isoformat(sep=" "), "cell_date")
    if isinstance(value, date | time | timedelta):
        return _Cell(str(value), "cell_date")
    if isinstance(value, float):
        return _Cell(str(int(value)) if value.is_integer() and abs(value) < 1e15 else f"{value:.15g}")
    return _Cell(str(value), "cell_error" if kind == "e" else None)
