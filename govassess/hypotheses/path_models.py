"""Path models of composites and of factors, next to the regressions: a pair for each kind of node that predicts."""

from __future__ import annotations

import math
from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from graphlib import CycleError, TopologicalSorter
from itertools import combinations
from typing import TYPE_CHECKING, Literal, get_args

import numpy as np
from numpy.typing import NDArray

from govassess.errors import NotEstimable
from govassess.hypotheses.equations import known
from govassess.hypotheses.register import LEAST_ROWS
from govassess.instrument.model import Hypothesis
from govassess.notices import Unavailable
from govassess.result.hypotheses import Importance, ImportanceMap, ModelFit, PathEstimate, PathModel, Sample
from govassess.scoring.scores import without
from govassess.stats.draws import Draws
from govassess.stats.path_model.fit import Pls, pls
from govassess.stats.path_model.ipma import ipma
from govassess.stats.recorded import recorded_p
from govassess.stats.structural import Structural, sem

if TYPE_CHECKING:
    import pandas as pd

    from govassess.scoring.rules import Rules
    from govassess.scoring.scores import Scores


KINDS = ("direct", "total", "mediation")
"""Kinds of hypothesis that are paths; a product term or a comparison of groups is none."""

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
CHAINED = "specific_indirect"
"""Also reported where several chains lead from one node to another."""

ARROW = " -> "
"""Stands between the nodes of a chain."""

Method = Literal["pls", "sem"]
Found = tuple[tuple[PathModel, ...], tuple[Unavailable, ...]]


@dataclass(frozen=True, slots=True, kw_only=True)
class _Plan:
    """What is to be fitted, and how: the hypotheses and their paths."""

    method: Method
    kind: str  # of the nodes that predict
    hypotheses: tuple[str, ...]
    paths: Mapping[str, tuple[str, ...]]

    @property
    def id(self) -> str:
        """The id of the model."""
        return f"{self.method}.{self.kind}"

    @property
    def nodes(self) -> tuple[str, ...]:
        """Every node of the paths, each once."""
        return tuple(dict.fromkeys(name for outcome, terms in self.paths.items() for name in (*terms, outcome)))

    def absent(self, field: str, fault: NotEstimable) -> Unavailable:
        """Return why something of this model is not there."""
        return Unavailable(where=f"path_models.{self.id}", field=field, code=fault.code, values=fault.values)


def path_models(hypotheses: Sequence[Hypothesis], scores: Scores, draws: Draws | None, *, conf_level: float) -> Found:
    """Return the path models that the measured hypotheses describe.

    Parameters
    ----------
    hypotheses : sequence of Hypothesis
        The register. Those whose predictors are of one kind (constructs, dimensions, ...) make one pair of models:
        an outcome's predictors are all that any of them names.
    scores : Scores
        Respondents' scores and keyed answers, n rows.
    draws : Draws, optional
        Draws of the same rows; without them composites have no intervals.
    conf_level : float
        Level of the intervals.

    Returns
    -------
    tuple of PathModel
        ``pls.<kind>`` of items, a construct made of dimensions in two stages; ``sem.<kind>`` of items, a construct
        made of dimensions of their scores.
    tuple of Unavailable
        ``path_models.<method>.<kind>``: field ``path`` for a model, ``ipma`` for a map that has a reason not to be
        there.

    Notes
    -----
    A total effect adds a path only where no chain leads from predictor to outcome: otherwise it is read off the
    model. Respondents' variables are not in these models.
    """
    models: list[PathModel] = []
    absent: list[Unavailable] = []
    for plan in _plans(hypotheses, scores.rules):
        try:
            _refuse_impossible(plan, scores.rules)
            model, fit = _fitted(plan, scores, draws, conf_level)
        except NotEstimable as fault:
            absent.append(plan.absent("path", fault))
            continue
        try:
            models.append(replace(model, map=_map(fit, scores)) if isinstance(fit, Pls) else model)
        except NotEstimable as fault:
            models.append(model)
            absent.append(plan.absent("ipma", fault))
    return tuple(models), tuple(absent)


