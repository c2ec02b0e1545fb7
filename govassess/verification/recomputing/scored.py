"""Indices and levels: from item means up to the whole where no answer is missing, else from the stored means."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import TYPE_CHECKING

from govassess.scoring.index import index_slope, re_express
from govassess.scoring.levels import leading_levels, level_of, next_band
from govassess.scoring.rules import scoring_rules
from govassess.verification.recomputing.recomputed import Recomputed, follows

if TYPE_CHECKING:
    from govassess.result.assessment import Assessment
    from govassess.result.descriptive import NodeScore, Priority, RobustScore
    from govassess.scoring.rules import Branch, Rules


def scored(result: Assessment) -> Iterator[Recomputed]:
    """Yield the scores of nodes and groups, the scores beside them, and the order of what to look at first."""
    columns = [item.id for item in result.items]
    rules = scoring_rules(result.instrument, columns, reproduce=result.options.reproduce)
    branches = {branch.id: branch for branch in rules.branches}
    for score in result.scores:
        if score.id in branches:
            yield from _score(score, branches[score.id], rules)
            yield from _from_below(score, branches[score.id], result)
    for group in result.groups:
        for score in group.scores:
            if score.id in branches:
                yield from _score(score, branches[score.id], rules)
    whole = {score.id: score for score in result.scores}
    for beside in result.robustness:
        if beside.id in branches and beside.id in whole:
            yield from _beside(beside, whole[beside.id], branches[beside.id], rules)
    yield from _priorities(result, branches, rules)
    yield from _standing_out(result)
    yield from _by_answers(result, branches, rules)


def _score(score: NodeScore, branch: Branch, rules: Rules) -> Iterator[Recomputed]:
    """Yield what follows from the mean of a node: index, its interval, level, distance, contribution, shares."""
    name, levels = rules.instrument.scoring.index, rules.instrument.levels
    ends = (branch.low, branch.high)
    slope = abs(index_slope(name, *ends))
    yield from follows(score, "index_name", name)
    share = rules.share(branch.id)
    yield from follows(score, "weight", None if share is None else str(share))
    if score.mean is None:
        return
    index, near = re_express(score.mean, name, *ends), 2e-9 * slope * abs(score.mean)
    yield from follows(score, "index", index, near)
    for end, mean in (("conf_low", score.mean_low), ("conf_high", score.mean_high)):
        if mean is not None:
            yield from follows(score, end, re_express(mean, name, *ends), 2e-9 * slope * abs(mean))
    yield from follows(score, "tcr", re_express(score.mean, "tcr", *ends), 4e-8)
    if share is not None and score.index is not None:
        yield from follows(score, "contribution", float(share) * score.index)
    if not branch.has_level:
        return
    value = score.mean if levels.basis == "mean" else index
    level = level_of(value, levels)
    yield from follows(score, "level", level)
    above = next_band(level, levels)
    if above is not None:
        points = above.min - value
        to_mean = points if levels.basis == "mean" else points / slope
        yield from follows(score, "to_next_mean", to_mean, 4e-9 * abs(score.mean))
        yield from follows(score, "to_next", to_mean * slope, 4e-9 * abs(score.mean) * slope)
    yield from _shares(score, rules)


def _shares(score: NodeScore, rules: Rules) -> Iterator[Recomputed]:
    """Yield the share of draws in each level, which is what the others leave, and the levels that lead."""
    shares = {int(level): share for level, share in score.level_share.items()}
    for level in shares:
        others = sum(each for other, each in shares.items() if other != level)
        yield from follows(score, ("level_share", level), max(1 - others, 0.0), 4e-9)
    if shares and set(shares) == {band.level for band in rules.instrument.levels.bands}:
        yield from follows(score, "leading", tuple(leading_levels(shares)))


def _from_below(score: NodeScore, branch: Branch, result: Assessment) -> Iterator[Recomputed]:
    """Yield the mean of a node from those of its children, where nobody's answer to any of them is missing.

    Where all respondents count in the denominator (SKM), a missing answer adds nothing and the mean follows anyway. A
    mean that was rounded, or one of parts that were, follows only roughly.
    """
    rounded = {notice.values["node"] for notice in result.warnings if notice.code == "rounded_score"}
    if rounded & {score.id, *branch.children}:
        return
    means: Mapping[str, tuple[float | None, int]] = {item.id: (item.mean_keyed, item.n) for item in result.items} | {
        each.id: (each.mean, each.n) for each in result.scores
    }
    n = result.funnel[-1].remaining
    by_respondent = result.instrument.scoring.denominator == "respondents"
    parts = [means.get(child, (None, 0)) for child in branch.children]
    if score.n != n or any(mean is None for mean, _ in parts):
        return
    if not by_respondent and any(count != n for _, count in parts):
        return
    total = sum(
        float(weight) * float(mean or 0) * count / n
        for weight, (mean, count) in zip(branch.weights, parts, strict=True)
    )
    yield from follows(score, "mean", total, 2e-9 * abs(total))


def _beside(beside: RobustScore, score: NodeScore, branch: Branch, rules: Rules) -> Iterator[Recomputed]:
    """Yield the difference to the score of the run, and the level of an index over other respondents."""
    levels, name = rules.instrument.levels, rules.instrument.scoring.index
    if score.index is None:
        return
    yield from follows(beside, "difference", beside.index - score.index, 2e-9 * abs(score.index))
    if not branch.has_level:
        return
    slope = index_slope(name, branch.low, branch.high)
    zero = re_express(0.0, name, branch.low, branch.high)
    value = (beside.index - zero) / slope if levels.basis == "mean" else beside.index
    yield from follows(beside, "level", level_of(value, levels))


def _priorities(result: Assessment, branches: Mapping[str, Branch], rules: Rules) -> Iterator[Recomputed]:
    """Yield gap, product and rank of what to look at first: importance times distance, ties by name."""
    levels, name = rules.instrument.levels, rules.instrument.scoring.index
    minima = {band.level: band.min for band in levels.bands}
    scores = {score.id: score for score in result.scores}
    ordered = sorted(result.priorities, key=lambda entry: (-round(entry.priority, 8), entry.node))
    for entry in result.priorities:
        yield from _target(entry, result)
        holder = entry.node if entry.node in branches else rules.item_parent.get(entry.node)  # an item has its parent's
        if holder is None or holder not in branches or entry.next_level not in minima:
            continue
        branch = branches[holder]
        slope = index_slope(name, branch.low, branch.high)
        target = minima[entry.next_level]
        index = re_express(entry.mean, name, branch.low, branch.high)
        gap = target - entry.mean if levels.basis == "mean" else (target - index) / slope
        yield from follows(entry, "gap", gap, 4e-9 * abs(entry.mean))
        yield from follows(entry, "gap_index", entry.gap * slope)
        yield from follows(entry, "priority", entry.importance * entry.gap)
        yield from follows(entry, "rank", ordered.index(entry) + 1)
        if entry.node in scores:
            yield from follows(entry, "mean", scores[entry.node].mean)
        yield from _weight(entry, result, rules)


def _weight(entry: Priority, result: Assessment, rules: Rules) -> Iterator[Recomputed]:
    """Yield an importance that is a weight: the product of those up to the leading construct."""
    if entry.importance_kind != "weight":
        return
    leading, weight, above = _ordered(result), 1.0, entry.node
    if entry.node in rules.item_parent:
        above = rules.item_parent[entry.node]
        parent = rules.branch(above)
        weight = float(parent.weights[parent.children.index(entry.node)])
    node = rules.branch(above)
    while node.id != leading and node.parent is not None:
        share = rules.share(node.id)
        weight *= float(share) if share is not None else 1.0
        node = rules.branch(node.parent)
    yield from follows(entry, "importance", weight)


def _target(entry: Priority, result: Assessment) -> Iterator[Recomputed]:
    """Yield the level that all are measured against: the next one of the construct, at the top its own."""
    leading = next((score for score in result.scores if score.id == _ordered(result)), None)
    if leading is None or leading.level is None:
        return
    above = next_band(leading.level, result.instrument.levels)
    top = result.instrument.levels.bands[-1].level
    yield from follows(entry, "next_level", top if above is None else above.level)


def _ordered(result: Assessment) -> str | None:
    """Return the construct whose parts are ordered: that of the opportunities, in earlier results the leading one."""
    if result.opportunities is not None:
        return result.opportunities.node
    measured = {score.id for score in result.scores}
    return next((node for node in result.instrument.headline if node in measured), None)


def _standing_out(result: Assessment) -> Iterator[Recomputed]:
    """Yield which parts of the leading construct have the highest and the lowest mean, and their difference."""
    found = result.standing_out
    if found is None:
        return
    means = {score.id: score.mean for score in result.scores if score.parent == found.node and score.mean is not None}
    if len(means) < 2:
        return
    yield from follows(found, "parts", len(means))
    for name, part, best in (
        ("strongest", found.strongest, max(means.values())),
        ("weakest", found.weakest, min(means.values())),
    ):
        yield from follows(found, name, best, printed=means.get(part))
    far = max(means.values()) - min(means.values())
    yield from follows(found, "difference", far, 2e-9 * max(map(abs, means.values())))


def _by_answers(result: Assessment, branches: Mapping[str, Branch], rules: Rules) -> Iterator[Recomputed]:
    """Yield the means over answers from those of the items, with index, level and the number of missing answers."""
    levels, name = rules.instrument.levels, rules.instrument.scoring.index
    means = {item.id: item.mean_keyed for item in result.items}
    blank = {item.id: item.missing for item in result.items}
    for branch in reversed(rules.branches):
        known = [
            (float(weight), mean)
            for weight, child in zip(branch.weights, branch.children, strict=True)
            if (mean := means.get(child)) is not None
        ]
        whole, counted = sum(map(float, branch.weights)), sum(weight for weight, _ in known)
        means[branch.id] = sum(weight * mean for weight, mean in known) * whole / counted if counted else None
        blank[branch.id] = sum(blank.get(child, 0) for child in branch.children)
    for each in result.by_answers:
        mean = means.get(each.id)
        if each.id not in branches or mean is None:
            continue
        branch = branches[each.id]
        yield from follows(each, "unanswered", blank[each.id])
        yield from follows(each, "mean", mean, 2e-9 * abs(mean))
        index = re_express(each.mean, name, branch.low, branch.high)
        yield from follows(each, "index", index, 4e-8)
        level = level_of(each.mean if levels.basis == "mean" else index, levels) if branch.has_level else None
        yield from follows(each, "level", level)
