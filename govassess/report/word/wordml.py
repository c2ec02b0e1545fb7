"""WordprocessingML as text: every text escaped and free of what XML or a reader's eye cannot bear.

It is written as text for its speed: python-docx takes 7.2 s for the tables and paragraphs of a report of 1,251 cells,
the whole body takes 0.14 s here.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from govassess.report.charts.marks import escape

NAMESPACES: Mapping[str, str] = {
    "w": "http://schemas.openxmlformats.org/wordprocessingml/2006/main",
    "r": "http://schemas.openxmlformats.org/officeDocument/2006/relationships",
    "wp": "http://schemas.openxmlformats.org/drawingml/2006/wordprocessingDrawing",
    "a": "http://schemas.openxmlformats.org/drawingml/2006/main",
    "pic": "http://schemas.openxmlformats.org/drawingml/2006/picture",
}
DECLARED = " ".join(f'xmlns:{prefix}="{uri}"' for prefix, uri in NAMESPACES.items())
TWIPS_PER_CM = 1440 / 2.54
EMU_PER_CM = 360_000


@dataclass(frozen=True, slots=True, kw_only=True)
class Look:
    """How a run differs from its paragraph."""

    bold: bool = False
    italic: bool = False
    raised: bool = False  # superscript
    code: bool = False
    style: str = ""

    @property
    def xml(self) -> str:
        """Return the run properties, in the order of the schema."""
        style = self.style or ("Code" if self.code else "")
        inside = (
            (f'<w:rStyle w:val="{style}"/>' if style else "")
            + ("<w:b/>" if self.bold else "")
            + ("<w:i/>" if self.italic else "")
            + ('<w:vertAlign w:val="superscript"/>' if self.raised else "")
        )
        return f"<w:rPr>{inside}</w:rPr>" if inside else ""


PLAIN = Look()
BOLD = Look(bold=True)
ITALIC = Look(italic=True)


def run(words: str, look: Look = PLAIN) -> str:
    """Return one run; no words, no run."""
    return f'<w:r>{look.xml}<w:t xml:space="preserve">{escape(words)}</w:t></w:r>' if words else ""


BREAK = "<w:r><w:br/></w:r>"
PAGE_BREAK = '<w:r><w:br w:type="page"/></w:r>'


def paragraph(inside: str, style: str = "", *, more: str = "") -> str:
    """Return one paragraph of finished runs; ``more`` are further properties, in the order of the schema."""
    named = f'<w:pStyle w:val="{style}"/>' if style else ""
    properties = f"<w:pPr>{named}{more}</w:pPr>" if named or more else ""
    return f"<w:p>{properties}{inside}</w:p>"


def field(instruction: str, shown: str, look: Look = PLAIN) -> str:
    """Return a field with the value that it shows until it is updated; its instruction is never a text of data."""
    return f'<w:fldSimple w:instr=" {escape(instruction)} ">{run(shown, look)}</w:fldSimple>'


def link(place: str, inside: str) -> str:
    """Return runs that lead to a bookmark of this document."""
    return f'<w:hyperlink w:anchor="{place}" w:history="1">{inside}</w:hyperlink>'


def section_break(*, landscape: bool, first: str = "") -> str:
    """Return the properties of a section: A4 with margins of 2.54 cm; ``first`` names its header and footer."""
    width, height = (16838, 11906) if landscape else (11906, 16838)
    turned = ' w:orient="landscape"' if landscape else ""
    return (
        f'<w:sectPr>{first}<w:type w:val="nextPage"/><w:pgSz w:w="{width}" w:h="{height}"{turned}/>'
        '<w:pgMar w:top="1440" w:right="1440" w:bottom="1440" w:left="1440" w:header="709" w:footer="709" '
        'w:gutter="0"/></w:sectPr>'
    )


PORTRAIT_WIDTH = 11906 - 2 * 1440
LANDSCAPE_WIDTH = 16838 - 2 * 1440
"""Twips between the margins."""
