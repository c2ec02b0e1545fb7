"""Charts of items beside a convention: loadings on one factor; where there are none, correlations with the rest."""

from __future__ import annotations

from collections.abc import Sequence

from govassess.report.blocks import Block, Figure, drawing
from govassess.report.charts import IntervalRow, Loadings, loadings
from govassess.report.sections.answers import by_construct, chart_parts
from govassess.report.thresholds import LOW_ITEM_REST, LOW_LOADING
from govassess.report.view import View
from govassess.result.measures import ItemStatistics, Reliability


def loadings_figures(view: View) -> list[Block]:
    """Return a chart of one-factor loadings for each construct, with their intervals where there are any."""
    of_item = {item: entry for entry in view.result.reliability for item in entry.loadings}
    threshold = view.plain(LOW_LOADING, "r")
    figures: list[Block] = []
    charts = [
        (construct, place, members)
        for construct, all_members in by_construct(
            view, [item for item in view.result.items if item.id in of_item]
        ).items()
        for place, members in enumerate(chart_parts(all_members))
    ]
    for construct, place, members in charts:
        drawn = loadings(
            Loadings(
                title=view.say("report.chart.loadings.title", name=view.name(construct)),
                desc=view.say(
                    "report.chart.loadings.desc",
                    count=_under([of_item[item.id].loadings[item.id] for item in members], LOW_LOADING),
                    of=len(members),
                    threshold=threshold,
                ),
                rows=tuple(_loading_row(view, item, of_item[item.id]) for item in members),
                value_header=view.say("table.column.loading"),
                threshold=LOW_LOADING,
                threshold_label=view.say("report.chart.loadings.threshold", threshold=threshold),
            ),
            number_format=view.number_format,
            ids=view.ids,
        )
        if drawn:
            bounded = any(of_item[item.id].loadings_low for item in members)
            caption = view.phrase(
                "report.chart.loadings.caption_ci" if bounded else "report.chart.loadings.caption",
                name=view.name(construct),
                confidence=view.confidence(),
            )
            name = f"loadings.{construct}.{place + 1}" if place else f"loadings.{construct}"
            figures.append(Figure(name=name, svg=drawing(drawn), caption=caption, table="items"))
    return figures


def _loading_row(view: View, item: ItemStatistics, entry: Reliability) -> IntervalRow:
    return IntervalRow(
        label=item.id,
        estimate=entry.loadings[item.id],
        low=entry.loadings_low.get(item.id),
        high=entry.loadings_high.get(item.id),
        heading=view.name(entry.id),
    )


def rest_figures(view: View) -> list[Block]:
    """Return a chart of item-rest correlations for each construct, of the items whose scale has no loadings."""
    loaded = {item for entry in view.result.reliability for item in entry.loadings}
    shown = [item for item in view.result.items if item.id not in loaded and item.item_rest_r is not None]
    threshold = view.plain(LOW_ITEM_REST, "r")
    figures: list[Block] = []
    for construct, all_members in by_construct(view, shown).items():
        for place, members in enumerate(chart_parts(all_members)):
            drawn = loadings(
                Loadings(
                    title=view.say("report.chart.rest.title", name=view.name(construct)),
                    desc=view.say(
                        "report.chart.loadings.desc",
                        count=_under([item.item_rest_r for item in members], LOW_ITEM_REST),
                        of=len(members),
                        threshold=threshold,
                    ),
                    rows=tuple(
                        IntervalRow(label=item.id, estimate=item.item_rest_r, heading=view.name(item.dimension))
                        for item in members
                    ),
                    value_header=view.say("table.column.item_rest"),
                    threshold=LOW_ITEM_REST,
                    threshold_label=view.say("report.chart.rest.threshold", threshold=threshold),
                ),
                number_format=view.number_format,
                ids=view.ids,
            )
            name = f"item_rest.{construct}.{place + 1}" if place else f"item_rest.{construct}"
            caption = view.phrase("report.chart.rest.caption", name=view.name(construct))
            figures.append(Figure(name=name, svg=drawing(drawn), caption=caption, table="items"))
    return figures


def _under(values: Sequence[float | None], threshold: float) -> int:
    return sum(value is not None and value < threshold for value in values)
