"""The variables of a data file, and its numbers and moments as the text that a CSV of the same data would hold."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import Any


def nothing_declared(_: object) -> bool:
    """Tell that a value is an answer as far as the file says."""
    return False


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class Variable:
    """One variable, and how its stored values are read.

    Attributes
    ----------
    name, label : str
        The column's name, and the question or description given with it (empty where there is none).
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


DIGITS = 15  # significant digits that every double keeps
LONGEST_WHOLE = 1e15  # whole numbers beyond are no exact doubles


def number_text(value: float, digits: int = DIGITS) -> str:
    """Return a number: whole ones without decimals, others with at most ``digits`` significant digits, NaN empty.

    Examples
    --------
    >>> number_text(4.0), number_text(2.5), number_text(0.1 + 0.2), number_text(float("nan"))
    ('4', '2.5', '0.3', '')
    """
    if value != value:  # noqa: PLR0124 - NaN
        return ""
    if abs(value) < LONGEST_WHOLE and float(value).is_integer():
        return str(int(value))
    return f"{value:.{digits}g}"


def date_text(value: float, epoch: datetime, unit: timedelta) -> str:
    """Return the day that lies ``value`` units after ``epoch``; a number beyond the calendar stays a number.

    Examples
    --------
    >>> date_text(24000, datetime(1960, 1, 1), timedelta(days=1))
    '2025-09-16'
    """
    try:
        return (epoch + float(value) * unit).date().isoformat()
    except (OverflowError, ValueError):
        return number_text(value)


def moment_text(value: float, epoch: datetime, unit: timedelta) -> str:
    """Return the day and time that lie ``value`` units after ``epoch``; beyond the calendar the number.

    Examples
    --------
    >>> moment_text(90_000, datetime(2026, 1, 1), timedelta(seconds=1))
    '2026-01-02 01:00:00'
    """
    try:
        return (epoch + float(value) * unit).isoformat(sep=" ")
    except (OverflowError, ValueError):
        return number_text(value)


def duration_text(seconds: float) -> str:
    """Return a time of day or a duration as hours, minutes and seconds.

    Examples
    --------
    >>> duration_text(36_610), duration_text(90_000.5)
    ('10:10:10', '25:00:00.5')
    """
    if not 0 <= seconds < LONGEST_WHOLE:
        return number_text(seconds)
    whole = int(seconds)
    part = f"{round(seconds - whole, 6):.6f}"[1:].rstrip("0").rstrip(".")
    return f"{whole // 3600:02d}:{whole // 60 % 60:02d}:{whole % 60:02d}{part}"
