"""Tables in the look of APA 7: number, title, three rules, stub at the left, numbers at the right, notes in order."""

from __future__ import annotations

from dataclasses import dataclass

from govassess.report.charts.marks import escape
from govassess.report.charts.svg import text_width
from govassess.report.table import Cell, Column, Row, Table
from govassess.report.word.manuscript import Manuscript
from govassess.report.word.wordml import (
    BOLD,
    ITALIC,
    LANDSCAPE_WIDTH,
    PLAIN,
    PORTRAIT_WIDTH,
    paragraph,
    run,
)

PADDING = 60
"""Twips left and right of the words of a cell."""

INDENT = 170
LONGEST_WORD = 2400
"""Twips that the longest word of a text may claim before it is broken."""

NARROWER = 0.88
"""Arial and Liberation Sans in parts of the widths that the charts reckon with: those of the widest font and 8 %."""

CROWDED = 1.05
"""How much more room than there is the texts of a table may ask for before its page is turned instead."""

FEW_ROWS = 4
"""A table of at most so many rows is set in the smallest type before a page is turned for it."""

TRIES = (
    *(("fair", PORTRAIT_WIDTH, size) for size in (9.0, 8.0, 7.5)),
    ("least", PORTRAIT_WIDTH, 7.5),
    ("small", PORTRAIT_WIDTH, 6.5),
    *(("fair", LANDSCAPE_WIDTH, size) for size in (9.0, 8.0, 7.5)),
    *(("least", LANDSCAPE_WIDTH, size) for size in (7.5, 6.5)),
)
"""What must find room, width between the margins and size of type, in the order in which they are tried.

``small`` asks for the same as ``least``, in tables of few rows.
"""

SHORT = 14
"""A table of at most so many rows stays on one page, if the page is upright."""

FEW_NOTES = 5
"""At most so many notes stay on one page, with the last rows of their table."""

RULES = (
    '<w:tblBorders><w:top w:val="single" w:sz="8" w:space="0" w:color="16222D"/>'
    '<w:bottom w:val="single" w:sz="8" w:space="0" w:color="16222D"/></w:tblBorders>'
)
UNDER_HEAD = '<w:tcBorders><w:bottom w:val="single" w:sz="6" w:space="0" w:color="16222D"/></w:tcBorders>'


@dataclass(frozen=True, slots=True, kw_only=True)
class Layout:
    """How a table fits: widths of its columns in twips, size of type in points, whether its page is turned."""

    widths: tuple[int, ...]
    size: float
    landscape: bool

    @property
    def style(self) -> str:
        """The paragraph style of cells in this size."""
        return f"Cell{self.size:g}".replace(".", "")


@dataclass(frozen=True, slots=True, kw_only=True)
class Need:
    """What a column needs: ``least`` without breaking a word or number, ``fair`` for few lines, ``most`` for one."""

    least: float
    fair: float
    most: float


def add_table(manuscript: Manuscript, table: Table) -> None:
    """Add a table with number, title and notes; a wide one in smaller type, or on pages in landscape."""
    layout = laid_out(table)
    if layout.landscape:
        manuscript.turn()
    else:
        manuscript.upright()
    if table.number:
        manuscript.put(manuscript.caption("table", table.number, f"table-{table.number}"), leads=True)
    manuscript.put(paragraph(run(table.title), "TableTitle"), leads=True)
    manuscript.put(grid(manuscript, table, layout))
    notes = tuple(table.notes)
    for place, note in enumerate(notes):
        word = f"{table_word(manuscript)} " if not place and table.notes.general else ""
        more = together(keep=len(notes) <= FEW_NOTES and place < len(notes) - 1)
        manuscript.put(paragraph(run(word, ITALIC) + manuscript.runs(note), "TableNote", more=more))
    manuscript.put(paragraph("", "AfterTable"))
    if layout.landscape:
        manuscript.turned()


def table_word(manuscript: Manuscript) -> str:
    """Return the word that begins a general note."""
    return manuscript.view.say("table.note_word")


def grid(manuscript: Manuscript, table: Table, layout: Layout) -> str:
    """Return the table itself, its head repeated on every page."""
    columns = "".join(f'<w:gridCol w:w="{width}"/>' for width in layout.widths)
    head = "".join(
        cell_xml(
            paragraph(run(column.header, BOLD), layout.style, more=together(right=is_number(column, place))),
            width,
            UNDER_HEAD,
        )
        for place, (column, width) in enumerate(zip(table.columns, layout.widths, strict=True))
    )
    last = len(table.rows) - 1
    whole = last < SHORT and not layout.landscape  # a page in landscape has less room, and a heading of its own
    rows = "".join(
        row_xml(manuscript, table, row, layout, keep=whole or place == 0 or place >= last - 1)
        for place, row in enumerate(table.rows)
    )
    return (
        f'<w:tbl><w:tblPr><w:tblW w:w="{sum(layout.widths)}" w:type="dxa"/>{RULES}<w:tblLayout w:type="fixed"/>'
        f'<w:tblCellMar><w:left w:w="{PADDING}" w:type="dxa"/><w:right w:w="{PADDING}" w:type="dxa"/></w:tblCellMar>'
        '<w:tblLook w:val="06A0" w:firstRow="1" w:lastRow="0" w:firstColumn="1" w:lastColumn="0" w:noHBand="1" '
        f'w:noVBand="1"/><w:tblCaption w:val="{escape(table.title)}"/></w:tblPr><w:tblGrid>{columns}</w:tblGrid>'
        f"<w:tr><w:trPr><w:cantSplit/><w:tblHeader/></w:trPr>{head}</w:tr>{rows}</w:tbl>"
    )


