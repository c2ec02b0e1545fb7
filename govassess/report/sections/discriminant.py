"""Whether scales are told apart: HTMT pair by pair, and the criterion of Fornell and Larcker."""

from __future__ import annotations

from dataclasses import replace

from markupsafe import Markup

from govassess.report.blocks import Block, Figure, Folded, Heading, Paragraph, drawing
from govassess.report.cautions import marks, spot_marks
from govassess.report.charts import Heat, heat
from govassess.report.formats import Kind, places_beside
from govassess.report.sections.correlations import correlations_block, triangle
from govassess.report.table import Cell, Column, Notes, Row, Table
from govassess.report.view import View
from govassess.result.assessment import Discriminant, Pair

HTMT_THRESHOLD = 0.85
NAMED = 3
"""So many pairs that are not told apart, at most, does the sentence name; the table marks all."""


def told_apart_blocks(view: View) -> list[Block]:
    """Return how far the scales are told apart, or why that was not computed; nothing where there is one scale."""
    heading = Heading(
        text=view.say("report.measurement.htmt"),
        anchor="htmt",
        marks=(*spot_marks(view, "measurement.htmt"), *spot_marks(view, "measurement.fornell")),
    )
    pairs = view.result.validity.pairs
    if pairs:
        folded = Folded(
            summary=view.phrase("report.measurement.htmt_table", count=len(pairs)),
            blocks=(pairs_table(view),),
            anchor="htmt-table",
        )
        note = Paragraph(text=view.phrase("method.htmt"), kind="note")
        return [heading, *heat_figure(view), note, folded, *fornell_blocks(view), *correlations_block(view)]
    if any(entry.where == "validity" and entry.code == "too_few_blocks" for entry in view.result.unavailable):
        return []
    reason = view.reason("validity", "pairs", "htmt")
    return [heading, Paragraph(text=view.phrase("report.not_computed", reason=reason))]


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


