"""Delimited text: encoding, delimiter and field counts settled before any cell is looked at."""

from __future__ import annotations

import codecs
import csv
import hashlib
import io
import re
from collections import Counter
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from itertools import islice

from govassess.errors import DataError, Problem
from govassess.files.cells import printable
from govassess.files.limits import Limits
from govassess.responses.model import Notice
from govassess.responses.table import Row, Table, is_blank, refusal

DELIMITERS = (",", ";", "\t", "|")
HEAD = 50  # records among which the header is looked for before everything is parsed
_SEP_LINE = re.compile(r'"?sep=([^\r\n"])"?(?:\r\n|\r|\n)', re.IGNORECASE)

CountMatches = Callable[[Sequence[str]], int]


@dataclass(frozen=True, slots=True, eq=False)
class _Parsed:
    """All records of the text under one delimiter, or where quoting broke."""

    delimiter: str
    records: list[list[str]]
    lines: list[int]  # line in which each record ends
    broken_at: int | None = None
    too_long: bool = False


def read_csv(
    content: bytes,
    *,
    file: str,
    count_matches: CountMatches,
    limits: Limits,
    encoding: str | None = None,
    delimiter: str | None = None,
    header_row: int | None = None,
    header_rows: int = 1,
) -> Table:
    """Read delimited text as a table of texts.

    Parameters
    ----------
    content : bytes
        The file.
    file : str
        Its base name, for messages.
    count_matches : callable
        How many columns of a header match the instrument: decides between delimiters that fit equally well.
    limits : Limits
        Largest numbers of rows, columns and cells and largest field.
    encoding, delimiter : str, optional
        Said by the user; found out when None.
    header_row : int, optional
        Row number of the (first) header row; the first row that holds anything by default.
    header_rows : int
        How many header rows there are; the first gives the headings, the others their labels.

    Returns
    -------
    Table

    Raises
    ------
    DataError
        Encoding, delimiter or quoting cannot be settled, or a limit is passed.

    Notes
    -----
    The whole text is parsed with each delimiter; those stay whose header has the modal width above 1 that more than
    90 % of the records have. A sniffer that looks at a prefix fails on ordinary exports.
    """
    text, used, notices = decoded(content, file, encoding)
    skipped = 0
    if found := _SEP_LINE.match(text):
        delimiter = delimiter or found[1]
        text, skipped = text[found.end() :], 1
    if not text.strip():
        raise refusal("E105", "empty_file", file)
    parsed, unwrapped = _parse(text, file, delimiter, (header_row or 1) - 1 - skipped, count_matches)
    if unwrapped:
        notices = (*notices, Notice(code="whole_line_quotes", values={"delimiter": shown(parsed.delimiter)}))
    return _table(
        parsed,
        Table(
            file=file, sha256=hashlib.sha256(content).hexdigest(), format="csv", headings=(), rows=(), numbers=(),
            encoding=used, delimiter=parsed.delimiter, notices=notices, header_row=header_row or 0,
        ),
        skipped=skipped, header_rows=header_rows, limits=limits,
    )  # fmt: skip


def decoded(content: bytes, file: str, encoding: str | None) -> tuple[str, str, tuple[Notice, ...]]:
    """Return the text, the encoding used, and the notice of a fallback (rule L1)."""
    if encoding is not None:
        try:
            name = codecs.lookup(encoding).name
            text = content.decode("utf-8-sig" if name == "utf-8" else name)
        except UnicodeDecodeError as fault:
            raise _undecodable(content, fault.start, file, encoding) from None
        except (LookupError, ValueError):  # no such name, or a codec that turns no survey into text (punycode)
            raise refusal("E101", "unknown_encoding", file, value=printable(encoding)) from None
        return _checked(text, file), name, ()
    if content.startswith((codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE)):
        try:
            return _checked(content.decode("utf-16"), file), "utf-16", ()
        except UnicodeDecodeError as fault:
            raise _undecodable(content, fault.start, file, "utf-16") from None
    try:
        used = "utf-8-sig" if content.startswith(codecs.BOM_UTF8) else "utf-8"
        return _checked(content.decode(used), file), used, ()
    except UnicodeDecodeError as first:
        try:
            text = _checked(content.decode("cp1252"), file)
        except UnicodeDecodeError as fault:
            raise _undecodable(content, fault.start, file, "cp1252") from None
        at: dict[str, str | int | float] = {
            "byte": f"0x{content[first.start]:02x}",
            "line": content[: first.start].count(b"\n") + 1,
        }
        return text, "cp1252", (Notice(code="encoding_fallback", values=at),)


