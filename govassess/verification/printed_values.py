"""Printed numbers against the stored values they name: what can be checked of a page that another version drew."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from decimal import ROUND_HALF_UP, Decimal
from typing import Any

from govassess.result.address import Address
from govassess.text.numbers import SEPARATORS
from govassess.verification.findings import Finding, Tally
from govassess.verification.page_tree import Element
from govassess.verification.places import cut, place_of, source_of

CARRIERS = frozenset({"td", "th"})
MOST_PLACES = 12
ALMOST = (Decimal("0.005"), Decimal("0.995"))
"""Shares outside of these are printed as less than 1% or more than 99%."""


def check_sources(page: Element, data: Any, lang: str) -> tuple[list[Finding], Tally]:
    """Return which printed numbers are not the stored values whose paths they carry, rounded as printed.

    Parameters
    ----------
    page : Element
        The page.
    data : JSON
        The result it carries.
    lang : str
        The language of the page.

    Returns
    -------
    list of Finding
        A path that leads nowhere is one too.
    Tally
        Of the numbers whose source is a number.
    """
    findings, checked = [], 0
    for chain in _sourced(page):
        paths = source_of(chain).split()
        text = _own_text(chain[-1])
        for path in paths:
            try:
                value = Address(path).value_in(data)
            except (LookupError, ValueError, TypeError):
                findings.append(_finding(chain, text, path, "–"))
                continue
            if isinstance(value, bool) or not isinstance(value, int | float) or _is_worded(text, path):
                continue
            checked += 1
            if not prints(text, value, lang, minimum=data.get("options", {}).get("min_group")):
                findings.append(_finding(chain, text, path, f"{value:.10g}"))
    return findings, Tally(checked=checked, differing=sum(one.numbers for one in findings))


def prints(text: str, value: float, lang: str, *, minimum: int | None = None) -> bool:
    """Tell whether one of the numbers of a text is ``value`` rounded half up to its places, as such or in per cent.

    ``minimum``: a smaller count may be printed as under it.

    Examples
    --------
    >>> prints("[0,07; 0,35]", 0.3512, "id"), prints("68.6%", 0.6855, "en"), prints("3.47", 3.4567, "en")
    (True, True, False)
    """
    thousands, point, _ = SEPARATORS[lang]
    exact = Decimal(repr(value))
    for sign, digits in re.findall(rf"([−-]?)((?:\d[\d{re.escape(thousands)}]*)?(?:{re.escape(point)}\d+)?)", text):
        plain = digits.replace(thousands, "").replace(point, ".").rstrip(".")
        if not any(map(str.isdigit, plain)) or len(plain) > 40:
            continue
        number = Decimal(plain if plain[0] != "." else f"0{plain}") * (-1 if sign else 1)
        places = len(plain.partition(".")[2])
        if places > MOST_PLACES:
            continue
        unit = Decimal(1).scaleb(-places)
        if number in (_rounded(exact, unit), _rounded(exact * 100, unit)):
            return True
        if _at_an_end(number, exact, unit, text) or (minimum is not None and exact < minimum == number):
            return True
    return False


def _at_an_end(number: Decimal, exact: Decimal, unit: Decimal, text: str) -> bool:
    """Tell whether a p value or share is printed as beyond the last one that its places can say."""
    low, high = ALMOST
    if "%" in text and ((number == 99 and high <= exact < 1) or (number == 1 and 0 < exact < low)):
        return True
    return ("<" in text and number == unit > exact) or (">" in text and number == 1 - unit < exact)


def _is_worded(text: str, path: str) -> bool:
    """Tell whether a value is printed in words: without a digit, or a level by its name, beside which shares stand."""
    return not any(map(str.isdigit, text)) or (path.endswith(".level") and not text.isdigit())


def _rounded(value: Decimal, unit: Decimal) -> Decimal:
    try:
        return value.quantize(unit, rounding=ROUND_HALF_UP)
    except ArithmeticError:
        return value


def _sourced(page: Element) -> Iterator[Sequence[Element]]:
    """Yield every element that may print a stored value, with those around it."""
    waiting: list[list[Element]] = [[page]]
    while waiting:
        chain = waiting.pop()
        element = chain[-1]
        if "data-id" in element.attributes or element.tag in CARRIERS:
            yield chain
        waiting.extend([*chain, child] for child in reversed(element.children) if isinstance(child, Element))


def _own_text(element: Element) -> str:
    """Return the text of an element without the numbers of warnings beside it."""
    parts = [
        child if isinstance(child, str) else child.text
        for child in element.children
        if isinstance(child, str) or child.attributes.get("class") not in ("mark", "flagmark")
    ]
    return " ".join(parts)


def _finding(chain: Sequence[Element], text: str, path: str, expected: str) -> Finding:
    place = place_of(chain)
    return Finding(
        check="page", kind="number", place=place, printed=cut(text), expected=f"{path} = {expected}", numbers=1
    )
