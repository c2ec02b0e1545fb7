"""Numbers as people read them: one rounding (half up, on the decimal text of the value) and one set of signs.

Files of numbers (CSV, JSON) keep the C locale and do not come here. A number that is not there (None) is the
caller's to word; one that is no number (NaN, infinity) is an error, so that it is never printed.
"""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass
from decimal import ROUND_HALF_UP, Context, Decimal

from govassess.text.catalogue import say

MINUS = "\N{MINUS SIGN}"
SEPARATORS = {
    "en": (",", ".", ", "),
    "id": (".", ",", "; "),
}  # thousands, decimal, between the ends of an interval
WIDE = Context(prec=400, rounding=ROUND_HALF_UP)  # the largest float has 309 digits before the point


def rounded(value: float, decimals: int, *, times: int = 1) -> Decimal:
    """Return ``times`` a value, rounded half up on its decimal text.

    Raises
    ------
    ValueError
        ``value`` is NaN or infinite.

    Examples
    --------
    >>> rounded(2.675, 2), rounded(0.125, 1, times=100)
    (Decimal('2.68'), Decimal('12.5'))
    """
    exact = Decimal(value) if isinstance(value, int) else Decimal(repr(float(value)))
    if not exact.is_finite():
        raise ValueError(f"{value!r} is not a number that can be printed")
    return WIDE.multiply(exact, Decimal(times)).quantize(Decimal(1).scaleb(-decimals), context=WIDE)


def _written(number: Decimal, lang: str, *, leading_zero: bool, plus: bool = False) -> str:
    thousands, point, _ = SEPARATORS[lang]
    whole, _, part = f"{abs(number):,f}".partition(".")
    if whole == "0" and part and not leading_zero:
        whole = ""
    sign = "" if number == 0 else MINUS if number < 0 else "+" if plus else ""
    return sign + whole.replace(",", thousands) + (point + part if part else "")


@dataclass(frozen=True, slots=True)
class NumberFormat:
    """How the numbers of a report are written.

    Attributes
    ----------
    lang : str
        ``en`` or ``id``: the separators.
    leading_zero : bool, optional
        Whether r, alpha, beta and p keep the zero before the decimal mark; None: as the language has it.

    Examples
    --------
    >>> chosen = NumberFormat("id", leading_zero=False)
    >>> bounded(0.214, chosen.lang, leading_zero=chosen.leading_zero)
    ',21'
    """

    lang: str
    leading_zero: bool | None = None


def _keeps_zero(lang: str, leading_zero: bool | None) -> bool:
    return lang != "en" if leading_zero is None else leading_zero


def decimals_beside(value: float, threshold: float, decimals: int) -> int:
    """Return how many decimals it takes for the printed value to lie on its side of the printed threshold.

    Parameters
    ----------
    value, threshold
        Finite numbers; a sentence, a mark or a level says which of them is the larger.
    decimals
        The fewest; at most four more are taken, since a difference beyond them is none to speak of.

    Returns
    -------
    int

    Examples
    --------
    >>> decimals_beside(0.6996, 0.7, 2), decimals_beside(0.64, 0.7, 2), decimals_beside(0.7, 0.7, 2)
    (4, 2, 2)
    """
    exact, edge = (Decimal(repr(float(number))) for number in (value, threshold))
    for places in range(decimals, decimals + 5):
        if rounded(value, places).compare(rounded(threshold, places)) == exact.compare(edge):
            return places
    return decimals


def decimal(value: float, decimals: int, lang: str, *, leading_zero: bool = True) -> str:
    """Return ``value`` with ``decimals`` places, thousands separated.

    Parameters
    ----------
    value
        A finite number.
    decimals
        Places after the decimal sign; half a unit rounds away from zero, judged on ``repr(value)``.
    lang
        ``"en"`` or ``"id"``.
    leading_zero
        Keep the zero before the decimal sign.

    Returns
    -------
    str
        The number with U+2212 as its minus, which a zero never has.

    Raises
    ------
    ValueError
        ``value`` is NaN or infinite.

    Examples
    --------
    >>> decimal(1234.565, 2, "en"), decimal(1234.565, 2, "id"), decimal(-0.004, 2, "en")
    ('1,234.57', '1.234,57', '0.00')
    """
    return _written(rounded(value, decimals), lang, leading_zero=leading_zero)