def _checked(text: str, file: str) -> str:
    """Refuse NUL, which no text file holds."""
    at = text.find("\0")
    if at >= 0:
        raise refusal("E101", "nul", file, line=text.count("\n", 0, at) + 1)
    return text


def _undecodable(content: bytes, start: int, file: str, encoding: str) -> DataError:
    line = content[:start].count(b"\n") + 1
    return refusal("E101", "undecodable", file, line=line, value=f"0x{content[start]:02x}", encoding=encoding)


def _parse(
    text: str, file: str, delimiter: str | None, header: int, count_matches: CountMatches
) -> tuple[_Parsed, bool]:
    """Return the records under the right delimiter, and whether whole-line quotes had to be taken off first."""
    marks = (delimiter,) if delimiter else DELIMITERS
    heads = [_records(text, mark, at_most=max(header + 1, HEAD)) for mark in marks]
    wide = [head.delimiter for head in heads if len(_header(head, header)) > 1]
    tried = [_records(text, mark) for mark in wide or marks]  # one cell in the header: never chosen, so never kept
    whole = [parsed for parsed in tried if parsed.broken_at is None]
    torn = [parsed for parsed in tried if parsed.broken_at is not None and len(_header(parsed, header)) > 1]
    if not whole or (torn and all(len(_header(parsed, header)) == 1 for parsed in whole)):
        furthest = max(torn or tried, key=lambda parsed: (parsed.broken_at or 0, len(parsed.records)))
        if furthest.too_long:
            raise refusal("E109", "field_too_long", file, line=furthest.broken_at, limit=csv.field_size_limit())
        raise refusal("E103", "quoting", file, line=furthest.broken_at)
    chosen = _chosen(whole, file, header, count_matches)
    width = len(_header(chosen, header))
    if width == 1:
        inner = [cell for record in chosen.records for cell in (record[:1] or [""])]
        if any(mark in inner[0] for mark in marks):
            again = [_records(inner, mark) for mark in marks]
            fitting = [parsed for parsed in again if parsed.broken_at is None and len(_header(parsed, header)) > 1]
            if fitting:
                return _chosen(fitting, file, header, count_matches), True
    return chosen, False


def _records(text: str | Iterable[str], delimiter: str, *, at_most: int | None = None) -> _Parsed:
    """Parse everything, or the first records, with one delimiter."""
    source = io.StringIO(text, newline="") if isinstance(text, str) else text
    records: list[list[str]] = []
    lines: list[int] = []
    known: dict[str, str] = {}  # a survey repeats few contents: each is held once, not once a cell
    reader = csv.reader(source, delimiter=delimiter, strict=True)
    try:
        for record in islice(reader, at_most):
            records.append([known.setdefault(cell, cell) for cell in record])
            lines.append(reader.line_num)
    except csv.Error as fault:
        return _Parsed(delimiter, records, lines, reader.line_num, "field limit" in str(fault))
    while records and not records[-1]:  # a blank line at the end of the file is no record
        records.pop()
        lines.pop()
    return _Parsed(delimiter, records, lines)


def _header(parsed: _Parsed, header: int) -> list[str]:
    """Return the header record: the one asked for, else the first that holds anything."""
    if header > 0:
        return parsed.records[header] if header < len(parsed.records) else []
    return next((record for record in parsed.records if not is_blank(record)), [])


def _chosen(whole: Sequence[_Parsed], file: str, header: int, count_matches: CountMatches) -> _Parsed:
    """Choose the delimiter by widths (rule L3), then by what the header matches."""
    if len(whole) == 1:
        return whole[0]
    shares = {parsed.delimiter: _share(parsed, header) for parsed in whole}
    fitting = [parsed for parsed in whole if shares[parsed.delimiter] > 0.9]
    if not fitting:  # ragged: the header with the most records of its width, so that the field counts can be told
        wide = [parsed for parsed in whole if len(_header(parsed, header)) > 1]
        if not wide:
            return whole[0]
        best = max(shares[parsed.delimiter] for parsed in wide)
        fitting = [parsed for parsed in wide if shares[parsed.delimiter] == best]
    if len(fitting) == 1:
        return fitting[0]
    matches = [count_matches(_header(parsed, header)) for parsed in fitting]
    if matches.count(max(matches)) > 1:
        raise refusal("E102", "delimiter", file, found=" ".join(shown(parsed.delimiter) for parsed in fitting))
    return fitting[matches.index(max(matches))]


