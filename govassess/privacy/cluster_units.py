"""Which clusters the draws and the errors may tell apart: those that may be shown, and the others pooled.

A standard error depends on the sum of every unit that is resampled, and its draws can be made again from the seed. So
a cluster that may not be shown is no unit of its own: all of them, and respondents without a cluster, are pooled. The
sum over the pool is the total less the clusters shown, which is known anyway.
"""

from __future__ import annotations

from collections.abc import Collection, Mapping
from dataclasses import dataclass
from statistics import median
from typing import TYPE_CHECKING, Any

import numpy as np
from numpy.typing import NDArray

from govassess.disclosure.across import gives_away
from govassess.disclosure.minimum import Disclosure, Suppression, never_alone
from govassess.privacy.hidden_groups import SHOWN_BY_GROUP, hidden_by_node, hidden_groups
from govassess.scoring.rules import Rules

if TYPE_CHECKING:
    import pandas as pd

POOL = "\0pool"
"""Labels of pooled clusters begin so; no value of a profile variable does."""


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class Units:
    """The units of the draws: ``labels`` (n,) of each respondent, ``pooled`` clusters that are in ``pools`` of them."""

    labels: NDArray[Any]
    pooled: int  # clusters that are no unit of their own
    pools: int  # units made of them and of the respondents without a cluster

    @property
    def count(self) -> int:
        """Number of units."""
        return len(set(self.labels.tolist()))


def cluster_units(
    values: pd.DataFrame,
    clusters: NDArray[Any],
    name: str,
    partitions: Mapping[str, NDArray[Any]],
    rules: Rules,
    rule: Disclosure,
    known: Mapping[str, Mapping[str, Suppression]],
) -> Units:
    """Return the units that draws and standard errors of a run may rest on.

    Parameters
    ----------
    values : DataFrame (n, nodes)
        Respondents' scores.
    clusters : array (n,)
        Each respondent's cluster, ``""`` for none.
    name : str
        The variable that holds the clusters.
    partitions : mapping of arrays (n,)
        The grouping variables of the tables; ``name`` need not be among them.
    rules : Rules
        Scoring rules.
    rule : Disclosure
        What may be shown.
    known : mapping
        Groups that the counts of respondents hide.

    Notes
    -----
    Pooled are the clusters that a table of ``name`` would hide or withhold at some node, those of which fewer than
    the minimum scored on some node, and respondents without a cluster. They form one unit; or, where they are many,
    several units of at least two clusters and as many respondents as the median cluster shown (the minimum at least),
    if no sum over fewer respondents than the minimum follows from those of the units, the groups and the total.
    Clusters are taken in the order of their names, so that no answer decides which of them form a unit.
    """
    sizes = {str(each): int(count) for each, count in zip(*np.unique(clusters, return_counts=True), strict=True)}
    pooled = _pooled(values, clusters, name, partitions, rules, rule, known)
    if not pooled:
        return Units(labels=clusters, pooled=0, pools=0)
    shown = [size for each, size in sizes.items() if each not in pooled]
    least = max(rule.minimum, int(median(shown)) if shown else 0)
    one = dealt(clusters, pooled, len(clusters))
    several = dealt(clusters, pooled, least)
    labelled = {**partitions, name: clusters}
    if len(set(several.tolist())) > len(set(one.tolist())) and _safe(
        values, several, labelled, {name: pooled}, rules, rule, known
    ):
        one = several
    pools = {label for label in one.tolist() if label.startswith(POOL)}
    return Units(labels=one, pooled=len(pooled - {""}), pools=len(pools))


def pooled_within(labels: NDArray[Any], least: int, whole: NDArray[Any]) -> NDArray[Any]:
    """Return the units of the respondents of one group.

    Parameters
    ----------
    labels : array (n,)
        Unit of each of these respondents.
    least : int
        The disclosure minimum: a unit of which fewer are in the group, or fewer but some are not, is pooled.
    whole : array (N,)
        Units of all respondents.

    Examples
    --------
    >>> units = np.array(list("aabbbccc"), dtype=object)
    >>> len(set(pooled_within(units, 3, units))), len(set(pooled_within(units[2:], 3, units)))
    (2, 2)
    """
    inside, every = (
        dict(zip(*map(list, np.unique(each, return_counts=True)), strict=True)) for each in (labels, whole)
    )
    joined = {unit for unit, n in inside.items() if n < least or 0 < every[unit] - n < least}
    for unit in sorted(set(inside) - joined, key=lambda each: (inside[each], each)):
        if not joined or (len(joined) > 1 and sum(inside[each] for each in joined) >= least):
            break
        joined.add(unit)
    return dealt(labels, joined, least) if joined else labels


