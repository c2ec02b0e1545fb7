"""The variables of a statistics program's file: names, questions, value labels, declared missing values."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from typing import Any


def nothing_declared(_: object) -> bool:
    """Tell that a value is an answer as far as the file says."""
    return False


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class Variable:
    """One variable, and how its stored values are to be read.

    Attributes
    ----------
    name, label : str
        The column's name, and the question or description beside it (empty where there is none).
    text : callable
        Stored value (a number or a text, never empty) -> the cell's text.
    value_labels : dict
        Text of a value -> its label.
    declared : callable
        Whether the file declares a stored value to be no answer.
    """

    name: str
    label: str = ""
    text: Callable[[Any], str]
    value_labels: Mapping[str, str] = field(default_factory=dict)
    declared: Callable[[Any], bool] = nothing_declared


def labels_of(labels: Mapping[Any, object] | None, text: Callable[[Any], str]) -> dict[str, str]:
    """Return the value labels of a variable by the text of each value, empty labels left out.

    Examples
    --------
    >>> labels_of({1.0: "Setuju", 2.0: " "}, lambda value: f"{value:g}")
    {'1': 'Setuju'}
    """
    found = {text(value): str(label).strip() for value, label in (labels or {}).items()}
    return {value: label for value, label in found.items() if label}
