"""Figures of the kernel as records keep them: ``None`` for what is undefined, and no p of zero."""

from __future__ import annotations

import math

LEAST_P = 5e-324
"""The smallest positive number stands for a p that is smaller still."""


def recorded(value: float | None) -> float | None:
    """Return a plain float, ``None`` for NaN or what is not there.

    Examples
    --------
    >>> recorded(float("nan")), recorded(2)
    (None, 2.0)
    """
    return None if value is None or not math.isfinite(value) else float(value)


def recorded_p(value: float | None) -> float | None:
    """Return a p value, never zero, ``None`` for NaN or what is not there.

    Examples
    --------
    >>> recorded_p(0.0) > 0, recorded_p(None)
    (True, None)
    """
    p = recorded(value)
    return None if p is None else max(p, LEAST_P)