def row_xml(manuscript: Manuscript, table: Table, row: Row, layout: Layout, *, keep: bool) -> str:
    """Return one row; ``keep`` holds it on the page of the next row, or of the notes."""
    keep = keep or row.group
    if row.group:
        words = run(str(row.cells[0].value), BOLD) + manuscript.marks(row.cells[0].marks)
        cells = cell_xml(
            paragraph(words, layout.style, more=together(keep=keep)), sum(layout.widths), span=len(layout.widths)
        )
        return f"<w:tr><w:trPr><w:cantSplit/></w:trPr>{cells}</w:tr>"
    made = []
    once = row.said_once
    for place, (cell, column) in enumerate(zip(row.cells, table.columns, strict=True)):
        across = once and place == 1
        inside = words_of(manuscript, table, cell, column)
        if place == 0:
            inside = manuscript.marked(row.anchor, inside)
        indent = INDENT * row.indent if place == 0 else 0
        more = together(keep=keep, indent=indent, right=is_number(column, place) and not across)
        width = sum(layout.widths[1:]) if across else layout.widths[place]
        made.append(
            cell_xml(paragraph(inside, layout.style, more=more), width, span=len(layout.widths) - 1 if across else 1)
        )
        if across:
            break
    return f"<w:tr><w:trPr><w:cantSplit/></w:trPr>{''.join(made)}</w:tr>"


def words_of(manuscript: Manuscript, table: Table, cell: Cell, column: Column) -> str:
    """Return what is printed in one cell, with its dagger and the numbers of its warnings."""
    look = BOLD if cell.strong else PLAIN
    return run(table.text(cell, column), look) + (run("†", look) if cell.flag else "") + manuscript.marks(cell.marks)


def is_number(column: Column, place: int) -> bool:
    """Tell whether a column is set to the right."""
    return place > 0 and column.kind != "text"


def together(*, keep: bool = True, indent: int = 0, right: bool = False) -> str:
    """Return properties of the paragraph in a cell, in the order of the schema."""
    return (
        ("<w:keepNext/>" if keep else "")
        + (f'<w:ind w:left="{indent}"/>' if indent else "")
        + ('<w:jc w:val="right"/>' if right else "")
    )


def cell_xml(inside: str, width: int, borders: str = "", *, span: int = 1) -> str:
    """Return one cell."""
    across = f'<w:gridSpan w:val="{span}"/>' if span > 1 else ""
    bottom = '<w:vAlign w:val="bottom"/>' if borders else ""
    return f'<w:tc><w:tcPr><w:tcW w:w="{width}" w:type="dxa"/>{across}{borders}{bottom}</w:tcPr>{inside}</w:tc>'


# -- widths --------------------------------------------------------------------------------------------------------


def laid_out(table: Table) -> Layout:
    """Return the first layout in which no word and no number breaks and no text needs many lines.

    Where there is none, the first without a broken word; where there is none either, the widest. Before a page is
    turned, smaller type is tried, for a turned page leaves the page before it half empty.
    """
    needs = [need(table, place) for place in range(len(table.columns))]
    for wanted, room, size in TRIES:
        least, fair = (sum(width(getattr(one, name), size) for one in needs) for name in ("least", "fair"))
        if wanted == "small" and len(table.rows) > FEW_ROWS:
            continue
        if (fair if wanted == "fair" else least) <= room and (fair <= room * CROWDED or room != PORTRAIT_WIDTH):
            return fitted(needs, room, size)
    return fitted(needs, *TRIES[-1][1:])


def width(units: float, size: float) -> float:
    """Return the width of a column in twips, from that of its words in a size of one point."""
    return units * NARROWER * size * 20 + 2 * PADDING


def fitted(needs: list[Need], room: int, size: float) -> Layout:
    """Return widths that fill the room: first what cannot be broken, then what few lines and single lines take."""
    widths = [width(one.least, size) for one in needs]
    for wanted in ("fair", "most"):
        gaps = [max(width(getattr(one, wanted), size) - have, 0) for one, have in zip(needs, widths, strict=True)]
        part = min(max(room - sum(widths), 0) / (sum(gaps) or 1), 1)
        widths = [have + part * gap for have, gap in zip(widths, gaps, strict=True)]
    scale = room / sum(widths)
    whole = [int(one * scale) for one in widths]
    whole[0] += room - sum(whole)
    return Layout(widths=tuple(whole), size=size, landscape=room > PORTRAIT_WIDTH)


def need(table: Table, place: int) -> Need:
    """Return what one column needs, in twentieths of a twip at a size of one point."""
    column = table.columns[place]
    texts: list[tuple[str, bool]] = []  # and whether they are bold
    for row in table.rows:
        if row.group or (place and row.said_once):
            continue
        cell = row.cells[place]
        extra = "†" * cell.flag + "[00" * len(cell.marks)
        texts.append(("  " * (row.indent if place == 0 else 0) + table.text(cell, column) + extra, cell.strong))
    head = [text_width(word, 1, bold=True) for word in column.header.split()]
    longest = max(head, default=0.0)
    limit = LONGEST_WORD / (9 * 20)
    whole = max((text_width(text, 1, bold=bold) for text, bold in texts), default=0.0)
    if is_number(column, place):
        least = max(longest, whole)
        return Need(least=least, fair=least, most=least)
    words = max((text_width(word, 1, bold=bold) for text, bold in texts for word in text.split()), default=0.0)
    least = max(longest, min(words, limit))
    fair = max(least, min(whole / 3, 1.5 * limit), min(whole, 0.5 * limit))
    return Need(least=least, fair=fair, most=max(least, whole, sum(head)))
