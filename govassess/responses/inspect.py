"""Look at a survey file without scoring it: what it is, what fits, what does not, and what to do next."""

from __future__ import annotations

import math
import re
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, Literal

from govassess.errors import Problem
from govassess.files.closed_schema import with_options
from govassess.instrument.model import Instrument
from govassess.notices import FunnelStep, Notice
from govassess.responses.drafts.instrument import DraftInstrument, draft_instrument
from govassess.responses.drafts.unread_answers import UnreadAnswers, unread_answers
from govassess.responses.faults import safe_value
from govassess.responses.mapping import ColumnMapping
from govassess.responses.match import Match, Proposal, Step
from govassess.responses.options import ReadingOptions, takes_reading_options
from govassess.responses.read import open_survey
from govassess.responses.recode import Judged, on_a_scale
from govassess.responses.recognise import Candidate, Form, unmatched_targets
from govassess.responses.survey import RecodedSurvey, Survey
from govassess.responses.table import letters
from govassess.responses.tools import TOOLS
from govassess.responses.wording import heading_key

if TYPE_CHECKING:
    from os import PathLike

FEW_ANSWERS = 10  # distinct contents, each met twice on average: words of some scale
MOSTLY = 0.9  # share of a column's contents that a scale must read for it to look like answers


NextStep = Literal[
    "analyze", "accept_proposals", "settle_columns", "settle_answers", "mend_mapping", "mend_file", "draft_instrument",
    "name_instrument", "nothing_fits",
]  # fmt: skip

_DAY_FIRST_OR_NOT = re.compile(r"\d{1,2}/\d{1,2}/\d{2,4}\b.*", re.ASCII)


@dataclass(frozen=True, slots=True, kw_only=True)
class MetValue:
    """A content of an item's column: how often, what it was taken for (None: no answer), whether it is off scale."""

    text: str
    count: int
    value: float | None
    off_scale: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class MatchedColumn:
    """A column (by heading and letters), what it holds, and what is wrong with it.

    ``step`` is the rule that matched it, ``lang`` the language of its wording. ``values`` are the contents of an item's
    column, what is off the scale first, then by scale point; ``problems`` the codes of its problems. ``rivals`` are the
    letters of all columns that fit, where several do and a person must settle which.
    """

    heading: str
    column: str
    target: str
    kind: str
    step: Step
    lang: str | None
    values: tuple[MetValue, ...] = ()
    problems: tuple[str, ...] = ()
    rivals: tuple[str, ...] = ()


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
class CandidateInstrument:
    """How far an instrument fits: items found of those that the form needs, those missing, columns meant for them."""

    id: str
    fits: bool
    found: int
    needed: int
    missing: tuple[str, ...]
    alike: tuple[ProposedColumn, ...] = ()


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
    matched, missing : tuples
        Columns that hold something known, and the items that should have a column and have none.
    proposed, unmatched_columns, unmatched_targets
        Proposals, headings that hold nothing known, and what no column holds.
    answer_columns : tuple of UnmatchedColumn
        Of the unmatched columns those whose contents look like answers on a scale.
    metadata, personal : tuple of str
        Headings of the tool's own columns and of personal ones.
    repeated : tuple of str
        Headings that stand over several columns.
    unread : UnreadAnswers
        Answers on no scale that a mapping file could explain.
    id_column : str or None
        Heading of the column by which the survey tool tells responses apart.
    dates : bool
        Whether a column of the survey tool holds dates of which day and month can be mistaken.
    draft : DraftInstrument or None
        Where no instrument fits: what the file tells about the one it was surveyed with.
    next_steps : tuple of str
        What to do now, at most two: ``analyze``, ``draft_instrument``, ...
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
    missing: tuple[str, ...]
    proposed: tuple[ProposedColumn, ...]
    unmatched_columns: tuple[str, ...]
    unmatched_targets: tuple[str, ...]
    answer_columns: tuple[UnmatchedColumn, ...]
    repeated: tuple[str, ...]
    metadata: tuple[str, ...]
    personal: tuple[str, ...]
    unread: UnreadAnswers
    id_column: str | None
    dates: bool
    draft: DraftInstrument | None
    next_steps: tuple[NextStep, ...]
    form: Form | None
    funnel: tuple[FunnelStep, ...]
    problems: tuple[Problem, ...]
    notices: tuple[Notice, ...]
    lang: str | None


