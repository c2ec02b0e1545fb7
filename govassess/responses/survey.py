"""One survey file taken as far as it goes: read, recognised, matched, screened, recoded, every problem collected."""

from __future__ import annotations

from collections import Counter
from collections.abc import Collection, Iterator, Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from typing import TYPE_CHECKING

import numpy as np

from govassess.errors import DataError, Problem
from govassess.files.cells import printable
from govassess.instrument.model import Instrument
from govassess.notices import Notice
from govassess.responses.answers import Answers, read_answers, words_of
from govassess.responses.drafts.no_items import answered_on_a_scale
from govassess.responses.formats.csv_text import CountMatches
from govassess.responses.mapping import ColumnMapping, mapping_problems
from govassess.responses.match import Matching, match_columns, told_apart
from govassess.responses.options import ReadingOptions
from govassess.responses.personal import any_personal, personal_heading, shown
from govassess.responses.recode import answer_words, column_words, on_a_scale, reads_column
from govassess.responses.recognise import (
    Candidate,
    candidates_of,
    choose,
    further_headers,
    header_below_title,
    header_problem,
    is_survey,
    missing_items,
    no_survey,
    rivalry,
    unmatched_targets,
)
from govassess.responses.repeats import Kinds, improbable, response_ids
from govassess.responses.screen import (
    Screened,
    find_repeats,
    repeats_notices,
    repetition,
    screen,
    summary_problems,
    summary_rows,
)
from govassess.responses.seconds import time_spent
from govassess.responses.source import read_table
from govassess.responses.table import Table, letters, likely_header, refusal
from govassess.responses.targets import Target, Targets, targets_of
from govassess.responses.tools import NOT_SHOWN, TOOLS, Tool, is_data_dictionary, is_own, recognise_tool, vv_plain
from govassess.responses.wording import file_language, heading_key

if TYPE_CHECKING:
    import pandas as pd
    from numpy.typing import NDArray

    from govassess.responses.table import Column

LISTED_HEADINGS = 10
FEW_CONTENTS = 12  # distinct ones; a column that holds more is no scale
HALF = 0.5  # share of a column that a scale must read for the column to be proposed for an item
NOTHING = 2**31 - 1  # stands for no answer among whole numbers
DIGITS = 4  # a tool's own column of shorter numbers counts something, whatever it is called
SEARCHED_CONTENTS = 2_000  # distinct ones: a column of identifiers shows itself much earlier


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class Survey:
    """A file that was read and matched with instruments, whether or not one of them fits.

    ``metadata`` and ``personal`` are headings of the tool's own columns and of personal ones; ``lang`` is the language
    of the file, None where nothing shows it.
    """

    table: Table
    tool: str
    evidence: tuple[str, ...]
    candidates: tuple[Candidate, ...]
    metadata: tuple[str, ...]
    personal: tuple[str, ...]
    problems: tuple[Problem, ...]
    notices: tuple[Notice, ...]
    lang: str | None


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class RecodedSurvey(Survey):
    """A survey that an instrument fits (``chosen``), screened and recoded by it.

    ``seconds`` and ``ids`` are None where the survey tool logged no times or gave no ids.
    """

    chosen: Candidate
    screened: Screened
    answers: Answers
    seconds: NDArray[np.float64] | None
    ids: Column | None


