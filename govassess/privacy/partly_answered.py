"""Scores made of some of their parts only: what a node's mean discloses with those of its parts, and how it is rounded.

Where everybody answered every part of a construct, its sum is the weighted sum of its parts' sums. Of a respondent who
skipped a part it is not, and the difference of the two is, up to a weight that is known, that respondent's own score:
from exact means of the construct and its parts, the score of a single person, or of a hidden agency, that skipped a
dimension would follow. The means of the parts rest on the items, whose counts are exact; so the construct is rounded.
"""

from __future__ import annotations

import math
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import replace

import numpy as np
from numpy.typing import NDArray

from govassess.disclosure.across import NOTHING
from govassess.disclosure.known_sums import KnownSums, Row
from govassess.files.stored import round_step, significant
from govassess.notices import Notice
from govassess.privacy.hidden_groups import SHOWN_BY_GROUP
from govassess.result.descriptive import GroupResult, NodeScore
from govassess.run.basis import Basis
from govassess.run.findings import WHOLE, Place, RoundedMeans
from govassess.scoring.index import index_slope, re_express
from govassess.scoring.levels import level_of, next_band
from govassess.scoring.rules import Branch, Rules

UNCERTAIN = 0.25
"""Share of the scale's range by which a mean that must stay unknown may be off either way, at the least."""

NEAREST = 0.25
"""A rounded mean is at least so many steps away from the exact one: what follows from it is never right by chance."""

SOLVED = 1e-9
"""Parts of a combination of sums, and shares of the largest singular value, that are rounding."""


def rounding_steps(basis: Basis, groups: Sequence[GroupResult]) -> RoundedMeans:
    """Return which means of nodes made of nodes must be rounded, and how far.

    Parameters
    ----------
    basis : Basis
        The respondents analysed.
    groups : sequence of GroupResult
        What is shown of their groups.

    Notes
    -----
    Let S be the respondents who have a score on a node and none on some of its parts, or the reverse. The sum of the
    node over a set of respondents less the weighted sums of its parts is a sum over those of S in it, of each one's
    own score times a known weight (the weight of what is missing). These sums, over everybody and over each group that
    shows the node and its parts, are a system of their own (``KnownSums``): where it discloses such a sum over fewer
    than the minimum, or over a hidden group, the mean of the largest set that takes part is rounded. With n in that
    set and weights k over those disclosed, a mean known to a multiple of q gives theirs to +- n q / (2 sum k); q is
    the smallest of 1, 2, 5 times a power of ten by which that is a quarter of the range of the scale or more.

    What is made of a rounded part with weight w is rounded to w q or more: exact, it would give the part back. Where
    all respondents count in the denominator (SKM) a skipped part adds nothing, and nothing is disclosed. Looked at are
    nodes made of dimensions or constructs; of the items and indicators below a dimension see SECURITY.md.
    """
    found: dict[str, dict[Place, float]] = {}
    down = set()
    rules = basis.scores.rules
    kinds = {branch.id: branch.kind for branch in rules.branches}
    for branch in reversed(rules.branches):  # parts before what is made of them
        if all(kinds.get(child) in SHOWN_BY_GROUP for child in branch.children):
            steps = _steps(branch, basis, groups)
            for child, weight in zip(branch.children, branch.weights, strict=True):
                for place, step in found.get(child, {}).items():
                    steps[place] = max(steps.get(place, 0.0), round_step(float(weight) * step))
            if steps:
                found[branch.id] = steps
                down |= {branch.id} if _goes_down(branch, steps, basis, groups) else set()
    return RoundedMeans(steps=found, down=frozenset(down))


def _goes_down(branch: Branch, steps: Mapping[Place, float], basis: Basis, groups: Sequence[GroupResult]) -> bool:
    """Tell whether means are rounded down: where fewer of them then change their level; else towards the middle."""
    whole = float(basis.scores.values[branch.id].mean())
    means = {(group.by, group.value): score.mean for group in groups for score in group.scores if score.id == branch.id}
    exact = {place: whole if place == WHOLE else means.get(place) or whole for place in steps}

    def changed(way: int) -> int:
        rules = basis.scores.rules
        return sum(not _keeps_level(at, _beyond(at, way * steps[of]), branch, rules) for of, at in exact.items())

    up, down = changed(1), changed(-1)
    return 2 * whole > branch.low + branch.high if up == down else down < up


