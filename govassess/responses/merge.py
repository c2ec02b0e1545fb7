"""Many files of one survey as one: saved forms, or exports with the same headings; what does not belong is refused."""

from __future__ import annotations

import csv
import io
import re
from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field, replace
from os import PathLike
from os.path import realpath
from pathlib import Path

from govassess.errors import DataError, PlanError, Problem
from govassess.files.cells import guarded, printable
from govassess.files.limits import Limits
from govassess.notices import Notice
from govassess.responses.formats.content import content_of
from govassess.responses.formats.csv_text import read_csv
from govassess.responses.options import ReadingOptions
from govassess.responses.personal import shown
from govassess.responses.table import Table, refusal
from govassess.responses.tools import TOOLS

OWN = TOOLS["govassess_form"].metadata
IDENTITY = ("instrument", "instrument_version", "instrument_sha256")
RESPONSE = "response_id"
LISTED = 8
_NUMBER = re.compile(r"[+-]?\d+(?:[.,]\d+)?|[-+]+", re.ASCII)
_COLUMN = re.compile(r"[A-Za-z_][A-Za-z0-9_]*", re.ASCII)


@dataclass(frozen=True, slots=True, kw_only=True)
class _Row:
    """One response: its cells by heading, and where it stands."""

    cells: dict[str, str]
    file: str
    number: int


@dataclass(frozen=True, slots=True, kw_only=True)
class _File:
    """One file's headings and responses; ``form`` tells a saved form of govassess."""

    name: str
    headings: tuple[str, ...]
    rows: tuple[_Row, ...]
    problems: tuple[Problem, ...] = ()
    notices: tuple[Notice, ...] = ()

    @property
    def form(self) -> bool:
        return OWN.issubset(self.headings)


@dataclass(frozen=True, slots=True, kw_only=True)
class Merged:
    """The responses of several files.

    Attributes
    ----------
    headings : tuple of str
    rows : tuple of tuple of str
        One a response, as wide as ``headings``; a question that a file does not ask is empty.
    files : int
        Files read.
    repeated : int
        Responses met again, the same in every cell, and left out.
    notices : tuple of Notice
        What a reader should know; ``where`` names the file.
    """

    headings: tuple[str, ...]
    rows: tuple[tuple[str, ...], ...]
    files: int
    repeated: int
    notices: tuple[Notice, ...] = field(default=())

    def to_csv(self) -> str:
        """Return the text of the joined file.

        A number stays as it was written; any other cell that a spreadsheet would run gets an apostrophe.
        """
        out = io.StringIO(newline="")
        writer = csv.writer(out, lineterminator="\r\n")
        writer.writerow(self.headings)
        writer.writerows([_safe(cell) for cell in row] for row in self.rows)
        return out.getvalue()


def merge_files(
    paths: Iterable[str | PathLike[str]], *, leave_out: Path | None = None, limits: Limits | None = None
) -> Merged:
    """Join survey files of one questionnaire.

    Parameters
    ----------
    paths : iterable of path
        CSV files, and folders whose ``*.csv`` are meant. They are taken in the order of their names, whatever the
        order given, so that the same files give the same result.
    leave_out : Path, optional
        Not read where a folder holds it: the file that is about to be written.
    limits : Limits, optional
        Largest file.

    Returns
    -------
    Merged

    Raises
    ------
    DataError
        All problems at once: files that cannot be read, rows of another length than the header, headings that differ,
        another instrument, version or sha256, one response id with different answers.
    PlanError
        ``merge_no_files``: the folders hold no CSV file.

    Notes
    -----
    Files that the form of govassess saved may ask different questions of one instrument (another form or other
    modules): their columns are united. All other files must have the same headings, in any order. Repeated responses
    are told by ``response_id``; of other files all rows are kept, for reading them asks what to do with duplicates.
    """
    limits = limits or Limits()
    files: list[_File] = []
    problems: list[Problem] = []
    for path, name in _named(_found(paths, leave_out)):
        try:
            files.append(_records(path, name, limits))
        except DataError as refused:
            problems.extend(refused.problems)
    for file in files:
        problems.extend(file.problems)
    if files:
        problems.extend(_strangers(files))
    rows, repeated, conflicts = _once(row for file in files for row in file.rows)
    if problems or conflicts:
        raise DataError([*problems, *conflicts])
    headings = tuple(dict.fromkeys(heading for file in files for heading in file.headings))
    return Merged(
        headings=headings, rows=tuple(tuple(row.cells.get(heading, "") for heading in headings) for row in rows),
        files=len(files), repeated=repeated, notices=tuple(notice for file in files for notice in file.notices),
    )  # fmt: skip


def _found(paths: Iterable[str | PathLike[str]], leave_out: Path | None) -> list[Path]:
    """Return every file once, in the order of the names."""
    kept_out = realpath(leave_out) if leave_out else None
    found: dict[str, Path] = {}  # by where each leads; a link that leads nowhere is refused when it is read
    folders = []
    for path in map(Path, paths):
        if path.is_dir():
            folders.append(str(path))
            inside = [each for each in path.iterdir() if each.suffix.lower() == ".csv" and each.is_file()]
            found.update({realpath(each): each for each in inside if realpath(each) != kept_out})
        else:
            found.setdefault(realpath(path), path)
    if not found:
        raise PlanError("merge_no_files", folders=printable(", ".join(folders), 200))
    return sorted(found.values(), key=lambda path: (path.name, str(path)))


