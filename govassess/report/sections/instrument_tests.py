"""Validity and reliability as theses test them, item by item and scale by scale, beside what serves better."""

from __future__ import annotations

from dataclasses import replace

from markupsafe import Markup

from govassess.report.blocks import Block, Heading, Paragraph, Section
from govassess.report.sections.item_charts import REST_THRESHOLD
from govassess.report.table import Cell, Column, Notes, Row, Table
from govassess.report.view import View
from govassess.result.assessment import ItemStatistics

ALPHA_THRESHOLD = 0.7
"""Nunnally (1978)."""


def instrument_tests_section(view: View) -> Section:
    """Return the section on item-total correlations and alpha."""
    blocks: list[Block] = []
    if view.result.items:
        blocks += [
            Heading(text=view.say("report.instrument_tests.validity"), anchor="item-total"),
            item_total_table(view),
            Paragraph(text=view.phrase("report.instrument_tests.validity.limit"), kind="note"),
        ]
    if view.result.reliability:
        blocks += [
            Heading(text=view.say("report.instrument_tests.reliability"), anchor="alpha-omega"),
            alpha_table(view),
            Paragraph(text=view.phrase("report.instrument_tests.reliability.limit"), kind="note"),
        ]
    return Section(
        name="instrument_tests",
        title=view.say("report.section.instrument_tests"),
        finding=finding(view),
        blocks=tuple(blocks),
    )


def finding(view: View) -> Markup:
    """Return how many items lie above the critical r, and how many scales reach the convention of alpha."""
    tested = [item for item in view.result.items if is_above(item) is not None]
    scales = [entry for entry in view.result.reliability if entry.alpha is not None]
    said = []
    if tested:
        above = sum(1 for item in tested if is_above(item))
        said.append(view.phrase("report.instrument_tests.items", count=above, of=len(tested)))
    elif any(item.item_total_r is not None for item in view.result.items):
        said.append(view.phrase("report.classical.older"))
    if scales:
        reached = sum(1 for entry in scales if (entry.alpha or 0.0) >= ALPHA_THRESHOLD)
        threshold = view.plain(ALPHA_THRESHOLD, "r")
        said.append(view.phrase("report.instrument_tests.scales", count=reached, of=len(scales), threshold=threshold))
    return Markup(" ").join(said) if said else view.phrase("report.instrument_tests.none")


def is_above(item: ItemStatistics) -> bool | None:
    """Tell whether an item's r with the total lies above the critical one; nothing where one of them is unknown."""
    if item.item_total_r is None or item.critical_r is None:
        return None
    return item.item_total_r > item.critical_r


def item_total_table(view: View) -> Table:
    """Return r with the total and its critical value, and beside them r with the rest, of every item."""
    columns = (
        Column(key="id", header=view.say("table.column.item"), kind="text"),
        Column(key="n", header=view.say("table.column.n"), kind="n"),
        Column(key="df", header=view.say("table.column.df"), kind="n"),
        Column(key="item_total_r", header=view.say("table.column.r_counted"), kind="r", decimals=3),
        Column(key="critical_r", header=view.say("table.column.r_critical"), kind="r", decimals=3),
        Column(key="decision", header=view.say("table.column.decision"), kind="text"),
        Column(key="item_rest_r", header=view.say("table.column.item_rest"), kind="r", decimals=3),
    )
    rows: list[Row] = []
    above = None
    for item in view.result.items:
        if item.dimension != above:
            above = item.dimension
            rows.append(Row(cells=(Cell(value=view.name(above)),), group=True))
        rows.append(_item_row(view, item))
    low = any(item.item_rest_r is not None and item.item_rest_r < REST_THRESHOLD for item in view.result.items)
    flagged = (view.phrase("table.note.flag.rest", threshold=view.plain(REST_THRESHOLD, "r")),) if low else ()
    nodes = dict.fromkeys(item.dimension for item in view.result.items)
    return Table(
        name="item_total",
        title=view.say("table.title.item_total"),
        columns=columns,
        rows=tuple(rows),
        notes=Notes(
            general=view.phrase("table.note.item_total", alpha=view.plain(0.05, "pct", 0)),
            specific=(
                *flagged,
                *view.not_computed((item.id for item in view.result.items), ("item_rest_r",)),
                *view.not_computed(nodes, ("item_analysis",)),
            ),
        ),
        lang=view.lang,
    )


