"""A file as it stands: headings and columns of text, each cell with the place a person can find it at.

A column holds its distinct contents, and for each record which of them stands there. A survey repeats few contents:
what a text means is settled once for each of them, whatever the number of rows, and a file of a million rows takes one
byte a cell instead of one text.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

import numpy as np
from numpy.typing import NDArray

from govassess.errors import DataError, Problem, type_of_value
from govassess.files.cells import printable
from govassess.files.limits import Limits
from govassess.notices import Notice

Mask = NDArray[np.bool_]


@dataclass(frozen=True, slots=True, eq=False)
class Column:
    """Distinct texts in the order of their first appearance, and the place of each record's text among them.

    Examples
    --------
    >>> column = Column.of(["4", "5", "4", ""])
    >>> column.contents, column.codes.tolist(), column[2]
    (('4', '5', ''), [0, 1, 0, 2], '4')
    """

    contents: tuple[str, ...]
    codes: NDArray[Any]  # (records,), unsigned whole numbers of the smallest size that holds them

    @classmethod
    def of(cls, cells: Iterable[str]) -> Column:
        """Return the column of these cells, one a record."""
        encoder = Encoder()
        encoder.add(list(cells))
        return encoder.column()

    def __len__(self) -> int:
        return len(self.codes)

    def __getitem__(self, record: int) -> str:
        return self.contents[int(self.codes[record])]

    def __iter__(self) -> Iterator[str]:
        return map(self.contents.__getitem__, self.codes.tolist())

    def counts(self) -> dict[str, int]:
        """Return each content that stands somewhere, with its number of records, in order of first appearance."""
        found = np.bincount(self.codes, minlength=len(self.contents)).tolist()
        return {text: count for text, count in zip(self.contents, found, strict=True) if count}

    def filled(self) -> dict[str, int]:
        """Return ``counts`` without the contents that are empty or nothing but spaces."""
        return {text: count for text, count in self.counts().items() if text and not text.isspace()}

    def where(self, test: Callable[[str], bool]) -> Mask:
        """Return a mask (records,) of the contents that pass a test."""
        passed = np.fromiter(map(test, self.contents), bool, len(self.contents))
        found: Mask = passed[self.codes]
        return found

    def blank(self) -> Mask:
        """Return a mask (records,) of the cells that hold nothing or only spaces."""
        return self.where(lambda text: not text or text.isspace())

    def records_of(self, texts: Iterable[str]) -> dict[str, list[int]]:
        """Return the records that hold each of some contents, all found in one pass.

        Examples
        --------
        >>> Column.of(["4", "5", "4", ""]).records_of(["4", ""])
        {'4': [0, 2], '': [3]}
        """
        wanted = dict.fromkeys(texts)
        if not wanted:
            return {}
        order = np.argsort(self.codes, kind="stable")
        ends = np.cumsum(np.bincount(self.codes, minlength=len(self.contents))).tolist()
        starts = [0, *ends[:-1]]
        found = {text: order[starts[at] : ends[at]].tolist() for at, text in enumerate(self.contents) if text in wanted}
        return {text: found.get(text, []) for text in wanted}

    def taken(self, records: Sequence[int] | NDArray[Any] | slice) -> Column:
        """Return the column of some records; contents that no longer stand anywhere stay listed."""
        return Column(self.contents, self.codes[records])

    def without(self, records: Sequence[int]) -> Column:
        """Return the column with nothing in some records."""
        if not records:
            return self
        cells = list(self)
        for record in records:
            cells[record] = ""
        return Column.of(cells)

    def rewritten(self, texts: Mapping[str, str]) -> Column:
        """Return the column with other texts in place of some contents.

        Examples
        --------
        >>> Column.of(["a", "b", ""]).rewritten({"b": "", "": "0"}).contents
        ('a', '', '0')
        """
        if not any(text in texts for text in self.contents):
            return self
        new = [texts.get(text, text) for text in self.contents]
        places = {text: at for at, text in enumerate(dict.fromkeys(new))}
        codes = np.array([places[text] for text in new], dtype=self.codes.dtype)[self.codes]
        return Column(tuple(places), codes)

    def values(self, known: Mapping[str, object]) -> list[Any]:
        """Return what ``known`` says of each record's content."""
        table = [known.get(text) for text in self.contents]
        return [table[code] for code in self.codes.tolist()]


class _Places(dict[str, int]):
    """Text -> place in order of first appearance; a new text gets the next one."""

    longest = 0  # characters

    def __missing__(self, text: str) -> int:
        place = self[text] = len(self)
        self.longest = max(self.longest, len(text))
        return place


class Encoder:
    """Takes the cells of a column chunk by chunk, so that no more than a chunk is ever held as texts."""

    def __init__(self) -> None:
        self._places = _Places()
        self._chunks: list[NDArray[Any]] = []

    @property
    def longest(self) -> int:
        """Number of characters of the longest text that was taken."""
        return self._places.longest

    def add(self, cells: Sequence[str]) -> None:
        """Take the next cells."""
        codes = np.fromiter(map(self._places.__getitem__, cells), np.int32, len(cells))
        self._chunks.append(codes.astype(self._size()))

    def skip(self, count: int) -> None:
        """Take ``count`` empty cells."""
        place = self._places[""]
        self._chunks.append(np.full(count, place, self._size()))

    def column(self) -> Column:
        """Return all that was taken."""
        chunks = self._chunks or [np.empty(0, np.uint8)]
        return Column(tuple(self._places), np.concatenate(chunks).astype(self._size(), copy=False))

    def _size(self) -> np.dtype[Any]:
        return np.min_scalar_type(max(len(self._places) - 1, 0))


class Columns:
    """All columns of a table while its rows come in; one that is met late is empty above.

    Examples
    --------
    >>> growing = Columns()
    >>> growing.add([["a"]])
    >>> growing.skip(1)
    >>> growing.add([["b", "c"]])
    >>> [list(column) for column in growing.finished()]
    [['a', '', 'b'], ['', '', 'c']]
    """

    def __init__(self, width: int = 0) -> None:
        self._encoders = [Encoder() for _ in range(width)]
        self.length = 0  # rows taken

    @property
    def longest(self) -> Sequence[int]:
        """Number of characters of each column's longest text."""
        return [encoder.longest for encoder in self._encoders]

    def add(self, rows: Sequence[Sequence[str]]) -> None:
        """Take the next rows, all equally wide and at least as wide as those before."""
        if not rows:
            return
        self._widen(len(rows[0]))
        for encoder, cells in zip(self._encoders, zip(*rows, strict=True), strict=True):
            encoder.add(cells)
        self.length += len(rows)

    def skip(self, count: int) -> None:
        """Take ``count`` empty rows."""
        for encoder in self._encoders:
            encoder.skip(count)
        self.length += count

    def finished(self, width: int = 0) -> tuple[Column, ...]:
        """Return the columns; empty ones too, where there should be more."""
        self._widen(width)
        return tuple(encoder.column() for encoder in self._encoders)

    def _widen(self, width: int) -> None:
        for _ in range(len(self._encoders), width):
            late = Encoder()
            late.skip(self.length)
            self._encoders.append(late)


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
