"""Whether answers may be averaged to agencies: agreement within them, and how far they differ."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from govassess.errors import NotEstimable
from govassess.instrument.model import items_under
from govassess.measurement.items import measurement_nodes
from govassess.measurement.model import AggregationEvidence
from govassess.responses.model import Unavailable
from govassess.scoring.rules import Branch
from govassess.stats.agreement import icc, may_aggregate, rwg

if TYPE_CHECKING:
    import pandas as pd

    from govassess.scoring.scores import Scores


def aggregation(
    scores: Scores, groups: pd.Series[Any], by: str
) -> tuple[tuple[AggregationEvidence, ...], tuple[Unavailable, ...]]:
    """Return ICC(1), ICC(2) and r_wg(J) of every node of the measurement level over the groups of one variable.

    Parameters
    ----------
    scores : Scores
        Respondents' scores, n rows.
    groups : Series (n,)
        Each respondent's group, ``""`` for none (left out).
    by : str
        The variable's name.

    Notes
    -----
    ICC from the scores, r_wg(J) from the items with turned keys, uniform null. A node that is constant, or groups of
    one person, have no figure but a reason.
    """
    known = groups.where(groups != "", None)
    found, absent = [], []
    for node in measurement_nodes(scores.rules):
        try:
            found.append(_evidence(node, scores, known, by))
        except NotEstimable as fault:
            where = f"aggregation.{by}.{node.id}"
            absent.append(Unavailable(where=where, field="icc1", code=fault.code, values=fault.values))
    return tuple(found), tuple(absent)


def _evidence(node: Branch, scores: Scores, groups: pd.Series[Any], by: str) -> AggregationEvidence:
    between = icc(scores.values[node.id], groups)
    under = items_under(scores.instrument.node(node.id))
    scale = scores.instrument.scale_of(under[0])
    names = list(scores.rules.items_under(node.id))
    within = rwg(scores.keyed[names], groups, points=(scale.min, scale.max))
    return AggregationEvidence(
        by=by,
        id=node.id,
        groups=between.n_groups,
        n_used=between.n_used,
        icc1=between.estimate,
        icc1_low=between.conf_low,
        icc1_high=between.conf_high,
        icc2=between.icc2,
        f_statistic=between.statistic,
        df1=between.df1,
        df2=between.df2,
        p_value=between.p_value,
        design_effect=between.design_effect,
        rwg_mean=within.mean,
        rwg_median=within.median,
        rwg_share=within.share_high,
        justified=may_aggregate(between, within).justified,
    )
