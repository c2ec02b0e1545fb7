"""``govassess check``: validate and screen a survey file."""

from __future__ import annotations

import json
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from govassess.cli import options
from govassess.cli.ending import WARNED, missing_lines, warnings_of
from govassess.cli.language import KEY, spoken
from govassess.cli.screening import screening_lines
from govassess.text.catalogue import say

if TYPE_CHECKING:
    from govassess.responses.model import Responses
    from govassess.result.assessment import Assessment

FEWEST = 50  # resamples


@click.command(
    short_help="Validate and screen a survey file, without analysing it.",
    epilog="\b\nExample:  govassess check survey.csv",
)
@options.survey_argument
@options.lang_option
@options.reading_options
@options.cleaning_options
@options.fail_on_option
@options.json_option
@click.pass_context
def check(
    ctx: click.Context,
    /,
    *,
    survey: Path,
    plan_file: Path | None,
    fail_on: str | None,
    as_json: bool,
    max_messages: int,
    **given: Any,
) -> None:
    """Validate and screen a survey file, without analysing it.

    Prints the instrument that fits, what was matched, the way of the rows from the file to the analysis, and how many
    respondents show which sign of careless answering; all problems of the file are listed at once, and the warnings
    that `analyze` would give. Nothing is written.
    """
    from govassess.assessment.assess import assess

    plan = options.plan_of(plan_file, **given)
    responses = options.responses_of(survey, plan)
    lang = ctx.meta[KEY] = spoken(plan.lang, found=responses.source.lang)
    # resamples change intervals, not what is to be warned of: the fewest that give any are drawn
    result = assess(responses, plan=replace(plan, draws=min(plan.draws, FEWEST)))
    if as_json:
        click.echo(json.dumps(_as_json(responses, result), ensure_ascii=False, indent=1))
    else:
        for line in warnings_of(result, lang, at_most=max_messages):
            click.echo(line, err=True)
        click.echo("\n".join(_lines(responses, result, lang)))
    if fail_on == "warning" and result.warnings:
        ctx.exit(WARNED)


def _lines(responses: Responses, result: Assessment, lang: str) -> list[str]:
    """Return what a person reads: the file, the instrument, the matched items, the funnel."""
    from govassess.files.cells import printable

    file, instrument = printable(responses.source.file, 200), responses.instrument
    form = say(f"cli.form.{responses.form}", lang)
    return [
        say("cli.check.fits", lang, file=file, instrument=instrument.id, version=instrument.version),
        say("cli.check.items", lang, count=responses.items.shape[1], form=form),
        say("cli.check.rows", lang),
        *(f"  {line}" for line in options.funnel_lines(result.funnel, lang)),
        *missing_lines(responses.issues, lang),
        *screening_lines(result, lang),
        say("cli.warnings", lang, count=len(result.warnings)),
    ]


def _as_json(responses: Responses, result: Assessment) -> dict[str, Any]:
    """Return the same as JSON: codes and values."""
    from govassess.result.codec import plain

    return {
        "source": plain(responses.source),
        "instrument": {"id": responses.instrument.id, "version": responses.instrument.version},
        "form": responses.form,
        "items": list(responses.items.columns),
        "funnel": plain(result.funnel),
        "missing_codes": plain(result.screening.missing_codes),
        "exclude_careless": result.options.exclude_careless,
        "screening": plain(result.screening),
        "warnings": plain(result.warnings),
    }
