"""Index and level of every node in the groups that are shown."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from typing import TYPE_CHECKING, Any

from numpy.typing import NDArray

from govassess.disclosure.digits import SMALL
from govassess.disclosure.minimum import DISTRIBUTION, Disclosure, Suppression
from govassess.privacy.cluster_units import pooled_within
from govassess.privacy.hidden_groups import SHOWN_BY_GROUP, hidden_by_node, hidden_groups
from govassess.result.assessment import GroupResult, NodeScore, Unavailable
from govassess.run.node_scores import (
    ENDS,
    ERRORS,
    UNKNOWN,
    ends_in_steps,
    finest,
    node_scores,
)
from govassess.run.sampling import Sampling, resampled_units, resamples
from govassess.scoring.rules import Rules

if TYPE_CHECKING:
    import pandas as pd


def group_results(
    values: pd.DataFrame,
    partitions: Mapping[str, NDArray[Any]],
    rules: Rules,
    rule: Disclosure,
    sampling: Sampling,
    clusters: NDArray[Any] | None,
    *,
    known: Mapping[str, Mapping[str, Suppression]] | None = None,
) -> tuple[tuple[GroupResult, ...], tuple[Unavailable, ...]]:
    """Return the scores of every group that may be shown, and a reason for every one that may not.

    Parameters
    ----------
    values : DataFrame (n, nodes)
        Respondents' scores.
    partitions : mapping of arrays (n,)
        Grouping variable -> each respondent's value, ``""`` for none: those without a value are a group too, or it
        could be found by subtraction.
    rules : Rules
        Scoring rules.
    rule : Disclosure
        What may be shown.
    sampling : Sampling
        How the draws are made; in a census the correction of the whole sample serves every group.
    clusters : array (n,), optional
        Cluster of each respondent; a group of 10 clusters or more resamples them, a smaller one its respondents.
    known : mapping, optional
        Groups that other tables hide, each with its reason.
    """
    nodes = [branch.id for branch in rules.branches if branch.kind in SHOWN_BY_GROUP]
    hidden = hidden_groups(values, partitions, nodes, rule, known)
    results: list[GroupResult] = []
    absent: list[Unavailable] = []
    at_node = hidden_by_node(values, partitions, rules, nodes, rule, hidden)
    for by, labels in partitions.items():
        withheld = {node: at_node[node][by] for node in nodes}
        for name in sorted(set(labels.tolist())):
            if name in hidden[by]:
                why = hidden[by][name]
                results.append(GroupResult(by=by, value=name, n=None, suppressed=why, resampled=None, scores=()))
                continue
            rows = labels == name
            inside = None if clusters is None else pooled_within(clusters[rows], rule.minimum, clusters)
            draws = resamples(int(rows.sum()), sampling, inside) if rows.sum() >= DISTRIBUTION else None
            scores = node_scores(values[rows], rules, draws, sampling, kinds=SHOWN_BY_GROUP, coarse=True)
            shown = [
                _suppressed(each) if name in withheld[each.id] else _disclosed(each, rule, rules) for each in scores
            ]
            absent.extend(
                Unavailable(where=f"groups.{by}.{name}.{node}", field="index", code="suppressed")
                for node in nodes
                if name in withheld[node]
            )
            if 1 < rows.sum() < DISTRIBUTION and sampling.count:
                absent.append(Unavailable(where=f"groups.{by}.{name}", field="interval", code="small_group"))
            results.append(
                GroupResult(
                    by=by,
                    value=name,
                    n=rule.shown_count(int(rows.sum())),
                    suppressed=None,
                    resampled=None if draws is None else resampled_units(draws),
                    scores=tuple(shown),
                )
            )
    return tuple(results), tuple(absent)


def _suppressed(score: NodeScore) -> NodeScore:
    """Return the score with nothing but its place."""
    blank: dict[str, Any] = dict.fromkeys(UNKNOWN)
    kept = {name: getattr(score, name) for name in ("id", "kind", "parent", "weight", "index_name")}
    return NodeScore(**(blank | kept | {"n": 0}))


def _disclosed(score: NodeScore, rule: Disclosure, rules: Rules) -> NodeScore:
    """Return the score of a group as its size allows: n rounded where the policy says so.

    A group has no standard error and no SD: with its exact n, which may be rounded, these would tell the sum of the
    squares, and the total less the other groups would tell that of a small one. Under 10 respondents it has no
    interval and no shares either: from these, with the seed, each score can be found. Under 30 it has no shares, and
    the ends of its interval are no finer than two of the means that so many can have.
    """
    bare: dict[str, Any] = dict.fromkeys((*ERRORS, "sd"))
    if score.n < SMALL:
        bare |= {"level_share": {}, "leading": ()}
    if score.n < DISTRIBUTION:
        bare |= {**dict.fromkeys(ENDS), "draws_failed": 0}
    elif score.n < SMALL:
        bare |= ends_in_steps(score, rules, 2 * finest(rules, score.id) / score.n)
    return replace(score, n=rule.shown_count(score.n), **bare)
