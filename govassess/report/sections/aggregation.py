"""Whether answers may be averaged to the groups of a variable: agreement within, differences between."""

from __future__ import annotations

from markupsafe import Markup

from govassess.report.blocks import Block, Folded, Heading, Paragraph
from govassess.report.fields import N_USED, Field, name_of, records_table
from govassess.report.table import Notes, Table
from govassess.report.thresholds import HIGH_AGREEMENT, SIGNIFICANT
from govassess.report.view import View
from govassess.result.measures import AggregationEvidence

EVIDENCE = (
    Field("groups", "n"),
    N_USED,
    Field("icc1", "r"),
    Field("icc1_ci", "ci", "ci", bound="r"),
    Field("icc2", "r", thresholds=(HIGH_AGREEMENT,), reasons=("icc2",)),
    Field("p_value", "p", "p", thresholds=(SIGNIFICANT,), reasons=("icc_interval",)),
    Field("design_effect", "est"),
    Field("rwg_median", "r", thresholds=(HIGH_AGREEMENT,), reasons=("rwg",)),
    Field("rwg_mean", "r", reasons=("rwg",)),
)
"""The columns between the scale and the verdict, which rests on those that are compared with something."""


def aggregation_blocks(view: View) -> list[Block]:
    """Return for each grouping variable how many scales may be averaged to its groups; the evidence behind a line."""
    by_variable: dict[str, list[AggregationEvidence]] = {}
    for entry in view.result.aggregation:
        by_variable.setdefault(entry.by, []).append(entry)
    if not by_variable:
        return []
    blocks: list[Block] = [Heading(text=view.say("report.measurement.aggregation"), anchor="aggregation")]
    for by, found in by_variable.items():
        summary = view.phrase("report.measurement.aggregation_table", by=view.name(by))
        blocks.append(Paragraph(text=verdict(view, by, found)))
        blocks.append(Folded(summary=summary, blocks=(aggregation_table(view, by, found),), anchor=f"aggregation-{by}"))
    return blocks


def verdict(view: View, by: str, found: list[AggregationEvidence]) -> Markup:
    """Return how many scales may be averaged to the groups of one variable."""
    justified = sum(entry.justified for entry in found)
    if not justified:
        return view.phrase("report.measurement.aggregation_none", by=view.name(by))
    if justified == len(found):
        return view.phrase("report.measurement.aggregation_all", by=view.name(by), count=justified)
    return view.phrase("report.measurement.aggregation_some", by=view.name(by), count=justified, of=len(found))


def aggregation_table(view: View, by: str, found: list[AggregationEvidence]) -> Table:
    """Return ICC(1), ICC(2), design effect, r_wg(J) and the verdict of each scale over one variable's groups."""
    share = view.say("table.column.rwg_share", threshold=view.plain(HIGH_AGREEMENT, "r"))
    yes, no = view.say("table.yes"), view.say("table.no")
    return records_table(
        view,
        f"aggregation.{by}",
        (
            name_of(view, "scale", "scale"),
            *EVIDENCE,
            Field("rwg_share", "pct", heading=share, decimals=0, reasons=("rwg",)),
            Field("justified", header="may_average", of="justified", words=lambda each: yes if each.justified else no),
        ),
        found,
        title=view.say("table.title.aggregation", by=view.name(by)),
        anchor=lambda each: f"aggregation-{each.by}-{each.id}",
        where=lambda each: f"aggregation.{each.by}.{each.id}",
        notes=Notes(
            general=view.phrase("table.note.aggregation"),
            specific=view.not_computed(
                (f"aggregation.{by}.{score.id}" for score in view.result.scores),
                ("icc", "icc_interval", "icc2", "rwg"),
            ),
        ),
    )