def _keeps_level(exact: float, rounded: float, branch: Branch, rules: Rules) -> bool:
    """Tell whether a rounded mean lies on the scale and in the level of the exact one."""
    if not branch.low <= rounded <= branch.high:
        return False
    levels, name = rules.instrument.levels, rules.instrument.scoring.index
    values = np.array([exact, rounded])
    if levels.basis == "index":
        values = re_express(values, name, branch.low, branch.high)
    return not branch.has_level or len({level_of(float(value), levels) for value in values}) == 1


def _steps(branch: Branch, basis: Basis, groups: Sequence[GroupResult]) -> dict[Place, float]:
    """Return how far the means of one node are rounded, of the whole sample and of groups."""
    weight = _weights_of_skipped(branch, basis)
    skipped = np.asarray(weight > 0, dtype=bool)
    if not skipped.any():
        return {}
    scored = basis.scores.values[branch.id].notna().to_numpy(bool)
    weight = weight[skipped]  # the system is about them alone
    sets = {place: inside[skipped] for place, inside in _shown(branch, basis, groups)}
    sizes = {place: int((scored & inside).sum()) for place, inside in _shown(branch, basis, groups)}
    hidden = tuple(
        np.asarray(basis.partitions[group.by][skipped] == group.value, dtype=np.float64)
        for group in groups
        if group.value and not all(_mean_of(group, node) for node in (branch.id, *branch.children))
    )
    exact = {place: row.astype(float) for place, row in sets.items() if row.any()}
    lost: dict[Place, float] = {}
    while exact:
        system = KnownSums(rows={}, hidden={"": hidden}, minimum=basis.rule.minimum)
        disclosed = [row for _, row in system.disclosed_by({"": tuple(exact.values())})]
        if not disclosed:
            break
        solved = np.linalg.pinv(np.column_stack(list(exact.values())), rcond=SOLVED)
        for row in disclosed:
            at = _largest_used(list(exact), solved @ row, sizes)
            lost[at] = max(lost.get(at, 0.0), float(weight[row > 0].sum()))
        exact = {place: row for place, row in exact.items() if place not in lost}
    reach = 2 * UNCERTAIN * (branch.high - branch.low)
    return {place: round_step(reach * total / max(sizes[place], 1)) for place, total in lost.items()}


def _weights_of_skipped(branch: Branch, basis: Basis) -> Row:
    """Return the weight of each respondent's own score in the node less its parts; 0 where none is skipped."""
    values = basis.scores.values
    if basis.scores.instrument.scoring.denominator == "respondents":
        return np.zeros(len(values))
    there = values[list(branch.children)].notna().to_numpy(float) @ np.array([float(each) for each in branch.weights])
    whole = float(sum(branch.weights))
    scored = values[branch.id].notna().to_numpy(bool)
    skipped = np.abs(there - whole * scored) > NOTHING
    return np.asarray(np.where(scored, np.clip(whole - there, 0, None), there) * skipped, dtype=np.float64)


def _shown(branch: Branch, basis: Basis, groups: Sequence[GroupResult]) -> Iterator[tuple[Place, NDArray[np.bool_]]]:
    """Yield the whole sample and the groups that show a node and all of its parts."""
    yield WHOLE, np.ones(len(basis.scores.values), dtype=bool)
    if branch.kind not in SHOWN_BY_GROUP:
        return
    for group in groups:
        if all(_mean_of(group, node) for node in (branch.id, *branch.children)):
            yield (group.by, group.value), np.asarray(basis.partitions[group.by] == group.value, dtype=bool)


def _mean_of(group: GroupResult, node: str) -> bool:
    return any(score.id == node and score.mean is not None for score in group.scores)


def _largest_used(places: Sequence[Place], parts: Row, sizes: Mapping[Place, int]) -> Place:
    """Return the largest of the sets whose sums, each times its part, together make a sum."""
    used = [place for place, part in zip(places, parts, strict=True) if abs(part) > SOLVED]
    return max(used, key=lambda place: (sizes[place], place == WHOLE, place))


