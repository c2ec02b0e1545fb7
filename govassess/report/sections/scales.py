"""Scales and items: coefficients of internal consistency, loadings, and how each item behaves within its scale."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import replace

from markupsafe import Markup

from govassess.report.blocks import Block, Folded, Heading, Paragraph
from govassess.report.cautions import marks
from govassess.report.formats import Kind
from govassess.report.sections.item_charts import REST_THRESHOLD, loadings_figures, rest_figures
from govassess.report.table import Cell, Column, Notes, Row, Table
from govassess.report.thresholds import LOW_ALPHA
from govassess.report.view import View
from govassess.result.assessment import ItemStatistics, Reliability

RELIABILITY = ("alpha", "alpha_boot", "omega", "omega_interval", "reliability")
"""Fields whose reasons the table of reliability explains; omega stands for CR, AVE and loadings of the same model."""

FURTHER = ("alpha_standardised", "alpha_without_constant", "spearman_brown", "ordinal_alpha")
"""Coefficients beside alpha and omega, each also the name of its reason."""

OF_ONE_FACTOR = ("composite_reliability", "ave")

ITEM = ("median", "skewness", "kurtosis", "item_rest_r", "item_total_r", "alpha_if_deleted")
"""Fields whose reasons the table of item statistics explains."""

INTERVALS = {"omega": "omega_ci", "composite_reliability": "cr_ci", "ave": "ave_ci"}
"""Coefficient -> the header of its interval."""

AVE_THRESHOLD = 0.5
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
    confidence = view.confidence()
    columns = [
        Column(key="id", header=view.say("table.column.scale"), kind="text"),
        Column(key="k", header=view.say("table.column.k"), kind="n"),
        Column(key="n_used", header=view.say("table.column.n"), kind="n"),
        Column(key="alpha", header=view.say("table.column.alpha"), kind="r", beside=(LOW_ALPHA,)),
        Column(key="alpha_ci", header=view.say("table.column.feldt", confidence=confidence), kind="ci", bound_kind="r"),
        Column(
            key="alpha_boot", header=view.say("table.column.boot", confidence=confidence), kind="ci", bound_kind="r"
        ),
        Column(key="omega", header=view.say("table.column.omega"), kind="r"),
        *_interval_columns(view, entries, "omega"),
        Column(key="composite_reliability", header=view.say("table.column.cr"), kind="r"),
        Column(key="ave", header=view.say("table.column.ave"), kind="r", beside=(AVE_THRESHOLD,)),
    ]
    low = any(entry.ave is not None and entry.ave < AVE_THRESHOLD for entry in entries)
    return Table(
        name="reliability",
        title=view.say("table.title.reliability"),
        columns=tuple(columns),
        rows=tuple(_row(view, entry, columns) for entry in entries),
        notes=Notes(
            general=view.with_widened(
                view.phrase(
                    "table.note.reliability",
                    draws=view.number(view.result.options.draws, "n", "options.draws"),
                    units=view.resampled(),
                )
            ),
            specific=(
                *((view.phrase("table.note.flag.ave", threshold=view.plain(AVE_THRESHOLD, "r")),) if low else ()),
                *view.not_computed((entry.id for entry in entries), RELIABILITY),
            ),
        ),
        lang=view.lang,
    )


def further_table(view: View) -> Table | None:
    """Return the coefficients beside alpha and omega, and the intervals of the others; nothing where there is none."""
    entries = view.result.reliability
    known = [
        Column(key=name, header=view.say(f"table.column.{name}"), kind="r")
        for name in FURTHER
        if any(getattr(entry, name) is not None for entry in entries)
    ]
    columns = [
        Column(key="id", header=view.say("table.column.scale"), kind="text"),
        *known,
        *_interval_columns(view, entries, "composite_reliability"),
        *_interval_columns(view, entries, "ave"),
    ]
    if len(columns) == 1:
        return None
    keys = {column.key for column in columns}
    specific = [
        view.phrase(f"table.note.{note}")
        for note, key in (("factor_intervals", "ave_ci"), ("ordinal_alpha", "ordinal_alpha"))
        if key in keys
    ]
    return Table(
        name="reliability_more",
        title=view.say("table.title.reliability_more"),
        columns=tuple(columns),
        rows=tuple(_row(view, entry, columns, anchored=False) for entry in entries),
        notes=Notes(
            general=view.phrase("table.note.reliability_more"),
            specific=(*specific, *view.not_computed((entry.id for entry in entries), FURTHER)),
        ),
        lang=view.lang,
    )


def _interval_columns(view: View, entries: Iterable[Reliability], name: str) -> list[Column]:
    """Return the column of a coefficient's interval, if there is one at all."""
    if all(getattr(entry, f"{name}_low") is None for entry in entries):
        return []
    header = view.say(f"table.column.{INTERVALS[name]}", confidence=view.confidence())
    return [Column(key=f"{name}_ci", header=header, kind="ci", bound_kind="r")]


