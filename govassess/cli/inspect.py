"""``govassess inspect``: what a survey file is, before anything is done with it."""

from __future__ import annotations

import json
from collections.abc import Iterator
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from govassess.cli import options
from govassess.cli.ending import LONGEST, missing_lines, notices_of
from govassess.cli.language import KEY, spoken
from govassess.cli.outputs import refuse_existing
from govassess.text import numbers
from govassess.text.catalogue import say

if TYPE_CHECKING:
    from govassess.responses.inspect import Inspection, MetValue

MOST_VALUES = 8  # per item, in one line
INDENT = "  "


@click.command(
    short_help="Say what a survey file is, and which columns match which items.",
    epilog="\b\nExample:  govassess inspect survey.csv -o mapping.yaml",
)
@options.survey_argument
@click.option(
    "-o", "--write-mapping", type=click.Path(dir_okay=False, path_type=Path), help="File for the draft mapping (YAML)."
)
@options.lang_option
@options.reading_options
@options.force_option
@options.json_option
@click.pass_context
def inspect(
    ctx: click.Context,
    /,
    *,
    survey: Path,
    write_mapping: Path | None,
    lang: str | None,
    max_messages: int,
    force: bool,
    as_json: bool,
    **how: Any,
) -> None:
    """Say what a survey file is, and which columns match which items.

    Nothing is scored. What `analyze` would refuse is listed on stderr and ends with 0 here: it is what was asked for.
    The draft mapping holds what matched, and as comments what may match; with it the file loads without questions.
    """
    from govassess.files.cells import printable
    from govassess.responses.inspect import draft_mapping, inspect_file

    if write_mapping is not None:
        refuse_existing(write_mapping, force=force)
    found = inspect_file(survey, **how)
    lang = ctx.meta[KEY] = spoken(lang, found=found.lang)
    if write_mapping is not None:
        from govassess.files.writing import write_all

        write_all({write_mapping: draft_mapping(found, lang)})
    if as_json:
        from govassess.assessment.codec import plain

        click.echo(json.dumps(plain(found), ensure_ascii=False, indent=1))
        return
    for line in _lines(found, lang):
        click.echo(printable(line, LONGEST))
    if write_mapping is not None:
        click.echo(say("cli.written", lang, file=write_mapping))
    for line in notices_of(found.notices, lang, at_most=max_messages):
        click.echo(line, err=True)
    if found.problems:
        from govassess.errors import DataError

        click.echo(DataError(found.problems).message(lang, at_most=max_messages), err=True)


def _lines(found: Inspection, lang: str) -> Iterator[str]:
    """Yield what a person reads: the file, the instruments, the columns, the answers, the rows, the problems."""
    yield from _file(found, lang)
    yield say("cli.inspect.instruments", lang)
    for candidate in found.candidates:
        key = "cli.inspect.fits" if candidate.fits else "cli.inspect.fits_not"
        yield INDENT + say(key, lang, id=candidate.id, found=candidate.found, needed=candidate.needed)
    yield say("cli.inspect.matched", lang, count=len(found.matched))
    for match in found.matched:
        yield f"{INDENT}{match.target}  {_cut(match.heading)}  ({say(f'cli.step.{match.step}', lang)})"
    if found.proposed:
        yield say("cli.inspect.proposed", lang)
        for proposal in found.proposed:
            likeness = numbers.percent(proposal.likeness, lang, decimals=0)
            yield f"{INDENT}{proposal.target}  {_cut(proposal.heading)}  ({likeness})"
    for key, names in (
        ("answer_columns", tuple(f"{each.column} {each.heading}" for each in found.answer_columns)),
        ("unmatched_columns", found.unmatched_columns),
        ("unmatched_targets", found.unmatched_targets),
        ("metadata", found.metadata),
        ("personal", found.personal),
    ):
        if names:
            yield say(f"cli.inspect.{key}", lang, listed=", ".join(_cut(name) for name in names))
    if found.values:
        yield say("cli.inspect.values", lang)
        for item, values in found.values.items():
            yield f"{INDENT}{item}  {_values(values, lang)}"
    if found.funnel:
        yield say("cli.check.rows", lang)
        yield from (INDENT + line for line in options.funnel_lines(found.funnel, lang))
    yield from missing_lines(found.notices, lang)
    yield say("cli.inspect.problems", lang, count=len(found.problems))


def _file(found: Inspection, lang: str) -> Iterator[str]:
    """Yield how the file was read."""
    how = [found.format, found.encoding, found.delimiter and f"{found.delimiter!r}", found.sheet]
    yield f"{found.file}: {', '.join(part for part in how if part)}"
    evidence = f" ({', '.join(_cut(heading) for heading in found.tool_evidence)})" if found.tool_evidence else ""
    yield say("cli.inspect.tool", lang, tool=found.tool) + evidence
    yield say(
        "cli.inspect.size" if found.header_row else "cli.inspect.size_of_data",
        lang,
        rows=numbers.integer(found.rows, lang),
        columns=numbers.integer(found.columns, lang),
        header_row=found.header_row,
    )


def _values(values: tuple[MetValue, ...], lang: str) -> str:
    """Return an item's contents with their counts; what is off the scale is marked and comes first."""
    shown = sorted(values, key=lambda value: not value.off_scale)
    parts = [
        f"{value.text or say('cli.inspect.empty', lang)} ({value.count})" + (" <!>" if value.off_scale else "")
        for value in shown[:MOST_VALUES]
    ]
    return ", ".join([*parts, "..."] if len(shown) > MOST_VALUES else parts)


def _cut(heading: str) -> str:
    """Return a heading short enough for a line."""
    from govassess.files.cells import printable
    from govassess.responses.personal import shown

    masked = shown(heading)
    return masked if masked == "***" else printable(heading, 60)
