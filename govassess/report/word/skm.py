"""The order of a report on a survey of service satisfaction (Survei Kepuasan Masyarakat), from the same blocks.

Foreword, contents, summary, four chapters, questionnaire. What a person has to write is a visible blank; levels,
their names and their legal source are those of the instrument, whichever it is.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import replace

from markupsafe import Markup, escape

from govassess.report.blocks import Block, Facts, Heading, Listing, Paragraph, Section
from govassess.report.sections.compared_with import change_since
from govassess.report.view import View
from govassess.report.whole import Report, number_tables
from govassess.report.word.blocks import add_all_warnings, add_blocks, add_provenance, add_section
from govassess.report.word.manuscript import Manuscript
from govassess.report.word.opening import BLANK, add_levels, add_limits, add_profile, add_verdicts, contents_xml
from govassess.report.word.questionnaire import follow_up, questionnaire
from govassess.report.word.wordml import PAGE_BREAK, paragraph, run

QUALITY = ("quality", "measurement")
"""Sections on the quality of the data: part of the method."""

NOT_RESULTS = frozenset({*QUALITY, "method"})
APPENDED = "unavailable"
"""The heading from which on the section on the method belongs into the appendix."""

ROMAN = ("I", "II", "III", "IV")


def arranged(report: Report) -> Report:
    """Return the report with its sections in the order of this template, tables numbered in that order.

    Sections without blocks are no part of it; their sentences stand in the appendix.
    """
    view = report.view
    named = {section.name: section for section in report.sections}
    method, rest = parted(named["method"], APPENDED)
    quality = [without(named[name], "study") for name in QUALITY if name in named]
    results = [section for section in report.sections if section.name not in NOT_RESULTS and section.blocks]
    empty = [section for section in report.sections if section.name not in NOT_RESULTS and not section.blocks]
    if empty:
        told = tuple(Markup("{}: {}").format(section.title, section.finding) for section in empty)
        more: tuple[Block, ...] = (Heading(text=view.say("word.skm.without_data")), Listing(entries=told))
        rest = replace(rest, blocks=(*more, *rest.blocks))
    ordered = (method, *quality, *results, follow_up(report), questionnaire(view), rest)
    sections, numbers = number_tables(ordered)
    return replace(report, sections=sections, numbers=numbers)


def parted(section: Section, anchor: str) -> tuple[Section, Section]:
    """Return a section up to a heading, and what follows from there on as another; without the heading all is one."""
    at = next(
        (place for place, block in enumerate(section.blocks) if isinstance(block, Heading) and block.anchor == anchor),
        len(section.blocks),
    )
    after = Section(name=f"{section.name}-more", title="", finding=Markup(), blocks=section.blocks[at:])
    return replace(section, blocks=section.blocks[:at]), after


def without(section: Section, anchor: str) -> Section:
    """Return a section without a heading and what stands below it, up to the next heading."""
    kept: list[Block] = []
    leaving = False
    for block in section.blocks:
        if isinstance(block, Heading):
            leaving = block.anchor == anchor
        if not leaving:
            kept.append(block)
    return replace(section, blocks=tuple(kept))


def write(manuscript: Manuscript) -> str:
    """Return the body in the order of this template."""
    named = {section.name: section for section in manuscript.report.sections}
    add_cover(manuscript)
    add_foreword(manuscript)
    say = manuscript.view.say
    manuscript.add(paragraph(run(say("word.skm.contents")), "ContentsHeading", more="<w:pageBreakBefore/>"))
    at = manuscript.hold()
    add_executive_summary(manuscript)
    add_introduction(manuscript)
    add_method(manuscript, named)
    add_results(manuscript, named)
    add_closing(manuscript, named["follow-up"])
    add_appendices(manuscript, named)
    manuscript.fill(at, contents_xml(manuscript))
    return manuscript.body()


def blank(manuscript: Manuscript, what: str) -> None:
    """Add a visible blank that says what a person has to write there."""
    manuscript.add(paragraph(run(manuscript.view.say(f"word.skm.blank.{what}"), BLANK)))


def chapter(manuscript: Manuscript, number: int, name: str) -> None:
    """Add the heading of a chapter, on a page of its own."""
    title = manuscript.view.say(f"word.skm.chapter.{name}")
    words = manuscript.view.say("word.skm.chapter", number=ROMAN[number - 1], title=title)
    manuscript.heading(words, 1, "", new_page=True)


def part(manuscript: Manuscript, number: str, title: str, anchor: str = "") -> None:
    """Add the heading of a numbered part of a chapter."""
    manuscript.heading(f"{number} {title}", 2, anchor)


def add_cover(manuscript: Manuscript) -> None:
    """Add the cover: title, unit, period, date; what is not known is a blank."""
    view, study = manuscript.view, manuscript.view.result.study
    title = view.instrument.title.in_language(view.lang)
    manuscript.add(paragraph(run(view.say("word.skm.title", title=title)), "CoverTitle"))
    period = " – ".join(view.day(end) for end in (study.start, study.end) if end)
    known = {"unit": study.name or "", "period": period, "date": view.day(view.date or "")}
    for what, text in known.items():
        line = run(text) if text else run(view.say(f"word.skm.blank.{what}"), BLANK)
        manuscript.add(paragraph(line, "Cover"))
    manuscript.add(paragraph(PAGE_BREAK))


def add_foreword(manuscript: Manuscript) -> None:
    """Add the foreword: a person's words and name."""
    manuscript.heading(manuscript.view.say("word.skm.foreword"), 1, "")
    blank(manuscript, "foreword")
    blank(manuscript, "signature")


