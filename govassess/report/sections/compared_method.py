"""How results were set beside each other, what they were made from, and what was not compared."""

from __future__ import annotations

from collections.abc import Iterator

from markupsafe import Markup, escape

from govassess.report.blocks import Block, Folded, Heading, Listing, Section
from govassess.report.sections.sources import references
from govassess.report.table import Cell, Column, Notes, Row, Table
from govassess.report.view import View
from govassess.result.comparison import ComparedResult, ResultComparison


def general_limits(view: View, comparison: ResultComparison) -> Iterator[Markup]:
    """Yield what holds of every comparison of this kind, and stands on its first page."""
    if not comparison.instrument.validated and comparison.instrument.status == "proposed":
        yield view.phrase("compare.limit.status", status=view.status())
    if comparison.compared_as == "waves":
        yield view.phrase("compare.limit.same_people")
        yield view.phrase("compare.limit.cause")
    else:
        yield view.phrase("compare.limit.ranks", confidence=view.confidence())
    if any(each.resampled == "clusters" for each in comparison.results):
        yield view.phrase(f"compare.limit.clusters.{comparison.compared_as}")
    yield view.phrase("compare.limit.invariance")
    if comparison.disclosure == "published":
        yield view.phrase("compare.limit.published")


def compared_method(view: View, comparison: ResultComparison) -> Section:
    """Return the section on method and sources."""
    blocks: list[Block] = [
        Listing(entries=tuple(_method(view, comparison))),
        Heading(text=view.say("compare.method.results"), anchor="results"),
        results_table(view, comparison),
    ]
    if comparison.unavailable:
        blocks += [
            Heading(text=view.say("compare.method.unavailable"), anchor="unavailable"),
            Listing(
                entries=tuple(
                    view.phrase(
                        "compare.method.gap",
                        name=view.name(each.where),
                        reason=view.reason_text(each.code, each.values),
                    )
                    for each in comparison.unavailable
                )
            ),
        ]
    if comparison.compared_as == "agencies":
        listed = tuple(escape(text) for part, text in references() if part == "rank_intervals")
        summary = view.phrase("report.method.references", count=len(listed))
        blocks.append(Folded(summary=summary, blocks=(Listing(entries=listed),), anchor="references"))
    return Section(
        name="method",
        title=view.say("report.section.method"),
        finding=view.phrase("compare.method.finding", confidence=view.confidence()),
        blocks=tuple(blocks),
    )


def _method(view: View, comparison: ResultComparison) -> Iterator[Markup]:
    yield view.phrase("compare.method.alike")
    yield view.phrase("compare.method.errors")
    yield view.phrase("compare.method.difference", confidence=view.confidence())
    yield view.phrase(f"compare.method.holm.{comparison.compared_as}")
    if comparison.compared_as == "waves":
        yield view.phrase(f"compare.method.order.{comparison.order}")
    else:
        yield view.phrase("compare.method.others")
        yield view.phrase("compare.method.ranks", confidence=view.confidence())


def results_table(view: View, comparison: ResultComparison) -> Table:
    """Return what each result was made from."""
    columns = (
        Column(key="label", header=view.say(f"compare.column.result.{comparison.compared_as}"), kind="text"),
        Column(key="file", header=view.say("compare.column.file"), kind="text"),
        Column(key="period", header=view.say("compare.column.period"), kind="text"),
        Column(key="n", header=view.say("table.column.n"), kind="n"),
        Column(key="rate", header=view.say("compare.column.rate"), kind="pct"),
        Column(key="resampled", header=view.say("compare.column.resampled"), kind="text"),
        Column(key="sha256", header=view.say("compare.column.sha256"), kind="text"),
    )
    return Table(
        name="results",
        title=view.say("compare.title.results"),
        columns=columns,
        rows=tuple(_row(view, each, f"results.{place}") for place, each in enumerate(comparison.results)),
        notes=Notes(general=view.phrase("compare.note.results")),
        lang=view.lang,
    )


def _row(view: View, each: ComparedResult, path: str) -> Row:
    study = each.study
    period = " – ".join(view.day(day) for day in (study.start, study.end) if day)
    rate = each.response_rate
    if each.draws:
        count = view.plain(each.units, "n")
        cluster = view.name(each.cluster) if each.cluster else ""
        resampled = str(view.phrase(f"report.units.{each.resampled}", count=count, cluster=cluster).striptags())
    else:
        resampled = view.say("report.first.meta.no_draws")
    return Row(
        cells=(
            Cell(value=each.label),
            Cell(value=each.file),
            Cell(
                value=period or None,
                source=f"{path}.study.start" if study.start else "",
                instead=view.say("table.none"),
            ),
            Cell(value=each.n, source=f"{path}.n"),
            Cell(
                value=None if rate is None else rate.rate,
                source="" if rate is None else f"{path}.response_rate.rate",
                instead=view.say("compare.rate_unknown"),
            ),
            Cell(value=resampled),
            Cell(value=each.source_sha256[:12], source=f"{path}.source_sha256"),
        )
    )
