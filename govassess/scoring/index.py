"""The index: a mean on the item scale, re-expressed. The name of the map travels with every number."""

from __future__ import annotations

from typing import TypeVar

from govassess.instrument.model import IndexName

Number = TypeVar("Number")


def index_map(name: IndexName, low: int, high: int) -> tuple[float, float]:
    """Return slope and offset of the index: ``index = offset + slope * mean``.

    Parameters
    ----------
    name : {"none", "pomp", "tcr", "times_25"}
        ``pomp``: 100 (mean - min) / (max - min), percent of maximum possible (Cohen, Cohen, Aiken & West, 1999);
        ``tcr``: 100 mean / max (tingkat capaian responden); ``times_25``: 25 mean (PermenPANRB 14/2017).
    low, high : int
        The ends of the item scale, from the instrument, never from the data.

    Examples
    --------
    >>> slope, offset = index_map("pomp", 1, 5)
    >>> offset + slope * 3.4
    60.0
    """
    if name == "pomp":
        slope = 100 / (high - low)
        return slope, -slope * low
    if name == "tcr":
        return 100 / high, 0.0
    if name == "times_25":
        return 25.0, 0.0
    return 1.0, 0.0


def re_express(mean: float, name: IndexName, low: int, high: int) -> float:
    """Return the index of one mean, with the ends of the scale met exactly.

    Examples
    --------
    >>> re_express(3.4, "tcr", 1, 5)
    68.0
    """
    if name == "pomp":
        return 100 * (mean - low) / (high - low)
    if name == "tcr":
        return 100 * mean / high
    slope, offset = index_map(name, low, high)
    return offset + slope * mean
