"""Scores: every construct, dimension and indicator with mean, interval, n, index, level and weight."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import replace

from markupsafe import Markup

from govassess.instrument.model import Construct, Dimension, NodeKind
from govassess.report.blocks import Block, Facts, Heading, Listing, Paragraph, Section
from govassess.report.cautions import marks, of_section
from govassess.report.cut_points import Scale, is_levelled, node_places
from govassess.report.fields import MEAN, SD, Field, N, head, records_table, under_heads
from govassess.report.sections.compared_with import compared_blocks
from govassess.report.sections.first import title_of
from govassess.report.sections.profiles import profile_blocks
from govassess.report.table import Cell, Notes, Table
from govassess.report.view import View, fraction_text
from govassess.report.wording import level_cell, level_named
from govassess.result.descriptive import ByAnswers, NodeScore
from govassess.result.measures import ItemStatistics

FIELDS = ("score", "mean", "sd", "index", "conf_low", "level")
"""Fields whose reasons a table of scores explains below itself."""


def scores_section(view: View) -> Section:
    """Return the section of scores; its chart, the profile on the levels, is the last thing on the first screen."""
    blocks: list[Block] = []
    kinds: tuple[NodeKind, ...] = ("overall", "construct", "dimension", "indicator")
    blocks.extend(scores_table(view, kind) for kind in kinds if view.scored(kind))
    blocks.extend(denominator_blocks(view))
    blocks.extend(profile_blocks(view))
    blocks.extend(compared_blocks(view))
    blocks.extend(extremes(view))
    blocks.extend(rubrics(view))
    blocks.append(Paragraph(text=view.phrase("method.scores", units=view.resampled()), kind="note"))
    return Section(
        name="scores",
        title=view.say("report.section.scores"),
        finding=finding(view),
        blocks=tuple(blocks),
        warnings=of_section(view, "scores"),
    )


def finding(view: View) -> Markup:
    """Return the sentences that name every headline construct's level and share."""
    titles = [title_of(view, score) for score in view.headline()]
    return Markup(". ").join(titles) + Markup(".") if titles else view.phrase("report.first.nothing")


def scores_table(view: View, kind: NodeKind) -> Table:
    """Return the table of one kind of node."""
    scores = view.scored(kind)
    levelled = is_levelled(view, kind)
    weighted = kind != "overall" and any(score.weight is not None for score in scores)
    specific = list(view.not_computed((score.id for score in scores), FIELDS))
    if levelled:
        specific.insert(0, view.phrase("table.note.level_official" if view.by_rule() else "table.note.level"))
    below = kind in ("dimension", "indicator")
    return records_table(
        view,
        f"{kind}s",
        score_fields(view, kind, levelled=levelled, weighted=weighted),
        under_heads(scores, lambda each: each.parent, lambda node: head(view.name(node or ""))) if below else scores,
        title=view.say(f"table.title.scores.{kind}"),
        anchor=lambda score: f"score-{score.id}",
        notes=Notes(general=general_note(view), specific=tuple(specific)),
    )


def score_fields(view: View, kind: NodeKind, *, levelled: bool, weighted: bool) -> tuple[Field, ...]:
    """Return the columns of a table of scores."""
    places = view.index_places()

    def shown(of: Scale, *fields: str) -> Callable[[NodeScore], int]:
        return lambda score: node_places(view, score, of, *fields)

    return (
        Field(
            "id", header=kind, cell=lambda each: Cell(value=view.name(each.id), marks=marks(view, "scores", each.id))
        ),
        N,
        replace(MEAN, reasons=FIELDS, places=shown("mean", "mean")),
        Field("mean_ci", "ci", "ci", places=shown("mean", "mean_low", "mean_high")),
        replace(SD, reasons=("sd", "distribution")),
        Field("index", "est", decimals=places, reasons=FIELDS, places=shown("index", "index")),
        Field("conf", "ci", "index_ci", decimals=places, places=shown("index", "conf_low", "conf_high")),
        *([Field("level", cell=lambda score: shares_cell(view, score))] if levelled else []),
        *(
            [
                Field("weight", of="weight", words=lambda score: fraction_text(score.weight, view.lang)),
                Field("contribution", "est", decimals=places),
            ]
            if weighted
            else []
        ),
    )


def shares_cell(view: View, score: NodeScore) -> Cell:
    """Return the level of a node with the shares of resamples of the leading levels."""
    if score.level is None:
        return view.cell(score, "level", where=score.id, reasons=("level",))
    return view.words(level_cell(view, score), score, "level", *(("level_share", level) for level in score.leading))


