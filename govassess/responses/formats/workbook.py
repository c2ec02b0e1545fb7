"""Workbooks: checked as an archive first, read cell by cell as text, cells that are no plain answers marked.

The workbook itself says which sheets it has, which texts their cells share, and which of its numbers are dates.
"""

from __future__ import annotations

import hashlib
import io
import zipfile
from array import array
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

import numpy as np

from govassess.errors import DataError
from govassess.files.cells import printable
from govassess.notices import Notice
from govassess.responses.formats.archive import check_archive
from govassess.responses.formats.delimiter import CountMatches
from govassess.responses.formats.header import LEAST_MATCHES, MOST_ROWS, Header, fitted, header_of
from govassess.responses.formats.parts import DamagedError, Part, read_part, relations
from govassess.responses.formats.sheet import EPOCH, EPOCH_1904, Dates, is_date, is_duration, shared_strings
from govassess.responses.options import ReadingOptions
from govassess.responses.personal import named, shown
from govassess.responses.table import SEARCHED_ROWS, Column, Columns, Table, is_blank, letters, likely_header, refusal

if TYPE_CHECKING:
    from govassess.responses.formats.sheet import SheetRow


CHUNK = 256  # rows held as texts at a time


def read_workbook(content: bytes, options: ReadingOptions, *, file: str, count_matches: CountMatches) -> Table:
    """Read one sheet of a workbook as a table of texts (rule L24).

    Parameters
    ----------
    content : bytes
        The file.
    options : ReadingOptions
        Sheet and header rows; sizes of the archive, rows, columns, cells, fields.
    file : str
        Its base name, for messages.
    count_matches : callable
        How many columns of a header match; sheets whose header matches nothing are no candidates.

    Returns
    -------
    Table
        Rows below the last one that holds anything are not records: a workbook keeps formats there.

    Raises
    ------
    DataError
        The archive is refused, the sheet cannot be told, or a limit is passed.
    """
    check_archive(content, file, options.sizes)
    blank = Table(
        file=file,
        sha256=hashlib.sha256(content).hexdigest(),
        format="xlsx",
        header_row=options.header_row or 0,
    )
    try:
        with zipfile.ZipFile(io.BytesIO(content)) as archive:
            return _read(archive, blank, options, count_matches)
    except DataError:
        raise
    except Exception:  # noqa: BLE001 - a damaged part can raise anything; the user learns which file it is
        raise refusal("E110", "damaged_workbook", file) from None


def _read(archive: zipfile.ZipFile, blank: Table, options: ReadingOptions, count_matches: CountMatches) -> Table:
    from govassess.responses.formats.sheet import rows_of

    book = opened(archive)
    if book is None:
        raise refusal("E110", "zip_no_workbook", blank.file)

    def table_of(one: Sheet) -> Table:
        filling = _Filling(replace(blank, sheet=one.name), options)
        with archive.open(one.part) as stream:
            for row in rows_of(stream, book.strings, book.dates):
                filling.take(row)
        return filling.table()

    if options.sheet is not None:
        asked = next((each for each in book.sheets if each.name == options.sheet), None)
        if asked is None:
            shapes = _shapes([table_of(each) for each in book.sheets])
            raise refusal("E108", "sheet_unknown", blank.file, value=shown(options.sheet), sheets=book.listed(shapes))
        table = table_of(asked)
        if not table.headings:
            raise _nothing(blank)
        return table
    return _chosen([table_of(each) for each in book.sheets], book, blank, count_matches)


def _chosen(tables: Sequence[Table], book: Book, blank: Table, count_matches: CountMatches) -> Table:
    """Return the only sheet that is filled, or whose header matches anything; else say which of them are there."""
    filled = [table for table in tables if table.headings]
    if not filled:
        raise _nothing(blank)
    fitting = filled if len(filled) == 1 else [table for table in filled if count_matches(table.headings)]
    if len(fitting) == 1:
        return _told(fitting[0], book)
    ranked = sorted(((*likely_header(table, count_matches), table) for table in filled), key=lambda found: -found[0])
    (matches, row, table), (second, *_) = ranked[:2]
    listed = book.listed(_shapes(tables))
    if matches < LEAST_MATCHES or 2 * second > matches:
        largest = max(fitting or filled, key=lambda one: len(one) * len(one.headings))
        first = printable(named(largest.sheet or ""))
        reason = "sheet_several" if fitting else "sheet_none"
        raise refusal("E108", reason, blank.file, sheets=listed, first=first)
    reason = "sheet_likely" if row == table.header_row else "sheet_likely_below"
    likely = printable(named(table.sheet or ""))
    raise refusal("E108", reason, blank.file, sheets=listed, sheet=likely, header=row, count=matches)


def _shapes(tables: Sequence[Table]) -> dict[str, tuple[int, int]]:
    """Return how many rows below the header, and columns, each sheet has."""
    return {table.sheet or "": (len(table), len(table.headings)) for table in tables}


