"""Equations from which very few respondents are missing: their numbers have two digits.

Standard deviations and correlations of everybody are stored with ten digits. Coefficients, R2 and classical errors of
an equation are functions of those of its respondents: at ten digits too, the difference of the two is the squares and
products of the few who are missing, and a single pair of scores fits them. In two digits several pairs do.
"""

from __future__ import annotations

import dataclasses
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import replace
from typing import Any, TypeVar

import numpy as np
from numpy.typing import NDArray

from govassess.disclosure.known_sums import Row
from govassess.files.stored import significant
from govassess.hypotheses.model import (
    Coefficient,
    Effect,
    Estimate,
    HypothesisResult,
    Model,
    PathModel,
    Slope,
)
from govassess.responses.model import Notice

CODE = "few_missing"
"""The notice that names an equation, a hypothesis or a path model of two digits."""

DIGITS = 2

EXACT = frozenset({"df", "df1", "df2", "f_df1", "f_df2", "critical_t", "critical_f", "cook_limit"}) | {
    "tests",
    "by_fitted",
    "by_size",
}
"""Fields that follow from numbers of respondents and terms; or, of residuals, from every single one of them."""

ROBUST = frozenset({"p_value", "p_wild", "p_holm", "p_bh", "f_p_value"})
"""Fields that are kept where errors are robust: these depend on every single residual, and verdicts on them."""

WITH_ROBUST = (HypothesisResult, Model, Coefficient, Slope, Effect, Estimate)

ALPHA = 0.05

Record = TypeVar("Record")


def short_of_few(
    used: Mapping[str, NDArray[np.bool_]], others: Iterable[NDArray[np.bool_]], people: Row, minimum: int
) -> frozenset[str]:
    """Return the hypotheses whose respondents differ from as many or more of another set by fewer than the minimum.

    Parameters
    ----------
    used : mapping of arrays (n,)
        Hypothesis -> the respondents of its equations.
    others : iterable of arrays (n,)
        Other sets of respondents of whom squares are stored: everybody, those with a score on a node.
    people : array (n,)
        How many respondents each of the n stands for.
    minimum : int
        The disclosure minimum.

    Examples
    --------
    >>> people, everybody = np.ones(30), np.ones(30, dtype=bool)
    >>> used = {"H1": people > 0, "H2": np.arange(30) > 0, "H3": np.arange(30) > 9}
    >>> sorted(short_of_few(used, [everybody], people, 5))
    ['H2']
    """
    sets = [*others, *used.values()]
    return frozenset(
        name
        for name, own in used.items()
        if any(
            0 < float(people[own ^ other].sum()) < minimum and people[other].sum() >= people[own].sum()
            for other in sets
        )
    )


def with_few_digits(parts: Mapping[str, Any], few: frozenset[str], n: int, minimum: int) -> dict[str, Any]:
    """Return hypotheses, equations, path models and estimates, with two digits where few respondents are missing.

    Parameters
    ----------
    parts : mapping
        ``hypotheses``, ``models``, ``path_models`` and ``estimators``.
    few : frozenset of str
        The hypotheses of which few are missing.
    n : int
        Number of respondents: of path models it is told whom they leave out of these.
    minimum : int
        The disclosure minimum.
    """

    def missing(of: Estimate | PathModel) -> bool:
        return 0 < n - of.n_used < minimum

    return {
        "hypotheses": tuple(coarse(each) if each.id in few else each for each in parts["hypotheses"]),
        "models": tuple(coarse(each) if each.hypothesis in few else each for each in parts["models"]),
        "path_models": tuple(coarse(each) if missing(each) else each for each in parts["path_models"]),
        "estimators": tuple(
            coarse(each) if each.hypothesis in few or missing(each) else each for each in parts["estimators"]
        ),
    }


def few_notices(few: Iterable[str], models: Sequence[PathModel], n: int, minimum: int) -> tuple[Notice, ...]:
    """Return a notice for every hypothesis and path model in two digits."""
    places = [*(f"hypotheses.{name}" for name in sorted(few))]
    places += [f"path_models.{each.id}" for each in models if 0 < n - each.n_used < minimum]
    return tuple(Notice(code=CODE, where=where, values={"minimum": minimum}) for where in places)


def notices_with_few_digits(notices: Iterable[Notice], few: frozenset[str]) -> tuple[Notice, ...]:
    """Return notices, with two digits in the numbers of those about the equations of the hypotheses in ``few``."""
    return tuple(
        replace(each, values={name: _coarse(value) for name, value in each.values.items()})
        if each.where.removeprefix("hypotheses.") in few
        else each
        for each in notices
    )


def coarse(record: Record) -> Record:
    """Return a record with its numbers in two digits; robust p values and degrees of freedom stay as they are."""
    kept = EXACT | ROBUST if isinstance(record, WITH_ROBUST) else EXACT
    if isinstance(record, Estimate) and record.method == "sem":
        kept = EXACT
    found = {
        entry.name: _coarse(getattr(record, entry.name), p=entry.name.endswith(("p_value", "_p")))
        for entry in dataclasses.fields(record)  # type: ignore[arg-type]
        if entry.name not in kept
    }
    return replace(record, **found)  # type: ignore[type-var]


def _coarse(value: Any, *, p: bool = False) -> Any:
    if isinstance(value, float):
        short = significant(value, DIGITS) if p else two_digits(value)
        return 0.049 if p and value < ALPHA <= short else short
    if dataclasses.is_dataclass(value) and not isinstance(value, type):
        return coarse(value)
    if isinstance(value, tuple):
        return tuple(_coarse(each) for each in value)
    return value


def two_digits(value: float) -> float:
    """Return a number in two digits, of which none is beyond the hundredths unless there would be none at all.

    Examples
    --------
    >>> two_digits(0.3456), two_digits(12.34), two_digits(0.0812), two_digits(0.0042)
    (0.35, 12.0, 0.08, 0.004)
    """
    return (round(value, 2) or significant(value, 1)) if abs(value) < 1 else significant(value, DIGITS)
