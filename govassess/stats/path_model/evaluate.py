"""What is read off a fitted PLS model, for all draws at once: quality of measurement, explained variance, effects."""

from __future__ import annotations

from dataclasses import dataclass
from itertools import combinations

import numpy as np

from govassess.stats.draws import FloatArray
from govassess.stats.path_model.algorithm import Solution
from govassess.stats.path_model.equations import Equation
from govassess.stats.path_model.model import PathModel


@dataclass(frozen=True, slots=True, kw_only=True)
class Label:
    """What one column of estimates is: its kind, and the construct and term it belongs to."""

    kind: str
    target: str
    term: str


def labels(model: PathModel, *, htmt: bool = True) -> tuple[Label, ...]:
    """Name the columns of ``estimates``, in their order."""
    name = model.constructs
    found = [
        Label(kind=kind, target=name[model.block[i]], term=item)
        for kind in ("weight", "loading")
        for i, item in enumerate(model.items)
    ]
    found += [Label(kind=kind, target=name[y], term=name[x]) for kind in ("path", "vif") for x, y in model.pairs]
    found += [Label(kind=kind, target=name[y], term=name[y]) for kind in ("r2", "adj_r2") for y, _ in model.equations]
    routes = chains(model)
    found += [Label(kind="total", target=name[y], term=name[x]) for x, y in _connected(model)]
    found += [Label(kind="indirect", target=name[y], term=name[x]) for x, y in _indirect(routes)]
    found += [
        Label(kind="specific_indirect", target=name[route[-1]], term=" -> ".join(name[step] for step in route[:-1]))
        for route in routes
    ]
    found += [
        Label(kind=kind, target=one, term=one) for kind in ("rho_a", "composite_reliability", "ave") for one in name
    ]
    if htmt:
        found += [Label(kind="htmt", target=b, term=a) for a, b in combinations(name, 2)]
    return tuple(found)


def estimates(solution: Solution, ratios: FloatArray, n: FloatArray, model: PathModel) -> FloatArray:
    """Return every statistic of the model in every draw, (B, statistics); NaN where undefined.

    Parameters
    ----------
    solution : Solution
    ratios : array (B, pairs)
        HTMT of the correlations it was fitted to; (B, 0) where it is not wanted.
    n : array (B,)
        Rows of each draw, for the adjusted R2.
    model : PathModel
    """
    w, equations = solution.weights, solution.equations
    with np.errstate(divide="ignore", invalid="ignore"):
        adjusted = [
            1 - (1 - found.r2) * (n - 1) / (n - len(xs) - 1)
            for found, (_, xs) in zip(equations, model.equations, strict=True)
        ]
        parts = [
            w.T,
            solution.loadings.T,
            *(found.b for found in equations),
            *(found.vif if len(found.vif) > 1 else found.vif * np.nan for found in equations),
            np.stack([found.r2 for found in equations]),
            np.stack(adjusted),
            _effects(equations, model).T,
            rho_a(w, model).T,
            *(part.T for part in _reliability(solution.loadings, model)),
            ratios.T,
        ]
    return np.concatenate(parts).T  # a statistic's draws side by side in memory, as their quantiles are taken


def rho_a(weights: FloatArray, model: PathModel) -> FloatArray:
    """Return rho_A (..., J) of weights (..., k) that give scores of variance 1; NaN for a single item.

    Notes
    -----
    rho_A = (w'w)^2 [w'(R - diag R)w] / [w'(ww' - diag ww')w]. With w'Rw = 1 the first bracket is 1 - w'w and the
    second (w'w)^2 - sum w^4, so R is not needed.
    """
    squares = np.add.reduceat(weights**2, model.starts, axis=-1)
    fourths = np.add.reduceat(weights**4, model.starts, axis=-1)
    bottom = squares**2 - fourths
    bottom = np.where((model.sizes > 1) & (bottom > 1e-12), bottom, np.nan)
    return np.asarray(squares**2 * (1 - squares) / bottom)


