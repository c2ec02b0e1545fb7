"""What equations and maps disclose about the few respondents they leave out, and what is suppressed for it."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any

import numpy as np
from numpy.typing import NDArray

from govassess.disclosure.known_sums import KnownSums, Row
from govassess.hypotheses.design import HypothesisDesign
from govassess.notices import Unavailable
from govassess.result.hypotheses import Model, PathModel
from govassess.run.findings import NOT_ROUNDED, RoundedMeans
from govassess.scoring.scores import Scores
from govassess.stats.regression import INTERCEPT

LOCATED = ("intercept", "residual_groups", "condition_number")
"""What says where an equation lies: with the slopes each of these gives the mean outcome of its respondents."""

DUMMIES = "dummies"
"""What says how far the categories of a covariate lie apart."""


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class EquationRows:
    """The respondents of an equation, and to which category of each covariate with dummies they belong."""

    used: NDArray[np.bool_]
    categories: Mapping[str, NDArray[Any]]

    def columns(self) -> tuple[NDArray[Any], ...]:
        """Return what tells respondents apart: who is used, and the categories of those who are."""
        return self.used, *(np.where(self.used, of, "").astype(str) for of in self.categories.values())

    def at(self, rows: NDArray[np.int64]) -> EquationRows:
        """Return the same of some respondents."""
        return EquationRows(used=self.used[rows], categories={name: of[rows] for name, of in self.categories.items()})


def rows_in(design: HypothesisDesign) -> EquationRows:
    """Return the respondents of every equation of one design."""
    used = np.asarray(design.data.index.isin(design.rows.index), dtype=bool)
    frame = design.covariates.frame
    of = {name: frame[name].to_numpy(object) for name in design.covariates.names if frame[name].dtype == object}
    return EquationRows(used=used, categories=of)


def safe_equations(
    models: Sequence[Model], rows: Mapping[str, EquationRows], known: KnownSums, steps: RoundedMeans = NOT_ROUNDED
) -> tuple[tuple[Model, ...], tuple[Unavailable, ...], KnownSums]:
    """Return the equations without the numbers that would disclose the answers of too few.

    Parameters
    ----------
    models : sequence of Model
        Each over the respondents who have all of its scores and covariates.
    rows : mapping
        Hypothesis -> the respondents of its equations.
    known : KnownSums
        What the tables disclose.
    steps : RoundedMeans, optional
        Means that the tables round: the constant of an equation, which has all digits, would give them back.

    Returns
    -------
    tuple of Model
        The same; some without the constant and what gives it back, some without the coefficients of categories too.
    tuple of Unavailable
        ``models.<id>``, fields ``intercept``, ``residual_groups``, ``condition_number`` and ``dummies``, for these.
    KnownSums
        The system with what the equations disclose.

    Notes
    -----
    The normal equations of least squares are sums over the respondents of the equation: its residuals add up to zero
    over all of them and over each category with a dummy. So the constant tells the mean outcome, less the slopes times
    the mean predictors, of all and, with the dummies, of each category; the means of the fitted values in groups of
    residuals tell the mean outcome by itself. The condition number of [1, x] is a function of mean and SD of x.
    Several equations together can be solved for the means of outcome and predictors apart; each is therefore taken
    as known. The dummies alone tell by how much categories differ, and with one known category all of them: without
    a constant these differences enter the system. Slopes, R2 and tests do not depend on where the scale begins.
    """
    kept, absent = [], []
    for model in models:
        about = _quantities(model, known)
        rounded = steps.rounded(about, model.references)
        suppressed, sums = next(
            (suppressed, sums)
            for suppressed, sums in _suppressible(model, rows[model.hypothesis], known.people)
            if not sums or not (rounded or known.discloses(dict.fromkeys(about, sums)))
        )
        known = known.more(dict.fromkeys(about, sums))
        kept.append(_without(model, suppressed))
        absent += [
            Unavailable(where=f"models.{model.id}", field=field, code="suppressed")
            for field in suppressed
            if field != "residual_groups" or (model.residuals and model.residuals.by_fitted)
        ]
    return tuple(kept), tuple(absent), known


def _quantities(model: Model, known: KnownSums) -> tuple[str, ...]:
    """Return the nodes and numbers of an equation, products of two nodes as their factors."""
    named = [model.outcome, *(part for each in model.coefficients for part in each.term.split(":"))]
    return tuple(dict.fromkeys(name for name in named if name in known.rows))


def _suppressible(
    model: Model, rows: EquationRows, people: Row | None
) -> Iterator[tuple[tuple[str, ...], tuple[Row, ...]]]:
    """Yield what may be suppressed of an equation, least first, and the sums that it then still discloses."""
    used = rows.used.astype(float)
    n = np.ones(len(used)) if people is None else people
    inside = [
        np.asarray(rows.used & (rows.categories[name] == value), dtype=np.float64)
        for name in model.references
        if name in rows.categories
        for value in sorted(set(rows.categories[name][rows.used].tolist()))
    ]
    yield (), (used, *inside)
    if inside:
        yield LOCATED, tuple(each / (each @ n) - used / (used @ n) for each in inside)
    yield (*LOCATED, *((DUMMIES,) if inside else ())), ()


def _without(model: Model, suppressed: Sequence[str]) -> Model:
    """Return the equation without some of its numbers."""
    if not suppressed:
        return model
    gone = {INTERCEPT}
    if DUMMIES in suppressed:
        dummies = tuple(f"{name}=" for name in model.references)
        gone |= {each.term for each in model.coefficients if each.term.startswith(dummies)}
    classical = model.classical
    return replace(
        model,
        references={} if DUMMIES in suppressed else model.references,
        coefficients=tuple(each for each in model.coefficients if each.term not in gone),
        condition_number=None,
        residuals=None if model.residuals is None else replace(model.residuals, by_fitted=(), by_size=()),
        classical=None
        if classical is None
        else replace(classical, terms=tuple(each for each in classical.terms if each.term not in gone)),
    )


def without_categories(
    models: Sequence[Model], absent: Sequence[Unavailable]
) -> tuple[tuple[Model, ...], tuple[Unavailable, ...]]:
    """Return equations without the coefficients of categories and without the constant, which is the level of one.

    ``absent`` are the reasons there are so far; those of what is suppressed are added.
    """
    kept, gaps = [], list(absent)
    for model in models:
        if not model.references:
            kept.append(model)
            continue
        rest = replace(_without(model, (DUMMIES,)), residuals=model.residuals, condition_number=model.condition_number)
        kept.append(rest)
        for field in (LOCATED[0], DUMMIES):
            gap = Unavailable(where=f"models.{model.id}", field=field, code="suppressed")
            gaps += [] if gap in gaps else [gap]
    return tuple(kept), tuple(gaps)


def nodes_of_map(model: PathModel) -> tuple[str, ...]:
    """Return the nodes of which a map shows the performance."""
    return () if model.map is None else (model.map.target, *(row.id for row in model.map.rows))


def complete_on(nodes: Sequence[str], scores: Scores) -> dict[str, NDArray[np.bool_]]:
    """Return who answered every item of each node."""
    return {
        node: scores.keyed[list(scores.rules.items_under(node))].notna().all(axis=1).to_numpy(bool) for node in nodes
    }


def safe_maps(
    models: Sequence[PathModel], scores: Scores, known: KnownSums, at: NDArray[np.int64]
) -> tuple[tuple[PathModel, ...], tuple[Unavailable, ...]]:
    """Return the path models, without the map of performances where it would disclose the answers of too few.

    A performance is a weighted mean of the items' means over the respondents complete on all of the model. With the
    same over those complete on its own items it gives the sum over those who are complete on these only; taken as the
    mean of the node it enters the system as the constant of an equation does. Field ``ipma`` at ``path_models.<id>``.
    ``at`` are the respondents that the system is about.
    """
    kept, absent = [], []
    for model in models:
        shown = nodes_of_map(model)
        complete = complete_on(shown, scores)
        everywhere = np.all(list(complete.values()), axis=0).astype(float)[at] if shown else None
        few = any(0 < int(each.sum()) - model.n_used < known.minimum for each in complete.values())
        if shown and (few or known.discloses({node: (everywhere,) for node in shown if everywhere is not None})):
            kept.append(replace(model, map=None))
            absent.append(Unavailable(where=f"path_models.{model.id}", field="ipma", code="suppressed"))
        else:
            kept.append(model)
    return tuple(kept), tuple(absent)