def heat_figure(view: View) -> list[Block]:
    """Return the triangle of HTMT values."""
    order, values = triangle(view, "htmt")
    failing = {frozenset((pair.a, pair.b)) for pair in view.result.validity.pairs if overlaps(pair)}
    threshold = view.plain(HTMT_THRESHOLD, "r")
    drawn = heat(
        Heat(
            title=view.say("report.chart.heat.title"),
            desc=view.say(
                "report.chart.heat.desc",
                count=sum(value is not None and value > HTMT_THRESHOLD for row in values for value in row),
                of=len(view.result.validity.pairs),
                threshold=threshold,
            ),
            labels=tuple(view.name(ident) for ident in order),
            values=values,
            centre=HTMT_THRESHOLD,
            span=0.15,
            framed=frozenset(
                (row, column)
                for row in range(len(order))
                for column in range(row)
                if frozenset((order[row], order[column])) in failing
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


def pairs_table(view: View) -> Table:
    """Return HTMT with its upper bound, its variants and the correlations, pair by pair."""
    pairs = view.result.validity.pairs
    kinds: list[tuple[str, Kind]] = [("pair", "text"), ("n_used", "n"), ("htmt", "r"), ("htmt_upper", "r")]
    kinds += [("htmt_plus", "r")]
    specific: list[Markup] = []
    for name in ("htmt2", "factor_r"):
        if any(getattr(pair, name) is not None for pair in pairs):
            kinds.append((name, "r"))
            specific.append(view.phrase(f"table.note.{name}"))
    kinds += [("negative_r", "n"), ("r", "r"), ("r_n", "n")]
    if any(overlaps(pair) for pair in pairs):
        specific.append(view.phrase("table.note.flag.htmt", threshold=view.plain(HTMT_THRESHOLD, "r")))
    return Table(
        name="htmt",
        title=view.say("table.title.htmt"),
        columns=tuple(
            Column(
                key=key,
                header=view.say("table.column.n" if key == "n_used" else f"table.column.{key}"),
                kind=kind,
                beside=(HTMT_THRESHOLD,) if key == "htmt_upper" else (),
            )
            for key, kind in kinds
        ),
        rows=tuple(pair_row(view, place, pair, [key for key, _ in kinds]) for place, pair in enumerate(pairs)),
        notes=Notes(
            general=view.phrase("table.note.htmt"),
            specific=(
                *specific,
                *view.not_computed((f"{pair.a}.{pair.b}" for pair in pairs), ("htmt", "htmt_upper", "r")),
                *view.not_computed(("validity",), ("htmt2",)),
                *view.not_computed(dict.fromkeys(node for pair in pairs for node in (pair.a, pair.b)), ("factor_r",)),
            ),
        ),
        lang=view.lang,
    )


def pair_row(view: View, place: int, pair: Pair, keys: list[str]) -> Row:
    """Return the row of one pair; what warns of both its scales marks it."""
    path = f"validity.pairs.{place}"
    both = [number for number in marks(view, "measurement", pair.a) if number in marks(view, "measurement", pair.b)]
    label = view.say("table.pair", a=view.name(pair.a), b=view.name(pair.b))
    cells = {"pair": Cell(value=label, marks=tuple(both))}
    for key in keys:
        if key not in cells:
            cells[key] = view.cell(getattr(pair, key), f"{path}.{key}", where=f"{pair.a}.{pair.b}", fields=(key,))
    cells["htmt_upper"] = replace(cells["htmt_upper"], flag=overlaps(pair))
    return Row(cells=tuple(cells[key] for key in keys), anchor=f"pair-{pair.a}-{pair.b}")


def fornell_blocks(view: View) -> list[Block]:
    """Return for how many scales the criterion of Fornell and Larcker holds, and the table behind a line."""
    found = view.result.validity.fornell_larcker
    if not found:
        return []
    failing = [entry for entry in found if not entry.holds]
    said = (
        view.phrase("report.measurement.fornell", count=len(failing), of=len(found))
        if failing
        else view.phrase("report.measurement.fornell_all", count=len(found))
    )
    folded = Folded(
        summary=view.phrase("report.measurement.fornell_table"), blocks=(fornell_table(view),), anchor="fornell-larcker"
    )
    return [Paragraph(text=said), folded]


def fornell_table(view: View) -> Table:
    """Return the root of AVE beside the largest correlation with another factor, scale by scale."""
    kinds: tuple[tuple[str, Kind], ...] = (
        ("scale", "text"),
        ("ave", "r"),
        ("root_ave", "r"),
        ("largest_r", "r"),
        ("nearest", "text"),
        ("holds", "text"),
    )
    return Table(
        name="fornell_larcker",
        title=view.say("table.title.fornell_larcker"),
        columns=tuple(Column(key=key, header=view.say(f"table.column.{key}"), kind=kind) for key, kind in kinds),
        rows=tuple(
            _fornell_row(view, entry, f"validity.fornell_larcker.{place}")
            for place, entry in enumerate(view.result.validity.fornell_larcker)
        ),
        notes=Notes(general=view.phrase("table.note.fornell_larcker")),
        lang=view.lang,
    )


def _fornell_row(view: View, entry: Discriminant, path: str) -> Row:
    """Return the row of one scale; which of its two numbers is the larger shows."""
    places = places_beside(entry.root_ave, "r", (entry.largest_r,))
    return Row(
        cells=(
            Cell(value=view.name(entry.id), marks=()),
            Cell(value=entry.ave, source=f"{path}.ave"),
            Cell(value=entry.root_ave, source=f"{path}.root_ave", decimals=places),
            Cell(value=entry.largest_r, source=f"{path}.largest_r", decimals=places),
            Cell(value=view.name(entry.nearest), source=f"{path}.nearest"),
            Cell(value=view.say("table.yes" if entry.holds else "table.no"), source=f"{path}.holds"),
        ),
        anchor=f"fornell-larcker-{entry.id}",
    )
