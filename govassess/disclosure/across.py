"""Suppression over several groupings of the same respondents: what one table hides, another must not give away."""

from __future__ import annotations

from collections import Counter
from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from itertools import combinations
from typing import Any

import numpy as np
from numpy.typing import NDArray

from govassess.disclosure.minimum import Suppression, never_alone, suppressed_groups

TRIED_IN_THREES = 40
"""Up to so many small cells are tried in sets of three, more of them in pairs only: the sets grow with the cube."""

NOTHING = 1e-9
"""A combination of shown groups this close to a set of respondents is that set."""


def suppressed_across(
    partitions: Mapping[str, Iterable[str]],
    minimum: int,
    homogeneous: Mapping[str, Collection[str]],
) -> dict[str, dict[str, Suppression]]:
    """Return the groups of every partition that must be hidden, each with the reason.

    Parameters
    ----------
    partitions : mapping
        Grouping variable -> each respondent's group, ``""`` for none; all of one length n.
    minimum : int
        Groups under it are hidden.
    homogeneous : mapping
        Grouping variable -> groups in which all gave the same answer.

    Returns
    -------
    dict
        Grouping variable -> hidden group -> ``minimum``, ``homogeneity`` or ``secondary``.

    Notes
    -----
    Within each partition as ``suppressed_groups``. Across them, sums over fewer than ``minimum`` respondents must
    not be a linear combination of the sums shown (the total is always shown): an agency that is hidden must not be
    its type less the other agencies of that type. Guarded are small groups, what a shown group keeps beside the
    shown groups of another partition, and small cells of all partitions, alone and in twos and threes; the smallest
    group that takes part in such a combination is hidden until there is none.

    Examples
    --------
    >>> agency = ["a"] * 2 + ["b"] * 9 + ["c"] * 7 + ["d"] * 8
    >>> kind = ["x"] * 11 + ["y"] * 15
    >>> suppressed_across({"agency": agency, "kind": kind}, 5, {})["agency"]
    {'a': 'minimum', 'c': 'secondary', 'b': 'secondary'}
    """
    sizes = {by: dict(sorted(Counter(labels).items())) for by, labels in partitions.items()}
    hidden = {by: suppressed_groups(sizes[by], minimum, homogeneous.get(by, ())) for by in partitions}
    if len(partitions) < 2:
        return hidden
    members, counts = _cells(partitions)
    while (found := _given_away(members, hidden, counts, minimum)) is not None:
        by, group = found
        hidden[by] = never_alone(sizes[by], {**hidden[by], group: "secondary"}, minimum)
    return hidden


def gives_away(
    partitions: Mapping[str, Sequence[str] | NDArray[Any]],
    hidden: Mapping[str, Mapping[str, Suppression]],
    part: NDArray[np.bool_],
    minimum: int,
) -> bool:
    """Tell whether results of a part of the respondents would, beside those shown, give away too few of them.

    Parameters
    ----------
    partitions : mapping
        Grouping variable -> each respondent's group, ``""`` for none; all of one length n.
    hidden : mapping
        Grouping variable -> groups that are hidden, as ``suppressed_across`` returns them.
    part : array (n,) of bool
        The respondents of whom results are to be shown, beside those of all: the sums over the rest are then known
        as well.
    minimum : int
        Sums over fewer respondents must stay unknown.

    Examples
    --------
    >>> agency = ["a"] * 8 + ["b"] * 22
    >>> careful = np.arange(30) >= 6  # six of the eight in agency a are not: a less them is two people
    >>> gives_away({"agency": agency}, {"agency": {}}, careful, 5)
    True
    >>> gives_away({"agency": agency}, {"agency": {"a": "secondary", "b": "secondary"}}, careful, 5)
    False
    """
    inside = int(part.sum())
    if 0 < inside < minimum or 0 < len(part) - inside < minimum:
        return True
    # "" names no variable
    members, counts = _cells({**partitions, "": np.where(part, "in", "out")})
    return _given_away(members, {**hidden, "": {}}, counts, minimum) is not None


def _cells(
    partitions: Mapping[str, Iterable[str]],
) -> tuple[dict[tuple[str, str], NDArray[np.float64]], NDArray[np.int64]]:
    """Return which cells of the crossed partitions each group is made of, and how many respondents each cell holds."""
    cells = Counter(zip(*partitions.values(), strict=True))
    atoms = sorted(cells)
    members = {
        (by, group): np.array([atom[place] == group for atom in atoms], dtype=float)
        for place, by in enumerate(partitions)
        for group in sorted({atom[place] for atom in atoms})
    }
    return members, np.array([cells[atom] for atom in atoms])


def _given_away(
    members: Mapping[tuple[str, str], NDArray[np.float64]],
    hidden: Mapping[str, Mapping[str, Suppression]],
    counts: NDArray[np.int64],
    minimum: int,
) -> tuple[str, str] | None:
    """Return the smallest shown group that helps to find the sum of too few respondents; None if none does."""
    shown = [key for key in members if key[1] not in hidden[key[0]]]
    if not shown:
        return None
    known = np.column_stack([members[key] for key in shown] + [np.ones(len(counts))])
    wanted = np.column_stack(list(_guarded(members, hidden, shown, counts, minimum)))
    span = np.linalg.svd(known, full_matrices=False)
    basis = span[0][:, span[1] > NOTHING * span[1][0]]
    given_away = np.flatnonzero(np.abs(wanted - basis @ (basis.T @ wanted)).max(axis=0) < NOTHING)
    for place in given_away:
        parts = np.linalg.lstsq(known, wanted[:, place], rcond=None)[0]
        used = [key for key, part in zip(shown, parts, strict=False) if abs(part) > NOTHING]
        if used:
            return min(used, key=lambda key: (counts @ members[key], key))
    return None


def _guarded(
    members: Mapping[tuple[str, str], NDArray[np.float64]],
    hidden: Mapping[str, Mapping[str, Suppression]],
    shown: Sequence[tuple[str, str]],
    counts: NDArray[np.int64],
    minimum: int,
) -> Iterator[NDArray[np.float64]]:
    """Yield the sets of cells whose sums must stay unknown."""
    yield np.zeros(len(counts))  # so that there is a set, of nobody
    for (by, group), cells in members.items():
        if hidden[by].get(group, "secondary") != "secondary":
            yield cells
    rest = [
        members[key] * (1 - sum((members[other] for other in shown if other[0] == by), np.zeros(len(counts))))
        for key in shown
        for by in hidden
        if by != key[0]
    ]
    for cells in (*rest, *np.eye(len(counts))):
        if 0 < counts @ cells < minimum:
            yield cells
    small = np.flatnonzero(counts < minimum).tolist()
    for together in (2, 3) if len(small) <= TRIED_IN_THREES else (2,):
        for chosen in combinations(small, together):
            if counts[list(chosen)].sum() < minimum:
                cells = np.zeros(len(counts))
                cells[list(chosen)] = 1
                yield cells
