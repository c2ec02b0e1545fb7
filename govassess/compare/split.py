"""One result per group of a survey: who gets one, and what it holds given those of the others."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any

import numpy as np
from numpy.typing import NDArray

from govassess.assessment.assess import assess
from govassess.assessment.respondents import grouping_variables, respondents_of
from govassess.assessment.sensitivity import FEWEST_LEFT, search, sensitivity_sample
from govassess.assessment.steps import shown_groups
from govassess.disclosure.across import NOTHING
from govassess.disclosure.known_sums import KnownSums, Row
from govassess.disclosure.minimum import DISTRIBUTION, Suppression, disclosure_rule, never_alone, suppressed_groups
from govassess.errors import NothingToScoreError
from govassess.files.limits import Limits
from govassess.hypotheses.register import nodes_of
from govassess.privacy.equations import without_categories
from govassess.privacy.shown_sums import shown_sums
from govassess.responses.groups import group_labels, part_of, rare_as_other
from govassess.responses.model import Responses
from govassess.result.assessment import Assessment
from govassess.run.plan import Plan, hypotheses_of
from govassess.scoring.scores import Scores, score


@dataclass(frozen=True, slots=True, kw_only=True)
class Split:
    """The groups of one variable: those that get a result of their own, and why the others get none."""

    variable: str
    least: int  # respondents that a group needs
    shown: tuple[str, ...]  # in the order of their names
    suppressed: Mapping[str, Suppression]


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
        ``no_group_large_enough``, ``no_group_safe``: no group may have a result of its own; of the second some are
        large enough, but what they would show with other tables and reports would disclose too few.

    Notes
    -----
    A result of its own shows distributions, so that a group needs ``DISTRIBUTION`` respondents, or the minimum if that
    is more. The whole survey is shown too: what the groups without a result answered, found by subtraction, must be
    that of at least the minimum on every item and every node; until it is, the next smallest groups get none either.
    In ``published`` a group of which all gave the same answer to an item gets none.

    The groups that the tables of the whole survey show (``by``, hypotheses about groups) and the results of the groups
    are one system of sums (``KnownSums``): where it discloses a sum over fewer than the minimum, or over a group that
    the tables hide, the smallest group whose result takes part gets none, until nothing is disclosed.

    Examples
    --------
    >>> import govassess as ga
    >>> from govassess.run.plan import Plan
    >>> survey = ga.read_responses("examples/simulated-survey.csv")
    >>> split_of(survey, "role", Plan()).shown
    ('frontline', 'functional', 'leader', 'partner', 'supervisor')
    """
    rule = disclosure_rule(plan.disclosure, plan.min_group)
    (name,) = grouping_variables((variable,), responses, (plan.limits or Limits()).groups)
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
    tables = _sums_of_tables(responses, plan)
    rows = [
        (group, quantity, row)
        for group in sorted(set(sizes) - set(hidden))
        for quantity, row in _sums_of(responses, scores, labels == group, (name, group), plan, rule.minimum)
    ]
    while (found := _disclosing([row for row in rows if row[0] not in hidden], tables, sizes)) is not None:
        hidden = _until_many(scores, labels, sizes, {**hidden, found: "secondary"}, least)
    shown = tuple(sorted(group for group in sizes if group and group not in hidden))
    if not shown:
        small = max((count for group, count in sizes.items() if group), default=0) < least
        code = "no_group_large_enough" if small else "no_group_safe"
        raise NothingToScoreError(code, variable=name, least=least)
    suppressed = {group: why for group, why in sorted(hidden.items()) if group}
    return Split(variable=name, least=least, shown=shown, suppressed=suppressed)


