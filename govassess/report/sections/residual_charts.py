"""The residuals of one equation as means of groups: chart and table, behind a line."""

from __future__ import annotations

from govassess.report.blocks import Block, Figure, Folded, drawing
from govassess.report.charts import CheckPoint, Checks, residual_checks
from govassess.report.table import Cell, Column, Notes, Row, Table
from govassess.report.view import View
from govassess.result.assessment import Model, ResidualGroup, Residuals


def checks_block(view: View, model: Model, residuals: Residuals, path: str) -> list[Block]:
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
        lang=view.lang,
        ids=view.ids,
    )
    name = f"residual_groups.{model.id}"
    figure = Figure(name=name, svg=drawing(drawn), caption=view.phrase("report.chart.checks.caption"), table=name)
    summary = view.phrase("report.hypotheses.checks", id=model.hypothesis, outcome=outcome)
    return [
        Folded(
            summary=summary, blocks=(figure, groups_table(view, model, residuals, path)), anchor=f"checks-{model.id}"
        )
    ]


def _point(group: ResidualGroup) -> CheckPoint:
    return CheckPoint(x=group.at, y=group.residual, low=group.conf_low, high=group.conf_high)


def groups_table(view: View, model: Model, residuals: Residuals, path: str) -> Table:
    """Return both groupings side by side, a row a place in their order."""
    spot = f"{path}.residuals"
    return Table(
        name=f"residual_groups.{model.id}",
        title=view.say("table.title.residual_groups", id=model.hypothesis, outcome=view.name(model.outcome)),
        columns=(
            Column(key="group", header=view.say("table.column.place"), kind="text"),
            Column(key="n", header=view.say("table.column.n"), kind="n"),
            Column(key="fitted", header=view.say("table.column.fitted"), kind="est"),
            Column(key="residual", header=view.say("table.column.residual"), kind="est"),
            Column(key="conf", header=view.say("table.column.ci", confidence=view.plain(0.95, "pct", 0)), kind="ci"),
            Column(key="normal", header=view.say("table.column.normal_score"), kind="est"),
            Column(key="by_size", header=view.say("table.column.residual_by_size"), kind="est"),
        ),
        rows=tuple(
            Row(
                cells=(
                    Cell(value=str(place + 1)),
                    view.cell(fitted.n, f"{spot}.by_fitted.{place}.n"),
                    view.cell(fitted.at, f"{spot}.by_fitted.{place}.at"),
                    view.cell(fitted.residual, f"{spot}.by_fitted.{place}.residual"),
                    view.interval(fitted.conf_low, fitted.conf_high, f"{spot}.by_fitted.{place}"),
                    view.cell(size.at, f"{spot}.by_size.{place}.at"),
                    view.cell(size.residual, f"{spot}.by_size.{place}.residual"),
                )
            )
            for place, (fitted, size) in enumerate(zip(residuals.by_fitted, residuals.by_size, strict=True))
        ),
        notes=Notes(general=view.phrase("table.note.residual_groups")),
        lang=view.lang,
    )
