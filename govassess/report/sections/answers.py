"""Answers: how the respondents answered each item, as asked."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import replace
from itertools import groupby

from markupsafe import Markup

from govassess.instrument.model import Scale
from govassess.report.blocks import Block, Figure, Folded, Paragraph, Section, drawing
from govassess.report.cautions import of_section
from govassess.report.charts import Likert, LikertItem, likert
from govassess.report.fields import MEAN, SD, Field, N, head, records_table, under_heads
from govassess.report.sections.first import ancestors
from govassess.report.table import Cell, Notes, Table
from govassess.report.view import View
from govassess.result.measures import ItemStatistics

CHARTED = 12
"""So many items, at most, go into one chart, unless one dimension alone has more."""

FEW = 5
"""So many items, at most, name the table of their answers, where each scale has one of its own."""


def answers_section(view: View) -> Section:
    """Return the section of answers: a chart a construct, a table a scale."""
    blocks: list[Block] = []
    for scale_name, scale, items in by_scale(view):
        blocks.extend(likert_figures(view, scale_name, scale, items))
        blocks.append(
            Folded(
                summary=summary_of_answers(view, items),
                blocks=(answers_table(view, scale_name, scale, items),),
                anchor=f"answers-table-{scale_name}",
            )
        )
    blocks.append(Paragraph(text=view.phrase("method.answers"), kind="note"))
    return Section(
        name="answers",
        title=view.say("report.section.answers"),
        finding=finding(view),
        blocks=tuple(blocks),
        warnings=of_section(view, "answers"),
    )


def finding(view: View) -> Markup:
    """Return the sentence on how much was answered."""
    screening = view.result.screening
    return view.phrase(
        "report.answers.finding",
        items=len(view.result.items),
        answers=view.number(screening, "answers", "n"),
        missing=view.number(screening, "missing_answers", "n"),
    )


def by_scale(view: View) -> list[tuple[str, Scale, list[ItemStatistics]]]:
    """Return the items by their scale, both in the order of the instrument."""
    instrument = view.instrument
    found: dict[str, list[ItemStatistics]] = {}
    for item in view.result.items:
        found.setdefault(instrument.scale_name(view.items[item.id]), []).append(item)
    return [(name, instrument.scales[name], items) for name, items in found.items()]


def construct_of(view: View, item: ItemStatistics) -> str:
    """Return the topmost measured node above an item, the overall index left out."""
    above = [item.node]
    score = view.scores.get(item.node)
    if score is not None:
        above += [ident for ident in ancestors(view, score) if ident in view.nodes]
    return above[-1]


def by_construct(view: View, items: Iterable[ItemStatistics]) -> dict[str, list[ItemStatistics]]:
    """Return items by construct: one chart each, so that a chart fits a page."""
    groups: dict[str, list[ItemStatistics]] = {}
    for item in items:
        groups.setdefault(construct_of(view, item), []).append(item)
    return groups


def chart_parts(items: list[ItemStatistics]) -> list[list[ItemStatistics]]:
    """Return items in runs of whole dimensions, each small enough for a chart of about half a page."""
    parts: list[list[ItemStatistics]] = []
    for _, members in groupby(items, key=lambda item: item.dimension):
        more = list(members)
        if parts and len(parts[-1]) + len(more) <= CHARTED:
            parts[-1] += more
        else:
            parts.append(more)
    return parts


def scale_words(view: View, scale: Scale) -> tuple[str, ...]:
    """Return the points of a scale with their words."""
    words = []
    for point in scale.points:
        label = scale.labels.get(point)
        words.append(f"{point} {label.text.in_language(view.lang)}" if label else str(point))
    return tuple(words)


def likert_figures(view: View, scale_name: str, scale: Scale, items: list[ItemStatistics]) -> list[Block]:
    """Return one chart of diverging bars for each construct whose items use this scale."""
    if not 2 <= len(scale.points) <= 10:
        return []
    figures: list[Block] = []
    answered = [item for item in items if sum(item.counts.values())]
    charts = [
        (construct, place, members)
        for construct, all_members in by_construct(view, answered).items()
        for place, members in enumerate(chart_parts(all_members))
    ]
    for construct, place, members in charts:
        drawn = likert(
            Likert(
                title=view.say("report.chart.likert.title", name=view.name(construct)),
                desc=likert_said(view, members),
                scale=scale_words(view, scale),
                items=tuple(likert_item(view, scale, item, construct) for item in members),
                mean_header=view.say("table.column.mean"),
                unanswered_header=view.say("table.column.unanswered_share"),
                n_header=view.say("table.column.n"),
                reverse_label=view.say("report.chart.likert.reverse") if any(item.reverse for item in members) else "",
            ),
            number_format=view.number_format,
            ids=view.ids,
        )
        if drawn:
            figures.append(
                Figure(
                    name=f"answers.{construct}.{place + 1}" if place else f"answers.{construct}",
                    svg=drawing(drawn),
                    caption=view.phrase("report.chart.likert.caption", name=view.name(construct)),
                    table=f"answers.{scale_name}",
                )
            )
    return figures


def likert_said(view: View, members: list[ItemStatistics]) -> str:
    """Return the items with the highest and the lowest mean, for those who do not see the chart."""
    known = [(item.mean, item.id) for item in members if item.mean is not None]
    if not known:
        return view.say("report.no_reason")
    (high, highest), (low, lowest) = max(known), min(known)
    return view.say(
        "report.chart.likert.desc",
        high=highest,
        high_value=view.plain(high, "est"),
        low=lowest,
        low_value=view.plain(low, "est"),
        count=len(members),
    )


def likert_item(view: View, scale: Scale, item: ItemStatistics, construct: str) -> LikertItem:
    """Return one item as the chart draws it."""
    return LikertItem(
        code=item.id,
        label=view.items[item.id].text.in_language(view.lang),
        counts=tuple(item.counts.get(str(point), 0) for point in scale.points),
        mean=item.mean,
        n=item.n,
        unanswered=item.missing,
        reverse=item.reverse,
        heading=view.name(item.dimension) if item.dimension != construct else "",
    )


def is_named(view: View, items: list[ItemStatistics]) -> bool:
    """Return whether a table of answers is told from the others by its items: one of several, and of few items."""
    return len(items) < len(view.result.items) and len(items) <= FEW


def summary_of_answers(view: View, items: list[ItemStatistics]) -> Markup:
    """Return the line behind which a table of answers lies."""
    if is_named(view, items):
        return view.phrase("report.answers.table_to", items=view.listed(item.id for item in items))
    return view.phrase("report.answers.table", count=len(items))


def title_of_answers(view: View, items: list[ItemStatistics]) -> str:
    """Return the title of a table of answers; where several scales give several tables, it names its items."""
    if not is_named(view, items):
        return view.say("table.title.answers")
    return view.say("table.title.answers_to", items=view.listed(item.id for item in items))


def answers_table(view: View, scale_name: str, scale: Scale, items: list[ItemStatistics]) -> Table:
    """Return the counts of every answer to every item of one scale, with mean and SD as asked."""

    def count_of(point: int) -> Callable[[ItemStatistics], Cell]:
        step = str(point)
        return lambda item: view.cell(item, ("counts", step)) if step in item.counts else Cell()

    return records_table(
        view,
        f"answers.{scale_name}",
        (
            Field("id", header="item", words=lambda item: item_label(view, item)),
            *(
                Field(f"count_{point}", "n", heading=str(point), cell=count_of(point))
                for point in (scale.points if len(scale.points) <= 10 else ())
            ),
            N,
            Field("missing", "n", "unanswered"),
            replace(MEAN, reasons=("mean", "distribution")),
            replace(SD, reasons=("sd", "distribution")),
        ),
        under_heads(items, lambda item: item.dimension, lambda node: head(view.name(node))),
        title=title_of_answers(view, items),
        anchor=lambda item: f"answers-{item.id}",
        notes=Notes(
            general=view.phrase(
                "table.note.answers_reversed" if any(item.reverse for item in items) else "table.note.answers",
                scale="; ".join(scale_words(view, scale)),
            ),
            specific=view.not_computed((item.id for item in items), ("mean", "sd", "distribution")),
        ),
    )


def item_label(view: View, item: ItemStatistics) -> str:
    """Return an item's id, its mark if the key is reversed, and its text as asked."""
    text = view.items[item.id].text.in_language(view.lang)
    return view.say("table.item_reversed" if item.reverse else "table.item", id=item.id, text=text)
