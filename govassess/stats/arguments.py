"""What the functions of the kernel may be given: each check names the argument, what was found, and what is expected.

A wrong kind of object is a ``TypeError``, a wrong value (a column that is not there) a ``ValueError``; what the data do
not allow is ``NotEstimable`` and no question of arguments.
"""

from __future__ import annotations

import difflib
from collections.abc import Callable, Collection, Hashable, Iterable, Mapping
from numbers import Integral, Real
from typing import Any

import numpy as np
import pandas as pd

from govassess.stats.draws import SEED, Draws, as_draws

TABLES = ("items", "data")
NEAR = 3  # columns proposed, or listed


def check_arguments(**given: object) -> None:
    """Refuse arguments that are not of the kind that their name stands for everywhere in the kernel.

    ``items`` and ``data`` are tables; ``outcome``, ``predictor``, ``moderator``, ``cluster`` name one column of them,
    ``predictors``, ``mediators``, ``covariates``, ``reversed_items`` several; ``blocks`` and ``scales`` map names to
    columns, ``paths`` and ``higher_order`` names to names; ``values`` and ``groups`` hold one entry a row; ``draws`` is
    a number or what ``make_draws`` returns; seeds and counts are whole numbers.

    Raises
    ------
    TypeError, ValueError

    Examples
    --------
    >>> check_arguments(data=pd.DataFrame({"trust": [1]}), predictors=["trsut"])
    Traceback (most recent call last):
    ValueError: predictors must name columns of the data; not in the data: trsut (did you mean 'trust'?)
    >>> check_arguments(items=pd.DataFrame({"a": [1]}), blocks=[["a"]])
    Traceback (most recent call last):
    TypeError: blocks must map names to lists of columns, such as {'trust': ['q1', 'q2']}, got a list
    """
    table: Any = next((given[name] for name in TABLES if name in given), None)
    for name, value in given.items():
        if value is None and name in OPTIONAL:
            continue
        if name in RULES:
            RULES[name](name, value)
        else:
            RULES_OF_COLUMNS[name](name, value, table)


def drawn(draws: int | Draws | None, n_rows: int) -> Draws | None:
    """Return the resamples that ``draws`` stands for: none, a number of them under the usual seed, or itself."""
    return None if draws is None or draws == 0 else as_draws(draws, n_rows, SEED)


def check_level(conf_level: object) -> None:
    """Refuse a level that is not a share, such as 95."""
    if not _is_number(conf_level):
        raise TypeError(f"conf_level must be a number between 0 and 1, got {described(conf_level)}")
    if not 0 < conf_level < 1:  # type: ignore[operator]  # a number, as was just seen
        raise ValueError(f"conf_level must lie between 0 and 1, got {conf_level}")


def check_made(name: str, value: object) -> None:
    """Refuse anything but draws that exist already."""
    if not isinstance(value, Draws):
        raise TypeError(f"{name} must be what make_draws returned for these values, got {described(value)}")


def check_matrix(name: str, value: object) -> None:
    """Refuse anything but a table: a DataFrame or an array with rows and columns."""
    if not (isinstance(value, pd.DataFrame) or (isinstance(value, np.ndarray) and value.ndim == 2)):
        raise TypeError(f"{name} must be a DataFrame or an array of rows and columns, got {described(value)}")


def check_columns(name: str, value: object, table: pd.DataFrame) -> None:
    """Refuse anything but a sequence of columns of the table."""
    if isinstance(value, str):
        raise TypeError(f"{name} must be a sequence of column names, such as [{value!r}], not one text")
    if not isinstance(value, Iterable) or isinstance(value, (Mapping, pd.DataFrame)):
        raise TypeError(f"{name} must be a sequence of column names, such as ['q1', 'q2'], got {described(value)}")
    names = list(value)
    for each in names:
        if not isinstance(each, Hashable):
            raise TypeError(f"{name} must be a sequence of column names, got {described(each)} in it")
    absent = [each for each in names if each not in table.columns]
    if absent:
        listed = ", ".join(str(each) for each in absent)
        raise ValueError(
            f"{name} must name columns of the data; not in the data: {listed} ({_proposal(absent[0], table)})"
        )


def check_column(name: str, value: object, table: pd.DataFrame) -> None:
    """Refuse anything but one column of the table."""
    if not isinstance(value, Hashable) or value is None:
        raise TypeError(f"{name} must be the name of one column, such as 'q1', got {described(value)}")
    if value not in table.columns:
        raise ValueError(f"{name} must name a column of the data; not in the data: {value} ({_proposal(value, table)})")


def check_pair(name: str, value: object) -> None:
    """Refuse anything but the lowest and the highest point of a scale."""
    if (
        not isinstance(value, Collection)
        or isinstance(value, (str, Mapping))
        or len(value) != 2
        or not all(_is_number(end) for end in value)
    ):
        raise TypeError(f"{name} must be the lowest and the highest point, such as (1, 5), got {described(value)}")


def check_record(name: str, value: object, kind: type) -> None:
    """Refuse anything but a result of the kernel."""
    if not isinstance(value, kind):
        raise TypeError(f"{name} must be a result of the kind {kind.__name__}, got {described(value)}")


