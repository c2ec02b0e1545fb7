"""Which records stay: empty, pasted headers, previews, other forms, no consent, repeated, unfinished; all counted.

Rows of sums and means below the answers are no respondents, and are reported as one problem each: Indonesian
satisfaction surveys are tallied in a workbook whose last rows read Jumlah, NRR, NRR tertimbang, IKM.
"""

from __future__ import annotations

import re
from array import array
from collections import Counter
from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass
from functools import partial

import numpy as np
from numpy.typing import NDArray

from govassess.errors import Problem
from govassess.instrument.model import Consent
from govassess.instrument.wording import normalised
from govassess.notices import FunnelStep, Notice
from govassess.responses.faults import LISTED_ROWS, cell_problem, safe_value
from govassess.responses.match import Match
from govassess.responses.options import ReadingOptions
from govassess.responses.personal import shown
from govassess.responses.recode import AnswerWords, judge
from govassess.responses.repeats import Kinds, Repeats, id_column, repeats, same_id
from govassess.responses.table import Row, Table, is_blank
from govassess.responses.tools import Mark, Tool, columns_of, own_names
from govassess.responses.value_labels import file_labels, relabelled

STEPS = ("empty", "header_copies", "previews", "filtered", "no_consent", "duplicates_dropped", "partial_dropped")


@dataclass(frozen=True, slots=True, kw_only=True)
class Screened:
    """Records that stay, in the order of the file, the ledger of the others, and what was noticed.

    ``languages`` are those in which consent was answered, one entry an answer; ``repeated`` the records that repeat an
    earlier one, ``id_position`` the column of ids by which that is known, where the file has one.
    """

    kept: Sequence[int]
    funnel: tuple[FunnelStep, ...]
    notices: tuple[Notice, ...]
    problems: tuple[Problem, ...]
    languages: tuple[str, ...] = ()
    repeated: frozenset[int] = frozenset()
    id_position: int | None = None


def screen(
    table: Table,
    tool: Tool,
    options: ReadingOptions,
    *,
    kinds: Kinds,
    consent: tuple[Consent, Match] | None,
) -> Screened:
    """Take the records through the funnel; each leaves at the first step that applies.

    Parameters
    ----------
    table : Table
        The file.
    tool : Tool
        Knows ids, previews, unfinished responses, and rows of other events or forms.
    options : ReadingOptions
        What to do with invalid, repeated and unfinished responses.
    kinds : Kinds
        Columns that hold items, that the tool adds, that hold no answers.
    consent : (Consent, Match), optional
        The consent question and its column, where the file has one.

    Returns
    -------
    Screened
        Its steps add up to the number of records.
    """
    left: dict[int, str] = {}
    problems: list[Problem] = []
    notices: list[Notice] = []
    _leave_without_answers(table, left)
    _leave(left, _marked(table, tool, tool.previews), "previews")
    _leave(left, _of_other_parts(table, tool, kinds.items), "filtered")
    languages: tuple[str, ...] = ()
    if consent:
        refused, found, languages, blanked = _refused(table, *consent, left, options.on_invalid, yes_no=tool.yes_no)
        _leave(left, refused, "no_consent")
        problems.extend(found)
        if blanked:
            notices.append(
                Notice(code="invalid_blanked", where=consent[0].id, values={"item": consent[0].id, "count": blanked})
            )
    stay = np.array([record for record in range(len(table)) if record not in left], np.intp)
    repeated, position = find_repeats(table, tool, stay, kinds)
    if repeated.pairs and options.duplicates == "error":
        problems.append(repetition(table, [later for _, later in repeated.pairs]))
    elif options.duplicates == "report" or repeated.how == "answers":
        notices += repeats_notices(repeated)
    else:
        _leave(left, _superseded(repeated.pairs, options.duplicates), "duplicates_dropped")
    unfinished = [record for record in _marked(table, tool, tool.unfinished, kinds.items) if record not in left]
    if unfinished and options.partial == "drop":
        _leave(left, unfinished, "partial_dropped")
    elif unfinished:
        notices.append(Notice(code="partial_kept", values={"count": len(unfinished)}))
    return Screened(
        kept=array("q", (record for record in range(len(table)) if record not in left)),
        funnel=_funnel(len(table), Counter(left.values())), notices=tuple(notices), problems=tuple(problems),
        languages=languages, repeated=frozenset(later for _, later in repeated.pairs), id_position=position,
    )  # fmt: skip


