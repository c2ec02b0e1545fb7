"""Measurement: how consistent the answers within a dimension are, and how far dimensions are told apart."""

from __future__ import annotations

from dataclasses import replace

from markupsafe import Markup, escape

from govassess.assessment.result import ItemStatistics, Pair, Reliability
from govassess.report.blocks import Block, Figure, Heading, Paragraph, Section, drawing
from govassess.report.cautions import marks, of_section, spot_marks
from govassess.report.charts import Heat, LoadingRow, Loadings, heat, loadings
from govassess.report.sections.answers import by_construct, chart_parts
from govassess.report.table import Cell, Column, Notes, Row, Table
from govassess.report.view import View

RELIABILITY = (
    "alpha",
    "alpha_boot",
    "alpha_standardised",
    "alpha_without_constant",
    "omega",
    "composite_reliability",
    "ave",
    "spearman_brown",
    "loadings",
    "reliability",
)
"""Fields whose reasons the table of reliability explains."""

ITEM = ("median", "skewness", "kurtosis", "item_rest_r", "item_total_r", "alpha_if_deleted")
"""Fields whose reasons the table of item statistics explains."""

LOADING_THRESHOLD = 0.7
HTMT_THRESHOLD = 0.85
AVE_THRESHOLD = 0.5
NAMED = 3
"""So many pairs that are not told apart, at most, does the sentence name; the table marks all."""


def measurement_section(view: View) -> Section:
    """Return the section on measurement."""
    blocks: list[Block] = []
    if view.result.reliability:
        blocks.append(Heading(text=view.say("report.measurement.reliability"), anchor="reliability"))
        blocks.append(reliability_table(view))
        blocks.append(Paragraph(text=view.phrase("method.reliability", confidence=view.confidence()), kind="note"))
        blocks.extend(loadings_figure(view))
    blocks.append(Heading(text=view.say("report.measurement.items"), anchor="items"))
    blocks.append(items_table(view))
    blocks.extend(told_apart_blocks(view))
    blocks.append(Paragraph(text=view.phrase("method.conventions"), kind="note"))
    return Section(
        name="measurement",
        title=view.say("report.section.measurement"),
        finding=Markup(" ").join((finding(view), told_apart(view))) if view.result.validity.pairs else finding(view),
        blocks=tuple(blocks),
        warnings=of_section(view, "measurement"),
    )


def told_apart_blocks(view: View) -> list[Block]:
    """Return how far the scales are told apart, or why that was not computed; nothing where there is one scale."""
    heading = Heading(
        text=view.say("report.measurement.htmt"), anchor="htmt", marks=spot_marks(view, "measurement.htmt")
    )
    if view.result.validity.pairs:
        note = Paragraph(text=view.phrase("method.htmt"), kind="note")
        return [heading, *heat_figure(view), pairs_table(view), note]
    if any(entry.where == "validity" and entry.code == "too_few_blocks" for entry in view.result.unavailable):
        return []
    reason = view.reason("validity", "pairs", "htmt")
    return [heading, Paragraph(text=view.phrase("report.not_computed", reason=reason))]


def finding(view: View) -> Markup:
    """Return the sentence on the range of alpha."""
    known = [entry for entry in view.result.reliability if entry.alpha is not None]
    if not known:
        return view.phrase(
            "report.measurement.finding_none", reason=view.reason(_first_id(view), "alpha", "reliability")
        )
    low, high = min(known, key=_alpha), max(known, key=_alpha)
    key = "report.measurement.finding" if len(known) > 1 else "report.measurement.finding_one"
    return view.phrase(
        key,
        low=view.number(low.alpha, "r", f"reliability.{low.id}.alpha"),
        low_name=view.name(low.id),
        high=view.number(high.alpha, "r", f"reliability.{high.id}.alpha"),
        high_name=view.name(high.id),
        confidence=view.confidence(),
        low_interval=interval_of(view, low),
        high_interval=interval_of(view, high),
    )


