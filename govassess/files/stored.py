"""The one rule by which numbers are stored: 10 significant digits."""

from __future__ import annotations

DIGITS = 10
"""Enough for any reader, few enough that a sum's last bits, which differ between machines, never show."""


def stored(value: float) -> float:
    """Return ``value`` rounded to 10 significant digits; zero without a sign.

    Examples
    --------
    >>> stored(1.7999999999999998)
    1.8
    """
    return float(f"{value:.{DIGITS}g}") + 0.0