def changes(report: Report) -> tuple[Markup, ...]:
    """Return a sentence for each headline construct on its change since an earlier assessment; none without one."""
    view = report.view
    return tuple(said for score in view.headline() if (said := change_since(view, score.id)))


def add_executive_summary(manuscript: Manuscript) -> None:
    """Add the summary: the change from last year first, then levels, limits and priorities."""
    first, view = manuscript.report.first, manuscript.view
    manuscript.heading(view.say("word.skm.summary"), 1, "first", new_page=True)
    known = changes(manuscript.report)
    if known:
        manuscript.say(Markup(" ").join(known))
        for said in known:  # which the lead says too
            first = replace(first, lead=first.lead.replace(said, "").replace("  ", " "))
    else:
        blank(manuscript, "change")
    told = [manuscript.runs(text) + manuscript.marks(numbers) for text, numbers in first.meta]
    manuscript.add(paragraph(run(" · ").join(told), "Note"))
    add_levels(manuscript, first)
    add_limits(manuscript, first)
    manuscript.heading(view.say("report.first.steps"), 2, "")
    for step in first.steps:
        action = f"{step.action} " if step.action else ""
        manuscript.say(Markup("<b>{}</b>: {}{}").format(step.name, action, step.figures), "ListBullet")
    manuscript.say(first.rule, "Note")
    add_verdicts(manuscript, first, level=2)
    if first.dots is not None:
        add_profile(manuscript, first, first.dots, level=2)


def add_introduction(manuscript: Manuscript) -> None:
    """Add chapter I: background, legal basis, purpose, and what is asked about."""
    view, instrument = manuscript.view, manuscript.view.instrument
    chapter(manuscript, 1, "introduction")
    part(manuscript, "1.1", view.say("word.skm.background"))
    blank(manuscript, "background")
    part(manuscript, "1.2", view.say("word.skm.legal_basis"))
    source = view.phrase("word.skm.levels_source", source=instrument.levels.source.in_language(view.lang))
    add_blocks(manuscript, (Listing(entries=(escape(instrument.citation), source)),), level=2)
    blank(manuscript, "legal_basis")
    part(manuscript, "1.3", view.say("word.skm.purpose"))
    blank(manuscript, "purpose")
    part(manuscript, "1.4", view.say("word.skm.elements"))
    add_blocks(manuscript, elements(view), level=2)


