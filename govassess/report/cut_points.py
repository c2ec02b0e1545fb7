"""How many decimals show a mean, an index or a distance on its side of the limits between levels."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Literal

from govassess.instrument.model import Band
from govassess.report.formats import ZERO, Kind, Value, places_beside
from govassess.report.view import Numbers
from govassess.result.descriptive import ByAnswers, NodeScore
from govassess.scoring.index import re_express

Scale = Literal["mean", "index"]

MEAN_PLACES = 2


def cut_points(view: Numbers, ident: str, of: Scale) -> tuple[float, ...]:
    """Return where the levels of a node begin, on the scale of its mean or of its index.

    Empty where levels are read off the rounded value, which is what is printed.
    """
    levels = view.instrument.levels
    return () if levels.decimals is not None else tuple(_on(view, ident, of, band) for band in levels.bands[1:])


def target(view: Numbers, ident: str, level: int, of: Scale) -> tuple[float, ...]:
    """Return where one level begins, as ``cut_points`` does."""
    levels = view.instrument.levels
    bands = () if levels.decimals is not None else (band for band in levels.bands if band.level == level)
    return tuple(_on(view, ident, of, band) for band in bands)


def _on(view: Numbers, ident: str, of: Scale, band: Band) -> float:
    """Return the lower limit of a level on the scale of the mean or of the index of a node."""
    instrument = view.instrument
    if instrument.levels.basis == of:
        return band.min
    scale, name = view.scale_of(ident), instrument.scoring.index
    if of == "index":
        return round(re_express(band.min, name, scale.min, scale.max), 9)
    zero = re_express(0.0, name, scale.min, scale.max)
    return round((band.min - zero) / (re_express(1.0, name, scale.min, scale.max) - zero), 9)


def level_places(view: Numbers, ident: str, of: Scale, values: Iterable[Value], *, levelled: bool = True) -> int:
    """Return the decimals at which all of ``values`` of a node lie on their sides of the limits of its levels.

    Parameters
    ----------
    view : Numbers
        The assessment in a language.
    ident : str
        A node or item.
    of : {"mean", "index"}
        The scale of the values.
    values : iterable of float, (low, high) or None
        What is printed together.
    levelled : bool
        Whether levels are read off the node.

    Returns
    -------
    int
    """
    fewest = MEAN_PLACES if of == "mean" else view.index_places()
    edges = cut_points(view, ident, of) if levelled else ()
    kinds: list[tuple[Value, Kind]] = [(value, "ci" if isinstance(value, tuple) else "est") for value in values]
    return max((places_beside(value, kind, edges, fewest) for value, kind in kinds), default=fewest)


def node_places(view: Numbers, found: NodeScore | ByAnswers, of: Scale, *fields: str) -> int:
    """Return the decimals at which what some fields of a node hold lies on its side of the limits of its levels."""
    levelled = is_levelled(view, view.scores[found.id].kind)
    return level_places(view, found.id, of, [getattr(found, field) for field in fields], levelled=levelled)


def distance_places(value: float, fewest: int) -> int:
    """Return the decimals at which a distance that is not zero does not read as zero.

    Examples
    --------
    >>> distance_places(0.017, 1), distance_places(0.25, 1), distance_places(0.0, 1)
    (2, 1, 1)
    """
    return places_beside(value, "est", ZERO, fewest)


def is_levelled(view: Numbers, kind: str) -> bool:
    """Tell whether nodes of a kind have levels."""
    return kind in view.instrument.levels.nodes
