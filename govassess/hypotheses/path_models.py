"""Path models of composites beside the regressions: one for each level at which hypotheses name their predictors."""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING, Any

from govassess.errors import NotEstimable
from govassess.hypotheses.model import PathEstimate, PathModel
from govassess.instrument.model import Construct, Hypothesis, Instrument, kind_of
from govassess.responses.model import Unavailable
from govassess.stats.draws import Draws
from govassess.stats.path_model.fit import pls

if TYPE_CHECKING:
    from govassess.scoring.rules import Rules
    from govassess.scoring.scores import Scores

REPORTED = (
    "path",
    "total",
    "indirect",
    "r2",
    "adj_r2",
    "f2",
    "vif",
    "loading",
    "rho_a",
    "composite_reliability",
    "ave",
)


def path_models(
    hypotheses: Sequence[Hypothesis], scores: Scores, draws: Draws | None, *, seed: int
) -> tuple[tuple[PathModel, ...], tuple[Unavailable, ...]]:
    """Return the path models that the measured hypotheses describe.

    Hypotheses whose predictors are of one kind (constructs, dimensions) make one model: an outcome's predictors are
    all those that any of them names (a ``total`` effect adds no path: it is read off the model). A construct made of
    dimensions is a higher-order construct, estimated in two stages. ``draws`` are of the rows of ``scores``.
    """
    found, absent = [], []
    for kind, members in _by_kind(hypotheses, scores.rules).items():
        paths = _paths(members)
        if not paths:
            continue
        try:
            found.append(_fitted(f"pls.{kind}", members, paths, scores, draws, seed))
        except NotEstimable as fault:
            where = f"path_models.pls.{kind}"
            absent.append(Unavailable(where=where, field="path", code=fault.code, values=fault.values))
    return tuple(found), tuple(absent)


def _by_kind(hypotheses: Sequence[Hypothesis], rules: Rules) -> dict[str, list[Hypothesis]]:
    """Return the measured hypotheses by the kind of node that predicts."""
    groups: dict[str, list[Hypothesis]] = {}
    for each in hypotheses:
        nodes = (each.predictor, *each.mediators, *each.controls, each.outcome)
        if all(rules.measures(node) for node in nodes):
            groups.setdefault(rules.branch(each.predictor).kind, []).append(each)
    return groups


def _paths(hypotheses: Sequence[Hypothesis]) -> dict[str, tuple[str, ...]]:
    """Return outcome -> predictors, from the direct and the mediated hypotheses."""
    found: dict[str, dict[str, None]] = {}
    for each in hypotheses:
        if each.kind == "direct":
            found.setdefault(each.outcome, {}).update(dict.fromkeys((each.predictor, *each.controls)))
        elif each.kind == "mediation":
            found.setdefault(each.outcome, {}).update(dict.fromkeys((each.predictor, *each.mediators, *each.controls)))
            for mediator in each.mediators:
                found.setdefault(mediator, {}).update(dict.fromkeys((each.predictor, *each.controls)))
    return {outcome: tuple(predictors) for outcome, predictors in found.items()}


def _fitted(
    name: str,
    hypotheses: Sequence[Hypothesis],
    paths: Mapping[str, tuple[str, ...]],
    scores: Scores,
    draws: Draws | None,
    seed: int,
) -> PathModel:
    blocks, higher = _blocks(paths, scores.instrument, scores.rules)
    fit = pls(scores.keyed, blocks, paths, higher_order=higher or None, draws=draws or 0, seed=seed)
    rows = fit.to_frame().to_dict("records")
    return PathModel(
        id=name,
        hypotheses=tuple(each.id for each in hypotheses),
        paths=paths,
        higher_order=tuple(higher),
        n_used=fit.n_used,
        n_dropped=fit.n_dropped,
        draws=fit.draws,
        draws_failed=sum(fit.failures.values()),
        estimates=tuple(
            PathEstimate(
                kind=str(row["kind"]),
                target=str(row["target"]),
                term=str(row["term"]),
                **{field: _known(row[field]) for field in ("estimate", "conf_low", "conf_high", "p_value")},
            )
            for row in rows
            if row["kind"] in REPORTED and _known(row["estimate"]) is not None
        ),
    )


def _blocks(
    paths: Mapping[str, tuple[str, ...]], instrument: Instrument, rules: Rules
) -> tuple[dict[str, list[str]], dict[str, list[str]]]:
    """Return the blocks of items, and the constructs made of dimensions with the names of theirs."""
    nodes = dict.fromkeys((*paths, *(name for predictors in paths.values() for name in predictors)))
    blocks: dict[str, list[str]] = {}
    higher: dict[str, list[str]] = {}
    for name in nodes:
        parts = [part for part in rules.branch(name).children if rules.measures(part)]
        node = instrument.node(name)
        dimensions = isinstance(node, Construct) and [kind_of(instrument.node(part)) for part in parts] == [
            "dimension"
        ] * len(parts)
        if dimensions and len(parts) > 1:
            higher[name] = parts
            blocks |= {part: list(rules.items_under(part)) for part in parts}
        else:
            blocks[name] = list(rules.items_under(name))
    return blocks, higher


def _known(value: Any) -> float | None:
    return None if value is None or math.isnan(value) else float(value)
