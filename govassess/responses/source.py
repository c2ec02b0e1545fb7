"""From a path to a table: what kind of file it really is, and the reader for it."""

from __future__ import annotations

from pathlib import Path

from govassess.responses.formats import parquet, spss, stata
from govassess.responses.formats.content import Content, content_of
from govassess.responses.formats.csv_text import CountMatches, read_csv
from govassess.responses.options import ReadingOptions
from govassess.responses.table import Table, refusal

_ZIP, _OLE = (b"PK\x03\x04", b"PK\x05\x06"), b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
_OTHERS = {
    b"%PDF": "PDF", b"ASCII SPSS PORT FILE": "SPSS Portable", b"\0" * 12 + b"\xc2\xea\x81\x60": "SAS",
    b"ARROW1": "Feather", b"\x89PNG": "PNG", b"GIF8": "GIF", b"\xff\xd8\xff": "JPEG", b"\x1f\x8b": "gzip",
    b"7z\xbc\xaf": "7z", b"Rar!": "RAR", b"SQLite format 3": "SQLite", b"{\\rtf": "RTF", b"<!DOCTYPE": "HTML",
    b"<!doctype": "HTML", b"<html": "HTML", b"<?xml": "XML",
}  # fmt: skip
_TEXT_SUFFIXES = {".csv", ".tsv", ".txt", ".tab"}
_WORKBOOK_SUFFIXES = {".xlsx", ".xlsm", ".xls", ".ods"}
_DATA_SUFFIXES = {
    ".sav": "SPSS", ".zsav": "SPSS", ".dta": "Stata", ".parquet": "Parquet", ".pq": "Parquet"
}  # fmt: skip


def read_table(path: Path, options: ReadingOptions, *, count_matches: CountMatches) -> Table:
    """Read a file as a table of texts.

    Parameters
    ----------
    path : Path
        CSV, TSV, XLSX, SPSS, Stata, Parquet, or a ZIP of CSV files; the content decides, and must agree with the name.
    options : ReadingOptions
        What is known about the file, and sizes checked before the costly step; text and Parquet files have no limit of
        bytes, rows or cells.
    count_matches : callable
        How many columns of a header match; decides between delimiters, sheets or files of an archive.

    Returns
    -------
    Table

    Raises
    ------
    DataError
        The file cannot be read, is too large, is empty, or is not what its name says.
    """
    limits = options.sizes
    content = content_of(path, limits)
    suffix = path.suffix.lower()
    _refuse_what_is_no_survey(content)
    kind = _data_kind(content)
    _refuse_misnamed(content, kind, suffix)
    if kind:
        return _data(content, kind, options)
    if not content.head.startswith(_ZIP):
        return read_csv(content, options, count_matches=count_matches)
    from govassess.responses.formats.archive import holds_workbook, read_archive
    from govassess.responses.formats.workbook import read_workbook

    whole = content.whole(limits)
    if not holds_workbook(whole):
        return read_archive(content, options, count_matches=count_matches)
    return read_workbook(whole, options, file=content.file, count_matches=count_matches)


def _refuse_what_is_no_survey(content: Content) -> None:
    """Refuse what is empty, protected, or of a kind that is not read."""
    if content.held is not None and not content.held.strip(b"\xef\xbb\xbf \t\r\n"):
        raise refusal("E105", "empty_file", content.file)
    if content.head.startswith(_OLE):
        raise refusal("E110", "ole", content.file)
    if spss.is_encrypted(content.head) or content.head.startswith(parquet.ENCRYPTED_MAGIC):
        raise refusal("E110", "encrypted_file", content.file)
    for magic, kind in _OTHERS.items():
        if content.head.startswith(magic):
            raise refusal("E110", "other_format", content.file, kind=kind)


def _data_kind(content: Content) -> str | None:
    """Return which program's data a file holds; None for text, workbooks and archives."""
    if content.head.startswith(spss.MAGIC):
        return "SPSS"
    if stata.is_stata(content.head):
        return "Stata"
    return "Parquet" if content.head.startswith(parquet.MAGIC) else None


def _refuse_misnamed(content: Content, kind: str | None, suffix: str) -> None:
    """Refuse a file whose name says something else than its content."""
    if kind:
        named = _DATA_SUFFIXES.get(suffix, kind)
        if named != kind or suffix in _TEXT_SUFFIXES | _WORKBOOK_SUFFIXES:
            right = next(each for each, program in _DATA_SUFFIXES.items() if program == kind)
            raise refusal("E110", "data_named_otherwise", content.file, suffix=suffix, kind=kind, right=right)
    elif suffix in _DATA_SUFFIXES:
        raise refusal("E110", "not_as_named", content.file, suffix=suffix, kind=_DATA_SUFFIXES[suffix])
    elif content.head.startswith(_ZIP):
        if suffix in _TEXT_SUFFIXES:
            raise refusal("E110", "zip_named_text", content.file, suffix=suffix)
    elif suffix in _WORKBOOK_SUFFIXES:
        raise refusal("E110", "text_named_workbook", content.file, suffix=suffix)


def _data(content: Content, kind: str, options: ReadingOptions) -> Table:
    """Read what a statistics program or a database wrote."""
    if kind == "Parquet":
        return parquet.read_parquet(content, limits=options.sizes)
    read = spss.read_spss if kind == "SPSS" else stata.read_stata
    return read(content, options)
