"""The classical assumptions of every regression, each with its limit and the statistic that serves better."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from markupsafe import Markup

from govassess.report.blocks import Block, Folded, Heading, Paragraph, Section
from govassess.report.fields import Field, head, records_table
from govassess.report.sections.models import term_name
from govassess.report.sections.printed_equations import Equation, equations, is_product, label, why_none
from govassess.report.table import Notes, Table
from govassess.report.view import View

TESTS = ("breusch_pagan", "jarque_bera", "reset", "shapiro_wilk")
"""Tests of the residuals; of an equation one may be absent."""

OF_TWO_VALUES = "few_values"
"""Why the dummy of a category has no deviation from linearity: nothing to be said term by term."""


def assumptions_section(view: View) -> Section:
    """Return the section on the classical assumptions."""
    found = equations(view)
    return Section(
        name="assumptions",
        title=view.say("report.section.assumptions"),
        finding=view.phrase("report.assumptions.finding", count=len(found)) if found else view.phrase(why_none(view)),
        blocks=tuple(assumption_blocks(view, found)) if found else (),
    )


def assumption_blocks(view: View, found: Sequence[Equation]) -> list[Block]:
    """Return heading, table and limit of each assumption."""
    glejser = glejser_table(view, found)
    per_term = Folded(
        summary=view.phrase("report.assumptions.glejser_terms"), blocks=(glejser,), anchor="assumption-glejser"
    )
    made: tuple[tuple[str, tuple[Block, ...]], ...] = (
        ("normality", (normality_table(view, found),)),
        ("collinearity", (collinearity_table(view, found),)),
        ("spread", (spread_table(view, found), per_term)),
        ("linearity", (linearity_table(view, found), reset_table(view, found))),
        ("order", (order_table(view, found),)),
    )
    blocks: list[Block] = []
    for name, parts in made:
        blocks.append(Heading(text=view.say(f"report.assumptions.{name}"), anchor=f"assumption-{name}"))
        blocks += [*parts, Paragraph(text=view.phrase(f"report.assumptions.{name}.limit"), kind="note")]
    return blocks


def _p_of(view: View, letter: str) -> str:
    """Return the header of a p by the letter of its statistic."""
    return view.say("table.column.p_of", vcov=letter)


def _by_equation(view: View, name: str, fields: Sequence[Field], found: Sequence[Equation], notes: Notes) -> Table:
    """Return a table of one row an equation: what it is called, on how many rows it rests, and the fields.

    Parts of a row are the equation's ``model``, its ``classical`` fit, and its residual tests by their names.
    """
    rows = [
        {
            "label": label(view, equation),
            "model": equation.model,
            "classical": equation.classical,
            **dict.fromkeys(TESTS),
            **{test.test: test for test in (equation.model.residuals.tests if equation.model.residuals else ())},
        }
        for equation in found
    ]
    first = (Field("equation", words=lambda row: row["label"]), Field("n", "n", of="n_used", part="model"))
    return records_table(view, name, (*first, *fields), rows, notes=notes)


def _by_term(
    view: View, name: str, fields: Sequence[Field], found: Sequence[Equation], notes: Notes, *, skip: str = ""
) -> Table:
    """Return a table of terms under their equations: of a term the ``robust`` coefficient and the ``classical`` one.

    With ``skip`` terms of that reason and products are left out, and so is an equation of which none is left.
    """
    rows: list[Any] = []
    for equation in found:
        inside = [
            {"robust": robust, "classical": classical}
            for robust, classical in equation.terms()
            if classical.tolerance is not None  # the intercept has none
            and not (skip and (classical.code == skip or is_product(view, classical.term)))
        ]
        if inside:
            model = equation.model
            said = view.say("table.equation_n", equation=label(view, equation), n=view.plain(model.n_used, "n"))
            rows += [head(said, view.source(model, "n_used")), *inside]
    first = Field("predictor", part="robust", words=lambda term: term_name(view, term.term), indent=lambda _: 1)
    return records_table(view, name, (first, *fields), rows, notes=notes)


def normality_table(view: View, found: Sequence[Equation]) -> Table:
    """Return the tests of normal residuals, one row an equation."""
    fields = (
        Field("lilliefors", "r", part="classical", decimals=3),
        Field("lilliefors_p", "p", heading=_p_of(view, "D"), part="classical"),
        Field("shapiro_wilk", "r", of="statistic", part="shapiro_wilk", decimals=3),
        Field("shapiro_wilk_p", "p", heading=_p_of(view, "W"), of="p_value", part="shapiro_wilk"),
        Field("jarque_bera", "est", of="statistic", part="jarque_bera"),
        Field("jarque_bera_p", "p", heading=_p_of(view, "JB"), of="p_value", part="jarque_bera"),
    )
    notes = Notes(
        general=view.phrase("table.note.normality"),
        specific=undefined(view, found, ("shapiro_wilk", "jarque_bera")),
        probability=view.phrase("table.note.lilliefors_p"),
    )
    return _by_equation(view, "normality", fields, found, notes)


def undefined(view: View, found: Sequence[Equation], tests: Sequence[str]) -> tuple[Markup, ...]:
    """Return why residual tests of equations are undefined."""
    return tuple(
        view.phrase(
            "table.note.undefined_in",
            where=label(view, equation),
            what=view.say(f"table.residual_test.{test.test}"),
            reason=view.reason_text(test.code, {}),
        )
        for equation in found
        for test in (equation.model.residuals.tests if equation.model.residuals else ())
        if test.test in tests and test.code is not None
    )


def collinearity_table(view: View, found: Sequence[Equation]) -> Table:
    """Return tolerance and VIF of every predictor."""
    fields = (Field("tolerance", "r", part="classical", decimals=3), Field("vif", "est", part="robust"))
    return _by_term(view, "collinearity", fields, found, Notes(general=view.phrase("table.note.collinearity")))


def spread_table(view: View, found: Sequence[Equation]) -> Table:
    """Return the tests of an even spread of the residuals, one row an equation."""
    fields = (
        Field("breusch_pagan", "est", of="statistic", part="breusch_pagan"),
        Field("breusch_pagan_df", "n", "df", of="df1", part="breusch_pagan"),
        Field("breusch_pagan_p", "p", heading=_p_of(view, "χ²"), of="p_value", part="breusch_pagan"),
        Field("glejser", "est", of="glejser_f", part="classical"),
        Field("glejser_df1", "n", "df1", of="f_df1", part="classical"),
        Field("glejser_df2", "n", "df2", of="f_df2", part="classical"),
        Field("glejser_p", "p", heading=_p_of(view, "F"), part="classical"),
    )
    reasons = tuple(
        view.phrase(
            "table.note.undefined_in",
            where=label(view, equation),
            what=view.say("table.column.glejser"),
            reason=view.reason_text(equation.classical.code, {}),
        )
        for equation in found
        if equation.classical.code is not None
    )
    notes = Notes(
        general=view.phrase("table.note.spread"),
        specific=(*undefined(view, found, ("breusch_pagan",)), *reasons),
        probability=view.phrase("table.note.exact_p"),
    )
    return _by_equation(view, "spread", fields, found, notes)


def glejser_table(view: View, found: Sequence[Equation]) -> Table:
    """Return Glejser's t of every predictor."""
    fields = (Field("glejser_t", "est", "t", part="classical"), Field("glejser_p", "p", "p", part="classical"))
    notes = Notes(general=view.phrase("table.note.glejser"), probability=view.phrase("table.note.exact_p"))
    return _by_term(view, "glejser", fields, found, notes)


