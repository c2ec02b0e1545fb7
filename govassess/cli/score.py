"""``govassess score``: the respondents' scores as CSV."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from govassess.cli import options
from govassess.cli.language import KEY, spoken
from govassess.cli.outputs import deliver, refuse_existing
from govassess.text.catalogue import say

if TYPE_CHECKING:
    from govassess.scoring.scores import Scores


@click.command(
    short_help="Each respondent's scores as CSV, without personal columns.",
    epilog="\b\nExample:  govassess score survey.csv -o scores.csv",
)
@options.survey_argument
@click.option("-o", "--output", type=click.Path(dir_okay=False, path_type=Path), help="File to write; default: stdout.")
@options.lang_option
@options.reading_options
@options.cleaning_options
@options.force_option
@click.pass_context
def score(
    ctx: click.Context,
    /,
    *,
    survey: Path,
    output: Path | None,
    plan_file: Path | None,
    force: bool,
    max_messages: int,  # noqa: ARG001 - read by the error handler
    **given: Any,
) -> None:
    """Each respondent's scores as CSV, without personal columns.

    One row a respondent who can be scored, in the order of the file; one column a measured node of the
    instrument, on the scale of its items, reverse keys turned; empty where too little was answered.
    """
    from govassess.assessment.sensitivity import search
    from govassess.scoring.scores import score as scored
    from govassess.scoring.scores import without_careless

    if output is not None:
        refuse_existing(output, force=force)
    plan = options.plan_of(plan_file, **given)
    responses = options.responses_of(survey, plan)
    lang = ctx.meta[KEY] = spoken(plan.lang, found=responses.source.lang)
    scores = scored(responses, reproduce=plan.printed_weight)
    if plan.exclude_careless:
        scores = without_careless(scores, search(responses, scores).flagged)
    deliver(_csv(scores), output, say("cli.written", lang, file=output), force=force)


def _csv(scores: Scores) -> str:
    """Return scores as the text of a CSV file, numbers at 10 significant digits."""
    from govassess.files.cells import csv_text
    from govassess.files.stored import stored

    frame = scores.to_frame()
    rows = (
        [place, *(None if value != value else stored(float(value)) for value in values)]  # noqa: PLR0124 - only NaN differs from itself
        for place, values in enumerate(frame.itertuples(index=False, name=None), start=1)
    )
    return csv_text([["respondent", *frame.columns], *rows])
