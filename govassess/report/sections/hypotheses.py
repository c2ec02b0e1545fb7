"""Hypotheses: the decisions first, then each test with its model, its estimates and the sentence it allows."""

from __future__ import annotations

from collections import Counter
from dataclasses import replace

from markupsafe import Markup

from govassess.report.blocks import Block, Figure, Folded, Heading, Paragraph, Section, drawing
from govassess.report.cautions import marks, numbered, of_section
from govassess.report.charts import Forest, IntervalRow, forest
from govassess.report.fields import BETA, CONF, N_USED, P_VALUE, STD_ERROR, Field, head, records_table, under_heads
from govassess.report.formats import ZERO
from govassess.report.sections.estimators import estimators_blocks
from govassess.report.sections.group_hypothesis import group_blocks
from govassess.report.sections.models import effects_table, hypothesis_text, model_blocks, p_words
from govassess.report.sections.moderation import moderation_blocks
from govassess.report.table import Cell, Notes, Row, Table
from govassess.report.view import View
from govassess.report.ways import way
from govassess.report.wording import edges, hypothesis_sentence, relation, verdict_words
from govassess.result.hypotheses import HypothesisResult

ASSUMPTIONS = frozenset({"vif_high", "condition_high", "n_below_5p", "high_leverage"})
"""Warnings that flag an assumption of a test."""

OVERLAP = frozenset({"vif_high", "condition_high"})
"""Those on predictors that overlap."""


def hypotheses_section(view: View) -> Section:
    """Return the section of hypotheses."""
    blocks: list[Block] = []
    if view.result.hypotheses:
        blocks.append(decisions_table(view))
        blocks.extend(forest_figure(view))
        blocks.append(Paragraph(text=view.phrase("method.hypotheses", confidence=view.confidence()), kind="note"))
        blocks.extend(estimators_blocks(view))
        for hypothesis in view.result.hypotheses:
            blocks.extend(hypothesis_blocks(view, hypothesis))
    return Section(
        name="hypotheses",
        title=view.say("report.section.hypotheses"),
        finding=finding(view),
        blocks=tuple(blocks),
        warnings=of_section(view, "hypotheses"),
    )


def finding(view: View) -> Markup:
    """Return the sentence that counts the verdicts."""
    if not view.result.hypotheses:
        return view.phrase("report.first.verdicts.none")
    counts: Counter[str] = Counter(hypothesis.verdict for hypothesis in view.result.hypotheses)
    order = ("supported", "contradicted", "not_supported", "inconclusive", "not_tested")
    parts = [
        view.phrase("report.hypotheses.count", count=counts[verdict], verdict=view.say(f"verdict.short.{verdict}"))
        for verdict in order
        if counts[verdict]
    ]
    return view.phrase("report.hypotheses.finding", count=len(view.result.hypotheses), listed=view.listed(parts))


def decisions_table(view: View) -> Table:
    """Return the table of decisions: one row a hypothesis, every number of its test, its verdict."""
    return records_table(
        view,
        "hypotheses",
        (
            Field("id", header="hypothesis", cell=lambda h: Cell(value=h.id, marks=noted(view, h, flagged=False))),
            Field("statement", words=lambda h: hypothesis_text(view, h)),
            Field("expected", words=lambda h: view.say(f"table.expected.{h.expected}") if h.expected else None),
            Field("test", words=lambda h: view.say(f"table.test.{h.kind}") if is_tested(h) else None),
            N_USED,
            Field("estimate", "est", "b", thresholds=ZERO),
            STD_ERROR,
            replace(CONF, thresholds=ZERO),
            BETA,
            P_VALUE,
            Field("p_holm", "p", thresholds=edges(view)),
            Field("f_squared", "est"),
            Field("assumptions", cell=lambda h: assumptions_cell(view, h)),
            Field("verdict", cell=lambda h: view.words(decision(view, h), h, "verdict", strong=True)),
        ),
        under_heads(view.result.hypotheses, lambda h: h.family, lambda family: family_row(view, family)),
        anchor=lambda h: f"decision-{h.id}",
        notes=Notes(
            general=view.phrase("table.note.hypotheses", vcov=covariances(view)),
            specific=(
                *kind_notes(view),
                view.phrase("table.note.verdicts", alpha=view.plain(view.instrument.hypothesis_defaults.alpha, "r")),
            ),
            probability=view.phrase("table.note.holm"),
        ),
    )


