"""Groups: the headline constructs by profile variable, with intervals; what is suppressed is named as suppressed."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from dataclasses import replace

from markupsafe import Markup

from govassess.report.blocks import Block, Figure, Heading, Paragraph, Section, drawing
from govassess.report.cautions import marks, of_section
from govassess.report.charts import DotRow, GroupDots, group_dots, parted
from govassess.report.fields import Field, N, records_table
from govassess.report.formats import printed_beside
from govassess.report.sections.comparisons import comparison_blocks
from govassess.report.sections.ladders import axis, bands, ends, level_edges, on_mean
from govassess.report.table import Cell, Notes, Table
from govassess.report.view import View
from govassess.report.wording import level_cell
from govassess.result.descriptive import GroupResult, NodeScore


def groups_section(view: View) -> Section:
    """Return the section of groups, or why there is none."""
    blocks: list[Block] = []
    for by in dict.fromkeys(group.by for group in view.result.groups):
        groups = [group for group in view.result.groups if group.by == by]
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
    minimum = view.number(view.result.options, "min_group", "n")
    return view.phrase("report.groups.finding", shown=len(groups) - hidden, hidden=hidden, by=names, minimum=minimum)


def score_in(group: GroupResult, ident: str) -> NodeScore | None:
    """Return a group's score on a node, if it has one."""
    return next((score for score in group.scores if score.id == ident), None)


def group_figure(view: View, by: str, whole: NodeScore, groups: Sequence[GroupResult]) -> list[Block]:
    """Return the dots of all shown groups on one headline construct, with the line of the whole sample."""
    rows = []
    for group in groups:
        score = score_in(group, whole.id)
        if group.suppressed or score is None:
            continue
        value, low, high = ends(view, score)
        rows.append(DotRow(label=view.profile_value(by, group.value), estimate=value, low=low, high=high, n=group.n))
    parts = parted(rows)
    said = rows_said(view, rows)
    return [
        figure
        for place, part in enumerate(parts)
        for figure in part_figure(view, by, whole, groups, part, (place + 1, len(parts), said))
    ]


def rows_said(view: View, rows: list[DotRow]) -> str:
    """Return the highest and the lowest group, for those who do not see the chart."""
    known = [(row.estimate, row.label) for row in rows if row.estimate is not None]
    if not known:
        return str(finding(view).striptags())
    (high, highest), (low, lowest) = max(known), min(known)
    return view.say(
        "report.chart.extremes",
        high=highest,
        high_value=printed_beside(high, "est", view.number_format, level_edges(view)),
        low=lowest,
        low_value=printed_beside(low, "est", view.number_format, level_edges(view)),
    )


def part_figure(
    view: View,
    by: str,
    whole: NodeScore,
    groups: Sequence[GroupResult],
    rows: tuple[DotRow, ...],
    part: tuple[int, int, str],
) -> list[Block]:
    """Return one chart of groups; of several parts the last one names the groups that are not shown."""
    place, count, said = part
    value, _, _ = ends(view, whole)
    kind = "mean" if on_mean(view) else "index"
    title = view.say("report.chart.groups.title", name=view.name(whole.id), by=view.name(by))
    hidden = [group for group in groups if group.suppressed] if place == count else []
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
        number_format=view.number_format,
        ids=view.ids,
    )
    if not drawn:
        return []
    caption = view.phrase(f"report.chart.groups.caption.{kind}", name=view.name(whole.id), confidence=view.confidence())
    name = f"groups.{by}.{whole.id}" if place == 1 else f"groups.{by}.{whole.id}.{place}"
    return [Figure(name=name, svg=drawing(drawn), caption=caption, table=f"groups.{by}")]


def groups_table(view: View, by: str, groups: Sequence[GroupResult]) -> Table:
    """Return value, interval and level of the headline constructs, a row a group, on the scale of the levels."""
    basis = "mean" if on_mean(view) else "index"
    return records_table(
        view,
        f"groups.{by}",
        (
            Field("value", heading=view.name(by), cell=lambda group: group_cell(view, by, group)),
            replace(N, missing="table.suppressed"),
            *(field for score in view.headline() for field in construct_fields(view, score.id, basis)),
        ),
        groups,
        title=view.say(f"table.title.groups.{basis}", by=view.name(by)),
        notes=Notes(
            general=view.phrase(f"table.note.groups.{basis}", low=view.scale().min, high=view.scale().max),
            specific=(
                *hidden_notes(view, groups),
                *small_notes(view, groups),
                *untested_notes(view, by),
                *rounded_notes(view),
            ),
        ),
    )


def group_cell(view: View, by: str, group: GroupResult) -> Cell:
    """Return the name of a group with the warnings about it."""
    return Cell(value=view.profile_value(by, group.value), marks=marks(view, "groups", group.value))


def construct_fields(view: View, ident: str, basis: str) -> Iterator[Field]:
    """Yield value, interval and level of one construct in a group."""
    several = len(view.headline()) > 1
    places, edges = 2 if basis == "mean" else view.index_places(), level_edges(view)
    interval = "mean" if basis == "mean" else "conf"

    def in_group(cell: Callable[[NodeScore], Cell]) -> Callable[[GroupResult], Cell]:
        return lambda group: score_cell(view, group, ident, cell)

    yield Field(
        f"{ident}_{basis}",
        "est",
        heading=view.say(
            "table.column.of_construct", name=view.name(ident) if several else view.say(f"table.column.{basis}")
        ),
        decimals=places,
        thresholds=edges,
        cell=in_group(lambda score: view.cell(score, basis)),
    )
    yield Field(
        f"{ident}_conf",
        "ci",
        "ci",
        decimals=places,
        thresholds=edges,
        cell=in_group(lambda score: view.interval(score, interval)),
    )
    yield Field(
        f"{ident}_level", header="level", cell=in_group(lambda score: group_level(view, score, named=not several))
    )


def hidden_notes(view: View, groups: Sequence[GroupResult]) -> tuple[Markup, ...]:
    """Return why groups are suppressed, a note for each reason met."""
    met = dict.fromkeys(group.suppressed for group in groups if group.suppressed)
    minimum = view.number(view.result.options, "min_group", "n")
    return tuple(view.phrase(f"table.note.suppressed.{why}", minimum=minimum) for why in met)


def small_notes(view: View, groups: Sequence[GroupResult]) -> tuple[Markup, ...]:
    """Return why groups that are shown have no interval, or no shares of levels."""
    scores = [score for group in groups for score in group.scores if score.mean is not None]
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


def score_cell(view: View, group: GroupResult, ident: str, cell: Callable[[NodeScore], Cell]) -> Cell:
    """Return a cell about a group's score on one node, or that it is suppressed or not there."""
    score = score_in(group, ident)
    if not group.suppressed and score is not None and score.mean is not None:
        return cell(score)
    withheld = group.suppressed or spot_withheld(view, group.by, group, ident)
    return view.nothing("table.suppressed" if withheld else "table.none")


def group_level(view: View, score: NodeScore, *, named: bool) -> Cell:
    """Return the level of a group with the shares of resamples of its leading levels."""
    if score.level is None:
        return view.nothing()
    said = level_cell(view, score, named=named, withheld=bool(view.result.options.draws))
    return view.words(said, score, "level", *(("level_share", level) for level in score.leading))
