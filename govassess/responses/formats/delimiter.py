"""Which character divides a text into cells: every candidate is tried on the whole text (rules L3 and L4)."""

from __future__ import annotations

import csv
import io
from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass, field, replace
from itertools import islice
from typing import TYPE_CHECKING

from govassess.errors import DataError
from govassess.responses.formats.encoding import TextFile
from govassess.responses.table import is_blank, refusal

if TYPE_CHECKING:
    from _csv import Reader

DELIMITERS = (",", ";", "\t", "|")
HEAD = 50  # records below the header that are tried before everything is

CountMatches = Callable[[Sequence[str]], int]


@dataclass(frozen=True, slots=True, eq=False)
class Cut:
    """One way to cut a text into records: by this delimiter, under this header."""

    lines: Callable[[], Iterable[str]]
    delimiter: str
    header: tuple[str, ...] = ()
    torn: bool = False  # whether its quotes do not close where they should
    widths: Counter[int] = field(default_factory=Counter)  # of all records, where they were counted

    def reader(self) -> Reader:
        """Return a fresh parser of the text."""
        return csv.reader(self.lines(), delimiter=self.delimiter, strict=True)

    @property
    def share(self) -> float:
        """Share of the records as wide as the header, 0 unless that is the modal width and above 1."""
        width = len(self.header)
        if width < 2 or self.widths[width] < max(self.widths.values()):
            return 0.0
        return self.widths[width] / self.widths.total()


@dataclass(frozen=True, slots=True, kw_only=True)
class HeaderPlace:
    """Where the header stands: the record counted from 0, or None for the first one that holds anything.

    ``searched`` is how many records are looked at for that one, ``skipped`` how many lines of the file come before
    the first record.
    """

    record: int | None
    searched: int
    skipped: int

    def find(self, reader: Iterator[list[str]]) -> tuple[int, list[str]] | None:
        """Return the header record and its place; the reader then stands behind it."""
        if self.record is not None:
            record = next(islice(reader, self.record, None), None) if self.record >= 0 else None
            return (self.record, record) if record else None
        found = enumerate(islice(reader, self.searched))
        return next(((at, record) for at, record in found if not is_blank(record)), None)


def settled(text: TextFile, delimiter: str | None, place: HeaderPlace, count_matches: CountMatches) -> tuple[Cut, bool]:
    """Return the records under the right delimiter, and whether whole-line quotes had to be taken off first.

    Parameters
    ----------
    text : TextFile
        The text.
    delimiter : str, optional
        Said by a person or by the file; None: found out.
    place : HeaderPlace
        Where the header stands.
    count_matches : callable
        How many columns of a header match the instrument: decides between delimiters that fit equally well.

    Raises
    ------
    DataError
        E102 several delimiters fit; E103 the quotes do not close; E105 there is no header; E109 a cell is too long.
    """
    marks = (delimiter,) if delimiter else DELIMITERS
    heads = [_head(text.lines, mark, place) for mark in marks]
    if not any(head.header or head.torn for head in heads):
        blank = [line.isspace() for line in islice(text.lines(), place.searched)]
        if all(blank) and len(blank) < place.searched:
            raise refusal("E105", "empty_file", text.content.file)
        raise refusal("E105", "no_header", text.content.file, row=_row(place))
    wide = [head for head in heads if len(head.header) > 1]
    if len(wide) == 1 and not wide[0].torn:
        return wide[0], False
    tried = [_counted(head) for head in wide or heads]  # one cell in the header: never chosen, so never counted
    whole = [cut for cut in tried if not cut.torn]
    torn = [cut for cut in tried if cut.torn and len(cut.header) > 1]
    if not whole or (torn and all(len(cut.header) == 1 for cut in whole)):
        raise torn_refusal(torn or tried, text.content.file, place.skipped)
    chosen = _chosen(whole, text.content.file, count_matches)
    if len(chosen.header) == 1 and any(mark in chosen.header[0] for mark in marks):
        inner = [_head(lambda: _unwrapped(chosen), mark, place) for mark in marks]
        fitting = [cut for cut in map(_counted, inner) if not cut.torn and len(cut.header) > 1]
        if fitting:
            return _chosen(fitting, text.content.file, count_matches), True
    return chosen, False


