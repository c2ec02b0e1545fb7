"""The ladder: where an index stands on the levels, how surely, and how the resamples fall among them."""

from __future__ import annotations

from dataclasses import dataclass

from govassess.report.charts.bands import LevelBand, band_words, cut_points
from govassess.report.charts.marks import Mark, element, together
from govassess.report.charts.plot import SMALL, Axis, marker, ticks, whisker
from govassess.report.charts.svg import Ids, drawing, line, rect, text, text_width
from govassess.report.charts.theme import paint
from govassess.report.formats import share, share_places
from govassess.text.numbers import NumberFormat


@dataclass(frozen=True, slots=True, kw_only=True)
class Ladder:
    """One headline construct on the levels; drawn 640 units wide, to stand beside its index, or 340 for phones.

    ``level`` is the level to be filled in; where it is None, the levels that hold a tenth of the resamples or
    more are outlined. ``conf_low`` and ``conf_high`` are both None where no interval exists. The bar of shares is
    drawn where the resamples fall in several levels; ``shares_label`` (a few words, such as "Share of resamples")
    stands before it.
    """

    title: str
    desc: str
    levels: tuple[LevelBand, ...]
    estimate: float | None
    conf_low: float | None = None
    conf_high: float | None = None
    level: int | None = None
    shares_label: str = ""
    decimals: int = 2  # of the cut points, at most: whole numbers are written without
    narrow: bool = False
    bench: float | None = None  # what it is set beside, a short upright line


WIDTH, NARROW = 640.0, 340.0
EDGE = 14.0  # room for the whisker's ends and the outer cut points
POINT, BANDS = 9.0, 20.0
LOW, HIGH = 24.0, 32.0  # height of the bands, with names in one line or two
SHARE_HEIGHT = 14.0
SHARE_WIDTH = 300.0  # at most: shorter than the axis, of which it is no interval
OUTLINED = 0.1


def _bands(data: Ladder, axis: Axis) -> tuple[list[Mark], float]:
    """Draw the levels with their names; also return the bottom of the bands."""
    reached = [band.number == data.level for band in data.levels]
    spans = [(axis.at(band.lower), axis.at(band.upper)) for band in data.levels]
    names = [
        band_words(band, right - left - 6, bold=bold)
        for band, (left, right), bold in zip(data.levels, spans, reached, strict=True)
    ]
    height = HIGH if any(len(name.lines) > 1 for name in names) else LOW
    marks: list[Mark] = []
    outlines: list[Mark] = []
    written: list[Mark] = []
    for band, name, (left, right), bold in zip(data.levels, names, spans, reached, strict=True):
        fill, word = ("accent", "onaccent") if bold else ("step", "stepword")
        x, middle = (left + right) / 2, BANDS + height / 2
        marks.append(rect(left + 1, BANDS, right - left - 2, height, fill, rx=3))
        if data.level is None and (band.share or 0) >= OUTLINED:
            outlines.append(
                rect(left + 2, BANDS + 1, right - left - 4, height - 2, None, rx=3, stroke="blue", stroke_width=2)
            )
        written.append(text(x, middle, name, size=SMALL, role=word, anchor="middle", bold=bold))
    return [*together(marks), *outlines, *together(written)], BANDS + height


def _shares(data: Ladder, top: float, number_format: NumberFormat, right: float) -> list[Mark]:
    left = EDGE
    if data.shares_label:
        left += text_width(data.shares_label, SMALL) + 8
    total = sum(band.share or 0 for band in data.levels)
    middle = top + SHARE_HEIGHT / 2
    marks = [text(EDGE, middle, data.shares_label, size=SMALL, role="muted")] if data.shares_label else []
    room = min(right - EDGE - left, SHARE_WIDTH)
    places = share_places(band.share or 0 for band in data.levels)
    outline = rect(left, top, room, SHARE_HEIGHT, None, stroke="edge", stroke_width=0.8)
    written: list[Mark] = []
    for band in data.levels:
        width = room * (band.share or 0) / total
        if not width:
            continue
        fill, word = ("accent", "onaccent") if band.number == data.level else ("step", "stepword")
        marks.append(rect(left, top, width, SHARE_HEIGHT, fill, stroke="paper", stroke_width=1.5))
        for words in (f"{band.short} · {share(band.share or 0, number_format.lang, decimals=places)}", band.short):
            if text_width(words, SMALL) + 6 <= width:
                written.append(text(left + width / 2, middle, words, size=SMALL, role=word, anchor="middle"))
                break
        left += width
    return [*marks, *together(written), outline]


def ladder(data: Ladder, *, number_format: NumberFormat, ids: Ids) -> str:
    """Draw the ladder; "" where there are no levels or no estimate.

    Parameters
    ----------
    data
        Levels in rising order, and the point with its interval on their axis.
    number_format
        The language, and how numbers are written.
    ids
        The report's counter.

    Returns
    -------
    str
        One ``<svg>``, 640 units wide, or 340 where it is narrow.
    """
    if not data.levels or data.estimate is None:
        return ""
    width = NARROW if data.narrow else WIDTH
    axis = Axis(low=data.levels[0].lower, high=data.levels[-1].upper, left=EDGE, right=width - EDGE)
    at = axis.at(data.estimate)
    marks, bottom = _bands(data, axis)
    if data.bench is not None:
        marks.append(line(axis.at(data.bench), 0, axis.at(data.bench), BANDS - 1, "orange", 2.4))
    marks += whisker(axis, POINT, data.conf_low, data.conf_high, "ink", capped=True)
    marks.append(marker(at, POINT, 0, "ink", radius=5))
    marks.append(element("path", {"d": f"M{at - 4:.1f} {BANDS - 5:.1f}h8l-4 5z", **paint("ink")}))
    marks += ticks(axis, cut_points(data.levels), bottom + 8, number_format.lang, most=data.decimals, to=width)
    height = bottom + 16
    if sum(1 for band in data.levels if band.share) > 1:
        marks += _shares(data, height + 3, number_format, width)
        height += SHARE_HEIGHT + 4
    return drawing(width, height, data.title, data.desc, ids, marks)