def _share(parsed: _Parsed, header: int) -> float:
    """Return the share of records as wide as the header, 0 unless that is the modal width and above 1."""
    widths = Counter(len(record) for record in parsed.records if record)
    width = len(_header(parsed, header))
    if width < 2 or widths[width] < max(widths.values()):
        return 0.0
    return widths[width] / widths.total()


def shown(delimiter: str) -> str:
    r"""Return a delimiter as a person reads it.

    Examples
    --------
    >>> shown("\t")
    'tab'
    """
    return "tab" if delimiter == "\t" else delimiter


def _table(parsed: _Parsed, empty: Table, *, skipped: int, header_rows: int, limits: Limits) -> Table:
    """Return the records as a table: header found, field counts checked, nothing padded (rule L3b)."""
    records = parsed.records
    start = empty.header_row - 1 - skipped if empty.header_row else 0
    if not empty.header_row:
        start = next((at for at, record in enumerate(records) if not is_blank(record)), len(records))
    if start < 0 or start >= len(records):
        raise refusal("E105", "no_header", empty.file, row=max(empty.header_row, 1))
    headings = tuple(cell.strip() for cell in records[start])
    width, first = len(headings), start + header_rows
    _check_size(len(records) - first, width, empty.file, limits)
    labels = tuple(_fitted([c.strip() for c in record], width) for record in records[start + 1 : first])
    problems: list[Problem] = []
    rows: list[Row] = []
    for at in range(first, len(records)):
        record = records[at]
        if len(record) != width:
            if record and not is_blank(record):
                problems.append(
                    Problem(
                        code="E104", reason="field_count", file=empty.file, row=at + 1 + skipped,
                        line=parsed.lines[at] + skipped if parsed.lines[at] != at + 1 else None,
                        values={"found": len(record), "needed": width},
                    )
                )  # fmt: skip
            record = list(_fitted(record, width))
        rows.append(tuple(record))
    if len(problems) == len(rows) > 1 and len({problem.values["found"] for problem in problems}) == 1:
        problems = [
            Problem(
                code="E104", reason="header_width", file=empty.file, row=start + 1 + skipped, values=problems[0].values
            )
        ]
    numbers = tuple(range(first + 1 + skipped, len(records) + 1 + skipped))
    lines = tuple(line + skipped for line in parsed.lines[first:])
    _check_fields(rows, numbers, headings, empty.file, limits)
    return Table(
        file=empty.file, sha256=empty.sha256, format="csv", headings=headings, rows=tuple(rows), numbers=numbers,
        labels=labels, lines=lines if lines != numbers else None, encoding=empty.encoding, delimiter=empty.delimiter,
        header_row=start + 1 + skipped, problems=tuple(problems), notices=empty.notices,
    )  # fmt: skip


def _fitted(record: Sequence[str], width: int) -> Row:
    """Return a record cut or filled to ``width``; only for header labels, and for rows that are refused anyway."""
    return (*record[:width], *[""] * (width - len(record)))


def _check_size(rows: int, columns: int, file: str, limits: Limits) -> None:
    sizes = (
        (rows, limits.rows, "too_many_rows"),
        (columns, limits.columns, "too_many_columns"),
        (rows * columns, limits.cells, "too_many_cells"),
    )
    for found, limit, reason in sizes:
        if found > limit:
            raise refusal("E109", reason, file, found=found, limit=limit)


def _check_fields(rows: Sequence[Row], numbers: Sequence[int], headings: Row, file: str, limits: Limits) -> None:
    for row, number in zip(rows, numbers, strict=True):
        if len("".join(row)) > limits.field_characters:
            for heading, cell in zip(headings, row, strict=True):
                if len(cell) > limits.field_characters:
                    raise refusal(
                        "E109", "field_too_long", file, row=number, column=heading, limit=limits.field_characters
                    )
