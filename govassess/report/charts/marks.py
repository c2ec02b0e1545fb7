"""The elements of a drawing before they are written: neighbours that look alike share their look in one group.

Every colour, dash, font size and anchor stays a presentation attribute beside its class, on the element or on the
group around it, so that a drawing survives a page or a converter without styles; but it is written once a group and
not once a mark. Straight lines and plain rectangles that look alike become one path.
"""

from __future__ import annotations

import html
import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from itertools import groupby
from typing import NewType

Markup = NewType("Markup", str)  # already escaped; made by this module only
UNWRITABLE = re.compile(r"[\x00-\x1f\x7f-\x9f\u2028-\u202e\u2066-\u2069\ud800-\udfff\ufffe\uffff]+")
LOOKS = frozenset(
    {"class", "fill", "stroke", "stroke-width", "stroke-dasharray", "font-size", "text-anchor", "font-weight"}
)
"""Attributes that the children of a group inherit."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Mark:
    """One element: where it is, how it looks, and what is inside it."""

    name: str
    place: Mapping[str, str | float]
    look: Mapping[str, str | float]
    inside: tuple[Mark | Markup, ...] = ()

    def __str__(self) -> str:
        """Return the element as it is written."""
        return written(self)


def escape(words: str) -> Markup:
    r"""Return ``words`` as character data: controls and what turns the direction of writing become a space.

    Examples
    --------
    >>> escape("<b>a\x00&b\u202e")
    '&lt;b&gt;a &amp;b '
    """
    return Markup(html.escape(UNWRITABLE.sub(" ", words), quote=True))


def element(name: str, attributes: Mapping[str, str | float], *inside: Mark | Markup) -> Mark:
    """Return one element; its attributes are escaped when it is written, numbers get at most one decimal."""
    return Mark(
        name=name,
        place={key: value for key, value in attributes.items() if key not in LOOKS},
        look={key: value for key, value in attributes.items() if key in LOOKS},
        inside=inside,
    )


def written(mark: Mark | Markup) -> Markup:
    """Return an element as it is written, its children as they are."""
    if isinstance(mark, str):
        return mark
    attributes = "".join(f' {key}="{_value(value)}"' for key, value in {**mark.place, **mark.look}.items())
    inside = "".join(map(written, mark.inside))
    return Markup(f"<{mark.name}{attributes}>{inside}</{mark.name}>" if inside else f"<{mark.name}{attributes}/>")


def _value(value: str | float) -> str:
    return escape(value) if isinstance(value, str) else number(value)


def number(value: float) -> str:
    """Return a coordinate with at most one decimal, as short as it can be.

    Examples
    --------
    >>> number(12.04), number(-0.04), number(0.25), number(-0.5)
    ('12', '0', '.2', '-.5')
    """
    short = f"{value:.1f}".removesuffix(".0")
    return "0" if short == "-0" else short.replace("0.", ".", 1) if short.lstrip("-").startswith("0.") else short


def gathered(marks: Iterable[Mark]) -> list[Mark]:
    """Return marks in their order, each run of neighbours that look alike as one group or one path.

    Examples
    --------
    >>> tick = {"y1": 0, "y2": 9, "stroke": "red"}
    >>> [str(mark) for mark in gathered(element("line", {"x1": x, "x2": x, **tick}) for x in (1, 2))]
    ['<path d="M1 0V9M2 0V9" stroke="red" fill="none"/>']
    """
    found: list[Mark] = []
    for look, run in groupby(marks, key=lambda mark: mark.look):
        alike = list(run)
        if len(alike) == 1 or not look:
            found += alike
        elif all(_traceable(mark) for mark in alike):
            found.append(_path(alike, look))
        else:
            bare = (Mark(name=mark.name, place=mark.place, look={}, inside=mark.inside) for mark in alike)
            found.append(Mark(name="g", place={}, look=look, inside=tuple(bare)))
    return found


def together(marks: Iterable[Mark]) -> list[Mark]:
    """Return marks so that those that look alike are neighbours; for marks that do not lie on one another."""
    found: dict[tuple[tuple[str, str | float], ...], list[Mark]] = {}
    for mark in marks:
        found.setdefault(tuple(mark.look.items()), []).append(mark)
    return [mark for alike in found.values() for mark in alike]


def _traceable(mark: Mark) -> bool:
    return mark.name == "line" or (mark.name == "rect" and "rx" not in mark.place)


def _path(marks: Sequence[Mark], look: Mapping[str, str | float]) -> Mark:
    """Return lines or rectangles that look alike as one path; its parts keep their dashes and their order."""
    return Mark(name="path", place={"d": "".join(map(_traced, marks))}, look={**look, "fill": look.get("fill", "none")})


def _traced(mark: Mark) -> str:
    at = {key: number(float(value)) for key, value in mark.place.items()}
    if mark.name == "rect":
        return f"M{at['x']} {at['y']}h{at['width']}v{at['height']}H{at['x']}z"
    x1, y1, x2, y2 = (at[key] for key in ("x1", "y1", "x2", "y2"))
    return f"M{x1} {y1}" + (f"V{y2}" if x1 == x2 else f"H{x2}" if y1 == y2 else f"L{x2} {y2}")
