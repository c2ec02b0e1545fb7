"""What an equation would tell about the few respondents it leaves out, beside the means of all."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

from govassess.hypotheses.model import Model, PathModel
from govassess.responses.model import Unavailable
from govassess.scoring.scores import Scores
from govassess.stats.regression import INTERCEPT


def without_intercepts(
    models: Sequence[Model], scores: Scores, minimum: int
) -> tuple[tuple[Model, ...], tuple[Unavailable, ...]]:
    """Return the equations, without the constant where it would give away too few.

    Parameters
    ----------
    models : sequence of Model
        Each over the respondents who have all of its scores and covariates.
    scores : Scores
        Of all respondents.
    minimum : int
        Sums over fewer respondents must stay unknown.

    Returns
    -------
    tuple of Model
        The same, some without the row of the constant.
    tuple of Unavailable
        ``models.<id>``, field ``intercept``, for each of these.

    Notes
    -----
    Least squares goes through the means: the mean outcome of those in the equation is the constant plus the slopes
    times the mean predictors. Where one of these scores is had by a few more, their mean beside that of all is the
    sum over the few.
    """
    kept, absent = [], []
    known = scores.values.notna().sum().to_dict()
    for model in models:
        terms = [model.outcome, *(part for each in model.coefficients for part in each.term.split(":"))]
        if any(0 < known[term] - model.n_used < minimum for term in terms if term in known):
            rest = tuple(each for each in model.coefficients if each.term != INTERCEPT)
            kept.append(replace(model, coefficients=rest))
            absent.append(Unavailable(where=f"models.{model.id}", field="intercept", code="suppressed"))
        else:
            kept.append(model)
    return tuple(kept), tuple(absent)


def without_maps(
    models: Sequence[PathModel], scores: Scores, minimum: int
) -> tuple[tuple[PathModel, ...], tuple[Unavailable, ...]]:
    """Return the path models, without the map of performances where it would give away too few.

    A performance is a weighted mean of the items' means, over the respondents complete on all of the model; beside
    the same over those complete on its own items it is the sum over those who are so on these only. As
    ``without_intercepts``; field ``ipma`` at ``path_models.<id>``.
    """
    kept, absent = [], []
    for model in models:
        shown = () if model.map is None else (model.map.target, *(row.id for row in model.map.rows))
        complete = [int(scores.keyed[list(scores.rules.items_under(node))].notna().all(axis=1).sum()) for node in shown]
        if any(0 < count - model.n_used < minimum for count in complete):
            kept.append(replace(model, map=None))
            absent.append(Unavailable(where=f"path_models.{model.id}", field="ipma", code="suppressed"))
        else:
            kept.append(model)
    return tuple(kept), tuple(absent)
