"""The regressions on the rows of one setting: each is fitted once, whichever of its terms a hypothesis tests."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import replace
from typing import Any

import numpy as np

from govassess.hypotheses.classical import classical_of
from govassess.hypotheses.residuals import residuals_of
from govassess.hypotheses.setting import Setting
from govassess.result.hypotheses import Classical, Residuals
from govassess.stats.ordinal import rank_regression
from govassess.stats.regression import INTERCEPT, OlsFit, fit_ols


def adjusted(setting: Setting, outcome: str, predictors: Sequence[str], *, wild: bool = True) -> OlsFit:
    """Return the regression with the setting's covariates."""
    return _fitted(setting, "adjusted", fit_ols, outcome, predictors, wild=wild)


def unadjusted(setting: Setting, outcome: str, predictors: Sequence[str]) -> OlsFit:
    """Return the regression without covariates, on the rows of the one with them."""
    return _fitted(setting, "unadjusted", fit_ols, outcome, predictors, wild=False)


def by_ranks(setting: Setting, outcome: str, predictors: Sequence[str]) -> OlsFit:
    """Return the regression on mid-ranks, with the setting's covariates."""
    return _fitted(setting, "ranks", rank_regression, outcome, predictors)


def residuals(setting: Setting, outcome: str, predictors: Sequence[str]) -> Residuals:
    """Return what the residuals of the regression with covariates say; no order of its terms matters to them."""
    found: Residuals = setting.once(
        ("residuals", outcome, frozenset(predictors)),
        lambda: residuals_of(setting.rows, outcome, predictors, setting.covariates.names),
    )
    return found


def classical(setting: Setting, outcome: str, predictors: Sequence[str]) -> Classical:
    """Return the same regression with classical errors and their checks; no order of its terms matters to them."""
    found: Classical = setting.once(
        ("classical", outcome, frozenset(predictors)),
        lambda: classical_of(setting.rows, outcome, predictors, setting.covariates.names),
    )
    return found


def _fitted(
    setting: Setting, kind: str, fit: Callable[..., OlsFit], outcome: str, predictors: Sequence[str], **options: Any
) -> OlsFit:
    """Return a regression with its terms in the order asked for."""
    plain = kind == "unadjusted"
    made: OlsFit = setting.once(
        (kind, outcome, frozenset(predictors), *options.values()),
        lambda: fit(
            setting.rows if plain else setting.data,
            outcome,
            predictors,
            covariates=() if plain else setting.covariates.names,
            **options,
            **setting.errors,
        ),
    )
    return _in_order(made, predictors)


def _in_order(fit: OlsFit, predictors: Sequence[str]) -> OlsFit:
    """Return the fit with its predictors in this order, before the covariates."""
    terms = fit.coefficients["term"].tolist()
    first = [INTERCEPT, *predictors]
    if terms[: len(first)] == first:
        return fit
    at = [terms.index(name) for name in first] + list(range(len(first), len(terms)))
    covariance = fit.covariance[np.ix_(at, at)]
    covariance.flags.writeable = False
    return replace(fit, coefficients=fit.coefficients.iloc[at].reset_index(drop=True), covariance=covariance)
