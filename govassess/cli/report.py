"""``govassess report``: draw a result file again."""

from __future__ import annotations

from datetime import datetime
from pathlib import Path
from typing import TYPE_CHECKING

import click

from govassess.cli import options
from govassess.cli.language import KEY, spoken
from govassess.cli.outputs import allow, contents_of, report_date, result_files, write_into
from govassess.errors import DataError, Problem
from govassess.text.catalogue import say

if TYPE_CHECKING:
    from govassess.report.audiences import Audience


@click.command(
    short_help="Draw the report of a result file again.",
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
@options.format_option("html")
@options.audience_option
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
    lang: str | None,
    date: datetime | None,
    force: bool,
) -> None:
    """Draw the report of a result file again.

    RESULT is a file that `analyze` wrote; the report is the one that `analyze` drew, byte for byte, if the
    language is the same.
    """
    from govassess.assessment.codec import encode, read_result
    from govassess.report.whole import build

    assessment = read_result(result)
    lang = spoken(lang, found=assessment.source.lang)
    ctx.meta[KEY] = lang
    targets = result_files(result.name, output, formats)
    allow(targets, assessment.source.sha256, force=force)
    try:
        contents = contents_of(
            targets,
            encode(assessment),
            lambda: build(assessment, lang, date=report_date(date), audience=audience),
        )
    except (LookupError, ValueError, TypeError, ArithmeticError, AttributeError):
        # it fits the schema, but its parts contradict each other: nothing that analyze writes does
        raise DataError([Problem(code="E110", reason="result_inconsistent", file=result.name)]) from None
    write_into(output, contents)
    for path in targets.values():
        click.echo(say("cli.written", lang, file=path))
