"""What charts of rows share: the axis and its ticks, interval lines, markers, rows with labels, columns."""

from __future__ import annotations

import math
from collections.abc import Callable, Sequence
from dataclasses import dataclass

from govassess.report.charts.marks import Mark, element, together
from govassess.report.charts.svg import LEADING, Wrapped, line, rect, text, text_width, texts, wrap
from govassess.report.charts.theme import paint
from govassess.text.numbers import decimal

WIDTH = 960.0
LABEL = 12.5  # font size of row labels
VALUE = 12.0
SMALL = 11.0
ROW = 26.0
GAP = 16.0  # between columns


@dataclass(frozen=True, slots=True, kw_only=True)
class Axis:
    """A linear axis from ``low`` at ``left`` to ``high`` at ``right``."""

    low: float
    high: float
    left: float
    right: float

    def at(self, value: float) -> float:
        """Return the place of ``value``, held inside the axis."""
        share = (value - self.low) / (self.high - self.low) if self.high > self.low else 0.5
        return self.left + min(max(share, 0), 1) * (self.right - self.left)


def round_ticks(low: float, high: float, about: int = 5) -> tuple[float, ...]:
    """Return about ``about`` round values that cover ``low`` to ``high``.

    Examples
    --------
    >>> round_ticks(-0.13, 0.42)
    (-0.2, 0.0, 0.2, 0.4, 0.6)
    """
    span = (high - low) or max(abs(high), 1.0)
    power = math.floor(math.log10(span / about))
    step = next(m * 10.0**power for m in (1, 2, 5, 10) if m * 10.0**power * about >= span * 0.999)
    first, last = math.floor(low / step + 1e-9), math.ceil(high / step - 1e-9)
    return tuple(round(at * step, 12) for at in range(first, last + 1))


def decimals_of(values: Sequence[float], most: int = 4) -> int:
    """Return how many decimals (at most ``most``) print all of ``values`` as they are.

    Examples
    --------
    >>> decimals_of([0, 20, 100]), decimals_of([1, 1.8, 5]), decimals_of([64.99])
    (0, 1, 2)
    """
    for places in range(most):
        if all(abs(round(value, places) - value) < 1e-9 for value in values):
            return places
    return most


def ticks(
    axis: Axis,
    values: Sequence[float],
    y: float,
    lang: str,
    *,
    write: Callable[[float], str] | None = None,
    least: int = 0,
    most: int = 4,
    to: float = WIDTH,
) -> list[Mark]:
    """Write tick values under the axis, inside 0 to ``to``; one that would touch another is left out."""
    places = max(least, decimals_of(values, most))
    found: list[tuple[float, float, str]] = []
    free = -math.inf
    for value in values:
        words = write(value) if write else decimal(value, places, lang)
        half = text_width(words, SMALL) / 2
        x = min(max(axis.at(value), half), to - half)
        if x - half > free:
            found.append((x, y, words))
            free = x + half + 2
    return texts(found, size=SMALL, role="muted", anchor="middle")


def whisker(
    axis: Axis, y: float, low: float | None, high: float | None, role: str, *, capped: bool = False
) -> list[Mark]:
    """Draw an interval, with caps at its ends on request; an end beyond the axis gets an arrowhead."""
    if low is None or high is None:
        return []
    left, right = axis.at(low), axis.at(high)
    marks = [line(left, y, right, y, role, 2.2)]
    for x, beyond, inwards in ((left, low < axis.low, 6), (right, high > axis.high, -6)):
        if beyond:
            path = f"M{x + inwards:.1f} {y - 4:.1f}L{x:.1f} {y:.1f}l{inwards} 4"
            marks.append(element("path", {"d": path, **paint(None, role, 1.8)}))
        elif capped:
            marks.append(line(x, y - 4, x, y + 4, role, 2))
    return marks


def marker(x: float, y: float, shape: int, role: str, *, hollow: bool = False, radius: float = 4.6) -> Mark:
    """Draw a disc, square, diamond or triangle (0 to 3), filled or hollow."""
    painted = paint("paper", role, 1.8) if hollow else paint(role, "paper", 0.8)
    r = radius
    if shape % 4 == 0:
        return element("circle", {"cx": x, "cy": y, "r": r, **painted})
    points = (
        ((-r, -r), (r, -r), (r, r), (-r, r)),
        ((0, -r * 1.35), (r * 1.35, 0), (0, r * 1.35), (-r * 1.35, 0)),
        ((0, -r * 1.3), (r * 1.2, r), (-r * 1.2, r)),
    )[shape % 4 - 1]
    corners = " ".join(f"{x + dx:.1f},{y + dy:.1f}" for dx, dy in points)
    return element("polygon", {"points": corners, **painted})


