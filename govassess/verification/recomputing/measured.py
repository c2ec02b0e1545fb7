"""Reliability, validity and agreement: what follows from alpha, loadings, correlations and counts that are stored."""

from __future__ import annotations

import math
from collections.abc import Iterator, Mapping, Sequence
from typing import TYPE_CHECKING

from govassess.report.thresholds import HIGH_AGREEMENT, SIGNIFICANT
from govassess.verification.recomputing.recomputed import Recomputed, follows, in_two_digits, p_of_chi2, p_of_f

if TYPE_CHECKING:
    from govassess.result.assessment import Assessment
    from govassess.result.measures import (
        AggregationEvidence,
        CommonMethod,
        Factorability,
        FactorModel,
        ItemStatistics,
        Reliability,
        Validity,
    )


def measured(result: Assessment) -> Iterator[Recomputed]:
    """Yield what is stored of scales, of their separation, and of the agreement within groups, as far as it follows."""
    n, few = result.funnel[-1].remaining, in_two_digits(result)
    of_scale: dict[str, list[ItemStatistics]] = {}
    for item in result.items:
        of_scale.setdefault(item.dimension, []).append(item)
    for scale in result.reliability:
        if f"reliability.{scale.id}" not in few:
            yield from _scale(scale, of_scale.get(scale.id, []), result, n)
    if "validity" not in few:
        yield from _validity(result.validity)
    for found in result.aggregation:
        if f"aggregation.{found.by}.{found.id}" not in few:
            yield from _agreement(found)


def _scale(scale: Reliability, items: Sequence[ItemStatistics], result: Assessment, n: int) -> Iterator[Recomputed]:
    """Yield Feldt's interval, standardised alpha, Spearman-Brown, CR, AVE, and alpha where no answer is missing."""
    from govassess.stats.reliability import feldt_interval

    k = scale.k
    yield from follows(scale, "k", len(items) or None)
    yield from follows(scale, "n_dropped", n - scale.n_used)
    if scale.alpha is not None and k > 1 and scale.n_used > 1:
        low, high = feldt_interval(scale.alpha, scale.n_used, k, result.options.conf_level)
        within = 4e-9 * (1 + abs(scale.alpha))
        yield from follows(scale, "alpha_low", low, within)
        yield from follows(scale, "alpha_high", high, within)
    r = scale.average_r
    if r is not None and 1 + (k - 1) * r > 0:
        yield from follows(scale, "alpha_standardised", k * r / (1 + (k - 1) * r), 4e-9)
        if k == 2:
            yield from follows(scale, "spearman_brown", 2 * r / (1 + r), 4e-9)
    loadings = list(scale.loadings.values())
    if loadings:
        common, squares = sum(loadings) ** 2, sum(each**2 for each in loadings)
        composite = common / (common + k - squares) if common + k - squares else None
        yield from follows(scale, "composite_reliability", composite, 4e-9)
        yield from follows(scale, "ave", squares / k, 4e-9)
    yield from follows(scale, "alpha", _alpha(scale, items, result), 1e-8)


def _alpha(scale: Reliability, items: Sequence[ItemStatistics], result: Assessment) -> float | None:
    """Return alpha from the items' variances and that of their mean, which are over the same rows without gaps only.

    That mean is the node's score where the items count alike; alpha = k/(k - 1) (1 - sum s_j^2/(k s)^2).
    """
    score = next((each for each in result.scores if each.id == scale.id), None)
    node = next((each for each in result.instrument.nodes() if each.id == scale.id), None)
    k, n = scale.k, scale.n_used
    if score is None or node is None or score.sd is None or not score.sd > 0 or k < 2 or len(items) != k:
        return None
    alike = all(item.node == scale.id and item.n == n and item.sd is not None for item in items)
    weighed = any(item.weight is not None for item in getattr(node, "items", ()))
    if not alike or weighed or score.n != n:
        return None
    return k / (k - 1) * (1 - sum((item.sd or 0) ** 2 for item in items) / (k * score.sd) ** 2)


def _validity(validity: Validity) -> Iterator[Recomputed]:
    for pair in validity.pairs:
        yield from follows(pair, "n_used", validity.n_used)
        if not pair.negative_r:  # the two differ in whether signs count, and there are none
            yield from follows(pair, "htmt_plus", pair.htmt)
    yield from _fornell_larcker(validity)
    if validity.factorability is not None:
        yield from _factorable(validity.factorability)
    if validity.factor_model is not None:
        yield from _model(validity.factor_model)
    if validity.common_method is not None:
        yield from _method(validity.common_method, validity)


