"""Shapes, text that is measured before it is set, whole drawings, and ids that belong to one report."""

from __future__ import annotations

import unicodedata
from bisect import bisect_left
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass

from govassess.report.charts.marks import UNWRITABLE, Mark, element, escape, gathered, number, written
from govassess.report.charts.theme import COLOURS, drawn, paint

PLAIN = 11  # the font size of most labels
FONTS = "Arial, Liberation Sans, DejaVu Sans, sans-serif"
# Advance widths of U+0020 to U+007E in thousandths of an em: the wider of DejaVu Sans and Liberation Sans.
REGULAR = (
    "318 401 460 838 637 951 780 275 391 391 500 838 318 361 318 337 637 637 637 637 637 637 637 637 "
    "637 637 337 337 838 838 838 557 1016 685 687 723 771 667 611 778 752 295 500 667 558 863 749 788 "
    "667 788 723 667 611 732 685 989 686 667 686 391 337 391 838 557 500 613 635 550 635 616 353 635 "
    "634 278 278 580 278 975 634 612 635 635 412 521 393 634 592 818 592 592 525 637 337 637 838"
)
BOLD = (
    "349 457 521 838 696 1002 873 307 458 458 523 838 380 416 380 366 696 696 696 696 696 696 696 696 "
    "696 696 400 400 838 838 838 611 1000 774 763 734 831 684 684 821 837 373 557 775 638 996 837 851 "
    "733 851 771 721 683 813 774 1104 771 725 726 458 366 458 838 557 500 675 716 593 716 679 436 716 "
    "712 343 343 666 343 1042 712 688 716 716 494 596 479 712 652 924 646 652 583 712 366 712 838"
)
WIDTHS = {False: tuple(map(int, REGULAR.split())), True: tuple(map(int, BOLD.split()))}  # by boldness
OTHER = {"−": 838, "–": 500, "…": 1000, "·": 318, "≥": 838, "≤": 838, "×": 838}
BEARING = 3  # room left and right for glyphs that reach over their own origin
RESERVE = 1.08  # fonts we have not measured
LEADING = 1.24  # line height in em


class Ids:
    """A counter of ids for one report, so that no id depends on a label or on what another report drew.

    Examples
    --------
    >>> ids = Ids()
    >>> ids.next(), ids.next("t")
    ('c1', 't2')
    """

    __slots__ = ("_count",)

    def __init__(self) -> None:
        self._count = 0

    def next(self, prefix: str = "c") -> str:
        """Return the next id."""
        self._count += 1
        return f"{prefix}{self._count}"


def text_width(words: str, size: float, *, bold: bool = False) -> float:
    """Return an upper estimate of the width of ``words`` at font size ``size``, in the units of the size."""
    table = WIDTHS[bold]
    total = 0
    for sign in words:
        code = ord(sign)
        if 32 <= code <= 126:
            total += table[code - 32]
        elif sign in OTHER:
            total += OTHER[sign]
        elif not unicodedata.combining(sign):
            plain = ord(unicodedata.normalize("NFD", sign)[0])
            total += table[plain - 32] if 32 <= plain <= 126 else 1250
    return total * size / 1000 * RESERVE


@dataclass(frozen=True, slots=True, kw_only=True)
class Wrapped:
    """Words broken into lines; ``full`` holds all of them where the lines had to be shortened."""

    lines: tuple[str, ...]
    full: str | None = None


def wrap(words: str, width: float, size: float, *, lines: int = 3, bold: bool = False) -> Wrapped:
    """Break ``words`` into at most ``lines`` lines within ``width``.

    A text that needs more of them keeps its beginning and its end, because names that begin alike (agencies, above
    all) differ at the end: the last line is "…" and the end. On a single line the end is what is left out.

    Examples
    --------
    >>> wrap("Pengelolaan sumber daya bersama", 120, 12, lines=2).lines
    ('Pengelolaan', '…daya bersama')
    """
    whole = " ".join(UNWRITABLE.sub(" ", words).split())

    def fits(line: str) -> bool:
        return text_width(line, size, bold=bold) <= width

    done: list[str] = []
    line = ""
    queue = whole.split(" ")
    while queue and len(done) <= lines:  # what comes after the lines that are kept is not laid out
        word = queue.pop(0)
        longer = f"{line} {word}".strip()
        if fits(longer):
            line = longer
        elif line and fits(word):
            done.append(line)
            line = word
        else:  # the word alone is wider than a line: break it, on what is left of this line if that is enough
            start = f"{line} " if line else ""
            room = _room(start, word, fits)
            if line and room < 4:
                done.append(line)
                line = ""
                queue.insert(0, word)
                continue
            room = max(room, 1)
            done.append(start + word[:room] + "-")
            line = ""
            queue.insert(0, word[room:])
    done.append(line)
    if len(done) <= lines:
        return Wrapped(lines=tuple(done))
    if lines > 1:
        shown = sum(len(part) for part in done[: lines - 1])
        rest = whole[shown:]
        kept = bisect_left(range(1, len(rest) + 1), True, key=lambda n: not fits("…" + rest[-n:]))
        return Wrapped(lines=(*done[: lines - 1], "…" + _from_a_word(rest, kept)), full=whole)
    last = done[0].removesuffix("-")
    while last and not fits(last + "…"):
        last = last[:-1]
    return Wrapped(lines=(last.rstrip() + "…",), full=whole)


