"""The regressions of one design with their classical checks and residuals; each is fitted once."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import replace
from math import prod, sqrt
from typing import TYPE_CHECKING, Any

import numpy as np
from scipy.special import ndtr

from govassess.hypotheses.design import HypothesisDesign
from govassess.hypotheses.equations import records
from govassess.result.hypotheses import Classical, ClassicalTerm, ResidualGroup, Residuals, ResidualTest
from govassess.stats.classical import assumptions
from govassess.stats.diagnostics import diagnose
from govassess.stats.ordinal import rank_regression
from govassess.stats.recorded import recorded, recorded_p
from govassess.stats.regression import INTERCEPT, OlsFit, fit_ols

if TYPE_CHECKING:
    import pandas as pd


def adjusted(design: HypothesisDesign, outcome: str, predictors: Sequence[str], *, wild: bool = True) -> OlsFit:
    """Return the regression with the design's covariates."""
    return _fitted(design, "adjusted", fit_ols, outcome, predictors, wild=wild)


def unadjusted(design: HypothesisDesign, outcome: str, predictors: Sequence[str]) -> OlsFit:
    """Return the regression without covariates, on the rows of the one with them."""
    return _fitted(design, "unadjusted", fit_ols, outcome, predictors, wild=False)


def by_ranks(design: HypothesisDesign, outcome: str, predictors: Sequence[str]) -> OlsFit:
    """Return the regression on mid-ranks, with the design's covariates."""
    return _fitted(design, "ranks", rank_regression, outcome, predictors)


def residuals(design: HypothesisDesign, outcome: str, predictors: Sequence[str]) -> Residuals:
    """Return what the residuals of the regression with covariates say; no order of its terms matters to them."""
    found: Residuals = design.once(
        ("residuals", outcome, frozenset(predictors)),
        lambda: residuals_of(design.rows, outcome, predictors, design.covariates.names),
    )
    return found


def classical(design: HypothesisDesign, outcome: str, predictors: Sequence[str]) -> Classical:
    """Return the same regression with classical errors and their checks; no order of its terms matters to them."""
    found: Classical = design.once(
        ("classical", outcome, frozenset(predictors)),
        lambda: classical_of(design.rows, outcome, predictors, design.covariates.names),
    )
    return found


def _fitted(
    design: HypothesisDesign,
    kind: str,
    fit: Callable[..., OlsFit],
    outcome: str,
    predictors: Sequence[str],
    **options: Any,
) -> OlsFit:
    """Return a regression with its terms in the order asked for."""
    plain = kind == "unadjusted"
    made: OlsFit = design.once(
        (kind, outcome, frozenset(predictors), *options.values()),
        lambda: fit(
            design.rows if plain else design.data,
            outcome,
            predictors,
            covariates=() if plain else design.covariates.names,
            **options,
            **design.errors,
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


TERM = tuple(name for name in ClassicalTerm.__dataclass_fields__ if name not in ("term", "code"))


def classical_of(
    data: pd.DataFrame, outcome: str, predictors: Sequence[str], covariates: Sequence[str] = ()
) -> Classical:
    """Return one regression with classical standard errors and what is asked of it in textbooks.

    Parameters
    ----------
    data : DataFrame (n, columns)
        The complete rows of the hypothesis, in the order of the file.
    outcome, predictors, covariates
        As in ``fit_ols``, which has fitted the same equation.

    Returns
    -------
    Classical
        A check that is undefined carries its reason as ``code``.
    """
    found = assumptions(data, outcome, predictors, covariates=covariates)
    return Classical(
        r=found.r,
        std_error=found.sigma,
        f_statistic=found.f,
        f_df1=found.df1,
        f_df2=found.df2,
        f_p_value=recorded_p(found.f_p),
        critical_t=found.critical_t,
        critical_f=found.critical_f,
        lilliefors=recorded(found.lilliefors),
        lilliefors_p=recorded_p(found.lilliefors_p),
        glejser_f=recorded(found.glejser_f),
        glejser_p=recorded_p(found.glejser_p),
        durbin_watson=recorded(found.durbin_watson),
        terms=tuple(
            ClassicalTerm(
                term=name,
                code=found.reasons.get(name),
                **{field: recorded_p(row[field]) if field == "p_value" else row[field] for field in TERM},
            )
            for name, row in records(found.terms, "term").items()
        ),
        code=found.reasons.get("glejser"),
    )


def sobel(paths: Sequence[tuple[float, float]]) -> Mapping[str, float | None]:
    """Return the first-order test of a product of paths, each an estimate with its standard error.

    The variance of the product is the sum of s_i^2 (prod_(j != i) b_j)^2; of two paths b^2 s_a^2 + a^2 s_b^2
    (Sobel, 1982). z is taken as normal, which a product is not.

    Examples
    --------
    >>> found = sobel([(0.4, 0.1), (0.5, 0.1)])
    >>> round(found["sobel_se"], 4), round(found["sobel_z"], 3)
    (0.064, 3.123)
    """
    slopes = [estimate for estimate, _ in paths]
    variance = sum((error * prod(slopes[:place] + slopes[place + 1 :])) ** 2 for place, (_, error) in enumerate(paths))
    if variance <= 0:
        return {"sobel_se": None, "sobel_z": None, "sobel_p": None}
    z = prod(slopes) / sqrt(variance)
    return {"sobel_se": sqrt(variance), "sobel_z": z, "sobel_p": recorded_p(2 * float(ndtr(-abs(z))))}


NAMES = {
    "breusch_pagan": "breusch_pagan",
    "white": "white",
    "reset": "reset",
    "jarque_bera": "jarque_bera",
    "shapiro": "shapiro_wilk",
}
"""The kernel's tests and their names in the record; the order of a survey's rows means nothing, so no Durbin-Watson."""


def residuals_of(
    data: pd.DataFrame, outcome: str, predictors: Sequence[str], covariates: Sequence[str] = ()
) -> Residuals:
    """Return the residual tests of one regression and how far single rows move it; no row is named.

    Parameters
    ----------
    data : DataFrame (n, columns)
        The complete rows of the hypothesis.
    outcome, predictors, covariates
        As in ``fit_ols``, which has fitted the same equation.

    Returns
    -------
    Residuals
        A test that is undefined carries its reason as ``code``.
    """
    found = diagnose(data, outcome, predictors, covariates=covariates)
    rows = records(found.tests, "term")
    return Residuals(
        tests=tuple(
            ResidualTest(
                test=name,
                code=found.reasons.get(term),
                **{field: rows[term][field] for field in ("statistic", "df1", "df2", "p_value")},
            )
            for term, name in NAMES.items()
        ),
        cook_max=found.cook_max,
        cook_limit=found.cook_limit,
        cook_count=len(found.cook_rows),
        leverage_max=found.leverage_max,
        by_fitted=tuple(
            ResidualGroup(n=int(n), at=at, residual=residual, conf_low=low, conf_high=high)
            for n, at, residual, low, high in found.groups.by_fitted.itertuples(index=False, name=None)
        ),
        by_size=tuple(
            ResidualGroup(n=int(n), at=at, residual=residual)
            for n, at, residual in found.groups.by_size.itertuples(index=False, name=None)
        ),
    )
