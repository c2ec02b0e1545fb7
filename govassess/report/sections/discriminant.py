"""Whether scales are told apart: HTMT pair by pair, and the criterion of Fornell and Larcker."""

from __future__ import annotations

from markupsafe import Markup

from govassess.report.blocks import Block, Figure, Folded, Heading, Paragraph, drawing
from govassess.report.cautions import marks, spot_marks
from govassess.report.charts import Heat, heat
from govassess.report.fields import N_USED, Field, name_of, present, records_table
from govassess.report.formats import places_beside
from govassess.report.sections.correlations import correlations_block, triangle
from govassess.report.table import Cell, Notes, Table
from govassess.report.thresholds import HIGH_HTMT
from govassess.report.view import View
from govassess.result.measures import Discriminant, Pair

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
    threshold = view.plain(HIGH_HTMT, "r")
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
    return pair.htmt_upper is not None and pair.htmt_upper >= HIGH_HTMT


def heat_figure(view: View) -> list[Block]:
    """Return the triangle of HTMT values."""
    order, values = triangle(view, "htmt")
    failing = {frozenset((pair.a, pair.b)) for pair in view.result.validity.pairs if overlaps(pair)}
    threshold = view.plain(HIGH_HTMT, "r")
    drawn = heat(
        Heat(
            title=view.say("report.chart.heat.title"),
            desc=view.say(
                "report.chart.heat.desc",
                count=sum(value is not None and value > HIGH_HTMT for row in values for value in row),
                of=len(view.result.validity.pairs),
                threshold=threshold,
            ),
            labels=tuple(view.name(ident) for ident in order),
            values=values,
            centre=HIGH_HTMT,
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
        number_format=view.number_format,
        ids=view.ids,
    )
    if not drawn:
        return []
    caption = view.phrase("report.chart.heat.caption")
    return [Figure(name="htmt", svg=drawing(drawn), caption=caption, table="htmt")]


def pairs_table(view: View) -> Table:
    """Return HTMT with its upper bound, its variants and the correlations, pair by pair."""
    pairs = view.result.validity.pairs
    variants = present((Field("htmt2", "r", reasons=("htmt2",)), Field("factor_r", "r", reasons=("factor_r",))), pairs)
    specific = [view.phrase(f"table.note.{field.name}") for field in variants]
    if any(overlaps(pair) for pair in pairs):
        specific.append(view.phrase("table.note.flag.htmt", threshold=view.plain(HIGH_HTMT, "r")))
    return records_table(
        view,
        "htmt",
        (
            Field("pair", cell=lambda pair: pair_cell(view, pair)),
            N_USED,
            Field("htmt", "r", reasons=("htmt",)),
            Field("htmt_upper", "r", thresholds=(HIGH_HTMT,), reasons=("htmt_upper",), flag=overlaps),
            Field("htmt_plus", "r", reasons=("htmt_plus",)),
            *variants,
            Field("negative_r", "n"),
            Field("r", "r", reasons=("r",)),
            Field("r_n", "n"),
        ),
        pairs,
        where=lambda pair: f"{pair.a}.{pair.b}",
        anchor=lambda pair: f"pair-{pair.a}-{pair.b}",
        notes=Notes(
            general=view.phrase("table.note.htmt"),
            specific=(
                *specific,
                *view.not_computed((f"{pair.a}.{pair.b}" for pair in pairs), ("htmt", "htmt_upper", "r")),
                *view.not_computed(("validity",), ("htmt2",)),
                *view.not_computed(dict.fromkeys(node for pair in pairs for node in (pair.a, pair.b)), ("factor_r",)),
            ),
        ),
    )


def pair_cell(view: View, pair: Pair) -> Cell:
    """Return the names of a pair; what warns of both its scales marks it."""
    both = [number for number in marks(view, "measurement", pair.a) if number in marks(view, "measurement", pair.b)]
    return Cell(value=view.say("table.pair", a=view.name(pair.a), b=view.name(pair.b)), marks=tuple(both))


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
    """Return the root of AVE with enough decimals to compare it with the largest correlation with another factor."""

    def places(entry: Discriminant) -> int:
        return places_beside(entry.root_ave, "r", (entry.largest_r,))

    return records_table(
        view,
        "fornell_larcker",
        (
            name_of(view, "scale", "scale"),
            Field("ave", "r"),
            Field("root_ave", "r", places=places),
            Field("largest_r", "r", places=places),
            Field("nearest", of="nearest", words=lambda entry: view.name(entry.nearest)),
            Field("holds", of="holds", words=lambda entry: view.say("table.yes" if entry.holds else "table.no")),
        ),
        view.result.validity.fornell_larcker,
        anchor=lambda entry: f"fornell-larcker-{entry.id}",
        notes=Notes(general=view.phrase("table.note.fornell_larcker")),
    )
