"""``govassess methods``: write the page that defines every number."""

from __future__ import annotations

from pathlib import Path

import click

from govassess.cli import options
from govassess.cli.language import KEY, spoken
from govassess.cli.outputs import refuse_existing, write_into, written_line


@click.command(
    short_help="Write the page that defines every number.",
    epilog="\b\nExample:  govassess methods -o out --lang id",
)
@options.folder_option
@options.lang_option
@options.force_option
@click.pass_context
def methods(ctx: click.Context, /, *, output: Path, lang: str | None, force: bool) -> None:
    """Write the page that defines every number.

    govassess-methods.html tells of each number how it is defined, by which formula, after whom. Reports that lie
    in the same folder lead to it.
    """
    from govassess.report.methods import FILE, methods_page

    lang = ctx.meta[KEY] = spoken(lang)
    target = output / FILE
    refuse_existing(target, force=force)
    write_into(output, {target: methods_page(lang)}, allow=lambda: refuse_existing(target, force=force))
    click.echo(written_line(target, lang))
