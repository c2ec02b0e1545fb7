"""The structure of the answers: whether they carry factors, how the declared ones fit, what all of them share."""

from __future__ import annotations

from collections.abc import Mapping

from markupsafe import Markup

from govassess.report.blocks import Block, Folded, Heading, Paragraph
from govassess.report.cautions import spot_marks
from govassess.report.formats import Kind
from govassess.report.sections.models import p_words
from govassess.report.table import Cell, Column, Notes, Row, Table
from govassess.report.view import View
from govassess.result.assessment import CommonMethod, Factorability, FactorModel

KMO_MEDIOCRE = 0.6
VIF_HIGH = 3.3
SIGNIFICANT = 0.05  # of the correlations from which the marker is taken out

FIT: Mapping[str, float] = {"cfi": 0.95, "rmsea": 0.06, "srmr": 0.08}
"""The conventions of Hu and Bentler (1999): CFI at least, RMSEA and SRMR at most; TLI as CFI."""

MODEL_COLUMNS: tuple[tuple[str, Kind, int | None], ...] = (
    ("chi_squared", "est", 1),
    ("df", "n", None),
    ("p_value", "p", None),
    ("cfi", "r", 3),
    ("tli", "beta", 3),
    ("rmsea", "r", 3),
    ("rmsea_ci", "ci", 3),
    ("srmr", "r", 3),
    ("aic", "est", 0),
    ("bic", "est", 0),
)
"""Figures of the fit block with their kinds and decimals, after the model and n."""


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
    path = "validity.factorability"
    said = []
    if found.kmo is not None:
        said.append(
            view.phrase(
                "report.measurement.kmo",
                kmo=view.number(found.kmo, "r", f"{path}.kmo"),
                items=view.number(found.items, "n", f"{path}.items"),
                n=view.number(found.n_used, "n", f"{path}.n_used"),
                threshold=view.plain(KMO_MEDIOCRE, "r"),
            )
        )
    if found.bartlett is not None and found.bartlett_p is not None:
        said.append(
            view.phrase(
                "report.measurement.bartlett",
                df=view.number(found.bartlett_df, "n", f"{path}.bartlett_df"),
                chi_squared=view.number(found.bartlett, "est", f"{path}.bartlett", 1),
                p=p_words(view, found.bartlett_p, f"{path}.bartlett_p"),
            )
        )
    if found.factors is not None:
        if found.factors == found.declared:
            key = "report.measurement.parallel_same"
        elif found.factors < found.declared:
            key = "report.measurement.parallel"
        else:
            key = "report.measurement.parallel_more"
        factors = view.number(found.factors, "n", f"{path}.factors")
        declared = view.number(found.declared, "n", f"{path}.declared")
        said.append(view.phrase(key, factors=factors, declared=declared))
    return said


