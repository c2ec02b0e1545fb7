"""What a file of tables says of itself: what it was made from, how, and for whom."""

from __future__ import annotations

from govassess.report.html import date_text
from govassess.report.lines import one_line, plain
from govassess.report.whole import Report
from govassess.text.catalogue import say


def facts(report: Report) -> list[tuple[str, str]]:
    """Return what a workbook or a file of tables says of itself, as (label, text)."""
    result, lang = report.view.result, report.view.lang
    options = result.options
    pairs = [
        ("about.instrument", f"{result.instrument.id} {result.instrument.version}"),
        ("about.instrument_sha256", result.instrument_sha256),
        ("report.footer.data", result.source.sha256),
        ("about.n", report.view.plain(result.funnel[-1].remaining, "n")),
        ("report.option.seed", str(options.seed)),
        ("report.option.draws", report.view.plain(options.draws, "n")),
        ("report.option.units", plain(report.view.resampled())),
        ("report.option.disclosure", report.view.say(f"report.disclosure.{options.disclosure}")),
        ("report.option.min_group", report.view.plain(options.min_group, "n")),
        ("about.version", result.govassess),
        ("report.fact.schema", result.schema_version),
        ("about.date", date_text(report.view.date, lang) or "……………………"),
        ("report.fact.command", report.command),
    ]
    return [(say(key, lang), one_line(text)) for key, text in pairs]