def _row(view: View, entry: Reliability, columns: Sequence[Column], *, anchored: bool = True) -> Row:
    """Return the row of one node; the marks of its warnings stand in the first table only."""
    path = f"reliability.{entry.id}"
    cells = {
        "id": Cell(value=view.name(entry.id), marks=marks(view, "measurement", entry.id) if anchored else ()),
        "k": Cell(value=entry.k, source=f"{path}.k"),
        "n_used": Cell(value=entry.n_used, source=f"{path}.n_used"),
    }
    for column in columns:
        if column.kind == "ci":
            name = column.key.removesuffix("_ci")
            low, high = (getattr(entry, f"{name}_{end}") for end in ("low", "high"))
            cells[column.key] = view.interval(low, high, path, (f"{name}_low", f"{name}_high"))
        elif column.key not in cells:
            reason = "omega" if column.key in OF_ONE_FACTOR else column.key
            cells[column.key] = view.cell(
                getattr(entry, column.key), f"{path}.{column.key}", where=entry.id, fields=(reason, "reliability")
            )
    if "ave" in cells:
        cells["ave"] = replace(cells["ave"], flag=entry.ave is not None and entry.ave < AVE_THRESHOLD)
    return Row(
        cells=tuple(cells[column.key] for column in columns), anchor=f"reliability-{entry.id}" if anchored else ""
    )


def items_said(view: View) -> list[Markup]:
    """Return which items do not go with their scale, and which go as closely with another."""
    said = []
    rests = [item for item in view.result.items if item.item_rest_r is not None]
    if rests:
        threshold = view.plain(REST_THRESHOLD, "r")
        weak = [item for item in rests if (item.item_rest_r or 0.0) < REST_THRESHOLD]
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
    loaded = {item: (entry.id, value) for entry in view.result.reliability for item, value in entry.loadings.items()}
    crossed = any(item.own_r is not None for item in items)
    kinds: list[tuple[str, str, Kind, int | None]] = [
        ("id", "item", "text", None),
        ("median", "median", "est", 1),
        ("skewness", "skewness", "est", None),
        ("kurtosis", "kurtosis", "est", None),
        ("item_rest_r", "item_rest", "r", None),
        ("item_total_r", "item_total", "r", None),
        ("alpha_if_deleted", "alpha_if_deleted", "r", None),
        ("loading", "loading", "r", None),
    ]
    if crossed:
        kinds += [("own_r", "own_r", "r", None), ("other_r", "other_r", "r", None)]
        kinds += [("other_scale", "other_scale", "text", None)]
    rows: list[Row] = []
    above = None
    for item in items:
        if item.dimension != above:
            above = item.dimension
            rows.append(Row(cells=(Cell(value=view.name(above)),), group=True))
        rows.append(item_row(view, item, loaded.get(item.id), crossed=crossed))
    nodes = dict.fromkeys(item.dimension for item in items)
    specific = [view.phrase("table.note.cross_loadings")] if crossed else []
    if any(strays_to_another(item) for item in items):
        specific.append(view.phrase("table.note.flag.other_r"))
    return Table(
        name="items",
        title=view.say("table.title.items"),
        columns=tuple(
            Column(
                key=key,
                header=view.say(f"table.column.{header}"),
                kind=kind,
                decimals=decimals,
                beside=(0.0,) if key == "item_rest_r" else (),  # below it an item is warned of
            )
            for key, header, kind, decimals in kinds
        ),
        rows=tuple(rows),
        notes=Notes(
            general=view.phrase("table.note.items"),
            specific=(
                *specific,
                *view.not_computed((item.id for item in items), (*ITEM, "distribution")),
                *view.not_computed(("validity", *nodes), ("cross_loadings",)),
            ),
        ),
        lang=view.lang,
    )


def item_row(view: View, item: ItemStatistics, loading: tuple[str, float] | None, *, crossed: bool) -> Row:
    """Return the row of one item; ``crossed`` adds how it goes with its own scale and with the nearest other."""
    path = f"items.{item.id}"
    figures = [
        view.cell(getattr(item, field), f"{path}.{field}", where=item.id, fields=(field, "distribution"))
        for field in ITEM
    ]
    figures.append(
        Cell(value=loading[1], source=f"reliability.{loading[0]}.loadings.{item.id}")
        if loading
        else view.cell(None, "")
    )
    if crossed:
        other = view.name(item.other_scale) if item.other_scale else None
        figures += [
            view.cell(item.own_r, f"{path}.own_r"),
            replace(view.cell(item.other_r, f"{path}.other_r"), flag=strays_to_another(item)),
            view.cell(other, f"{path}.other_scale"),
        ]
    label = view.say("table.item_id_reversed", id=item.id) if item.reverse else item.id
    stub = Cell(value=label, marks=marks(view, "measurement", item.id))
    return Row(cells=(stub, *figures), anchor=f"item-{item.id}")
