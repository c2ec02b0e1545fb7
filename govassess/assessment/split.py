"""One result per group of a survey: who gets one, and what it may hold beside those of the others."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace
from typing import Any

import numpy as np
from numpy.typing import NDArray

from govassess.assessment.assess import assess, grouping
from govassess.assessment.plan import Plan, hypotheses_of
from govassess.assessment.result import Assessment
from govassess.disclosure.minimum import DISTRIBUTION, Suppression, disclosure_rule, never_alone, suppressed_groups
from govassess.errors import NothingToScoreError
from govassess.files.limits import Limits
from govassess.responses.groups import group_labels, rare_as_other
from govassess.responses.model import Responses
from govassess.responses.part import part_of
from govassess.scoring.scores import Scores, score


@dataclass(frozen=True, slots=True, kw_only=True)
class Split:
    """The groups of one variable: those that get a result of their own, and why the others get none."""

    variable: str
    least: int  # respondents that a group needs
    shown: tuple[str, ...]  # in the order of their names
    withheld: Mapping[str, Suppression]


def split_of(responses: Responses, variable: str, plan: Plan) -> Split:
    """Return which groups of a survey may have a result of their own.

    Parameters
    ----------
    responses : Responses
        The whole survey.
    variable : str
        Id or label of a profile variable.
    plan : Plan
        Options of the run: policy and minimum of the disclosure rule.

    Returns
    -------
    Split

    Raises
    ------
    PlanError
        The survey holds no such variable, or it has too many values.
    NothingToScoreError
        ``no_group_large_enough``: no group may have a result of its own.

    Notes
    -----
    A result of its own tells distributions, so that a group needs ``DISTRIBUTION`` respondents, or the minimum if that
    is more. The whole survey is told too: what the groups without a result answered, found by subtraction, must be
    that of at least the minimum on every item and every node; until it is, the next smallest groups get none either.
    In ``published`` a group of which all gave the same answer to an item gets none.

    Examples
    --------
    >>> import govassess as ga
    >>> from govassess.assessment.plan import Plan
    >>> survey = ga.read_responses("examples/simulated-survey.csv")
    >>> split_of(survey, "role", Plan()).shown
    ('frontline', 'functional', 'leader', 'partner', 'supervisor')
    """
    rule = disclosure_rule(plan.disclosure, plan.min_group)
    (name,) = grouping((variable,), responses, (plan.limits or Limits()).groups)
    scores = score(responses, reproduce=plan.printed_weight)
    responses = rare_as_other(responses, scores.kept, rule.minimum)
    labels = group_labels(responses.profile.loc[scores.kept, name]).to_numpy()
    values, counts = np.unique(labels.astype(str), return_counts=True)
    sizes = dict(zip(values.tolist(), counts.tolist(), strict=True))
    least = max(rule.minimum, DISTRIBUTION)
    same = _unanimous(scores, labels, sizes) if plan.disclosure == "published" else frozenset()
    hidden = suppressed_groups(sizes, least, same)
    if "" in sizes:
        hidden = never_alone(sizes, {**hidden, "": "minimum"}, least)  # who named no group gets no result either
    hidden = _until_many(scores, labels, sizes, hidden, least)
    shown = tuple(sorted(group for group in sizes if group and group not in hidden))
    if not shown:
        raise NothingToScoreError("no_group_large_enough", variable=name, least=least)
    withheld = {group: why for group, why in sorted(hidden.items()) if group}
    return Split(variable=name, least=least, shown=shown, withheld=withheld)


def assess_part(responses: Responses, variable: str, value: str, plan: Plan) -> Assessment:
    """Return the result of one group, made of its respondents alone.

    Groups within it are not told: those of the whole survey less those of the other groups' results would give them
    away. So it is assessed without ``by``, without hypotheses that compare groups, and without who answered.
    """
    register = tuple(each for each in hypotheses_of(plan, responses.instrument) if each.kind != "group")
    cluster = responses.instrument.respondent.cluster if plan.cluster is None else plan.cluster
    own = replace(
        plan,
        by=(),
        cluster="none" if cluster == variable else plan.cluster,
        hypotheses=register,
        study=_without_population(plan, responses),
    )
    rule = disclosure_rule(plan.disclosure, plan.min_group)
    kept = score(responses, reproduce=plan.printed_weight).kept
    result = assess(part_of(rare_as_other(responses, kept, rule.minimum), variable, value), plan=own)
    options = replace(
        result.options,
        split_by=variable,
        split_value=value,
        split_n=rule.shown_count(result.funnel[-1].remaining),
    )
    return replace(result, options=options, profile=())


def _without_population(plan: Plan, responses: Responses) -> Any:
    """Return the study without the number invited: it is that of the whole survey."""
    study = plan.study or responses.instrument.study
    return None if study is None else replace(study, invited=None)


def _unanimous(scores: Scores, labels: NDArray[Any], sizes: Mapping[str, int]) -> frozenset[str]:
    """Return the groups of which all who answered some item, two at least, gave the same answer."""
    grouped = scores.keyed.groupby(labels)
    same = (grouped.min() == grouped.max()) & (grouped.count() > 1)
    return frozenset(set(same.index[same.any(axis=1)]) & set(sizes))


def _until_many(
    scores: Scores,
    labels: NDArray[Any],
    sizes: Mapping[str, int],
    hidden: Mapping[str, Suppression],
    least: int,
) -> dict[str, Suppression]:
    """Return ``hidden`` with the next smallest groups, until enough of the hidden answered whatever any of them did."""
    known = np.column_stack([scores.keyed.notna().to_numpy(), scores.values.notna().to_numpy()])
    answered = {group: known[labels == group].sum(axis=0) for group in sizes}
    found = dict(hidden)
    for group in sorted(set(sizes) - set(found), key=lambda name: (sizes[name], name)):
        together = sum((answered[name] for name in found), np.zeros(known.shape[1], dtype=int))
        if not ((together > 0) & (together < least)).any():
            break
        found[group] = "secondary"
    return found
