"""The variables as theses describe them: the TCR of every node and item, beside mean and index."""

from __future__ import annotations

from markupsafe import Markup

from govassess.report.blocks import Block, Heading, Section
from govassess.report.cut_points import is_levelled, level_places
from govassess.report.formats import Kind, places_beside
from govassess.report.table import Cell, Column, Notes, Row, Table
from govassess.report.view import View
from govassess.result.assessment import ItemStatistics, NodeScore


def achievement_section(view: View) -> Section:
    """Return the section that describes the variables by their TCR."""
    blocks: list[Block] = [achievement_table(view)]
    if any(item.tcr is not None for item in view.result.items):
        blocks += [Heading(text=view.say("report.achievement.items"), anchor="tcr-items"), items_table(view)]
    if view.result.options.tcr_categories is not None:
        blocks.append(categories_table(view))
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
            tcr=view.number(score.tcr, "est", f"scores.{score.id}.tcr", _tcr_places(view, score.tcr)),
        )
        for score in known
    ]
    return view.phrase(
        "report.achievement.finding", listed=view.listed(said), low=view.scale().min, high=view.scale().max
    )


def _columns(view: View, first: str) -> tuple[Column, ...]:
    """Return the columns of a table of TCR; without a table of categories there is none for them."""
    named = view.result.options.tcr_categories is not None
    index = view.index_places()
    kinds: list[tuple[str, str, Kind, int | None]] = [
        ("n", "n", "n", None),
        ("mean", "mean", "est", None),
        ("sd", "sd", "est", None),
        ("tcr", "tcr", "est", 1),
        *((("category", "tcr_category", "text", None),) if named else ()),
    ]
    if first == "node":
        kinds += [("index", "index", "est", index), ("level", "level_plain", "text", None)]
    return (
        Column(key="id", header=view.say(f"table.column.{first}"), kind="text"),
        *(
            Column(key=key, header=view.say(f"table.column.{header}"), kind=kind, decimals=places)
            for key, header, kind, places in kinds
        ),
    )


def _category(view: View, place: int | None, path: str) -> tuple[Cell, ...]:
    """Return the cell of a category, none where no table is named."""
    table = view.result.options.tcr_categories
    if table is None:
        return ()
    if place is None:
        return (Cell(instead=view.say("table.none")),)
    return (Cell(value=table.bands[place].name.in_language(view.lang), source=f"{path}.tcr_category"),)


def achievement_table(view: View) -> Table:
    """Return mean, TCR, index and level of every node above the items."""
    return Table(
        name="achievement",
        title=view.say("table.title.achievement"),
        columns=_columns(view, "node"),
        rows=tuple(_node_row(view, score) for score in view.result.scores),
        notes=Notes(general=general_note(view), specific=category_notes(view)),
        lang=view.lang,
    )


def _node_row(view: View, score: NodeScore) -> Row:
    path = f"scores.{score.id}"
    level = None if score.level is None else view.level_name(score.level)
    levelled = is_levelled(view, score.kind)
    return Row(
        cells=(
            Cell(value=view.name(score.id), strong=score.kind in ("overall", "construct")),
            Cell(value=score.n, source=f"{path}.n"),
            view.cell(
                score.mean,
                f"{path}.mean",
                decimals=level_places(view, score.id, "mean", [score.mean], levelled=levelled),
            ),
            view.cell(score.sd, f"{path}.sd"),
            view.cell(score.tcr, f"{path}.tcr", decimals=_tcr_places(view, score.tcr)),
            *_category(view, score.tcr_category, path),
            view.cell(
                score.index,
                f"{path}.index",
                decimals=level_places(view, score.id, "index", [score.index], levelled=levelled),
            ),
            view.cell(level, f"{path}.level"),
        ),
        indent=1 if score.kind == "indicator" else 0,
    )


def _tcr_places(view: View, tcr: float | None) -> int:
    """Return the decimals at which a TCR lies on its side of the limits of the categories."""
    table = view.result.options.tcr_categories
    return places_beside(tcr, "est", () if table is None else (band.min for band in table.bands[1:]), 1)


def items_table(view: View) -> Table:
    """Return mean and TCR of every item, under its dimension."""
    rows: list[Row] = []
    above = None
    for item in view.result.items:
        if item.dimension != above:
            above = item.dimension
            rows.append(Row(cells=(Cell(value=view.name(above)),), group=True))
        rows.append(_item_row(view, item))
    turned = any(item.reverse for item in view.result.items)
    return Table(
        name="achievement_items",
        title=view.say("table.title.achievement_items"),
        columns=_columns(view, "item"),
        rows=tuple(rows),
        notes=Notes(
            general=general_note(view),
            specific=(*((view.phrase("table.note.tcr_turned"),) if turned else ()), *category_notes(view)),
        ),
        lang=view.lang,
    )


def _item_row(view: View, item: ItemStatistics) -> Row:
    path = f"items.{item.id}"
    return Row(
        cells=(
            Cell(value=item.id, flag=item.reverse),
            Cell(value=item.n, source=f"{path}.n"),
            view.cell(item.mean_keyed, f"{path}.mean_keyed"),
            view.cell(item.sd, f"{path}.sd"),
            view.cell(item.tcr, f"{path}.tcr", decimals=_tcr_places(view, item.tcr)),
            *_category(view, item.tcr_category, path),
        )
    )


def general_note(view: View) -> Markup:
    """Return what a TCR is, where it begins, and what stands beside it."""
    return view.phrase(
        "table.note.tcr",
        low=view.scale().min,
        high=view.scale().max,
        index=view.say(f"report.index_range.{view.result.instrument.scoring.index}"),
        source=view.result.instrument.levels.source.in_language(view.lang),
    )


def category_notes(view: View) -> tuple[Markup, ...]:
    """Return the source of the categories, or that the plan names no table of them."""
    table = view.result.options.tcr_categories
    if table is None:
        return (view.phrase("table.note.tcr_no_categories"),)
    return (view.phrase("table.note.tcr_categories", source=table.source.in_language(view.lang)),)


def categories_table(view: View) -> Table:
    """Return the table of categories that the plan names, with its source."""
    table = view.result.options.tcr_categories
    assert table is not None
    path = "options.tcr_categories.bands"
    return Table(
        name="tcr_categories",
        title=view.say("table.title.tcr_categories"),
        columns=(
            Column(key="category", header=view.say("table.column.tcr_category"), kind="text"),
            Column(key="min", header=view.say("table.column.from"), kind="est", decimals=2),
            Column(key="max", header=view.say("table.column.to"), kind="est", decimals=2),
        ),
        rows=tuple(
            Row(
                cells=(
                    Cell(value=band.name.in_language(view.lang)),
                    Cell(value=band.min, source=f"{path}.{place}.min"),
                    Cell(value=band.max, source=f"{path}.{place}.max"),
                )
            )
            for place, band in enumerate(table.bands)
        ),
        notes=Notes(
            general=view.phrase("table.note.tcr_categories", source=table.source.in_language(view.lang)),
            specific=(view.phrase(f"table.note.tcr_closed.{table.closed}"),),
        ),
        lang=view.lang,
    )
