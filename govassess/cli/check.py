"""``govassess check``: validate and screen a survey file."""

from __future__ import annotations

import json
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from govassess.cli import options
from govassess.cli.analyze import WARNED
from govassess.cli.ending import notices_of
from govassess.cli.language import KEY, spoken
from govassess.text.catalogue import say

if TYPE_CHECKING:
    from govassess.responses.model import FunnelStep, Responses


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

    Prints the instrument that fits, what was matched, and the way of the rows from the file to the analysis;
    all problems of the file are listed at once. Nothing is written.
    """
    from govassess.scoring.scores import score

    plan = options.plan_of(plan_file, **given)
    responses = options.responses_of(survey, plan)
    lang = ctx.meta[KEY] = spoken(plan.lang, found=responses.source.lang)
    funnel = score(responses, reproduce=plan.printed_weight).funnel
    if as_json:
        click.echo(json.dumps(_as_json(responses, funnel), ensure_ascii=False, indent=1))
    else:
        for line in notices_of(responses.issues, lang, at_most=max_messages):
            click.echo(line, err=True)
        click.echo("\n".join(_lines(responses, funnel, lang)))
    if fail_on == "warning" and responses.issues:
        ctx.exit(WARNED)


def _lines(responses: Responses, funnel: tuple[FunnelStep, ...], lang: str) -> list[str]:
    """Return what a person reads: the file, the instrument, the matched items, the funnel."""
    from govassess.files.cells import printable

    file, instrument = printable(responses.source.file, 200), responses.instrument
    form = say(f"cli.form.{responses.form}", lang)
    return [
        say("cli.check.fits", lang, file=file, instrument=instrument.id, version=instrument.version),
        say("cli.check.items", lang, count=responses.items.shape[1], form=form),
        say("cli.check.rows", lang),
        *(f"  {line}" for line in options.funnel_lines(funnel, lang)),
        say("cli.warnings", lang, count=len(responses.issues)),
    ]


def _as_json(responses: Responses, funnel: tuple[FunnelStep, ...]) -> dict[str, Any]:
    """Return the same as JSON: codes and values."""
    from govassess.assessment.codec import plain

    return {
        "source": plain(responses.source),
        "instrument": {"id": responses.instrument.id, "version": responses.instrument.version},
        "form": responses.form,
        "items": list(responses.items.columns),
        "funnel": plain(funnel),
        "warnings": plain(responses.issues),
    }
