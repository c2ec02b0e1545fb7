"""The scales beside one another: their pairs as a triangle, and the chart of their correlations."""

from __future__ import annotations

from typing import Literal

from govassess.report.blocks import Block, Figure, Folded, drawing
from govassess.report.charts import Heat, heat
from govassess.report.view import View

Triangle = tuple[tuple[float | None, ...], ...]


def triangle(view: View, field: Literal["htmt", "r"]) -> tuple[list[str], Triangle]:
    """Return the scales in their order, and below the diagonal one value a pair."""
    pairs = {frozenset((pair.a, pair.b)): pair for pair in view.result.validity.pairs}
    order = list(dict.fromkeys(ident for pair in view.result.validity.pairs for ident in (pair.a, pair.b)))

    def value(row: int, column: int) -> float | None:
        pair = pairs.get(frozenset((order[row], order[column])))
        found: float | None = None if pair is None else getattr(pair, field)
        return found

    return order, tuple(tuple(value(row, column) for column in range(row)) for row in range(len(order)))


def correlations_block(view: View) -> list[Block]:
    """Return the triangle of the correlations of the scales' scores, behind a line; nothing where none is known."""
    known = [pair for pair in view.result.validity.pairs if pair.r is not None]
    if not known:
        return []
    order, values = triangle(view, "r")
    strongest = max(known, key=lambda pair: abs(pair.r or 0.0))
    drawn = heat(
        Heat(
            title=view.say("report.chart.correlations.title"),
            desc=view.say(
                "report.chart.correlations.desc",
                pair=view.say("table.pair", a=view.name(strongest.a), b=view.name(strongest.b)),
                r=view.plain(strongest.r, "r"),
                count=sum((pair.r or 0.0) < 0 for pair in known),
            ),
            labels=tuple(view.name(ident) for ident in order),
            values=values,
            centre=0.0,
            span=1.0,
            above_label=view.say("report.chart.correlations.above"),
            below_label=view.say("report.chart.correlations.below"),
        ),
        lang=view.lang,
        ids=view.ids,
    )
    caption = view.phrase("report.chart.correlations.caption")
    figure = Figure(name="correlations", svg=drawing(drawn), caption=caption, table="htmt")
    summary = view.phrase("report.measurement.correlations", count=len(order))
    return [Folded(summary=summary, blocks=(figure,), anchor="correlations")]