def delimiter_name(delimiter: str) -> str:
    r"""Return a delimiter as a person reads it.

    Examples
    --------
    >>> delimiter_name("\t")
    'tab'
    """
    return "tab" if delimiter == "\t" else delimiter


def torn_refusal(tried: Sequence[Cut], file: str, skipped: int) -> DataError:
    """Return the refusal of a text that cannot be parsed, at the record in which the best parsing goes wrong."""
    return max((_torn_at(cut, file, skipped) for cut in tried), key=lambda found: found[0])[1]


def _row(place: HeaderPlace) -> int:
    return 1 if place.record is None else place.record + place.skipped + 1


def _torn_at(cut: Cut, file: str, skipped: int) -> tuple[int, DataError]:
    """Return how many lines can be parsed, and the refusal of what begins on the next one."""
    reader = cut.reader()
    good = 0
    try:
        for _ in reader:
            good = reader.line_num
    except csv.Error as fault:
        line, limit = good + 1 + skipped, csv.field_size_limit()
        if "field limit" not in str(fault):
            return good, refusal("E103", "quoting", file, line=line)
        if reader.line_num > good + 1:  # so long because it runs on over other lines
            return good, refusal("E103", "quote_unclosed", file, line=line, limit=limit)
        return good, refusal("E109", "field_too_long", file, line=line, limit=limit)
    raise RuntimeError("the text was torn, and now it is not")


def _unwrapped(cut: Cut) -> Iterator[str]:
    """Yield the lines that a spreadsheet once took for single cells and quoted (rule L4).

    What its own delimiter had divided meanwhile (``1;3,5`` became two cells) is put together again, so that nothing
    is lost on the way.
    """
    for record in cut.reader():
        yield from io.StringIO(cut.delimiter.join(record) + "\n", newline="")


def _head(lines: Callable[[], Iterable[str]], delimiter: str, place: HeaderPlace) -> Cut:
    """Parse as far as the header and a little further."""
    cut = Cut(lines, delimiter)
    reader = cut.reader()
    try:
        found = place.find(reader)
        cut = replace(cut, header=tuple(found[1]) if found else ())
        for _ in islice(reader, HEAD):  # a quote that never closes shows itself early, mostly
            pass
    except csv.Error:
        return replace(cut, torn=True)
    return cut


def _counted(cut: Cut) -> Cut:
    """Parse everything and count the widths of the records."""
    widths: Counter[int] = Counter()
    try:
        widths.update(map(len, cut.reader()))
    except csv.Error:
        return replace(cut, torn=True)
    del widths[0]  # blank lines
    return replace(cut, widths=widths)


def _chosen(whole: Sequence[Cut], file: str, count_matches: CountMatches) -> Cut:
    """Choose the delimiter by widths (rule L3), then by what the header matches."""
    if len(whole) == 1:
        return whole[0]
    fitting = [cut for cut in whole if cut.share > 0.9]
    if not fitting:  # ragged: the header with the most records of its width, so that the field counts can be told
        wide = [cut for cut in whole if len(cut.header) > 1]
        if not wide:
            return whole[0]
        best = max(cut.share for cut in wide)
        fitting = [cut for cut in wide if cut.share == best]
    if len(fitting) == 1:
        return fitting[0]
    matches = [count_matches(cut.header) for cut in fitting]
    if matches.count(max(matches)) > 1:
        raise refusal("E102", "delimiter", file, found=" ".join(delimiter_name(cut.delimiter) for cut in fitting))
    return fitting[matches.index(max(matches))]
