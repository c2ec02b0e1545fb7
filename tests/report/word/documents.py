"""A Word document taken apart: its parts, its text, its captions, its tables as rows of printed texts."""

from __future__ import annotations

import io
import re
import zipfile
from typing import Any
from xml.etree.ElementTree import Element

from defusedxml.ElementTree import fromstring

from govassess.report.whole import Report

W = "{http://schemas.openxmlformats.org/wordprocessingml/2006/main}"
WP = "{http://schemas.openxmlformats.org/drawingml/2006/wordprocessingDrawing}"


def val(node: Element | None, name: str = "val") -> str | None:
    """An attribute of the main namespace; nothing of nothing."""
    return None if node is None else node.get(W + name)


def text_of(node: Element, *, links: bool = True) -> str:
    """The words of a node; ``links`` off: without those of hyperlinks, such as the numbers of warnings."""
    if not links and node.tag == f"{W}hyperlink":
        return ""
    if node.tag == f"{W}t":
        return node.text or ""
    if node.tag == f"{W}br":
        return "\n"
    return "".join(text_of(child, links=links) for child in node)


def charts_of(report: Report) -> list[str]:
    """Every chart of a report, in the order of the document: ladders, profile, those of the sections."""
    found = [str(card.ladder) for card in report.first.cards if card.ladder]
    found += [str(report.first.dots.svg)] if report.first.dots else []
    return found + [str(figure.svg) for section in report.sections for figure in section.figures]


class Word:
    """One document."""

    def __init__(self, content: bytes) -> None:
        self.content = content
        self.archive = zipfile.ZipFile(io.BytesIO(content))
        self.parts = {name: self.archive.read(name) for name in self.archive.namelist()}
        self.root = fromstring(self.parts["word/document.xml"])
        body = self.root.find(f"{W}body")
        assert body is not None
        self.body: Element = body

    @property
    def text(self) -> str:
        """All words, one paragraph a line; spaces that do not break as spaces."""
        return "\n".join(text_of(each) for each in self.root.iter(f"{W}p")).replace("\u00a0", " ")

    @property
    def paragraphs(self) -> list[tuple[str, str]]:
        """Style and words of every paragraph outside tables."""
        return [(self.style(each), text_of(each).replace("\u00a0", " ")) for each in self.body if each.tag == f"{W}p"]

    @staticmethod
    def style(paragraph: Element) -> str:
        return val(paragraph.find(f"{W}pPr/{W}pStyle")) or "Normal"

    @property
    def headings(self) -> list[tuple[int, str]]:
        """Level and words of every heading, without numbers of warnings."""
        found = []
        for each in self.body:
            match = re.fullmatch(r"Heading(\d)", self.style(each)) if each.tag == f"{W}p" else None
            if match:
                found.append((int(match[1]), text_of(each, links=False)))
        return found

    @property
    def tables(self) -> list[tuple[str, str, Element, list[str]]]:
        """Caption, title, table and notes of every table, in order."""
        found = []
        blocks = list(self.body)
        for place, each in enumerate(blocks):
            if each.tag == f"{W}tbl":
                notes = []
                for after in blocks[place + 1 :]:
                    if after.tag != f"{W}p" or self.style(after) != "TableNote":
                        break
                    notes.append(text_of(after).replace("\u00a0", " "))
                found.append((text_of(blocks[place - 2]), text_of(blocks[place - 1]), each, notes))
        return found

    @staticmethod
    def rows(table: Element) -> list[list[str]]:
        """The printed texts of a table, without numbers of warnings and daggers; the head first."""
        return [
            [text_of(cell, links=False).removesuffix("†") for cell in row.findall(f"{W}tc")]
            for row in table.findall(f"{W}tr")
        ]

    @property
    def pictures(self) -> list[Any]:
        """The frames of all pictures."""
        return list(self.root.iter(f"{WP}inline"))

    @property
    def instructions(self) -> list[str]:
        """The instructions of all fields."""
        simple = [str(val(each, "instr")).strip() for each in self.root.iter(f"{W}fldSimple")]
        return simple + [(each.text or "").strip() for each in self.root.iter(f"{W}instrText")]
