"""The same hypotheses by other methods, and with or without respondents flagged as careless, side by side."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from typing import Any

import numpy as np
from numpy.typing import NDArray

from govassess.errors import NotEstimable
from govassess.hypotheses.design import HypothesisDesign
from govassess.hypotheses.equations import rows_of
from govassess.hypotheses.path_models import ARROW, CHAINED, chains_of, models_beside
from govassess.hypotheses.register import LEAST_ROWS, HypothesisContext, design_of
from govassess.hypotheses.regressions import adjusted, by_ranks
from govassess.hypotheses.runners import run
from govassess.instrument.model import Hypothesis
from govassess.notices import Unavailable
from govassess.result.hypotheses import Estimate, HypothesisResult, PathEstimate, PathModel, Sample
from govassess.stats.regression import OlsFit
from govassess.stats.standardised import StandardisedEffect, standardised_effect


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class _Fitted:
    """The respondents over whom hypotheses are estimated, and the path models fitted to them."""

    sample: Sample
    survey: HypothesisContext
    models: tuple[PathModel, ...]


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class SensitivitySample:
    """The respondents of the sensitivity analysis: without those flagged or, where these are left out, with them.

    Attributes
    ----------
    sample : {"all", "unflagged"}
        Over whom.
    survey : HypothesisContext
        These respondents.
    everyone : HypothesisContext
        All respondents, the flagged among them, n rows; where ``sample`` is ``all`` the same.
    flagged : array of bool (n,)
        Who shows two signs or more of careless answering.
    """

    sample: Sample
    survey: HypothesisContext
    everyone: HypothesisContext
    flagged: NDArray[np.bool_]


def estimators(
    hypotheses: Sequence[Hypothesis],
    results: Sequence[HypothesisResult],
    survey: HypothesisContext,
    models: Sequence[PathModel],
    *,
    sample: Sample = "all",
    other: SensitivitySample | None = None,
) -> tuple[tuple[Estimate, ...], tuple[Unavailable, ...]]:
    """Return each tested hypothesis by every method that could be fitted, standardised.

    Parameters
    ----------
    hypotheses, results : sequences
        The register, and what became of it.
    survey : HypothesisContext
        What the register was run on.
    models : sequence of PathModel
        Those of ``path_models`` over the same respondents.
    sample : {"all", "unflagged"}
        Who these respondents are.
    other : SensitivitySample, optional
        The sensitivity analysis; None where nothing of it may be shown. Where fewer flagged respondents
        than the disclosure minimum are among the rows of a model, it is not given, because both side by side would
        give away their answers.

    Returns
    -------
    tuple of Estimate
        In the order of the register: ``ols``, ``rank``, ``pls``, ``sem`` over ``sample``, then over the other. A
        moderation has ``ols`` only, a comparison of groups nothing.
    tuple of Unavailable
        ``estimators.<hypothesis>`` (fields ``estimate``, ``rank``, and the other sample) and ``path_models.<model>``.

    Notes
    -----
    ``ols``: the standardised coefficient of the test, with its p, and the percentile interval of the coefficient
    standardised within each draw (over the other sample the t interval of the coefficient at the beta's scale); of a
    mediation the completely standardised indirect effect. ``rank``: beta of the
    regression on mid-ranks with the t interval of its coefficient. ``pls`` and ``sem``: path, total effect, or the
    effect along the chains that the hypothesis names; over the other sample these are points only. ``agrees``: the
    same conclusion as the test: neither significant, or both and with one sign; no p adjusted.
    """
    absent: list[Unavailable] = []
    samples = [_Fitted(sample=sample, survey=survey, models=_admissible(models, absent))]
    if other is not None:
        fitted, gaps = models_beside(
            hypotheses,
            other.everyone.scores,
            other.flagged,
            models,
            sample=other.sample,
            minimum=survey.minimum,
            conf_level=survey.conf_level,
        )
        absent += gaps
        samples.append(_Fitted(sample=other.sample, survey=other.survey, models=_admissible(fitted, absent)))
    declared = {each.id: each for each in hypotheses}
    found: list[Estimate] = []
    for result in results:
        if result.verdict != "not_tested" and result.kind != "group":
            rows, why = _of_hypothesis(declared[result.id], result, samples, other)
            found += _judged(rows, sample, survey.instrument.hypothesis_defaults.alpha)
            absent += why
    return tuple(found), tuple(absent)


def mark_fragile(
    results: Sequence[HypothesisResult], estimates: Sequence[Estimate], *, sample: Sample = "all"
) -> tuple[HypothesisResult, ...]:
    """Mark the hypotheses whose test comes out otherwise over others than ``sample`` as fragile."""
    changed = {
        each.hypothesis: each.sample
        for each in estimates
        if each.method == "ols" and each.sample != sample and each.agrees is False
    }
    return tuple(
        replace(result, fragile=True, fragile_because=(*result.fragile_because, changed[result.id]))
        if result.id in changed
        else result
        for result in results
    )


def _admissible(models: Iterable[PathModel], absent: list[Unavailable]) -> tuple[PathModel, ...]:
    """Return the models whose numbers are compared with a test: none with a negative variance or a path beyond 1."""
    found = []
    for model in models:
        values: dict[str, str | int | float] = {}
        if "negative_variance" in model.flags:
            code = "heywood"
            values["item"] = ", ".join(
                each.term for each in model.estimates if each.kind == "loading" and abs(each.estimate) >= 1
            )
        elif "beyond_one" in model.flags:
            code = "beyond_one"
        else:
            found.append(model)
            continue
        entry = Unavailable(where=f"path_models.{model.id}", field="estimate", code=code, values=values)
        if entry not in absent:
            absent.append(entry)
    return tuple(found)


def _of_hypothesis(
    hypothesis: Hypothesis, result: HypothesisResult, samples: Sequence[_Fitted], other: SensitivitySample | None
) -> tuple[list[Estimate], list[Unavailable]]:
    """Return the estimates of one hypothesis, that of its test first."""
    found: list[Estimate] = []
    absent: list[Unavailable] = []
    for over in samples:
        is_test = over is samples[0]
        field: str = "estimate" if is_test else over.sample
        try:
            if other is not None and not is_test:
                _refuse_few(hypothesis, other)
            design = design_of(hypothesis, over.survey)[0]
            if is_test:
                found.append(_tested(hypothesis, result, design, over.sample))
            else:
                found.append(_tested_again(hypothesis, design, over.sample))
            if hypothesis.kind in ("direct", "total"):
                field = "rank" if is_test else field
                found.append(_by_ranks(hypothesis, design, over.sample))
        except NotEstimable as fault:
            place = f"estimators.{hypothesis.id}"
            absent.append(Unavailable(where=place, field=field, code=fault.code, values=fault.values))
        for model in over.models:
            row = _read_off(hypothesis, model)
            if row is not None:
                found.append(_from_model(hypothesis, model, row, over.sample, whole=is_test))
    return found, absent


def _refuse_few(hypothesis: Hypothesis, other: SensitivitySample) -> None:
    """Refuse where so few of the rows are flagged that the difference would tell their answers."""
    rows = design_of(hypothesis, other.everyone)[0].data.notna().all(axis=1).to_numpy(bool)
    if (rows & other.flagged).sum() < other.everyone.minimum:
        raise NotEstimable("regression", "few_flagged", minimum=other.everyone.minimum)


def _tested(hypothesis: Hypothesis, result: HypothesisResult, design: HypothesisDesign, sample: Sample) -> Estimate:
    """Return the test of the hypothesis as it stands in the register, with the interval of its beta."""
    drawn = None if hypothesis.kind == "moderation" else _standardised(hypothesis, design)
    if result.beta is None or result.n_used is None:
        raise NotEstimable("regression", "no_variance")
    return Estimate(
        hypothesis=hypothesis.id,
        method="ols",
        sample=sample,
        n_used=result.n_used,
        covariates=bool(result.covariates),
        estimate=result.beta,
        conf_low=None if drawn is None else drawn.conf_low,
        conf_high=None if drawn is None else drawn.conf_high,
        p_value=result.p_value,
        interval=None if drawn is None or drawn.conf_low is None else drawn.interval,
        agrees=None,
    )


def _tested_again(hypothesis: Hypothesis, design: HypothesisDesign, sample: Sample) -> Estimate:
    """Return the same test over other respondents, without what goes with a test in the register."""
    found: dict[str, Any] = {"conf_low": None, "conf_high": None, "interval": None}
    if hypothesis.kind == "moderation":
        fields = run(hypothesis, design).fields
        found |= {"estimate": fields["beta"], "p_value": fields["p_value"], "n_used": fields["n_used"]}
    elif hypothesis.kind == "mediation":
        drawn = _standardised(hypothesis, design)
        _refuse_small(drawn.n_used, drawn.n_terms)
        found |= {"estimate": drawn.estimate, "p_value": drawn.p_value, "n_used": drawn.n_used}
        if drawn.conf_low is not None:
            found |= {"conf_low": drawn.conf_low, "conf_high": drawn.conf_high, "interval": drawn.interval}
    else:
        fit = adjusted(design, hypothesis.outcome, [hypothesis.predictor, *hypothesis.controls], wild=False)
        found |= _by_t(fit, hypothesis.predictor)
    return Estimate(
        hypothesis=hypothesis.id,
        method="ols",
        sample=sample,
        covariates=bool(design.covariates.names),
        agrees=None,
        **found,
    )


def _standardised(hypothesis: Hypothesis, design: HypothesisDesign) -> StandardisedEffect:
    """Return the standardised effect with its interval by the draws."""
    return standardised_effect(
        design.data,
        predictor=hypothesis.predictor,
        outcome=hypothesis.outcome,
        mediators=hypothesis.mediators,
        covariates=(*hypothesis.controls, *design.covariates.names),
        serial=hypothesis.serial,
        draws=design.draws or 0,
        conf_level=design.conf_level,
    )


def _refuse_small(n: int, terms: int) -> None:
    """Refuse where the residual degrees of freedom are as few as the register refuses."""
    if n - terms - 1 < LEAST_ROWS:
        raise NotEstimable("regression", "too_few_respondents", found=n, needed=LEAST_ROWS + terms + 1)


def _by_ranks(hypothesis: Hypothesis, design: HypothesisDesign, sample: Sample) -> Estimate:
    """Return the beta of the regression on mid-ranks, with the t interval of its coefficient at the beta's scale."""
    fit = by_ranks(design, hypothesis.outcome, [hypothesis.predictor, *hypothesis.controls])
    return Estimate(
        hypothesis=hypothesis.id,
        method="rank",
        sample=sample,
        covariates=bool(design.covariates.names),
        agrees=None,
        **_by_t(fit, hypothesis.predictor),
    )


def _by_t(fit: OlsFit, predictor: str) -> dict[str, Any]:
    """Return the beta of one term with the t interval of its coefficient at the beta's scale, and its p."""
    _refuse_small(fit.n_used, len(fit.coefficients) - 1)
    row = rows_of(fit)[predictor]
    bounded = row["conf_low"] is not None and row["estimate"] != 0
    scale = row["beta"] / row["estimate"] if bounded else None
    return {
        "estimate": row["beta"],
        "conf_low": None if scale is None else row["conf_low"] * scale,
        "conf_high": None if scale is None else row["conf_high"] * scale,
        "p_value": row["p_value"],
        "interval": None if scale is None else "t",
        "n_used": fit.n_used,
    }


def _read_off(hypothesis: Hypothesis, model: PathModel) -> PathEstimate | None:
    """Return what a path model says to a hypothesis; None where the hypothesis is no part of it."""
    if hypothesis.id not in model.hypotheses:
        return None
    rows = {(each.kind, each.term): each for each in model.estimates if each.target == hypothesis.outcome}
    if hypothesis.kind != "mediation":
        return rows.get(("path" if hypothesis.kind == "direct" else "total", hypothesis.predictor))
    every = [name for kind, name in rows if kind == CHAINED and name.startswith(hypothesis.predictor + ARROW)]
    wanted = [ARROW.join(chain[:-1]) for chain in chains_of(hypothesis)]
    if len(every) in (0, len(wanted)):  # where one chain leads to the outcome, it is the whole indirect effect
        return rows.get(("indirect", hypothesis.predictor))
    chosen = [rows[CHAINED, name] for name in wanted]
    if len(chosen) == 1:
        return chosen[0]
    return replace(
        chosen[0], estimate=sum(each.estimate for each in chosen), conf_low=None, conf_high=None, p_value=None
    )


def _from_model(
    hypothesis: Hypothesis, model: PathModel, row: PathEstimate, sample: Sample, *, whole: bool
) -> Estimate:
    """Return one estimate of a path model; only of one with all its numbers (``whole``) it is more than a point."""
    bounded = whole and row.conf_low is not None
    return Estimate(
        hypothesis=hypothesis.id,
        method=model.method,
        sample=sample,
        n_used=model.n_used,
        covariates=False,
        estimate=row.estimate,
        conf_low=row.conf_low if bounded else None,
        conf_high=row.conf_high if bounded else None,
        p_value=row.p_value if whole else None,
        interval=("percentile" if model.method == "pls" else "delta") if bounded else None,
        agrees=None,
    )


def _judged(rows: Sequence[Estimate], sample: Sample, alpha: float) -> list[Estimate]:
    """Say of each estimate whether it comes to the conclusion of the test, which is over ``sample``."""
    test = next((each for each in rows if (each.method, each.sample) == ("ols", sample)), None)
    if test is None or test.p_value is None:
        return list(rows)
    wanted = _conclusion(test, alpha)
    return [replace(each, agrees=None if each.p_value is None else _conclusion(each, alpha) == wanted) for each in rows]


def _conclusion(found: Estimate, alpha: float) -> int:
    """Return the sign of an estimate that is significant, else 0: the sign of what is not says nothing."""
    if found.p_value is None or found.p_value >= alpha:
        return 0
    return 1 if found.estimate > 0 else -1
