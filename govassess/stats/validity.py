"""Discriminant validity of scales: the heterotrait-monotrait ratio of correlations and its variants."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Literal, get_args

import numpy as np
import numpy.typing as npt
import pandas as pd

from govassess.errors import NotEstimable
from govassess.stats.arguments import check_arguments
from govassess.stats.correlations import columns_of
from govassess.stats.draws import SEED, Draws, FloatArray, as_draws
from govassess.stats.intervals import MOST_FAILED, interval
from govassess.stats.moments import UnitSums, centred_columns, complete_answers, complete_values, drawn_moments, strips

HtmtVariant = Literal["htmt", "htmt_plus", "htmt2"]

NO_CORRELATION = 1e-12
"""A mean correlation this small is zero but for rounding; a ratio to it would be a number of 16 digits."""


@dataclass(frozen=True, slots=True, eq=False, kw_only=True)
class Htmt:
    """HTMT of every pair of scales, with the one-sided upper bound of its size where draws were made."""

    pairs: pd.DataFrame
    variant: HtmtVariant
    conf_level: float  # of the one-sided bound
    draws: int
    seed: int | None
    n_used: int
    n_dropped: int
    interval: str = "percentile, one-sided"
    missing_rule: str = "complete rows over all items"

    def to_frame(self) -> pd.DataFrame:
        """Return one row a pair.

        Columns: ``a, b, estimate, conf_high, n_negative_r, draws_failed, reason, reason_block, n_used,
        n_dropped``. A pair that is not estimable is NaN with a code in ``reason``: ``single_item_block``,
        ``constant_in_block``, ``nonpositive_within_r``, ``nonpositive_r``; with ``failed_draws`` only the bound is
        missing.
        """
        return self.pairs.assign(n_used=self.n_used, n_dropped=self.n_dropped)

    def __repr__(self) -> str:
        """Return one line."""
        undefined = int(self.pairs["estimate"].isna().sum())
        without = f", {undefined} undefined" if undefined else ""
        return f"Htmt({self.variant}, {len(self.pairs)} pairs{without}, n={self.n_used}, {self.n_dropped} dropped)"


def htmt(
    items: pd.DataFrame,
    blocks: Mapping[str, Sequence[str]],
    *,
    variant: HtmtVariant = "htmt",
    draws: int | Draws = 0,
    seed: int = SEED,
) -> Htmt:
    """Return the heterotrait-monotrait ratio of every pair of scales.

    Parameters
    ----------
    items : DataFrame (n, k)
        Scale points, already reverse-keyed, NaN = not answered; rows complete over all items of the blocks
        are used.
    blocks : mapping of str to sequence of str
        Scale -> its columns; no column in two scales.
    variant : "htmt", "htmt_plus" or "htmt2"
        Signed correlations; their sizes; geometric means of signed correlations.
    draws : int or Draws
        Number of resamples, or resamples of the rows of ``items`` (before dropping); 0: no bound.
    seed : int
        Seed where ``draws`` is a number.

    Returns
    -------
    Htmt
        ``conf_high`` is the one-sided upper 95 % bound of |HTMT|, the upper end of a 90 % percentile
        interval.

    Raises
    ------
    NotEstimable
        ``too_few_blocks`` (fewer than 2), ``too_few_rows`` (fewer than 3 complete).
    ValueError
        An unknown variant; a column is absent or in two scales; an answer is infinite.

    Notes
    -----
    HTMT = mean r between two blocks / geometric mean of the two mean within-block r.

    References
    ----------
    Henseler, J., Ringle, C. M. & Sarstedt, M. (2015). A new criterion for assessing discriminant validity in
    variance-based structural equation modeling. *J. of the Academy of Marketing Science*, 43(1), 115-135.
    Roemer, E., Schuberth, F. & Henseler, J. (2021). HTMT2. *Industrial Management & Data Systems*, 121,
    2637-2650.

    Examples
    --------
    >>> answers = pd.DataFrame(
    ...     {"a1": [1, 2, 3, 4, 5], "a2": [1, 3, 2, 5, 4], "b1": [2, 1, 4, 3, 5], "b2": [1, 2, 4, 5, 4]}
    ... )
    >>> htmt(answers, {"A": ["a1", "a2"], "B": ["b1", "b2"]})
    Htmt(htmt, 1 pairs, n=5, 0 dropped)
    """
    check_arguments(items=items, blocks=blocks, draws=draws, seed=seed)
    if variant not in get_args(HtmtVariant):
        raise ValueError(f"variant must be one of {', '.join(get_args(HtmtVariant))}, got {variant!r}")
    if len(blocks) < 2:
        raise NotEstimable("htmt", "too_few_blocks", needed=2, found=len(blocks))
    columns = columns_of(items, blocks)
    answers, mask = complete_answers(items[columns])
    values, _ = complete_values(answers)
    n = len(values)
    if n < 3:
        raise NotEstimable("htmt", "too_few_rows", needed=3, found=n, rows=len(items))
    pairs = _Pairs.of(blocks)
    _, centred = centred_columns(values)
    centred[:, (values == values[:1]).all(axis=0)] = 0
    R = _correlate((centred.T @ centred)[np.triu_indices(len(columns))][:, None], len(columns))
    table = _table(pairs, R[:, 0], variant)
    resamples = as_draws(draws, len(items), seed).take(mask) if draws != 0 else None
    table["conf_high"], table["draws_failed"] = np.nan, 0
    if resamples is not None and resamples.count:
        defined = table["reason"].isna().to_numpy()
        high, failed = _bounds(pairs, centred, resamples, variant)
        table["conf_high"] = np.where(defined, high, np.nan)
        table["draws_failed"] = np.where(defined, failed, 0)
        too_many = defined & (failed > MOST_FAILED * resamples.count)
        table.loc[too_many, "reason"] = "failed_draws"
    order = ["a", "b", "estimate", "conf_high", "n_negative_r", "draws_failed", "reason", "reason_block"]
    return Htmt(
        pairs=table[order],
        variant=variant,
        conf_level=0.95,
        draws=0 if resamples is None else resamples.count,
        seed=None if resamples is None else resamples.seed,
        n_used=n,
        n_dropped=len(items) - n,
    )


@dataclass(frozen=True, slots=True, eq=False, kw_only=True)
class _Pairs:
    """The table of blocks: which block each column belongs to, and which cells of the table a pair needs.

    A cell is numbered ``block * blocks + other``; columns of a block stand one after the other, so only cells with
    ``block <= other`` are used.
    """

    names: tuple[str, ...]
    block: npt.NDArray[np.int64]  # column -> block
    sizes: FloatArray  # correlations in each cell
    within: npt.NDArray[np.int64]  # block -> its cell
    between: npt.NDArray[np.int64]  # pair -> its cell
    first: npt.NDArray[np.int64]
    second: npt.NDArray[np.int64]

    @classmethod
    def of(cls, blocks: Mapping[str, Sequence[str]]) -> _Pairs:
        """Lay out the pairs of blocks."""
        names = tuple(blocks)
        columns = np.array([len(blocks[name]) for name in names])
        sizes = np.outer(columns, columns).astype(float)
        np.fill_diagonal(sizes, columns * (columns - 1) / 2)
        first, second = np.triu_indices(len(names), 1)
        return cls(
            names=names,
            block=np.repeat(np.arange(len(names)), columns),
            sizes=sizes.ravel(),
            within=np.arange(len(names)) * (len(names) + 1),
            between=first * len(names) + second,
            first=first,
            second=second,
        )

    def sums(self, packed: FloatArray) -> FloatArray:
        """Add up packed correlations (k (k + 1)/2, draws) by cell of the table (blocks^2, draws)."""
        k = len(self.block)
        found = np.zeros((len(self.sizes), packed.shape[1]))
        first = np.flatnonzero(np.diff(self.block, prepend=-1))  # column with which each block begins
        for i, strip in enumerate(strips(packed, k)):
            if i < k - 1:
                starts = np.append(i + 1, first[first > i + 1])
                cells = self.block[i] * len(self.names) + self.block[starts]
                found[cells] += np.add.reduceat(strip[1:], starts - (i + 1), axis=0)
        return found

    def means(self, packed: FloatArray) -> FloatArray:
        """Return the mean correlation of each cell of the table; NaN for the block of a single item."""
        with np.errstate(invalid="ignore"):
            return np.asarray(self.sums(packed) / self.sizes[:, None])


def _correlate(packed: FloatArray, k: int) -> FloatArray:
    """Turn packed covariances (k (k + 1)/2, draws) into correlations, in place; NaN for a constant item."""
    rows, cols = np.triu_indices(k)
    with np.errstate(divide="ignore", invalid="ignore"):
        scale = 1 / np.sqrt(packed[rows == cols])
        for i, strip in enumerate(strips(packed, k)):
            np.multiply(strip, scale[i:], out=strip)
            np.multiply(strip, scale[i], out=strip)
    return packed


def _ratios(pairs: _Pairs, R: FloatArray, variant: HtmtVariant) -> FloatArray:
    """Return the ratio of each pair (pairs, draws) from packed correlations; NaN where it is undefined."""
    with np.errstate(divide="ignore", invalid="ignore"):
        if variant == "htmt2":
            means = np.exp(pairs.means(np.log(R)))  # the log of a negative r is NaN, of zero minus infinity
            means[means <= 0] = np.nan
        else:
            means = pairs.means(np.abs(R) if variant == "htmt_plus" else R)
        within = np.where(means[pairs.within] > NO_CORRELATION, means[pairs.within], np.nan)
        return np.asarray(means[pairs.between] / np.sqrt(within[pairs.first] * within[pairs.second]))


def _bounds(
    pairs: _Pairs, centred: FloatArray, draws: Draws, variant: HtmtVariant
) -> tuple[FloatArray, npt.NDArray[np.int64]]:
    """Return the upper bound of each pair's size and its number of failed draws."""
    drawn = np.empty((draws.count, len(pairs.first)))
    for block in drawn_moments(UnitSums.of(centred, draws)):
        drawn[block.draws] = _ratios(pairs, _correlate(block.cov, centred.shape[1]), variant).T
    found = interval(np.abs(drawn), conf_level=0.90, draws=draws)
    return found.high, found.failed


