"""What a section is made of: plain records that the templates lay out."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
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


@dataclass(frozen=True, slots=True, kw_only=True)
class Folded:
    """Details behind one line: closed on a screen until they are asked for, open on paper.

    ``summary`` says what lies behind it; ``anchor`` names it for links. What a reader needs to judge a finding stays
    outside.
    """

    summary: Markup
    blocks: tuple[Block, ...]
    anchor: str = ""


Block = Heading | Paragraph | Listing | Facts | Figure | Folded | Table


def unfolded(blocks: Iterable[Block]) -> Iterator[Block]:
    """Yield every block in its order; in the place of a folded one, what lies behind it."""
    for block in blocks:
        if isinstance(block, Folded):
            yield from unfolded(block.blocks)
        else:
            yield block


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
        return tuple(block for block in unfolded(self.blocks) if isinstance(block, Table))

    @property
    def figures(self) -> tuple[Figure, ...]:
        """The charts of this section, in order."""
        return tuple(block for block in unfolded(self.blocks) if isinstance(block, Figure))


def drawing(svg: str) -> Markup:
    """Return a chart as markup: the charts escape every text they set."""
    return Markup(svg)  # noqa: S704 - escaped element by element in charts/svg.py
