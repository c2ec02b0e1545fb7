"""Comparisons of the shown groups: on which scores they differ, by how much, and which from which."""

from __future__ import annotations

from markupsafe import Markup

from govassess.report.blocks import Block, Folded, Paragraph
from govassess.report.table import Cell, Column, Notes, Row, Table
from govassess.report.view import View
from govassess.report.wording import edges
from govassess.result.assessment import Comparison

Placed = tuple[int, Comparison]
"""A comparison with its place in the list of the result."""


def comparison_blocks(view: View, by: str) -> list[Block]:
    """Return what the tests between the shown groups of one variable found; nothing where none was made."""
    compared = [(place, each) for place, each in enumerate(view.result.comparisons) if each.by == by]
    if not compared:
        return []
    blocks: list[Block] = [
        Paragraph(text=comparison_finding(view, by, compared)),
        comparisons_table(view, by, compared),
    ]
    more = [(place, each) for place, each in compared if each.welch is not None]
    if more:
        summary = view.phrase("report.groups.more", by=view.name(by))
        blocks.append(Folded(summary=summary, blocks=(more_table(view, by, more),), anchor=f"comparisons-more-{by}"))
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
        Column(key="p_holm", header=view.say("table.column.p_holm"), kind="p", beside=edges(view)),
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
                *independence_notes(view),
                *left_out_notes(view, by, compared),
                *untested_notes(view, compared),
                *view.rounded_notes(),
            ),
            probability=holm_note(view, compared),
        ),
        lang=view.lang,
    )


def more_table(view: View, by: str, compared: list[Placed]) -> Table:
    """Return what else was found of the nodes that were tested: the test on ranks, more effect sizes, the spreads."""
    columns = (
        Column(key="id", header=view.say("table.column.name"), kind="text"),
        Column(key="kruskal", header=view.say("table.column.kruskal"), kind="est"),
        Column(key="kruskal_df", header=view.say("table.column.kruskal_df"), kind="n"),
        Column(key="epsilon_squared", header=view.say("table.column.epsilon_squared"), kind="est", decimals=3),
        Column(key="eta_squared", header=view.say("table.column.eta_squared"), kind="est", decimals=3),
        Column(key="eta", header=view.say("table.column.ci", confidence=view.confidence()), kind="ci", decimals=3),
        Column(key="brown_forsythe_p", header=view.say("table.column.brown_forsythe_p"), kind="p"),
    )
    return Table(
        name=f"comparisons_more.{by}",
        title=view.say("table.title.comparisons_more", by=view.name(by)),
        columns=columns,
        rows=tuple(more_row(view, each, f"comparisons.{place}") for place, each in compared),
        notes=Notes(general=view.phrase("table.note.comparisons_more"), specific=independence_notes(view)),
        lang=view.lang,
    )


def more_row(view: View, each: Comparison, path: str) -> Row:
    """Return the row of one node in the table of what else was found."""
    named = ("kruskal", "kruskal_df", "epsilon_squared", "eta_squared")
    return Row(
        cells=(
            Cell(value=view.name(each.id)),
            *(view.cell(getattr(each, name), f"{path}.{name}") for name in named),
            view.interval(each.eta_squared_low, each.eta_squared_high, path, ("eta_squared_low", "eta_squared_high")),
            view.cell(each.brown_forsythe_p, f"{path}.brown_forsythe_p"),
        )
    )


def independence_notes(view: View) -> tuple[Markup, ...]:
    """Return that respondents are taken as independent, where the intervals of the scores allow for clusters."""
    options = view.result.options
    if options.resampled != "clusters" or options.cluster is None:
        return ()
    return (view.phrase("table.note.comparisons_clusters", cluster=view.name(options.cluster)),)


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


def left_out_notes(view: View, by: str, compared: list[Placed]) -> tuple[Markup, ...]:
    """Return which groups the tests leave out and how many respondents these are; nodes with the same ones together."""
    found: dict[tuple[tuple[str, ...], int], list[tuple[str, int]]] = {}
    for place, each in compared:
        if each.left_out and each.n_left_out is not None:
            found.setdefault((each.left_out, each.n_left_out), []).append((each.id, place))
    return tuple(
        view.phrase(
            "table.note.not_compared_any" if len(nodes) == len(compared) else "table.note.not_compared",
            what=view.listed(view.name(ident) for ident, _ in nodes),
            listed=view.listed(view.profile_value(by, value) for value in names),
            count=view.number(count, "n", f"comparisons.{nodes[0][1]}.n_left_out"),
        )
        for (names, count), nodes in found.items()
    )


def groups_of(compared: list[Placed], code: str) -> int:
    """Return how many groups the first comparison without a test for this reason had."""
    return next(each.groups for _, each in compared if each.code == code)


def pairs_table(view: View, by: str, compared: list[Placed]) -> Table:
    """Return every pair of groups: second mean minus first, by Games and Howell."""
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
        notes=Notes(
            general=view.phrase("table.note.pairs", confidence=view.confidence()), specific=independence_notes(view)
        ),
        lang=view.lang,
    )