def repeats_notices(found: Repeats) -> list[Notice]:
    """Return the notice of repeated responses that stay."""
    code = "duplicate_answers" if found.how == "answers" else "duplicates_kept"
    return [Notice(code=code, values={"count": len(found.pairs)})] if found.pairs else []


def _leave_without_answers(table: Table, left: dict[int, str]) -> None:
    _leave(left, np.flatnonzero(table.blank_records()).tolist(), "empty")
    for header in table.header_texts or (table.headings, *table.labels):
        _leave(left, _copies(table, header), "header_copies")


def repetition(table: Table, repeated: Sequence[int]) -> Problem:
    """Return the problem of records that repeat earlier ones."""
    rows = ", ".join(str(table.numbers[later]) for later in repeated[:LISTED_ROWS])
    return Problem(
        code="W104", reason="duplicates", file=table.file, row=table.numbers[repeated[0]],
        values={"count": len(repeated), "rows": rows},
    )  # fmt: skip


def _copies(table: Table, header: Row) -> list[int]:
    """Return the records that say in every column what a header row says."""
    found = np.full(len(table), any(header))
    for column, wanted in zip(table.columns, map(normalised, header), strict=True):
        if not found.any():
            break
        found &= column.where(lambda text, wanted=wanted: normalised(text) == wanted)  # type: ignore[misc]  # bound now
    return [int(record) for record in np.flatnonzero(found)]


def _leave(left: dict[int, str], records: Iterable[int], step: str) -> None:
    for record in records:
        left.setdefault(record, step)


def _funnel(read: int, counts: Counter[str]) -> tuple[FunnelStep, ...]:
    steps = [FunnelStep(step=0, code="read", count=read, remaining=read)]
    for code in STEPS:
        before = steps[-1]
        steps.append(
            FunnelStep(step=before.step + 1, code=code, count=counts[code], remaining=before.remaining - counts[code])
        )
    return tuple(steps)


def _marked(table: Table, tool: Tool, marks: Sequence[Mark], items: Collection[int] = ()) -> list[int]:
    """Return the records that the first mark whose column the file has speaks of."""
    names = [own_names(tool, heading) for heading in table.headings]
    for mark in marks:
        positions = [at for at, known in enumerate(names) if any(re.fullmatch(mark.heading, name) for name in known)]
        if positions:
            found = np.zeros(len(table), bool)
            for position in _closing(positions, items) if mark.by_form else positions:
                found |= table.columns[position].where(
                    lambda text, says=mark.contents: re.fullmatch(says, normalised(text)) is not None  # type: ignore[misc]  # bound now
                )
            return [int(record) for record in np.flatnonzero(found)]
    return []


def _closing(positions: Sequence[int], items: Collection[int]) -> Sequence[int]:
    """Return the columns that close a form with items, all of them if none does."""
    told = [
        at for at, before in zip(positions, (-1, *positions), strict=False) if any(before < item < at for item in items)
    ]
    return told or positions


def _of_other_parts(table: Table, tool: Tool, items: Collection[int]) -> list[int]:
    """Return the records of events and repeated forms in which nobody answers any item."""
    named = columns_of(tool, table.headings, tuple(tool.parts))
    if not named or not items:
        return []
    part = np.unique(np.column_stack([table.columns[at].codes for at in named]), axis=0, return_inverse=True)[1].ravel()
    answered = np.zeros(len(table), bool)
    for position in items:
        answered |= ~table.columns[position].blank()
    asked = np.isin(part, part[answered])
    return [int(record) for record in np.flatnonzero(~asked)] if answered.any() else []


