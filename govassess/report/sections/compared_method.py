"""How results were set beside each other, what they were made from, and what was not compared."""

from __future__ import annotations

from collections.abc import Iterator

from markupsafe import Markup, escape

from govassess.report.blocks import Block, Folded, Heading, Listing, Section
from govassess.report.fields import Field, N, records_table
from govassess.report.sections.sources import references
from govassess.report.table import Cell, Notes, Table
from govassess.report.view import Numbers
from govassess.result.comparison import ComparedResult, ResultComparison


def general_limits(view: Numbers, comparison: ResultComparison) -> Iterator[Markup]:
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


def compared_method(view: Numbers, comparison: ResultComparison) -> Section:
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


def _method(view: Numbers, comparison: ResultComparison) -> Iterator[Markup]:
    yield view.phrase("compare.method.alike")
    yield view.phrase("compare.method.errors")
    yield view.phrase("compare.method.difference", confidence=view.confidence())
    yield view.phrase(f"compare.method.holm.{comparison.compared_as}")
    if comparison.compared_as == "waves":
        yield view.phrase(f"compare.method.order.{comparison.order}")
    else:
        yield view.phrase("compare.method.others")
        yield view.phrase("compare.method.ranks", confidence=view.confidence())


def results_table(view: Numbers, comparison: ResultComparison) -> Table:
    """Return what each result was made from."""

    def heading(key: str) -> str:
        return view.say(f"compare.column.{key}")

    return records_table(
        view,
        "results",
        (
            Field("label", heading=heading(f"result.{comparison.compared_as}"), words=lambda each: each.label),
            Field("file", heading=heading("file"), words=lambda each: each.file),
            Field("period", heading=heading("period"), cell=lambda each: _period_cell(view, each)),
            N,
            Field("rate", "pct", heading=heading("rate"), cell=lambda each: _rate_cell(view, each)),
            Field("resampled", heading=heading("resampled"), words=lambda each: _resampled(view, each)),
            Field("sha256", heading=heading("sha256"), of="source_sha256", words=lambda each: each.source_sha256[:12]),
        ),
        comparison.results,
        title=view.say("compare.title.results"),
        notes=Notes(general=view.phrase("compare.note.results")),
    )


def _period_cell(view: Numbers, each: ComparedResult) -> Cell:
    study = each.study
    period = " – ".join(view.day(day) for day in (study.start, study.end) if day)
    return view.words(period or None, study, *(["start"] if study.start else []))


def _rate_cell(view: Numbers, each: ComparedResult) -> Cell:
    rate = each.response_rate
    return view.nothing("compare.rate_unknown") if rate is None else view.cell(rate, "rate")


def _resampled(view: Numbers, each: ComparedResult) -> str:
    """Return what was resampled, or that nothing was."""
    if not each.draws:
        return view.say("report.first.meta.no_draws")
    cluster = view.name(each.cluster) if each.cluster else ""
    said = view.phrase(f"report.units.{each.resampled}", count=view.plain(each.units, "n"), cluster=cluster)
    return str(said.striptags())
