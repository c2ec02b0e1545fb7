"""The first screen: where we stand, how surely, within which limits, and what to look at first."""

from __future__ import annotations

from dataclasses import dataclass

from markupsafe import Markup

from govassess.report.blocks import Figure
from govassess.report.cautions import numbered, section_of, spot_marks
from govassess.report.cut_points import MEAN_PLACES, distance_places, level_places, node_places, target
from govassess.report.formats import ZERO, places_beside
from govassess.report.sections.compared_with import beside_lines, change_since
from govassess.report.sections.ladders import dots_figure, ladder_svg
from govassess.report.view import View
from govassess.report.wording import card_level, hypothesis_tail, level_named, level_words, relation, verdict_words
from govassess.result.descriptive import NodeScore, Priority
from govassess.result.hypotheses import HypothesisResult

ROOM = 8
"""Verdicts that the first page has room for."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Card:
    """One headline construct: name, level with share, ladder, index with interval, and the way to the next level."""

    anchor: str
    name: str
    level: Markup
    share: Markup
    ladder: Markup
    narrow: Markup
    index: Markup
    marks: tuple[int, ...]
    index_label: str
    interval: Markup
    below: Markup
    compared: tuple[Markup, ...]  # what it is compared with: an earlier assessment, peers


@dataclass(frozen=True, slots=True, kw_only=True)
class Step:
    """One thing to look at first; ``action`` is empty where the instrument offers none."""

    action: str
    name: str
    figures: Markup


@dataclass(frozen=True, slots=True, kw_only=True)
class VerdictLine:
    """One hypothesis with what it relates and its verdict."""

    ident: str
    relation: str
    verdict: str
    words: str
    rest: Markup


@dataclass(frozen=True, slots=True, kw_only=True)
class FirstScreen:
    """All that the first page shows, in its order."""

    meta: tuple[tuple[Markup, tuple[int, ...]], ...]
    title: Markup
    plain_title: str
    others: tuple[Markup, ...]
    lead: Markup
    cards: tuple[Card, ...]
    status: str
    status_marks: tuple[int, ...]
    official: bool
    limits: tuple[str, ...]
    cautions: tuple[tuple[Markup, int], ...]
    warning_count: int
    steps: tuple[Step, ...]
    rule: Markup
    verdicts: tuple[VerdictLine, ...]
    tested: tuple[VerdictLine, ...]  # those of them that the first page has room for
    beyond: tuple[Markup, ...]  # which were not tested, and how many more were
    verdict_note: Markup
    dots_title: str
    dots: Figure | None


def first_screen(view: View) -> FirstScreen:
    """Return the first screen of the report.

    Parameters
    ----------
    view : View
        The assessment in a language.

    Returns
    -------
    FirstScreen
    """
    headline = view.headline()
    titles = [title_of(view, score) for score in headline]
    dots = dots_figure(view)
    study = view.result.study.name
    verdicts = tuple(verdict_line(view, hypothesis) for hypothesis in view.result.hypotheses)
    tested = tuple(line for line in verdicts if line.verdict != "not_tested")
    return FirstScreen(
        meta=meta(view),
        title=titles[0] if titles else view.phrase("report.first.nothing"),
        plain_title=" – ".join(part for part in (view.instrument.title.in_language(view.lang), study) if part),
        others=tuple(titles[1:]),
        lead=lead(view, headline[0]) if headline else Markup(),
        cards=tuple(card(view, score) for score in headline),
        status=view.status(),
        status_marks=spot_marks(view, "first.status"),
        official=view.by_rule(),
        limits=limits(view),
        cautions=tuple(
            (view.warning(notice), number)
            for number, notice in numbered(view)
            if section_of(notice) == "first" and notice.code != "not_validated"
        ),
        warning_count=len(view.result.warnings),
        steps=tuple(step(view, priority) for priority in view.result.priorities[:3]),
        rule=rule(view),
        verdicts=verdicts,
        tested=tested[:ROOM],
        beyond=beyond(view, tested),
        verdict_note=verdict_note(view),
        dots_title=view.say("report.first.dots.title"),
        dots=dots,
    )


def meta(view: View) -> tuple[tuple[Markup, tuple[int, ...]], ...]:
    """Return who, when, how many: the line above the title, each part with its warnings."""
    result, study = view.result, view.result.study
    parts: list[tuple[Markup, tuple[int, ...]]] = [
        (view.phrase("report.first.meta.instrument", title=result.instrument.title.in_language(view.lang)), ())
    ]
    if result.options.split_by and result.options.split_value:
        of, value = result.options.split_by, result.options.split_value
        part = {"variable": view.name(of), "value": view.profile_value(of, value)}
        parts.append((view.phrase("report.first.meta.part", **part), ()))
    if study.name:
        parts.append((view.phrase("report.first.meta.name", name=study.name), ()))
    if study.start or study.end:
        period = " – ".join(view.day(part) for part in (study.start, study.end) if part)
        parts.append((view.phrase("report.first.meta.period", period=period), ()))
    if study.population:
        parts.append((view.phrase("report.first.meta.population", population=study.population), ()))
    if result.funnel:
        count = view.number(result.funnel[-1], "remaining", "n")
        read = view.number(result.funnel[0], "remaining", "n")
        parts.append((view.phrase("report.first.meta.n", count=count, read=read), spot_marks(view, "first.n")))
    key = "report.first.meta.units" if result.options.draws else "report.first.meta.no_draws"
    units = view.phrase(key, units=view.resampled())
    parts.append((units, spot_marks(view, "first.units")))
    if result.response_rate is None:
        rate = view.phrase("report.first.meta.rate_unknown")
    else:
        rate = view.phrase("report.first.meta.rate", rate=view.number(result.response_rate, "rate", "pct"))
    parts.append((rate, spot_marks(view, "first.rate")))
    return tuple(parts)


def title_of(view: View, score: NodeScore) -> Markup:
    """Return the sentence that names a construct's level and its share of resamples."""
    words = level_words(view, score)
    said = score.level is not None and not view.by_rule()
    return view.phrase(
        "report.first.title" if said else "report.first.title_none",
        name=view.name(score.id),
        level=words,
    )