def elements(view: View) -> Iterable[Block]:
    """Yield what the survey measured: each construct with its definition and its parts."""
    for construct in view.instrument.constructs:
        if construct.id not in view.scores:
            continue
        told = construct.definition.in_language(view.lang) if construct.definition else ""
        yield Paragraph(text=Markup("<b>{}</b>. {}").format(construct.name.in_language(view.lang), told))
        parts = []
        for each in construct.dimensions or construct.indicators:
            meant = getattr(each, "definition", None)
            name = each.name.in_language(view.lang)
            parts.append(Markup("{}: {}").format(name, meant.in_language(view.lang)) if meant else escape(name))
        if parts:
            yield Listing(entries=tuple(parts))


def add_method(manuscript: Manuscript, named: dict[str, Section]) -> None:
    """Add chapter II: how the survey was carried out, how it was scored, how good the data are."""
    view = manuscript.view
    chapter(manuscript, 2, "method")
    part(manuscript, "2.1", view.say("word.skm.conduct"))
    add_blocks(manuscript, (conduct(view),), level=2)
    blank(manuscript, "conduct")
    add_section(manuscript, retitled(named["method"], "2.2"), level=2)
    part(manuscript, "2.3", view.say("word.skm.quality"))
    for name in QUALITY:
        if name in named:
            add_section(manuscript, named[name], level=3)


def conduct(view: View) -> Facts:
    """Return how the survey was carried out, as far as the plan says so, and blanks for the rest."""
    study = view.result.study
    period = " – ".join(view.day(end) for end in (study.start, study.end) if end)
    known = {"name": study.name, "period": period, "population": study.population, "mode": study.mode}
    dots = view.say("word.skm.dots")
    return Facts(entries=tuple((view.say(f"report.study.{key}"), escape(text or dots)) for key, text in known.items()))


def retitled(section: Section, number: str) -> Section:
    """Return a section whose title bears its number in the chapter."""
    return replace(section, title=f"{number} {section.title}")


def add_results(manuscript: Manuscript, named: dict[str, Section]) -> None:
    """Add chapter III: every section that is neither method nor quality."""
    chapter(manuscript, 3, "results")
    apart = NOT_RESULTS | {"follow-up", "questionnaire", "method-more"}
    for place, section in enumerate((each for name, each in named.items() if name not in apart), start=1):
        add_section(manuscript, retitled(section, f"3.{place}"), level=2)


def add_closing(manuscript: Manuscript, planned: Section) -> None:
    """Add chapter IV: the levels once more, what is concluded from them, what is to be done."""
    view, first = manuscript.view, manuscript.report.first
    chapter(manuscript, 4, "closing")
    part(manuscript, "4.1", view.say("word.skm.conclusion"))
    for sentence in (first.title, *first.others, first.lead):
        manuscript.say(sentence)
    blank(manuscript, "conclusion")
    part(manuscript, "4.2", planned.title, planned.name)
    add_blocks(manuscript, planned.blocks, level=2)
    blank(manuscript, "follow_up")
    blank(manuscript, "signature")


def add_appendices(manuscript: Manuscript, named: dict[str, Section]) -> None:
    """Add the questionnaire, what remains to be said on the method, and all warnings."""
    view = manuscript.view
    asked, rest = named["questionnaire"], named["method-more"]
    manuscript.heading(view.say("word.skm.appendix", number=1, title=asked.title), 1, asked.name, new_page=True)
    add_blocks(manuscript, asked.blocks, level=1)
    title = view.say("word.skm.notes")
    manuscript.heading(view.say("word.skm.appendix", number=2, title=title), 1, rest.name, new_page=True)
    add_blocks(manuscript, rest.blocks, level=1)
    add_all_warnings(manuscript)
    add_provenance(manuscript)
