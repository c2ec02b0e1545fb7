"""Scores: every construct, dimension and indicator with mean, interval, n, index, level and weight."""

from __future__ import annotations

from markupsafe import Markup

from govassess.instrument.model import Construct, Dimension, NodeKind
from govassess.report.blocks import Block, Facts, Heading, Listing, Paragraph, Section
from govassess.report.cautions import marks, of_section
from govassess.report.cut_points import is_levelled, level_places
from govassess.report.formats import Kind
from govassess.report.sections.compared_with import compared_blocks
from govassess.report.sections.first import title_of
from govassess.report.sections.profiles import profile_blocks
from govassess.report.table import Cell, Column, Notes, Row, Table
from govassess.report.view import View, fraction_text
from govassess.report.wording import level_cell, level_named
from govassess.result.assessment import ByAnswers, ItemStatistics, NodeScore

FIELDS = ("score", "mean", "sd", "index", "conf_low", "level")
"""Fields whose reasons a table of scores explains below itself."""


DIVIDED: tuple[tuple[str, str, Kind], ...] = (
    ("mean_by_respondents", "table.column.mean_by_respondents", "est"),
    ("index_by_respondents", "table.column.index_by_respondents", "est"),
    ("level_by_respondents", "table.column.level_by_respondents", "text"),
    ("mean_by_answers", "table.column.mean_by_answers", "est"),
    ("index_by_answers", "table.column.index_by_answers", "est"),
    ("level_by_answers", "table.column.level_by_answers", "text"),
)
"""What is shown of a node by either divisor: key, header and kind of a column."""


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
    levelled = kind in view.result.instrument.levels.nodes
    places = view.index_places()
    columns = [
        Column(key="id", header=view.say(f"table.column.{kind}"), kind="text"),
        Column(key="n", header=view.say("table.column.n"), kind="n"),
        Column(key="mean", header=view.say("table.column.mean"), kind="est"),
        Column(key="mean_ci", header=view.say("table.column.ci", confidence=view.confidence()), kind="ci"),
        Column(key="sd", header=view.say("table.column.sd"), kind="est"),
        Column(
            key="index",
            header=view.say("table.column.index"),
            kind="est",
            decimals=places,
        ),
        Column(
            key="conf",
            header=view.say("table.column.index_ci", confidence=view.confidence()),
            kind="ci",
            decimals=places,
        ),
        Column(key="level", header=view.say("table.column.level"), kind="text"),
        Column(key="weight", header=view.say("table.column.weight"), kind="text"),
        Column(key="contribution", header=view.say("table.column.contribution"), kind="est", decimals=places),
    ]
    unneeded = set() if levelled else {"level"}
    if kind == "overall" or all(score.weight is None for score in scores):
        unneeded |= {"weight", "contribution"}
    kept = [place for place, column in enumerate(columns) if column.key not in unneeded]
    rows = []
    above = None
    for score in scores:
        if kind in ("dimension", "indicator") and score.parent != above:
            above = score.parent
            rows.append(Row(cells=(Cell(value=view.name(above or "")),), group=True))
        cells = score_cells(view, score)
        rows.append(Row(cells=tuple(cells[place] for place in kept), anchor=f"score-{score.id}"))
    specific = list(view.not_computed((score.id for score in scores), FIELDS))
    if levelled:
        specific.insert(0, view.phrase("table.note.level_official" if view.by_rule() else "table.note.level"))
    return Table(
        name=f"{kind}s",
        title=view.say(f"table.title.scores.{kind}"),
        columns=tuple(columns[place] for place in kept),
        rows=tuple(rows),
        notes=Notes(general=general_note(view), specific=tuple(specific)),
        lang=view.lang,
    )


def general_note(view: View) -> Markup:
    """Return what mean, index and interval of a table of scores are."""
    said = view.phrase(
        "table.note.scores",
        low=view.scale().min,
        high=view.scale().max,
        index=view.say(f"report.index_range.{view.result.instrument.scoring.index}"),
        confidence=view.confidence(),
        draws=view.number(view.result.options.draws, "n", "options.draws"),
        units=view.resampled(),
    )
    return view.with_widened(said)


