"""``govassess inspect``: what a survey file is, before anything is done with it, and what to do with it next."""

from __future__ import annotations

import json
import shlex
from collections.abc import Iterator, Mapping, Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from govassess.cli import options
from govassess.cli.ending import missing_lines, notices_of
from govassess.cli.language import KEY, spoken
from govassess.cli.outputs import LONGEST, refuse_existing
from govassess.errors import NothingToScoreError, PlanError
from govassess.text import numbers
from govassess.text.catalogue import say

if TYPE_CHECKING:
    from govassess.responses.drafts.instrument import DraftBlock, DraftInstrument
    from govassess.responses.inspect import CandidateInstrument, Inspection, MatchedColumn, MetValue, ProposedColumn


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
    from govassess.responses.drafts.text import draft_mapping, mapping_to_draft

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


MOST_VALUES = 12  # contents of an item, in one line
MOST_LISTED = 12  # headings or ids, in one line
WIDEST = 44  # characters of a heading in a table
INDENT = "  "

OPTIONS = {
    "instrument": "-i", "mapping": "--mapping", "sheet": "--sheet", "encoding": "--encoding",
    "delimiter": "--delimiter", "header_row": "--header-row", "header_rows": "--header-rows", "tool": "--tool",
}  # fmt: skip
WITHOUT_MAPPING = {
    "accept_proposals": "cli.inspect.next.accept_proposals_first",
    "settle_columns": "cli.inspect.next.settle_columns_first",
    "settle_answers": "cli.inspect.next.settle_answers_first",
}


def inspection_lines(
    found: Inspection,
    lang: str,
    *,
    survey: Path,
    asked: Mapping[str, str],
    mapping: Path | None = None,
    draft: Path | None = None,
) -> Iterator[str]:
    """Yield what a person reads about a file.

    Parameters
    ----------
    found : Inspection
        What there is to say.
    lang : str
        ``en`` or ``id``.
    survey : Path
        The file as it was named.
    asked : dict
        Options of reading that were given.
    mapping, draft : Path, optional
        The files that are written: a draft mapping, a draft instrument.
    """
    yield from _file(found, lang)
    yield say("cli.inspect.instruments", lang)
    for candidate in found.candidates:
        yield INDENT + _candidate(candidate, lang)
    if found.draft is not None:
        yield from _blocks(found.draft, lang)
    if found.matched and (found.instrument or found.draft is None or len(found.candidates) == 1):
        yield say("cli.inspect.matched", lang, count=len(found.matched))
        yield from _table(found, lang)
    yield from _columns(found, lang)
    if found.funnel:
        from govassess.cli.options import funnel_lines

        yield say("cli.check.rows", lang)
        yield from (INDENT + line for line in funnel_lines(found.funnel, lang))
    yield from missing_lines(found.notices, lang)
    if found.instrument is not None:
        yield say("cli.inspect.problems", lang, count=len(found.problems))
    yield from _next(found, lang, survey=survey, asked=asked, mapping=mapping, draft=draft)


def _file(found: Inspection, lang: str) -> Iterator[str]:
    """Yield how the file was read."""
    from govassess.responses.personal import named

    how = [found.format, found.encoding, found.delimiter and f"{found.delimiter!r}", found.sheet and named(found.sheet)]
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


def _candidate(one: CandidateInstrument, lang: str) -> str:
    """Return how far an instrument fits, and if it does not, what is missing and what may be meant for it."""
    if one.fits:
        return say("cli.inspect.fits", lang, id=one.id, found=one.found, needed=one.needed)
    if not one.found and not one.alike:
        return say("cli.inspect.fits_nothing", lang, id=one.id, needed=one.needed)
    missing = _listed(one.missing, lang)
    line = say("cli.inspect.fits_not", lang, id=one.id, found=one.found, needed=one.needed, missing=missing)
    if one.alike:
        pairs = [f"{each.column} {_cut(each.heading)} = {each.target}" for each in one.alike]
        line += "; " + say("cli.inspect.alike", lang, pairs=_listed(pairs, lang))
    return line


