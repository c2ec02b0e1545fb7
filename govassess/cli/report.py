"""``govassess report``: draw a result file again."""

from __future__ import annotations

from datetime import datetime
from pathlib import Path
from typing import TYPE_CHECKING

import click

from govassess.cli import options
from govassess.cli.language import KEY, spoken
from govassess.cli.outputs import (
    allow,
    charts_line,
    contents_of,
    ready,
    report_date,
    result_files,
    write_into,
    written_line,
)
from govassess.errors import DataError, PlanError, Problem

if TYPE_CHECKING:
    from govassess.report.audiences import Audience
    from govassess.report.whole import Template


@click.command(
    short_help="Draw the report of a result file again.",
    epilog="\b\nExample:  govassess report out/survey-result.json --lang id -o out",
)
@click.argument("result", type=options.FILE, callback=options.remember_files)
@options.folder_option
@options.format_option("html")
@options.audience_option
@options.template_option
@options.charts_option
@options.beside_options
@options.lang_option
@options.date_option
@options.force_option
@click.pass_context
def report(
    ctx: click.Context,
    /,
    *,
    result: Path,
    output: Path,
    formats: tuple[str, ...],
    audience: Audience,
    template: Template,
    charts: Path | None,
    previous: Path | None,
    benchmark: Path | None,
    lang: str | None,
    date: datetime | None,
    force: bool,
) -> None:
    """Draw the report of a result file again.

    RESULT is a file that `analyze` wrote: the result (JSON), or the HTML report, which carries it. The report
    is the one that `analyze` drew, byte for byte, if the language is the same. A file that `compare` wrote is
    drawn again too, as HTML.
    """
    options.refuse_unheeded(template, formats)
    from govassess.cli.compare import is_comparison, redraw

    if is_comparison(result):
        if (previous, benchmark, charts) != (None, None, None) or formats != ("html",) or audience != "research":
            raise PlanError("comparison_options")
        redraw(ctx, result, output, lang, report_date(date), force=force)
        return
    from govassess.report.whole import build
    from govassess.result.codec import encode, read_result, settled

    ready(formats)
    assessment = read_result(result)
    if previous is not None or benchmark is not None:
        assessment = settled(options.set_beside(assessment, previous, benchmark))
    lang = spoken(lang, found=assessment.source.lang)
    ctx.meta[KEY] = lang
    targets = result_files(result.name, output, formats)
    allow(targets, assessment.source.sha256, force=force, charts=charts)
    try:
        contents = contents_of(
            targets,
            encode(assessment),
            lambda: build(assessment, lang, date=report_date(date), audience=audience, template=template),
            charts,
        )
    except (LookupError, ValueError, TypeError, ArithmeticError, AttributeError):
        # it fits the schema, but its parts contradict each other: nothing that analyze writes does
        raise DataError([Problem(code="E110", reason="result_inconsistent", file=result.name)]) from None
    write_into(output, contents, allow=lambda: allow(targets, assessment.source.sha256, force=force, charts=charts))
    for path in targets.values():
        click.echo(written_line(path, lang))
    if charts is not None:
        click.echo(charts_line(charts, contents, lang))
