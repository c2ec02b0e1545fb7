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
from govassess.stats.intervals import check_level

TABLES = ("items", "data")
NEAR = 3  # columns proposed, or listed
Rule = Callable[[str, Any, Any], None]


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
    table = next((given[name] for name in TABLES if name in given), None)
    for name, value in given.items():
        RULES[name](name, value, table)


def drawn(draws: int | Draws | None, n_rows: int) -> Draws | None:
    """Return the resamples that ``draws`` stands for: none, a number of them under the usual seed, or itself."""
    return None if draws is None or draws == 0 else as_draws(draws, n_rows, SEED)


def check_made(draws: object) -> None:
    """Refuse anything but draws that exist already."""
    if not isinstance(draws, Draws):
        raise TypeError(f"draws must be what make_draws returned for these values, got {found(draws)}")


def check_matrix(name: str, value: object) -> None:
    """Refuse anything but a table: a DataFrame or an array with rows and columns."""
    if not (isinstance(value, pd.DataFrame) or (isinstance(value, np.ndarray) and value.ndim == 2)):
        raise TypeError(f"{name} must be a DataFrame or an array of rows and columns, got {found(value)}")


def check_columns(name: str, value: object, table: pd.DataFrame) -> None:
    """Refuse anything but a sequence of columns of the table."""
    if isinstance(value, str):
        raise TypeError(f"{name} must be a sequence of column names, such as [{value!r}], not one text")
    if not isinstance(value, Iterable) or isinstance(value, (Mapping, pd.DataFrame)):
        raise TypeError(f"{name} must be a sequence of column names, such as ['q1', 'q2'], got {found(value)}")
    names = list(value)
    for each in names:
        if not isinstance(each, Hashable):
            raise TypeError(f"{name} must be a sequence of column names, got {found(each)} in it")
    absent = [each for each in names if each not in table.columns]
    if absent:
        listed = ", ".join(str(each) for each in absent)
        raise ValueError(
            f"{name} must name columns of the data; not in the data: {listed} ({_proposal(absent[0], table)})"
        )


def check_column(name: str, value: object, table: pd.DataFrame) -> None:
    """Refuse anything but one column of the table."""
    if not isinstance(value, Hashable) or value is None:
        raise TypeError(f"{name} must be the name of one column, such as 'q1', got {found(value)}")
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
        raise TypeError(f"{name} must be the lowest and the highest point, such as (1, 5), got {found(value)}")


def check_record(name: str, value: object, kind: type) -> None:
    """Refuse anything but a result of the kernel."""
    if not isinstance(value, kind):
        raise TypeError(f"{name} must be a result of the kind {kind.__name__}, got {found(value)}")


def check_frame(name: str, value: object) -> None:
    """Refuse anything but a DataFrame whose columns have different names."""
    if isinstance(value, pd.Series):
        raise TypeError(f"{name} must be a DataFrame, got a Series; to_frame() makes one column of it")
    if not isinstance(value, pd.DataFrame):
        raise TypeError(f"{name} must be a DataFrame with a column a variable, got {found(value)}")
    twice = value.columns[value.columns.duplicated()]
    if len(twice):
        raise ValueError(f"{name} must have columns of different names; named twice: {', '.join(map(str, twice))}")


def check_names(name: str, value: object, table: pd.DataFrame | None) -> None:
    """Refuse anything but a mapping of names to lists, of columns where a table is given."""
    shown = "lists of columns, such as {'trust': ['q1', 'q2']}"
    if table is None:
        shown = "lists of names, such as {'intention': ['trust', 'ease']}"
    if not isinstance(value, Mapping):
        raise TypeError(f"{name} must map names to {shown}, got {found(value)}")
    for key, members in value.items():
        place = f"{name}[{key!r}]"
        if table is not None:
            check_columns(place, members, table)
        elif isinstance(members, str) or not isinstance(members, Iterable):
            kind = "not one text" if isinstance(members, str) else f"got {found(members)}"
            raise TypeError(f"{place} must be a sequence of column names, such as ['trust'], {kind}")


def found(value: object) -> str:
    """Return in a few words what was given; no entry of a table or list is shown.

    Examples
    --------
    >>> found("x"), found(3), found([1, 2]), found(np.zeros((2, 3)))
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


def _table(name: str, value: object, table: object) -> None:
    check_frame(name, value)


def _optional(rule: Rule) -> Rule:
    return lambda name, value, table: None if value is None else rule(name, value, table)


def _of_names(name: str, value: object, table: object) -> None:
    check_names(name, value, None)


def _variable(name: str, value: object, table: object) -> None:
    """Refuse anything but one entry a row."""
    if isinstance(value, (str, Mapping, pd.DataFrame)) or not isinstance(value, Iterable):
        raise TypeError(f"{name} must be a sequence or array with one entry a row, got {found(value)}")
    if isinstance(value, np.ndarray) and value.ndim != 1:
        raise TypeError(f"{name} must be a sequence or array with one entry a row, got {found(value)}")


def _whole(name: str, value: object, table: object) -> None:
    if not _is_whole(value):
        raise TypeError(f"{name} must be a whole number, got {found(value)}")


def _seed(name: str, value: Any, table: object) -> None:
    _whole(name, value, table)
    if value < 0:
        raise ValueError(f"{name} must be 0 or more, got {value}")


def _draws(name: str, value: object, table: object) -> None:
    if not (value is None or isinstance(value, Draws) or _is_whole(value)):
        raise TypeError(f"{name} must be a whole number of resamples or what make_draws returns, got {found(value)}")
    if _is_whole(value) and int(value) < 0:  # type: ignore[call-overload]  # whole, as was just seen
        raise ValueError(f"{name} must be 0 or more, got {value}")


def _level(name: str, value: Any, table: object) -> None:
    if not _is_number(value):
        raise TypeError(f"{name} must be a number between 0 and 1, got {found(value)}")
    check_level(value)


RULES: Mapping[str, Rule] = {
    **dict.fromkeys(TABLES, _table),
    **dict.fromkeys(("outcome", "predictor", "moderator"), check_column),
    "cluster": _optional(check_column),
    **dict.fromkeys(("predictors", "mediators", "covariates", "reversed_items"), check_columns),
    "blocks": check_names,
    "scales": _optional(check_names),
    "paths": _of_names,
    "higher_order": _optional(_of_names),
    **dict.fromkeys(("values", "groups", "draw_values"), _variable),
    "draws": _draws,
    "conf_level": _level,
    "seed": _seed,
    "n_factors": _optional(_whole),
    **dict.fromkeys(("copies", "permutations", "folds", "repeats", "replications", "n"), _whole),
}
