"""``govassess analyze``: read, assess, write."""

from __future__ import annotations

from datetime import datetime
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from govassess.cli import options
from govassess.cli.ending import ending, warnings_of
from govassess.cli.language import KEY, spoken, told_language
from govassess.cli.outputs import allow, contents_of, report_date, result_files, write_into
from govassess.cli.progress import progress

if TYPE_CHECKING:
    from govassess.report.whole import Audience, Report

WARNED = 4


@click.command(
    short_help="From a survey file to a report and a result file.",
    epilog="\b\nExample:  govassess analyze survey.csv --by agency_type -o out",
)
@options.survey_argument
@click.option(
    "--by",
    multiple=True,
    metavar="COLUMN",
    help="Profile variable to report by (id or label); may be given several times.",
)
@click.option(
    "--cluster",
    metavar="COLUMN",
    help="Profile variable whose values are resampled whole; `none`: respondents.",
)
@click.option(
    "-o",
    "--output",
    type=click.Path(file_okay=False, path_type=Path),
    default=Path(),
    help="Folder to write to.",
)
@options.format_option("html,json")
@options.audience_option
@options.lang_option
@click.option("--draws", type=click.IntRange(0, 100_000), help="Bootstrap resamples; default 5000.")
@click.option(
    "--seed",
    type=click.IntRange(min=0),
    help="Seed of the resamples; a fixed default, printed in the report.",
)
@click.option(
    "--disclosure",
    type=click.Choice(["internal", "published"]),
    help="Rules for small groups; default internal.",
)
@click.option(
    "--min-group", type=click.IntRange(min=1), help="Smallest group shown: 3 at the least, 10 in `published`."
)
@options.beside_options
@options.reading_options
@options.cleaning_options
@options.date_option
@options.fail_on_option
@options.force_option
@options.json_option
@click.pass_context
def analyze(
    ctx: click.Context,
    /,
    *,
    survey: Path,
    output: Path,
    formats: tuple[str, ...],
    audience: Audience,
    plan_file: Path | None,
    previous: Path | None,
    benchmark: Path | None,
    date: datetime | None,
    fail_on: str | None,
    force: bool,
    as_json: bool,
    max_messages: int,
    **given: Any,
) -> None:
    """From a survey file to a report and a result file.

    SURVEY is an export as CSV, XLSX, SPSS, Stata or Parquet file. Writes <survey>-report.html and
    <survey>-result.json, and ends with the levels, their intervals and what to beware of.
    """
    with progress(told_language(ctx)) as run:
        run.stage("reading")
        plan = options.plan_of(plan_file, **given)
        ctx.meta.setdefault(KEY, plan.lang)
        responses = options.responses_of(survey, plan)
        lang = ctx.meta[KEY] = spoken(plan.lang, found=responses.source.lang)
        run.lang = lang
        targets = result_files(survey.name, output, formats)
        allow(targets, responses.source.sha256, force=force)
        options.require_beside(responses, previous, benchmark)

        run.stage("assessing")
        from govassess.assessment.assess import assess
        from govassess.assessment.codec import decode, encode

        encoded = encode(options.set_beside(assess(responses, plan=plan), previous, benchmark))
        result = decode(encoded)  # what is drawn is what the file holds

        run.stage("writing")

        def report() -> Report:
            from govassess.report.whole import build

            return build(result, lang, date=report_date(date), audience=audience)

        write_into(output, contents_of(targets, encoded, report))

    for line in warnings_of(result, lang, at_most=max_messages):
        click.echo(line, err=True)
    click.echo(encoded if as_json else "\n".join(ending(result, lang, targets.values())), nl=not as_json)
    if fail_on == "warning" and result.warnings:
        ctx.exit(WARNED)