def score_cells(view: View, score: NodeScore) -> tuple[Cell, ...]:
    """Return the cells of one node, in the order of all columns."""
    path = f"scores.{score.id}"
    noted = marks(view, "scores", score.id)
    shares = " ".join([f"{path}.level", *(f"{path}.level_share.{level}" for level in score.leading)])
    levelled = is_levelled(view, score.kind)
    mean, mean_ci = (
        level_places(view, score.id, "mean", values, levelled=levelled)
        for values in ([score.mean], [score.mean_low, score.mean_high])
    )
    index, conf = (
        level_places(view, score.id, "index", values, levelled=levelled)
        for values in ([score.index], [score.conf_low, score.conf_high])
    )
    return (
        Cell(value=view.name(score.id), marks=noted),
        Cell(value=score.n, source=f"{path}.n"),
        view.cell(score.mean, f"{path}.mean", where=score.id, fields=FIELDS, decimals=mean),
        view.interval(score.mean_low, score.mean_high, path, ("mean_low", "mean_high"), mean_ci),
        view.cell(score.sd, f"{path}.sd", where=score.id, fields=("sd", "distribution")),
        view.cell(score.index, f"{path}.index", where=score.id, fields=FIELDS, decimals=index),
        view.interval(score.conf_low, score.conf_high, path, decimals=conf),
        view.cell(
            level_cell(view, score) if score.level is not None else None, shares, where=score.id, fields=("level",)
        ),
        Cell(value=fraction_text(score.weight, view.lang), source=f"{path}.weight"),
        view.cell(score.contribution, f"{path}.contribution"),
    )


def denominator_blocks(view: View) -> list[Block]:
    """Return mean, index and level by both divisors, where the instrument divides by respondents and answers miss."""
    found = view.result.by_answers
    if not found:
        return []
    places = view.index_places()
    columns = (
        Column(key="id", header=view.say("table.column.name"), kind="text"),
        Column(key="unanswered", header=view.say("table.column.unanswered"), kind="n"),
        *(
            Column(key=key, header=view.say(header), kind=kind, decimals=places if key.startswith("index") else None)
            for key, header, kind in DIVIDED
        ),
    )
    return [
        Heading(text=view.say("report.scores.denominators"), anchor="denominators"),
        Table(
            name="denominators",
            title=view.say("table.title.denominators"),
            columns=columns,
            rows=tuple(denominator_row(view, each) for each in found),
            notes=Notes(general=view.phrase("table.note.denominators")),
            lang=view.lang,
        ),
    ]


def denominator_row(view: View, each: ByAnswers) -> Row:
    """Return one node divided by respondents, as the instrument prescribes, and by the answers given."""
    score, path, whole = view.scores[each.id], f"by_answers.{each.id}", f"scores.{each.id}"
    levelled = is_levelled(view, score.kind)
    cells = [Cell(value=view.name(each.id), strong=score.kind in ("overall", "construct"))]
    cells.append(Cell(value=each.unanswered, source=f"{path}.unanswered"))
    for found, at in ((score, whole), (each, path)):
        level = None if found.level is None else level_named(view, found.level)
        cells += [
            view.cell(
                found.mean, f"{at}.mean", decimals=level_places(view, each.id, "mean", [found.mean], levelled=levelled)
            ),
            view.cell(
                found.index,
                f"{at}.index",
                decimals=level_places(view, each.id, "index", [found.index], levelled=levelled),
            ),
            view.cell(level, f"{at}.level"),
        ]
    return Row(cells=tuple(cells), indent=1 if score.kind == "indicator" else 0, anchor=f"denominator-{each.id}")


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
        mean=view.number(item.mean, "est", f"items.{item.id}.mean"),
        turned=view.number(item.mean_keyed, "est", f"items.{item.id}.mean_keyed"),
        n=view.number(item.n, "n", f"items.{item.id}.n"),
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
