"""All answers of the kept records: items, profile, choices, checklists, with every fault and every count."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Hashable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from functools import partial
from typing import TYPE_CHECKING, Any

from govassess.errors import Problem
from govassess.files.cells import printable
from govassess.instrument.model import Instrument, MultipleChoice, ProfileVariable
from govassess.instrument.wording import normalised
from govassess.notices import Notice
from govassess.responses.choices import (
    Chosen,
    checklist_scale,
    choice_words,
    recode_question,
    split_choices,
    ticked,
)
from govassess.responses.faults import MOST_CONTENTS, cell_problem, crowd_problem, fault_problems, safe_value
from govassess.responses.mapping import ColumnMapping, with_options
from govassess.responses.match import Match, Matching
from govassess.responses.options import ReadingOptions
from govassess.responses.personal import shown
from govassess.responses.profile import Recoded, recode_profile
from govassess.responses.recode import (
    DECLARED,
    AnswerWords,
    Judged,
    Verdict,
    answer_words,
    column_words,
    has_decimal_comma,
    judge,
    judge_column,
)
from govassess.responses.table import Column, Table
from govassess.responses.value_labels import file_labels, relabelled

if TYPE_CHECKING:
    import pandas as pd


@dataclass(slots=True, kw_only=True)
class _Findings:
    """What is collected while the columns are read one after the other."""

    problems: list[Problem] = field(default_factory=list)
    notices: list[Notice] = field(default_factory=list)
    languages: Counter[str] = field(default_factory=Counter)
    commas: Counter[str] = field(default_factory=Counter)  # answers written as "3,0", by item

    def counted(self) -> tuple[Notice, ...]:
        """Return all notices, with one for what was read of the answers that hold a decimal comma."""
        if not self.commas:
            return tuple(self.notices)
        values: dict[str, str | int | float] = {"count": self.commas.total(), "questions": len(self.commas)}
        return (*self.notices, Notice(code="decimal_commas", values=values))


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class Answers:
    """Frames over the kept records, and what was met on the way; see ``Responses`` for the frames."""

    items: pd.DataFrame
    profile: pd.DataFrame
    choices: Mapping[str, pd.DataFrame]
    checklists: pd.DataFrame
    judged: Mapping[str, Judged]
    problems: tuple[Problem, ...]
    notices: tuple[Notice, ...]
    languages: Counter[str]


def read_answers(
    table: Table,
    kept: Sequence[int],
    instrument: Instrument,
    matching: Matching,
    mapping: ColumnMapping,
    options: ReadingOptions,
    *,
    yes_no: bool,
) -> Answers:
    """Read the matched columns of the kept records.

    Parameters
    ----------
    table : Table
        The file.
    kept : sequence of int
        Records that stay.
    instrument : Instrument
        Declares scales, options and ranges.
    matching : Matching
        Which column holds what.
    mapping : ColumnMapping
        Further synonyms and missing codes, items turned in the file.
    options : ReadingOptions
        ``on_invalid="error"`` collects problems; ``"missing"`` blanks the cells and counts them.
    yes_no : bool
        Whether the tool writes ``Y`` and ``N``.

    Returns
    -------
    Answers
    """
    import pandas as pd

    instrument = with_options(instrument, mapping)
    findings = _Findings()
    blank = options.on_invalid == "missing"
    index = pd.RangeIndex(len(kept))
    words = words_of(instrument, mapping, yes_no=yes_no)
    judged: dict[str, Judged] = {}
    for item in instrument.items():
        match = matching.items.get(item.id)
        if match is not None:
            other_way = item.id in mapping.reversed_in_file
            known = column_words(words[instrument.scale_name(item)], table, match.position, turned=other_way)
            judged[item.id] = _answers(table, kept, match, known, findings, blank=blank)
    scales = {item.id: instrument.scale_of(item) for item in instrument.items()}
    turned = {
        name: scales[name].min + scales[name].max - column.values if name in mapping.reversed_in_file else column.values
        for name, column in judged.items()
    }
    stages: dict[str, Judged] = {}
    held = {match.target.id: match for match in matching.of_kind("checklist")}
    for checklist in instrument.checklists:
        stage_words = answer_words(checklist.id, checklist_scale(checklist))
        for entry in checklist.items:
            if match := held.get(entry.id):
                known = column_words(stage_words, table, match.position)
                stages[entry.id] = _answers(table, kept, match, known, findings, blank=blank)
    return Answers(
        items=pd.DataFrame(turned, index=index, dtype=float),
        profile=_profile(table, kept, instrument, matching, mapping, findings, blank=blank),
        choices=_choices(table, kept, instrument, matching, mapping, findings, blank=blank),
        checklists=pd.DataFrame({name: column.values for name, column in stages.items()}, index=index, dtype=float),
        judged=judged, problems=tuple(findings.problems), notices=findings.counted(), languages=findings.languages,
    )  # fmt: skip


def words_of(instrument: Instrument, mapping: ColumnMapping, *, yes_no: bool) -> dict[str, AnswerWords]:
    """Return the words of each scale of an instrument, with what the mapping adds."""
    return {
        name: answer_words(
            name, scale, synonyms=mapping.synonyms.get(name), codes=mapping.missing.codes, words=mapping.missing.words,
            yes_no=yes_no,
        )
        for name, scale in instrument.scales.items()
    }  # fmt: skip


def _answers(
    table: Table, kept: Sequence[int], match: Match, words: AnswerWords, findings: _Findings, *, blank: bool
) -> Judged:
    """Judge one column of answers on a scale; collect its faults, missing codes and languages."""
    cells = table.columns[match.position].taken(kept)
    faults = table.faults.get(match.position)
    wrong: list[int] = [] if faults is None else faults.taken(kept).where(bool).nonzero()[0].tolist()
    column = judge_column(cells.without(wrong), words)
    name = match.target.id
    faulty = {text: verdict for text, verdict in column.verdicts.items() if verdict.code}
    _note_declared(column, name, findings)
    faulty = {text: verdict for text, verdict in faulty.items() if verdict.reason != DECLARED}
    count = len(wrong) + sum(len(column.records[text]) for text in faulty)
    if blank:
        if count:
            findings.notices.append(Notice(code="invalid_blanked", where=name, values={"item": name, "count": count}))
    elif count:
        findings.problems.extend(fault_problems(table, match.position, [kept[at] for at in wrong], match.target))
        findings.problems.extend(_problems(table, kept, match, faulty, column.records))
    findings.problems.extend(_unused_labels(table, match, words, column))
    for text, verdict in column.verdicts.items():
        if verdict.value is not None and has_decimal_comma(text):
            findings.commas[name] += column.counts[text]
    met: Counter[str] = Counter()
    labels: dict[str, str] = {}
    for text, verdict in column.verdicts.items():
        if verdict.missing:
            met[verdict.missing] += len(column.records[text])
            labels[verdict.missing] = verdict.label
    for code, times in sorted(met.items()):
        values: dict[str, str | int | float] = {"item": name, "code": code, "count": times}
        if labels[code]:
            values["label"] = labels[code]
        findings.notices.append(Notice(code="missing_code", where=name, values=values))
    spoken = [verdict.lang for verdict in column.verdicts.values() if verdict.lang]
    findings.languages.update(spoken)
    return column


def _note_declared(column: Judged, name: str, findings: _Findings) -> None:
    """Count the answers that the instrument itself calls errors: they are blanked, and nothing is left to decide."""
    declared = [text for text, verdict in column.verdicts.items() if verdict.reason == DECLARED]
    if declared:
        count = sum(len(column.records[text]) for text in declared)
        findings.notices.append(Notice(code="invalid_declared", where=name, values={"item": name, "count": count}))


def _unused_labels(table: Table, match: Match, words: AnswerWords, column: Judged) -> Iterator[Problem]:
    """Yield labels of codes that nobody chose and that contradict the scale: it may run the other way round."""
    for text in words.in_file.labels:
        verdict = judge(text, words, suggest=False)
        if text not in column.counts and verdict.reason == "label_conflict":
            yield Problem(
                code="E203", reason="label_conflict_unused", file=table.file, item=_item_of(match), value=shown(text),
                column=printable(match.heading), variable=None if _item_of(match) else match.target.id,
                values=verdict.values,
            )  # fmt: skip


def _item_of(match: Match) -> str | None:
    return match.target.id if match.target.kind == "item" else None


def _problems(
    table: Table,
    kept: Sequence[int],
    match: Match,
    faulty: Mapping[str, Verdict],
    records: Mapping[str, Sequence[int]],
    *,
    free_text: bool = False,
) -> list[Problem]:
    if len(faulty) > MOST_CONTENTS:
        contents = {text: [kept[at] for at in records[text]] for text in faulty}
        code = next(iter(faulty.values())).code or ""
        return [crowd_problem(table, contents, match.position, code=code, target=match.target, free_text=free_text)]
    found = []
    for text, verdict in faulty.items():
        found.append(
            cell_problem(
                table, [kept[at] for at in records[text]], match.position, code=verdict.code or "",
                reason=verdict.reason or "", target=match.target,
                value=None if free_text else safe_value(text, len(records[text]), verdict),
                values=verdict.values,
            )
        )  # fmt: skip
    return found


def _collect(
    cells: Column,
    table: Table,
    kept: Sequence[int],
    match: Match,
    faulty: Mapping[str, Verdict],
    findings: _Findings,
    *,
    blank: bool,
    free_text: bool = False,
) -> None:
    """Note the faults of a column that is no item: as problems, or counted where they are blanked."""
    if not faulty:
        return
    records = cells.records_of(faulty)
    faulty = {text: verdict for text, verdict in faulty.items() if records.get(text)}
    if blank and faulty:
        count = sum(len(found) for found in records.values())
        findings.notices.append(
            Notice(code="invalid_blanked", where=match.target.id, values={"item": match.target.id, "count": count})
        )
    elif faulty:
        findings.problems.extend(_problems(table, kept, match, faulty, records, free_text=free_text))


def _understood(
    table: Table,
    kept: Sequence[int],
    match: Match,
    meaning: Callable[[str], Hashable | None],
    mapping: ColumnMapping,
    findings: _Findings,
    *,
    blank: bool,
    labels_first: bool = False,
) -> Column:
    """Return a column's cells read by the file's own labels; note what these make no answer, and contradictions."""
    cells = table.columns[match.position].taken(kept)
    known = file_labels(table, match.position)
    words = frozenset(map(normalised, mapping.missing.words))
    found = relabelled(cells, known, meaning, words=words, labels_first=labels_first)
    name = match.target.id
    for text, count in found.missing.items():
        code = f"{shown(text)} ({known.label(text)})" if known.label(text) else shown(text)
        values: dict[str, str | int | float] = {"variable": name, "code": code, "count": count}
        findings.notices.append(Notice(code="variable_missing_code", where=name, values=values))
    clashes = {
        text: Verdict(code="E203", reason="label_conflict", values=values) for text, values in found.clashing.items()
    }
    _collect(cells, table, kept, match, clashes, findings, blank=blank)
    return found.column


def _profile(
    table: Table,
    kept: Sequence[int],
    instrument: Instrument,
    matching: Matching,
    mapping: ColumnMapping,
    findings: _Findings,
    *,
    blank: bool,
) -> pd.DataFrame:
    import pandas as pd

    held = {match.target.id: match for match in matching.of_kind("profile")}
    columns: dict[str, pd.Series[Any]] = {}
    for variable in instrument.profile:
        match = held.get(variable.id)
        if match is None:
            continue
        named = variable.type == "text" or (variable.type == "number" and _banded(table, match.position))
        cells = _understood(
            table, kept, match, partial(_value, variable, named=named), mapping, findings, blank=blank,
            labels_first=named or variable.type != "number",
        )  # fmt: skip
        recoded = recode_profile(variable, cells)
        _collect(cells, table, kept, match, recoded.faults, findings, blank=blank)
        findings.notices.extend(_profile_notices(variable.id, recoded))
        findings.languages.update(set(recoded.languages))
        if "number_as_groups" in recoded.counts:
            continue
        dtype = "float64" if variable.type == "number" else "object"
        columns[variable.id] = pd.Series(list(recoded.values), dtype=dtype)
    return pd.DataFrame(columns, index=pd.RangeIndex(len(kept)))


def _value(variable: ProfileVariable, text: str, *, named: bool) -> Hashable | None:
    """Return what one text means for a variable; nothing where codes are only names of their labels."""
    if named:
        return None
    alone = recode_profile(variable, Column.of([text]))
    return None if alone.counts or alone.faults else alone.values[0]


def _banded(table: Table, position: int) -> bool:
    """Tell whether most of a column's codes are names of bands (1 = "17 to 25 years") and no numbers."""
    known = file_labels(table, position)
    answers = {text: count for text, count in table.columns[position].filled().items() if text not in known.declared}
    named = sum(count for text, count in answers.items() if text in known.labels)
    return 0 < sum(answers.values()) <= 2 * named


