"""Sentences about levels and verdicts, from their codes; they claim no more than the resamples and the test do."""

from __future__ import annotations

from collections.abc import Mapping

from markupsafe import Markup, escape

from govassess.report.formats import ZERO, places_beside, share, share_places
from govassess.report.view import Numbers, View
from govassess.result.address import Steps
from govassess.result.descriptive import NodeScore
from govassess.result.hypotheses import HypothesisResult

SENTENCES: Mapping[str, str] = {"mediation": "indirect", "moderation": "moderation", "group": "groups"}
"""Kinds of hypotheses whose verdicts have sentences of their own; the others tell of an association."""


def level_words(view: Numbers, score: NodeScore) -> Markup:
    """Return the level of a node with its share of resamples, never without it.

    Parameters
    ----------
    view : Numbers
        The result in a language.
    score : NodeScore
        A node that has a level, or the reason why it has none.

    Returns
    -------
    Markup
        ``at level 3, Developing, in 99% of resamples``; ``between level 3, Developing (62% of resamples)
        and ...`` where no level holds 90 %; in words that no share exists where there is no interval.

    Notes
    -----
    The share is sampling variation only. It is never called a probability.
    """
    if score.level is None:
        return view.phrase("report.level.none", reason=view.reason(score.id, "level", "index", "mean"))
    if view.by_rule():
        return official(view, score, ("official", "official_near"))
    level = view.number(score, "level", "level")
    if not score.leading:
        return view.phrase("report.level.without_share", level=level, name=view.level_name(score.level))
    if len(score.leading) == 1:
        found = score.leading[0]
        return view.phrase(
            "report.level.sure",
            level=view.number(score, ("leading", 0), "level"),
            name=view.level_name(found),
            share=share_of(view, score, found),
        )
    parts = [
        view.phrase(
            "report.level.part",
            level=view.number(score, ("leading", place), "level"),
            name=view.level_name(found),
            share=share_of(view, score, found),
        )
        for place, found in enumerate(score.leading)
    ]
    if len(parts) == 2:
        return view.phrase("report.level.between", low=parts[0], high=parts[1])
    return view.phrase("report.level.among", listed=view.listed(parts))


def share_of(view: Numbers, score: NodeScore, level: int | None) -> Markup:
    """Return the share of resamples in one level, with the decimals that all shares of the node have."""
    return view.share(score, ("level_share", str(level)), share_places(score.level_share.values()))


def official(view: Numbers, score: NodeScore, keys: tuple[str, str]) -> Markup:
    """Return an official grade with its share of resamples, and after it the other grades of the leading run.

    ``keys`` are those of the sentence without and with other grades.
    """
    name = view.element(view.level_name(score.level or 0), score, "level")
    if not score.leading:
        return view.phrase("report.level.official_alone", name=name)
    found_share = share_of(view, score, score.level)
    others = [
        view.phrase(
            "report.level.official_other",
            name=view.level_name(other),
            share=share_of(view, score, other),
        )
        for other in score.leading
        if other != score.level
    ]
    return view.phrase(f"report.level.{keys[bool(others)]}", name=name, share=found_share, others=view.listed(others))


def level_cell(view: Numbers, score: NodeScore, *, named: bool = True, withheld: bool = False) -> str:
    """Return the level as a table holds it: ``3 Developing (99%)``, or every level of the leading run with its share.

    Of an official grade the one of the estimate comes first. ``named`` False leaves the names out, for narrow columns;
    ``withheld`` says nothing of resamples where there are no shares: a note of the table says why.
    """
    if score.level is None:
        return view.say("table.none")
    names = {band.level: view.level_name(band.level) for band in view.instrument.levels.bands}
    if not score.leading:
        level = f"{score.level} {names[score.level]}" if named and not view.by_rule() else score.level
        level = names[score.level] if view.by_rule() else level
        return str(level) if withheld else view.say("report.level.cell_without", level=level)
    if view.by_rule():
        order, key = (score.level, *(found for found in score.leading if found != score.level)), "cell_official"
    else:
        order, key = score.leading, "cell_named" if named else "cell"
    places = share_places(score.level_share.values())
    return "; ".join(
        view.say(
            f"report.level.{key}",
            level=found,
            name=names[found],
            share=share(score.level_share.get(str(found), 0.0), view.lang, short=True, decimals=places),
        )
        for found in order
    )


def verdict_words(view: View, hypothesis: HypothesisResult) -> str:
    """Return the verdict in a few words; of a hypothesis that was not tested, with the reason."""
    if hypothesis.verdict == "not_tested":
        return view.say("verdict.not_tested", reason=not_tested_reason(view, hypothesis))
    return view.say(f"verdict.{hypothesis.verdict}")


def not_tested_reason(view: View, hypothesis: HypothesisResult) -> str:
    """Return why a hypothesis was not tested."""
    if hypothesis.code is None:
        return view.say("report.no_reason")
    return view.reason_text(hypothesis.code, hypothesis.values)


def relation(view: View, hypothesis: HypothesisResult) -> str:
    """Return what a hypothesis relates, with mediators and moderator; the test too where another reads the same."""
    words = related(view, hypothesis)
    others = (each for each in view.result.hypotheses if each.id != hypothesis.id)
    if all(related(view, each) != words for each in others):
        return words
    return view.say("report.estimators.row", relation=words, test=view.say(f"table.test.{hypothesis.kind}"))


