"""The steps of one run, in order: scores, draws, indices, measurement, hypotheses, groups, and what to warn of."""

from __future__ import annotations

import math
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from importlib.metadata import version
from pathlib import Path
from typing import TYPE_CHECKING, Any

import numpy as np
from numpy.typing import NDArray

from govassess.assessment.achievement import categories_of, categorised
from govassess.assessment.basis import Basis
from govassess.assessment.carelessness import Searched, other_way, search
from govassess.assessment.denominators import by_answers
from govassess.assessment.indices import (
    FEW_CLUSTERS,
    Sampling,
    resampled_units,
    resamples,
)
from govassess.assessment.model import TcrCategories
from govassess.assessment.parts import description, measurement, relations, shown_groups
from govassess.assessment.plan import Plan, hypotheses_of, with_options
from govassess.assessment.printed import checklist_in_steps, choices_in_steps, for_publication
from govassess.assessment.priorities import opportunities, priorities, why_none
from govassess.assessment.publication import Publication, notices_of, publication
from govassess.assessment.result import (
    SCHEMA_VERSION,
    Assessment,
    Options,
    ResponseRate,
    Unavailable,
)
from govassess.assessment.shown_sums import shown_sums
from govassess.assessment.standing_out import standing_out
from govassess.assessment.summaries import checklist_results, multiple_choice_results
from govassess.assessment.units import Units, cluster_units
from govassess.assessment.warnings import run_notices
from govassess.assessment.withheld import aliases, counted_variables, hidden_counts, unnamed
from govassess.disclosure.known_sums import KnownSums, Row
from govassess.disclosure.minimum import Disclosure, disclosure_rule
from govassess.errors import NothingToScoreError, PlanError
from govassess.files.cells import printable
from govassess.files.limits import Limits, changed
from govassess.instrument.load import sha256_of
from govassess.instrument.model import Hypothesis, Instrument, Study
from govassess.notices import Notice
from govassess.responses.groups import group_labels, listed_variables, profile_variable, rare_as_other
from govassess.responses.model import Responses
from govassess.scoring.rules import Rules
from govassess.scoring.scores import Scores, score, without_careless
from govassess.stats.intervals import percentile_levels
from govassess.text.catalogue import LANGUAGES

if TYPE_CHECKING:
    import pandas as pd


FEWEST_NAMES = 10
"""Of fewer values that each stand once nothing can be said."""

HALF = 0.5


def assess(responses: Responses, *, plan: Plan | None = None, **options: object) -> Assessment:
    """Assess one survey: scores, levels, measurement, hypotheses, groups.

    Parameters
    ----------
    responses : Responses
        What ``read_responses`` returned.
    plan : Plan, optional
        Options of the run, such as ``read_plan`` returns.
    **options
        Single options in place of the plan's: ``by`` (a name or several), ``cluster``, ``draws``, ``seed``,
        ``disclosure``, ``min_group``, ``ledger``, ``study``, ``reproduce``, ``exclude_careless``, ...

    Returns
    -------
    Assessment
        Codes and values, without any respondent's answers.

    Raises
    ------
    NothingToScoreError
        Nobody is left, nothing can be scored, or ``published`` refuses a sample under its minimum; with
        ``exclude_careless`` everybody looks careless.
    PlanError
        An option names a profile variable that the survey does not hold, or asks for what cannot be done; or the
        ledger holds a report that must not stand beside this one.

    Notes
    -----
    One set of bootstrap draws serves every table. It resamples the clusters that the instrument or ``cluster`` names
    if there are 10 or more, else respondents (above 5,000 rows, 2,000 random shards of them).

    ``exclude_careless`` leaves out who shows two signs or more of careless answering, as the last step of the funnel:
    the result is that of a survey without these rows, and indices and hypotheses of everyone stand beside it. Without
    it nobody is left out, and those without these respondents stand beside.

    ``ledger`` names a file of what was given out before: groups that differ from an earlier one by fewer respondents
    than the minimum are refused in ``published`` and warned of in ``internal``. It is only read here; the command
    line writes it together with the report.

    Examples
    --------
    >>> import govassess as ga
    >>> result = ga.assess(ga.read_responses("examples/simulated-survey.csv"), draws=200, seed=1)
    >>> [each.id for each in result.scores if each.kind == "construct"]
    ['CG', 'DPS', 'SC']
    """
    if not isinstance(responses, Responses):
        raise TypeError(f"assess() takes what read_responses() returns, not {type(responses).__name__}")
    return run(responses, with_options(plan, **options)).result


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class Run:
    """What one run found, and what it would give out of whom, where a ledger is kept."""

    result: Assessment
    publication: Publication | None


