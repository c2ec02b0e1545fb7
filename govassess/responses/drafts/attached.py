"""Columns beside a block that fit its scale: which belong to it, and why the others were left out of it.

Too few different answers (all of them 4 or 5) or a heading that speaks against an item keep a column from starting a
block. Where it stands decides, with its contents: nothing that fits leaves the middle of a block without a word.
"""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from typing import Literal

import numpy as np
from numpy.typing import NDArray

from govassess.instrument.wording import normalised
from govassess.responses.drafts.block_scales import SLIDER_TOP, range_of, word_group
from govassess.responses.drafts.contents import Contents, legend_of
from govassess.responses.drafts.headings import code_of
from govassess.responses.drafts.no_items import Against, names_a_field, row_of_a_grid
from govassess.responses.drafts.scale_families import MISSING_CODES, Family, families_of, missing_language, ranks_of
from govassess.responses.table import Table
from govassess.responses.wording import split_number

Kind = Literal["numbers", "slider", "family", "words", "two"]
Why = Literal[
    "respondent", "name", "personal", "two_codes", "alone", "unlike", "sum", "few_answers",
    "ticks", "two_unrelated",
]  # fmt: skip

MOSTLY = 0.95  # share of a column's answers that a scale must read; the rest are slips
YES_OR_NO = frozenset({0, 1, 2})  # codes of questions with two answers
FARTHEST = 4  # places from a block whose code, path or question a heading shares
LEAST_SHARED = 0.3  # correlation with the rest of a block, of either sign, that speaks for an item
LEAST_ROWS = 20  # complete ones; fewer tell nothing about a correlation


@dataclass(frozen=True, slots=True, kw_only=True)
class Aside:
    """A column (position) that fits a scale and is in no block; ``near`` is the first column of the block it stands at.

    ``why``: its heading asks about the ``respondent``, for a ``name`` or something ``personal``; it holds ``two_codes``
    as yes and no; it stands ``alone``; it is ``unlike`` its neighbours; a ``sum`` was shared out; ``few_answers`` were
    given; its two answers are ``ticks`` of one question, or do not go with those around it (``two_unrelated``).
    """

    position: int
    why: Why
    near: int | None = None


@dataclass(slots=True, kw_only=True, eq=False)
class Company:
    """The columns of a block as far as they are known."""

    kind: Kind
    columns: list[Contents]
    group: str | None
    families: tuple[Family, ...] = ()

    @property
    def positions(self) -> list[int]:
        """The positions of the columns, the first first."""
        return sorted(column.position for column in self.columns)


def attach(
    table: Table,
    companies: Sequence[Company],
    others: Sequence[Contents],
    *,
    places: Mapping[int, int],
    groups: Sequence[str | None],
    against: Mapping[int, Against],
) -> list[Aside]:
    """Add columns to the blocks they belong to.

    Parameters
    ----------
    table : Table
        The file.
    companies : sequence of Company
        The blocks; columns are added to them.
    others : sequence of Contents
        Columns that are in no block.
    places : dict
        Position -> place among the columns that hold something.
    groups : sequence of str or None
        What the heading of each column shares with others.
    against : dict
        Position -> what the heading says against an item.

    Returns
    -------
    list of Aside
        The columns that fit a block and were left out of it, with the reason.
    """
    waiting = sorted(others, key=lambda column: column.position)
    while True:
        left: list[Aside] = []
        still: list[Contents] = []
        for column in waiting:
            joined = False
            for company in _nearest(column, companies, places, groups)[:1]:
                why = _why_not(table, column, company, groups, against.get(column.position), places)
                if why is None:
                    company.columns.append(column)
                    company.columns.sort(key=lambda each: each.position)
                    joined = True
                elif why != "far":
                    left.append(Aside(position=column.position, why=why, near=company.positions[0]))
            still += [] if joined else [column]
        if len(still) == len(waiting):  # a column that joined brings others beside the block
            return left
        waiting = still


def _nearest(
    column: Contents, companies: Sequence[Company], places: Mapping[int, int], groups: Sequence[str | None]
) -> list[Company]:
    """Return the blocks that a column fits: that of its own group first, then by how near they are."""

    def distance(company: Company) -> tuple[bool, int]:
        own = company.group is not None and company.group == groups[column.position]
        return not own, _apart(column, company, places)

    near = (company for company in companies if _apart(column, company, places) <= FARTHEST)
    return sorted((company for company in near if _fits(column, company)), key=distance)


def _apart(column: Contents, company: Company, places: Mapping[int, int]) -> int:
    """Return how far a column stands from a block; 0 within it."""
    first, last = company.columns[0].position, company.columns[-1].position
    here = places[column.position]
    return max(places[first] - here, here - places[last], 0)


def _fits(column: Contents, company: Company) -> bool:
    """Tell whether the scale of a block reads a column."""
    if company.kind == "slider":
        within = sum(count for number, count in column.numbers.items() if 0 <= number <= SLIDER_TOP)
        return 0 < MOSTLY * column.answered <= within
    if company.kind == "numbers":
        return _on_its_numbers(column, company)
    answered = column.answered - codes_in(column)
    if company.kind == "family":
        ranks = ranks_of(company.families[0])
        return 0 < MOSTLY * answered <= sum(count for key, count in column.words.items() if key in ranks)
    known = {word_group(key) for each in company.columns for key in each.words}
    return 0 < MOSTLY * answered <= sum(count for key, count in column.words.items() if word_group(key) in known)


