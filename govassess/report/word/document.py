"""The report as one Word document."""

from __future__ import annotations

import io
from collections.abc import Callable

from govassess.report.html import date_text
from govassess.report.whole import Report
from govassess.report.word.blocks import add_all_warnings, add_section
from govassess.report.word.manuscript import Manuscript
from govassess.report.word.opening import add_summary, add_title, contents_xml
from govassess.report.word.package import FIRST, empty, unzipped, zipped
from govassess.report.word.pictures import drawer
from govassess.report.word.wordml import DECLARED, Look, paragraph, run


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
    from docx import Document
    from docx.oxml.parser import parse_xml

    title = report.first.plain_title
    made = Document(io.BytesIO(empty(lang=report.view.lang, title=title, date=report.view.date)))

    def store(png: bytes) -> str:
        relation, _ = made.part.get_or_add_image(io.BytesIO(png))
        return str(relation)

    body = WRITERS[report.template](Manuscript(report, store=store, draw=drawer(), first=FIRST))
    root = made.element
    root.replace(root.body, parse_xml(f"<w:body {DECLARED}>{body}</w:body>"))
    out = io.BytesIO()
    made.save(out)
    return zipped(unzipped(out.getvalue()))


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


def add_provenance(manuscript: Manuscript) -> None:
    """Add by what, from what and when the report was made."""
    report, view = manuscript.report, manuscript.view
    result = view.result
    instrument = view.say("report.footer.instrument", id=result.instrument.id, version=result.instrument.version)
    made = view.say("report.footer.made", version=result.govassess, schema=result.schema_version)
    date = view.say("report.footer.date", date=date_text(view.date, view.lang) or "……………………")
    code = Look(code=True)
    lines = (
        run(f"{made} {instrument} ") + run(result.instrument_sha256, code),
        run(view.say("report.footer.data") + " ")
        + run(result.source.sha256, code)
        + run(f" · {view.say('report.footer.seed')} {result.options.seed} · {date}"),
        run(report.command, code),
    )
    for line in lines:
        manuscript.add(paragraph(line, "Note"))


WRITERS: dict[str, Callable[[Manuscript], str]] = {"standard": standard}
"""Name of a template -> what writes the body in its order."""
