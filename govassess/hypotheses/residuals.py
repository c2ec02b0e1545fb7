"""What the residuals of an equation say: tests and influence, for the reader to weigh."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

from govassess.hypotheses.equations import records
from govassess.result.hypotheses import ResidualGroup, Residuals, ResidualTest
from govassess.stats.diagnostics import diagnose

if TYPE_CHECKING:
    import pandas as pd

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