def _refused(
    table: Table, consent: Consent, match: Match, left: dict[int, str], on_invalid: str, *, yes_no: bool
) -> tuple[list[int], list[Problem], tuple[str, ...], int]:
    """Return who refused, faulty cells, the languages of the answers, and how many faulty cells were blanked."""
    meaning = _consent_words(consent)
    if yes_no:
        meaning = {"y": (True, None), "n": (False, None), **meaning}
    refused: list[int] = []
    faulty: dict[str, list[int]] = {}
    languages: list[str] = []
    column = table.columns[match.position]
    read = relabelled(column, file_labels(table, match.position), partial(_stance, consent, meaning))
    clashing = {
        text: [at for at in records if at not in left] for text, records in column.records_of(read.clashing).items()
    }
    for record, cell in enumerate(read.column):
        if record in left:
            continue
        key = normalised(cell)
        if not key:
            if consent.required:
                refused.append(record)
        elif key in meaning:
            accepted, lang = meaning[key]
            if not accepted:
                refused.append(record)
            if lang:
                languages.append(lang)
        else:
            faulty.setdefault(cell, []).append(record)
    if on_invalid == "missing":
        blanked = [record for records in faulty.values() for record in records]
        count = len(blanked) + sum(map(len, clashing.values()))
        return (refused + blanked if consent.required else refused), [], tuple(languages), count
    values = {f"words_{lang}": _listed(consent, lang) for lang in ("en", "id")}
    problems = [
        cell_problem(
            table,
            records,
            match.position,
            code="E201",
            reason="consent",
            target=match.target,
            value=safe_value(cell, len(records)),
            values=values,
        )
        for cell, records in faulty.items()
    ]
    problems += [
        cell_problem(
            table, records, match.position, code="E203", reason="label_conflict", target=match.target,
            value=safe_value(text, len(records)), values=read.clashing[text],
        )
        for text, records in clashing.items()
        if records
    ]  # fmt: skip
    return refused, problems, tuple(languages), 0


def _stance(consent: Consent, meaning: Mapping[str, tuple[bool, str | None]], text: str) -> str | None:
    """Return a code or word of the instrument that says what a text says about taking part."""
    found = meaning.get(normalised(text))
    if found is None:
        return None
    answers = consent.accepted if found[0] else consent.refused
    return str(next(iter((*answers.codes, *answers.words.en, *answers.words.id)), found[0]))


def _consent_words(consent: Consent) -> dict[str, tuple[bool, str | None]]:
    """Return comparable answer -> (accepted, language or None)."""
    found: dict[str, tuple[bool, str | None]] = {}
    for accepted, answers in ((True, consent.accepted), (False, consent.refused)):
        for code in answers.codes:
            found.update(dict.fromkeys((str(code), f"{code}.0"), (accepted, None)))
        for lang in ("en", "id"):
            for word in answers.words.id if lang == "id" else answers.words.en:
                found[normalised(word)] = (accepted, lang)
    return found


def _listed(consent: Consent, lang: str) -> str:
    words = [answers.words.id if lang == "id" else answers.words.en for answers in (consent.accepted, consent.refused)]
    codes = [str(code) for answers in (consent.accepted, consent.refused) for code in answers.codes]
    return ", ".join([*words[0], *words[1], *codes])


def find_repeats(table: Table, tool: Tool, records: NDArray[np.intp], kinds: Kinds) -> tuple[Repeats, int | None]:
    """Return the responses among ``records`` that repeat an earlier one, and the column of ids that the file has."""
    named = columns_of(tool, table.headings, tool.ids)
    position = next((at for at in named if table.columns[at].filled()), None)
    if position is None:
        position = id_column(table, records, kinds.free)
    if position is not None:
        pairs = same_id(table.columns[position], records)
        if pairs:
            return Repeats(pairs=pairs, how="id"), position
    own = kinds.own if position is None else {*kinds.own, position}
    return repeats(table, records, items=kinds.items, own=own), position


def _superseded(pairs: Sequence[tuple[int, int]], duplicates: str) -> list[int]:
    """Return the records that leave so that the first or the last of each respondent stays."""
    if duplicates == "first":
        return [later for _, later in pairs]
    together: dict[int, list[int]] = {}
    for first, later in pairs:
        together.setdefault(first, [first]).append(later)
    return [record for records in together.values() for record in records[:-1]]


