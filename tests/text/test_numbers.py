"""Numbers read as the language's readers expect: compared with Babel under half-up rounding, and at the edges."""

from __future__ import annotations

import datetime as dt
import math
import random
from collections.abc import Callable
from decimal import ROUND_HALF_UP, Context, Decimal, localcontext

import pytest
from babel.dates import format_date
from babel.numbers import format_decimal, format_percent
from hypothesis import given
from hypothesis import strategies as st

from govassess.report.formats import printed
from govassess.text import numbers

WIDE = Context(prec=400, rounding=ROUND_HALF_UP)


def random_values(count: int) -> list[tuple[float, int]]:
    draw = random.Random(20261123)
    values: list[tuple[float, int]] = []
    for _ in range(count):
        decimals = draw.randint(0, 4)
        kind = draw.randrange(4)
        if kind == 0:
            value = draw.uniform(-1, 1)
        elif kind == 1:  # halves, where the rounding rules part
            value = (draw.randint(-20000, 20000) + 0.5) / 10**decimals
        elif kind == 2:
            value = draw.uniform(-1, 1) * 10 ** draw.randint(0, 12)
        else:
            value = float(f"{draw.uniform(-100, 100):.{draw.randint(0, 6)}f}")
        values.append((value, decimals))
    return values


def unsigned_zero(written: str) -> str:
    """Babel signs a rounded zero and uses the hyphen; we never do either."""
    return written.replace("-", "" if not any(sign in "123456789" for sign in written) else "\N{MINUS SIGN}")


@pytest.mark.parametrize("lang", ["en", "id"])
def test_ten_thousand_random_numbers_are_written_as_babel_writes_them(lang: str) -> None:
    with localcontext(WIDE):
        for value, decimals in random_values(10_000):
            pattern = "#,##0" + ("." + "0" * decimals if decimals else "")
            expected = format_decimal(Decimal(repr(value)), format=pattern, locale=lang)
            assert numbers.decimal(value, decimals, lang) == unsigned_zero(expected)


@pytest.mark.parametrize("lang", ["en", "id"])
def test_percentages_are_written_as_babel_writes_them(lang: str) -> None:
    with localcontext(WIDE):
        for value, decimals in random_values(2_000):
            pattern = "#,##0" + ("." + "0" * decimals if decimals else "") + "%"
            expected = format_percent(Decimal(repr(value)), format=pattern, locale=lang)
            assert numbers.percent(value, lang, decimals=decimals) == unsigned_zero(expected)


@pytest.mark.parametrize("lang", ["en", "id"])
@pytest.mark.parametrize("month", range(1, 13))
def test_dates_are_written_as_babel_writes_them(lang: str, month: int) -> None:
    day = dt.date(2026, month, 3)
    assert numbers.date(day, lang) == format_date(day, "d MMMM y", locale=lang)


@pytest.mark.parametrize(
    ("value", "decimals", "expected"),
    [
        (2.675, 2, "2.68"),  # binary below the half, decimal text on it
        (0.5, 0, "1"),
        (1.5, 0, "2"),
        (2.5, 0, "3"),
        (-2.5, 0, "−3"),
        (-0.004, 2, "0.00"),
        (-0.0, 1, "0.0"),
        (999.95, 1, "1,000.0"),
        (1e22, 0, "10,000,000,000,000,000,000,000"),
        (1.7e308, 0, "17" + "0" * 307),
        (5e-324, 3, "0.000"),
        (12, 2, "12.00"),
    ],
)
def test_half_is_rounded_up_on_the_decimal_text(value: float, decimals: int, expected: str) -> None:
    written = numbers.decimal(value, decimals, "en")
    assert (written if len(expected) < 100 else written.replace(",", "")) == expected


@pytest.mark.parametrize("value", [math.nan, math.inf, -math.inf])
@pytest.mark.parametrize(
    "write",
    [
        lambda v: numbers.decimal(v, 2, "en"),
        lambda v: numbers.integer(v, "id"),
        lambda v: numbers.percent(v, "en"),
        lambda v: numbers.signed(v, 1, "id"),
        lambda v: numbers.bounded(v, "en"),
        lambda v: numbers.p_value(v, "en"),
        lambda v: numbers.interval(0, v, 2, "id"),
    ],
)
def test_what_is_no_number_is_never_written(write: Callable[[float], str], value: float) -> None:
    with pytest.raises(ValueError, match="not a number that can be printed"):
        write(value)


@pytest.mark.parametrize(
    ("p", "english", "indonesian"),
    [
        (0.0341, ".034", "0,034"),
        (0.001, ".001", "0,001"),
        (0.00099999, "< .001", "< 0,001"),
        (0.0, "< .001", "< 0,001"),
        (0.05, ".050", "0,050"),
        (0.9994, ".999", "0,999"),
        (0.9995, "> .999", "> 0,999"),
        (1.0, "> .999", "> 0,999"),
        (1, "> .999", "> 0,999"),
    ],
)
def test_p_is_never_zero_and_never_one(p: float, english: str, indonesian: str) -> None:
    assert (numbers.p_value(p, "en"), numbers.p_value(p, "id")) == (english, indonesian)


