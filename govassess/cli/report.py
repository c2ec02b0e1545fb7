"""``govassess report``: draw a result file again."""

from __future__ import annotations

from datetime import datetime
from pathlib import Path

import click

from govassess.cli import options
from govassess.cli.language import KEY, spoken
from govassess.cli.outputs import allow, report_date, result_files, write_into
from govassess.errors import DataError, Problem
from govassess.text.catalogue import say


@click.command(
    short_help="Draw the report of a result file again, in either language.",
    epilog="\b\nExample:  govassess report out/survey-result.json --lang id -o out",
)
@click.argument("result", type=options.FILE)
@click.option(
    "-o",
    "--output",
    type=click.Path(file_okay=False, path_type=Path),
    default=Path(),
    help="Folder to write to.",
)
@options.lang_option
@options.date_option
@options.force_option
@click.pass_context
def report(
    ctx: click.Context, /, *, result: Path, output: Path, lang: str | None, date: datetime | None, force: bool
) -> None:
    """Draw the report of a result file again, in either language.

    RESULT is a file that `analyze` wrote; the report is the one that `analyze` drew, byte for byte, if the
    language is the same.
    """
    from govassess.assessment.codec import read_result
    from govassess.report.html import render_html

    assessment = read_result(result)
    lang = ctx.meta[KEY] = spoken(lang, found=assessment.source.lang)
    targets = result_files(result.name, output, ("html",))
    allow(targets, assessment.source.sha256, force=force)
    try:
        page = render_html(assessment, lang, date=report_date(date))
    except (LookupError, ValueError, TypeError, ArithmeticError, AttributeError):
        # it fits the schema, but its parts contradict each other: nothing that analyze writes does
        raise DataError([Problem(code="E110", reason="result_inconsistent", file=result.name)]) from None
    write_into(output, {targets["html"]: page})
    click.echo(say("cli.written", lang, file=targets["html"]))
