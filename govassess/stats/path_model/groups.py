"""Two groups fitted beside permutations of them, and the comparison of their paths."""

from __future__ import annotations

from dataclasses import dataclass
from itertools import chain

import numpy as np
import numpy.typing as npt
import pandas as pd

from govassess.errors import NotEstimable
from govassess.stats.arguments import check_arguments
from govassess.stats.draws import BLOCK, SEED, Draws, FloatArray, IntArray, WeightArray
from govassess.stats.intervals import MOST_FAILED
from govassess.stats.moments import UnitSums
from govassess.stats.path_model.algorithm import Scheme, Solution, fit_composites
from govassess.stats.path_model.evaluate import estimates, htmt_ratios, labels
from govassess.stats.path_model.model import Blocks, PathModel, Paths, stages
from govassess.stats.path_model.sample import (
    ModelRows,
    drawn_correlations,
    fit_sample,
    model_rows,
    refuse_constant,
)
from govassess.stats.tables import in_order

SMALLEST, SMALL = 10, 30  # rows of a group: refused below the first, flagged below the second


@dataclass(frozen=True, slots=True, eq=False, kw_only=True)
class GroupPaths:
    """Path coefficients of two groups and the permutation test of their difference."""

    differences: pd.DataFrame
    groups: tuple[str, str]
    group_sizes: tuple[int, int]
    permutations: int
    permutations_failed: int
    flags: tuple[str, ...]
    scheme: Scheme
    seed: int
    n_used: int
    n_dropped: int
    missing_rule: str = "complete rows over all items and the group"

    def to_frame(self) -> pd.DataFrame:
        """Return one row a path.

        Columns: ``target, term, first, second, estimate, conf_low, conf_high, p_value, n_used, n_dropped``;
        ``estimate`` is first minus second, the limits enclose 95 % of the differences of permuted groups.
        """
        return self.differences.assign(n_used=self.n_used, n_dropped=self.n_dropped)

    def __repr__(self) -> str:
        """Return one line."""
        return (
            f"GroupPaths({len(self.differences)} paths, {self.group_sizes[0]} and {self.group_sizes[1]} rows, "
            f"{self.permutations} permutations, n={self.n_used}, {self.n_dropped} dropped)"
        )


def compare_paths(
    items: pd.DataFrame,
    groups: npt.ArrayLike,
    blocks: Blocks,
    paths: Paths,
    *,
    scheme: Scheme = "path",
    permutations: int = 1000,
    seed: int = SEED,
) -> GroupPaths:
    """Compare the path coefficients of two groups by permutation.

    Parameters
    ----------
    items, groups, blocks, paths, scheme, permutations, seed
        As for ``micom``, which should hold (step 2) before paths are compared.

    Returns
    -------
    GroupPaths

    Raises
    ------
    NotEstimable
        As ``micom``.

    Notes
    -----
    p = (#(|d*| >= |d|) + 1)/(P + 1), d the difference of a path between the groups, d* that of permuted groups
    of the same sizes.

    References
    ----------
    Chin, W. W. & Dibbern, J. (2010). An introduction to a permutation based procedure for multi-group PLS
    analysis. In *Handbook of Partial Least Squares*, 171-193. Springer.

    Examples
    --------
    >>> rng = np.random.default_rng(1)
    >>> trust = rng.normal(size=(100, 1))
    >>> answers = pd.DataFrame(np.hstack([trust] * 4) + rng.normal(size=(100, 4)), columns=["t1", "t2", "v1", "v2"])
    >>> blocks = {"trust": ["t1", "t2"], "value": ["v1", "v2"]}
    >>> compare_paths(answers, ["city", "regency"] * 50, blocks, {"value": ["trust"]}, permutations=99)
    GroupPaths(1 paths, 50 and 50 rows, 99 permutations, n=100, 0 dropped)
    """
    check_arguments(items=items, groups=groups, blocks=blocks, paths=paths, permutations=permutations, seed=seed)
    fits = fit_groups(items, groups, blocks, paths, scheme, permutations, seed, "compare_paths")
    named = labels(fits.model)
    at = [i for i, label in enumerate(named) if label.kind == "path"]
    first, second = (statistics[:, at] for statistics in fits.statistics)
    difference = first - second
    low, high = permuted_quantiles(difference[1:], (0.025, 0.975))
    return GroupPaths(
        differences=pd.DataFrame(
            {
                "target": [named[i].target for i in at],
                "term": [named[i].term for i in at],
                "first": first[0],
                "second": second[0],
                "estimate": difference[0],
                "conf_low": low,
                "conf_high": high,
                "p_value": permutation_p(difference),
            }
        ),
        groups=fits.names,
        group_sizes=fits.sizes,
        permutations=permutations,
        permutations_failed=int(fits.failed.sum()),
        flags=fits.flags,
        scheme=scheme,
        seed=seed,
        n_used=sum(fits.sizes),
        n_dropped=len(items) - sum(fits.sizes),
    )


