"""Where results go: the names of the files, what may be overwritten, the date a report bears."""

from __future__ import annotations

import json
import os
from collections.abc import Callable, Iterable, Mapping, Sequence
from datetime import UTC, datetime
from pathlib import Path
from types import MappingProxyType
from typing import TYPE_CHECKING, Any

import click

from govassess.errors import OutputError, PlanError
from govassess.text.catalogue import say

if TYPE_CHECKING:
    from govassess.report.whole import Report

LONGEST = 2000  # characters of a line; headings, group names and folders in it may hold anything
LARGEST_RESULT = 50_000_000  # bytes: what is larger is no result of ours


def result_files(survey: str, folder: Path, formats: tuple[str, ...], *, part: int | None = None) -> dict[str, Path]:
    """Return format -> path: ``<survey>-report.html`` and ``<survey>-result.json`` in ``folder``.

    Those of one group of the survey are counted: ``<survey>-01-report.html``.

    Examples
    --------
    >>> files = result_files("Survei 2026.csv", Path("out"), ("html", "json"))
    >>> [path.name for path in files.values()]
    ['survei-2026-report.html', 'survei-2026-result.json']
    """
    from govassess.report.outputs import OUTPUTS

    stem = _stem(survey) if part is None else f"{_stem(survey)}-{part:02d}"
    endings = {"json": "-result.json"} | {name: output.ending for name, output in OUTPUTS.items()}
    return {name: folder / f"{stem}{endings[name]}" for name in formats}


def index_file(survey: str, folder: Path) -> Path:
    """Return the path of the page that leads to the reports of the groups."""
    return folder / f"{_stem(survey)}-index.html"


def _stem(survey: str) -> str:
    """Return the part of the name of a survey file that names what is made of it."""
    from govassess.files.cells import slug
    from govassess.responses.personal import named

    return slug(Path(named(survey)).stem.removesuffix("-result").removesuffix("-report"))


def formats_of(
    ctx: click.Context, option: click.Parameter, value: str, *, known: Sequence[str] | None = None
) -> tuple[str, ...]:
    """Return the formats of ``--format html,json``, each once."""
    if known is None:
        from govassess.report.outputs import OUTPUTS

        known = ("json", *OUTPUTS)
    wanted = tuple(dict.fromkeys(part.strip().lower() for part in value.split(",") if part.strip()))
    unknown = [name for name in wanted if name not in known]
    if unknown or not wanted:
        raise click.BadParameter(f"{', '.join(unknown) or value!r} is not one of {', '.join(known)}", ctx, option)
    return wanted


def ready(formats: Iterable[str]) -> None:
    """Raise before any work is done if a format needs what is not installed."""
    from govassess.report.outputs import OUTPUTS

    for name in formats:
        if name in OUTPUTS:
            OUTPUTS[name].ready()


def contents_of(
    targets: Mapping[str, Path], encoded: str, report: Callable[[], Report], charts: Path | None = None
) -> dict[Path, str | bytes]:
    """Return path -> content of every format, and of every chart where a folder for them is given.

    The report is built once, and only where something is drawn. The result file comes last: where a run is killed while
    its files are given their names, the report and the result beside it are then of two runs, which ``verify`` sees.
    """
    from govassess.report.outputs import OUTPUTS

    contents: dict[Path, str | bytes] = {}
    built = None
    for name, path in targets.items():
        if name == "json":
            continue
        built = built or report()
        drawn = OUTPUTS[name].draw(built)
        if isinstance(drawn, str | bytes):
            contents[path] = drawn
        else:
            contents |= {path / inside: content for inside, content in drawn.items()}
    if charts is not None:
        from govassess.report.singly import chart_files

        contents |= {charts / name: svg for name, svg in chart_files(built or report()).items()}
    if "json" in targets:
        contents[targets["json"]] = encoded
    return contents


def allow(targets: Mapping[str, Path], source_sha256: str, *, force: bool, charts: Path | None = None) -> None:
    """Refuse to overwrite what was not made from the same survey file; a folder of charts is what its drawings are.

    Raises
    ------
    OutputError
        A target exists, ``force`` is off, and the result beside it was made from another file, or there is none.
    """
    there = [path for path in targets.values() if (any(path.iterdir()) if path.is_dir() else path.exists())]
    there += [] if charts is None else sorted(charts.glob("*.svg"))[:1]
    if force or not there:
        return
    result = targets.get("json") or _result_beside(targets)
    if result is None or _source_of(result) != source_sha256:
        raise OutputError("exists", file=str(there[0]))


