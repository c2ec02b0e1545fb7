"""Sets of respondents that differ by very few: in a publication what is computed over the smaller one has few digits.

Standard deviations and correlations of everybody are stored with ten digits. Those of everybody but one person, or an
equation of them, at ten digits too, would differ from these by the squares and products of that person's scores, and
a single combination of scores fits. One rule keeps several possible: a record whose respondents are those of another
set but for fewer than the minimum is rounded to steps of 3/n, never finer than two digits; and below 500 respondents
an equation of this kind has only coefficients, errors, intervals and p values.
"""

from __future__ import annotations

import dataclasses
from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any, TypeVar

import numpy as np
from numpy.typing import NDArray

from govassess.disclosure.minimum import Disclosure
from govassess.files.stored import round_step, significant, to_step
from govassess.measurement.items import answered_blocks, measurement_nodes
from govassess.notices import Notice, Unavailable
from govassess.result.descriptive import NodeScore
from govassess.result.hypotheses import Coefficient, Effect, Estimate, HypothesisResult, Model, Slope
from govassess.result.measures import ItemStatistics, Pair, Validity
from govassess.run.findings import Measured, Tested
from govassess.scoring.scores import Scores

CODE = "few_missing"
"""The notice that names what is rounded, and the reason for what an equation then does not have."""

DIGITS = 2

WHOLE = 500
"""From so many respondents on two digits are enough, and an equation keeps all of its numbers."""

SHIFT = 3.0
"""The nth part of this is the step: far from the mean, one person moves a correlation by one to three of them."""

EXACT = frozenset({"df", "df1", "df2", "f_df1", "f_df2", "critical_t", "critical_f", "cook_limit"}) | {
    "tests",
    "by_fitted",
    "by_size",
}
"""Fields that follow from numbers of respondents and terms; or, of residuals, from every single one of them."""

ROBUST = frozenset({"p_value", "p_wild", "p_holm", "p_bh", "f_p_value"})
"""Fields that are kept where errors are robust: these depend on every single residual, and verdicts on them."""

WITH_ROBUST = (HypothesisResult, Model, Coefficient, Slope, Effect, Estimate)

IN_UNITS = frozenset({"estimate", "std_error", "conf_low", "conf_high", "unadjusted", "effects_sum", "sobel_se"})
"""Fields in points of the outcome for one point of the predictor: their steps are those of the standardised ones."""

ALPHA = 0.05

LEAST = 0.1
"""Below it p has one digit: two of them would say more than the statistic does."""

Record = TypeVar("Record")
Rows = NDArray[np.bool_]


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class Sets:
    """The sets of respondents of which squares or products are stored; ``minimum``: how many they may differ by."""

    rows: tuple[Rows, ...]
    minimum: int

    def few(self, own: Rows) -> bool:
        """Tell whether another set, as large or larger, differs from this one by fewer than the minimum.

        Examples
        --------
        >>> sets = Sets(rows=(np.ones(30, dtype=bool),), minimum=5)
        >>> sets.few(np.arange(30) > 0), sets.few(np.arange(30) > 9), sets.few(np.arange(30) >= 0)
        (True, False, False)
        """
        size = int(own.sum())
        near = (other for other in self.rows if size <= int(other.sum()) < size + self.minimum)
        return any(0 < int((own ^ other).sum()) < self.minimum for other in near)

    def few_of(self, n: int) -> bool:
        """Tell the same of a set of which only the size is known, and that it lies within the others."""
        return any(n < int(other.sum()) < n + self.minimum for other in self.rows)


def distinct(rows: Iterable[Rows], minimum: int) -> Sets:
    """Return sets of respondents, equal ones once."""
    return Sets(rows=tuple({each.tobytes(): each for each in rows}.values()), minimum=minimum)


def compared_sets(scores: Scores, rule: Disclosure, equations: Iterable[NDArray[np.bool_]] = ()) -> Sets:
    """Return the sets of respondents of which squares are stored: with a score, with an answer, in an equation.

    Not outside publications: within an agency or a thesis these numbers are needed in full, and SECURITY.md says what
    follows from them.
    """
    if rule.policy != "published":
        return Sets(rows=(), minimum=rule.minimum)
    scored, answered = scores.values.notna(), scores.keyed.notna()
    columns = (frame[name].to_numpy(bool) for frame in (scored, answered) for name in frame)
    return distinct((np.ones(len(scored), dtype=bool), *columns, *equations), rule.minimum)


def with_few_digits(found: Tested, used: Mapping[str, Rows], sets: Sets) -> Tested:
    """Return hypotheses, equations, path models and estimates, rounded where few respondents are missing.

    Parameters
    ----------
    found : Tested
        What was found of them.
    used : mapping of arrays (n,)
        Hypothesis -> the respondents of its equations.
    sets : Sets
        The sets of respondents of which squares are stored, those of the equations among them.

    Returns
    -------
    Tested
        With an ``Unavailable`` (field ``fit``) for every equation that has lost its standardised numbers, fit and
        diagnostics, and a notice for every hypothesis and path model that is rounded.
    """
    few = frozenset(name for name, rows in used.items() if sets.few(rows))
    small = frozenset(name for name in few if int(used[name].sum()) < WHOLE)
    maps = frozenset(each.id for each in found.path_models if sets.few_of(each.n_used))
    bare = tuple(
        Unavailable(where=f"models.{each.id}", field="fit", code=CODE, values={"least": WHOLE})
        for each in found.models
        if each.hypothesis in small
    )
    places = [(f"hypotheses.{name}", int(used[name].sum())) for name in sorted(few)]
    places += [(f"path_models.{each.id}", each.n_used) for each in found.path_models if each.id in maps]
    notices = tuple(
        Notice(code=CODE, where=where, values={"minimum": sets.minimum, "step": finest(n)}) for where, n in places
    )
    return replace(
        found,
        hypotheses=tuple(_short_hypothesis(each, few, small) for each in found.hypotheses),
        models=tuple(_short_equation(each, few, small) for each in found.models),
        path_models=tuple(coarse(each, each.n_used) if each.id in maps else each for each in found.path_models),
        estimators=tuple(
            coarse(each, each.n_used) if each.hypothesis in few or sets.few_of(each.n_used) else each
            for each in found.estimators
            if each.hypothesis not in small
        ),
        unavailable=(*found.unavailable, *bare),
        notices=(*notices_with_few_digits(found.notices, notices), *notices),
    )