def read_survey(
    path: Path,
    instruments: Sequence[Instrument],
    options: ReadingOptions,
    *,
    mapping: ColumnMapping,
    mapping_file: str = "",
) -> Survey | RecodedSurvey:
    """Take one file through every stage and collect what is wrong with it.

    Parameters
    ----------
    path : Path
        The file.
    instruments : sequence of Instrument
        One named by the user, or all that may fit.
    options : ReadingOptions
        What is known about the file, and what to do with doubtful answers and rows.
    mapping : ColumnMapping
        A person's decisions; empty where there is no mapping file.
    mapping_file : str
        Its base name, for messages.

    Returns
    -------
    RecodedSurvey
        A plain ``Survey`` where no instrument fits.

    Raises
    ------
    DataError
        The file cannot be read as a table at all.
    """
    wanted = {instrument.id: targets_of(instrument) for instrument in instruments}

    def count_matches(headings: Sequence[str]) -> int:
        trimmed = [heading.strip() for heading in headings]
        return max(len(match_columns(trimmed, targets, mapped=mapping.items).items) for targets in wanted.values())

    table = read_table(path, options, count_matches=count_matches)
    if is_data_dictionary(table.headings):
        raise refusal("E110", "data_dictionary", table.file)
    found = recognise_tool(table.headings, table.labels) if options.tool in {None, "auto"} else (options.tool, ())
    tool, evidence = found[0] or "generic", found[1]
    blanks = tuple(at for at, column in enumerate(table.columns) if not set(column.filled()) - {NOT_SHOWN})

    def match(instrument: Instrument) -> Matching:
        return match_table(table, instrument, wanted[instrument.id], tool, mapping=mapping, blanks=blanks)

    def reads(instrument: Instrument, position: int) -> bool:
        return on_a_scale(table.columns[position], instrument, share=HALF)

    candidates = candidates_of(instruments, match, reads, mapping.absent)
    chosen, problems = choose(candidates, table.headings, table.file)
    table = _plain_cells(table, (chosen or candidates[0]).matching)
    if chosen is None:
        _refuse_header_elsewhere(table, count_matches, candidates[0].fit.found, options)
    if chosen is None and not any(one.fit.found for one in candidates) and len(table) and not is_survey(table):
        problems = [no_survey(table)]
    else:
        problems = [*table.problems, *_no_rows(table), *problems]
    headers = further_headers(table) if options.header_rows is None else []
    problems += [header_problem(table, headers)] if headers else []
    best = chosen or candidates[0]
    metadata, personal = _own_columns(table, best.matching, TOOLS[tool], mapping)
    notices = [*table.notices, *_column_notices(table, best.matching, metadata, personal, mapping, blanks)]
    survey = Survey(
        table=table, tool=tool, evidence=evidence, candidates=candidates, metadata=metadata, personal=personal,
        problems=tuple(problems), notices=(*notices, *_heading_case(table, best)),
        lang=_language(table, best.matching),
    )  # fmt: skip
    if chosen is None:
        return replace(survey, notices=(*survey.notices, *_repeats(survey)))
    return _recoded(survey, chosen, mapping, mapping_file, options, headers)


def match_table(
    table: Table,
    instrument: Instrument,
    targets: Targets,
    tool: str,
    *,
    mapping: ColumnMapping | None = None,
    blanks: Sequence[int] = (),
) -> Matching:
    """Match the columns of a file with an instrument, by their headings first, by what they hold where these are equal.

    Parameters
    ----------
    table : Table
        The file.
    instrument : Instrument
        With its ``targets``.
    targets : Targets
        From ``targets_of``.
    tool : str
        Name of the survey tool.
    mapping : ColumnMapping, optional
        A person's decisions.
    blanks : sequence of int
        Positions of the empty columns.

    Returns
    -------
    Matching
    """
    decided = mapping or ColumnMapping()
    matching = match_columns(
        table.headings, targets, labels=table.labels, tool=TOOLS[tool], mapped=decided.items,
        ignored={*decided.ignore, *decided.personal}, empty=set(blanks),
    )  # fmt: skip
    scales = {item.id: instrument.scale_name(item) for item in instrument.items()}

    def reads(target: Target, position: int) -> bool:
        name = scales[target.id]
        return reads_column(table.columns[position], answer_words(name, instrument.scales[name]), share=HALF)

    return told_apart(matching, targets, reads, headings=table.headings, labels=table.labels)


def _plain_cells(table: Table, matching: Matching) -> Table:
    """Return the table with what only LimeSurvey's VV file writes put into plain cells.

    Items keep the mark of a question that was not shown, which is counted with their other missing answers. An option
    of a question that was shown and left empty was not chosen; of one that was not shown nothing is known.
    """
    if not any(NOT_SHOWN in column.contents for column in table.columns):
        return table
    options = {match.position for match in matching.of_kind("option")}
    items = {match.position for match in matching.of_kind("item")}
    columns = []
    for at, column in enumerate(table.columns):
        texts = {text: vv_plain(text) for text in column.contents if "{" in text and text != NOT_SHOWN}
        if at not in items:
            texts |= {NOT_SHOWN: "", "": "0"} if at in options else {NOT_SHOWN: ""}
        columns.append(column.rewritten(texts))
    return replace(table, columns=tuple(columns))


def _no_rows(table: Table) -> list[Problem]:
    if table.blank_records().all():
        reason = "no_rows" if table.header_rows else "no_cases"
        return [Problem(code="E105", reason=reason, file=table.file, row=table.header_row or None)]
    return []


def _refuse_header_elsewhere(table: Table, count_matches: CountMatches, found: int, options: ReadingOptions) -> None:
    """Refuse a file of which a later row looks like the header: it matches far more items, or stands below a title."""
    elsewhere = None
    if table.header_rows:
        matches, row = likely_header(table, count_matches)
        elsewhere = row if row != table.header_row and matches >= max(2, 2 * found) else None
    if not elsewhere and options.header_row is None:
        elsewhere = header_below_title(table)
    if elsewhere:
        values: dict[str, str | int | float] = {"row": elsewhere}
        problem = Problem(code="E106", reason="header_elsewhere", file=table.file, row=elsewhere, values=values)
        raise DataError([problem])


