"""Measures over sets of respondents that differ by very few: standard deviations, reliability, validity, agreement."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from typing import Any

import numpy as np

from govassess.assessment.few_missing import Rows, Sets, coarse, finest, in_steps
from govassess.assessment.findings import Measured
from govassess.files.stored import to_step
from govassess.measurement.items import answered_blocks, measurement_nodes
from govassess.responses.model import Notice
from govassess.result.descriptive import NodeScore
from govassess.result.measures import ItemStatistics, Pair, Validity
from govassess.scoring.scores import Scores

CODE = "few_digits"
"""The notice that names the measures that are rounded."""

OF_SCALE = ("item_rest_r", "item_total_r", "alpha_if_deleted")
"""Of an item: over the rows complete on its scale."""

OF_ALL = ("own_r", "other_r")
"""Of an item: over the rows complete on all scales."""


def spread_in_steps(found: Sequence[NodeScore], scores: Scores, sets: Sets) -> tuple[NodeScore, ...]:
    """Return the scores of everybody, their SD rounded where few respondents have none on the node."""
    few = _few_scored(scores, sets)
    return tuple(
        replace(each, sd=to_step(each.sd, finest(each.n, each.sd))) if each.id in few and each.sd else each
        for each in found
    )


def _few_scored(scores: Scores, sets: Sets) -> frozenset[str]:
    """Return the nodes on which all respondents of another set but a few have a score."""
    return frozenset(str(name) for name in scores.values if sets.few(scores.values[name].notna().to_numpy(bool)))


def measures_in_few_digits(found: Measured, scores: Scores, sets: Sets) -> Measured:
    """Return items, reliability, validity and agreement, rounded where they rest on all but a few of another set.

    Parameters
    ----------
    found : Measured
        What was found of them.
    scores : Scores
        Respondents' scores and answers.
    sets : Sets
        The sets of respondents of which squares are stored.

    Returns
    -------
    Measured
        With one notice more where anything is rounded: ``places`` names it, separated by spaces.
    """
    complete = {
        node.id: _complete(scores, scores.rules.items_under(node.id)) for node in measurement_nodes(scores.rules)
    }
    asked = [name for names in answered_blocks(scores).values() for name in names]
    few = {name for name, rows in complete.items() if sets.few(rows)}
    few_on_all = bool(asked) and sets.few(_complete(scores, asked))
    validity, pairs = _validity(found.validity, scores, sets, few_on_all=few_on_all)
    agreed = {(each.by, each.id) for each in found.aggregation if sets.few_of(each.n_used)}
    places = [*(f"scores.{name}" for name in sorted(_few_scored(scores, sets)))]
    places += [*(f"reliability.{name}" for name in sorted(few)), *pairs, *(["validity"] if few_on_all else [])]
    places += [f"aggregation.{by}.{node}" for by, node in sorted(agreed)]
    values: dict[str, str | int | float] = {
        "count": len(places),
        "minimum": sets.minimum,
        "step": finest(len(scores.values)),
        "places": " ".join(places),
    }
    notice = (Notice(code=CODE, where="measurement", values=values),) if places else ()
    return replace(
        found,
        items=tuple(_item(each, scores, of_scale=each.dimension in few, of_all=few_on_all) for each in found.items),
        reliability=tuple(coarse(each, each.n_used) if each.id in few else each for each in found.reliability),
        validity=validity,
        aggregation=tuple(
            coarse(each, each.n_used) if (each.by, each.id) in agreed else each for each in found.aggregation
        ),
        notices=(*found.notices, *notice),
    )


def _complete(scores: Scores, items: Sequence[str]) -> Rows:
    return np.asarray(scores.keyed[list(items)].notna().all(axis=1), dtype=bool)


def _item(found: ItemStatistics, scores: Scores, *, of_scale: bool, of_all: bool) -> ItemStatistics:
    """Return one item; what its counts do not give is rounded."""
    fields = (*(OF_SCALE if of_scale else ()), *(OF_ALL if of_all else ()))
    step = finest(len(scores.values))
    known: dict[str, float | None] = {name: getattr(found, name) for name in fields}
    short: dict[str, Any] = {name: in_steps(value, step) for name, value in known.items() if value is not None}
    return replace(found, **short)


def _validity(found: Validity, scores: Scores, sets: Sets, *, few_on_all: bool) -> tuple[Validity, list[str]]:
    """Return pairs and structure, and the places of the pairs that are rounded for the respondents they have alone."""
    pairs: list[Pair] = []
    places = []
    there = {name: scores.values[name].notna().to_numpy(bool) for name in scores.values}
    for pair in found.pairs:
        few = sets.few(there[pair.a] & there[pair.b])
        short = coarse(pair, pair.n_used) if few_on_all and pair.n_used else pair
        r = in_steps(pair.r, finest(pair.r_n)) if few and pair.r is not None else pair.r
        pairs.append(replace(short, r=r))
        places += [f"validity.{pair.a}.{pair.b}"] if few else []
    if not few_on_all:
        return replace(found, pairs=tuple(pairs)), places
    rest: dict[str, Any] = {
        name: None if value is None else coarse(value, found.n_used)
        for name in ("factorability", "factor_model", "common_method")
        for value in [getattr(found, name)]
    }
    nearest = tuple(coarse(each, found.n_used) for each in found.fornell_larcker)
    return replace(found, pairs=tuple(pairs), fornell_larcker=nearest, **rest), places
