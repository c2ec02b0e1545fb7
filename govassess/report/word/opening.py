"""The first pages: who was asked, where we stand, within which limits, what to look at first, and the contents."""

from __future__ import annotations

from govassess.report.blocks import Figure
from govassess.report.sections.first import Card, FirstScreen, Step
from govassess.report.word.blocks import add_figure
from govassess.report.word.manuscript import Manuscript
from govassess.report.word.wordml import BOLD, BREAK, PLAIN, Look, link, paragraph, run

BLANK = Look(style="Blank")

BULLET = "• "
"""Begins each line of the box on limits, so that a reader sees where the next one starts."""


def add_title(manuscript: Manuscript) -> None:
    """Add the title of the document and the line on who was asked, when, how many."""
    first = manuscript.report.first
    manuscript.add(paragraph(manuscript.marked("first", run(first.plain_title)), "Title"))
    told = ((text, numbers) for text, numbers in first.meta if text.striptags() not in first.plain_title)
    parts = [manuscript.runs(text) + manuscript.marks(numbers) for text, numbers in told]
    manuscript.add(paragraph(run(" · ").join([*parts, run(first.status)]), "Subtitle"))


def add_summary(manuscript: Manuscript, *, level: int = 1) -> None:
    """Add what the first screen says: levels, limits, first steps, verdicts, profile."""
    first = manuscript.report.first
    add_levels(manuscript, first)
    add_limits(manuscript, first)
    add_steps(manuscript, first, level=level + 1)
    add_verdicts(manuscript, first, level=level + 1)
    if first.dots is not None:
        add_profile(manuscript, first, first.dots, level=level + 1)


def add_levels(manuscript: Manuscript, first: FirstScreen) -> None:
    """Add the sentences on the levels and a ladder for each headline construct."""
    manuscript.say(first.title, "Finding")
    for other in first.others:
        manuscript.say(other, "Finding")
    manuscript.say(first.lead)
    for card in first.cards:
        add_card(manuscript, card)


def add_card(manuscript: Manuscript, card: Card) -> None:
    """Add one headline construct: level with share, ladder, index with interval, way to the next level."""
    level = manuscript.runs(card.level, BOLD)
    manuscript.put(
        paragraph(run(card.name, BOLD) + run(": ") + level + run(" ") + manuscript.runs(card.share), "Card"), leads=True
    )
    if card.ladder:
        manuscript.chart(str(card.ladder), "Figure")
    label = run(f" ({card.index_label})")
    index = manuscript.runs(card.index, BOLD) + manuscript.marks(card.marks) + label
    interval = run(" · ") + manuscript.runs(card.interval) if card.interval else ""
    below = run(" · ") + manuscript.runs(card.below) if card.below else ""
    manuscript.add(paragraph(index + interval + below, "CardNote"))
    for line in card.compared:
        manuscript.say(line, "CardNote")


def add_limits(manuscript: Manuscript, first: FirstScreen) -> None:
    """Add what the instrument is and within which limits its numbers stand."""
    lines = [run(first.status, BOLD) + manuscript.marks(first.status_marks)]
    lines += [run(BULLET) + manuscript.warned(number, text) for text, number in first.cautions]
    lines += [run(f"{BULLET}{text}") for text in first.limits]
    if first.warning_count:
        said = manuscript.view.say("report.first.all_warnings", count=first.warning_count)
        lines.append(manuscript.linked("warnings", said))
    manuscript.box(lines)


def add_steps(manuscript: Manuscript, first: FirstScreen, *, level: int) -> None:
    """Add what to look at first, with blanks for who, until when and by what it is shown."""
    view = manuscript.view
    manuscript.heading(view.say("report.first.steps"), level, "")
    for step in first.steps:
        manuscript.add(paragraph(step_runs(manuscript, step), "ListNumber"))
    manuscript.say(first.rule, "Note")
    manuscript.say(view.say("report.first.words"), "Note")


def step_runs(manuscript: Manuscript, step: Step) -> str:
    """Return one step: action or blank, figures, blanks to fill."""
    view = manuscript.view
    action = (
        run(step.action, BOLD)
        if step.action
        else run(step.name, BOLD) + BREAK + run(view.say("report.first.step.blank"))
    )
    named = run(f"{step.name} · ") if step.action else ""
    return action + BREAK + named + manuscript.runs(step.figures) + BREAK + run(view.say("report.first.step.fill"))


def add_verdicts(manuscript: Manuscript, first: FirstScreen, *, level: int) -> None:
    """Add one line for each hypothesis."""
    if not first.verdicts:
        return
    manuscript.heading(manuscript.view.say("report.section.hypotheses"), level, "")
    for line in first.tested:
        ident = manuscript.linked(f"hypothesis-{line.ident}", line.ident)
        said = run(f" {line.relation}: ") + run(line.words, BOLD)
        rest = run(" ") + manuscript.runs(line.rest) if line.rest else ""
        manuscript.add(paragraph(ident + said + rest, "Fact"))
    for left in first.beyond:
        manuscript.say(left, "Fact")
    if first.verdict_note:
        manuscript.say(first.verdict_note, "Note")


def add_profile(manuscript: Manuscript, first: FirstScreen, dots: Figure, *, level: int) -> None:
    """Add the chart of the parts on the bands of the levels."""
    manuscript.heading(first.dots_title, level, "")
    add_figure(manuscript, dots)


def contents_xml(manuscript: Manuscript) -> str:
    """Return the table of contents: a field that holds its entries and how to get page numbers by updating it."""
    view = manuscript.view
    begin = (
        '<w:r><w:fldChar w:fldCharType="begin"/></w:r>'
        '<w:r><w:instrText xml:space="preserve"> TOC \\o "1-3" \\h \\z \\u </w:instrText></w:r>'
        '<w:r><w:fldChar w:fldCharType="separate"/></w:r>'
    )
    end = '<w:r><w:fldChar w:fldCharType="end"/></w:r>'
    hint = paragraph(begin + run(view.say("word.contents_hint")), "Note")
    last = len(manuscript.contents) - 1
    entries = [
        paragraph(link(bookmark, run(words, PLAIN)) + (end if place == last else ""), f"TOC{level}")
        for place, (level, words, bookmark) in enumerate(manuscript.contents)
    ]
    return "".join((hint, *entries))
