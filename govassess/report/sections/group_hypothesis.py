"""A hypothesis about groups: its test, the difference of two groups, and the means."""

from __future__ import annotations

from dataclasses import replace

from markupsafe import Markup, escape

from govassess.report.blocks import Block, Paragraph
from govassess.report.fields import CONF, MEAN, Field, N, records_table
from govassess.report.sections.models import p_words
from govassess.report.table import Notes, Table
from govassess.report.view import View
from govassess.result.hypotheses import HypothesisResult


def group_blocks(view: View, hypothesis: HypothesisResult) -> list[Block]:
    """Return the sentence on the difference and the groups; nothing for another kind of hypothesis."""
    if not hypothesis.groups:
        return []
    return [Paragraph(text=difference(view, hypothesis)), compared_table(view, hypothesis)]


def difference(view: View, hypothesis: HypothesisResult) -> Markup:
    """Return the test, of two groups the difference of their means, and how much of the variance goes with groups."""
    parts = []
    if hypothesis.statistic is not None and hypothesis.df is not None and hypothesis.p_value is not None:
        values = {
            "statistic": view.number(hypothesis, "statistic", "est"),
            "df": view.number(hypothesis, "df", "est", 1),
            "p": p_words(view, hypothesis),
        }
        if hypothesis.df1 is None:
            parts.append(view.phrase("report.group_test.t", **values))
        else:
            df1 = view.number(hypothesis, "df1", "n")
            parts.append(view.phrase("report.group_test.f", df1=df1, **values))
    if len(hypothesis.groups) == 2 and hypothesis.estimate is not None:
        first, second = (view.profile_value(hypothesis.predictor, group.value) for group in hypothesis.groups)
        values = {
            "first": escape(first),
            "second": escape(second),
            "estimate": view.number(hypothesis, "estimate", "est"),
            "confidence": escape(view.confidence()),
        }
        if hypothesis.conf_low is not None and hypothesis.conf_high is not None:
            parts.append(view.phrase("report.group_test.difference", interval=view.ends(hypothesis), **values))
    if hypothesis.omega_squared is not None:
        value = view.number(hypothesis, "omega_squared", "est", 3)
        parts.append(view.phrase("report.group_test.omega", value=value))
    if hypothesis.left_out and hypothesis.n_left_out is not None:
        names = (view.profile_value(hypothesis.predictor, value) for value in hypothesis.left_out)
        n = view.number(hypothesis, "n_left_out", "n")
        parts.append(view.phrase("report.group_test.left_out_named", listed=view.listed(names), n=n))
    elif hypothesis.groups_left_out:  # results of earlier versions do not name them
        count = view.number(hypothesis, "groups_left_out", "n")
        parts.append(view.phrase("report.group_test.left_out", count=count))
    return Markup(" ").join(parts)


def compared_table(view: View, hypothesis: HypothesisResult) -> Table:
    """Return n and mean of each group of a hypothesis."""
    by = hypothesis.predictor
    return records_table(
        view,
        f"compared.{hypothesis.id}",
        (
            Field("value", heading=view.name(by), words=lambda group: view.profile_value(by, group.value)),
            replace(N, missing="table.suppressed"),
            MEAN,
            CONF,
        ),
        hypothesis.groups,
        title=view.say(
            "table.title.compared", id=hypothesis.id, outcome=view.name(hypothesis.outcome), by=view.name(by)
        ),
        notes=Notes(
            general=view.phrase("table.note.compared"),
            specific=(view.phrase("report.groups.invariance"), *view.rounded_notes()),
        ),
    )
