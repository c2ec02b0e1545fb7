"""Scales: reliability of each node of the measurement level, and how distinct they are."""

from __future__ import annotations

from itertools import combinations
from typing import TYPE_CHECKING, Any

import numpy as np

from govassess.errors import NotEstimable
from govassess.measurement.items import answered_blocks, measurement_nodes
from govassess.measurement.structure import structure
from govassess.notices import Unavailable
from govassess.result.measures import Pair, Reliability, Validity
from govassess.stats.draws import Draws
from govassess.stats.factor import one_factor
from govassess.stats.ordinal_correlations import ordinal_alpha
from govassess.stats.recorded import recorded
from govassess.stats.reliability import cronbach_alpha
from govassess.stats.validity import htmt

if TYPE_CHECKING:
    import pandas as pd

    from govassess.scoring.scores import Scores


LEAST_PAIRS = 3

UNKNOWN = (
    *("alpha", "alpha_low", "alpha_high", "alpha_boot_low", "alpha_boot_high", "alpha_standardised"),
    *("alpha_without_constant", "average_r", "omega", "spearman_brown", "composite_reliability", "ave"),
)

Values = dict[str, str | int | float]


def reliabilities(
    scores: Scores, draws: Draws | None, *, conf_level: float
) -> tuple[tuple[Reliability, ...], tuple[Unavailable, ...]]:
    """Return alpha, ordinal alpha, omega, composite reliability and AVE of every node of the measurement level.

    ``draws`` (of the rows of ``scores``) add the percentile intervals. What is undefined is ``None`` with a reason:
    one item, two items (omega, CR, AVE), a constant item, a Heywood case, too few complete rows, too many failed
    draws. A reason for omega holds for CR, AVE and the loadings, that for its interval for theirs.
    """
    found, absent = [], []
    for node in measurement_nodes(scores.rules):
        names = list(scores.rules.items_under(node.id))
        record, missing = _reliability(node.id, scores.keyed[names], draws, conf_level)
        found.append(record)
        absent.extend(missing)
    return tuple(found), tuple(absent)


def _reliability(
    node: str, items: pd.DataFrame, draws: Draws | None, conf_level: float
) -> tuple[Reliability, list[Unavailable]]:
    absent: list[Unavailable] = []
    fields: dict[str, Any] = {**dict.fromkeys(UNKNOWN), "loadings": {}}
    complete = int(items.notna().all(axis=1).sum())
    try:
        fields |= _alpha(node, items, draws, conf_level, absent)
    except NotEstimable as fault:
        absent.append(Unavailable(where=node, field="alpha", code=fault.code, values=fault.values))
    try:
        fields |= _one_factor(node, items, draws, conf_level, absent)
    except NotEstimable as fault:
        absent.append(Unavailable(where=node, field="omega", code=fault.code, values=fault.values))
    try:
        fields["ordinal_alpha"] = ordinal_alpha(items).estimate
    except NotEstimable as fault:
        absent.append(Unavailable(where=node, field="ordinal_alpha", code=fault.code, values=fault.values))
    record = Reliability(id=node, k=items.shape[1], n_used=complete, n_dropped=len(items) - complete, **fields)
    return record, absent


def _alpha(
    node: str, items: pd.DataFrame, draws: Draws | None, conf_level: float, absent: list[Unavailable]
) -> dict[str, Any]:
    alpha = cronbach_alpha(items, conf_level=conf_level, draws=draws)
    if draws is not None and alpha.boot_low is None:
        values: Values = {"count": alpha.draws_failed, "of": alpha.draws}
        absent.append(Unavailable(where=node, field="alpha_boot", code="failed_draws", values=values))
    if alpha.constant_items:
        named: Values = {"item": ", ".join(alpha.constant_items)}
        absent.append(Unavailable(where=node, field="alpha_standardised", code="constant_items", values=named))
    return {
        "alpha": alpha.estimate,
        "alpha_low": alpha.conf_low,
        "alpha_high": alpha.conf_high,
        "alpha_boot_low": alpha.boot_low,
        "alpha_boot_high": alpha.boot_high,
        "alpha_standardised": alpha.standardised,
        "alpha_without_constant": recorded(alpha.without_constant),
        "average_r": recorded(alpha.average_r),
        "spearman_brown": alpha.spearman_brown,
        "draws_failed": alpha.draws_failed,
    }


def _one_factor(
    node: str, items: pd.DataFrame, draws: Draws | None, conf_level: float, absent: list[Unavailable]
) -> dict[str, Any]:
    factor = one_factor(items, draws=draws, conf_level=conf_level)
    if draws is not None and factor.omega_low is None:
        values: Values = {"count": factor.draws_failed, "of": factor.draws}
        absent.append(Unavailable(where=node, field="omega_interval", code="failed_draws", values=values))
    ends = {
        name: {} if limits is None else dict(zip(factor.items, map(float, limits), strict=True))
        for name, limits in (("loadings_low", factor.loadings_low), ("loadings_high", factor.loadings_high))
    }
    return {
        "omega": factor.omega,
        "omega_low": factor.omega_low,
        "omega_high": factor.omega_high,
        "composite_reliability": factor.composite_reliability,
        "composite_reliability_low": factor.composite_reliability_low,
        "composite_reliability_high": factor.composite_reliability_high,
        "ave": factor.ave,
        "ave_low": factor.ave_low,
        "ave_high": factor.ave_high,
        "loadings": dict(zip(factor.items, map(float, factor.loadings), strict=True)),
        "factor_draws_failed": factor.draws_failed,
        **ends,
    }