def _nothing(blank: Table) -> DataError:
    """Return the refusal of a workbook with nothing in the row where its header should be, or nothing at all."""
    if blank.header_row:
        return refusal("E105", "no_header", blank.file, row=blank.header_row)
    return refusal("E105", "empty_file", blank.file)


def _told(table: Table, book: Book) -> Table:
    """Return the table of the sheet that was found out; that its tab is hidden, nobody would think of."""
    hidden = any(each.hidden for each in book.sheets if each.name == table.sheet)
    notice = Notice(code="hidden_sheet", values={"sheet": printable(named(table.sheet or ""))})
    return replace(table, notices=(*table.notices, notice)) if hidden else table


class _Filling:
    """The rows of one sheet on their way into columns, from the header down, empty rows between them included."""

    def __init__(self, blank: Table, options: ReadingOptions) -> None:
        self.blank, self.header_rows, self.limits = blank, options.header_rows, options.sizes
        self.top = blank.header_row  # 0: the first row that holds anything
        self.head: list[SheetRow] = []  # rows among which the header is, or all while there are few
        self.header: Header | None = None  # as wide as was known when it was found
        self.width = 0
        self.columns = Columns()
        self.rows: list[list[str]] = []  # not yet in the columns
        self.faults: dict[int, tuple[array[int], list[str]]] = {}  # position -> records and kinds

    def take(self, row: SheetRow) -> None:
        """Take the next row that holds something."""
        if len(row.texts) > self.limits.columns:
            limit = self.limits.columns
            raise refusal("E109", "too_many_columns", self.blank.file, found=len(row.texts), limit=limit)
        if is_blank(row.texts) and not row.faults:
            return
        self._check(row)
        if not self.top:
            self.top = row.number
        if row.number < self.top:
            return
        self.width = max(self.width, len(row.texts))
        if self.header is None and row.number >= self.top + MOST_ROWS:
            self._begin()
        if self.header is None:
            self.head.append(row)
        else:
            self._add(row)

    def table(self) -> Table:
        """Return what was taken."""
        if self.header is None and self.head:
            self._begin()
        if self.header is None or not self.header.headings:
            return self.blank
        self._flush(0)
        first = [fitted(texts, self.width) for texts in (self.header.headings, *self.header.labels)]
        numbers = range(self.top + self.header.rows, self.top + self.header.rows + self.columns.length)
        return replace(
            self.blank, headings=first[0], labels=tuple(first[1:]), header_row=self.top, header_rows=self.header.rows,
            header_texts=tuple(fitted(texts, self.width) for texts in self.header.written),
            columns=self.columns.finished(len(first[0])), numbers=numbers, faults=self._faults(),
        )  # fmt: skip

    def _begin(self) -> None:
        """Find the header among the first rows, and take the others as records."""
        texts = {row.number: row.texts for row in self.head}
        if self.top in texts:
            rows = [fitted(texts.get(self.top + at, []), self.width) for at in range(MOST_ROWS)]
            self.header = header_of(rows, self.header_rows)
            for row in self.head:
                if row.number >= self.top + self.header.rows:
                    self._add(row)
        else:
            self.header = Header(headings=(), written=())  # nothing stands in the row that was named

    def _add(self, row: SheetRow) -> None:
        if self.header is None or not self.header.headings:
            return
        record = row.number - self.top - self.header.rows
        gap = record - self.columns.length - len(self.rows)
        if gap or len(self.rows) >= CHUNK:
            self._flush(gap)
        self.rows.append(row.texts)
        for position, kind in row.faults.items():
            records, kinds = self.faults.setdefault(position, (array("q"), []))
            records.append(record)
            kinds.append(kind)

    def _flush(self, gap: int) -> None:
        """Encode the rows that wait, and as many empty ones as follow."""
        cells = (self.columns.length + len(self.rows) + gap) * self.width
        if cells > self.limits.cells:
            raise refusal("E109", "too_many_cells", self.blank.file, found=cells, limit=self.limits.cells)
        self.columns.add([[*texts, *[""] * (self.width - len(texts))] for texts in self.rows])
        self.columns.skip(gap)
        self.rows.clear()

    def _check(self, row: SheetRow) -> None:
        """Refuse a row that passes a limit."""
        file, limits = self.blank.file, self.limits
        if row.number > limits.rows + MOST_ROWS + SEARCHED_ROWS:
            raise refusal("E109", "too_many_rows", file, found=row.number, limit=limits.rows)
        if max(map(len, row.texts), default=0) > limits.field_characters:
            at = next(at for at, text in enumerate(row.texts) if len(text) > limits.field_characters)
            cell = f"{letters(at)}{row.number}"
            raise refusal("E109", "field_too_long", file, row=row.number, cell=cell, limit=limits.field_characters)

    def _faults(self) -> Mapping[int, Column]:
        """Return what the cells of a column are instead of answers, for the columns that have such cells."""
        return {
            position: _spread(records, kinds, self.columns.length) for position, (records, kinds) in self.faults.items()
        }


