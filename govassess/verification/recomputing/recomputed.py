"""One number recomputed: where it stands, what is stored, what follows from the rest, and how close is close enough."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, Protocol, TypeVar
from urllib.parse import quote

if TYPE_CHECKING:
    from govassess.result.assessment import Assessment

RELATIVE = 2e-9
"""Stored numbers have 10 digits, so that each is off by up to 5e-10 of itself, and what follows from a few by more."""

SMALLEST = 5e-324
"""What stands for a p value too small to be held."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Recomputed:
    """A stored value beside the one that follows from others; ``within`` is the difference that rounding explains."""

    path: str
    printed: Any
    expected: Any
    within: float = 0.0

    @property
    def holds(self) -> bool:
        """Whether the stored value is the one that follows."""
        if isinstance(self.printed, bool | str | tuple) or isinstance(self.expected, bool | str | tuple | None):
            return bool(self.printed == self.expected)
        apart = abs(self.printed - self.expected)
        return bool(apart <= RELATIVE * max(abs(self.printed), abs(self.expected)) + self.within)


class Named(Protocol):
    """A record with an id."""

    @property
    def id(self) -> str:
        """Its name."""


Entry = TypeVar("Entry")


def named(entries: Sequence[Entry]) -> Iterator[tuple[str, Entry]]:
    """Yield entries of a list with their names in a path: the ``id`` where each has its own, else the position."""
    idents = [getattr(entry, "id", None) for entry in entries]
    by_id = all(isinstance(ident, str) for ident in idents) and len(set(idents)) == len(idents)
    for place, (ident, entry) in enumerate(zip(idents, entries, strict=True)):
        yield (segment(ident) if by_id else str(place)), entry


def segment(key: object) -> str:
    """Return a key as one segment of a path.

    Examples
    --------
    >>> segment("H1.unadjusted")
    'H1%2Eunadjusted'
    """
    return quote(str(key), safe=">-").replace(".", "%2E")


def follows(path: str, printed: Any, expected: Any, within: float = 0.0) -> Iterator[Recomputed]:
    """Yield a stored value with the one that follows, unless one of the two is not there."""
    if printed is not None and expected is not None:
        yield Recomputed(path=path, printed=printed, expected=expected, within=within)


def p_of_t(path: str, printed: float | None, t: float | None, df: float | None) -> Iterator[Recomputed]:
    """Yield a two-sided p value with that of t."""
    from scipy.special import stdtr

    if t is None or df is None or not df > 0:
        return
    p = max(float(2 * stdtr(df, -abs(t))), SMALLEST)
    yield from follows(path, printed, p, within=p * 2e-9 * (2 + (df + 1) * t * t / (df + t * t)))


def p_of_f(
    path: str, printed: float | None, f: float | None, dfs: tuple[float | None, float | None]
) -> Iterator[Recomputed]:
    """Yield a p value with that of F."""
    from scipy.special import fdtrc

    df1, df2 = dfs
    if f is None or df1 is None or df2 is None or not (df1 > 0 and df2 > 0 and f >= 0):
        return
    p = max(float(fdtrc(df1, df2, f)), SMALLEST)
    yield from follows(path, printed, p, within=p * 2e-9 * (2 + df1 * f * (df1 + df2) / (df1 * f + df2) + abs(df1)))


def p_of_chi2(path: str, printed: float | None, chi2: float | None, df: float | None) -> Iterator[Recomputed]:
    """Yield a p value with that of chi-squared."""
    from scipy.special import chdtrc

    if chi2 is None or df is None or not (df > 0 and chi2 >= 0):
        return
    p = max(float(chdtrc(df, chi2)), SMALLEST)
    yield from follows(path, printed, p, within=p * 2e-9 * (2 + chi2))


def t_interval(path: str, row: Any, df: float | None, conf_level: float) -> Iterator[Recomputed]:
    """Yield the ends of an interval with estimate -+ t(df) standard errors."""
    from scipy.special import stdtrit

    if row.estimate is None or row.std_error is None or df is None or not df > 0:
        return
    reach = float(stdtrit(df, (1 + conf_level) / 2)) * row.std_error
    within = 4e-9 * (abs(row.estimate) + reach)
    yield from follows(f"{path}.conf_low", row.conf_low, row.estimate - reach, within)
    yield from follows(f"{path}.conf_high", row.conf_high, row.estimate + reach, within)


def in_two_digits(result: Assessment) -> frozenset[str]:
    """Return the places of a result whose numbers have too few digits for others to follow from them."""
    several = (str(each.values.get("places", "")).split() for each in result.warnings if each.code == "few_digits")
    alone = (each.where for each in result.warnings if each.code == "few_missing")
    return frozenset((*alone, *(place for places in several for place in places)))
