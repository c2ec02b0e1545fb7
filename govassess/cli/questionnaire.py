"""``govassess questionnaire``: write the questionnaire of an instrument for a survey tool."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from pathlib import Path
from typing import TYPE_CHECKING

import click

from govassess.cli import options
from govassess.cli.language import KEY, spoken
from govassess.cli.outputs import LONGEST, refuse_existing, write_into, written_line
from govassess.errors import PlanError
from govassess.text.catalogue import say

if TYPE_CHECKING:
    from govassess.questionnaire.compose import Questionnaire


TARGETS = ("xlsform", "limesurvey", "qualtrics", "form", "sheet")
"""As in ``questionnaire.forms``, which ``--help`` does not load; a test compares them."""


@click.command(
    short_help="Write the questionnaire of an instrument for a survey tool.",
    epilog="\b\nExample:  govassess questionnaire cg-dps-smartcity --to xlsform --lang id -o forms",
)
@click.argument("instrument")
@click.option(
    "--to",
    "target",
    type=click.Choice(TARGETS),
    required=True,
    help="xlsform: KoboToolbox and ODK; limesurvey; qualtrics; form: one web page that needs no tool; sheet: typing in "
    "from paper.",
)
@click.option("--form", type=click.Choice(["full", "short"]), default="full", show_default=True, help="Items asked.")
@click.option("--modules", metavar="NAME,NAME", help="Modules asked; default: all.")
@click.option(
    "--order",
    type=click.Choice(["fixed", "random"]),
    default="fixed",
    show_default=True,
    help="Order of the instrument, or blocks and items shuffled.",
)
@click.option("--seed", type=click.IntRange(min=0), help="Of the shuffling; default 1. The same seed, the same order.")
@click.option("--checklists", is_flag=True, help="Ask the checklists too; they are meant for one informed person.")
@click.option(
    "-o",
    "--output",
    type=click.Path(path_type=Path),
    default=Path(),
    help="Folder, or file (by its ending); default: here.",
)
@options.lang_option
@options.force_option
@click.pass_context
def questionnaire(
    ctx: click.Context,
    /,
    *,
    instrument: str,
    target: str,
    form: str,
    modules: str | None,
    order: str,
    seed: int | None,
    checklists: bool,
    output: Path,
    lang: str | None,
    force: bool,
) -> None:
    """Write the questionnaire of an instrument for a survey tool.

    INSTRUMENT is a name (see `govassess instruments list`) or a file. All forms but those of qualtrics, one file a
    language, hold both languages; --lang is the one they open in, for qualtrics the only one written.
    """
    from govassess.instrument.load import load_instrument
    from govassess.questionnaire.compose import compose
    from govassess.questionnaire.forms import form_files
    from govassess.questionnaire.identity import form_name
    from govassess.text.catalogue import LANGUAGES

    wanted = (lang,) if lang else LANGUAGES
    lang = ctx.meta[KEY] = spoken(lang)
    meant = load_instrument(instrument)
    if checklists and not meant.checklists:
        raise PlanError("questionnaire_checklists", instrument=meant.id)
    asked = compose(
        meant,
        form=form,  # type: ignore[arg-type]  # click checked the choice
        modules=[name.strip() for name in modules.split(",")] if modules else None,
        order=order,  # type: ignore[arg-type]  # click checked the choice
        seed=seed,
        checklists=checklists,
    )
    files = form_files(asked, target, lang=lang, languages=wanted)  # type: ignore[arg-type]  # click checked the choice
    contents = placed(files, output, form_name(asked))

    def allowed() -> None:
        for path in contents:
            refuse_existing(path, force=force)

    allowed()
    write_into(next(iter(contents)).parent, contents, allow=allowed)
    for line in _ending(asked, target, list(contents), lang):
        click.echo(line)


def placed(files: Mapping[str, str | bytes], output: Path, name: str) -> dict[Path, str | bytes]:
    """Return path -> contents: all files in a folder under the form's name, or the one whose ending was asked for.

    Parameters
    ----------
    files : dict
        Ending of a name -> contents.
    output : Path
        A folder; or a file, which the mapping that explains it goes beside.
    name : str
        Of the form.

    Raises
    ------
    PlanError
        No file, or more than one, has the ending of ``output``.

    Examples
    --------
    >>> list(map(str, placed({"-xlsform.xlsx": b""}, Path("out"), "cg")))
    ['out/cg-xlsform.xlsx']
    >>> list(map(str, placed({"-qualtrics-id.txt": "", "-qualtrics-mapping.yaml": ""}, Path("q.txt"), "cg")))
    ['q.txt', 'q-mapping.yaml']
    """
    if output.is_dir() or not output.suffix:
        return {output / f"{name}{ending}": content for ending, content in files.items()}
    ending = output.suffix.lower()
    meant = {name: content for name, content in files.items() if name.endswith(ending)}
    if len(meant) != 1:
        endings = ", ".join(dict.fromkeys(Path(name).suffix for name in files))
        raise PlanError("questionnaire_output", file=output.name[:80], count=len(meant), endings=endings)
    found = {output: next(iter(meant.values()))}
    for other, content in files.items():
        if other.endswith("-mapping.yaml") and other not in meant:
            found[output.with_name(f"{output.stem}-mapping.yaml")] = content
    return found


def _ending(asked: Questionnaire, target: str, paths: Sequence[Path], lang: str) -> Iterator[str]:
    """Yield what was written, in which order the items stand, and what is left to do in the tool."""
    from govassess.files.cells import printable
    from govassess.questionnaire.identity import form_name, form_version

    for path in paths:
        yield written_line(path, lang)
    count = sum(1 for _ in asked.items())
    order = "fixed" if asked.seed is None else "random"
    yield say(f"cli.questionnaire.{order}", lang, count=count, seed=asked.seed)
    yield say("cli.questionnaire.made_from", lang, form=form_name(asked), version=form_version(asked))
    if target == "qualtrics":
        yield say("cli.questionnaire.qualtrics", lang)
    mappings = [path for path in paths if str(path).endswith("-mapping.yaml")]
    if mappings:
        yield printable(say(f"cli.questionnaire.mapping_{target}", lang, file=mappings[0]), LONGEST)
