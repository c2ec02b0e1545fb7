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
from govassess.text.catalogue import say

if TYPE_CHECKING:
    from govassess.report.view import View
    from govassess.responses.model import Responses
    from govassess.result.assessment import Assessment
    from govassess.result.descriptive import Carelessness


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


LEFT = ("previews", "duplicates_dropped", "partial_dropped")
"""Steps of the funnel that screening is about; they are printed even if nobody left there."""

STAYED = ("duplicates_kept", "partial_kept", "invalid_blanked")
"""What was found and left in the data, or only blanked."""


def screening_lines(result: Assessment, lang: str) -> list[str]:
    """Return what was found: repeated, unfinished and trial responses, straight lines, signs of careless answering.

    Parameters
    ----------
    result : Assessment
        What the run found.
    lang : str
        ``en`` or ``id``.
    """
    from govassess.report.view import seen
    from govassess.report.ways import left_out

    view = seen(result, lang)
    found, steps = result.screening, {step.code: step.count for step in result.funnel}
    entries = [(f"funnel.{code}", view.plain(steps.get(code, 0), "n")) for code in LEFT]
    entries += [(f"report.screening.{name}", view.plain(getattr(found, name), "n")) for name in STAYED]
    straight = _counted(view, found.straight_lining)
    if left_out(view):
        straight = say("cli.check.who_stay", lang, count=straight)
    entries.append(("report.screening.straight_lining", straight))
    labelled = ((say(label, lang), count) for label, count in entries)
    return [
        say("cli.check.screening", lang),
        *(f"  {label[0].upper()}{label[1:]}: {count}" for label, count in labelled),
        *(_careless_absent(view) if found.careless is None else _careless_lines(view, found.careless)),
    ]


def _careless_absent(view: View) -> list[str]:
    """Return why no signs of careless answering were looked for."""
    return [view.say("cli.check.careless_absent", reason=view.reason("screening", "careless"))]


def _careless_lines(view: View, found: Carelessness) -> list[str]:
    """Return how many respondents show each sign, from where on it is one, and what becomes of them."""
    from govassess.report.ways import left_out

    items, n = view.plain(found.items, "n"), view.plain(found.n_used, "n")
    lines = [view.say("cli.check.careless", items=items, count=n)]
    for sign in found.signs:
        if sign.code is None:
            told = _counted(view, sign.flagged)
        else:
            told = view.say("cli.check.not_sought", reason=view.reason_text(sign.code, {}))
        lines.append(f"  {view.say(f'careless.{sign.sign}')}: {told}")
    twice, once = _counted(view, found.flagged_twice, twice=True), _counted(view, found.flagged)
    lines.append("  " + view.say("cli.check.careless_both", count=twice, once=once))
    gone = left_out(view)
    if gone is None:
        return [*lines, "  " + view.say("cli.check.careless_kept")]
    return [*lines, "  " + view.say("cli.check.careless_left_out", count=view.plain(gone.count, "n"))]


def _counted(view: View, count: int | None, *, twice: bool = False) -> str:
    """Return how many, or that it is fewer than the minimum of a publication."""
    return str(view.fewer().striptags()) if view.is_few(count, twice=twice) else view.plain(count, "n")
