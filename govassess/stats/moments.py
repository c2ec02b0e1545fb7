"""n, means and covariances: of the sample, of every bootstrap draw, of every sample but one row."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt
import pandas as pd

from govassess.stats.arguments import check_made, check_matrix
from govassess.stats.draws import BLOCK, Draws, FloatArray, WeightArray, in_units
from govassess.stats.rounding import constant_columns
from govassess.stats.tables import numbers_of

MULTIPLIED = 8_000  # rows that are multiplied out; of more each unit's product is made
CELLS = 2**17  # covariances that a block of draws may hold: one megabyte
ROUNDING = 1e-12  # a variance below this share of the second moment is a constant seen through rounding
Table = pd.DataFrame | npt.NDArray[np.float64]


@dataclass(frozen=True, slots=True, eq=False, kw_only=True)
class Moments:
    """Number of rows, means and covariances (divisor n - 1), with leading axes for draws.

    Attributes
    ----------
    n : array (...)
        Rows, counted as often as they were drawn.
    mean : array (..., p)
    cov : array (..., p, p)
        NaN where n < 2.
    names : tuple of str
    """

    n: FloatArray
    mean: FloatArray
    cov: FloatArray
    names: tuple[str, ...]

    def select(self, names: Sequence[str]) -> Moments:
        """Return the moments of some columns, in the order given."""
        at = [self.names.index(name) for name in names]
        return Moments(
            n=self.n,
            mean=self.mean[..., at],
            cov=self.cov[..., at, :][..., at],
            names=tuple(self.names[i] for i in at),
        )

    def to_frame(self) -> pd.DataFrame:
        """Return the sample's n, means and standard deviations, one row a column (not for draws)."""
        if self.cov.ndim != 2:
            raise ValueError("the moments of draws do not fit a frame")
        sd = np.sqrt(np.diag(self.cov))
        return pd.DataFrame({"term": self.names, "mean": self.mean, "sd": sd, "n_used": int(self.n)})

    def __repr__(self) -> str:
        """Return one line."""
        lead = "" if self.n.ndim == 0 else f", {self.n.shape[0]} draws"
        return f"Moments({len(self.names)} columns{lead})"


def moments(frame: Table, draws: Draws | None = None) -> Moments:
    """Return n, means and covariances of complete rows, of the sample or of every draw.

    Parameters
    ----------
    frame : DataFrame or array (n, p)
        Complete rows; choose them first.
    draws : Draws, optional
        Resamples of these rows.

    Returns
    -------
    Moments
        With a leading axis of draws if draws were given.

    Raises
    ------
    ValueError
        A value is missing or infinite, or the draws weigh another number of rows.

    Notes
    -----
    Columns are centred at the sample means; with Z the rows [1, x_a, x_a x_b] and W the draws' weights, all
    draws' sums are the one product W Z (rows of a cluster are added up before). A covariance is M_xx/M_1 -
    mean mean', times M_1/(M_1 - 1).

    Examples
    --------
    >>> found = moments(np.array([[1.0, 2.0], [3.0, 2.0], [5.0, 8.0]]))
    >>> found.mean.tolist(), found.cov.tolist()
    ([3.0, 4.0], [[4.0, 6.0], [6.0, 12.0]])
    """
    values, names = complete_values(frame)
    n, p = values.shape
    centre, centred = centred_columns(values)
    if draws is None:
        cov = centred.T @ centred / (n - 1) if n > 1 else np.full((p, p), np.nan)
        constant = constant_columns(values) if n > 1 else np.zeros(p, dtype=bool)
        cov[constant] = 0
        cov[:, constant] = 0
        return Moments(n=np.asarray(float(n)), mean=centre, cov=cov, names=names)
    rows, cols = np.triu_indices(p)
    counts = np.empty(draws.count)
    mean = np.empty((draws.count, p))
    full = np.empty((draws.count, p, p))
    for block in drawn_moments(UnitSums.of(centred, draws)):
        counts[block.draws] = block.n
        mean[block.draws] = block.mean.T + centre
        full[block.draws, rows, cols] = block.cov.T
        full[block.draws, cols, rows] = block.cov.T
    return Moments(n=counts, mean=mean, cov=full, names=names)


