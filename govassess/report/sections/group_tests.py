"""Differences between groups: the block of a hypothesis about groups, and the comparisons of the groups section."""

from __future__ import annotations

from markupsafe import Markup, escape

from govassess.assessment.result import ComparedGroup, Comparison, HypothesisResult
from govassess.report.blocks import Block, Folded, Paragraph
from govassess.report.sections.models import p_words
from govassess.report.table import Cell, Column, Notes, Row, Table
from govassess.report.view import View

Placed = tuple[int, Comparison]
"""A comparison with its place in the list of the result."""


# -- a hypothesis about groups ---------------------------------------------------------------------------------------


def group_blocks(view: View, hypothesis: HypothesisResult) -> list[Block]:
    """Return the sentence on the difference and the groups; nothing for another kind of hypothesis."""
    if not hypothesis.groups:
        return []
    return [Paragraph(text=difference(view, hypothesis)), compared_table(view, hypothesis)]


def difference(view: View, hypothesis: HypothesisResult) -> Markup:
    """Return the test, of two groups the difference of their means, and how much of the variance goes with groups."""
    path = f"hypotheses.{hypothesis.id}"
    parts = []
    if hypothesis.statistic is not None and hypothesis.df is not None and hypothesis.p_value is not None:
        values = {
            "statistic": view.number(hypothesis.statistic, "est", f"{path}.statistic"),
            "df": view.number(hypothesis.df, "est", f"{path}.df", 1),
            "p": p_words(view, hypothesis.p_value, f"{path}.p_value"),
        }
        if hypothesis.df1 is None:
            parts.append(view.phrase("report.group_test.t", **values))
        else:
            df1 = view.number(hypothesis.df1, "n", f"{path}.df1")
            parts.append(view.phrase("report.group_test.f", df1=df1, **values))
    if len(hypothesis.groups) == 2 and hypothesis.estimate is not None:
        first, second = (view.profile_value(hypothesis.predictor, group.value) for group in hypothesis.groups)
        ends = (hypothesis.conf_low, hypothesis.conf_high)
        values = {
            "first": escape(first),
            "second": escape(second),
            "estimate": view.number(hypothesis.estimate, "est", f"{path}.estimate"),
            "confidence": escape(view.confidence()),
        }
        if ends[0] is not None and ends[1] is not None:
            spread = view.number((ends[0], ends[1]), "ci", f"{path}.conf_low {path}.conf_high")
            parts.append(view.phrase("report.group_test.difference", interval=spread, **values))
    if hypothesis.omega_squared is not None:
        value = view.number(hypothesis.omega_squared, "est", f"{path}.omega_squared", 3)
        parts.append(view.phrase("report.group_test.omega", value=value))
    if hypothesis.groups_left_out:
        count = view.number(hypothesis.groups_left_out, "n", f"{path}.groups_left_out")
        parts.append(view.phrase("report.group_test.left_out", count=count))
    return Markup(" ").join(parts)


def compared_table(view: View, hypothesis: HypothesisResult) -> Table:
    """Return n and mean of each group of a hypothesis."""
    return Table(
        name=f"compared.{hypothesis.id}",
        title=view.say(
            "table.title.compared",
            id=hypothesis.id,
            outcome=view.name(hypothesis.outcome),
            by=view.name(hypothesis.predictor),
        ),
        columns=(
            Column(key="value", header=view.name(hypothesis.predictor), kind="text"),
            Column(key="n", header=view.say("table.column.n"), kind="n"),
            Column(key="mean", header=view.say("table.column.mean"), kind="est"),
            Column(key="conf", header=view.say("table.column.ci", confidence=view.confidence()), kind="ci"),
        ),
        rows=tuple(
            compared_row(view, hypothesis, group, f"hypotheses.{hypothesis.id}.groups.{place}")
            for place, group in enumerate(hypothesis.groups)
        ),
        notes=Notes(general=view.phrase("table.note.compared"), specific=(view.phrase("report.groups.invariance"),)),
        lang=view.lang,
    )


def compared_row(view: View, hypothesis: HypothesisResult, group: ComparedGroup, path: str) -> Row:
    """Return the row of one group."""
    return Row(
        cells=(
            Cell(value=view.profile_value(hypothesis.predictor, group.value)),
            Cell(
                value=group.n, source=f"{path}.n" if group.n is not None else "", instead=view.say("table.suppressed")
            ),
            view.cell(group.mean, f"{path}.mean"),
            view.interval(group.conf_low, group.conf_high, path),
        )
    )


# -- the comparisons of the groups section ---------------------------------------------------------------------------


def comparison_blocks(view: View, by: str) -> list[Block]:
    """Return what the tests between the shown groups of one variable found; nothing where none was made."""
    compared = [(place, each) for place, each in enumerate(view.result.comparisons) if each.by == by]
    if not compared:
        return []
    blocks: list[Block] = [
        Paragraph(text=comparison_finding(view, by, compared)),
        comparisons_table(view, by, compared),
    ]
    paired = [(place, each) for place, each in compared if each.pairs]
    if paired:
        count = sum(len(each.pairs) for _, each in paired)
        summary = view.phrase("report.groups.pairs", count=count, by=view.name(by))
        blocks.append(Folded(summary=summary, blocks=(pairs_table(view, by, paired),), anchor=f"pairs-{by}"))
    return blocks


def comparison_finding(view: View, by: str, compared: list[Placed]) -> Markup:
    """Return on how many nodes the groups differ beyond what chance between samples gives, by the adjusted p."""
    tested = [each for _, each in compared if each.p_holm is not None]
    alpha = view.result.instrument.hypothesis_defaults.alpha
    if not tested:
        return view.phrase("report.groups.untested", by=view.name(by))
    clear = [each for each in tested if each.p_holm is not None and each.p_holm < alpha]
    values = {"by": view.name(by), "of": len(tested), "alpha": view.plain(alpha, "r")}
    if not clear:
        return view.phrase("report.groups.none_clear", **values)
    listed = view.listed(view.name(each.id) for each in clear)
    return view.phrase("report.groups.clear", clear=len(clear), listed=listed, **values)


