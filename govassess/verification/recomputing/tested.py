"""Tests: t, p, intervals, R2 and F of equations; hypotheses from their equations, adjusted p, verdicts; comparisons."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from itertools import pairwise
from typing import TYPE_CHECKING

from govassess.hypotheses.verdicts import verdict
from govassess.stats.regression import INTERCEPT
from govassess.verification.recomputing.recomputed import (
    SMALLEST,
    Recomputed,
    follows,
    in_two_digits,
    p_of_chi2,
    p_of_f,
    p_of_t,
    t_interval,
)

if TYPE_CHECKING:
    from govassess.instrument.model import Hypothesis
    from govassess.result.assessment import Assessment
    from govassess.result.descriptive import Comparison
    from govassess.result.hypotheses import Coefficient, HypothesisResult, Model


COPIED = ("estimate", "std_error", "statistic", "df", "conf_low", "conf_high", "p_value", "p_wild", "beta")
"""What a hypothesis about a coefficient takes from its row."""

REGRESSIONS = ("direct", "total", "moderation")


def tested(result: Assessment) -> Iterator[Recomputed]:
    """Yield the numbers of equations, hypotheses, estimates beside them, and comparisons of groups that follow."""
    short = {gap.where for gap in result.unavailable if gap.field == "dummies"}
    few = in_two_digits(result)
    for model in result.models:
        if f"hypotheses.{model.hypothesis}" in few:
            continue
        whole = f"models.{model.id}" not in short
        yield from _equation(model, result.options.conf_level, whole=whole)
        yield from _betas(model, result)
    models = {model.id: model for model in result.models}
    for hypothesis in result.hypotheses:
        if f"hypotheses.{hypothesis.id}" in few:
            continue
        if hypothesis.kind in REGRESSIONS:
            yield from _from_equation(hypothesis, models)
        elif hypothesis.kind == "mediation":
            yield from _through(hypothesis, models)
        elif hypothesis.kind == "group":
            yield from p_of_f(hypothesis, "p_value", hypothesis.statistic, (hypothesis.df1, hypothesis.df))
            yield from _two_groups(hypothesis)
    for family in dict.fromkeys(each.family for each in result.hypotheses):
        yield from _family(result, [each for each in result.hypotheses if each.family == family])
    yield from _estimators(result)
    for by in dict.fromkeys(each.by for each in result.comparisons):
        yield from _compared(result, by)


def _equation(model: Model, conf_level: float, *, whole: bool) -> Iterator[Recomputed]:
    """Yield t, p and interval of each coefficient, F's p, adjusted R2, and the p values of the residual tests.

    ``whole`` says that no coefficient but the constant is withheld.
    """
    for row in model.coefficients:
        if row.std_error:
            t = row.estimate / row.std_error
            yield from follows(row, "statistic", t, 2e-9 * abs(t))
        yield from p_of_t(row, "p_value", row.statistic, row.df)
        yield from t_interval(row, row.df, conf_level)
    yield from p_of_f(model, "f_p_value", model.f_statistic, (model.f_df1, model.f_df2))
    named, n = {row.term for row in model.coefficients}, model.n_used
    terms = _terms(model)
    if whole:
        yield from follows(model, "f_df1", len(named | {INTERCEPT}) - 1)
    if n > terms and model.r_squared is not None:
        adjusted = 1 - (1 - model.r_squared) * (n - 1) / (n - terms)
        yield from follows(model, "adj_r_squared", adjusted, 4e-9)
    if model.residuals is not None:
        yield from follows(model.residuals, "cook_limit", 4 / n if n else None)
        for test in model.residuals.tests:
            if test.df2 is not None:
                yield from p_of_f(test, "p_value", test.statistic, (test.df1, test.df2))
            else:
                yield from p_of_chi2(test, "p_value", test.statistic, test.df1)


def _terms(model: Model) -> int:
    """Return how many coefficients an equation has, with those that are withheld."""
    return len({row.term for row in model.coefficients} | {INTERCEPT}) if model.f_df1 is None else int(model.f_df1) + 1


def _betas(model: Model, result: Assessment) -> Iterator[Recomputed]:
    """Yield b s_x/s_y of nodes, where the equation rests on everyone, and their SD with it."""
    n = result.funnel[-1].remaining
    sds = {score.id: score.sd for score in result.scores if score.n == n}
    outcome = sds.get(model.outcome)
    if model.n_used != n or not outcome:
        return
    for row in model.coefficients:
        own = sds.get(row.term)
        if own:
            beta = row.estimate * own / outcome
            yield from follows(row, "beta", beta, 2e-9 * abs(beta))


def _from_equation(hypothesis: HypothesisResult, models: Mapping[str, Model]) -> Iterator[Recomputed]:
    """Yield what a hypothesis about one coefficient takes from its equation, and from that without covariates."""
    model = models.get(hypothesis.id)
    if model is None or hypothesis.estimate is None:
        return
    row = _tested_row(hypothesis, model)
    if row is not None:
        for field in COPIED:
            yield from follows(hypothesis, field, getattr(row, field))
    yield from follows(hypothesis, "r_squared", model.r_squared)
    yield from _sizes(hypothesis, model)
    plain = models.get(f"{hypothesis.id}.unadjusted")
    bare = None if plain is None else _tested_row(hypothesis, plain)
    if bare is not None:
        yield from follows(hypothesis, "unadjusted", bare.estimate)
    for slope in hypothesis.slopes:
        if slope.std_error and hypothesis.vcov in ("HC3", "HC2", "HC1", "HC0", "classical"):
            df = model.n_used - _terms(model)
            yield from p_of_t(slope, "p_value", slope.estimate / slope.std_error, df)


def _tested_row(hypothesis: HypothesisResult, model: Model) -> Coefficient | None:
    """Return the row of the coefficient that a hypothesis is about: the predictor's, or that of the product."""
    rows = {row.term: row for row in model.coefficients}
    if hypothesis.kind != "moderation":
        return rows.get(hypothesis.predictor)
    both = {hypothesis.predictor, hypothesis.moderator}
    products = [row for term, row in rows.items() if set(term.replace("×", ":").replace(" ", "").split(":")) == both]
    return products[0] if len(products) == 1 else None


