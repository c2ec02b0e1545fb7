"""Groups: the headline constructs by profile variable, with intervals; what is suppressed is named as suppressed."""

from __future__ import annotations

from markupsafe import Markup

from govassess.report.blocks import Block, Figure, Heading, Paragraph, Section, drawing
from govassess.report.cautions import marks, of_section
from govassess.report.charts import DotRow, GroupDots, group_dots, parted
from govassess.report.formats import printed_beside
from govassess.report.sections.comparisons import comparison_blocks
from govassess.report.sections.ladders import axis, bands, ends, level_edges, on_mean
from govassess.report.table import Cell, Column, Notes, Row, Table
from govassess.report.view import View
from govassess.report.wording import level_cell
from govassess.result.assessment import GroupResult, NodeScore

Placed = tuple[int, GroupResult]
"""A group with its place in the list of the result."""


def groups_section(view: View) -> Section:
    """Return the section of groups, or why there is none."""
    blocks: list[Block] = []
    for by in dict.fromkeys(group.by for group in view.result.groups):
        groups = [(place, group) for place, group in enumerate(view.result.groups) if group.by == by]
        blocks.append(
            Heading(
                text=view.say("report.groups.heading", name=view.name(by)),
                anchor=f"by-{by}",
                marks=marks(view, "groups", by),
            )
        )
        for score in view.headline():
            blocks.extend(group_figure(view, by, score, groups))
        blocks.append(groups_table(view, by, groups))
        blocks.extend(comparison_blocks(view, by))
    if blocks:
        blocks.append(Paragraph(text=view.phrase("method.groups"), kind="note"))
    return Section(
        name="groups",
        title=view.say("report.section.groups"),
        finding=finding(view),
        blocks=tuple(blocks),
        warnings=of_section(view, "groups"),
    )


def finding(view: View) -> Markup:
    """Return the sentence on how many groups are shown and how many are suppressed."""
    groups = view.result.groups
    if not groups:
        return view.phrase("report.groups.none")
    hidden = sum(1 for group in groups if group.suppressed)
    names = view.listed(view.name(by) for by in dict.fromkeys(group.by for group in groups))
    minimum = view.number(view.result.options.min_group, "n", "options.min_group")
    return view.phrase("report.groups.finding", shown=len(groups) - hidden, hidden=hidden, by=names, minimum=minimum)


def score_in(group: GroupResult, ident: str) -> NodeScore | None:
    """Return a group's score on a node, if it has one."""
    return next((score for score in group.scores if score.id == ident), None)


def group_figure(view: View, by: str, whole: NodeScore, groups: list[Placed]) -> list[Block]:
    """Return the dots of all shown groups on one headline construct, with the line of the whole sample."""
    rows = []
    for _, group in groups:
        score = score_in(group, whole.id)
        if group.suppressed or score is None:
            continue
        value, low, high = ends(view, score)
        rows.append(DotRow(label=view.profile_value(by, group.value), mean=value, low=low, high=high, n=group.n))
    parts = parted(rows)
    said = rows_said(view, rows)
    return [
        figure
        for place, part in enumerate(parts)
        for figure in part_figure(view, by, whole, groups, part, (place + 1, len(parts), said))
    ]


def rows_said(view: View, rows: list[DotRow]) -> str:
    """Return the highest and the lowest group, for those who do not see the chart."""
    known = [(row.mean, row.label) for row in rows if row.mean is not None]
    if not known:
        return str(finding(view).striptags())
    (high, highest), (low, lowest) = max(known), min(known)
    return view.say(
        "report.chart.extremes",
        high=highest,
        high_value=printed_beside(high, "est", view.lang, level_edges(view)),
        low=lowest,
        low_value=printed_beside(low, "est", view.lang, level_edges(view)),
    )


def part_figure(
    view: View, by: str, whole: NodeScore, groups: list[Placed], rows: tuple[DotRow, ...], part: tuple[int, int, str]
) -> list[Block]:
    """Return one chart of groups; of several parts the last one names the groups that are not shown."""
    place, count, said = part
    value, _, _ = ends(view, whole)
    kind = "mean" if on_mean(view) else "index"
    title = view.say("report.chart.groups.title", name=view.name(whole.id), by=view.name(by))
    hidden = [group for _, group in groups if group.suppressed] if place == count else []
    drawn = group_dots(
        GroupDots(
            title=title if count == 1 else view.say("report.chart.part", title=title, part=place, of=count),
            desc=said,
            rows=rows,
            axis=axis(view),
            value_header=view.say(f"report.chart.dots.header.{kind}", confidence=view.confidence()),
            whole=value,
            whole_label=view.say("report.chart.groups.whole"),
            n_header=view.say("table.column.n"),
            suppressed=tuple(view.profile_value(by, group.value) for group in hidden),
            suppressed_label=view.say("report.chart.groups.suppressed"),
            levels=bands(view),
            decimals=2 if on_mean(view) else view.index_places(),
            edges=level_edges(view),
            axis_decimals=1 if on_mean(view) else 0,
        ),
        lang=view.lang,
        ids=view.ids,
    )
    if not drawn:
        return []
    caption = view.phrase(f"report.chart.groups.caption.{kind}", name=view.name(whole.id), confidence=view.confidence())
    name = f"groups.{by}.{whole.id}" if place == 1 else f"groups.{by}.{whole.id}.{place}"
    return [Figure(name=name, svg=drawing(drawn), caption=caption, table=f"groups.{by}")]


