"""The structure of the answers: can they carry factors, does the declared structure fit, do scales tell apart."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING, TypeVar

from govassess.errors import NotEstimable
from govassess.measurement.items import answered_blocks, measurement_nodes
from govassess.notices import Notice, Unavailable
from govassess.result.measures import CommonMethod, Discriminant, Factorability, FactorModel, Reliability, Validity
from govassess.stats.confirmatory import Cfa, cfa, fornell_larcker_of
from govassess.stats.factorability import ParallelAnalysis, bartlett, kmo, parallel_analysis
from govassess.stats.method_variance import HARMAN_HIGH, VIF_HIGH, common_method
from govassess.stats.recorded import recorded_p

if TYPE_CHECKING:
    import pandas as pd

    from govassess.scoring.scores import Scores


Found = TypeVar("Found")
Blocks = Mapping[str, list[str]]

SIGNIFICANT = 0.05
FACTORS_BEYOND = 3  # eigenvalues shown after the last that counts
COPIES = 1000
FEWEST_COPIES = 100
SHUFFLED = 1_000_000  # rows times copies: keeps the copies of a large survey to about a second
MOST_ROWS = SHUFFLED // FEWEST_COPIES


@dataclass(frozen=True, slots=True, kw_only=True)
class Structure:
    """What one look at all items of the measurement level found; ``None`` or empty where it is undefined."""

    factorability: Factorability
    model: FactorModel | None
    discriminants: tuple[Discriminant, ...]
    factor_r: Mapping[tuple[str, str], float]
    common_method: CommonMethod | None
    unavailable: tuple[Unavailable, ...]


def structure(scores: Scores, *, seed: int) -> Structure:
    """Return factorability, the confirmatory model, Fornell-Larcker and the signs of common-method variance.

    All on the rows complete over the items of every node of the measurement level that anybody answered. Each part
    that is undefined has its reason; a reason for the confirmatory model holds for its correlations and for
    Fornell-Larcker's criterion too.
    """
    blocks = answered_blocks(scores)
    items = scores.keyed[[name for names in blocks.values() for name in names]]
    absent: list[Unavailable] = []
    model = _tried("cfa", lambda: cfa(items, blocks), absent)
    if model is not None:
        absent.extend(_not_in_model(model, scores, blocks))
    return Structure(
        factorability=_factorability(items, len(blocks), seed, absent),
        model=None if model is None else _model(model),
        discriminants=() if model is None or len(model.ave) < 2 else _discriminants(model),
        factor_r={} if model is None else _factor_r(model),
        common_method=_common_method(items, blocks, absent),
        unavailable=tuple(absent),
    )


def _tried(field: str, find: Callable[[], Found], absent: list[Unavailable]) -> Found | None:
    """Return what is found, or note why it is undefined."""
    try:
        return find()
    except NotEstimable as fault:
        absent.append(Unavailable(where="validity", field=field, code=fault.code, values=fault.values))
        return None


def _factorability(items: pd.DataFrame, declared: int, seed: int, absent: list[Unavailable]) -> Factorability:
    adequacy = _tried("kmo", lambda: kmo(items), absent)
    sphericity = _tried("bartlett", lambda: bartlett(items), absent)
    n = int(items.notna().all(axis=1).sum()) if declared else 0
    parallel = _tried("parallel_analysis", lambda: _parallel(items, n, seed), absent)
    shown = 0 if parallel is None else parallel.n_factors + FACTORS_BEYOND
    return Factorability(
        n_used=n,
        items=items.shape[1],
        kmo=None if adequacy is None else adequacy.estimate,
        bartlett=None if sphericity is None else sphericity.statistic,
        bartlett_df=None if sphericity is None else sphericity.df,
        bartlett_p=None if sphericity is None else recorded_p(sphericity.p_value),
        factors=None if parallel is None else parallel.n_factors,
        declared=declared,
        copies=None if parallel is None else parallel.copies,
        eigenvalues=() if parallel is None else tuple(float(value) for value in parallel.eigenvalues[:shown]),
        thresholds=() if parallel is None else tuple(float(value) for value in parallel.thresholds[:shown]),
    )


def _parallel(items: pd.DataFrame, n: int, seed: int) -> ParallelAnalysis:
    """Return the parallel analysis: with fewer copies above 1,000 complete rows, not at all above 10,000.

    Every copy shuffles all answers, and the more rows there are the less the copies differ.
    """
    if n > MOST_ROWS:
        raise NotEstimable("parallel_analysis", "too_many_to_shuffle", n=n, limit=MOST_ROWS)
    return parallel_analysis(items, seed=seed, copies=max(FEWEST_COPIES, min(COPIES, SHUFFLED // max(n, 1))))


def _model(found: Cfa) -> FactorModel:
    fit = found.fit
    return FactorModel(
        n_used=found.n_used,
        n_dropped=found.n_dropped,
        items=len(found.loadings),
        factors=len(found.ave),
        chi_squared=fit.chi2 if fit.df else None,
        df=fit.df,
        p_value=recorded_p(fit.p_value),
        cfi=fit.cfi,
        tli=fit.tli,
        rmsea=fit.rmsea,
        rmsea_low=fit.rmsea_low,
        rmsea_high=fit.rmsea_high,
        srmr=fit.srmr,
        aic=fit.aic,
        bic=fit.bic,
        admissible=found.admissible,
        flags=found.flags,
        negative_variances=found.negative_variances,
        left_out=found.left_out,
        parameters=fit.n_parameters,
    )


def _not_in_model(model: Cfa, scores: Scores, blocks: Blocks) -> Iterator[Unavailable]:
    """Say of which nodes the confirmatory model knows nothing, and what of its fit is undefined."""
    for node in measurement_nodes(scores.rules):
        if node.id not in model.ave:
            code = "single_item_block" if node.id in blocks else "no_answers"
            yield Unavailable(where=f"validity.{node.id}", field="factor_r", code=code, values={"node": node.id})
    if model.fit.cfi is None:
        yield Unavailable(where="validity", field="cfa_fit", code="no_freedom")
    if len(model.ave) < 2:
        values: dict[str, str | int | float] = {"needed": 2, "found": len(model.ave)}
        yield Unavailable(where="validity", field="fornell_larcker", code="too_few_blocks", values=values)


def _discriminants(model: Cfa) -> tuple[Discriminant, ...]:
    return tuple(
        Discriminant(
            id=str(row["term"]),
            ave=float(row["ave"]),
            root_ave=float(row["sqrt_ave"]),
            largest_r=float(row["largest_r"]),
            nearest=str(row["largest_with"]),
            holds=bool(row["passed"]),
        )
        for row in fornell_larcker_of(model).criterion.to_dict("records")
    )


def _factor_r(model: Cfa) -> dict[tuple[str, str], float]:
    names = [str(name) for name in model.factor_r.columns]
    values = model.factor_r.to_numpy(float)
    return {
        (first, second): float(values[i, j]) for i, first in enumerate(names) for j, second in enumerate(names) if i < j
    }


def _common_method(items: pd.DataFrame, blocks: Blocks, absent: list[Unavailable]) -> CommonMethod | None:
    found = _tried("common_method", lambda: common_method(items, blocks), absent)
    if found is None:
        return None
    reasons = {"harman": found.harman_reason, "collinearity": found.vif_reason, "marker": found.marker_reason}
    absent.extend(
        Unavailable(where="validity", field=field, code=code) for field, code in reasons.items() if code is not None
    )
    was = found.adjusted["r_p"] < SIGNIFICANT
    gone = found.adjusted["p_value"] >= SIGNIFICANT
    return CommonMethod(
        n_used=found.n_used,
        harman=found.harman,
        vif={}
        if found.vif_reason is not None
        else {str(row["term"]): float(row["vif"]) for row in found.vif.to_dict("records")},
        smallest_r=found.marker_r,
        changed=None if found.marker_r is None else int((was & gone).sum()),
        correlations=len(blocks) * (len(blocks) - 1) // 2,
    )


def structure_notices(validity: Validity, reliability: tuple[Reliability, ...]) -> tuple[Notice, ...]:
    """Return what a reader must know about the structure of the answers.

    Parameters
    ----------
    validity : Validity
        With the results of ``structure``.
    reliability : tuple of Reliability
        The nodes of the measurement level.

    Returns
    -------
    tuple of Notice
        ``inadmissible``, ``factors_overlap``, ``few_rows_for_model`` (the confirmatory model), ``factors_differ``
        (parallel analysis),
        ``fornell_larcker_fails``, ``harman_high``, ``vif_collinear`` (one a node), ``factor_draws_failed`` (one a
        node). Conventions of fit are none of them: they are printed with the numbers.
    """
    return (*_about_model(validity), *_about_method(validity), *_about_draws(reliability))


def _about_model(validity: Validity) -> Iterator[Notice]:
    model, factorability = validity.factor_model, validity.factorability
    if model is not None and model.negative_variances:
        yield Notice(code="inadmissible", where="validity", values={"items": ", ".join(model.negative_variances)})
    if model is not None and model.n_used < model.parameters:
        counts: dict[str, str | int | float] = {"n": model.n_used, "count": model.parameters}
        yield Notice(code="few_rows_for_model", where="validity", values=counts)
    if model is not None and "factors_not_positive_definite" in model.flags:
        yield Notice(code="factors_overlap", where="validity")
    if factorability is not None and factorability.factors not in (None, factorability.declared):
        values: dict[str, str | int | float] = {
            "found": factorability.factors or 0,
            "declared": factorability.declared,
        }
        yield Notice(code="factors_differ", where="validity", values=values)
    failing = sum(not each.holds for each in validity.fornell_larcker)
    if failing:
        values = {"count": failing, "of": len(validity.fornell_larcker)}
        yield Notice(code="fornell_larcker_fails", where="validity", values=values)


def _about_method(validity: Validity) -> Iterator[Notice]:
    method = validity.common_method
    if method is None:
        return
    if method.harman is not None and method.harman > HARMAN_HIGH:
        yield Notice(code="harman_high", where="validity", values={"share": method.harman})
    for node, vif in method.vif.items():
        if vif > VIF_HIGH:
            yield Notice(code="vif_collinear", where=f"validity.{node}", values={"node": node, "vif": vif})


def _about_draws(reliability: tuple[Reliability, ...]) -> Iterator[Notice]:
    for scale in reliability:
        if scale.factor_draws_failed and scale.omega_low is not None:  # else the interval has its reason
            values: dict[str, str | int | float] = {"node": scale.id, "count": scale.factor_draws_failed}
            yield Notice(code="factor_draws_failed", where=f"reliability.{scale.id}", values=values)
