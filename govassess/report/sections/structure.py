"""The structure of the answers: whether they carry factors, how the declared ones fit, what all of them share."""

from __future__ import annotations

from markupsafe import Markup

from govassess.report.blocks import Block, Folded, Heading, Paragraph
from govassess.report.cautions import spot_marks
from govassess.report.fields import N_USED, Field, records_table
from govassess.report.sections.models import p_words
from govassess.report.table import Cell, Notes, Row, Table
from govassess.report.thresholds import FIT, HIGH_COLLINEARITY, LOW_KMO, SIGNIFICANT
from govassess.report.view import View
from govassess.result.measures import CommonMethod, Factorability, FactorModel

MODEL = (
    Field("chi_squared", "est", decimals=1, reasons=("chi_squared",)),
    Field("df", "n"),
    Field("p_value", "p", "p", reasons=("p_value",)),
    Field("cfi", "r", decimals=3, reasons=("cfi",)),
    Field("tli", "beta", decimals=3, reasons=("tli",)),
    Field("rmsea", "r", decimals=3, reasons=("rmsea",)),
    Field("rmsea_ci", "ci", decimals=3, bound="r"),
    Field("srmr", "r", decimals=3, reasons=("srmr",)),
    Field("aic", "est", decimals=0, reasons=("aic",)),
    Field("bic", "est", decimals=0, reasons=("bic",)),
)
"""Figures of the fit block, after the model and n."""


def factorability_blocks(view: View) -> list[Block]:
    """Return whether the items together can carry factors, and how many; the eigenvalues behind a line."""
    found = view.result.validity.factorability
    if found is None:
        return []
    heading = Heading(
        text=view.say("report.measurement.factorability"),
        anchor="factorability",
        marks=spot_marks(view, "measurement.factors"),
    )
    said = factorability_said(view, found)
    absent = view.not_computed(("validity",), ("kmo", "bartlett", "parallel_analysis"))
    if not said and not absent:
        return []
    blocks: list[Block] = [heading, Paragraph(text=Markup(" ").join((*said, *absent)))]
    if found.eigenvalues:
        summary = view.phrase("report.measurement.eigenvalues")
        blocks.append(Folded(summary=summary, blocks=(eigenvalues_table(view, found),), anchor="eigenvalues"))
    return blocks


def factorability_said(view: View, found: Factorability) -> list[Markup]:
    """Return the sentences on KMO, Bartlett's test and parallel analysis, as far as they were computed."""
    said = []
    if found.kmo is not None:
        said.append(
            view.phrase(
                "report.measurement.kmo",
                kmo=view.number(found, "kmo", "r"),
                items=view.number(found, "items", "n"),
                n=view.number(found, "n_used", "n"),
                threshold=view.plain(LOW_KMO, "r"),
            )
        )
    if found.bartlett is not None and found.bartlett_p is not None:
        said.append(
            view.phrase(
                "report.measurement.bartlett",
                df=view.number(found, "bartlett_df", "n"),
                chi_squared=view.number(found, "bartlett", "est", 1),
                p=p_words(view, found, "bartlett_p"),
            )
        )
    if found.factors is not None:
        if found.factors == found.declared:
            key = "report.measurement.parallel_same"
        elif found.factors < found.declared:
            key = "report.measurement.parallel"
        else:
            key = "report.measurement.parallel_more"
        factors = view.number(found, "factors", "n")
        declared = view.number(found, "declared", "n")
        said.append(view.phrase(key, factors=factors, declared=declared))
    return said


def eigenvalues_table(view: View, found: Factorability) -> Table:
    """Return the leading eigenvalues beside the thresholds of the parallel analysis."""
    return records_table(
        view,
        "eigenvalues",
        (
            Field("factor", cell=lambda place: Cell(value=str(place + 1))),
            Field("eigenvalue", "est", cell=lambda place: view.cell(found, ("eigenvalues", place))),
            Field("threshold", "est", "eigen_threshold", cell=lambda place: view.cell(found, ("thresholds", place))),
        ),
        range(len(found.eigenvalues)),
        notes=Notes(
            general=view.phrase(
                "table.note.eigenvalues",
                n=view.number(found, "n_used", "n"),
                items=view.number(found, "items", "n"),
                copies=view.number(found, "copies", "n"),
            )
        ),
    )


def factor_model_blocks(view: View) -> list[Block]:
    """Return how the declared structure fits the answers, or why that was not computed."""
    model = view.result.validity.factor_model
    marks = spot_marks(view, "measurement.model")
    heading = Heading(text=view.say("report.measurement.structure"), anchor="structure", marks=marks)
    if model is None:
        reasons = view.not_computed(("validity",), ("cfa",))
        return [heading, Paragraph(text=Markup(" ").join(reasons))] if reasons else []
    blocks: list[Block] = [heading]
    if not model.admissible:
        flags = [view.say(f"report.flag.{flag}") for flag in model.flags]
        blocks.append(Paragraph(text=view.phrase("report.measurement.inadmissible", listed=view.listed(flags))))
    blocks.append(Paragraph(text=fit_said(view, model)))
    blocks.append(factor_model_table(view, model))
    blocks.append(Paragraph(text=view.phrase("report.measurement.fit_conventions"), kind="note"))
    return blocks


