"""Who is analysed: the respondents of a run, by what they are grouped, and what the draws resample."""

from __future__ import annotations

import math
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Any

from numpy.typing import NDArray

from govassess.assessment.sensitivity import Searched, search
from govassess.disclosure.minimum import Disclosure, disclosure_rule
from govassess.errors import NothingToScoreError, PlanError
from govassess.files.cells import printable
from govassess.files.limits import Limits
from govassess.instrument.model import Instrument, Study
from govassess.notices import Notice
from govassess.privacy.cluster_units import Units, cluster_units
from govassess.privacy.hidden_groups import counted_variables, hidden_counts
from govassess.responses.groups import group_labels, listed_variables, profile_variable, rare_as_other
from govassess.responses.model import Responses
from govassess.result.descriptive import ResponseRate
from govassess.run.basis import Basis
from govassess.run.plan import Plan, hypotheses_of
from govassess.run.sampling import FEW_CLUSTERS, Sampling, resamples
from govassess.scoring.scores import Scores, score, without_careless
from govassess.text.catalogue import LANGUAGES

if TYPE_CHECKING:
    import pandas as pd

FEWEST_NAMES = 10
"""Of fewer values that each stand once nothing can be said."""

HALF = 0.5


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class Respondents:
    """The respondents analysed, everyone who can be scored, and who of these shows indicators of carelessness."""

    basis: Basis
    everyone: Basis
    searched: Searched


def respondents_of(responses: Responses, plan: Plan) -> Respondents:
    """Return who is analysed in a run.

    Raises
    ------
    NothingToScoreError
        Nobody is left, nothing can be scored, or there are too few to publish.
    PlanError
        The plan groups or resamples by what the survey does not hold.
    """
    register = hypotheses_of(plan, responses.instrument)
    rule = disclosure_rule(plan.disclosure, plan.min_group)
    scores = score(responses, reproduce=plan.printed_weight)
    responses = rare_as_other(responses, scores.kept, rule.minimum)
    compared = [each.predictor for each in register if each.kind == "group" and each.predictor in responses.profile]
    most = (plan.limits or Limits()).groups
    by = grouping_variables((*plan.by, *compared), responses, most)  # what a test compares is hidden as in a table
    searched = search(responses, scores)
    everyone = _basis(responses, plan, rule, by, scores)
    if not (plan.exclude_careless and searched.flagged.any()):
        return Respondents(basis=everyone, everyone=everyone, searched=searched)
    careful = without_careless(scores, searched.flagged)  # searched once: in the rest others would be flagged
    basis = replace(_basis(responses, plan, rule, by, careful), sample="unflagged")
    return Respondents(basis=basis, everyone=everyone, searched=searched)


def _basis(responses: Responses, plan: Plan, rule: Disclosure, by: tuple[str, ...], scores: Scores) -> Basis:
    """Return what every step of a run over the respondents of ``scores`` starts from."""
    n = len(scores.values)
    _refuse_few(scores, rule)
    profile = responses.profile.loc[scores.kept].reset_index(drop=True)
    partitions = {name: group_labels(profile[name]).to_numpy() for name in by}
    units, cluster, notices = _clusters(plan, responses.instrument, profile, scores, partitions, rule)
    clusters = None if units is None else units.labels
    rate = _response_rate(plan.study or responses.instrument.study or Study(), n)
    sampling = Sampling(
        conf_level=plan.conf_level, seed=plan.seed, count=plan.draws, fpc=None if rate is None else rate.fpc
    )
    return Basis(
        responses=responses,
        plan=plan,
        rule=rule,
        scores=scores,
        profile=profile,
        clusters=clusters,
        cluster=cluster,
        sampling=sampling,
        draws=resamples(n, sampling, clusters),
        partitions=partitions,
        pooled=units is not None and units.pools > 0,
        sample="all",
        rate=rate,
        notices=notices,
        register=hypotheses_of(plan, responses.instrument),
    )


def _refuse_few(scores: Scores, rule: Disclosure) -> None:
    """Refuse to publish what rests on too few respondents, or has an item that too few answered."""
    if rule.policy != "published":
        return
    n, answered = len(scores.values), scores.keyed.notna().sum()
    if n < rule.minimum:
        raise NothingToScoreError("too_few_to_publish", n=n, least=rule.minimum)
    few = [str(name) for name, count in answered.items() if 0 < count < rule.minimum]
    if few:
        raise NothingToScoreError("items_too_few_to_publish", items=", ".join(few), least=rule.minimum)


