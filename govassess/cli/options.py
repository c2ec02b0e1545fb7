"""Options that several commands share, and the plan they add up to."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import Field, fields
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING, Any, Literal, TypeVar, get_args, get_origin, get_type_hints

import click
from annotated_types import Ge, Le, Len

from govassess.cli.faults import FILES_KEY, JSON_KEY, MOST, MOST_KEY
from govassess.cli.language import KEY, told_language
from govassess.cli.outputs import formats_of
from govassess.errors import GovassessError, InstrumentError, PlanError
from govassess.responses.options import DECISIONS, ReadingOptions
from govassess.text import numbers
from govassess.text.catalogue import LANGUAGES, say

if TYPE_CHECKING:
    from govassess.notices import FunnelStep
    from govassess.responses.model import Responses
    from govassess.result.assessment import Assessment
    from govassess.run.plan import Plan


Command = TypeVar("Command", bound=Callable[..., Any])
FILE = click.Path(path_type=Path)  # whether it is there, the reader says, in the language of the run


def _remember(key: str) -> Callable[[click.Context, click.Parameter, Any], Any]:
    """Return a callback that keeps an option's value where the error handler finds it."""

    def keep(ctx: click.Context, _: click.Parameter, value: Any) -> Any:
        if value is not None:
            ctx.meta[key] = value
        return value

    return keep


def remember_files(ctx: click.Context, _: click.Parameter, value: Any) -> Any:
    """Keep the files that a command reads where the error handler finds them."""
    ctx.meta.setdefault(FILES_KEY, []).extend(value if isinstance(value, tuple) else [value] if value else [])
    return value


def _one_character(ctx: click.Context, option: click.Parameter, value: str | None) -> str | None:
    """Return a delimiter: the word ``tab`` is easier to type in a shell than what it stands for."""
    if value in {"tab", "\\t"}:
        return "\t"
    if value is not None and len(value) != 1:
        raise click.BadParameter(f"{value!r} is neither one character nor `tab`", ctx, option)
    return value


def survey_argument(command: Command) -> Command:
    """Add the survey file."""
    return click.argument("survey", type=FILE, callback=remember_files)(command)


def lang_option(command: Command) -> Command:
    """Add ``--lang``."""
    return click.option(
        "--lang",
        type=click.Choice(LANGUAGES),
        callback=_remember(KEY),
        help="Language; default: GOVASSESS_LANG, else the language of the file, else en.",
    )(command)


def folder_option(command: Command) -> Command:
    """Add ``--output`` of what writes several files, a folder."""
    return click.option(
        "-o",
        "--output",
        type=click.Path(file_okay=False, path_type=Path),
        default=Path(),
        help="Folder to write to.",
    )(command)


def format_option(default: str, known: Sequence[str] | None = None) -> Callable[[Command], Command]:
    """Return the decorator that adds ``--format``, which reaches the command as ``formats``.

    Without ``known`` it takes the result file and every format of a report.
    """
    return click.option(
        "--format",
        "formats",
        default=default,
        show_default=True,
        callback=partial(formats_of, known=known),
        help="What to write, parted by commas.",
    )


def audience_option(command: Command) -> Command:
    """Add ``--for``, which reaches the command as ``audience``."""
    return click.option(
        "--for",
        "audience",
        type=click.Choice(["agency", "research", "thesis"]),
        default="research",
        show_default=True,
        help="For whom the report is: the same findings, in another order.",
    )(command)


def template_option(command: Command) -> Command:
    """Add ``--template``, which only a Word document heeds."""
    return click.option(
        "--template",
        type=click.Choice(["standard", "skm"]),
        default="standard",
        show_default=True,
        help="Order of the Word report: that of the page, or `skm`, that of a service satisfaction survey.",
    )(command)


def refuse_unheeded(template: str, formats: tuple[str, ...]) -> None:
    """Refuse a template where no document is asked for: it would do nothing."""
    if template != "standard" and "docx" not in formats:
        raise click.BadParameter(
            f"{template} is an order of the Word report: add docx to --format", param_hint="--template"
        )


def beside_options(command: Command) -> Command:
    """Add the stored results that a result is set beside: ``--previous`` and ``--benchmark``."""
    options = (
        click.option("--previous", type=FILE, help="Result file of an earlier survey: how the indices changed since."),
        click.option("--benchmark", type=FILE, help="Summary of others, as `compare --write-benchmark` writes it."),
    )
    return _with(command, options)


def json_option(command: Command) -> Command:
    """Add ``--json``, which reaches the command as ``as_json``."""
    return click.option(
        "--json",
        "as_json",
        is_flag=True,
        callback=_remember(JSON_KEY),
        help="Print JSON to stdout and nothing else; problems as JSON to stderr.",
    )(command)


def charts_option(command: Command) -> Command:
    """Add ``--charts DIR``: every chart as a file of its own."""
    return click.option(
        "--charts",
        type=click.Path(file_okay=False, path_type=Path),
        metavar="DIR",
        help="Folder for every chart as an SVG file of its own.",
    )(command)


def force_option(command: Command) -> Command:
    """Add ``--force``."""
    return click.option("--force", is_flag=True, help="Overwrite files that are there.")(command)


def date_option(command: Command) -> Command:
    """Add ``--date``."""
    return click.option(
        "--date",
        type=click.DateTime(["%Y-%m-%d"]),
        help="Date that the report bears; default: SOURCE_DATE_EPOCH, else a blank to fill.",
    )(command)