@dataclass(frozen=True, slots=True, kw_only=True)
class Place:
    """Where one row, or the heading above rows, stands."""

    words: Wrapped
    top: float
    bottom: float
    index: int  # of the row; of the first row under a heading
    heading: bool = False

    @property
    def middle(self) -> float:
        """The line on which the marks of the row are drawn."""
        return (self.top + self.bottom) / 2


def stack(labels: Sequence[str], headings: Sequence[str], *, top: float, width: float, whole: float) -> list[Place]:
    """Return the places of rows from ``top`` down; a heading (``whole`` wide) stands over its first row."""
    found: list[Place] = []
    last = ""
    for index, (label, heading) in enumerate(zip(labels, headings, strict=True)):
        if heading and heading != last:
            words = wrap(heading, whole, LABEL, lines=2, bold=True)
            height = ROW + (len(words.lines) - 1) * LABEL * LEADING + (6 if found else 0)
            found.append(Place(words=words, top=top, bottom=top + height, index=index, heading=True))
            top += height
        last = heading
        words = wrap(label, width, LABEL)
        height = max(ROW, len(words.lines) * LABEL * LEADING + 9)
        found.append(Place(words=words, top=top, bottom=top + height, index=index))
        top += height
    return found


def rows_of(places: Sequence[Place]) -> list[Place]:
    """Return the places that are rows."""
    return [place for place in places if not place.heading]


def row_labels(places: Sequence[Place], x: float, anchor: str, *, to: float = WIDTH) -> list[Mark]:
    """Write the labels at ``x`` and the headings at the left, each heading but the first under a rule."""
    rules: list[Mark] = []
    heads: list[Mark] = []
    for at, place in enumerate(places):
        if place.heading:
            if at:
                rules.append(line(0, place.top + 3, to, place.top + 3, "rule"))
            below = place.middle + (3 if at else 0)
            heads.append(text(x, below, place.words, size=LABEL, bold=True, anchor=anchor))
    rows = texts(((x, row.middle, row.words) for row in rows_of(places)), size=LABEL, anchor=anchor)
    return [*rules, *heads, *rows]


def label_width(labels: Sequence[str], headings: Sequence[str] = (), *, least: float = 60, most: float = 250) -> float:
    """Return the width that row labels and headings need, between ``least`` and ``most``."""
    needed = [text_width(label, LABEL) for label in labels] + [text_width(head, LABEL, bold=True) for head in headings]
    return min(max([least, *needed]) + 1, most)


@dataclass(frozen=True, slots=True, kw_only=True)
class Column:
    """A column of numbers right of the plot: a header, and a bold part, a plain part or both in each row."""

    header: str
    strong: tuple[str, ...] = ()
    plain: tuple[str, ...] = ()
    most: float = 150  # of the header, before it is broken into lines
    left: bool = False  # words, which begin at the left, not numbers

    def _parts(self) -> tuple[float, float]:
        strong = max((text_width(words, VALUE, bold=True) for words in self.strong), default=0)
        plain = max((text_width(words, VALUE) for words in self.plain), default=0)
        return strong, plain + 6 if plain and strong else plain

    @property
    def width(self) -> float:
        """What the column needs."""
        word = max((text_width(word, SMALL) for word in self.header.split()), default=0)
        header = max(min(text_width(self.header, SMALL), self.most), word)
        return max(sum(self._parts()), header + 1)

    def draw(self, right: float, header_bottom: float, middles: Sequence[float]) -> list[Mark]:
        """Write the column so that it ends at ``right`` and its header ends at ``header_bottom``."""
        strong, plain = self._parts()
        both = bool(strong and plain) or self.left
        left = right - self.width
        header = wrap(self.header, self.width, SMALL, lines=2)
        middle = header_bottom - SMALL / 2 - (len(header.lines) - 1) * SMALL * LEADING / 2
        x, anchor = (left, "start") if both else (right, "end")
        marks = [text(x, middle, header, size=SMALL, role="muted", anchor=anchor)] if self.header else []
        at = left + strong if both else right
        marks += texts(_filled(at, middles, self.strong), size=VALUE, anchor="end", bold=True)
        at = left + (strong + 6 if strong else 0) if both else right
        anchor = "start" if both else "end"
        return marks + texts(_filled(at, middles, self.plain), size=VALUE, role="muted", anchor=anchor)