def check_frame(name: str, value: object) -> None:
    """Refuse anything but a DataFrame whose columns have different names."""
    if isinstance(value, pd.Series):
        raise TypeError(f"{name} must be a DataFrame, got a Series; to_frame() makes one column of it")
    if not isinstance(value, pd.DataFrame):
        raise TypeError(f"{name} must be a DataFrame with a column a variable, got {described(value)}")
    twice = value.columns[value.columns.duplicated()]
    if len(twice):
        raise ValueError(f"{name} must have columns of different names; named twice: {', '.join(map(str, twice))}")


def check_names(name: str, value: object, table: pd.DataFrame | None) -> None:
    """Refuse anything but a mapping of names to lists, of columns where a table is given."""
    shown = "lists of columns, such as {'trust': ['q1', 'q2']}"
    if table is None:
        shown = "lists of names, such as {'intention': ['trust', 'ease']}"
    if not isinstance(value, Mapping):
        raise TypeError(f"{name} must map names to {shown}, got {described(value)}")
    for key, members in value.items():
        place = f"{name}[{key!r}]"
        if table is not None:
            check_columns(place, members, table)
        elif isinstance(members, str) or not isinstance(members, Iterable):
            kind = "not one text" if isinstance(members, str) else f"got {described(members)}"
            raise TypeError(f"{place} must be a sequence of column names, such as ['trust'], {kind}")


def described(value: object) -> str:
    """Return in a few words what was given; no entry of a table or list is shown.

    Examples
    --------
    >>> described("x"), described(3), described([1, 2]), described(np.zeros((2, 3)))
    ("the text 'x'", 'the number 3', 'a list', 'an array of shape (2, 3)')
    """
    if value is None or isinstance(value, (bool, np.bool_)):
        return str(value)
    if isinstance(value, str):
        return f"the text {value[:40]!r}"
    if _is_number(value):
        return f"the number {value}"
    if isinstance(value, np.ndarray):
        return f"an array of shape {value.shape}"
    kind = type(value).__name__
    return f"{'an' if kind[0] in 'aeiouAEIOU' else 'a'} {kind}"


def _proposal(absent: object, table: pd.DataFrame) -> str:
    """Return the nearest columns, or the first ones."""
    names = [str(name) for name in table.columns]
    near = difflib.get_close_matches(str(absent), names, 1)
    if near:
        return f"did you mean {near[0]!r}?"
    return f"columns are {', '.join(names[:NEAR])}{' ...' if len(names) > NEAR else ''}"


def _is_number(value: object) -> bool:
    return isinstance(value, (Real, np.number)) and not isinstance(value, (bool, np.bool_))


def _is_whole(value: object) -> bool:
    return isinstance(value, (Integral, np.integer)) and not isinstance(value, (bool, np.bool_))


def _variable(name: str, value: object) -> None:
    """Refuse anything but one entry a row."""
    flat = not isinstance(value, np.ndarray) or value.ndim == 1
    if isinstance(value, (str, Mapping, pd.DataFrame)) or not isinstance(value, Iterable) or not flat:
        raise TypeError(f"{name} must be a sequence or array with one entry a row, got {described(value)}")


def _whole(name: str, value: object) -> None:
    if not _is_whole(value):
        raise TypeError(f"{name} must be a whole number, got {described(value)}")


def _not_negative(name: str, value: Any) -> None:
    _whole(name, value)
    if value < 0:
        raise ValueError(f"{name} must be 0 or more, got {value}")


def _draws(name: str, value: object) -> None:
    if _is_whole(value):
        _not_negative(name, value)
    elif not isinstance(value, Draws):
        raise TypeError(
            f"{name} must be a whole number of resamples or what make_draws returns, got {described(value)}"
        )


def _categories(name: str, value: object) -> None:
    if isinstance(value, (str, Mapping)) or not isinstance(value, Iterable):
        raise TypeError(f"{name} must be a sequence of categories in order, such as [1, 2, 3], got {described(value)}")


RULES: Mapping[str, Callable[[str, Any], None]] = {
    **dict.fromkeys(TABLES, check_frame),
    **dict.fromkeys(("paths", "higher_order"), lambda name, value: check_names(name, value, None)),
    **dict.fromkeys(("values", "groups"), _variable),
    "draws": _draws,
    "conf_level": lambda _, value: check_level(value),
    "seed": _not_negative,
    **dict.fromkeys(("n", "n_factors", "copies", "permutations", "folds", "repeats", "replications"), _whole),
    "categories": _categories,
}
"""Argument -> what it may be by itself."""

RULES_OF_COLUMNS: Mapping[str, Callable[[str, Any, pd.DataFrame], None]] = {
    **dict.fromkeys(("outcome", "predictor", "moderator", "cluster"), check_column),
    **dict.fromkeys(("predictors", "mediators", "covariates", "reversed_items"), check_columns),
    **dict.fromkeys(("blocks", "scales"), check_names),
}
"""Argument -> what it may be beside the table it names columns of."""

OPTIONAL = frozenset({"cluster", "scales", "higher_order", "draws", "n_factors", "categories"})
"""Arguments that may be None."""