def _spread(records: array[int], kinds: Iterable[str], length: int) -> Column:
    """Return a column that holds nothing but these texts in these records."""
    some = Column.of(["", *kinds])
    codes = np.zeros(length, some.codes.dtype)
    codes[np.asarray(records)] = some.codes[1:]
    return Column(some.contents, codes)


GENERAL = "General"
BUILTIN_DATES = {**dict.fromkeys((*range(14, 23), 45, 47), "yyyy-mm-dd"), 46: "[h]:mm:ss"}
"""Formats of dates and times that a workbook refers to by number alone."""

LISTED = 20  # sheets named in a message


@dataclass(frozen=True, slots=True, kw_only=True)
class Sheet:
    """One sheet: the name on its tab, its part of the archive, and whether the tab is hidden."""

    name: str
    part: str
    hidden: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class Book:
    """A workbook whose cells are still to be read."""

    sheets: tuple[Sheet, ...]
    strings: Sequence[str]
    dates: Dates

    def listed(self, shapes: Mapping[str, tuple[int, int]]) -> str:
        """Return the names of the sheets as a message lists them, each with its rows and columns."""
        names = ", ".join(
            f'"{printable(named(sheet.name))}" ({" x ".join(map(str, shapes.get(sheet.name, (0, 0))))})'
            for sheet in self.sheets[:LISTED]
        )
        return names + (", ..." if len(self.sheets) > LISTED else "")


def opened(archive: zipfile.ZipFile) -> Book | None:
    """Return what the workbook in an archive says of itself; None where the archive holds no workbook.

    Raises
    ------
    DamagedError
        A part is missing, or is none that a spreadsheet would have written.
    """
    main = next((each.part for each in relations(archive, "").values() if each.kind == "officeDocument"), "")
    if not main.startswith("xl/") or main not in archive.namelist():
        return None
    listed = _Listed()
    read_part(archive, main, listed)
    known = relations(archive, main)
    parts = {each.kind: each.part for each in known.values()}
    strings: Sequence[str] = ()
    if parts.get("sharedStrings") in archive.namelist():
        with archive.open(parts["sharedStrings"]) as stream:
            strings = shared_strings(stream)
    styles = _Styles()
    if parts.get("styles") in archive.namelist():
        read_part(archive, parts["styles"], styles)
    sheets = tuple(
        Sheet(name=name, part=known[key].part, hidden=state != "visible")
        for name, key, state in listed.sheets
        if key in known and known[key].kind == "worksheet"
    )
    if any(sheet.part not in archive.namelist() for sheet in sheets):
        raise DamagedError("a sheet is missing")
    return Book(sheets=sheets, strings=strings, dates=styles.dates(since_1904=listed.since_1904))


class _Listed(Part):
    """The list of sheets: name, id of the relation, state."""

    def __init__(self) -> None:
        super().__init__({"sheet": self._sheet, "workbookPr": self._properties}, {})
        self.sheets: list[tuple[str, str, str]] = []
        self.since_1904 = False

    def _sheet(self, attributes: dict[str, str]) -> None:
        key = next((value for name, value in attributes.items() if name.endswith(" id")), "")
        self.sheets.append((attributes["name"], key, attributes.get("state", "visible")))

    def _properties(self, attributes: dict[str, str]) -> None:
        self.since_1904 = attributes.get("date1904", "0") in {"1", "true", "on"}


class _Styles(Part):
    """The number formats of the cells, in the order in which the cells point to them."""

    def __init__(self) -> None:
        super().__init__({"numFmt": self._format, "cellXfs": self._begin, "xf": self._style}, {"cellXfs": self._finish})
        self._formats: dict[int, str] = dict(BUILTIN_DATES)
        self._of_styles: list[int] = []
        self._of_cells = False

    def _format(self, attributes: dict[str, str]) -> None:
        self._formats[int(attributes["numFmtId"])] = attributes.get("formatCode", GENERAL)

    def _begin(self, _: dict[str, str]) -> None:
        self._of_cells = True

    def _finish(self) -> None:
        self._of_cells = False

    def _style(self, attributes: dict[str, str]) -> None:
        if self._of_cells:
            self._of_styles.append(int(attributes.get("numFmtId", "0")))

    def dates(self, *, since_1904: bool) -> Dates:
        """Return which styles show numbers as dates or times."""
        used = {number: self._formats.get(number, GENERAL) for number in set(self._of_styles)}
        dated = {number for number, code in used.items() if is_date(code)}
        lasting = {number for number in dated if is_duration(used[number])}
        return Dates(
            styles=frozenset(str(at) for at, number in enumerate(self._of_styles) if number in dated),
            durations=frozenset(str(at) for at, number in enumerate(self._of_styles) if number in lasting),
            epoch=EPOCH_1904 if since_1904 else EPOCH,
        )