def fit_said(view: View, model: FactorModel) -> Markup:
    """Return how many of the conventions on fit are met, with the figures."""
    figures = {name: getattr(model, name) for name in FIT}
    if any(value is None for value in figures.values()):
        return view.phrase("report.measurement.fit_none")
    met = (figures["cfi"] >= FIT["cfi"]) + sum(figures[name] <= FIT[name] for name in ("rmsea", "srmr"))
    said = {name: view.number(model, name, "r", 3) for name in FIT}
    limits = {"cfi_least": FIT["cfi"], "rmsea_most": FIT["rmsea"], "srmr_most": FIT["srmr"]}
    limits_said = {name: view.plain(value, "r") for name, value in limits.items()}
    n = view.number(model, "n_used", "n")
    return view.phrase("report.measurement.fit", count=met, n=n, **said, **limits_said)


def factor_model_table(view: View, model: FactorModel) -> Table:
    """Return the fit block, and below it the conventions."""
    label = view.say("table.factor_model", count=model.items, factors=model.factors)
    listed = {
        "left_out": [view.name(node) for node in model.left_out],
        "negative_variances": list(model.negative_variances),
    }
    specific = [view.phrase(f"table.note.{key}", listed=view.listed(names)) for key, names in listed.items() if names]
    if "no_standard_errors" in model.flags:
        specific.append(view.phrase("table.note.no_standard_errors"))
    return records_table(
        view,
        "factor_model",
        (Field("model", words=lambda _: label), N_USED, *MODEL),
        (model, conventions_row(view)),
        anchor=lambda _: "factor-model",
        where=lambda _: "validity",
        notes=Notes(
            general=view.phrase(
                "table.note.factor_model",
                dropped=view.number(model, "n_dropped", "n"),
                parameters=view.number(model, "parameters", "n"),
            ),
            specific=tuple(specific),
        ),
    )


def conventions_row(view: View) -> Row:
    """Return the row that says from where on a figure meets its convention."""
    least = view.say("table.at_least", value=view.plain(FIT["cfi"], "r"))
    words = {
        "cfi": least,
        "tli": least,
        "rmsea": view.say("table.at_most", value=view.plain(FIT["rmsea"], "r")),
        "srmr": view.say("table.at_most", value=view.plain(FIT["srmr"], "r")),
    }
    none = view.say("table.none")
    cells = (Cell(instead=words.get(field.name, none)) for field in MODEL)
    return Row(cells=(Cell(value=view.say("table.convention")), Cell(instead=none), *cells))


def common_method_blocks(view: View) -> list[Block]:
    """Return the signs of what answers share because one person gave them; none is proof either way."""
    found = view.result.validity.common_method
    heading = Heading(
        text=view.say("report.measurement.common_method"),
        anchor="common-method",
        marks=spot_marks(view, "measurement.method"),
    )
    if found is None:
        reasons = view.not_computed(("validity",), ("common_method",))
        return [heading, Paragraph(text=Markup(" ").join(reasons))] if reasons else []
    blocks: list[Block] = [heading, Paragraph(text=Markup(" ").join(common_method_said(view, found)))]
    if found.vif:
        summary = view.phrase("report.measurement.vif_table")
        blocks.append(Folded(summary=summary, blocks=(vif_table(view, found),), anchor="common-method-vif"))
    return blocks


def common_method_said(view: View, found: CommonMethod) -> list[Markup]:
    """Return what each of the three looks found, and that none of them is proof."""
    said = []
    if found.harman is not None:
        share = view.number(found, "harman", "pct", 0)
        n = view.number(found, "n_used", "n")
        said.append(view.phrase("report.measurement.harman", share=share, n=n))
    if found.vif:
        node = max(found.vif, key=lambda ident: found.vif[ident])
        said.append(
            view.phrase(
                "report.measurement.largest_vif",
                vif=view.number(found, ("vif", node), "est", 1),
                name=view.name(node),
                threshold=view.plain(HIGH_COLLINEARITY, "est", 1),
            )
        )
    if found.smallest_r is not None and found.changed is not None:
        said.append(
            view.phrase(
                "report.measurement.marker",
                r=view.number(found, "smallest_r", "r"),
                changed=view.number(found, "changed", "n"),
                count=view.number(found, "correlations", "n"),
                alpha=view.plain(SIGNIFICANT, "r"),
            )
        )
    said += view.not_computed(("validity",), ("harman", "collinearity", "marker"))
    said.append(view.phrase("report.measurement.method_caution"))
    return said


def vif_table(view: View, found: CommonMethod) -> Table:
    """Return the full-collinearity VIF of each scale."""
    flagged = (view.phrase("table.note.flag.collinearity", threshold=view.plain(HIGH_COLLINEARITY, "est", 1)),)

    def vif(node: str) -> Cell:
        return view.cell(found, ("vif", node), flag=found.vif[node] > HIGH_COLLINEARITY)

    return records_table(
        view,
        "common_method",
        (
            Field("scale", cell=lambda at: Cell(value=view.name(at), marks=spot_marks(view, "measurement.vif", at))),
            Field("vif", "est", thresholds=(HIGH_COLLINEARITY,), cell=vif),
        ),
        found.vif,
        notes=Notes(
            general=view.phrase("table.note.common_method", n=view.number(found, "n_used", "n")),
            specific=flagged if any(value > HIGH_COLLINEARITY for value in found.vif.values()) else (),
        ),
    )
