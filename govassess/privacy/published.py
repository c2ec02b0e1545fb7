"""What of the findings is given out: no name that one respondent typed, and in publications means in steps.

A mean of n whole answers is a multiple of 1/n, so that its digits tell n. In steps at least as wide as that it is a
mean of n answers for every n that the rounded count allows: no size of a group follows from it.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import replace
from typing import Any

from numpy.typing import NDArray
from scipy.special import fdtrc

from govassess.files.stored import at_least, significant, to_step
from govassess.instrument.model import ProfileVariable
from govassess.result.assessment import (
    AggregationEvidence,
    ChecklistResult,
    Comparison,
    GroupResult,
    HypothesisResult,
    MultipleChoiceResult,
    NodeScore,
    ProfileSummary,
    RobustScore,
)
from govassess.run.findings import Described, Measured, Tested
from govassess.run.node_scores import ends_in_steps, finest, last_digit, restated
from govassess.scoring.index import index_slope, re_express
from govassess.scoring.levels import level_of
from govassess.scoring.rules import Rules
from govassess.stats.recorded import LEAST_P

PRINTED = 0.01
"""The last digit of a mean."""

ENOUGH, SIGNIFICANT = 0.70, 0.05
"""ICC(2) and p of F that decide whether answers may be averaged."""

OFF = 2
"""A count that is rounded to the nearest five is off by up to two."""


def aliases(
    groups: Sequence[GroupResult], partitions: Mapping[str, NDArray[Any]], declared: Sequence[ProfileVariable]
) -> dict[tuple[str, str], str]:
    """Return what a group is called that a single respondent typed: its name may be that person's own.

    Such a group is hidden in any case; it is called ``*** 1``, ``*** 2``, ... in the order of the names.
    """
    typed = {variable.id for variable in declared if variable.type == "text"}
    counts: Counter[str] = Counter()
    found = {}
    for group in groups:
        if group.by in typed and group.value and group.suppressed and (partitions[group.by] == group.value).sum() == 1:
            counts[group.by] += 1
            found[group.by, group.value] = f"*** {counts[group.by]}"
    return found


def described_under_aliases(found: Described, called: Mapping[tuple[str, str], str]) -> Described:
    """Return groups and comparisons without the names that ``aliases`` replaces."""
    groups = (replace(each, value=called.get((each.by, each.value), each.value)) for each in found.groups)
    comparisons = (
        replace(each, left_out=_names(each.by, each.left_out, called)) if each.left_out else each
        for each in found.comparisons
    )
    return replace(found, groups=tuple(groups), comparisons=tuple(comparisons))


def tested_under_aliases(found: Tested, called: Mapping[tuple[str, str], str]) -> Tested:
    """Return hypotheses about groups without the names that ``aliases`` replaces."""
    hypotheses = (
        replace(each, left_out=_names(each.predictor, each.left_out, called)) if each.left_out else each
        for each in found.hypotheses
    )
    return replace(found, hypotheses=tuple(hypotheses))


def _names(by: str, values: Sequence[str], called: Mapping[tuple[str, str], str]) -> tuple[str, ...]:
    return tuple(called.get((by, value), value) for value in values)


def described_for_publication(found: Described, rules: Rules) -> Described:
    """Return scores and groups with the digits that are published; what is about everybody stays as it is.

    Groups keep the scores that are printed, those of the headline nodes.
    """
    groups = tuple(_group(group, rules) for group in found.groups)
    scores = {score.id: score for score in found.scores}
    return replace(
        found,
        groups=groups,
        comparisons=tuple(_comparison(each, groups) for each in found.comparisons),
        profile=tuple(map(_numbers, found.profile)),
        robustness=tuple(_robust(each, scores[each.id], rules) for each in found.robustness),
    )


def measured_for_publication(found: Measured) -> Measured:
    """Return measures with the digits that are published: those of groups have few."""
    return replace(found, aggregation=tuple(map(_agreement, found.aggregation)))


def tested_for_publication(found: Tested, rules: Rules) -> Tested:
    """Return hypotheses with the digits that are published: those about groups have few."""
    return replace(found, hypotheses=tuple(_hypothesis(each, rules) for each in found.hypotheses))


def _least(n: int) -> int:
    """Return the fewest respondents that a rounded count can stand for."""
    return max(n - OFF, 1)


def _group(group: GroupResult, rules: Rules) -> GroupResult:
    headline = [score for score in group.scores if score.id in rules.instrument.headline]
    return replace(group, scores=tuple(_score(score, rules) for score in headline))


def _score(score: NodeScore, rules: Rules) -> NodeScore:
    """Return a group's score in steps; near the limit of a level, in the step on its own side."""
    if score.mean is None or score.index is None:
        return score
    distance = finest(rules, score.id) / _least(score.n)
    found = restated(score, _mean_in_steps(score.mean, score.id, distance, rules), rules)
    return replace(found, **ends_in_steps(score, rules, distance))