def integer(value: float, lang: str) -> str:
    """Return ``value`` as a whole number, thousands separated.

    Examples
    --------
    >>> integer(12345, "en"), integer(12345, "id")
    ('12,345', '12.345')
    """
    return decimal(value, 0, lang)


def percent(share: float, lang: str, *, decimals: int = 1) -> str:
    """Return a share (0 to 1) as a percentage.

    Examples
    --------
    >>> percent(0.6855, "en"), percent(0.6855, "id"), percent(0.5, "id", decimals=0)
    ('68.6%', '68,6%', '50%')
    """
    return _written(rounded(share, decimals, times=100), lang, leading_zero=True) + "%"


def signed(value: float, decimals: int, lang: str) -> str:
    """Return ``value`` with its sign, plus included; zero has none.

    Examples
    --------
    >>> signed(0.25, 1, "en"), signed(-0.25, 1, "id"), signed(0.0, 1, "en")
    ('+0.3', '−0,3', '0.0')
    """
    return _written(rounded(value, decimals), lang, leading_zero=True, plus=True)


def bounded(value: float, lang: str, *, decimals: int = 2, leading_zero: bool | None = None) -> str:
    """Return a number that by nature or by custom does not exceed 1 (r, alpha, beta, a loading).

    English drops the zero before the point, Indonesian keeps it, unless ``leading_zero`` decides. A beta
    beyond 1 keeps its digit.

    Examples
    --------
    >>> bounded(0.214, "en"), bounded(0.214, "id"), bounded(-1.04, "en")
    ('.21', '0,21', '−1.04')
    """
    return decimal(value, decimals, lang, leading_zero=_keeps_zero(lang, leading_zero))


def p_value(p: float, lang: str, *, decimals: int = 3, leading_zero: bool | None = None) -> str:
    """Return a p value: exact to ``decimals`` places, never as zero and never as one.

    Examples
    --------
    >>> p_value(0.0341, "en"), p_value(0.0341, "id"), p_value(1e-9, "en"), p_value(0.99999, "id")
    ('.034', '0,034', '< .001', '> 0,999')
    """
    smallest = Decimal(1).scaleb(-decimals)
    printed = rounded(p, decimals)
    keep = _keeps_zero(lang, leading_zero)
    if Decimal(repr(float(p))) < smallest:
        return "< " + _written(smallest, lang, leading_zero=keep)
    if printed >= 1:
        return "> " + _written(1 - smallest, lang, leading_zero=keep)
    return _written(printed, lang, leading_zero=keep)


def interval(low: float, high: float, decimals: int, lang: str, *, leading_zero: bool | None = True) -> str:
    """Return the two ends of an interval in brackets; a semicolon parts decimal commas.

    ``leading_zero=None`` decides by language, as :func:`bounded` does.

    Examples
    --------
    >>> interval(0.07, 0.35, 2, "en"), interval(-0.07, 0.35, 2, "id")
    ('[0.07, 0.35]', '[−0,07; 0,35]')
    """
    keep = _keeps_zero(lang, leading_zero)
    ends = (decimal(end, decimals, lang, leading_zero=keep) for end in (low, high))
    return f"[{SEPARATORS[lang][2].join(ends)}]"


def date(day: dt.date, lang: str) -> str:
    """Return a date with the month in words.

    Examples
    --------
    >>> date(dt.date(2026, 8, 3), "en"), date(dt.date(2026, 8, 3), "id")
    ('3 August 2026', '3 Agustus 2026')
    """
    return f"{day.day} {say(f'month.{day.month}', lang)} {day.year}"
