"""The model fitted to the complete rows of a sample, and to every draw of them, through both stages."""

from __future__ import annotations

import os
from collections.abc import Iterator, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt
import pandas as pd

from govassess.errors import NotEstimable
from govassess.stats.draws import BLOCK, Draws, FloatArray, IntArray
from govassess.stats.moments import UnitSums, centred_columns, complete_answers, complete_values, drawn_moments, strips
from govassess.stats.path_model.algorithm import (
    COLLINEAR,
    TOLERANCE,
    Scheme,
    Solution,
    fit_composites,
    fit_pieces,
    fit_scores,
)
from govassess.stats.path_model.equations import regress
from govassess.stats.path_model.evaluate import estimates, htmt_ratios
from govassess.stats.path_model.model import PathModel, Stages, second_stage
from govassess.stats.rounding import constant_columns

EXACT = 1e-11  # largest change of a weight where the sample itself is fitted
PIECE = 32  # draws unpacked together: their correlations stay in the processor's cache
WORKERS = 2
LARGEST_SHARE = 8  # blocks that a thread takes at a time, so that memory does not grow with the draws


@dataclass(frozen=True, slots=True, eq=False, kw_only=True)
class ModelRows:
    """The rows complete over all items of a model, and the items' correlations."""

    mask: npt.NDArray[np.bool_]
    values: FloatArray  # (n, k)
    centred: FloatArray
    R: FloatArray  # (k, k)


@dataclass(frozen=True, slots=True, eq=False, kw_only=True)
class StageFit:
    """One stage fitted to a sample: the solution (a single draw) and the correlations it was fitted to."""

    model: PathModel
    solution: Solution
    R: FloatArray  # (1, k, k)


@dataclass(frozen=True, slots=True, eq=False, kw_only=True)
class DrawnFits:
    """Every statistic of every stage in every draw, and why a draw failed as a whole (0: it did not)."""

    values: tuple[FloatArray, ...]  # stage -> (B, statistics)
    failed: tuple[IntArray, ...]  # stage -> (B,)


def model_rows(items: pd.DataFrame, plan: Stages, what: str) -> ModelRows:
    """Choose the rows, and refuse too few of them or an item that is the same for all."""
    columns = list(plan.columns)
    if absent := [name for name in columns if name not in items.columns]:
        raise ValueError(f"not in the data: {', '.join(absent)}")
    answers, mask = complete_answers(items[columns])
    values, _ = complete_values(answers)
    n = len(values)
    widest = max(len(xs) for model in plan.models for _, xs in model.equations)
    if n < widest + 3:
        raise NotEstimable(what, "too_few_rows", needed=widest + 3, found=n, rows=len(items))
    refuse_constant(values, columns, what)
    _, centred = centred_columns(values)
    return ModelRows(mask=mask, values=values, centred=centred, R=correlations(centred))


def refuse_constant(values: FloatArray, columns: Sequence[str], what: str) -> None:
    """Refuse items without variance, by name."""
    flat = [name for name, is_flat in zip(columns, constant_columns(values), strict=True) if is_flat]
    if flat:
        raise NotEstimable(what, "constant_items", item=", ".join(flat))


def correlations(centred: FloatArray) -> FloatArray:
    """Return the correlations of centred columns."""
    scaled = centred / np.sqrt((centred**2).sum(axis=0))
    return np.asarray(scaled.T @ scaled)


def fit_sample(R: FloatArray, plan: Stages, scheme: Scheme, what: str) -> tuple[StageFit, ...]:
    """Fit each stage to one correlation matrix; what cannot be fitted is refused with its reason."""
    fits: list[StageFit] = []
    now, plain = R[None], plan.plain
    for model in plan.models:
        if fits:
            before = fits[-1].solution
            now = second_stage(before.cross[:, :, plain], before.correlations, now[:, plain[:, None], plain], plan)
        solution = fit_composites(now, model, scheme, tolerance=EXACT)
        failed = int(solution.failed[0])
        if failed == COLLINEAR:
            raise NotEstimable(what, "collinear", variable=", ".join(_dependent(now, model)))
        if failed:
            raise NotEstimable(what, "no_convergence")
        fits.append(StageFit(model=model, solution=solution, R=now))
    return tuple(fits)


def _dependent(R: FloatArray, model: PathModel) -> tuple[str, ...]:
    """Name the predictors of the first equation whose predictors are collinear, as sums of their items show it."""
    _, even = fit_scores(R, np.ones((1, len(model.items))), model)
    for y, xs in model.equations:
        if np.isnan(regress(even, [y], xs)[0].b).any():
            return tuple(model.constructs[x] for x in xs)
    return model.constructs


