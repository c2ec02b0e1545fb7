"""The estimators: each hypothesis by every method that could be fitted, standardised, side by side."""

from __future__ import annotations

from collections.abc import Mapping

from markupsafe import Markup

from govassess.report.blocks import Block, Folded, Heading, Paragraph
from govassess.report.table import Cell, Column, Notes, Row, Table
from govassess.report.view import View
from govassess.report.ways import samples, way
from govassess.report.wording import edges, related
from govassess.result.assessment import Estimate, HypothesisResult, Sample

PLACES = frozenset({"estimators", "path_models", "robustness"})
"""Where reasons for what is not in the table are stored."""

Placed = tuple[int, Estimate]
"""An estimate with its place in the list of the result."""

Found = Mapping[tuple[str, str], Placed]
"""(method, sample) -> the estimate of one hypothesis."""


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
    return {
        (each.method, each.sample): (place, each)
        for place, each in enumerate(view.result.estimators)
        if each.hypothesis == hypothesis
    }


def agreement(view: View) -> Markup:
    """Return how many hypotheses come out alike by every method, and by which the others do not.

    Counted are hypotheses that two methods or more could judge; of a group hypothesis there is no other method.
    """
    judged = alike = alone = 0
    unlike: list[Markup] = []
    for hypothesis in view.result.hypotheses:
        if hypothesis.kind == "group" or hypothesis.verdict == "not_tested":
            continue
        found = [each for _, each in estimates_of(view, hypothesis.id).values()]
        methods = {each.method for each in found if is_the_test(view, each) or each.agrees is not None}
        differing = [method_words(view, each) for each in found if each.agrees is False and not is_the_test(view, each)]
        judged += len(methods) > 1
        alike += len(methods) > 1 and not differing
        alone += len(methods) < 2
        if differing:
            unlike.append(view.phrase("report.estimators.one", id=hypothesis.id, listed=view.listed(differing)))
    alpha = view.plain(view.result.instrument.hypothesis_defaults.alpha, "r")
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
    ci = view.say("table.column.ci", confidence=view.confidence())
    shown = shown_samples(view)
    columns = [Column(key="method", header=view.say("table.column.method"), kind="text")]
    for place, sample in enumerate(shown):
        header = view.say(f"table.column.beta_{sample}" if place else "table.column.beta_proper")
        columns += [
            Column(key=f"{sample}_estimate", header=header, kind="beta"),
            Column(key=f"{sample}_conf", header=ci, kind="ci", bound_kind="beta"),
            Column(key=f"{sample}_p_value", header=view.say("table.column.p"), kind="p", beside=edges(view)),
            Column(key=f"{sample}_n_used", header=view.say("table.column.n"), kind="n"),
        ]
    columns += [
        Column(key="covariates", header=view.say("table.column.covariates"), kind="text"),
        Column(key="agrees", header=view.say("table.column.agrees"), kind="text"),
    ]
    rows: list[Row] = []
    for hypothesis in view.result.hypotheses:
        found = estimates_of(view, hypothesis.id)
        if found:
            rows.append(Row(cells=(Cell(value=hypothesis_words(view, hypothesis)),), group=True))
        rows += [estimator_row(view, method, found, shown) for method in dict.fromkeys(method for method, _ in found)]
    return Table(
        name="estimators",
        title=view.say("table.title.estimators"),
        columns=tuple(columns),
        rows=tuple(rows),
        notes=Notes(
            general=view.phrase("table.note.estimators"),
            specific=(
                view.phrase(f"table.note.flagged.{way(view)}"),
                view.phrase("table.note.estimators_agree"),
                *absent_notes(view),
                view.phrase("table.note.unadjusted_interval"),
            ),
        ),
        lang=view.lang,
    )


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


def estimator_row(view: View, method: str, found: Found, shown: tuple[Sample, ...]) -> Row:
    """Return the row of one method: each sample's estimate, covariates, and whether the conclusion is the same."""
    cells = [Cell(value=view.say(f"table.method.{method}"))]
    none = view.say("table.none")
    for sample in shown:
        placed = found.get((method, sample))
        if placed is None:
            cells += [Cell(instead=none)] * 4
            continue
        place, each = placed
        path = f"estimators.{place}"
        cells += [
            view.cell(each.estimate, f"{path}.estimate"),
            view.interval(each.conf_low, each.conf_high, path),
            view.cell(each.p_value, f"{path}.p_value"),
            view.cell(each.n_used, f"{path}.n_used"),
        ]
    given = [found[method, sample] for sample in shown if (method, sample) in found]
    place, first = given[0]
    held = view.say("table.yes" if first.covariates else "table.no")
    return Row(cells=(*cells, Cell(value=held, source=f"estimators.{place}.covariates"), conclusion(view, given)))


def conclusion(view: View, given: list[Placed]) -> Cell:
    """Return whether a method comes to the conclusion of the test, and if not, over whom."""
    known = [(place, each) for place, each in given if each.agrees is not None and not is_the_test(view, each)]
    if not known:
        word = view.say("table.agrees.reference")
        return Cell(value=word) if is_the_test(view, given[0][1]) else Cell(instead=view.say("table.none"))
    source = " ".join(f"estimators.{place}.agrees" for place, _ in known)
    unlike = [each.sample for _, each in known if not each.agrees]
    if not unlike:
        return Cell(value=view.say("table.yes"), source=source)
    if len(unlike) == len(known):
        return Cell(value=view.say("table.no"), source=source, flag=True)
    return Cell(value=view.say(f"table.agrees.not_{unlike[0]}"), source=source, flag=True)
