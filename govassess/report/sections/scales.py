"""Scales and items: coefficients of internal consistency, loadings, and how each item behaves within its scale."""

from __future__ import annotations

from collections.abc import Sequence

from markupsafe import Markup

from govassess.report.blocks import Block, Folded, Heading, Paragraph
from govassess.report.cautions import marks
from govassess.report.fields import N_USED, Field, head, present, records_table, under_heads
from govassess.report.formats import ZERO
from govassess.report.sections.item_charts import loadings_figures, rest_figures
from govassess.report.table import Cell, Notes, Table
from govassess.report.thresholds import LOW_ALPHA, LOW_AVE, LOW_ITEM_REST
from govassess.report.view import View
from govassess.result.measures import ItemStatistics, Reliability

RELIABILITY = ("alpha", "alpha_boot", "omega", "omega_interval", "reliability")
"""Fields whose reasons the table of reliability explains; omega stands for CR, AVE and loadings of the same model."""

FURTHER = ("alpha_standardised", "alpha_without_constant", "spearman_brown", "ordinal_alpha")
"""Coefficients beside alpha and omega, each also the name of its reason."""

OF_ONE_FACTOR = ("omega", "reliability")
"""Where it is stored why a coefficient of the one-factor model is not there."""

ITEM = (
    Field("median", "est", decimals=1, reasons=("median", "distribution")),
    Field("skewness", "est", reasons=("skewness", "distribution")),
    Field("kurtosis", "est", reasons=("kurtosis", "distribution")),
    Field(
        "item_rest_r", "r", "item_rest", thresholds=ZERO, reasons=("item_rest_r", "distribution")
    ),  # below: a warning
    Field("item_total_r", "r", "item_total", reasons=("item_total_r", "distribution")),
    Field("alpha_if_deleted", "r", reasons=("alpha_if_deleted", "distribution")),
)
"""Statistics of an item within its scale; the table explains why one is not there."""

LISTED = 6
"""So many items, at most, does a sentence name; the table has all."""


def consistency_blocks(view: View) -> list[Block]:
    """Return the coefficients of every scale, the further ones behind a line."""
    if not view.result.reliability:
        return []
    blocks: list[Block] = [
        Heading(text=view.say("report.measurement.reliability"), anchor="reliability"),
        reliability_table(view),
        Paragraph(text=view.phrase("method.reliability", confidence=view.confidence()), kind="note"),
    ]
    further = further_table(view)
    if further is not None:
        factors = any(entry.ave_low is not None for entry in view.result.reliability)
        summary = view.phrase(
            "report.measurement.reliability_more" if factors else "report.measurement.reliability_more_plain"
        )
        blocks.append(Folded(summary=summary, blocks=(further,), anchor="reliability-more"))
    return blocks


def items_blocks(view: View) -> list[Block]:
    """Return what is to be said about the items, and behind a line their loadings and the table."""
    return [
        Heading(text=view.say("report.measurement.items"), anchor="items"),
        *(Paragraph(text=said) for said in items_said(view)),
        Folded(
            summary=view.phrase("report.measurement.items_table", count=len(view.result.items)),
            blocks=(*loadings_figures(view), *rest_figures(view), items_table(view)),
            anchor="items-table",
        ),
    ]


def reliability_table(view: View) -> Table:
    """Return alpha and omega with their intervals, composite reliability and AVE of every node of that level."""
    entries = view.result.reliability
    low = any(map(is_low, entries))
    return records_table(
        view,
        "reliability",
        (
            Field("id", header="scale", cell=lambda each: Cell(value=view.name(each.id), marks=noted(view, each.id))),
            Field("k", "n"),
            N_USED,
            Field("alpha", "r", thresholds=(LOW_ALPHA,), reasons=("alpha", "reliability")),
            Field("alpha_ci", "ci", "feldt", bound="r"),
            Field("alpha_boot", "ci", "boot", bound="r"),
            Field("omega", "r", reasons=OF_ONE_FACTOR),
            *present([Field("omega_ci", "ci", bound="r")], entries),
            Field("composite_reliability", "r", "cr", reasons=OF_ONE_FACTOR),
            Field("ave", "r", thresholds=(LOW_AVE,), reasons=OF_ONE_FACTOR, flag=is_low),
        ),
        entries,
        anchor=lambda each: f"reliability-{each.id}",
        notes=Notes(
            general=view.with_widened(
                view.phrase(
                    "table.note.reliability",
                    draws=view.number(view.result.options, "draws", "n"),
                    units=view.resampled(),
                )
            ),
            specific=(
                *((view.phrase("table.note.flag.ave", threshold=view.plain(LOW_AVE, "r")),) if low else ()),
                *view.not_computed((entry.id for entry in entries), RELIABILITY),
            ),
        ),
    )


