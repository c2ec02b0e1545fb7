"""Suppression over several groupings of the same respondents: what one table hides, another must not give away."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray

from govassess.disclosure.minimum import Suppression, never_alone, suppressed_groups

TRIED_IN_THREES = 40
"""Up to so many small cells are tried in sets of three, more of them in pairs only: the sets grow with the cube."""

TRIED_IN_PAIRS = 2000
"""More small cells are tried one by one."""

NOTHING = 1e-9
"""A combination of shown groups this close to a set of respondents is that set."""

Group = tuple[str, str]
"""Grouping variable and value."""

Known = Mapping[str, Collection[str] | Mapping[str, Suppression]]
"""Grouping variable -> groups that are hidden whatever their size, with the reason or for equal answers."""


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class Cells:
    """The cells of crossed partitions: which of them each group is made of, how many respondents each holds.

    ``low`` and ``high`` (cells, k) are the smallest and largest score on each of k nodes; a cell of which nobody
    scored on a node has infinity there.
    """

    members: Mapping[Group, NDArray[np.bool_]]
    counts: NDArray[np.int64]
    low: NDArray[np.float64]
    high: NDArray[np.float64]

    def alike(self, inside: NDArray[np.bool_]) -> bool:
        """Tell whether all respondents of these cells who scored on some node have the same score there."""
        if not self.low.shape[1] or not inside.any():
            return False
        return bool((self.low[inside].min(axis=0) == self.high[inside].max(axis=0)).any())

    def alike_together(self, by: str, groups: Iterable[str]) -> bool:
        """Tell the same of all respondents of some groups of one variable."""
        return self.alike(np.any([self.members[by, group] for group in groups], axis=0))


def suppressed_across(
    partitions: Mapping[str, Iterable[str]],
    minimum: int,
    homogeneous: Known,
    *,
    values: NDArray[np.float64] | None = None,
    none_told: bool = False,
) -> dict[str, dict[str, Suppression]]:
    """Return the groups of every partition that must be hidden, each with the reason.

    Parameters
    ----------
    partitions : mapping
        Grouping variable -> each respondent's group, ``""`` for none; all of one length n.
    minimum : int
        Groups under it are hidden.
    homogeneous : mapping
        Grouping variable -> groups in which all gave the same answer, or that are hidden for a reason given.
    values : array (n, k), optional
        The respondents' scores, NaN = missing: what is left when the shown groups are taken from the total must not
        be respondents who all have the same one.
    none_told : bool
        Whether the sums over those without a group are told in any case, as their numbers are.

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
    if not partitions:
        return {}
    cells = cells_of(partitions, values)
    sizes: dict[str, dict[str, int]] = {by: {} for by in partitions}
    for (by, group), inside in cells.members.items():
        sizes[by][group] = int(cells.counts[inside].sum())

    def together(by: str, hidden: Mapping[str, Suppression]) -> dict[str, Suppression]:
        return never_alone(sizes[by], hidden, minimum, alike=lambda groups: cells.alike_together(by, groups))

    hidden = {by: together(by, suppressed_groups(sizes[by], minimum, homogeneous.get(by, ()))) for by in partitions}
    if len(partitions) < 2:
        return hidden
    while (found := _given_away(cells, hidden, minimum, none_told=none_told)) is not None:
        by, group = found
        hidden[by] = together(by, {**hidden[by], group: "secondary"})
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
    cells = cells_of({**partitions, "": np.where(part, "in", "out")})
    return _given_away(cells, {**hidden, "": {}}, minimum) is not None


def cells_of(partitions: Mapping[str, Iterable[str]], values: NDArray[np.float64] | None = None) -> Cells:
    """Return the cells that some partitions of n respondents make when they are crossed.

    Parameters
    ----------
    partitions : mapping
        Grouping variable -> each respondent's group; all of one length n.
    values : array (n, k), optional
        Scores, NaN = missing.
    """
    coded = {by: _coded(list(labels)) for by, labels in partitions.items()}
    of_each = np.zeros(len(next(iter(coded.values()))[1]), dtype=np.int64)
    for names, codes in coded.values():  # numbered anew at each step, so that no number outgrows its type
        _, of_each = np.unique(of_each * len(names) + codes, return_inverse=True)
    _, first, counts = np.unique(of_each, return_index=True, return_counts=True)
    members = {
        (by, str(name)): codes[first] == place
        for by, (names, codes) in coded.items()
        for place, name in enumerate(names)
    }
    x = np.empty((len(of_each), 0)) if values is None else values
    low, high = (np.full((len(counts), x.shape[1]), end) for end in (np.inf, -np.inf))
    np.minimum.at(low, of_each, np.where(np.isnan(x), np.inf, x))
    np.maximum.at(high, of_each, np.where(np.isnan(x), -np.inf, x))
    return Cells(members=members, counts=counts, low=low, high=high)


