"""Look at a survey file without scoring it: what it is, what fits, what does not, and a mapping to start from."""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING

from govassess.errors import Problem
from govassess.files.limits import Limits
from govassess.instrument.model import Instrument
from govassess.responses.fit import Form
from govassess.responses.mapping import ColumnMapping
from govassess.responses.match import Step, propose
from govassess.responses.model import FunnelStep, Notice
from govassess.responses.personal import shown
from govassess.responses.read import Duplicates, OnInvalid, Partial, open_survey
from govassess.responses.recognise import Candidate, unmatched_targets
from govassess.responses.source import HowToRead
from govassess.responses.survey import HowToTreat, Survey

if TYPE_CHECKING:
    from os import PathLike


@dataclass(frozen=True, slots=True, kw_only=True)
class MatchedColumn:
    """A column and what it holds; ``step`` is the rule that matched it, ``lang`` the language of its wording."""

    heading: str
    target: str
    kind: str
    step: Step
    lang: str | None


@dataclass(frozen=True, slots=True, kw_only=True)
class ProposedColumn:
    """A column that may hold ``target``; likeness from 0 to 1."""

    heading: str
    target: str
    likeness: float


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
    metadata, personal : tuple of str
        Headings of the tool's own columns and of personal ones.
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
    proposed = propose(table.headings, matching, missing)
    return Inspection(
        file=table.file, format=table.format, encoding=table.encoding, delimiter=table.delimiter, sheet=table.sheet,
        header_row=table.header_row, header_rows=1 + len(table.labels), rows=len(table.rows),
        columns=len(table.headings),
        tool=survey.tool, tool_evidence=survey.evidence, candidates=tuple(map(_candidate, survey.candidates)),
        instrument=survey.chosen.fit.instrument.id if survey.chosen else None,
        matched=tuple(
            MatchedColumn(heading=m.heading, target=m.target.name, kind=m.target.kind, step=m.step, lang=m.lang)
            for m in matching.found
        ),
        proposed=tuple(ProposedColumn(heading=p.heading, target=p.target.name, likeness=p.likeness) for p in proposed),
        unmatched_columns=tuple(
            table.headings[at] for at in matching.unmatched if table.headings[at] and table.headings[at] not in known
        ),
        unmatched_targets=tuple(target.name for target in missing), metadata=survey.metadata, personal=survey.personal,
        values=_values(survey), form=survey.chosen.fit.form if survey.chosen else None,
        funnel=survey.screened.funnel if survey.screened else (), problems=survey.problems,
        notices=survey.notices, lang=survey.lang,
    )  # fmt: skip


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


def draft_mapping(inspection: Inspection) -> str:
    """Return a mapping file (YAML) that says what was found, with proposals as comments for a person to accept.

    Parameters
    ----------
    inspection : Inspection
        From ``inspect_file``.

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
    lines += [f"header_row: {inspection.header_row}", f"header_rows: {inspection.header_rows}"]
    lines.append("items:")
    held = [f"  {_key(match.target)}: {_quoted(match.heading)}" for match in inspection.matched]
    proposals = {proposal.target: proposal for proposal in inspection.proposed}
    open_targets = [
        f"  # {_key(name)}: {_quoted(proposals[name].heading)}  # {proposals[name].likeness:.2f}"
        for name in inspection.unmatched_targets
        if name in proposals
    ]
    if not held:
        lines[-1] = "items: {}"
    lines += [*held, *open_targets]
    lines += ["missing: {codes: [], words: []}", "absent: []", "reversed_in_file: []"]
    lines.append(f"personal: [{', '.join(map(_quoted, inspection.personal))}]")
    taken = {proposal.heading for proposal in inspection.proposed}
    left = dict.fromkeys(heading for heading in inspection.unmatched_columns if heading not in taken)
    lines.append(f"ignore: [{', '.join(map(_quoted, left))}]")
    return "\n".join(lines) + "\n"


def _quoted(text: str) -> str:
    """Return a text as a double-quoted YAML scalar (JSON's escapes are YAML's)."""
    return json.dumps(text)


def _key(name: str) -> str:
    return name if name.isidentifier() else _quoted(name)