def _pooled(
    values: pd.DataFrame,
    clusters: NDArray[Any],
    name: str,
    partitions: Mapping[str, NDArray[Any]],
    rules: Rules,
    rule: Disclosure,
    known: Mapping[str, Mapping[str, Suppression]],
) -> set[str]:
    """Return the clusters that may not be units of their own; ``""`` among them where respondents have none."""
    nodes = [branch.id for branch in rules.branches if branch.kind in SHOWN_BY_GROUP]
    crossed = {**partitions, name: clusters}
    hidden = hidden_groups(values, crossed, nodes, rule, known)
    at_node = hidden_by_node(values, crossed, rules, nodes, rule, hidden)
    found = {group for each in (hidden, *at_node.values()) for group in each[name]}
    answered = values[[branch.id for branch in rules.branches]].notna().groupby(clusters).sum()
    few = ((answered > 0) & (answered < rule.minimum)).any(axis=1)
    found |= {str(group) for group in few.index[few]}
    sizes = {str(each): int(count) for each, count in zip(*np.unique(clusters, return_counts=True), strict=True)}
    found |= {""} & set(sizes)
    if name not in partitions and partitions:
        found = _with_tables(crossed, name, found, hidden_groups(values, partitions, nodes, rule, known), rule, sizes)
    if found == {""} and sizes[""] >= rule.minimum:
        return found
    return set(never_alone(sizes, dict.fromkeys(sorted(found), "minimum"), rule.minimum))


def _with_tables(
    crossed: Mapping[str, NDArray[Any]],
    name: str,
    found: Collection[str],
    hidden: Mapping[str, Mapping[str, Suppression]],
    rule: Disclosure,
    sizes: Mapping[str, int],
) -> set[str]:
    """Return the clusters to pool when tables show other variables as well: until no small sum is disclosed.

    The clusters themselves are in no table; the tables may show groups that they would hide if they were.
    """
    pooled = set(found)
    everyone = np.ones(len(crossed[name]), dtype=bool)
    for group in sorted(set(sizes) - pooled, key=lambda each: (sizes[each], each)):
        whys: dict[str, Suppression] = dict.fromkeys(pooled, "secondary")
        if not gives_away(crossed, {**hidden, name: whys}, everyone, rule.minimum):
            break
        pooled.add(group)
    return pooled


def dealt(clusters: NDArray[Any], pooled: Collection[str], least: int) -> NDArray[Any]:
    """Return labels with those ``pooled`` dealt to units of two clusters or more and ``least`` respondents or more.

    They are taken in the order of their names, each respondent without a cluster as one; the rest joins the last unit.
    """
    rows_of = [np.flatnonzero(clusters == name) for name in sorted(pooled) if name]
    rows_of += [np.array([row]) for row in np.flatnonzero(clusters == "")] if "" in pooled else []
    units: list[list[NDArray[np.int_]]] = [[]]
    for rows in rows_of:
        if len(units[-1]) >= 2 and sum(map(len, units[-1])) >= least:
            units.append([])
        units[-1].append(rows)
    if len(units) > 1 and (len(units[-1]) < 2 or sum(map(len, units[-1])) < least):
        units[-2].extend(units.pop())
    labels = clusters.astype(object)
    for place, unit in enumerate(units):
        labels[np.concatenate(unit)] = f"{POOL}{place:05d}"
    return labels


def _safe(
    values: pd.DataFrame,
    units: NDArray[Any],
    partitions: Mapping[str, NDArray[Any]],
    pooled: Mapping[str, Collection[str]],
    rules: Rules,
    rule: Disclosure,
    known: Mapping[str, Mapping[str, Suppression]],
) -> bool:
    """Return whether the sums of the units, with those of the groups and the total, disclose no small sum at any node.

    ``partitions`` are those of the tables and that of the clusters, of which those ``pooled`` are hidden.
    """
    nodes = [branch.id for branch in rules.branches]
    shown = [branch.id for branch in rules.branches if branch.kind in SHOWN_BY_GROUP]
    hidden = hidden_groups(values, partitions, shown, rule, known)
    at_node = hidden_by_node(values, partitions, rules, shown, rule, hidden)
    grouped = values[nodes].groupby(units)
    answered = grouped.count()
    alike = (grouped.min() == grouped.max()) & (answered > 1)
    if (((answered > 0) & (answered < rule.minimum)) | alike).to_numpy().any():
        return False
    own: dict[str, dict[str, Suppression]] = {
        by: {each: "minimum" if each else "secondary" for each in names} for by, names in pooled.items()
    }
    tried: set[tuple[bytes, str]] = set()
    for node in nodes:
        scored = values[node].notna().to_numpy()
        there = {**at_node.get(node, hidden), **own, POOL: {}}
        key = (scored.tobytes(), repr(there))
        if key in tried or not scored.any():
            continue
        tried.add(key)
        inside = {by: labels[scored] for by, labels in {**partitions, POOL: units}.items()}
        if gives_away(inside, there, np.ones(int(scored.sum()), dtype=bool), rule.minimum):
            return False
    return True