def _disclosing(rows: Sequence[tuple[str, str, Row]], tables: KnownSums, sizes: Mapping[str, int]) -> str | None:
    """Return the smallest group whose result, with the tables and other results, discloses too few; None if none."""
    further: dict[str, list[Row]] = {}
    for _, quantity, row in rows:
        further.setdefault(quantity, []).append(row)
    for quantity, wanted in tables.disclosed_by(further):
        own = [(group, row) for group, of, row in rows if of == quantity]
        known = np.column_stack([*(row for _, row in own), *tables.rows.get(quantity, ())])
        parts = np.abs(np.linalg.lstsq(known, wanted, rcond=None)[0]) > NOTHING
        used = {group for (group, _), part in zip(own, parts, strict=False) if part}
        return min(used or {group for group, _ in own}, key=lambda group: (sizes[group], group))
    return None


def _sums_of_tables(responses: Responses, plan: Plan) -> KnownSums:
    """Return the sums over the respondents who can be scored that the tables of a run over all of them disclose."""
    found = respondents_of(responses, replace(plan, draws=0))
    groups = shown_groups(found.basis)
    sensitivity, _ = sensitivity_sample(found.basis, found.everyone, found.searched, groups)
    known = shown_sums(found.basis, groups, sensitivity)
    if found.basis.sample == "all":
        return known
    kept = ~found.searched.flagged

    def among_all(rows: Mapping[str, tuple[Row, ...]]) -> dict[str, tuple[Row, ...]]:
        return {name: tuple(_among_all(row, kept) for row in of) for name, of in rows.items()}

    return replace(known, rows=among_all(known.rows), hidden=among_all(known.hidden))


def _among_all(row: Row, kept: NDArray[np.bool_]) -> Row:
    """Return weights of the respondents kept as weights of all, 0 for the others."""
    found = np.zeros(len(kept))
    found[kept] = row
    return found


def _sums_of(
    responses: Responses, scores: Scores, inside: NDArray[np.bool_], place: tuple[str, str], plan: Plan, minimum: int
) -> Iterator[tuple[str, Row]]:
    """Yield the sums that the result of one group discloses: quantity, and who is in it.

    These are the scores of its respondents, those of the respondents without the careless among them, and those of
    the respondents of its equations.
    """
    nodes = [str(name) for name in scores.values]
    scored = scores.values.notna().to_numpy(bool)
    part = part_of(responses, *place)
    flagged = np.zeros(len(inside), dtype=bool)
    flagged[inside] = search(part, score(part, reproduce=plan.printed_weight)).flagged
    careful = inside & ~flagged
    samples = [careful if plan.exclude_careless else inside]
    left = FEWEST_LEFT if not plan.exclude_careless else 0
    if flagged.sum() >= minimum and careful.sum() >= left:
        samples.append(inside if plan.exclude_careless else careful)
    for sample in samples:
        for at, name in enumerate(nodes):
            if (scored[:, at] & sample).any():
                yield name, np.asarray(scored[:, at] & sample, dtype=np.float64)
    known = responses.profile.loc[scores.kept].notna().reset_index(drop=True)
    defaults = responses.instrument.hypothesis_defaults
    for each in hypotheses_of(plan, responses.instrument):
        used = nodes_of(each)
        if each.kind == "group" or not all(node in nodes for node in used):
            continue
        wanted = defaults.covariates if each.covariates is None else each.covariates
        columns = [known[name].to_numpy(bool) for name in wanted if name in known and known.loc[inside, name].any()]
        complete = np.all([samples[0], *(scored[:, nodes.index(node)] for node in used), *columns], axis=0)
        for node in used:
            yield node, complete.astype(np.float64)


def assess_group(responses: Responses, variable: str, value: str, plan: Plan) -> Assessment:
    """Return the result of one group, made of its respondents alone.

    Groups within it are not shown: those of the whole survey less those of the other groups' results would disclose
    them. So it is assessed without ``by``, without hypotheses that compare groups, without who answered, and its
    equations without the coefficients of categories and the constant that is the level of one of them.
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
    models, gaps = without_categories(result.models, result.unavailable)
    return replace(result, options=options, profile=(), models=models, unavailable=gaps)


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
