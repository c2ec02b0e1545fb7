"""How many digits of a number are stored where more of them would tell about few: as many as are printed, or fewer."""

from __future__ import annotations

import math
from collections.abc import Mapping

SMALL = 30
"""Draws of fewer respondents are few enough for a search: what rests on them is stored as printed."""

SHARE = 1000
"""Shares of draws are stored in thousandths."""


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
    >>> at_least(0.003, 0.01), at_least(0.4, 0.1), at_least(0.0101, 0.01)
    (0.01, 0.5, 0.02)
    """
    step = printed
    for factor in (1, 2, 5, 10, 20, 50, 100):
        step = factor * printed
        if step >= distance * (1 - 1e-12):
            break
    return step


def to_step(value: float, step: float) -> float:
    """Return the multiple of ``step`` that is next to a value, ties upward.

    Examples
    --------
    >>> to_step(63.42, 0.1), to_step(63.42, 0.5)
    (63.4, 63.5)
    """
    decimals = max(0, math.ceil(-math.log10(step) - 1e-9))
    return round(math.floor(value / step + 0.5 + 1e-9) * step, decimals)


def shares_as_printed(shares: Mapping[int, float]) -> dict[int, float]:
    """Return shares in thousandths that still add up to 1; one that is not 0 or 1 does not become so.

    Examples
    --------
    >>> shares_as_printed({1: 0.0, 2: 0.00004, 3: 0.99996})
    {1: 0.0, 2: 0.001, 3: 0.999}
    """
    units = {key: value * SHARE for key, value in shares.items()}
    found = {key: max(1, math.floor(value + 1e-9)) if value > 0 else 0 for key, value in units.items()}
    order = sorted((key for key in found if found[key]), key=lambda key: (found[key] - units[key], key))
    lacking = SHARE - sum(found.values())
    while order and lacking > 0:  # the largest remainders first
        for key in order[:lacking]:
            found[key] += 1
        lacking = SHARE - sum(found.values())
    if lacking < 0 and found:
        found[max(found, key=lambda key: found[key])] += lacking
    return {key: value / SHARE for key, value in found.items()}
