"""Priorities: which parts of the leading construct to look at first, by which rule, and what each would add."""

from __future__ import annotations

from markupsafe import Markup, escape

from govassess.report.blocks import Block, Figure, Folded, Heading, Paragraph, Section, drawing
from govassess.report.cautions import of_section
from govassess.report.charts import QuadrantPoint, Quadrants, quadrants
from govassess.report.cut_points import MEAN_PLACES, distance_places, target
from govassess.report.formats import places_beside
from govassess.report.sections.first import aim, rule
from govassess.report.sections.importance_map import FEWEST_POINTS
from govassess.report.table import Cell, Column, Notes, Row, Table
from govassess.report.view import View
from govassess.result.assessment import Opportunities, Opportunity, Priority

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
        level=view.element(aim(view, found.level), "opportunities.level"),
    )


def lacking(view: View, found: Opportunities) -> Markup:
    """Return how many index points the leading construct lacks of the target."""
    places = distance_places(found.lacking, view.index_places())
    return view.number(found.lacking, "est", "opportunities.lacking", places)


def sufficing(view: View, found: Opportunities) -> Markup:
    """Return how many of the first parts would make up what is lacking, in this arithmetic."""
    parts = [row for row in found.rows if row.gap]
    values = {"name": view.name(found.node), "lacking": lacking(view, found), "level": aim(view, found.level)}
    if not found.lacking or not parts:
        return view.phrase("report.priorities.nothing_lacking", **values)
    if found.sufficing is None:
        return view.phrase("report.priorities.not_enough", **values)
    count = view.number(found.sufficing, "n", "opportunities.sufficing")
    return view.phrase("report.priorities.sufficing", count=count, **values)


def actions_table(view: View) -> Table:
    """Return the first ten actions in the instrument's words, with blanks for who, until when, and what shows it."""
    rows = tuple(action_row(view, place, entry) for place, entry in enumerate(view.result.priorities[:MOST]))
    blanks = ("owner", "deadline", "evidence")
    return Table(
        name="actions",
        title=view.say("table.title.actions"),
        columns=(
            Column(key="part", header=view.say("table.column.part"), kind="text"),
            Column(key="action", header=view.say("table.column.action"), kind="text"),
            *(Column(key=blank, header=view.say(f"table.column.{blank}"), kind="text") for blank in blanks),
        ),
        rows=rows,
        notes=Notes(general=rule(view), specific=(view.phrase("table.note.actions"),)),
        lang=view.lang,
    )


def action_row(view: View, place: int, entry: Priority) -> Row:
    """Return one action; where the instrument offers none, the name alone and a blank."""
    node, blank = view.nodes.get(entry.node), view.say("report.priorities.blank")
    texts = [] if node is None else [text.in_language(view.lang) for text in node.next_steps]
    named = view.say("report.priorities.ranked", rank=entry.rank, name=view.part_name(entry.node))
    return Row(
        cells=(
            Cell(value=named, source=f"priorities.{place}.rank"),
            Cell(value=" / ".join(texts)) if texts else Cell(instead=blank),
            *(Cell(instead=blank) for _ in range(3)),
        ),
        anchor=f"action-{entry.node}",
    )


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
        lang=view.lang,
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
    columns = [
        Column(key="id", header=view.say("table.column.name"), kind="text"),
        Column(key="number", header=view.say("table.column.number"), kind="text"),
        Column(key="mean", header=view.say("table.column.mean"), kind="est"),
        Column(key="gap", header=view.say("table.column.gap"), kind="est"),
        Column(
            key="importance",
            header=view.say(f"table.column.importance_{kind}"),
            kind="r" if kind == "correlation" else "est",
        ),
        Column(key="performance", header=view.say("table.column.performance"), kind="est", decimals=1),
        Column(key="per_point", header=view.say("table.column.per_point"), kind="est"),
        Column(key="gain", header=view.say("table.column.gain"), kind="est", decimals=places),
        Column(key="together", header=view.say("table.column.together"), kind="est", decimals=places),
    ]
    rows = []
    for place, row in enumerate(found.rows):
        path = f"opportunities.rows.{row.id}"
        numbers = ("mean", "gap", "importance", "performance", "per_point", "gain", "together")
        rows.append(
            Row(
                cells=(
                    Cell(value=view.part_name(row.id)),
                    Cell(value=str(place + 1)),
                    *(
                        view.cell(getattr(row, name), f"{path}.{name}", decimals=_places(view, found, row, name))
                        for name in numbers
                    ),
                ),
                anchor=f"opportunity-{row.id}",
            )
        )
    outcome = view.name(found.outcome) if found.outcome else view.name(found.node)
    return Table(
        name="opportunities",
        title=view.say("table.title.opportunities", name=view.name(found.node)),
        columns=tuple(columns),
        rows=tuple(rows),
        notes=Notes(
            general=view.phrase("table.note.opportunities", name=view.name(found.node), level=aim(view, found.level)),
            specific=(view.phrase(f"table.note.importance.{kind}", name=outcome),),
        ),
        lang=view.lang,
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
    rows: list[Row] = []
    for part in [row.id for row in found.rows if row.gap and row.id not in view.items]:
        items = [item for item in view.result.items if item.node == part and item.mean_keyed is not None]
        if not items:
            continue
        rows.append(Row(cells=(Cell(value=view.name(part)),), group=True))
        for item in sorted(items, key=lambda item: (item.mean_keyed or 0.0, item.id)):
            text = view.say("report.priorities.item", id=item.id, text=view.items[item.id].text.in_language(view.lang))
            turned = view.say("table.yes" if item.reverse else "table.no")
            path = f"items.{item.id}"
            mean = view.cell(item.mean_keyed, f"{path}.mean_keyed")
            rows.append(Row(cells=(Cell(value=text), Cell(value=turned), Cell(value=item.n, source=f"{path}.n"), mean)))
    if not rows:
        return None
    return Table(
        name="priority_items",
        title=view.say("table.title.priority_items"),
        columns=(
            Column(key="id", header=view.say("table.column.item"), kind="text"),
            Column(key="reverse", header=view.say("table.column.reversed"), kind="text"),
            Column(key="n", header=view.say("table.column.n"), kind="n"),
            Column(key="mean", header=view.say("table.column.mean_keyed"), kind="est"),
        ),
        rows=tuple(rows),
        notes=Notes(general=escape(view.say("table.note.priority_items"))),
        lang=view.lang,
    )
