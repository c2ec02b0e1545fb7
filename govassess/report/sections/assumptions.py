"""The classical assumptions of every regression, each with its limit and the statistic that serves better."""

from __future__ import annotations

from collections.abc import Sequence

from markupsafe import Markup

from govassess.report.blocks import Block, Folded, Heading, Paragraph, Section
from govassess.report.formats import Kind
from govassess.report.sections.models import term_name
from govassess.report.sections.printed_equations import Equation, equations, is_product, label, why_none
from govassess.report.table import Cell, Column, Notes, Row, Table
from govassess.report.view import View

Heads = Sequence[tuple[str, str, Kind, int | None]]
"""Key, header key, kind and decimals of columns after the first."""

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


def _columns(view: View, heads: Heads, *, first: str = "equation") -> tuple[Column, ...]:
    made = [Column(key=first, header=view.say(f"table.column.{first}"), kind="text")]
    made += [
        Column(key=key, header=_header(view, header), kind=kind, decimals=decimals)
        for key, header, kind, decimals in heads
    ]
    return tuple(made)


def _header(view: View, key: str) -> str:
    """Return the header of a column; ``p of D`` is the p of what the letters stand for."""
    head, _, of = key.partition(" of ")
    return view.say("table.column.p_of", vcov=of) if head == "p" and of else view.say(f"table.column.{key}")


def _tested(view: View, equation: Equation, test: str, *fields: str) -> tuple[Cell, ...]:
    """Return figures of one residual test of an equation; dashes where it has none."""
    residuals = equation.model.residuals
    for place, found in enumerate(residuals.tests if residuals else ()):
        if found.test == test:
            path = f"{equation.path}.residuals.tests.{place}"
            return tuple(view.cell(getattr(found, field), f"{path}.{field}") for field in fields)
    return tuple(view.cell(None, "") for _ in fields)


def _own(view: View, equation: Equation, *fields: str) -> tuple[Cell, ...]:
    """Return figures of the classical fit of an equation."""
    path = f"{equation.path}.classical"
    return tuple(view.cell(getattr(equation.classical, field), f"{path}.{field}") for field in fields)


def _first(view: View, equation: Equation) -> tuple[Cell, ...]:
    """Return what an equation is called, and on how many rows it rests."""
    return (
        Cell(value=label(view, equation)),
        Cell(value=equation.model.n_used, source=f"{equation.path}.n_used"),
    )


def normality_table(view: View, found: Sequence[Equation]) -> Table:
    """Return the tests of normal residuals, one row an equation."""
    heads: Heads = (
        ("n", "n", "n", None),
        ("lilliefors", "lilliefors", "r", 3),
        ("lilliefors_p", "p of D", "p", None),
        ("shapiro_wilk", "shapiro_wilk", "r", 3),
        ("shapiro_wilk_p", "p of W", "p", None),
        ("jarque_bera", "jarque_bera", "est", None),
        ("jarque_bera_p", "p of JB", "p", None),
    )
    rows = [
        Row(
            cells=(
                *_first(view, equation),
                *_own(view, equation, "lilliefors", "lilliefors_p"),
                *_tested(view, equation, "shapiro_wilk", "statistic", "p_value"),
                *_tested(view, equation, "jarque_bera", "statistic", "p_value"),
            )
        )
        for equation in found
    ]
    return Table(
        name="normality",
        title=view.say("table.title.normality"),
        columns=_columns(view, heads),
        rows=tuple(rows),
        notes=Notes(
            general=view.phrase("table.note.normality"),
            specific=undefined(view, found, ("shapiro_wilk", "jarque_bera")),
            probability=view.phrase("table.note.lilliefors_p"),
        ),
        number_format=view.number_format,
    )


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


def by_term(view: View, found: Sequence[Equation], fields: Sequence[tuple[bool, str]], *, skip: str = "") -> list[Row]:
    """Return rows of terms under their equations; a field of the robust fit is marked ``True``.

    With ``skip`` terms of that reason and products are left out, and so is an equation of which none is left.
    """
    rows: list[Row] = []
    for equation in found:
        inside = []
        for robust, path, classical, spot in equation.terms():
            left_out = skip and (classical.code == skip or is_product(view, classical.term))
            if classical.tolerance is None or left_out:  # the intercept has none
                continue
            cells = [
                view.cell(getattr(robust, name), f"{path}.{name}")
                if of_robust
                else view.cell(getattr(classical, name), f"{spot}.{name}")
                for of_robust, name in fields
            ]
            inside.append(Row(cells=(Cell(value=term_name(view, robust.term)), *cells), indent=1))
        if inside:
            said = view.say(
                "table.equation_n", equation=label(view, equation), n=view.plain(equation.model.n_used, "n")
            )
            head = Cell(value=said, source=f"{equation.path}.n_used")
            rows += [Row(cells=(head,), group=True), *inside]
    return rows


