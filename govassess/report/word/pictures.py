"""Charts as pictures, drawn by resvg where it is installed and finds a font, with the words of the chart."""

from __future__ import annotations

import html
import re
from collections.abc import Callable
from dataclasses import dataclass
from itertools import pairwise

from govassess.report.charts.marks import escape
from govassess.report.charts.svg import FONTS, PLAIN
from govassess.report.word.wordml import EMU_PER_CM, PORTRAIT_WIDTH, TWIPS_PER_CM

ZOOM = 1.5
"""Pixels for each unit of a chart: a chart as wide as the text has 231 pixels an inch."""

SMOOTHED = ' text-rendering="geometricPrecision"'
"""What asks for smoothed letters: at so many pixels they are sharper without, and the files three times smaller."""

UNITS_ACROSS = 966
"""Units of a chart that fill the width of the text; narrower charts are little larger than in proportion."""

LARGER = 1.4
"""How much larger than in that proportion a narrow chart, such as a ladder, may be drawn."""

TALLEST = 20.5
"""Centimetres: a taller chart is made smaller, so that its title and note stay on its page."""

SMALLEST = 0.75
"""In parts of its size: a chart that would have to be made smaller is shown in pieces instead, one below the other."""

BETWEEN_ROWS = 16
"""Units between the lines of two rows, at the least; the lines of one label stand closer."""

Draw = Callable[[str], bytes]


@dataclass(frozen=True, slots=True, kw_only=True)
class Picture:
    """A chart as PNG, with its size on paper in centimetres and its words for who cannot see it.

    ``pieces`` are the parts of it that are shown one below the other, from where to where in parts of its height.
    """

    png: bytes
    width: float
    height: float
    title: str
    words: str
    pieces: tuple[tuple[float, float], ...] = ((0.0, 1.0),)


def drawer() -> Draw | None:
    """Return what turns an SVG into a PNG; ``None`` where resvg is not installed or draws no text on this machine.

    Whether text is drawn is seen by its ink: a word must make another picture than the same drawing without it.
    """
    try:
        from resvg_py import svg_to_bytes
    except ImportError:
        return None

    def draw(svg: str) -> bytes:
        plain = svg.replace(SMOOTHED, "", 1)
        return bytes(svg_to_bytes(svg_string=plain, zoom=ZOOM, background="#ffffff", text_rendering="optimize_speed"))

    return draw if leaves_ink(draw) else None


def leaves_ink(draw: Draw) -> bool:
    """Tell whether ``draw`` draws words in the fonts of the charts, plain and bold."""

    def probe(word: str, weight: str) -> str:
        return (
            '<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 60 20" width="60" height="20" '
            f'font-family="{FONTS}"><text x="2" y="14" font-size="11" font-weight="{weight}">{word}</text></svg>'
        )

    return all(draw(probe("Ag", weight)) != draw(probe("", weight)) for weight in ("400", "700"))


def titled(svg: str) -> tuple[str, str]:
    """Return title and description of a chart, as plain text.

    Examples
    --------
    >>> titled('<svg><title id="a">M &amp; n</title><desc id="b">All.</desc></svg>')
    ('M & n', 'All.')
    """
    found = (re.search(rf"<{name}[^>]*>(.*?)</{name}>", svg, flags=re.DOTALL) for name in ("title", "desc"))
    title, words = (html.unescape(match[1]) if match else "" for match in found)
    return title, words


def picture(svg: str, draw: Draw) -> Picture:
    """Return a chart as a picture.

    Parameters
    ----------
    svg : str
        The chart, with its ``viewBox``.
    draw : callable
        SVG to PNG.

    Returns
    -------
    Picture
    """
    width, height = (float(number) for number in re.findall(r'viewBox="\S+ \S+ (\S+) (\S+)"', svg)[0])
    across = PORTRAIT_WIDTH / TWIPS_PER_CM
    scale = min(LARGER * across / UNITS_ACROSS, across / width)
    pieces: tuple[tuple[float, float], ...] = ((0.0, 1.0),)
    if height * scale * SMALLEST > TALLEST:
        pieces = divided(svg, height, TALLEST / scale)
    else:
        scale = min(scale, TALLEST / height)
    title, words = titled(svg)
    return Picture(png=draw(svg), width=width * scale, height=height * scale, title=title, words=words, pieces=pieces)


def divided(svg: str, height: float, most: float) -> tuple[tuple[float, float], ...]:
    """Return where to part a tall chart, so that no row is cut: between lines of words that stand apart.

    Parameters
    ----------
    svg : str
        The chart.
    height : float
        Its height.
    most : float
        The height of a piece, at the most; both in its own units.

    Returns
    -------
    tuple of (from, to)
        In parts of the height.
    """
    lines = sorted({float(found) for found in re.findall(r'<t(?:ext|span)[^>]* y="([\d.]+)"', svg)})
    gaps = [(one + other) / 2 - PLAIN / 3 for one, other in pairwise(lines) if other - one >= BETWEEN_ROWS]
    ends = [0.0]
    while height - ends[-1] > most:
        fitting = [gap for gap in gaps if ends[-1] + most / 2 < gap <= ends[-1] + most]
        ends.append(fitting[-1] if fitting else ends[-1] + most)
    return tuple((start / height, end / height) for start, end in pairwise([*ends, height]))


def drawing(found: Picture, relation: str, number: int, piece: int = 0) -> str:
    """Return the run that shows a picture, or one piece of it; its words are its alternative text.

    Parameters
    ----------
    found : Picture
        Size and words.
    relation : str
        The relationship of the document to the stored picture.
    number : int
        Its number among the pictures of the document.
    piece : int
        Which piece.
    """
    start, end = found.pieces[piece]
    across, down = (round(length * EMU_PER_CM) for length in (found.width, found.height * (end - start)))
    words = found.words if len(found.pieces) == 1 else f"{piece + 1}/{len(found.pieces)}. {found.words}"
    said = escape(". ".join(part.rstrip(".") for part in (found.title, words) if part) + ".")
    cut = f'<a:srcRect t="{round(start * 100_000)}" b="{round((1 - end) * 100_000)}"/>' if end - start < 1 else ""
    named = f'id="{number}" name="{escape(f"chart {number}")}" descr="{said}" title="{escape(found.title)}"'
    return (
        '<w:r><w:drawing><wp:inline distT="0" distB="0" distL="0" distR="0">'
        f'<wp:extent cx="{across}" cy="{down}"/><wp:docPr {named}/>'
        '<wp:cNvGraphicFramePr><a:graphicFrameLocks noChangeAspect="1"/></wp:cNvGraphicFramePr>'
        '<a:graphic><a:graphicData uri="http://schemas.openxmlformats.org/drawingml/2006/picture"><pic:pic>'
        f'<pic:nvPicPr><pic:cNvPr id="{number}" name="chart{number}.png"/><pic:cNvPicPr/></pic:nvPicPr>'
        f'<pic:blipFill><a:blip r:embed="{relation}"/>{cut}<a:stretch><a:fillRect/></a:stretch></pic:blipFill>'
        f'<pic:spPr><a:xfrm><a:off x="0" y="0"/><a:ext cx="{across}" cy="{down}"/></a:xfrm>'
        '<a:prstGeom prst="rect"><a:avLst/></a:prstGeom></pic:spPr></pic:pic></a:graphicData></a:graphic>'
        "</wp:inline></w:drawing></w:r>"
    )
