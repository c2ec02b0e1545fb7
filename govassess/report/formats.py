"""How a stored value reads, by the kind of number it is; the same for every output of one language."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Literal

from govassess.text import numbers
from govassess.text.catalogue import say
from govassess.text.numbers import NumberFormat

Kind = Literal["n", "est", "se", "ci", "p", "r", "beta", "pct", "level", "text"]
Value = str | int | float | tuple[float, float] | None

ZERO = (0.0,)
"""The threshold of an estimate that is none, or of a distance."""

BOUNDED = ("r", "beta")
"""Kinds that by nature or by custom do not exceed 1."""

DECIMALS: dict[str, int] = {"n": 0, "est": 2, "se": 3, "ci": 2, "p": 3, "r": 2, "beta": 2, "pct": 1, "level": 0}


def _number(value: float, places: int, kind: Kind, number_format: NumberFormat) -> str:
    """Return one number as its kind is written; what is neither a count, a share nor bounded is a decimal."""
    lang, leading_zero = number_format.lang, number_format.leading_zero
    if kind in ("n", "level"):
        return numbers.integer(value, lang)
    if kind == "p":
        return numbers.p_value(value, lang, decimals=places, leading_zero=leading_zero)
    if kind in BOUNDED:
        return numbers.bounded(value, lang, decimals=places, leading_zero=leading_zero)
    return numbers.percent(value, lang, decimals=places) if kind == "pct" else numbers.decimal(value, places, lang)


def printed(value: Value, kind: Kind, number_format: NumberFormat, decimals: int | None = None) -> str:
    """Return ``value`` as a reader expects it; ``None`` is a dash.

    Parameters
    ----------
    value : str, int, float, (low, high) or None
        As stored. A pair is an interval.
    kind : str
        ``n`` counts, ``est`` and ``se`` decimals, ``r`` and ``p`` numbers that custom writes without the leading
        zero in English, ``beta`` the same but able to exceed 1, ``pct`` shares from 0 to 1, ``ci`` intervals.
    number_format : NumberFormat
        Language, and the zero before the decimal mark.
    decimals : int, optional
        Places after the decimal mark; without it those of the kind.

    Returns
    -------
    str

    Examples
    --------
    >>> printed(3.4567, "est", NumberFormat("id"))
    '3,46'
    >>> printed(0.0002, "p", NumberFormat("en"))
    '< .001'
    """
    lang = number_format.lang
    if value is None:
        return say("table.none", lang)
    if isinstance(value, str):
        return value
    places = DECIMALS.get(kind, 2) if decimals is None else decimals
    if isinstance(value, tuple):
        if kind == "pct":
            low, high = (numbers.percent(end, lang, decimals=places) for end in value)
            return f"[{low}{say('table.between', lang)}{high}]"
        leading_zero = number_format.leading_zero if kind in BOUNDED else True
        return numbers.interval(*value, places, lang, leading_zero=leading_zero)
    return _number(float(value), places, kind, number_format)


def places_beside(value: Value, kind: Kind, thresholds: Iterable[float], decimals: int | None = None) -> int:
    """Return the decimals at which a printed value, or both ends of an interval, lie on their sides of thresholds.

    Parameters
    ----------
    value : int, float, (low, high), str or None
        Texts and what is not there need no more than the usual.
    kind : str
        Of the number; a percentage counts its decimals after the per cent.
    thresholds : iterable of float
        On the scale of the stored value.
    decimals : int, optional
        The fewest; without it those of the kind.

    Returns
    -------
    int

    Examples
    --------
    >>> (
    ...     places_beside(0.6996, "r", (0.7,)),
    ...     places_beside((0.004, 0.31), "est", (0,)),
    ...     places_beside(0.504, "pct", (0.5,), 0),
    ... )
    (4, 3, 1)
    """
    places = DECIMALS.get(kind, 2) if decimals is None else decimals
    if value is None or isinstance(value, str):
        return places
    apart = 2 if kind == "pct" else 0
    ends = value if isinstance(value, tuple) else (value,)
    needed = (numbers.decimals_beside(end, edge, places + apart) for end in ends for edge in thresholds)
    return max((found - apart for found in needed), default=places)


def printed_beside(
    value: Value, kind: Kind, number_format: NumberFormat, thresholds: Iterable[float], decimals: int | None = None
) -> str:
    """Return ``value`` as ``printed`` does, with the decimals that show on which side of thresholds it lies.

    Examples
    --------
    >>> printed_beside(59.983, "est", NumberFormat("en"), (60,), 1)
    '59.98'
    """
    return printed(value, kind, number_format, places_beside(value, kind, thresholds, decimals))


MAJORITY = 0.9
"""Share of resamples from which on one level is named alone."""


def share_places(shares: Iterable[float]) -> int:
    """Return the decimals of shares that are printed together: whole per cents, unless these say what is not so.

    They would where they add up to more than 100, or where a share below 90 % reads as 90 %, from which on one level
    is named alone.

    Examples
    --------
    >>> share_places((0.58, 0.42)), share_places((0.155, 0.845)), share_places((0.8996, 0.1004))
    (0, 1, 2)
    """
    found = [value for value in shares if 0.005 <= value < 0.995]  # the others are words
    for places in (0, 1) if found else ():
        printed_ones = [numbers.rounded(value, places + 2) for value in found]
        if sum(printed_ones) <= 1 and max(places_beside(each, "pct", (MAJORITY,), places) for each in found) == places:
            return places
    return 2 if found else 0


def share(value: float, lang: str, *, short: bool = False, decimals: int = 0) -> str:
    """Return a share of resamples in per cent; one that rounds to all or none without being it says so.

    ``short`` says it with a sign, for tables; ``decimals`` are those of :func:`share_places`.

    Examples
    --------
    >>> share(0.9996, "en")
    'more than 99%'
    """
    if 0.995 <= value < 1:
        return say(
            "report.level.above" if short else "report.level.almost_all",
            lang,
            share=numbers.percent(0.99, lang, decimals=0),
        )
    if 0 < value < 0.005:
        return say(
            "report.level.below" if short else "report.level.hardly_any",
            lang,
            share=numbers.percent(0.01, lang, decimals=0),
        )
    return numbers.percent(value, lang, decimals=decimals)