def validity(scores: Scores, draws: Draws | None, *, seed: int) -> tuple[Validity, tuple[Unavailable, ...]]:
    """Return HTMT of every pair of nodes of the measurement level, their correlations, and the answers' structure.

    HTMT uses the rows complete on all items of all these nodes; ``draws`` (of the rows of ``scores``) give its
    one-sided upper 95 % bound. The correlation of scores uses the rows that have both. What is undefined is ``None``
    with a reason; one for HTMT holds for HTMT+ and HTMT2 too.
    """
    nodes = [node.id for node in measurement_nodes(scores.rules)]
    answered = answered_blocks(scores)
    absent = [
        Unavailable(where=f"validity.{node}", field="htmt", code="no_answers") for node in nodes if node not in answered
    ]
    ratios: dict[tuple[str, str], dict[str, Any]] = {}
    asked = [name for names in answered.values() for name in names]
    n_used, count = int(scores.keyed[asked].notna().all(axis=1).sum()) if asked else 0, 0
    try:
        record = htmt(scores.keyed, answered, draws=draws or 0, seed=seed)
        count = record.draws
        ratios = _by_pair(record.to_frame())
        for variant in ("htmt_plus", "htmt2"):
            for pair, row in _by_pair(htmt(scores.keyed, answered, variant=variant).to_frame()).items():
                ratios[pair][variant] = row["estimate"]
    except NotEstimable as fault:
        absent.append(Unavailable(where="validity", field="htmt", code=fault.code, values=fault.values))
    found = structure(scores, seed=seed)
    pairs = []
    for first, second in combinations(nodes, 2):
        ratio = ratios.get((first, second), {})
        r, r_n, why = score_correlation(scores.values[first], scores.values[second])
        where = f"validity.{first}.{second}"
        if isinstance(ratio.get("reason"), str):
            absent.append(_without_ratio(where, ratio, count))
        if why is not None:
            absent.append(Unavailable(where=where, field="r", code=why, values={"found": r_n, "needed": LEAST_PAIRS}))
        pairs.append(
            Pair(
                a=first,
                b=second,
                n_used=n_used,
                htmt=recorded(ratio.get("estimate")),
                htmt_upper=recorded(ratio.get("conf_high")),
                htmt_plus=recorded(ratio.get("htmt_plus")),
                negative_r=int(ratio.get("n_negative_r") or 0),
                r=r,
                r_n=r_n,
                draws_failed=int(ratio.get("draws_failed") or 0),
                htmt2=recorded(ratio.get("htmt2")),
                factor_r=found.factor_r.get((first, second)),
            )
        )
    absent.extend(_without_htmt2(pairs))
    record_of_all = Validity(
        n_used=n_used,
        pairs=tuple(pairs),
        factorability=found.factorability,
        factor_model=found.model,
        fornell_larcker=found.discriminants,
        common_method=found.common_method,
    )
    return record_of_all, (*absent, *found.unavailable)


def _without_ratio(where: str, ratio: dict[str, Any], count: int) -> Unavailable:
    """Say why a pair has no HTMT, or only no bound of it."""
    if ratio["reason"] == "failed_draws":
        values: Values = {"count": int(ratio["draws_failed"]), "of": count}
        return Unavailable(where=where, field="htmt_upper", code="failed_draws", values=values)
    named = {"node": ratio["reason_block"]} if isinstance(ratio["reason_block"], str) else {}
    return Unavailable(where=where, field="htmt", code=ratio["reason"], values=named)


def _without_htmt2(pairs: list[Pair]) -> tuple[Unavailable, ...]:
    """Say once of how many pairs HTMT2 is undefined: one entry a pair would hide everything else."""
    count = sum(pair.htmt is not None and pair.htmt2 is None for pair in pairs)
    values: Values = {"count": count, "of": len(pairs)}
    return (Unavailable(where="validity", field="htmt2", code="nonpositive_pairs", values=values),) if count else ()


def _by_pair(frame: pd.DataFrame) -> dict[tuple[str, str], dict[str, Any]]:
    """Return the rows of a pairs frame by the names of the two blocks."""
    return {(str(row["a"]), str(row["b"])): {str(k): v for k, v in row.items()} for row in frame.to_dict("records")}


def score_correlation(a: pd.Series[float], b: pd.Series[float]) -> tuple[float | None, int, str | None]:
    """Return r of two scores, the rows that have both, and the reason where r is undefined."""
    first, second = a.to_numpy(float), b.to_numpy(float)
    both = ~(np.isnan(first) | np.isnan(second))
    n = int(both.sum())
    if n < LEAST_PAIRS:
        return None, n, "too_few_rows"
    x, y = first[both], second[both]
    if np.ptp(x) == 0 or np.ptp(y) == 0:
        return None, n, "constant_score"
    return float(np.corrcoef(x, y)[0, 1]), n, None
