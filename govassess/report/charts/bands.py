"""The levels as the ground of a chart: where each begins and ends, and what it is called in the room it has."""

from __future__ import annotations

from dataclasses import dataclass

from govassess.report.charts.marks import Mark, together
from govassess.report.charts.plot import SMALL, Axis, frame, round_ticks, ticks
from govassess.report.charts.svg import LEADING, Wrapped, rect, text, wrap


@dataclass(frozen=True, slots=True, kw_only=True)
class LevelBand:
    """One level on an axis, from ``lower`` to ``upper`` in the units of that axis."""

    number: int
    name: str
    lower: float
    upper: float
    share: float | None = None  # share of resamples in this level, 0 to 1; the ladder alone draws it
    grade: str = ""  # short name of a level that is known by its name, such as "B"; else its number stands before it

    @property
    def short(self) -> str:
        """What the level is called where its name has no room."""
        return self.grade or str(self.number)


def full_name(band: LevelBand) -> str:
    """Return number and name of a level, or the name alone where it is known by that."""
    return band.name if band.grade else f"{band.number} {band.name}"


def band_words(band: LevelBand, width: float, *, bold: bool = False) -> Wrapped:
    """Return number and name of a level in at most two lines, or what is short for it where that has no room."""
    whole = full_name(band)
    words = wrap(whole, width, SMALL, lines=2, bold=bold)
    broken = words.full is not None or any(part.endswith("-") for part in words.lines)
    return Wrapped(lines=(band.short,), full=whole) if broken else words


def cut_points(levels: tuple[LevelBand, ...]) -> tuple[float, ...]:
    """Return where each level begins, and where the last one ends."""
    return (*(band.lower for band in levels), levels[-1].upper)


def ground(
    axis: Axis, levels: tuple[LevelBand, ...], top: float, bottom: float, lang: str, *, least: int = 0
) -> list[Mark]:
    """Draw the levels behind a plot, their names above it and their cut points below; without levels plain lines.

    ``least`` is how many decimals the cut points have at the least.
    """
    if not levels:
        values = tuple(value for value in round_ticks(axis.low, axis.high) if axis.low <= value <= axis.high)
        return [*frame(axis, top, bottom, values), *ticks(axis, values, bottom + 11, lang, least=least)]
    zones: list[Mark] = []
    names: list[Mark] = []
    for at, band in enumerate(levels):
        left, right = axis.at(band.lower), axis.at(band.upper)
        zones.append(rect(left, top, right - left, bottom - top, f"zone{at % 2}"))
        words = band_words(band, right - left - 6)
        middle = top - 8 - (len(words.lines) - 1) * SMALL * LEADING / 2
        names.append(text((left + right) / 2, middle, words, size=SMALL, role="muted", anchor="middle"))
    return [*together(zones), *names, *ticks(axis, cut_points(levels), bottom + 11, lang, least=least)]
