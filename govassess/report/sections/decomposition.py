"""Direct, indirect and total effects as theses decompose them, with Sobel's test beside the bootstrap interval."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import replace
from typing import Any

from markupsafe import Markup

from govassess.report.blocks import Block, Paragraph, Section
from govassess.report.fields import CONF, P_VALUE, STD_ERROR, Field, head, records_table
from govassess.report.sections.models import effect_label
from govassess.report.sections.regressions import kind_of_errors
from govassess.report.table import Cell, Notes, Row, Table
from govassess.report.view import View
from govassess.result.hypotheses import Effect, HypothesisResult


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
        total = next((each for each in hypothesis.effects if each.effect == "total"), None)
        if total is None or hypothesis.effects_sum is None:
            continue
        said.append(
            view.phrase(
                "report.decomposition.finding",
                id=hypothesis.id,
                sum=view.number(hypothesis, "effects_sum", "est", 3),
                total=view.number(total, "estimate", "est", 3),
            )
        )
    return Markup(" ").join(said) if said else view.phrase("report.classical.older")


def decomposition_table(view: View, found: Sequence[HypothesisResult]) -> Table:
    """Return every effect of every mediation with its interval, Sobel's test beside it, and the sum below."""
    return records_table(
        view,
        "decomposition",
        (
            Field("effect", words=lambda row: row["label"], indent=lambda _: 1),
            Field("estimate", "est", "b_capital", cell=lambda row: estimate_cell(view, row), decimals=3),
            replace(STD_ERROR, part="effect"),
            replace(CONF, part="effect", decimals=3),
            Field("standardised", "beta", "beta", part="effect"),
            replace(P_VALUE, part="effect"),
            Field("sobel_se", "se", part="effect"),
            Field("sobel_z", "est", part="effect"),
            Field("sobel_p", "p", part="effect"),
        ),
        [row for hypothesis in found for row in _rows(view, hypothesis)],
        notes=Notes(
            general=general_note(view, found),
            specific=(view.phrase("table.note.sobel"), view.phrase("table.note.unadjusted_interval")),
            probability=view.phrase("table.note.bootstrap_p"),
        ),
    )


def estimate_cell(view: View, row: Mapping[str, Any]) -> Cell:
    """Return an effect, or the sum of them."""
    return view.cell(row["sum"], "effects_sum") if row["effect"] is None else view.cell(row["effect"], "estimate")


def general_note(view: View, found: Sequence[HypothesisResult]) -> Markup:
    """Return what the columns are, by which errors and from which draws, every abbreviation explained."""
    errors = dict.fromkeys(each.vcov for each in found if each.vcov)
    drawn = dict.fromkeys(effect.interval for each in found for effect in each.effects if is_indirect(effect))
    said = view.phrase(
        "table.note.decomposition",
        draws=view.number(view.result.options, "draws", "n"),
        units=view.resampled(),
        vcov=view.listed(errors),
        intervals=view.listed(view.say(f"table.interval.{kind}") for kind in drawn),
    )
    kinds = (view.phrase(f"table.note.errors.{kind_of_errors(vcov)}", vcov=vcov) for vcov in errors)
    return Markup(" ").join((view.with_widened(said), *kinds))


def is_indirect(effect: Effect) -> bool:
    """Tell whether an effect goes through mediators: its interval comes from the draws."""
    return effect.effect.startswith("indirect")


def _rows(view: View, hypothesis: HypothesisResult) -> Iterator[Row | Mapping[str, Any]]:
    """Yield the rows of one mediation: which hypothesis on how many rows, its effects, and their sum."""
    said = view.say("table.equation_n", equation=hypothesis.id, n=view.plain(hypothesis.n_used, "n"))
    yield head(said, view.source(hypothesis, "n_used"))
    for effect in hypothesis.effects:
        yield {"label": effect_label(view, hypothesis, effect.effect), "effect": effect}
    if hypothesis.effects_sum is not None:
        yield {"label": view.say("table.effect.sum"), "effect": None, "sum": hypothesis}
