"""The rule by which numbers are stored: 10 significant digits, and fewer of what would tell about few."""

from __future__ import annotations

import math

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


def significant(value: float, digits: int = 3) -> float:
    """Return a value rounded to some significant digits.

    Examples
    --------
    >>> significant(0.0412345), significant(1234.5)
    (0.0412, 1230.0)
    """
    return float(f"{value:.{digits - 1}e}")


def at_least(distance: float, printed: float) -> float:
    """Return the step to which a value is rounded: 1, 2 or 5 times a power of ten, ``printed`` or above.

    Parameters
    ----------
    distance : float
        The step is at least as wide as this. A mean of n whole numbers is a multiple of 1/n: rounded to steps of 1/n or
        more it is a mean of n whole numbers for every n from that one on, and does not tell which.
    printed : float
        The last digit that is printed, a power of ten.

    Examples
    --------
    >>> at_least(0.003, 0.01), at_least(0.4, 0.1), at_least(3.1, 0.01)
    (0.01, 0.5, 5.0)
    """
    return max(printed, round_step(distance))


def round_step(least: float) -> float:
    """Return the smallest 1, 2 or 5 times a power of ten that is not under a positive number.

    Examples
    --------
    >>> round_step(0.0034), round_step(0.02), round_step(6)
    (0.005, 0.02, 10.0)
    """
    power = math.floor(math.log10(least))
    steps = (float(f"{step}e{at}") for at in (power, power + 1) for step in (1, 2, 5))
    return next(step for step in steps if step >= least * (1 - 1e-9))


def to_step(value: float, step: float) -> float:
    """Return the multiple of ``step`` that is next to a value, ties upward.

    Examples
    --------
    >>> to_step(63.42, 0.1), to_step(63.42, 0.5)
    (63.4, 63.5)
    """
    decimals = max(0, math.ceil(-math.log10(step) - 1e-9))
    return round(math.floor(value / step + 0.5 + 1e-9) * step, decimals)
