"""The tables as files of numbers: one tidy CSV a table, columns by their names in frames, every text guarded."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from math import isfinite

from govassess.files.cells import Cell, csv_text, slug
from govassess.report.lines import notes, one_line
from govassess.report.table import Row, Table
from govassess.report.whole import Report, tables

BOM = "\ufeff"  # without it Excel takes UTF-8 for the code page of the computer
LIST, COLUMNS = "tables", "columns"


def folder(report: Report) -> Mapping[str, str]:
    """Return the tables of a report as CSV files, with a list of them and of their columns.

    Parameters
    ----------
    report : Report
        A built report; ``options.csv_dialect`` of its result says how numbers are written.

    Returns
    -------
    mapping of str to str
        Name of a file -> its text.
    """
    dialect = report.view.result.options.csv_dialect
    found = list(tables(report).values())
    names = file_names(found)
    made = {f"{name}.csv": csv(table, dialect=dialect) for table, name in zip(found, names, strict=True)}
    listed: list[list[Cell]] = [["number", "table", "file", "title", "notes"]]
    heads: list[list[Cell]] = [["file", "column", "header", "kind"]]
    for table, name in zip(found, names, strict=True):
        said = " ".join(f"{word} {text}".strip() for word, text in notes(table))
        listed.append([table.number, table.name, f"{name}.csv", one_line(table.title), said])
        for column in table.columns:
            ends = (f"{column.key}_low", f"{column.key}_high") if column.kind == "ci" else (column.key,)
            heads += [[f"{name}.csv", key, one_line(column.header), column.kind] for key in ends]
    return made | {
        f"{LIST}.csv": BOM + csv_text(listed, dialect=dialect),
        f"{COLUMNS}.csv": BOM + csv_text(heads, dialect=dialect),
    }


def file_names(found: list[Table]) -> list[str]:
    """Return a file name, without its ending, for each table, each once.

    Examples
    --------
    >>> file_names([Table(name=name, title="", columns=(), rows=()) for name in ("answers.a", "answers/a", "tables")])
    ['answers-a', 'answers-a-2', 'tables-2']
    """
    taken, names = {LIST, COLUMNS}, []
    for table in found:
        name = whole = slug(table.name)
        again = 1
        while name in taken:
            again += 1
            name = f"{whole}-{again}"
        taken.add(name)
        names.append(name)
    return names


def csv(table: Table, *, dialect: str = "c") -> str:
    """Return one table as CSV: values as stored, one row a row.

    Parameters
    ----------
    table : Table
        Rows that only head others become a column ``group``; an interval becomes two columns; why a value is not
        there stands in a last column ``not_available``.
    dialect : str
        ``c``: comma and decimal point; ``id``: semicolon and decimal comma, as Excel in Indonesian reads it.

    Returns
    -------
    str
        With a byte order mark; lines end as RFC 4180 has it.
    """
    records = table.records()
    keys = list(dict.fromkeys(key for record in records for key in record))
    groups, reasons = list(_groups(table)), [_reasons(table, row) for row in table.rows if not row.group]
    grouped, reasoned = any(groups), any(reasons)
    rows: list[list[Cell]] = [[*(["group"] * grouped), *keys, *(["not_available"] * reasoned)]]
    for record, group, reason in zip(records, groups, reasons, strict=True):
        values: list[Cell] = [_written(record.get(key)) for key in keys]
        rows.append([*([group] * grouped), *values, *([reason] * reasoned)])
    return BOM + csv_text(rows, dialect=dialect)


def _written(value: Cell) -> Cell:
    """Return what a cell of the file holds: texts on one line, numbers as they are; NaN and infinity are an error."""
    if isinstance(value, float) and not isfinite(value):
        raise ValueError(f"{value!r} is not a number that can be written")
    return one_line(value) if isinstance(value, str) else value


def _groups(table: Table) -> Iterator[str]:
    """Yield for each row with values the heading above it."""
    group = ""
    for row in table.rows:
        if row.group:
            group = one_line(str(row.cells[0].value or ""))
        else:
            yield group


def _reasons(table: Table, row: Row) -> str:
    """Return what stands in place of the values of a row that are not there: ``mean: suppressed``."""
    return "; ".join(
        f"{column.key}: {one_line(cell.instead)}"
        for column, cell in zip(table.columns, row.cells, strict=True)
        if cell.value is None and cell.instead.strip("– ")
    )
