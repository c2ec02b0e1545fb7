"""Effects through mediators from covariances: of the sample, of every draw, of every sample but one row."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from itertools import combinations, pairwise

import numpy as np

from govassess.stats.draws import FloatArray

COLLINEAR = 1e-10  # eigenvalues of the covariates' covariances below this share of the largest count as zero
SINGULAR = 1e-12  # ratio of extreme eigenvalues of a draw's scaled covariances
OUTCOME, PREDICTOR, FIRST = 0, 1, 2  # places of the columns; mediators follow one another from FIRST


@dataclass(frozen=True, slots=True, eq=False, kw_only=True)
class Paths:
    """Coefficients of all equations, with leading axes for draws; NaN where a draw is singular."""

    a: FloatArray  # (..., m), predictor to mediator
    between: FloatArray  # (..., m, m), mediator i to mediator j; zero unless serial
    b: FloatArray  # (..., m), mediator to outcome
    direct: FloatArray
    total: FloatArray


def solve_paths(cov: FloatArray, m: int, *, serial: bool) -> tuple[Paths, FloatArray]:
    """Return the paths and the standard deviations from covariances of outcome, predictor, mediators, covariates.

    Parameters
    ----------
    cov : array (..., q, q)
        Scaled columns, covariates last.
    m : int
        Number of mediators.
    serial : bool
        Whether each mediator depends on those before it.

    Returns
    -------
    Paths, array (..., 2 + m)

    Examples
    --------
    >>> paths, _ = solve_paths(np.array([[1, 0.5, 0.5], [0.5, 1, 0.5], [0.5, 0.5, 1]]), 1, serial=False)
    >>> paths.a.round(4).tolist(), paths.b.round(4).tolist(), paths.direct.round(4).item()
    ([0.5], [0.3333], 0.3333)
    """
    partial = _without_covariates(cov, FIRST + m)
    values = np.linalg.eigvalsh(partial[..., 1:, 1:])
    places = range(1, FIRST + m)
    singular = ~(values[..., 0] > SINGULAR * cov[..., places, places].max(axis=-1))
    safe = np.where(singular[..., None, None], np.eye(FIRST + m), partial)
    on_all = np.linalg.solve(safe[..., 1:, 1:], safe[..., 1:, :][..., [OUTCOME]])[..., 0]
    on_predictor = safe[..., PREDICTOR, :] / safe[..., PREDICTOR, PREDICTOR][..., None]
    a, between = on_predictor[..., FIRST:].copy(), np.zeros((*cov.shape[:-2], m, m))
    for j in range(1, m if serial else 0):
        before = slice(PREDICTOR, FIRST + j)
        slopes = np.linalg.solve(safe[..., before, before], safe[..., before, :][..., [FIRST + j]])[..., 0]
        a[..., j], between[..., :j, j] = slopes[..., 0], slopes[..., 1:]
    paths = Paths(
        a=np.where(singular[..., None], np.nan, a),
        between=np.where(singular[..., None, None], np.nan, between),
        b=np.where(singular[..., None], np.nan, on_all[..., 1:]),
        direct=np.where(singular, np.nan, on_all[..., 0]),
        total=np.where(singular, np.nan, on_predictor[..., OUTCOME]),
    )
    with np.errstate(invalid="ignore"):
        return paths, np.sqrt(np.diagonal(cov, axis1=-2, axis2=-1)[..., : FIRST + m])


def _without_covariates(cov: FloatArray, kept: int) -> FloatArray:
    """Return covariances (..., kept, kept) with the other columns partialled out.

    Their pseudo-inverse, because in a draw a category may be absent, or all that are left be collinear: that leaves
    the coefficients of the kept columns defined (Frisch & Waugh, 1933; Lovell, 1963).
    """
    if cov.shape[-1] == kept:
        return cov
    within = np.linalg.pinv(cov[..., kept:, kept:], rcond=COLLINEAR, hermitian=True)
    across = cov[..., :kept, kept:]
    return np.asarray(cov[..., :kept, :kept] - across @ within @ np.swapaxes(across, -1, -2))


def name_effects(paths: Paths, mediators: tuple[str, ...], *, serial: bool) -> dict[str, FloatArray]:
    """Combine paths into named effects: paths, direct, total, indirect, each specific one and their differences."""
    m = len(mediators)
    suffixes = [""] if m == 1 else [f"_{name}" for name in mediators]
    named = {f"a{suffix}": paths.a[..., j] for j, suffix in enumerate(suffixes)}
    if serial:
        named |= {f"d_{mediators[i]}>{mediators[j]}": paths.between[..., i, j] for i, j in combinations(range(m), 2)}
    named |= {f"b{suffix}": paths.b[..., j] for j, suffix in enumerate(suffixes)}
    specific = {}
    for size in range(1, m + 1 if serial else 2):
        for chain in combinations(range(m), size):
            links = [paths.between[..., i, j] for i, j in pairwise(chain)]
            product = np.prod([paths.a[..., chain[0]], *links, paths.b[..., chain[-1]]], axis=0)
            specific["indirect_" + ">".join(mediators[i] for i in chain)] = np.asarray(product)
    indirect = np.asarray(sum(specific.values()))
    named |= {"direct": paths.direct, "total": paths.total, "indirect": indirect}
    if m == 1:
        return named
    contrasts = {f"{one}-{other}": specific[one] - specific[other] for one, other in combinations(specific, 2)}
    return named | specific | contrasts


def effect_ends(mediators: tuple[str, ...], *, serial: bool) -> Mapping[str, tuple[int, int]]:
    """Return for each effect the places of the columns where it starts and ends: they give its unit."""
    m = len(mediators)
    ends = dict.fromkeys(name_effects(_ones(m), mediators, serial=serial), (PREDICTOR, OUTCOME))
    for j, name in enumerate(mediators):
        suffix = "" if m == 1 else f"_{name}"
        ends[f"a{suffix}"], ends[f"b{suffix}"] = (PREDICTOR, FIRST + j), (FIRST + j, OUTCOME)
    if serial:
        for i, j in combinations(range(m), 2):
            ends[f"d_{mediators[i]}>{mediators[j]}"] = (FIRST + i, FIRST + j)
    return ends


def _ones(m: int) -> Paths:
    """Return paths of which only the names of the effects are wanted."""
    one = np.ones(())
    return Paths(a=np.ones(m), between=np.ones((m, m)), b=np.ones(m), direct=one, total=one)
