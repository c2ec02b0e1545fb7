"""A reader of results who has the package, the seed, everything stored, and knows how many people each group has.

Each attack tries every value that the stored numbers leave open: sums of hidden groups, answers of single people, sizes.
It returns what is left, so that a test can tell whether that is one value, and the true one.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from itertools import combinations, product
from typing import Any

import numpy as np
import pandas as pd

from govassess.scoring.levels import levels_of
from govassess.scoring.rules import Rules
from govassess.stats.differences import standard_error
from govassess.stats.draws import make_draws
from govassess.stats.intervals import interval
from govassess.stats.regression import fit_ols

MOST = 400_000
"""So many candidates are tried."""

NEAR = 0.02
"""Means this close to the truth are found."""


def half_unit(value: float, family: Iterable[float | None] = ()) -> float:
    """Half of the last digit with which a number is stored, as those of its family show; at least that of ten digits."""
    texts = [f"{each:.10g}" for each in (value, *family) if each is not None]
    decimals = max(len(text.partition(".")[2]) if "e" not in text else 12 for text in texts)
    return max(0.5 * 10.0**-decimals, 1e-9 * abs(value)) * 1.01


def grain(rules: Rules, node: str) -> float:
    """The distance of neighbouring scores of one respondent on a node, no answer missing."""
    parts = [branch for branch in rules.branches if branch.id == node]
    if not parts:
        return 1.0
    return min(
        grain(rules, child) * float(weight) for child, weight in zip(parts[0].children, parts[0].weights, strict=True)
    )


def spans(lowest: Sequence[float], highest: Sequence[float], step: float) -> Iterator[np.ndarray]:
    yield from (
        np.arange(round((high - low) / step) + 1) * step + low for low, high in zip(lowest, highest, strict=True)
    )


def hidden_means(
    result: Mapping[str, Any], labels: np.ndarray, units: np.ndarray, rules: Rules, node: str
) -> tuple[dict[str, tuple[float, float]], dict[str, tuple[float, float]]] | None:
    """Smallest and largest mean of each hidden group that the stored error and interval of the total leave open.

    First by the means that are shown and the sizes alone, then with errors and interval. None: too many to try.

    ``labels``: the group of each respondent; ``units``: the unit in which the program puts them before it draws.
    """

    def of(field: str) -> list[float]:
        return [score[field] for score in result["scores"]]

    total = next(score for score in result["scores"] if score["id"] == node)
    groups = [group for group in result["groups"] if group["by"] == "agency"]
    shown = {
        group["value"]: score["mean"]
        for group in groups
        for score in group["scores"]
        if score["id"] == node and score["mean"] is not None
    }
    names, sizes = np.unique(labels.astype(str), return_counts=True)
    hidden = [place for place, name in enumerate(names) if name not in shown]
    if len(hidden) < 2 or total["mean_std_error"] is None:
        return None
    step, n = grain(rules, node), int(sizes.sum())
    known = np.array([shown.get(name, 0.0) * size for name, size in zip(names, sizes, strict=True)])
    left = total["mean"] * n - known.sum()
    means = shown.values()
    slack = sum(half_unit(shown[name], means) * size for name, size in zip(names, sizes, strict=True) if name in shown)
    wide = [sizes[place] * 4 / step + 1 for place in hidden[:-1]]
    if np.prod(wide) > MOST:
        return None
    axes = list(spans(sizes[hidden[:-1]], sizes[hidden[:-1]] * 5.0, step))
    free = np.array(list(product(*axes)))
    last = left - free.sum(axis=1)
    fits = (last >= sizes[hidden[-1]] - slack - 1e-6) & (last <= sizes[hidden[-1]] * 5 + slack + 1e-6)
    sums = np.column_stack([free, last])[fits]
    before = _ranges(sums, names, sizes, hidden)
    # how often each group counts in each draw
    draws = make_draws(n, seed=result["options"]["seed"], count=result["options"]["draws"], clusters=units)
    first = [int(np.flatnonzero(labels.astype(str) == name)[0]) for name in names]
    weights = draws.weights[:, draws.codes[first]].astype(float)
    counts = weights @ sizes
    fixed, moving = (weights @ known) / counts, weights[:, hidden] / counts[:, None]
    fixed = fixed - fixed.mean()
    centred = moving - moving.mean(axis=0)
    variance = (
        fixed @ fixed + 2 * sums @ (centred.T @ fixed) + np.einsum("ij,jk,ik->i", sums, centred.T @ centred, sums)
    ) / (len(fixed) - 1)
    one = (weights @ known) / counts + moving @ sums[0]
    factor = (standard_error(one, draws.units) or 0.0) / np.std(one, ddof=1)
    loose = slack / n
    error = np.sqrt(np.maximum(variance, 0)) * factor
    sums = sums[
        np.abs(error - total["mean_std_error"]) <= half_unit(total["mean_std_error"], of("mean_std_error")) + loose
    ]
    if not len(sums):
        return before, before
    place = {name: at for at, name in enumerate(("conf_low", "conf_high"))}
    kept = []
    for start in range(0, len(sums), 20_000):
        some = sums[start : start + 20_000]
        drawn = ((weights @ known) / counts)[:, None] + moving @ some.T
        found = interval(drawn, conf_level=result["options"]["conf_level"], draws=draws)
        ends = [(each - 1) * 25 for each in (found.low, found.high)]
        good = np.all(
            [
                np.abs(ends[at] - total[name]) <= half_unit(total[name], of(name)) + 25 * loose
                for name, at in place.items()
            ],
            axis=0,
        )
        kept.append(some[good])
    sums = np.concatenate(kept)
    return before, (_ranges(sums, names, sizes, hidden) if len(sums) else before)


def _ranges(
    sums: np.ndarray, names: np.ndarray, sizes: np.ndarray, hidden: Sequence[int]
) -> dict[str, tuple[float, float]]:
    return {
        str(names[place]): (float(sums[:, at].min() / sizes[place]), float(sums[:, at].max() / sizes[place]))
        for at, place in enumerate(hidden)
    }


def found_means(
    ranges: tuple[dict[str, tuple[float, float]], dict[str, tuple[float, float]]], truth: Mapping[str, float]
) -> list[str]:
    """The hidden groups whose mean the errors fix, and rightly, where the means shown do not."""
    before, after = ranges
    return [
        name
        for name, (low, high) in after.items()
        if high - low <= NEAR
        and abs((low + high) / 2 - truth[name]) <= NEAR
        and before[name][1] - before[name][0] > NEAR
    ]


def assignments(
    result: Mapping[str, Any],
    scores: pd.DataFrame,
    labels: np.ndarray,
    unit_of: Mapping[str, str],
    hidden: Sequence[str],
    *,
    most: int = 200,
) -> list[np.ndarray] | None:
    """Who of two hidden groups is in which, as the errors of the equation leave it open.

    This reader knows every answer, and who is in the two groups together. None: too many to try.
    """
    model = result["models"][0]
    term = model["coefficients"][-1]
    together = np.flatnonzero(np.isin(labels, hidden[:2]))
    size = int((labels == hidden[0]).sum())
    tried = list(combinations(together.tolist(), size))
    if len(tried) > most:
        return None
    kept = []
    for chosen in tried:
        guess = labels.copy()
        guess[together] = hidden[1]
        guess[list(chosen)] = hidden[0]
        data = scores.assign(cluster=[unit_of[name] for name in guess])
        fit = fit_ols(data, model["outcome"], [term["term"]], vcov="cluster", cluster="cluster", wild=False)
        row = fit.to_frame().iloc[-1]
        if abs(row["std_error"] - term["std_error"]) <= half_unit(term["std_error"]) and abs(
            row["df"] - term["df"]
        ) <= half_unit(term["df"]):
            kept.append(guess)
    return kept


def vectors(n: int, total: float, step: float, *, in_order: bool = True) -> np.ndarray:
    """All scores 1 to 5 in steps of n people that add up to ``total``: by person, or else sorted ones only."""
    values = np.arange(round(4 / step) + 1, dtype=np.int16)
    wanted = round((total - n) / step)
    found = np.zeros((1, 0), dtype=np.int16)
    for place in range(n):
        found = np.column_stack([np.repeat(found, len(values), axis=0), np.tile(values, len(found))])
        if place and not in_order:
            found = found[found[:, -1] >= found[:, -2]]
        so_far, more = found.sum(axis=1), (n - place - 1) * values[-1]
        found = found[(so_far <= wanted) & (so_far + more >= wanted)]
    return found * step + 1


def people(
    group: Mapping[str, Any],
    node: str,
    n: int,
    options: Mapping[str, Any],
    rules: Rules,
    step: float,
    *,
    in_order: bool,
) -> tuple[np.ndarray, np.ndarray]:
    """The scores of a group of n that its mean leaves open, and those that all that is stored about it does.

    ``in_order``: whether the program draws them in the order of the file, or in that of their size.
    """

    def near(field: str) -> float:
        return half_unit(score[field], [each[field] for each in group["scores"]])

    score = next(each for each in group["scores"] if each["id"] == node)
    every = vectors(n, score["mean"] * n, step, in_order=in_order)
    kept = every
    if score["sd"] is not None:
        kept = kept[np.abs(np.std(kept, axis=1, ddof=1) - score["sd"]) <= near("sd")]
    if score["conf_low"] is None:
        return every, kept
    draws = make_draws(n, seed=options["seed"], count=options["draws"])
    weights = draws.row_weights() / n
    coarse = near("conf_low") > 1e-6  # shares are then rounded as well
    left = []
    for start in range(0, len(kept), 20_000):
        some = kept[start : start + 20_000]
        drawn = weights @ some.T
        found = interval(drawn, conf_level=options["conf_level"], draws=draws)
        good = np.ones(len(some), dtype=bool)
        for name, mean in (("conf_low", found.low), ("conf_high", found.high)):
            unit = near(name) if n >= 30 or in_order else steps_of(2 * step * 25 / n)  # as the program has them
            good &= np.abs((mean - 1) * 25 - score[name]) <= unit + 1e-9
        place = levels_of((drawn - 1) * 25, rules.instrument.levels)
        for level, share in score["level_share"].items():
            good &= np.abs((place == int(level)).mean(axis=0) - share) <= (0.0011 if coarse else 1e-6)
        left.append(some[good])
    return every, np.concatenate(left)


def fixed(candidates: np.ndarray) -> np.ndarray:
    """Which people have the same score in all candidates."""
    return (candidates == candidates[0]).all(axis=0)


def sizes_left(group: Mapping[str, Any], rules: Rules, nodes: Sequence[str], digits: int | None = None) -> list[int]:
    """The sizes that a group may have whose n is printed to the nearest 5, by the means stored of some nodes.

    ``digits``: of indices to go by, in place of those stored.
    """
    scores = [score for score in group["scores"] if score["id"] in nodes and score["mean"] is not None]
    family = [score["index"] for score in scores]
    in_steps = digits is None and bool(scores) and half_unit(family[0], family) > 1e-6
    found = []
    for n in range(max(10, group["n"] - 2), group["n"] + 3):
        ok = True
        for score in scores:
            index, apart = score["index"], grain(rules, score["id"]) * 25
            if in_steps:  # the reader knows how wide they are; near the limit of a level they go one way
                unit = steps_of(apart / (score["n"] - 2))
            else:
                unit = half_unit(index, family) if digits is None else 0.5 * 10.0**-digits
                index = index if digits is None else round(index, digits)
            ok &= abs(round(index / apart * n) * apart / n - index) <= unit * (1 + 1e-9)
        if ok:
            found.append(n)
    return found


def steps_of(distance: float) -> float:
    """Half the step of an index in which a mean is stored, as the program has it: 1, 2, 5, 10, ... tenths."""
    return next(step for step in (0.1, 0.2, 0.5, 1, 2, 5, 10) if step >= distance * (1 - 1e-12)) / 2
