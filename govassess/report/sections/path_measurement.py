"""The measurement behind a path model: reliability of its constructs, loadings of their items or dimensions."""

from __future__ import annotations

from markupsafe import Markup

from govassess.report.blocks import Block, Paragraph
from govassess.report.formats import Kind
from govassess.report.sections.models import p_words
from govassess.report.table import Cell, Column, Notes, Row, Table
from govassess.report.view import View
from govassess.result.assessment import PathEstimate, PathModel

Placed = tuple[int, PathEstimate]
"""An estimate with its place in the list of its model."""


def of_kind(model: PathModel, *kinds: str) -> list[Placed]:
    """Return the estimates of some kinds with their places."""
    return [(place, each) for place, each in enumerate(model.estimates) if each.kind in kinds]


FIT: tuple[tuple[str, Kind], ...] = (("cfi", "r"), ("tli", "r"), ("rmsea", "r"), ("srmr", "r"))
"""Measures of fit after the test, in this order, and how they are printed."""


def fit_blocks(view: View, model: PathModel, path: str) -> list[Block]:
    """Return how well a model of factors fits, in one line; nothing where that is not known."""
    if model.fit is None:
        return []
    fit, spot = model.fit, f"{path}.fit"
    parts: list[Markup] = []
    if fit.chi_squared is not None:
        found = view.phrase(
            "report.paths.chi_squared",
            df=view.number(fit.df, "n", f"{spot}.df"),
            value=view.number(fit.chi_squared, "est", f"{spot}.chi_squared"),
        )
        if fit.p_value is not None:
            found = Markup(", ").join((found, p_words(view, fit.p_value, f"{spot}.p_value")))
        parts.append(found)
    parts += [
        Markup("{} {}").format(
            view.say(f"table.column.{name}"), view.number(getattr(fit, name), kind, f"{spot}.{name}", 3)
        )
        for name, kind in FIT
        if getattr(fit, name) is not None
    ]
    return [Paragraph(text=view.phrase("report.paths.fit", listed=Markup("; ").join(parts)))] if parts else []


def construct_tables(view: View, model: PathModel, path: str) -> list[Block]:
    """Return CR, rho_A and AVE of each construct, where the model has them."""
    kinds = ("composite_reliability", "rho_a", "ave")
    placed = of_kind(model, *kinds)
    if not placed:
        return []
    at = {(each.kind, each.target): (place, each) for place, each in placed}
    present = [kind for kind in kinds if any(each.kind == kind for _, each in placed)]
    rows = []
    for target in dict.fromkeys(each.target for _, each in placed):
        cells = [Cell(value=view.name(target))]
        for kind in present:
            found = at.get((kind, target))
            if found is None:
                cells.append(Cell(instead=view.say("table.none")))
            else:
                cells.append(view.cell(found[1].estimate, f"{path}.estimates.{found[0]}.estimate"))
        rows.append(Row(cells=tuple(cells)))
    return [
        Table(
            name=f"composites.{model.id}",
            title=view.say("table.title.composites", model=view.path_model(model.id)),
            columns=(
                Column(key="id", header=view.say("table.column.scale"), kind="text"),
                *(Column(key=kind, header=view.say(f"table.column.{kind}"), kind="r") for kind in present),
            ),
            rows=tuple(rows),
            notes=Notes(
                general=view.phrase(f"table.note.composites.{model.method}"),
                specific=(view.phrase("table.note.ave_of_model"),) if "ave" in present else (),
            ),
            lang=view.lang,
        )
    ]


def loading_tables(view: View, model: PathModel, path: str) -> list[Block]:
    """Return the loadings of each construct's items or dimensions."""
    placed = of_kind(model, "loading")
    if not placed:
        return []
    rows: list[Row] = []
    target = None
    for place, each in placed:
        spot = f"{path}.estimates.{place}"
        if each.target != target:
            target = each.target
            rows.append(Row(cells=(Cell(value=view.name(target)),), group=True))
        rows.append(
            Row(
                cells=(
                    Cell(value=view.name(each.term)),
                    view.cell(each.estimate, f"{spot}.estimate"),
                    view.interval(each.conf_low, each.conf_high, spot),
                )
            )
        )
    ci = view.say("table.column.ci", confidence=view.confidence())
    return [
        Table(
            name=f"loadings.{model.id}",
            title=view.say("table.title.loadings", model=view.path_model(model.id)),
            columns=(
                Column(key="term", header=view.say("table.column.item"), kind="text"),
                Column(key="estimate", header=view.say("table.column.loading"), kind="r"),
                Column(key="conf", header=ci, kind="ci", bound_kind="r"),
            ),
            rows=tuple(rows),
            notes=Notes(general=view.phrase("table.note.loadings")),
            lang=view.lang,
        )
    ]
