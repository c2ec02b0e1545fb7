"""Faulty cells as problems: one for each distinct content of a column, with the rows that hold it."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from typing import cast

from govassess.errors import Problem, type_of_value
from govassess.responses.personal import shown
from govassess.responses.table import Table, letters
from govassess.responses.targets import Target

LISTED_ROWS = 10


def cell_problem(
    table: Table,
    records: Sequence[int],
    position: int,
    *,
    code: str,
    reason: str,
    target: Target,
    value: str | None,
    values: Mapping[str, type_of_value],
) -> Problem:
    """Return the problem of one content of a column.

    Parameters
    ----------
    table : Table
        The file.
    records : sequence of int
        Records that hold the content, at least one.
    position : int
        The column.
    code, reason
        As in ``Problem``.
    target : Target
        What the column holds: an item, or a variable or question.
    value : str or None
        The content; None for free text, of which only the place is told.
    values : dict
        Fields of the reason's sentences; ``count`` and ``rows`` are added here.

    Returns
    -------
    Problem
        Placed at the first of the rows.
    """
    place = table.place(records[0], position)
    rows = ", ".join(str(table.numbers[record]) for record in records[:LISTED_ROWS])
    if len(records) > LISTED_ROWS:
        rows += ", ..."
    return Problem(
        code=code,
        reason=reason,
        file=table.file,
        row=cast("int", place["row"]),
        line=cast("int | None", place.get("line")),
        column=cast("str", place["column"]),
        cell=cast("str | None", place.get("cell")),
        item=target.id if target.kind == "item" else None,
        variable=None if target.kind == "item" else target.id,
        value=None if value is None else shown(value),
        values={**values, "count": len(records), "rows": rows},
    )


def fault_problems(table: Table, position: int, records: Sequence[int], target: Target) -> list[Problem]:
    """Return a problem for each cell of a column that a workbook holds as formula, error, boolean or date."""
    found = []
    for record in records:
        kind = table.faults.get((record, position))
        if kind is not None:
            at = f"{letters(position)}{table.numbers[record]}"
            content = None if kind == "cell_formula" else table.columns[position][record]
            found.append(
                cell_problem(
                    table, [record], position, code="E205", reason=kind, target=target, value=content,
                    values={"cell": at, "day_month": _day_month(content) if kind == "cell_date" else "-"},
                )
            )  # fmt: skip
    return found


def _day_month(content: str | None) -> str:
    """Return ``3/4`` for a date that a spreadsheet made of that text."""
    found = re.match(r"\d{4}-(\d{2})-(\d{2})", content or "")
    return f"{int(found[2])}/{int(found[1])}" if found else "-"