def _blocks(draft: DraftInstrument, lang: str) -> Iterator[str]:
    """Yield the questions that were answered on one scale, for a draft instrument."""
    yield from _asides(draft, lang)
    if not draft.blocks:
        return
    items = sum(len(block.items) for block in draft.blocks)
    yield say("cli.inspect.blocks", lang, count=len(draft.blocks), items=items)
    head = [say(f"cli.inspect.head.{name}", lang) for name in ("block", "columns", "items", "points", "headings")]
    yield from _aligned([head, *(_block(block, draft, lang) for block in draft.blocks)])


def _asides(draft: DraftInstrument, lang: str) -> Iterator[str]:
    """Yield the columns that fit a scale and were left out of the blocks, by reason."""
    by_reason: dict[str, list[str]] = {}
    for aside in draft.asides:
        by_reason.setdefault(aside.why, []).append(f"{aside.column} {_cut(aside.heading)}")
    for why, listed in by_reason.items():
        yield say("cli.inspect.asides", lang, why=say(f"draft.aside.{why}", lang), listed=_listed(listed, lang))


def _block(block: DraftBlock, draft: DraftInstrument, lang: str) -> list[str]:
    scale = draft.scales[block.scale]
    words = [label.text.in_language(lang) for label in scale.scale.labels.values()]
    points = f"{scale.scale.min}-{scale.scale.max}"
    if words and scale.kind != "numbers":
        points += f" ({words[0]} ... {words[-1]})" if scale.ordered else f" ({say('cli.inspect.unordered', lang)})"
    first, last = block.items[0], block.items[-1]
    shown = block.group or f"{_cut(first.text)} ... {_cut(last.text)}"
    return [block.id, block.columns, str(len(block.items)), points, _cut(shown, 2 * WIDEST)]


def _table(found: Inspection, lang: str) -> Iterator[str]:
    """Yield the columns that hold something, one line each: what, where, how matched, problems, answers.

    Items that should have a column and have none come last, with the column that may be meant for them.
    """
    held = {match.target for match in found.matched}
    proposed = {each.target: each for each in found.proposed} if found.instrument else {}
    without = dict.fromkeys((*(name for name in found.missing if name not in held), *proposed))
    faulty = any(match.problems for match in found.matched) or bool(found.missing)
    head = ["target", "column", "heading", "step", *(["problems"] if faulty else []), "answers"]
    rows = [[say(f"cli.inspect.head.{name}", lang) for name in head]]
    rows += [_row(match, lang, faulty=faulty) for match in found.matched]
    for name in without:
        problems = ["E106" if name in found.missing else "-"] if faulty else []
        rows.append([name, *_proposal(proposed.get(name), lang), *problems, ""])
    yield from _aligned(rows)


def _proposal(proposed: ProposedColumn | None, lang: str) -> list[str]:
    """Return column, heading and likeness of what may be meant for an item without a column."""
    if proposed is None:
        return ["-", say("cli.inspect.no_column", lang), "-"]
    likeness = numbers.percent(proposed.likeness, lang, decimals=0)
    return [f"{proposed.column}?", _cut(proposed.heading), say("cli.inspect.proposal", lang, likeness=likeness)]


def _row(match: MatchedColumn, lang: str, *, faulty: bool) -> list[str]:
    step = say(f"cli.step.{match.step}", lang)
    problems = [", ".join(match.problems) or "-"] if faulty else []
    return [match.target, match.column, _cut(match.heading), step, *problems, _values(match.values, lang)]


def _values(values: Sequence[MetValue], lang: str) -> str:
    """Return an item's contents with their counts; what is off the scale is marked."""
    parts = [
        f"{value.text or say('cli.inspect.empty', lang)} ({numbers.integer(value.count, lang)})"
        + (" <!>" if value.off_scale else "")
        for value in values[:MOST_VALUES]
    ]
    return ", ".join([*parts, "..."] if len(values) > MOST_VALUES else parts)