def index_words(view: View, score: NodeScore) -> Markup:
    """Return the sentence about the index and its interval."""
    if score.index is None:
        return view.phrase("report.first.lead.none", reason=view.reason(score.id, "index", "mean"))
    places = index_decimals(view, score)
    index = view.number(score, "index", "est", places)
    label = view.say(f"report.index_range.{score.index_name}")
    if score.conf_low is None or score.conf_high is None:
        return view.phrase("report.first.lead.no_interval", index=index, range=label)
    return view.phrase(
        "report.first.lead.index",
        index=index,
        range=label,
        confidence=view.confidence(),
        low=view.number(score, "conf_low", "est", places),
        high=view.number(score, "conf_high", "est", places),
    )


def index_decimals(view: View, score: NodeScore) -> int:
    """Return the decimals at which index and interval of a node lie on their sides of the limits of its levels."""
    return node_places(view, score, "index", "index", "conf_low", "conf_high")


def lead(view: View, score: NodeScore) -> Markup:
    """Return the lines under the title: index, strongest and weakest part, and what a level is."""
    sentences = [index_words(view, score)]
    sentences += [said for said in (divided_words(view, score), change_since(view, score.id)) if said]
    if len([child for child in view.children(score.id) if child.mean is not None]) > 1:
        sentences.append(range_words(view, score))
    if view.instrument.limits or view.instrument.levels.caution is None:
        sentences.append(view.phrase("report.first.lead.perceived"))  # else the caution, among the limits, says it
    return Markup(" ").join(sentences)


def range_words(view: View, score: NodeScore) -> Markup:
    """Return which part is the strongest and which the weakest; that none is where their difference may be chance."""
    found = view.result.standing_out
    kind = next(child.kind for child in view.children(score.id) if child.mean is not None)
    if found is None or found.node != score.id or found.conf_low is None or found.conf_high is None:
        known = found is not None and found.node == score.id and found.code is not None
        code, why = (found.code, found.values) if found and found.code and known else ("no_part_differences", {})
        return view.phrase(f"report.first.lead.untested.{kind}", reason=view.reason_text(code, why))
    scale = view.scale_of(score.id)
    high, low = view.scores[found.strongest], view.scores[found.weakest]
    decimals = max(
        *(node_places(view, each, "mean", "mean") for each in (high, low)),
        places_beside(high.mean, "est", (low.mean or 0.0,)) if found.is_clear else 0,
    )
    values = {
        "strongest": view.name(high.id),
        "strongest_mean": view.number(high, "mean", "est", decimals),
        "weakest": view.name(low.id),
        "weakest_mean": view.number(low, "mean", "est", decimals),
        "low": scale.min,
        "high": scale.max,
        "confidence": view.confidence(),
        "interval": view.ends(found, thresholds=ZERO),
    }
    if found.is_clear:
        return view.phrase(f"report.first.lead.range.{kind}", **values)
    return view.phrase(f"report.first.lead.alike.{kind}", **values)


