"""The measurement behind a path model: reliability of its constructs, loadings of their items or dimensions."""

from __future__ import annotations

from dataclasses import replace

from markupsafe import Markup

from govassess.report.blocks import Block, Paragraph
from govassess.report.fields import CONF, Field, head, records_table, under_heads
from govassess.report.formats import Kind
from govassess.report.sections.models import p_words
from govassess.report.table import Notes
from govassess.report.view import View
from govassess.result.hypotheses import PathEstimate, PathModel


def of_kind(model: PathModel, *kinds: str) -> list[PathEstimate]:
    """Return the estimates of some kinds."""
    return [each for each in model.estimates if each.kind in kinds]


FIT: tuple[tuple[str, Kind], ...] = (("cfi", "r"), ("tli", "r"), ("rmsea", "r"), ("srmr", "r"))
"""Measures of fit after the test, in this order, and how they are printed."""


def fit_blocks(view: View, model: PathModel) -> list[Block]:
    """Return how well a model of factors fits, in one line; nothing where that is not known."""
    if model.fit is None:
        return []
    fit = model.fit
    parts: list[Markup] = []
    if fit.chi_squared is not None:
        found = view.phrase(
            "report.paths.chi_squared",
            df=view.number(fit, "df", "n"),
            value=view.number(fit, "chi_squared", "est"),
        )
        if fit.p_value is not None:
            found = Markup(", ").join((found, p_words(view, fit)))
        parts.append(found)
    parts += [
        Markup("{} {}").format(view.say(f"table.column.{name}"), view.number(fit, name, kind, 3))
        for name, kind in FIT
        if getattr(fit, name) is not None
    ]
    return [Paragraph(text=view.phrase("report.paths.fit", listed=Markup("; ").join(parts)))] if parts else []


def construct_tables(view: View, model: PathModel) -> list[Block]:
    """Return CR, rho_A and AVE of each construct, where the model has them."""
    kinds = ("composite_reliability", "rho_a", "ave")
    found = of_kind(model, *kinds)
    if not found:
        return []
    shown = [kind for kind in kinds if any(each.kind == kind for each in found)]
    rows: dict[str, dict[str, PathEstimate | str | None]] = {}
    for each in found:
        rows.setdefault(each.target, {"name": view.name(each.target), **dict.fromkeys(shown)})[each.kind] = each
    return [
        records_table(
            view,
            f"composites.{model.id}",
            (
                Field("id", header="scale", words=lambda row: row["name"]),
                *(Field(kind, "r", of="estimate", part=kind) for kind in shown),
            ),
            rows.values(),
            title=view.say("table.title.composites", model=view.path_model(model.id)),
            notes=Notes(
                general=view.phrase(f"table.note.composites.{model.method}"),
                specific=(view.phrase("table.note.ave_of_model"),) if "ave" in shown else (),
            ),
        )
    ]


def loading_tables(view: View, model: PathModel) -> list[Block]:
    """Return the loadings of each construct's items or dimensions."""
    found = of_kind(model, "loading")
    if not found:
        return []
    return [
        records_table(
            view,
            f"loadings.{model.id}",
            (
                Field("term", header="item", words=lambda each: view.name(each.term)),
                Field("estimate", "r", "loading"),
                replace(CONF, bound="r"),
            ),
            under_heads(found, lambda each: each.target, lambda target: head(view.name(target))),
            title=view.say("table.title.loadings", model=view.path_model(model.id)),
            notes=Notes(general=view.phrase("table.note.loadings")),
        )
    ]
