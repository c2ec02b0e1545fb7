"""Pairs of results of nearly the same people, and a reader who subtracts one from the other."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace
from functools import cache
from typing import Any

import numpy as np
import pandas as pd

from govassess.assessment.assess import assess
from govassess.disclosure.minimum import DEFAULT
from govassess.result.assessment import Assessment
from govassess.run.node_scores import node_scores
from govassess.run.sampling import Sampling
from govassess.scoring.scores import Scores, score
from tests.compared_results import INDEX
from tests.surveys import answers, responses

CLOSE = 0.02
WAYS = (
    "added",
    "gone",
    "corrected",
    "skipped",
    "added_among_corrections",
    "added_among_skips",
    "added_where_a_construct_is_not_asked",
)


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class Wave:
    """A result, and who of the reader's list of people is in it; people with other answers are other people."""

    result: Assessment
    scores: Scores
    people: np.ndarray  # of each row


@cache
def _template() -> Assessment:
    return assess(responses(answers(INDEX, 60, seed=1), INDEX), draws=0)


def wave(frame: pd.DataFrame, people: np.ndarray, policy: str, name: str) -> Wave:
    """A result with what a run stores of scores and items, without the rest of a run."""
    read = responses(frame, INDEX)
    scores = score(read)
    asked = read.items.loc[scores.kept]
    sampling = Sampling(conf_level=0.95, seed=1, count=0)
    base = _template()
    items = []
    for item in base.items:
        if item.id in asked:
            given = asked[item.id].dropna().astype(int)
            counts = {str(point): int((given == point).sum()) for point in range(1, 6)}
            items.append(replace(item, n=len(given), counts=counts, mean_keyed=float(scores.keyed[item.id].mean())))
    result = replace(
        base,
        scores=node_scores(scores.values, scores.rules, None, sampling),
        items=tuple(items),
        funnel=scores.funnel,
        source=replace(base.source, sha256=name.encode().hex().ljust(64, "0"), file=f"{name}.csv"),
        options=replace(base.options, disclosure=policy, min_group=DEFAULT[policy]),
    )
    return Wave(result=result, scores=scores, people=people[scores.kept])


def waves(seed: int, policy: str) -> tuple[Wave, Wave, str]:
    """Two waves that differ in the answers of one to minimum - 1 people, at some nodes at least."""
    rng = np.random.default_rng(seed)
    least = DEFAULT[policy]
    n, few = int(rng.integers(12 * least, 18 * least)), int(rng.integers(1, least))
    way = WAYS[seed % len(WAYS)]
    frame = answers(INDEX, n + few, seed=seed)
    other = answers(INDEX, n + few, seed=10_000 + seed)
    people = np.arange(n + few)
    first, second = (frame.iloc[:n], people[:n]), (frame.copy(), people.copy())
    many = rng.permutation(n)[: 3 * least]
    if way == "gone":
        first, second = second, first
    elif way == "corrected":
        again = frame.iloc[:n].copy()
        again.iloc[:few] = other.iloc[:few]
        second = again, np.where(people[:n] < few, people[:n] + 10_000, people[:n])
    elif way == "skipped":
        again = frame.iloc[:n].copy()
        again.loc[again.index[:few], [name for name in again if name.startswith("E1")]] = np.nan
        second = again, people[:n]
    elif way == "added_among_corrections":
        column = [name for name in frame if name.startswith("D2")]
        second[0].loc[many, column] = other.loc[many, column]
    elif way == "added_among_skips":
        second[0].loc[many, [name for name in frame if name.startswith("E1")]] = np.nan
    elif way == "added_where_a_construct_is_not_asked":
        second = second[0].drop(columns=[name for name in frame if name.startswith("F1")]), people
    return wave(*first, policy, "one"), wave(*second, policy, "two"), way


def subtracted(one: Wave, two: Wave, scores: tuple[list[Mapping[str, Any]], list[Mapping[str, Any]]]) -> list[str]:
    """Nodes on which the second sum less the first is what fewer than the minimum answered, or changed."""
    least = max(each.result.options.min_group for each in (one, two))
    found = []
    stored = [{each["id"]: each for each in of} for of in scores]
    for node in stored[0].keys() & stored[1].keys():
        values = [each.scores.values[node].set_axis(each.people).dropna() for each in (one, two)]
        if any(each[node]["mean"] is None for each in stored):
            continue
        told = stored[1][node]["n"] * stored[1][node]["mean"] - stored[0][node]["n"] * stored[0][node]["mean"]
        both = values[0].index.intersection(values[1].index)
        changed = set(both[(values[0][both] != values[1][both]).to_numpy()] % 10_000)
        few = changed | {int(person) % 10_000 for person in values[0].index.symmetric_difference(values[1].index)}
        true = values[1].sum() - values[0].sum()
        if 0 < len(few) < least and abs(told - true) < CLOSE * len(few):
            found.append(node)
    return sorted(found)