def codes_in(column: Contents) -> int:
    """Return how many of the answers in a column of words are numbers that often say "no answer"."""
    return sum(count for number, count in column.numbers.items() if number in MISSING_CODES)


def _on_its_numbers(column: Contents, company: Company) -> bool:
    """Tell whether the numbers of a column are points of a block that hold as before with it."""
    if not 0 < MOSTLY * column.answered <= sum(column.numbers.values()) or not labels_agree(company.columns, column):
        return False
    alone, together = range_of(company.columns), range_of([*company.columns, column])
    stated = legend_of(column.asked)
    if stated and alone and (stated.low, stated.high) != (alone.low, alone.high):
        return False
    if alone is None or together is None or alone.low != together.low or together.high > alone.reach[1]:
        return False
    return any(alone.low <= number <= alone.high for number in column.numbers)


def _why_not(
    table: Table,
    column: Contents,
    company: Company,
    groups: Sequence[str | None],
    speaks: Against | None,
    places: Mapping[int, int],
) -> Why | Literal["far"] | None:
    """Return why a column that fits a block is not in it (``far``: nothing brings them together); None if it is."""
    apart = _apart(column, company, places)
    group = groups[column.position]
    grouped = group is not None and group == company.group
    alone = group is None or groups.count(group) == 1
    why: Why | Literal["far"] | None = None
    if apart > (FARTHEST if grouped else 1):
        why = "far"
    elif speaks is not None:
        if not _item_all_the_same(table, column, company):
            why = "far" if apart and names_a_field(table.headings[column.position]) else speaks
    elif company.group is not None and not grouped:
        if not (alone and _leads(table, column, company, places)):
            why = "far" if apart else "alone"
    elif not grouped and _two_codes(column, company):
        why = "far" if apart else "two_codes"
    return why


def _leads(table: Table, column: Contents, company: Company, places: Mapping[int, int]) -> bool:
    """Tell whether a column is an overall rating, and the block a grid of ratings that follows it."""
    first = company.positions[0]
    follows = places[first] - places[column.position] == 1 and not code_of(table.headings[column.position])
    return follows and not _two_codes(column, company) and row_of_a_grid(table.headings[first])


def _two_codes(column: Contents, company: Company) -> bool:
    """Tell whether a column beside a block of numbers holds codes of a question with two answers."""
    return company.kind == "numbers" and set(column.numbers) - MISSING_CODES <= YES_OR_NO


def _item_all_the_same(table: Table, column: Contents, company: Company) -> bool:
    """Tell whether contents make an item of a column whose heading speaks against it."""
    if names_a_field(table.headings[column.position]) or company.kind == "words":
        return False
    return _shares(table, column, company)


def _shares(table: Table, column: Contents, company: Company) -> bool:
    """Tell whether the answers of a column hang together with those of a block."""
    own = numbers_of(table, column.position)
    rest = np.column_stack([numbers_of(table, at) for at in company.positions])
    answered = ~np.isnan(own) & ~np.isnan(rest).any(axis=1)
    if answered.sum() < LEAST_ROWS:
        return False
    r = correlation(own[answered], rest[answered].sum(axis=1))
    return r is not None and abs(r) >= LEAST_SHARED


def correlation(first: NDArray[np.float64], second: NDArray[np.float64]) -> float | None:
    """Return the correlation of two columns of numbers; None where one of them does not vary."""
    if np.ptp(first) == 0 or np.ptp(second) == 0:
        return None
    return float(np.corrcoef(first, second)[0, 1])


def numbers_of(table: Table, position: int) -> NDArray[np.float64]:
    """Return the whole numbers of a column by record, NaN where something else stands."""
    column = table.columns[position]
    values = [float(text) if text.strip().isdigit() and len(text) < 10 else np.nan for text in column.contents]
    found: NDArray[np.float64] = np.array(values, float)[column.codes]
    return found


def labels_agree(columns: Sequence[Contents], column: Contents) -> bool:
    """Tell whether the value labels of a column are those of the others, spelling apart.

    Where only one side has labels, these must be words that answers are made of, or stand at the ends only: the labels
    of an age group say that no unlabelled item is beside it.
    """
    known = {number: label for each in columns for number, label in told_labels(each).items()}
    own = told_labels(column)
    if known and own:
        shared = known.keys() & own.keys()
        same = sum(normalised(known[number]) == normalised(own[number]) for number in shared)
        return bool(shared) and 2 * same > len(shared)
    if own:
        return _labels_of_answers(own, column.numbers)
    labelled = [each for each in columns if told_labels(each)]
    return not known or len(labelled) > 1 or _labels_of_answers(known, labelled[0].numbers)


def told_labels(column: Contents) -> dict[int, str]:
    """Return the value labels of a column but those that say "no answer"."""
    return {number: label for number, label in column.labels.items() if not missing_language(label)}


def _labels_of_answers(labels: Mapping[int, str], met: Collection[int]) -> bool:
    """Tell whether labels are words of one family, or name some of the points only."""
    words = [pair[1] if (pair := split_number(label)) and pair[1] else label for label in labels.values()]
    return bool(families_of(words)) or not set(met) <= labels.keys()
