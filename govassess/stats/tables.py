"""From tables to floats and column names: what holds no numbers is refused by the name of its column."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from datetime import date
from decimal import Decimal
from numbers import Real

import numpy as np
import numpy.typing as npt
import pandas as pd

from govassess.stats.draws import FloatArray

NUMERIC = "biuf"  # kinds of numpy types


def numbers_of(table: pd.DataFrame) -> FloatArray:
    """Return the values of a table as floats, NaN = missing.

    Raises
    ------
    ValueError
        A column holds something else than numbers; the message names the column and what it holds.

    Examples
    --------
    >>> numbers_of(pd.DataFrame({"a": [1, 2], "b": [None, 4]}))[1].tolist()
    [2.0, 4.0]
    >>> numbers_of(pd.DataFrame({"a": [1, 2], "b": [3, "setuju"]}))
    Traceback (most recent call last):
    ValueError: column 'b' holds text where numbers are needed
    """
    values = table.to_numpy()
    if values.dtype.kind in NUMERIC:  # nearly always, and many times cheaper than asking column by column
        return np.asarray(values, dtype=float)
    for place, dtype in enumerate(table.dtypes):
        if dtype.kind not in NUMERIC:
            _refuse(table.iloc[:, place], str(table.columns[place]))
    return np.asarray(table.to_numpy(dtype=float, na_value=np.nan))


def column_of(values: npt.ArrayLike, name: str) -> FloatArray:
    """Return one variable as floats, NaN = missing; ``name`` is said where it has none and holds no numbers.

    Examples
    --------
    >>> column_of([1, None], "values").tolist()
    [1.0, nan]
    """
    found = np.asarray(values)
    if found.dtype.kind in NUMERIC or found.ndim != 1:
        return np.asarray(found, dtype=float)
    column = pd.Series(found)
    own = values.name if isinstance(values, pd.Series) else None
    _refuse(column, name if own is None else str(own))
    return np.asarray(column.to_numpy(dtype=float, na_value=np.nan))


def kind_of(column: pd.Series) -> str | None:
    """Return what a column holds first that is no number, as a word; None where all are numbers.

    Examples
    --------
    >>> kind_of(pd.Series([1, None, "x"])), kind_of(pd.Series([1, None], dtype=object))
    ('text', None)
    """
    for value in column.dropna():
        if isinstance(value, str):
            return "text"
        if isinstance(value, (date, np.datetime64)):
            return "dates"
        if not isinstance(value, (Real, Decimal, np.bool_)):
            return type(value).__name__
    return None


def refuse_text(**lists: Iterable[str]) -> None:
    """Refuse one text where a sequence of column names is meant: it would be read letter by letter.

    Examples
    --------
    >>> refuse_text(predictors="q2")
    Traceback (most recent call last):
    TypeError: predictors must be a sequence of column names, such as ['q2'], not one text
    """
    for name, given in lists.items():
        if isinstance(given, str):
            raise TypeError(f"{name} must be a sequence of column names, such as [{given!r}], not one text")


def refuse_text_in(name: str, blocks: Mapping[str, Iterable[str]]) -> None:
    """Refuse a block that is one text, as ``refuse_text`` does."""
    for key, columns in blocks.items():
        refuse_text(**{f"{name}[{key!r}]": columns})


def _refuse(column: pd.Series, name: str) -> None:
    kind = kind_of(column)
    if kind is not None:
        raise ValueError(f"column {name!r} holds {kind} where numbers are needed")
