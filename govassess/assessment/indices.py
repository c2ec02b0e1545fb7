"""Index and level of every node, with what the draws say about them: the whole sample and its groups."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Any

import numpy as np
from numpy.typing import NDArray

from govassess.assessment.result import GroupResult, NodeScore, Unavailable
from govassess.disclosure.minimum import DISTRIBUTION, Disclosure, Suppression, suppressed_groups
from govassess.instrument.model import IndexName, Levels
from govassess.scoring.index import index_map, re_express
from govassess.scoring.levels import leading_levels, level_of, level_shares, next_band
from govassess.scoring.rules import Branch, Rules
from govassess.stats.draws import Draws, make_draws
from govassess.stats.intervals import interval
from govassess.stats.moments import weighted_means

if TYPE_CHECKING:
    import pandas as pd

FEW_CLUSTERS = 10
"""From this many clusters on, draws resample clusters instead of respondents."""

UNKNOWN = ("mean", "mean_low", "mean_high", "sd", "index", "conf_low", "conf_high", "tcr", "level")

SHOWN_BY_GROUP = ("overall", "construct", "dimension")
"""Kinds of node that a group comparison shows; an indicator of a small group would rest on too little."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Sampling:
    """How sampling variation is expressed: draws, level of the intervals and, in a census, the correction."""

    conf_level: float
    seed: int
    count: int
    fpc: float | None = None  # sqrt(1 - n/N)


def node_scores(
    values: pd.DataFrame,
    rules: Rules,
    draws: Draws | None,
    sampling: Sampling,
    *,
    kinds: Sequence[str] = ("overall", "construct", "dimension", "indicator"),
) -> tuple[NodeScore, ...]:
    """Return index, interval and level of each measured node over the rows of ``values`` (n, nodes).

    Without ``draws`` (a single respondent) there is no interval and no level share. With a finite-population
    correction the draws are drawn towards the estimate by sqrt(1 - n/N) before intervals and shares are taken.
    """
    branches = [branch for branch in rules.branches if branch.kind in kinds]
    x = values[[branch.id for branch in branches]].to_numpy(float)
    n = (~np.isnan(x)).sum(axis=0)
    means = np.divide(np.nansum(x, axis=0), n, out=np.full(len(branches), np.nan), where=n > 0)
    drawn = None
    if draws is not None:
        drawn = weighted_means(x, draws)
        if sampling.fpc is not None:
            drawn = means + (drawn - means) * sampling.fpc
    return tuple(
        _node_score(
            branch,
            rules,
            x[:, place],
            float(means[place]),
            None if drawn is None or draws is None else (drawn[:, place], draws),
            sampling.conf_level,
        )
        for place, branch in enumerate(branches)
    )


def _node_score(
    branch: Branch,
    rules: Rules,
    x: NDArray[Any],
    mean: float,
    drawn: tuple[NDArray[Any], Draws] | None,
    conf_level: float,
) -> NodeScore:
    """Return one node's score; a node that nobody scored on keeps only its n of 0."""
    name, levels = rules.instrument.scoring.index, rules.instrument.levels
    share = rules.share(branch.id)
    known = x[~np.isnan(x)]
    fixed: dict[str, Any] = dict.fromkeys(UNKNOWN) | {
        "id": branch.id,
        "kind": branch.kind,
        "parent": branch.parent,
        "weight": None if share is None else str(share),
        "n": int(known.size),
        "index_name": name,
    }
    if known.size == 0:
        return NodeScore(**fixed)
    index = re_express(mean, name, branch.low, branch.high)
    low = high = None
    failed = 0
    shares: dict[int, float] = {}
    if drawn is not None and known.size > 1:
        bounds = interval(drawn[0], conf_level=conf_level, draws=drawn[1])
        failed = int(bounds.failed)
        if not np.isnan(bounds.low):
            low, high = float(bounds.low), float(bounds.high)
            basis = drawn[0] if levels.basis == "mean" else _index_of(drawn[0], rules, branch)
            shares = level_shares(basis, levels) if branch.has_level else {}
    found = {
        "mean": mean,
        "mean_low": low,
        "mean_high": high,
        "sd": float(np.std(known, ddof=1)) if known.size > 1 else None,
        "index": index,
        "conf_low": None if low is None else re_express(low, name, branch.low, branch.high),
        "conf_high": None if high is None else re_express(high, name, branch.low, branch.high),
        "tcr": re_express(mean, "tcr", branch.low, branch.high),
        "contribution": None if share is None else float(share) * index,
        "draws_failed": failed,
    }
    return NodeScore(**(fixed | found | _level(branch, levels, mean, index, shares, name)))


def _index_of(drawn: NDArray[Any], rules: Rules, branch: Branch) -> NDArray[Any]:
    """Return the index of drawn means."""
    slope, offset = index_map(rules.instrument.scoring.index, branch.low, branch.high)
    return offset + slope * drawn


