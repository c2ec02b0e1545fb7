"""Bootstrap draws as integer weights: one set of draws serves every table of an assessment."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

import numpy as np
import numpy.typing as npt
import pandas as pd

SEED = 20231031
BLOCK = 512
NARROW = 2**16  # units whose numbers fit 16 bits
DrawKind = Literal["rows", "clusters", "shards"]
FloatArray = npt.NDArray[np.float64]
IntArray = npt.NDArray[np.int64]
WeightArray = npt.NDArray[np.uint16]


@dataclass(frozen=True, slots=True, eq=False, kw_only=True)
class Draws:
    """How often each unit (respondent, cluster or shard) was drawn in each of ``count`` resamples.

    Attributes
    ----------
    seed : int
        Seed of the draws.
    kind : "rows", "clusters" or "shards"
        What was resampled with replacement.
    units : int
        Number of units resampled (columns of ``weights``).
    count : int
        Number of draws, B.
    codes : array of int (n_rows,) or None
        The unit of each row; None where row i is unit i.
    weights : array of int (count, units), read-only
        Times each unit was drawn.
    """

    seed: int
    kind: DrawKind
    units: int
    count: int
    codes: IntArray | None
    weights: WeightArray

    @property
    def n_rows(self) -> int:
        """Number of rows the draws weigh."""
        return self.units if self.codes is None else len(self.codes)

    @property
    def units_present(self) -> int:
        """Number of units that have a row (``take`` can leave a cluster without one)."""
        return self.units if self.codes is None else int(np.count_nonzero(np.bincount(self.codes)))

    def take(self, mask: npt.NDArray[np.bool_]) -> Draws:
        """Keep the rows where ``mask`` is true; every kept row keeps its weights."""
        chosen = np.asarray(mask, dtype=bool)
        if chosen.shape != (self.n_rows,):
            raise ValueError(f"the mask has shape {chosen.shape}, the draws weigh {self.n_rows} rows")
        if chosen.all():
            return self
        codes = np.flatnonzero(chosen) if self.codes is None else self.codes[chosen]
        codes.flags.writeable = False
        return Draws(
            seed=self.seed,
            kind=self.kind,
            units=self.units,
            count=self.count,
            codes=codes,
            weights=self.weights,
        )

    def row_weights(self) -> FloatArray:
        """Return the weight of each row in each draw, (count, n_rows)."""
        weights = self.weights if self.codes is None else self.weights[:, self.codes]
        return weights.astype(float)

    def __repr__(self) -> str:
        """Return one line."""
        return f"Draws({self.count} of {self.units} {self.kind}, {self.n_rows} rows, seed {self.seed})"


def make_draws(
    n_rows: int,
    *,
    seed: int = SEED,
    count: int = 5000,
    clusters: npt.ArrayLike | None = None,
    shards: int | None = None,
) -> Draws:
    """Draw ``count`` resamples of rows, of whole clusters, or of shards (random groups) of rows.

    Parameters
    ----------
    n_rows : int
        Number of rows of the data.
    seed : int
        Seed; the same seed gives the same draws on every machine and with any number of threads.
    count : int
        Number of draws, B.
    clusters : array (n_rows,), optional
        Label of each row's cluster, none missing; clusters are then resampled whole.
    shards : int, optional
        Deal the rows at random to this many groups and resample those (for very large tables).

    Returns
    -------
    Draws

    Raises
    ------
    ValueError
        A number is negative, a label is missing or the labels do not fit the rows.

    Notes
    -----
    Draws come in blocks of 512, block i from child i of ``SeedSequence(seed)``; the last block is drawn whole
    and cut. So B draws are the first B of any larger number of draws.

    References
    ----------
    Efron, B. & Tibshirani, R. (1993). *An Introduction to the Bootstrap*. Chapman & Hall.

    Examples
    --------
    >>> draws = make_draws(4, count=3)
    >>> draws.weights.sum(axis=1).tolist()
    [4, 4, 4]
    >>> make_draws(4, count=2, clusters=["a", "b", "a", "b"])
    Draws(2 of 2 clusters, 4 rows, seed 20231031)
    """
    for name, given in (("n_rows", n_rows), ("count", count), ("seed", seed)):
        if isinstance(given, bool) or not isinstance(given, (int, np.integer)):
            raise TypeError(f"{name} must be a whole number, got {given!r}")
        if given < 0:
            raise ValueError(f"{name} must be 0 or more, got {given}")
    if clusters is not None and shards is not None:
        raise ValueError("give clusters or shards, not both")
    kind: DrawKind = "rows"
    codes: IntArray | None = None
    units = n_rows
    if clusters is not None:
        kind = "clusters"
        codes, units = _codes_of(clusters, n_rows)
    elif shards is not None:
        kind = "shards"
        units = min(shards, n_rows)
        codes = _dealt(n_rows, shards, seed)
    if codes is not None:
        codes.flags.writeable = False
    weights = _weights(units, count, seed)
    weights.flags.writeable = False
    return Draws(seed=seed, kind=kind, units=units, count=count, codes=codes, weights=weights)


def as_draws(draws: int | Draws, n_rows: int, seed: int) -> Draws:
    """Return ``draws`` if it weighs ``n_rows`` rows; make that many resamples of rows if it is a number."""
    if not isinstance(draws, Draws):
        return make_draws(n_rows, seed=seed, count=int(draws))
    if draws.n_rows != n_rows:
        raise ValueError(f"the draws weigh {draws.n_rows} rows, the data have {n_rows}")
    return draws


def in_units(codes: IntArray) -> tuple[IntArray, IntArray, IntArray]:
    """Return the rows unit by unit, the units that have any, and where each of these begins among the rows.

    Examples
    --------
    >>> [each.tolist() for each in in_units(np.array([3, 0, 3]))]
    [[1, 0, 2], [0, 3], [0, 1]]
    """
    counts = np.bincount(codes)
    narrow = codes.astype(np.uint16) if len(counts) <= NARROW else codes  # these are sorted by their digits, in one go
    present = np.flatnonzero(counts)
    starts = np.concatenate([[0], np.cumsum(counts[present])])[:-1]
    return np.argsort(narrow, kind="stable"), present, starts.astype(np.int64)


def _codes_of(clusters: npt.ArrayLike, n_rows: int) -> tuple[IntArray, int]:
    """Return a number from 0 for each cluster label, in sorted order, and how many there are."""
    labels = pd.Series(np.asarray(clusters, dtype=object))
    if len(labels) != n_rows:
        raise ValueError(f"{len(labels)} cluster labels for {n_rows} rows")
    if labels.isna().any():
        raise ValueError("a cluster label is missing")
    codes, levels = pd.factorize(labels.astype(str), sort=True)
    return np.array(codes, dtype=np.int64), len(levels)


def _dealt(n_rows: int, shards: int, seed: int) -> IntArray:
    """Deal rows to shards whose sizes differ by at most one."""
    if shards < 1:
        raise ValueError(f"shards must be at least 1, got {shards}")
    # A second word of entropy keeps this stream apart from the children that draw the blocks.
    order = np.random.default_rng(np.random.SeedSequence((seed, shards))).permutation(n_rows)
    codes = np.empty(n_rows, dtype=np.int64)
    codes[order] = np.arange(n_rows) % shards
    return codes


def _weights(units: int, count: int, seed: int) -> WeightArray:
    """Draw multinomial counts, block by block."""
    n_blocks = -(-count // BLOCK)
    weights = np.zeros((count, units), dtype=np.uint16)
    if units == 0:
        return weights
    offsets = (np.arange(BLOCK) * units)[:, None]
    for i, child in enumerate(np.random.SeedSequence(seed).spawn(n_blocks)):
        picked = np.random.default_rng(child).integers(0, units, size=(BLOCK, units))
        counts = np.bincount((picked + offsets).ravel(), minlength=BLOCK * units).reshape(BLOCK, units)
        rows = slice(i * BLOCK, min((i + 1) * BLOCK, count))
        weights[rows] = counts[: rows.stop - rows.start]
    return weights
