"""``govassess verify``: check a published report against its own data and against the survey."""

from __future__ import annotations

import json
from pathlib import Path

import click

from govassess.cli import options
from govassess.cli.faults import OUTCOME_KEY
from govassess.cli.language import KEY, spoken, told_language
from govassess.cli.progress import progress

FALSE = 3


@click.command(
    short_help="Check a published report against its data and the survey.",
    epilog="\b\nExample:  govassess verify survey-report.html survey.csv",
)
@click.argument("report", type=options.FILE, callback=options.remember_files)
@click.argument("survey", type=options.FILE, required=False, callback=options.remember_files)
@click.option("--plan", "plan_file", type=options.FILE, help="Plan file that the run was given, if it was given one.")
@click.option("--mapping", type=options.FILE, help="Mapping file that the run was given, if it was given one.")
@options.lang_option
@options.max_messages_option
@options.json_option
@click.pass_context
def verify(
    ctx: click.Context,
    /,
    *,
    report: Path,
    survey: Path | None,
    plan_file: Path | None,
    mapping: Path | None,
    lang: str | None,
    max_messages: int,
    as_json: bool,
) -> None:
    """Check a published report against its data and the survey.

    REPORT is a page that `analyze` or `report` wrote. It carries the result it was drawn from: every number it
    prints is compared with that result, every number of the result that follows from others is recomputed, and with
    SURVEY, the file that was assessed, the whole run is made again. Lists what does not hold, with place, printed and
    expected value. Ends with exit code 3 if something does not hold.
    """
    from govassess.cli.verification_lines import as_record, lines_of
    from govassess.verification.verify import verify_report

    with progress(told_language(ctx)) as run:
        run.stage("assessing")
        found = verify_report(report, survey, plan=plan_file, mapping=mapping)
    lang = ctx.meta[KEY] = spoken(lang, found=found.lang)
    if not found.holds:
        ctx.meta[OUTCOME_KEY] = FALSE  # also where it cannot be printed
    if as_json:
        click.echo(json.dumps(as_record(found, lang), ensure_ascii=False, indent=1))
    else:
        click.echo("\n".join(lines_of(found, lang, at_most=max_messages)))
    if not found.holds:
        ctx.exit(FALSE)
