"""``govassess inspect``: what a survey file is, before anything is done with it, and what to do with it next."""

from __future__ import annotations

import json
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from govassess.cli import options
from govassess.cli.ending import notices_of
from govassess.cli.language import KEY, spoken
from govassess.cli.outputs import LONGEST, refuse_existing
from govassess.errors import NothingToScoreError, PlanError
from govassess.text.catalogue import say

if TYPE_CHECKING:
    from govassess.responses.inspect import Inspection

CANDIDATES = frozenset({"candidate", "columns_alike", "does_not_fit", "no_instrument"})
"""Problems that are told on stdout already: the instruments that were tried, and what each lacks."""
LISTED = frozenset({"unmatched_columns", "personal_columns"})
"""Warnings of which stdout lists everything."""

LISTED_COLUMNS = 12
LEAST_TOLD = 8  # rows of which something can be said


@click.command(
    short_help="Say what a survey file is, and which columns match which items.",
    epilog="\b\nExample:  govassess inspect survey.csv -o mapping.yaml",
)
@options.survey_argument
@click.option(
    "-o", "--write-mapping", type=click.Path(dir_okay=False, path_type=Path), help="File for the draft mapping (YAML)."
)
@click.option(
    "--write-instrument",
    type=click.Path(dir_okay=False, path_type=Path),
    help="File for a draft instrument (YAML), where no instrument fits.",
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
    write_instrument: Path | None,
    lang: str | None,
    max_messages: int,
    force: bool,
    as_json: bool,
    **how: Any,
) -> None:
    """Say what a survey file is, and which columns match which items.

    The last line says what to do next. Nothing is scored; what `analyze` would refuse is listed on stderr and ends with
    0 here: it is what was asked for.
    The draft mapping holds what matched, and as comments what may match; once these are settled, the file loads with it
    without questions. For a file that no instrument fits, a draft instrument is made of the questions that were
    answered on one scale: name its constructs, and `instruments check` accepts it. With both options, the mapping is
    the one for the draft.
    """
    from govassess.cli.inspection_lines import inspection_lines
    from govassess.files.cells import printable
    from govassess.responses.inspect import inspect_file

    for path in (write_mapping, write_instrument):
        if path is not None:
            refuse_existing(path, force=force)
    if write_mapping is not None and write_mapping == write_instrument:
        raise PlanError("one_file_twice", file=str(write_mapping))
    found = inspect_file(survey, **how)
    lang = ctx.meta[KEY] = spoken(lang, found=found.lang)
    written = _write(found, write_mapping, write_instrument, lang, force=force)
    if as_json:
        from govassess.result.codec import plain

        click.echo(json.dumps(_masked(plain(found)), ensure_ascii=False, indent=1))
        return
    asked = {name: str(value) for name, value in how.items() if value is not None}
    lines = inspection_lines(found, lang, survey=survey, asked=asked, mapping=write_mapping, draft=write_instrument)
    for line in (*lines, *(say("cli.written", lang, file=path) for path in written)):
        click.echo(printable(line, LONGEST))
    _warn(found, lang, max_messages)


def _masked(told: Any) -> Any:
    """Return plain data with every heading or other text of the survey that looks personal masked."""
    from govassess.responses.personal import personal_value

    if isinstance(told, dict):
        return {name: _masked(each) for name, each in told.items()}
    if isinstance(told, list):
        return [_masked(each) for each in told]
    return "***" if isinstance(told, str) and personal_value(told) else told


def _warn(found: Inspection, lang: str, at_most: int) -> None:
    """Print to stderr the warnings and problems that stdout does not list."""
    notices = [notice for notice in found.notices if notice.code not in LISTED]
    for line in notices_of(notices, lang, at_most=at_most):
        click.echo(line, err=True)
    problems = [problem for problem in found.problems if problem.reason not in CANDIDATES]
    if problems:
        from govassess.errors import DataError

        click.echo(DataError(problems).message(lang, at_most=at_most), err=True)


def _why_no_draft(found: Inspection) -> str:
    """Return the reason why a file without blocks has no draft: nothing is said of the file that is not so."""
    if found.draft and found.draft.asides:
        return "nothing_to_draft_alone"
    alike = found.rows >= LEAST_TOLD and not any(problem.reason == "no_survey" for problem in found.problems)
    return "nothing_to_draft_codes" if alike else "nothing_to_draft"


def _write(found: Inspection, mapping: Path | None, instrument: Path | None, lang: str, *, force: bool) -> list[Path]:
    """Write what was asked for, all or nothing; return the files.

    Raises
    ------
    PlanError
        An instrument fits: there is none to draft.
    NothingToScoreError
        No questions were answered on one scale: there is nothing to draft.
    """
    from govassess.responses.drafts.mapping import draft_mapping, mapping_to_draft

    texts: dict[Path, str | bytes] = {}
    if instrument is not None:
        from govassess.responses.drafts.text import instrument_text

        if found.draft is None:
            raise PlanError("draft_not_needed", instrument=found.instrument or "-")
        if not found.draft.blocks:
            columns = ", ".join(aside.column for aside in found.draft.asides[:LISTED_COLUMNS])
            columns += ", ..." if len(found.draft.asides) > LISTED_COLUMNS else ""
            raise NothingToScoreError(_why_no_draft(found), file=found.file, columns=columns)
        texts[instrument] = instrument_text(found.draft, file=found.file, lang=lang, name=instrument.name)
        if mapping is not None:
            texts[mapping] = mapping_to_draft(found, found.draft, lang)
    elif mapping is not None:
        texts[mapping] = draft_mapping(found, lang)
    if texts:
        from govassess.files.writing import write_all

        def allowed() -> None:
            for path in texts:
                refuse_existing(path, force=force)

        write_all(texts, allow=allowed)
    return [Path(path) for path in texts]
