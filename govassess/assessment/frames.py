"""Tables of a report as data frames, for notebooks; here, because the report itself imports no pandas."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    import pandas as pd


def table_frame(columns: Sequence[str], rows: Sequence[Sequence[Any]]) -> pd.DataFrame:
    """Return raw rows under machine-readable column names; an undefined number is NaN."""
    import pandas as pd

    return pd.DataFrame([list(row) for row in rows], columns=list(columns))
