"""Direct, indirect and total effects as theses decompose them, with Sobel's test beside the bootstrap interval."""

from __future__ import annotations

from collections.abc import Sequence

from markupsafe import Markup

from govassess.report.blocks import Block, Paragraph, Section
from govassess.report.sections.models import effect_label
from govassess.report.sections.regressions import kind_of_errors
from govassess.report.table import Cell, Column, Notes, Row, Table
from govassess.report.view import View
from govassess.result.assessment import Effect, HypothesisResult


def decomposition_section(view: View) -> Section:
    """Return the section that decomposes paths; without a mediation it says so."""
    found = [each for each in view.result.hypotheses if each.effects]
    blocks: list[Block] = []
    if found:
        blocks = [
            decomposition_table(view, found),
            Paragraph(text=view.phrase("report.decomposition.limit"), kind="note"),
        ]
    return Section(
        name="decomposition",
        title=view.say("report.section.decomposition"),
        finding=finding(view, found),
        blocks=tuple(blocks),
    )


def finding(view: View, found: Sequence[HypothesisResult]) -> Markup:
    """Return the sentences on the sums: direct and indirect effects make up the total one."""
    if not found:
        return view.phrase("report.decomposition.none")
    said = []
    for hypothesis in found:
        total = next((place for place, each in enumerate(hypothesis.effects) if each.effect == "total"), None)
        if total is None or hypothesis.effects_sum is None:
            continue
        path = f"hypotheses.{hypothesis.id}"
        said.append(
            view.phrase(
                "report.decomposition.finding",
                id=hypothesis.id,
                sum=view.number(hypothesis.effects_sum, "est", f"{path}.effects_sum", 3),
                total=view.number(hypothesis.effects[total].estimate, "est", f"{path}.effects.{total}.estimate", 3),
            )
        )
    return Markup(" ").join(said) if said else view.phrase("report.classical.older")


def decomposition_table(view: View, found: Sequence[HypothesisResult]) -> Table:
    """Return every effect of every mediation with its interval, Sobel's test beside it, and the sum below."""
    rows: list[Row] = []
    for hypothesis in found:
        rows += _rows(view, hypothesis)
    columns = (
        Column(key="effect", header=view.say("table.column.effect"), kind="text"),
        Column(key="estimate", header=view.say("table.column.b_capital"), kind="est", decimals=3),
        Column(key="std_error", header=view.say("table.column.se_plain"), kind="se"),
        Column(key="conf", header=view.say("table.column.ci", confidence=view.confidence()), kind="ci", decimals=3),
        Column(key="standardised", header=view.say("table.column.beta"), kind="beta"),
        Column(key="p_value", header=view.say("table.column.p"), kind="p"),
        Column(key="sobel_se", header=view.say("table.column.sobel_se"), kind="se"),
        Column(key="sobel_z", header=view.say("table.column.sobel_z"), kind="est"),
        Column(key="sobel_p", header=view.say("table.column.sobel_p"), kind="p"),
    )
    return Table(
        name="decomposition",
        title=view.say("table.title.decomposition"),
        columns=columns,
        rows=tuple(rows),
        notes=Notes(
            general=general_note(view, found),
            specific=(view.phrase("table.note.sobel"), view.phrase("table.note.unadjusted_interval")),
            probability=view.phrase("table.note.bootstrap_p"),
        ),
        lang=view.lang,
    )


def general_note(view: View, found: Sequence[HypothesisResult]) -> Markup:
    """Return what the columns are, by which errors and from which draws, every abbreviation explained."""
    errors = dict.fromkeys(each.vcov for each in found if each.vcov)
    drawn = dict.fromkeys(effect.interval for each in found for effect in each.effects if is_indirect(effect))
    said = view.phrase(
        "table.note.decomposition",
        draws=view.number(view.result.options.draws, "n", "options.draws"),
        units=view.resampled(),
        vcov=view.listed(errors),
        intervals=view.listed(view.say(f"table.interval.{kind}") for kind in drawn),
    )
    kinds = (view.phrase(f"table.note.errors.{kind_of_errors(vcov)}", vcov=vcov) for vcov in errors)
    return Markup(" ").join((view.with_widened(said), *kinds))


def is_indirect(effect: Effect) -> bool:
    """Tell whether an effect goes through mediators: its interval comes from the draws."""
    return effect.effect.startswith("indirect")


def _rows(view: View, hypothesis: HypothesisResult) -> list[Row]:
    """Return the rows of one mediation: which hypothesis on how many rows, its effects, and their sum."""
    path = f"hypotheses.{hypothesis.id}"
    none = view.say("table.none")
    said = view.say("table.equation_n", equation=hypothesis.id, n=view.plain(hypothesis.n_used, "n"))
    rows = [Row(cells=(Cell(value=said, source=f"{path}.n_used"),), group=True)]
    for place, effect in enumerate(hypothesis.effects):
        spot = f"{path}.effects.{place}"
        rows.append(
            Row(
                cells=(
                    Cell(value=effect_label(view, hypothesis, effect.effect)),
                    Cell(value=effect.estimate, source=f"{spot}.estimate"),
                    view.cell(effect.std_error, f"{spot}.std_error"),
                    view.interval(effect.conf_low, effect.conf_high, spot),
                    view.cell(effect.standardised, f"{spot}.standardised"),
                    view.cell(effect.p_value, f"{spot}.p_value"),
                    view.cell(effect.sobel_se, f"{spot}.sobel_se"),
                    view.cell(effect.sobel_z, f"{spot}.sobel_z"),
                    view.cell(effect.sobel_p, f"{spot}.sobel_p"),
                ),
                indent=1,
            )
        )
    if hypothesis.effects_sum is not None:
        total = Cell(value=hypothesis.effects_sum, source=f"{path}.effects_sum")
        empty = (Cell(instead=none),) * 7
        rows.append(Row(cells=(Cell(value=view.say("table.effect.sum")), total, *empty), indent=1))
    return rows
