"""The tables as a workbook: one sheet a table, numbers as numbers at the precision in which they are stored."""

from __future__ import annotations

from typing import TYPE_CHECKING

from govassess.files.cells import workbook_bytes
from govassess.report.about import facts
from govassess.report.lines import one_line, plain
from govassess.report.sheets import TYPE, Formats, Place, address, fitted, write_table
from govassess.report.table import Table
from govassess.report.whole import Report, tables
from govassess.text.catalogue import say

if TYPE_CHECKING:
    from xlsxwriter.workbook import Workbook
    from xlsxwriter.worksheet import Worksheet

LONGEST_NAME = 31
FORBIDDEN = str.maketrans(dict.fromkeys("[]:*?/\\", "-"))


def workbook(report: Report) -> bytes:
    """Return all tables of a report as a workbook: what it is about, a sheet a table, and where each number is stored.

    Parameters
    ----------
    report : Report
        A built report.

    Returns
    -------
    bytes
        An XLSX file; the same report gives the same bytes.
    """
    title = one_line(report.first.plain_title)
    own = dict(TYPE)  # it writes into what it is given
    return workbook_bytes(lambda book: _fill(book, report), title=title, default_format_properties=own)


def _fill(book: Workbook, report: Report) -> None:
    """Write the sheets: what the workbook is about, the tables, and where each number is stored."""
    lang, formats = report.view.lang, Formats(book)
    found = list(tables(report).values())
    names = sheet_names(found, lang)
    about = book.add_worksheet(names[0])
    places: list[tuple[str, Place]] = []
    for table, name in zip(found, names[1:-1], strict=True):
        sheet = book.add_worksheet(name)
        places += [(name, place) for place in write_table(sheet, table, formats)]
    _paths(book.add_worksheet(names[-1]), places, lang, formats)
    _about(about, report, list(zip(found, names[1:-1], strict=True)), names[-1], formats)


def sheet_names(found: list[Table], lang: str) -> list[str]:
    """Return the names of all sheets, the first and the last ones included: short, plain, each once.

    Examples
    --------
    >>> table = Table(name="choices.what/else?", title="", columns=(), rows=(), number=3)
    >>> sheet_names([table], "en")
    ['About', '3 choices.what-else-', 'Paths']
    """
    names = [say("xlsx.about", lang)]
    last = say("xlsx.paths", lang)
    taken = {names[0].casefold(), last.casefold(), "history"}
    for table in found:
        whole = one_line(f"{table.number} {table.name}").translate(FORBIDDEN).strip("' ")
        name, again = whole[:LONGEST_NAME], 1
        while name.casefold() in taken:
            again += 1
            name = f"{whole[: LONGEST_NAME - 1 - len(str(again))]}~{again}"
        taken.add(name.casefold())
        names.append(name)
    return [*names, last]


def _about(sheet: Worksheet, report: Report, listed: list[tuple[Table, str]], paths: str, formats: Formats) -> None:
    """Write what the workbook was made from, its sheets with links, and the warnings."""
    lang = report.view.lang
    sheet.set_column(0, 0, 30)
    sheet.set_column(1, 1, 110)
    sheet.write_string(0, 0, one_line(report.first.plain_title), formats.get(bold=True, font_size=14))
    row = 2
    precision = (say("xlsx.precision", lang), say("xlsx.precision_text", lang))
    for label, text in (*facts(report), precision):
        sheet.write_string(row, 0, label, formats.get(italic=True))
        sheet.write_string(row, 1, fitted(text), formats.get(text_wrap=True))
        row += 1
    row = _headed(sheet, row + 1, say("xlsx.sheets", lang), formats)
    for table, name in listed:
        _link(sheet, row, name, say("table.number", lang, number=table.number), formats)
        sheet.write_string(row, 1, fitted(one_line(table.title)), formats.get(text_wrap=True))
        row += 1
    _link(sheet, row, paths, paths, formats)
    sheet.write_string(row, 1, say("xlsx.paths_about", lang), formats.get(text_wrap=True))
    if report.warnings:
        row = _headed(sheet, row + 2, say("report.section.warnings", lang), formats)
    for number, sentence, _ in report.warnings:
        sheet.write_string(row, 0, say("table.mark", lang, number=number), formats.get())
        sheet.write_string(row, 1, fitted(plain(sentence)), formats.get(text_wrap=True))
        row += 1
    _one_page_wide(sheet)


def _headed(sheet: Worksheet, row: int, text: str, formats: Formats) -> int:
    """Write a heading and return the row below it."""
    sheet.write_string(row, 0, text, formats.get(bold=True))
    return row + 1


def _link(sheet: Worksheet, row: int, name: str, text: str, formats: Formats) -> None:
    """Write a link to another sheet of the workbook."""
    quoted = name.replace("'", "''")
    sheet.write_url(row, 0, f"internal:'{quoted}'!A1", formats.get(font_color="#0B5394", underline=1), text)


def _paths(sheet: Worksheet, places: list[tuple[str, Place]], lang: str, formats: Formats) -> None:
    """Write where in the result file each number of each sheet is stored."""
    small = formats.get(font_size=8)
    heads = ("xlsx.sheet", "xlsx.cell", "xlsx.path")
    for column, (key, width) in enumerate(zip(heads, (32, 8, 70), strict=True)):
        sheet.set_column(column, column, width)
        sheet.write_string(0, column, say(key, lang), formats.get(bold=True, bottom=1))
    for row, (name, place) in enumerate(places, start=1):
        sheet.write_string(row, 0, name, small)
        sheet.write_string(row, 1, address(place.row, place.column), small)
        sheet.write_string(row, 2, fitted(one_line(place.path)), small)
    sheet.freeze_panes(1, 0)
    sheet.repeat_rows(0)
    _one_page_wide(sheet)


def _one_page_wide(sheet: Worksheet) -> None:
    """Print a long list on upright A4, as wide as the page."""
    sheet.set_paper(9)
    sheet.set_margins(left=0.5, right=0.5, top=0.5, bottom=0.5)
    sheet.fit_to_pages(1, 0)
