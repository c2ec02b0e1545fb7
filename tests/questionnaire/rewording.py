"""An instrument with other texts: every text that a form or report prints, changed by one function."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import fields, is_dataclass, replace
from typing import Any

from govassess.instrument.model import Text


def reworded(record: Any, change: Callable[[Text], Text]) -> Any:
    """Return a record of the instrument with every text changed."""
    if isinstance(record, Text):
        return change(record)
    if isinstance(record, tuple):
        return tuple(reworded(each, change) for each in record)
    if isinstance(record, Mapping):
        return {key: reworded(each, change) for key, each in record.items()}
    if is_dataclass(record):
        return replace(record, **{each.name: reworded(getattr(record, each.name), change) for each in fields(record)})
    return record
