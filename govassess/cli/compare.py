"""``govassess compare``: several results of one instrument beside each other."""

from __future__ import annotations

from datetime import datetime
from pathlib import Path
from typing import TYPE_CHECKING

import click

from govassess.cli import options
from govassess.cli.ending import WARNED, warning_lines
from govassess.cli.language import KEY, spoken
from govassess.cli.outputs import LONGEST, refuse_existing, report_date, stored, write_into, written_line
from govassess.errors import DataError, OutputError, PlanError, Problem

if TYPE_CHECKING:
    from govassess.result.comparison import ComparedAs, ResultComparison

FORMATS = ("html", "json")


def _labels(_: click.Context, __: click.Parameter, value: str | None) -> tuple[str, ...]:
    return () if value is None else tuple(part.strip() for part in value.split(","))


@click.command(
    short_help="Set results beside each other: waves or agencies.",
    epilog="\b\nExample:  govassess compare 2025-result.json 2026-result.json --as waves -o out",
)
@click.argument("results", nargs=-1, required=True, type=options.FILE, callback=options.remember_files)
@click.option(
    "--as",
    "compared_as",
    type=click.Choice(["waves", "agencies"]),
    required=True,
    help="Waves: the same asked again, with changes. Agencies: each result one agency, with ranges of ranks.",
)
@click.option(
    "--labels",
    callback=_labels,
    metavar="NAME,NAME",
    help="What each result is called, parted by commas; default: name of the study, else of the file.",
)
@options.folder_option
@options.format_option("html,json", FORMATS)
@click.option(
    "--write-benchmark",
    type=click.Path(dir_okay=False, path_type=Path),
    help="File for a summary of 3 or more agencies without their names, for `analyze --benchmark`.",
)
@options.lang_option
@options.date_option
@options.fail_on_option
@options.max_messages_option
@options.force_option
@options.json_option
@click.pass_context
def compare(
    ctx: click.Context,
    /,
    *,
    results: tuple[Path, ...],
    compared_as: ComparedAs,
    labels: tuple[str, ...],
    output: Path,
    formats: tuple[str, ...],
    write_benchmark: Path | None,
    lang: str | None,
    date: datetime | None,
    fail_on: str | None,
    max_messages: int,
    force: bool,
    as_json: bool,
) -> None:
    """Set results beside each other: waves or agencies.

    RESULTS are files that `analyze` wrote, all of one instrument and version. Writes comparison-<waves|agencies>.html
    and .json. Nothing but these files is read. Results that were scored in different ways are refused, and what differs
    is listed.
    """
    from govassess.compare.results import compare_results
    from govassess.result.codec import decode_comparison, encode, read_result

    if write_benchmark is not None and compared_as == "waves":
        raise PlanError("benchmark_of_waves")
    read = [read_result(path) for path in results]
    lang = ctx.meta[KEY] = spoken(lang, found=read[-1].source.lang)
    found = compare_results(read, compared_as=compared_as, labels=labels, files=[path.name for path in results])
    encoded = encode(found)
    comparison = decode_comparison(encoded)  # what is drawn is what the file holds
    contents: dict[Path, str | bytes] = {}
    for name in formats:
        contents[output / f"comparison-{compared_as}.{name}"] = (
            encoded if name == "json" else _page(comparison, lang, report_date(date))
        )

    def allowed() -> None:
        pages = [path for path in contents if path != write_benchmark]
        _allow(pages, output / f"comparison-{compared_as}.json", comparison, force=force)
        if write_benchmark is not None:
            refuse_existing(write_benchmark, force=force)

    allowed()
    if write_benchmark is not None:
        from govassess.compare.benchmark import benchmark_of
        from govassess.files.cells import printable

        if write_benchmark.absolute() in {path.absolute() for path in (*contents, *results)}:
            raise OutputError("one_file_twice", file=printable(str(write_benchmark), 200))
        contents[write_benchmark] = encode(benchmark_of(found, read))
    write_into(output, contents, allow=allowed)
    _tell(comparison, lang, list(contents), encoded if as_json else None, max_messages)
    if fail_on == "warning" and comparison.warnings:
        ctx.exit(WARNED)


def is_comparison(file: Path) -> bool:
    """Tell whether a file is a comparison that ``compare`` wrote; what cannot be read is none."""
    return stored(file).get("document") == "comparison"


def redraw(ctx: click.Context, file: Path, output: Path, lang: str | None, date: str | None, *, force: bool) -> None:
    """Draw the page of a stored comparison again, the same as ``compare`` drew in that language."""
    from govassess.result.codec import read_comparison

    comparison = read_comparison(file)
    lang = ctx.meta[KEY] = spoken(lang)
    page = output / f"comparison-{comparison.compared_as}.html"
    try:
        drawn = _page(comparison, lang, date)
    except (LookupError, ValueError, TypeError, ArithmeticError, AttributeError, StopIteration):
        # it fits the schema, but its parts contradict each other: nothing that compare writes does
        raise DataError([Problem(code="E110", reason="result_inconsistent", file=file.name)]) from None
    beside = output / f"comparison-{comparison.compared_as}.json"
    _allow([page], beside, comparison, force=force)
    write_into(output, {page: drawn}, allow=lambda: _allow([page], beside, comparison, force=force))
    click.echo(written_line(page, lang))


def _page(comparison: ResultComparison, lang: str, date: str | None) -> str:
    from govassess.report.beside import build_comparison, comparison_page

    return comparison_page(build_comparison(comparison, lang, date=date))


def _tell(
    comparison: ResultComparison,
    lang: str,
    files: list[Path],
    encoded: str | None,
    max_messages: int,
) -> None:
    """Print warnings on stderr, and the sentences of the headline constructs or the JSON on stdout."""
    from govassess.files.cells import printable
    from govassess.report.beside import build_comparison

    report = build_comparison(comparison, lang)
    sentence = report.view.warning
    for line in warning_lines(
        comparison.warnings, lambda notice: sentence(notice).striptags(), lang, at_most=max_messages
    ):
        click.echo(line, err=True)
    if encoded is not None:
        click.echo(encoded, nl=False)
        return
    for said in (report.title, *report.others):
        click.echo(printable(str(said.striptags()), LONGEST))
    for file in files:
        click.echo(written_line(file, lang))


def _allow(targets: list[Path], beside: Path, comparison: ResultComparison, *, force: bool) -> None:
    """Refuse to overwrite what was not made from the same survey files."""
    there = [path for path in targets if path.exists()]
    if force or not there:
        return
    if _sources_of(beside) != sorted(each.source_sha256 for each in comparison.results):
        raise OutputError("file_exists", file=str(there[0]))


def _sources_of(file: Path) -> list[str] | None:
    """Return the sources of a comparison that is there already; nothing if it is none."""
    try:
        return sorted(str(each["source_sha256"]) for each in stored(file)["results"])
    except (LookupError, TypeError):
        return None
