"""The report as one Word document."""

from __future__ import annotations

import io
from collections.abc import Callable, Mapping
from dataclasses import dataclass

from govassess.report.whole import Report, Template
from govassess.report.word.blocks import add_all_warnings, add_provenance, add_section
from govassess.report.word.manuscript import Manuscript
from govassess.report.word.opening import add_summary, add_title, contents_xml
from govassess.report.word.package import FIRST, empty, saved
from govassess.report.word.pictures import drawer
from govassess.report.word.skm import arranged, write
from govassess.report.word.wordml import DECLARED, paragraph, run


def draw(report: Report) -> bytes:
    """Return a built report as a Word document.

    Parameters
    ----------
    report : Report
        The only source of texts and numbers. Its ``template`` says in which order they stand.

    Returns
    -------
    bytes
        The file: headings, captions and contents are what Word calls them, tables can be edited, charts are pictures.
        Where no picture can be drawn, a line says where the chart is to be found. The same report gives the same
        bytes on the same machine.
    """
    from docx.oxml.parser import parse_xml

    main = empty(lang=report.view.lang, title=report.first.plain_title, date=report.view.date)

    def store(png: bytes) -> str:
        relation, _ = main.get_or_add_image(io.BytesIO(png))
        return relation

    order = ORDERS[report.template]
    body = order.write(Manuscript(order.arrange(report), store=store, draw=drawer(), first=FIRST))
    root = main.element
    root.replace(root.body, parse_xml(f"<w:body {DECLARED}>{body}</w:body>"))
    return saved(main)


def standard(manuscript: Manuscript) -> str:
    """Return the body in the order of the page: summary, contents, sections, warnings, provenance."""
    report, view = manuscript.report, manuscript.view
    add_title(manuscript)
    manuscript.heading(view.say("word.summary"), 1, "summary")
    add_summary(manuscript)
    manuscript.add(paragraph(run(view.say("report.contents")), "ContentsHeading", more="<w:pageBreakBefore/>"))
    at = manuscript.hold()
    for place, section in enumerate(report.sections):
        add_section(manuscript, section, new_page=place == 0)
    add_all_warnings(manuscript)
    add_provenance(manuscript)
    manuscript.fill(at, contents_xml(manuscript))
    return manuscript.body()


@dataclass(frozen=True, slots=True, kw_only=True)
class Order:
    """A template: how it arranges the sections, and what writes the body in that order."""

    arrange: Callable[[Report], Report]
    write: Callable[[Manuscript], str]


ORDERS: Mapping[Template, Order] = {
    "standard": Order(arrange=lambda report: report, write=standard),
    "skm": Order(arrange=arranged, write=write),
}
"""Name of a template -> its order."""
