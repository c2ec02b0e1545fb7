"""Which groups are suppressed at each node: few may have scored there, and a node follows from those below it."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from itertools import combinations
from typing import TYPE_CHECKING, Any

import numpy as np
from numpy.typing import NDArray

from govassess.disclosure.across import suppressed_across
from govassess.disclosure.minimum import Disclosure, Suppression
from govassess.instrument.model import ProfileVariable
from govassess.responses.groups import group_labels
from govassess.result.descriptive import GroupResult
from govassess.scoring.rules import Rules

if TYPE_CHECKING:
    import pandas as pd

SHOWN_BY_GROUP = ("overall", "construct", "dimension")
"""Kinds of node that a group comparison shows; an indicator of a small group would rest on too little."""

Hidden = dict[str, dict[str, Suppression]]
"""Grouping variable -> hidden group -> the reason."""


def counted_variables(
    declared: Sequence[ProfileVariable], profile: pd.DataFrame, grouping: Sequence[str]
) -> tuple[ProfileVariable, ...]:
    """Return the profile variables whose values are counted in the report.

    A text variable is only if results may be grouped by it (``grouping``): any other may hold anything.
    """
    return tuple(
        variable
        for variable in declared
        if variable.id in profile and variable.type != "number" and (variable.type != "text" or variable.id in grouping)
    )


def hidden_counts(variables: Sequence[ProfileVariable], profile: pd.DataFrame, rule: Disclosure) -> Hidden:
    """Return the values of counted variables whose number of respondents is hidden, each with the reason.

    Parameters
    ----------
    variables : sequence of ProfileVariable
        As ``counted_variables`` returns them.
    profile : DataFrame (n, p)
        The respondents' values; missing = NaN/None.
    rule : Disclosure
        What may be shown.

    Notes
    -----
    Every two variables are looked at together: a unit that is hidden must not be its agency less the other units.
    """
    labels = {variable.id: group_labels(profile[variable.id]).to_numpy() for variable in variables}
    found: Hidden = {by: suppressed_across({by: names}, rule.minimum, {})[by] for by, names in labels.items()}
    waiting = True
    while waiting:
        before = {by: len(groups) for by, groups in found.items()}
        for one, two in combinations(labels, 2):
            pair = {one: labels[one], two: labels[two]}
            found |= suppressed_across(pair, rule.minimum, found, none_told=True)
        waiting = before != {by: len(groups) for by, groups in found.items()}
    return found


def hidden_groups(
    values: pd.DataFrame,
    partitions: Mapping[str, NDArray[Any]],
    nodes: Sequence[str],
    rule: Disclosure,
    known: Mapping[str, Mapping[str, Suppression]] | None = None,
) -> Hidden:
    """Return the groups that are hidden whatever the node.

    Parameters
    ----------
    values : DataFrame (n, nodes)
        Respondents' scores.
    partitions : mapping of arrays (n,)
        Grouping variable -> each respondent's value, ``""`` for none.
    nodes : sequence of str
        The nodes at which groups are shown.
    rule : Disclosure
        What may be shown.
    known : mapping, optional
        Groups that other tables hide.
    """
    homogeneous: Hidden = {by: {} for by in partitions}
    for by, labels in partitions.items():
        homogeneous[by] |= dict.fromkeys(_alike(values, labels, nodes), "homogeneity")
        homogeneous[by] |= (known or {}).get(by, {})
    return suppressed_across(partitions, rule.minimum, homogeneous, values=values[list(nodes)].to_numpy(np.float64))


def _alike(values: pd.DataFrame, labels: NDArray[Any], nodes: Sequence[str]) -> list[str]:
    """Return the groups in which all who scored on some node have the same score."""
    grouped = values[list(nodes)].groupby(labels)
    same = (grouped.min() == grouped.max()) & (grouped.count() > 1)
    return [str(name) for name in same.index[same.any(axis=1)]]


def hidden_by_node(
    values: pd.DataFrame,
    partitions: Mapping[str, NDArray[Any]],
    rules: Rules,
    nodes: Sequence[str],
    rule: Disclosure,
    hidden: Mapping[str, Mapping[str, Suppression]],
) -> dict[str, Hidden]:
    """Return for each node the groups whose score on it is suppressed, those of ``hidden`` among them.

    Notes
    -----
    Fewer may have scored on a node than are in a group. A score is the mean of those below it, so that one node of
    a group follows from the others: where one is suppressed so is the node above it, and where that is suppressed for
    itself so are those below it. Secondary suppressions at one node are made at the other too.
    """
    found = {
        node: _joined(hidden, {}) if values[node].notna().all() else hidden_at(values[node], partitions, rule, hidden)
        for node in nodes
    }
    waiting = True
    while waiting:
        waiting = False
        for node in nodes:
            parts = [child for child in rules.branch(node).children if child in found]
            for by in partitions if parts else ():
                below = {group for part in parts for group in found[part][by]}
                above = set(found[node][by])
                for place, lacking in ((node, below - above), *((part, above - below) for part in parts)):
                    if lacking:
                        more: Hidden = {by: dict.fromkeys(sorted(lacking), "secondary")}
                        found[place] = hidden_at(values[place], partitions, rule, _joined(found[place], more))
                        waiting = True
    return found


def hidden_at(
    scores: pd.Series[float],
    partitions: Mapping[str, NDArray[Any]],
    rule: Disclosure,
    hidden: Mapping[str, Mapping[str, Suppression]],
) -> Hidden:
    """Return the groups whose score on one node must be suppressed: fewer may have scored on it than are in the group.

    ``hidden`` are the groups of each partition that are hidden in any case.
    """
    scored = scores.notna().to_numpy()
    inside = {by: labels[scored] for by, labels in partitions.items()}
    if not scored.any():
        return _joined(hidden, {})
    known = np.asarray(scores, dtype=np.float64)[scored, None]
    return _joined(hidden, suppressed_across(inside, rule.minimum, hidden, values=known))


def _joined(one: Mapping[str, Mapping[str, Suppression]], other: Mapping[str, Mapping[str, Suppression]]) -> Hidden:
    return {by: {**groups, **other.get(by, {})} for by, groups in one.items()}


def suppressed_at(groups: Sequence[GroupResult], node: str) -> dict[str, set[str]]:
    """Return the groups of each variable that the tables hide, or whose score on ``node`` they withhold."""
    found: dict[str, set[str]] = {}
    for group in groups:
        if group.suppressed or any(score.id == node and score.mean is None for score in group.scores):
            found.setdefault(group.by, set()).add(group.value)
    return found
