"""The whole report as records: first screen, sections in their order, tables numbered."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace
from typing import Literal

from markupsafe import Markup

from govassess.report.audiences import Audience, addressed, arranged
from govassess.report.blocks import Block, Figure, Folded, Heading, Section, unfolded
from govassess.report.sections.achievement import achievement_section
from govassess.report.sections.answers import answers_section
from govassess.report.sections.assumptions import assumptions_section
from govassess.report.sections.choices import choices_section
from govassess.report.sections.decomposition import decomposition_section
from govassess.report.sections.first import FirstScreen, first_screen
from govassess.report.sections.groups import groups_section
from govassess.report.sections.hypotheses import hypotheses_section
from govassess.report.sections.instrument_tests import instrument_tests_section
from govassess.report.sections.ladders import ladder_figure
from govassess.report.sections.measurement import measurement_section
from govassess.report.sections.method import all_warnings, command, method_section
from govassess.report.sections.paths import paths_section
from govassess.report.sections.priorities import priorities_section
from govassess.report.sections.quality import quality_section
from govassess.report.sections.regressions import regressions_section
from govassess.report.sections.scores import scores_section
from govassess.report.table import Table
from govassess.report.view import View, seen
from govassess.result.assessment import Assessment
from govassess.result.codec import options_hash

Template = Literal["standard", "skm"]
"""In which order a document is written: that of the page, or that of an Indonesian survey of service satisfaction."""

SECTIONS = (
    scores_section,
    answers_section,
    quality_section,
    measurement_section,
    hypotheses_section,
    paths_section,
    groups_section,
    choices_section,
    priorities_section,
    method_section,
)
"""What follows the first screen, in this order; a section without data stays and says why it is empty."""

OF_A_THESIS = (
    achievement_section,
    instrument_tests_section,
    assumptions_section,
    regressions_section,
    decomposition_section,
)
"""What supervisors of theses ask for beside that."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Report:
    """A report in one language, ready to be laid out.

    Attributes
    ----------
    view : View
        What it was drawn from.
    audience : str
        For whom it is.
    first : FirstScreen
        The first page.
    sections : tuple of Section
        What follows, tables numbered through.
    numbers : dict
        Name of a table -> its number.
    loose : dict
        Name of a section -> the warnings of it that stand beside no number of a table: they follow its first sentence.
    warnings : tuple of (number, sentence, section)
        All warnings.
    command : str
        The command line that makes the result again.
    template : str
        In which order a document (not the page) is written.
    options_sha256 : str
        The checksum of the options of the run.
    """

    view: View
    audience: Audience
    first: FirstScreen
    sections: tuple[Section, ...]
    numbers: Mapping[str, int]
    loose: Mapping[str, tuple[int, ...]]
    warnings: tuple[tuple[int, Markup, str], ...]
    command: str
    options_sha256: str
    template: Template = "standard"


def build(
    result: Assessment,
    lang: str,
    *,
    date: str | None = None,
    audience: Audience = "research",
    template: Template = "standard",
) -> Report:
    """Return the report of ``result`` in ``lang``.

    Parameters
    ----------
    result : Assessment
        The only source of values.
    lang : str
        ``en`` or ``id``.
    date : str, optional
        The date to print.
    audience : str
        ``agency``, ``research`` or ``thesis``.
    template : str
        ``standard`` or ``skm``.

    Returns
    -------
    Report
    """
    view = seen(result, lang, date=date)
    first = addressed(view, first_screen(view), audience)
    wanted = (*SECTIONS, *OF_A_THESIS) if audience == "thesis" else SECTIONS
    made = [
        section(view, audience=audience) if section is method_section else section(view)  # it prints the command
        for section in wanted
    ]
    sections, numbers = number_tables(arranged(view, made, audience))
    return Report(
        view=view,
        audience=audience,
        first=first,
        sections=sections,
        numbers=numbers,
        loose={section.name: loose(section) for section in sections},
        warnings=all_warnings(view),
        command=command(view, audience),
        template=template,
        options_sha256=options_hash(result),
    )


def number_tables(sections: tuple[Section, ...]) -> tuple[tuple[Section, ...], dict[str, int]]:
    """Return the sections with their tables numbered from 1, folded ones too, and the numbers by name."""
    numbers: dict[str, int] = {}
    done = tuple(replace(section, blocks=_numbered(section.blocks, numbers)) for section in sections)
    return done, numbers


def _numbered(blocks: tuple[Block, ...], numbers: dict[str, int]) -> tuple[Block, ...]:
    """Return the blocks with their tables numbered on from those in ``numbers``, which grows."""
    done: list[Block] = []
    for block in blocks:
        if isinstance(block, Table):
            numbers[block.name] = len(numbers) + 1
            done.append(replace(block, number=numbers[block.name]))
        elif isinstance(block, Folded):
            done.append(replace(block, blocks=_numbered(block.blocks, numbers)))
        else:
            done.append(block)
    return tuple(done)


def marked(section: Section) -> frozenset[int]:
    """Return the warnings of a section that stand beside a number or heading of it."""
    found: set[int] = set()
    for block in unfolded(section.blocks):
        if isinstance(block, Heading):
            found.update(block.marks)
        elif isinstance(block, Table):
            found.update(mark for row in block.rows for cell in row.cells for mark in cell.marks)
    return frozenset(found)


def loose(section: Section) -> tuple[int, ...]:
    """Return the warnings of a section that stand beside nothing in it."""
    beside = marked(section)
    return tuple(number for number in section.warnings if number not in beside)


def tables(report: Report) -> dict[str, Table]:
    """Return all tables by name."""
    return {table.name: table for section in report.sections for table in section.tables}


def figures(report: Report) -> dict[str, Figure]:
    """Return all charts by name, in the order of the report: first the ladders and dots of the first screen."""
    cards = zip(report.view.headline(), report.first.cards, strict=True)
    drawn = [ladder_figure(report.view, score, card.ladder) for score, card in cards if card.ladder]
    first = {figure.name: figure for figure in (*drawn, report.first.dots) if figure is not None}
    return first | {figure.name: figure for section in report.sections for figure in section.figures}