def _mean_in_steps(mean: float, node: str, distance: float, rules: Rules) -> float:
    branch, name, levels = rules.branch(node), rules.instrument.scoring.index, rules.instrument.levels
    zero, slope = re_express(0.0, name, branch.low, branch.high), index_slope(name, branch.low, branch.high)
    step = at_least(distance * slope, last_digit(rules.instrument))
    value = mean * slope + zero

    def level(index: float) -> int:
        return level_of((index - zero) / slope if levels.basis == "mean" else index, levels)

    tried = [to_step(value, step), to_step(value - step / 2, step), to_step(value + step / 2, step)]
    low, high = (re_express(float(end), name, branch.low, branch.high) for end in (branch.low, branch.high))
    inside = [each for each in tried if min(low, high) <= each <= max(low, high)]
    index = next((each for each in inside if not branch.has_level or level(each) == level(value)), value)
    return (index - zero) / slope


def _comparison(found: Comparison, groups: Sequence[GroupResult]) -> Comparison:
    """Return a comparison whose differences are those of the means that are stored."""
    means = {
        group.value: score.mean
        for group in groups
        for score in group.scores
        if group.by == found.by and score.id == found.id and score.mean is not None
    }
    pairs = (
        replace(pair, estimate=means[pair.second] - means[pair.first])
        for pair in found.pairs
        if pair.first in means and pair.second in means
    )
    return replace(found, pairs=tuple(pairs))


def _hypothesis(found: HypothesisResult, rules: Rules) -> HypothesisResult:
    """Return a hypothesis about groups with their means in steps, and the difference of two of them."""
    if not found.groups:
        return found
    unit = finest(rules, found.outcome)
    groups = tuple(
        replace(group, mean=to_step(group.mean, at_least(unit / _least(group.n), PRINTED)))
        if group.n is not None
        else group
        for group in found.groups
    )
    apart: dict[str, Any] = {}
    if len(groups) == 2 and found.estimate is not None:
        apart["estimate"] = groups[1].mean - groups[0].mean
    return replace(found, groups=groups, **apart)


def _agreement(found: AggregationEvidence) -> AggregationEvidence:
    """Return the evidence in three digits: F and ICC(1) together tell the sum of the squared sizes.

    F keeps more of them where the decision would be another one.
    """
    few: dict[str, Any] = {
        name: None if (value := getattr(found, name)) is None else significant(value)
        for name in ("icc1", "icc1_low", "icc1_high")
    }
    icc1, mean_size = few["icc1"], found.n_used / found.groups if found.groups else 1.0
    if icc1 is not None and found.design_effect is not None:
        few["design_effect"] = 1 + (mean_size - 1) * max(icc1, 0.0)
    exact, df1, df2 = found.f_statistic, found.df1, found.df2
    if exact is None or df1 is None or df2 is None or found.icc2 is None or exact <= 0:
        return replace(found, **few)

    def sides(f: float) -> tuple[bool, bool]:
        return 1 - 1 / f >= ENOUGH, float(fdtrc(df1, df2, f)) < SIGNIFICANT

    f = next((each for digits in range(3, 9) if sides(each := significant(exact, digits)) == sides(exact)), exact)
    p = max(float(fdtrc(df1, df2, f)), LEAST_P)
    return replace(found, **few, f_statistic=f, icc2=1 - 1 / f, p_value=p)


def _numbers(found: ProfileSummary) -> ProfileSummary:
    """Return the mean of a profile variable in steps."""
    if found.mean is None or found.sd is None:
        return found
    step = at_least(1 / _least(found.n), PRINTED)
    return replace(found, mean=to_step(found.mean, step), sd=significant(found.sd))


def _robust(found: RobustScore, score: NodeScore, rules: Rules) -> RobustScore:
    """Return a score over other respondents in steps: how many they are is rounded."""
    branch, name = rules.branch(found.id), rules.instrument.scoring.index
    zero, slope = re_express(0.0, name, branch.low, branch.high), index_slope(name, branch.low, branch.high)
    distance = finest(rules, found.id) / _least(found.n)
    mean = _mean_in_steps((found.index - zero) / slope, found.id, distance, rules)
    index = re_express(mean, name, branch.low, branch.high)
    return replace(found, index=index, difference=index - (score.index or 0.0))


def checklist_in_steps(found: ChecklistResult) -> ChecklistResult:
    """Return a checklist with means in steps; its index has the decimal that is printed."""
    entries = {
        name: to_step(mean, at_least(1 / _least(found.answered[name]), PRINTED)) for name, mean in found.entries.items()
    }
    return replace(found, entries=entries, index=None if found.index is None else to_step(found.index, 0.1))


def choices_in_steps(found: MultipleChoiceResult) -> MultipleChoiceResult:
    """Return the shares of options with the ends of their intervals in thousandths."""
    return replace(
        found,
        options=tuple(
            replace(
                each,
                conf_low=None if each.conf_low is None else to_step(each.conf_low, 0.001),
                conf_high=None if each.conf_high is None else to_step(each.conf_high, 0.001),
            )
            for each in found.options
        ),
    )
