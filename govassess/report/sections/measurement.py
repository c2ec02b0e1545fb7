"""Measurement: how consistent the answers within a scale are, what structure they have, and what they may stand for."""

from __future__ import annotations

from markupsafe import Markup, escape

from govassess.report.blocks import Block, Paragraph, Section
from govassess.report.cautions import of_section
from govassess.report.sections.aggregation import aggregation_blocks
from govassess.report.sections.discriminant import told_apart, told_apart_blocks
from govassess.report.sections.scales import consistency_blocks, items_blocks
from govassess.report.sections.structure import common_method_blocks, factor_model_blocks, factorability_blocks
from govassess.report.thresholds import LOW_ALPHA
from govassess.report.view import View
from govassess.result.measures import Reliability


def measurement_section(view: View) -> Section:
    """Return the section on measurement."""
    blocks: list[Block] = [
        *consistency_blocks(view),
        *items_blocks(view),
        *factorability_blocks(view),
        *factor_model_blocks(view),
        *told_apart_blocks(view),
        *common_method_blocks(view),
        *aggregation_blocks(view),
        Paragraph(text=view.phrase("method.conventions"), kind="note"),
    ]
    return Section(
        name="measurement",
        title=view.say("report.section.measurement"),
        finding=Markup(" ").join((finding(view), told_apart(view))) if view.result.validity.pairs else finding(view),
        blocks=tuple(blocks),
        warnings=of_section(view, "measurement"),
    )


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
        low=_alpha_text(view, low),
        low_name=view.name(low.id),
        high=_alpha_text(view, high),
        high_name=view.name(high.id),
        confidence=view.confidence(),
        low_interval=interval_of(view, low),
        high_interval=interval_of(view, high),
    )


def interval_of(view: View, entry: Reliability) -> Markup:
    """Return Feldt's interval of one alpha."""
    if entry.alpha_low is None or entry.alpha_high is None:
        return escape(view.say("table.none"))
    return view.ends(entry, "alpha", "r")


def _first_id(view: View) -> str:
    return view.result.reliability[0].id if view.result.reliability else ""


def _alpha_text(view: View, entry: Reliability) -> Markup:
    """Return an alpha, with the decimals that show on which side of the convention it lies."""
    return view.number(entry, "alpha", "r", thresholds=(LOW_ALPHA,))


def _alpha(entry: Reliability) -> float:
    return entry.alpha if entry.alpha is not None else 0.0
