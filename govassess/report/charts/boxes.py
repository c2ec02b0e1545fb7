"""Upright boxes of a drawing: where words stand, and whether two of them are clear of each other."""

from __future__ import annotations

Box = tuple[float, float, float, float]
"""Left, top, right, bottom."""


def around(x: float, y: float, width: float, height: float) -> Box:
    """Return the box of a width and height whose middle is ``(x, y)``.

    Examples
    --------
    >>> around(10, 20, 4, 2)
    (8.0, 19.0, 12.0, 21.0)
    """
    return x - width / 2, y - height / 2, x + width / 2, y + height / 2


def apart(one: Box, other: Box) -> bool:
    """Tell whether two boxes share no ground; edges may touch.

    Examples
    --------
    >>> apart((0, 0, 2, 2), (2, 0, 4, 2)), apart((0, 0, 2, 2), (1, 1, 3, 3))
    (True, False)
    """
    return one[2] <= other[0] or other[2] <= one[0] or one[3] <= other[1] or other[3] <= one[1]