def told_apart(view: View) -> Markup:
    """Return the sentence on how many pairs of scales the declared test does not tell apart."""
    tested = [pair for pair in view.result.validity.pairs if pair.htmt_upper is not None]
    if not tested:
        return Markup()
    threshold = view.plain(HTMT_THRESHOLD, "r")
    failing = sorted((pair for pair in tested if overlaps(pair)), key=lambda pair: -(pair.htmt_upper or 0))
    if not failing:
        return view.phrase("report.measurement.told_apart_all", count=len(tested), threshold=threshold)
    named = [view.say("table.pair", a=view.name(pair.a), b=view.name(pair.b)) for pair in failing[:NAMED]]
    if len(failing) > NAMED:
        named.append(view.say("report.measurement.and_more", count=len(failing) - NAMED))
    return view.phrase(
        "report.measurement.told_apart",
        count=len(failing),
        of=len(tested),
        threshold=threshold,
        listed=view.listed(named),
    )


def overlaps(pair: Pair) -> bool:
    """Tell whether the upper bound of HTMT, the declared test, fails to lie below the threshold."""
    return pair.htmt_upper is not None and pair.htmt_upper >= HTMT_THRESHOLD


def interval_of(view: View, entry: Reliability) -> Markup:
    """Return Feldt's interval of one alpha."""
    if entry.alpha_low is None or entry.alpha_high is None:
        return escape(view.say("table.none"))
    path = f"reliability.{entry.id}"
    return view.number((entry.alpha_low, entry.alpha_high), "r", f"{path}.alpha_low {path}.alpha_high")


def _first_id(view: View) -> str:
    return view.result.reliability[0].id if view.result.reliability else ""


def _alpha(entry: Reliability) -> float:
    return entry.alpha if entry.alpha is not None else 0.0


def reliability_table(view: View) -> Table:
    """Return alpha with both intervals, omega, composite reliability and AVE of every node of the measurement level."""
    entries = view.result.reliability
    pairs = any(entry.spearman_brown is not None for entry in entries)
    constant = any(entry.alpha_without_constant is not None for entry in entries)
    confidence = view.confidence()
    columns = [
        Column(key="id", header=view.say("table.column.scale"), kind="text"),
        Column(key="k", header=view.say("table.column.k"), kind="n"),
        Column(key="n_used", header=view.say("table.column.n"), kind="n"),
        Column(key="alpha", header=view.say("table.column.alpha"), kind="r"),
        Column(key="alpha_ci", header=view.say("table.column.feldt", confidence=confidence), kind="ci", bound_kind="r"),
        Column(
            key="alpha_boot", header=view.say("table.column.boot", confidence=confidence), kind="ci", bound_kind="r"
        ),
        Column(key="alpha_standardised", header=view.say("table.column.alpha_standardised"), kind="r"),
        Column(key="omega", header=view.say("table.column.omega"), kind="r"),
        Column(key="composite_reliability", header=view.say("table.column.cr"), kind="r"),
        Column(key="ave", header=view.say("table.column.ave"), kind="r"),
    ]
    if pairs:
        columns.append(Column(key="spearman_brown", header=view.say("table.column.spearman_brown"), kind="r"))
    if constant:
        columns.append(
            Column(key="alpha_without_constant", header=view.say("table.column.alpha_without_constant"), kind="r")
        )
    low_ave = (
        (view.phrase("table.note.flag.ave", threshold=view.plain(AVE_THRESHOLD, "r")),)
        if any(entry.ave is not None and entry.ave < AVE_THRESHOLD for entry in entries)
        else ()
    )
    return Table(
        name="reliability",
        title=view.say("table.title.reliability"),
        columns=tuple(columns),
        rows=tuple(reliability_row(view, entry, columns) for entry in entries),
        notes=Notes(
            general=view.phrase(
                "table.note.reliability", draws=view.number(view.result.options.draws, "n", "options.draws")
            ),
            specific=(
                *low_ave,
                *view.not_computed((entry.id for entry in entries), RELIABILITY),
            ),
        ),
        lang=view.lang,
    )


