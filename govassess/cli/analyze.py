"""``govassess analyze``: read, assess, write."""

from __future__ import annotations

from datetime import datetime
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from govassess.cli import options
from govassess.cli.ending import WARNED, ending, warnings_of
from govassess.cli.language import KEY, spoken, told_language
from govassess.cli.outputs import allow, charts_line, contents_of, ready, report_date, result_files, write_into
from govassess.cli.parts import parts_of
from govassess.cli.progress import progress

if TYPE_CHECKING:
    from govassess.report.audiences import Audience
    from govassess.report.whole import Report, Template
    from govassess.result.assessment import Assessment


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
@options.folder_option
@options.format_option("html,json")
@options.audience_option
@click.option(
    "--split-by",
    metavar="COLUMN",
    help="Also write one report per value of a profile variable, and a page that leads to them.",
)
@options.template_option
@options.charts_option
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
@click.option(
    "--ledger",
    type=options.FILE,
    help="File of what was given out before, to be compared and added to; its key stands beside it.",
)
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
    split_by: str | None,
    template: Template,
    charts: Path | None,
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
    options.refuse_unheeded(template, formats)
    with progress(told_language(ctx)) as run:
        ready(formats)
        run.stage("reading")
        plan = options.plan_of(plan_file, **given)
        ctx.meta.setdefault(KEY, plan.lang)
        responses = options.responses_of(survey, plan)
        lang = ctx.meta[KEY] = spoken(plan.lang, found=responses.source.lang)
        run.lang = lang
        targets = result_files(survey.name, output, formats)
        parts = parts_of(responses, split_by, plan, folder=output, formats=formats) if split_by is not None else None

        def allowed() -> None:
            allow(targets, responses.source.sha256, force=force, charts=charts)
            if parts is not None:
                parts.allow(responses.source.sha256, force=force)

        allowed()
        options.require_beside(responses, previous, benchmark)

        run.stage("assessing")
        from govassess.assessment.assess import run as assessed
        from govassess.result.codec import encode, settled

        alone = None if parts is None else (parts.split.variable, parts.split.shown)
        found = assessed(responses, plan, alone)
        result = settled(options.set_beside(found.result, previous, benchmark))  # what is drawn is what is stored
        encoded = encode(result)

        run.stage("writing")

        def report(drawn: Assessment = result) -> Report:
            from govassess.report.whole import build

            return build(drawn, lang, date=report_date(date), audience=audience, template=template)

        contents = contents_of(targets, encoded, report, charts)
        if parts is not None:
            run.stage("part")
            contents |= parts.contents(result, targets.get("html"), lang, report)
            if "json" in targets:  # the last to get its name, see ``contents_of``
                contents[targets["json"]] = contents.pop(targets["json"])
        private = {} if found.publication is None else found.publication.files()
        write_into(output, contents, private=private, allow=allowed)

    for line in warnings_of(result, lang, at_most=max_messages):
        click.echo(line, err=True)
    lines = [
        *ending(result, lang, targets.values()),
        *([charts_line(charts, contents, lang)] if charts else ()),
        *(parts.lines(lang) if parts else ()),
    ]
    click.echo(encoded if as_json else "\n".join(lines), nl=not as_json)
    if fail_on == "warning" and result.warnings:
        ctx.exit(WARNED)
