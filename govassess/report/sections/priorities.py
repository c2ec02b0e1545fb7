"""Priorities: which parts of the leading construct to look at first, by which rule, and what each would add."""

from __future__ import annotations

from dataclasses import replace

from markupsafe import Markup, escape

from govassess.report.blocks import Block, Figure, Folded, Heading, Paragraph, Section, drawing
from govassess.report.cautions import of_section
from govassess.report.charts import QuadrantPoint, Quadrants, quadrants
from govassess.report.cut_points import MEAN_PLACES, distance_places, target
from govassess.report.fields import MEAN, Field, N, head, records_table
from govassess.report.formats import places_beside
from govassess.report.sections.first import aim, rule
from govassess.report.sections.importance_map import FEWEST_POINTS
from govassess.report.table import Cell, Notes, Row, Table
from govassess.report.view import View
from govassess.result.descriptive import Opportunities, Opportunity, Priority
from govassess.result.measures import ItemStatistics

MOST = 10
"""Actions that are listed."""


def priorities_section(view: View) -> Section:
    """Return the section of priorities; a result of an earlier version has the actions alone."""
    found = view.result.opportunities
    blocks: list[Block] = []
    if view.result.priorities:
        blocks.append(actions_table(view))
    if found is not None:
        blocks += [
            Heading(text=view.say("report.priorities.matrix"), anchor="matrix"),
            matrix(view, found),
            Heading(text=view.say("report.priorities.arithmetic"), anchor="arithmetic"),
            Paragraph(text=sufficing(view, found)),
            arithmetic_table(view, found),
        ]
        if items := items_table(view, found):
            count = sum(not row.group for row in items.rows)
            summary = view.phrase("report.priorities.items", count=count)
            blocks.append(Folded(summary=summary, blocks=(items,), anchor="priority-items"))
    return Section(
        name="priorities",
        title=view.say("report.section.priorities"),
        finding=finding(view, found),
        blocks=tuple(blocks),
        warnings=of_section(view, "priorities"),
    )


def finding(view: View, found: Opportunities | None) -> Markup:
    """Return what is to be looked at first and how far the next level is, or why nothing is listed."""
    if not view.result.priorities:
        return rule(view)
    first = view.part_name(view.result.priorities[0].node)
    if found is None:
        return view.phrase("report.priorities.first", first=first)
    return view.phrase(
        "report.priorities.finding" if found.lacking else "report.priorities.finding_reached",
        first=first,
        name=view.name(found.node),
        lacking=lacking(view, found),
        level=view.element(aim(view, found.level), found, "level"),
    )


def lacking(view: View, found: Opportunities) -> Markup:
    """Return how many index points the leading construct lacks of the target."""
    places = distance_places(found.lacking, view.index_places())
    return view.number(found, "lacking", "est", places)


def sufficing(view: View, found: Opportunities) -> Markup:
    """Return how many of the first parts would make up what is lacking, in this arithmetic."""
    parts = [row for row in found.rows if row.gap]
    values = {"name": view.name(found.node), "lacking": lacking(view, found), "level": aim(view, found.level)}
    if not found.lacking or not parts:
        return view.phrase("report.priorities.nothing_lacking", **values)
    if found.sufficing is None:
        return view.phrase("report.priorities.not_enough", **values)
    count = view.number(found, "sufficing", "n")
    return view.phrase("report.priorities.sufficing", count=count, **values)


def actions_table(view: View) -> Table:
    """Return the first ten actions in the instrument's words, with blanks for who, until when, and what shows it."""
    blank = "report.priorities.blank"
    return records_table(
        view,
        "actions",
        (
            Field("part", of="rank", words=lambda each: ranked(view, each)),
            Field("action", cell=lambda each: action_cell(view, each, blank)),
            *(Field(name, cell=lambda _: view.nothing(blank)) for name in ("owner", "deadline", "evidence")),
        ),
        view.result.priorities[:MOST],
        anchor=lambda each: f"action-{each.node}",
        notes=Notes(general=rule(view), specific=(view.phrase("table.note.actions"),)),
    )


def ranked(view: View, entry: Priority) -> str:
    """Return a part with its rank."""
    return view.say("report.priorities.ranked", rank=entry.rank, name=view.part_name(entry.node))


def action_cell(view: View, entry: Priority, blank: str) -> Cell:
    """Return what the instrument offers as a next step; a blank where it offers nothing."""
    node = view.nodes.get(entry.node)
    texts = [] if node is None else [text.in_language(view.lang) for text in node.next_steps]
    return Cell(value=" / ".join(texts)) if texts else view.nothing(blank)


