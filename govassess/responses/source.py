"""From a path to a table: what kind of file it really is, and the reader for it."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

from govassess.files.limits import Limits
from govassess.responses.formats.content import content_of
from govassess.responses.formats.csv_text import CountMatches, HowDelimited, read_csv
from govassess.responses.table import Table, refusal

_ZIP, _OLE = b"PK\x03\x04", b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
_OTHERS = {
    b"%PDF": "PDF", b"$FL2": "SPSS", b"$FL3": "SPSS", b"<stata": "Stata", b"PAR1": "Parquet", b"\x89PNG": "PNG",
    b"GIF8": "GIF", b"\xff\xd8\xff": "JPEG", b"\x1f\x8b": "gzip", b"7z\xbc\xaf": "7z", b"Rar!": "RAR",
    b"SQLite format 3": "SQLite", b"{\\rtf": "RTF", b"<!DOCTYPE": "HTML", b"<!doctype": "HTML", b"<html": "HTML",
    b"<?xml": "XML",
}  # fmt: skip
_TEXT_SUFFIXES = {".csv", ".tsv", ".txt", ".tab"}


@dataclass(frozen=True, slots=True, kw_only=True)
class HowToRead:
    """What a person said about the file; None: to be found out."""

    sheet: str | None = None
    encoding: str | None = None
    delimiter: str | None = None
    header_row: int | None = None
    header_rows: int | None = None
    tool: str | None = None
    pad_short_rows: bool = False


def read_table(path: Path, how: HowToRead, *, count_matches: CountMatches, limits: Limits) -> Table:
    """Read a file as a table of texts.

    Parameters
    ----------
    path : Path
        CSV, TSV or XLSX; the content decides, and must agree with the name.
    how : HowToRead
        What is known about the file.
    count_matches : callable
        How many columns of a header match; decides between delimiters or sheets.
    limits : Limits
        Sizes checked before the costly step; text files are streamed and have no limit of bytes, rows or cells.

    Returns
    -------
    Table

    Raises
    ------
    DataError
        The file cannot be read, is too large, is empty, or is not what its name says.
    """
    content = content_of(path, limits)
    name, head = content.file, content.head
    suffix = path.suffix.lower()
    if content.held is not None and not content.held.strip(b"\xef\xbb\xbf \t\r\n"):
        raise refusal("E105", "empty_file", name)
    if head.startswith(_OLE):
        raise refusal("E110", "ole", name)
    for magic, kind in _OTHERS.items():
        if head.startswith(magic):
            raise refusal("E110", "other_format", name, kind=kind)
    if head.startswith(_ZIP):
        if suffix in _TEXT_SUFFIXES:
            raise refusal("E110", "zip_named_text", name, suffix=suffix)
        from govassess.responses.formats.workbook import read_workbook

        return read_workbook(
            content.whole(limits), file=name, count_matches=count_matches, limits=limits, sheet=how.sheet,
            header_row=how.header_row, header_rows=how.header_rows,
        )  # fmt: skip
    if suffix in {".xlsx", ".xlsm", ".xls", ".ods"}:
        raise refusal("E110", "text_named_workbook", name, suffix=suffix)
    delimited = HowDelimited(
        encoding=how.encoding, delimiter=how.delimiter, header_row=how.header_row, header_rows=how.header_rows,
        pad_short_rows=how.pad_short_rows,
    )  # fmt: skip
    return read_csv(content, how=delimited, count_matches=count_matches, limits=limits)
