"""Hypotheses of an effect through mediators: the indirect effect by the draws, its paths by regressions."""

from __future__ import annotations

from collections.abc import Mapping
from itertools import combinations
from typing import Any

from govassess.errors import NotEstimable
from govassess.hypotheses.design import HypothesisDesign, Tested
from govassess.hypotheses.equations import equation, fit_notices, records, rows_of
from govassess.hypotheses.regressions import classical_of, residuals_of, sobel
from govassess.instrument.model import Hypothesis
from govassess.notices import Notice
from govassess.result.hypotheses import Classical, Effect
from govassess.stats.mediation import Mediation, mediate

IMPOSSIBLE = {"bca_bias": "no_bca_bias", "bca_acceleration": "no_bca_acceleration", "bca_levels": "no_bca_levels"}
"""Why the kernel gave a percentile interval where BCa was asked for -> the notice that says so."""


def through_mediators(hypothesis: Hypothesis, design: HypothesisDesign) -> Tested:
    """Test the indirect effect: its bootstrap p is the one that enters the family.

    Of several mediators side by side it is their sum, of a series the chain through all of them: a chain of nothing
    is not made up for by an effect through a single one.
    """
    if design.draws is None:
        raise NotEstimable("mediation", "no_draws")
    covariates = (*hypothesis.controls, *design.covariates.names)
    names: dict[str, Any] = {
        "predictor": hypothesis.predictor,
        "mediators": hypothesis.mediators,
        "outcome": hypothesis.outcome,
        "serial": hypothesis.serial,
    }
    found = mediate(design.data, covariates=covariates, draws=design.draws, ci=design.ci, **names, **design.errors)
    drawn = records(found.effects, "effect")
    tested = tested_effect(hypothesis)
    indirect = drawn[tested]
    if indirect["p_value"] is None:
        raise NotEstimable("mediation", "failed_draws", count=found.draws_failed, of=found.draws)
    rows = design.rows
    about = {name: (rows, fit.outcome, _right_side(hypothesis, name), covariates) for name, fit in found.paths.items()}
    classical = {name: classical_of(*each) for name, each in about.items()}
    direct = rows_of(found.paths["outcome"])[hypothesis.predictor]["estimate"]
    unadjusted = None
    if design.covariates.names:
        plain = mediate(rows, covariates=hypothesis.controls, draws=0, **names)
        unadjusted = records(plain.effects, "effect")[tested]["estimate"]
    return Tested(
        fields={
            **{name: indirect[name] for name in ("estimate", "std_error", "conf_low", "conf_high", "p_value")},
            "beta": indirect["estimate"] * _scale(drawn),
            "r_squared": found.paths["outcome"].r2,
            "n_used": found.n_used,
            "n_dropped": found.n_dropped,
            "vcov": found.paths["outcome"].vcov,
            "interval": indirect["interval"],
            "unadjusted": unadjusted,
            "effects": _effects(hypothesis, found, drawn, classical),
            "effects_sum": direct + drawn["indirect"]["estimate"],
            "draws_failed": found.draws_failed,
        },
        p_classical=None,  # the bootstrap does not depend on the covariance of the coefficients
        models=tuple(
            equation(f"{hypothesis.id}.{name}", hypothesis.id, fit, residuals_of(*about[name]), classical[name])
            for name, fit in found.paths.items()
        ),
        notices=(*fit_notices(hypothesis.id, found.paths["outcome"]), *_without_bca(hypothesis.id, drawn)),
    )


def tested_effect(hypothesis: Hypothesis) -> str:
    """Return the name of the effect that a mediation is about."""
    return f"indirect_{'>'.join(hypothesis.mediators)}" if hypothesis.serial else "indirect"


def _scale(drawn: Mapping[str, Mapping[str, Any]]) -> float:
    """Return what an indirect effect is multiplied by to be standardised, s_x/s_y."""
    whole = drawn["indirect"]["estimate"]
    return float(drawn["indirect_standardised"]["estimate"] / whole) if whole else 0.0


def _right_side(hypothesis: Hypothesis, path: str) -> tuple[str, ...]:
    """Return the predictors of one path equation, covariates apart."""
    if path == "total":
        return (hypothesis.predictor,)
    if path == "outcome":
        return (hypothesis.predictor, *hypothesis.mediators)
    before = hypothesis.mediators[: hypothesis.mediators.index(path)] if hypothesis.serial else ()
    return (hypothesis.predictor, *before)


def _effects(
    hypothesis: Hypothesis,
    found: Mediation,
    drawn: Mapping[str, Mapping[str, Any]],
    classical: Mapping[str, Classical],
) -> tuple[Effect, ...]:
    """Return paths, direct and total effect from the fits (t intervals), indirect effects from the draws."""
    several = len(hypothesis.mediators) > 1
    terms = [(f"a_{each}" if several else "a", each, hypothesis.predictor) for each in hypothesis.mediators]
    if hypothesis.serial:
        terms += [(f"d_{first}>{later}", later, first) for first, later in combinations(hypothesis.mediators, 2)]
    terms += [(f"b_{each}" if several else "b", "outcome", each) for each in hypothesis.mediators]
    terms += [("direct", "outcome", hypothesis.predictor), ("total", "total", hypothesis.predictor)]
    tables = {name: rows_of(fit) for name, fit in found.paths.items()}
    kept = ("estimate", "std_error", "conf_low", "conf_high", "p_value")
    effects = []
    for name, path, term in terms:
        row = tables[path][term]
        effects.append(
            Effect(
                effect=name,
                standardised=row["beta"],
                interval=found.paths[path].vcov,
                **{field: row[field] for field in kept},
            )
        )
    for name, each in drawn.items():
        if _is_drawn(name):
            effects.append(
                Effect(
                    effect=name,
                    standardised=each["estimate"] * _scale(drawn),
                    **{field: each[field] for field in kept},
                    interval=each["interval"],
                    **_first_order(hypothesis, name, tables, classical),
                )
            )
    return tuple(effects)


def _first_order(
    hypothesis: Hypothesis,
    effect: str,
    tables: Mapping[str, Mapping[str, Mapping[str, Any]]],
    classical: Mapping[str, Classical],
) -> Mapping[str, Any]:
    """Return Sobel's test of an effect through one chain of mediators; a sum or a difference of chains has none."""
    chain = effect.removeprefix("indirect").removeprefix("_")
    if "-" in chain or (not chain and len(hypothesis.mediators) > 1):
        return {}
    through = chain.split(">") if chain else list(hypothesis.mediators)
    errors = {path: {each.term: each.std_error for each in found.terms} for path, found in classical.items()}
    steps = zip((hypothesis.predictor, *through), (*through, "outcome"), strict=True)
    return sobel([(tables[path][term]["estimate"], errors[path][term] or 0.0) for term, path in steps])


def _is_drawn(effect: str) -> bool:
    """Tell whether the record takes this effect's interval from the draws."""
    return effect.startswith("indirect") and effect != "indirect_standardised"


def _without_bca(name: str, drawn: Mapping[str, Mapping[str, Any]]) -> list[Notice]:
    """Return a notice for each reason for which an indirect effect has no BCa interval, with how many it concerns."""
    reasons = [each["reason"] for effect, each in drawn.items() if _is_drawn(effect) and each["reason"] in IMPOSSIBLE]
    return [
        Notice(code=IMPOSSIBLE[reason], where=f"hypotheses.{name}", values={"count": reasons.count(reason)})
        for reason in dict.fromkeys(reasons)
    ]