def _named(paths: Sequence[Path]) -> Iterator[tuple[Path, str]]:
    """Yield each file with its name for messages; the whole path where another file has the same name."""
    names = Counter(path.name for path in paths)
    for path in paths:
        yield path, printable(path.name if names[path.name] == 1 else str(path), 200)


def _records(path: Path, name: str, limits: Limits) -> _File:
    """Read one file as texts; of several header rows the others stay rows, for the joined file to be read as theirs."""
    content = replace(content_of(path, limits), file=name)
    if content.head.startswith(b"PK\x03\x04"):
        raise refusal("E110", "merge_workbook", name)
    content.whole(limits)
    return _file_of(read_csv(content, ReadingOptions(header_rows=1, limits=limits), count_matches=len))


def _file_of(table: Table) -> _File:
    """Return a table as a file: nameless empty columns at the right left out."""
    width = len(table.headings)
    while width and not table.headings[width - 1] and table.columns[width - 1].blank().all():
        width -= 1
    headings = table.headings[:width]
    problems = []
    twice = [heading for heading, count in Counter(headings).items() if count > 1]
    if twice:
        values = {"headings": _listed(twice)}
        problems.append(
            Problem(code="E107", reason="merge_twice", file=table.file, row=table.header_row, values=values)
        )
    if OWN.issubset(headings):
        foreign = [heading for heading in headings if not _COLUMN.fullmatch(heading)]
        if foreign:
            values = {"headings": _listed(foreign)}
            problems.append(
                Problem(code="E111", reason="merge_foreign", file=table.file, row=table.header_row, values=values)
            )
    blank = table.blank_records()
    if blank.all():
        problems.append(Problem(code="E105", reason="no_rows", file=table.file, row=table.header_row))
    rows = tuple(
        _Row(
            cells=dict(zip(headings, table.row(record)[:width], strict=True)), file=table.file,
            number=table.numbers[record],
        )
        for record in range(len(table))
        if not blank[record]
    )  # fmt: skip
    return _File(
        name=table.file, headings=headings, rows=rows, problems=(*problems, *table.problems),
        notices=tuple(replace(notice, where=table.file) for notice in table.notices),
    )  # fmt: skip


def _strangers(files: Sequence[_File]) -> Iterator[Problem]:
    """Yield what does not belong with the others: other headings, or another instrument than most responses name."""
    first = next((file for file in files if file.form), files[0])
    for file in files:
        if file.form and first.form:
            continue
        missing = [heading for heading in first.headings if heading not in file.headings]
        more = [heading for heading in file.headings if heading not in first.headings]
        if missing or more:
            values = {"first": first.name, "missing": _listed(missing), "more": _listed(more)}
            yield Problem(code="E111", reason="merge_headings", file=file.name, values=values)
    answered = [row for file in files if file.form for row in file.rows]
    if not answered:
        return
    met = Counter(_identity(row) for row in answered)
    usual = met.most_common(1)[0][0]
    example = next(row.file for row in answered if _identity(row) == usual)
    said = {(row.file, _identity(row)): row for row in reversed(answered)}
    for (file_name, identity), row in reversed(said.items()):
        for at, column in enumerate(IDENTITY):
            if identity[at] != usual[at]:
                yield Problem(
                    code="E111", reason="merge_other", file=file_name, row=row.number, column=column,
                    value=shown(identity[at]) if at < 2 else printable(identity[at], 12),
                    values={"usual": printable(usual[at], 80 if at < 2 else 12), "first": example},
                )  # fmt: skip
                break


def _identity(row: _Row) -> tuple[str, ...]:
    return tuple(row.cells[column] for column in IDENTITY)


def _once(rows: Iterable[_Row]) -> tuple[list[_Row], int, list[Problem]]:
    """Return the rows without repetitions, how many there were, and the ids that come with different answers."""
    first: dict[str, _Row] = {}
    kept: list[_Row] = []
    problems = []
    repeated = 0
    for row in rows:
        response = row.cells.get(RESPONSE, "") if row.cells.keys() >= OWN else ""
        known = first.setdefault(response, row) if response else row
        if known is row:
            kept.append(row)
            continue
        columns = dict.fromkeys((*known.cells, *row.cells))
        differing = [name for name in columns if known.cells.get(name, "") != row.cells.get(name, "")]
        if differing:
            # the id itself is not told: it stands for a person
            values: dict[str, str | int | float] = {"first": known.file, "row": known.number}
            values["columns"] = _listed(differing)
            problems.append(
                Problem(
                    code="E111", reason="merge_conflict", file=row.file, row=row.number, column=RESPONSE, values=values
                )
            )
        else:
            repeated += 1
    return kept, repeated, problems


def _listed(headings: Sequence[str]) -> str:
    listed = ", ".join(f'"{shown(heading)}"' for heading in headings[:LISTED])
    return f"{listed}, ..." if len(headings) > LISTED else listed or "-"


def _safe(cell: str) -> str:
    """Return a cell as it stands, or with an apostrophe where a spreadsheet would run it."""
    return cell if _NUMBER.fullmatch(cell) else guarded(cell)
