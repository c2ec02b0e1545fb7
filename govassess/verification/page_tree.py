"""A page as a tree of elements and texts; hostile pages are refused before they cost anything."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from html.parser import HTMLParser

VOID = frozenset({"meta", "br", "img", "link", "input", "hr", "base", "col", "wbr", "area", "embed", "source", "track"})
ENDS: Mapping[str, tuple[frozenset[str], frozenset[str]]] = {
    "td": (frozenset({"td", "th"}), frozenset({"table"})),
    "th": (frozenset({"td", "th"}), frozenset({"table"})),
    "tr": (frozenset({"tr", "td", "th"}), frozenset({"table"})),
    "tbody": (frozenset({"thead", "tbody", "tr", "td", "th"}), frozenset({"table"})),
    "li": (frozenset({"li"}), frozenset({"ul", "ol"})),
    "dt": (frozenset({"dt", "dd"}), frozenset({"dl"})),
    "dd": (frozenset({"dt", "dd"}), frozenset({"dl"})),
}
"""Start tag -> elements that it ends where their own end tags are left out, and within which element they are."""

DEEPEST = 80
MOST_ELEMENTS = 400_000
MOST_DECLARATIONS = 20
"""Doctype and comments: a report has one, and many that never end would be searched over and over."""

LONGEST_TAG = 100_000
MOST_ATTRIBUTES = 1_000_000
"""Characters of one tag and attributes of all: a report has tags of up to 800, and about one attribute an element."""

UNSEEN = "!"
"""Tag of what no browser shows: comments, the doctype, an end tag that ends nothing; ``text`` is what it says."""

SAVED = re.compile(r"saved from url=\(\d{4}\)\S*")
"""The comment that browsers write into a page they save."""

LONG_TAG = re.compile(rf"<[^<>]{{{LONGEST_TAG}}}")
OPEN_TAG = re.compile(r"<[^<>]*(?:<|\Z)")


class NotAReportPageError(Exception):
    """The page cannot be one of ours: its tags do not close, or it has too many or too deeply nested elements."""


@dataclass(slots=True, eq=False)
class Element:
    """One element with its attributes, in it elements and texts whose white space is folded."""

    tag: str
    attributes: dict[str, str]
    children: list[Element | str] = field(default_factory=list)

    def elements(self) -> Iterator[Element]:
        """Yield this element and all within, in the order of the page."""
        waiting = [self]
        while waiting:
            found = waiting.pop()
            yield found
            waiting.extend(child for child in reversed(found.children) if isinstance(child, Element))

    def first(self, *tags: str) -> Element | None:
        """Return the first element within that has one of these tags."""
        return next((found for found in self.elements() if found.tag in tags and found is not self), None)

    @property
    def text(self) -> str:
        """All text within, folded."""
        parts: list[str] = []
        waiting: list[Element | str] = [self]
        while waiting:
            found = waiting.pop()
            if isinstance(found, str):
                parts.append(found)
            else:
                waiting.extend(reversed(found.children))
        return " ".join(parts)


def tree_of(html: str) -> Element:
    """Return a page as a tree; comments, the doctype and end tags that end nothing are elements of it too.

    Raises
    ------
    NotAReportPageError
        A tag is not closed, or there are more or more deeply nested elements than any report has.

    Examples
    --------
    >>> tree_of("<p>n = <b>12</b></p>").text
    'n = 12'
    """
    if LONG_TAG.search(html) or OPEN_TAG.search(html) or html.count("<!") + html.count("<?") > MOST_DECLARATIONS:
        raise NotAReportPageError
    reader = _Reader()
    reader.feed(html)
    reader.close()
    return reader.root


class _Reader(HTMLParser):
    """Builds the tree."""

    def __init__(self) -> None:
        super().__init__(convert_charrefs=True)
        self.root = Element("", {})
        self._open = [self.root]
        self._count = self._attributes = 0

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self._count += 1
        self._attributes += len(attrs)
        if self._count > MOST_ELEMENTS or self._attributes > MOST_ATTRIBUTES or len(self._open) > DEEPEST:
            raise NotAReportPageError
        self._end_implied(tag)
        # of an attribute that is there twice a browser takes the first
        found = Element(tag, {name: folded(value or "") for name, value in reversed(attrs)})
        self._open[-1].children.append(found)
        if tag not in VOID:
            self._open.append(found)

    def _end_implied(self, tag: str) -> None:
        """End what a start tag ends although its own end tag is left out."""
        ended, within = ENDS.get(tag, (frozenset(), frozenset()))
        outermost = len(self._open)
        for place in range(len(self._open) - 1, 0, -1):
            if self._open[place].tag in within:
                break
            if self._open[place].tag in ended:
                outermost = place
        del self._open[outermost:]

    def handle_startendtag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.handle_starttag(tag, attrs)
        if tag not in VOID:
            self._open.pop()

    def handle_endtag(self, tag: str) -> None:
        for place in range(len(self._open) - 1, 0, -1):
            if self._open[place].tag == tag:
                del self._open[place:]
                return
        self._unseen(f"</{tag}>")

    def handle_comment(self, data: str) -> None:
        if len(self._open) > 1 or not SAVED.fullmatch(data.strip()):
            self._unseen(f"<!--{data}-->")

    def handle_decl(self, decl: str) -> None:
        self._unseen(f"<!{decl.lower()}>")

    def unknown_decl(self, data: str) -> None:
        self._unseen(f"<![{data}]>")

    def handle_pi(self, data: str) -> None:
        self._unseen(f"<?{data}>")

    def _unseen(self, text: str) -> None:
        self._open[-1].children.append(Element(UNSEEN, {"text": folded(text)}))

    def handle_data(self, data: str) -> None:
        text = folded(data)
        if not text:
            return
        children = self._open[-1].children
        if children and isinstance(children[-1], str):
            children[-1] += f" {text}" if data[0].isspace() else text
        else:
            children.append(text)


def folded(text: str) -> str:
    """Return a text with its white space folded."""
    return " ".join(text.split())
