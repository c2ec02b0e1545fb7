"""A page taken apart with the standard library: elements, their text, the paths of the values they print."""

from __future__ import annotations

import json
from html.parser import HTMLParser
from typing import Any
from urllib.parse import unquote

from defusedxml.ElementTree import fromstring

from govassess.result.assessment import Assessment
from govassess.result.codec import encode

VOID = {"meta", "br", "img", "link", "input", "hr"}


class Page(HTMLParser):
    """Every element as (tag, attributes), every text outside ``style`` and the block of data, and the text of each printed value with its path.

    Outside tables ``data-id`` is the path. In a table ``data-of`` of the row and ``data-way`` of the column's head make
    it up (that begins with a dot where it is within that of its table); a cell may say otherwise: ``data-id`` with a path (from ``data-of`` on, if it begins with a dot), or an empty
    one where it prints no value. A dash prints none,
    nor does a cell across several columns.
    """

    def __init__(self, html: str) -> None:
        super().__init__(convert_charrefs=True)
        self.elements: list[tuple[str, dict[str, str | None]]] = []
        self.texts: list[str] = []
        self.printed: list[tuple[str, str]] = []
        self._open: list[tuple[str, str | None, list[str]]] = []
        self._whole = ""
        self._of: list[str] = []
        self._ways: list[str] = []
        self._cell = -1
        self.feed(html)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        found = dict(attrs)
        if tag in ("td", "th", "tr"):  # a cell ends where the next begins, and a row too
            self._end({"td", "th"} if tag != "tr" else {"td", "th", "tr"})
        self.elements.append((tag, found))
        if tag == "table":
            self._ways, self._whole = [], found.get("data-of") or ""
        if tag == "tr":
            places = (found.get("data-of") or "").split()
            self._of = [self._whole + place if place.startswith(".") else place for place in places]
            self._cell = -1
        if tag in ("th", "td"):
            self._cell += 1
        if found.get("scope") == "col":
            self._ways.append(found.get("data-way") or "")
        if tag not in VOID:
            self._open.append((tag, self._source(tag, found), []))

    def _end(self, tags: set[str]) -> None:
        while self._open and self._open[-1][0] in tags:
            self._close()

    def _close(self) -> str:
        tag, source, parts = self._open.pop()
        if source is not None and (tag not in ("td", "th") or "".join(parts) != "–"):
            self.printed.append((source, "".join(parts)))
        return tag

    def _source(self, tag: str, found: dict[str, str | None]) -> str | None:
        source = found.get("data-id")
        if source is None and tag in ("th", "td") and self._of and "colspan" not in found:
            source = self._ways[self._cell]
        if not source:
            return None
        return " ".join(self._full(path) for path in source.split())

    def _full(self, path: str) -> str:
        name = path.lstrip(".")
        dots = len(path) - len(name)
        return f"{self._of[dots - 1]}.{name}" if 0 < dots <= len(self._of) else path

    def handle_startendtag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.elements.append((tag, dict(attrs)))

    def handle_endtag(self, tag: str) -> None:
        while self._open:
            if self._close() == tag:
                break

    def handle_data(self, data: str) -> None:
        if any(tag in ("style", "script") for tag, _, _ in self._open):
            return
        self.texts.append(data)
        if self._open and self._open[-1][0] in ("a", "span") and "mark" in str(self.elements[-1][1].get("class")):
            return
        for _, _, parts in self._open:
            parts.append(data)

    @property
    def text(self) -> str:
        return " ".join(" ".join(self.texts).split())


def as_json(result: Assessment) -> Any:
    """The result as a reader of the JSON file has it."""
    return json.loads(encode(result))


def resolve(document: Any, path: str) -> Any:
    """Follow a dotted path: names of fields; in a list the position or the ``id`` of an entry."""
    found = document
    for part in path.split("."):
        key = unquote(part)
        if isinstance(found, list):
            named = [entry for entry in found if isinstance(entry, dict) and entry.get("id") == key]
            found = named[0] if named else found[int(key)]
        else:
            found = found[key]
    return found


def written(svg: str) -> list[str]:
    """The words of a drawing, one text element after another."""
    return ["".join(node.itertext()) for node in fromstring(svg).iter() if node.tag.endswith("text")]
