"""The groups that a profile variable makes, as they are counted, compared and named."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    import pandas as pd


def group_labels(column: pd.Series[Any]) -> pd.Series[Any]:
    """Return the values of a profile column as text, ``""`` where there is none; whole numbers without decimals."""

    def label(value: object) -> str:
        if value is None or value != value:  # noqa: PLR0124 - the test for NaN that also takes text
            return ""
        if isinstance(value, float) and value.is_integer():
            return str(int(value))
        return str(value)

    return column.map(label)
