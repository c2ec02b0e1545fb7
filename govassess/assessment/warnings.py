"""What a reader of the numbers must know: one notice per fact, with the node, item or option it concerns."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator

from govassess.notices import Notice
from govassess.result.assessment import Assessment
from govassess.result.descriptive import Options

SMALL = 30
"""Below it a sample is flagged (convention)."""

LOW_ALPHA = 0.70
"""Nunnally & Bernstein, 1994: a convention."""

MANY_COMPLETE = 0.5
"""Statistics that need complete rows rest on a minority below it."""

MANY_MISSING = 0.30
"""An item that so many did not answer says little about the rest."""


def run_notices(result: Assessment) -> tuple[Notice, ...]:
    """Return the notices that follow from a result: about the study, the items, the scales, the groups."""
    return (
        *_about_study(result),
        *_about_answers(result),
        *_about_items(result),
        *_about_scales(result),
        *_about_groups(result),
    )


def _analysed(result: Assessment) -> int:
    """Return the number of respondents analysed."""
    return result.funnel[-1].remaining


def _about_study(result: Assessment) -> Iterator[Notice]:
    n, instrument = _analysed(result), result.instrument
    options, rate = result.options, result.response_rate
    if not instrument.validated and instrument.status == "proposed":
        yield Notice(code="not_validated", where="instrument", values={"instrument": instrument.id})
    yield from _about_draws(n, options)
    if n < SMALL:
        yield Notice(code="small_sample", where="scores", values={"n": n})
    if rate is None:
        yield Notice(code="response_rate_unknown", where="study")
    elif rate.analysed < rate.invited:
        values: dict[str, str | int | float] = {"count": rate.invited - rate.analysed, "invited": rate.invited}
        yield Notice(code="nonresponse", where="study", values=values)
    if rate is not None and rate.fpc is not None:
        yield Notice(code="finite_population", where="scores", values={"factor": rate.fpc, "invited": rate.invited})
    if result.study.kind == "open_link":
        yield Notice(code="open_link", where="study")
    if options.reproduce is not None:
        yield Notice(code="reproduced_weight", where="scores", values={"weight": options.reproduce})
    if any(result.verdict != "not_tested" for result in result.hypotheses):
        yield Notice(code="common_source", where="hypotheses")


def _about_draws(n: int, options: Options) -> Iterator[Notice]:
    """Tell where there are no intervals, or where they end at the smallest and the largest draw."""
    least = round(2 / (1 - options.conf_level)) - 1
    if n < 2 or options.draws == 0:
        yield Notice(code="no_interval", where="scores", values={"n": n})
    elif options.draws < least:
        yield Notice(code="few_draws", where="scores", values={"count": options.draws, "least": least})


def _about_answers(result: Assessment) -> Iterator[Notice]:
    n, instrument = _analysed(result), result.instrument
    missing, straight = result.screening.missing_answers, result.screening.straight_lining
    if instrument.scoring.denominator == "respondents" and missing:
        yield Notice(code="denominator_respondents", where="scores", values={"count": missing})
    if straight:
        most = 2 * straight >= n and straight >= result.options.min_group  # fewer are not counted in the report
        code = "mostly_straight" if most else "straight_lining"
        yield Notice(code=code, where="screening", values={"count": straight, "n": n})
    yield from _about_carelessness(result)


def _about_carelessness(result: Assessment) -> Iterator[Notice]:
    """Yield how many look careless, whether they were left out, and whether there is a sensitivity analysis."""
    careless, both_samples, asked = result.screening.careless, result.robustness, result.options.exclude_careless
    left_out = next(step.count for step in result.funnel if step.code == "careless_excluded")
    if left_out and careless is not None:
        values = {"count": left_out, "n": careless.n_used}
        code = "careless_excluded" if both_samples else "careless_excluded_alone"
        yield Notice(code=code, where="screening", values=values)
        options = result.options
        if options.disclosure == "published" and left_out < options.min_group:
            yield Notice(code="few_left_out", where="screening", values={"minimum": options.min_group})
    elif careless is not None and careless.flagged_twice:
        values = {"count": careless.flagged_twice, "n": careless.n_used}
        code = "careless_flagged" if both_samples else "careless_not_excluded"
        yield Notice(code=code, where="screening", values=values)
    elif careless is None and asked:
        yield Notice(code="careless_not_searched", where="screening")


def _about_items(result: Assessment) -> Iterator[Notice]:
    n = _analysed(result)
    for item in result.items:
        if item.n and item.sd == 0:
            yield Notice(code="constant_item", where=f"items.{item.id}", values={"item": item.id})
        if item.item_rest_r is not None and item.item_rest_r < 0:
            values: dict[str, str | int | float] = {"item": item.id, "r": item.item_rest_r}
            yield Notice(code="negative_item_rest", where=f"items.{item.id}", values=values)
        if n and item.missing / n > MANY_MISSING:
            values = {"item": item.id, "share": item.missing / n}
            yield Notice(code="many_missing", where=f"items.{item.id}", values=values)


def _about_scales(result: Assessment) -> Iterator[Notice]:
    n = _analysed(result)
    for scale in result.reliability:
        if scale.alpha is not None and scale.alpha < LOW_ALPHA:
            code = "negative_alpha" if scale.alpha < 0 else "low_alpha"
            values: dict[str, str | int | float] = {"node": scale.id, "alpha": scale.alpha}
            yield Notice(code=code, where=f"reliability.{scale.id}", values=values)
        if scale.draws_failed:
            values = {"count": scale.draws_failed, "of": result.options.draws}
            yield Notice(code="draws_failed", where=f"reliability.{scale.id}", values=values)
    complete = result.validity.n_used
    if result.validity.pairs and n and complete < MANY_COMPLETE * n:
        code = "few_complete_rows" if complete else "no_complete_rows"
        yield Notice(code=code, where="validity", values={"n": complete, "of": n})
    for pair in result.validity.pairs:
        if pair.r is not None and pair.r > 0.9999:
            values = {"node_a": pair.a, "node_b": pair.b}
            yield Notice(code="same_nodes", where=f"validity.{pair.a}.{pair.b}", values=values)
    for score in result.scores:
        if score.draws_failed:
            values = {"count": score.draws_failed, "of": result.options.draws}
            yield Notice(code="draws_failed", where=f"scores.{score.id}", values=values)


def _about_groups(result: Assessment) -> Iterator[Notice]:
    hidden = Counter(group.by for group in result.groups if group.suppressed)
    for by, count in hidden.items():
        yield Notice(code="groups_suppressed", where=f"groups.{by}", values={"by": by, "count": count})
