"""One contradiction inside an instrument, before it is given a file and a line."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field

from govassess.errors import type_of_value
from govassess.files.cells import printable
from govassess.files.safe_yaml import KeyPath


@dataclass(frozen=True, slots=True, kw_only=True)
class Fault:
    """What is wrong (the sentences are ``problem.instrument.<reason>``) and at which key path."""

    reason: str
    path: KeyPath
    value: str | None = None
    values: Mapping[str, type_of_value] = field(default_factory=dict)


def fault(reason: str, path: KeyPath, value: object = None, **values: type_of_value) -> Fault:
    """Return a fault whose value and texts are fit to be printed."""
    safe = {name: printable(found, 200) if isinstance(found, str) else found for name, found in values.items()}
    return Fault(reason=reason, path=path, value=None if value is None else printable(str(value)), values=safe)