def _filled(x: float, middles: Sequence[float], words: Sequence[str]) -> list[tuple[float, float, str]]:
    """Return where the words of a column stand; a column may have no words at all, and a row may have none."""
    return [(x, y, said) for said, y in zip(words, middles, strict=bool(words)) if said]


def columns(found: Sequence[Column], header_bottom: float, middles: Sequence[float]) -> list[Mark]:
    """Write columns from the right edge leftwards."""
    marks: list[Mark] = []
    right = WIDTH
    for column in reversed(found):
        marks += column.draw(right, header_bottom, middles)
        right -= column.width + GAP
    return together(marks)


def columns_width(found: Sequence[Column]) -> float:
    """Return what :func:`columns` will take up, the gaps included."""
    return sum(column.width + GAP for column in found)


@dataclass(frozen=True, slots=True, kw_only=True)
class Rows:
    """Labelled rows with their columns of numbers, and the room that both leave to a plot."""

    stacked: tuple[Place, ...]  # rows and headings
    room: float  # of the labels
    top: float
    columns: tuple[Column, ...]
    at_left: bool  # whether labels begin at the left edge, instead of ending at the plot

    @classmethod
    def of(
        cls,
        labels: Sequence[str],
        headings: Sequence[str] = (),
        *,
        columns: Sequence[Column] = (),
        top: float,
        most: float = 250,
        wide: bool = False,
        at_left: bool = False,
    ) -> Rows:
        """Lay out rows from ``top`` down.

        Parameters
        ----------
        labels, headings : sequence of str
            A heading stands above the first of the rows that have it.
        columns : sequence of Column
            From left to right, at the right edge.
        top : float
            Where the first row begins.
        most : float
            Width of the labels, at the most.
        wide : bool
            Whether headings may reach across the plot.
        at_left : bool
            Whether labels begin at the left edge.
        """
        given = headings or [""] * len(labels)
        room = label_width(labels, () if wide else given, most=most)
        stacked = stack(labels, given, top=top, width=room, whole=WIDTH - 4 if wide else room)
        return cls(stacked=tuple(stacked), room=room, top=top, columns=tuple(columns), at_left=at_left)

    @property
    def places(self) -> list[Place]:
        """The rows, without the headings."""
        return rows_of(self.stacked)

    @property
    def middles(self) -> list[float]:
        """The line of each row."""
        return [place.middle for place in self.places]

    @property
    def bottom(self) -> float:
        """Where the plot ends."""
        return self.stacked[-1].bottom + 4

    def axis(self, low: float, high: float, *, left: float = 14, right: float = 4) -> Axis:
        """Return the axis of the plot between labels and columns, so far from each of them."""
        return Axis(low=low, high=high, left=self.room + left, right=WIDTH - columns_width(self.columns) - right)

    def labels(self) -> list[Mark]:
        """Write labels and headings."""
        return row_labels(self.stacked, 0 if self.at_left else self.room, "start" if self.at_left else "end")

    def numbers(self, *, above: float = 4) -> list[Mark]:
        """Write the columns, their headers ``above`` the first row."""
        return columns(self.columns, self.top - above, self.middles)


def frame(axis: Axis, top: float, bottom: float, values: Sequence[float]) -> list[Mark]:
    """Draw the plain background of a plot: one thin line a tick."""
    ground = [rect(axis.left, top, axis.right - axis.left, bottom - top, "zone0")]
    return ground + [line(axis.at(value), top, axis.at(value), bottom, "rule") for value in values]


def legend(entries: Sequence[tuple[str, int, str, bool]], y: float) -> list[Mark]:
    """Write what markers mean, on one line at ``y``: words, shape, role and whether hollow; no words, no entry."""
    marks: list[Mark] = []
    written: list[Mark] = []
    x = 0.0
    for words, shape, role, hollow in entries:
        if words:
            marks.append(marker(x + 6, y, shape, role, hollow=hollow))
            written.append(text(x + 18, y, words, size=SMALL))
            x += 18 + text_width(words, SMALL) + 20
    return [*together(marks), *written]
