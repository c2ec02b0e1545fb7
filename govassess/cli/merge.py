"""``govassess merge``: many files of one survey as one."""

from __future__ import annotations

from pathlib import Path

import click

from govassess.cli import options
from govassess.cli.language import KEY, spoken
from govassess.cli.outputs import deliver, refuse_existing
from govassess.text.catalogue import say


@click.command(
    short_help="Join many files of one survey into one file.",
    epilog="\b\nExample:  govassess merge saved/ -o all.csv",
)
@click.argument("files", nargs=-1, required=True, type=options.FILE, callback=options.remember_files)
@click.option("-o", "--output", type=click.Path(dir_okay=False, path_type=Path), help="File to write; default: stdout.")
@options.lang_option
@options.max_messages_option
@options.force_option
@click.pass_context
def merge(
    ctx: click.Context,
    /,
    *,
    files: tuple[Path, ...],
    output: Path | None,
    lang: str | None,
    max_messages: int,  # noqa: ARG001 - read by the error handler
    force: bool,
) -> None:
    """Join many files of one survey into one file.

    FILES are CSV files, or folders of them, of one questionnaire. A response that was saved twice is kept once; another
    instrument, another version, or one response with different answers is refused, and nothing is written.
    """
    from govassess.responses.merge import merge_files

    lang = ctx.meta[KEY] = spoken(lang)
    if output is not None:
        refuse_existing(output, force=force)
    joined = merge_files(files, leave_out=output)
    for notice in joined.notices:
        click.echo(f"{notice.where}: {say(f'warning.{notice.code}', lang, **notice.values)}", err=True)
    counts = say("cli.merged", lang, count=len(joined.rows), files=joined.files, repeated=joined.repeated)
    if output is None:
        click.echo(counts, err=True)
        deliver(joined.to_csv(), None, "", force=force)
    else:  # with a byte order mark: a spreadsheet then reads accented letters
        said = f"{say('cli.written', lang, file=output)}\n{counts}"
        deliver("\ufeff" + joined.to_csv(), output, said, force=force)
