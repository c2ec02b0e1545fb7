"""Diverging stacked bars of the answers to each item, the neutral point split about zero."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass

from govassess.report.charts.marks import Mark, together
from govassess.report.charts.plot import SMALL, WIDTH, Axis, Column, Rows
from govassess.report.charts.svg import LEADING, Ids, drawing, line, rect, text, text_width, wrap
from govassess.report.charts.theme import STEPS, on_ramp, ramp
from govassess.report.formats import printed
from govassess.text.numbers import NumberFormat, integer, percent

BAR = 18.0
REVERSED = "(R)"  # the field's mark of a reverse-keyed item


@dataclass(frozen=True, slots=True, kw_only=True)
class LikertItem:
    """The answers to one item as asked; ``counts`` follows the order of the scale."""

    code: str
    label: str  # "" where only the code is to be shown
    counts: tuple[int, ...]
    mean: float | None
    n: int
    unanswered: int = 0  # "don't know" or no answer; its share is of n + unanswered
    reverse: bool = False
    heading: str = ""  # the dimension; items of one dimension stand together, it is written above them


@dataclass(frozen=True, slots=True, kw_only=True)
class Likert:
    """Items of one scale of 2 to 10 points."""

    title: str
    desc: str
    scale: tuple[str, ...]  # the scale's labels, such as "1 Strongly disagree", lowest first
    items: tuple[LikertItem, ...]
    mean_header: str
    unanswered_header: str = ""  # "" leaves the column out
    n_header: str = "n"
    reverse_label: str = ""  # explains the mark of reverse-keyed items under the chart
    decimals: int = 2


@dataclass(frozen=True, slots=True, kw_only=True)
class Stack:
    """The shares of one bar and where it begins on its axis: left of zero where it diverges."""

    shares: tuple[float, ...]
    start: float


def _stacked(item: LikertItem) -> Stack | None:
    total = sum(item.counts)
    if not total:
        return None
    shares = tuple(count / total for count in item.counts)
    half, odd = divmod(len(shares), 2)
    return Stack(shares=shares, start=-sum(shares[:half]) - (shares[half] / 2 if odd else 0))


def steps(points: int) -> tuple[int, ...]:
    """Return a step of the colour ramp for each point of the scale; the middle of an odd scale is 0.

    Examples
    --------
    >>> steps(5), steps(4)
    ((-5, -2, 0, 2, 5), (-5, -2, 2, 5))
    """
    middle = (points - 1) / 2
    return tuple(round((at - middle) / middle * STEPS) for at in range(points))


def _extent(stacks: list[Stack]) -> tuple[float, float]:
    low = min((each.start for each in stacks), default=0)
    high = max((each.start + 1 for each in stacks), default=0)
    return min(low, -0.1), max(high, 0.1)


def bars(
    stacks: Sequence[Stack | None], axis: Axis, middles: Sequence[float], write: Callable[[int, float], Sequence[str]]
) -> list[Mark]:
    """Draw all bars: the segments of each answer, their percentages, and a line about each bar."""
    parts: list[Mark] = []
    words: list[Mark] = []
    outlines: list[Mark] = []
    for each, middle in zip(stacks, middles, strict=True):
        if each is not None:
            segments, written, outline = _bar(each, axis, middle, write)
            parts += segments
            words += written
            outlines.append(outline)
    return [*together(parts), *together(words), *outlines]


def _bar(
    found: Stack, axis: Axis, middle: float, write: Callable[[int, float], Sequence[str]]
) -> tuple[list[Mark], list[Mark], Mark]:
    parts: list[Mark] = []
    written: list[Mark] = []
    at, top = found.start, round(middle - BAR / 2)
    for place, (share, step) in enumerate(zip(found.shares, steps(len(found.shares)), strict=True)):
        left, right = round(axis.at(at)), round(axis.at(at + share))  # whole units: neighbours share their edge
        at += share
        if not share:
            continue
        parts.append(rect(left, top, right - left, BAR, ramp(step), stroke="paper", stroke_width=0.8))
        fitting = (words for words in write(place, share) if right - left > text_width(words, SMALL) + 4)
        words = next(fitting, "")
        if words:
            role = on_ramp(step)
            written.append(text((left + right) / 2, middle, words, size=SMALL, role=role, anchor="middle"))
    left, right = round(axis.at(found.start)), round(axis.at(at))
    outline = rect(left, top, right - left, BAR, None, stroke="edge", stroke_width=0.8)
    return parts, written, outline


def scale_legend(scale: tuple[str, ...], top: float) -> tuple[list[Mark], float]:
    """Write swatches in scale order, in as many lines as they need; return the marks and the bottom."""
    marks: list[Mark] = []
    written: list[Mark] = []
    x, y = 0.0, top
    for label, step in zip(scale, steps(len(scale)), strict=True):
        words = wrap(label, WIDTH / 2 - 30, SMALL, lines=1)
        width = 18 + text_width(words.lines[0], SMALL) + 14
        if x + width > WIDTH:
            x, y = 0.0, y + 18
        marks.append(rect(x + 0.5, y + 2, 12, 12, ramp(step), stroke="edge", stroke_width=0.8))
        written.append(text(x + 18, y + 8, words, size=SMALL))
        x += width
    return [*marks, *written], y + 18


def _columns(data: Likert, number_format: NumberFormat) -> list[Column]:
    means = tuple(printed(item.mean, "est", number_format, data.decimals) for item in data.items)
    found = [
        Column(header=data.mean_header, strong=means, most=70),
        Column(header=data.n_header, plain=tuple(integer(item.n, number_format.lang) for item in data.items)),
    ]
    if data.unanswered_header:
        totals = [item.n + item.unanswered for item in data.items]
        shares = tuple(
            printed(item.unanswered / total if total else None, "pct", number_format)
            for item, total in zip(data.items, totals, strict=True)
        )
        found.append(Column(header=data.unanswered_header, plain=shares, most=90))
    return found


def likert(data: Likert, *, number_format: NumberFormat, ids: Ids) -> str:
    """Draw the answers; "" without items.

    Shares are of the answers given. A segment wider than 26 units has its percentage; a reverse-keyed item
    has "(R)" after its code and is drawn as it was asked. An item that nobody answered has its row and no
    bar.
    """
    if not data.items:
        return ""
    labels = [" ".join(part for part in (_code(item), item.label) if part) for item in data.items]
    headings = [item.heading for item in data.items]
    legend, top = scale_legend(data.scale, 0)
    top += 30
    rows = Rows.of(labels, headings, columns=_columns(data, number_format), top=top, most=330, wide=True, at_left=True)
    bottom = rows.bottom
    stacks = [_stacked(item) for item in data.items]
    low, high = _extent([each for each in stacks if each])
    axis = rows.axis(low, high, left=16)
    marks = legend + rows.labels()
    marks.append(line(axis.at(0), top - 2, axis.at(0), bottom, "edge"))
    marks += bars(
        stacks,
        axis,
        rows.middles,
        lambda _, value: [percent(value, number_format.lang, decimals=0)],
    )
    marks += rows.numbers()
    if data.reverse_label and any(item.reverse for item in data.items):
        note = wrap(f"{REVERSED} {data.reverse_label}", WIDTH - 4, SMALL)
        depth = len(note.lines) * SMALL * LEADING
        marks.append(text(0, bottom + 4 + depth / 2, note, size=SMALL, role="muted"))
        bottom += depth + 4
    return drawing(WIDTH, bottom + 4, data.title, data.desc, ids, marks)


def _code(item: LikertItem) -> str:
    return f"{item.code} {REVERSED}".strip() if item.reverse else item.code