@dataclass(frozen=True, slots=True, eq=False, kw_only=True)
class DrawnBlock:
    """Moments of one block of draws; draws are the last axis, ``cov`` holds the upper triangle row by row."""

    draws: slice
    n: FloatArray  # (block,)
    mean: FloatArray  # (p, block)
    cov: FloatArray  # (p (p + 1) / 2, block)


def block_of(p: int) -> int:
    """Return how many draws to work on at a time: as many as keep their covariances of p columns in the cache."""
    return max(BLOCK, CELLS // p**2)


@dataclass(frozen=True, slots=True, eq=False, kw_only=True)
class UnitSums:
    """What moments need of the units that are resampled: each one's rows, sums and sums of products.

    One product of these with the draws' weights gives the moments of every draw. Only a few rows are multiplied out at
    once; of many rows memory grows with the units.
    """

    p: int
    sums: FloatArray  # (1 + p + p (p + 1) / 2, units with a row): number, sums, upper triangle row by row
    weights: WeightArray  # (draws, units with a row)

    @classmethod
    def of(cls, centred: FloatArray, draws: Draws) -> UnitSums:
        """Return the sums of every unit of ``draws``, which weigh these rows."""
        if draws.n_rows != len(centred):
            raise ValueError(f"the draws weigh {draws.n_rows} rows, the data have {len(centred)}")
        p = centred.shape[1]
        many = len(centred) > MULTIPLIED
        by_unit = _unit_products(centred, draws) if many else sums_by_unit(_row_products(centred), draws)
        if draws.codes is None or draws.units_present == draws.units:
            return cls(p=p, sums=by_unit.T, weights=draws.weights)
        present = np.unique(draws.codes)
        return cls(p=p, sums=np.ascontiguousarray(by_unit.T[:, present]), weights=draws.weights[:, present])

    def taken(self, draws: slice) -> UnitSums:
        """Return the same units with the weights of some draws."""
        return UnitSums(p=self.p, sums=self.sums, weights=self.weights[draws])


def _unit_products(centred: FloatArray, draws: Draws) -> FloatArray:
    """Return the number, sums and products of each unit's rows, one small matrix product a unit."""
    p = centred.shape[1]
    found, upper = np.zeros((draws.units, 1 + p + p * (p + 1) // 2)), np.triu_indices(p)
    order, present, starts = in_units(np.arange(len(centred)) if draws.codes is None else draws.codes)
    for unit, rows in zip(present, np.split(order, starts[1:]), strict=True):
        own = centred[rows]
        found[unit, 0], found[unit, 1 : 1 + p] = len(rows), own.sum(axis=0)
        found[unit, 1 + p :] = (own.T @ own)[upper]
    return found


def _row_products(rows: FloatArray) -> FloatArray:
    """Return 1, the values and their products, for each row."""
    p = rows.shape[1]
    first, second = np.triu_indices(p)
    found = np.empty((len(rows), 1 + p + len(first)))
    found[:, 0], found[:, 1 : 1 + p] = 1, rows
    np.multiply(rows[:, first], rows[:, second], out=found[:, 1 + p :])
    return found


def drawn_moments(units: UnitSums, *, block: int = BLOCK) -> Iterator[DrawnBlock]:
    """Yield the moments of draws block by block, so that memory does not grow with the number of draws."""
    p, count = units.p, len(units.weights)
    rows, cols = np.triu_indices(p)
    for start in range(0, count, block):
        at = slice(start, min(start + block, count))
        sums = units.sums @ units.weights[at].T.astype(float)
        with np.errstate(divide="ignore", invalid="ignore"):
            n, mean, cov = sums[0], sums[1 : 1 + p] / sums[0], sums[1 + p :]
            second = cov[rows == cols] / n
            # Strip by strip and in place: one item's strip stays in the cache, and this is where the time goes.
            for i, strip in enumerate(strips(cov, p)):
                np.divide(strip, n, out=strip)
                np.subtract(strip, mean[i] * mean[i:], out=strip)
                np.multiply(strip, n / (n - 1), out=strip)
        constant = cov[rows == cols] <= ROUNDING * second
        if constant.any():
            cov[constant[rows] | constant[cols]] = 0
        cov[:, n < 2] = np.nan
        yield DrawnBlock(draws=at, n=n, mean=mean, cov=cov)


def strips(packed: FloatArray, p: int) -> Iterator[FloatArray]:
    """Yield the strip of each item of a packed upper triangle: its cells with itself and every later item."""
    start = 0
    for i in range(p):
        yield packed[start : start + p - i]
        start += p - i


def leave_one_out(frame: Table) -> Moments:
    """Return the moments of the sample without each row in turn, by subtraction.

    Parameters
    ----------
    frame : DataFrame or array (n, p)
        Complete rows, at least 3.

    Returns
    -------
    Moments
        With a leading axis of n: entry i leaves out row i.

    Raises
    ------
    ValueError
        A value is missing, or fewer than 3 rows.

    Examples
    --------
    >>> leave_one_out(np.array([[1.0], [2.0], [6.0]])).mean.ravel().tolist()
    [4.0, 3.5, 1.5]
    """
    check_matrix("frame", frame)
    values, names = complete_values(frame)
    n = len(values)
    if n < 3:
        raise ValueError(f"leaving one row out needs at least 3 rows, got {n}")
    centre, centred = centred_columns(values)
    mean = -centred / (n - 1)
    scatter = centred.T @ centred - centred[:, :, None] * centred[:, None, :]
    cov = (scatter - (n - 1) * mean[:, :, None] * mean[:, None, :]) / (n - 2)
    return Moments(n=np.full(n, n - 1.0), mean=mean + centre, cov=cov, names=names)


def weighted_means(values: Table, draws: Draws) -> FloatArray:
    """Return the mean of the answered values in every draw.

    Parameters
    ----------
    values : DataFrame or array (n, p)
        NaN where there is no value.
    draws : Draws
        Resamples of the n rows.

    Returns
    -------
    array (B, p)
        Sum over count of the values present; NaN where a draw holds none.

    Examples
    --------
    >>> from govassess.stats.draws import make_draws
    >>> weighted_means(np.array([[2.0, np.nan], [2.0, np.nan]]), make_draws(2, count=2)).tolist()
    [[2.0, nan], [2.0, nan]]
    """
    check_matrix("values", values)
    check_made("draws", draws)
    table = numbers_of(values) if isinstance(values, pd.DataFrame) else np.asarray(values, dtype=float)
    if draws.n_rows != len(table):
        raise ValueError(f"the draws weigh {draws.n_rows} rows, the values have {len(table)}")
    p = table.shape[1]
    present = np.isfinite(table)
    centre = np.where(present, table, 0).sum(axis=0) / np.maximum(present.sum(axis=0), 1)
    stacked = sums_by_unit(np.hstack([np.where(present, table - centre, 0), present]), draws)
    means = np.empty((draws.count, p))
    for start in range(0, draws.count, BLOCK):
        sums = draws.weights[start : start + BLOCK].astype(float) @ stacked
        with np.errstate(divide="ignore", invalid="ignore"):
            means[start : start + BLOCK] = sums[:, :p] / sums[:, p:]
    return np.asarray(means + centre)


def sums_by_unit(rows: FloatArray, draws: Draws) -> FloatArray:
    """Add up the rows of each unit that is resampled, (units, q)."""
    if draws.codes is None:
        return rows
    summed = np.zeros((draws.units, rows.shape[1]))
    order, present, starts = in_units(draws.codes)
    if len(present):
        summed[present] = np.add.reduceat(rows[order], starts, axis=0)
    return summed


def centred_columns(values: FloatArray) -> tuple[FloatArray, FloatArray]:
    """Return the column means and the centred columns; a second pass takes the rounding of the first."""
    n, p = values.shape
    if n == 0:
        return np.full(p, np.nan), values
    mean = values.mean(axis=0)
    mean = mean + (values - mean).mean(axis=0)
    return mean, values - mean


def complete_answers(items: pd.DataFrame) -> tuple[FloatArray, npt.NDArray[np.bool_]]:
    """Return the values of the complete rows, and which rows of the table those are."""
    values = numbers_of(items)
    complete = ~np.asarray(np.isnan(values).any(axis=1))
    return (values if complete.all() else values[complete]), complete


def complete_values(frame: Table) -> tuple[FloatArray, tuple[str, ...]]:
    """Return the values and column names of a table without gaps; a gap is the caller's mistake."""
    if isinstance(frame, pd.DataFrame):
        values, names = numbers_of(frame), tuple(str(name) for name in frame.columns)
    else:
        values = np.asarray(frame, dtype=float)
        names = tuple(str(i) for i in range(values.shape[1]))
    if not np.isfinite(values).all():
        raise ValueError("moments need complete, finite rows: choose the rows first")
    return values, names