@dataclass(frozen=True, slots=True, eq=False, kw_only=True)
class GroupFits:
    """Both groups fitted; entry 0 of the leading axis is the sample, the others are permutations."""

    model: PathModel
    rows: ModelRows
    pooled: Solution
    names: tuple[str, str]
    sizes: tuple[int, int]
    flags: tuple[str, ...]
    members: tuple[WeightArray, WeightArray]  # group -> (1 + P, n)
    weights: tuple[FloatArray, FloatArray]  # group -> (1 + P, k)
    statistics: tuple[FloatArray, FloatArray]  # group -> (1 + P, statistics)
    failed: npt.NDArray[np.bool_]  # (1 + P,)


def fit_groups(
    items: pd.DataFrame,
    groups: npt.ArrayLike,
    blocks: Blocks,
    paths: Paths,
    scheme: Scheme,
    permutations: int,
    seed: int,
    what: str,
) -> GroupFits:
    """Fit the pooled rows, both groups, and both groups of every permutation."""
    if permutations < 1:
        raise ValueError(f"at least 1 permutation is needed, got {permutations}")
    label = pd.Series(np.asarray(groups, dtype=object), index=items.index)
    plan = stages(blocks, paths, None)
    rows = model_rows(items[label.notna()], plan, what)
    own = label[label.notna()][rows.mask].astype(str).to_numpy()
    names = in_order(own)
    if len(names) != 2:
        raise NotEstimable(what, "two_groups_needed", found=len(names))
    member = own == names[0]
    sizes = int(member.sum()), int((~member).sum())
    if min(sizes) < SMALLEST:
        raise NotEstimable(what, "group_too_small", found=min(sizes), needed=SMALLEST)
    for chosen in (member, ~member):
        refuse_constant(rows.values[chosen], plan.columns, what)
    pooled = fit_sample(rows.R, plan, scheme, what)[0].solution
    dealt = _permuted(member, permutations, seed)
    both = tuple(_fit_members(rows, weights, plan.final, scheme, pooled) for weights in (dealt, 1 - dealt))
    failed = (both[0][2] > 0) | (both[1][2] > 0)
    if failed[0]:
        raise NotEstimable(what, "no_convergence")
    if failed.sum() > MOST_FAILED * permutations:
        raise NotEstimable(what, "too_many_failed")
    return GroupFits(
        model=plan.final,
        rows=rows,
        pooled=pooled,
        names=(names[0], names[1]),
        sizes=sizes,
        flags=("small_group",) if min(sizes) < SMALL else (),
        members=(dealt, 1 - dealt),
        weights=(both[0][0], both[1][0]),
        statistics=(both[0][1], both[1][1]),
        failed=failed,
    )


def _permuted(member: npt.NDArray[np.bool_], permutations: int, seed: int) -> WeightArray:
    """Return who is in the first group: in the sample, then in every permutation, made in blocks as draws are."""
    children = np.random.SeedSequence(seed).spawn(-(-permutations // BLOCK))
    order = chain.from_iterable(
        np.random.default_rng(child).permuted(np.tile(member, (BLOCK, 1)), axis=1) for child in children
    )
    return np.array([member, *(dealt for dealt, _ in zip(order, range(permutations), strict=False))], dtype=np.uint16)


def _fit_members(
    rows: ModelRows, members: WeightArray, model: PathModel, scheme: Scheme, pooled: Solution
) -> tuple[FloatArray, FloatArray, IntArray]:
    """Fit one group of every permutation: weights, statistics, and whether it failed."""
    count, n = members.shape
    weights = np.full((count, len(model.items)), np.nan)
    statistics = np.full((count, len(labels(model))), np.nan)
    failed = np.zeros(count, dtype=np.int64)
    drawn = Draws(seed=0, kind="rows", units=n, count=count, codes=None, weights=members)
    for piece in drawn_correlations(UnitSums.of(rows.centred, drawn)):
        solution = fit_composites(piece.R, model, scheme, start=pooled.weights[0])
        weights[piece.draws] = solution.weights
        statistics[piece.draws] = estimates(solution, htmt_ratios(piece.R, model), piece.n, model)
        failed[piece.draws] = solution.failed
    return weights, statistics, failed


def permuted_quantiles(values: FloatArray, levels: tuple[float, ...]) -> list[FloatArray]:
    """Return quantiles of type 6 along the first axis, failed permutations apart."""
    good = values[np.isfinite(values).all(axis=1)]
    return [np.asarray(np.quantile(good, level, axis=0, method="weibull")) for level in levels]


def permutation_p(difference: FloatArray) -> FloatArray:
    """Return the two-sided p of entry 0 among the permutations, (#(|d*| >= |d|) + 1)/(P + 1)."""
    size = np.abs(difference)
    beyond = (size[1:] >= size[0] - 1e-12).sum(axis=0) + 1
    return np.asarray(beyond / (np.isfinite(size[1:]).sum(axis=0) + 1))
