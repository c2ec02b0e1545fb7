"""What numbers in warnings and reasons look like, and the thresholds on whose side they must be seen to lie."""

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

LOW_ALPHA = 0.7

COMPARED: Mapping[tuple[str, str], float] = {
    ("low_alpha", "alpha"): LOW_ALPHA,
    ("negative_alpha", "alpha"): 0.0,
    ("negative_item_rest", "r"): 0.0,
    ("vif_high", "vif"): 10.0,
    ("vif_collinear", "vif"): 3.3,
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
