"""A moderated slope: at three values of the moderator, and where in its range it differs from zero."""

from __future__ import annotations

from markupsafe import Markup

from govassess.report.blocks import Block, Paragraph
from govassess.report.table import Cell, Column, Notes, Row, Table
from govassess.report.view import View
from govassess.result.assessment import HypothesisResult, Region, Slope


def moderation_blocks(view: View, hypothesis: HypothesisResult) -> list[Block]:
    """Return the slopes and the sentence on the region; nothing for another kind of hypothesis."""
    if hypothesis.moderator is None:
        return []
    blocks: list[Block] = []
    if hypothesis.region is not None:
        blocks.append(Paragraph(text=region_sentence(view, hypothesis, hypothesis.region)))
    if hypothesis.slopes:
        blocks.append(slopes_table(view, hypothesis))
    return blocks


def region_sentence(view: View, hypothesis: HypothesisResult, region: Region) -> Markup:
    """Return where in the observed range of the moderator the interval of the slope leaves out zero."""
    path = f"hypotheses.{hypothesis.id}.region"
    values = {
        "predictor": view.name(hypothesis.predictor),
        "outcome": view.name(hypothesis.outcome),
        "moderator": view.name(hypothesis.moderator or ""),
        "low": view.number(region.low, "est", f"{path}.low"),
        "high": view.number(region.high, "est", f"{path}.high"),
        "confidence": view.confidence(),
    }
    if region.where != "partly":
        return view.phrase(f"report.region.{region.where}", **values)
    ends = [
        view.phrase(
            "report.region.boundary",
            value=view.number(boundary, "est", f"{path}.boundaries.{place}"),
            share=view.number(share, "pct", f"{path}.shares.{place}", 0),
        )
        for place, (boundary, share) in enumerate(zip(region.boundaries, region.shares, strict=True))
    ]
    values["boundaries"] = view.listed(ends)
    if not region.significant:  # results of earlier versions name the boundaries only
        return view.phrase("report.region.partly", **values)
    stretches = [
        view.phrase(
            "report.region.stretch",
            low=view.number(low, "est", f"{path}.significant.{place}.0"),
            high=view.number(high, "est", f"{path}.significant.{place}.1"),
        )
        for place, (low, high) in enumerate(region.significant)
    ]
    return view.phrase("report.region.stretches", stretches=view.listed(stretches), **values)


def slopes_table(view: View, hypothesis: HypothesisResult) -> Table:
    """Return the slope of the predictor at a low, a middle and a high value of the moderator."""
    moderator = view.name(hypothesis.moderator or "")
    return Table(
        name=f"slopes.{hypothesis.id}",
        title=view.say(
            "table.title.slopes",
            id=hypothesis.id,
            predictor=view.name(hypothesis.predictor),
            outcome=view.name(hypothesis.outcome),
            moderator=moderator,
        ),
        columns=(
            Column(key="at", header=moderator, kind="text"),
            Column(key="moderator", header=view.say("table.column.value"), kind="est"),
            Column(key="estimate", header=view.say("table.column.slope"), kind="est"),
            Column(key="conf", header=view.say("table.column.ci", confidence=view.confidence()), kind="ci"),
            Column(key="std_error", header=view.say("table.column.se_plain"), kind="se"),
            Column(key="p_value", header=view.say("table.column.p"), kind="p"),
        ),
        rows=tuple(
            slope_row(view, slope, f"hypotheses.{hypothesis.id}.slopes.{place}")
            for place, slope in enumerate(hypothesis.slopes)
        ),
        notes=Notes(
            general=view.phrase(
                "table.note.slopes",
                count=view.number(hypothesis.n_used, "n", f"hypotheses.{hypothesis.id}.n_used"),
                vcov=hypothesis.vcov or "",
            ),
            specific=(view.phrase("table.note.unadjusted_interval"),),
        ),
        lang=view.lang,
    )


def slope_row(view: View, slope: Slope, path: str) -> Row:
    """Return the row of one value of the moderator."""
    return Row(
        cells=(
            Cell(value=view.say(f"table.slope.{slope.at}")),
            view.cell(slope.moderator, f"{path}.moderator"),
            view.cell(slope.estimate, f"{path}.estimate"),
            view.interval(slope.conf_low, slope.conf_high, path),
            view.cell(slope.std_error, f"{path}.std_error"),
            view.cell(slope.p_value, f"{path}.p_value"),
        )
    )
