"""The regressions as theses print them: classical errors, beside them the robust ones with their intervals."""

from __future__ import annotations

from dataclasses import replace

from markupsafe import Markup

from govassess.report.blocks import Block, Paragraph, Section
from govassess.report.fields import BETA, P_VALUE, STATISTIC, STD_ERROR, Field, records_table
from govassess.report.sections.models import p_words, reference_note, term_name
from govassess.report.sections.printed_equations import Equation, equations, is_product, label, why_none, words
from govassess.report.table import Notes, Table
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
    low, high = (pick(found, key=lambda equation: equation.model.r_squared or 0.0) for pick in (min, max))
    return view.phrase(
        "report.regressions.finding" if len(found) > 1 else "report.regressions.finding_one",
        count=len(found),
        low=view.number(low.model, "r_squared", "r"),
        low_name=label(view, low),
        high=view.number(high.model, "r_squared", "r"),
        high_name=label(view, high),
    )


def regression_table(view: View, equation: Equation) -> Table:
    """Return one equation: B, classical SE, beta, t and p, and beside them robust SE, interval and p."""
    vcov = equation.model.vcov
    error = view.say("table.column.se", vcov=vcov)
    interval = view.say("table.column.ci_of", confidence=view.confidence(), vcov=vcov)
    p = view.say("table.column.p_of", vcov=vcov)
    return records_table(
        view,
        f"regression.{equation.model.id}",
        (
            Field("term", header="predictor", part="robust", words=lambda term: term_name(view, term.term)),
            Field("estimate", "est", "b_capital", part="robust", decimals=3),
            replace(STD_ERROR, part="classical"),
            replace(BETA, part="robust"),
            replace(STATISTIC, part="classical"),
            replace(P_VALUE, part="classical"),
            Field(
                "robust_se",
                "se",
                heading=error,
                of="std_error",
                part="robust",
                flag=lambda term: term.std_error is None,
            ),
            Field("robust", "ci", heading=interval, of="conf", part="robust", decimals=3),
            Field("robust_p", "p", heading=p, of="p_value", part="robust"),
        ),
        [{"robust": robust, "classical": classical} for robust, classical in equation.terms()],
        title=view.say("table.title.regression", **words(view, equation)),
        notes=Notes(
            general=Markup(" ").join(
                (
                    general_note(view, equation),
                    view.phrase("table.note.regression_terms"),
                    *product_note(view, equation),
                    view.phrase(f"table.note.errors.{kind_of_errors(vcov)}", vcov=vcov),
                    *reference_note(view, equation.model),
                    critical_note(view, equation),
                )
            ),
            specific=(view.phrase("table.note.errors.decided"),) if decided(equation) else (),
            probability=view.phrase("table.note.exact_p"),
        ),
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
    model, classical = equation.model, equation.classical
    return view.phrase(
        "table.note.regression",
        count=view.number(model, "n_used", "n"),
        r=view.number(classical, "r", "r"),
        r_squared=view.number(model, "r_squared", "r"),
        adj_r_squared=view.number(model, "adj_r_squared", "r"),
        df1=view.number(classical, "f_df1", "n"),
        df2=view.number(classical, "f_df2", "n"),
        f=view.number(classical, "f_statistic", "est"),
        p=p_words(view, classical, "f_p_value"),
        error=view.number(classical, "std_error", "se"),
    )


def critical_note(view: View, equation: Equation) -> Markup:
    """Return the critical values that supervisors ask for, and that p says the same."""
    classical = equation.classical
    return view.phrase(
        "table.note.critical",
        t=view.number(classical, "critical_t", "est", 3),
        f=view.number(classical, "critical_f", "est", 3),
        df1=view.plain(classical.f_df1, "n"),
        df2=view.plain(classical.f_df2, "n"),
        alpha=view.plain(0.05, "pct", 0),
    )