def rounded_scores(
    scores: Sequence[NodeScore], steps: RoundedMeans, rules: Rules, place: Place = WHOLE
) -> tuple[NodeScore, ...]:
    """Return the scores with the means that must be rounded as multiples of their steps, and what follows from them.

    A rounded mean is the next multiple, up or down, that is a quarter of a step away or more. All means of a node go
    the same way, so that errors do not cancel where several of them lead to one sum; one goes the other way only where
    that alone keeps the level of the exact mean. It stays inside its interval.
    """
    return tuple(
        score if step is None or score.mean is None else _rounded(score, step, rules, down=score.id in steps.down)
        for score in scores
        for step in [steps.of(score.id, place)]
    )


def _rounded(score: NodeScore, step: float, rules: Rules, *, down: bool) -> NodeScore:
    """Return one score, rounded."""
    branch = rules.branch(score.id)
    name, levels = rules.instrument.scoring.index, rules.instrument.levels
    slope, ends = index_slope(name, branch.low, branch.high), (branch.low, branch.high)

    def basis(mean: float) -> float:
        return mean if levels.basis == "mean" else re_express(mean, name, *ends)

    exact = score.mean or 0.0
    places = max(0, -math.floor(math.log10(step)))
    tried = [round(_beyond(exact, way * step), places) for way in ((-1, 1) if down else (1, -1))]
    mean = next((at for at in tried if _keeps_level(exact, at, branch, rules)), tried[0])
    ends_of = (score.mean_low, score.mean_high)
    low, high = (None if end is None else round(round(end / step) * step, places) for end in ends_of)
    low, high = (None if low is None else min(low, mean), None if high is None else max(high, mean))
    index = re_express(mean, name, *ends)
    share = rules.share(branch.id)
    above = None if score.level is None else next_band(score.level, levels)
    points = None if above is None else (above.min - basis(mean)) / (1 if levels.basis == "mean" else slope)
    return replace(
        score,
        mean=mean,
        mean_low=low,
        mean_high=high,
        index=index,
        conf_low=None if low is None else re_express(low, name, *ends),
        conf_high=None if high is None else re_express(high, name, *ends),
        tcr=re_express(mean, "tcr", *ends),
        contribution=None if share is None else float(share) * index,
        to_next=None if points is None else points * slope,
        to_next_mean=points,
        std_error=None if score.std_error is None else significant(score.std_error, 2),
        mean_std_error=None if score.mean_std_error is None else significant(score.mean_std_error, 2),
    )


def _beyond(exact: float, step: float) -> float:
    """Return the first multiple of a step, in its direction, that is at least a quarter of it away.

    Examples
    --------
    >>> round(_beyond(3.068, 0.02), 2), round(_beyond(3.068, -0.02), 2), round(_beyond(3.079, 0.02), 2)
    (3.08, 3.06, 3.1)
    """
    size = abs(step)
    at = exact + NEAREST * step
    return (math.ceil(at / size - 1e-9) if step > 0 else math.floor(at / size + 1e-9)) * size


def rounded_groups(groups: Sequence[GroupResult], steps: RoundedMeans, rules: Rules) -> tuple[GroupResult, ...]:
    """Return the groups with the scores that must be rounded."""
    return tuple(
        replace(group, scores=rounded_scores(group.scores, steps, rules, (group.by, group.value))) for group in groups
    )


def rounding_notices(steps: RoundedMeans) -> tuple[Notice, ...]:
    """Return a notice for each node with rounded means: the step of the whole sample, the number of groups."""
    found = []
    for node, of_place in steps.steps.items():
        if WHOLE in of_place:
            values: dict[str, str | int | float] = {"node": node, "step": of_place[WHOLE]}
            found.append(Notice(code="rounded_score", where=f"scores.{node}", values=values))
        count = len(set(of_place) - {WHOLE})
        if count:
            values = {"node": node, "count": count}
            found.append(Notice(code="rounded_group_scores", where=f"groups.{node}", values=values))
    return tuple(found)