def _short_equation(found: Model, few: Collection[str], small: Collection[str]) -> Model:
    short = coarse(found, found.n_used) if found.hypothesis in few else found
    return _bare_equation(short) if found.hypothesis in small else short


def _short_hypothesis(found: HypothesisResult, few: Collection[str], small: Collection[str]) -> HypothesisResult:
    if found.id not in few or found.n_used is None:
        return found
    short = coarse(found, found.n_used)
    return _bare_hypothesis(short) if found.id in small else short


def _bare_equation(model: Model) -> Model:
    """Return an equation with coefficients, errors, intervals and p values only."""
    return replace(
        model,
        r_squared=None,
        adj_r_squared=None,
        condition_number=None,
        residuals=None,
        classical=None,
        coefficients=tuple(replace(each, beta=None, vif=None) for each in model.coefficients),
    )


def _bare_hypothesis(found: HypothesisResult) -> HypothesisResult:
    """Return a hypothesis without what its equation does not have."""
    effects = tuple(
        replace(each, standardised=None, sobel_se=None, sobel_z=None, sobel_p=None) for each in found.effects
    )
    return replace(found, beta=None, r_squared=None, f_squared=None, effects=effects)


def notices_with_few_digits(notices: Iterable[Notice], rounded: Iterable[Notice]) -> tuple[Notice, ...]:
    """Return notices, with two digits in the numbers of those about a hypothesis or path model that is rounded."""
    places = {each.where.rpartition(".")[2] for each in rounded}
    return tuple(
        replace(each, values={name: _coarse(value, name, WHOLE, 1.0) for name, value in each.values.items()})
        if each.where.rpartition(".")[2] in places
        else each
        for each in notices
    )


def finest(n: int, unit: float = 1.0) -> float:
    """Return the step to which numbers over n respondents are rounded; ``unit`` is the size of a standardised one.

    Examples
    --------
    >>> finest(40), finest(100), finest(1000), finest(1000, 12.0)
    (0.1, 0.05, 0.01, 0.2)
    """
    return round_step(unit * max(10.0**-DIGITS, SHIFT / n))


def coarse(record: Record, n: int, unit: float = 1.0) -> Record:
    """Return a record over n respondents with its numbers rounded; robust p values and degrees of freedom stay."""
    exact = EXACT | ROBUST if isinstance(record, WITH_ROBUST) else EXACT
    if getattr(record, "vcov", None) == "classical" or (isinstance(record, Estimate) and record.method == "sem"):
        exact = EXACT
    own = _unit(record) or unit
    found = {
        entry.name: _coarse(getattr(record, entry.name), entry.name, n, own)
        for entry in dataclasses.fields(record)  # type: ignore[arg-type]
        if entry.name not in exact
    }
    return replace(record, **found)  # type: ignore[type-var]


def _unit(record: Any) -> float | None:
    """Return how large a coefficient is whose standardised one is 1; None where that is not known."""
    estimate = getattr(record, "estimate", None)
    beta = getattr(record, "beta", None) or getattr(record, "standardised", None)
    return abs(estimate / beta) if estimate and beta else None


def _coarse(value: Any, name: str, n: int, unit: float) -> Any:
    if isinstance(value, float):
        if name.endswith(("p_value", "_p")):
            return coarse_p(value)
        step = finest(n, unit if name in IN_UNITS else 1.0)
        short = in_steps(value, step)
        return step if name.endswith("std_error") and not short else short
    if dataclasses.is_dataclass(value) and not isinstance(value, type):
        return coarse(value, n, unit)
    if isinstance(value, tuple):
        return tuple(_coarse(each, name, n, unit) for each in value)
    if isinstance(value, Mapping):
        return {key: _coarse(each, name, n, unit) for key, each in value.items()}
    return value


def in_steps(value: float, step: float) -> float:
    """Return a number as a multiple of a step, with two digits at the most.

    Examples
    --------
    >>> in_steps(0.3456, 0.01), in_steps(0.3456, 0.05), in_steps(12.34, 0.01), in_steps(-0.0812, 0.02)
    (0.35, 0.35, 12.0, -0.08)
    """
    short = significant(value, DIGITS) if abs(value) >= 1 else value
    return to_step(short, step) + 0.0


def coarse_p(p: float) -> float:
    """Return a p value with one digit under a tenth, else with two decimals; it stays on its side of .05.

    Examples
    --------
    >>> coarse_p(0.00123), coarse_p(0.0312), coarse_p(0.0498), coarse_p(0.4567)
    (0.001, 0.03, 0.049, 0.46)
    """
    short = significant(p, 1) if p < LEAST else round(p, DIGITS)
    return 0.049 if p < ALPHA <= short else short


MEASURES_ROUNDED = "few_digits"
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
    notice = (Notice(code=MEASURES_ROUNDED, where="measurement", values=values),) if places else ()
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
