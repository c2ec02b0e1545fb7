"""Texts on their way out: cells of a CSV file or a workbook, values in a message, parts of a file name."""

from __future__ import annotations

import csv
import io
import re
import unicodedata
from collections.abc import Callable, Iterable, Sequence
from datetime import datetime
from decimal import Decimal
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from xlsxwriter.format import Format
    from xlsxwriter.workbook import Workbook
    from xlsxwriter.worksheet import Worksheet


# What a spreadsheet takes for a formula, at the start of a cell or of a part it might split the cell into.
_FORMULA = re.compile(r"(?:^|[,;\t\r\n\"'])\s*[=+\-@\uff1d\uff0b\uff0d\uff20]|^[\t\r\x00]")
_RESERVED = frozenset({"con", "prn", "aux", "nul", *(f"com{n}" for n in range(10)), *(f"lpt{n}" for n in range(10))})

# Not allowed in XML 1.0, so that no word processor or spreadsheet opens a file that holds one.
_NO_XML = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\x7f-\x84\x86-\x9f\ud800-\udfff\ufdd0-\ufdef\ufffe\uffff]")

# Signs that turn the direction of all that follows them until they are closed.
_TURNING = re.compile("[\u202a-\u202e\u2066-\u2069]")

DELIMITERS = {"c": ",", "id": ";"}

Cell = str | int | float | None


def without_controls(text: str) -> str:
    r"""Return ``text`` without the characters that XML forbids or discourages: controls, halves of pairs.

    Examples
    --------
    >>> without_controls("Dinas\x00 \x1bKesehatan\ud800\n")
    'Dinas Kesehatan\n'
    """
    return _NO_XML.sub("", text)


def without_turns(text: str) -> str:
    r"""Return ``text`` without controls and without signs that turn the direction of what follows.

    Examples
    --------
    >>> without_turns("Dinas\u202e\x1b Kesehatan")
    'Dinas Kesehatan'
    """
    return _TURNING.sub("", without_controls(text))


def guarded(text: str) -> str:
    """Return ``text`` so that no spreadsheet runs it: an apostrophe goes before what could start a formula.

    Examples
    --------
    >>> guarded("=1+1")
    "'=1+1"
    >>> guarded("Dinas Kesehatan")
    'Dinas Kesehatan'
    """
    text = text.replace("\x00", "")
    return f"'{text}" if _FORMULA.search(text) else text


def csv_text(rows: Iterable[Sequence[Cell]], *, dialect: str = "c") -> str:
    r"""Return rows as the text of a CSV file: texts guarded, numbers left numbers, None empty.

    Parameters
    ----------
    rows : iterable of sequences
        The heading first. Numbers are written as Python writes them; a text that looks like one stays a text.
    dialect : str
        ``c``: commas between cells, decimal points; ``id``: semicolons and decimal commas.

    Returns
    -------
    str
        The file's text.

    Examples
    --------
    >>> csv_text([["group", "mean"], ["=2+3", -1.5], ["B", None]])
    "group,mean\r\n'=2+3,-1.5\r\nB,\r\n"
    >>> csv_text([["B", -1.5]], dialect="id")
    'B;-1,5\r\n'
    """
    out = io.StringIO(newline="")
    writer = csv.writer(out, lineterminator="\r\n", delimiter=DELIMITERS[dialect])
    for row in rows:
        writer.writerow([guarded(cell) if isinstance(cell, str) else _number(cell, dialect) for cell in row])
    return out.getvalue()


def _number(value: float | None, dialect: str) -> str | float | None:
    """Return a number without an exponent and without a minus before zero, which some readers take for words."""
    if not isinstance(value, float) or value != value:  # noqa: PLR0124 - NaN alone is unlike itself
        return value
    written = f"{Decimal(repr(float(value))):f}" if value else "0.0"
    return written.replace(".", ",") if dialect == "id" else written


def printable(text: str, limit: int = 40) -> str:
    r"""Return ``text`` cut to ``limit`` characters, control and direction characters as escapes.

    Examples
    --------
    >>> printable("Setuju\u202e\x1b[31m")
    'Setuju\\u202e\\x1b[31m'
    >>> printable("a" * 50, 5)
    'aaaa…'
    """
    cut = text if len(text) <= limit else text[: limit - 1] + "…"
    return "".join(_escaped(character) for character in cut)


def _escaped(character: str) -> str:
    if character == " " or unicodedata.category(character)[0] not in "CZ":
        return character
    if unicodedata.category(character) == "Zs":
        return " "
    return character.encode("unicode_escape").decode("ascii")


def slug(text: str, *, limit: int = 60) -> str:
    """Return ``text`` as a file name of lower-case ASCII letters, digits and hyphens; never empty.

    Examples
    --------
    >>> slug("Dinas Kesehatan / Survei 2026")
    'dinas-kesehatan-survei-2026'
    >>> slug("../../CON"), slug("调查")
    ('con-file', 'file')
    """
    plain = unicodedata.normalize("NFKD", text).encode("ascii", "ignore").decode("ascii").lower()
    name = re.sub(r"[^a-z0-9]+", "-", plain).strip("-")[:limit].strip("-")
    if not name:
        return "file"
    return f"{name}-file" if name in _RESERVED else name


LONGEST_CELL = 32_767  # characters; Excel's limit, beyond which a text would be cut
NO_TIME = datetime(1980, 1, 1)  # noqa: DTZ001 - a constant, so that the same contents give the same bytes
_TEXTS = {"in_memory": True, "strings_to_formulas": False, "strings_to_urls": False, "strings_to_numbers": False}


def workbook_bytes(fill: Callable[[Workbook], None], *, title: str = "", **options: Any) -> bytes:
    """Return a workbook (.xlsx) whose bytes depend on its contents alone, in which a text stays a text.

    Parameters
    ----------
    fill : callable
        Adds the sheets to the workbook that it is given.
    title : str
        Title among the properties; they name no person and no time.
    **options
        Further options of ``xlsxwriter.Workbook``.

    Examples
    --------
    >>> made = [workbook_bytes(lambda book: write_row(book.add_worksheet(), 0, ["=1+1"])) for _ in range(2)]
    >>> made[0] == made[1]
    True
    """
    from xlsxwriter import Workbook

    made = io.BytesIO()
    book = Workbook(made, _TEXTS | options)
    book.set_properties({"title": title, "author": "", "company": "", "comments": "", "created": NO_TIME})
    fill(book)
    book.close()
    return made.getvalue()


def write_row(sheet: Worksheet, number: int, texts: Sequence[str], look: Format | None = None) -> None:
    """Write one row of texts: one that looks like a formula, a number or a date stays the text it is.

    Parameters
    ----------
    sheet : xlsxwriter.worksheet.Worksheet
    number : int
        Of the row, from 0.
    texts : sequence of str
        From the first column on; "" leaves a cell empty.
    look : xlsxwriter.format.Format, optional
        Of the cells.
    """
    for column, text in enumerate(texts):
        if text:
            sheet.write_string(number, column, text, look)
