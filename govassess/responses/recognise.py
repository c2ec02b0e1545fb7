"""Which instrument a file was surveyed with, if it is a survey at all.

An instrument fits if its required module is whole in the columns. What the table as a whole looks like shows a second
row of headings above the answers, or that the file is no survey.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Callable, Collection, Iterator, Sequence
from dataclasses import dataclass
from itertools import combinations
from typing import Literal

import numpy as np

from govassess.errors import Problem
from govassess.instrument.model import Construct, Dimension, Indicator, Instrument, Item, items_under
from govassess.responses.match import Matching, Proposal, propose
from govassess.responses.personal import shown
from govassess.responses.table import Table, letters
from govassess.responses.targets import Target, targets_of

Form = Literal["full", "short", "mixed"]
Node = Construct | Dimension | Indicator


@dataclass(frozen=True, slots=True, kw_only=True)
class Fit:
    """How far the matched items cover one instrument.

    Attributes
    ----------
    fits : bool
        At least one required module is whole in one of its forms.
    near : bool
        It does not fit, but half of the items of a required module are there: the file is meant for it.
    form : str
        ``full``, ``short`` or ``mixed``.
    needed, found : int
        Items of the form that the file seems to hold, in the required modules, and how many of them are there.
    missing : tuple of Item
        Items that should be there and are not.
    """

    instrument: Instrument
    fits: bool
    near: bool
    form: Form
    needed: int
    found: int
    missing: tuple[Item, ...]


@dataclass(frozen=True, slots=True)
class _Module:
    required: bool
    whole: bool
    full: bool
    needed: int
    found: int
    extras: int
    missing: tuple[Item, ...]


def fit_of(instrument: Instrument, matched: Collection[str], absent: Collection[str] = ()) -> Fit:
    """Return how far ``matched`` items cover ``instrument``; ``absent`` ones were left out on purpose.

    Parameters
    ----------
    instrument : Instrument
        The candidate.
    matched : collection of str
        Ids of the items that a column holds.
    absent : collection of str
        Ids of items that the mapping declares absent.

    Returns
    -------
    Fit

    Notes
    -----
    A module is taken for the full form when at least half of the items that only the full form has are there, else
    for the short one. In an optional module a block (a node of the measurement level) without any column was not
    measured; in a block with some, every item of the form must be there.
    """
    modules = [
        _module(instrument, constructs, required, matched, absent) for constructs, required in _modules(instrument)
    ]
    present = [module for module in modules if module.found]
    required = [module for module in modules if module.required]
    fits = any(module.whole for module in required)
    counted = [module for module in required if module.found] or required
    half = any(module.found * 2 >= module.needed for module in required if module.found)
    missing = tuple(item for module in (present or required) for item in module.missing)
    forms = {"full" if module.full else ("mixed" if module.extras else "short") for module in present}
    form: Form = "full"
    if len(forms) == 1:
        form = "short" if "short" in forms else ("mixed" if "mixed" in forms else "full")
    elif forms:
        form = "mixed"
    return Fit(
        instrument=instrument, fits=fits, near=half and not fits, form=form,
        needed=sum(module.needed for module in counted), found=sum(module.found for module in counted), missing=missing,
    )  # fmt: skip


def _modules(instrument: Instrument) -> Iterator[tuple[tuple[Construct, ...], bool]]:
    """Yield the constructs of each module and whether it is required; constructs of no module are optional."""
    listed: set[str] = set()
    for module in instrument.modules.values():
        listed.update(module.constructs)
        yield tuple(c for c in instrument.constructs if c.id in module.constructs), module.required
    rest = tuple(construct for construct in instrument.constructs if construct.id not in listed)
    if rest:
        yield rest, False


def _module(
    instrument: Instrument,
    constructs: tuple[Construct, ...],
    required: bool,
    matched: Collection[str],
    absent: Collection[str],
) -> _Module:
    every = [item for construct in constructs for item in items_under(construct)]
    extras = [item for item in every if not item.short and item.id not in absent]
    there = sum(item.id in matched for item in extras)
    has_short = "short" in instrument.forms and any(item.short for item in every)
    full = not has_short or there * 2 >= max(len(extras), 1)
    wanted = [item for item in every if (full or item.short) and item.id not in absent]
    missing: list[Item] = []
    whole = bool(wanted)
    for block in _blocks(instrument, constructs):
        inside = [item for item in items_under(block) if item in wanted]
        gone = [item for item in inside if item.id not in matched]
        whole = whole and not gone
        if gone and (required or len(gone) < len(inside)):
            missing.extend(gone)
    found = sum(item.id in matched for item in wanted)
    return _Module(required, whole, full, len(wanted), found, there, tuple(missing))


def _blocks(instrument: Instrument, constructs: tuple[Construct, ...]) -> Iterator[Node]:
    """Yield the nodes of the measurement level, or constructs that have none."""
    for construct in constructs:
        inner: list[Node] = []
        if instrument.measurement_level == "dimension":
            inner.extend(construct.dimensions)
        elif instrument.measurement_level == "indicator":
            inner.extend(i for d in construct.dimensions for i in d.indicators)
            inner.extend(construct.indicators)
        yield from inner or [construct]


def block_of(instrument: Instrument, item: Item) -> Node:
    """Return the node of the measurement level (or the construct) above an item."""
    return next(block for block in _blocks(instrument, instrument.constructs) if item in items_under(block))


LISTED = 8


@dataclass(frozen=True, slots=True, kw_only=True)
class Candidate:
    """One instrument, what it matches in the file, and how far that covers it.

    ``readable`` are the unmatched columns that hold nothing, or answers on one of its scales: only those can be meant
    for its items.
    """

    matching: Matching
    fit: Fit
    readable: frozenset[int]

    def meant(self, headings: Sequence[str], *, least: float = 0.75) -> tuple[Proposal, ...]:
        """Return the columns that are probably meant for what no column was found for."""
        wanted = unmatched_targets(self)
        items = [target for target in wanted if target.kind == "item"]
        others = [target for target in wanted if target.kind != "item"]
        readable = [at for at in self.matching.unmatched if at in self.readable]
        return (
            *propose(headings, readable, items, least=least),
            *propose(headings, self.matching.unmatched, others, least=least),
        )


def candidates_of(
    instruments: Sequence[Instrument],
    match: Callable[[Instrument], Matching],
    reads: Callable[[Instrument, int], bool],
    absent: Sequence[str],
) -> tuple[Candidate, ...]:
    """Return each instrument with its matching, the one that covers most of the file first.

    ``reads`` tells whether a column's contents can be answers to an instrument.
    """
    found = []
    for instrument in instruments:
        matching = match(instrument)
        fit = fit_of(instrument, matching.items, absent)
        asked = matching.unmatched if fit.missing else ()
        readable = frozenset(position for position in asked if reads(instrument, position))
        found.append(Candidate(matching=matching, fit=fit, readable=readable))
    return tuple(sorted(found, key=_closeness, reverse=True))


def _closeness(one: Candidate) -> tuple[bool, bool, float, int]:
    """Return how close an instrument comes: of those that fit by its items, else by the share that is there."""
    fit = one.fit
    return fit.fits, fit.near, 0.0 if fit.fits else fit.found / max(fit.needed, 1), fit.found


def choose(
    candidates: Sequence[Candidate], headings: Sequence[str], file: str
) -> tuple[Candidate | None, list[Problem]]:
    """Return the instrument of the file, or the problems that say why none could be told.

    Parameters
    ----------
    candidates : sequence of Candidate
        From ``candidates_of``; a single one was named by the user.
    headings : sequence of str
        The header row: columns that may be meant for missing items are named.
    file : str
        Base name, for messages.

    Returns
    -------
    (Candidate or None, list of Problem)
        A candidate that is only near comes back for its missing items to be named.
    """
    best = candidates[0]
    if best.fit.fits or best.fit.near:
        rivals = [
            one
            for one in candidates
            if (one.fit.fits, one.fit.found) == (best.fit.fits, best.fit.found) and one.fit.fits
        ]
        if len(rivals) > 1:
            names = ", ".join(sorted(one.fit.instrument.id for one in rivals))
            return None, [Problem(code="E107", reason="several_instruments", file=file, values={"names": names})]
        return best, []
    if len(candidates) == 1:
        return None, _no_fit(best, headings, file, "does_not_fit")
    first = Problem(code="E106", reason="no_instrument", file=file, values={"count": len(candidates)})
    return None, [first, *(problem for one in candidates for problem in _no_fit(one, headings, file, "candidate"))]


def _no_fit(one: Candidate, headings: Sequence[str], file: str, reason: str) -> list[Problem]:
    """Return the problem of an instrument that does not fit, and one more if columns look meant for its items."""
    missing = [item.id for item in one.fit.missing]
    listed = ", ".join(missing[:LISTED]) + (", ..." if len(missing) > LISTED else "")
    values: dict[str, str | int | float] = {
        "instrument": one.fit.instrument.id,
        "found": one.fit.found,
        "needed": one.fit.needed,
        "missing": listed,
    }
    problems = [Problem(code="E106", reason=reason, file=file, values=values)]
    asked = {item.id for item in one.fit.missing}
    meant = [proposal for proposal in one.meant(headings) if proposal.target.id in asked]
    if meant:
        pairs = [f'"{shown(each.heading)}" = {each.target.id}' for each in meant[:LISTED]]
        values = {"instrument": one.fit.instrument.id, "count": len(meant), "first": meant[0].target.id}
        values["pairs"] = "; ".join(pairs) + ("; ..." if len(meant) > LISTED else "")
        values["column"] = letters(meant[0].position)  # the heading may be too long to be shown whole
        problems.append(Problem(code="E106", reason="columns_alike", file=file, values=values))
    return problems


def missing_items(one: Candidate, headings: Sequence[str], file: str) -> list[Problem]:
    """Return a problem for each item that should have a column, with the column probably meant."""
    proposals = {proposal.target.id: proposal for proposal in one.meant(headings)}
    problems = []
    for item in one.fit.missing:
        if item.id in one.matching.rivals:
            continue
        proposal = proposals.get(item.id)
        reason = "item_missing"
        values = _item_values(one.fit.instrument, item)
        if proposal:
            reason = "item_missing_case" if proposal.case_only else "item_missing_alike"
            values["heading"] = shown(proposal.heading)
            values["column"] = letters(proposal.position)
        problems.append(Problem(code="E106", reason=reason, file=file, item=item.id, values=values))
    return problems


def _item_values(instrument: Instrument, item: Item) -> dict[str, str | int | float]:
    block = block_of(instrument, item)
    return {"id": item.id, "node": block.id, "text_en": item.text.en, "text_id": item.text.id}


def rivalry(one: Candidate, table: Table) -> list[Problem]:
    """Return a problem for each target that several columns fit, and for each column that fits several targets."""
    problems = []
    headings, file = table.headings, table.file
    targets = targets_of(one.fit.instrument).codes
    for name, positions in one.matching.rivals.items():
        values: dict[str, str | int | float] = {
            "id": name,
            "columns": ", ".join(letters(position) for position in positions),
            "headings": "; ".join(f'"{shown(text)}"' for text in dict.fromkeys(headings[at] for at in positions)),
        }
        is_item = targets[name].kind == "item"
        reason = "several_columns_in_turn" if _in_turn(table, positions) else "several_columns"
        problems.append(
            Problem(
                code="E107", reason=reason, file=file, item=name if is_item else None,
                variable=None if is_item else name, values=values,
            )
        )  # fmt: skip
    unclear = [at for at in one.matching.unmatched if headings[at] in one.matching.unclear]
    met: Counter[tuple[str, ...]] = Counter()
    for at in unclear:
        names = one.matching.unclear[headings[at]]
        own = names[min(met[names], len(names) - 1)]  # the first column of a wording is likely that of the first item
        met[names] += 1
        values = {"names": ", ".join(names), "first": own, "column": letters(at)}
        problems.append(
            Problem(code="E107", reason="several_targets", file=file, column=shown(headings[at]), values=values)
        )
    return problems


def _in_turn(table: Table, positions: Sequence[int]) -> bool:
    """Tell whether no record has answers in two of the columns, as where a form was changed in the field."""
    filled = [~table.columns[at].blank() for at in positions]
    return all(count <= 1 for count in map(sum, zip(*filled, strict=True)))


def unmatched_targets(one: Candidate) -> tuple[Target, ...]:
    """Return the items, profile variables and questions of the instrument that no column holds."""
    held = {match.target.name for match in one.matching.found}
    asked = {match.target.id for match in one.matching.found}
    kinds = {"item", "profile", "consent", "checklist", "choice"}
    seen: dict[str, Target] = {}
    for target in targets_of(one.fit.instrument).codes.values():
        if target.kind in kinds and target.name not in held and target.id not in asked:
            seen[target.name] = target
    return tuple(seen.values())


FEW = 12  # distinct contents; a column that holds more is no scale
LEAST_ROWS = 5  # below a header that nobody named
LEAST_COLUMNS = 3  # whose first cell is none of the answers below it
MOST_HEADERS = 3
MOST_TITLES = 2  # cells of a title, which leaves the other columns without a heading
SEARCHED = 10  # records below a title
HALF = 0.5
LEAST_TOLD = 8  # rows
COMPARED = 300  # columns
_WORD = re.compile(r"[^\W\d_]")
_SLIDER = re.compile(r"\s*(?:\d{1,2}|100)(?:[.,]0+)?\s*", re.ASCII)


def further_headers(table: Table) -> list[int]:
    """Return the first records if they are header rows: cells that are none of the few answers below them.

    Parameters
    ----------
    table : Table
        The file, under the header that was found.

    Returns
    -------
    list of int
        Records; none where the first one is an answer as the others are.
    """
    filled = np.flatnonzero(~table.blank_records())
    if not table.header_rows:
        return []
    for count in range(min(MOST_HEADERS, len(filled) - LEAST_ROWS), 0, -1):
        head, below = filled[:count], filled[count:]
        answers = [column for column in table.columns if 0 < len(column.taken(below).filled()) <= FEW]
        met = {text for column in answers for text in column.taken(below).filled()}
        heads = [tuple(column[record].strip() for record in head) for column in answers]
        strange = [cells for cells in heads if all(cell not in met and _WORD.search(cell) for cell in cells)]
        if len(set(strange)) >= LEAST_COLUMNS and len(set(strange)) > HALF * len(answers):
            return [int(record) for record in head]
    return []


def header_problem(table: Table, records: list[int]) -> Problem:
    """Return the offer to read records as header rows."""
    row, rows = table.numbers[records[0]], table.header_rows + len(records)
    return Problem(
        code="E106", reason="second_header", file=table.file, row=row, values={"row": row, "header_rows": rows}
    )


def header_below_title(table: Table) -> int:
    """Return the row of the header where a title stands above it and rows between them; 0 where there is none.

    The header is the first row that fills most columns, if most of its cells are words that are none of the few
    answers below them. What stands right below the first row may continue it: see ``further_headers``.
    """
    width = len(table.headings)
    if not table.header_rows or width <= 2 * MOST_TITLES or sum(map(bool, table.headings)) > MOST_TITLES:
        return 0
    filled = np.flatnonzero(~table.blank_records())
    for at, record in enumerate(filled[:SEARCHED]):
        if sum(bool(cell.strip()) for cell in table.row(int(record))) <= HALF * width:
            continue
        row, below = table.numbers[int(record)], filled[at + 1 :]
        if row <= table.header_row + table.header_rows or len(below) < LEAST_ROWS:
            return 0
        answers = [(column[record].strip(), column.taken(below).filled()) for column in table.columns]
        answers = [(cell, met) for cell, met in answers if 0 < len(met) <= FEW]
        strange = {cell for cell, met in answers if cell not in met and _WORD.search(cell)}
        return row if len(strange) >= LEAST_COLUMNS and len(strange) > HALF * len(answers) else 0
    return 0


def is_survey(table: Table) -> bool:
    """Tell whether columns hold answers on one scale: two of few contents that are mostly the same, or sliders.

    Of a table of a few rows nothing can be told.
    """
    if len(table) < LEAST_TOLD and len(table.headings) > 1:
        return True
    filled = [column.filled() for column in table.columns[:COMPARED]]
    if sum(len(contents) > FEW and all(map(_SLIDER.fullmatch, contents)) for contents in filled) >= LEAST_COLUMNS:
        return True
    few = [
        frozenset(contents) for contents in filled
        if 1 < len(contents) <= FEW and sum(contents.values()) > len(contents)
    ]  # fmt: skip
    return any(len(one & two) >= HALF * min(len(one), len(two)) for one, two in combinations(few, 2))


def no_survey(table: Table) -> Problem:
    """Return the one problem of a file that holds something else than a survey."""
    values = {"rows": len(table), "columns": len(table.headings)}
    return Problem(code="E110", reason="no_survey", file=table.file, values=values)