def draw_stages(
    centred: FloatArray,
    draws: Draws,
    plan: Stages,
    scheme: Scheme,
    starts: Sequence[FloatArray],
    *,
    tolerance: float = TOLERANCE,
    htmt: bool = True,
) -> DrawnFits:
    """Fit every draw, beginning at the sample's weights; blocks of draws are dealt to threads.

    Without ``htmt`` its columns are not there. A draw's result depends on its own weights only, so neither the number
    of threads nor the other draws matter.
    """
    units = UnitSums.of(centred, draws)  # the threads share them

    def run(part: slice) -> list[tuple[FloatArray, IntArray]]:
        return _fit_share(units.taken(part), plan, scheme, starts, tolerance, htmt=htmt)

    blocks = -(-draws.count // BLOCK)
    workers = min(WORKERS, blocks, os.cpu_count() or 1)
    # Whole blocks: the products are the same whoever computes them.
    size = min(-(-blocks // workers), LARGEST_SHARE) * BLOCK
    parts = [slice(start, min(start + size, draws.count)) for start in range(0, draws.count, size)]
    if workers == 1:
        shares = [run(part) for part in parts]
    else:
        with ThreadPoolExecutor(workers) as pool:
            shares = list(pool.map(run, parts))
    by_stage = list(zip(*shares, strict=True))
    return DrawnFits(
        values=tuple(np.concatenate([values.T for values, _ in stage], axis=1).T for stage in by_stage),
        failed=tuple(np.concatenate([failed for _, failed in stage]) for stage in by_stage),
    )


def _fit_share(
    units: UnitSums,
    plan: Stages,
    scheme: Scheme,
    starts: Sequence[FloatArray],
    tolerance: float,
    *,
    htmt: bool,
) -> list[tuple[FloatArray, IntArray]]:
    """Return stage by stage the statistics of a thread's draws, and why draws failed."""
    model = plan.models[0]
    plain = np.array([], dtype=np.int64) if plan.first is None else plan.plain  # what only a second stage needs
    count = len(units.weights)
    n = np.empty(count)
    R = np.empty((count, len(plain), len(plain)))
    ratios = np.empty((count, len(model.constructs) * (len(model.constructs) - 1) // 2 if htmt else 0))

    def pieces() -> Iterator[FloatArray]:
        for piece in drawn_correlations(units):
            n[piece.draws] = piece.n
            if len(plain):
                R[piece.draws] = piece.R[:, plain[:, None], plain]
            if htmt:
                ratios[piece.draws] = htmt_ratios(piece.R, model)
            yield piece.R

    found = fit_pieces(pieces(), count, model, scheme, start=starts[0], tolerance=tolerance, kept=plain)
    stages = [(estimates(found, ratios, n, model), found.failed)]
    if plan.first is not None:
        R = second_stage(found.cross, found.correlations, R, plan)
        again = fit_composites(R, plan.final, scheme, start=starts[1], tolerance=tolerance)
        ratios = htmt_ratios(R, plan.final) if htmt else np.empty((count, 0))
        values = estimates(again, ratios, n, plan.final)
        stages.append((values, np.where(found.failed > 0, found.failed, again.failed)))
    return stages


@dataclass(frozen=True, slots=True, eq=False, kw_only=True)
class DrawnPiece:
    """Moments of a few draws side by side."""

    draws: slice
    n: FloatArray  # (draws,)
    mean: FloatArray  # (draws, k)
    sd: FloatArray  # (draws, k)
    R: FloatArray  # (draws, k, k); NaN with a constant item


def drawn_correlations(units: UnitSums) -> Iterator[DrawnPiece]:
    """Yield the correlations of a few draws at a time, unpacked from the blocks of moments."""
    k = units.p
    rows, cols = np.triu_indices(k)
    place = np.empty((k, k), dtype=np.int64)
    place[rows, cols] = place[cols, rows] = np.arange(len(rows))
    own = place[range(k), range(k)]
    for block in drawn_moments(units):
        sd = np.sqrt(block.cov[own])
        with np.errstate(divide="ignore", invalid="ignore"):
            scale = 1 / sd
            for i, strip in enumerate(strips(block.cov, k)):
                np.multiply(strip, scale[i], out=strip)
                np.multiply(strip, scale[i:], out=strip)
        for start in range(0, len(block.n), PIECE):
            at = slice(start, min(start + PIECE, len(block.n)))
            packed = np.ascontiguousarray(block.cov[:, at].T)
            yield DrawnPiece(
                draws=slice(block.draws.start + at.start, block.draws.start + at.stop),
                n=block.n[at],
                mean=block.mean[:, at].T,
                sd=sd[:, at].T,
                R=np.take(packed, place.ravel(), axis=1).reshape(-1, k, k),
            )
