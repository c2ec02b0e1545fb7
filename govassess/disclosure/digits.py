"""How many digits of a number are stored where more of them would tell about few: as many as are printed, or fewer."""

from __future__ import annotations

import math
from collections.abc import Mapping

SMALL = 30
"""Draws of fewer respondents are few enough for a search: what rests on them is stored as printed."""

SHARE = 1000
"""Shares of draws are stored in thousandths."""


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
