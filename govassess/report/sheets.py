"""One table on one sheet of a workbook: caption, title, heads, values with their formats, notes."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from math import ceil
from typing import TYPE_CHECKING, Any

from govassess.files.cells import LONGEST_CELL
from govassess.report.formats import BOUNDED, DECIMALS, Kind, printed
from govassess.report.lines import caption, is_text, marks_text, notes, one_line
from govassess.report.table import Cell, Column, Row, Table, decimals_of
from govassess.text import numbers
from govassess.text.catalogue import say
from govassess.text.numbers import NumberFormat

if TYPE_CHECKING:
    from xlsxwriter.format import Format
    from xlsxwriter.workbook import Workbook
    from xlsxwriter.worksheet import Worksheet

TYPE = {"font_name": "Arial", "font_size": 10, "valign": "top"}
HEADS = 3  # the row of the column heads, counted from 0
STUB, WORDS, NARROWEST = 46, 34, 8  # characters: the widest stub, the widest column of words, the narrowest column
NOTES = 96  # characters that a line of notes has at least
LINE = 13.5  # points: the height of one line of 10-point type


@dataclass(frozen=True, slots=True, kw_only=True)
class Place:
    """Where a value stands on its sheet, counted from 0, and its path in the JSON of the result."""

    row: int
    column: int
    path: str


@dataclass(frozen=True, slots=True, kw_only=True)
class SheetColumn:
    """One column of a sheet: one of the table, or one end of its interval."""

    head: str
    column: Column
    place: int  # in the table
    end: int | None = None  # 0 the lower, 1 the upper end of an interval


class Formats:
    """The cell formats of one workbook, each made once."""

    def __init__(self, book: Workbook) -> None:
        self._book = book
        self._made: dict[tuple[tuple[str, Any], ...], Format] = {}

    def get(self, **properties: Any) -> Format:
        """Return the format with these properties and the type of the workbook."""
        key = tuple(sorted(properties.items()))
        if key not in self._made:
            self._made[key] = self._book.add_format(TYPE | properties)
        return self._made[key]


def write_table(sheet: Worksheet, table: Table, formats: Formats) -> list[Place]:
    """Write a table on a sheet of its own.

    Parameters
    ----------
    sheet : Worksheet
        An empty one.
    table : Table
        Intervals take two columns, a value that is not there the words that the page has for it.
    formats : Formats
        Those of the workbook.

    Returns
    -------
    list of Place
        Where each stored value stands.
    """
    columns = sheet_columns(table)
    widths = _widths(table, columns)
    for place, width in enumerate(widths):
        sheet.set_column(place, place, width)
    across = _across(widths)
    sheet.write_string(0, 0, caption(table) or one_line(table.title), formats.get(bold=True))
    _wrapped(sheet, 1, one_line(table.title), across, formats.get(italic=True, text_wrap=True))
    for place, column in enumerate(columns):
        align = "left" if is_text(column.column) else "right"
        inset = {"indent": 1} if place and is_text(column.column) else {}
        look = formats.get(bold=True, top=1, bottom=1, text_wrap=True, valign="bottom", align=align, **inset)
        sheet.write_string(HEADS, place, fitted(one_line(column.head)), look)
    places: list[Place] = []
    for at, row in enumerate(table.rows, start=HEADS + 1):
        rule = {"bottom": 1} if at == HEADS + len(table.rows) else {}
        places += _write_row(sheet, at, row, table, columns, formats, rule)
    below = HEADS + 1 + len(table.rows)
    for at, (word, text) in enumerate(notes(table), start=below):
        _wrapped(sheet, at, f"{word} {text}".strip(), across, formats.get(text_wrap=True))
    sheet.freeze_panes(HEADS + 1, 1)
    sheet.repeat_rows(HEADS)
    sheet.set_landscape()
    sheet.set_paper(9)
    sheet.fit_to_pages(1, 0)
    return places


def sheet_columns(table: Table) -> tuple[SheetColumn, ...]:
    """Return the columns of the sheet of a table: an interval takes two."""
    found: list[SheetColumn] = []
    for place, column in enumerate(table.columns):
        if column.kind != "ci":
            found.append(SheetColumn(head=column.header, column=column, place=place))
            continue
        for end, key in enumerate(("xlsx.lower_end", "xlsx.upper_end")):
            head = say(key, table.lang, head=column.header)
            found.append(SheetColumn(head=head, column=column, place=place, end=end))
    return tuple(found)


def _write_row(
    sheet: Worksheet,
    at: int,
    row: Row,
    table: Table,
    columns: tuple[SheetColumn, ...],
    formats: Formats,
    rule: Mapping[str, int],
) -> Iterator[Place]:
    """Write one row and yield where its values stand."""
    for place, column in enumerate(columns):
        if column.place >= len(row.cells):
            if rule:
                sheet.write_blank(at, place, None, formats.get(**rule))
            continue
        cell = row.cells[column.place]
        look: dict[str, Any] = dict(rule)
        if cell.strong or row.group:
            look["bold"] = True
        if is_text(column.column) and (place or row.indent):
            look["indent"] = row.indent if place == 0 else 1  # words beside a number need a gap
        value = _value(cell, column)
        if isinstance(value, int | float):
            kind = (column.column.bound_kind or "est") if column.end is not None else column.column.kind
            decimals, marks = decimals_of(cell, column.column), marks_text(cell, table.lang)
            look["num_format"] = excel_format(value, kind, table.number_format, decimals, marks)
            sheet.write_number(at, place, value or 0, formats.get(align="right", **look))
        else:
            words = one_line(table.text(cell, column.column))
            marks = marks_text(cell, table.lang)
            flush = "left" if is_text(column.column) or row.group else "right"
            wrap = not row.group
            sheet.write_string(
                at, place, fitted(f"{words} {marks}".strip()), formats.get(text_wrap=wrap, align=flush, **look)
            )
        if cell.value is not None and cell.source:
            paths = cell.source.split()
            path = paths[column.end] if column.end is not None and len(paths) == 2 else cell.source
            yield Place(row=at, column=place, path=path)


def _value(cell: Cell, column: SheetColumn) -> str | int | float | None:
    """Return what a cell of the sheet holds of a cell of the table."""
    if isinstance(cell.value, tuple):
        return cell.value[column.end or 0]
    return cell.value


def excel_format(
    value: float, kind: Kind, number_format: NumberFormat, decimals: int | None = None, marks: str = ""
) -> str:
    """Return the format of a cell that prints a value as the page does, in the signs of the reader's own computer.

    Parameters
    ----------
    value : float
        Read only to keep the minus off what is rounded to zero.
    kind, decimals
        Those of the column.
    number_format : NumberFormat
        Decides on the zero before the decimal mark, and on the words for a p that is too small to print.
    marks : str
        A dagger, or numbers of warnings, printed behind the number.

    Returns
    -------
    str

    Examples
    --------
    >>> excel_format(-0.21, "r", NumberFormat("en")), excel_format(-0.21, "r", NumberFormat("id"))
    ('.00;"−".00', '0.00;"−"0.00')
    >>> excel_format(-0.001, "est", NumberFormat("en"), marks="†")
    '#,##0.00" †";#,##0.00" †"'
    """
    places = DECIMALS.get(kind, 2) if decimals is None else decimals
    behind = f'" {marks}"' if marks else ""
    point = f".{'0' * places}" if places else ""
    zero = "0" if numbers.bounded(0.5, number_format.lang, leading_zero=number_format.leading_zero)[0] == "0" else ""
    if kind == "p":
        least, most = (printed(end, "p", number_format, places) for end in (0.0, 1.0))
        edge = f"{10**-places:.{places}f}", f"{1 - 0.5 * 10**-places:.{places + 1}f}"
        return f'[<{edge[0]}]"{least}"{behind};[>={edge[1]}]"{most}"{behind};{zero}{point}{behind}'
    whole = (zero if places else "0") if kind in BOUNDED else "#,##0"
    pattern = f"{whole}{point}{'%' if kind == 'pct' else ''}{behind}"
    times = 100 if kind == "pct" else 1
    minus = f'"{numbers.MINUS}"' if numbers.decimal(value * times, places, "en").startswith(numbers.MINUS) else ""
    return f"{pattern};{minus}{pattern}" if value < 0 else pattern


def fitted(text: str) -> str:
    """Return a text no longer than a cell can hold."""
    return text if len(text) <= LONGEST_CELL else f"{text[: LONGEST_CELL - 1]}…"


def address(row: int, column: int) -> str:
    """Return the name of a cell.

    Examples
    --------
    >>> address(3, 27)
    'AB4'
    """
    letters, left = "", column + 1
    while left:
        left, digit = divmod(left - 1, 26)
        letters = chr(ord("A") + digit) + letters
    return f"{letters}{row + 1}"


def _widths(table: Table, columns: tuple[SheetColumn, ...]) -> list[float]:
    """Return the width of each column in characters: what its cells need, words wrapped at a readable width."""
    found = []
    for place, column in enumerate(columns):
        cells = [row.cells[column.place] for row in table.rows if not row.group]
        texts = [f"{_shown(table, cell, column)} {marks_text(cell, table.lang)}".strip() for cell in cells]
        longest = max((len(text) for text in texts), default=0)
        if is_text(column.column):
            longest = min(longest, STUB if place == 0 else WORDS)
        words = max((len(word) for word in column.head.split()), default=0)
        found.append(max(NARROWEST, longest * 1.05 + 2, words * 1.2 + 1.5, min(len(column.head), 40) * 0.65 + 3))
    return found


def _shown(table: Table, cell: Cell, column: SheetColumn) -> str:
    """Return about what a cell of the sheet will show."""
    if isinstance(cell.value, tuple):
        decimals = decimals_of(cell, column.column)
        single = Column(key="", header="", kind=column.column.bound_kind or "est", decimals=decimals)
        return table.text(Cell(value=cell.value[column.end or 0]), single)
    return table.text(cell, column.column)


def _across(widths: list[float]) -> tuple[int, float]:
    """Return over how many columns, and so many characters, the title and the notes of a table go."""
    count, total = len(widths), sum(widths)
    while total < NOTES:
        count, total = count + 1, total + 8.43
    return count, total


def _wrapped(sheet: Worksheet, row: int, text: str, across: tuple[int, float], look: Format) -> None:
    """Write a text over several columns, on as many lines as it takes: merged cells do not grow by themselves."""
    count, total = across
    if count > 1:
        sheet.merge_range(row, 0, row, count - 1, "", look)
    sheet.write_string(row, 0, fitted(text), look)
    sheet.set_row(row, LINE * max(1, ceil(len(text) * 1.08 / total)))
