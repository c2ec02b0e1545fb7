"""What the tables of a run disclose as sums: the whole sample, the groups shown, and the sensitivity sample."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from typing import Any

import numpy as np
from numpy.typing import NDArray

from govassess.disclosure.known_sums import KnownSums, Row, taken_together
from govassess.result.descriptive import GroupResult
from govassess.run.basis import Basis, Sensitivity
from govassess.scoring.scores import Scores


def respondents_apart(
    basis: Basis, sensitivity: Sensitivity | None, others: Iterable[NDArray[Any]]
) -> tuple[NDArray[np.int64], Row]:
    """Return one respondent for all who are alike in groups, scores, sample and other columns, and how many they are.

    A large survey has few such classes; the system of sums is about these.
    """
    columns = [*basis.partitions.values(), *_scored(basis.scores).values(), *others]
    columns += [basis.profile[name].notna().to_numpy(bool) for name in _numbers(basis)]
    return taken_together([*columns, *(() if sensitivity is None or basis.sample != "all" else (sensitivity.flagged,))])


def shown_sums(
    basis: Basis,
    groups: Sequence[GroupResult],
    sensitivity: Sensitivity | None,
    apart: tuple[NDArray[np.int64], Row] | None = None,
) -> KnownSums:
    """Return the sums over respondents that the tables of a run disclose.

    Parameters
    ----------
    basis : Basis
        The respondents analysed.
    groups : sequence of GroupResult
        What is shown of their groups.
    sensitivity : Sensitivity, optional
        The other sample of which results are shown.
    apart : tuple, optional
        Respondents who stand for all who are alike, and how many; else every respondent stands for one.

    Notes
    -----
    Every mean stands in the result with its n, so that each is a sum. Of numbers in the profile (years of service)
    the mean over all who stated it is shown.
    """
    scores = basis.scores
    at, people = (np.arange(len(scores.values)), None) if apart is None else apart
    partitions = {by: labels[at] for by, labels in basis.partitions.items()}
    scored_at = {name: scored[at] for name, scored in _scored(scores).items()}
    rows = node_sums(scored_at, partitions, groups)
    hidden = {
        name: tuple(
            each
            for group in groups
            if group.value and _withheld(group, name)
            for each in [_inside(scored, partitions[group.by], group.value)]
            if each.any()
        )
        for name, scored in scored_at.items()
    }
    if sensitivity is not None and basis.sample == "all":
        kept = ~sensitivity.flagged[at]
        for name in scores.rules.instrument.headline:
            if name in rows:
                rows[name] = (*rows[name], (kept & scored_at[name]).astype(float))
    for number in _numbers(basis):
        rows[number] = (np.asarray(basis.profile[number].notna(), dtype=np.float64)[at],)
    return KnownSums(rows=rows, hidden=hidden, minimum=basis.rule.minimum, people=people)


def _numbers(basis: Basis) -> list[str]:
    """Return the numbers of the profile, of which the mean is shown."""
    declared = basis.responses.instrument.profile
    return [each.id for each in declared if each.type == "number" and each.id in basis.profile]


def node_sums(
    scored_at: Mapping[str, NDArray[np.bool_]], partitions: Mapping[str, NDArray[Any]], groups: Sequence[GroupResult]
) -> dict[str, tuple[Row, ...]]:
    """Return, for every node, who is in each sum of its scores that the tables show: all, and each shown group."""
    return {
        name: (
            scored.astype(np.float64),
            *(
                _inside(scored, partitions[group.by], group.value)
                for group in groups
                if _shows(group, name) and group.by in partitions
            ),
        )
        for name, scored in scored_at.items()
    }


def _scored(scores: Scores) -> dict[str, NDArray[np.bool_]]:
    """Return who has a score on each node."""
    return {str(name): scores.values[name].notna().to_numpy(bool) for name in scores.values}


def _shows(group: GroupResult, node: str) -> bool:
    return any(score.id == node and score.mean is not None for score in group.scores)


def _withheld(group: GroupResult, node: str) -> bool:
    """Tell whether a group is suppressed, or its mean on a node; a node that no table of groups holds is neither."""
    return group.suppressed is not None or any(score.id == node and score.mean is None for score in group.scores)


def _inside(scored: NDArray[np.bool_], labels: NDArray[Any], value: str) -> Row:
    """Return who of those with a score is in a group, as 0 and 1."""
    return np.asarray(scored & (labels == value), dtype=np.float64)
