"""A lower triangle of numbers, coloured by their distance from a centre."""

from __future__ import annotations

from dataclasses import dataclass

from govassess.report.charts.marks import Mark, together
from govassess.report.charts.plot import SMALL, WIDTH, label_width, row_labels, stack
from govassess.report.charts.svg import Ids, drawing, rect, text, text_width
from govassess.report.charts.theme import STEPS, on_ramp, ramp
from govassess.report.formats import printed
from govassess.text.numbers import NumberFormat


@dataclass(frozen=True, slots=True, kw_only=True)
class Heat:
    """Pairs of ``labels``: ``values[i][j]`` is the number of row i and column j < i; None prints a dash."""

    title: str
    desc: str
    labels: tuple[str, ...]
    values: tuple[tuple[float | None, ...], ...]  # row i holds i numbers (row 0 none)
    centre: float  # 0 for correlations, the threshold for HTMT
    span: float  # above the centre, where the colour is full: 1 for r, 0.15 for HTMT; below it 0 at the least
    framed: frozenset[tuple[int, int]] = frozenset()  # (row, column) of the pairs to look at
    framed_label: str = ""  # legend of the frames
    above_label: str = ""  # legend, such as "above 0.85"
    below_label: str = ""  # legend, such as "at most 0.85"
    decimals: int = 2


PALE = 3  # the last step below a threshold: only what lies above it calls for a look


def _deepest(data: Heat) -> int:
    return PALE if data.centre else STEPS


def _step(data: Heat, value: float) -> int:
    """Return the step of the ramp: about 0 blue above and orange below; about a threshold the other way, pale below."""
    above = value > data.centre
    reach = data.span if above else max(data.span, abs(data.centre))
    share = abs(value - data.centre) / reach if reach else 0
    step = round(min(share, 1) * (_deepest(data) if data.centre and not above else STEPS))
    return (step or int(value != data.centre)) * (1 if above is (data.centre == 0) else -1)


def _legend(data: Heat, top: float) -> list[Mark]:
    marks = []
    x = 0.0
    below = (1, 3, 5) if _deepest(data) == STEPS else (1, 2, 3)
    blue, orange = (1, 3, 5), (-5, -3, -1)
    keys = ((data.above_label, orange), (data.below_label, below))
    if not data.centre:
        keys = ((data.below_label, orange), (data.above_label, blue))
    for label, tones in keys:
        if not label:
            continue
        marks += [
            rect(x + 14 * at + 0.5, top, 13, 12, ramp(tone), stroke="edge", stroke_width=0.8)
            for at, tone in enumerate(tones)
        ]
        marks.append(text(x + 50, top + 6, label, size=SMALL))
        x += 50 + text_width(label, SMALL) + 24
    if data.framed and data.framed_label:
        marks.append(rect(x + 2, top + 1, 20, 11, None, stroke="orange", stroke_width=2))
        marks.append(text(x + 30, top + 6, data.framed_label, size=SMALL))
    return marks


def heat(data: Heat, *, number_format: NumberFormat, ids: Ids) -> str:
    """Draw the triangle with every number printed; "" with fewer than two labels.

    Rows and columns have numbers, and the rows their labels. Values above a threshold are orange and bold,
    others blue; about 0 what is negative is orange. The pairs to look at are framed. With so many labels that a
    cell cannot hold its number (beyond about 25), the cells have colour only: the table that stands beside the
    chart has the numbers.
    """
    size = len(data.labels)
    if size < 2:
        return ""
    labels = [f"{at + 1}. {label}" for at, label in enumerate(data.labels)]
    room = label_width(labels)
    left = room + 14
    cell = min(64.0, (WIDTH - left) / (size - 1))
    top = 26.0
    places = stack(labels, [""] * size, top=top, width=room, whole=room)
    longest = max(
        (
            text_width(printed(v, "r", number_format, data.decimals), SMALL, bold=True)
            for row in data.values
            for v in row
        ),
        default=0,
    )
    marks = row_labels(places, room, "end")
    heads: list[Mark] = []
    free = -1.0
    for at in range(size - 1):
        words = str(at + 1)
        half = text_width(words, SMALL) / 2
        x = left + (at + 0.5) * cell
        if x - half > free:
            heads.append(text(x, top - 10, words, size=SMALL, role="muted", anchor="middle"))
            free = x + half + 1
    cells: list[Mark] = []
    frames: list[Mark] = []
    written: list[Mark] = []
    for number, (place, row) in enumerate(zip(places, data.values, strict=True)):
        for at, value in enumerate(row):
            x = left + at * cell
            tone = 0 if value is None else _step(data, value)
            cells.append(rect(x, place.top, cell, place.bottom - place.top, ramp(tone), stroke="paper"))
            if (number, at) in data.framed:
                height = place.bottom - place.top
                frames.append(rect(x + 2, place.top + 2, cell - 4, height - 4, None, stroke="orange", stroke_width=2))
            if longest + 3 <= cell:
                above = (value is not None and data.centre != 0 and value > data.centre) or (number, at) in data.framed
                words = printed(value, "r", number_format, data.decimals)
                role = on_ramp(tone)
                middle = x + cell / 2
                written.append(text(middle, place.middle, words, size=SMALL, role=role, anchor="middle", bold=above))
    marks += [*heads, *together(cells), *frames, *together(written)]
    bottom = places[-1].bottom + 10
    return drawing(WIDTH, bottom + 16, data.title, data.desc, ids, [*marks, *_legend(data, bottom)])
