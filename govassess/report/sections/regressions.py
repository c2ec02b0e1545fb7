"""The regressions as theses print them: classical errors, beside them the robust ones with their intervals."""

from __future__ import annotations

from dataclasses import replace

from markupsafe import Markup

from govassess.report.blocks import Block, Paragraph, Section
from govassess.report.sections.models import p_words, reference_note, term_name
from govassess.report.sections.printed_equations import Equation, equations, is_product, label, why_none, words
from govassess.report.table import Cell, Column, Notes, Row, Table
from govassess.report.view import View


def regressions_section(view: View) -> Section:
    """Return the section of regressions, one table an equation."""
    found = equations(view)
    blocks: list[Block] = []
    if found:
        blocks.append(Paragraph(text=view.phrase("method.regressions"), kind="note"))
    blocks += [regression_table(view, equation) for equation in found]
    return Section(
        name="regressions",
        title=view.say("report.section.regressions"),
        finding=finding(view, found),
        blocks=tuple(blocks),
    )


def finding(view: View, found: tuple[Equation, ...]) -> Markup:
    """Return the sentence on how much of each outcome goes with the predictors."""
    if not found:
        return view.phrase(why_none(view))
    low, high = (pick(found, key=lambda equation: equation.model.r_squared) for pick in (min, max))
    return view.phrase(
        "report.regressions.finding" if len(found) > 1 else "report.regressions.finding_one",
        count=len(found),
        low=view.number(low.model.r_squared, "r", f"{low.path}.r_squared"),
        low_name=label(view, low),
        high=view.number(high.model.r_squared, "r", f"{high.path}.r_squared"),
        high_name=label(view, high),
    )


def regression_table(view: View, equation: Equation) -> Table:
    """Return one equation: B, classical SE, beta, t and p, and beside them robust SE, interval and p."""
    vcov = equation.model.vcov
    columns = (
        Column(key="term", header=view.say("table.column.predictor"), kind="text"),
        Column(key="estimate", header=view.say("table.column.b_capital"), kind="est", decimals=3),
        Column(key="std_error", header=view.say("table.column.se_plain"), kind="se"),
        Column(key="beta", header=view.say("table.column.beta"), kind="beta"),
        Column(key="statistic", header=view.say("table.column.t"), kind="est"),
        Column(key="p_value", header=view.say("table.column.p"), kind="p"),
        Column(key="robust_se", header=view.say("table.column.se", vcov=vcov), kind="se"),
        Column(
            key="robust",
            header=view.say("table.column.ci_of", confidence=view.confidence(), vcov=vcov),
            kind="ci",
            decimals=3,
        ),
        Column(key="robust_p", header=view.say("table.column.p_of", vcov=vcov), kind="p"),
    )
    return Table(
        name=f"regression.{equation.model.id}",
        title=view.say("table.title.regression", **words(view, equation)),
        columns=columns,
        rows=tuple(
            Row(
                cells=(
                    Cell(value=term_name(view, robust.term)),
                    Cell(value=robust.estimate, source=f"{path}.estimate"),
                    view.cell(classical.std_error, f"{spot}.std_error"),
                    view.cell(robust.beta, f"{path}.beta"),
                    view.cell(classical.statistic, f"{spot}.statistic"),
                    view.cell(classical.p_value, f"{spot}.p_value"),
                    replace(view.cell(robust.std_error, f"{path}.std_error"), flag=robust.std_error is None),
                    view.interval(robust.conf_low, robust.conf_high, path),
                    view.cell(robust.p_value, f"{path}.p_value"),
                )
            )
            for robust, path, classical, spot in equation.terms()
        ),
        notes=Notes(
            general=Markup(" ").join(
                (
                    general_note(view, equation),
                    view.phrase("table.note.regression_terms"),
                    *product_note(view, equation),
                    view.phrase(f"table.note.errors.{kind_of_errors(vcov)}", vcov=vcov),
                    *reference_note(view, equation.model, equation.path),
                    critical_note(view, equation),
                )
            ),
            specific=(view.phrase("table.note.errors.decided"),) if decided(equation) else (),
            probability=view.phrase("table.note.exact_p"),
        ),
        number_format=view.number_format,
    )


def product_note(view: View, equation: Equation) -> tuple[Markup, ...]:
    """Return how the beta of a product is standardised, which programs do in two ways."""
    holds = any(is_product(view, robust.term) for robust, *_ in equation.terms())
    return (view.phrase("table.note.beta_product"),) if holds else ()


def decided(equation: Equation) -> bool:
    """Tell whether a coefficient has no robust standard error: one cluster decides it alone."""
    return any(robust.std_error is None for robust, *_ in equation.terms())


def kind_of_errors(vcov: str) -> str:
    """Return what standard errors allow for: clusters, uneven rows, or neither.

    Examples
    --------
    >>> kind_of_errors("HC3"), kind_of_errors("CR2")
    ('rows', 'clusters')
    """
    return {"CR": "clusters", "HC": "rows"}.get(vcov[:2], "classical")


def general_note(view: View, equation: Equation) -> Markup:
    """Return n, R, R2, adjusted R2, F and the standard error of the estimate, all classical."""
    model, classical, path = equation.model, equation.classical, equation.path
    spot = f"{path}.classical"
    return view.phrase(
        "table.note.regression",
        count=view.number(model.n_used, "n", f"{path}.n_used"),
        r=view.number(classical.r, "r", f"{spot}.r"),
        r_squared=view.number(model.r_squared, "r", f"{path}.r_squared"),
        adj_r_squared=view.number(model.adj_r_squared, "r", f"{path}.adj_r_squared"),
        df1=view.number(classical.f_df1, "n", f"{spot}.f_df1"),
        df2=view.number(classical.f_df2, "n", f"{spot}.f_df2"),
        f=view.number(classical.f_statistic, "est", f"{spot}.f_statistic"),
        p=p_words(view, classical.f_p_value or 0.0, f"{spot}.f_p_value"),
        error=view.number(classical.std_error, "se", f"{spot}.std_error"),
    )


def critical_note(view: View, equation: Equation) -> Markup:
    """Return the critical values that supervisors ask for, and that p says the same."""
    classical, spot = equation.classical, f"{equation.path}.classical"
    return view.phrase(
        "table.note.critical",
        t=view.number(classical.critical_t, "est", f"{spot}.critical_t", 3),
        f=view.number(classical.critical_f, "est", f"{spot}.critical_f", 3),
        df1=view.plain(classical.f_df1, "n"),
        df2=view.plain(classical.f_df2, "n"),
        alpha=view.plain(0.05, "pct", 0),
    )
