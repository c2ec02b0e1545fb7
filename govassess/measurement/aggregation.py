"""Whether answers may be averaged to groups such as agencies: agreement within them, and how far they differ."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from typing import TYPE_CHECKING, Any

import numpy as np
from numpy.typing import NDArray

from govassess.errors import NotEstimable
from govassess.measurement.items import measurement_nodes
from govassess.notices import Unavailable
from govassess.result.measures import AggregationEvidence
from govassess.stats.agreement import FEW_RATERS, HIGH_AGREEMENT, Rwg, icc, judged_agreement, may_aggregate, rwg
from govassess.stats.recorded import recorded_p

if TYPE_CHECKING:
    from govassess.scoring.rules import Branch
    from govassess.scoring.scores import Scores


FEWEST_JUDGED = 2  # groups: of one alone the mean is its own

Summary = tuple[float | None, float | None, float | None]
NO_AGREEMENT: Summary = (None, None, None)


def aggregation(
    scores: Scores, groups: NDArray[Any], by: str, *, hidden: Mapping[str, Collection[str]] | None = None
) -> tuple[tuple[AggregationEvidence, ...], tuple[Unavailable, ...]]:
    """Return ICC(1), ICC(2) and r_wg(J) of every node of the measurement level over the groups of one variable.

    Parameters
    ----------
    scores : Scores
        Respondents' scores, n rows.
    groups : array (n,)
        Each respondent's group, ``""`` for none (left out).
    by : str
        The variable's name.
    hidden : mapping, optional
        Node -> groups whose score on it may not be shown. They are left out: variances between and within groups,
        beside the total, would tell their size and mean.

    Returns
    -------
    evidence : tuple of AggregationEvidence
        One a node; a node without ICC (a single group, groups of one, no variance) has none but a reason.
    unavailable : tuple of Unavailable
        What is undefined, at ``aggregation.<by>.<node>``: ``icc``, ``icc_interval``, ``icc2``, ``rwg``.

    Notes
    -----
    ICC from the scores, with n0; r_wg(J) from the items, uniform null, over groups of five raters or more, two at
    the least: the mean of one would tell its own variance. All items of a
    node have one scale, which the check of the instrument sees to.

    References
    ----------
    LeBreton, J. M. & Senter, J. L. (2008). Answers to 20 questions about interrater reliability and interrater
    agreement. *Organizational Research Methods*, 11, 815-852.

    Examples
    --------
    >>> import govassess as ga
    >>> from govassess.scoring.scores import score
    >>> survey = ga.read_responses("examples/simulated-survey.csv")
    >>> found, absent = aggregation(score(survey), survey.profile["agency"].fillna("").to_numpy(), "agency")
    >>> found[0].id, found[0].groups, found[0].justified
    ('RM', 16, False)
    """
    absent: list[Unavailable] = []
    found = []
    for node in measurement_nodes(scores.rules):
        without = {"", *(hidden or {}).get(node.id, ())}
        known = np.array([None if group in without else group for group in groups], dtype=object)
        found.append(_evidence(node, scores, known, by, absent))
    return tuple(record for record in found if record is not None), tuple(absent)


def _evidence(
    node: Branch, scores: Scores, groups: NDArray[Any], by: str, absent: list[Unavailable]
) -> AggregationEvidence | None:
    """Return the record of one node, if it has an ICC, and note what is undefined."""
    where = f"aggregation.{by}.{node.id}"
    try:
        between = icc(scores.values[node.id].to_numpy(float), groups)
    except NotEstimable as fault:
        absent.append(Unavailable(where=where, field="icc", code=fault.code, values=fault.values))
        return None
    if between.statistic is None:
        absent.append(Unavailable(where=where, field="icc_interval", code="no_variance_within"))
    if between.icc2 is None:
        absent.append(Unavailable(where=where, field="icc2", code="no_variance_between"))
    within, (mean, median, share) = None, NO_AGREEMENT
    try:
        within = rwg(scores.keyed[list(scores.rules.items_under(node.id))], groups, points=(node.low, node.high))
        mean, median, share = _summary(within)
    except NotEstimable as fault:
        absent.append(Unavailable(where=where, field="rwg", code=fault.code, values=fault.values))
    return AggregationEvidence(
        by=by,
        id=node.id,
        groups=between.n_groups,
        smallest=between.smallest,
        largest=between.largest,
        n_used=between.n_used,
        icc1=between.estimate,
        icc1_low=between.conf_low,
        icc1_high=between.conf_high,
        icc2=between.icc2,
        f_statistic=between.statistic,
        df1=between.df1,
        df2=between.df2,
        p_value=recorded_p(between.p_value),
        design_effect=between.design_effect,
        rwg_mean=mean,
        rwg_median=median,
        rwg_share=share,
        estimator=between.estimator,
        null="uniform",
        justified=within is not None and may_aggregate(between, within).justified,
    )


def _summary(within: Rwg) -> Summary:
    """Return mean and median of r_wg(J) over groups of five raters or more, and the share at .70 or more.

    Groups that disagree beyond the null count as 0.
    """
    judged = within.groups.loc[~within.groups["few_raters"]]
    if judged.empty:
        raise NotEstimable("rwg", "few_raters")
    if len(judged) < FEWEST_JUDGED:
        raise NotEstimable("rwg", "too_few_groups", needed=FEWEST_JUDGED, found=len(judged))
    if judged["rwg"].isna().all():
        raise NotEstimable("rwg", "all_beyond_null")
    known = judged_agreement(judged, raters=FEW_RATERS)
    return float(known.mean()), float(known.median()), float((known >= HIGH_AGREEMENT).mean())