def linearity_table(view: View, found: Sequence[Equation]) -> Table:
    """Return the deviation from linearity of the outcome on every predictor alone."""
    fields = (
        Field("deviation_f", "est", "f", part="classical"),
        Field("deviation_df1", "n", "df1", part="classical"),
        Field("deviation_df2", "n", "df2", part="classical"),
        Field("deviation_p", "p", "p", part="classical"),
    )
    reasons = tuple(
        view.phrase(
            "table.note.undefined_in",
            where=label(view, equation),
            what=term_name(view, term.term),
            reason=view.reason_text(term.code, {}),
        )
        for equation in found
        for term in equation.classical.terms
        if term.code not in (None, OF_TWO_VALUES)
    )
    exact = view.phrase("table.note.exact_p")
    notes = Notes(general=view.phrase("table.note.linearity"), specific=reasons, probability=exact)
    return _by_term(view, "linearity", fields, found, notes, skip=OF_TWO_VALUES)


def reset_table(view: View, found: Sequence[Equation]) -> Table:
    """Return Ramsey's test of the whole equation, one row an equation."""
    fields = (
        Field("reset", "est", "f", of="statistic", part="reset"),
        Field("reset_df1", "n", "df1", of="df1", part="reset"),
        Field("reset_df2", "n", "df2", of="df2", part="reset"),
        Field("reset_p", "p", "p", of="p_value", part="reset"),
    )
    notes = Notes(
        general=view.phrase("table.note.reset"),
        specific=undefined(view, found, ("reset",)),
        probability=view.phrase("table.note.exact_p"),
    )
    return _by_equation(view, "reset", fields, found, notes)


def order_table(view: View, found: Sequence[Equation]) -> Table:
    """Return Durbin and Watson's statistic, one row an equation."""
    fields = (Field("durbin_watson", "est", part="classical"),)
    return _by_equation(view, "order", fields, found, Notes(general=view.phrase("table.note.order")))