def collinearity_table(view: View, found: Sequence[Equation]) -> Table:
    """Return tolerance and VIF of every predictor."""
    heads: Heads = (("tolerance", "tolerance", "r", 3), ("vif", "vif", "est", None))
    return Table(
        name="collinearity",
        title=view.say("table.title.collinearity"),
        columns=_columns(view, heads, first="predictor"),
        rows=tuple(by_term(view, found, ((False, "tolerance"), (True, "vif")))),
        notes=Notes(general=view.phrase("table.note.collinearity")),
        number_format=view.number_format,
    )


def spread_table(view: View, found: Sequence[Equation]) -> Table:
    """Return the tests of an even spread of the residuals, one row an equation."""
    heads: Heads = (
        ("n", "n", "n", None),
        ("breusch_pagan", "breusch_pagan", "est", None),
        ("breusch_pagan_df", "df", "n", None),
        ("breusch_pagan_p", "p of χ²", "p", None),
        ("glejser", "glejser", "est", None),
        ("glejser_df1", "df1", "n", None),
        ("glejser_df2", "df2", "n", None),
        ("glejser_p", "p of F", "p", None),
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
    return Table(
        name="spread",
        title=view.say("table.title.spread"),
        columns=_columns(view, heads),
        rows=tuple(
            Row(
                cells=(
                    *_first(view, equation),
                    *_tested(view, equation, "breusch_pagan", "statistic", "df1", "p_value"),
                    *_own(view, equation, "glejser_f", "f_df1", "f_df2", "glejser_p"),
                )
            )
            for equation in found
        ),
        notes=Notes(
            general=view.phrase("table.note.spread"),
            specific=(*undefined(view, found, ("breusch_pagan",)), *reasons),
            probability=view.phrase("table.note.exact_p"),
        ),
        number_format=view.number_format,
    )


def glejser_table(view: View, found: Sequence[Equation]) -> Table:
    """Return Glejser's t of every predictor."""
    heads: Heads = (("glejser_t", "t", "est", None), ("glejser_p", "p", "p", None))
    return Table(
        name="glejser",
        title=view.say("table.title.glejser"),
        columns=_columns(view, heads, first="predictor"),
        rows=tuple(by_term(view, found, ((False, "glejser_t"), (False, "glejser_p")))),
        notes=Notes(general=view.phrase("table.note.glejser"), probability=view.phrase("table.note.exact_p")),
        number_format=view.number_format,
    )


def linearity_table(view: View, found: Sequence[Equation]) -> Table:
    """Return the deviation from linearity of the outcome on every predictor alone."""
    heads: Heads = (
        ("deviation_f", "f", "est", None),
        ("deviation_df1", "df1", "n", None),
        ("deviation_df2", "df2", "n", None),
        ("deviation_p", "p", "p", None),
    )
    fields = tuple((False, key) for key, *_ in heads)
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
    return Table(
        name="linearity",
        title=view.say("table.title.linearity"),
        columns=_columns(view, heads, first="predictor"),
        rows=tuple(by_term(view, found, fields, skip=OF_TWO_VALUES)),
        notes=Notes(
            general=view.phrase("table.note.linearity"), specific=reasons, probability=view.phrase("table.note.exact_p")
        ),
        number_format=view.number_format,
    )


def reset_table(view: View, found: Sequence[Equation]) -> Table:
    """Return Ramsey's test of the whole equation, one row an equation."""
    heads: Heads = (
        ("n", "n", "n", None),
        ("reset", "f", "est", None),
        ("reset_df1", "df1", "n", None),
        ("reset_df2", "df2", "n", None),
        ("reset_p", "p", "p", None),
    )
    return Table(
        name="reset",
        title=view.say("table.title.reset"),
        columns=_columns(view, heads),
        rows=tuple(
            Row(
                cells=(*_first(view, equation), *_tested(view, equation, "reset", "statistic", "df1", "df2", "p_value"))
            )
            for equation in found
        ),
        notes=Notes(
            general=view.phrase("table.note.reset"),
            specific=undefined(view, found, ("reset",)),
            probability=view.phrase("table.note.exact_p"),
        ),
        number_format=view.number_format,
    )


def order_table(view: View, found: Sequence[Equation]) -> Table:
    """Return Durbin and Watson's statistic, one row an equation."""
    heads: Heads = (("n", "n", "n", None), ("durbin_watson", "durbin_watson", "est", None))
    return Table(
        name="order",
        title=view.say("table.title.order"),
        columns=_columns(view, heads),
        rows=tuple(Row(cells=(*_first(view, equation), *_own(view, equation, "durbin_watson"))) for equation in found),
        notes=Notes(general=view.phrase("table.note.order")),
        number_format=view.number_format,
    )
