"""Look at a survey file without scoring it: what it is, what fits, what does not, and a mapping to start from."""

from __future__ import annotations

import json
from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING

from govassess.errors import Problem
from govassess.files.limits import Limits
from govassess.instrument.model import Instrument
from govassess.responses.fit import Form
from govassess.responses.mapping import ColumnMapping
from govassess.responses.match import Step
from govassess.responses.model import FunnelStep, Notice
from govassess.responses.personal import shown
from govassess.responses.read import Duplicates, OnInvalid, Partial, open_survey
from govassess.responses.recode import on_a_scale
from govassess.responses.recognise import Candidate, unmatched_targets
from govassess.responses.source import HowToRead
from govassess.responses.survey import HowToTreat, Survey
from govassess.responses.table import letters
from govassess.text.catalogue import say

if TYPE_CHECKING:
    from os import PathLike


FEW_ANSWERS = 10  # distinct contents, each met twice on average: words of some scale
MOSTLY = 0.9  # share of a column's contents that a scale must read for it to look like answers


@dataclass(frozen=True, slots=True, kw_only=True)
class MatchedColumn:
    """A column (by heading and letters) and what it holds.

    ``step`` is the rule that matched it, ``lang`` the language of its wording.
    """

    heading: str
    column: str
    target: str
    kind: str
    step: Step
    lang: str | None


@dataclass(frozen=True, slots=True, kw_only=True)
class ProposedColumn:
    """A column that may hold ``target``; likeness from 0 to 1."""

    heading: str
    column: str
    target: str
    likeness: float


@dataclass(frozen=True, slots=True, kw_only=True)
class UnmatchedColumn:
    """A column that holds what look like answers on a scale, and matches no item."""

    heading: str
    column: str


