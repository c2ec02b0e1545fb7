"""What the residuals of an equation say; it informs, and changes neither the rows nor the standard errors."""

from __future__ import annotations

from dataclasses import replace

from markupsafe import Markup

from govassess.report.table import Cell, Column, Notes, Row, Table
from govassess.report.view import View
from govassess.result.assessment import Model, Residuals, ResidualTest


def residuals_table(view: View, model: Model, residuals: Residuals, path: str) -> Table:
    """Return the tests of the residuals of one equation; what single rows weigh stands in the note."""
    spot = f"{path}.residuals"
    return Table(
        name=f"residuals.{model.id}",
        title=view.say("table.title.residuals", id=model.hypothesis, outcome=view.name(model.outcome)),
        columns=(
            Column(key="test", header=view.say("table.column.test"), kind="text"),
            Column(key="about", header=view.say("table.column.about"), kind="text"),
            Column(key="statistic", header=view.say("table.column.statistic"), kind="est"),
            Column(key="df1", header=view.say("table.column.df"), kind="n"),
            Column(key="df2", header=view.say("table.column.df2"), kind="n"),
            Column(key="p_value", header=view.say("table.column.p"), kind="p"),
        ),
        rows=tuple(test_row(view, test, f"{spot}.tests.{place}") for place, test in enumerate(residuals.tests)),
        notes=Notes(
            general=view.phrase(
                "table.note.residuals", count=view.number(model.n_used, "n", f"{path}.n_used"), vcov=model.vcov
            ),
            specific=(influence(view, residuals, spot), *undefined(view, residuals)),
        ),
        lang=view.lang,
    )


def test_row(view: View, test: ResidualTest, path: str) -> Row:
    """Return the row of one test; of an undefined one a dash, and the reason in the notes."""
    return Row(
        cells=(
            Cell(value=view.say(f"table.residual_test.{test.test}")),
            Cell(value=view.say(f"table.residual_about.{test.test}")),
            replace(
                view.cell(test.statistic, f"{path}.statistic"),
                decimals=3 if test.test == "shapiro_wilk" else None,  # it lies near 1
            ),
            view.cell(test.df1, f"{path}.df1"),
            view.cell(test.df2, f"{path}.df2"),
            view.cell(test.p_value, f"{path}.p_value"),
        )
    )


def influence(view: View, residuals: Residuals, path: str) -> Markup:
    """Return the largest Cook's distance and leverage, and how many rows lie above the limit."""
    values = {
        "limit": view.number(residuals.cook_limit, "est", f"{path}.cook_limit", 3),
        "count": view.number(residuals.cook_count, "n", f"{path}.cook_count"),
        "leverage": view.number(residuals.leverage_max, "est", f"{path}.leverage_max", 3),
    }
    if residuals.cook_max is None:
        return view.phrase("table.note.leverage", leverage=values["leverage"])
    cook = view.number(residuals.cook_max, "est", f"{path}.cook_max", 3)
    return view.phrase("table.note.influence", cook=cook, **values)


def undefined(view: View, residuals: Residuals) -> tuple[Markup, ...]:
    """Return why tests are undefined."""
    return tuple(
        view.phrase(
            "table.note.undefined",
            what=view.say(f"table.residual_test.{test.test}"),
            reason=view.reason_text(test.code, {}),
        )
        for test in residuals.tests
        if test.code is not None
    )
