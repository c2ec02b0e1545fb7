"""Path models: each with its sentence, its diagram, its paths, total and indirect effects."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import replace

from markupsafe import Markup

from govassess.report.blocks import Block, Figure, Folded, Heading, Listing, Paragraph, Section, drawing
from govassess.report.cautions import marks, of_section
from govassess.report.charts import Diagram, DiagramEdge, DiagramNode, path_diagram
from govassess.report.fields import BETA, CONF, P_VALUE, Field, head, records_table
from govassess.report.sections.importance_map import map_blocks, map_table
from govassess.report.sections.path_measurement import construct_tables, fit_blocks, loading_tables, of_kind
from govassess.report.table import Notes, Row, Table
from govassess.report.view import View
from govassess.result.hypotheses import PathEstimate, PathModel


def paths_section(view: View) -> Section:
    """Return the section of path models, or why there is none."""
    blocks: list[Block] = []
    for model in view.result.path_models:
        blocks.extend(model_blocks(view, model))
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


def model_blocks(view: View, model: PathModel) -> list[Block]:
    """Return one model: its sentence, its paths, its map; what stands behind them is folded."""
    blocks: list[Block] = [
        Heading(text=view.path_model(model.id), anchor=f"paths-{model.id}", marks=marks(view, "paths", model.id)),
        Paragraph(text=model_sentence(view, model)),
        *fit_blocks(view, model),
    ]
    paths: list[Block] = [paths_table(view, model)]
    details = [*construct_tables(view, model), *loading_tables(view, model)]
    if model.method == "pls":
        blocks += [*diagram_blocks(view, model), *paths]
    else:  # the paths of the factors stand with these in the table of the estimators
        details = paths + details
    blocks += [
        Paragraph(text=view.phrase("report.paths.no_map", reason=view.reason_text(entry.code, entry.values)))
        for entry in view.result.unavailable
        if (entry.where, entry.field) == (f"path_models.{model.id}", "ipma")
    ]
    if model.map is not None and model.map.rows:
        blocks.extend(map_blocks(view, model, model.map))
        details.insert(0, map_table(view, model, model.map))
    if details:
        summary = view.phrase("report.paths.details", model=view.path_model(model.id))
        blocks.append(Folded(summary=summary, blocks=tuple(details), anchor=f"measured-{model.id}"))
    return blocks


def diagram_blocks(view: View, model: PathModel) -> list[Block]:
    """Return the picture of the model, or that it is too large for one."""
    names = list(dict.fromkeys(name for outcome, terms in model.paths.items() for name in (*terms, outcome)))
    explained = {each.target: each.estimate for each in of_kind(model, "r2")}
    paths = of_kind(model, "path")
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
        number_format=view.number_format,
        ids=view.ids,
    )
    if not drawn:
        return [Paragraph(text=view.phrase("report.chart.diagram.too_large"))] if paths else []
    caption = view.phrase("report.chart.diagram.caption", confidence=view.confidence())
    return [Figure(name=f"paths.{model.id}", svg=drawing(drawn), caption=caption, table=f"paths.{model.id}")]


def model_sentence(view: View, model: PathModel) -> Markup:
    """Return how many paths have intervals that leave out zero, R² of the outcomes, respondents, draws and flags."""
    paths = of_kind(model, "path")
    bounded = [each for each in paths if each.conf_low is not None and each.conf_high is not None]
    clear = [each for each in bounded if not holds_zero(each)]
    explained = [
        view.phrase(
            "report.paths.r2",
            value=view.number(each, "estimate", "r"),
            name=view.name(each.target),
        )
        for each in of_kind(model, "r2")
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
            used=view.number(model, "n_used", "n"),
            dropped=view.number(model, "n_dropped", "n"),
        )
    )
    if model.draws_failed:
        failed = view.number(model, "draws_failed", "n")
        of = view.number(model, "draws", "n")
        parts.append(view.phrase("report.paths.failed", failed=failed, of=of))
    parts += [view.phrase(f"report.paths.flag.{flag}") for flag in model.flags]
    return Markup(" ").join(parts)


def holds_zero(each: PathEstimate) -> bool:
    """Tell whether the interval of an estimate holds zero, or there is none."""
    return each.conf_low is None or each.conf_high is None or each.conf_low <= 0 <= each.conf_high


def arrow(view: View, each: PathEstimate) -> str:
    """Return from where to where a path leads, through every node of a chain."""
    return " → ".join(view.name(ident) for ident in (*each.term.split(" -> "), each.target))


def paths_table(view: View, model: PathModel) -> Table:
    """Return paths, total and indirect effects and R² of one model, under a heading each."""
    statistics = {(each.kind, each.target, each.term): each for each in of_kind(model, "f2", "vif")}
    extra = [Field("f2", "est", "f_squared", of="estimate", part="f2"), Field("vif", "est", of="estimate", part="vif")]
    return records_table(
        view,
        f"paths.{model.id}",
        (
            Field("path", header="effect", part="estimate", words=lambda each: path_name(view, each)),
            replace(BETA, name="estimate", header="beta", part="estimate"),
            replace(CONF, bound="beta", part="estimate"),
            replace(P_VALUE, part="estimate"),
            *(extra if statistics else []),
        ),
        [row for kind, found in path_groups(model) for row in _rows(view, kind, found, statistics)],
        title=view.say("table.title.paths", model=view.path_model(model.id)),
        notes=Notes(general=paths_note(view, model), specific=(view.phrase("table.note.unadjusted_interval"),)),
    )


def path_groups(model: PathModel) -> tuple[tuple[str, list[PathEstimate]], ...]:
    """Return the estimates in the groups of the table; total effects where there is an indirect one."""
    indirect = of_kind(model, "indirect", "specific_indirect")
    through = {(each.target, each.term) for each in indirect}
    return (
        ("path", of_kind(model, "path")),
        ("indirect", indirect),
        ("total", [each for each in of_kind(model, "total") if (each.target, each.term) in through]),
        ("r2", of_kind(model, "r2", "adj_r2")),
    )


def _rows(
    view: View, kind: str, found: Sequence[PathEstimate], statistics: Mapping[tuple[str, str, str], PathEstimate]
) -> Iterator[Row | Mapping[str, PathEstimate | None]]:
    """Yield the row that heads a group, and its estimates, each path with its f² and VIF."""
    if found:
        yield head(view.say(f"table.path_kind.{kind}"))
    for each in found:
        of_path = {
            part: statistics.get((part, each.target, each.term)) for part in ("f2", "vif") if each.kind == "path"
        }
        yield {"estimate": each, "f2": None, "vif": None, **of_path}


def path_name(view: View, each: PathEstimate) -> str:
    """Return what an estimate is of: an outcome, or the nodes that a path leads through."""
    if each.kind in ("r2", "adj_r2"):
        return view.say(f"table.r2.{each.kind}", name=view.name(each.target))
    return arrow(view, each)


def paths_note(view: View, model: PathModel) -> Markup:
    """Return n, what is estimated and where the intervals come from."""
    count = view.number(model, "n_used", "n")
    if model.draws:
        draws = view.number(model, "draws", "n")
        said = view.phrase("table.note.paths.draws", count=count, draws=draws, units=view.resampled())
        said = view.with_widened(said)
    else:
        said = view.phrase(f"table.note.paths.{model.method}", count=count)
    if not model.higher_order:
        return said
    names = view.listed(view.name(ident) for ident in model.higher_order)
    return Markup(" ").join((said, view.phrase(f"table.note.paths.two_stages.{model.method}", names=names)))
