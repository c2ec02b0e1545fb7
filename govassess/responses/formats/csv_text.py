"""Delimited text: delimiter and field counts settled before any cell is looked at, cells encoded as they stream by."""

from __future__ import annotations

import csv
from array import array
from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass, field, replace
from itertools import islice

from govassess.errors import DataError, Problem
from govassess.files.limits import Limits
from govassess.responses.column import Encoder
from govassess.responses.formats.content import Content
from govassess.responses.formats.encoding import TextFile, text_file
from govassess.responses.formats.header import MOST_ROWS, fitted, header_of
from govassess.responses.model import Notice
from govassess.responses.table import Table, is_blank, refusal

DELIMITERS = (",", ";", "\t", "|")
HEAD = 50  # records among which the header is looked for before everything is parsed
CHUNK = 4_096  # records held as texts at a time

CountMatches = Callable[[Sequence[str]], int]
Lines = Callable[[], Iterable[str]]


@dataclass(frozen=True, slots=True, kw_only=True)
class HowDelimited:
    """What a person said about a text file; None: to be found out."""

    encoding: str | None = None
    delimiter: str | None = None
    header_row: int | None = None
    header_rows: int | None = None
    pad_short_rows: bool = False


def read_csv(content: Content, *, how: HowDelimited, count_matches: CountMatches, limits: Limits) -> Table:
    """Read delimited text as a table of texts.

    Parameters
    ----------
    content : Content
        The file.
    how : HowDelimited
        Encoding and delimiter; the row number of the (first) header row (the first row that holds anything by
        default); how many header rows there are; whether short rows are filled up instead of refused.
    count_matches : callable
        How many columns of a header match the instrument: decides between delimiters that fit equally well.
    limits : Limits
        Largest number of columns and largest field. The number of rows has no limit here.

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
    text = text_file(content, how.encoding)
    how = replace(how, delimiter=how.delimiter or text.said_delimiter)
    skipped = 0 if text.said_delimiter is None else 1
    parsing, unwrapped = _settled(text, how.delimiter, how.header_row or 1, skipped, count_matches)
    notices = text.notices
    if unwrapped:
        notices = (*notices, Notice(code="whole_line_quotes", values={"delimiter": shown(parsing.delimiter)}))
    blank = Table(
        file=content.file, sha256=text.sha256, format="csv", encoding=text.encoding, delimiter=parsing.delimiter,
        notices=notices, header_row=how.header_row or 0,
    )  # fmt: skip
    return _Reading(parsing, blank, skipped=skipped, how=how, limits=limits).table()


def shown(delimiter: str) -> str:
    r"""Return a delimiter as a person reads it.

    Examples
    --------
    >>> shown("\t")
    'tab'
    """
    return "tab" if delimiter == "\t" else delimiter


class _Torn(Exception):  # noqa: N818 - caught where the file's name is known, and turned into the refusal there
    """A text whose quotes do not close where they should."""

    def __init__(self, parsing: _Parsing) -> None:
        self.parsing = parsing


def _too_long(fault: csv.Error) -> bool:
    return "field limit" in str(fault)


@dataclass(frozen=True, slots=True, eq=False)
class _Parsing:
    """One way to cut the text into records, and what is known of it before or after all were counted."""

    lines: Lines
    delimiter: str
    header: tuple[str, ...]  # the header record
    widths: Counter[int] = field(default_factory=Counter)
    broken_at: int | None = None
    too_long: bool = False

    def records(self) -> Iterator[tuple[list[str], int]]:
        """Yield each record with the line that it ends in."""
        reader = csv.reader(self.lines(), delimiter=self.delimiter, strict=True)
        try:
            for record in reader:
                yield record, reader.line_num
        except csv.Error as fault:
            raise _Torn(replace(self, broken_at=reader.line_num, too_long=_too_long(fault))) from None

    @property
    def share(self) -> float:
        """Share of the records as wide as the header, 0 unless that is the modal width and above 1."""
        width = len(self.header)
        if width < 2 or self.widths[width] < max(self.widths.values()):
            return 0.0
        return self.widths[width] / self.widths.total()


def _settled(
    text: TextFile, delimiter: str | None, header_row: int, skipped: int, count_matches: CountMatches
) -> tuple[_Parsing, bool]:
    """Return the records under the right delimiter, and whether whole-line quotes had to be taken off first."""
    header = header_row - 1 - skipped
    marks = (delimiter,) if delimiter else DELIMITERS
    heads = [_head(text.lines, mark, header) for mark in marks]
    if not any(head.header or head.broken_at for head in heads):
        if any(not line.isspace() for line in text.lines()):
            raise refusal("E105", "no_header", text.content.file, row=max(header_row, 1))
        raise refusal("E105", "empty_file", text.content.file)
    wide = [head for head in heads if len(head.header) > 1]
    if len(wide) == 1 and wide[0].broken_at is None:
        return wide[0], False
    tried = [_counted(head) for head in wide or heads]  # one cell in the header: never chosen, so never counted
    whole = [parsing for parsing in tried if parsing.broken_at is None]
    torn = [parsing for parsing in tried if parsing.broken_at is not None and len(parsing.header) > 1]
    if not whole or (torn and all(len(parsing.header) == 1 for parsing in whole)):
        raise _refused(torn or tried, text.content.file)
    chosen = _chosen(whole, text.content.file, count_matches)
    if len(chosen.header) == 1 and any(mark in chosen.header[0] for mark in marks):
        inner = [_head(lambda: _first_cells(chosen), mark, header) for mark in marks]
        fitting = [each for each in map(_counted, inner) if each.broken_at is None and len(each.header) > 1]
        if fitting:
            return _chosen(fitting, text.content.file, count_matches), True
    return chosen, False


def _first_cells(parsing: _Parsing) -> Iterator[str]:
    """Yield the only cell of each record, to be parsed again (rule L4)."""
    for record, _ in parsing.records():
        yield record[0] if record else ""


def _head(lines: Lines, delimiter: str, header: int) -> _Parsing:
    """Parse as far as the header: the row asked for, else the first that holds anything."""
    found: tuple[str, ...] = ()
    parsing = _Parsing(lines, delimiter, ())
    reader = csv.reader(lines(), delimiter=delimiter, strict=True)
    try:
        for at, record in enumerate(reader):
            if at == header if header > 0 else not is_blank(record):
                found = tuple(record)
                break
        for _ in islice(reader, HEAD):  # a quote that never closes shows itself early, mostly
            pass
    except csv.Error as fault:
        return replace(parsing, header=found, broken_at=reader.line_num, too_long=_too_long(fault))
    return replace(parsing, header=found)


def _counted(parsing: _Parsing) -> _Parsing:
    """Parse everything with one delimiter and count the widths of the records."""
    reader = csv.reader(parsing.lines(), delimiter=parsing.delimiter, strict=True)
    widths: Counter[int] = Counter()
    try:
        widths.update(map(len, reader))
    except csv.Error as fault:
        return replace(parsing, broken_at=reader.line_num, too_long=_too_long(fault))
    del widths[0]  # blank lines
    return replace(parsing, widths=widths, broken_at=None)


def _refused(tried: Sequence[_Parsing], file: str) -> DataError:
    """Return the refusal of a text whose quotes do not close, at the line to which the best parsing came."""
    furthest = max(tried, key=lambda parsing: parsing.broken_at or 0)
    if furthest.too_long:
        return refusal("E109", "field_too_long", file, line=furthest.broken_at, limit=csv.field_size_limit())
    return refusal("E103", "quoting", file, line=furthest.broken_at)


def _chosen(whole: Sequence[_Parsing], file: str, count_matches: CountMatches) -> _Parsing:
    """Choose the delimiter by widths (rule L3), then by what the header matches."""
    if len(whole) == 1:
        return whole[0]
    fitting = [parsing for parsing in whole if parsing.share > 0.9]
    if not fitting:  # ragged: the header with the most records of its width, so that the field counts can be told
        wide = [parsing for parsing in whole if len(parsing.header) > 1]
        if not wide:
            return whole[0]
        best = max(parsing.share for parsing in wide)
        fitting = [parsing for parsing in wide if parsing.share == best]
    if len(fitting) == 1:
        return fitting[0]
    matches = [count_matches(parsing.header) for parsing in fitting]
    if matches.count(max(matches)) > 1:
        raise refusal("E102", "delimiter", file, found=" ".join(shown(parsing.delimiter) for parsing in fitting))
    return fitting[matches.index(max(matches))]


class _Reading:
    """The records of one text on their way into columns: header found, field counts checked (rule L3b)."""

    def __init__(self, parsing: _Parsing, blank: Table, *, skipped: int, how: HowDelimited, limits: Limits) -> None:
        self.parsing, self.blank, self.skipped, self.how, self.limits = parsing, blank, skipped, how, limits
        self.width = len(parsing.header)
        self.encoders = [Encoder() for _ in range(self.width)]
        self.lines = array("q")
        self.problems: list[Problem] = []
        self.padded = 0
        self.read = 0  # records taken into the columns
        self.waiting: list[int] = []  # blank lines, which are no records unless something follows

    def table(self) -> Table:
        """Read everything."""
        if self.width > self.limits.columns:
            raise refusal("E109", "too_many_columns", self.blank.file, found=self.width, limit=self.limits.columns)
        records = self.parsing.records()
        try:
            start, first = self._header(records)
            header = header_of([record for record, _ in first], self.how.header_rows)
            self.first_row = start + header.rows + 1 + self.skipped
            for chunk in _chunks(iter(first[header.rows :]), records):
                self._take(chunk)
        except _Torn as torn:
            raise _refused([torn.parsing], self.blank.file) from None
        columns = tuple(encoder.column() for encoder in self.encoders)
        numbers = range(self.first_row, self.first_row + self.read)
        table = replace(
            self.blank, headings=header.headings, labels=header.labels, header_texts=header.written, columns=columns,
            numbers=numbers,
            lines=self.lines if any(map(int.__ne__, self.lines, numbers)) else None,
            header_row=start + 1 + self.skipped, header_rows=header.rows, problems=self._problems(start),
            notices=(*self.blank.notices, *self._padding()),
        )  # fmt: skip
        check_fields(table, self.limits)
        return table

    def _header(self, records: Iterator[tuple[list[str], int]]) -> tuple[int, list[tuple[list[str], int]]]:
        """Return the place of the header record, it and some after it."""
        asked = self.blank.header_row - 1 - self.skipped if self.blank.header_row else None
        for at, (record, line) in enumerate(records):
            if at == asked if asked is not None else not is_blank(record):
                return at, [(record, line), *islice(records, MOST_ROWS - 1)]
        raise refusal("E105", "no_header", self.blank.file, row=max(self.blank.header_row, 1))

    def _take(self, chunk: list[tuple[list[str], int]]) -> None:
        """Encode some records; those of another width are problems, or filled up where that was asked for."""
        rows: list[Sequence[str]] = []
        for record, line in chunk:
            if not record:
                self.waiting.append(line + self.skipped)
                continue
            rows += [("",) * self.width] * len(self.waiting)
            self.lines.extend([*self.waiting, line + self.skipped])
            self.waiting.clear()
            if len(record) != self.width:
                self._misfit(record, self.read + len(rows))
                rows.append(fitted(record, self.width))
            else:
                rows.append(record)
        for encoder, cells in zip(self.encoders, zip(*rows, strict=True), strict=False):
            encoder.add(cells)
        self.read += len(rows)

    def _misfit(self, record: Sequence[str], at: int) -> None:
        if is_blank(record):
            return
        if self.how.pad_short_rows and len(record) < self.width:
            self.padded += 1
            return
        row, line = self.first_row + at, self.lines[-1]
        self.problems.append(
            Problem(
                code="E104", reason="field_count", file=self.blank.file, row=row, line=line if line != row else None,
                values={"found": len(record), "needed": self.width},
            )
        )  # fmt: skip

    def _problems(self, start: int) -> tuple[Problem, ...]:
        """Return the misfits; where every record is equally wide and the header is not, the header is the one."""
        found = {problem.values["found"] for problem in self.problems}
        if len(self.problems) == self.read > 1 and len(found) == 1:
            return (
                Problem(
                    code="E104", reason="header_width", file=self.blank.file, row=start + 1 + self.skipped,
                    values=self.problems[0].values,
                ),
            )  # fmt: skip
        return tuple(self.problems)

    def _padding(self) -> tuple[Notice, ...]:
        return (Notice(code="short_rows_padded", values={"count": self.padded}),) if self.padded else ()


def _chunks(
    first: Iterator[tuple[list[str], int]], records: Iterator[tuple[list[str], int]]
) -> Iterator[list[tuple[list[str], int]]]:
    """Yield the records in lists of at most ``CHUNK``."""
    if begun := list(first):
        yield begun
    while chunk := list(islice(records, CHUNK)):
        yield chunk


def check_fields(table: Table, limits: Limits) -> None:
    """Refuse a field that is too long, by the row it stands in."""
    for heading, column in zip(table.headings, table.columns, strict=True):
        if max(map(len, column.contents), default=0) > limits.field_characters:
            long = next(text for text in column.contents if len(text) > limits.field_characters)
            raise refusal(
                "E109", "field_too_long", table.file, row=table.numbers[column.holding(long)[0]], column=heading,
                limit=limits.field_characters,
            )  # fmt: skip