def _table(pairs: _Pairs, R: FloatArray, variant: HtmtVariant) -> pd.DataFrame:
    """Return the estimate of each pair, its negative correlations and why it may be undefined."""
    estimates = _ratios(pairs, R[:, None], variant)[:, 0]
    sums = pairs.sums(np.column_stack([R < 0, np.isnan(R), np.abs(R) if variant == "htmt_plus" else R]))
    negative, undefined, total = sums.T
    rows = []
    for pair, (i, j) in enumerate(zip(pairs.first, pairs.second, strict=True)):
        cells = [pairs.within[i], pairs.within[j], pairs.between[pair]]
        code, at = None, None
        for block in (j, i):  # the first block's reason is the one that stays
            cell = pairs.within[block]
            if pairs.sizes[cell] == 0:
                code, at = "single_item_block", pairs.names[block]
            elif undefined[cell]:
                code, at = "constant_in_block", pairs.names[block]
            elif total[cell] <= NO_CORRELATION * pairs.sizes[cell]:
                code, at = "nonpositive_within_r", pairs.names[block]
        if code is None and np.isnan(estimates[pair]):
            code = "nonpositive_r"
        rows.append(
            {
                "a": pairs.names[i],
                "b": pairs.names[j],
                "estimate": estimates[pair],
                "n_negative_r": int(negative[cells].sum()),
                "reason": code,
                "reason_block": at,
            }
        )
    table = pd.DataFrame(rows)
    for name in ("reason", "reason_block"):  # as objects: a column of text would turn None into NaN
        table[name] = pd.Series([row[name] for row in rows], dtype=object)
    return table