def _item_row(view: View, item: ItemStatistics) -> Row:
    path = f"items.{item.id}"
    decision = is_above(item)
    words = None if decision is None else view.say(f"table.r_critical.{'above' if decision else 'not_above'}")
    rest = view.cell(item.item_rest_r, f"{path}.item_rest_r", where=item.id, fields=("item_rest_r",))
    return Row(
        cells=(
            Cell(value=item.id),
            view.cell(item.item_total_n, f"{path}.item_total_n"),
            view.cell(item.item_total_df, f"{path}.item_total_df"),
            view.cell(item.item_total_r, f"{path}.item_total_r", where=item.id, fields=("item_rest_r",)),
            view.cell(item.critical_r, f"{path}.critical_r"),
            Cell(value=words) if words else Cell(instead=view.say("table.none")),
            replace(rest, flag=item.item_rest_r is not None and item.item_rest_r < REST_THRESHOLD),
        )
    )


def alpha_table(view: View) -> Table:
    """Return alpha with the conventional threshold, beside it omega with its interval, of every scale."""
    confidence = view.confidence()
    threshold = view.plain(ALPHA_THRESHOLD, "r")
    columns = (
        Column(key="id", header=view.say("table.column.scale"), kind="text"),
        Column(key="k", header=view.say("table.column.k"), kind="n"),
        Column(key="n_used", header=view.say("table.column.n"), kind="n"),
        Column(key="alpha", header=view.say("table.column.alpha"), kind="r", decimals=3),
        Column(key="decision", header=view.say("table.column.convention", threshold=threshold), kind="text"),
        Column(key="omega", header=view.say("table.column.omega"), kind="r", decimals=3),
        Column(
            key="omega_ci",
            header=view.say("table.column.omega_ci", confidence=confidence),
            kind="ci",
            bound_kind="r",
            decimals=3,
        ),
    )
    rows = []
    for entry in view.result.reliability:
        path = f"reliability.{entry.id}"
        known = entry.alpha is not None
        reached = known and (entry.alpha or 0.0) >= ALPHA_THRESHOLD
        words = view.say(f"table.convention.{'reached' if reached else 'below'}") if known else None
        rows.append(
            Row(
                cells=(
                    Cell(value=view.name(entry.id)),
                    Cell(value=entry.k, source=f"{path}.k"),
                    Cell(value=entry.n_used, source=f"{path}.n_used"),
                    view.cell(entry.alpha, f"{path}.alpha", where=entry.id, fields=("alpha", "reliability")),
                    Cell(value=words) if words else Cell(instead=view.say("table.none")),
                    view.cell(entry.omega, f"{path}.omega", where=entry.id, fields=("omega", "reliability")),
                    view.interval(entry.omega_low, entry.omega_high, path, ("omega_low", "omega_high")),
                )
            )
        )
    return Table(
        name="alpha_omega",
        title=view.say("table.title.alpha_omega"),
        columns=columns,
        rows=tuple(rows),
        notes=Notes(
            general=view.with_widened(
                view.phrase(
                    "table.note.alpha_omega",
                    threshold=threshold,
                    draws=view.number(view.result.options.draws, "n", "options.draws"),
                    units=view.resampled(),
                )
            ),
            specific=view.not_computed(
                (entry.id for entry in view.result.reliability), ("alpha", "omega", "omega_interval", "reliability")
            ),
        ),
        lang=view.lang,
    )
