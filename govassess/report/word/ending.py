"""The last lines: by what, from what and when the report was made."""

from __future__ import annotations

from govassess.report.html import date_text
from govassess.report.word.manuscript import Manuscript
from govassess.report.word.wordml import Look, paragraph, run


def add_provenance(manuscript: Manuscript) -> None:
    """Add by what, from what and when the report was made."""
    report, view = manuscript.report, manuscript.view
    result = view.result
    instrument = view.say("report.footer.instrument", id=result.instrument.id, version=result.instrument.version)
    made = view.say("report.footer.made", version=result.govassess, schema=result.schema_version)
    date = view.say("report.footer.date", date=date_text(view.date, view.lang) or "……………………")
    audience = view.say("report.audience.meta", audience=view.say(f"report.audience.{report.audience}"))
    code = Look(code=True)
    lines = (
        run(f"{made} {instrument} ") + run(result.instrument_sha256, code),
        run(view.say("report.footer.data") + " ")
        + run(result.source.sha256, code)
        + run(f" · {view.say('report.footer.seed')} {result.options.seed} · {view.say('report.footer.options')} ")
        + run(report.options_sha256, code)
        + run(f" · {date} · {audience}"),
        run(report.command, code),
    )
    for line in lines:
        manuscript.add(paragraph(line, "Note"))