def _recoded(
    survey: Survey,
    chosen: Candidate,
    mapping: ColumnMapping,
    mapping_file: str,
    options: ReadingOptions,
    headers: Sequence[int],
) -> RecodedSurvey:
    """Screen and recode a survey by the instrument that fits, and add up problems, notices and language."""
    table, tool = survey.table, TOOLS[survey.tool]
    instrument, matching = chosen.fit.instrument, chosen.matching
    problems = [*survey.problems, *missing_items(chosen, table.headings, table.file), *rivalry(chosen, table)]
    problems += mapping_problems(mapping, instrument, targets_of(instrument), table.headings, mapping_file)
    if mapping.id_column:
        tool = replace(tool, ids=(heading_key(mapping.id_column),))
    asked = next(iter(matching.of_kind("consent")), None)
    screened = screen(
        table, tool, options, kinds=_kinds(table, matching, {*survey.metadata, *survey.personal}),
        consent=(instrument.consent, asked) if instrument.consent and asked else None,
    )  # fmt: skip
    mapping = replace(mapping, missing=replace(mapping.missing, words=(*mapping.missing.words, NOT_SHOWN)))
    totals = _totals(table, instrument, matching, mapping, tool)
    ragged = {problem.row for problem in table.problems}
    kept = screened.kept
    if ragged or totals or headers:
        out = {*totals, *headers}
        kept = [record for record in kept if table.numbers[record] not in ragged and record not in out]
    answers = read_answers(table, kept, instrument, matching, mapping, options, yes_no=tool.yes_no)
    problems += [*screened.problems, *answers.problems, *summary_problems(table, totals)]
    notices = [*survey.notices]
    once = np.array([at for at, record in enumerate(kept) if record not in screened.repeated], np.intp)
    again = [kept[at] for at in once[_same_answers(answers, once)]]
    if again and options.duplicates == "error":
        problems.append(repetition(table, again))
        again = []
    seconds, unclear = time_spent(table, tool, kept, dayfirst=mapping.dayfirst)
    notices += [Notice(code="times_unclear")] if unclear else []
    return RecodedSurvey(
        table=table, tool=survey.tool, evidence=survey.evidence, candidates=survey.candidates,
        metadata=survey.metadata, personal=survey.personal, problems=tuple(problems),
        notices=(*notices, *repeats_in_one(screened.notices, len(again)), *answers.notices),
        lang=_language(table, matching, answers.languages + Counter(screened.languages)),
        chosen=chosen, screened=screened, answers=answers, seconds=seconds, ids=response_ids(table, tool, kept),
    )  # fmt: skip


def repeats_in_one(notices: Sequence[Notice], again: int) -> Iterator[Notice]:
    """Yield the notices of screening, equal answers that two rules found in one of them.

    Parameters
    ----------
    notices : sequence of Notice
        Those of screening.
    again : int
        Further respondents with the answers of somebody before them.

    Examples
    --------
    >>> list(repeats_in_one([Notice(code="duplicate_answers", values={"count": 5})], 3))
    [Notice(code='duplicate_answers', where='', values={'count': 8})]
    """
    found = [int(notice.values["count"]) for notice in notices if notice.code == "duplicate_answers"]
    yield from (notice for notice in notices if notice.code != "duplicate_answers")
    if found or again:
        yield Notice(code="duplicate_answers", values={"count": sum(found) + again})


def _totals(
    table: Table, instrument: Instrument, matching: Matching, mapping: ColumnMapping, tool: Tool
) -> tuple[int, ...]:
    """Return the records that hold sums or means of the rows above."""
    words = words_of(instrument, mapping, yes_no=tool.yes_no)
    scale_of = {item.id: instrument.scale_name(item) for item in instrument.items()}
    known = {
        match.position: column_words(words[scale_of[name]], table, match.position)
        for name, match in matching.items.items()
    }
    return summary_rows(table, known)


def _kinds(table: Table, matching: Matching, told: Collection[str]) -> Kinds:
    free = [at for at in matching.unmatched if table.headings[at]]
    own = [at for at in free if table.headings[at] in told]
    return Kinds(items=[match.position for match in matching.of_kind("item")], own=own, free=free)


