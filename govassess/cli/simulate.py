"""``govassess simulate``: invent a survey file."""

from __future__ import annotations

from pathlib import Path

import click

from govassess.cli import options
from govassess.cli.language import KEY, spoken
from govassess.cli.outputs import deliver, refuse_existing
from govassess.text.catalogue import say


@click.command(
    short_help="Invent a survey file for an instrument.",
    epilog="\b\nExample:  govassess simulate cg-dps-smartcity -n 300 --words id -o simulated.csv",
)
@click.argument("instrument")
@click.option("-n", "--respondents", type=click.IntRange(1, 200_000), default=300, show_default=True, help="Rows.")
@click.option(
    "--seed", type=click.IntRange(min=0), default=1, show_default=True, help="The same seed, the same survey."
)
@click.option("--clusters", type=click.IntRange(min=1), default=14, show_default=True, help="Agencies they come from.")
@click.option("--form", type=click.Choice(["full", "short"]), default="full", show_default=True, help="Items asked.")
@click.option("--modules", metavar="NAME,NAME", help="Modules asked; default: all.")
@click.option(
    "--words",
    type=click.Choice(["codes", "en", "id"]),
    default="codes",
    show_default=True,
    help="Headings and answers as codes, or as the wording in a language.",
)
@click.option(
    "--missing",
    type=click.FloatRange(0, 1),
    default=0.02,
    show_default=True,
    help="Share of missing answers.",
)
@click.option(
    "--careless",
    type=click.FloatRange(0, 1),
    default=0.03,
    show_default=True,
    help="Share of careless people.",
)
@click.option("-o", "--output", type=click.Path(dir_okay=False, path_type=Path), help="File to write; default: stdout.")
@options.lang_option
@options.force_option
@click.pass_context
def simulate(
    ctx: click.Context,
    /,
    *,
    instrument: str,
    respondents: int,
    seed: int,
    clusters: int,
    form: str,
    modules: str | None,
    words: str,
    missing: float,
    careless: float,
    output: Path | None,
    lang: str | None,
    force: bool,
) -> None:
    """Invent a survey file for an instrument.

    INSTRUMENT is a name (see `govassess instruments list`) or a file. The CSV has the shape of a Google Forms
    export; nobody answered it.
    """
    from govassess.files.cells import csv_text
    from govassess.questionnaire.simulate import simulate as simulated

    lang = ctx.meta[KEY] = spoken(lang, found=None if words == "codes" else words)
    if output is not None:
        refuse_existing(output, force=force)
    survey = simulated(
        instrument,
        respondents,
        seed=seed,
        clusters=clusters,
        form=form,  # type: ignore[arg-type]  # click checked the choice
        modules=[name.strip() for name in modules.split(",")] if modules else None,
        words=words,  # type: ignore[arg-type]  # click checked the choice
        missing=missing,
        careless=careless,
    )
    text = csv_text([list(survey.columns), *survey.itertuples(index=False, name=None)])
    said = say("cli.simulated", lang, file=output, count=respondents, instrument=instrument)
    deliver(text, output, said, force=force)
