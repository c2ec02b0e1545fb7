"""What the residuals of an equation say; it informs, and changes neither the rows nor the standard errors."""

from __future__ import annotations

from markupsafe import Markup

from govassess.report.fields import P_VALUE, Field, records_table
from govassess.report.table import Notes, Table
from govassess.report.view import View
from govassess.result.hypotheses import Model, Residuals


def residuals_table(view: View, model: Model, residuals: Residuals) -> Table:
    """Return the tests of the residuals of one equation; what single rows weigh stands in the note."""
    return records_table(
        view,
        f"residuals.{model.id}",
        (
            Field("test", words=lambda test: view.say(f"table.residual_test.{test.test}")),
            Field("about", words=lambda test: view.say(f"table.residual_about.{test.test}")),
            Field("statistic", "est", places=lambda test: 3 if test.test == "shapiro_wilk" else None),  # it lies near 1
            Field("df1", "n", "df"),
            Field("df2", "n"),
            P_VALUE,
        ),
        residuals.tests,
        title=view.say("table.title.residuals", id=model.hypothesis, outcome=view.name(model.outcome)),
        notes=Notes(
            general=view.phrase("table.note.residuals", count=view.number(model, "n_used", "n"), vcov=model.vcov),
            specific=(influence(view, residuals), *undefined(view, residuals)),
        ),
    )


def influence(view: View, residuals: Residuals) -> Markup:
    """Return the largest Cook's distance and leverage, and how many rows lie above the limit."""
    values = {
        "limit": view.number(residuals, "cook_limit", "est", 3),
        "count": view.number(residuals, "cook_count", "n"),
        "leverage": view.number(residuals, "leverage_max", "est", 3),
    }
    if residuals.cook_max is None:
        return view.phrase("table.note.leverage", leverage=values["leverage"])
    cook = view.number(residuals, "cook_max", "est", 3)
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
