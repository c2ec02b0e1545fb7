"""The headline scores without the respondents who look careless, or with them, beside those of the run."""

from __future__ import annotations

from collections.abc import Sequence

from govassess.result.assessment import NodeScore, RobustScore
from govassess.run.basis import Sensitivity
from govassess.run.node_scores import node_scores


def robust_scores(sensitivity: Sensitivity | None, node_results: Sequence[NodeScore]) -> tuple[RobustScore, ...]:
    """Return index, interval and level of the headline nodes over other respondents than those analysed.

    Parameters
    ----------
    sensitivity : Sensitivity, optional
        These respondents, as ``sensitivity_sample`` returns them; None: nothing may be shown, and nothing is returned.
    node_results : sequence of NodeScore
        The same nodes over the respondents analysed.
    """
    if sensitivity is None:
        return ()
    basis = sensitivity.basis
    rules = basis.scores.rules
    headline = [node for node in rules.instrument.headline if rules.measures(node)]
    kinds = sorted({rules.branch(node).kind for node in headline})
    # one who is flagged may be the only one of a cluster: the error tells of the difference
    coarse = basis.clusters is not None
    found_of = node_scores(basis.scores.values, rules, basis.draws, basis.sampling, kinds=kinds, coarse=coarse)
    others = {score.id: score for score in found_of}
    proper = {score.id: score for score in node_results}
    found = []
    for node in headline:
        score, whole = others[node], proper[node]
        if score.index is None or whole.index is None:  # nobody scored on it; its score says so
            continue
        found.append(
            RobustScore(
                id=node,
                sample=basis.sample,
                n=basis.rule.shown_count(score.n),
                index=score.index,
                conf_low=score.conf_low,
                conf_high=score.conf_high,
                level=score.level,
                difference=score.index - whole.index,
            )
        )
    return tuple(found)
