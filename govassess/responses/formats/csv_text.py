"""Delimited text: delimiter and field counts settled before any cell is looked at, cells encoded as they stream by."""

from __future__ import annotations

import csv
from array import array
from collections.abc import Iterable, Sequence
from dataclasses import replace
from itertools import accumulate, islice
from typing import TYPE_CHECKING

from govassess.errors import DataError, Problem
from govassess.files.cells import printable
from govassess.notices import Notice
from govassess.responses.formats.content import Content
from govassess.responses.formats.delimiter import CountMatches, Cut, HeaderPlace, delimiter_name, settled, torn_refusal
from govassess.responses.formats.encoding import line_breaks, text_file
from govassess.responses.formats.header import LEAST_MATCHES, MOST_ROWS, fitted, header_of
from govassess.responses.options import ReadingOptions
from govassess.responses.table import SEARCHED_ROWS, Columns, Table, is_blank, letters, refusal

if TYPE_CHECKING:
    from _csv import Reader

__all__ = ["CountMatches", "read_csv"]

CHUNK = 256  # records held as texts at a time: few enough to stay in the processor's cache
MOST_MISFITS = 10_000  # rows of another width; after so many nothing more is to be learnt from the file


def read_csv(content: Content, options: ReadingOptions, *, count_matches: CountMatches) -> Table:
    """Read delimited text as a table of texts.

    Parameters
    ----------
    content : Content
        The file.
    options : ReadingOptions
        Encoding and delimiter; the row number of the (first) header row (the first row that holds anything by
        default); how many header rows there are; whether short rows are filled up instead of refused. Of the limits
        the largest number of columns and the largest field. Rows have no limit, save that blank lines may not
        outnumber the others by more than ``limits.rows``.
    count_matches : callable
        How many columns of a header match the instrument: decides between delimiters that fit equally well.

    Returns
    -------
    Table

    Raises
    ------
    DataError
        Encoding, delimiter or quoting cannot be settled, or a limit is passed.

    Notes
    -----
    The whole text is parsed with each delimiter that the header holds; those stay whose header has the modal width
    above 1 that more than 90 % of the records have. A sniffer that looks at a prefix fails on ordinary exports.
    """
    limits = options.sizes
    text = text_file(content, options.encoding, longest_line=limits.line_characters)
    skipped = 0 if text.said_delimiter is None else 1
    record = None if options.header_row is None else options.header_row - 1 - skipped
    place = HeaderPlace(record=record, searched=limits.rows, skipped=skipped)

    def count(row: Sequence[str]) -> int:
        return count_matches(row[: limits.columns])

    cut, unwrapped = settled(text, options.delimiter or text.said_delimiter, place, count)
    notices = text.notices
    if unwrapped:
        notices = (*notices, Notice(code="whole_line_quotes", values={"delimiter": delimiter_name(cut.delimiter)}))
    blank = Table(
        file=content.file, sha256=text.sha256, format="csv", encoding=text.encoding, delimiter=cut.delimiter,
        notices=notices,
    )  # fmt: skip
    try:
        return _Reading(cut, blank, options, place=place).table()
    except _Shifted as shifted:
        raise _header_refusal(cut, place, shifted, content.file, count) from None


class _Shifted(Exception):  # noqa: N818 - caught where the instrument's items are known, and turned into the refusal
    """A header that is narrower or wider than all rows below it, which are equally wide."""

    def __init__(self, row: int, found: int, needed: int) -> None:
        self.row, self.found, self.needed = row, found, needed


def _header_refusal(
    cut: Cut, place: HeaderPlace, shifted: _Shifted, file: str, count_matches: CountMatches
) -> DataError:
    """Return the refusal of a header: a title above the true one, or one that lacks headings."""
    first = enumerate(islice(cut.reader(), SEARCHED_ROWS), 1 + place.skipped)
    matches, row = max(((count_matches(record), -row) for row, record in first), default=(0, 0))
    if matches >= LEAST_MATCHES and -row != shifted.row:
        problem = Problem(code="E106", reason="header_elsewhere", file=file, row=-row, values={"row": -row})
    else:
        values = {"found": shifted.found, "needed": shifted.needed}
        reason = "header_width" if shifted.found > shifted.needed else "header_wider"
        problem = Problem(code="E104", reason=reason, file=file, row=shifted.row, values=values)
    return DataError([problem], unfinished=True)