def kind_notes(view: View) -> list[Markup]:
    """Return what b is for kinds of hypotheses that are there, and what fragile means where something is."""
    kinds = {hypothesis.kind for hypothesis in view.result.hypotheses}
    notes = [view.phrase(f"table.note.hypotheses_{kind}") for kind in ("moderation", "group") if kind in kinds]
    fragile = {"group" if each.kind == "group" else "other" for each in view.result.hypotheses if each.fragile}
    inferred = [each.id for each in view.result.hypotheses if each.origin == "inferred"]
    if inferred:
        notes.append(view.phrase("table.note.origin_inferred", listed=view.listed(inferred)))
    notes += [view.phrase(f"table.note.fragile.{kind}.{way(view)}") for kind in ("other", "group") if kind in fragile]
    return notes


def covariances(view: View) -> Markup:
    """Return the standard errors that the regressions have; without a regression those declared."""
    used = dict.fromkeys(h.vcov for h in view.result.hypotheses if h.vcov is not None and h.kind != "group")
    return view.listed(used or [view.instrument.hypothesis_defaults.vcov])


def family_row(view: View, family: str) -> Row:
    """Return the row that heads a family: its name, and over how many tests p is adjusted."""
    tested = next((h for h in view.result.hypotheses if h.family == family and h.m is not None), None)
    if tested is None:
        return head(view.say("table.family_untested", family=view.family(family)))
    said = view.say("table.family", family=view.family(family), m=view.plain(tested.m, "n"))
    return head(said, view.source(tested, "m"))


def is_tested(hypothesis: HypothesisResult) -> bool:
    """Tell whether a hypothesis was tested."""
    return hypothesis.verdict != "not_tested"


def noted(view: View, hypothesis: HypothesisResult, *, flagged: bool) -> tuple[int, ...]:
    """Return the numbers of the warnings about a hypothesis: those that flag an assumption, or the others."""
    notices = dict(numbered(view))
    found = marks(view, "hypotheses", hypothesis.id)
    return tuple(number for number in found if (notices[number].code in ASSUMPTIONS) is flagged)


def decision(view: View, hypothesis: HypothesisResult) -> str:
    """Return the verdict, and where it is fragile why."""
    verdict = verdict_words(view, hypothesis)
    if not hypothesis.fragile:
        return verdict
    why = view.listed(view.say(f"verdict.because.{reason}") for reason in fragile_reasons(hypothesis)).striptags()
    return view.say("verdict.fragile", verdict=verdict, why=why)


def assumptions_cell(view: View, hypothesis: HypothesisResult) -> Cell:
    """Return which assumptions are flagged; a product overlaps with its factors by nature, and groups have no VIF."""
    flagged, notices = noted(view, hypothesis, flagged=True), dict(numbered(view))
    codes = list(dict.fromkeys(notices[number].code for number in flagged))
    words = [view.say(f"table.assumptions.{code}") for code in codes]
    if hypothesis.kind == "moderation" and OVERLAP.isdisjoint(codes):
        words.append(view.say("table.assumptions.product"))
    if not is_tested(hypothesis) or (not words and hypothesis.kind == "group"):
        return Cell(marks=flagged)
    return Cell(value="; ".join(words) or view.say("table.assumptions.met"), marks=flagged)


def fragile_reasons(hypothesis: HypothesisResult) -> tuple[str, ...]:
    """Return why a decision is fragile; results of earlier versions name no reason and knew one only.

    Of groups the classical test is the analysis of variance.
    """
    reasons = hypothesis.fragile_because or ("classical",)
    if hypothesis.kind != "group":
        return reasons
    return tuple("anova" if reason == "classical" else reason for reason in reasons)