def _repeats(survey: Survey) -> list[Notice]:
    """Return what repeated responses a file holds for which no instrument is known."""
    table = survey.table
    everywhere = Matching(found=(), unmatched=tuple(range(len(table.headings))))
    records = np.flatnonzero(~table.blank_records())
    kinds = _kinds(table, everywhere, {*survey.metadata, *survey.personal})
    return repeats_notices(find_repeats(table, TOOLS[survey.tool], records, kinds)[0])


def _language(table: Table, matching: Matching, answered: Counter[str] | None = None) -> str | None:
    """Return the language of the file; contents that hardly repeat are free text or names."""
    filled = (column.filled() for column in table.columns if len(column.contents) <= FEW_CONTENTS)
    few = (contents for contents in filled if 2 * len(contents) <= sum(contents.values()))
    return file_language(
        (text for row in (table.headings, *table.labels) for text in row),
        matched=Counter(match.lang for match in matching.found if match.lang),
        answered=answered or Counter(), contents=(text for contents in few for text in contents),
    )  # fmt: skip


def _own_columns(
    table: Table, matching: Matching, tool: Tool, mapping: ColumnMapping
) -> tuple[tuple[str, ...], tuple[str, ...]]:
    """Return the headings of the tool's own columns and of the personal ones among those that hold no answer."""
    metadata, personal = [], []
    for position in matching.unmatched:
        heading = table.headings[position]
        if not heading:
            continue
        known = is_own(tool, heading)
        if known:
            metadata.append(heading)
        contents = list(table.columns[position].filled())[:SEARCHED_CONTENTS]
        counting = known and all(text.isdigit() and len(text) < DIGITS for text in contents)
        texts = (heading, *(labels[position] for labels in table.labels))
        looks = any(map(personal_heading, texts)) and not counting and not answered_on_a_scale(table, position)
        named = heading in mapping.personal or looks
        if contents and (named or (not known and any_personal(contents))):
            personal.append(heading)
    return tuple(metadata), tuple(personal)


def _column_notices(
    table: Table,
    matching: Matching,
    metadata: Sequence[str],
    personal: Sequence[str],
    mapping: ColumnMapping,
    blanks: Sequence[int],
) -> list[Notice]:
    notices = []
    if personal:
        notices.append(Notice(code="personal_columns", values=_listed(personal)))
    unnamed = sum(not table.headings[at] for at in blanks) + len(matching.dead)
    if unnamed:
        notices.append(Notice(code="empty_columns_dropped", values={"count": unnamed}))
    ordered = [match for match in matching.found if match.step == "order"]
    if ordered:
        listed = ", ".join(f"{letters(match.position)} = {match.target.name}" for match in ordered[:LISTED_HEADINGS])
        listed += ", ..." if len(ordered) > LISTED_HEADINGS else ""
        notices.append(Notice(code="equal_headings", values={"count": len(ordered), "pairs": listed}))
    known = {*metadata, *personal, *mapping.ignore}
    left = [table.headings[at] for at in matching.unmatched if table.headings[at] and table.headings[at] not in known]
    left += [letters(at) for at in matching.unmatched if not table.headings[at] and at not in blanks]
    if left:
        notices.append(Notice(code="unmatched_columns", values=_listed(left)))
    return notices


def _heading_case(table: Table, one: Candidate) -> list[Notice]:
    """Notice columns that would hold a profile variable or question, were it not for their capital letters."""
    ids = {target.id.casefold(): target.id for target in unmatched_targets(one) if target.kind != "item"}
    headings = [table.headings[at] for at in one.matching.unmatched if table.headings[at].casefold() in ids]
    return [
        Notice(
            code="heading_case",
            where=ids[heading.casefold()],
            values={"heading": printable(heading), "variable": ids[heading.casefold()]},
        )
        for heading in headings
    ]


def _listed(headings: Sequence[str]) -> dict[str, str | int | float]:
    listed = "; ".join(f'"{shown(heading)}"' for heading in headings[:LISTED_HEADINGS])
    return {"count": len(headings), "headings": listed + ("; ..." if len(headings) > LISTED_HEADINGS else "")}


def _same_answers(answers: Answers, rows: NDArray[np.intp]) -> NDArray[np.intp]:
    """Return which of some rows hold the answers of one before them, where chance does not explain it."""
    coded = _coded(answers.items.iloc[rows])
    return improbable(coded, coded != NOTHING)


def _coded(items: pd.DataFrame) -> NDArray[np.int32]:
    """Return answers as whole numbers, ``NOTHING`` where there is none: half the memory, and equal where both are."""
    coded = np.full(items.shape, NOTHING, np.int32)
    for at, name in enumerate(items):
        values = items[name].to_numpy()
        np.copyto(coded[:, at], values, where=~np.isnan(values), casting="unsafe")
    return coded
