"""The blocks of a section as parts of the document."""

from __future__ import annotations

from collections.abc import Iterable

from govassess.report.about import provenance
from govassess.report.blocks import Block, Facts, Figure, Folded, Heading, Listing, Paragraph, Section
from govassess.report.word.manuscript import Manuscript
from govassess.report.word.tables import add_table
from govassess.report.word.wordml import BOLD, paragraph, run

STYLES = {"finding": "Finding", "note": "Note", "quote": "Quote", "large": "Large"}
"""Kind of a paragraph -> style; of several kinds the first that has one."""


def add_section(manuscript: Manuscript, section: Section, *, level: int = 1, new_page: bool = False) -> None:
    """Add a section: heading, the sentence that says the finding, blocks, and the warnings that concern it.

    Parameters
    ----------
    manuscript : Manuscript
        The document so far.
    section : Section
        What is added.
    level : int
        Level of its heading; headings within it follow.
    new_page : bool
        Whether it begins a page.
    """
    manuscript.heading(section.title, level, section.name, new_page=new_page)
    manuscript.say(section.finding, "Finding", marks=manuscript.report.loose.get(section.name, ()))
    add_blocks(manuscript, section.blocks, level=level)
    add_warnings_here(manuscript, section)


def add_blocks(manuscript: Manuscript, blocks: Iterable[Block], *, level: int) -> None:
    """Add blocks below a heading of ``level``; what is folded on a screen is open here."""
    for block in blocks:
        match block:
            case Heading():
                manuscript.heading(block.text, min(level + block.level - 2, 4), block.anchor, block.marks)
            case Paragraph():
                style = next((STYLES[kind] for kind in block.kind.split() if kind in STYLES), "")
                manuscript.say(block.text, style)
            case Listing():
                for entry in block.entries:
                    manuscript.say(entry, "ListBullet")
            case Facts():
                add_facts(manuscript, block)
            case Figure():
                add_figure(manuscript, block)
            case Folded():
                manuscript.put(
                    paragraph(manuscript.marked(block.anchor, manuscript.runs(block.summary)), "Fold"), leads=True
                )
                add_blocks(manuscript, block.blocks, level=level)
            case _:
                add_table(manuscript, block)


def add_facts(manuscript: Manuscript, facts: Facts) -> None:
    """Add pairs of a term and what is said of it."""
    for term, text in facts.entries:
        if facts.wide:
            manuscript.add(paragraph(run(term, BOLD), "Term"))
            manuscript.say(text)
        else:
            manuscript.add(paragraph(run(f"{term}: ", BOLD) + manuscript.runs(text), "Fact"))


def add_figure(manuscript: Manuscript, figure: Figure) -> None:
    """Add a chart with its note, which names the table of the same numbers."""
    note = manuscript.runs(figure.caption)
    number = manuscript.report.numbers.get(figure.table)
    if number is not None:
        said = manuscript.view.say("report.same_numbers", number=number)
        note += run(" ") + manuscript.linked(f"table-{number}", said)
    manuscript.figure(str(figure.svg), note)


def add_warnings_here(manuscript: Manuscript, section: Section) -> None:
    """Add the warnings that concern a section, each with its number."""
    here = [
        manuscript.warned(number, text) for number, text, _ in manuscript.report.warnings if number in section.warnings
    ]
    if here:
        manuscript.box([run(manuscript.view.say("report.warnings_here", section=section.title), BOLD), *here])
        manuscript.add(paragraph("", "AfterTable"))


def add_all_warnings(manuscript: Manuscript, *, level: int = 1) -> None:
    """Add the list of all warnings, and of the charts that are no pictures here."""
    view, report = manuscript.view, manuscript.report
    manuscript.heading(view.say("report.section.warnings"), level, "warnings")
    manuscript.say(view.say("report.warnings.finding", count=len(report.warnings)), "Finding")
    for number, text, place in report.warnings:
        inside = manuscript.marked(f"w{number}", run(f"[{number}]", BOLD)) + run(" ") + manuscript.runs(text)
        back = manuscript.linked(place, view.say("word.to_section"))
        manuscript.add(paragraph(inside + run(" ") + back, "WarningEntry"))
    if manuscript.undrawn:
        said = view.say("word.charts_undrawn", count=len(manuscript.undrawn))
        manuscript.add(paragraph(run(said), "Warning"))


def add_provenance(manuscript: Manuscript) -> None:
    """Add the last lines: by what, from what and when the report was made."""
    for line in provenance(manuscript.report):
        manuscript.say(line, "Note")
