"""Path models beside the regressions: each with its sentence, its diagram, its paths, total and indirect effects."""

from __future__ import annotations

from collections.abc import Mapping

from markupsafe import Markup

from govassess.report.blocks import Block, Figure, Folded, Heading, Listing, Paragraph, Section, drawing
from govassess.report.cautions import marks, of_section
from govassess.report.charts import Diagram, DiagramEdge, DiagramNode, path_diagram
from govassess.report.sections.importance_map import map_blocks, map_table
from govassess.report.sections.path_measurement import Placed, construct_tables, fit_blocks, loading_tables, of_kind
from govassess.report.table import Cell, Column, Notes, Row, Table
from govassess.report.view import View
from govassess.result.assessment import PathEstimate, PathModel


def paths_section(view: View) -> Section:
    """Return the section of path models, or why there is none."""
    blocks: list[Block] = []
    for place, model in enumerate(view.result.path_models):
        blocks.extend(model_blocks(view, model, f"path_models.{place}"))
    absent = refusals(view)
    if absent:
        blocks.append(Listing(entries=tuple(absent)))
    if view.result.path_models:
        blocks.append(Paragraph(text=view.phrase("method.paths"), kind="note"))
    return Section(
        name="paths",
        title=view.say("report.section.paths"),
        finding=finding(view, refused=bool(absent)),
        blocks=tuple(blocks),
        warnings=of_section(view, "paths"),
    )


def refusals(view: View) -> list[Markup]:
    """Return which models could not be estimated, and why."""
    return [
        view.phrase(
            "report.paths.absent",
            model=view.name(entry.where),
            reason=view.reason_text(entry.code, entry.values),
        )
        for entry in view.result.unavailable
        if entry.where.startswith("path_models.") and entry.field == "path"
    ]


def finding(view: View, *, refused: bool) -> Markup:
    """Return how many models there are, or why there is none."""
    if not view.result.path_models:
        return view.phrase("report.paths.refused" if refused else "report.paths.none")
    return view.phrase("report.paths.finding", count=len(view.result.path_models))


def model_blocks(view: View, model: PathModel, path: str) -> list[Block]:
    """Return one model: its sentence, its paths, its map; what stands behind them is folded."""
    blocks: list[Block] = [
        Heading(text=view.path_model(model.id), anchor=f"paths-{model.id}", marks=marks(view, "paths", model.id)),
        Paragraph(text=model_sentence(view, model, path)),
        *fit_blocks(view, model, path),
    ]
    paths: list[Block] = [paths_table(view, model, path)]
    details = [*construct_tables(view, model, path), *loading_tables(view, model, path)]
    if model.method == "pls":
        blocks += [*diagram_blocks(view, model), *paths]
    else:  # the paths of the factors stand beside these in the table of the estimators
        details = paths + details
    blocks += [
        Paragraph(text=view.phrase("report.paths.no_map", reason=view.reason_text(entry.code, entry.values)))
        for entry in view.result.unavailable
        if (entry.where, entry.field) == (f"path_models.{model.id}", "ipma")
    ]
    if model.map is not None and model.map.rows:
        blocks.extend(map_blocks(view, model, model.map, f"{path}.map"))
        details.insert(0, map_table(view, model, model.map, f"{path}.map"))
    if details:
        summary = view.phrase("report.paths.details", model=view.path_model(model.id))
        blocks.append(Folded(summary=summary, blocks=tuple(details), anchor=f"measured-{model.id}"))
    return blocks


def diagram_blocks(view: View, model: PathModel) -> list[Block]:
    """Return the picture of the model, or that it is too large for one."""
    names = list(dict.fromkeys(name for outcome, terms in model.paths.items() for name in (*terms, outcome)))
    explained = {each.target: each.estimate for _, each in of_kind(model, "r2")}
    paths = [each for _, each in of_kind(model, "path")]
    drawn = path_diagram(
        Diagram(
            title=view.say("report.chart.diagram.title", model=view.path_model(model.id)),
            desc=" ".join(
                view.say("report.chart.diagram.path", path=arrow(view, each), value=view.plain(each.estimate, "beta"))
                for each in paths
            ),
            nodes=tuple(DiagramNode(label=view.name(name), r2=explained.get(name)) for name in names),
            edges=tuple(
                DiagramEdge(
                    source=names.index(each.term),
                    target=names.index(each.target),
                    value=each.estimate,
                    low=each.conf_low,
                    high=each.conf_high,
                )
                for each in paths
            ),
            clear_label=view.say("report.chart.forest.clear"),
            crossing_label=view.say("report.chart.forest.crossing"),
        ),
        lang=view.lang,
        ids=view.ids,
    )
    if not drawn:
        return [Paragraph(text=view.phrase("report.chart.diagram.too_large"))] if paths else []
    caption = view.phrase("report.chart.diagram.caption", confidence=view.confidence())
    return [Figure(name=f"paths.{model.id}", svg=drawing(drawn), caption=caption, table=f"paths.{model.id}")]