def _sizes(hypothesis: HypothesisResult, model: Model) -> Iterator[Recomputed]:
    yield from follows(hypothesis, "n_used", model.n_used)
    yield from follows(hypothesis, "n_dropped", model.n_dropped)


def _through(hypothesis: HypothesisResult, models: Mapping[str, Model]) -> Iterator[Recomputed]:
    """Yield the effects of a mediation: paths from the equations, a x b along each way, their sum, the total."""
    effects = {each.effect: each for each in hypothesis.effects}
    several = len(hypothesis.mediators) > 1
    serial = any(name.startswith("d_") for name in effects)
    whole = f"indirect_{'>'.join(hypothesis.mediators)}" if serial else "indirect"
    if whole in effects:
        for field in ("estimate", "conf_low", "conf_high", "p_value"):
            yield from follows(hypothesis, field, getattr(effects[whole], field))
        yield from follows(hypothesis, "beta", effects[whole].standardised)
    for each in hypothesis.effects:
        row = _path_row(each.effect, hypothesis, models)
        if row is not None:
            for field in ("estimate", "std_error", "conf_low", "conf_high", "p_value"):
                yield from follows(each, field, getattr(row, field))
            yield from follows(each, "standardised", row.beta)
        estimate = {name: found.estimate for name, found in effects.items()}
        product = _product(each.effect, estimate, hypothesis.mediators, several=several)
        if product is not None:
            size = sum(map(abs, estimate.values())) ** 2
            yield from follows(each, "estimate", product, 4e-9 * size)
    outcome = models.get(f"{hypothesis.id}.outcome")
    if outcome is not None:
        yield from follows(hypothesis, "r_squared", outcome.r_squared)
        yield from _sizes(hypothesis, outcome)


def _path_row(effect: str, hypothesis: HypothesisResult, models: Mapping[str, Model]) -> Coefficient | None:
    """Return the coefficient that a path of a mediation is."""
    letter, _, rest = effect.partition("_")
    mediator = rest or (hypothesis.mediators[0] if hypothesis.mediators else "")
    first, _, later = rest.partition(">")
    places = {
        "a": (mediator, hypothesis.predictor),
        "b": ("outcome", mediator),
        "d": (later, first),
        "direct": ("outcome", hypothesis.predictor),
        "total": ("total", hypothesis.predictor),
    }
    if letter not in places:
        return None
    name, term = places[letter]
    model = models.get(f"{hypothesis.id}.{name}")
    return None if model is None else next((row for row in model.coefficients if row.term == term), None)


def _product(effect: str, estimates: Mapping[str, float], mediators: Sequence[str], *, several: bool) -> float | None:
    """Return an indirect effect from the paths along its way, all of them together, or a difference of two."""
    if effect == "indirect":
        total, direct = estimates.get("total"), estimates.get("direct")
        return None if total is None or direct is None else total - direct
    way = effect.removeprefix("indirect_")
    if way == effect:
        return None
    first, minus, second = way.partition("-indirect_")
    if minus:
        one, other = estimates.get(f"indirect_{first}"), estimates.get(f"indirect_{second}")
        return None if one is None or other is None else one - other
    steps = way.split(">")
    if not set(steps) <= set(mediators):
        return None
    names = [f"a_{steps[0]}" if several else "a", f"b_{steps[-1]}" if several else "b"]
    names += [f"d_{here}>{there}" for here, there in pairwise(steps)]
    product = 1.0
    for name in names:
        if name not in estimates:
            return None
        product *= estimates[name]
    return product


