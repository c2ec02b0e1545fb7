"""What to look at first, by importance times distance to the next level, and which parts stand out."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace
from types import MappingProxyType
from typing import TYPE_CHECKING

from govassess.errors import NotEstimable
from govassess.instrument.model import Band, Hypothesis
from govassess.measurement.scales import score_correlation
from govassess.privacy.few_missing import Sets, finest, in_steps
from govassess.result.assessment import Opportunities, Opportunity, Priority
from govassess.result.descriptive import StandingOut
from govassess.scoring.index import index_slope, re_express
from govassess.scoring.levels import level_of, next_band
from govassess.scoring.rules import Branch, Rules
from govassess.scoring.scores import Scores
from govassess.stats.moments import weighted_means
from govassess.stats.simultaneous import PairedDifferences, paired_differences
from govassess.text.numbers import decimals_beside

if TYPE_CHECKING:
    import pandas as pd

    from govassess.run.basis import Basis


LEAST_PAIRS = 10
"""Fewer complete pairs give no correlation to order by."""

PRINTED = 0.05
"""Index points that no printed index shows; respondents without a score of some part make such differences."""


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class Part:
    """A lowest part of a construct: a node made of items, or an item where the construct itself is made of items."""

    id: str
    scores: pd.Series[float]  # of each respondent, reversed items turned; NaN = none
    mean: float
    weight: float  # effective: the product of the weights from it up to the construct
    low: int
    high: int


def priorities(scores: Scores, hypotheses: tuple[Hypothesis, ...], sets: Sets | None = None) -> tuple[Priority, ...]:
    """Return the lowest parts of the leading construct that are under its target, first the one to look at first.

    Parameters
    ----------
    scores : Scores
        Respondents' scores and answers.
    hypotheses : tuple of Hypothesis
        The register: the first hypothesis whose predictor is the construct and whose outcome is measured gives the
        outcome.
    sets : Sets, optional
        The sets of respondents of which squares are stored: an importance over all but a few of one is rounded.

    Returns
    -------
    tuple of Priority
        Empty only where no headline construct has a part under its target.

    Notes
    -----
    The lowest parts are the nodes made of items (indicators or dimensions); a construct made of items has its items
    as parts. Priority = importance x gap. The gap is the distance of the part's mean to the level that the construct
    has next (at the top: to that top level), in item-scale points: one target for all, so that what lags most comes
    first. Importance is derived: the Pearson correlation of the part's score with the outcome's score over
    respondents who have both. Where there is no such outcome, or fewer than 10 pairs, it is the part's weight in the
    construct's index. Ties are broken by the part's id; a part that has reached the target is not listed. Where all
    parts of the leading construct have, those of the next headline construct are listed. The order is arithmetic,
    not a forecast.
    """
    construct = ordered_construct(scores)
    target = _target(construct, scores)
    if target is None:
        return ()
    outcome = _outcome(construct, scores.rules, hypotheses)
    parts = [part for part in _parts(construct, scores) if _is_under(part, target, scores.rules)]
    found = [_priority(part, target, outcome, scores, sets) for part in parts]
    if len({entry.importance_kind for entry in found}) > 1:  # one rule for all: the weights order them
        found = [_priority(part, target, None, scores, sets) for part in parts]
    ordered = sorted(found, key=lambda entry: (-round(entry.priority, 9), entry.node))
    return tuple(replace(entry, rank=rank) for rank, entry in enumerate(ordered, 1))


def opportunities(
    scores: Scores,
    ordered: tuple[Priority, ...],
    hypotheses: tuple[Hypothesis, ...],
    *,
    shown: Mapping[str, float | None] = MappingProxyType({}),
    sets: Sets | None = None,
) -> Opportunities | None:
    """Return what each part of the construct would add to its index; nothing where it has no scores.

    Parameters
    ----------
    scores : Scores
        Respondents' scores and answers.
    ordered : tuple of Priority
        What ``priorities`` returned.
    hypotheses : tuple of Hypothesis
        The register, as for ``priorities``.
    shown : mapping, optional
        Node -> its mean as the tables show it, where that is rounded.
    sets : Sets, optional
        As for ``priorities``.

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
    construct, rules = ordered_construct(scores), scores.rules
    target = _target(construct, scores)
    parts = _parts(construct, scores)
    if target is None or not parts:
        return None
    levels, index = rules.instrument.levels, rules.instrument.scoring.index
    slope = index_slope(index, construct.low, construct.high)
    known = shown.get(construct.id)
    mean = float(scores.values[construct.id].mean()) if known is None else known
    at = mean if levels.basis == "mean" else re_express(mean, index, construct.low, construct.high)
    lacking = max(0.0, (target.min - at) * (slope if levels.basis == "mean" else 1.0))
    outcome = _outcome(construct, rules, hypotheses)
    kind = ordered[0].importance_kind if ordered else "correlation" if outcome else "weight"
    ranked = {entry.node: entry for entry in ordered}
    rows = [
        _opportunity(part, ranked.get(part.id), outcome if kind == "correlation" else None, scores, sets)
        for part in parts
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
        node=construct.id,
        level=target.level,
        lacking=lacking,
        sufficing=next(within, None) if lacking else None,
        importance_kind=kind,
        outcome=outcome if kind == "correlation" else None,
        rows=tuple(done),
    )


