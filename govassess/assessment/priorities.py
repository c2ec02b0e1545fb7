"""What to look at first: the indicators of the leading construct by importance times distance to the next level."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from types import MappingProxyType
from typing import TYPE_CHECKING

from govassess.assessment.result import Opportunities, Opportunity, Priority
from govassess.instrument.model import Band, Hypothesis
from govassess.measurement.scales import score_correlation
from govassess.scoring.index import index_slope, re_express
from govassess.scoring.levels import level_of, next_band
from govassess.scoring.rules import Branch, Rules

if TYPE_CHECKING:
    import pandas as pd

LEAST_PAIRS = 10
"""Fewer complete pairs give no correlation to order by."""

PRINTED = 0.05
"""Index points that no printed index shows; respondents without a score of some part make such differences."""


def priorities(values: pd.DataFrame, rules: Rules, hypotheses: tuple[Hypothesis, ...]) -> tuple[Priority, ...]:
    """Return the indicators of the leading construct, first the one to look at first.

    Parameters
    ----------
    values : DataFrame (n, nodes)
        Respondents' scores.
    rules : Rules
        Scoring rules.
    hypotheses : tuple of Hypothesis
        The register: the first hypothesis whose predictor is the leading construct and whose outcome is measured
        gives the outcome.

    Notes
    -----
    Priority = importance x gap. The gap is the distance of the indicator's mean to the level that the construct has
    next (at the top: to that top level), in item-scale points: one target for all, so that what lags most comes
    first. Importance is derived: the Pearson correlation of the indicator's score with the outcome's score over
    respondents who have both. Where there is no such outcome, or fewer than 10 pairs, it is the indicator's weight
    in the construct's index. Ties are broken by the indicator's id; an indicator that has reached the target is
    not listed. The order is arithmetic, not a forecast.
    """
    leading = leading_construct(rules)
    lowest = _parts(leading, rules)
    outcome = _outcome(leading, rules, hypotheses)
    target = _target(leading, values, rules)
    found = []
    for branch in lowest:
        entry = _priority(branch, leading, target, outcome, values, rules)
        if entry is not None:
            found.append(entry)
    kinds = {entry.importance_kind for entry in found}
    if len(kinds) > 1:  # one rule for all: without a correlation for each, the weights order them
        found = [_reweighed(entry, leading, rules) for entry in found]
    ordered = sorted(found, key=lambda entry: (-round(entry.priority, 9), entry.node))
    return tuple(replace(entry, rank=rank) for rank, entry in enumerate(ordered, 1))


def opportunities(
    values: pd.DataFrame,
    rules: Rules,
    ordered: tuple[Priority, ...],
    hypotheses: tuple[Hypothesis, ...],
    *,
    shown: Mapping[str, float | None] = MappingProxyType({}),
) -> Opportunities | None:
    """Return what each part of the leading construct would add to its index; nothing where it has no parts or scores.

    Parameters
    ----------
    values : DataFrame (n, nodes)
        Respondents' scores.
    rules : Rules
        Scoring rules.
    ordered : tuple of Priority
        What ``priorities`` returned.
    hypotheses : tuple of Hypothesis
        The register, as for ``priorities``.
    shown : mapping, optional
        Node -> its mean as the tables show it, where that is rounded.

    Returns
    -------
    Opportunities or None

    Notes
    -----
    The index is a weighted mean of its parts, so that one item-scale point of a part adds its effective weight (the
    product of the weights up to the construct) times the index points of one scale point; the gap of a part to the
    target adds its gap times that. This holds exactly where every respondent has a score of every part, and for equal
    weights or not. It is arithmetic about the past answers, not a forecast, and changes no score.
    """
    leading = leading_construct(rules)
    target = _target(leading, values, rules)
    parts = [branch for branch in _parts(leading, rules) if values[branch.id].notna().any()]
    if target is None or not parts:
        return None
    levels, index = rules.instrument.levels, rules.instrument.scoring.index
    slope = index_slope(index, leading.low, leading.high)
    known = shown.get(leading.id)
    mean = float(values[leading.id].mean()) if known is None else known
    at = mean if levels.basis == "mean" else re_express(mean, index, leading.low, leading.high)
    lacking = max(0.0, (target.min - at) * (slope if levels.basis == "mean" else 1.0))
    outcome = _outcome(leading, rules, hypotheses)
    kind = ordered[0].importance_kind if ordered else "correlation" if outcome else "weight"
    ranked = {entry.node: entry for entry in ordered}
    rows = [
        _opportunity(branch, leading, ranked.get(branch.id), outcome if kind == "correlation" else None, values, rules)
        for branch in parts
    ]
    order = {node: place for place, node in enumerate(ranked)}
    rows.sort(key=lambda row: (order.get(row.id, len(order)), row.importance is None, row.id))
    done, together = [], 0.0
    for row in rows:
        together += row.gain
        done.append(replace(row, together=together if row.gap else None))
    within = (
        place for place, row in enumerate(done, 1) if row.together is not None and row.together >= lacking - PRINTED
    )
    return Opportunities(
        node=leading.id,
        level=target.level,
        lacking=lacking,
        sufficing=next(within, None) if lacking else None,
        importance_kind=kind,
        outcome=outcome if kind == "correlation" else None,
        rows=tuple(done),
    )


def _opportunity(
    branch: Branch, leading: Branch, ranked: Priority | None, outcome: str | None, values: pd.DataFrame, rules: Rules
) -> Opportunity:
    """Return one part; ``ranked`` is its priority, which one that reached the target has not."""
    mean = float(values[branch.id].mean())
    weight = _effective_weight(branch, leading, rules)
    per_point = weight * index_slope(rules.instrument.scoring.index, branch.low, branch.high)
    importance: float | None = weight
    if ranked is not None:
        importance = ranked.importance
    elif outcome is not None:
        r, pairs, _ = score_correlation(values[branch.id], values[outcome])
        importance = r if pairs >= LEAST_PAIRS else None
    gap = 0.0 if ranked is None else ranked.gap
    return Opportunity(
        id=branch.id,
        importance=importance,
        mean=mean,
        performance=re_express(mean, "pomp", branch.low, branch.high),
        weight=weight,
        per_point=per_point,
        gap=gap,
        gain=gap * per_point,
        together=None,
    )


def leading_construct(rules: Rules) -> Branch:
    """Return the first measured headline construct: it leads the report."""
    for name in rules.instrument.headline:
        if rules.measures(name):
            return rules.branch(name)
    return next(branch for branch in rules.branches if branch.kind == "construct")


def _parts(leading: Branch, rules: Rules) -> list[Branch]:
    """Return the lowest measured nodes of the leading construct, in the order of the instrument."""
    return [branch for branch in rules.branches if _lowest_under(branch, leading.id, rules)]


def _outcome(leading: Branch, rules: Rules, hypotheses: tuple[Hypothesis, ...]) -> str | None:
    """Return the measured outcome of the first hypothesis whose predictor is the leading construct."""
    return next(
        (each.outcome for each in hypotheses if each.predictor == leading.id and rules.measures(each.outcome)), None
    )


def _lowest_under(branch: Branch, top: str, rules: Rules) -> bool:
    """Tell whether a node is made of items and lies below ``top`` (a construct made of items has no parts to order)."""
    if branch.id == top or not set(branch.children) <= set(rules.items):
        return False
    above = branch.parent
    while above is not None and above != top:
        above = rules.branch(above).parent
    return above == top


def _target(leading: Branch, values: pd.DataFrame, rules: Rules) -> Band | None:
    """Return the level that the leading construct has next; its own if that is the highest."""
    if not values[leading.id].notna().any():
        return None
    levels = rules.instrument.levels
    mean = float(values[leading.id].mean())
    index = re_express(mean, rules.instrument.scoring.index, leading.low, leading.high)
    level = level_of(mean if levels.basis == "mean" else index, levels)
    return next_band(level, levels) or levels.bands[-1]


def _priority(
    branch: Branch,
    leading: Branch,
    target: Band | None,
    outcome: str | None,
    values: pd.DataFrame,
    rules: Rules,
) -> Priority | None:
    levels, name = rules.instrument.levels, rules.instrument.scoring.index
    scores = values[branch.id]
    if target is None or not scores.notna().any():
        return None
    mean = float(scores.mean())
    index = re_express(mean, name, branch.low, branch.high)
    value = mean if levels.basis == "mean" else index
    slope = index_slope(name, branch.low, branch.high)
    gap = target.min - value if levels.basis == "mean" else (target.min - value) / slope
    if gap <= 0:
        return None
    r, pairs = None, 0
    if outcome is not None:
        r, pairs, _ = score_correlation(scores, values[outcome])
    derived = r is not None and pairs >= LEAST_PAIRS
    importance = r if r is not None and derived else _effective_weight(branch, leading, rules)
    return Priority(
        rank=0,
        node=branch.id,
        importance=importance,
        importance_kind="correlation" if derived else "weight",
        outcome=outcome if derived else None,
        mean=mean,
        gap=gap,
        gap_index=gap * slope,
        next_level=target.level,
        priority=importance * gap,
        step=0 if rules.instrument.node(branch.id).next_steps else None,
    )


def _effective_weight(branch: Branch, leading: Branch, rules: Rules) -> float:
    """Return the product of the weights from the node up to the leading construct."""
    weight, node = 1.0, branch
    while node.id != leading.id and node.parent is not None:
        share = rules.share(node.id)
        weight *= float(share) if share is not None else 1.0
        node = rules.branch(node.parent)
    return weight


def _reweighed(entry: Priority, leading: Branch, rules: Rules) -> Priority:
    weight = _effective_weight(rules.branch(entry.node), leading, rules)
    return replace(entry, importance=weight, importance_kind="weight", outcome=None, priority=weight * entry.gap)
