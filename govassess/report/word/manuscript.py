"""The body of the document while it is written: its parts in order, bookmarks, contents, pictures, turned pages."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence

from govassess.report.blocks import Block, Folded, Heading
from govassess.report.table import Table
from govassess.report.whole import Report
from govassess.report.word.pictures import Draw, drawing, picture, titled
from govassess.report.word.prose import runs
from govassess.report.word.wordml import Look, field, link, paragraph, run, section_break

MARK = Look(style="Mark")
BETWEEN = 12
"""Paragraphs, at the most, that stay on pages in landscape when another such table follows them."""

BEFORE = 2
"""Paragraphs, at the most, that come along with their heading when the table below them begins such pages."""

Stored = Callable[[bytes], str]


class Manuscript:
    """What is written so far, and what the next part has to know of it.

    Parameters
    ----------
    report : Report
        The report that is written.
    store : callable
        Takes a picture into the document and returns its relationship.
    draw : callable or None
        SVG to PNG; ``None`` where no picture can be drawn.
    first : str
        What the first section says of header and footer.
    """

    def __init__(self, report: Report, *, store: Stored, draw: Draw | None, first: str) -> None:
        self.report = report
        self.view = report.view
        self.places: dict[str, str] = bookmarks(report)
        self.contents: list[tuple[int, str, str]] = []  # level, words, bookmark
        self.undrawn: list[str] = []  # titles of charts that could not be drawn
        self._store, self._draw, self._first = store, draw, first
        self._parts: list[tuple[str, bool | None]] = []  # XML, and whether it leads to what follows; None: a sentence
        self._held: list[str] = []
        self._bookmarked: set[str] = set()
        self._figures = self._pictures = 0
        self._turned_to: int | None = None  # where the part on turned pages ends so far
        self._waiting = 0  # paragraphs since then

    # -- parts ---------------------------------------------------------------------------------------------------

    def add(self, xml: str) -> None:
        """Add a paragraph; a few of them between two tables in landscape stay with those."""
        self._waiting += self._turned_to is not None
        if self._waiting > BETWEEN:
            self.upright()
        self._parts.append((xml, None))

    def put(self, xml: str, *, leads: bool = False) -> None:
        """Add a part on the page as it is turned; one that ``leads`` stays on the page of what follows it."""
        self._parts.append((xml, leads))

    def turn(self) -> None:
        """Begin pages in landscape, unless they are there; a heading before them comes along, with its sentences."""
        if self._turned_to is None:
            at = len(self._parts) - self._leading(len(self._parts))
            for sentences in range(1, BEFORE + 1):
                before = at - sentences
                if before > 0 and all(self._parts[place][1] is None for place in range(before, at)):
                    leading = self._leading(before)
                    if leading:
                        at = before - leading
                        break
            if at:
                self._parts.insert(at, (self._ending(landscape=False), False))
        self._turned_to, self._waiting = None, 0

    def _leading(self, end: int) -> int:
        """Return how many parts before a place lead to it."""
        count = 0
        while count < end and self._parts[end - 1 - count][1]:
            count += 1
        return count

    def turned(self) -> None:
        """Say that what was added since `turn` stands in landscape; the next part that does not turns back."""
        self._turned_to = len(self._parts)

    def upright(self) -> None:
        """End the pages in landscape, if there are any, where the last table on them ended."""
        if self._turned_to is not None:
            self._parts.insert(self._turned_to, (self._ending(landscape=True), False))
        self._turned_to, self._waiting = None, 0

    def _ending(self, *, landscape: bool) -> str:
        properties = section_break(landscape=landscape, first=self._first)
        self._first = ""  # later sections go on with header and footer of the first
        return paragraph("", "SectionEnd", more=properties)

    def hold(self) -> int:
        """Hold a place for what can only be written at the end, and return it."""
        self.add("")
        self._held.append("")
        self._parts[-1] = (f"\0{len(self._held) - 1}", False)
        return len(self._held) - 1

    def fill(self, place: int, xml: str) -> None:
        """Fill a place that was held."""
        self._held[place] = xml

    def body(self) -> str:
        """Return all that was written."""
        self.upright()
        parts = (self._held[int(xml[1:])] if xml.startswith("\0") else xml for xml, _ in self._parts)
        return "".join(parts) + section_break(landscape=False, first=self._first)

    # -- bookmarks and contents ----------------------------------------------------------------------------------

    def marked(self, anchor: str, inside: str) -> str:
        """Return runs within the bookmark of an anchor; a second use of the same anchor is none."""
        name = self.places.get(anchor, "")
        if not name or name in self._bookmarked:
            return inside
        self._bookmarked.add(name)
        number = len(self._bookmarked)
        return f'<w:bookmarkStart w:id="{number}" w:name="{name}"/>{inside}<w:bookmarkEnd w:id="{number}"/>'

    def heading(
        self, words: str, level: int, anchor: str, marks: Iterable[int] = (), *, new_page: bool = False
    ) -> None:
        """Add a heading, which the contents list down to level 3; without an anchor it gets a bookmark all the same."""
        place = self.places.get(anchor, "")
        if not place:
            place = f"_h{len(self.contents)}"
            self.places[place] = place
        if level <= 3:
            self.contents.append((level, words, place))
        inside = self.marked(anchor if anchor in self.places else place, run(words)) + self.marks(marks)
        self.put(paragraph(inside, f"Heading{level}", more="<w:pageBreakBefore/>" if new_page else ""), leads=True)

    def runs(self, text: str, look: Look | None = None) -> str:
        """Return a text of the report as runs."""
        return runs(text, self.places, look or Look())

    def say(self, text: str, style: str = "", *, look: Look | None = None, marks: Iterable[int] = ()) -> None:
        """Add one paragraph of a text of the report."""
        self.add(paragraph(self.runs(text, look) + self.marks(marks), style))

    def linked(self, anchor: str, words: str) -> str:
        """Return words that lead to an anchor of the report; where it is none, the words alone."""
        place = self.places.get(anchor, "")
        return link(place, run(words, Look(style="Hyperlink"))) if place else run(words)

    def marks(self, numbers: Iterable[int]) -> str:
        """Return numbers of warnings as links to them."""
        return "".join(link(self.places[f"w{number}"], run(f"[{number}]", MARK)) for number in numbers)

    def box(self, entries: Sequence[str]) -> None:
        """Add lines of finished runs as one box, which stays on one page."""
        for place, entry in enumerate(entries, start=1):
            self.add(paragraph(entry, "Warning", more="<w:keepNext/>" if place < len(entries) else ""))

    def warned(self, number: int, text: str) -> str:
        """Return one warning with its number before it."""
        return link(self.places[f"w{number}"], run(f"[{number}]", Look(style="Warned"))) + run(" ") + self.runs(text)

    # -- captions and pictures -----------------------------------------------------------------------------------

    def caption(self, key: str, number: int, anchor: str = "") -> str:
        """Return ``Table n`` or ``Figure n`` with the number as a field that counts on."""
        words = written_number(self.view.say(f"word.{key}", number="\0"))
        label = words[0].strip()
        counted = field(f"SEQ {label.replace(' ', '_')} \\* ARABIC", str(number))
        inside = self.marked(anchor, run(words[0]) + counted + run(words[1]))
        return paragraph(inside, "Caption")

    def figure(self, svg: str, note: str) -> None:
        """Add a chart with number, title and note, or the line that says where it is to be found."""
        title = titled(svg)[0]
        self._figures += 1
        self.upright()
        self.put(self.caption("figure", self._figures), leads=True)
        self.put(paragraph(run(title), "TableTitle"), leads=True)
        self.chart(svg, "Figure")
        self.put(paragraph(run(self.view.say("table.note_word") + " ", Look(italic=True)) + note, "TableNote"))

    def chart(self, svg: str, style: str) -> None:
        """Add the picture of a chart, or the line that stands in its place."""
        if self._draw is None:
            title = titled(svg)[0]
            self.undrawn.append(title)
            self.add(paragraph(run(self.view.say("word.chart_elsewhere", title=title)), "Note"))
            return
        found = picture(svg, self._draw)
        relation = self._store(found.png)
        for piece in range(len(found.pieces)):
            self._pictures += 1
            more = "" if piece == len(found.pieces) - 1 else '<w:keepNext w:val="0"/>'
            self.put(paragraph(drawing(found, relation, self._pictures, piece), style, more=more))


def written_number(words: str) -> tuple[str, str]:
    """Return what stands before and after the number of a caption."""
    before, _, after = words.partition("\0")
    return before, after


def bookmarks(report: Report) -> dict[str, str]:
    """Return the bookmark of every anchor of the report; their names begin with ``_``, so that Word hides them."""
    anchors = ["first", "summary", "warnings", *(f"w{number}" for number, _, _ in report.warnings)]
    for section in report.sections:
        anchors += [section.name, *_anchors(section.blocks)]
    return {anchor: f"_g{place}" for place, anchor in enumerate(dict.fromkeys(anchors), start=1)}


def _anchors(blocks: Iterable[Block]) -> list[str]:
    """Return the anchors within blocks, in order."""
    found: list[str] = []
    for block in blocks:
        if isinstance(block, Heading | Folded) and block.anchor:
            found.append(block.anchor)
        if isinstance(block, Folded):
            found += _anchors(block.blocks)
        if isinstance(block, Table):
            found += [f"table-{block.number}", *(row.anchor for row in block.rows if row.anchor)]
    return found