def groups_table(view: View, by: str, groups: list[Placed]) -> Table:
    """Return value, interval and level of the headline constructs, a row a group, on the scale of the levels."""
    headline = view.headline()
    basis, places = ("mean", 2) if on_mean(view) else ("index", view.index_places())
    columns = [
        Column(key="value", header=view.name(by), kind="text"),
        Column(key="n", header=view.say("table.column.n"), kind="n"),
    ]
    for score in headline:
        named = {"name": view.name(score.id)} if len(headline) > 1 else {"name": view.say(f"table.column.{basis}")}
        columns += [
            Column(
                key=f"{score.id}_{basis}",
                header=view.say("table.column.of_construct", **named),
                kind="est",
                decimals=places,
                beside=level_edges(view),
            ),
            Column(
                key=f"{score.id}_conf",
                header=view.say("table.column.ci", confidence=view.confidence()),
                kind="ci",
                decimals=places,
                beside=level_edges(view),
            ),
            Column(key=f"{score.id}_level", header=view.say("table.column.level"), kind="text"),
        ]
    return Table(
        name=f"groups.{by}",
        title=view.say(f"table.title.groups.{basis}", by=view.name(by)),
        columns=tuple(columns),
        rows=tuple(group_row(view, by, place, group) for place, group in groups),
        notes=Notes(
            general=view.phrase(f"table.note.groups.{basis}", low=view.scale().min, high=view.scale().max),
            specific=(
                *hidden_notes(view, groups),
                *small_notes(view, groups),
                *untested_notes(view, by),
                *rounded_notes(view),
            ),
        ),
        lang=view.lang,
    )


def hidden_notes(view: View, groups: list[Placed]) -> tuple[Markup, ...]:
    """Return why groups are suppressed, a note for each reason met."""
    met = dict.fromkeys(group.suppressed for _, group in groups if group.suppressed)
    minimum = view.number(view.result.options.min_group, "n", "options.min_group")
    return tuple(view.phrase(f"table.note.suppressed.{why}", minimum=minimum) for why in met)


def small_notes(view: View, groups: list[Placed]) -> tuple[Markup, ...]:
    """Return why groups that are shown have no interval, or no shares of levels."""
    scores = [score for _, group in groups for score in group.scores if score.mean is not None]
    small = any(score.mean_low is None or (score.level is not None and not score.leading) for score in scores)
    return (view.phrase("table.note.groups_small"),) if small and view.result.options.draws else ()


def rounded_notes(view: View) -> tuple[Markup, ...]:
    """Return that counts and values are rounded, where they are: in publications."""
    counts = view.rounded_notes()
    return (*counts, view.phrase("table.note.rounded_means")) if counts else ()


def untested_notes(view: View, by: str) -> tuple[Markup, ...]:
    """Return that differences are not tested, where there is no comparison below to say it or to test them."""
    if any(comparison.by == by for comparison in view.result.comparisons):
        return ()
    return view.phrase("table.note.groups_untested"), view.phrase("report.groups.invariance")


def spot_withheld(view: View, by: str, group: GroupResult, node: str) -> bool:
    """Tell whether a shown group's score on one node is withheld, because too few of the group scored on it."""
    where = f"groups.{by}.{group.value}.{node}"
    return any(each.where == where and each.code == "suppressed" for each in view.result.unavailable)


def group_row(view: View, by: str, place: int, group: GroupResult) -> Row:
    """Return the row of one group."""
    path = f"groups.{place}"
    hidden = view.say("table.suppressed")
    names = ("mean", "mean_low", "mean_high") if on_mean(view) else ("index", "conf_low", "conf_high")
    cells = [
        Cell(value=view.profile_value(by, group.value), marks=marks(view, "groups", group.value)),
        Cell(value=group.n, source=f"{path}.n" if group.n is not None else "", instead=hidden),
    ]
    headline = view.headline()
    for whole in headline:
        score = score_in(group, whole.id)
        spot = f"{path}.scores.{whole.id}"
        if group.suppressed or score is None or score.mean is None:
            withheld = group.suppressed or spot_withheld(view, by, group, whole.id)
            cells += [Cell(instead=hidden if withheld else view.say("table.none"))] * 3
            continue
        value, low, high = ends(view, score)
        level = None
        if score.level is not None:
            level = level_cell(view, score, named=len(headline) == 1, withheld=bool(view.result.options.draws))
        shares = " ".join([f"{spot}.level", *(f"{spot}.level_share.{level}" for level in score.leading)])
        cells += [
            view.cell(value, f"{spot}.{names[0]}"),
            view.interval(low, high, spot, names[1:]),
            view.cell(level, shares),
        ]
    return Row(cells=tuple(cells))
