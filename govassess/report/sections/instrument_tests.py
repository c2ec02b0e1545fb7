"""Validity and reliability as theses test them, item by item and scale by scale, beside what serves better."""

from __future__ import annotations

from markupsafe import Markup

from govassess.report.blocks import Block, Heading, Paragraph, Section
from govassess.report.fields import N_USED, Field, head, name_of, records_table, under_heads
from govassess.report.table import Notes, Table
from govassess.report.thresholds import LOW_ALPHA, LOW_ITEM_REST, SIGNIFICANT
from govassess.report.view import View
from govassess.result.measures import ItemStatistics, Reliability


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
        reached = sum(1 for entry in scales if (entry.alpha or 0.0) >= LOW_ALPHA)
        threshold = view.plain(LOW_ALPHA, "r")
        said.append(view.phrase("report.instrument_tests.scales", count=reached, of=len(scales), threshold=threshold))
    return Markup(" ").join(said) if said else view.phrase("report.instrument_tests.none")


def is_above(item: ItemStatistics) -> bool | None:
    """Tell whether an item's r with the total lies above the critical one; nothing where one of them is unknown."""
    if item.item_total_r is None or item.critical_r is None:
        return None
    return item.item_total_r > item.critical_r


def item_total_table(view: View) -> Table:
    """Return r with the total and its critical value, and beside them r with the rest, of every item."""
    items = view.result.items
    nodes = dict.fromkeys(item.dimension for item in items)
    low = any(map(is_weak, items))
    return records_table(
        view,
        "item_total",
        (
            Field("id", header="item", words=lambda item: item.id),
            Field("n", "n", of="item_total_n"),
            Field("df", "n", of="item_total_df"),
            Field("item_total_r", "r", "r_counted", decimals=3, reasons=("item_rest_r",)),
            Field("critical_r", "r", "r_critical", decimals=3),
            Field("decision", words=lambda item: decision(view, item)),
            Field("item_rest_r", "r", "item_rest", decimals=3, reasons=("item_rest_r",), flag=is_weak),
        ),
        under_heads(items, lambda item: item.dimension, lambda node: head(view.name(node))),
        notes=Notes(
            general=view.phrase("table.note.item_total", alpha=view.plain(SIGNIFICANT, "pct", 0)),
            specific=(
                *((view.phrase("table.note.flag.rest", threshold=view.plain(LOW_ITEM_REST, "r")),) if low else ()),
                *view.not_computed((item.id for item in items), ("item_rest_r",)),
                *view.not_computed(nodes, ("item_analysis",)),
            ),
        ),
    )


def is_weak(item: ItemStatistics) -> bool:
    """Tell whether an item's r with the rest of its scale is under the convention."""
    return item.item_rest_r is not None and item.item_rest_r < LOW_ITEM_REST


def decision(view: View, item: ItemStatistics) -> str | None:
    """Return whether an item's r with the total lies above the critical one, in words."""
    above = is_above(item)
    return None if above is None else view.say(f"table.r_critical.{'above' if above else 'not_above'}")


def alpha_table(view: View) -> Table:
    """Return alpha with the conventional threshold, beside it omega with its interval, of every scale."""
    threshold = view.plain(LOW_ALPHA, "r")
    scales = view.result.reliability

    def convention(scale: Reliability) -> str | None:
        if scale.alpha is None:
            return None
        return view.say(f"table.convention.{'reached' if scale.alpha >= LOW_ALPHA else 'below'}")

    return records_table(
        view,
        "alpha_omega",
        (
            name_of(view, "scale"),
            Field("k", "n"),
            N_USED,
            Field("alpha", "r", decimals=3, reasons=("alpha", "reliability")),
            Field("decision", heading=view.say("table.column.convention", threshold=threshold), words=convention),
            Field("omega", "r", decimals=3, reasons=("omega", "reliability")),
            Field("omega_ci", "ci", decimals=3, bound="r"),
        ),
        scales,
        notes=Notes(
            general=view.with_widened(
                view.phrase(
                    "table.note.alpha_omega",
                    threshold=threshold,
                    draws=view.number(view.result.options, "draws", "n"),
                    units=view.resampled(),
                )
            ),
            specific=view.not_computed(
                (scale.id for scale in scales), ("alpha", "omega", "omega_interval", "reliability")
            ),
        ),
    )
