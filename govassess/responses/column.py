"""One column of a file: its distinct contents, and for each record which of them stands there.

A survey repeats few contents. What a text means is settled once for each of them, whatever the number of rows; and a
file of a million rows takes one byte a cell instead of one text.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray

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
