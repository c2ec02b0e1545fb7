"""What the tables of a run disclose as sums: the whole sample, the groups shown, and the sensitivity sample."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

import numpy as np
from numpy.typing import NDArray

from govassess.assessment.basis import Basis, Beside
from govassess.assessment.model import GroupResult
from govassess.disclosure.known_sums import KnownSums, Row
from govassess.scoring.scores import Scores


def shown_sums(basis: Basis, groups: Sequence[GroupResult], beside: Beside | None) -> KnownSums:
    """Return the sums over respondents that the tables of a run disclose.

    Parameters
    ----------
    basis : Basis
        The respondents analysed.
    groups : sequence of GroupResult
        What is shown of their groups.
    beside : Beside, optional
        The other sample of which results are shown.

    Notes
    -----
    Every mean stands in the result with its n, so that each is a sum. Of numbers in the profile (years of service)
    the mean over all who stated it is shown.
    """
    scores = basis.scores
    rows = node_sums(scores, basis.partitions, groups)
    hidden = {
        name: tuple(
            each
            for group in groups
            if group.value and not _shows(group, name)
            for each in [_inside(scored, basis.partitions[group.by], group.value)]
            if each.any()
        )
        for name, scored in _scored(scores).items()
    }
    if beside is not None and basis.sample == "all":
        kept = ~beside.flagged
        for name in scores.rules.instrument.headline:
            if name in rows:
                rows[name] = (*rows[name], (kept & scores.values[name].notna().to_numpy()).astype(float))
    for variable in basis.responses.instrument.profile:
        if variable.type == "number" and variable.id in basis.profile:
            rows[variable.id] = (np.asarray(basis.profile[variable.id].notna(), dtype=np.float64),)
    return KnownSums(rows=rows, hidden=hidden, minimum=basis.rule.minimum)


def node_sums(
    scores: Scores, partitions: Mapping[str, NDArray[Any]], groups: Sequence[GroupResult]
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
        for name, scored in _scored(scores).items()
    }


def _scored(scores: Scores) -> dict[str, NDArray[np.bool_]]:
    """Return who has a score on each node."""
    return {str(name): scores.values[name].notna().to_numpy(bool) for name in scores.values}


def _shows(group: GroupResult, node: str) -> bool:
    return any(score.id == node and score.mean is not None for score in group.scores)


def _inside(scored: NDArray[np.bool_], labels: NDArray[Any], value: str) -> Row:
    """Return who of those with a score is in a group, as 0 and 1."""
    return np.asarray(scored & (labels == value), dtype=np.float64)