def models_beside(
    hypotheses: Sequence[Hypothesis],
    everyone: Scores,
    flagged: NDArray[np.bool_],
    models: Sequence[PathModel],
    *,
    sample: Sample,
    minimum: int,
    conf_level: float,
) -> Found:
    """Return the same models over the other set of respondents, points only.

    Parameters
    ----------
    hypotheses, conf_level
        As for ``path_models``.
    everyone : Scores
        Those of all respondents, the flagged among them, n rows.
    flagged : array of bool (n,)
        Who shows two signs or more of careless answering.
    models : sequence of PathModel
        Those of the results proper; what could not be fitted there is not tried again.
    sample : {"all", "unflagged"}
        Over whom: everyone, or all but the flagged.
    minimum : int
        Disclosure minimum.

    Returns
    -------
    tuple of PathModel
        Without intervals of draws and without maps.
    tuple of Unavailable
        ``path_models.<method>.<kind>``, field ``sample``: ``few_flagged`` where fewer than the minimum are flagged
        among the rows of a model, because both models side by side would give away their answers.
    """
    found: list[PathModel] = []
    absent: list[Unavailable] = []
    fitted = {model.id for model in models}
    scores = everyone if sample == "all" else without(everyone, flagged)
    for plan in _plans(hypotheses, everyone.rules):
        if plan.id not in fitted:
            continue
        apart = _data(plan, everyone).notna().all(axis=1).to_numpy(bool) & flagged
        if apart.sum() < minimum:
            absent.append(plan.absent(sample, NotEstimable(plan.method, "few_flagged", minimum=minimum)))
            continue
        try:
            found.append(_fitted(plan, scores, None, conf_level)[0])
        except NotEstimable as fault:
            absent.append(plan.absent(sample, fault))
    return tuple(found), tuple(absent)


def chains_of(hypothesis: Hypothesis) -> list[tuple[str, ...]]:
    """Return the chains from predictor to outcome that a mediation tests: one a mediator, a series as a whole."""
    if hypothesis.serial:
        return [(hypothesis.predictor, *hypothesis.mediators, hypothesis.outcome)]
    return [(hypothesis.predictor, mediator, hypothesis.outcome) for mediator in hypothesis.mediators]


def _plans(hypotheses: Sequence[Hypothesis], rules: Rules) -> list[_Plan]:
    """Return a plan for each kind of node that predicts in a measured hypothesis, and each method."""
    groups: dict[str, list[Hypothesis]] = {}
    for each in hypotheses:
        nodes = (each.predictor, *each.mediators, *each.controls, each.outcome)
        if each.kind in KINDS and all(rules.measures(node) for node in nodes):
            groups.setdefault(rules.branch(each.predictor).kind, []).append(each)
    return [
        _Plan(method=method, kind=kind, hypotheses=tuple(each.id for each in members), paths=_paths(members))
        for kind, members in groups.items()
        for method in get_args(Method)
    ]


def _paths(hypotheses: Sequence[Hypothesis]) -> dict[str, tuple[str, ...]]:
    """Return outcome -> predictors: direct and mediated hypotheses first, then total effects that no chain gives."""
    found: dict[str, dict[str, None]] = {}

    def add(outcome: str, *terms: str) -> None:
        found.setdefault(outcome, {}).update(dict.fromkeys(terms))

    for each in hypotheses:
        if each.kind == "direct":
            add(each.outcome, each.predictor, *each.controls)
        elif each.kind == "mediation":
            for place, mediator in enumerate(each.mediators):
                earlier = each.mediators[:place] if each.serial else ()
                add(mediator, each.predictor, *earlier, *each.controls)
            add(each.outcome, each.predictor, *each.mediators, *each.controls)
    for each in hypotheses:
        if each.kind == "total" and each.predictor not in _leading_to(each.outcome, found):
            add(each.outcome, each.predictor, *each.controls)
    return {outcome: tuple(terms) for outcome, terms in found.items()}


def _leading_to(outcome: str, paths: Mapping[str, Mapping[str, None]]) -> set[str]:
    """Return every node from which a path or a chain leads to ``outcome``."""
    reached: set[str] = set()
    waiting = [outcome]
    while waiting:
        for name in paths.get(waiting.pop(), ()):
            if name not in reached:
                reached.add(name)
                waiting.append(name)
    return reached


def _refuse_impossible(plan: _Plan, rules: Rules) -> None:
    """Refuse paths that go round in a circle, and nodes that share an item."""
    try:
        TopologicalSorter(plan.paths).prepare()
    except CycleError as fault:
        listed = ", ".join(dict.fromkeys(fault.args[1]))
        raise NotEstimable(plan.method, "circular_paths", variable=listed) from fault
    items = {name: set(rules.items_under(name)) for name in plan.nodes}
    for one, other in combinations(plan.nodes, 2):
        if items[one] & items[other]:
            raise NotEstimable(plan.method, "shared_items", node_a=one, node_b=other)


def _fit_of(found: Structural) -> ModelFit | None:
    """Return how well the factors fit; it does not judge paths that are left out, so only a saturated model has it."""
    fit = found.measurement.fit
    if not found.saturated or not fit.df:
        return None
    return ModelFit(
        chi_squared=fit.chi2,
        df=fit.df,
        p_value=recorded_p(fit.p_value),
        cfi=fit.cfi,
        tli=fit.tli,
        rmsea=fit.rmsea,
        srmr=fit.srmr,
    )


