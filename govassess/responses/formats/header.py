"""Header rows: how many there are, which of them names the columns, what the others say (rule L5)."""

from __future__ import annotations

import json
from collections.abc import Sequence
from dataclasses import dataclass

from govassess.responses.table import Row

MOST_ROWS = 5  # header rows that are ever looked at
LEAST_MATCHES = 2  # items in a row from which on it looks like the header


@dataclass(frozen=True, slots=True, kw_only=True)
class Header:
    """The headings, what else is written above the data by column, and the number of rows that both take."""

    headings: Row
    labels: tuple[Row, ...] = ()
    rows: int = 1


def header_of(first: Sequence[Sequence[str]], rows: int | None = None) -> Header:
    """Return the header at the top of some rows.

    Parameters
    ----------
    first : sequence of rows
        The (first) header row and up to four rows below it.
    rows : int, optional
        How many header rows there are, said by the user; None: found out.

    Returns
    -------
    Header
        All rows as wide as the first.

    Examples
    --------
    >>> found = header_of([["Q1", "Q2"], ["How old?", "Why?"], ['{"ImportId":"QID1"}', '{"ImportId":"QID2"}']])
    >>> found.rows, found.headings, found.labels[1]
    (3, ('Q1', 'Q2'), ('QID1', 'QID2'))
    """
    width = len(first[0])
    texts = [tuple(cell.strip() for cell in fitted(row, width)) for row in first]
    ids = next((at for at, row in enumerate(texts[1:3], start=1) if _import_ids(row)), None)
    if rows is None:
        rows = 1 if ids is None else ids + 1
    labels = tuple(_plain_ids(row) if at == ids else row for at, row in enumerate(texts[:rows]))
    return Header(headings=labels[0], labels=labels[1:], rows=rows)


def fitted(record: Sequence[str], width: int) -> Row:
    """Return a record cut or filled to ``width``: only for header rows, and for rows that are refused anyway."""
    return (*record[:width], *[""] * (width - len(record)))


def _import_id(cell: str) -> str | None:
    """Return the stable id that Qualtrics writes as JSON in the last header row."""
    if not cell.startswith("{"):
        return None
    try:
        found = json.loads(cell)
    except (ValueError, RecursionError):
        return None
    return str(found["ImportId"]) if isinstance(found, dict) and "ImportId" in found else None


def _import_ids(row: Row) -> bool:
    cells = [cell for cell in row if cell]
    return bool(cells) and all(_import_id(cell) for cell in cells)


def _plain_ids(row: Row) -> Row:
    return tuple(_import_id(cell) or "" for cell in row)
