"""Measurement invariance of composites (MICOM): whether the items make up the same thing in both groups."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import numpy.typing as npt
import pandas as pd

from govassess.stats.arguments import check_arguments
from govassess.stats.draws import SEED, FloatArray
from govassess.stats.path_model.algorithm import Scheme
from govassess.stats.path_model.groups import GroupFits, fit_groups, permutation_p, permuted_quantiles
from govassess.stats.path_model.model import Blocks, Paths


@dataclass(frozen=True, slots=True, eq=False, kw_only=True)
class Micom:
    """Measurement invariance of composites over two groups, in the steps of MICOM."""

    steps: pd.DataFrame
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
        """Return one row a construct and step.

        Columns: ``kind, term, group, estimate, conf_low, conf_high, p_value, holds, reason, n_used, n_dropped``.
        Kinds: ``composition`` (correlation of scores by the group's and by the pooled weights; ``conf_low`` is
        the 5 % quantile of the permutations), ``composition_between`` (by the two groups' weights), ``mean`` and
        ``log_variance`` (first group minus second, with the 95 % interval of the permutations). ``holds``
        answers the step; a construct whose composition differs has no later steps, with the reason
        ``composition_differs``.
        """
        return self.steps.assign(n_used=self.n_used, n_dropped=self.n_dropped)

    def __repr__(self) -> str:
        """Return one line."""
        return (
            f"Micom({self.group_sizes[0]} and {self.group_sizes[1]} rows, {self.permutations} permutations, "
            f"n={self.n_used}, {self.n_dropped} dropped)"
        )


def micom(
    items: pd.DataFrame,
    groups: npt.ArrayLike,
    blocks: Blocks,
    paths: Paths,
    *,
    scheme: Scheme = "path",
    permutations: int = 1000,
    seed: int = SEED,
) -> Micom:
    """Test whether composites are measured alike in two groups.

    Parameters
    ----------
    items : DataFrame (n, k)
        Scale points, already reverse-keyed, NaN = not answered. The first step of MICOM, same items, keys and
        treatment in both groups, is met by handing over one table.
    groups : array (n,)
        Two labels; rows without one are dropped. The first in alphabetical order is the first group.
    blocks, paths, scheme
        As for ``pls``; without higher-order constructs.
    permutations : int
        Times the labels are dealt anew.
    seed : int
        Seed of the dealing.

    Returns
    -------
    Micom

    Raises
    ------
    NotEstimable
        As ``pls``, in the pooled rows or in a group; ``two_groups_needed``, ``group_too_small`` (fewer than 10
        complete rows), ``too_many_failed`` (more than 5 % of the permutations).

    Notes
    -----
    Step 2: c = cor(scores by a group's weights, scores by the pooled weights) over the pooled rows; it holds
    where c of both groups reaches the 5 % quantile of permuted groups of the same sizes. Step 3, only then:
    differences of means and of log variances of the pooled scores lie within 95 % of those of permuted groups.
    Henseler et al. correlate the scores by the two groups' weights with each other: ``composition_between``.

    References
    ----------
    Henseler, J., Ringle, C. M. & Sarstedt, M. (2016). Testing measurement invariance of composites using
    partial least squares. *International Marketing Review*, 33, 405-431.

    Examples
    --------
    >>> rng = np.random.default_rng(1)
    >>> trust = rng.normal(size=(100, 1))
    >>> answers = pd.DataFrame(np.hstack([trust] * 4) + rng.normal(size=(100, 4)), columns=["t1", "t2", "v1", "v2"])
    >>> blocks = {"trust": ["t1", "t2"], "value": ["v1", "v2"]}
    >>> micom(answers, ["city", "regency"] * 50, blocks, {"value": ["trust"]}, permutations=99)
    Micom(50 and 50 rows, 99 permutations, n=100, 0 dropped)
    """
    check_arguments(items=items, groups=groups, blocks=blocks, paths=paths, permutations=permutations, seed=seed)
    fits = fit_groups(items, groups, blocks, paths, scheme, permutations, seed, "micom")
    return Micom(
        steps=_steps(fits),
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


def _steps(fits: GroupFits) -> pd.DataFrame:
    """Return the rows of steps 2 and 3."""
    model = fits.model
    first, second = fits.weights
    pooled = np.broadcast_to(fits.pooled.weights, first.shape)
    compositions = [
        ("composition", fits.names[0], _score_correlations(first, pooled, fits)),
        ("composition", fits.names[1], _score_correlations(second, pooled, fits)),
        ("composition_between", None, _score_correlations(first, second, fits)),
    ]
    alike = np.ones(len(model.constructs), dtype=bool)
    rows: list[dict[str, object]] = []
    for kind, group, c in compositions:
        low = permuted_quantiles(c[1:], (0.05,))[0]
        holds = c[0] >= low - 1e-12  # a single item correlates 1 with itself, but for rounding
        if kind == "composition":
            alike &= holds
        reached = (c[1:] <= c[0]).sum(axis=0) + 1
        p = reached / (np.isfinite(c[1:]).sum(axis=0) + 1)
        rows += [
            _row(kind, name, group, (c[0, j], low[j], np.nan, p[j]), holds=bool(holds[j]))
            for j, name in enumerate(model.constructs)
        ]
    for kind, difference in _score_differences(fits).items():
        low, high = permuted_quantiles(difference[1:], (0.025, 0.975))
        p = permutation_p(difference)
        for j, name in enumerate(model.constructs):
            if not alike[j]:
                rows.append(_row(kind, name, None, (np.nan,) * 4, holds=None, reason="composition_differs"))
                continue
            within = bool(low[j] <= difference[0, j] <= high[j])
            rows.append(_row(kind, name, None, (difference[0, j], low[j], high[j], p[j]), holds=within))
    table = pd.DataFrame(rows, dtype=object)
    return table.astype(dict.fromkeys(("estimate", "conf_low", "conf_high", "p_value"), float))


def _row(
    kind: str,
    term: str,
    group: str | None,
    values: tuple[float, ...],
    *,
    holds: bool | None,
    reason: str | None = None,
) -> dict[str, object]:
    """Return one row of the table."""
    numbers = dict(zip(("estimate", "conf_low", "conf_high", "p_value"), values, strict=True))
    return {"kind": kind, "term": term, "group": group, **numbers, "holds": holds, "reason": reason}


def _score_correlations(one: FloatArray, other: FloatArray, fits: GroupFits) -> FloatArray:
    """Return the correlations (1 + P, J), over the pooled rows, of scores by two sets of weights (1 + P, k)."""
    model, R = fits.model, fits.rows.R
    own = model.block[:, None] == model.block  # items of other constructs do not enter
    within = np.where(own, R, 0)

    def sums(a: FloatArray, b: FloatArray) -> FloatArray:
        return np.asarray(np.add.reduceat((a @ within) * b, model.starts, axis=1))

    return np.asarray(sums(one, other) / np.sqrt(sums(one, one) * sums(other, other)))


def _score_differences(fits: GroupFits) -> dict[str, FloatArray]:
    """Return differences (1 + P, J) of the pooled scores' means and log variances."""
    centred = fits.rows.centred
    z = centred / centred.std(axis=0, ddof=1)
    scores = np.add.reduceat(z * fits.pooled.weights[0], fits.model.starts, axis=1)
    means, variances = [], []
    for members, n in zip(fits.members, fits.sizes, strict=True):
        mean = members.astype(float) @ scores / n
        means.append(mean)
        variances.append((members.astype(float) @ scores**2 - n * mean**2) / (n - 1))
    found = {"mean": means[0] - means[1], "log_variance": np.log(variances[0]) - np.log(variances[1])}
    for difference in found.values():
        difference[fits.failed] = np.nan  # a permutation counts in all steps or in none
    return found
