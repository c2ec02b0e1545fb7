"""The steps of a run that need respondents' answers: description, measurement, hypotheses, priorities."""

from __future__ import annotations

from collections import Counter
from collections.abc import Collection, Mapping, Sequence
from dataclasses import replace
from typing import Any

from numpy.typing import NDArray

from govassess.assessment.group_scores import comparisons, group_results
from govassess.assessment.priorities import opportunities, priorities, standing_out, why_none
from govassess.assessment.respondents import Respondents
from govassess.assessment.sensitivity import carelessness, robust_scores, sensitivity_sample
from govassess.assessment.summaries import profile_summaries, screening
from govassess.disclosure.minimum import Disclosure, Suppression
from govassess.hypotheses.equations import without_errors
from govassess.hypotheses.estimators import estimators, mark_fragile
from govassess.hypotheses.path_models import path_models
from govassess.hypotheses.register import Register, run_register
from govassess.measurement.aggregation import aggregation
from govassess.measurement.items import identical_items, item_statistics, measurement_nodes
from govassess.measurement.scales import reliabilities, validity
from govassess.measurement.structure import structure_notices
from govassess.notices import Notice, Unavailable
from govassess.privacy.equations import (
    EquationRows,
    complete_on,
    nodes_of_map,
    rows_in,
    safe_equations,
    safe_maps,
)
from govassess.privacy.few_missing import compared_sets, measures_in_few_digits, spread_in_steps, with_few_digits
from govassess.privacy.hidden_groups import (
    SHOWN_BY_GROUP,
    Hidden,
    counted_variables,
    hidden_at,
    hidden_by_node,
    hidden_counts,
    hidden_groups,
    suppressed_at,
)
from govassess.privacy.partly_answered import rounded_groups, rounded_scores, rounding_notices, rounding_steps
from govassess.privacy.shown_sums import respondents_apart, shown_sums
from govassess.responses.groups import group_labels
from govassess.result.descriptive import GroupResult
from govassess.result.hypotheses import HypothesisResult, Model, PathModel
from govassess.result.measures import AggregationEvidence
from govassess.run.basis import Basis
from govassess.run.findings import Described, Measured, Ordered, Tested
from govassess.run.node_scores import node_scores


def description(respondents: Respondents) -> Described:
    """Return scores, the respondents, their groups and how these compare, and the state of the data."""
    basis = respondents.basis
    scores, rules, rule, sampling = basis.scores, basis.scores.rules, basis.rule, basis.sampling
    whole = node_scores(scores.values, rules, basis.draws, sampling, coarse=basis.pooled)
    hidden = _hidden_counts(basis)
    groups, groups_absent = group_results(
        scores.values, basis.partitions, rules, rule, sampling, basis.clusters, known=hidden
    )
    steps = rounding_steps(basis, groups)
    compared, comparisons_absent = comparisons(
        scores.values, basis.partitions, groups, rules, rule, conf_level=sampling.conf_level, steps=steps
    )
    careless, not_searched = carelessness(respondents.searched, rule)
    sensitivity, no_sensitivity = sensitivity_sample(basis, respondents.everyone, respondents.searched, groups)
    whole = spread_in_steps(whole, scores, compared_sets(scores, rule))
    whole, groups = rounded_scores(whole, steps, rules), rounded_groups(groups, steps, rules)
    return Described(
        scores=whole,
        profile=profile_summaries(basis.responses.instrument.profile, basis.profile, rule, hidden),
        groups=groups,
        comparisons=compared,
        robustness=robust_scores(sensitivity, whole),
        screening=screening(basis.responses, scores.kept, frozenset(rules.turned), careless=careless),
        sensitivity=sensitivity,
        rounded=steps,
        unavailable=(*groups_absent, *comparisons_absent, *not_searched, *no_sensitivity),
        notices=(*_of_one_cluster(basis, groups), *rounding_notices(steps)),
    )


def shown_groups(basis: Basis) -> tuple[GroupResult, ...]:
    """Return what the tables show of groups, as ``description`` makes them, without intervals."""
    scores, bare = basis.scores, replace(basis.sampling, count=0)
    found, _ = group_results(
        scores.values, basis.partitions, scores.rules, basis.rule, bare, None, known=_hidden_counts(basis)
    )
    return found


