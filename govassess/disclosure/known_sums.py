"""One linear system of what a reader knows: sums over sets of respondents, and what one more would disclose."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any

import numpy as np
from numpy.typing import NDArray

from govassess.disclosure.across import NOTHING, spanned

Row = NDArray[np.float64]
"""With which weight each of n respondents enters a known sum."""


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class KnownSums:
    """Sums that a reader knows, quantity by quantity, and groups whose sums must stay unknown.

    Attributes
    ----------
    rows : mapping
        Quantity (a node, an item, a number) -> weights of the n respondents in each sum that is shown.
    hidden : mapping
        Quantity -> the respondents, as 0 and 1, of each group whose sum must not be derivable, whatever its size.
    minimum : int
        Sums over fewer respondents must not be derivable either.
    people : array (n,), optional
        How many respondents each of the n stands for, where those who are alike in every sum are taken together.
    """

    rows: Mapping[str, tuple[Row, ...]]
    hidden: Mapping[str, tuple[Row, ...]]
    minimum: int
    people: Row | None = None

    def more(self, rows: Mapping[str, Sequence[Row]]) -> KnownSums:
        """Return the same system with more known sums."""
        named = dict.fromkeys((*self.rows, *rows))
        return replace(self, rows={name: (*self.rows.get(name, ()), *rows.get(name, ())) for name in named})

    def disclosed_by(self, rows: Mapping[str, Sequence[Row]]) -> Iterator[tuple[str, Row]]:
        """Yield what some more sums would disclose: the quantity, and the respondents whose sum becomes derivable.

        Parameters
        ----------
        rows : mapping
            Quantity -> weights of the n respondents in each further sum.

        Notes
        -----
        Respondents with equal weights in every sum are one unknown. A set of them is derivable if its 0/1 vector lies
        in the span of the known sums (``spanned``): hidden groups are tried, and sets of up to three unknowns that
        hold fewer than ``minimum`` respondents. What was derivable before the new sums is not yielded.

        Examples
        --------
        >>> everyone, most = np.ones(30), (np.arange(30) > 0) * 1.0
        >>> known = KnownSums(rows={"CG": (everyone,)}, hidden={}, minimum=5)
        >>> [(name, int(row.sum())) for name, row in known.disclosed_by({"CG": (most,)})]
        [('CG', 1)]
        """
        for name, further in rows.items():
            if not further:
                continue
            before, hidden = self.rows.get(name, ()), self.hidden.get(name, ())
            table = np.column_stack([*before, *further, *hidden])
            inside = table.any(axis=1)
            unknowns, place = np.unique(table[inside], axis=0, return_inverse=True)
            counts = np.bincount(
                place.reshape(-1), weights=None if self.people is None else self.people[inside]
            ).astype(np.int64)
            known = unknowns[:, : len(before) + len(further)]
            guarded = [column for column in unknowns[:, len(before) + len(further) :].T if column.any()]
            for wanted in spanned(known, counts, guarded, self.minimum):
                if not _derivable(wanted, unknowns[:, : len(before)]):
                    found = np.zeros(len(table))
                    found[inside] = wanted[place.reshape(-1)]
                    yield name, found

    def discloses(self, rows: Mapping[str, Sequence[Row]]) -> bool:
        """Tell whether some more sums would disclose anything."""
        return next(self.disclosed_by(rows), None) is not None


def taken_together(columns: Iterable[NDArray[Any]]) -> tuple[NDArray[np.int64], Row]:
    """Return one respondent of each class of those who are alike in every column, and how many are in the class.

    Examples
    --------
    >>> first, people = taken_together([np.array(["a", "a", "b"]), np.array([True, True, True])])
    >>> first.tolist(), people.tolist()
    ([0, 2], [2.0, 1.0])
    """
    codes: NDArray[Any] | None = None
    for column in columns:  # numbered anew at each step, so that no number outgrows its type
        names, own = np.unique(column, return_inverse=True)
        codes = own if codes is None else np.unique(codes * len(names) + own, return_inverse=True)[1]
    if codes is None:
        return np.empty(0, dtype=np.int64), np.empty(0)
    _, first, counts = np.unique(codes, return_index=True, return_counts=True)
    return np.asarray(first, dtype=np.int64), counts.astype(np.float64)


def _derivable(wanted: Row, known: NDArray[np.float64]) -> bool:
    """Tell whether a vector over unknowns lies in the span of the columns of ``known``."""
    if not known.shape[1]:
        return False
    left = wanted - known @ np.linalg.lstsq(known, wanted, rcond=None)[0]
    return bool(left @ left < NOTHING)