def further_table(view: View) -> Table | None:
    """Return the coefficients beside alpha and omega, and the intervals of the others; nothing where there is none."""
    entries = view.result.reliability
    known = present(
        (
            *(Field(name, "r", reasons=(name, "reliability")) for name in FURTHER),
            Field("composite_reliability_ci", "ci", "cr_ci", bound="r"),
            Field("ave_ci", "ci", bound="r"),
        ),
        entries,
    )
    if not known:
        return None
    keys = {field.name for field in known}
    specific = [
        view.phrase(f"table.note.{note}")
        for note, key in (("factor_intervals", "ave_ci"), ("ordinal_alpha", "ordinal_alpha"))
        if key in keys
    ]
    return records_table(
        view,
        "reliability_more",
        (Field("id", header="scale", words=lambda each: view.name(each.id)), *known),
        entries,
        notes=Notes(
            general=view.phrase("table.note.reliability_more"),
            specific=(*specific, *view.not_computed((entry.id for entry in entries), FURTHER)),
        ),
    )


def noted(view: View, ident: str) -> tuple[int, ...]:
    """Return the warnings about a scale or item."""
    return marks(view, "measurement", ident)


def is_low(entry: Reliability) -> bool:
    """Tell whether a scale's average variance extracted is under its convention."""
    return entry.ave is not None and entry.ave < LOW_AVE


def items_said(view: View) -> list[Markup]:
    """Return which items do not go with their scale, and which go as closely with another."""
    said = []
    rests = [item for item in view.result.items if item.item_rest_r is not None]
    if rests:
        threshold = view.plain(LOW_ITEM_REST, "r")
        weak = [item for item in rests if (item.item_rest_r or 0.0) < LOW_ITEM_REST]
        said.append(
            view.phrase(
                "report.measurement.items_rest",
                count=len(weak),
                of=len(rests),
                threshold=threshold,
                listed=items_listed(view, weak),
            )
            if weak
            else view.phrase("report.measurement.items_rest_none", count=len(rests), threshold=threshold)
        )
    crossed = [item for item in view.result.items if item.own_r is not None and item.other_r is not None]
    if crossed:
        strays = [item for item in crossed if strays_to_another(item)]
        said.append(
            view.phrase(
                "report.measurement.items_other",
                count=len(strays),
                of=len(crossed),
                listed=items_listed(view, strays),
            )
            if strays
            else view.phrase("report.measurement.items_other_none")
        )
    return said


def items_listed(view: View, items: Sequence[ItemStatistics]) -> Markup:
    """Return the ids of items, the first few where there are many."""
    named = [item.id for item in items[:LISTED]]
    if len(items) > LISTED:
        named.append(view.say("report.measurement.more_items", count=len(items) - LISTED))
    return view.listed(named)


def strays_to_another(item: ItemStatistics) -> bool:
    """Tell whether an item goes at least as closely with another scale as with its own."""
    return item.own_r is not None and item.other_r is not None and abs(item.other_r) >= item.own_r


def items_table(view: View) -> Table:
    """Return how each item behaves within its scale and beside the others, with its loading."""
    items = view.result.items
    loaded = {item: entry for entry in view.result.reliability for item in entry.loadings}
    of_others = (
        Field("own_r", "r"),
        Field("other_r", "r", flag=strays_to_another),
        Field(
            "other_scale",
            of="other_scale",
            words=lambda item: view.name(item.other_scale) if item.other_scale else None,
        ),
    )
    crossed = of_others if any(item.own_r is not None for item in items) else ()
    nodes = dict.fromkeys(item.dimension for item in items)
    specific = [view.phrase("table.note.cross_loadings")] if crossed else []
    if any(strays_to_another(item) for item in items):
        specific.append(view.phrase("table.note.flag.other_r"))
    return records_table(
        view,
        "items",
        (
            Field("id", header="item", cell=lambda item: item_cell(view, item)),
            *ITEM,
            Field("loading", "r", cell=lambda item: loading_cell(view, item, loaded.get(item.id))),
            *crossed,
        ),
        under_heads(items, lambda item: item.dimension, lambda node: head(view.name(node))),
        anchor=lambda item: f"item-{item.id}",
        notes=Notes(
            general=view.phrase("table.note.items"),
            specific=(
                *specific,
                *view.not_computed((item.id for item in items), (*(field.name for field in ITEM), "distribution")),
                *view.not_computed(("validity", *nodes), ("cross_loadings",)),
            ),
        ),
    )


def item_cell(view: View, item: ItemStatistics) -> Cell:
    """Return the id of an item, whether it is reversed, and the warnings about it."""
    label = view.say("table.item_id_reversed", id=item.id) if item.reverse else item.id
    return Cell(value=label, marks=noted(view, item.id))


def loading_cell(view: View, item: ItemStatistics, scale: Reliability | None) -> Cell:
    """Return the loading of an item on the factor of its scale."""
    return view.nothing() if scale is None else view.cell(scale, ("loadings", item.id))
