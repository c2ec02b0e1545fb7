"""Scores of an instrument that divides by respondents, were the same sums divided by the answers given."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import numpy as np
from numpy.typing import NDArray

from govassess.result.descriptive import ByAnswers
from govassess.scoring.index import re_express
from govassess.scoring.levels import level_of
from govassess.stats.intervals import interval
from govassess.stats.moments import weighted_means

if TYPE_CHECKING:
    from govassess.run.basis import Basis
    from govassess.scoring.rules import Branch, Rules

PLACES = 2
"""Decimals of the stored interval ends: those that are printed."""


def by_answers(basis: Basis) -> tuple[ByAnswers, ...]:
    """Return the nodes below which an answer is missing, as they are when means are divided by the answers given.

    Parameters
    ----------
    basis : Basis
        Respondents, their answers and draws.

    Returns
    -------
    tuple of ByAnswers
        Empty where the instrument itself divides by answers, or nothing is missing.

    Notes
    -----
    The instrument's rule divides the sum of the answers to an element by all respondents, so that a blank adds nothing
    and lowers the mean (PermenPANRB 14/2017: sum of the answers over the number of questionnaires filled in). Here an
    element's mean is the sum of its answers over the number of these answers; the nodes above are the weighted means
    of their parts, an element that nobody answered aside.
    """
    scores = basis.scores
    rules, blank = scores.rules, scores.keyed.isna().sum()
    if rules.instrument.scoring.denominator != "respondents" or not blank.any():
        return ()
    means = {str(item): np.atleast_1d(mean) for item, mean in scores.keyed.mean().items()}
    drawn: dict[str, NDArray[Any]] = {}
    if basis.draws is not None:
        found = weighted_means(scores.keyed, basis.draws)
        if basis.sampling.fpc is not None:
            centre = scores.keyed.mean().to_numpy(float)
            found = centre + (found - centre) * basis.sampling.fpc
        drawn = {str(item): found[:, place] for place, item in enumerate(scores.keyed)}
    unanswered = {str(item): int(count) for item, count in blank.items()}
    for branch in reversed(rules.branches):
        means[branch.id] = _above(branch, means)
        unanswered[branch.id] = sum(unanswered[child] for child in branch.children)
        if drawn:
            drawn[branch.id] = _above(branch, drawn)
    return tuple(
        _found(branch, rules, float(means[branch.id][0]), unanswered[branch.id], _ends(branch, drawn, basis))
        for branch in rules.branches
        if unanswered[branch.id] and not np.isnan(means[branch.id][0])
    )


def _above(branch: Branch, below: dict[str, NDArray[Any]]) -> NDArray[Any]:
    """Return the weighted mean of the children that have a value; printed weights need not sum to 1."""
    x = np.column_stack([below[child] for child in branch.children])
    weights = np.array([float(weight) for weight in branch.weights])
    known = ~np.isnan(x)
    total, counted = np.where(known, x, 0.0) @ weights, known @ weights
    found: NDArray[Any] = np.divide(total * weights.sum(), counted, out=np.full(len(x), np.nan), where=counted > 0)
    return found


def _ends(branch: Branch, drawn: dict[str, NDArray[Any]], basis: Basis) -> tuple[float | None, float | None]:
    """Return the percentile interval of a node's mean."""
    if basis.draws is None or branch.id not in drawn:
        return None, None
    found = interval(drawn[branch.id], conf_level=basis.sampling.conf_level, draws=basis.draws)
    return (None, None) if np.isnan(found.low) else (float(found.low), float(found.high))


def _found(
    branch: Branch, rules: Rules, mean: float, unanswered: int, ends: tuple[float | None, float | None]
) -> ByAnswers:
    """Return one node with its index, interval and level."""
    name, levels = rules.instrument.scoring.index, rules.instrument.levels
    index = re_express(mean, name, branch.low, branch.high)
    low, high = (None if end is None else round(re_express(end, name, branch.low, branch.high), PLACES) for end in ends)
    return ByAnswers(
        id=branch.id,
        unanswered=unanswered,
        mean=mean,
        index=index,
        conf_low=low,
        conf_high=high,
        level=level_of(mean if levels.basis == "mean" else index, levels) if branch.has_level else None,
    )