def reliability_row(view: View, entry: Reliability, columns: list[Column]) -> Row:
    """Return the row of one node."""
    path = f"reliability.{entry.id}"
    cells = {
        "id": Cell(value=view.name(entry.id), marks=marks(view, "measurement", entry.id)),
        "k": Cell(value=entry.k, source=f"{path}.k"),
        "n_used": Cell(value=entry.n_used, source=f"{path}.n_used"),
        "alpha_ci": view.interval(entry.alpha_low, entry.alpha_high, path, ("alpha_low", "alpha_high")),
        "alpha_boot": view.interval(
            entry.alpha_boot_low, entry.alpha_boot_high, path, ("alpha_boot_low", "alpha_boot_high")
        ),
    }
    for column in columns:
        if column.key not in cells:
            cells[column.key] = view.cell(
                getattr(entry, column.key), f"{path}.{column.key}", where=entry.id, fields=(column.key, "reliability")
            )
    cells["ave"] = replace(cells["ave"], flag=entry.ave is not None and entry.ave < AVE_THRESHOLD)
    return Row(cells=tuple(cells[column.key] for column in columns), anchor=f"reliability-{entry.id}")


def loadings_figure(view: View) -> list[Block]:
    """Return a chart of one-factor loadings for each construct."""
    loaded = {item: (entry.id, value) for entry in view.result.reliability for item, value in entry.loadings.items()}
    threshold = view.plain(LOADING_THRESHOLD, "r")
    figures: list[Block] = []
    charts = [
        (construct, place, members)
        for construct, all_members in by_construct(
            view, [item for item in view.result.items if item.id in loaded]
        ).items()
        for place, members in enumerate(chart_parts(all_members))
    ]
    for construct, place, members in charts:
        drawn = loadings(
            Loadings(
                title=view.say("report.chart.loadings.title", name=view.name(construct)),
                desc=view.say("report.chart.loadings.desc", threshold=threshold),
                rows=tuple(
                    LoadingRow(label=item.id, value=loaded[item.id][1], heading=view.name(loaded[item.id][0]))
                    for item in members
                ),
                value_header=view.say("table.column.loading"),
                threshold=LOADING_THRESHOLD,
                threshold_label=view.say("report.chart.loadings.threshold", threshold=threshold),
            ),
            lang=view.lang,
            ids=view.ids,
        )
        caption = view.phrase("report.chart.loadings.caption", name=view.name(construct))
        if drawn:
            name = f"loadings.{construct}.{place + 1}" if place else f"loadings.{construct}"
            figures.append(Figure(name=name, svg=drawing(drawn), caption=caption, table="items"))
    return figures


def items_table(view: View) -> Table:
    """Return how each item behaves within its scale, with its loading."""
    loaded = {item: (entry.id, value) for entry in view.result.reliability for item, value in entry.loadings.items()}
    columns = (
        Column(key="id", header=view.say("table.column.item"), kind="text"),
        Column(key="median", header=view.say("table.column.median"), kind="est", decimals=1),
        Column(key="skewness", header=view.say("table.column.skewness"), kind="est"),
        Column(key="kurtosis", header=view.say("table.column.kurtosis"), kind="est"),
        Column(key="item_rest_r", header=view.say("table.column.item_rest"), kind="r"),
        Column(key="item_total_r", header=view.say("table.column.item_total"), kind="r"),
        Column(key="alpha_if_deleted", header=view.say("table.column.alpha_if_deleted"), kind="r"),
        Column(key="loading", header=view.say("table.column.loading"), kind="r"),
    )
    rows: list[Row] = []
    above = None
    for item in view.result.items:
        if item.dimension != above:
            above = item.dimension
            rows.append(Row(cells=(Cell(value=view.name(above)),), group=True))
        rows.append(item_row(view, item, loaded.get(item.id)))
    return Table(
        name="items",
        title=view.say("table.title.items"),
        columns=columns,
        rows=tuple(rows),
        notes=Notes(
            general=view.phrase("table.note.items"),
            specific=view.not_computed((item.id for item in view.result.items), (*ITEM, "distribution")),
        ),
        lang=view.lang,
    )


def item_row(view: View, item: ItemStatistics, loading: tuple[str, float] | None) -> Row:
    """Return the row of one item."""
    path = f"items.{item.id}"
    figures = [
        view.cell(getattr(item, field), f"{path}.{field}", where=item.id, fields=(field, "distribution"))
        for field in ITEM
    ]
    last = (
        Cell(value=loading[1], source=f"reliability.{loading[0]}.loadings.{item.id}")
        if loading
        else view.cell(None, "")
    )
    label = view.say("table.item_id_reversed", id=item.id) if item.reverse else item.id
    stub = Cell(value=label, marks=marks(view, "measurement", item.id))
    return Row(cells=(stub, *figures, last), anchor=f"item-{item.id}")