def _profile_notices(name: str, recoded: Recoded) -> Iterator[Notice]:
    """Yield what was met in a profile column; words that are no option are named where that tells on nobody."""
    for code, count in recoded.counts.items():
        values: dict[str, str | int | float] = {"variable": name, "count": count}
        if code == "unlisted_values" and recoded.unlisted:
            values["words"] = "; ".join(f'"{word}"' for word in recoded.unlisted)
            yield Notice(code="unlisted_words", where=name, values=values)
        else:
            yield Notice(code=code, where=name, values=values)


def _choices(
    table: Table,
    kept: Sequence[int],
    instrument: Instrument,
    matching: Matching,
    mapping: ColumnMapping,
    findings: _Findings,
    *,
    blank: bool,
) -> dict[str, pd.DataFrame]:
    import pandas as pd

    whole = {match.target.id: match for match in matching.of_kind("choice")}
    found: dict[str, pd.DataFrame] = {}
    for question in instrument.multiple_choice:
        ticks = {
            match.target.part or "": match for match in matching.of_kind("option") if match.target.id == question.id
        }
        held = [*([whole[question.id]] if question.id in whole else []), *ticks.values()]
        if not held:
            continue
        cell = None
        if question.id in whole:
            means = partial(_joined, question)
            cell = _understood(table, kept, whole[question.id], means, mapping, findings, blank=blank)
        cells = {
            part: _understood(table, kept, match, partial(_tick, question, part), mapping, findings, blank=blank)
            for part, match in ticks.items()
        }
        chosen = recode_question(question, cell, cells, len(kept))
        for match, column in zip(held, [*([] if cell is None else [cell]), *cells.values()], strict=True):
            _collect(column, table, kept, match, chosen.faults, findings, blank=blank, free_text=True)
        _conflicting(table, kept, held[0], chosen, findings, blank=blank)
        codes = [str(option.code) for option in question.options]
        found[question.id] = pd.DataFrame(chosen.values, columns=codes, index=pd.RangeIndex(len(kept)))
        findings.languages.update(set(chosen.languages))
    return found


def _conflicting(
    table: Table, kept: Sequence[int], match: Match, chosen: Chosen, findings: _Findings, *, blank: bool
) -> None:
    """Note the records whose joined cell and whose columns of ticks disagree; where faults are blanked, ticks count."""
    if not chosen.conflicts:
        return
    name, count = match.target.id, len(chosen.conflicts)
    if blank:
        findings.notices.append(Notice(code="invalid_blanked", where=name, values={"item": name, "count": count}))
        return
    records = [kept[at] for at in chosen.conflicts]
    findings.problems.append(
        cell_problem(
            table, records, match.position, code="E203", reason="choice_conflict", target=match.target, value=None,
            values={"question": name},
        )
    )  # fmt: skip


def _tick(question: MultipleChoice, part: str, text: str) -> Hashable | None:
    """Return whether a text in an option's own column ticks it, as 1 or 0."""
    option = next(option for option in question.options if str(option.code) == part)
    tick = ticked(text, option)
    return None if tick is None else int(tick)


def _joined(question: MultipleChoice, text: str) -> Hashable | None:
    """Return which options the text of a single cell chooses, if it says nothing else."""
    codes, rest = split_choices(text, choice_words(question))
    return None if rest else ", ".join(sorted(codes)) or None
