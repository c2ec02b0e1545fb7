"""What a report and its tables say of themselves: what they were made from, how, when and for whom."""

from __future__ import annotations

from markupsafe import Markup

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
        ("about.date", report.view.dated()),
        ("report.fact.command", report.command),
    ]
    return [(say(key, lang), one_line(text)) for key, text in pairs]


def provenance(report: Report) -> tuple[Markup, ...]:
    """Return the last lines of a report: by what it was made, from what and when, and by which command."""
    view, result = report.view, report.view.result
    made = view.phrase("report.footer.made", version=result.govassess, schema=result.schema_version)
    instrument = view.phrase("report.footer.instrument", id=result.instrument.id, version=result.instrument.version)
    facts_of_run = (
        Markup("{} {}").format(view.phrase("report.footer.data"), view.code(result.source, "sha256")),
        Markup("{} {}").format(
            view.phrase("report.footer.seed"), view.element(str(result.options.seed), result.options, "seed")
        ),
        Markup("{} <code>{}</code>").format(view.phrase("report.footer.options"), report.options_sha256),
        view.phrase("report.footer.date", date=view.dated()),
        view.phrase("report.audience.meta", audience=view.say(f"report.audience.{report.audience}")),
    )
    masked = (view.phrase("report.method.masked"),) if "***" in report.command else ()
    return (
        Markup(" ").join((made, instrument, view.code(result, "instrument_sha256"))),
        Markup(" · ").join(facts_of_run),
        Markup(" ").join((Markup("<code>{}</code>").format(report.command), *masked)),
    )
