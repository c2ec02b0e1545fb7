"""A table as lines of printed texts: what Markdown, LaTeX and the workbook have in common with the page."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass

from markupsafe import Markup

from govassess.files.cells import without_turns
from govassess.report.table import Cell, Column, Table
from govassess.text.catalogue import say

DAGGER = "†"
BREAKS = re.compile("[ \t\r\n\f\v\x85\u2028\u2029]+")  # a no-break space is none of them


@dataclass(frozen=True, slots=True, kw_only=True)
class Word:
    """What is printed in one cell: its text, and behind it the dagger and the numbers of warnings that concern it."""

    text: str
    marks: str = ""

    def __str__(self) -> str:
        return f"{self.text} {self.marks}" if self.marks else self.text


@dataclass(frozen=True, slots=True, kw_only=True)
class Line:
    """One printed row; ``whole`` if its first word goes across the whole table."""

    words: tuple[Word, ...]
    indent: int = 0
    strong: tuple[bool, ...] = ()
    whole: bool = False


def lines(table: Table) -> Iterator[Line]:
    """Yield the rows of a table as they are printed."""
    for row in table.rows:
        cells = row.cells[:1] if row.group else row.cells
        yield Line(
            words=tuple(
                Word(text=one_line(table.text(cell, column)), marks=marks_text(cell, table.lang))
                for cell, column in zip(cells, table.columns, strict=False)
            ),
            indent=row.indent,
            strong=tuple(cell.strong for cell in cells),
            whole=row.group,
        )


def marks_text(cell: Cell, lang: str) -> str:
    """Return the dagger and the numbers of the warnings of a cell, such as ``† [W4]``."""
    numbers = (say("table.mark", lang, number=number) for number in cell.marks)
    return " ".join((*((DAGGER,) if cell.flag else ()), *numbers))


def plain(text: str | Markup) -> str:
    """Return a note or sentence as plain text on one line."""
    return one_line(text.striptags() if isinstance(text, Markup) else text)


def one_line(text: str) -> str:
    r"""Return a text without control characters and line breaks; what keeps words together stays.

    Examples
    --------
    >>> one_line("of\tthe \n city\x07")
    'of the city'
    """
    return without_turns(BREAKS.sub(" ", text)).strip(" ")


def caption(table: Table) -> str:
    """Return ``Table 3``; nothing before the report has numbered it."""
    return say("table.number", table.lang, number=table.number) if table.number else ""


def notes(table: Table) -> tuple[tuple[str, str], ...]:
    """Return the notes of a table as (word before it, text): the general one is headed ``Note.``."""
    word = say("table.note_word", table.lang)
    return tuple(
        (word if place == 0 and table.notes.general else "", plain(note)) for place, note in enumerate(table.notes)
    )


def is_text(column: Column) -> bool:
    """Tell whether a column holds words, which are set flush left."""
    return column.kind == "text"