def _opportunity(
    part: Part, ranked: Priority | None, outcome: str | None, scores: Scores, sets: Sets | None
) -> Opportunity:
    """Return one part; ``ranked`` is its priority, which one that reached the target has not."""
    per_point = part.weight * index_slope(scores.instrument.scoring.index, part.low, part.high)
    importance: float | None = part.weight
    if ranked is not None:
        importance = ranked.importance
    elif outcome is not None:
        r, pairs = _correlation(part, outcome, scores, sets)
        importance = r if pairs >= LEAST_PAIRS else None
    gap = 0.0 if ranked is None else ranked.gap
    return Opportunity(
        id=part.id,
        importance=importance,
        mean=part.mean,
        performance=re_express(part.mean, "pomp", part.low, part.high),
        weight=part.weight,
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


def ordered_construct(scores: Scores) -> Branch:
    """Return the headline construct whose parts are ordered: the first with a part under its target.

    That is the leading one, unless all its parts have reached the target or nobody has a score on it; the leading one
    also where no construct has such a part.
    """
    rules = scores.rules
    headline = [rules.branch(name) for name in rules.instrument.headline if rules.measures(name)]
    for construct in headline:
        target = _target(construct, scores)
        if target is not None and any(_is_under(part, target, rules) for part in _parts(construct, scores)):
            return construct
    return leading_construct(rules)


def why_none(scores: Scores) -> str:
    """Return the code of the reason why ``priorities`` is empty: no part is under its target, or none has a score."""
    rules = scores.rules
    headline = [name for name in rules.instrument.headline if rules.measures(name)]
    return "target_reached" if scores.values[headline].notna().any().any() else "no_scores"


def _parts(construct: Branch, scores: Scores) -> list[Part]:
    """Return the lowest parts of a construct that somebody has a score on, in the order of the instrument."""
    rules = scores.rules
    nodes = [branch for branch in rules.branches if _lowest_under(branch, construct.id, rules)]
    found = [_node_part(node, construct, scores) for node in nodes] or [
        _item_part(item, construct, scores) for item in construct.children
    ]
    return [part for part in found if part.scores.notna().any()]


def _node_part(node: Branch, construct: Branch, scores: Scores) -> Part:
    """Return a node made of items as a part."""
    column = scores.values[node.id]
    weight = _effective_weight(node, construct, scores.rules)
    return Part(id=node.id, scores=column, mean=float(column.mean()), weight=weight, low=node.low, high=node.high)


def _item_part(item: str, construct: Branch, scores: Scores) -> Part:
    """Return an item as a part; where respondents are the denominator, one who skipped it adds nothing to its mean."""
    column = scores.keyed[item]
    if scores.instrument.scoring.denominator == "respondents" and column.notna().any():
        column = column.where(column.notna() | scores.values[construct.id].isna(), 0.0)
    weight = float(construct.weights[construct.children.index(item)])
    return Part(
        id=item, scores=column, mean=float(column.mean()), weight=weight, low=construct.low, high=construct.high
    )


def _outcome(construct: Branch, rules: Rules, hypotheses: tuple[Hypothesis, ...]) -> str | None:
    """Return the measured outcome of the first hypothesis whose predictor is the construct."""
    return next(
        (each.outcome for each in hypotheses if each.predictor == construct.id and rules.measures(each.outcome)), None
    )


def _lowest_under(branch: Branch, top: str, rules: Rules) -> bool:
    """Tell whether a node is made of items and lies below ``top``."""
    if branch.id == top or not set(branch.children) <= set(rules.items):
        return False
    above = branch.parent
    while above is not None and above != top:
        above = rules.branch(above).parent
    return above == top


def _target(construct: Branch, scores: Scores) -> Band | None:
    """Return the level that a construct has next; its own if that is the highest."""
    column, levels = scores.values[construct.id], scores.instrument.levels
    if not column.notna().any():
        return None
    level = level_of(_on_basis(float(column.mean()), construct, scores.rules), levels)
    return next_band(level, levels) or levels.bands[-1]


def _on_basis(mean: float, node: Branch | Part, rules: Rules) -> float:
    """Return a mean on the scale on which the levels lie."""
    if rules.instrument.levels.basis == "mean":
        return mean
    return re_express(mean, rules.instrument.scoring.index, node.low, node.high)


def _is_under(part: Part, target: Band, rules: Rules) -> bool:
    """Tell whether a part is under the target, by the rule that gives levels: with its rounding and closed ends."""
    return level_of(_on_basis(part.mean, part, rules), rules.instrument.levels) < target.level


def _priority(part: Part, target: Band, outcome: str | None, scores: Scores, sets: Sets | None) -> Priority:
    """Return a part that is under the target; without ``outcome`` its weight is its importance."""
    instrument = scores.instrument
    slope = index_slope(instrument.scoring.index, part.low, part.high)
    distance = max(0.0, target.min - _on_basis(part.mean, part, scores.rules))  # 0: on the limit, which is below it
    gap = distance if instrument.levels.basis == "mean" else distance / slope
    r, pairs = (None, 0) if outcome is None else _correlation(part, outcome, scores, sets)
    derived = r is not None and pairs >= LEAST_PAIRS
    importance = r if r is not None and derived else part.weight
    return Priority(
        rank=0,
        node=part.id,
        importance=importance,
        importance_kind="correlation" if derived else "weight",
        outcome=outcome if derived else None,
        mean=part.mean,
        gap=gap,
        gap_index=gap * slope,
        next_level=target.level,
        priority=importance * gap,
        step=0 if part.id not in scores.keyed and instrument.node(part.id).next_steps else None,
    )


def _correlation(part: Part, outcome: str, scores: Scores, sets: Sets | None) -> tuple[float | None, int]:
    """Return the correlation of a part with the outcome, rounded where few respondents lack one of the two."""
    both = part.scores.notna() & scores.values[outcome].notna()
    r, pairs, _ = score_correlation(part.scores, scores.values[outcome])
    few = sets is not None and sets.few(both.to_numpy(bool))
    return (in_steps(r, finest(pairs)) if few and r is not None else r), pairs


def _effective_weight(branch: Branch, leading: Branch, rules: Rules) -> float:
    """Return the product of the weights from the node up to the leading construct."""
    weight, node = 1.0, branch
    while node.id != leading.id and node.parent is not None:
        share = rules.share(node.id)
        weight *= float(share) if share is not None else 1.0
        node = rules.branch(node.parent)
    return weight


PLACES = 3
"""Decimals of the stored interval, more only where it would else begin or end at zero."""


def standing_out(basis: Basis, shown: Mapping[str, float | None] = MappingProxyType({})) -> StandingOut | None:
    """Return the parts of the leading construct with the highest and the lowest mean, and how they differ.

    Parameters
    ----------
    basis : Basis
        Respondents, their scores and draws.
    shown : mapping, optional
        Part -> its mean as the tables show it, where that is rounded: an exact difference would give it back.

    Returns
    -------
    StandingOut or None
        None where fewer than two parts have a score.

    Notes
    -----
    The two are picked after the means were seen, so that the interval of their difference is one of a set that holds
    for all pairs of parts together (``paired_differences``). In a census the draws are narrowed as those of the scores
    are. Where the interval holds zero, no part stands out.
    """
    values, rules = basis.scores.values, basis.scores.rules
    leading = leading_construct(rules)
    parts = [each.id for each in rules.branches if each.parent == leading.id and values[each.id].notna().any()]
    if len(parts) < 2:
        return None
    exact = {part: float(values[part].mean()) for part in parts}
    means = {part: exact[part] if shown.get(part) is None else float(shown[part] or 0.0) for part in parts}
    strongest, weakest = max(parts, key=means.__getitem__), min(parts, key=means.__getitem__)
    low = high = None
    code, why = None, {}
    try:
        low, high = _ends(_differences(basis, parts), parts.index(strongest), parts.index(weakest))
    except NotEstimable as reason:
        code, why = reason.code, dict(reason.values)
    return StandingOut(
        node=leading.id,
        parts=len(parts),
        strongest=strongest,
        weakest=weakest,
        difference=means[strongest] - means[weakest],
        conf_low=low,
        conf_high=high,
        method="max_t",
        code=code,
        values=why,
    )


def _differences(basis: Basis, parts: list[str]) -> PairedDifferences:
    """Return the differences of all pairs of parts."""
    if basis.draws is None:
        raise NotEstimable("paired_differences", "no_draws")
    frame, sampling = basis.scores.values[parts], basis.sampling
    means, drawn = frame.mean().to_numpy(float), weighted_means(frame, basis.draws)
    if sampling.fpc is not None:
        drawn = means + (drawn - means) * sampling.fpc
    return paired_differences(means, drawn, draws=basis.draws, conf_level=sampling.conf_level)


def _ends(found: PairedDifferences, strongest: int, weakest: int) -> tuple[float, float]:
    """Return the interval of strongest less weakest, with no more decimals than its sides of zero need.

    An interval end with all its digits would tell more about single clusters than the report prints.
    """
    for first, second, low, high in zip(found.first, found.second, found.conf_low, found.conf_high, strict=True):
        if (first, second) == (strongest, weakest):
            return _rounded(float(low)), _rounded(float(high))
        if (first, second) == (weakest, strongest):
            return _rounded(-float(high)), _rounded(-float(low))
    return 0.0, 0.0  # one part is both: all means are the same


def _rounded(end: float) -> float:
    return round(end, decimals_beside(end, 0.0, PLACES)) + 0.0
