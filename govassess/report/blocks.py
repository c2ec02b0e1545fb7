"""What a section is made of: plain records that the templates lay out."""

from __future__ import annotations

from dataclasses import dataclass

from markupsafe import Markup

from govassess.report.table import Table


@dataclass(frozen=True, slots=True, kw_only=True)
class Heading:
    """A heading within a section; ``level`` 3 or 4."""

    text: str
    anchor: str = ""
    level: int = 3
    marks: tuple[int, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Paragraph:
    """One paragraph; ``kind`` is its class in the style sheet (``finding``, ``note``, ``quote``, ``large`` or none)."""

    text: Markup
    kind: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Listing:
    """Sentences one below the other."""

    entries: tuple[Markup, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Facts:
    """Pairs of a term and what is said of it; ``wide`` sets the terms on lines of their own."""

    entries: tuple[tuple[str, Markup], ...]
    wide: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class Figure:
    """A chart with its caption; ``table`` names the table that holds the same numbers."""

    name: str
    svg: Markup
    caption: Markup
    table: str = ""


Block = Heading | Paragraph | Listing | Facts | Figure | Table


@dataclass(frozen=True, slots=True, kw_only=True)
class Section:
    """One section: its heading, the sentence that says the finding, the blocks, and the warnings that concern it."""

    name: str
    title: str
    finding: Markup
    blocks: tuple[Block, ...]
    warnings: tuple[int, ...] = ()  # numbers of the warnings listed at its end

    @property
    def tables(self) -> tuple[Table, ...]:
        """The tables of this section, in order."""
        return tuple(block for block in self.blocks if isinstance(block, Table))

    @property
    def figures(self) -> tuple[Figure, ...]:
        """The charts of this section, in order."""
        return tuple(block for block in self.blocks if isinstance(block, Figure))


def drawing(svg: str) -> Markup:
    """Return a chart as markup: the charts escape every text they set."""
    return Markup(svg)  # noqa: S704 - escaped element by element in charts/svg.py