def heat_figure(view: View) -> list[Block]:
    """Return the triangle of HTMT values."""
    pairs = {frozenset((pair.a, pair.b)): pair for pair in view.result.validity.pairs}
    order = list(dict.fromkeys(ident for pair in view.result.validity.pairs for ident in (pair.a, pair.b)))
    values = tuple(
        tuple(_htmt(pairs.get(frozenset((order[row], order[column])))) for column in range(row))
        for row in range(len(order))
    )
    threshold = view.plain(HTMT_THRESHOLD, "r")
    drawn = heat(
        Heat(
            title=view.say("report.chart.heat.title"),
            desc=view.say("report.chart.heat.desc", threshold=threshold),
            labels=tuple(view.name(ident) for ident in order),
            values=values,
            centre=HTMT_THRESHOLD,
            span=0.15,
            framed=frozenset(
                (row, column)
                for row in range(len(order))
                for column in range(row)
                if (pair := pairs.get(frozenset((order[row], order[column])))) is not None and overlaps(pair)
            ),
            framed_label=view.say("report.chart.heat.flagged", threshold=threshold),
            above_label=view.say("report.chart.heat.above", threshold=threshold),
            below_label=view.say("report.chart.heat.below", threshold=threshold),
        ),
        lang=view.lang,
        ids=view.ids,
    )
    if not drawn:
        return []
    caption = view.phrase("report.chart.heat.caption")
    return [Figure(name="htmt", svg=drawing(drawn), caption=caption, table="htmt")]


def _htmt(pair: Pair | None) -> float | None:
    return None if pair is None else pair.htmt


def pairs_table(view: View) -> Table:
    """Return HTMT with its upper bound, HTMT+ and the correlation of scores, pair by pair."""
    rows = []
    for place, pair in enumerate(view.result.validity.pairs):
        path = f"validity.pairs.{place}"
        both = [number for number in marks(view, "measurement", pair.a) if number in marks(view, "measurement", pair.b)]
        rows.append(
            Row(
                cells=(
                    Cell(value=view.say("table.pair", a=view.name(pair.a), b=view.name(pair.b)), marks=tuple(both)),
                    Cell(value=pair.n_used, source=f"{path}.n_used"),
                    view.cell(pair.htmt, f"{path}.htmt", where=f"{pair.a}.{pair.b}", fields=("htmt",)),
                    replace(view.cell(pair.htmt_upper, f"{path}.htmt_upper"), flag=overlaps(pair)),
                    view.cell(pair.htmt_plus, f"{path}.htmt_plus"),
                    Cell(value=pair.negative_r, source=f"{path}.negative_r"),
                    view.cell(pair.r, f"{path}.r", where=f"{pair.a}.{pair.b}", fields=("r",)),
                    Cell(value=pair.r_n, source=f"{path}.r_n"),
                ),
                anchor=f"pair-{pair.a}-{pair.b}",
            )
        )
    return Table(
        name="htmt",
        title=view.say("table.title.htmt"),
        columns=(
            Column(key="pair", header=view.say("table.column.pair"), kind="text"),
            Column(key="n_used", header=view.say("table.column.n"), kind="n"),
            Column(key="htmt", header=view.say("table.column.htmt"), kind="r"),
            Column(key="htmt_upper", header=view.say("table.column.htmt_upper"), kind="r"),
            Column(key="htmt_plus", header=view.say("table.column.htmt_plus"), kind="r"),
            Column(key="negative_r", header=view.say("table.column.negative_r"), kind="n"),
            Column(key="r", header=view.say("table.column.r"), kind="r"),
            Column(key="r_n", header=view.say("table.column.r_n"), kind="n"),
        ),
        rows=tuple(rows),
        notes=Notes(
            general=view.phrase("table.note.htmt"),
            specific=(
                *(
                    (view.phrase("table.note.flag.htmt", threshold=view.plain(HTMT_THRESHOLD, "r")),)
                    if any(overlaps(pair) for pair in view.result.validity.pairs)
                    else ()
                ),
                *view.not_computed({f"{pair.a}.{pair.b}" for pair in view.result.validity.pairs}, ("htmt", "r")),
            ),
        ),
        lang=view.lang,
    )