def card(view: View, score: NodeScore) -> Card:
    """Return the card of one headline construct."""
    decimals = index_decimals(view, score)
    level, share = card_level(view, score)
    interval = Markup()
    if score.conf_low is not None and score.conf_high is not None:
        ends = view.ends(score, decimals=decimals)
        interval = view.phrase("report.ci", confidence=view.confidence(), interval=ends)
    elif score.index is not None:
        interval = view.phrase("report.first.card.no_interval")
    return Card(
        anchor=f"card-{score.id}",
        name=view.name(score.id),
        level=level,
        share=share,
        ladder=ladder_svg(view, score),
        narrow=ladder_svg(view, score, narrow=True),
        index=view.number(score, "index", "est", decimals),
        marks=spot_marks(view, "first.index"),
        index_label=view.say(f"report.index_range.{score.index_name}"),
        interval=interval,
        below=Markup(" · ").join(below(view, score)),
        compared=(*by_answers_lines(view, score), *beside_lines(view, score)),
    )


def below(view: View, score: NodeScore) -> list[Markup]:
    """Return what stands under an index: the mean, and how far the next level is."""
    parts = []
    if score.mean is not None:
        scale = view.scale_of(score.id)
        mean = view.number(score, "mean", "est", node_places(view, score, "mean", "mean"))
        parts.append(view.phrase("report.first.card.mean", mean=mean, low=scale.min, high=scale.max))
    if score.to_next is not None and score.level is not None:
        parts.append(to_next_words(view, score, score.to_next))
    return parts


def to_next_words(view: View, score: NodeScore, distance: float) -> Markup:
    """Return how many index points the next level is away; on a limit that belongs to the level below it, that."""
    bands = view.instrument.levels.bands
    above = next(band.level for band in bands if score.level is not None and band.level > score.level)
    level = view.level_name(above) if view.by_rule() else view.say("report.first.step.level", level=above)
    if distance <= 0:
        return view.phrase("report.first.card.at_limit", level=level)
    points = view.number(score, "to_next", "est", distance_places(distance, index_decimals(view, score)))
    return view.phrase("report.first.card.to_next", points=points, level=level)


def by_answers_lines(view: View, score: NodeScore) -> tuple[Markup, ...]:
    """Return the index divided by answers, where the instrument divides by respondents and answers are missing."""
    values = by_answers_values(view, score)
    if values is None:
        return ()
    return (view.phrase("report.first.card.by_answers", **values),)


def divided_words(view: View, score: NodeScore) -> Markup:
    """Return by what the index is divided and why, and what it is by the other divisor."""
    values = by_answers_values(view, score)
    if values is None:
        return Markup()
    found = next(each for each in view.result.by_answers if each.id == score.id)
    key = "same" if found.level == score.level else "other"
    return view.phrase(f"report.first.lead.divided.{key}", **values)


def by_answers_values(view: View, score: NodeScore) -> dict[str, str | Markup] | None:
    """Return count of missing answers, index, interval and level of a node divided by answers; None without any."""
    found = next((each for each in view.result.by_answers if each.id == score.id), None)
    if found is None:
        return None
    decimals = level_places(view, found.id, "index", (found.index, found.conf_low, found.conf_high))
    return {
        "count": view.number(found, "unanswered", "n"),
        "index": view.number(found, "index", "est", decimals),
        "interval": view.phrase("report.first.card.no_interval")
        if found.conf_low is None or found.conf_high is None
        else view.ends(found, decimals=decimals),
        "level": view.say("table.none")
        if found.level is None
        else view.element(level_named(view, found.level), found, "level"),
    }


def ancestors(view: View, score: NodeScore) -> tuple[str, ...]:
    """Return the ids above a node, nearest first."""
    found: list[str] = []
    above = score.parent
    while above is not None and above not in found:
        found.append(above)
        above = view.scores[above].parent if above in view.scores else None
    return tuple(found)