def matrix(view: View, found: Opportunities) -> Block:
    """Return importance against performance of all parts, or why a map would say nothing."""
    shown = [row for row in found.rows if row.importance is not None]
    if len(shown) < FEWEST_POINTS:
        return Paragraph(text=view.phrase("report.priorities.few_points", needed=FEWEST_POINTS))
    if len({row.importance for row in shown}) == 1:
        return Paragraph(text=view.phrase("report.priorities.equal_weights"))
    outcome = view.name(found.outcome) if found.outcome else view.name(found.node)
    drawn = quadrants(
        Quadrants(
            title=view.say("report.chart.matrix.title", name=view.name(found.node)),
            desc=" ".join(point_words(view, row) for row in shown),
            points=tuple(
                QuadrantPoint(label=view.name(row.id), x=row.importance or 0.0, y=row.performance) for row in shown
            ),
            x_header=view.say(f"report.chart.matrix.importance.{found.importance_kind}", name=outcome),
            y_header=view.say("report.chart.map.performance"),
            rule=view.say("report.chart.map.rule"),
        ),
        number_format=view.number_format,
        ids=view.ids,
    )
    caption = view.phrase(f"report.chart.matrix.caption.{found.importance_kind}", name=outcome)
    return Figure(name="opportunities", svg=drawing(drawn), caption=caption, table="opportunities")


def point_words(view: View, row: Opportunity) -> str:
    """Return one point of the map in words."""
    return view.say(
        "report.chart.map.point",
        name=view.name(row.id),
        importance=view.plain(row.importance, "est"),
        performance=view.plain(row.performance, "est", 1),
    )


def arithmetic_table(view: View, found: Opportunities) -> Table:
    """Return what each part would add to the index if its mean were at the target."""
    places = view.index_places()
    kind = found.importance_kind
    number = {row.id: str(place) for place, row in enumerate(found.rows, start=1)}
    importance = view.say(f"table.column.importance_{kind}")
    outcome = view.name(found.outcome) if found.outcome else view.name(found.node)
    return records_table(
        view,
        "opportunities",
        (
            Field("id", header="name", words=lambda row: view.part_name(row.id)),
            Field("number", words=lambda row: number[row.id]),
            replace(MEAN, places=lambda row: _places(view, found, row, "mean")),
            Field("gap", "est", places=lambda row: _places(view, found, row, "gap")),
            Field("importance", "r" if kind == "correlation" else "est", heading=importance),
            Field("performance", "est", decimals=1),
            Field("per_point", "est"),
            Field("gain", "est", decimals=places, places=lambda row: _places(view, found, row, "gain")),
            Field("together", "est", decimals=places),
        ),
        found.rows,
        title=view.say("table.title.opportunities", name=view.name(found.node)),
        anchor=lambda row: f"opportunity-{row.id}",
        notes=Notes(
            general=view.phrase("table.note.opportunities", name=view.name(found.node), level=aim(view, found.level)),
            specific=(view.phrase(f"table.note.importance.{kind}", name=outcome),),
        ),
    )


def _places(view: View, found: Opportunities, row: Opportunity, name: str) -> int | None:
    """Return the decimals of a number of one part, where it may lie near the target: more than those of the column."""
    if name == "mean":
        return places_beside(row.mean, "est", target(view, row.id, found.level, "mean"), MEAN_PLACES)
    if name == "gap":
        return distance_places(row.gap, MEAN_PLACES)
    return distance_places(row.gain, view.index_places()) if name == "gain" else None


def items_table(view: View, found: Opportunities) -> Table | None:
    """Return the items of the parts that have not reached the target, the lowest mean of each part first."""
    rows: list[Row | ItemStatistics] = []
    for part in [row.id for row in found.rows if row.gap and row.id not in view.items]:
        items = [item for item in view.result.items if item.node == part and item.mean_keyed is not None]
        if items:
            rows += [head(view.name(part)), *sorted(items, key=lambda item: (item.mean_keyed or 0.0, item.id))]
    if not rows:
        return None
    return records_table(
        view,
        "priority_items",
        (
            Field("id", header="item", words=lambda item: item_words(view, item)),
            Field(
                "reverse", header="reversed", words=lambda item: view.say("table.yes" if item.reverse else "table.no")
            ),
            N,
            Field("mean", "est", "mean_keyed", of="mean_keyed"),
        ),
        rows,
        notes=Notes(general=escape(view.say("table.note.priority_items"))),
    )


def item_words(view: View, item: ItemStatistics) -> str:
    """Return the id of an item and its text as asked."""
    return view.say("report.priorities.item", id=item.id, text=view.items[item.id].text.in_language(view.lang))
