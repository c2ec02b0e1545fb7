"""What the whole of a table looks like: a second row of headings above the answers, or no survey at all."""

from __future__ import annotations

import re
from itertools import combinations

import numpy as np

from govassess.errors import Problem
from govassess.responses.table import Table

FEW = 12  # distinct contents; a column that holds more is no scale
LEAST_ROWS = 5  # below a header that nobody named
LEAST_COLUMNS = 3  # whose first cell is none of the answers below it
MOST_HEADERS = 3
MOST_TITLES = 2  # cells of a title, which leaves the other columns without a heading
SEARCHED = 10  # records below a title
HALF = 0.5
LEAST_TOLD = 8  # rows
COMPARED = 300  # columns
_WORD = re.compile(r"[^\W\d_]")
_SLIDER = re.compile(r"\s*(?:\d{1,2}|100)(?:[.,]0+)?\s*", re.ASCII)


def further_headers(table: Table) -> list[int]:
    """Return the first records if they are header rows: cells that are none of the few answers below them.

    Parameters
    ----------
    table : Table
        The file, under the header that was found.

    Returns
    -------
    list of int
        Records; none where the first one is an answer as the others are.
    """
    filled = np.flatnonzero(~table.blank_records())
    if not table.header_rows:
        return []
    for count in range(min(MOST_HEADERS, len(filled) - LEAST_ROWS), 0, -1):
        head, below = filled[:count], filled[count:]
        answers = [column for column in table.columns if 0 < len(column.taken(below).filled()) <= FEW]
        met = {text for column in answers for text in column.taken(below).filled()}
        heads = [tuple(column[record].strip() for record in head) for column in answers]
        strange = [cells for cells in heads if all(cell not in met and _WORD.search(cell) for cell in cells)]
        if len(set(strange)) >= LEAST_COLUMNS and len(set(strange)) > HALF * len(answers):
            return [int(record) for record in head]
    return []


def header_problem(table: Table, records: list[int]) -> Problem:
    """Return the offer to read records as header rows."""
    row, rows = table.numbers[records[0]], table.header_rows + len(records)
    return Problem(
        code="E106", reason="second_header", file=table.file, row=row, values={"row": row, "header_rows": rows}
    )


def header_below_title(table: Table) -> int:
    """Return the row of the header where a title stands above it and rows between them; 0 where there is none.

    The header is the first row that fills most columns, if most of its cells are words that are none of the few
    answers below them. What stands right below the first row may continue it: see ``further_headers``.
    """
    width = len(table.headings)
    if not table.header_rows or width <= 2 * MOST_TITLES or sum(map(bool, table.headings)) > MOST_TITLES:
        return 0
    filled = np.flatnonzero(~table.blank_records())
    for at, record in enumerate(filled[:SEARCHED]):
        if sum(bool(cell.strip()) for cell in table.row(int(record))) <= HALF * width:
            continue
        row, below = table.numbers[int(record)], filled[at + 1 :]
        if row <= table.header_row + table.header_rows or len(below) < LEAST_ROWS:
            return 0
        answers = [(column[record].strip(), column.taken(below).filled()) for column in table.columns]
        answers = [(cell, met) for cell, met in answers if 0 < len(met) <= FEW]
        strange = {cell for cell, met in answers if cell not in met and _WORD.search(cell)}
        return row if len(strange) >= LEAST_COLUMNS and len(strange) > HALF * len(answers) else 0
    return 0


def is_survey(table: Table) -> bool:
    """Tell whether columns hold answers on one scale: two of few contents that are mostly the same, or sliders.

    Of a table of a few rows nothing can be told.
    """
    if len(table) < LEAST_TOLD and len(table.headings) > 1:
        return True
    filled = [column.filled() for column in table.columns[:COMPARED]]
    if sum(len(contents) > FEW and all(map(_SLIDER.fullmatch, contents)) for contents in filled) >= LEAST_COLUMNS:
        return True
    few = [
        frozenset(contents) for contents in filled
        if 1 < len(contents) <= FEW and sum(contents.values()) > len(contents)
    ]  # fmt: skip
    return any(len(one & two) >= HALF * min(len(one), len(two)) for one, two in combinations(few, 2))


def no_survey(table: Table) -> Problem:
    """Return the one problem of a file that holds something else than a survey."""
    values = {"rows": len(table), "columns": len(table.headings)}
    return Problem(code="E110", reason="no_survey", file=table.file, values=values)
