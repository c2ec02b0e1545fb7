"""Colours of the charts: light in the attributes, dark and print in ``CSS``.

Every colour has a role. An element carries the light colour of its role as a presentation attribute, so
that it survives a converter or a page without styles, and a class (``gf-`` fills, ``gs-`` strokes) by which
the dark rules override it. Differences are told by orange and blue, never by red and green, and never by
colour alone.
"""

from __future__ import annotations

type_of_colour = tuple[str, str]  # light, dark

ROLES: dict[str, type_of_colour] = {
    "ink": ("#16222d", "#e8edf2"),
    "muted": ("#586472", "#a9b4bf"),
    "rule": ("#cfd6dd", "#3a4855"),
    "edge": ("#7d8995", "#7f8d9a"),  # outline of pale marks
    "paper": ("#ffffff", "#10171d"),
    "zone0": ("#f4f6f8", "#151e26"),
    "zone1": ("#e9eef3", "#1f2a34"),
    "step": ("#e9eef3", "#26323d"),
    "stepword": ("#47545f", "#c3ccd4"),
    "accent": ("#0b5d8f", "#2478ab"),
    "onaccent": ("#ffffff", "#ffffff"),
    "blue": ("#0b5d8f", "#6db4e0"),
    "orange": ("#a85400", "#f0a860"),
    "slate": ("#3f4b57", "#b9c4ce"),
    "violet": ("#7a4fd0", "#9a78ec"),
}
SERIES = ("blue", "orange", "slate", "violet")  # told apart by marker shape as well

# From orange over grey to blue, eleven steps; half of them mirror the other half in darkness.
STEPS = 5
LIGHT_RAMP = ((168, 84, 0), (236, 183, 122), (226, 231, 235), (150, 200, 228), (11, 93, 143))
DARK_RAMP = ((240, 168, 96), (138, 88, 40), (52, 65, 76), (30, 86, 124), (109, 180, 224))


def luminance(colour: str) -> float:
    """Return the relative luminance (WCAG 2.2) of ``#rrggbb``."""
    channels = (int(colour[at : at + 2], 16) / 255 for at in (1, 3, 5))
    linear = [c / 12.92 if c <= 0.04045 else ((c + 0.055) / 1.055) ** 2.4 for c in channels]
    return 0.2126 * linear[0] + 0.7152 * linear[1] + 0.0722 * linear[2]


def contrast(one: str, other: str) -> float:
    """Return the contrast ratio (WCAG 2.2) of two colours, 1 to 21."""
    darker, lighter = sorted((luminance(one), luminance(other)))
    return (lighter + 0.05) / (darker + 0.05)


def _mixed(ramp: tuple[tuple[int, int, int], ...], step: int) -> str:
    place = (step + STEPS) / (2 * STEPS) * (len(ramp) - 1)
    at = min(int(place), len(ramp) - 2)
    parts = (round(a + (b - a) * (place - at)) for a, b in zip(ramp[at], ramp[at + 1], strict=True))
    return "#" + "".join(f"{part:02x}" for part in parts)


def _readable(background: str) -> str:
    return max(("#0c141b", "#ffffff"), key=lambda word: contrast(word, background))


def _ramp_roles() -> tuple[dict[str, type_of_colour], dict[int, str]]:
    """Return all colours by role, and by step the role of words on it: steps that need the same words share it."""
    roles, words = dict(ROLES), dict[int, str]()
    named: dict[type_of_colour, str] = {}
    for step in range(-STEPS, STEPS + 1):
        fills = roles[ramp(step)] = _mixed(LIGHT_RAMP, step), _mixed(DARK_RAMP, step)
        colours = _readable(fills[0]), _readable(fills[1])
        words[step] = named.setdefault(colours, f"w{len(named)}")
        roles[words[step]] = colours
    return roles, words


def ramp(step: int) -> str:
    """Return the role of a step of the ramp, -5 (full orange) to 5 (full blue)."""
    return f"r{step + STEPS}"


def on_ramp(step: int) -> str:
    """Return the role of words on a step of the ramp."""
    return _WORDS[step]


COLOURS, _WORDS = _ramp_roles()


def paint(fill: str | None = None, stroke: str | None = None, width: float = 1) -> dict[str, str | float]:
    """Return the attributes that fill and draw an element in roles: colours, and classes for dark screens."""
    classes = [f"gf-{fill}"] if fill else []
    attributes: dict[str, str | float] = {"fill": COLOURS[fill][0] if fill else "none"}
    if stroke:
        outline = drawn(stroke, width)
        classes.append(str(outline.pop("class")))
        attributes |= outline
    return {"class": " ".join(classes), **attributes}


def drawn(stroke: str, width: float) -> dict[str, str | float]:
    """Return the outline that the shapes of a group share; their fills stay their own."""
    outline: dict[str, str | float] = {"class": f"gs-{stroke}", "stroke": COLOURS[stroke][0]}
    return outline if width == 1 else outline | {"stroke-width": width}


def _rules() -> str:
    dark = "".join(
        f".gf-{role}{{fill:{colours[1]}}}.gs-{role}{{stroke:{colours[1]}}}" for role, colours in COLOURS.items()
    )
    return (
        ".gchart{display:block;width:100%;height:auto;text-rendering:geometricPrecision}"
        ".gchart *{-webkit-print-color-adjust:exact;print-color-adjust:exact}"
        f"@media screen and (prefers-color-scheme:dark){{{dark}}}"  # print keeps the light attributes
    )


CSS = _rules()
