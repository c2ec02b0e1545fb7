"""The three parts of a run, each from the same basis: what is described, what is measured, what is tested."""

from __future__ import annotations

from collections import Counter
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any

from numpy.typing import NDArray

from govassess.assessment.basis import Basis, Beside
from govassess.assessment.carelessness import Searched, carelessness, other_way
from govassess.assessment.comparisons import comparisons
from govassess.assessment.few_measured import measures_in_few_digits, spread_in_steps
from govassess.assessment.few_missing import compared_sets, notices_with_few_digits, with_few_digits
from govassess.assessment.indices import group_results, node_scores
from govassess.assessment.left_over import complete_on, nodes_of_map, rows_in, safe_equations, safe_maps
from govassess.assessment.model import GroupResult
from govassess.assessment.partly_answered import (
    NO_STEPS,
    Steps,
    rounded_groups,
    rounded_scores,
    rounding_notices,
    rounding_steps,
)
from govassess.assessment.robustness import robust_scores
from govassess.assessment.shown_sums import respondents_apart, shown_sums
from govassess.assessment.summaries import profile_summaries, screening
from govassess.assessment.withheld import (
    SHOWN_BY_GROUP,
    Hidden,
    counted_variables,
    hidden_at,
    hidden_by_node,
    hidden_counts,
    hidden_groups,
    withheld_in,
)
from govassess.disclosure.minimum import Disclosure, Suppression
from govassess.hypotheses.equations import without_errors
from govassess.hypotheses.estimators import estimators, mark_fragile
from govassess.hypotheses.model import HypothesisResult, Model
from govassess.hypotheses.path_models import path_models
from govassess.hypotheses.register import run_register
from govassess.instrument.model import Hypothesis
from govassess.measurement.aggregation import aggregation
from govassess.measurement.items import identical_items, item_statistics, measurement_nodes
from govassess.measurement.model import AggregationEvidence
from govassess.measurement.scales import reliabilities, validity
from govassess.measurement.structure import structure_notices
from govassess.notices import Notice, Unavailable
from govassess.responses.groups import group_labels


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class Part:
    """Finished fields of the assessment, why others are not there, and what to know about them."""

    parts: Mapping[str, Any]
    gaps: tuple[Unavailable, ...]
    notices: tuple[Notice, ...] = ()
    beside: Beside | None = None
    steps: Steps = NO_STEPS  # means that are rounded


def description(basis: Basis, everyone: Basis, searched: Searched, grouping: Sequence[str]) -> Part:
    """Return scores, the respondents, their groups and how these compare, and the state of the data.

    ``everyone`` is the basis with those who were left out as careless, of whom ``searched`` tells who they are;
    ``grouping`` are the variables by which results may be grouped.
    """
    scores, rule, sampling = basis.scores, basis.rule, basis.sampling
    whole = node_scores(scores.values, scores.rules, basis.draws, sampling, coarse=basis.pooled)
    declared = basis.responses.instrument.profile
    hidden = _hidden_counts(basis, grouping)
    groups, group_gaps = group_results(
        scores.values, basis.partitions, scores.rules, rule, sampling, basis.clusters, known=hidden
    )
    steps = rounding_steps(basis, groups)
    compared, comparison_gaps = comparisons(
        scores.values, basis.partitions, groups, scores.rules, rule, conf_level=sampling.conf_level, steps=steps
    )
    careless, careless_gaps = carelessness(searched, rule)
    beside, beside_gaps = other_way(basis, everyone, searched, groups)
    whole = spread_in_steps(whole, scores, compared_sets(scores, rule))
    whole, groups = rounded_scores(whole, steps, scores.rules), rounded_groups(groups, steps, scores.rules)
    return Part(
        parts={
            "scores": whole,
            "profile": profile_summaries(declared, basis.profile, rule, hidden),
            "groups": groups,
            "comparisons": compared,
            "robustness": robust_scores(beside, whole),
            "screening": screening(basis.responses, scores.kept, frozenset(scores.rules.turned), careless=careless),
        },
        gaps=(*group_gaps, *comparison_gaps, *careless_gaps, *beside_gaps),
        notices=(*_of_one_cluster(basis, groups), *rounding_notices(steps)),
        beside=beside,
        steps=steps,
    )


