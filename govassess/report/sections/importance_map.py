"""The importance-performance map of a path model: the figure and its table."""

from __future__ import annotations

from govassess.report.blocks import Block, Figure, Paragraph, drawing
from govassess.report.charts import QuadrantPoint, Quadrants, quadrants
from govassess.report.table import Cell, Column, Notes, Row, Table
from govassess.report.view import View
from govassess.result.assessment import Importance, ImportanceMap, PathModel

FEWEST_POINTS = 3
"""Below so many points the means that part a map say nothing: two points always lie on either side of them."""


def map_blocks(view: View, model: PathModel, found: ImportanceMap, path: str) -> list[Block]:
    """Return the map, or of few points that the table alone is given."""
    if len(found.rows) < FEWEST_POINTS:
        said = view.phrase("report.paths.few_points", name=view.name(found.target), needed=FEWEST_POINTS)
        return [Paragraph(text=said)]
    return [map_figure(view, model, found, path)]


def map_figure(view: View, model: PathModel, found: ImportanceMap, path: str) -> Figure:
    """Return the map of what leads to one construct."""
    target = view.name(found.target)
    drawn = quadrants(
        Quadrants(
            title=view.say("report.chart.map.title", name=target),
            desc=" ".join(map_words(view, row) for row in found.rows),
            points=tuple(
                QuadrantPoint(label=view.name(row.id), x=row.importance, y=row.performance) for row in found.rows
            ),
            x_header=view.say("report.chart.map.importance", name=target),
            y_header=view.say("report.chart.map.performance"),
            rule=view.say("report.chart.map.rule"),
        ),
        lang=view.lang,
        ids=view.ids,
    )
    performance = view.number(found.performance, "est", f"{path}.performance", 1)
    caption = view.phrase("report.chart.map.caption", name=target, performance=performance)
    name = f"importance.{model.id}"
    return Figure(name=name, svg=drawing(drawn), caption=caption, table=name)


def map_words(view: View, row: Importance) -> str:
    """Return one point of the map in words."""
    return view.say(
        "report.chart.map.point",
        name=view.name(row.id),
        importance=view.plain(row.importance, "est"),
        performance=view.plain(row.performance, "est", 1),
    )


def map_table(view: View, model: PathModel, found: ImportanceMap, path: str) -> Table:
    """Return the numbers of the map, in its numbering."""
    return Table(
        name=f"importance.{model.id}",
        title=view.say("table.title.map", name=view.name(found.target)),
        columns=(
            Column(key="id", header=view.say("table.column.name"), kind="text"),
            Column(key="number", header=view.say("table.column.number"), kind="text"),
            Column(key="importance", header=view.say("table.column.importance"), kind="est"),
            Column(key="performance", header=view.say("table.column.performance"), kind="est", decimals=1),
        ),
        rows=tuple(
            Row(
                cells=(
                    Cell(value=view.name(row.id)),
                    Cell(value=str(place + 1)),
                    view.cell(row.importance, f"{path}.rows.{place}.importance"),
                    view.cell(row.performance, f"{path}.rows.{place}.performance"),
                )
            )
            for place, row in enumerate(found.rows)
        ),
        notes=Notes(
            general=view.phrase("table.note.map", name=view.name(found.target)),
            specific=(view.phrase("table.note.map_priorities"),),
        ),
        lang=view.lang,
    )
