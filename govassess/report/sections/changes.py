"""Waves beside each other: what is higher or lower than before, how surely, and at which levels."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import replace

from markupsafe import Markup

from govassess.report.blocks import Block, Figure, Section, drawing
from govassess.report.charts import Change as Drawn
from govassess.report.charts import ChangeRow, DimensionDots, DotRow, dimension_dots
from govassess.report.charts import change as draw_change
from govassess.report.fields import P_VALUE, Field, records_table
from govassess.report.formats import ZERO, places_beside
from govassess.report.sections.ladders import axis, bands, ends, index_axis, index_edges, level_edges, on_mean
from govassess.report.table import Cell, Notes, Table
from govassess.report.view import Numbers
from govassess.report.wording import edges, level_cell, level_words
from govassess.result.comparison import Change, ComparedResult, FromPeers, ResultComparison
from govassess.result.descriptive import NodeScore


def newest(comparison: ResultComparison) -> list[Change]:
    """Return the changes of the headline constructs between the last two waves, the leading construct first."""
    last = len(comparison.results) - 1
    found = {each.id: each for each in comparison.changes if (each.first, each.second) == (last - 1, last)}
    return [found[ident] for ident in comparison.instrument.headline if ident in found]


def change_titles(view: Numbers, comparison: ResultComparison) -> tuple[Markup, ...]:
    """Return a sentence for each headline construct about the newest wave and the one before, the leading one first."""
    return tuple(change_sentence(view, each, comparison.results[each.first].label) for each in newest(comparison))


def lead_of_changes(view: Numbers, comparison: ResultComparison) -> Markup:
    """Return the levels of the leading construct before and now, each with its share of resamples."""
    for each in newest(comparison):
        places = (each.first, each.second)
        scores = [_score(comparison.results[at], each.id) for at in places]
        known = [score for score in scores if score is not None]
        labels = [comparison.results[at].label for at in places]
        return level_change(view, known, labels)
    return Markup()


def change_sentence(view: Numbers, change: Change, before: str) -> Markup:
    """Return what one change says: higher, lower, or no clear evidence; never why."""
    names = {"name": view.name(change.id), "before": before}
    places = view.index_places()
    if change.estimate is None:
        return view.phrase("compare.change.none", reason=view.reason_text(change.code or "no_score", {}), **names)
    size = view.plain(abs(change.estimate), "est", places_beside(change.estimate, "est", ZERO, places))
    estimate = view.element(size, change, "estimate")
    if change.conf_low is None or change.conf_high is None:
        estimate = signed(view, change)
        reason = view.reason_text(change.code or "no_standard_error", {})
        return view.phrase("compare.change.no_interval", estimate=estimate, reason=reason, **names)
    values = names | {
        "estimate": estimate,
        "confidence": view.confidence(),
        "low": signed(view, change, "conf_low"),
        "high": signed(view, change, "conf_high"),
    }
    if change.p_holm is None or change.p_holm >= alpha(view):
        if change.conf_low <= 0 <= change.conf_high or change.p_holm is None:
            return view.phrase("compare.change.unclear", **values)
        values |= {
            "estimate": signed(view, change, "estimate"),
            "p": view.number(change, "p_holm", "p", thresholds=edges(view)),
            "m": view.number(change, "m", "n"),
        }
        return view.phrase("compare.change.adjusted", **values)
    return view.phrase("compare.change.higher" if change.estimate > 0 else "compare.change.lower", **values)


def signed(view: Numbers, found: Change | FromPeers, field: str = "estimate") -> Markup:
    """Return a difference with its sign, a plus too, and with the decimals that show on which side of zero it lies."""
    value: float = getattr(found, field)
    places = places_beside(value, "est", ZERO, view.index_places())
    text, zero = view.plain(value, "est", places), view.plain(0.0, "est", places)
    return view.element(f"+{text}" if value > 0 and text != zero else text, found, field)


def alpha(view: Numbers) -> float:
    """Return the level of significance that the instrument declares."""
    return view.instrument.hypothesis_defaults.alpha


def change_sections(view: Numbers, comparison: ResultComparison) -> tuple[Section, ...]:
    """Return the sections about constructs and dimensions, and about indicators where there are any."""
    kinds = {score.kind for score in comparison.results[-1].scores}
    sections = [_section(view, comparison, "changes", ("overall", "construct", "dimension"))]
    if "indicator" in kinds:
        sections.append(_section(view, comparison, "indicators", ("indicator",)))
    return tuple(sections)


def _section(view: Numbers, comparison: ResultComparison, name: str, kinds: Sequence[str]) -> Section:
    placed = [each for each in comparison.changes if each.kind in kinds]
    pairs = list(dict.fromkeys((each.first, each.second) for each in placed))
    blocks: list[Block] = []
    if name == "changes":
        blocks += level_figure(view, comparison)
    for pair in pairs:
        of_pair = [each for each in placed if (each.first, each.second) == pair]
        blocks += change_figure(view, comparison, of_pair, name)
        blocks.append(change_table(view, comparison, of_pair, name))
    return Section(
        name=name,
        title=view.say(f"compare.section.{name}"),
        finding=finding(view, comparison, placed) if name == "changes" else view.phrase("compare.finding.indicators"),
        blocks=tuple(blocks),
    )


def finding(view: Numbers, comparison: ResultComparison, placed: Sequence[Change]) -> Markup:
    """Return how many nodes differ clearly, of each pair of waves."""
    sentences = []
    for pair in dict.fromkeys((each.first, each.second) for each in placed):
        found = [each for each in placed if (each.first, each.second) == pair]
        tested = [each for each in found if each.p_holm is not None]
        clear = [each for each in tested if each.p_holm is not None and each.p_holm < alpha(view)]
        labels = {"before": comparison.results[pair[0]].label, "after": comparison.results[pair[1]].label}
        if not tested:
            sentences.append(view.phrase("compare.finding.untested", **labels))
        elif len(tested) == 1:
            key = "compare.finding.one_clear" if clear else "compare.finding.one_unclear"
            sentences.append(view.phrase(key, listed=view.name(tested[0].id), **labels))
        elif not clear:
            sentences.append(view.phrase("compare.finding.none_clear", of=len(tested), **labels))
        else:
            listed = view.listed(view.name(each.id) for each in clear)
            counts = {"clear": len(clear), "of": len(tested), "listed": listed}
            sentences.append(view.phrase("compare.finding.clear", **counts, **labels))
    return Markup(" ").join(sentences)


def level_figure(view: Numbers, comparison: ResultComparison) -> list[Block]:
    """Return the headline constructs of every wave on the level bands."""
    headline = [ident for ident in comparison.instrument.headline if _score(comparison.results[-1], ident)]
    rows = []
    for ident in headline:
        for each in comparison.results:
            score = _score(each, ident)
            if score is not None:
                value, low, high = ends(view, score)
                rows.append(
                    DotRow(label=each.label, estimate=value, low=low, high=high, n=score.n, heading=view.name(ident))
                )
    kind = "mean" if on_mean(view) else "index"
    drawn = dimension_dots(
        DimensionDots(
            title=view.say("compare.chart.levels.title"),
            desc=" ".join(str(title.striptags()) for title in change_titles(view, comparison)),
            rows=tuple(rows),
            axis=axis(view),
            value_header=view.say(f"report.chart.dots.header.{kind}", confidence=view.confidence()),
            n_header=view.say("table.column.n"),
            levels=bands(view),
            decimals=2 if on_mean(view) else view.index_places(),
            edges=level_edges(view),
        ),
        number_format=view.number_format,
        ids=view.ids,
    )
    caption = view.phrase(f"compare.chart.levels.caption.{kind}", confidence=view.confidence())
    return [Figure(name="levels", svg=drawing(drawn), caption=caption)] if drawn else []


def change_figure(view: Numbers, comparison: ResultComparison, placed: Sequence[Change], name: str) -> list[Block]:
    """Return both waves of each node and, beside them, the change about the line of no change."""
    before, after = _labels(comparison, placed)
    drawn = draw_change(
        Drawn(
            title=view.say("compare.chart.changes.title", before=before, after=after),
            desc=view.say("compare.chart.changes.desc", before=before, after=after),
            rows=tuple(_change_row(view, comparison, each) for each in placed),
            axis=index_axis(view),
            before_label=before,
            after_label=after,
            difference_header=view.say("compare.chart.changes.header", confidence=view.confidence()),
            levels=() if on_mean(view) else bands(view),
            clear_label=view.say("report.chart.forest.clear"),
            crossing_label=view.say("report.chart.forest.crossing"),
            decimals=view.index_places(),
            edges=index_edges(view),
        ),
        number_format=view.number_format,
        ids=view.ids,
    )
    caption = view.phrase("compare.chart.changes.caption", before=before, after=after, confidence=view.confidence())
    if not drawn:
        return []
    table = _name(comparison, placed, name)
    return [Figure(name=table, svg=drawing(drawn), caption=caption, table=table)]


def _change_row(view: Numbers, comparison: ResultComparison, each: Change) -> ChangeRow:
    """Return one node as it was, as it is, and the difference."""
    before, after = (_score(comparison.results[at], each.id) for at in (each.first, each.second))
    return ChangeRow(
        label=view.name(each.id),
        before=None if before is None else before.index,
        before_low=None if before is None else before.conf_low,
        before_high=None if before is None else before.conf_high,
        after=None if after is None else after.index,
        after_low=None if after is None else after.conf_low,
        after_high=None if after is None else after.conf_high,
        difference=each.estimate,
        diff_low=each.conf_low,
        diff_high=each.conf_high,
    )


def change_table(view: Numbers, comparison: ResultComparison, placed: Sequence[Change], name: str) -> Table:
    """Return the two waves and the change, a row a node; levels where the nodes have one."""
    before, after = _labels(comparison, placed)
    index = Field("index", "est", decimals=view.index_places(), thresholds=index_edges(view))
    change = replace(index, name="estimate", heading=view.say("compare.column.change"), thresholds=ZERO, part="change")
    fields = [
        Field("id", header="name", cell=lambda row: _name_cell(view, comparison, row["change"])),
        replace(index, name="before", heading=before, of="index", part="before"),
        replace(index, name="after", heading=after, of="index", part="after"),
        change,
        Field("conf", "ci", "ci", part="change", decimals=change.decimals, thresholds=ZERO),
    ]
    tested = name == "changes"
    if tested:
        fields += [replace(P_VALUE, part="change"), Field("p_holm", "p", part="change", thresholds=edges(view))]
        fields += [
            Field(
                f"level_{part}",
                heading=view.say("compare.column.level", label=label),
                of="level",
                part=part,
                words=lambda score: None if score.level is None else level_cell(view, score, named=False),
            )
            for part, label in (("before", before), ("after", after))
        ]
    place = {id(each): at for at, each in enumerate(comparison.changes)}
    return records_table(
        view,
        _name(comparison, placed, name),
        fields,
        [
            {
                "change": each,
                "before": _score(comparison.results[each.first], each.id),
                "after": _score(comparison.results[each.second], each.id),
            }
            for each in placed
        ],
        title=view.say(f"compare.title.{name}", before=before, after=after),
        anchor=lambda row: f"change-{place[id(row['change'])]}",
        notes=Notes(
            general=view.phrase("compare.note.change", range=_range(view, comparison)),
            specific=(*((_level_note(view),) if tested else ()), *_gaps(view, placed)),
            probability=holm(view, placed, "compare.note.holm"),
        ),
    )


def _name_cell(view: Numbers, comparison: ResultComparison, change: Change) -> Cell:
    return Cell(value=view.name(change.id), strong=change.id in comparison.instrument.headline)


def holm(view: Numbers, found: Sequence[Change | FromPeers], key: str) -> Markup:
    """Return over how many differences p is adjusted, where it is over more than one."""
    for each in found:
        if each.m is not None and each.m > 1:
            return view.phrase(key, m=view.number(each, "m", "n"))
    return Markup()


def level_change(view: Numbers, scores: Sequence[NodeScore], labels: Sequence[str]) -> Markup:
    """Return the levels of one node before and now, each with its share of resamples."""
    if any(score.level is None for score in scores):
        return Markup()
    said = [level_words(view, score) for score in scores]
    return view.phrase("compare.change.levels", before=labels[0], then=said[0], after=labels[1], now=said[1])


def _level_note(view: Numbers) -> Markup:
    return view.phrase("table.note.level_official" if view.by_rule() else "table.note.level")


def _gaps(view: Numbers, placed: Sequence[Change]) -> Iterable[Markup]:
    """Yield why changes have no interval, a note a reason."""
    for code in dict.fromkeys(each.code for each in placed if each.code is not None):
        listed = view.listed(view.name(each.id) for each in placed if each.code == code)
        yield view.phrase("table.note.undefined", what=listed, reason=view.reason_text(code or "", {}))


def _range(view: Numbers, comparison: ResultComparison) -> str:
    return view.say(f"report.index_range.{comparison.results[-1].scores[0].index_name}")


def _score(result: ComparedResult, ident: str) -> NodeScore | None:
    return next((score for score in result.scores if score.id == ident), None)


def _labels(comparison: ResultComparison, placed: Sequence[Change]) -> tuple[str, str]:
    change = placed[0]
    return comparison.results[change.first].label, comparison.results[change.second].label


def _name(comparison: ResultComparison, placed: Sequence[Change], name: str) -> str:
    change = placed[0]
    return name if len(comparison.results) == 2 else f"{name}.{change.first}.{change.second}"
