"""From tables to floats and column names: what holds no numbers is refused by the name of its column."""

from __future__ import annotations

import re
from collections.abc import Iterable
from datetime import date
from decimal import Decimal
from numbers import Real

import numpy as np
import numpy.typing as npt
import pandas as pd

from govassess.stats.draws import FloatArray, IntArray

NUMBER = re.compile(r"[+-]?\d+(\.\d+)?")
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


def in_order(labels: Iterable[str]) -> list[str]:
    """Return the different labels in order: by number where all of them are numbers, else as text.

    Examples
    --------
    >>> in_order(["10", "2", "1", "2"]), in_order(["b", "10", "2"])
    (['1', '2', '10'], ['10', '2', 'b'])
    """
    distinct = set(labels)
    if all(NUMBER.fullmatch(label) for label in distinct):
        return sorted(distinct, key=lambda label: (float(label), label))
    return sorted(distinct)


def coded(labels: pd.Series) -> tuple[IntArray, list[str]]:
    """Return the place of each label among the different ones, and these in order (``in_order``).

    Examples
    --------
    >>> codes, levels = coded(pd.Series([10, 2, 10]))
    >>> codes.tolist(), levels
    ([1, 0, 1], ['2', '10'])
    """
    codes, values = pd.factorize(labels.to_numpy(dtype=object), use_na_sentinel=False)
    text = [str(value) for value in values]
    levels = in_order(text)
    place = {label: at for at, label in enumerate(levels)}
    return np.array([place[label] for label in text], dtype=np.int64)[codes], levels


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


def _refuse(column: pd.Series, name: str) -> None:
    kind = kind_of(column)
    if kind is not None:
        raise ValueError(f"column {name!r} holds {kind} where numbers are needed")