def _two_groups(hypothesis: HypothesisResult) -> Iterator[Recomputed]:
    if len(hypothesis.groups) == 2:
        first, second = hypothesis.groups
        near = 2e-9 * (abs(first.mean) + abs(second.mean))
        yield from follows(hypothesis, "estimate", second.mean - first.mean, near)


def _family(result: Assessment, members: Sequence[HypothesisResult]) -> Iterator[Recomputed]:
    """Yield adjusted p values and verdicts of one family; a smallest effect is known of the instrument's own only."""
    from govassess.stats.multiplicity import adjust

    defaults = result.instrument.hypothesis_defaults
    declared: Mapping[str, Hypothesis] = {each.id: each for each in result.instrument.hypotheses}
    p_values = {each.id: each.p_value for each in members if each.p_value is not None}
    holm = dict(zip(p_values, adjust(list(p_values.values()), "holm").adjusted.tolist(), strict=True))
    bh = dict(zip(p_values, adjust(list(p_values.values()), "bh").adjusted.tolist(), strict=True))
    for each in members:
        if each.id not in p_values:
            yield from follows(each, "verdict", "not_tested")
            continue
        yield from follows(each, "p_holm", holm[each.id])
        yield from follows(each, "p_bh", bh[each.id])
        yield from follows(each, "m", len(p_values))
        decisive = each.p_holm if defaults.adjust == "holm" else each.p_bh
        own = declared.get(each.id)
        same = own is not None and own.text == each.text
        unsure = (not same and each.verdict == "not_supported") or f"hypotheses.{each.id}" in in_two_digits(result)
        if decisive is None or unsure:
            continue
        expected = verdict(
            estimate=each.estimate,
            p_adjusted=decisive,
            expected=each.expected,  # type: ignore[arg-type]  # one of the two, or none
            alpha=defaults.alpha,
            conf_low=each.conf_low,
            conf_high=each.conf_high,
            smallest_effect=own.smallest_effect if own is not None and same else None,
        )
        yield from follows(each, "verdict", expected)
        yield from follows(each, "fragile", bool(each.fragile_because))


def _estimators(result: Assessment) -> Iterator[Recomputed]:
    """Yield the test itself as it stands first among the estimates: beta and p are those of the hypothesis."""
    hypotheses = {each.id: each for each in result.hypotheses}
    left_out = any(step.code == "careless_excluded" and step.count for step in result.funnel)
    for each in result.estimators:
        of = hypotheses.get(each.hypothesis)
        if of is not None and each.method == "ols" and each.sample == ("unflagged" if left_out else "all"):
            yield from follows(each, "estimate", of.beta)
            yield from follows(each, "p_value", of.p_value)
            yield from follows(each, "n_used", of.n_used)


def _compared(result: Assessment, by: str) -> Iterator[Recomputed]:
    """Yield p values of Welch's and Kruskal and Wallis' tests by one variable, Holm's over them, sizes of effects."""
    from govassess.stats.multiplicity import adjust

    found = [each for each in result.comparisons if each.by == by]
    p_values = [each.p_value for each in found if each.p_value is not None]
    holm = iter(adjust(p_values).adjusted.tolist())
    for each in found:
        yield from p_of_f(each, "p_value", each.welch, (each.df1, each.df2))
        yield from p_of_chi2(each, "kruskal_p", each.kruskal, each.kruskal_df)
        if each.p_value is not None:
            yield from follows(each, "p_holm", max(next(holm), SMALLEST))
            yield from follows(each, "m", len(p_values))
        yield from _sizes_of_effects(each, exact=result.options.disclosure == "internal")
        yield from _pairs(each, result)


def _pairs(each: Comparison, result: Assessment) -> Iterator[Recomputed]:
    """Yield the differences of groups from their means."""
    means = {
        group.value: score.mean
        for group in result.groups
        if group.by == each.by
        for score in group.scores
        if score.id == each.id
    }
    for pair in each.pairs:
        first, second = means.get(pair.first), means.get(pair.second)
        if first is not None and second is not None:
            near = 2e-9 * (abs(first) + abs(second))
            yield from follows(pair, "estimate", second - first, near)


def _sizes_of_effects(each: Comparison, *, exact: bool) -> Iterator[Recomputed]:
    """Yield degrees of freedom, epsilon2 from H and omega2 from eta2."""
    n, k = each.n_used, each.groups
    if each.welch is not None:
        yield from follows(each, "df1", k - 1)
    yield from follows(each, "kruskal_df", k - 1)
    if not exact or n <= k:
        return
    if each.kruskal is not None:
        yield from follows(each, "epsilon_squared", each.kruskal / (n - 1))
    if each.eta_squared is not None and each.omega_squared is not None:
        # of the total squares eta2 lie between; omega2 = (between - df1 error)/(total + error)
        error = (1 - each.eta_squared) / (n - k)
        omega = (each.eta_squared - (k - 1) * error) / (1 + error)
        yield from follows(each, "omega_squared", omega, 4e-9)
