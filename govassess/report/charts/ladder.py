"""The ladder: where an index stands on the levels, how surely, and how the resamples fall among them."""

from __future__ import annotations

from dataclasses import dataclass

from govassess.report.charts.plot import SMALL, Axis, marker, ticks, whisker
from govassess.report.charts.svg import Ids, Markup, Wrapped, drawing, element, rect, text, text_width, wrap
from govassess.report.charts.theme import paint
from govassess.report.formats import share


@dataclass(frozen=True, slots=True, kw_only=True)
class LevelBand:
    """One level on an axis, from ``lower`` to ``upper`` in the units of that axis."""

    number: int
    name: str
    lower: float
    upper: float
    share: float | None = None  # share of resamples in this level, 0 to 1; the ladder alone draws it


@dataclass(frozen=True, slots=True, kw_only=True)
class Ladder:
    """One headline construct on the levels; drawn 640 units wide, to stand beside its index.

    ``level`` is the level to be filled in; ``conf_low`` and ``conf_high`` are both None where no interval
    exists. The bar of shares is drawn where at least one band has a share; ``shares_label`` (one or two
    words, such as "Resamples") stands before it.
    """

    title: str
    desc: str
    levels: tuple[LevelBand, ...]
    estimate: float | None
    conf_low: float | None = None
    conf_high: float | None = None
    level: int | None = None
    shares_label: str = ""


WIDTH = 640.0
EDGE = 14.0  # room for the whisker's ends and the outer cut points
POINT, BANDS, HEIGHT = 14.0, 26.0, 30.0
SHARE_HEIGHT = 15.0


def _band(band: LevelBand, axis: Axis, reached: bool) -> list[Markup]:
    left, right = axis.at(band.lower), axis.at(band.upper)
    fill, word = ("accent", "onaccent") if reached else ("step", "stepword")
    words = band_words(band, right - left - 6, bold=reached)
    return [
        rect(left + 1, BANDS, right - left - 2, HEIGHT, fill, rx=3),
        text(
            (left + right) / 2,
            BANDS + HEIGHT / 2,
            words,
            size=SMALL,
            role=word,
            anchor="middle",
            bold=reached,
        ),
    ]


def band_words(band: LevelBand, width: float, *, bold: bool = False) -> Wrapped:
    """Return number and name of a level in at most two lines, or the number alone where that has no room."""
    whole = f"{band.number} {band.name}"
    words = wrap(whole, width, SMALL, lines=2, bold=bold)
    broken = words.full is not None or any(part.endswith("-") for part in words.lines)
    return Wrapped(lines=(str(band.number),), full=whole) if broken else words


def cut_points(levels: tuple[LevelBand, ...]) -> tuple[float, ...]:
    """Return where each level begins, and where the last one ends."""
    return (*(band.lower for band in levels), levels[-1].upper)


def _shares(data: Ladder, top: float, lang: str) -> list[Markup]:
    left = EDGE
    if data.shares_label:
        left += text_width(data.shares_label, SMALL) + 8
    total = sum(band.share or 0 for band in data.levels)
    middle = top + SHARE_HEIGHT / 2
    marks = [text(EDGE, middle, data.shares_label, size=SMALL, role="muted")] if data.shares_label else []
    room = WIDTH - EDGE - left
    for band in data.levels:
        width = room * (band.share or 0) / total
        if not width:
            continue
        fill, word = ("accent", "onaccent") if band.number == data.level else ("step", "stepword")
        marks.append(rect(left, top, width, SHARE_HEIGHT, fill, stroke="paper", stroke_width=1.5))
        for words in (f"{band.number} · {share(band.share or 0, lang)}", str(band.number)):
            if text_width(words, SMALL) + 6 <= width:
                marks.append(text(left + width / 2, middle, words, size=SMALL, role=word, anchor="middle"))
                break
        left += width
    return marks


def ladder(data: Ladder, *, lang: str, ids: Ids) -> str:
    """Draw the ladder; "" where there are no levels or no estimate.

    Parameters
    ----------
    data
        Levels in rising order, and the point with its interval on their axis.
    lang
        ``"en"`` or ``"id"``.
    ids
        The report's counter.

    Returns
    -------
    str
        One ``<svg>``, 640 units wide.
    """
    if not data.levels or data.estimate is None:
        return ""
    axis = Axis(low=data.levels[0].lower, high=data.levels[-1].upper, left=EDGE, right=WIDTH - EDGE)
    at = axis.at(data.estimate)
    marks = [part for band in data.levels for part in _band(band, axis, band.number == data.level)]
    marks += whisker(axis, POINT, data.conf_low, data.conf_high, "ink", capped=True)
    marks.append(marker(at, POINT, 0, "ink", radius=5))
    marks.append(element("path", {"d": f"M{at - 4:.1f} {BANDS - 5:.1f}h8l-4 5z", **paint("ink")}))
    bottom = BANDS + HEIGHT + 11
    marks += ticks(axis, cut_points(data.levels), bottom, lang, to=WIDTH)
    height = bottom + 8
    if any(band.share for band in data.levels):
        marks += _shares(data, height + 4, lang)
        height += SHARE_HEIGHT + 6
    return drawing(WIDTH, height, data.title, data.desc, ids, marks)