def general_note(view: View) -> Markup:
    """Return what mean, index and interval of a table of scores are."""
    said = view.phrase(
        "table.note.scores",
        low=view.scale().min,
        high=view.scale().max,
        index=view.say(f"report.index_range.{view.instrument.scoring.index}"),
        confidence=view.confidence(),
        draws=view.number(view.result.options, "draws", "n"),
        units=view.resampled(),
    )
    return view.with_widened(said)


def denominator_blocks(view: View) -> list[Block]:
    """Return mean, index and level by both divisors, where the instrument divides by respondents and answers miss."""
    found = view.result.by_answers
    if not found:
        return []
    table = records_table(
        view,
        "denominators",
        (
            replace(node_field(view, "name"), part="by_respondents", indent=lambda row: depth(row["by_respondents"])),
            Field("unanswered", "n", part="by_answers"),
            *(field for divisor in ("by_respondents", "by_answers") for field in divided(view, divisor)),
        ),
        [{"by_respondents": view.scores[each.id], "by_answers": each} for each in found],
        anchor=lambda row: f"denominator-{row['by_answers'].id}",
        notes=Notes(general=view.phrase("table.note.denominators")),
    )
    return [Heading(text=view.say("report.scores.denominators"), anchor="denominators"), table]


def divided(view: View, by: str) -> Iterator[Field]:
    """Yield mean, index and level of a node by one divisor: respondents, as the instrument prescribes, or answers."""
    mean, index = view.say(f"table.column.mean_{by}"), view.say(f"table.column.index_{by}")
    level = view.say(f"table.column.level_{by}")
    places = view.index_places()

    def shown(of: Scale) -> Callable[[NodeScore | ByAnswers], int]:
        return lambda found: node_places(view, found, of, of)

    def level_of(found: NodeScore | ByAnswers) -> str | None:
        return None if found.level is None else level_named(view, found.level)

    yield Field(f"mean_{by}", "est", heading=mean, of="mean", part=by, places=shown("mean"))
    yield Field(f"index_{by}", "est", heading=index, of="index", part=by, decimals=places, places=shown("index"))
    yield Field(f"level_{by}", heading=level, of="level", part=by, words=level_of)


def node_field(view: View, header: str) -> Field:
    """Return the column of names of nodes of every kind: those at the top stand out, indicators are set in."""

    def cell(score: NodeScore) -> Cell:
        return Cell(value=view.name(score.id), strong=score.kind in ("overall", "construct"))

    return Field("id", header=header, cell=cell, indent=depth)


def depth(score: NodeScore) -> int:
    """Return how far the row of a node is set in."""
    return 1 if score.kind == "indicator" else 0


def extremes(view: View) -> list[Block]:
    """Return the five items with the highest and the five with the lowest mean on the turned key."""
    items = [item for item in view.result.items if item.mean is not None]
    if len(items) < 10:
        return []
    ordered = sorted(items, key=lambda item: -(item.mean_keyed or 0.0))
    return [
        Heading(text=view.say("report.scores.strongest"), level=3),
        Listing(entries=tuple(item_line(view, item) for item in ordered[:5])),
        Heading(text=view.say("report.scores.weakest"), level=3),
        Listing(entries=tuple(item_line(view, item) for item in reversed(ordered[-5:]))),
        Paragraph(text=view.phrase("report.scores.extremes_note"), kind="note"),
    ]


def item_line(view: View, item: ItemStatistics) -> Markup:
    """Return one item: its text as asked, and its mean as asked."""
    return view.phrase(
        "report.scores.item_reversed" if item.reverse else "report.scores.item",
        id=item.id,
        text=view.items[item.id].text.in_language(view.lang),
        mean=view.number(item, "mean", "est"),
        turned=view.number(item, "mean_keyed", "est"),
        n=view.number(item, "n", "n"),
    )


def rubrics(view: View) -> list[Block]:
    """Return what the instrument says about the level that each dimension or construct reached."""
    entries = []
    for score in view.result.scores:
        node = view.nodes.get(score.id)
        if not isinstance(node, Construct | Dimension) or score.level is None or score.level not in node.rubric:
            continue
        said = view.phrase(
            "report.scores.rubric", level=level_cell(view, score), text=node.rubric[score.level].in_language(view.lang)
        )
        entries.append((view.name(score.id), said))
    if not entries:
        return []
    return [
        Heading(text=view.say("report.scores.rubrics"), level=3),
        Facts(entries=tuple(entries), wide=True),
        Paragraph(text=view.phrase("report.scores.rubrics_note"), kind="note"),
    ]