def _reliability(loading: FloatArray, model: PathModel) -> tuple[FloatArray, FloatArray]:
    """Return CR and AVE (B, J) of loadings (B, k); NaN for a single item."""
    several = np.where(model.sizes > 1, 1.0, np.nan)
    common = np.add.reduceat(loading, model.starts, axis=-1) ** 2
    squares = np.add.reduceat(loading**2, model.starts, axis=-1)
    return several * common / (common + model.sizes - squares), several * squares / model.sizes


def htmt_ratios(R: FloatArray, model: PathModel) -> FloatArray:
    """Return HTMT (signed) of every pair of constructs (B, pairs) from correlations (B, k, k); NaN if undefined."""
    within, between = mean_correlations(R, model)
    within = np.where(within > 0, within, np.nan)
    first, second = np.triu_indices(len(model.constructs), 1)
    return np.asarray(between[:, first, second] / np.sqrt(within[:, first] * within[:, second]))


def mean_correlations(R: FloatArray, model: PathModel) -> tuple[FloatArray, FloatArray]:
    """Return the mean r within each construct (B, J), NaN for a single item, and between constructs (B, J, J)."""
    # Sums, not a product with 0/1: a constant item (NaN) then spoils its own construct only.
    sums = np.add.reduceat(np.add.reduceat(R, model.starts, axis=1), model.starts, axis=2)
    count = model.sizes * (model.sizes - 1)
    within = (np.einsum("bjj->bj", sums) - model.sizes) / np.where(count > 0, count, np.nan)
    return within, sums / (model.sizes[:, None] * model.sizes)


def chains(model: PathModel) -> list[tuple[int, ...]]:
    """Return every chain of two paths or more, from first predictor to outcome."""
    onward: dict[int, list[int]] = {}
    for x, y in model.pairs:
        onward.setdefault(x, []).append(y)
    found: list[tuple[int, ...]] = []
    growing: list[tuple[int, ...]] = sorted(model.pairs)
    while growing:
        growing = [(*route, step) for route in growing for step in sorted(onward.get(route[-1], []))]
        found += growing
    return found


def total_effects(b: FloatArray, model: PathModel) -> FloatArray:
    """Return total effects (..., J, J), predictor by outcome, from path coefficients (..., J, J) laid out alike.

    The equations stand in an order in which every outcome follows those that lead to it.
    """
    total = np.zeros_like(b)
    for y, xs in model.equations:
        for x in xs:
            total[..., :, y] += b[..., x, y, None] * total[..., :, x]
            total[..., x, y] += b[..., x, y]
    return total


def path_matrix(equations: list[Equation], model: PathModel) -> FloatArray:
    """Return path coefficients (B, J, J), predictor by outcome."""
    J = len(model.constructs)
    b = np.zeros((equations[0].b.shape[1], J, J))
    for found, (y, xs) in zip(equations, model.equations, strict=True):
        b[:, list(xs), y] = found.b.T
    return b


def _effects(equations: list[Equation], model: PathModel) -> FloatArray:
    """Return total, total indirect and specific indirect effects, (B, effects)."""
    b = path_matrix(equations, model)
    total = total_effects(b, model)
    routes = chains(model)
    x, y = (list(side) for side in zip(*_connected(model), strict=True))
    parts = [total[:, x, y]]
    if routes:
        x, y = (list(side) for side in zip(*_indirect(routes), strict=True))
        parts.append(total[:, x, y] - b[:, x, y])
        parts.append(np.stack([b[:, route[:-1], route[1:]].prod(axis=1) for route in routes], axis=1))
    return np.concatenate(parts, axis=1)


def _connected(model: PathModel) -> list[tuple[int, int]]:
    """Return (from, to) of every pair joined by a path or a chain."""
    return sorted({*model.pairs, *_indirect(chains(model))})


def _indirect(routes: list[tuple[int, ...]]) -> list[tuple[int, int]]:
    """Return (from, to) of every pair joined by a chain."""
    return sorted({(route[0], route[-1]) for route in routes})
