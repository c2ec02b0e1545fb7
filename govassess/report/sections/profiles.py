"""The scores in pictures, behind lines of their own: indicators, shares of resamples by level, the radar."""

from __future__ import annotations

from collections.abc import Callable, Sequence

from govassess.report.blocks import Block, Figure, Folded, drawing
from govassess.report.charts import LevelShares, Radar, ShareRow, Spoke, full_name, level_shares, radar
from govassess.report.fields import Field, name_of, records_table
from govassess.report.sections.ladders import axis, bands, ends, extremes_said, node_dots, on_mean, shown_kind
from govassess.report.table import Cell, Notes, Table
from govassess.report.view import View
from govassess.result.descriptive import NodeScore

SHARED = 40
"""So many nodes, at most, have their shares of resamples in the chart and its table: indicators only if they fit."""


def profile_blocks(view: View) -> list[Block]:
    """Return the pictures of the scores that the first page has no room for."""
    return [*indicator_block(view), *shares_block(view), *radar_block(view)]


def indicator_block(view: View) -> list[Block]:
    """Return the dots of the indicators, a chart a construct; nothing where the first page shows them."""
    if shown_kind(view) == "indicator" or not view.scored("indicator"):
        return []
    figures = []
    for head in _constructs(view):
        shown = [
            score for dimension in (head, *view.children(head.id)) for score in view.children(dimension.id, "indicator")
        ]
        figure = node_dots(
            view,
            shown,
            name=f"indicators.{head.id}",
            title=view.say("report.chart.dots.title.indicators_of", name=view.name(head.id)),
            desc=extremes_said(view, shown),
            table="indicators",
            levelled="indicator" in view.instrument.levels.nodes,
        )
        figures.extend([figure] if figure else [])
    summary = view.phrase("report.scores.indicator_charts", count=len(view.scored("indicator")))
    return [Folded(summary=summary, blocks=tuple(figures), anchor="indicator-charts")] if figures else []


def _constructs(view: View) -> tuple[NodeScore, ...]:
    """Return the constructs; of an instrument without them, the nodes that stand on top."""
    return view.scored("construct") or tuple(score for score in view.result.scores if score.parent is None)


def shares_block(view: View) -> list[Block]:
    """Return how the resamples of constructs and dimensions fall among the levels: chart and table."""
    shown = [score for score in view.result.scores if score.level_share and score.kind != "indicator"]
    if not shown or len(shown) > SHARED or not 2 <= len(bands(view)) <= 10:
        return []
    drawn = level_shares(
        LevelShares(
            title=view.say("report.chart.shares.title"),
            desc=view.say("report.chart.shares.desc", count=_sure(shown), of=len(shown)),
            levels=bands(view),
            rows=tuple(
                ShareRow(
                    label=view.name(score.id),
                    shares=tuple(score.level_share.get(str(band.number), 0.0) for band in bands(view)),
                    heading=view.say(f"table.column.{score.kind}"),
                )
                for score in sorted(shown, key=_by_kind)
            ),
        ),
        number_format=view.number_format,
        ids=view.ids,
    )
    caption = view.phrase("report.chart.shares.caption", units=view.resampled())
    figure = Figure(name="level_shares", svg=drawing(drawn), caption=caption, table="level_shares")
    summary = view.phrase("report.scores.shares_table", count=len(shown))
    return [Folded(summary=summary, blocks=(figure, shares_table(view, shown)), anchor="level-shares")]


def _by_kind(score: NodeScore) -> int:
    return ("overall", "construct", "dimension").index(score.kind)


def _sure(shown: Sequence[NodeScore]) -> int:
    """Return how many nodes have one level that holds what the leading run has to."""
    return sum(len(score.leading) == 1 for score in shown)


def shares_table(view: View, shown: Sequence[NodeScore]) -> Table:
    """Return the share of resamples in each level, node by node."""

    def share_in(level: str) -> Callable[[NodeScore], Cell]:
        return lambda score: share_cell(view, score, level)

    return records_table(
        view,
        "level_shares",
        (
            name_of(view),
            *(
                Field(f"level_{band.number}", "pct", heading=full_name(band), cell=share_in(str(band.number)))
                for band in bands(view)
            ),
        ),
        sorted(shown, key=_by_kind),
        notes=Notes(general=view.phrase("table.note.level_shares")),
    )


def share_cell(view: View, score: NodeScore, level: str) -> Cell:
    """Return one share, with as many decimals as keep it from reading as all or none where it is neither."""
    value = score.level_share.get(level)
    if value is None:
        return view.nothing()
    places = 1
    if 0 < value < 1:
        places = next((digits for digits in (1, 2, 3) if 0 < round(value, digits + 2) < 1), 4)
    return view.cell(score, ("level_share", level), decimals=places)


def radar_block(view: View) -> list[Block]:
    """Return the radar of each construct with four to eight dimensions; it repeats the dots without their intervals."""
    figures = []
    low, high = axis(view)
    for head in _constructs(view):
        shown = view.children(head.id, "dimension")
        drawn = radar(
            Radar(
                title=view.say("report.chart.radar.title", name=view.name(head.id)),
                desc=extremes_said(view, shown),
                spokes=tuple(Spoke(label=view.name(score.id), value=ends(view, score)[0]) for score in shown),
                axis=(low, high),
                rings=(*(band.lower for band in bands(view)), high),
                decimals=2 if on_mean(view) else view.index_places(),
            ),
            number_format=view.number_format,
            ids=view.ids,
        )
        if drawn:
            caption = view.phrase("report.chart.radar.caption")
            figures.append(Figure(name=f"radar.{head.id}", svg=drawing(drawn), caption=caption, table="dimensions"))
    if not figures:
        return []
    return [Folded(summary=view.phrase("report.scores.radar"), blocks=tuple(figures), anchor="radar")]