def _level(
    branch: Branch, levels: Levels, mean: float, index: float, shares: Mapping[int, float], name: IndexName
) -> dict[str, Any]:
    """Return level, level shares and the distance to the next level."""
    if not branch.has_level:
        return {"level": None}
    value = mean if levels.basis == "mean" else index
    level = level_of(value, levels)
    above = next_band(level, levels)
    points = None if above is None else above.min - value
    slope = index_map(name, branch.low, branch.high)[0]
    to_mean = points if points is None or levels.basis == "mean" else points / slope
    return {
        "level": level,
        "level_share": {str(key): share for key, share in shares.items()},
        "leading": leading_levels(shares) if shares else (),
        "to_next": None if to_mean is None else to_mean * slope,
        "to_next_mean": to_mean,
    }


def group_results(
    values: pd.DataFrame,
    groups: pd.Series[Any],
    by: str,
    rules: Rules,
    rule: Disclosure,
    sampling: Sampling,
    clusters: NDArray[Any] | None,
) -> tuple[tuple[GroupResult, ...], tuple[Unavailable, ...]]:
    """Return the scores of every group that may be shown, and a reason for every one that may not.

    Parameters
    ----------
    values : DataFrame (n, nodes)
        Respondents' scores.
    groups : Series (n,)
        Each respondent's value, ``""`` for none: those without a value are a group too, or it could be found by
        subtraction.
    clusters : array (n,), optional
        Cluster of each respondent; a group of 10 clusters or more resamples them, a smaller one its respondents.
    """
    nodes = [branch.id for branch in rules.branches if branch.kind in SHOWN_BY_GROUP]
    labels = groups.to_numpy()
    sizes = {str(name): int((labels == name).sum()) for name in sorted(set(labels.tolist()))}
    hidden = suppressed_groups(sizes, rule.minimum, _homogeneous(values, labels, nodes, sizes))
    by_node = {node: _hidden_at(node, values, labels, sizes, rule, hidden) for node in nodes}
    results, absent = [], []
    for name, size in sizes.items():
        if name in hidden:
            results.append(GroupResult(by=by, value=name, n=None, suppressed=hidden[name], resampled=None, scores=()))
            continue
        rows = labels == name
        draws = group_draws(size, sampling, None if clusters is None else clusters[rows])
        shown = []
        for score in node_scores(values[rows], rules, draws, sampling, kinds=SHOWN_BY_GROUP):
            if name in by_node[score.id]:
                absent.append(Unavailable(where=f"groups.{by}.{name}.{score.id}", field="index", code="suppressed"))
                shown.append(_withheld(score))
            else:
                shown.append(_within_rule(score, rule))
        kind = {"rows": "respondents", "clusters": "clusters", "shards": "shards"}[draws.kind] if draws else None
        results.append(
            GroupResult(
                by=by,
                value=name,
                n=rule.shown_count(size),
                suppressed=None,
                resampled=kind,  # type: ignore[arg-type]  # the three words above
                scores=tuple(shown),
            )
        )
    return tuple(results), tuple(absent)


def group_draws(n: int, sampling: Sampling, clusters: NDArray[Any] | None) -> Draws | None:
    """Return the draws within one group: of its clusters if it holds 10 or more, else of its respondents."""
    if n < 2 or sampling.count == 0:
        return None
    if clusters is None or len(set(clusters.tolist())) < FEW_CLUSTERS:
        return make_draws(n, seed=sampling.seed, count=sampling.count)
    return make_draws(n, seed=sampling.seed, count=sampling.count, clusters=clusters)


def _homogeneous(
    values: pd.DataFrame, labels: NDArray[Any], nodes: Sequence[str], sizes: Mapping[str, int]
) -> set[str]:
    """Return the groups in which all who scored on some node have the same score."""
    spread = values[list(nodes)].groupby(labels).agg(["min", "max", "count"])
    found = set()
    for name in sizes:
        row = spread.loc[name]
        if any(row[node, "count"] > 1 and row[node, "min"] == row[node, "max"] for node in nodes):
            found.add(name)
    return found


def _hidden_at(
    node: str,
    values: pd.DataFrame,
    labels: NDArray[Any],
    sizes: Mapping[str, int],
    rule: Disclosure,
    hidden: Mapping[str, Suppression],
) -> set[str]:
    """Return the groups whose score on one node must be withheld: fewer may have scored on it than are in the group."""
    known = values[node].notna().to_numpy()
    scored = {name: int((known & (labels == name)).sum()) for name in sizes}
    return set(suppressed_groups({name: n for name, n in scored.items() if n > 0}, rule.minimum, hidden))


def _withheld(score: NodeScore) -> NodeScore:
    """Return the score with nothing but its place."""
    blank: dict[str, Any] = dict.fromkeys(UNKNOWN)
    kept = {name: getattr(score, name) for name in ("id", "kind", "parent", "weight", "index_name")}
    return NodeScore(**(blank | kept | {"n": 0}))


def _within_rule(score: NodeScore, rule: Disclosure) -> NodeScore:
    """Return the score as its size allows: no SD under 10 respondents, n rounded where the policy says so."""
    return replace(score, n=rule.shown_count(score.n), sd=score.sd if score.n >= DISTRIBUTION else None)
