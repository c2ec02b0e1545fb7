"""From a path to a table: what kind of file it really is, and the reader for it."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

from govassess.files.cells import printable
from govassess.files.limits import Limits
from govassess.files.reading import why_unreadable
from govassess.responses.formats.csv_text import CountMatches, read_csv
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
        Sizes checked before the costly step.

    Returns
    -------
    Table

    Raises
    ------
    DataError
        The file cannot be read, is too large, is empty, or is not what its name says.
    """
    name = printable(path.name, 200)
    try:
        size = path.stat().st_size
        if size > limits.file_bytes:
            raise refusal(
                "E109", "file_too_large", name, found=f"{size / 1e6:.1f}", limit=f"{limits.file_bytes / 1e6:g}"
            )
        content = path.read_bytes()
    except (OSError, ValueError) as fault:  # ValueError: a path that holds NUL
        raise refusal("E110", why_unreadable(fault), name) from None
    suffix = path.suffix.lower()
    if not content.strip(b"\xef\xbb\xbf \t\r\n"):
        raise refusal("E105", "empty_file", name)
    if content.startswith(_OLE):
        raise refusal("E110", "ole", name)
    for magic, kind in _OTHERS.items():
        if content.startswith(magic):
            raise refusal("E110", "other_format", name, kind=kind)
    if content.startswith(_ZIP):
        if suffix in _TEXT_SUFFIXES:
            raise refusal("E110", "zip_named_text", name, suffix=suffix)
        from govassess.responses.formats.workbook import read_workbook

        return read_workbook(
            content, file=name, count_matches=count_matches, limits=limits, sheet=how.sheet, header_row=how.header_row,
            header_rows=how.header_rows or 1,
        )  # fmt: skip
    if suffix in {".xlsx", ".xlsm", ".xls", ".ods"}:
        raise refusal("E110", "text_named_workbook", name, suffix=suffix)
    return read_csv(
        content, file=name, count_matches=count_matches, limits=limits, encoding=how.encoding, delimiter=how.delimiter,
        header_row=how.header_row, header_rows=how.header_rows or 1,
    )  # fmt: skip
