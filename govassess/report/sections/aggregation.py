"""Whether answers may be averaged to the groups of a variable: agreement within, differences between."""

from __future__ import annotations

from collections.abc import Mapping

from markupsafe import Markup

from govassess.report.blocks import Block, Folded, Heading, Paragraph
from govassess.report.formats import Kind
from govassess.report.table import Cell, Column, Notes, Row, Table
from govassess.report.view import View
from govassess.result.assessment import AggregationEvidence

RWG_THRESHOLD = 0.7

COLUMNS: tuple[tuple[str, str, Kind, int | None], ...] = (
    ("groups", "groups", "n", None),
    ("n_used", "n", "n", None),
    ("icc1", "icc1", "r", None),
    ("icc1_ci", "ci", "ci", None),
    ("icc2", "icc2", "r", None),
    ("p_value", "p", "p", None),
    ("design_effect", "design_effect", "est", None),
    ("rwg_median", "rwg_median", "r", None),
    ("rwg_mean", "rwg_mean", "r", None),
    ("rwg_share", "rwg_share", "pct", 0),
)
"""Key, header, kind and decimals of each column between the scale and the verdict."""

JUDGED: Mapping[str, tuple[float, ...]] = {"icc2": (0.7,), "p_value": (0.05,), "rwg_median": (RWG_THRESHOLD,)}
"""Columns that the verdict rests on -> what their values are compared with."""

Placed = tuple[int, AggregationEvidence]
"""Evidence with its place in the list of the result."""


def aggregation_blocks(view: View) -> list[Block]:
    """Return for each grouping variable how many scales may be averaged to its groups; the evidence behind a line."""
    by_variable: dict[str, list[Placed]] = {}
    for place, entry in enumerate(view.result.aggregation):
        by_variable.setdefault(entry.by, []).append((place, entry))
    if not by_variable:
        return []
    blocks: list[Block] = [Heading(text=view.say("report.measurement.aggregation"), anchor="aggregation")]
    for by, placed in by_variable.items():
        summary = view.phrase("report.measurement.aggregation_table", by=view.name(by))
        blocks.append(Paragraph(text=verdict(view, by, placed)))
        blocks.append(
            Folded(summary=summary, blocks=(aggregation_table(view, by, placed),), anchor=f"aggregation-{by}")
        )
    return blocks


def verdict(view: View, by: str, placed: list[Placed]) -> Markup:
    """Return how many scales may be averaged to the groups of one variable."""
    justified = sum(entry.justified for _, entry in placed)
    if not justified:
        return view.phrase("report.measurement.aggregation_none", by=view.name(by))
    if justified == len(placed):
        return view.phrase("report.measurement.aggregation_all", by=view.name(by), count=justified)
    return view.phrase("report.measurement.aggregation_some", by=view.name(by), count=justified, of=len(placed))


def aggregation_table(view: View, by: str, placed: list[Placed]) -> Table:
    """Return ICC(1), ICC(2), design effect, r_wg(J) and the verdict of each scale over one variable's groups."""
    threshold = view.plain(RWG_THRESHOLD, "r")
    confidence = view.confidence()
    return Table(
        name=f"aggregation.{by}",
        title=view.say("table.title.aggregation", by=view.name(by)),
        columns=(
            Column(key="scale", header=view.say("table.column.scale"), kind="text"),
            *(
                Column(
                    key=key,
                    header=view.say(f"table.column.{header}", threshold=threshold, confidence=confidence),
                    kind=kind,
                    decimals=decimals,
                    bound_kind="r" if kind == "ci" else None,
                    beside=JUDGED.get(key, ()),
                )
                for key, header, kind, decimals in COLUMNS
            ),
            Column(key="justified", header=view.say("table.column.may_average"), kind="text"),
        ),
        rows=tuple(_row(view, entry, f"aggregation.{place}") for place, entry in placed),
        notes=Notes(
            general=view.phrase("table.note.aggregation"),
            specific=view.not_computed(
                (f"aggregation.{by}.{score.id}" for score in view.result.scores),
                ("icc", "icc_interval", "icc2", "rwg"),
            ),
        ),
        lang=view.lang,
    )


def _row(view: View, entry: AggregationEvidence, path: str) -> Row:
    where = f"aggregation.{entry.by}.{entry.id}"
    cells = [Cell(value=view.name(entry.id))]
    for key, _, kind, _ in COLUMNS:
        if kind == "ci":
            cells.append(view.interval(entry.icc1_low, entry.icc1_high, path, ("icc1_low", "icc1_high")))
        else:
            reason = "icc_interval" if key == "p_value" else key.partition("_")[0]
            cells.append(view.cell(getattr(entry, key), f"{path}.{key}", where=where, fields=(reason,)))
    cells.append(Cell(value=view.say("table.yes" if entry.justified else "table.no"), source=f"{path}.justified"))
    return Row(cells=tuple(cells), anchor=f"aggregation-{entry.by}-{entry.id}")