def run(responses: Responses, chosen: Plan, alone: tuple[str, Sequence[str]] | None = None) -> Run:
    """Assess one survey as ``assess`` does; with a ledger, return also what is to be written into it.

    ``alone``: a profile variable, and its groups of which reports of their own are written in the same run.
    """
    instrument = responses.instrument
    register = hypotheses_of(chosen, instrument)
    study = chosen.study or instrument.study or Study()
    categories = categories_of(chosen.tcr_categories, instrument)
    everyone, basis, searched = _prepared(responses, chosen, register, study)
    scores, by, cluster = basis.scores, tuple(basis.partitions), basis.cluster
    n = len(scores.values)
    nested = tuple(dict.fromkeys((*by, *((cluster,) if cluster else ()))))
    grouping = tuple(dict.fromkeys((*nested, *instrument.respondent.group_by)))

    described = description(basis, everyone, searched, grouping)
    given_out = None
    if chosen.ledger is not None:
        given_out = publication(Path(chosen.ledger), basis, described.parts["groups"], described.beside, alone)
    near = () if given_out is None else notices_of(given_out)
    measured = measurement(basis, nested, described)
    tested = relations(basis, register, described)
    first = priorities(scores, register)
    shown = {each.id: each.mean for each in described.parts["scores"]}
    named, items = categorised(described.parts["scores"], measured.parts["items"], categories)
    checked, unchecked = checklist_results(responses, scores.kept, basis.rule)
    groups = described.parts["groups"]
    parts: dict[str, Any] = {
        **described.parts,
        **measured.parts,
        "scores": named,
        "items": items,
        **tested.parts,
        **unnamed({**described.parts, **tested.parts}, aliases(groups, basis.partitions, instrument.profile)),
        "response_rate": basis.rate,
        "study": study,
        "options": _options(chosen, basis, categories, by, cluster, n),
        "funnel": scores.funnel,
    }
    choices = multiple_choice_results(responses, scores.kept, basis.draws, basis.sampling, basis.rule)
    if basis.pooled or basis.rule.policy == "published":
        choices = tuple(map(choices_in_steps, choices))
    if basis.rule.policy == "published":
        parts = for_publication(parts, scores.rules)
        checked = tuple(map(checklist_in_steps, checked))
    result = Assessment(
        schema_version=SCHEMA_VERSION,
        govassess=_own_version(),
        instrument=instrument,
        instrument_sha256=sha256_of(instrument),
        modules=measured_modules(scores.rules),
        form=responses.form,
        source=responses.source,
        versions={name: version(name) for name in ("numpy", "scipy", "pandas", "statsmodels")},
        priorities=first,
        opportunities=opportunities(scores, first, register, shown=shown),
        standing_out=standing_out(basis, shown),
        by_answers=by_answers(basis),
        multiple_choice=choices,
        checklists=checked,
        unavailable=(
            *(() if first else (Unavailable(where="priorities", field="list", code=why_none(scores)),)),
            *measured.gaps,
            *tested.gaps,
            *described.gaps,
            *unchecked,
            *_not_measured(scores.rules),
        ),
        warnings=(
            *(notice for notice in responses.issues if notice.code != "missing_code"),  # these are counted by item
            *basis.notices,
            *described.notices,
            *measured.notices,
            *tested.notices,
            *run_notices(n, instrument, parts),
            *near,
        ),
        **parts,
    )
    return Run(result=result, publication=given_out)


def tables_of(responses: Responses, chosen: Plan) -> KnownSums:
    """Return the sums over the respondents who can be scored that the tables of a run over all of them disclose."""
    register = hypotheses_of(chosen, responses.instrument)
    study = chosen.study or responses.instrument.study or Study()
    everyone, bare, searched = _prepared(responses, replace(chosen, draws=0), register, study)
    nested = tuple(dict.fromkeys((*bare.partitions, *((bare.cluster,) if bare.cluster else ()))))
    grouped = tuple(dict.fromkeys((*nested, *responses.instrument.respondent.group_by)))
    groups = shown_groups(bare, grouped)
    beside, _ = other_way(bare, everyone, searched, groups)
    known = shown_sums(bare, groups, beside)
    if bare.sample == "all":
        return known
    among = np.flatnonzero(~searched.flagged)

    def lifted(rows: Mapping[str, tuple[Row, ...]]) -> dict[str, tuple[Row, ...]]:
        return {name: tuple(_placed(row, among, len(searched.flagged)) for row in of) for name, of in rows.items()}

    return replace(known, rows=lifted(known.rows), hidden=lifted(known.hidden))