def _fornell_larcker(validity: Validity) -> Iterator[Recomputed]:
    """Yield the root of each AVE, the largest correlation of the factor with another, and which of them is larger."""
    factor_r: dict[str, dict[str, float]] = {}
    for pair in validity.pairs:
        if pair.factor_r is not None:
            factor_r.setdefault(pair.a, {})[pair.b] = pair.factor_r
            factor_r.setdefault(pair.b, {})[pair.a] = pair.factor_r
    for each in validity.fornell_larcker:
        if each.ave >= 0:
            yield from follows(each, "root_ave", math.sqrt(each.ave), 1e-9)
        sizes = {other: abs(r) for other, r in factor_r.get(each.id, {}).items()}
        if sizes:
            yield from follows(each, "largest_r", max(sizes.values()), printed=abs(each.largest_r))
            yield from follows(each, "nearest", max(sizes, key=lambda other: sizes[other]))
        yield from follows(each, "holds", each.root_ave > abs(each.largest_r))


def _factorable(found: Factorability) -> Iterator[Recomputed]:
    if found.bartlett is not None:
        yield from follows(found, "bartlett_df", found.items * (found.items - 1) // 2)
    yield from p_of_chi2(found, "bartlett_p", found.bartlett, found.bartlett_df)
    yield from follows(found, "factors", _above(found.eigenvalues, found.thresholds))


def _above(eigenvalues: Sequence[float], thresholds: Sequence[float]) -> int | None:
    """Return how many of the first eigenvalues lie above their thresholds; one beyond must be there to tell."""
    for place, (value, threshold) in enumerate(zip(eigenvalues, thresholds, strict=False)):
        if value <= threshold:
            return place
    return None


def _model(model: FactorModel) -> Iterator[Recomputed]:
    """Yield degrees of freedom, p, RMSEA with its interval, and BIC from AIC."""
    from govassess.stats.fit_indices import rmsea_interval

    chi2, n = model.chi_squared, model.n_used
    if model.parameters:
        yield from follows(model, "df", model.items * (model.items + 1) // 2 - model.parameters)
    yield from p_of_chi2(model, "p_value", chi2, model.df)
    if chi2 is not None and model.df > 0 and n:
        yield from follows(model, "rmsea", math.sqrt(max(chi2 - model.df, 0.0) / (model.df * n)), 1e-7)
        low, high = rmsea_interval(chi2, model.df, n)
        yield from follows(model, "rmsea_low", low, 1e-6)
        yield from follows(model, "rmsea_high", high, 1e-6)
    if model.aic is not None and model.parameters and n:
        bic = model.aic + model.parameters * (math.log(n) - 2)
        yield from follows(model, "bic", bic, 2e-9 * abs(model.aic))


def _method(found: CommonMethod, validity: Validity) -> Iterator[Recomputed]:
    """Yield how many correlations there are between the nodes whose collinearity is known."""
    if found.vif:
        nodes = len(found.vif)
        yield from follows(found, "correlations", nodes * (nodes - 1) // 2)
    if validity.n_used:
        yield from follows(found, "n_used", validity.n_used)


def _agreement(found: AggregationEvidence) -> Iterator[Recomputed]:
    """Yield degrees of freedom, p, ICC(2) and the design effect from F, ICC(1) and counts, and the decision."""
    f, icc1 = found.f_statistic, found.icc1
    yield from follows(found, "df1", found.groups - 1)
    yield from follows(found, "df2", found.n_used - found.groups)
    yield from p_of_f(found, "p_value", f, (found.df1, found.df2))
    if found.icc1 is not None and icc1 is not None and found.groups:
        effect = 1 + (found.n_used / found.groups - 1) * max(icc1, 0.0)
        yield from follows(found, "design_effect", effect)
    if f:
        yield from follows(found, "icc2", 1 - 1 / f, 4e-9 * (1 + 1 / f))
    known: Mapping[str, bool] = {
        "agreement": found.rwg_median is not None and found.rwg_median >= HIGH_AGREEMENT,
        "differ": found.p_value is not None and found.p_value < SIGNIFICANT,
        "reliable": found.icc2 is not None and found.icc2 >= HIGH_AGREEMENT,
    }
    yield from follows(found, "justified", all(known.values()))
