"""The headline scores without the respondents who look careless, beside those of all."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

import numpy as np
from numpy.typing import NDArray

from govassess.assessment.indices import Sampling, node_scores
from govassess.assessment.result import NodeScore, RobustScore
from govassess.disclosure.minimum import Disclosure
from govassess.scoring.rules import Rules
from govassess.stats.draws import Draws

if TYPE_CHECKING:
    import pandas as pd


def robust_scores(
    values: pd.DataFrame,
    rules: Rules,
    node_results: Sequence[NodeScore],
    unflagged: NDArray[np.bool_] | None,
    draws: Draws | None,
    sampling: Sampling,
    rule: Disclosure,
) -> tuple[RobustScore, ...]:
    """Return index, interval and level of the headline nodes over the respondents that are not flagged.

    Parameters
    ----------
    values : DataFrame (n, nodes)
        Respondents' scores.
    rules : Rules
        Scoring rules.
    node_results : sequence of NodeScore
        The same nodes over all respondents.
    unflagged : array (n,) of bool, optional
        Who is not flagged, as ``carelessness`` returns it; None: nothing may be shown, and nothing is returned.
    draws : Draws, optional
        The draws of all. Those of the rest are the same draws without the rows flagged: they resample the same
        clusters, and a difference to the score of all is not one of other draws.
    sampling : Sampling
        Level of the intervals and, in a census, the correction.
    rule : Disclosure
        How counts are printed.
    """
    if unflagged is None:
        return ()
    headline = [node for node in rules.instrument.headline if rules.measures(node)]
    kinds = sorted({rules.branch(node).kind for node in headline})
    part = node_scores(
        values.loc[unflagged], rules, None if draws is None else draws.take(unflagged), sampling, kinds=kinds
    )
    without = {score.id: score for score in part}
    everyone = {score.id: score for score in node_results}
    found = []
    for node in headline:
        score, whole = without[node], everyone[node]
        if score.index is None or whole.index is None:  # nobody scored on it; its score says so
            continue
        found.append(
            RobustScore(
                id=node,
                sample="unflagged",
                n=rule.shown_count(score.n),
                index=score.index,
                conf_low=score.conf_low,
                conf_high=score.conf_high,
                level=score.level,
                difference=score.index - whole.index,
            )
        )
    return tuple(found)