def _from_a_word(rest: str, kept: int) -> str:
    """Return the last ``kept`` characters, from the beginning of a word on if that leaves at least half of them."""
    end = rest[-kept:] if kept else ""
    begins_inside = bool(end) and kept < len(rest) and not rest[-kept - 1].isspace() and " " in end
    whole_words = end.split(" ", 1)[1] if begins_inside else end
    return (whole_words if 2 * len(whole_words) >= kept else end).strip()


def _room(start: str, word: str, fits: Callable[[str], bool]) -> int:
    """Return how many characters of ``word`` go after ``start`` with a hyphen; the width grows with every one."""
    return bisect_left(range(1, len(word)), True, key=lambda n: not fits(start + word[:n] + "-"))


def text(
    x: float,
    middle: float,
    words: str | Wrapped,
    *,
    size: float = 12,
    role: str = "ink",
    anchor: str = "start",
    bold: bool = False,
) -> Mark:
    """Return words centred vertically on ``middle``, in one ``<text>`` with a ``<tspan>`` for each further line.

    Words stand at whole units: half a pixel of a chart is not seen, and a page has two thousand of them.
    """
    return _text(x, middle, words, size, _look(size, role, anchor, bold=bold))


def texts(
    found: Iterable[tuple[float, float, str | Wrapped]],
    *,
    size: float = 12,
    role: str = "ink",
    anchor: str = "start",
    bold: bool = False,
) -> list[Mark]:
    """Return words that look alike, each at its ``(x, middle)``."""
    look = _look(size, role, anchor, bold=bold)
    return [_text(x, middle, words, size, look) for x, middle, words in found]


def _look(size: float, role: str, anchor: str, *, bold: bool) -> dict[str, str | float]:
    """Return how words look, as far as it is not how the whole drawing has them: ink of the plain size."""
    attributes: dict[str, str | float] = {} if size == PLAIN else {"font-size": size}
    attributes |= {} if role == "ink" else paint(role)
    if anchor != "start":
        attributes["text-anchor"] = anchor
    if bold:
        attributes["font-weight"] = "700"
    return attributes


def _text(x: float, middle: float, words: str | Wrapped, size: float, look: Mapping[str, str | float]) -> Mark:
    wrapped = words if isinstance(words, Wrapped) else Wrapped(lines=(words,))
    first = middle + 0.35 * size - (len(wrapped.lines) - 1) * LEADING * size / 2
    whole = [element("title", {}, escape(wrapped.full))] if wrapped.full else []
    spans = [
        element("tspan", {"x": round(x), "y": round(first + at * LEADING * size)}, escape(line))
        for at, line in enumerate(wrapped.lines[1:], start=1)
    ]
    return element("text", {"x": round(x), "y": round(first), **look}, *whole, escape(wrapped.lines[0]), *spans)


def rect(x: float, y: float, width: float, height: float, fill: str | None, **more: str | float) -> Mark:
    """Return a rectangle in a role; ``more`` may hold ``rx``, ``stroke`` (a role) and ``stroke_width``."""
    stroke = more.pop("stroke", None)
    painted = paint(fill, str(stroke) if stroke else None, float(more.pop("stroke_width", 1)))
    return element("rect", {"x": x, "y": y, "width": max(width, 0), "height": height, **more, **painted})


def line(x1: float, y1: float, x2: float, y2: float, role: str, width: float = 1, dash: str = "") -> Mark:
    """Return a straight line in a role."""
    attributes: dict[str, str | float] = {"x1": x1, "y1": y1, "x2": x2, "y2": y2, **drawn(role, width)}
    return element("line", attributes | ({"stroke-dasharray": dash} if dash else {}))


def drawing(width: float, height: float, title: str, desc: str, ids: Ids, marks: Sequence[Mark]) -> str:
    """Return the whole ``<svg>``, named by its title and described by ``desc``."""
    named, described = ids.next(), ids.next()
    attributes: dict[str, str | float] = {
        "class": "gchart gf-ink",
        "viewBox": f"{-BEARING} 0 {number(width + 2 * BEARING)} {number(height)}",
        "role": "img",
        "aria-labelledby": f"{named} {described}",
        "font-family": FONTS,
        "font-size": PLAIN,
        "fill": COLOURS["ink"][0],
        "text-rendering": "geometricPrecision",  # else a hinted label can lose its top at some scales
        "xmlns": "http://www.w3.org/2000/svg",
    }
    titled = element("title", {"id": named}, escape(title))
    told = element("desc", {"id": described}, escape(desc))
    return written(element("svg", attributes, titled, told, *gathered(marks)))