def _data(plan: _Plan, scores: Scores) -> pd.DataFrame:
    """Return the columns of a model: items, and for factors the scores of constructs' dimensions."""
    rules = scores.rules
    higher = [name for name in plan.nodes if plan.method == "sem" and _dimensions(name, rules)]
    items = [item for name in plan.nodes if name not in higher for item in rules.items_under(name)]
    return scores.keyed[items].join(scores.values[[part for name in higher for part in _dimensions(name, rules)]])


def _fitted(plan: _Plan, scores: Scores, draws: Draws | None, conf_level: float) -> tuple[PathModel, Pls | Structural]:
    """Fit one model; refuse where so few respondents are left that it comes close to single people."""
    rules, data = scores.rules, _data(plan, scores)
    higher = {name: parts for name in plan.nodes if (parts := _dimensions(name, rules))}
    found, needed = int(data.notna().all(axis=1).sum()), LEAST_ROWS + max(map(len, plan.paths.values())) + 1
    if found < needed:
        raise NotEstimable(plan.method, "too_few_respondents", found=found, needed=needed)
    blocks = {name: list(rules.items_under(name)) for name in plan.nodes if name not in higher}
    fit: Pls | Structural
    if plan.method == "sem":
        fit = sem(data, blocks | higher, plan.paths, conf_level=conf_level)
        table, flags, drawn, failed = fit.to_frame(), fit.flags, 0, 0
    else:
        blocks |= {part: list(rules.items_under(part)) for parts in higher.values() for part in parts}
        fit = pls(
            data,
            blocks,
            plan.paths,
            higher_order=higher or None,
            draws=draws or 0,
            conf_level=conf_level,
            leave_out=("htmt", "f2_refit"),
        )
        table, flags, drawn, failed = fit.to_frame(), _flags(fit), fit.draws, sum(fit.failures.values())
    model = PathModel(
        id=plan.id,
        method=plan.method,
        hypotheses=plan.hypotheses,
        paths=dict(fit.paths),
        higher_order=tuple(higher),
        n_used=fit.n_used,
        n_dropped=fit.n_dropped,
        draws=drawn,
        draws_failed=failed,
        flags=flags,
        estimates=_estimates(table),
        fit=_fit_of(fit) if isinstance(fit, Structural) else None,
    )
    return model, fit


def _flags(fit: Pls) -> tuple[str, ...]:
    """Return the flags of both stages, and whether an estimate has no interval because too many draws failed."""
    first = () if fit.first_stage is None else fit.first_stage.flags
    too_many = ("too_many_failed",) if (fit.estimates["reason"] == "too_many_failed").any() else ()
    return tuple(dict.fromkeys((*first, *fit.flags, *too_many)))


def _map(fit: Pls, scores: Scores) -> ImportanceMap:
    """Return the importance-performance map of the last outcome."""
    instrument = scores.instrument
    ends = {item.id: (instrument.scale_of(item).min, instrument.scale_of(item).max) for item in instrument.items()}
    found = ipma(scores.keyed, fit, target=list(fit.paths)[-1], scale=ends)
    rows = found.rows[found.rows["level"] == "construct"]
    kept = zip(rows["construct"], rows["importance"], rows["performance"], strict=True)
    return ImportanceMap(
        target=found.target,
        performance=found.target_performance,
        rows=tuple(
            Importance(id=name, importance=float(size), performance=float(stands)) for name, size, stands in kept
        ),
    )


def _dimensions(name: str, rules: Rules) -> list[str]:
    """Return the measured dimensions of a construct that has two or more of them; else nothing."""
    branch = rules.branch(name)
    of_dimensions = rules.measures(branch.children[0]) and rules.branch(branch.children[0]).kind == "dimension"
    return list(branch.children) if of_dimensions and len(branch.children) > 1 else []


def _estimates(table: pd.DataFrame) -> tuple[PathEstimate, ...]:
    """Return the rows that are reported, where there is an estimate."""
    fields = ("kind", "target", "term", "estimate", "conf_low", "conf_high", "p_value")
    rows = [row for row in zip(*(table[name] for name in fields), strict=True) if not math.isnan(row[3])]
    chains = Counter((target, term.partition(ARROW)[0]) for kind, target, term, *_ in rows if kind == CHAINED)
    return tuple(
        PathEstimate(
            kind=kind,
            target=target,
            term=term,
            estimate=float(estimate),
            conf_low=known(low),
            conf_high=known(high),
            p_value=recorded_p(p),
        )
        for kind, target, term, estimate, low, high, p in rows
        if kind in REPORTED or (kind == CHAINED and chains[target, term.partition(ARROW)[0]] > 1)
    )
