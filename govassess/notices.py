"""What a run reports in addition to its numbers: rows that left, warnings, and why a number is missing."""

from __future__ import annotations

import dataclasses
from collections.abc import Mapping
from dataclasses import dataclass, field


@dataclass(frozen=True, slots=True, kw_only=True)
class FunnelStep:
    """One step from file to analysis: ``count`` rows left here, ``remaining`` are still in.

    ``code`` is the reason's name in the catalogue (``funnel.<code>``); the first step, ``read``, removes nobody.
    """

    step: int
    code: str
    count: int
    remaining: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Notice:
    """A warning: its code with the values of its sentence; ``where`` names the node, item or column it is about."""

    code: str
    where: str = ""
    values: Mapping[str, str | int | float] = field(default_factory=dict)


@dataclass(frozen=True, slots=True, kw_only=True)
class Unavailable:
    """Why a number is missing: ``where`` is the node, item or hypothesis, ``field`` the number, ``code`` the reason."""

    where: str
    field: str
    code: str
    values: Mapping[str, str | int | float] = dataclasses.field(default_factory=dict)
