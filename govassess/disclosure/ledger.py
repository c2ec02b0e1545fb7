"""The ledger of what was published: who is behind each figure, so that a later report cannot be subtracted.

Opt-in (``--ledger FILE``). It holds, for every report written with it, the cells that were shown (the whole sample,
each shown group, each group with a report of its own, the sample without the respondents flagged as careless) and who
is in them, as keyed hashes of 80 bits (BLAKE2b). The key is a file in the same folder; without it the hashes lead to
nobody, with it and the survey they can: both are kept as the survey is.
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray

from govassess.disclosure.across import NOTHING, spanned
from govassess.errors import DataError, Problem

VERSION = 1
HEADER = {"ledger": "govassess", "version": VERSION, "hash": "blake2b, keyed, 80 bits"}
HASH_BYTES = 10
MOST_TOLD = 10
"""So many cells are named; a person who must act on them needs no more."""


@dataclass(frozen=True, slots=True, kw_only=True)
class PublishedCell:
    """Respondents covered by the sums shown: ``by`` is empty for a whole sample, named by ``value``.

    ``nodes`` are the scores that rest on exactly these respondents; ``""`` among them stands for their number. A member
    is the hash of a person, or ``person.answers`` with the hash of what that person answered.
    """

    by: str
    value: str
    nodes: tuple[str, ...]
    members: frozenset[str]


@dataclass(frozen=True, slots=True, kw_only=True)
class PublishedReport:
    """The cells of one report."""

    survey: str  # sha256 of the file
    instrument: str
    disclosure: str
    minimum: int
    cells: tuple[PublishedCell, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Near:
    """A cell of a new report that, with cells published earlier, discloses the answers of too few."""

    cell: PublishedCell
    earlier: tuple[PublishedCell, ...]


def keyed(identities: Iterable[bytes], key: bytes) -> tuple[str, ...]:
    """Return the keyed hash of each identity.

    Examples
    --------
    >>> keyed([b"a"], b"k" * 32) == keyed([b"a"], b"k" * 32) != keyed([b"a"], b"l" * 32)
    True
    """
    return tuple(hashlib.blake2b(each, key=key, digest_size=HASH_BYTES).hexdigest() for each in identities)


def near_cells(new: Sequence[PublishedCell], earlier: Sequence[PublishedCell], minimum: int) -> tuple[Near, ...]:
    """Return the new cells that with the earlier ones disclose too few.

    Parameters
    ----------
    new, earlier : sequence of PublishedCell
        Those of the report in hand, and those that the ledger holds.
    minimum : int
        Sums over fewer respondents must stay unknown.

    Returns
    -------
    tuple of Near
        Cells that differ from an earlier one, on the same node, by 1 to ``minimum`` - 1 respondents (who are in one
        and not in the other, or in both with other answers); and cells of which a linear combination with earlier ones
        is the sum over so few. One a cell: the first earlier one met, or the first combination.

    Examples
    --------
    >>> def cell(*people):
    ...     return PublishedCell(by="", value="all", nodes=("CG",), members=frozenset(people))
    >>> len(near_cells([cell(*"abcdefgh")], [cell(*"abcdefghi")], 5)), near_cells([cell(*"abcde")], [cell(*"abcde")], 5)
    (1, ())
    """
    people = {_person(name) for cell in new for name in cell.members}
    earlier = [cell for cell in dict.fromkeys(earlier) if not people.isdisjoint(_person(name) for name in cell.members)]
    if not earlier:
        return ()
    cells = [*new, *earlier]
    persons = _membership([frozenset(map(_person, cell.members)) for cell in cells])
    apart = _apart(cells, persons, len(new))
    found: dict[int, tuple[int, ...]] = {}
    tried = set()
    for node in dict.fromkeys(node for cell in new for node in cell.nodes):
        chosen = tuple(place for place, cell in enumerate(cells) if node in cell.nodes)
        if chosen not in tried:
            tried.add(chosen)
            for place, others in _near(cells, persons, apart, chosen, minimum):
                found.setdefault(place, others)
    return tuple(
        Near(cell=cells[place], earlier=tuple(cells[each] for each in others)) for place, others in found.items()
    )


def _person(member: str) -> str:
    return member.partition(".")[0]


def _membership(cells: Sequence[frozenset[str]]) -> NDArray[np.float64]:
    """Return who (rows) is in which cell (columns)."""
    place = {name: at for at, name in enumerate(sorted(frozenset().union(*cells)))}
    matrix = np.zeros((len(place), len(cells)))
    for at, members in enumerate(cells):
        matrix[[place[name] for name in members], at] = 1
    return matrix


def _apart(cells: Sequence[PublishedCell], persons: NDArray[np.float64], count: int) -> NDArray[np.float64]:
    """Return by how many persons each new cell (rows) differs from each earlier one (columns).

    Those who are in one of the two, and those who are in both with other answers, where both know the answers.
    """
    answers = _membership([cell.members for cell in cells])
    known = np.array([any("." in name for name in cell.members) for cell in cells])
    both = persons[:, :count].T @ persons[:, count:]
    same = np.where(np.outer(known[:count], known[count:]), answers[:, :count].T @ answers[:, count:], both)
    sizes = persons.sum(axis=0)
    return np.asarray(sizes[:count, None] + sizes[count:] - both - same)


def _near(
    cells: Sequence[PublishedCell],
    persons: NDArray[np.float64],
    apart: NDArray[np.float64],
    chosen: Sequence[int],
    minimum: int,
) -> list[tuple[int, tuple[int, ...]]]:
    """Return new cells of the chosen ones and the earlier cells with which each tells of too few."""
    count = len(apart)
    fresh = [place for place in chosen if place < count]
    known = [place for place in chosen if place >= count]
    if not fresh or not known:
        return []
    few = apart[np.ix_(fresh, [place - count for place in known])]
    pairs = np.argwhere((few > 0) & (few < minimum)).tolist()
    found: list[tuple[int, tuple[int, ...]]] = [(fresh[one], (known[other],)) for one, other in pairs]
    atoms, counts = np.unique(persons[:, list(chosen)], axis=0, return_counts=True)
    of_one_table = [(place < count, cells[place].by) for place in chosen]
    for wanted in spanned(atoms, counts, _rests(atoms, counts, of_one_table, minimum), minimum):
        parts = np.abs(np.linalg.lstsq(atoms, wanted, rcond=None)[0]) > NOTHING
        used = [place for place, part in zip(chosen, parts, strict=True) if part]
        others = tuple(place for place in used if place >= count)
        cell = next((place for place in used if place < count), None)
        if cell is not None and others:
            found.append((cell, others))
    return found


def _rests(
    atoms: NDArray[np.float64], counts: NDArray[np.int64], tables: Sequence[tuple[bool, str]], minimum: int
) -> list[NDArray[np.float64]]:
    """Return what each cell keeps, of fewer than ``minimum``, without the cells of another table that lie within it.

    They may be many atoms, each of one person, which are not all tried in sets.
    """
    found: dict[bytes, NDArray[np.float64]] = {}
    for at, own in enumerate(tables):
        inside = atoms[:, at] > 0
        for table in dict.fromkeys(tables):
            within = [place for place, each in enumerate(tables) if each == table != own]
            within = [place for place in within if not (atoms[:, place] > inside).any()]
            rest = inside & ~(atoms[:, within] > 0).any(axis=1)
            if within and 0 < counts[rest].sum() < minimum:
                found[rest.tobytes()] = rest.astype(float)
    return list(found.values())


def parse_ledger(text: str, file: str) -> tuple[PublishedReport, ...]:
    """Return the reports that a ledger holds; an empty text is a new one.

    Raises
    ------
    DataError
        A line is not one that govassess wrote, or a newer version wrote it.
    """
    found = []
    for number, line in enumerate(text.splitlines(), start=1):
        try:
            record = json.loads(line)
            known = number > 1 or (record["ledger"], record["version"]) == (HEADER["ledger"], VERSION)
            found += [_report(record)] if number > 1 else []
        except (ValueError, LookupError, TypeError, AttributeError, RecursionError):
            known = False
        if not known:
            raise DataError([Problem(code="E110", reason="not_a_ledger", file=file, line=number)])
    return tuple(found)


def _report(record: Mapping[str, Any]) -> PublishedReport:
    people = [str(name) for name in record["people"]]
    return PublishedReport(
        survey=str(record["survey"]),
        instrument=str(record["instrument"]),
        disclosure=str(record["disclosure"]),
        minimum=int(record["minimum"]),
        cells=tuple(
            PublishedCell(
                by=str(cell["by"]),
                value=str(cell["value"]),
                nodes=tuple(str(node) for node in cell["nodes"]),
                members=frozenset(people[at] for at in cell["people"]),
            )
            for cell in record["cells"]
        ),
    )


def with_report(text: str, report: PublishedReport) -> str:
    """Return the text of a ledger with one more report; the same text if it holds that report already."""
    people = sorted({name for cell in report.cells for name in cell.members})
    place = {name: at for at, name in enumerate(people)}
    record = {
        "survey": report.survey,
        "instrument": report.instrument,
        "disclosure": report.disclosure,
        "minimum": report.minimum,
        "people": people,
        "cells": [
            {
                "by": cell.by,
                "value": cell.value,
                "nodes": list(cell.nodes),
                "people": sorted(place[name] for name in cell.members),
            }
            for cell in report.cells
        ],
    }
    line = json.dumps(record, ensure_ascii=False)
    lines = text.splitlines() or [json.dumps(HEADER)]
    return "\n".join(lines if line in lines else [*lines, line]) + "\n"