def comparisons_table(view: View, by: str, compared: list[Placed]) -> Table:
    """Return Welch's test, the effect sizes and the test on ranks, a row a node."""
    two = any(each.hedges_g is not None for _, each in compared)
    ci = view.say("table.column.ci", confidence=view.confidence())
    columns = [
        Column(key="id", header=view.say("table.column.name"), kind="text"),
        Column(key="n_used", header=view.say("table.column.n"), kind="n"),
        Column(key="groups", header=view.say("table.column.groups"), kind="n"),
        Column(key="welch", header=view.say("table.column.welch"), kind="est"),
        Column(key="df1", header=view.say("table.column.df"), kind="n"),
        Column(key="df2", header=view.say("table.column.df2"), kind="est", decimals=1),
        Column(key="p_value", header=view.say("table.column.p"), kind="p"),
        Column(key="p_holm", header=view.say("table.column.p_holm"), kind="p"),
        Column(key="omega_squared", header=view.say("table.column.omega_squared"), kind="est", decimals=3),
        Column(key="kruskal_p", header=view.say("table.column.kruskal_p"), kind="p"),
    ]
    if two:
        columns += [
            Column(key="hedges_g", header=view.say("table.column.hedges_g"), kind="est"),
            Column(key="hedges", header=ci, kind="ci"),
        ]
    return Table(
        name=f"comparisons.{by}",
        title=view.say("table.title.comparisons", by=view.name(by)),
        columns=tuple(columns),
        rows=tuple(comparison_row(view, each, f"comparisons.{place}", two=two) for place, each in compared),
        notes=Notes(
            general=view.phrase("table.note.comparisons"),
            specific=(
                *((view.phrase("table.note.hedges"),) if two else ()),
                view.phrase("report.groups.invariance"),
                *untested_notes(view, compared),
            ),
            probability=holm_note(view, compared),
        ),
        lang=view.lang,
    )


def holm_note(view: View, compared: list[Placed]) -> Markup:
    """Return over how many scores p is adjusted, where one was tested."""
    for place, each in compared:
        if each.m is not None:
            return view.phrase("table.note.comparisons_holm", m=view.number(each.m, "n", f"comparisons.{place}.m"))
    return Markup()


def comparison_row(view: View, each: Comparison, path: str, *, two: bool) -> Row:
    """Return the row of one node."""
    cells = [
        Cell(value=view.name(each.id)),
        view.cell(each.n_used, f"{path}.n_used"),
        view.cell(each.groups, f"{path}.groups"),
    ]
    named = ("welch", "df1", "df2", "p_value", "p_holm", "omega_squared", "kruskal_p")
    cells += [view.cell(getattr(each, name), f"{path}.{name}") for name in named]
    if two:
        cells += [
            view.cell(each.hedges_g, f"{path}.hedges_g"),
            view.interval(each.hedges_g_low, each.hedges_g_high, path, ("hedges_g_low", "hedges_g_high")),
        ]
    return Row(cells=tuple(cells))


def untested_notes(view: View, compared: list[Placed]) -> tuple[Markup, ...]:
    """Return why nodes have no test, one note a reason, and why no pairs are given."""
    codes = dict.fromkeys(each.code for _, each in compared if each.code is not None)
    pairs = [
        view.phrase("table.note.no_pairs", reason=view.reason_text(entry.code, entry.values))
        for entry in view.result.unavailable
        if (entry.where, entry.field) == (f"comparisons.{compared[0][1].by}", "pairs")
    ]
    tests = [
        view.phrase(
            "table.note.undefined",
            what=view.listed(view.name(each.id) for _, each in compared if each.code == code),
            reason=view.reason_text(code, {"found": groups_of(compared, code), "needed": 2}),
        )
        for code in codes
        if code is not None
    ]
    return *tests, *pairs


def groups_of(compared: list[Placed], code: str) -> int:
    """Return how many groups the first comparison without a test for this reason had."""
    return next(each.groups for _, each in compared if each.code == code)


def pairs_table(view: View, by: str, compared: list[Placed]) -> Table:
    """Return every pair of groups: second mean less first, by Games and Howell."""
    rows: list[Row] = []
    for place, each in compared:
        rows.append(Row(cells=(Cell(value=view.name(each.id)),), group=True))
        for at, pair in enumerate(each.pairs):
            path = f"comparisons.{place}.pairs.{at}"
            first, second = view.profile_value(by, pair.first), view.profile_value(by, pair.second)
            rows.append(
                Row(
                    cells=(
                        Cell(value=view.say("table.less", second=second, first=first)),
                        view.cell(pair.estimate, f"{path}.estimate"),
                        view.interval(pair.conf_low, pair.conf_high, path),
                        view.cell(pair.p_value, f"{path}.p_value"),
                    )
                )
            )
    return Table(
        name=f"pairs.{by}",
        title=view.say("table.title.pairs", by=view.name(by)),
        columns=(
            Column(key="pair", header=view.say("table.column.pair"), kind="text"),
            Column(key="estimate", header=view.say("table.column.difference"), kind="est"),
            Column(key="conf", header=view.say("table.column.ci", confidence=view.confidence()), kind="ci"),
            Column(key="p_value", header=view.say("table.column.p"), kind="p"),
        ),
        rows=tuple(rows),
        notes=Notes(general=view.phrase("table.note.pairs", confidence=view.confidence())),
        lang=view.lang,
    )
