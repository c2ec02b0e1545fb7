"""Hypotheses that a relation depends on a moderator: the product term, the slopes, and where they differ from zero."""

from __future__ import annotations

from typing import Any

from govassess.hypotheses.design import HypothesisDesign, Tested
from govassess.hypotheses.equations import TESTED, equation, fit_notices, records, rows_of
from govassess.hypotheses.regressions import classical_of, residuals_of
from govassess.instrument.model import Hypothesis
from govassess.result.hypotheses import Region, Slope
from govassess.stats.moderation import Moderation, moderate
from govassess.stats.recorded import recorded_p

PROBED = ("low", "middle", "high")
"""The 16th, 50th and 84th percentile of the moderator."""


def with_moderator(hypothesis: Hypothesis, design: HypothesisDesign) -> Tested:
    """Test the product term of predictor and moderator (t, n - p df; with clusters as their errors say)."""
    names: dict[str, Any] = {
        "predictor": hypothesis.predictor,
        "moderator": hypothesis.moderator,
        "outcome": hypothesis.outcome,
    }
    covariates = (*hypothesis.controls, *design.covariates.names)
    found = moderate(design.data, covariates=covariates, **names, **design.errors)
    row = rows_of(found.fit)[found.term]
    rows = design.rows
    multiplied = rows.assign(**{found.term: rows[hypothesis.predictor] * rows[hypothesis.moderator]})
    right = (hypothesis.predictor, str(hypothesis.moderator), found.term)
    about = multiplied, hypothesis.outcome, right, covariates
    models = [equation(hypothesis.id, hypothesis.id, found.fit, residuals_of(*about), classical_of(*about))]
    unadjusted = None
    if design.covariates.names:
        plain = moderate(rows, covariates=hypothesis.controls, **names, **design.errors)
        models.append(equation(f"{hypothesis.id}.unadjusted", hypothesis.id, plain.fit))
        unadjusted = rows_of(plain.fit)[found.term]["estimate"]
    return Tested(
        fields={name: row.get(name) for name in TESTED}
        | {
            "f_squared": found.f2,
            "r_squared": found.fit.r2,
            "n_used": found.n_used,
            "n_dropped": found.n_dropped,
            "vcov": found.fit.vcov,
            "interval": "t",
            "unadjusted": unadjusted,
            "slopes": _slopes(found),
            "region": _region(found),
        },
        p_classical=recorded_p(found.p_value),
        models=tuple(models),
        notices=fit_notices(hypothesis.id, found.fit, product=True),
    )


def _slopes(found: Moderation) -> tuple[Slope, ...]:
    kept = ("moderator", "estimate", "std_error", "conf_low", "conf_high", "p_value")
    slopes = records(found.slopes.assign(at=PROBED), "at")
    return tuple(Slope(at=at, **{field: row[field] for field in kept}) for at, row in slopes.items())


def _region(found: Moderation) -> Region:
    low, high = found.moderator_range
    return Region(
        where=found.significant,
        boundaries=tuple(at for at, _ in found.boundaries),
        shares=tuple(share for _, share in found.boundaries),
        low=low,
        high=high,
        significant=found.significant_ranges,
    )
