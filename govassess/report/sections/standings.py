"""Agencies beside each other: index with interval, difference to the others, and the ranks that the data allow."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from markupsafe import Markup

from govassess.report.blocks import Block, Figure, Section, drawing
from govassess.report.charts import DotRow, GroupDots, group_dots
from govassess.report.formats import ZERO
from govassess.report.sections.changes import alpha
from govassess.report.sections.ladders import bands, index_axis, index_edges, on_mean
from govassess.report.table import Cell, Column, Notes, Row, Table
from govassess.report.view import View
from govassess.report.wording import edges, level_cell
from govassess.result.comparison import ResultComparison, Standing

Placed = tuple[int, Standing]
"""A standing with its place in the list of the comparison."""


def standing_titles(view: View, comparison: ResultComparison) -> tuple[Markup, ...]:
    """Return a sentence for each headline construct: how many stand clearly apart from the others."""
    return tuple(
        _sentence(view, of_node(comparison, ident))
        for ident in comparison.instrument.headline
        if of_node(comparison, ident)
    )


def of_node(comparison: ResultComparison, ident: str) -> list[Placed]:
    """Return the standings on one node."""
    return [(place, each) for place, each in enumerate(comparison.standings) if each.id == ident]


def _sentence(view: View, placed: Sequence[Placed]) -> Markup:
    found = [each for _, each in placed]
    clear = [each for each in found if each.p_holm is not None and each.p_holm < alpha(view)]
    above = sum(1 for each in clear if (each.estimate or 0) > 0)
    values = {"name": view.name(found[0].id), "of": len(found)}
    if all(each.p_holm is None for each in found):
        return view.phrase("compare.standing.untested", **values)
    if not clear:
        return view.phrase("compare.standing.none_clear", **values)
    return view.phrase("compare.standing.clear", above=above, below=len(clear) - above, **values)


def standing_sections(view: View, comparison: ResultComparison) -> tuple[Section, ...]:
    """Return a section for the headline constructs with their charts, and one for their parts."""
    nodes = [score.id for score in comparison.results[0].scores]
    headline = [ident for ident in comparison.instrument.headline if ident in nodes]
    blocks: list[Block] = []
    for ident in headline:
        placed = of_node(comparison, ident)
        blocks += standing_figure(view, comparison, placed)
        blocks.append(standing_table(view, comparison, [placed]))
    kinds = ("overall", "construct", "dimension")
    parts = [ident for ident in nodes if ident not in headline and of_node(comparison, ident)[0][1].kind in kinds]
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


def standing_figure(view: View, comparison: ResultComparison, placed: Sequence[Placed]) -> list[Block]:
    """Return the agencies in the order of their indices beside the line of their mean."""
    ident = placed[0][1].id
    name = view.name(ident)
    scores = [(each.label, next(score for score in each.scores if score.id == ident)) for each in comparison.results]
    rows = [
        DotRow(label=label, mean=score.index, low=score.conf_low, high=score.conf_high, n=score.n)
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
        lang=view.lang,
        ids=view.ids,
    )
    caption = view.phrase("compare.chart.agencies.caption", name=name, confidence=view.confidence())
    return [Figure(name=f"agencies.{ident}", svg=drawing(drawn), caption=caption, table=f"agencies.{ident}")]


def standing_table(view: View, comparison: ResultComparison, nodes: Sequence[Sequence[Placed]]) -> Table:
    """Return the agencies in the order given: index, difference to the others, ranks from-to, level.

    Several nodes stand below one another in one table, each under its name.
    """
    placed = [one for node in nodes for one in node]
    ident = placed[0][1].id if len(nodes) == 1 else ""
    places = view.index_places()
    ci = view.say("table.column.ci", confidence=view.confidence())
    columns = (
        Column(key="agency", header=view.say("compare.column.agency"), kind="text"),
        Column(key="n", header=view.say("table.column.n"), kind="n"),
        Column(
            key="index", header=view.say("table.column.index"), kind="est", decimals=places, beside=index_edges(view)
        ),
        Column(key="index_ci", header=ci, kind="ci", decimals=places, beside=index_edges(view)),
        Column(key="estimate", header=view.say("compare.column.to_others"), kind="est", decimals=places, beside=ZERO),
        Column(key="conf", header=ci, kind="ci", decimals=places, beside=ZERO),
        Column(key="p_holm", header=view.say("table.column.p_holm"), kind="p", beside=edges(view)),
        Column(key="rank", header=view.say("compare.column.rank", count=len(nodes[0])), kind="text"),
        Column(key="level", header=view.say("table.column.level"), kind="text"),
    )
    rows: list[Row] = []
    for node in nodes:
        if not ident:
            rows.append(Row(cells=(Cell(value=view.name(node[0][1].id)),), group=True))
        rows += [_row(view, comparison, one) for one in node]
    title = view.say("compare.title.agencies", name=view.name(ident)) if ident else view.say("compare.title.parts")
    specific = (
        view.phrase("table.note.level_official" if view.by_rule() else "table.note.level"),
        *(_peer_note(view, comparison, ident) if ident else ()),
        *_gaps(view, placed),
    )
    return Table(
        name=f"agencies.{ident}" if ident else "parts",
        title=title,
        columns=columns,
        rows=tuple(rows),
        notes=Notes(
            general=view.phrase("compare.note.standing", confidence=view.confidence()),
            specific=specific,
            probability=_holm_note(view, placed),
        ),
        lang=view.lang,
    )


def _holm_note(view: View, placed: Sequence[Placed]) -> Markup:
    """Return over how many agencies p is adjusted, where one was tested."""
    for place, each in placed:
        if each.m is not None:
            return view.phrase("compare.note.holm_agencies", m=view.number(each.m, "n", f"standings.{place}.m"))
    return Markup()


def _row(view: View, comparison: ResultComparison, placed: Placed) -> Row:
    place, each = placed
    path, at = f"standings.{place}", f"results.{each.result}.scores.{each.id}"
    result = comparison.results[each.result]
    score = next(score for score in result.scores if score.id == each.id)
    return Row(
        cells=(
            Cell(value=result.label),
            view.cell(score.n, f"{at}.n"),
            view.cell(score.index, f"{at}.index"),
            view.interval(score.conf_low, score.conf_high, at),
            view.cell(each.estimate, f"{path}.estimate"),
            view.interval(each.conf_low, each.conf_high, path),
            view.cell(each.p_holm, f"{path}.p_holm"),
            Cell(
                value=None
                if each.rank_low is None or each.rank_high is None
                else view.say("compare.rank", low=each.rank_low, high=each.rank_high),
                source=f"{path}.rank_low {path}.rank_high",
                instead=view.say("table.none"),
            ),
            Cell(
                value=None if score.level is None else level_cell(view, score, named=False),
                source=f"{at}.level",
                instead=view.say("table.none"),
            ),
        )
    )


def _peer_note(view: View, comparison: ResultComparison, ident: str) -> Iterable[Markup]:
    """Yield mean and spread of the agencies on one node, where there are enough of them."""
    for each in comparison.peers:
        if each.id == ident:
            places = view.index_places()
            mean = view.number(each.index, "est", f"peers.{ident}.index", places)
            yield view.phrase("compare.note.mean", k=view.number(each.k, "n", f"peers.{ident}.k"), mean=mean)
            if each.sd is not None:
                yield view.phrase("compare.note.sd", sd=view.number(each.sd, "est", f"peers.{ident}.sd", places))


def _gaps(view: View, placed: Sequence[Placed]) -> Iterable[Markup]:
    for code in dict.fromkeys(each.code for _, each in placed if each.code is not None):
        yield view.phrase("compare.note.not_beside", reason=view.reason_text(code or "", {}))