def related(view: View, hypothesis: HypothesisResult) -> str:
    """Return what a hypothesis relates, with mediators (one after another with arrows) and moderator."""
    key = "relation.plain"
    in_series = any(effect.effect.startswith("d_") for effect in hypothesis.effects)
    if hypothesis.mediators:
        key = "relation.mediated"
    elif hypothesis.moderator is not None:
        key = "relation.moderated"
    mediators = [view.name(mediator) for mediator in hypothesis.mediators]
    return view.say(
        key,
        predictor=view.name(hypothesis.predictor),
        outcome=view.name(hypothesis.outcome),
        mediators=" → ".join(mediators) if in_series else view.listed(mediators).striptags(),
        moderator=view.name(hypothesis.moderator or ""),
    )


def level_named(view: Numbers, level: int) -> str:
    """Return a level by its number and name; an official grade by its name alone."""
    name = view.level_name(level)
    return name if view.by_rule() else view.say("report.level.card", level=level, name=name)


def hypothesis_sentence(view: View, hypothesis: HypothesisResult) -> Markup:
    """Return the sentence about one test: association, never cause; an unclear one names the values left open."""
    names = {"predictor": view.name(hypothesis.predictor), "outcome": view.name(hypothesis.outcome)}
    kind = SENTENCES.get(hypothesis.kind, "association")
    if hypothesis.verdict == "not_tested" or (hypothesis.estimate is None and kind != "groups"):
        return view.phrase(
            "decision.not_tested", reason=not_tested_reason(view, hypothesis), relation=relation(view, hypothesis)
        )
    values = names | {
        "moderator": view.name(hypothesis.moderator or ""),
        "mediators": view.listed(view.name(mediator) for mediator in hypothesis.mediators),
        "estimate": estimate_of(view, hypothesis),
        "p": view.number(hypothesis, "p_holm", "p", thresholds=edges(view)),
    }
    places = max(places_beside(end, "est", ZERO) for end in (hypothesis.conf_low, hypothesis.conf_high))
    values |= {
        "low": view.number(hypothesis, "conf_low", "est", places),
        "high": view.number(hypothesis, "conf_high", "est", places),
        "level": view.confidence(),
    }
    negative = hypothesis.estimate is not None and hypothesis.estimate < 0
    if kind == "association" and hypothesis.verdict == "supported" and negative:
        return view.phrase("decision.association.supported_negative", **values)
    return view.phrase(f"decision.{kind}.{hypothesis.verdict}", **values)


def estimate_of(view: View, hypothesis: HypothesisResult) -> Markup:
    """Return the estimate of a test, with the decimals that show on which side of zero it lies."""
    return view.number(hypothesis, "estimate", "est", thresholds=ZERO)


def edges(view: Numbers) -> tuple[float]:
    """Return the level that adjusted p are compared with."""
    return (view.instrument.hypothesis_defaults.alpha,)


def card_level(view: View, score: NodeScore) -> tuple[Markup, Markup]:
    """Return the level as the cards print it, and apart from it the share of resamples."""
    if score.level is None:
        return view.phrase("report.level.card_none"), escape(view.reason(score.id, "level", "index", "mean"))
    if view.by_rule():
        grade = view.element(view.level_name(score.level), score, "level")
        if not score.leading:
            return grade, view.phrase("report.level.card_without")
        return grade, official(view, score, ("official_share", "official_shares"))
    if len(score.leading) > 1:
        levels = view.listed(view.number(score, ("leading", place), "level") for place in range(len(score.leading)))
        shares = [
            view.phrase(
                "report.level.card_part",
                name=view.level_name(found),
                share=share_of(view, score, found),
            )
            for found in score.leading
        ]
        return view.phrase("report.level.card_between", levels=levels), view.phrase(
            "report.level.card_shares", shares=view.listed(shares)
        )
    level = score.leading[0] if score.leading else score.level
    stored: Steps = ("leading", 0) if score.leading else "level"
    words = view.phrase("report.level.card", level=view.number(score, stored, "level"), name=view.level_name(level))
    if not score.leading:
        return words, view.phrase("report.level.card_without")
    found_share = share_of(view, score, level)
    return words, view.phrase("report.level.card_share", share=found_share)


def hypothesis_tail(view: View, hypothesis: HypothesisResult) -> Markup:
    """Return what follows a verdict on the first screen: estimate, interval, and what an indirect path means."""
    if hypothesis.verdict == "not_tested" or hypothesis.estimate is None:
        return Markup()
    values = {"estimate": estimate_of(view, hypothesis)}
    if hypothesis.conf_low is not None and hypothesis.conf_high is not None:
        values["interval"] = view.ends(hypothesis, thresholds=ZERO)
    else:
        values["interval"] = escape(view.say("table.none"))
    if hypothesis.kind == "group":
        return view.phrase("report.first.verdicts.difference", **values)
    indirect = hypothesis.kind == "mediation" and hypothesis.verdict == "supported"
    return view.phrase("report.first.verdicts.indirect" if indirect else "report.first.verdicts.estimate", **values)
