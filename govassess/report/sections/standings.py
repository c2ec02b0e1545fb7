"""Agencies beside each other: index with interval, difference to the others, and the ranks that the data allow."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import replace
from typing import Any

from markupsafe import Markup

from govassess.report.blocks import Block, Figure, Section, drawing
from govassess.report.charts import DotRow, GroupDots, group_dots
from govassess.report.fields import Field, N, head, records_table
from govassess.report.formats import ZERO
from govassess.report.sections.changes import alpha
from govassess.report.sections.ladders import bands, index_axis, index_edges, on_mean
from govassess.report.table import Cell, Notes, Table
from govassess.report.view import Numbers
from govassess.report.wording import edges, level_cell
from govassess.result.comparison import ResultComparison, Standing


def standing_titles(view: Numbers, comparison: ResultComparison) -> tuple[Markup, ...]:
    """Return a sentence for each headline construct: how many stand clearly apart from the others."""
    return tuple(
        _sentence(view, of_node(comparison, ident))
        for ident in comparison.instrument.headline
        if of_node(comparison, ident)
    )


def of_node(comparison: ResultComparison, ident: str) -> list[Standing]:
    """Return the standings on one node."""
    return [each for each in comparison.standings if each.id == ident]


def _sentence(view: Numbers, found: Sequence[Standing]) -> Markup:
    clear = [each for each in found if each.p_holm is not None and each.p_holm < alpha(view)]
    above = sum(1 for each in clear if (each.estimate or 0) > 0)
    values = {"name": view.name(found[0].id), "of": len(found)}
    if all(each.p_holm is None for each in found):
        return view.phrase("compare.standing.untested", **values)
    if not clear:
        return view.phrase("compare.standing.none_clear", **values)
    return view.phrase("compare.standing.clear", above=above, below=len(clear) - above, **values)


def standing_sections(view: Numbers, comparison: ResultComparison) -> tuple[Section, ...]:
    """Return a section for the headline constructs with their charts, and one for their parts."""
    nodes = [score.id for score in comparison.results[0].scores]
    headline = [ident for ident in comparison.instrument.headline if ident in nodes]
    blocks: list[Block] = []
    for ident in headline:
        placed = of_node(comparison, ident)
        blocks += standing_figure(view, comparison, placed)
        blocks.append(standing_table(view, comparison, [placed]))
    kinds = ("overall", "construct", "dimension")
    parts = [ident for ident in nodes if ident not in headline and of_node(comparison, ident)[0].kind in kinds]
    sections = [
        Section(
            name="agencies",
            title=view.say("compare.section.agencies"),
            finding=view.phrase("compare.finding.agencies", of=len(comparison.results)),
            blocks=tuple(blocks),
        )
    ]
    if parts:
        tables = [standing_table(view, comparison, [of_node(comparison, ident) for ident in parts])]
        sections.append(
            Section(
                name="parts",
                title=view.say("compare.section.parts"),
                finding=view.phrase("compare.finding.parts"),
                blocks=tuple(tables),
            )
        )
    return tuple(sections)


def standing_figure(view: Numbers, comparison: ResultComparison, placed: Sequence[Standing]) -> list[Block]:
    """Return the agencies in the order of their indices beside the line of their mean."""
    ident = placed[0].id
    name = view.name(ident)
    scores = [(each.label, next(score for score in each.scores if score.id == ident)) for each in comparison.results]
    rows = [
        DotRow(label=label, estimate=score.index, low=score.conf_low, high=score.conf_high, n=score.n)
        for label, score in sorted(scores, key=lambda entry: -(entry[1].index or 0))
    ]
    mean = next((each.index for each in comparison.peers if each.id == ident), None)
    drawn = group_dots(
        GroupDots(
            title=name,
            desc=str(_sentence(view, placed).striptags()),
            rows=tuple(rows),
            axis=index_axis(view),
            value_header=view.say("report.chart.dots.header.index", confidence=view.confidence()),
            whole=mean,
            whole_label=view.say("compare.chart.agencies.mean"),
            n_header=view.say("table.column.n"),
            levels=() if on_mean(view) else bands(view),
            decimals=view.index_places(),
            edges=index_edges(view),
        ),
        number_format=view.number_format,
        ids=view.ids,
    )
    caption = view.phrase("compare.chart.agencies.caption", name=name, confidence=view.confidence())
    return [Figure(name=f"agencies.{ident}", svg=drawing(drawn), caption=caption, table=f"agencies.{ident}")]


def standing_table(view: Numbers, comparison: ResultComparison, nodes: Sequence[Sequence[Standing]]) -> Table:
    """Return the agencies in the order given: index, difference to the others, ranks from-to, level.

    Several nodes stand below one another in one table, each under its name.
    """
    placed = [one for node in nodes for one in node]
    ident = placed[0].id if len(nodes) == 1 else ""
    index = Field("index", "est", decimals=view.index_places(), thresholds=index_edges(view), part="score")
    to_others = replace(
        index, name="estimate", heading=view.say("compare.column.to_others"), thresholds=ZERO, part="one"
    )
    rank = view.say("compare.column.rank", count=len(nodes[0]))
    specific = (
        view.phrase("table.note.level_official" if view.by_rule() else "table.note.level"),
        *(_peer_note(view, comparison, ident) if ident else ()),
        *_gaps(view, placed),
    )
    return records_table(
        view,
        f"agencies.{ident}" if ident else "parts",
        (
            Field("agency", heading=view.say("compare.column.agency"), words=lambda row: row["label"]),
            replace(N, part="score"),
            index,
            replace(index, name="index_ci", kind="ci", header="ci", of="conf"),
            to_others,
            replace(to_others, name="conf", kind="ci", header="ci", heading=None),
            Field("p_holm", "p", part="one", thresholds=edges(view)),
            Field("rank", heading=rank, part="one", cell=lambda one: _rank_cell(view, one)),
            Field(
                "level",
                of="level",
                part="score",
                words=lambda score: None if score.level is None else level_cell(view, score, named=False),
            ),
        ),
        [row for node in nodes for row in _rows(view, comparison, node, headed=not ident)],
        title=view.say("compare.title.agencies", name=view.name(ident)) if ident else view.say("compare.title.parts"),
        notes=Notes(
            general=view.phrase("compare.note.standing", confidence=view.confidence()),
            specific=specific,
            probability=_holm_note(view, placed),
        ),
    )


def _rows(view: Numbers, comparison: ResultComparison, node: Sequence[Standing], *, headed: bool) -> Iterator[Any]:
    """Yield the agencies on one node, each with its score there; of several nodes each under its name."""
    if headed:
        yield head(view.name(node[0].id))
    for one in node:
        result = comparison.results[one.result]
        score = next(score for score in result.scores if score.id == one.id)
        yield {"label": result.label, "one": one, "score": score}


def _rank_cell(view: Numbers, one: Standing) -> Cell:
    """Return the ranks that an agency may have."""
    if one.rank_low is None or one.rank_high is None:
        return view.nothing()
    return view.words(view.say("compare.rank", low=one.rank_low, high=one.rank_high), one, "rank_low", "rank_high")


def _holm_note(view: Numbers, placed: Sequence[Standing]) -> Markup:
    """Return over how many agencies p is adjusted, where one was tested."""
    for each in placed:
        if each.m is not None:
            return view.phrase("compare.note.holm_agencies", m=view.number(each, "m", "n"))
    return Markup()


def _peer_note(view: Numbers, comparison: ResultComparison, ident: str) -> Iterable[Markup]:
    """Yield mean and spread of the agencies on one node, where there are enough of them."""
    for each in comparison.peers:
        if each.id == ident:
            places = view.index_places()
            mean = view.number(each, "index", "est", places)
            yield view.phrase("compare.note.mean", k=view.number(each, "k", "n"), mean=mean)
            if each.sd is not None:
                yield view.phrase("compare.note.sd", sd=view.number(each, "sd", "est", places))


def _gaps(view: Numbers, placed: Sequence[Standing]) -> Iterable[Markup]:
    for code in dict.fromkeys(each.code for each in placed if each.code is not None):
        yield view.phrase("compare.note.not_beside", reason=view.reason_text(code or "", {}))
