"""The index: a mean on the item scale, re-expressed. The name of the map travels with every number."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, TypeVar

from govassess.instrument.model import IndexName

if TYPE_CHECKING:
    from numpy.typing import NDArray

Mean = TypeVar("Mean", float, "NDArray[Any]")


def re_express(mean: Mean, name: IndexName, low: int, high: int) -> Mean:
    """Return the index of means, with the ends of the scale met exactly.

    Parameters
    ----------
    mean : float or array of any shape
        On the item scale; NaN stays NaN.
    name : {"none", "pomp", "tcr", "times_25"}
        Which index, see Notes.
    low, high : int
        The ends of the item scale, from the instrument, never from the data.

    Returns
    -------
    float or array
        Index points.

    Notes
    -----
    ``pomp``: 100 (mean - min) / (max - min), percent of maximum possible (Cohen, Cohen, Aiken & West, 1999).
    ``tcr``: 100 mean / max (tingkat capaian responden). ``times_25``: 25 mean (PermenPANRB 14/2017). ``none``: the
    mean itself.

    References
    ----------
    Cohen, P., Cohen, J., Aiken, L. S., & West, S. G. (1999). The problem of units and the circumstance for POMP.
    Multivariate Behavioral Research, 34, 315-346.

    Examples
    --------
    >>> re_express(3.4, "pomp", 1, 5), re_express(3.4, "tcr", 1, 5)
    (60.0, 68.0)
    """
    if name == "pomp":
        return 100 * (mean - low) / (high - low)
    if name == "tcr":
        return 100 * mean / high
    return 25.0 * mean if name == "times_25" else mean


def index_slope(name: IndexName, low: int, high: int) -> float:
    """Return the index points of one item-scale point (every map is a straight line).

    Examples
    --------
    >>> index_slope("pomp", 1, 5)
    25.0
    """
    return re_express(float(low + 1), name, low, high) - re_express(float(low), name, low, high)