def eigenvalues_table(view: View, found: Factorability) -> Table:
    """Return the leading eigenvalues beside the thresholds of the parallel analysis."""
    path = "validity.factorability"
    rows = tuple(
        Row(
            cells=(
                Cell(value=str(place + 1)),
                Cell(value=value, source=f"{path}.eigenvalues.{place}"),
                Cell(value=threshold, source=f"{path}.thresholds.{place}"),
            )
        )
        for place, (value, threshold) in enumerate(zip(found.eigenvalues, found.thresholds, strict=True))
    )
    return Table(
        name="eigenvalues",
        title=view.say("table.title.eigenvalues"),
        columns=(
            Column(key="factor", header=view.say("table.column.factor"), kind="text"),
            Column(key="eigenvalue", header=view.say("table.column.eigenvalue"), kind="est"),
            Column(key="threshold", header=view.say("table.column.eigen_threshold"), kind="est"),
        ),
        rows=rows,
        notes=Notes(
            general=view.phrase(
                "table.note.eigenvalues",
                n=view.number(found.n_used, "n", f"{path}.n_used"),
                items=view.number(found.items, "n", f"{path}.items"),
                copies=view.number(found.copies, "n", f"{path}.copies"),
            )
        ),
        lang=view.lang,
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
    said = {name: view.number(figures[name], "r", f"validity.factor_model.{name}", 3) for name in FIT}
    limits = {"cfi_least": FIT["cfi"], "rmsea_most": FIT["rmsea"], "srmr_most": FIT["srmr"]}
    limits_said = {name: view.plain(value, "r") for name, value in limits.items()}
    n = view.number(model.n_used, "n", "validity.factor_model.n_used")
    return view.phrase("report.measurement.fit", count=met, n=n, **said, **limits_said)


def factor_model_table(view: View, model: FactorModel) -> Table:
    """Return the fit block, and below it the conventions."""
    path = "validity.factor_model"
    label = view.say("table.factor_model", count=model.items, factors=model.factors)
    cells = [Cell(value=label), Cell(value=model.n_used, source=f"{path}.n_used")]
    for key, _, _ in MODEL_COLUMNS:
        if key == "rmsea_ci":
            cells.append(view.interval(model.rmsea_low, model.rmsea_high, path, ("rmsea_low", "rmsea_high")))
        else:
            cells.append(view.cell(getattr(model, key), f"{path}.{key}", where="validity", fields=(key,)))
    listed = {
        "left_out": [view.name(node) for node in model.left_out],
        "negative_variances": list(model.negative_variances),
    }
    specific = [view.phrase(f"table.note.{key}", listed=view.listed(names)) for key, names in listed.items() if names]
    if "no_standard_errors" in model.flags:
        specific.append(view.phrase("table.note.no_standard_errors"))
    return Table(
        name="factor_model",
        title=view.say("table.title.factor_model"),
        columns=(
            Column(key="model", header=view.say("table.column.model"), kind="text"),
            Column(key="n_used", header=view.say("table.column.n"), kind="n"),
            *(_model_column(view, key, kind, decimals) for key, kind, decimals in MODEL_COLUMNS),
        ),
        rows=(Row(cells=tuple(cells), anchor="factor-model"), conventions_row(view)),
        notes=Notes(
            general=view.phrase(
                "table.note.factor_model",
                dropped=view.number(model.n_dropped, "n", f"{path}.n_dropped"),
                parameters=view.number(model.parameters, "n", f"{path}.parameters"),
            ),
            specific=tuple(specific),
        ),
        lang=view.lang,
    )


def _model_column(view: View, key: str, kind: Kind, decimals: int | None) -> Column:
    header = view.say("table.column.p" if key == "p_value" else f"table.column.{key}")
    return Column(key=key, header=header, kind=kind, decimals=decimals, bound_kind="r" if kind == "ci" else None)


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
    cells = (Cell(instead=words.get(key, none)) for key, _, _ in MODEL_COLUMNS)
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
    path = "validity.common_method"
    said = []
    if found.harman is not None:
        share = view.number(found.harman, "pct", f"{path}.harman", 0)
        n = view.number(found.n_used, "n", f"{path}.n_used")
        said.append(view.phrase("report.measurement.harman", share=share, n=n))
    if found.vif:
        node = max(found.vif, key=lambda ident: found.vif[ident])
        said.append(
            view.phrase(
                "report.measurement.largest_vif",
                vif=view.number(found.vif[node], "est", f"{path}.vif.{node}", 1),
                name=view.name(node),
                threshold=view.plain(VIF_HIGH, "est", 1),
            )
        )
    if found.smallest_r is not None and found.changed is not None:
        said.append(
            view.phrase(
                "report.measurement.marker",
                r=view.number(found.smallest_r, "r", f"{path}.smallest_r"),
                changed=view.number(found.changed, "n", f"{path}.changed"),
                count=view.number(found.correlations, "n", f"{path}.correlations"),
                alpha=view.plain(SIGNIFICANT, "r"),
            )
        )
    said += view.not_computed(("validity",), ("harman", "collinearity", "marker"))
    said.append(view.phrase("report.measurement.method_caution"))
    return said


def vif_table(view: View, found: CommonMethod) -> Table:
    """Return the full-collinearity VIF of each scale."""
    path = "validity.common_method"
    flagged = (view.phrase("table.note.flag.collinearity", threshold=view.plain(VIF_HIGH, "est", 1)),)
    return Table(
        name="common_method",
        title=view.say("table.title.common_method"),
        columns=(
            Column(key="scale", header=view.say("table.column.scale"), kind="text"),
            Column(key="vif", header=view.say("table.column.vif"), kind="est", beside=(VIF_HIGH,)),
        ),
        rows=tuple(
            Row(
                cells=(
                    Cell(value=view.name(node), marks=spot_marks(view, "measurement.vif", node)),
                    Cell(value=vif, source=f"{path}.vif.{node}", flag=vif > VIF_HIGH),
                )
            )
            for node, vif in found.vif.items()
        ),
        notes=Notes(
            general=view.phrase("table.note.common_method", n=view.number(found.n_used, "n", f"{path}.n_used")),
            specific=flagged if any(vif > VIF_HIGH for vif in found.vif.values()) else (),
        ),
        lang=view.lang,
    )
