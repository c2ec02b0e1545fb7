"""The drawings on the level bands: a ladder per headline construct, the dots of the dimensions."""

from __future__ import annotations

from collections.abc import Sequence

from markupsafe import Markup

from govassess.report.blocks import Figure, drawing
from govassess.report.charts import DimensionDots, DotRow, Ladder, LevelBand, dimension_dots, ladder
from govassess.report.cut_points import cut_points
from govassess.report.formats import printed_beside
from govassess.report.sections.bench import bench, bench_note
from govassess.report.view import Numbers, View
from govassess.result.descriptive import NodeScore


def bands(view: Numbers, score: NodeScore | None = None) -> tuple[LevelBand, ...]:
    """Return the levels as the charts draw them, with the shares of one node if given."""
    return tuple(
        LevelBand(
            number=band.level,
            name=band.name.in_language(view.lang),
            lower=band.min,
            upper=band.max,
            grade=band.name.in_language(view.lang).split(" ")[0] if view.by_rule() else "",
            share=score.level_share.get(str(band.level)) if score is not None and score.level_share else None,
        )
        for band in view.instrument.levels.bands
    )


def on_mean(view: Numbers) -> bool:
    """Tell whether the levels lie on the mean; else they lie on the index."""
    return view.instrument.levels.basis == "mean"


def ends(view: Numbers, score: NodeScore) -> tuple[float | None, float | None, float | None]:
    """Return the value and its interval on the scale of the levels."""
    if on_mean(view):
        return score.mean, score.mean_low, score.mean_high
    return score.index, score.conf_low, score.conf_high


def ladder_svg(view: View, score: NodeScore, *, narrow: bool = False) -> Markup:
    """Return the ladder of one node; the narrow one is for phones."""
    estimate, low, high = ends(view, score)
    name = view.name(score.id)
    drawn = ladder(
        Ladder(
            title=view.say("report.chart.ladder.title", name=name),
            desc=described(view, score),
            levels=bands(view, score),
            estimate=estimate,
            conf_low=low,
            conf_high=high,
            level=score.level if view.by_rule() or score.leading in ((), (score.level,)) else None,
            shares_label=view.say("report.chart.ladder.shares") if score.level_share else "",
            narrow=narrow,
            bench=bench(view, score.id),
        ),
        number_format=view.number_format,
        ids=view.ids,
    )
    return drawing(drawn)


def ladder_figure(view: View, score: NodeScore, drawn: Markup) -> Figure:
    """Return the ladder of one node, as the first screen has it in a card, as a chart of its own."""
    caption = view.phrase("report.chart.ladder.caption", name=view.name(score.id), confidence=view.confidence())
    return Figure(name=f"ladder.{score.id}", svg=drawn, caption=caption, table=f"{score.kind}s")


def described(view: View, score: NodeScore) -> str:
    """Return the value of a node with its interval as a sentence for those who do not see the chart."""
    estimate, low, high = ends(view, score)
    if estimate is None:
        return view.say("report.no_reason")
    edges = cut_points(view, score.id, "mean" if on_mean(view) else "index")
    value = printed_beside(estimate, "est", view.number_format, edges)
    if low is None or high is None:
        return view.say("report.chart.value_alone", name=view.name(score.id), value=value)
    return view.say(
        "report.chart.value",
        name=view.name(score.id),
        value=value,
        confidence=view.confidence(),
        interval=printed_beside((low, high), "ci", view.number_format, edges),
    )


def shown_kind(view: View) -> str:
    """Return the kind of node the profile shows: dimensions where there are any, else indicators, else constructs."""
    for kind in ("dimension", "indicator"):
        if view.scored(kind):
            return kind
    return "construct"


def dots_figure(view: View) -> Figure | None:
    """Return the dots of all dimensions (or indicators) on the level bands, or nothing to draw."""
    kind = shown_kind(view)
    shown = view.scored(kind)
    return node_dots(
        view,
        shown,
        name="scores",
        title=view.say(f"report.chart.dots.title.{kind}"),
        desc=" ".join(described(view, score) for score in shown),
        table=f"{kind}s",
        levelled=True,
    )


def node_dots(
    view: View, shown: Sequence[NodeScore], *, name: str, title: str, desc: str, table: str, levelled: bool
) -> Figure | None:
    """Return the dots of nodes under the names of those above them, on the level bands if they are ``levelled``."""
    kind = "mean" if on_mean(view) else "index"
    rows = []
    for score in shown:
        value, low, high = ends(view, score)
        group = view.name(score.parent) if score.parent else ""
        rows.append(
            DotRow(
                label=view.name(score.id),
                estimate=value,
                low=low,
                high=high,
                n=score.n,
                heading=group,
                bench=bench(view, score.id),
            )
        )
    drawn = dimension_dots(
        DimensionDots(
            title=title,
            desc=desc,
            rows=tuple(rows),
            axis=axis(view),
            value_header=view.say(f"report.chart.dots.header.{kind}", confidence=view.confidence()),
            n_header=view.say("table.column.n"),
            levels=bands(view) if levelled else (),
            decimals=2 if on_mean(view) else view.index_places(),
            edges=level_edges(view) if levelled else (),
            series=table == "dimensions",
        ),
        number_format=view.number_format,
        ids=view.ids,
    )
    if not drawn:
        return None
    low, high = axis(view)
    caption = view.phrase(
        f"report.chart.dots.caption.{kind}" if levelled else f"report.chart.dots.caption_plain.{kind}",
        low=view.plain(low, "n"),
        high=view.plain(high, "n"),
        confidence=view.confidence(),
        units=view.resampled(),
    )
    return Figure(name=name, svg=drawing(drawn), caption=caption + bench_note(view), table=table)


def extremes_said(view: View, shown: Sequence[NodeScore]) -> str:
    """Return the highest and the lowest of nodes, for those who do not see their chart."""
    known = [(value, score) for score in shown if (value := ends(view, score)[0]) is not None]
    if not known:
        return view.say("report.no_reason")
    high, low = max(known, key=lambda pair: pair[0]), min(known, key=lambda pair: pair[0])
    return view.say(
        "report.chart.extremes",
        high=view.name(high[1].id),
        high_value=printed_beside(high[0], "est", view.number_format, level_edges(view)),
        low=view.name(low[1].id),
        low_value=printed_beside(low[0], "est", view.number_format, level_edges(view)),
    )


def level_edges(view: Numbers) -> tuple[float, ...]:
    """Return the limits between levels on the scale of the levels, none where levels are read off rounded values."""
    levels = view.instrument.levels
    return () if levels.decimals is not None else tuple(band.min for band in levels.bands[1:])


def index_edges(view: Numbers) -> tuple[float, ...]:
    """Return the limits between levels on the scale of the index."""
    return cut_points(view, view.headline()[0].id, "index") if view.headline() else ()


def axis(view: Numbers) -> tuple[float, float]:
    """Return the ends of the axis: from the lowest band's beginning to the highest one's end."""
    levels = view.instrument.levels.bands
    return min(band.min for band in levels), max(band.max for band in levels)


def index_axis(view: Numbers) -> tuple[float, float]:
    """Return the ends of the axis of the index, which is not always that of the levels."""
    if not on_mean(view):
        return axis(view)
    low, high = view.scale().min, view.scale().max
    name = view.instrument.scoring.index
    ends = {"pomp": (0.0, 100.0), "tcr": (100 * low / high, 100.0), "times_25": (25.0 * low, 25.0 * high)}
    return ends.get(name, (float(low), float(high)))
