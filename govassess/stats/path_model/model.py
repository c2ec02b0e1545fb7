"""Which items measure which construct and which construct leads to which: names turned into numbers, once."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from itertools import groupby

import numpy as np

from govassess.stats.draws import FloatArray, IntArray

Blocks = Mapping[str, Sequence[str]]
Paths = Mapping[str, Sequence[str]]


@dataclass(frozen=True, slots=True, eq=False, kw_only=True)
class PathModel:
    """Constructs with their items, items of a construct side by side, and one equation an outcome.

    Attributes
    ----------
    constructs, items : tuple of str
    block : array of int (k,)
        Item -> its construct.
    starts, sizes : array of int (J,)
        First item and number of items of each construct.
    equations : tuple of (int, tuple of int)
        Outcome and its predictors, every outcome after the outcomes that lead to it.
    runs : tuple of (slice, slice, int)
        Constructs side by side that have the same number of items, their items, and this number.
    """

    constructs: tuple[str, ...]
    items: tuple[str, ...]
    block: IntArray
    starts: IntArray
    sizes: IntArray
    equations: tuple[tuple[int, tuple[int, ...]], ...]
    runs: tuple[tuple[slice, slice, int], ...]

    @property
    def blocks(self) -> dict[str, tuple[str, ...]]:
        """Construct -> its items."""
        ends = self.starts + self.sizes
        return {
            name: self.items[start:end] for name, start, end in zip(self.constructs, self.starts, ends, strict=True)
        }

    @property
    def paths(self) -> dict[str, tuple[str, ...]]:
        """Outcome -> its predictors."""
        return {self.constructs[y]: tuple(self.constructs[x] for x in xs) for y, xs in self.equations}

    @property
    def pairs(self) -> tuple[tuple[int, int], ...]:
        """(predictor, outcome) of every path."""
        return tuple((x, y) for y, xs in self.equations for x in xs)


@dataclass(frozen=True, slots=True, eq=False, kw_only=True)
class Stages:
    """The model to be fitted, and before it the model of the dimensions where there are higher-order constructs."""

    first: PathModel | None
    final: PathModel
    dimensions: frozenset[str]  # constructs of the first stage whose scores are indicators of the second

    @property
    def models(self) -> tuple[PathModel, ...]:
        """The models in the order in which they are fitted."""
        return (self.final,) if self.first is None else (self.first, self.final)

    @property
    def columns(self) -> tuple[str, ...]:
        """Columns of the data that the first model to be fitted needs, in its order."""
        return self.models[0].items

    @property
    def plain(self) -> IntArray:
        """Items of the first stage that are indicators of the second themselves; they come first there."""
        first = self.models[0]
        return np.array(
            [i for i, j in enumerate(first.block) if first.constructs[j] not in self.dimensions], dtype=np.int64
        )


def path_model(blocks: Blocks, paths: Paths) -> PathModel:
    """Return a model with its constructs and items numbered; one that makes no sense is a mistake of the caller."""
    constructs = tuple(blocks)
    items = tuple(item for members in blocks.values() for item in members)
    if len(set(items)) < len(items):
        raise ValueError("a column is named twice in the blocks")
    empty = [name for name, members in blocks.items() if not members]
    if empty:
        raise ValueError(f"no column measures {', '.join(empty)}")
    named = {*paths, *(name for predictors in paths.values() for name in predictors)}
    if unknown := sorted(named - set(constructs)):
        raise ValueError(f"a path names what no block measures: {', '.join(unknown)}")
    if unlinked := [name for name in constructs if name not in named]:
        raise ValueError(f"no path leads to or from {', '.join(unlinked)}")
    for outcome, predictors in paths.items():
        if not predictors or len(set(predictors)) < len(predictors):
            raise ValueError(f"the paths to {outcome} need predictors, each named once")
    number = {name: i for i, name in enumerate(constructs)}
    sizes = np.array([len(members) for members in blocks.values()])
    return PathModel(
        constructs=constructs,
        items=items,
        block=np.repeat(np.arange(len(constructs)), sizes),
        starts=np.concatenate([[0], np.cumsum(sizes)[:-1]]),
        sizes=sizes,
        equations=tuple((number[y], tuple(number[x] for x in paths[y])) for y in _in_order(paths)),
        runs=tuple(_runs(sizes)),
    )


def _runs(sizes: IntArray) -> Iterator[tuple[slice, slice, int]]:
    """Yield constructs side by side of the same size, their items, and the size."""
    construct = item = 0
    for size, members in groupby(sizes.tolist()):
        count = len(list(members))
        yield slice(construct, construct + count), slice(item, item + count * size), size
        construct, item = construct + count, item + count * size


def stages(blocks: Blocks, paths: Paths, higher_order: Blocks | None) -> Stages:
    """Return the model, and for higher-order constructs the first-stage model of their dimensions.

    Notes
    -----
    The disjoint two-stage approach: in the first stage the dimensions stand in the paths in place of their
    construct; in the second their scores are its indicators, and every other construct keeps its items.
    """
    if not higher_order:
        return Stages(first=None, final=path_model(blocks, paths), dimensions=frozenset())
    dimensions = [name for members in higher_order.values() for name in members]
    if unknown := sorted(set(dimensions) - set(blocks)):
        raise ValueError(f"a higher-order construct names what no block measures: {', '.join(unknown)}")
    if clash := sorted(set(higher_order) & set(blocks)):
        raise ValueError(f"a block has the name of a higher-order construct: {', '.join(clash)}")
    if small := [name for name, members in higher_order.items() if len(members) < 2]:
        raise ValueError(f"a higher-order construct needs two dimensions: {', '.join(small)}")
    first_paths: dict[str, list[str]] = {}
    for outcome, predictors in paths.items():
        lower = [name for predictor in predictors for name in higher_order.get(predictor, (predictor,))]
        first_paths.update(dict.fromkeys(higher_order.get(outcome, (outcome,)), lower))
    plain = {name: tuple(members) for name, members in blocks.items() if name not in dimensions}
    final = path_model({**plain, **{name: tuple(members) for name, members in higher_order.items()}}, paths)
    return Stages(first=path_model(blocks, first_paths), final=final, dimensions=frozenset(dimensions))


def _in_order(paths: Paths) -> list[str]:
    """Return the outcomes, each after the outcomes among its predictors; paths in a circle are refused."""
    waiting = list(paths)
    ordered: list[str] = []
    while waiting:
        ready = [name for name in waiting if not set(paths[name]) & set(waiting)]
        if not ready:
            raise ValueError(f"the paths lead round in a circle: {', '.join(waiting)}")
        ordered += ready
        waiting = [name for name in waiting if name not in ready]
    return ordered


def second_stage(cross: FloatArray, correlations: FloatArray, R: FloatArray, plan: Stages) -> FloatArray:
    """Return the correlations (draws, k2, k2) of the second stage's indicators.

    Parameters
    ----------
    cross : array (draws, J, q)
        Correlations of the first stage's scores with the items that are indicators themselves, ``plan.plain``.
    correlations : array (draws, J, J)
        Of the scores.
    R : array (draws, q, q)
        Of those items.
    plan : Stages
        With a first stage.
    """
    q = R.shape[1]
    scores = [plan.models[0].constructs.index(name) for name in plan.final.items[q:]]
    out = np.empty((len(R), q + len(scores), q + len(scores)))
    out[:, :q, :q] = R
    out[:, q:, :q] = cross[:, scores]
    out[:, :q, q:] = out[:, q:, :q].swapaxes(1, 2)
    out[:, q:, q:] = correlations[:, scores][:, :, scores]
    return out
