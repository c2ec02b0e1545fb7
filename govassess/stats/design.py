"""From a table to the columns of a regression: complete rows, dummies, scaling, and what must be refused."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt
import pandas as pd

from govassess.errors import NotEstimable
from govassess.stats.draws import FloatArray
from govassess.stats.moments import centred_columns
from govassess.stats.rounding import is_constant
from govassess.stats.tables import coded, kind_of

WORST_CONDITION = 1e8
LEAST_SD = 1e-150  # the squares of smaller deviations are zero


@dataclass(frozen=True, slots=True, eq=False, kw_only=True)
class Design:
    """The complete rows of one model: outcome, and the terms' columns as they are, centred and scaled.

    Attributes
    ----------
    used : array of bool (rows,)
        Which rows of the data are complete.
    y : array (n,)
    x : array (n, terms)
        On their own scales, without the intercept.
    scaled : array (n, terms)
        Centred, divided by the standard deviation (n - 1).
    mean, sd : array (terms,)
    terms : tuple of str
        Predictors, then covariates; the dummy of a category is ``variable=value``.
    references : dict
        Categorical covariate -> its reference value.
    """

    used: npt.NDArray[np.bool_]
    y: FloatArray
    x: FloatArray
    scaled: FloatArray
    mean: FloatArray
    sd: FloatArray
    terms: tuple[str, ...]
    dummies: frozenset[str]
    references: Mapping[str, str]

    @property
    def n(self) -> int:
        """Number of complete rows."""
        return len(self.y)


def complete_rows(data: pd.DataFrame, columns: Sequence[str]) -> npt.NDArray[np.bool_]:
    """Tell which rows have a value in every column; a column that is absent or named twice is a mistake."""
    if len(set(columns)) < len(columns):
        raise ValueError(f"a column is named twice: {', '.join(columns)}")
    absent = [name for name in columns if name not in data.columns]
    if absent:
        raise ValueError(f"not in the data: {', '.join(absent)}")
    # Column by column: choosing some columns of a frame would copy them, and every regression comes through here.
    known = np.ones(len(data), dtype=bool)
    for name in columns:
        known &= ~np.asarray(data[name].array.isna())
    return known


def make_design(
    data: pd.DataFrame,
    outcome: str,
    predictors: Sequence[str],
    covariates: Sequence[str] = (),
    *,
    used: npt.NDArray[np.bool_] | None = None,
    what: str = "regression",
) -> Design:
    """Build the columns of a model and refuse one that has no answer.

    Parameters
    ----------
    data : DataFrame
        NaN or None = missing.
    outcome, predictors, covariates : str, sequences of str
        Columns; covariates may hold text or categories, the rest must be numbers.
    used : array of bool, optional
        Rows of the model; without it the rows complete in its columns.
    what : str
        The statistic in whose name a refusal is raised.

    Returns
    -------
    Design

    Raises
    ------
    NotEstimable
        ``not_finite``, ``too_few_rows`` (n < p + 2), ``constant_outcome``, ``constant_predictor`` (also where the
        spread is too small for floating point), ``collinear``.
    ValueError
        A column is absent, named twice, or text where numbers are needed.
    """
    if not predictors and not covariates:
        raise ValueError("a model needs at least one predictor")
    if used is None:
        used = complete_rows(data, [outcome, *predictors, *covariates])
    columns: dict[str, FloatArray] = {name: _numbers(data[name], used, what) for name in predictors}
    dummies: set[str] = set()
    references: dict[str, str] = {}
    for name in covariates:
        if pd.api.types.is_numeric_dtype(data[name]):
            columns[name] = _numbers(data[name], used, what)
            continue
        references[name], found = _dummies(data[name], used)
        columns.update(found)
        dummies.update(found)
    y = _numbers(data[outcome], used, what)
    n, p = len(y), len(columns) + 1
    if n < p + 2:
        raise NotEstimable(what, "too_few_rows", needed=p + 2, found=n, rows=len(data))
    if np.ptp(y) < LEAST_SD or is_constant(y):
        raise NotEstimable(what, "constant_outcome", outcome=outcome)
    constant = [name for name, values in columns.items() if is_constant(values)]
    constant += [name for name in references if not any(term.startswith(f"{name}=") for term in columns)]
    if constant:
        raise NotEstimable(what, "constant_predictor", variable=", ".join(constant))
    x = np.column_stack(list(columns.values()))
    mean, centred = centred_columns(x)
    sd = np.sqrt((centred**2).sum(axis=0) / (n - 1))
    if (sd < LEAST_SD).any():
        raise NotEstimable(what, "constant_predictor", variable=", ".join(np.array(list(columns))[sd < LEAST_SD]))
    scaled = centred / sd
    refuse_collinear(scaled, tuple(columns), what)
    return Design(
        used=used,
        y=y,
        x=x,
        scaled=scaled,
        mean=mean,
        sd=sd,
        terms=tuple(columns),
        dummies=frozenset(dummies),
        references=references,
    )


def refuse_collinear(scaled: FloatArray, terms: Sequence[str], what: str) -> None:
    """Refuse columns of a condition number above 1e8 or without full rank; name those that depend on others."""
    _, values, directions = np.linalg.svd(scaled, full_matrices=False)
    null = directions[values < values[0] / WORST_CONDITION]
    if not len(null):
        return
    involved = np.abs(null).max(axis=0) > 1e-4
    names = [term for term, involved_ in zip(terms, involved, strict=True) if involved_]
    raise NotEstimable(what, "collinear", variable=", ".join(names))


def _numbers(column: pd.Series, used: npt.NDArray[np.bool_], what: str) -> FloatArray:
    """Return some rows of a column as floats; text is refused."""
    if not pd.api.types.is_numeric_dtype(column):
        kind = kind_of(column) or "objects"
        raise ValueError(
            f"column {column.name!r} holds {kind} where numbers are needed; only covariates may hold others"
        )
    values = column.to_numpy(dtype=float, na_value=np.nan)[used]
    with np.errstate(over="ignore"):
        if not np.isfinite(values @ values):
            raise NotEstimable(what, "not_finite", variable=str(column.name))
    return values


def _dummies(column: pd.Series, used: npt.NDArray[np.bool_]) -> tuple[str, dict[str, FloatArray]]:
    """Return the reference value, the first in order, and a 0/1 column for each other value, over some rows."""
    codes, levels = coded(column[used])
    columns = {f"{column.name}={level}": (codes == place).astype(float) for place, level in enumerate(levels) if place}
    return (levels[0] if levels else ""), columns