MOST = 50  # rows; where more at the end look like sums, they are something else
_WORDS = re.compile(
    r"(?:sub ?)?(?:jumlah|total|sum|rata ?- ?rata|rerata|mean|average|nrr|ikm|skm|indeks|index|konversi|mutu"
    r"|nilai (?:rata|indeks|ikm|skm|per unsur|unsur|konversi|interval|tertimbang|total|mutu)|kinerja unit)\b.*",
    re.ASCII,
)
_CERTAIN = re.compile(
    r"jumlah(?: nilai)?(?: per unsur)?|total|rata ?- ?rata|rerata|mean|average"
    r"|(?:nrr|nilai rata ?- ?rata)(?: tertimbang)?(?: per unsur)?",
    re.ASCII,
)  # nobody's answer to anything, also where the figures are rounded to points of the scale
_NUMBER = re.compile(r"[+-]?\d+(?:[.,]\d+)*", re.ASCII)


def summary_rows(table: Table, words: Mapping[int, AnswerWords]) -> tuple[int, ...]:
    """Return the records at the end of a table that hold sums or means of the answers above.

    Parameters
    ----------
    table : Table
        The file.
    words : dict
        Position of each item's column -> the words of its scale.

    Returns
    -------
    tuple of int
        Records, in the order of the file.

    Notes
    -----
    Looked for from the end up to the last record that answers an item otherwise. A record is one of them if its first
    cell says so and half of its item cells or more are no answers; or if it holds nothing but such figures in the item
    columns, although the other columns are filled above or no answer could be that large or have decimals.
    """
    others = [at for at in range(len(table.headings)) if at not in words]
    alone = all(table.columns[at].taken(slice(len(table) // 2)).blank().all() for at in others)
    found: list[int] = []
    for record in range(len(table) - 1, -1, -1):
        row = table.row(record)
        faulty = {at for at, faults in table.faults.items() if faults[record]}
        asked = [at for at in words if row[at].strip() or at in faulty]
        if is_blank(row) and not asked:
            continue
        off = [at for at in asked if at in faulty or judge(row[at], words[at]).code]
        first = normalised(next((cell for cell in row if cell.strip()), ""))
        mostly_off = 2 * len(off) >= len(asked)
        named = _CERTAIN.fullmatch(first) or (_WORDS.fullmatch(first) and mostly_off)
        figures = mostly_off and _only_figures(row, asked, others)
        if named or (figures and (not alone or _no_answers(row, off, words))):
            found.append(record)
            if len(found) > MOST:
                return ()
        elif asked:
            break
    return tuple(reversed(found))


def _only_figures(row: Row, asked: Sequence[int], others: Sequence[int]) -> bool:
    """Tell whether a row holds numbers (or formulas) in two item columns or more and nothing elsewhere."""
    figures = all(not row[at].strip() or _NUMBER.fullmatch(row[at].strip()) for at in asked)
    return len(asked) > 1 and figures and not any(row[at].strip() for at in others)


def _no_answers(row: Row, off: Sequence[int], words: Mapping[int, AnswerWords]) -> bool:
    """Tell whether figures off the scale are too large or have decimals, so that none is a slip of the keyboard."""
    cells = [(row[at].strip(), words[at].scale.max) for at in off]
    return all(not cell.isdigit() or int(cell[:9]) > 9 * highest for cell, highest in cells)


def summary_problems(table: Table, records: tuple[int, ...]) -> list[Problem]:
    """Return one problem a record of sums or means: the remedy is to delete it."""
    problems = []
    for record in records:
        first = next((cell.strip() for cell in table.row(record) if cell.strip()), "")
        label = shown(first) if _WORDS.fullmatch(normalised(first)) else safe_value(first, 1)
        number = table.numbers[record]
        line = table.lines[record] if table.lines else None
        problems.append(
            Problem(
                code="E201", reason="summary_row", file=table.file, row=number,
                line=line if line != number else None, values={"row": number, "first": label or "-"},
            )
        )  # fmt: skip
    return problems
