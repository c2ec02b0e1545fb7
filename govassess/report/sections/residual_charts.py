"""The residuals of one equation as means of groups: chart and table, behind a line."""

from __future__ import annotations

from dataclasses import replace

from govassess.report.blocks import Block, Figure, Folded, drawing
from govassess.report.charts import CheckPoint, Checks, residual_checks
from govassess.report.fields import Field, N, records_table
from govassess.report.table import Notes, Table
from govassess.report.view import View
from govassess.result.hypotheses import Model, ResidualGroup, Residuals


def checks_block(view: View, model: Model, residuals: Residuals) -> list[Block]:
    """Return residuals by fitted value and by size; nothing of results of earlier versions, which have no groups."""
    if not residuals.by_fitted or not residuals.by_size:
        return []
    outcome = view.name(model.outcome)
    drawn = residual_checks(
        Checks(
            title=view.say("report.chart.checks.title", id=model.hypothesis, outcome=outcome),
            desc=view.say(
                "report.chart.checks.desc",
                count=sum((group.conf_low or 0) > 0 or (group.conf_high or 0) < 0 for group in residuals.by_fitted),
                of=len(residuals.by_fitted),
            ),
            fitted=tuple(_point(group) for group in residuals.by_fitted),
            normal=tuple(_point(group) for group in residuals.by_size),
            fitted_header=view.say("report.chart.checks.fitted_header", confidence=view.plain(0.95, "pct", 0)),
            normal_header=view.say("report.chart.checks.normal_header"),
            fitted_label=view.say("report.chart.checks.fitted_label", outcome=outcome),
            normal_label=view.say("report.chart.checks.normal_label"),
        ),
        number_format=view.number_format,
        ids=view.ids,
    )
    name = f"residual_groups.{model.id}"
    figure = Figure(name=name, svg=drawing(drawn), caption=view.phrase("report.chart.checks.caption"), table=name)
    summary = view.phrase("report.hypotheses.checks", id=model.hypothesis, outcome=outcome)
    return [Folded(summary=summary, blocks=(figure, groups_table(view, model, residuals)), anchor=f"checks-{model.id}")]


def _point(group: ResidualGroup) -> CheckPoint:
    return CheckPoint(x=group.at, y=group.residual, low=group.conf_low, high=group.conf_high)


def groups_table(view: View, model: Model, residuals: Residuals) -> Table:
    """Return both groupings side by side, a row a place in their order."""
    pairs = zip(residuals.by_fitted, residuals.by_size, strict=True)
    return records_table(
        view,
        f"residual_groups.{model.id}",
        (
            Field("group", header="place", words=lambda row: row["place"]),
            replace(N, part="fitted"),
            Field("fitted", "est", of="at", part="fitted"),
            Field("residual", "est", part="fitted"),
            Field("conf", "ci", heading=_ci(view), part="fitted"),
            Field("normal", "est", "normal_score", of="at", part="size"),
            Field("by_size", "est", "residual_by_size", of="residual", part="size"),
        ),
        ({"place": str(at), "fitted": fitted, "size": size} for at, (fitted, size) in enumerate(pairs, start=1)),
        title=view.say("table.title.residual_groups", id=model.hypothesis, outcome=view.name(model.outcome)),
        notes=Notes(general=view.phrase("table.note.residual_groups")),
    )


def _ci(view: View) -> str:
    return view.say("table.column.ci", confidence=view.plain(0.95, "pct", 0))
