"""The conventions that numbers are compared with, and what numbers in warnings and reasons look like."""

from __future__ import annotations

from collections.abc import Mapping

from govassess.report.formats import Kind, places_beside

KINDS: Mapping[str, tuple[Kind, int]] = {
    "share": ("pct", 0),
    "r": ("r", 2),
    "alpha": ("r", 3),
    "weight": ("est", 3),
    "factor": ("est", 3),
    "step": ("est", 3),
    "vif": ("est", 1),
    "value": ("est", 1),
}
"""How numbers in warnings and reasons are printed, by their name; others are counts when whole."""

LOW_ALPHA = 0.7  # Nunnally (1978)
LOW_AVE = 0.5
LOW_LOADING = 0.7
LOW_ITEM_REST = 0.3
LOW_KMO = 0.6
HIGH_HTMT = 0.85
HIGH_COLLINEARITY = 3.3  # VIF of a scale on all others: Kock (2015)
HIGH_AGREEMENT = 0.7  # median r_wg(J) and ICC(2) from which answers are averaged: LeBreton & Senter (2008)
MANY_AT_AN_END = 0.15  # share of answers at one end of a scale: Terwee et al. (2007)
SIGNIFICANT = 0.05  # where no instrument declares its own level

FIT: Mapping[str, float] = {"cfi": 0.95, "rmsea": 0.06, "srmr": 0.08}
"""The conventions of Hu and Bentler (1999): CFI at least, RMSEA and SRMR at most; TLI as CFI."""

COMPARED: Mapping[tuple[str, str], float] = {
    ("low_alpha", "alpha"): LOW_ALPHA,
    ("negative_alpha", "alpha"): 0.0,
    ("negative_item_rest", "r"): 0.0,
    ("vif_high", "vif"): 10.0,
    ("vif_collinear", "vif"): HIGH_COLLINEARITY,
    ("condition_high", "value"): 30.0,
    ("harman_high", "share"): 0.5,
}
"""Warning code and name of its number -> the threshold that its sentence names."""


def looks(key: str, value: float, code: str = "") -> tuple[Kind, int]:
    """Return kind and decimals of a number in a warning or reason.

    Examples
    --------
    >>> looks("alpha", 0.69961, "low_alpha"), looks("alpha", 0.691, "low_alpha"), looks("n", 30.0)
    (('r', 4), ('r', 3), ('n', 0))
    """
    kind, decimals = KINDS.get(key, ("n", 0) if float(value).is_integer() else ("est", 2))
    edge = COMPARED.get((code, key))
    return kind, decimals if edge is None else places_beside(value, kind, (edge,), decimals)
