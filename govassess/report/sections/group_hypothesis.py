"""A hypothesis about groups: its test, the difference of two groups, and the means."""

from __future__ import annotations

from markupsafe import Markup, escape

from govassess.report.blocks import Block, Paragraph
from govassess.report.sections.models import p_words
from govassess.report.table import Cell, Column, Notes, Row, Table
from govassess.report.view import View
from govassess.result.assessment import ComparedGroup, HypothesisResult


def group_blocks(view: View, hypothesis: HypothesisResult) -> list[Block]:
    """Return the sentence on the difference and the groups; nothing for another kind of hypothesis."""
    if not hypothesis.groups:
        return []
    return [Paragraph(text=difference(view, hypothesis)), compared_table(view, hypothesis)]


def difference(view: View, hypothesis: HypothesisResult) -> Markup:
    """Return the test, of two groups the difference of their means, and how much of the variance goes with groups."""
    path = f"hypotheses.{hypothesis.id}"
    parts = []
    if hypothesis.statistic is not None and hypothesis.df is not None and hypothesis.p_value is not None:
        values = {
            "statistic": view.number(hypothesis.statistic, "est", f"{path}.statistic"),
            "df": view.number(hypothesis.df, "est", f"{path}.df", 1),
            "p": p_words(view, hypothesis.p_value, f"{path}.p_value"),
        }
        if hypothesis.df1 is None:
            parts.append(view.phrase("report.group_test.t", **values))
        else:
            df1 = view.number(hypothesis.df1, "n", f"{path}.df1")
            parts.append(view.phrase("report.group_test.f", df1=df1, **values))
    if len(hypothesis.groups) == 2 and hypothesis.estimate is not None:
        first, second = (view.profile_value(hypothesis.predictor, group.value) for group in hypothesis.groups)
        ends = (hypothesis.conf_low, hypothesis.conf_high)
        values = {
            "first": escape(first),
            "second": escape(second),
            "estimate": view.number(hypothesis.estimate, "est", f"{path}.estimate"),
            "confidence": escape(view.confidence()),
        }
        if ends[0] is not None and ends[1] is not None:
            spread = view.number((ends[0], ends[1]), "ci", f"{path}.conf_low {path}.conf_high")
            parts.append(view.phrase("report.group_test.difference", interval=spread, **values))
    if hypothesis.omega_squared is not None:
        value = view.number(hypothesis.omega_squared, "est", f"{path}.omega_squared", 3)
        parts.append(view.phrase("report.group_test.omega", value=value))
    if hypothesis.left_out and hypothesis.n_left_out is not None:
        names = (view.profile_value(hypothesis.predictor, value) for value in hypothesis.left_out)
        n = view.number(hypothesis.n_left_out, "n", f"{path}.n_left_out")
        parts.append(view.phrase("report.group_test.left_out_named", listed=view.listed(names), n=n))
    elif hypothesis.groups_left_out:  # results of earlier versions do not name them
        count = view.number(hypothesis.groups_left_out, "n", f"{path}.groups_left_out")
        parts.append(view.phrase("report.group_test.left_out", count=count))
    return Markup(" ").join(parts)


def compared_table(view: View, hypothesis: HypothesisResult) -> Table:
    """Return n and mean of each group of a hypothesis."""
    return Table(
        name=f"compared.{hypothesis.id}",
        title=view.say(
            "table.title.compared",
            id=hypothesis.id,
            outcome=view.name(hypothesis.outcome),
            by=view.name(hypothesis.predictor),
        ),
        columns=(
            Column(key="value", header=view.name(hypothesis.predictor), kind="text"),
            Column(key="n", header=view.say("table.column.n"), kind="n"),
            Column(key="mean", header=view.say("table.column.mean"), kind="est"),
            Column(key="conf", header=view.say("table.column.ci", confidence=view.confidence()), kind="ci"),
        ),
        rows=tuple(
            compared_row(view, hypothesis, group, f"hypotheses.{hypothesis.id}.groups.{place}")
            for place, group in enumerate(hypothesis.groups)
        ),
        notes=Notes(
            general=view.phrase("table.note.compared"),
            specific=(view.phrase("report.groups.invariance"), *view.rounded_notes()),
        ),
        lang=view.lang,
    )


def compared_row(view: View, hypothesis: HypothesisResult, group: ComparedGroup, path: str) -> Row:
    """Return the row of one group."""
    return Row(
        cells=(
            Cell(value=view.profile_value(hypothesis.predictor, group.value)),
            Cell(
                value=group.n, source=f"{path}.n" if group.n is not None else "", instead=view.say("table.suppressed")
            ),
            view.cell(group.mean, f"{path}.mean"),
            view.interval(group.conf_low, group.conf_high, path),
        )
    )