def _result_beside(targets: Mapping[str, Path]) -> Path | None:
    """Return where the result file of the same survey stands."""
    from govassess.report.outputs import OUTPUTS

    for name, path in targets.items():
        return path.with_name(f"{path.name.removesuffix(OUTPUTS[name].ending)}-result.json")
    return None


def write_into(
    folder: Path,
    texts: Mapping[Path, str | bytes],
    *,
    private: Mapping[Path, str | bytes] = MappingProxyType({}),
    allow: Callable[[], None],
) -> None:
    """Write files into ``folder``, which is made if it is not there yet, and so are folders within it.

    ``private`` are files elsewhere that are written with them, or not at all, for nobody else to read. ``allow`` raises
    if what is there must not be replaced; it is called when no other run can write into the folder any more.

    Raises
    ------
    OutputError
        The folder cannot be made, or a file cannot be written.
    """
    from govassess.files.cells import printable
    from govassess.files.writing import write_all

    for place in dict.fromkeys((folder, *(path.parent for path in texts))):
        try:
            place.mkdir(parents=True, exist_ok=True)
        except OSError as fault:
            code = "folder"
            if isinstance(fault, FileExistsError | NotADirectoryError):
                code = "folder_is_file"
            elif isinstance(fault, PermissionError):
                code = "folder_forbidden"
            raise OutputError(code, folder=printable(str(place), 200)) from None
    for path in texts:
        if path.absolute() in {place.absolute() for place in private}:
            raise OutputError("one_file_twice", file=printable(str(path), 200))
    write_all({**texts, **private}, private=tuple(private), allow=allow)


def written_line(file: Path, lang: str) -> str:
    """Return the line that says that a file was written."""
    from govassess.files.cells import printable

    return printable(say("cli.written", lang, file=file), LONGEST)


def charts_line(charts: Path, contents: Mapping[Path, str | bytes], lang: str) -> str:
    """Return the line that says where the charts are and how many."""
    from govassess.files.cells import printable

    count = sum(path.parent == charts and path.suffix == ".svg" for path in contents)
    return printable(say("cli.written_charts", lang, folder=charts, count=count), LONGEST)


def deliver(text: str, output: Path | None, said: str, *, force: bool) -> None:
    """Print ``text``, or write it to the file that was asked for and print ``said``."""
    if output is None:
        click.echo(text, nl=False)
        return
    from govassess.files.writing import write_all

    write_all({output: text}, allow=lambda: refuse_existing(output, force=force))
    click.echo(said)


def refuse_existing(path: Path, *, force: bool) -> None:
    """Refuse to overwrite a single file unless forced."""
    if path.exists() and not force:
        raise OutputError("file_exists", file=str(path))


def stored(file: Path) -> dict[str, Any]:
    """Return a result or a comparison as it is stored, unchecked; nothing if the file is none or cannot be read."""
    from govassess.files.reading import first_bytes

    try:
        content = first_bytes(file, LARGEST_RESULT) if file.is_file() else b""  # a pipe can be read only once
        found = json.loads(content) if len(content) <= LARGEST_RESULT else None
    except (OSError, ValueError, RecursionError):
        return {}
    return found if isinstance(found, dict) else {}


def _source_of(result: Path) -> str | None:
    """Return the sha256 of the survey that a result file was made from; ``None`` if it is no result."""
    source = stored(result).get("source")
    found = source.get("sha256") if isinstance(source, dict) else None
    return found if isinstance(found, str) else None


def report_date(day: datetime | None) -> str | None:
    """Return the date for the report as YYYY-MM-DD: ``--date``, else SOURCE_DATE_EPOCH, else none.

    Raises
    ------
    PlanError
        SOURCE_DATE_EPOCH is not a number of seconds.
    """
    epoch = os.environ.get("SOURCE_DATE_EPOCH")
    if day is None and epoch:
        try:
            day = datetime.fromtimestamp(int(epoch), UTC)
        except (ValueError, OverflowError, OSError):
            raise PlanError("source_date_epoch", found=epoch[:40]) from None
    return None if day is None else day.date().isoformat()