class _Reading:
    """The records of one text on their way into columns: header found, field counts checked (rule L3b)."""

    def __init__(self, cut: Cut, blank: Table, options: ReadingOptions, *, place: HeaderPlace) -> None:
        self.cut, self.blank, self.place, self.options, self.limits = cut, blank, place, options, options.sizes
        self.width = len(cut.header)
        self.empty = [""] * self.width
        self.columns = Columns(self.width)
        self.header_row = self.first_row = 0
        self.lines = array("q")  # in which line each record ends
        self.line = 0  # where the last record ended, be it taken or blank
        self.waiting = 0  # blank lines after it, which are no records unless something follows
        self.empty_rows = self.fitting = self.padded = 0
        self.problems: list[Problem] = []

    def table(self) -> Table:
        """Read everything."""
        if self.width > self.limits.columns:
            raise refusal("E109", "too_many_columns", self.blank.file, found=self.width, limit=self.limits.columns)
        reader = self.cut.reader()
        try:
            start, first = self._header(reader)
            header = header_of(first, self.options.header_rows)
            for row, texts in enumerate((header.headings, *header.labels), start + 1 + self.place.skipped):
                if max(map(len, texts)) > self.limits.field_characters:
                    raise refusal(
                        "E109", "field_too_long", self.blank.file, row=row, limit=self.limits.field_characters
                    )
            self.header_row = start + 1 + self.place.skipped
            self.first_row = self.header_row + header.rows
            below = first[header.rows :]
            self.line = reader.line_num + self.place.skipped - sum(map(_lines_of, below))
            self._take(below, reader.line_num)
            while chunk := list(islice(reader, CHUNK)):
                self._take(chunk, reader.line_num)
        except csv.Error:
            raise torn_refusal([self.cut], self.blank.file, self.place.skipped) from None
        self._check_header()
        numbers = range(self.first_row, self.first_row + self.columns.length)
        return replace(
            self.blank, headings=header.headings, labels=header.labels, header_texts=header.written,
            columns=self.columns.finished(), numbers=numbers,
            lines=self.lines if any(map(int.__ne__, self.lines, numbers)) else None,
            header_row=self.header_row, header_rows=header.rows, problems=tuple(self.problems),
            notices=(*self.blank.notices, *self._padding()),
        )  # fmt: skip

    def _header(self, reader: Reader) -> tuple[int, list[list[str]]]:
        """Return the place of the header record, it and some after it."""
        found = self.place.find(reader)
        if found is None:
            raise refusal("E105", "no_header", self.blank.file, row=self.options.header_row or 1)
        return found[0], [found[1], *islice(reader, MOST_ROWS - 1)]

    def _take(self, records: list[list[str]], line_num: int) -> None:
        """Take some records, the last of which ends in a line of the text as the parser counts them."""
        end = line_num + self.place.skipped
        ends: Sequence[int] = range(self.line + 1, end + 1)
        if len(ends) != len(records):  # some hold line breaks
            ends = list(accumulate(map(_lines_of, records), initial=self.line))[1:]
        if not self.waiting and list(map(len, records)).count(self.width) == len(records):
            if empty := records.count(self.empty):
                self._count_empty(empty, self.columns.length + len(records))
            self.fitting += len(records)
            self._add(records, ends)
        else:
            self._take_uneven(records, ends)
        self.line = end

    def _take_uneven(self, records: list[list[str]], ends: Sequence[int]) -> None:
        """Take records among which there are blank lines or others that do not fit."""
        rows: list[Sequence[str]] = []
        lines: list[int] = []
        for record, end in zip(records, ends, strict=True):
            if not record:
                self.waiting += 1
                self._count_empty(1, self.columns.length + len(rows) + self.waiting)
                continue
            if self.waiting:
                self._add(rows, lines)
                rows, lines = [], []
                self._fill(end - _lines_of(record))
            rows.append(self._fitted(record, self.first_row + self.columns.length + len(rows), end))
            lines.append(end)
        self._add(rows, lines)

    def _count_empty(self, count: int, seen: int) -> None:
        """Count empty rows among those seen; a file of little else would need far more memory than its size."""
        self.empty_rows += count
        if 2 * self.empty_rows - seen > self.limits.rows:
            row = self.first_row + seen - 1
            raise refusal("E109", "too_many_blank_rows", self.blank.file, row=row, limit=self.limits.rows)

    def _fill(self, last: int) -> None:
        """Take the blank lines that wait, the last of which is this one, as empty records."""
        self.lines.extend(range(last - self.waiting + 1, last + 1))
        self.columns.skip(self.waiting)
        self.waiting = 0

    def _add(self, rows: Sequence[Sequence[str]], lines: Iterable[int]) -> None:
        """Encode rows that are as wide as the header; refuse a field that is too long, by its row."""
        self.lines.extend(lines)
        self.columns.add(rows)
        limit = self.limits.field_characters
        for position, longest in enumerate(self.columns.longest):
            if longest > limit:
                at = next(at for at, row in enumerate(rows) if len(row[position]) > limit)
                number = self.first_row + self.columns.length - len(rows) + at
                heading = printable(self.cut.header[position].strip()) or letters(position)
                raise refusal("E109", "field_too_long", self.blank.file, row=number, column=heading, limit=limit)

    def _fitted(self, record: list[str], row: int, line: int) -> Sequence[str]:
        """Return a record as wide as the header; one of another width is a problem, or padded where that was asked."""
        short = len(record) < self.width
        if len(record) == self.width:
            self.fitting += 1
            return record
        if not is_blank(record):
            if short and self.options.pad_short_rows:
                self.padded += 1
            else:
                self.problems.append(
                    Problem(
                        code="E104", reason="row_too_short" if short else "row_too_long", file=self.blank.file,
                        row=row, line=line if line != row else None,
                        values={"found": len(record), "needed": self.width},
                    )
                )  # fmt: skip
            if len(self.problems) > MOST_MISFITS:
                self._check_header()
                if self.fitting < len(self.problems):
                    raise refusal("E110", "no_table", self.blank.file, found=self.width)
                raise DataError(self.problems, unfinished=True)
        return fitted(record, self.width)

    def _check_header(self) -> None:
        """Refuse the header where every record is equally wide and it is not: its columns would be shifted."""
        found = {int(problem.values["found"]) for problem in self.problems}
        if len(self.problems) > 1 and len(found) == 1 and not self.fitting + self.padded:
            raise _Shifted(self.header_row, found.pop(), self.width)

    def _padding(self) -> tuple[Notice, ...]:
        return (Notice(code="short_rows_padded", values={"count": self.padded}),) if self.padded else ()


def _lines_of(record: Sequence[str]) -> int:
    """Return how many lines of the text a record takes."""
    return 1 + sum(map(line_breaks, record))
