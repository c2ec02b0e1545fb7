"""``govassess instruments``: the instruments that can be used."""

from __future__ import annotations

import json
from collections.abc import Iterator
from pathlib import Path
from typing import TYPE_CHECKING

import click

from govassess.cli import options
from govassess.cli.language import KEY, spoken
from govassess.text import numbers
from govassess.text.catalogue import say

if TYPE_CHECKING:
    from govassess.instrument.model import Construct, Dimension, Indicator, Instrument


@click.group(
    short_help="List, show and check instrument files.",
    epilog="\b\nExample:  govassess instruments show cg-dps-smartcity",
)
def instruments() -> None:
    """List, show and check instrument files."""


@instruments.command("list")
@options.lang_option
@options.json_option
@click.pass_context
def list_(ctx: click.Context, /, *, lang: str | None, as_json: bool) -> None:
    """List the instruments that come with govassess."""
    from govassess.instrument.shelf import shipped

    lang = ctx.meta[KEY] = spoken(lang)
    shelf = shipped()
    if as_json:
        from govassess.result.codec import plain

        click.echo(json.dumps(plain(shelf), ensure_ascii=False, indent=1))
        return
    for entry in shelf:
        click.echo(f"{entry.id}  {entry.version}  {_status(entry.status, entry.validated, lang)}")
        click.echo(f"    {entry.title.in_language(lang)}")
        key = "cli.instruments.items_and_short" if entry.short_items else "cli.instruments.items"
        click.echo("    " + say(key, lang, count=entry.items, short=entry.short_items))


@instruments.command("show")
@click.argument("instrument")
@options.lang_option
@options.json_option
@click.pass_context
def show(ctx: click.Context, /, *, instrument: str, lang: str | None, as_json: bool) -> None:
    """Show what an instrument asks, how it scores, and which levels and hypotheses it declares.

    INSTRUMENT is a name or a file.
    """
    from govassess.instrument.load import load_instrument

    lang = ctx.meta[KEY] = spoken(lang)
    found = load_instrument(instrument)
    if as_json:
        from govassess.result.codec import plain

        click.echo(json.dumps(plain(found), ensure_ascii=False, indent=1))
        return
    click.echo("\n".join(_outline(found, lang)))


@instruments.command("check")
@click.argument("file", type=options.FILE, callback=options.remember_files)
@options.lang_option
@options.max_messages_option
@options.json_option
@click.pass_context
def check(
    ctx: click.Context,
    /,
    *,
    file: Path,
    lang: str | None,
    max_messages: int,  # noqa: ARG001 - read by the error handler
    as_json: bool,
) -> None:
    """Check an instrument file; all its faults are listed by line and key."""
    from govassess.instrument.load import load_instrument

    lang = ctx.meta[KEY] = spoken(lang)
    found = load_instrument(file)
    if as_json:
        told = {"file": file.name, "instrument": found.id, "version": found.version, "problems": []}
        found_origins = {each.id: each.origin for each in found.hypotheses}
        click.echo(json.dumps(told | {"origin": found_origins}))
        return
    click.echo(say("cli.instruments.valid", lang, file=file.name, instrument=found.id, version=found.version))
    for line in _inferred(found, lang):
        click.echo(line)


@instruments.command("schema")
@click.option(
    "--of",
    "kind",
    type=click.Choice(["instrument", "result"]),
    default="instrument",
    show_default=True,
    help="Kind of file.",
)
def schema(*, kind: str) -> None:
    """Print the JSON Schema of an instrument file, for editors, or of a result file, for programs."""
    if kind == "result":
        from govassess.result.codec import json_schema as schema_of
    else:
        from govassess.instrument.parse import json_schema as schema_of
    click.echo(json.dumps(schema_of(), ensure_ascii=False, indent=2))


def _status(status: str, validated: bool, lang: str) -> str:
    """Return what an instrument is: official, published or proposed; validated or not."""
    return say(f"cli.status.{status}", lang) + "; " + say("cli.validated" if validated else "cli.not_validated", lang)


def _outline(instrument: Instrument, lang: str) -> Iterator[str]:
    """Yield the lines of ``show``."""
    yield f"{instrument.id}  {instrument.version}  {_status(instrument.status, instrument.validated, lang)}"
    yield instrument.title.in_language(lang)
    yield instrument.citation
    yield ""
    for construct in instrument.constructs:
        yield from _node(construct, lang, depth=0)
    yield ""
    yield say("cli.instruments.levels", lang, source=instrument.levels.source.in_language(lang))
    for band in instrument.levels.bands:
        low, high = (numbers.decimal(end, _decimals(instrument), lang) for end in (band.min, band.max))
        yield f"  {band.level}  {band.name.in_language(lang)}  {low}-{high}"
    if instrument.hypotheses:
        yield ""
        yield say("cli.instruments.hypotheses", lang)
        for hypothesis in instrument.hypotheses:
            origin = f"  ({say(f'cli.instruments.origin.{hypothesis.origin}', lang)})" if hypothesis.origin else ""
            yield f"  {hypothesis.id}  {hypothesis.text.in_language(lang)}{origin}"


def _inferred(instrument: Instrument, lang: str) -> Iterator[str]:
    """Yield a line for each hypothesis that the source which the instrument cites does not state."""
    inferred = [each for each in instrument.hypotheses if each.origin == "inferred"]
    if inferred:
        yield say("cli.instruments.inferred", lang, count=len(inferred))
    for hypothesis in inferred:
        yield f"  {hypothesis.id}  {hypothesis.text.in_language(lang)}"


def _decimals(instrument: Instrument) -> int:
    """Return how many decimals the ends of the bands need."""
    ends = [end for band in instrument.levels.bands for end in (band.min, band.max)]
    return max(len(f"{end:g}".partition(".")[2]) for end in ends)


def _node(node: Construct | Dimension | Indicator, lang: str, *, depth: int) -> Iterator[str]:
    """Yield a node and what is below it, indented; a reversed item is marked, so is one of the short form."""
    from govassess.instrument.model import Item, children_of

    yield f"{'  ' * depth}{node.id}  {node.name.in_language(lang)}"
    for child in children_of(node):
        if isinstance(child, Item):
            marks = [
                say(f"cli.instruments.{mark}", lang)
                for mark, set_ in (("short", child.short), ("reverse", child.reverse))
                if set_
            ]
            shown = f"  ({', '.join(marks)})" if marks else ""
            yield f"{'  ' * (depth + 1)}{child.id}  {child.text.in_language(lang)}{shown}"
        else:
            yield from _node(child, lang, depth=depth + 1)