def _hidden_counts(basis: Basis) -> Hidden:
    """Return the values of profile variables whose number of respondents is hidden."""
    declared = basis.responses.instrument.profile
    return hidden_counts(counted_variables(declared, basis.profile, basis.grouping), basis.profile, basis.rule)


def measurement(basis: Basis, described: Described) -> Measured:
    """Return items, reliability and validity, and whether answers may be averaged to groups and clusters."""
    scores, draws = basis.scores, basis.draws
    items, items_absent = item_statistics(basis.responses, scores)
    scales, scales_absent = reliabilities(scores, draws, conf_level=basis.sampling.conf_level)
    separation, pairs_absent = validity(scores, draws, seed=basis.sampling.seed)
    partitions = {by: group_labels(basis.profile[by]).to_numpy() for by in basis.nested}
    hidden = _hidden_at_nodes(basis, partitions, described.groups)
    evidence = [
        aggregation(scores, labels, by, hidden={node: groups[by] for node, groups in hidden.items()})
        for by, labels in partitions.items()
    ]
    found = Measured(
        items=items,
        reliability=scales,
        validity=separation,
        aggregation=tuple(_safe_sizes(each, basis.rule) for found, _ in evidence for each in found),
        unavailable=(*items_absent, *scales_absent, *pairs_absent, *(gap for _, gaps in evidence for gap in gaps)),
    )
    rounded = measures_in_few_digits(found, scores, compared_sets(scores, basis.rule))
    of_structure = structure_notices(rounded.validity, rounded.reliability)
    return replace(rounded, notices=(*identical_items(scores), *of_structure, *rounded.notices))


def hypothesis_tests(basis: Basis, described: Described) -> Tested:
    """Return the hypotheses with their verdicts and equations, by each method that could be fitted."""
    scores, register, context = basis.scores, basis.register, basis.context()
    tests = _tests(basis, described)
    fitted, not_fitted = path_models(register, scores, basis.draws, conf_level=basis.sampling.conf_level)
    used = {name: rows_in(design) for name, design in tests.designs.items()}
    equations, models, suppressed = _safe_models(basis, described, tests, used, fitted)
    sensitivity = described.sensitivity
    other = None if sensitivity is None else sensitivity.for_hypotheses(context)
    estimates, not_estimated = estimators(register, tests.results, context, models, sample=basis.sample, other=other)
    results = mark_fragile(tests.results, estimates, sample=basis.sample)
    found = Tested(
        hypotheses=tuple(_safe_group_sizes(each, basis.rule) for each in results),
        models=tuple(_safe_cluster_sizes(each, basis.rule) for each in equations),
        path_models=models,
        estimators=estimates,
        unavailable=(*not_fitted, *not_estimated, *suppressed, *without_errors(equations)),
        notices=tests.notices,
    )
    in_equations = {each.hypothesis: used[each.hypothesis].used for each in equations}
    return with_few_digits(found, in_equations, compared_sets(scores, basis.rule, in_equations.values()))


def ordered(basis: Basis, described: Described) -> Ordered:
    """Return what to look at first in the leading construct, and which of its parts stand out."""
    scores, register = basis.scores, basis.register
    sets, shown = compared_sets(scores, basis.rule), {each.id: each.mean for each in described.scores}
    first = priorities(scores, register, sets)
    return Ordered(
        priorities=first,
        opportunities=opportunities(scores, first, register, shown=shown, sets=sets),
        standing_out=standing_out(basis, shown),
        unavailable=() if first else (Unavailable(where="priorities", field="list", code=why_none(scores)),),
    )


def _tests(basis: Basis, described: Described) -> Register:
    """Return what became of every hypothesis; groups that the tables hide or round are not tested."""
    rounded = {
        each.id
        for each in basis.register
        if each.kind == "group" and described.rounded.rounded((each.outcome,), (each.predictor,))
    }
    context = replace(
        basis.context(),
        ci=basis.plan.ci,
        hidden=_hidden_in_tests(basis, described.groups),
        rounded=rounded,
        published=basis.rule.policy == "published",
    )
    return run_register(basis.register, context)


