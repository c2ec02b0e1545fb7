"""The register of one run: every hypothesis is tested or says why not, and each family is adjusted as a whole."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Any

from govassess.errors import NotEstimable
from govassess.hypotheses.covariates import covariates
from govassess.hypotheses.model import HypothesisResult, Model
from govassess.hypotheses.runners import Setting, Tested, run
from govassess.hypotheses.verdicts import verdict
from govassess.instrument.model import Hypothesis, Instrument
from govassess.responses.model import Notice
from govassess.stats.draws import Draws
from govassess.stats.multiplicity import adjust

if TYPE_CHECKING:
    import pandas as pd

    from govassess.scoring.scores import Scores

LEAST_ROWS = 10
"""Fewer respondents, or residual degrees of freedom, give no p value: a regression comes close to single people."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Register:
    """The hypotheses of one run with their verdicts, the equations fitted, and what to know about them."""

    results: tuple[HypothesisResult, ...]
    models: tuple[Model, ...]
    notices: tuple[Notice, ...]


def run_register(
    hypotheses: Sequence[Hypothesis],
    instrument: Instrument,
    scores: Scores,
    profile: pd.DataFrame,
    draws: Draws | None,
    *,
    minimum: int,
    conf_level: float,
) -> Register:
    """Test every hypothesis and adjust the p values within each family.

    Parameters
    ----------
    hypotheses : sequence of Hypothesis
        The register, in the order of the report.
    instrument : Instrument
        Gives the defaults (alpha, covariance, adjustment, covariates) and the profile variables.
    scores : Scores
        Respondents' scores, n rows.
    profile : DataFrame (n, p)
        The same respondents' profile.
    draws : Draws, optional
        Draws of the same rows; each hypothesis takes the columns of its own complete rows.
    minimum : int
        Disclosure minimum: no category of a covariate stands for fewer respondents.
    conf_level : float
        Level of the intervals.

    Notes
    -----
    One mask over every variable of a hypothesis gives one n for all its equations. Holm and Benjamini-Hochberg p
    are computed within a family over the hypotheses that were tested (m of them); one that was not stays in the
    register as ``not_tested`` with its reason.
    """
    results: list[HypothesisResult] = []
    models: list[Model] = []
    notices: list[Notice] = []
    classical: dict[str, float | None] = {}
    for hypothesis in hypotheses:
        result, tested = _test(hypothesis, instrument, scores, profile, draws, minimum, conf_level)
        results.append(result)
        if tested is not None:
            models.extend(tested.models)
            notices.extend(tested.notices)
            classical[result.id] = tested.p_classical
    declared = {hypothesis.id: hypothesis for hypothesis in hypotheses}
    judged: dict[str, HypothesisResult] = {}
    for family in dict.fromkeys(result.family for result in results):
        members = [result for result in results if result.family == family and result.p_value is not None]
        judged |= _judged(members, declared, classical, instrument)
    return Register(
        results=tuple(judged.get(result.id, result) for result in results),
        models=tuple(models),
        notices=_once(notices),
    )


def _test(
    hypothesis: Hypothesis,
    instrument: Instrument,
    scores: Scores,
    profile: pd.DataFrame,
    draws: Draws | None,
    minimum: int,
    conf_level: float,
) -> tuple[HypothesisResult, Tested | None]:
    """Return one hypothesis as tested (its verdict still open) or as not tested with the reason."""
    nodes = [hypothesis.predictor, *hypothesis.mediators, *hypothesis.controls, hypothesis.outcome]
    fixed: dict[str, Any] = {
        name: getattr(hypothesis, name)
        for name in ("id", "family", "kind", "predictor", "mediators", "outcome", "controls", "expected", "text")
    }
    absent = [node for node in nodes if not scores.rules.measures(node)]
    if absent:
        return _not_tested(fixed, "not_measured", nodes=", ".join(absent)), None
    wanted = hypothesis.covariates
    if wanted is None:
        wanted = instrument.hypothesis_defaults.covariates
    complete = scores.values[nodes].notna().all(axis=1)
    prepared = covariates(profile, instrument.profile, wanted, complete, minimum)
    data = scores.values[nodes].join(prepared.frame)
    n = int(data.notna().all(axis=1).sum())
    fixed["covariates"] = prepared.names
    if n < LEAST_ROWS:
        return _not_tested(fixed, "too_few_respondents", found=n, needed=LEAST_ROWS), None
    setting = Setting(
        data=data,
        covariates=prepared,
        draws=draws,
        vcov=instrument.hypothesis_defaults.vcov,
        conf_level=conf_level,
    )
    try:
        tested = run(hypothesis, setting)
    except NotEstimable as fault:
        return _not_tested(fixed, fault.code, **fault.values), None
    terms = max(len(model.coefficients) for model in tested.models)
    if n - terms < LEAST_ROWS:
        return _not_tested(fixed, "too_few_respondents", found=n, needed=LEAST_ROWS + terms), None
    result = HypothesisResult(**fixed, verdict="inconclusive", **tested.fields)
    return result, replace(tested, notices=(*prepared.notices, *tested.notices))


def _not_tested(fixed: dict[str, Any], code: str, **values: str | float) -> HypothesisResult:
    return HypothesisResult(**({"covariates": ()} | fixed), verdict="not_tested", code=code, values=values)


def _judged(
    members: Sequence[HypothesisResult],
    declared: dict[str, Hypothesis],
    classical: dict[str, float | None],
    instrument: Instrument,
) -> dict[str, HypothesisResult]:
    """Return the tested hypotheses of one family with adjusted p and verdict.

    A decision that changes when classical standard errors take the place of the declared ones is marked fragile.
    """
    if not members:
        return {}
    defaults = instrument.hypothesis_defaults
    p_values = [float(result.p_value or 0.0) for result in members]
    holm = adjust(p_values, "holm").adjusted
    bh = adjust(p_values, "bh").adjusted
    decisive = holm if defaults.adjust == "holm" else bh
    swapped = [classical[result.id] for result in members]
    others = adjust([p if q is None else q for p, q in zip(p_values, swapped, strict=True)], defaults.adjust).adjusted
    found = {}
    for place, result in enumerate(members):
        hypothesis = declared[result.id]
        words: dict[str, Any] = {
            "estimate": float(result.estimate or 0.0),
            "expected": hypothesis.expected,
            "alpha": defaults.alpha,
            "conf_low": result.conf_low,
            "conf_high": result.conf_high,
            "smallest_effect": hypothesis.smallest_effect,
        }
        decided = verdict(p_adjusted=float(decisive[place]), **words)
        found[result.id] = replace(
            result,
            verdict=decided,
            p_holm=float(holm[place]),
            p_bh=float(bh[place]),
            m=len(members),
            fragile=decided != verdict(p_adjusted=float(others[place]), **words),
        )
    return found


def _once(notices: Iterable[Notice]) -> tuple[Notice, ...]:
    """Drop repetitions: several hypotheses share their covariates."""
    seen: dict[tuple[str, str, str], Notice] = {}
    for notice in notices:
        seen.setdefault((notice.code, notice.where, str(sorted(notice.values.items()))), notice)
    return tuple(seen.values())