def _placed(row: Row, among: NDArray[np.int_], n: int) -> Row:
    """Return weights of some respondents as weights of all n, 0 for the others."""
    found = np.zeros(n)
    found[among] = row
    return found


def _prepared(
    responses: Responses, chosen: Plan, register: Sequence[Hypothesis], study: Study
) -> tuple[Basis, Basis, Searched]:
    """Return the basis of everyone, that of who is analysed, and the signs of careless answering among everyone."""
    rule = disclosure_rule(chosen.disclosure, chosen.min_group)
    scores = score(responses, reproduce=chosen.printed_weight)
    responses = rare_as_other(responses, scores.kept, rule.minimum)
    compared = [each.predictor for each in register if each.kind == "group" and each.predictor in responses.profile]
    most = (chosen.limits or Limits()).groups
    by = grouping((*chosen.by, *compared), responses, most)  # what a hypothesis compares is hidden as a table is
    searched = search(responses, scores)
    everyone = _basis(responses, chosen, study, rule, by, scores)
    if not (chosen.exclude_careless and searched.flagged.any()):
        return everyone, everyone, searched
    careful = without_careless(scores, searched.flagged)  # looked for once: in the rest others would stand out
    basis = _basis(responses, chosen, study, rule, by, careful)
    return everyone, replace(basis, sample="unflagged"), searched


def _basis(
    responses: Responses, chosen: Plan, study: Study, rule: Disclosure, by: tuple[str, ...], scores: Scores
) -> Basis:
    """Return what every part of a run over the respondents of ``scores`` starts from."""
    n = len(scores.values)
    if chosen.disclosure == "published" and n < rule.minimum:
        raise NothingToScoreError("too_few_to_publish", n=n, least=rule.minimum)
    if chosen.disclosure == "published":
        answered = scores.keyed.notna().sum()
        few = [str(name) for name, count in answered.items() if 0 < count < rule.minimum]
        if few:
            raise NothingToScoreError("items_too_few_to_publish", items=", ".join(few), least=rule.minimum)
    profile = responses.profile.loc[scores.kept].reset_index(drop=True)
    partitions = {name: group_labels(profile[name]).to_numpy() for name in by}
    units, cluster, notices = _clusters(chosen, responses.instrument, profile, scores, partitions, rule)
    clusters = None if units is None else units.labels
    rate = _response_rate(study, n)
    sampling = Sampling(
        conf_level=chosen.conf_level, seed=chosen.seed, count=chosen.draws, fpc=None if rate is None else rate.fpc
    )
    return Basis(
        responses=responses,
        plan=chosen,
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
    )


def _options(
    plan: Plan, basis: Basis, categories: TcrCategories | None, by: tuple[str, ...], cluster: str | None, n: int
) -> Options:
    """Return what the run was asked to do, and what its draws resample."""
    draws = basis.draws
    low, high = (None, None) if draws is None else percentile_levels(draws, plan.conf_level)
    return Options(
        seed=plan.seed,
        draws=0 if draws is None else draws.count,
        conf_level=plan.conf_level,
        resampled="respondents" if draws is None else resampled_units(draws),
        units=n if draws is None else draws.units,
        by=by,
        cluster=cluster,
        disclosure=plan.disclosure,
        min_group=basis.rule.minimum,
        percentile_low=low,
        percentile_high=high,
        plan=plan.file,
        mapping=None if plan.mapping is None else Path(plan.mapping).name,
        reproduce=plan.printed_weight,
        ci=plan.ci,
        exclude_careless=plan.exclude_careless,
        limits=changed(plan.limits or Limits()),
        leading_zero=plan.leading_zero,
        csv_dialect=plan.csv_dialect,
        tcr_categories=categories,
    )


def measured_modules(rules: Rules) -> tuple[str, ...]:
    """Return the names of the modules of which at least one construct was measured."""
    return tuple(
        name
        for name, module in rules.instrument.modules.items()
        if any(rules.measures(construct) for construct in module.constructs)
    )


def grouping(by: Iterable[str], responses: Responses, most: int) -> tuple[str, ...]:
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


def _not_measured(rules: Rules) -> tuple[Unavailable, ...]:
    """Return an entry for every construct, dimension and indicator that no column answers."""
    return tuple(
        Unavailable(where=node.id, field="score", code="not_measured")
        for node in rules.instrument.nodes()
        if not rules.measures(node.id)
    )


def _own_version() -> str:
    from govassess import __version__

    return __version__