def _coded(labels: Sequence[Any]) -> tuple[list[Any], NDArray[np.int64]]:
    """Return the different labels in their order, and the place of each respondent's among them."""
    names = sorted(set(labels))
    place = {name: at for at, name in enumerate(names)}
    return names, np.array([place[label] for label in labels], dtype=np.int64)


def _given_away(
    cells: Cells, hidden: Mapping[str, Mapping[str, Suppression]], minimum: int, *, none_told: bool = False
) -> Group | None:
    """Return the smallest shown group that helps to find the sum of too few respondents; None if none does."""
    without = [key for key in cells.members if none_told and not key[1]]
    shown = [key for key in cells.members if key[1] not in hidden[key[0]] and key not in without]
    if not shown:
        return None
    unstated = np.zeros(len(cells.counts), dtype=bool)
    for key in without:
        unstated |= cells.members[key]
    columns = [cells.members[key] for key in (*shown, *without)] + [np.ones(len(cells.counts), dtype=bool)]
    known = np.column_stack(columns).astype(float)
    counts = np.where(unstated, minimum, cells.counts)  # how many they are is no secret
    guarded = [each for each in _guarded(cells, hidden, shown, minimum) if not (each & unstated).any()]
    for wanted in spanned(known, counts, guarded, minimum):
        parts = np.linalg.lstsq(known, wanted, rcond=None)[0]
        used = [key for key, part in zip(shown, parts, strict=False) if abs(part) > NOTHING]
        if used:
            return min(used, key=lambda key: (cells.counts[cells.members[key]].sum(), key))
    return None


def spanned(
    known: NDArray[np.float64],
    counts: NDArray[np.int64],
    guarded: Sequence[NDArray[Any]],
    minimum: int,
) -> Iterator[NDArray[np.float64]]:
    """Yield the sets of cells whose sum is a linear combination of known sums.

    Parameters
    ----------
    known : array (cells, sums)
        Which cells each known sum is made of.
    counts : array (cells,)
        Respondents in each cell.
    guarded : sequence of arrays (cells,)
        Sets to try, whatever their size.
    minimum : int
        Cells of fewer respondents are tried as well, alone and in twos and threes that are together fewer.

    Notes
    -----
    A set lies in the span of the known sums if its projection on an orthonormal basis of these has its own length,
    which for sets of cells is a sum of entries of the projection matrix.
    """
    span = np.linalg.svd(known, full_matrices=False)
    basis = span[0][:, span[1] > NOTHING * span[1][0]]
    for each in guarded:
        wanted = each.astype(float)
        if wanted @ wanted - np.sum((basis.T @ wanted) ** 2) < NOTHING:
            yield wanted
    small = np.flatnonzero(counts < minimum)
    for chosen in _small_sets(basis[small], counts[small], minimum):
        wanted = np.zeros(len(counts))
        wanted[small[chosen]] = 1
        yield wanted


def _small_sets(basis: NDArray[np.float64], counts: NDArray[np.int64], minimum: int) -> Iterator[list[int]]:
    """Yield which of the small cells, alone and in twos and threes, lie in the span of ``basis`` (cells, sums)."""
    alone = np.einsum("ij,ij->i", basis, basis)
    yield from ([int(place)] for place in np.flatnonzero(1 - alone < NOTHING))
    if len(counts) > TRIED_IN_PAIRS:
        return
    shared = basis @ basis.T
    missing = 2 - alone[:, None] - alone - 2 * shared
    few = counts[:, None] + counts < minimum
    yield from np.argwhere(np.triu((missing < NOTHING) & few, 1)).tolist()
    if len(counts) > TRIED_IN_THREES:
        return
    for first in range(len(counts) - 2):
        rest = slice(first + 1, None)
        near, own = shared[first, rest], alone[rest]
        left = 3 - alone[first] - own[:, None] - own - 2 * (near[:, None] + near + shared[rest, rest])
        few = counts[first] + counts[rest, None] + counts[rest] < minimum
        yield from ([first, *pair] for pair in (np.argwhere(np.triu((left < NOTHING) & few, 1)) + first + 1).tolist())


def _guarded(
    cells: Cells, hidden: Mapping[str, Mapping[str, Suppression]], shown: Sequence[Group], minimum: int
) -> list[NDArray[np.bool_]]:
    """Return the sets of cells whose sums must stay unknown, beside small cells: hidden groups, and what is left over.

    Left over is what a shown group keeps beside the shown groups of another variable.
    """
    primary = [
        inside for (by, group), inside in cells.members.items() if hidden[by].get(group, "secondary") != "secondary"
    ]
    covered = {by: np.zeros(len(cells.counts), dtype=bool) for by in hidden}
    for by, group in shown:
        covered[by] |= cells.members[by, group]
    rest = [cells.members[key] & ~covered[by] for key in shown for by in hidden if by != key[0]]
    rest = [each for each in rest if each.any()]
    return primary + [each for each in rest if cells.counts[each].sum() < minimum or cells.alike(each)]