def forest_figure(view: View) -> list[Block]:
    """Return the plot of the estimates with their intervals."""
    rows = tuple(
        IntervalRow(
            label=view.say("report.hypotheses.heading", id=h.id, relation=relation(view, h)),
            estimate=h.estimate,
            low=h.conf_low,
            high=h.conf_high,
        )
        for h in view.result.hypotheses
        if h.estimate is not None
    )
    drawn = forest(
        Forest(
            title=view.say("report.chart.forest.title"),
            desc=" ".join(
                str(hypothesis_sentence(view, h).striptags()) for h in view.result.hypotheses if h.estimate is not None
            ),
            rows=rows,
            value_header=view.say("report.chart.forest.header", confidence=view.confidence()),
            clear_label=view.say("report.chart.forest.clear"),
            crossing_label=view.say("report.chart.forest.crossing"),
        ),
        number_format=view.number_format,
        ids=view.ids,
    )
    if not drawn:
        return []
    caption = view.phrase("report.chart.forest.caption", confidence=view.confidence())
    if any(h.kind == "group" and h.estimate is not None for h in view.result.hypotheses):
        caption += Markup(" ") + view.phrase("report.chart.forest.caption_groups")
    return [Figure(name="hypotheses", svg=drawing(drawn), caption=caption, table="hypotheses")]


def hypothesis_blocks(view: View, hypothesis: HypothesisResult) -> list[Block]:
    """Return the block of one hypothesis: statement as quoted, sentence, estimates, models."""
    names = {"id": hypothesis.id, "relation": relation(view, hypothesis)}
    blocks: list[Block] = [
        Heading(text=view.say("report.hypotheses.heading", **names), anchor=f"hypothesis-{hypothesis.id}"),
        Paragraph(text=statement(view, hypothesis), kind="quote"),
        Paragraph(text=hypothesis_sentence(view, hypothesis), kind="finding"),
    ]
    if hypothesis.verdict == "not_tested":
        return blocks
    blocks.append(Paragraph(text=adjusted_for(view, hypothesis)))
    blocks.extend(moderation_blocks(view, hypothesis))
    blocks.extend(group_blocks(view, hypothesis))
    details: list[Block] = [effects_table(view, hypothesis)] if hypothesis.effects else []
    details += model_blocks(view, hypothesis)
    if all(isinstance(block, Paragraph) for block in details):  # where else it is printed
        return blocks + details
    summary = view.phrase(f"report.hypotheses.details.{'effects' if hypothesis.effects else 'model'}", id=hypothesis.id)
    return [*blocks, Folded(summary=summary, blocks=tuple(details), anchor=f"details-{hypothesis.id}")]


def statement(view: View, hypothesis: HypothesisResult) -> Markup:
    """Return the hypothesis as its author words it, and whether the source of the instrument states it."""
    said = view.phrase("report.hypotheses.statement", text=hypothesis_text(view, hypothesis))
    if hypothesis.origin is None:
        return said
    origin = view.element(view.say(f"report.hypotheses.origin.{hypothesis.origin}"), hypothesis, "origin")
    return said + Markup(" ") + view.phrase("report.hypotheses.origin", origin=origin)


def adjusted_for(view: View, hypothesis: HypothesisResult) -> Markup:
    """Return what else the model held, on how many rows, and the estimate without the respondents' variables."""
    others = [view.name(ident) for ident in (*hypothesis.controls, *hypothesis.covariates)]
    parts = []
    used = view.number(hypothesis, "n_used", "n")
    dropped = view.number(hypothesis, "n_dropped", "n")
    rows = {"count": used, "dropped": dropped}
    if hypothesis.kind == "group":
        parts.append(view.phrase("report.hypotheses.in_groups", n=used, count=dropped))
    elif others:
        parts.append(view.phrase("report.hypotheses.adjusted", others=view.listed(others), **rows))
    else:
        parts.append(view.phrase("report.hypotheses.alone", **rows))
    if hypothesis.unadjusted is not None:
        unadjusted = view.number(hypothesis, "unadjusted", "est")
        parts.append(view.phrase("report.hypotheses.unadjusted", estimate=unadjusted))
    if hypothesis.p_wild is not None:
        parts.append(view.phrase("report.hypotheses.wild", p=p_words(view, hypothesis, "p_wild")))
    if hypothesis.fragile:
        parts += [view.phrase(f"report.hypotheses.fragile.{reason}") for reason in fragile_reasons(hypothesis)]
    return Markup(" ").join(parts)
