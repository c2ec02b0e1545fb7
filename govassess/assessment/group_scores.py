"""Scores of the groups that are shown, and how these groups compare."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import replace
from typing import TYPE_CHECKING, Any

import numpy as np
from numpy.typing import NDArray
from scipy.special import chdtrc, fdtrc

from govassess.disclosure.digits import SMALL as SMALL_SAMPLE
from govassess.disclosure.minimum import DISTRIBUTION, Disclosure, Suppression
from govassess.files.stored import significant
from govassess.privacy.cluster_units import pooled_within
from govassess.privacy.hidden_groups import SHOWN_BY_GROUP, hidden_by_node, hidden_groups
from govassess.result.assessment import Comparison, GroupResult, NodeScore, PairDifference, Unavailable
from govassess.run.findings import NOT_ROUNDED, RoundedMeans
from govassess.run.node_scores import ENDS, ERRORS, UNKNOWN, ends_in_steps, finest, node_scores
from govassess.run.sampling import Sampling, resampled_units, resamples
from govassess.scoring.rules import Rules
from govassess.stats.groups import SMALL, GroupComparison, compare_groups
from govassess.stats.multiplicity import adjust
from govassess.stats.recorded import LEAST_P, recorded, recorded_p

if TYPE_CHECKING:
    import pandas as pd


MOST_PAIRED = 12
"""Beyond so many groups there are more pairs than anybody reads."""


def comparisons(
    values: pd.DataFrame,
    partitions: Mapping[str, NDArray[Any]],
    groups: Sequence[GroupResult],
    rules: Rules,
    rule: Disclosure,
    *,
    conf_level: float,
    steps: RoundedMeans = NOT_ROUNDED,
) -> tuple[tuple[Comparison, ...], tuple[Unavailable, ...]]:
    """Compare, for every grouping variable and node, the groups whose score on the node is shown.

    Parameters
    ----------
    values : DataFrame (n, nodes)
        Respondents' scores.
    partitions : mapping of arrays (n,)
        Grouping variable -> each respondent's value, ``""`` for none.
    groups : sequence of GroupResult
        What is shown of these groups. Nothing here rests on a group that is hidden, or whose score on the node is,
        so that nothing about it follows from a comparison; respondents without a value are no group to compare. Groups
        under 10 respondents are described and not tested; the others are.
    rules : Rules
        Scoring rules.
    rule : Disclosure
        How counts are printed.
    conf_level : float
        Two-sided level of the intervals.
    steps : RoundedMeans
        Which means are rounded: variances within and between groups would give the exact ones back.

    Returns
    -------
    tuple of Comparison
        One a variable and node. Holm's p is over the nodes tested by the same variable.
    tuple of Unavailable
        One a variable and reason. Why there is no test: ``too_few_groups`` (fewer than two that may be tested),
        ``no_variance``, ``constant_group``, ``rounded_means``; why no
        pairs: ``too_many_groups`` (more than 12).

    Notes
    -----
    Welch's and Kruskal and Wallis' tests, effect sizes, and for headline nodes the pairs of Games and Howell, as
    ``govassess.stats.compare_groups`` defines them.
    """
    compared: list[Comparison] = []
    absent: list[Unavailable] = []
    nodes = [branch.id for branch in rules.branches if branch.kind in SHOWN_BY_GROUP]
    for by, labels in partitions.items():
        found = []
        for node in nodes:
            shown = _shown(groups, by, node)
            if steps.rounded((node,), (by,)):
                found.append(_untested(values[node].to_numpy(float), labels, shown, (by, node), rule))
                continue
            found.append(_compared(values[node].to_numpy(float), labels, shown, (by, node), rules, rule, conf_level))
        compared.extend(_adjusted(found))
        absent.extend(_gaps(by, found, rules))
    return tuple(compared), tuple(absent)


def _untested(
    y: NDArray[np.float64], labels: NDArray[Any], shown: Sequence[str], place: tuple[str, str], rule: Disclosure
) -> Comparison:
    """Return the comparison of a node of which a mean is rounded: who would be compared, and no numbers."""
    bare, tested, _ = _who(y, labels, shown, place, rule)
    return replace(bare, code="too_few_groups" if len(tested) < 2 else "rounded_means")


def _gaps(by: str, found: Sequence[Comparison], rules: Rules) -> Iterator[Unavailable]:
    """Yield what is missing by one variable, each reason once: which nodes it concerns, the comparisons say."""
    for code, groups in {one.code: one.groups for one in reversed(found) if one.code is not None}.items():
        values = {"found": groups, "needed": 2} if code == "too_few_groups" else {}
        yield Unavailable(where=f"comparisons.{by}", field="comparison", code=code, values=values)
    if any(one.id in rules.instrument.headline and one.code is None and one.groups > MOST_PAIRED for one in found):
        yield Unavailable(where=f"comparisons.{by}", field="pairs", code="too_many_groups")


def _shown(groups: Sequence[GroupResult], by: str, node: str) -> list[str]:
    """Return the values of a variable whose groups show a score on the node."""
    return [
        group.value
        for group in groups
        if group.by == by
        and group.value
        and group.suppressed is None
        and any(score.id == node and score.mean is not None for score in group.scores)
    ]


def _compared(
    y: NDArray[np.float64],
    labels: NDArray[Any],
    shown: Sequence[str],
    place: tuple[str, str],
    rules: Rules,
    rule: Disclosure,
    conf_level: float,
) -> Comparison:
    """Return the comparison of one node over the shown groups of one variable that are large enough for a test."""
    node = place[1]
    bare, tested, rows = _who(y, labels, shown, place, rule)
    if len(tested) < 2:
        return replace(bare, code="too_few_groups")
    paired = node in rules.instrument.headline and len(tested) <= MOST_PAIRED
    result = compare_groups(y[rows], labels[rows], conf_level=conf_level, paired=paired)
    numbers, pairs = _numbers(result), _pairs(result) if paired else ()
    least, rest = int(result.groups["n"].min()), int((~np.isnan(y)).sum() - rows.sum())
    if rule.policy == "published" or least < SMALL_SAMPLE or 0 < rest < SMALL_SAMPLE:
        numbers = _in_few_digits(numbers, None if rule.policy == "published" else int(rows.sum()), len(tested))
        pairs = tuple(_pair_in_few_digits(pair) for pair in pairs)
    return replace(bare, code=result.reasons.get("welch"), pairs=pairs, **numbers)


def _who(
    y: NDArray[np.float64], labels: NDArray[Any], shown: Sequence[str], place: tuple[str, str], rule: Disclosure
) -> tuple[Comparison, list[str], NDArray[np.bool_]]:
    """Return a comparison without numbers, the groups large enough for a test, and the respondents in these."""
    by, node = place
    scored = ~np.isnan(y)
    sizes = {str(name): int((scored & (labels == name)).sum()) for name in sorted(set(labels.tolist())) if name}
    tested = [name for name in shown if sizes[name] >= SMALL]
    rows = np.isin(labels, tested) & scored
    left_out = tuple(name for name, size in sizes.items() if size and name not in tested)
    bare = Comparison(
        by=by,
        id=node,
        groups=len(tested),
        n_used=rule.shown_count(int(rows.sum())),
        code=None,
        left_out=left_out,
        n_left_out=rule.shown_count(sum(sizes[name] for name in left_out)) if left_out else None,
    )
    return bare, tested, rows


def _in_few_digits(numbers: Mapping[str, Any], n: int | None, groups: int) -> dict[str, Any]:
    """Return tests and effects in so few digits that no group's sum of squares follows from them, and no size.

    Statistics, their degrees of freedom and eta squared have three digits, and what follows from these and the number
    of respondents ``n`` is that of these; so has all of it where that number is rounded (None).
    """
    found = {name: significant(each) if isinstance(each, float) else each for name, each in numbers.items()}
    f, df1, df2, h, eta = (found[name] for name in ("welch", "df1", "df2", "kruskal", "eta_squared"))
    if f is not None and df2 is not None:
        found["p_value"] = recorded_p(float(fdtrc(df1, df2, f)))
    if h is not None:
        found["kruskal_p"] = recorded_p(float(chdtrc(found["kruskal_df"], h)))
    if n is not None and h is not None:
        found["epsilon_squared"] = h / (n - 1)
    if n is not None and eta is not None and found["omega_squared"] is not None:
        error = (1 - eta) / (n - groups)
        found["omega_squared"] = (eta - (groups - 1) * error) / (1 + error)
    return found


def _pair_in_few_digits(pair: PairDifference) -> PairDifference:
    low, high, p = (significant(each) for each in (pair.conf_low, pair.conf_high, pair.p_value))
    return replace(pair, conf_low=low, conf_high=high, p_value=max(p, LEAST_P))


def _numbers(result: GroupComparison) -> dict[str, Any]:
    """Return the tests and effect sizes under their names in the record."""
    tests = {str(row["term"]): row for row in result.tests.to_dict("records")}
    effects = {str(row["term"]): row for row in result.effects.to_dict("records")}
    welch, kruskal, spread = tests["welch"], tests["kruskal"], tests["brown_forsythe"]
    eta, g = effects.get("eta2", {}), effects.get("hedges_g", {})
    df = recorded(kruskal["df1"])
    return {
        "welch": recorded(welch["statistic"]),
        "df1": recorded(welch["df1"]),
        "df2": recorded(welch["df2"]),
        "p_value": recorded_p(welch["p_value"]),
        "kruskal": recorded(kruskal["statistic"]),
        "kruskal_df": None if df is None else int(df),
        "kruskal_p": recorded_p(kruskal["p_value"]),
        "omega_squared": recorded(effects.get("omega2", {}).get("estimate")),
        "eta_squared": recorded(eta.get("estimate")),
        "eta_squared_low": recorded(eta.get("conf_low")),
        "eta_squared_high": recorded(eta.get("conf_high")),
        "epsilon_squared": recorded(effects.get("epsilon2", {}).get("estimate")),
        "hedges_g": recorded(g.get("estimate")),
        "hedges_g_low": recorded(g.get("conf_low")),
        "hedges_g_high": recorded(g.get("conf_high")),
        "brown_forsythe_p": recorded_p(spread["p_value"]),
    }


def _pairs(result: GroupComparison) -> tuple[PairDifference, ...]:
    """Return the pairs by Games and Howell; none where that test is undefined."""
    return tuple(
        PairDifference(
            first=str(row["group_1"]),
            second=str(row["group_2"]),
            estimate=float(row["estimate"]),
            conf_low=float(row["conf_low"]),
            conf_high=float(row["conf_high"]),
            p_value=max(float(row["p_value"]), LEAST_P),
        )
        for row in result.pairs.to_dict("records")
        if row["method"] == "games_howell"
    )


def _adjusted(found: Sequence[Comparison]) -> list[Comparison]:
    """Return the comparisons by one variable with Holm's p over those that were tested."""
    tested = [one.p_value for one in found if one.p_value is not None]
    holm = iter(adjust(tested).adjusted.tolist())
    return [
        one if one.p_value is None else replace(one, p_holm=max(next(holm), LEAST_P), m=len(tested)) for one in found
    ]


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
        hidden_here = {node: at_node[node][by] for node in nodes}
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
                _suppressed(each) if name in hidden_here[each.id] else _disclosed(each, rule, rules) for each in scores
            ]
            absent.extend(
                Unavailable(where=f"groups.{by}.{name}.{node}", field="index", code="suppressed")
                for node in nodes
                if name in hidden_here[node]
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
    if score.n < SMALL_SAMPLE:
        bare |= {"level_share": {}, "leading": ()}
    if score.n < DISTRIBUTION:
        bare |= {**dict.fromkeys(ENDS), "draws_failed": 0}
    elif score.n < SMALL_SAMPLE:
        bare |= ends_in_steps(score, rules, 2 * finest(rules, score.id) / score.n)
    return replace(score, n=rule.shown_count(score.n), **bare)
