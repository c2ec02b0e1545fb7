"""The scales beside one another: their pairs as a triangle, and the chart of their correlations."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import replace
from typing import Literal

from govassess.report.blocks import Block, Figure, Folded, drawing
from govassess.report.charts import Heat, heat
from govassess.report.cut_points import node_places
from govassess.report.fields import MEAN, SD, Field, N, records_table
from govassess.report.table import Cell, Notes, Table
from govassess.report.view import View
from govassess.result.descriptive import NodeScore
from govassess.result.measures import Pair

Triangle = tuple[tuple[float | None, ...], ...]

MOST_COLUMNS = 12
"""Of more scales the matrix does not go on a page across; their correlations stand pair by pair."""


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
    """Return the correlations of the scales' scores as picture and matrix, folded; nothing where none is known."""
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
        number_format=view.number_format,
        ids=view.ids,
    )
    caption = view.phrase("report.chart.correlations.caption")
    matrix = correlations_table(view, order) if len(order) <= MOST_COLUMNS else None
    figure = Figure(name="correlations", svg=drawing(drawn), caption=caption, table=matrix.name if matrix else "htmt")
    summary = view.phrase("report.measurement.correlations", count=len(order))
    return [Folded(summary=summary, blocks=(figure, matrix) if matrix else (figure,), anchor="correlations")]


def correlations_table(view: View, order: Sequence[str]) -> Table:
    """Return mean, standard deviation and correlations of the scales' scores, as articles and theses print them."""
    pairs = {frozenset((pair.a, pair.b)): pair for pair in view.result.validity.pairs}
    number = {ident: place for place, ident in enumerate(order, start=1)}

    def numbered(score: NodeScore) -> str:
        return view.say("table.numbered", number=number[score.id], name=view.name(score.id))

    def with_column(other: str) -> Callable[[NodeScore], Cell]:
        return lambda score: _correlation(view, pairs, number[score.id] - number[other], score.id, other)

    return records_table(
        view,
        "correlations",
        (
            Field("scale", words=numbered),
            N,
            replace(MEAN, places=lambda score: node_places(view, score, "mean", "mean")),
            SD,
            *(Field(f"r_{ident}", "r", heading=str(number[ident]), cell=with_column(ident)) for ident in order[:-1]),
        ),
        [view.scores[ident] for ident in order],
        notes=Notes(
            general=view.phrase("table.note.correlations"),
            specific=view.not_computed(
                (f"{pair.a}.{pair.b}" for pair in view.result.validity.pairs if pair.r is None), ("r",)
            ),
        ),
    )


def _correlation(view: View, pairs: Mapping[frozenset[str], Pair], below: int, one: str, other: str) -> Cell:
    """Return a correlation below the diagonal; on it a dash, above it nothing."""
    pair = pairs.get(frozenset((one, other))) if below > 0 else None
    if pair is not None:
        return view.cell(pair, "r")
    return Cell(instead="\N{NO-BREAK SPACE}") if below else view.nothing()
