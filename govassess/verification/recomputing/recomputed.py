"""One number recomputed: where it stands, what is stored, what follows from the rest, and how close is close enough."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from govassess.result.address import ROOT, Steps

if TYPE_CHECKING:
    from govassess.result.assessment import Assessment


RELATIVE = 2e-9
"""Stored numbers have 10 digits, so that each is off by up to 5e-10 of itself, and what follows from a few by more."""

SMALLEST = 5e-324
"""What stands for a p value too small to be held."""


class _Stored:
    """Stands for the value that a field holds."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Recomputed:
    """A stored value beside the one that follows from others; ``within`` is the difference that rounding explains."""

    record: Any
    field: Steps
    printed: Any
    expected: Any
    within: float = 0.0
    path: str = ""  # of the value in the JSON of the result

    @property
    def holds(self) -> bool:
        """Whether the stored value is the one that follows."""
        if isinstance(self.printed, bool | str | tuple) or isinstance(self.expected, bool | str | tuple | None):
            return bool(self.printed == self.expected)
        apart = abs(self.printed - self.expected)
        return bool(apart <= RELATIVE * max(abs(self.printed), abs(self.expected)) + self.within)


def follows(
    record: Any, field: Steps, expected: Any, within: float = 0.0, *, printed: Any = _Stored
) -> Iterator[Recomputed]:
    """Yield the value of a field, or what ``printed`` makes of it, with the one that follows, if both are there."""
    if printed is _Stored:
        printed = (ROOT / field).value_in(record)
    if printed is not None and expected is not None:
        yield Recomputed(record=record, field=field, printed=printed, expected=expected, within=within)


def p_of_t(record: Any, field: Steps, t: float | None, df: float | None) -> Iterator[Recomputed]:
    """Yield a two-sided p value with that of t."""
    from scipy.special import stdtr

    if t is None or df is None or not df > 0:
        return
    p = max(float(2 * stdtr(df, -abs(t))), SMALLEST)
    yield from follows(record, field, p, within=p * 2e-9 * (2 + (df + 1) * t * t / (df + t * t)))


def p_of_f(record: Any, field: Steps, f: float | None, dfs: tuple[float | None, float | None]) -> Iterator[Recomputed]:
    """Yield a p value with that of F."""
    from scipy.special import fdtrc

    df1, df2 = dfs
    if f is None or df1 is None or df2 is None or not (df1 > 0 and df2 > 0 and f >= 0):
        return
    p = max(float(fdtrc(df1, df2, f)), SMALLEST)
    yield from follows(record, field, p, within=p * 2e-9 * (2 + df1 * f * (df1 + df2) / (df1 * f + df2) + abs(df1)))


def p_of_chi2(record: Any, field: Steps, chi2: float | None, df: float | None) -> Iterator[Recomputed]:
    """Yield a p value with that of chi-squared."""
    from scipy.special import chdtrc

    if chi2 is None or df is None or not (df > 0 and chi2 >= 0):
        return
    p = max(float(chdtrc(df, chi2)), SMALLEST)
    yield from follows(record, field, p, within=p * 2e-9 * (2 + chi2))


def t_interval(row: Any, df: float | None, conf_level: float) -> Iterator[Recomputed]:
    """Yield the ends of an interval with estimate -+ t(df) standard errors."""
    from scipy.special import stdtrit

    if row.estimate is None or row.std_error is None or df is None or not df > 0:
        return
    reach = float(stdtrit(df, (1 + conf_level) / 2)) * row.std_error
    within = 4e-9 * (abs(row.estimate) + reach)
    yield from follows(row, "conf_low", row.estimate - reach, within)
    yield from follows(row, "conf_high", row.estimate + reach, within)


def in_two_digits(result: Assessment) -> frozenset[str]:
    """Return the places of a result whose numbers have too few digits for others to follow from them."""
    several = (str(each.values.get("places", "")).split() for each in result.warnings if each.code == "few_digits")
    alone = (each.where for each in result.warnings if each.code == "few_missing")
    return frozenset((*alone, *(place for places in several for place in places)))
