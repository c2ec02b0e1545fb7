"""How a stored value reads, by the kind of number it is; the same for every output of one language."""

from __future__ import annotations

from collections.abc import Callable
from typing import Literal

from govassess.text import numbers
from govassess.text.catalogue import say

Kind = Literal["n", "est", "se", "ci", "p", "r", "beta", "pct", "level", "text"]
Value = str | int | float | tuple[float, float] | None

DECIMALS: dict[str, int] = {"n": 0, "est": 2, "se": 3, "ci": 2, "p": 3, "r": 2, "beta": 2, "pct": 1, "level": 0}


WRITERS: dict[str, Callable[[float, int, str], str]] = {
    "n": lambda value, _, lang: numbers.integer(value, lang),
    "level": lambda value, _, lang: numbers.integer(value, lang),
    "p": lambda value, places, lang: numbers.p_value(value, lang, decimals=places),
    "r": lambda value, places, lang: numbers.bounded(value, lang, decimals=places),
    "beta": lambda value, places, lang: numbers.bounded(value, lang, decimals=places),
    "pct": lambda value, places, lang: numbers.percent(value, lang, decimals=places),
}
"""How each kind of number is written; any other is a decimal."""


def printed(value: Value, kind: Kind, lang: str, decimals: int | None = None) -> str:
    """Return ``value`` as a reader of ``lang`` expects it; ``None`` is a dash.

    Parameters
    ----------
    value : str, int, float, (low, high) or None
        As stored. A pair is an interval.
    kind : str
        ``n`` counts, ``est`` and ``se`` decimals, ``r`` and ``p`` numbers that custom writes without the leading
        zero in English, ``beta`` the same but able to exceed 1, ``pct`` shares from 0 to 1, ``ci`` intervals.
    lang : str
        ``en`` or ``id``.
    decimals : int, optional
        Places after the decimal mark; without it those of the kind.

    Returns
    -------
    str

    Examples
    --------
    >>> printed(3.4567, "est", "id")
    '3,46'
    >>> printed(0.0002, "p", "en")
    '< .001'
    """
    if value is None:
        return say("table.none", lang)
    if isinstance(value, str):
        return value
    places = DECIMALS.get(kind, 2) if decimals is None else decimals
    if isinstance(value, tuple):
        if kind == "pct":
            low, high = (numbers.percent(end, lang, decimals=places) for end in value)
            return f"[{low}{say('table.between', lang)}{high}]"
        return numbers.interval(*value, places, lang, leading_zero=None if kind in ("r", "beta") else True)
    return WRITERS.get(kind, numbers.decimal)(float(value), places, lang)


def share(value: float, lang: str, *, short: bool = False) -> str:
    """Return a share of resamples in whole per cent; one that rounds to all or none without being it says so.

    ``short`` says it with a sign, for tables.

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
    return numbers.percent(value, lang, decimals=0)
