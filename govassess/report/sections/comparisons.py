"""Comparisons of the shown groups: on which scores they differ, by how much, and which from which."""

from __future__ import annotations

from collections.abc import Sequence

from markupsafe import Markup

from govassess.report.blocks import Block, Folded, Paragraph
from govassess.report.fields import CONF, N_USED, P_VALUE, Field, head, name_of, present, records_table
from govassess.report.table import Notes, Table
from govassess.report.view import View
from govassess.report.wording import edges
from govassess.result.descriptive import Comparison, PairDifference


def comparison_blocks(view: View, by: str) -> list[Block]:
    """Return what the tests between the shown groups of one variable found; nothing where none was made."""
    compared = [each for each in view.result.comparisons if each.by == by]
    if not compared:
        return []
    blocks: list[Block] = [
        Paragraph(text=comparison_finding(view, by, compared)),
        comparisons_table(view, by, compared),
    ]
    more = [each for each in compared if each.welch is not None]
    if more:
        summary = view.phrase("report.groups.more", by=view.name(by))
        blocks.append(Folded(summary=summary, blocks=(more_table(view, by, more),), anchor=f"comparisons-more-{by}"))
    paired = [each for each in compared if each.pairs]
    if paired:
        count = sum(len(each.pairs) for each in paired)
        summary = view.phrase("report.groups.pairs", count=count, by=view.name(by))
        blocks.append(Folded(summary=summary, blocks=(pairs_table(view, by, paired),), anchor=f"pairs-{by}"))
    return blocks


def comparison_finding(view: View, by: str, compared: Sequence[Comparison]) -> Markup:
    """Return on how many nodes the groups differ beyond what chance between samples gives, by the adjusted p."""
    tested = [each for each in compared if each.p_holm is not None]
    alpha = view.instrument.hypothesis_defaults.alpha
    if not tested:
        return view.phrase("report.groups.untested", by=view.name(by))
    clear = [each for each in tested if each.p_holm is not None and each.p_holm < alpha]
    values = {"by": view.name(by), "of": len(tested), "alpha": view.plain(alpha, "r")}
    if not clear:
        return view.phrase("report.groups.none_clear", **values)
    listed = view.listed(view.name(each.id) for each in clear)
    return view.phrase("report.groups.clear", clear=len(clear), listed=listed, **values)


def comparisons_table(view: View, by: str, compared: Sequence[Comparison]) -> Table:
    """Return Welch's test, the effect sizes and the test on ranks, a row a node."""
    two = present([Field("hedges_g", "est")], compared)
    return records_table(
        view,
        f"comparisons.{by}",
        (
            name_of(view),
            N_USED,
            Field("groups", "n"),
            Field("welch", "est"),
            Field("df1", "n", "df"),
            Field("df2", "est", decimals=1),
            P_VALUE,
            Field("p_holm", "p", thresholds=edges(view)),
            Field("omega_squared", "est", decimals=3),
            Field("kruskal_p", "p"),
            *two,
            *([Field("hedges", "ci", "ci", of="hedges_g")] if two else []),
        ),
        compared,
        title=view.say("table.title.comparisons", by=view.name(by)),
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
    )


def more_table(view: View, by: str, compared: Sequence[Comparison]) -> Table:
    """Return what else was found of the nodes that were tested: the test on ranks, more effect sizes, the spreads."""
    return records_table(
        view,
        f"comparisons_more.{by}",
        (
            name_of(view),
            Field("kruskal", "est"),
            Field("kruskal_df", "n"),
            Field("epsilon_squared", "est", decimals=3),
            Field("eta_squared", "est", decimals=3),
            Field("eta", "ci", "ci", of="eta_squared", decimals=3),
            Field("brown_forsythe_p", "p"),
        ),
        compared,
        title=view.say("table.title.comparisons_more", by=view.name(by)),
        notes=Notes(general=view.phrase("table.note.comparisons_more"), specific=independence_notes(view)),
    )


def independence_notes(view: View) -> tuple[Markup, ...]:
    """Return that respondents are taken as independent, where the intervals of the scores allow for clusters."""
    options = view.result.options
    if options.resampled != "clusters" or options.cluster is None:
        return ()
    return (view.phrase("table.note.comparisons_clusters", cluster=view.name(options.cluster)),)


def holm_note(view: View, compared: Sequence[Comparison]) -> Markup:
    """Return over how many scores p is adjusted, where one was tested."""
    for each in compared:
        if each.m is not None:
            return view.phrase("table.note.comparisons_holm", m=view.number(each, "m", "n"))
    return Markup()


def untested_notes(view: View, compared: Sequence[Comparison]) -> tuple[Markup, ...]:
    """Return why nodes have no test, one note a reason, and why no pairs are given."""
    codes = dict.fromkeys(each.code for each in compared if each.code is not None)
    pairs = [
        view.phrase("table.note.no_pairs", reason=view.reason_text(entry.code, entry.values))
        for entry in view.result.unavailable
        if (entry.where, entry.field) == (f"comparisons.{compared[0].by}", "pairs")
    ]
    tests = [
        view.phrase(
            "table.note.undefined",
            what=view.listed(view.name(each.id) for each in compared if each.code == code),
            reason=view.reason_text(code, {"found": groups_of(compared, code), "needed": 2}),
        )
        for code in codes
        if code is not None
    ]
    return *tests, *pairs


def left_out_notes(view: View, by: str, compared: Sequence[Comparison]) -> tuple[Markup, ...]:
    """Return which groups the tests leave out and how many respondents these are; nodes with the same ones together."""
    found: dict[tuple[tuple[str, ...], int], list[Comparison]] = {}
    for each in compared:
        if each.left_out and each.n_left_out is not None:
            found.setdefault((each.left_out, each.n_left_out), []).append(each)
    return tuple(
        view.phrase(
            "table.note.not_compared_any" if len(nodes) == len(compared) else "table.note.not_compared",
            what=view.listed(view.name(each.id) for each in nodes),
            listed=view.listed(view.profile_value(by, value) for value in names),
            count=view.number(nodes[0], "n_left_out", "n"),
        )
        for (names, _), nodes in found.items()
    )


def groups_of(compared: Sequence[Comparison], code: str) -> int:
    """Return how many groups the first comparison without a test for this reason had."""
    return next(each.groups for each in compared if each.code == code)


def pairs_table(view: View, by: str, compared: Sequence[Comparison]) -> Table:
    """Return every pair of groups: second mean minus first, by Games and Howell."""

    def less(pair: PairDifference) -> str:
        first, second = view.profile_value(by, pair.first), view.profile_value(by, pair.second)
        return view.say("table.less", second=second, first=first)

    return records_table(
        view,
        f"pairs.{by}",
        (Field("pair", words=less), Field("estimate", "est", "difference"), CONF, P_VALUE),
        [row for each in compared for row in (head(view.name(each.id)), *each.pairs)],
        title=view.say("table.title.pairs", by=view.name(by)),
        notes=Notes(
            general=view.phrase("table.note.pairs", confidence=view.confidence()), specific=independence_notes(view)
        ),
    )
