"""Sentences of the report as runs: the few elements that they hold become bold, italic, code and links."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from html.parser import HTMLParser
from typing import Any

from govassess.report.word.wordml import BREAK, PLAIN, Look, link, run

LOOKS: Mapping[str, Mapping[str, Any]] = {
    "b": {"bold": True},
    "strong": {"bold": True},
    "i": {"italic": True},
    "em": {"italic": True},
    "code": {"code": True},
    "sup": {"raised": True},
}
"""Elements that change how words look; any other leaves them as they are."""


NO_BREAK = "\u00a0"
LONGEST_NUMBER = 24
"""Characters of a printed number or interval, which does not break across lines."""


class Prose(HTMLParser):
    """A sentence taken apart into runs.

    ``places`` maps the anchors of this report to bookmarks: a link to anything else, a web address above all, stays
    text, so that no text of an instrument or a survey becomes a link that leads out of the document.
    """

    def __init__(self, places: Mapping[str, str], look: Look = PLAIN) -> None:
        super().__init__(convert_charrefs=True)
        self._places = places
        self._looks = [look]
        self._open: list[str] = []
        self._place = ""
        self._linked: list[str] = []
        self.runs: list[str] = []

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        """Take up the look or the link of an element."""
        if tag == "br":
            self._add(BREAK)
            return
        self._open.append(tag)
        self._looks.append(replace(self._looks[-1], **LOOKS.get(tag, {})))
        if tag == "a":
            self._place = self._places.get((dict(attrs).get("href") or "").removeprefix("#"), "")

    def handle_endtag(self, tag: str) -> None:
        """Go back to the look before the element."""
        if tag not in self._open:
            return
        while self._open.pop() != tag:
            self._looks.pop()
        self._looks.pop()
        if tag == "a" and self._place:
            self.runs.append(link(self._place, "".join(self._linked)))
            self._place, self._linked = "", []

    def handle_data(self, data: str) -> None:
        """Set words in the look that holds here."""
        look = replace(self._looks[-1], style="Hyperlink") if self._place else self._looks[-1]
        number = self._open[-1:] == ["span"] and len(data) <= LONGEST_NUMBER
        self._add(run(data.replace(" ", NO_BREAK) if number else data, look))

    def _add(self, made: str) -> None:
        (self._linked if self._place else self.runs).append(made)


def runs(text: str, places: Mapping[str, str], look: Look = PLAIN) -> str:
    """Return a text as runs: markup (`markupsafe.Markup`) is read, any other text is set as it stands.

    Parameters
    ----------
    text : str or Markup
        Plain text, or markup whose own texts are escaped.
    places : mapping
        Anchor -> bookmark.
    look : Look
        How the words look that no element changes.

    Returns
    -------
    str
        Runs as XML.

    Examples
    --------
    >>> from markupsafe import Markup
    >>> runs(Markup("a <b>b</b>"), {}).count("<w:r>"), runs("a <b>b</b>", {}).count("<w:r>")
    (2, 1)
    """
    if not hasattr(text, "__html__"):
        return run(text, look)
    if "<" not in text and "&" not in text:
        return run(str(text), look)
    prose = Prose(places, look)
    prose.feed(str(text))
    prose.close()
    return "".join(prose.runs)