def limits(view: View) -> tuple[str, ...]:
    """Return the limits that the instrument declares; where it has none, the caution that belongs to its levels."""
    instrument = view.instrument
    texts = [text.in_language(view.lang) for text in instrument.limits]
    if not texts and instrument.levels.caution is not None:
        texts.append(instrument.levels.caution.in_language(view.lang))
    return tuple(texts)


def step(view: View, priority: Priority) -> Step:
    """Return one thing to look at first, in the instrument's own words, or with a blank."""
    node = view.nodes.get(priority.node)
    action = ""
    if node is not None and priority.step is not None and priority.step < len(node.next_steps):
        action = node.next_steps[priority.step].in_language(view.lang)
    high = view.scale_of(priority.node).max
    edges = target(view, priority.node, priority.next_level, "mean")
    mean = view.number(priority, "mean", "est", thresholds=edges)
    named = {
        "level": view.element(aim(view, priority.next_level), priority, "next_level"),
        "construct": view.name(view.ordered_construct()),
    }
    if priority.gap > 0:
        decimals = max(distance_places(priority.gap, MEAN_PLACES), places_beside(priority.mean, "est", edges))
        gap = view.number(priority, "gap", "est", decimals)
        figures = view.phrase("report.first.step.figures", mean=mean, high=high, gap=gap, **named)
    elif view.instrument.levels.closed == "left":  # results of earlier versions list what has reached it
        figures = view.phrase("report.first.step.reached", mean=mean, high=high)
    else:  # on the limit, which belongs to the level below
        figures = view.phrase("report.first.step.at_limit", mean=mean, high=high, **named)
    return Step(action=action, name=view.part_name(priority.node), figures=figures)


def aim(view: View, level: int) -> str:
    """Return what a level is called where it is aimed at: an official grade by its name, any other by its number."""
    return view.level_name(level) if view.by_rule() else view.say("report.first.step.level", level=level)


def rule(view: View) -> Markup:
    """Return the rule by which the priorities are ordered, or why there are none."""
    if not view.result.priorities:
        return view.phrase("report.first.step.none", reason=view.reason("priorities", "priorities"))
    first = view.result.priorities[0]
    outcome = view.name(first.outcome) if first.outcome else view.say("report.the_index")
    construct = view.name(view.ordered_construct())
    return view.phrase(f"report.first.step.rule.{first.importance_kind}", outcome=outcome, construct=construct)


def verdict_line(view: View, hypothesis: HypothesisResult) -> VerdictLine:
    """Return one line of the verdicts: words, estimate with interval."""
    return VerdictLine(
        ident=hypothesis.id,
        relation=relation(view, hypothesis),
        verdict=hypothesis.verdict,
        words=verdict_words(view, hypothesis),
        rest=hypothesis_tail(view, hypothesis),
    )


def beyond(view: View, tested: tuple[VerdictLine, ...]) -> tuple[Markup, ...]:
    """Return what the first page leaves to the section: which were not tested, how many more were."""
    absent = [hypothesis.id for hypothesis in view.result.hypotheses if hypothesis.verdict == "not_tested"]
    more = len(tested) - ROOM
    return (
        *((view.phrase("report.first.verdicts.more", count=more),) if more > 0 else ()),
        *((view.phrase("report.first.verdicts.untested", listed=view.listed(absent)),) if absent else ()),
    )


def verdict_note(view: View) -> Markup:
    """Return how the p values were adjusted and where the errors come from."""
    if all(hypothesis.verdict == "not_tested" for hypothesis in view.result.hypotheses):
        return Markup()
    kinds = dict.fromkeys(model.vcov for model in view.result.models)  # as fitted: clusters override what was declared
    inferred = [each.id for each in view.result.hypotheses if each.origin == "inferred"]
    origin = [view.phrase("report.first.verdicts.inferred", listed=view.listed(inferred))] if inferred else []
    note = view.phrase(
        "report.first.verdicts.note",
        confidence=view.confidence(),
        vcov=view.listed(kinds or [view.instrument.hypothesis_defaults.vcov]),
        draws=view.number(view.result.options, "draws", "n"),
        units=view.resampled(),
    )
    return Markup(" ").join([*origin, note])
