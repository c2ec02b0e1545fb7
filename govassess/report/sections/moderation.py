"""A moderated slope: at three values of the moderator, and where in its range it differs from zero."""

from __future__ import annotations

from markupsafe import Markup

from govassess.report.blocks import Block, Paragraph
from govassess.report.fields import CONF, P_VALUE, STD_ERROR, Field, records_table
from govassess.report.table import Notes, Table
from govassess.report.view import View
from govassess.result.hypotheses import HypothesisResult, Region


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
    values = {
        "predictor": view.name(hypothesis.predictor),
        "outcome": view.name(hypothesis.outcome),
        "moderator": view.name(hypothesis.moderator or ""),
        "low": view.number(region, "low", "est"),
        "high": view.number(region, "high", "est"),
        "confidence": view.confidence(),
    }
    if region.where != "partly":
        return view.phrase(f"report.region.{region.where}", **values)
    ends = [
        view.phrase(
            "report.region.boundary",
            value=view.number(region, ("boundaries", place), "est"),
            share=view.number(region, ("shares", place), "pct", 0),
        )
        for place in range(len(region.boundaries))
    ]
    values["boundaries"] = view.listed(ends)
    if not region.significant:  # results of earlier versions name the boundaries only
        return view.phrase("report.region.partly", **values)
    stretches = [
        view.phrase(
            "report.region.stretch",
            low=view.number(region, ("significant", place, 0), "est"),
            high=view.number(region, ("significant", place, 1), "est"),
        )
        for place in range(len(region.significant))
    ]
    return view.phrase("report.region.stretches", stretches=view.listed(stretches), **values)


def slopes_table(view: View, hypothesis: HypothesisResult) -> Table:
    """Return the slope of the predictor at a low, a middle and a high value of the moderator."""
    moderator = view.name(hypothesis.moderator or "")
    return records_table(
        view,
        f"slopes.{hypothesis.id}",
        (
            Field("at", heading=moderator, words=lambda slope: view.say(f"table.slope.{slope.at}")),
            Field("moderator", "est", "value"),
            Field("estimate", "est", "slope"),
            CONF,
            STD_ERROR,
            P_VALUE,
        ),
        hypothesis.slopes,
        title=view.say(
            "table.title.slopes",
            id=hypothesis.id,
            predictor=view.name(hypothesis.predictor),
            outcome=view.name(hypothesis.outcome),
            moderator=moderator,
        ),
        notes=Notes(
            general=view.phrase(
                "table.note.slopes",
                count=view.number(hypothesis, "n_used", "n"),
                vcov=hypothesis.vcov or "",
            ),
            specific=(view.phrase("table.note.unadjusted_interval"),),
        ),
    )
