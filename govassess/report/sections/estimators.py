"""The estimators: each hypothesis by every method that could be fitted, standardised, side by side."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any

from markupsafe import Markup

from govassess.report.blocks import Block, Folded, Heading, Paragraph
from govassess.report.fields import Field, head, records_table
from govassess.report.table import Cell, Notes, Row, Table
from govassess.report.view import View
from govassess.report.ways import samples, way
from govassess.report.wording import edges, related
from govassess.result.hypotheses import Estimate, HypothesisResult, Sample

PLACES = frozenset({"estimators", "path_models", "robustness"})
"""Where reasons for what is not in the table are stored."""

Found = Mapping[tuple[str, str], Estimate]
"""(method, sample) -> the estimate of one hypothesis."""

Estimates = dict[str, Any]
"""What one method gives: ``method``, the estimates ``given``, and each of them by its sample."""


def estimators_blocks(view: View) -> list[Block]:
    """Return the sentence on how far the methods agree, where they do not, and the table behind a line."""
    if not view.result.estimators:
        return []
    table = estimators_table(view)
    summary = view.phrase("report.estimators.summary", count=len(view.result.estimators))
    return [
        Heading(text=view.say("report.estimators.heading"), anchor="estimators"),
        Paragraph(text=agreement(view)),
        Folded(summary=summary, blocks=(table,), anchor="estimators-table"),
    ]


def estimates_of(view: View, hypothesis: str) -> Found:
    """Return the estimates of one hypothesis by method and sample."""
    return {(each.method, each.sample): each for each in view.result.estimators if each.hypothesis == hypothesis}


def agreement(view: View) -> Markup:
    """Return how many hypotheses come out alike by every method, and by which the others do not.

    Counted are hypotheses that two methods or more could judge; of a group hypothesis there is no other method.
    """
    judged = alike = alone = 0
    unlike: list[Markup] = []
    for hypothesis in view.result.hypotheses:
        if hypothesis.kind == "group" or hypothesis.verdict == "not_tested":
            continue
        found = list(estimates_of(view, hypothesis.id).values())
        methods = {each.method for each in found if is_the_test(view, each) or each.agrees is not None}
        differing = [method_words(view, each) for each in found if each.agrees is False and not is_the_test(view, each)]
        judged += len(methods) > 1
        alike += len(methods) > 1 and not differing
        alone += len(methods) < 2
        if differing:
            unlike.append(view.phrase("report.estimators.one", id=hypothesis.id, listed=view.listed(differing)))
    alpha = view.plain(view.instrument.hypothesis_defaults.alpha, "r")
    if not judged:
        return view.phrase("report.estimators.unjudged")
    said = [view.phrase("report.estimators.finding", count=alike, of=judged, alpha=alpha)]
    if unlike:
        said.append(view.phrase("report.estimators.unlike", listed=Markup("; ").join(unlike)))
    if alone:
        said.append(view.phrase("report.estimators.alone", count=alone))
    return Markup(" ").join(said)


def is_the_test(view: View, estimate: Estimate) -> bool:
    """Tell whether an estimate is that of the test of the hypothesis, with which the others are compared."""
    return (estimate.method, estimate.sample) == ("ols", samples(view)[0])


def method_words(view: View, estimate: Estimate) -> str:
    """Return a method, and over whom where not over those of the test."""
    name = view.say(f"table.method.{estimate.method}")
    return (
        name if estimate.sample == samples(view)[0] else view.say(f"report.estimators.{estimate.sample}", method=name)
    )


def shown_samples(view: View) -> tuple[Sample, ...]:
    """Return over whom there are estimates: those of the tests, and the others where these may be shown."""
    proper, other = samples(view)
    return (proper, other) if any(each.sample == other for each in view.result.estimators) else (proper,)


def estimators_table(view: View) -> Table:
    """Return a row a method under each hypothesis: over the respondents of the test, and beside them the other way."""
    fields = [Field("method", words=lambda row: view.say(f"table.method.{row['method']}"))]
    for place, sample in enumerate(shown_samples(view)):
        heading = view.say(f"table.column.beta_{sample}" if place else "table.column.beta_proper")
        fields += [
            Field(f"{sample}_estimate", "beta", heading=heading, of="estimate", part=sample),
            Field(f"{sample}_conf", "ci", "ci", of="conf", part=sample, bound="beta"),
            Field(f"{sample}_p_value", "p", "p", of="p_value", part=sample, thresholds=edges(view)),
            Field(f"{sample}_n_used", "n", "n", of="n_used", part=sample),
        ]
    fields += [
        Field("covariates", cell=lambda row: covariates_cell(view, row)),
        Field("agrees", cell=lambda row: conclusion(view, row)),
    ]
    return records_table(
        view,
        "estimators",
        fields,
        [row for hypothesis in view.result.hypotheses for row in estimator_rows(view, hypothesis)],
        notes=Notes(
            general=view.phrase("table.note.estimators"),
            specific=(
                view.phrase(f"table.note.flagged.{way(view)}"),
                view.phrase("table.note.estimators_agree"),
                *absent_notes(view),
                view.phrase("table.note.unadjusted_interval"),
            ),
        ),
    )


def estimator_rows(view: View, hypothesis: HypothesisResult) -> Iterator[Row | Estimates]:
    """Yield the row that heads a hypothesis, and what each method gives, by sample."""
    found = estimates_of(view, hypothesis.id)
    if found:
        yield head(hypothesis_words(view, hypothesis))
    for method in dict.fromkeys(method for method, _ in found):
        of_method = {sample: found.get((method, sample)) for sample in shown_samples(view)}
        row: Estimates = {"method": method, "given": [each for each in of_method.values() if each is not None]}
        yield row | dict(of_method)


def absent_notes(view: View) -> list[Markup]:
    """Return what is not in the table and why: hypotheses that lack the same for the same reason in one note."""
    notes = []
    lacking: dict[tuple[str, str], list[str]] = {}
    for entry in view.result.unavailable:
        head, _, ident = entry.where.partition(".")
        reason = view.reason_text(entry.code, entry.values) if head in PLACES else ""
        if head == "robustness":
            notes.append(view.phrase(f"table.note.not_beside.{way(view)}", reason=reason))
        elif head == "estimators" or (head == "path_models" and entry.field in ("estimate", *samples(view))):
            who = ident if head == "estimators" else view.path_model(ident)
            lacking.setdefault((view.say(f"table.absent.{entry.field}"), reason), []).append(who)
    return notes + [
        view.phrase("table.note.not_given", who=view.listed(who), what=what, reason=reason)
        for (what, reason), who in lacking.items()
    ]


def hypothesis_words(view: View, hypothesis: HypothesisResult) -> str:
    """Return what a hypothesis relates, and by which number."""
    named = view.say("report.hypotheses.heading", id=hypothesis.id, relation=related(view, hypothesis))
    return view.say("report.estimators.row", relation=named, test=view.say(f"table.test.{hypothesis.kind}"))


def covariates_cell(view: View, row: Estimates) -> Cell:
    """Return whether a method held the covariates."""
    first = row["given"][0]
    return view.words(view.say("table.yes" if first.covariates else "table.no"), first, "covariates")


def conclusion(view: View, row: Estimates) -> Cell:
    """Return whether a method comes to the conclusion of the test, and if not, over whom."""
    given = row["given"]
    known = [each for each in given if each.agrees is not None and not is_the_test(view, each)]
    if not known:
        word = view.say("table.agrees.reference")
        return Cell(value=word) if is_the_test(view, given[0]) else view.nothing()
    unlike = [each.sample for each in known if not each.agrees]
    word = "table.yes" if not unlike else "table.no"
    if 0 < len(unlike) < len(known):
        word = f"table.agrees.not_{unlike[0]}"
    source = " ".join(view.source(each, "agrees") for each in known)
    return Cell(value=view.say(word), source=source, flag=bool(unlike))
