"""The variables as theses describe them: the TCR of every node and item, beside mean and index."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace

from markupsafe import Markup

from govassess.report.blocks import Block, Heading, Section
from govassess.report.cut_points import node_places
from govassess.report.fields import MEAN, SD, Field, N, head, records_table, under_heads
from govassess.report.formats import places_beside
from govassess.report.sections.scores import node_field
from govassess.report.table import Cell, Notes, Table
from govassess.report.view import View
from govassess.result.descriptive import NodeScore, TcrCategories
from govassess.result.measures import ItemStatistics


def achievement_section(view: View) -> Section:
    """Return the section that describes the variables by their TCR."""
    blocks: list[Block] = [achievement_table(view)]
    if any(item.tcr is not None for item in view.result.items):
        blocks += [Heading(text=view.say("report.achievement.items"), anchor="tcr-items"), items_table(view)]
    if (table := view.result.options.tcr_categories) is not None:
        blocks.append(categories_table(view, table))
    return Section(
        name="achievement",
        title=view.say("report.section.achievement"),
        finding=finding(view),
        blocks=tuple(blocks),
    )


def finding(view: View) -> Markup:
    """Return the TCR of every headline construct."""
    known = [score for score in view.headline() if score.tcr is not None]
    if not known:
        return view.phrase("report.achievement.none")
    said = [
        view.phrase(
            "report.achievement.one",
            name=view.name(score.id),
            tcr=view.number(score, "tcr", "est", _tcr_places(view, score.tcr)),
        )
        for score in known
    ]
    return view.phrase(
        "report.achievement.finding", listed=view.listed(said), low=view.scale().min, high=view.scale().max
    )


def _category(view: View) -> Iterator[Field]:
    """Yield the column of the category, none where no table of them is named."""
    table = view.result.options.tcr_categories
    if table is None:
        return

    def named(found: NodeScore | ItemStatistics) -> str | None:
        return None if found.tcr_category is None else table.bands[found.tcr_category].name.in_language(view.lang)

    yield Field("category", header="tcr_category", of="tcr_category", words=named)


def _tcr(view: View) -> Field:
    return Field("tcr", "est", decimals=1, places=lambda found: _tcr_places(view, found.tcr))


def achievement_table(view: View) -> Table:
    """Return mean, TCR, index and level of every node above the items."""
    return records_table(
        view,
        "achievement",
        (
            node_field(view, "node"),
            N,
            replace(MEAN, places=lambda score: node_places(view, score, "mean", "mean")),
            SD,
            _tcr(view),
            *_category(view),
            Field(
                "index",
                "est",
                decimals=view.index_places(),
                places=lambda score: node_places(view, score, "index", "index"),
            ),
            Field(
                "level",
                header="level_plain",
                of="level",
                words=lambda score: None if score.level is None else view.level_name(score.level),
            ),
        ),
        view.result.scores,
        notes=Notes(general=general_note(view), specific=category_notes(view)),
    )


def _tcr_places(view: View, tcr: float | None) -> int:
    """Return the decimals at which a TCR lies on its side of the limits of the categories."""
    table = view.result.options.tcr_categories
    return places_beside(tcr, "est", () if table is None else (band.min for band in table.bands[1:]), 1)


def items_table(view: View) -> Table:
    """Return mean and TCR of every item, under its dimension."""
    items = view.result.items
    turned = any(item.reverse for item in items)
    return records_table(
        view,
        "achievement_items",
        (
            Field("id", header="item", cell=lambda item: Cell(value=item.id, flag=item.reverse)),
            N,
            replace(MEAN, of="mean_keyed"),
            SD,
            _tcr(view),
            *_category(view),
        ),
        under_heads(items, lambda item: item.dimension, lambda node: head(view.name(node))),
        notes=Notes(
            general=general_note(view),
            specific=(*((view.phrase("table.note.tcr_turned"),) if turned else ()), *category_notes(view)),
        ),
    )


def general_note(view: View) -> Markup:
    """Return what a TCR is, where it begins, and what stands beside it."""
    return view.phrase(
        "table.note.tcr",
        low=view.scale().min,
        high=view.scale().max,
        index=view.say(f"report.index_range.{view.instrument.scoring.index}"),
        source=view.instrument.levels.source.in_language(view.lang),
    )


def category_notes(view: View) -> tuple[Markup, ...]:
    """Return the source of the categories, or that the plan names no table of them."""
    table = view.result.options.tcr_categories
    if table is None:
        return (view.phrase("table.note.tcr_no_categories"),)
    return (view.phrase("table.note.tcr_categories", source=table.source.in_language(view.lang)),)


def categories_table(view: View, table: TcrCategories) -> Table:
    """Return the table of categories that the plan names, with its source."""
    return records_table(
        view,
        "tcr_categories",
        (
            Field("category", header="tcr_category", words=lambda band: band.name.in_language(view.lang)),
            Field("min", "est", "from"),
            Field("max", "est", "to"),
        ),
        table.bands,
        notes=Notes(
            general=view.phrase("table.note.tcr_categories", source=table.source.in_language(view.lang)),
            specific=(view.phrase(f"table.note.tcr_closed.{table.closed}"),),
        ),
    )