def shown_groups(basis: Basis, grouping: Sequence[str]) -> tuple[GroupResult, ...]:
    """Return what the tables show of groups, as ``description`` makes them, without intervals."""
    bare = replace(basis.sampling, count=0)
    found, _ = group_results(
        basis.scores.values,
        basis.partitions,
        basis.scores.rules,
        basis.rule,
        bare,
        None,
        known=_hidden_counts(basis, grouping),
    )
    return found


def _hidden_counts(basis: Basis, grouping: Sequence[str]) -> Hidden:
    """Return the values of profile variables whose number of respondents is hidden."""
    declared = basis.responses.instrument.profile
    return hidden_counts(counted_variables(declared, basis.profile, grouping), basis.profile, basis.rule)


def measurement(basis: Basis, nested: Sequence[str], described: Part) -> Part:
    """Return items, reliability and validity, and whether answers may be averaged to the groups of ``nested``."""
    scores, draws = basis.scores, basis.draws
    items, item_gaps = item_statistics(basis.responses, scores)
    scales, scale_gaps = reliabilities(scores, draws, conf_level=basis.sampling.conf_level)
    separation, pair_gaps = validity(scores, draws, seed=basis.sampling.seed)
    partitions = {by: group_labels(basis.profile[by]).to_numpy() for by in nested}
    withheld = _withheld(basis, partitions, described.parts["groups"])
    evidence = [
        aggregation(scores, labels, by, hidden={node: hidden[by] for node, hidden in withheld.items()})
        for by, labels in partitions.items()
    ]
    found = {
        "items": items,
        "reliability": scales,
        "validity": separation,
        "aggregation": tuple(_sizes_within(each, basis.rule) for found, _ in evidence for each in found),
    }
    rounded, few = measures_in_few_digits(found, scores, compared_sets(scores, basis.rule))
    return Part(
        parts=rounded,
        gaps=(*item_gaps, *scale_gaps, *pair_gaps, *(gap for _, gaps in evidence for gap in gaps)),
        notices=(*identical_items(scores), *structure_notices(rounded["validity"], rounded["reliability"]), *few),
    )


def relations(basis: Basis, register: Sequence[Hypothesis], described: Part) -> Part:
    """Return the hypotheses with their verdicts and equations, by each method that could be fitted."""
    scores, draws, level = basis.scores, basis.draws, basis.sampling.conf_level
    instrument = scores.instrument
    tests = run_register(
        register,
        instrument,
        scores,
        basis.profile,
        draws,
        clusters=basis.clusters,
        ci=basis.plan.ci,
        minimum=basis.rule.minimum,
        conf_level=level,
        hidden=_hidden(basis, register, described.parts["groups"]),
        rounded={
            each.id
            for each in register
            if each.kind == "group" and described.steps.rounded((each.outcome,), (each.predictor,))
        },
        published=basis.rule.policy == "published",
    )
    models, model_gaps = path_models(register, scores, draws, conf_level=level)
    survey, beside = basis.survey(), described.beside
    used = {name: rows_in(setting) for name, setting in tests.settings.items()}
    complete = complete_on(sorted({node for model in models for node in nodes_of_map(model)}), scores)
    others = (column for rows in used.values() for column in rows.columns())
    at, people = respondents_apart(basis, beside, (*others, *complete.values()))
    known = shown_sums(basis, described.parts["groups"], beside, (at, people))
    rows_apart = {name: rows.at(at) for name, rows in used.items()}
    equations, hidden_terms, known = safe_equations(tests.models, rows_apart, known, described.steps)
    models, hidden_maps = safe_maps(models, scores, known, at)
    other = None if beside is None else beside.other_way(survey)
    estimates, estimate_gaps = estimators(register, tests.results, survey, models, sample=basis.sample, other=other)
    results = mark_fragile(tests.results, estimates, sample=basis.sample)
    in_equations = {each.hypothesis: used[each.hypothesis].used for each in equations}
    found = {
        "hypotheses": tuple(_groups_within(each, basis.rule) for each in results),
        "models": tuple(_clusters_within(each, basis.rule) for each in equations),
        "path_models": models,
        "estimators": estimates,
    }
    sets = compared_sets(scores, basis.rule, in_equations.values())
    rounded, bare, few = with_few_digits(found, in_equations, sets)
    return Part(
        parts=rounded,
        gaps=(*model_gaps, *estimate_gaps, *hidden_maps, *hidden_terms, *without_errors(equations), *bare),
        notices=(*notices_with_few_digits(tests.notices, few), *few),
    )


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


