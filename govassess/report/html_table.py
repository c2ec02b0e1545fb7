"""The rows of a table as HTML, joined as text: a template would be asked several times for each of many cells."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import TYPE_CHECKING

from markupsafe import Markup, escape

if TYPE_CHECKING:
    from govassess.report.table import Cell, Row, Table

Marks = Callable[[tuple[int, ...]], str]
"""Draws the markers of some warnings."""

FLAG = '<span class="flagmark">†</span>'
FEW_ROWS, FEW_COLUMNS, FEW_SIGNS = 14, 9, 1500


def rows_of(table: Table, marks: Marks) -> Markup:
    """Return the rows of a table, each with its end of line.

    Examples
    --------
    >>> from govassess.report.table import Cell, Column, Row, Table
    >>> row = Row(cells=(Cell(value="Trust"), Cell(value=41, source="items.A1.n")))
    >>> columns = (Column(key="item", header="Item", kind="text"), Column(key="n", header="n", kind="n"))
    >>> print(rows_of(Table(name="t", title="T", columns=columns, rows=(row,)), lambda numbers: ""), end="")
    <tr>
    <th scope="row">Trust</th>
    <td data-id="items.A1.n">41</td>
    </tr>
    """
    _, _, traced = table.traced()
    drawn = [
        _heading(row, len(table.columns), marks) if row.group else _row(table, row, of, sources, marks)
        for row, (of, sources) in zip(table.rows, traced, strict=True)
    ]
    return Markup("".join(drawn))  # noqa: S704 - every text in it is escaped


def is_short(table: Table) -> bool:
    """Tell whether a table is not parted between pages: one of long texts would leave the page before it empty."""
    if len(table.rows) > FEW_ROWS or len(table.columns) > FEW_COLUMNS:
        return False
    texts = (cell.value for row in table.rows for cell in row.cells if isinstance(cell.value, str))
    return sum(map(len, texts)) < FEW_SIGNS


def _heading(row: Row, columns: int, marks: Marks) -> str:
    """Return a row that heads those below it."""
    first = row.cells[0]
    name = f' data-id="{escape(first.source)}"' if first.source else ""
    text = f"{escape(first.value)}{_marked(first, marks)}"
    return f'<tr class="group"><th scope="rowgroup" colspan="{columns}"{name}>{text}</th></tr>\n'


def _row(table: Table, row: Row, of: str, sources: Sequence[str | None], marks: Marks) -> str:
    """Return a row of values; one that says one and the same word in every cell says it once, across them all."""
    anchor = f' id="{escape(row.anchor)}"' if row.anchor else ""
    place = f' data-of="{escape(of)}"' if of else ""
    once = row.said_once
    lines = [f"<tr{anchor}{place}>\n"]
    for at, (cell, column, source) in enumerate(zip(row.cells, table.columns, sources, strict=False)):
        if at and once:
            text = f"{escape(cell.instead)}{_marked(cell, marks)}"
            lines.append(f'<td class="k-text" colspan="{len(row.cells) - 1}">{text}</td>\n')
            break
        tag, look = ('th scope="row"', _look(row.indent, cell.strong)) if at == 0 else ("td", _look(0, cell.strong))
        name = "" if source is None else f' data-id="{escape(source)}"'
        flag = FLAG if cell.flag else ""
        text = f"{escape(table.text(cell, column))}{flag}{_marked(cell, marks)}"
        lines.append(f"<{tag}{look}{name}>{text}</{tag[:2]}>\n")
    return "".join([*lines, "</tr>\n"])


def _look(indent: int, strong: bool) -> str:
    """Return the class of a cell."""
    names = [name for name, is_so in (("indent", indent), ("strong", strong)) if is_so]
    return f' class="{" ".join(names)}"' if names else ""


def _marked(cell: Cell, marks: Marks) -> str:
    return marks(cell.marks) if cell.marks else ""
