"""Scales: reliability of each node of the measurement level, and how far they are told apart."""

from __future__ import annotations

from itertools import combinations
from typing import TYPE_CHECKING, Any

import numpy as np

from govassess.errors import NotEstimable
from govassess.measurement.items import measurement_nodes, number
from govassess.measurement.model import Pair, Reliability, Validity
from govassess.responses.model import Unavailable
from govassess.stats.draws import Draws
from govassess.stats.factor import one_factor
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


def reliabilities(
    scores: Scores, draws: Draws | None, *, conf_level: float
) -> tuple[tuple[Reliability, ...], tuple[Unavailable, ...]]:
    """Return alpha, omega, composite reliability and AVE of every node of the measurement level.

    ``draws`` (of the rows of ``scores``) add the percentile interval of alpha. What is undefined is ``None`` with a
    reason: one item, two items (omega, CR, AVE), a constant item, a Heywood case, too few complete rows.
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
    absent = []
    fields: dict[str, Any] = dict.fromkeys(UNKNOWN)
    complete = int(items.notna().all(axis=1).sum())
    try:
        alpha = cronbach_alpha(items, conf_level=conf_level, draws=draws)
        fields |= {
            "alpha": alpha.estimate,
            "alpha_low": alpha.conf_low,
            "alpha_high": alpha.conf_high,
            "alpha_boot_low": alpha.boot_low,
            "alpha_boot_high": alpha.boot_high,
            "alpha_standardised": alpha.standardised,
            "alpha_without_constant": number(alpha.without_constant),
            "average_r": number(alpha.average_r),
            "spearman_brown": alpha.spearman_brown,
            "draws_failed": alpha.draws_failed,
        }
        if draws is not None and alpha.boot_low is None:
            values: dict[str, str | int | float] = {"count": alpha.draws_failed, "of": alpha.draws}
            absent.append(Unavailable(where=node, field="alpha_boot", code="failed_draws", values=values))
    except NotEstimable as fault:
        absent.append(Unavailable(where=node, field="alpha", code=fault.code, values=fault.values))
    loadings: dict[str, float] = {}
    try:
        factor = one_factor(items)
        loadings = dict(zip(factor.items, (float(each) for each in factor.loadings), strict=True))
        fields |= {
            "composite_reliability": factor.composite_reliability,
            "ave": factor.ave,
            "omega": factor.omega,
        }
    except NotEstimable as fault:
        absent.append(Unavailable(where=node, field="omega", code=fault.code, values=fault.values))
    record = Reliability(
        id=node,
        k=items.shape[1],
        n_used=complete,
        n_dropped=len(items) - complete,
        loadings=loadings,
        **fields,
    )
    return record, absent


def validity(scores: Scores, draws: Draws | None, *, seed: int) -> tuple[Validity, tuple[Unavailable, ...]]:
    """Return HTMT of every pair of nodes of the measurement level, with the correlation of their scores.

    HTMT uses the rows complete on all items of all these nodes; ``draws`` (of the rows of ``scores``) give its
    one-sided upper 95 % bound. The correlation uses the rows that have both scores. What is undefined is ``None``
    with a reason.
    """
    nodes = measurement_nodes(scores.rules)
    blocks = {node.id: list(scores.rules.items_under(node.id)) for node in nodes}
    absent: list[Unavailable] = []
    plain: dict[tuple[str, str], dict[str, Any]] = {}
    plus: dict[tuple[str, str], dict[str, Any]] = {}
    n_used = 0
    # an item that nobody answered would leave no complete row for any other pair
    answered = {node: names for node, names in blocks.items() if scores.keyed[names].notna().any().all()}
    absent.extend(
        Unavailable(where=f"validity.{node}", field="htmt", code="no_answers")
        for node in blocks
        if node not in answered
    )
    if len(answered) < 2:
        values: dict[str, str | int | float] = {"needed": 2, "found": len(answered)}
        absent.append(Unavailable(where="validity", field="htmt", code="too_few_blocks", values=values))
    else:
        try:
            record = htmt(scores.keyed, answered, draws=draws or 0, seed=seed)
            plain, n_used = _by_pair(record.to_frame()), record.n_used
            plus = _by_pair(htmt(scores.keyed, answered, variant="htmt_plus").to_frame())
        except NotEstimable as fault:
            absent.append(Unavailable(where="validity", field="htmt", code=fault.code, values=fault.values))
    pairs = []
    for first, second in combinations(blocks, 2):
        found = plain.get((first, second), {})
        r, r_n, why = score_correlation(scores.values[first], scores.values[second])
        where = f"validity.{first}.{second}"
        if isinstance(found.get("reason"), str):
            values = {"node": found["reason_block"]} if isinstance(found.get("reason_block"), str) else {}
            field = "htmt_upper" if found["reason"] == "too_many_failed" else "htmt"
            absent.append(Unavailable(where=where, field=field, code=found["reason"], values=values))
        if why is not None:
            absent.append(Unavailable(where=where, field="r", code=why, values={"found": r_n, "needed": LEAST_PAIRS}))
        pairs.append(
            Pair(
                a=first,
                b=second,
                n_used=n_used,
                htmt=number(found.get("estimate")),
                htmt_upper=number(found.get("conf_high")),
                htmt_plus=number(plus.get((first, second), {}).get("estimate")),
                negative_r=int(found.get("n_negative_r") or 0),
                r=r,
                r_n=r_n,
                draws_failed=int(found.get("draws_failed") or 0),
            )
        )
    return Validity(n_used=n_used, pairs=tuple(pairs)), tuple(absent)


def _by_pair(frame: pd.DataFrame) -> dict[tuple[str, str], dict[str, Any]]:
    """Return the rows of a pairs frame by the names of the two blocks."""
    return {(str(row["a"]), str(row["b"])): {str(k): v for k, v in row.items()} for row in frame.to_dict("records")}


def score_correlation(a: pd.Series[float], b: pd.Series[float]) -> tuple[float | None, int, str | None]:
    """Return r of two scores, the rows that have both, and the reason where r is undefined."""
    both = a.notna() & b.notna()
    n = int(both.sum())
    if n < LEAST_PAIRS:
        return None, n, "too_few_rows"
    x, y = a[both].to_numpy(float), b[both].to_numpy(float)
    if np.ptp(x) == 0 or np.ptp(y) == 0:
        return None, n, "constant_score"
    return float(np.corrcoef(x, y)[0, 1]), n, None