@takes_reading_options
def inspect_file(
    path: str | PathLike[str],
    instrument: Instrument | str | PathLike[str] | None = None,
    *,
    mapping: ColumnMapping | str | PathLike[str] | None = None,
    options: ReadingOptions | None = None,
    **given: Any,
) -> Inspection:
    """Look at a survey file: what it is, which instrument fits, which columns match, what is wrong. Nothing is scored.

    Parameters
    ----------
    path, instrument, mapping, options, **given
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
    chosen = with_options(options or ReadingOptions(), given)
    survey, _ = open_survey(path, instrument, mapping=mapping, options=chosen)
    return _inspection(survey)


def _inspection(survey: Survey) -> Inspection:
    table, best = survey.table, survey.candidates[0]
    recoded = survey if isinstance(survey, RecodedSurvey) else None
    known = {*survey.metadata, *survey.personal}
    proposed = _one_each(best.meant(table.headings, least=0.75 if best.fit.fits else 0.7))
    answers = [at for at in best.matching.unmatched if table.headings[at] not in known and _answers(survey, at)]
    left = (table.headings[at] for at in best.matching.unmatched)
    draft = None if best.fit.fits else draft_instrument(survey)
    return Inspection(
        file=table.file, format=table.format, encoding=table.encoding, delimiter=table.delimiter, sheet=table.sheet,
        header_row=table.header_row, header_rows=table.header_rows, rows=len(table), columns=len(table.headings),
        tool=survey.tool, tool_evidence=survey.evidence,
        candidates=tuple(_candidate(one, table.headings) for one in survey.candidates),
        instrument=recoded.chosen.fit.instrument.id if recoded else None,
        matched=tuple(_matched(survey, match) for match in best.matching.found),
        missing=tuple(item.id for item in recoded.chosen.fit.missing) if recoded else (),
        proposed=tuple(map(_proposed, proposed)),
        answer_columns=tuple(UnmatchedColumn(heading=table.headings[at], column=letters(at)) for at in answers),
        repeated=tuple(heading for heading, count in Counter(table.headings).items() if count > 1),
        unmatched_columns=tuple(heading for heading in left if heading and heading not in known),
        unmatched_targets=tuple(target.name for target in unmatched_targets(best)),
        metadata=survey.metadata, personal=survey.personal,
        unread=unread_answers(recoded.answers, best.fit.instrument) if recoded else UnreadAnswers(),
        id_column=_id_column(survey), dates=_dates(survey), draft=draft,
        next_steps=_next_steps(survey, draft, proposed),
        form=recoded.chosen.fit.form if recoded else None,
        funnel=recoded.screened.funnel if recoded else (), problems=survey.problems,
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


def _candidate(one: Candidate, headings: Sequence[str]) -> CandidateInstrument:
    fit = one.fit
    asked = {item.id for item in fit.missing}
    alike = [] if fit.fits else [each for each in _one_each(one.meant(headings)) if each.target.id in asked]
    return CandidateInstrument(
        id=fit.instrument.id, fits=fit.fits, found=fit.found, needed=fit.needed,
        missing=tuple(item.id for item in fit.missing), alike=tuple(map(_proposed, alike)),
    )  # fmt: skip


def _one_each(proposals: Sequence[Proposal]) -> list[Proposal]:
    """Return the proposals without those for columns that are more like something else."""
    best: dict[int, Proposal] = {}
    for each in proposals:
        if each.position not in best or each.likeness > best[each.position].likeness:
            best[each.position] = each
    return [each for each in proposals if best[each.position] is each]


def _proposed(proposal: Proposal) -> ProposedColumn:
    return ProposedColumn(
        heading=proposal.heading, column=letters(proposal.position), target=proposal.target.name,
        likeness=proposal.likeness,
    )  # fmt: skip


def _matched(survey: Survey, match: Match) -> MatchedColumn:
    name = match.target.name
    answers = survey.answers.judged if isinstance(survey, RecodedSurvey) else {}
    judged = answers.get(match.target.id) if match.target.kind == "item" else None
    codes = (problem.code for problem in survey.problems if name in {problem.item, problem.variable})
    return MatchedColumn(
        heading=match.heading, column=letters(match.position), target=name, kind=match.target.kind, step=match.step,
        lang=match.lang, values=_values(judged) if judged else (), problems=tuple(dict.fromkeys(codes)),
        rivals=tuple(map(letters, survey.candidates[0].matching.rivals.get(name, ()))),
    )  # fmt: skip


def _values(column: Judged) -> tuple[MetValue, ...]:
    """Return the contents of an item's column; those that may be about one person are hidden, and counted together."""
    met: dict[tuple[str, float | None, bool], int] = {}
    for text, count in column.counts.items():
        verdict = column.verdicts[text]
        key = (safe_value(text.strip(), count, verdict), verdict.value, verdict.code is not None)
        met[key] = met.get(key, 0) + count
    found = (MetValue(text=text, count=n, value=value, off_scale=off) for (text, value, off), n in met.items())
    return tuple(sorted(found, key=_place))


def _place(met: MetValue) -> tuple[bool, float, int, str]:
    """Return where a content stands in a list: what is off the scale, then points, then what is no answer."""
    return (not met.off_scale, math.inf if met.value is None else met.value, -met.count, met.text)


def _id_column(survey: Survey) -> str | None:
    headings = {heading_key(heading): heading for heading in survey.table.headings}
    own = next((headings[name] for name in TOOLS[survey.tool].ids if name in headings), None)
    found = survey.screened.id_position if isinstance(survey, RecodedSurvey) else None
    return own if own is not None or found is None else survey.table.headings[found]


def _dates(survey: Survey) -> bool:
    table = survey.table
    return any(
        _DAY_FIRST_OR_NOT.fullmatch(text.strip())
        for heading in survey.metadata
        for text in list(table.columns[table.headings.index(heading)].filled())[:FEW_ANSWERS]
    )


def _next_steps(survey: Survey, draft: DraftInstrument | None, proposed: Sequence[Proposal]) -> tuple[NextStep, ...]:
    """Return what to do now: first about the columns, then about the mapping, then about the answers."""
    reasons = {problem.reason for problem in survey.problems}
    codes = {problem.code for problem in survey.problems}
    if reasons & {"no_rows", "second_header"}:
        return ("mend_file",)
    if not isinstance(survey, RecodedSurvey):
        if "several_instruments" in reasons:
            return ("name_instrument",)
        return ("draft_instrument",) if draft and draft.blocks else ("nothing_fits",)
    steps: list[NextStep] = []
    missing = {item.id for item in survey.chosen.fit.missing}
    if codes & {"E106", "E107"}:
        alike = any(each.target.id in missing for each in proposed)
        steps.append("accept_proposals" if alike else "settle_columns")
    if "E302" in codes:
        steps.append("mend_mapping")
    if any(code.startswith("E2") for code in codes):
        steps.append("settle_answers")
    if not steps:
        steps.append("mend_file" if codes else "analyze")
    return tuple(steps[:2])