def fail_on_option(command: Command) -> Command:
    """Add ``--fail-on``."""
    return click.option(
        "--fail-on", type=click.Choice(["warning"]), help="End with exit code 4 if there are warnings."
    )(command)


def max_messages_option(command: Command) -> Command:
    """Add ``--max-messages``."""
    return click.option(
        "--max-messages",
        type=click.IntRange(min=1),
        default=MOST,
        show_default=True,
        callback=_remember(MOST_KEY),
        help="Problems and warnings printed in full.",
    )(command)


def _flags(*, decide: bool) -> tuple[Callable[[Command], Command], ...]:
    """Return the flags of the reading options that decide about rows and answers, or of those about the file."""
    hints = get_type_hints(ReadingOptions, include_extras=True)
    declared = (option for option in fields(ReadingOptions) if (option.name in DECISIONS) is decide)
    return tuple(_flag(option, hints[option.name]) for option in declared if "help" in option.metadata)


def _flag(option: Field[Any], hint: Any) -> Callable[[Command], Command]:
    """Return the flag of one option: its bounds and words are those that the record declares."""
    bounds = {type(bound): bound for form in (hint, *get_args(hint)) for bound in getattr(form, "__metadata__", ())}
    words = option.metadata.get("choices") or (get_args(hint) if get_origin(hint) is Literal else ())
    kind: click.Choice[str] | click.IntRange | None = click.Choice(words) if words else None
    if Ge in bounds:
        kind = click.IntRange(bounds[Ge].ge, bounds[Le].le if Le in bounds else None)
    character = _one_character if Len in bounds else None
    name = "--" + option.name.replace("_", "-")
    return click.option(name, type=kind, callback=character, help=option.metadata["help"])


def reading_options(command: Command) -> Command:
    """Add the options that say how a survey file is read."""
    options = (
        click.option("-i", "--instrument", help="Name or file of the instrument; default: the one that fits the file."),
        click.option("--mapping", type=FILE, help="Mapping file (YAML), as `inspect` drafts it."),
        *_flags(decide=False),
        max_messages_option,
    )
    return _with(command, options)


def cleaning_options(command: Command) -> Command:
    """Add the options that say what becomes of doubtful answers and rows."""
    options = (
        *_flags(decide=True),
        click.option(
            "--exclude-careless",
            is_flag=True,
            default=None,  # not given: as the plan file says
            help="Leave out who shows two or more signs of careless answering; without it they stay and are counted.",
        ),
        click.option(
            "--plan", "plan_file", type=FILE, help="Plan file (YAML): options of the run, the study, hypotheses."
        ),
    )
    return _with(command, options)


def _with(command: Command, options: tuple[Callable[[Command], Command], ...]) -> Command:
    """Apply decorators so that ``--help`` lists the options in the order written."""
    for option in reversed(options):
        command = option(command)
    return command


def plan_of(plan_file: Path | None, **options: object) -> Plan:
    """Return the plan of the run: the plan file's, with the options of the command line in place of its own."""
    from govassess.run.plan import read_plan, with_options

    given = {name: str(value) if isinstance(value, Path) else value for name, value in options.items() if value != ()}
    return with_options(read_plan(plan_file) if plan_file else None, **given)


def responses_of(survey: Path, plan: Plan) -> Responses:
    """Read a survey as the plan says."""
    from govassess.responses.read import read_responses

    with _in_language_of(survey, plan):
        return read_responses(survey, plan.instrument, mapping=plan.mapping, options=plan)


@contextmanager
def _in_language_of(survey: Path, plan: Plan) -> Iterator[None]:
    """Let a message on an option or an instrument speak the language of the survey, where nothing else decides it."""
    try:
        yield
    except (PlanError, InstrumentError):
        ctx = click.get_current_context()
        ctx.meta[KEY] = told_language(ctx, found=plan.lang or _language_of(survey, plan))
        raise


def _language_of(survey: Path, plan: Plan) -> str | None:
    """Return the language of a survey file, read without the instrument that was asked for; None if it cannot be."""
    from govassess.responses.read import open_survey

    try:
        return open_survey(survey, None, mapping=None, options=plan)[0].lang
    except GovassessError:
        return None


def require_beside(responses: Responses, previous: Path | None, benchmark: Path | None) -> None:
    """Refuse an earlier result or a benchmark of another instrument than the survey that is about to be assessed."""
    if previous is None and benchmark is None:
        return
    from govassess.compare.benchmark import require_same_instrument

    require_same_instrument(responses.instrument, responses.source.file, previous=previous, benchmark=benchmark)


def set_beside(result: Assessment, previous: Path | None, benchmark: Path | None) -> Assessment:
    """Return a result beside an earlier one and beside others, where these are given."""
    if previous is None and benchmark is None:
        return result
    from govassess.compare.benchmark import with_earlier, with_peers

    if previous is not None:
        result = with_earlier(result, previous)
    return result if benchmark is None else with_peers(result, benchmark)


def funnel_lines(funnel: Iterable[FunnelStep], lang: str) -> list[str]:
    """Return the way of the rows from the file on, one line a step at which somebody left."""
    return [
        f"{say(f'funnel.{step.code}', lang)}: {numbers.integer(step.count, lang)}"
        for step in funnel
        if step.count or step.code in ("read", "analysed")
    ]