def grouping_variables(by: Iterable[str], responses: Responses, most: int) -> tuple[str, ...]:
    """Return the ids of the grouping variables named by id or label.

    Raises
    ------
    PlanError
        One is not in the survey, is a number, or has more than ``most`` values.
    """
    instrument = responses.instrument
    kinds = {variable.id: variable.type for variable in instrument.profile}
    known = [name for name in map(str, responses.profile) if kinds.get(name) != "number"]
    by = [_variable(instrument, name, known) for name in by]
    for name in by:
        found = responses.profile[name].nunique()
        if found > most:
            raise PlanError("too_many_groups", name=name, found=found, limit=most)
        if kinds.get(name) == "text":
            _refuse_names(name, responses.profile[name].dropna())
    return tuple(dict.fromkeys(by))


def _refuse_names(name: str, values: pd.Series[Any]) -> None:
    """Refuse to group by a text of which more than half of the values are one respondent's own: it may be a name."""
    alone = int((values.value_counts() == 1).sum())
    if len(values) >= FEWEST_NAMES and alone > HALF * len(values):
        raise PlanError("group_of_names", name=printable(name, 80), n=len(values), alone=alone)


def _variable(instrument: Instrument, name: str, known: Sequence[str]) -> str:
    """Return the id of the variable that a person named by id or label; it must be one of ``known``."""
    variable = profile_variable(instrument, name)
    if variable is None or variable.id not in known:
        listed = {f"known_{lang}": listed_variables(instrument, known, lang) for lang in LANGUAGES}
        raise PlanError("unknown_group", name=printable(name, 80), **listed)
    return variable.id


def _clusters(
    plan: Plan,
    instrument: Instrument,
    profile: pd.DataFrame,
    scores: Scores,
    partitions: Mapping[str, NDArray[Any]],
    rule: Disclosure,
) -> tuple[Units | None, str | None, tuple[Notice, ...]]:
    """Return the units that are resampled where they are clusters, the variable's name, and what to know about it."""
    name = instrument.respondent.cluster if plan.cluster is None else plan.cluster
    if name is None or name == "none":
        return None, None, ()
    if plan.cluster is not None:
        name = _variable(instrument, name, list(map(str, profile)))
    if name not in profile:
        return None, None, (Notice(code="cluster_absent", where=name, values={"variable": name}),)
    labels = group_labels(profile[name])
    count = int(labels[labels != ""].nunique())
    if count < FEW_CLUSTERS:
        few = Notice(code="few_clusters", where=name, values={"variable": name, "count": count})
        return None, name, (few,) if len(labels) > 1 else ()  # of one respondent nothing is resampled at all
    counted = counted_variables(instrument.profile, profile, (name, *partitions, *instrument.respondent.group_by))
    known = hidden_counts(counted, profile, rule)
    units = cluster_units(scores.values, labels.to_numpy(object), name, partitions, scores.rules, rule, known)
    alone = int((labels == "").sum())
    notices = []
    if units.count < FEW_CLUSTERS:
        pooled: dict[str, str | int | float] = {"variable": name, "pooled": units.pooled, "count": units.count}
        return None, name, (Notice(code="few_units", where=name, values=pooled),)
    if units.pooled:
        values: dict[str, str | int | float] = {"variable": name, "pooled": units.pooled, "units": units.pools}
        notices.append(Notice(code="clusters_pooled", where=name, values=values))
    if alone:
        notices.append(Notice(code="cluster_missing", where=name, values={"variable": name, "count": alone}))
    return units, name, tuple(notices)


def _response_rate(study: Study, n: int) -> ResponseRate | None:
    """Return the response rate where the number invited is known; a census also gets its correction."""
    if study.invited is None:
        return None
    if n > study.invited:
        raise PlanError("more_than_invited", n=n, invited=study.invited)
    fpc = math.sqrt(1 - n / study.invited) if study.kind == "census" else None
    return ResponseRate(invited=study.invited, analysed=n, rate=n / study.invited, fpc=fpc)