@dataclass(frozen=True, slots=True, kw_only=True)
class MetValue:
    """A content of an item's column: how often, what it was taken for (None: no answer), whether it is off scale."""

    text: str
    count: int
    value: float | None
    off_scale: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class CandidateInstrument:
    """How far an instrument fits: items found of those that the form needs, and the ids of those missing."""

    id: str
    fits: bool
    found: int
    needed: int
    missing: tuple[str, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Inspection:
    """All that can be said about a survey file before it is analysed.

    Attributes
    ----------
    file, format, encoding, delimiter, sheet, header_row, header_rows
        What the file is and how it was read.
    rows, columns : int
        Data records and columns.
    tool, tool_evidence
        The survey tool, and the headings that gave it away.
    candidates : tuple of CandidateInstrument
        Each instrument that was tried, the best first.
    instrument : str or None
        Id of the one that fits (or is meant: its missing items are among the problems).
    matched, proposed, unmatched_columns, unmatched_targets
        Columns that hold something, proposals, headings that hold nothing known, and what no column holds.
    answer_columns : tuple of UnmatchedColumn
        Of the unmatched columns those whose contents look like answers on a scale.
    metadata, personal : tuple of str
        Headings of the tool's own columns and of personal ones.
    repeated : tuple of str
        Headings that stand over several columns.
    values : dict
        Item id -> contents met, most frequent first.
    form, funnel, problems, notices, lang
        As ``read_responses`` would find them.
    """

    file: str
    format: str
    encoding: str | None
    delimiter: str | None
    sheet: str | None
    header_row: int
    header_rows: int
    rows: int
    columns: int
    tool: str
    tool_evidence: tuple[str, ...]
    candidates: tuple[CandidateInstrument, ...]
    instrument: str | None
    matched: tuple[MatchedColumn, ...]
    proposed: tuple[ProposedColumn, ...]
    unmatched_columns: tuple[str, ...]
    unmatched_targets: tuple[str, ...]
    answer_columns: tuple[UnmatchedColumn, ...]
    repeated: tuple[str, ...]
    metadata: tuple[str, ...]
    personal: tuple[str, ...]
    values: Mapping[str, tuple[MetValue, ...]]
    form: Form | None
    funnel: tuple[FunnelStep, ...]
    problems: tuple[Problem, ...]
    notices: tuple[Notice, ...]
    lang: str | None


def inspect_file(  # noqa: PLR0913 - the options of read_responses, all keyword-only
    path: str | PathLike[str],
    instrument: Instrument | str | PathLike[str] | None = None,
    *,
    mapping: ColumnMapping | str | PathLike[str] | None = None,
    sheet: str | None = None,
    encoding: str | None = None,
    delimiter: str | None = None,
    header_row: int | None = None,
    header_rows: int | None = None,
    tool: str | None = None,
    on_invalid: OnInvalid = "error",
    duplicates: Duplicates = "report",
    partial: Partial = "keep",
    limits: Limits | None = None,
) -> Inspection:
    """Look at a survey file: what it is, which instrument fits, which columns match, what is wrong. Nothing is scored.

    Parameters
    ----------
    path, instrument, mapping, sheet, encoding, delimiter, header_row, header_rows, tool
        As in ``read_responses``.
    on_invalid, duplicates, partial, limits
        As in ``read_responses``.

    Returns
    -------
    Inspection
        Its ``problems`` are those ``read_responses`` would stop with.

    Raises
    ------
    DataError
        The file cannot be read as a table at all, or its header is in another row.
    PlanError, InstrumentError
        As ``read_responses``.

    Examples
    --------
    >>> inspect_file("examples/simulated-survey.csv").instrument
    'cg-dps-smartcity'
    """
    survey, _ = open_survey(
        path, instrument, mapping=mapping, how=HowToRead(
            sheet=sheet, encoding=encoding, delimiter=delimiter, header_row=header_row, header_rows=header_rows,
            tool=tool,
        ),
        treat=HowToTreat(on_invalid=on_invalid, duplicates=duplicates, partial=partial), limits=limits or Limits(),
    )  # fmt: skip
    return _inspection(survey)


def _inspection(survey: Survey) -> Inspection:
    table, best = survey.table, survey.candidates[0]
    matching = best.matching
    known = {*survey.metadata, *survey.personal}
    missing = unmatched_targets(best)
    proposed = best.meant(table.headings, least=0.75 if best.fit.fits else 0.7)
    answers = [at for at in matching.unmatched if table.headings[at] not in known and _answers(survey, at)]
    return Inspection(
        file=table.file, format=table.format, encoding=table.encoding, delimiter=table.delimiter, sheet=table.sheet,
        header_row=table.header_row, header_rows=table.header_rows, rows=len(table),
        columns=len(table.headings),
        tool=survey.tool, tool_evidence=survey.evidence, candidates=tuple(map(_candidate, survey.candidates)),
        instrument=survey.chosen.fit.instrument.id if survey.chosen else None,
        matched=tuple(
            MatchedColumn(
                heading=m.heading, column=letters(m.position), target=m.target.name, kind=m.target.kind, step=m.step,
                lang=m.lang,
            )
            for m in matching.found
        ),
        proposed=tuple(
            ProposedColumn(
                heading=p.heading, column=letters(p.position), target=p.target.name, likeness=p.likeness
            )
            for p in proposed
        ),
        answer_columns=tuple(UnmatchedColumn(heading=table.headings[at], column=letters(at)) for at in answers),
        repeated=tuple(heading for heading, count in Counter(table.headings).items() if count > 1),
        unmatched_columns=tuple(
            table.headings[at] for at in matching.unmatched if table.headings[at] and table.headings[at] not in known
        ),
        unmatched_targets=tuple(target.name for target in missing), metadata=survey.metadata, personal=survey.personal,
        values=_values(survey), form=survey.chosen.fit.form if survey.chosen else None,
        funnel=survey.screened.funnel if survey.screened else (), problems=survey.problems,
        notices=survey.notices, lang=survey.lang,
    )  # fmt: skip


def _answers(survey: Survey, position: int) -> bool:
    """Tell whether a column looks like answers, of this instrument or (where none fits) of another one."""
    best, table = survey.candidates[0], survey.table
    cells = table.columns[position].filled()
    if not cells:
        return False
    alike = len(cells) <= FEW_ANSWERS and sum(cells.values()) >= 2 * len(cells) and not best.fit.fits
    return alike or on_a_scale(table.columns[position], best.fit.instrument, share=MOSTLY)


def _candidate(one: Candidate) -> CandidateInstrument:
    fit = one.fit
    return CandidateInstrument(
        id=fit.instrument.id,
        fits=fit.fits,
        found=fit.found,
        needed=fit.needed,
        missing=tuple(item.id for item in fit.missing),
    )


def _values(survey: Survey) -> dict[str, tuple[MetValue, ...]]:
    """Return the contents of each item's column, masked where they look personal."""
    if survey.answers is None:
        return {}
    found: dict[str, tuple[MetValue, ...]] = {}
    for name, column in survey.answers.judged.items():
        met = [
            MetValue(
                text=shown(text.strip()),
                count=count,
                value=column.verdicts[text].value,
                off_scale=column.verdicts[text].code is not None,
            )
            for text, count in column.counts.items()
        ]
        found[name] = tuple(sorted(met, key=lambda value: (-value.count, value.text)))
    return found


def draft_mapping(inspection: Inspection, lang: str = "en") -> str:
    """Return a mapping file (YAML) that says what was found, with proposals as comments for a person to accept.

    Parameters
    ----------
    inspection : Inspection
        From ``inspect_file``.
    lang : str
        Language of the comments.

    Returns
    -------
    str
        The text of ``mapping.yaml``; with it the same file loads without questions once the proposals are settled.
    """
    lines = ["mapping_version: 1", f"tool: {inspection.tool}"]
    for name, value in (
        ("encoding", inspection.encoding),
        ("delimiter", inspection.delimiter),
        ("sheet", inspection.sheet),
    ):
        if value is not None:
            lines.append(f"{name}: {_quoted(value)}")
    if inspection.header_rows:
        lines += [f"header_row: {inspection.header_row}", f"header_rows: {inspection.header_rows}"]
    lines.append("items:")
    held = [f"  {_key(match.target)}: {_named(inspection, match, lang)}" for match in inspection.matched]
    proposals = {proposal.target: proposal for proposal in inspection.proposed}
    open_targets = [
        f"  # {_key(name)}: {_named(inspection, proposals[name], lang)}  # {proposals[name].likeness:.2f}"
        for name in inspection.unmatched_targets
        if name in proposals
    ]
    taken = {proposal.column for proposal in inspection.proposed}
    answers = [column for column in inspection.answer_columns if column.column not in taken]
    if answers:
        open_targets.append("  # " + say("cli.inspect.draft_answers", lang))
        open_targets += [f"  # ?: {_named(inspection, column, lang)}  # {column.column}" for column in answers]
    if not held:
        lines[-1] = "items: {}" if not open_targets else "items:  # " + say("cli.inspect.draft_none", lang)
    lines += [*held, *open_targets]
    lines += ["missing: {codes: [], words: []}", "absent: []", "reversed_in_file: []"]
    lines.append(f"personal: [{', '.join(map(_quoted, inspection.personal))}]")
    kept = {each.heading for each in inspection.proposed} | {each.heading for each in inspection.answer_columns}
    left = dict.fromkeys(heading for heading in inspection.unmatched_columns if heading not in kept)
    lines.append(f"ignore: [{', '.join(map(_quoted, left))}]")
    return "\n".join(lines) + "\n"


def _named(inspection: Inspection, column: MatchedColumn | ProposedColumn | UnmatchedColumn, lang: str) -> str:
    """Return what names a column in a mapping file: its heading, or its letters where others have the same heading."""
    alone = column.heading and column.heading not in inspection.repeated
    return _quoted(column.heading if alone else say("cli.inspect.draft_column", lang, column=column.column))


def _quoted(text: str) -> str:
    """Return a text as a double-quoted YAML scalar (JSON's escapes are YAML's)."""
    return json.dumps(text)


def _key(name: str) -> str:
    return name if name.isidentifier() else _quoted(name)