def _hidden(
    basis: Basis, register: Sequence[Hypothesis], groups: Sequence[GroupResult]
) -> Mapping[str, Collection[str]]:
    """Return for each hypothesis about groups those that the tables hide, or withhold at its outcome."""
    found: dict[str, Collection[str]] = {}
    hidden: dict[str, dict[str, Suppression]] = {by: {} for by in basis.partitions}
    for group in groups:
        if group.suppressed:
            hidden[group.by][group.value] = group.suppressed
    for each in register:
        if each.kind == "group" and each.predictor in hidden and basis.scores.rules.measures(each.outcome):
            scores = basis.scores.values[each.outcome]
            at_outcome = hidden_at(scores, basis.partitions, basis.rule, hidden)[each.predictor]
            found[each.id] = {*at_outcome, *withheld_in(groups, each.outcome).get(each.predictor, ())}
    return found


def _withheld(
    basis: Basis, partitions: Mapping[str, NDArray[Any]], groups: Sequence[GroupResult]
) -> Mapping[str, Mapping[str, Collection[str]]]:
    """Return for each node of the measurement level the groups of ``partitions`` whose score on it may not be shown.

    Those that the tables withhold are among them: what rests on a group beside the others would tell about it.
    """
    scores, rule, rules = basis.scores, basis.rule, basis.scores.rules
    measured = [node.id for node in measurement_nodes(rules)]
    nodes = [branch.id for branch in rules.branches if branch.kind in SHOWN_BY_GROUP or branch.id in measured]
    hidden = hidden_groups(scores.values, partitions, nodes, rule)
    at_node = hidden_by_node(scores.values, partitions, rules, nodes, rule, hidden)
    found = {}
    for node in measured:
        in_tables = withheld_in(groups, node)
        found[node] = {by: {*names, *in_tables.get(by, ())} for by, names in at_node[node].items()}
    return found


def _sizes_within(found: AggregationEvidence, rule: Disclosure) -> AggregationEvidence:
    """Return the evidence without the size of a group that may not be shown."""
    return replace(found, smallest=_size(found.smallest, rule), largest=_size(found.largest, rule))


def _clusters_within(model: Model, rule: Disclosure) -> Model:
    """Return the equation without the size of a cluster that may not be shown."""
    return replace(
        model,
        smallest_cluster=_size(model.smallest_cluster, rule),
        largest_cluster=_size(model.largest_cluster, rule),
    )


def _groups_within(result: HypothesisResult, rule: Disclosure) -> HypothesisResult:
    """Return the hypothesis with the sizes of its groups as they may be printed."""
    shown = (replace(group, n=None if group.n is None else rule.shown_count(group.n)) for group in result.groups)
    left_out = None if result.n_left_out is None else rule.shown_count(result.n_left_out)
    return replace(result, groups=tuple(shown), n_left_out=left_out)


def _size(n: int | None, rule: Disclosure) -> int | None:
    """Return a group's size as it may be printed, nothing for one that is too small."""
    return None if n is None or n < rule.minimum else rule.shown_count(n)