def _columns(found: Inspection, lang: str) -> Iterator[str]:
    """Yield what no item was found for, and what holds no answers."""
    fits = found.instrument is not None
    held = {each.heading for each in found.answer_columns} if fits else set(_drafted(found))
    others = [heading for heading in found.unmatched_columns if heading not in held]
    for name, listed in (
        ("answer_columns", [f"{each.column} {_cut(each.heading)}" for each in found.answer_columns] if fits else []),
        ("unmatched_columns", [_cut(heading) for heading in others]),
        ("unmatched_targets", found.unmatched_targets if fits else []),
        ("metadata", [_cut(heading) for heading in found.metadata]),
        ("personal", [_cut(heading) for heading in found.personal]),
    ):
        if listed:
            yield say(f"cli.inspect.{name}", lang, listed=_listed(listed, lang))


def _drafted(found: Inspection) -> Iterator[str]:
    """Yield the headings of the columns that a draft instrument would hold."""
    for block in found.draft.blocks if found.draft else ():
        yield from (item.heading for item in block.items)


def _next(
    found: Inspection, lang: str, *, survey: Path, asked: Mapping[str, str], mapping: Path | None, draft: Path | None
) -> Iterator[str]:
    """Yield what to do now, with the command to type."""
    given = {OPTIONS[name]: value for name, value in asked.items()}
    name = str(draft or "draft.yaml")
    mapped = str(mapping or "mapping.yaml")
    needs = bool(found.draft and found.draft.unfound)
    commands = {
        "inspect": _command("inspect", survey, {**given, "-o": mapped}),
        "analyze": _command("analyze", survey, given),
        "mapped": _command("analyze", survey, {**given, "--mapping": mapped}),
        "draft": _command("inspect", survey, {**given, "--write-instrument": name} | ({"-o": mapped} if needs else {})),
        "check": _command("instruments check", Path(name), {}),
        "drafted": _command(
            "analyze", survey, {**given, "-i": name} | ({"--mapping": mapped} if mapping or needs else {})
        ),
    }
    for step in found.next_steps:
        key = f"cli.inspect.next.{step}"
        if mapping is None and step in WITHOUT_MAPPING:
            key = WITHOUT_MAPPING[step]
        elif draft is not None and step == "draft_instrument":
            key = "cli.inspect.next.complete_draft"
        yield from say(key, lang, mapping=mapped, draft_file=name, **commands).split("\n")


def _command(name: str, file: Path, given: Mapping[str, str]) -> str:
    parts = [part for option, value in given.items() for part in (option, value)]
    return "govassess " + name + " " + " ".join(map(shlex.quote, [str(file), *parts]))


def _aligned(rows: Sequence[Sequence[str]]) -> Iterator[str]:
    """Yield rows with their columns below each other; the last one is as long as it is."""
    widths = [max(len(row[at]) for row in rows) for at in range(len(rows[0]) - 1)]
    for row in rows:
        cells = [cell.ljust(width) for cell, width in zip(row, widths, strict=False)]
        yield (INDENT + INDENT.join([*cells, row[-1]])).rstrip()


def _listed(texts: Sequence[str], lang: str) -> str:
    """Return the first of some texts, and how many more there are."""
    if len(texts) <= MOST_LISTED + 1:
        return ", ".join(texts)
    more = say("cli.inspect.more", lang, count=numbers.integer(len(texts) - MOST_LISTED, lang))
    return ", ".join([*texts[:MOST_LISTED], more])


def _cut(heading: str, limit: int = WIDEST) -> str:
    """Return a heading short enough for a line."""
    from govassess.files.cells import printable
    from govassess.responses.personal import shown

    masked = shown(heading)
    return masked if masked == "***" else printable(" ".join(heading.split()), limit)
