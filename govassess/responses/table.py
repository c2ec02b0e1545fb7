"""A file as it stands: headings and columns of text, each cell with the place a person can find it at."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field

import numpy as np

from govassess.errors import DataError, Problem, type_of_value
from govassess.files.cells import printable
from govassess.files.limits import Limits
from govassess.notices import Notice
from govassess.responses.column import Column, Mask

Row = tuple[str, ...]
SEARCHED_ROWS = 20  # rows below the first in which a header may stand


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class Table:
    """Headings and columns of one file or sheet, every cell a text, no record dropped yet.

    Attributes
    ----------
    headings : tuple of str
        What names the columns: the first header row, or what was made of several; outer spaces removed.
    labels : tuple of tuple of str
        What else the header says by column, such as question texts under codes.
    header_texts : tuple of tuple of str
        The header rows as they stand in the file; none where a file has no rows of headings.
    columns : tuple of Column
        One a heading, all of the same number of records: data records in the order of the file, empty ones too.
    numbers : sequence of int
        Row number of each record as a spreadsheet shows it (the first row of the file is 1).
    lines : sequence of int or None
        Line of the text file in which a record ends, where quoted line breaks make it differ from ``numbers``.
    faults : dict
        Column that holds such cells -> what each is instead of an answer: ``cell_formula``, ``cell_error``,
        ``cell_boolean``, ``cell_date``, or nothing.
    header_row, header_rows
        Row number of the first header row, and how many there are; 0 and 0 in data files, whose rows are all records.
    value_labels : dict
        Column -> content -> its label, where the file has such labels (SPSS, Stata).
    declared_missing : dict
        Column -> contents that the file itself declares to be no answer (SPSS user-missing, Stata ``.a`` to ``.z``).
    """

    file: str
    sha256: str
    format: str
    headings: Row = ()
    columns: tuple[Column, ...] = ()
    numbers: Sequence[int] = ()
    labels: tuple[Row, ...] = ()
    header_texts: tuple[Row, ...] = ()
    lines: Sequence[int] | None = None
    encoding: str | None = None
    delimiter: str | None = None
    sheet: str | None = None
    header_row: int = 1
    header_rows: int = 1
    faults: Mapping[int, Column] = field(default_factory=dict)
    value_labels: Mapping[int, Mapping[str, str]] = field(default_factory=dict)
    declared_missing: Mapping[int, frozenset[str]] = field(default_factory=dict)
    problems: tuple[Problem, ...] = ()
    notices: tuple[Notice, ...] = ()

    def __len__(self) -> int:
        return len(self.numbers)

    def row(self, record: int) -> Row:
        """Return the cells of one record."""
        return tuple(column[record] for column in self.columns)

    def blank_records(self) -> Mask:
        """Return a mask (records,) of the records in which no cell holds anything but spaces."""
        found = np.ones(len(self), bool)
        for column in self.columns:
            found &= column.blank()
        for faults in self.faults.values():  # a formula without a stored result is something
            found &= ~faults.where(bool)
        return found

    def place(self, record: int, position: int | None = None) -> dict[str, str | int | None]:
        """Return the fields of a ``Problem`` that say where a cell is."""
        number = self.numbers[record]
        line = self.lines[record] if self.lines else None
        found: dict[str, str | int | None] = {"file": self.file, "row": number}
        if line is not None and line != number:
            found["line"] = line
        if position is not None:
            found["column"] = printable(self.headings[position]) or letters(position)
            found["cell"] = f"{letters(position)}{number}" if self.header_rows else None
        return found


def letters(position: int) -> str:
    """Return the letters of a spreadsheet column counted from 0.

    Examples
    --------
    >>> letters(0), letters(27)
    ('A', 'AB')
    """
    name = ""
    position += 1
    while position:
        position, rest = divmod(position - 1, 26)
        name = chr(65 + rest) + name
    return name


def place_of(name: str) -> int:
    """Return the position (from 0) of a column by its letters.

    Examples
    --------
    >>> place_of("A"), place_of("ab")
    (0, 27)
    """
    position = 0
    for letter in name.upper():
        position = 26 * position + ord(letter) - 64
    return position - 1


def column_ranges(positions: Sequence[int]) -> str:
    """Return columns (positions from 0, in order) by their letters, neighbours as ranges.

    Examples
    --------
    >>> column_ranges([0, 1, 2, 5])
    'A-C, F'
    """
    ranges: list[tuple[int, int]] = []
    for position in positions:
        if ranges and ranges[-1][1] == position - 1:
            ranges[-1] = (ranges[-1][0], position)
        else:
            ranges.append((position, position))
    return ", ".join(letters(low) if low == high else f"{letters(low)}-{letters(high)}" for low, high in ranges)


def likely_header(table: Table, count_matches: Callable[[Sequence[str]], int]) -> tuple[int, int]:
    """Return how many items the best row among the first ones matches as a header, and the number of that row."""
    first = range(min(SEARCHED_ROWS, len(table)))
    rows = [(table.header_row, table.headings), *((table.numbers[record], table.row(record)) for record in first)]
    counted = [(count_matches(row), number) for number, row in rows]
    return max(counted, key=lambda found: (found[0], -found[1]))


def is_blank(row: Sequence[str]) -> bool:
    """Tell whether no cell of a row holds anything but spaces."""
    return not any(cell and not cell.isspace() for cell in row)


def refusal(code: str, reason: str, file: str, /, **given: object) -> DataError:
    """Return the error for a file that cannot be read further; what is no field of ``Problem`` fills its sentence."""
    fields = {key: given.pop(key) for key in ("row", "line", "cell", "column", "value") if key in given}
    values: dict[str, type_of_value] = {key: given[key] for key in given}  # type: ignore[misc]  # callers give texts and numbers
    return DataError([Problem(code=code, reason=reason, file=file, values=values, **fields)])  # type: ignore[arg-type]


def check_fields(table: Table, limits: Limits) -> None:
    """Refuse a field that is too long, by the row it stands in."""
    for heading, column in zip(table.headings, table.columns, strict=True):
        if max(map(len, column.contents), default=0) > limits.field_characters:
            long = next(text for text in column.contents if len(text) > limits.field_characters)
            row = table.numbers[column.records_of([long])[long][0]]
            raise refusal("E109", "field_too_long", table.file, row=row, column=heading, limit=limits.field_characters)