def _safe_models(
    basis: Basis,
    described: Described,
    tests: Register,
    used: Mapping[str, EquationRows],
    fitted: Sequence[PathModel],
) -> tuple[tuple[Model, ...], tuple[PathModel, ...], tuple[Unavailable, ...]]:
    """Return equations and path models without what would disclose too few, and what is not there for it."""
    complete = complete_on(sorted({node for model in fitted for node in nodes_of_map(model)}), basis.scores)
    columns = (column for rows in used.values() for column in rows.columns())
    at, people = respondents_apart(basis, described.sensitivity, (*columns, *complete.values()))
    known = shown_sums(basis, described.groups, described.sensitivity, (at, people))
    rows = {name: each.at(at) for name, each in used.items()}
    equations, hidden_terms, known = safe_equations(tests.models, rows, known, described.rounded)
    models, hidden_maps = safe_maps(fitted, basis.scores, known, at)
    return equations, models, (*hidden_maps, *hidden_terms)


def _of_one_cluster(basis: Basis, groups: Sequence[GroupResult]) -> tuple[Notice, ...]:
    """Return a notice for each variable of which shown groups come from a single cluster: they compare clusters."""
    if basis.clusters is None or basis.cluster is None:
        return ()
    clusters = group_labels(basis.profile[basis.cluster]).to_numpy()
    alone = Counter(
        group.by
        for group in groups
        if not group.suppressed and len(set(clusters[basis.partitions[group.by] == group.value])) == 1
    )
    return tuple(
        Notice(code="groups_of_one_cluster", where=f"groups.{by}", values={"by": by, "count": count})
        for by, count in alone.items()
        if by != basis.cluster
    )


def _hidden_in_tests(basis: Basis, groups: Sequence[GroupResult]) -> Mapping[str, Collection[str]]:
    """Return for each hypothesis about groups those that the tables hide, or whose mean on its outcome they hide."""
    found: dict[str, Collection[str]] = {}
    hidden: dict[str, dict[str, Suppression]] = {by: {} for by in basis.partitions}
    for group in groups:
        if group.suppressed:
            hidden[group.by][group.value] = group.suppressed
    for each in basis.register:
        if each.kind == "group" and each.predictor in hidden and basis.scores.rules.measures(each.outcome):
            scores = basis.scores.values[each.outcome]
            at_outcome = hidden_at(scores, basis.partitions, basis.rule, hidden)[each.predictor]
            found[each.id] = {*at_outcome, *suppressed_at(groups, each.outcome).get(each.predictor, ())}
    return found


def _hidden_at_nodes(
    basis: Basis, partitions: Mapping[str, NDArray[Any]], groups: Sequence[GroupResult]
) -> Mapping[str, Mapping[str, Collection[str]]]:
    """Return for each node of the measurement level the groups of ``partitions`` whose score on it is not shown.

    Those that the tables hide are among them: a statistic that rests on such a group and on others discloses it.
    """
    scores, rule, rules = basis.scores, basis.rule, basis.scores.rules
    measured = [node.id for node in measurement_nodes(rules)]
    nodes = [branch.id for branch in rules.branches if branch.kind in SHOWN_BY_GROUP or branch.id in measured]
    hidden = hidden_groups(scores.values, partitions, nodes, rule)
    at_node = hidden_by_node(scores.values, partitions, rules, nodes, rule, hidden)
    found = {}
    for node in measured:
        in_tables = suppressed_at(groups, node)
        found[node] = {by: {*names, *in_tables.get(by, ())} for by, names in at_node[node].items()}
    return found


def _safe_sizes(found: AggregationEvidence, rule: Disclosure) -> AggregationEvidence:
    """Return the evidence without the size of a group that is not shown."""
    return replace(found, smallest=_safe_size(found.smallest, rule), largest=_safe_size(found.largest, rule))


def _safe_cluster_sizes(model: Model, rule: Disclosure) -> Model:
    """Return the equation without the size of a cluster that is not shown."""
    smallest, largest = _safe_size(model.smallest_cluster, rule), _safe_size(model.largest_cluster, rule)
    return replace(model, smallest_cluster=smallest, largest_cluster=largest)


def _safe_group_sizes(result: HypothesisResult, rule: Disclosure) -> HypothesisResult:
    """Return the hypothesis with the sizes of its groups as they are printed."""
    shown = (replace(group, n=None if group.n is None else rule.shown_count(group.n)) for group in result.groups)
    left_out = None if result.n_left_out is None else rule.shown_count(result.n_left_out)
    return replace(result, groups=tuple(shown), n_left_out=left_out)


def _safe_size(n: int | None, rule: Disclosure) -> int | None:
    """Return a group's size as it is printed, nothing for one that is too small."""
    return None if n is None or n < rule.minimum else rule.shown_count(n)