@pytest.mark.parametrize(
    ("value", "lang", "keep", "expected"),
    [
        (0.214, "en", None, ".21"),
        (0.214, "id", None, "0,21"),
        (-0.214, "en", None, "−.21"),
        (0.996, "en", None, "1.00"),  # what it rounds to has a digit before the point
        (-1.04, "en", None, "−1.04"),
        (0.0, "en", None, ".00"),
        (0.214, "en", True, "0.21"),
        (0.214, "id", False, ",21"),
    ],
)
def test_english_drops_the_zero_of_a_bounded_number(value: float, lang: str, keep: bool | None, expected: str) -> None:
    assert numbers.bounded(value, lang, leading_zero=keep) == expected


def test_intervals_of_decimal_commas_are_parted_by_a_semicolon() -> None:
    assert numbers.interval(-0.02, 1234.5, 2, "id") == "[−0,02; 1.234,50]"
    assert numbers.interval(-0.02, 1234.5, 2, "en") == "[−0.02, 1,234.50]"
    assert numbers.interval(0.07, 0.35, 2, "en", leading_zero=None) == "[.07, .35]"
    assert numbers.interval(0.07, 0.35, 2, "id", leading_zero=None) == "[0,07; 0,35]"


def test_signed_numbers_carry_a_plus_and_zero_no_sign() -> None:
    assert [numbers.signed(v, 1, "en") for v in (0.25, -0.25, 0.04, -0.04)] == ["+0.3", "−0.3", "0.0", "0.0"]


@given(value=st.floats(allow_nan=False, allow_infinity=False), decimals=st.integers(0, 6))
def test_the_written_number_is_the_nearest_of_its_places(value: float, decimals: int) -> None:
    written = numbers.decimal(value, decimals, "id")
    back = Decimal(written.replace(".", "").replace(",", ".").replace(numbers.MINUS, "-"))
    distance = WIDE.abs(WIDE.subtract(back, Decimal(repr(value))))
    assert distance <= Decimal(5).scaleb(-decimals - 1)
    assert back != 0 or numbers.MINUS not in written


def test_an_unknown_language_is_refused() -> None:
    with pytest.raises(KeyError):
        numbers.decimal(1.5, 1, "fr")


@pytest.mark.parametrize(
    ("lang", "keep", "zero"), [("en", None, False), ("id", None, True), ("en", True, True), ("id", False, False)]
)
def test_bounded_numbers_are_written_as_babel_writes_them_but_for_the_zero(
    lang: str, keep: bool | None, zero: bool
) -> None:
    draw = random.Random(20261124)
    with localcontext(WIDE):
        for _ in range(10_000):
            value = round(draw.uniform(-1.2, 1.2), draw.randint(2, 10))
            expected = unsigned_zero(format_decimal(Decimal(repr(value)), format="0.00", locale=lang))
            if not zero:
                expected = expected.replace("0", "", 1) if expected.lstrip(numbers.MINUS)[0] == "0" else expected
            assert numbers.bounded(value, lang, leading_zero=keep) == expected, value


@pytest.mark.parametrize(
    ("lang", "keep", "r", "p", "interval"),
    [
        ("en", None, ".21", "< .001", "[−.10, .35]"),
        ("en", True, "0.21", "< 0.001", "[−0.10, 0.35]"),
        ("en", False, ".21", "< .001", "[−.10, .35]"),
        ("id", None, "0,21", "< 0,001", "[−0,10; 0,35]"),
        ("id", True, "0,21", "< 0,001", "[−0,10; 0,35]"),
        ("id", False, ",21", "< ,001", "[−,10; ,35]"),
    ],
)
def test_a_number_format_decides_on_the_zero_of_bounded_numbers_alone(
    lang: str, keep: bool | None, r: str, p: str, interval: str
) -> None:
    chosen = numbers.NumberFormat(lang, leading_zero=keep)
    assert printed(0.214, "r", chosen) == r
    assert printed(1e-9, "p", chosen) == p
    assert printed((-0.1, 0.35), "beta", chosen) == interval
    assert printed(0.214, "est", chosen) == ("0.21" if lang == "en" else "0,21")
    assert printed((-0.1, 0.35), "ci", chosen) == ("[−0.10, 0.35]" if lang == "en" else "[−0,10; 0,35]")


@pytest.mark.parametrize(
    ("value", "threshold", "decimals", "places"),
    [
        (0.6996, 0.7, 2, 4),
        (0.695, 0.7, 2, 3),  # half up it would read 0.70
        (0.694, 0.7, 2, 2),
        (0.7, 0.7, 2, 2),
        (0.7004, 0.7, 2, 4),
        (-0.0004, 0.0, 2, 4),
        (1e-12, 0.0, 2, 2),  # nothing to speak of
        (3.3996, 3.4000000000000004, 2, 4),
        (2.126, 2.125, 2, 3),  # the threshold is printed too, as 2.13
    ],
)
def test_as_many_decimals_as_the_side_of_a_threshold_takes(
    value: float, threshold: float, decimals: int, places: int
) -> None:
    assert numbers.decimals_beside(value, threshold, decimals) == places
