"""The scales beside one another: their pairs as a triangle, and the chart of their correlations."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Literal

from govassess.report.blocks import Block, Figure, Folded, drawing
from govassess.report.charts import Heat, heat
from govassess.report.cut_points import is_levelled, level_places
from govassess.report.table import Cell, Column, Notes, Row, Table
from govassess.report.view import View

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
    pairs = {frozenset((pair.a, pair.b)): place for place, pair in enumerate(view.result.validity.pairs)}
    columns = (
        Column(key="scale", header=view.say("table.column.scale"), kind="text"),
        Column(key="n", header=view.say("table.column.n"), kind="n"),
        Column(key="mean", header=view.say("table.column.mean"), kind="est"),
        Column(key="sd", header=view.say("table.column.sd"), kind="est"),
        *(Column(key=f"r_{ident}", header=str(place), kind="r") for place, ident in enumerate(order[:-1], start=1)),
    )
    return Table(
        name="correlations",
        title=view.say("table.title.correlations"),
        columns=columns,
        rows=tuple(_matrix_row(view, order, pairs, place) for place in range(len(order))),
        notes=Notes(
            general=view.phrase("table.note.correlations"),
            specific=view.not_computed(
                (f"{pair.a}.{pair.b}" for pair in view.result.validity.pairs if pair.r is None), ("r",)
            ),
        ),
        number_format=view.number_format,
    )


def _matrix_row(view: View, order: Sequence[str], pairs: Mapping[frozenset[str], int], row: int) -> Row:
    """Return a scale with its number, and its correlations with those before it."""
    score, path = view.scores[order[row]], f"scores.{order[row]}"
    cells = [
        Cell(value=view.say("table.numbered", number=row + 1, name=view.name(order[row]))),
        Cell(value=score.n, source=f"{path}.n"),
        view.cell(
            score.mean,
            f"{path}.mean",
            decimals=level_places(view, score.id, "mean", [score.mean], levelled=is_levelled(view, score.kind)),
        ),
        view.cell(score.sd, f"{path}.sd"),
    ]
    for column in range(len(order) - 1):
        place = pairs.get(frozenset((order[row], order[column]))) if column < row else None
        if place is None:
            cells.append(Cell(instead=view.say("table.none") if column == row else "\N{NO-BREAK SPACE}"))
        else:
            cells.append(view.cell(view.result.validity.pairs[place].r, f"validity.pairs.{place}.r"))
    return Row(cells=tuple(cells))