def model_sentence(view: View, model: PathModel, path: str) -> Markup:
    """Return how many paths have intervals that leave out zero, R² of the outcomes, respondents, draws and flags."""
    paths = of_kind(model, "path")
    bounded = [each for _, each in paths if each.conf_low is not None and each.conf_high is not None]
    clear = [each for each in bounded if not holds_zero(each)]
    explained = [
        view.phrase(
            "report.paths.r2",
            value=view.number(each.estimate, "r", f"{path}.estimates.{place}.estimate"),
            name=view.name(each.target),
        )
        for place, each in of_kind(model, "r2")
    ]
    if bounded:
        parts = [view.phrase("report.paths.clear", clear=len(clear), count=len(bounded), confidence=view.confidence())]
    else:
        parts = [view.phrase("report.paths.points", count=len(paths))]
    if explained:
        parts.append(view.phrase("report.paths.explained", listed=view.listed(explained)))
    parts.append(
        view.phrase(
            "report.paths.rows",
            used=view.number(model.n_used, "n", f"{path}.n_used"),
            dropped=view.number(model.n_dropped, "n", f"{path}.n_dropped"),
        )
    )
    if model.draws_failed:
        failed = view.number(model.draws_failed, "n", f"{path}.draws_failed")
        of = view.number(model.draws, "n", f"{path}.draws")
        parts.append(view.phrase("report.paths.failed", failed=failed, of=of))
    parts += [view.phrase(f"report.paths.flag.{flag}") for flag in model.flags]
    return Markup(" ").join(parts)


def holds_zero(each: PathEstimate) -> bool:
    """Tell whether the interval of an estimate holds zero, or there is none."""
    return each.conf_low is None or each.conf_high is None or each.conf_low <= 0 <= each.conf_high


def arrow(view: View, each: PathEstimate) -> str:
    """Return from where to where a path leads, through every node of a chain."""
    return " → ".join(view.name(ident) for ident in (*each.term.split(" -> "), each.target))


def paths_table(view: View, model: PathModel, path: str) -> Table:
    """Return paths, total and indirect effects and R² of one model, under a heading each."""
    beside = {(each.kind, each.target, each.term): place for place, each in of_kind(model, "f2", "vif")}
    indirect = of_kind(model, "indirect", "specific_indirect")
    through = {(each.target, each.term) for _, each in indirect}
    groups = (
        ("path", of_kind(model, "path")),
        ("indirect", indirect),
        ("total", [placed for placed in of_kind(model, "total") if (placed[1].target, placed[1].term) in through]),
        ("r2", of_kind(model, "r2", "adj_r2")),
    )
    extra = any(kind in ("f2", "vif") for kind, _, _ in beside)
    rows: list[Row] = []
    for kind, placed in groups:
        if placed:
            rows.append(Row(cells=(Cell(value=view.say(f"table.path_kind.{kind}")),), group=True))
        rows += [path_row(view, model, path, each, beside if extra else None) for each in placed]
    columns = [
        Column(key="path", header=view.say("table.column.effect"), kind="text"),
        Column(key="estimate", header=view.say("table.column.beta"), kind="beta"),
        Column(
            key="conf", header=view.say("table.column.ci", confidence=view.confidence()), kind="ci", bound_kind="beta"
        ),
        Column(key="p_value", header=view.say("table.column.p"), kind="p"),
    ]
    if extra:
        columns += [
            Column(key="f2", header=view.say("table.column.f_squared"), kind="est"),
            Column(key="vif", header=view.say("table.column.vif"), kind="est"),
        ]
    return Table(
        name=f"paths.{model.id}",
        title=view.say("table.title.paths", model=view.path_model(model.id)),
        columns=tuple(columns),
        rows=tuple(rows),
        notes=Notes(general=paths_note(view, model, path), specific=(view.phrase("table.note.unadjusted_interval"),)),
        lang=view.lang,
    )


def path_row(
    view: View, model: PathModel, path: str, placed: Placed, beside: Mapping[tuple[str, str, str], int] | None
) -> Row:
    """Return the row of one path, effect or R²; ``beside`` holds the places of f² and VIF."""
    place, each = placed
    spot = f"{path}.estimates.{place}"
    whole = each.kind in ("r2", "adj_r2")
    name = view.say(f"table.r2.{each.kind}", name=view.name(each.target)) if whole else arrow(view, each)
    cells = [
        Cell(value=name),
        view.cell(each.estimate, f"{spot}.estimate"),
        view.interval(each.conf_low, each.conf_high, spot),
        view.cell(each.p_value, f"{spot}.p_value"),
    ]
    for kind in () if beside is None else ("f2", "vif"):
        at = beside.get((kind, each.target, each.term)) if beside is not None and each.kind == "path" else None
        value = None if at is None else model.estimates[at].estimate
        cells.append(view.cell(value, f"{path}.estimates.{at}.estimate"))
    return Row(cells=tuple(cells))


def paths_note(view: View, model: PathModel, path: str) -> Markup:
    """Return n, what is estimated and where the intervals come from."""
    count = view.number(model.n_used, "n", f"{path}.n_used")
    if model.draws:
        draws = view.number(model.draws, "n", f"{path}.draws")
        said = view.phrase("table.note.paths.draws", count=count, draws=draws, units=view.resampled())
        said = view.with_widened(said)
    else:
        said = view.phrase(f"table.note.paths.{model.method}", count=count)
    if not model.higher_order:
        return said
    names = view.listed(view.name(ident) for ident in model.higher_order)
    return Markup(" ").join((said, view.phrase(f"table.note.paths.two_stages.{model.method}", names=names)))
