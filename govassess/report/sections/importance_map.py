"""The importance-performance map of a path model: the figure and its table."""

from __future__ import annotations

from govassess.report.blocks import Block, Figure, Paragraph, drawing
from govassess.report.charts import QuadrantPoint, Quadrants, quadrants
from govassess.report.fields import Field, name_of, records_table
from govassess.report.table import Notes, Table
from govassess.report.view import View
from govassess.result.hypotheses import Importance, ImportanceMap, PathModel

FEWEST_POINTS = 3
"""Below so many points the means that part a map say nothing: two points always lie on either side of them."""


def map_blocks(view: View, model: PathModel, found: ImportanceMap) -> list[Block]:
    """Return the map, or of few points that the table alone is given."""
    if len(found.rows) < FEWEST_POINTS:
        said = view.phrase("report.paths.few_points", name=view.name(found.target), needed=FEWEST_POINTS)
        return [Paragraph(text=said)]
    return [map_figure(view, model, found)]


def map_figure(view: View, model: PathModel, found: ImportanceMap) -> Figure:
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
        number_format=view.number_format,
        ids=view.ids,
    )
    performance = view.number(found, "performance", "est", 1)
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


def map_table(view: View, model: PathModel, found: ImportanceMap) -> Table:
    """Return the numbers of the map, in its numbering."""
    number = {row.id: str(place) for place, row in enumerate(found.rows, start=1)}
    return records_table(
        view,
        f"importance.{model.id}",
        (
            name_of(view),
            Field("number", words=lambda row: number[row.id]),
            Field("importance", "est"),
            Field("performance", "est", decimals=1),
        ),
        found.rows,
        title=view.say("table.title.map", name=view.name(found.target)),
        notes=Notes(
            general=view.phrase("table.note.map", name=view.name(found.target)),
            specific=(view.phrase("table.note.map_priorities"),),
        ),
    )
