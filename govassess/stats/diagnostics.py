"""Tests of a regression's residuals: they inform the reader and switch nothing."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
import pandas as pd
from scipy.special import chdtrc, fdtrc

from govassess.errors import NotEstimable
from govassess.stats.arguments import check_arguments
from govassess.stats.design import Design, complete_rows, make_design
from govassess.stats.draws import FloatArray
from govassess.stats.normality import jarque_bera, shapiro_wilk
from govassess.stats.regression import FULL_LEVERAGE, PERFECT
from govassess.stats.residual_groups import ResidualGroups, residual_groups

LARGEST_SHAPIRO = 5000
ROUNDING = 1e-20  # share of variance in squared residuals that only rounding makes
TESTS = ("breusch_pagan", "white", "reset", "shapiro", "jarque_bera", "durbin_watson")


@dataclass(frozen=True, slots=True, eq=False, kw_only=True)
class Diagnostics:
    """Residual tests and influence of one regression; ``reasons`` says why a test is undefined."""

    tests: pd.DataFrame
    reasons: Mapping[str, str]
    cook_max: float | None  # of the rows that have one
    cook_row: Any  # index of that row in the data
    cook_rows: tuple[Any, ...]  # indices of rows above 4/n
    cook_limit: float
    leverage_max: float
    groups: ResidualGroups  # residuals over their standard deviation, as means over groups of at least ten rows
    outcome: str
    n_used: int
    n_dropped: int
    missing_rule: str = "complete rows of the model"

    def to_frame(self) -> pd.DataFrame:
        """Return one row a test: term, statistic, df1, df2, p_value, reason, n_used, n_dropped."""
        return self.tests.assign(
            reason=pd.Series([self.reasons.get(name) for name in self.tests["term"]], dtype=object),
            n_used=self.n_used,
            n_dropped=self.n_dropped,
        )

    def __repr__(self) -> str:
        """Return one line."""
        return (
            f"Diagnostics({self.outcome}, {len(self.cook_rows)} rows of influence, n={self.n_used}, "
            f"{self.n_dropped} dropped)"
        )


def diagnose(
    data: pd.DataFrame,
    outcome: str,
    predictors: Sequence[str],
    *,
    covariates: Sequence[str] = (),
    ordered: bool = False,
) -> Diagnostics:
    """Test the residuals of a regression and find its influential rows.

    Parameters
    ----------
    data : DataFrame
        NaN or None = missing; rows complete in all columns of the model are used.
    outcome, predictors, covariates
        As in ``fit_ols``.
    ordered : bool
        Whether the order of the rows means something; only then is there a Durbin-Watson statistic.

    Returns
    -------
    Diagnostics
        Terms ``breusch_pagan, white, reset, shapiro, jarque_bera, durbin_watson``. Undefined, with a reason:
        ``too_many_terms`` (White or RESET with too few rows), ``no_variance`` (squared residuals all the same: neither
        Breusch-Pagan nor White), ``too_many_rows`` (Shapiro-Wilk above 5,000), ``no_order``.

    Raises
    ------
    NotEstimable
        As ``fit_ols``.

    Notes
    -----
    Breusch-Pagan in Koenker's form, n R2 of e^2 on X. White: squares and cross products added, degrees of freedom
    rank - 1. RESET: F of powers 2 and 3 of the fitted values. Jarque-Bera n/6 (g1^2 + g2^2/4). Cook's D_i = e_i^2
    h_i/(p s^2 (1 - h_i)^2), marked above 4/n. No row is deleted.

    References
    ----------
    Koenker, R. (1981). A note on studentizing a test for heteroscedasticity. *J. of Econometrics*, 17. White, H.
    (1980). *Econometrica*, 48, 817-838. Ramsey, J. B. (1969). *J. Royal Statistical Society B*, 31. Jarque, C. M.
    & Bera, A. K. (1987). *International Statistical Review*, 55. Cook, R. D. (1977). *Technometrics*, 19. Shapiro,
    S. S. & Wilk, M. B. (1965). *Biometrika*, 52. Durbin, J. & Watson, G. S. (1950). *Biometrika*, 37.

    Examples
    --------
    >>> rng = np.random.default_rng(5)
    >>> data = pd.DataFrame(rng.normal(size=(50, 2)), columns=["x", "y"])
    >>> diagnose(data, "y", ["x"]).to_frame()["term"].tolist()[:3]
    ['breusch_pagan', 'white', 'reset']
    """
    check_arguments(data=data, outcome=outcome, predictors=predictors, covariates=covariates)
    used = complete_rows(data, [outcome, *predictors, *covariates])
    design = make_design(data, outcome, predictors, covariates, used=used)
    n, p = design.n, len(design.terms) + 1
    y = (design.y - design.y.mean()) / design.y.std(ddof=1)
    X = np.column_stack([np.ones(n), design.scaled])
    Q = np.linalg.qr(X)[0]
    fitted = Q @ (Q.T @ y)
    residuals = y - fitted
    if residuals @ residuals <= PERFECT * (n - 1):
        raise NotEstimable("regression", "perfect_fit", outcome=outcome)
    rows, reasons = _tests(residuals, fitted, X, _products(X, design), ordered=ordered)
    leverage = (Q**2).sum(axis=1)
    variance = residuals @ residuals / (n - p)
    # A row that decides a coefficient alone has no residual, hence no distance.
    free = leverage < FULL_LEVERAGE
    cook = np.full(n, np.nan)
    cook[free] = residuals[free] ** 2 * leverage[free] / (p * variance * (1 - leverage[free]) ** 2)
    index = data.index[used]
    return Diagnostics(
        tests=pd.DataFrame(rows),
        reasons=reasons,
        cook_max=float(np.nanmax(cook)) if free.any() else None,
        cook_row=index[int(np.nanargmax(cook))] if free.any() else None,
        cook_rows=tuple(index[np.nan_to_num(cook) > 4 / n]),
        cook_limit=4 / n,
        leverage_max=float(leverage.max()),
        groups=residual_groups(design.y.mean() + fitted * design.y.std(ddof=1), residuals / variance**0.5),
        outcome=outcome,
        n_used=n,
        n_dropped=len(data) - n,
    )


def _tests(
    residuals: FloatArray, fitted: FloatArray, X: FloatArray, products: FloatArray, *, ordered: bool
) -> tuple[list[dict[str, object]], dict[str, str]]:
    """Return one row a test and the reasons of those that are undefined."""
    n = len(X)
    reasons: dict[str, str] = {}
    found: dict[str, tuple[float, float, float, float]] = dict.fromkeys(TESTS, (np.nan,) * 4)
    squares = residuals**2
    if ((squares - squares.mean()) ** 2).sum() <= ROUNDING * (squares @ squares):
        reasons |= dict.fromkeys(("breusch_pagan", "white"), "no_variance")
    else:
        found["breusch_pagan"] = _lm(squares, *_basis(X))
        basis, rank = _basis(products)
        if n > rank:
            found["white"] = _lm(squares, basis, rank)
        else:
            reasons["white"] = "too_many_terms"
    found["reset"] = _reset(residuals, fitted, X)
    if np.isnan(found["reset"][0]):
        reasons["reset"] = "too_many_terms"
    if n <= LARGEST_SHAPIRO:
        statistic, p_value = shapiro_wilk(residuals)
        found["shapiro"] = (statistic, np.nan, np.nan, p_value)
    else:
        reasons["shapiro"] = "too_many_rows"
    statistic, p_value = jarque_bera(residuals)
    found["jarque_bera"] = (statistic, 2, np.nan, p_value)
    if ordered:
        dw = float((np.diff(residuals) ** 2).sum() / (residuals**2).sum())
        found["durbin_watson"] = (dw, np.nan, np.nan, np.nan)
    else:
        reasons["durbin_watson"] = "no_order"
    names = ("statistic", "df1", "df2", "p_value")
    return [{"term": name, **dict(zip(names, values, strict=True))} for name, values in found.items()], reasons


def _products(X: FloatArray, design: Design) -> FloatArray:
    """Return squares and cross products; those of one category's dummies follow from the dummies and are spared."""
    of = [-1] * X.shape[1]
    for place, name in enumerate(design.references):
        for at, term in enumerate(design.terms, start=1):
            if term in design.dummies and term.startswith(f"{name}="):
                of[at] = place
    category = np.array(of)
    i, j = np.triu_indices(X.shape[1])
    kept = (category[i] < 0) | (category[i] != category[j])
    return X[:, i[kept]] * X[:, j[kept]]


def _lm(target: FloatArray, basis: FloatArray, rank: int) -> tuple[float, float, float, float]:
    """Return n R2 of a regression on columns with this basis, its df and p."""
    centred = target - target.mean()
    explained = basis.T @ centred
    statistic = float(len(target) * (explained @ explained) / (centred @ centred))
    return statistic, rank - 1, np.nan, float(chdtrc(rank - 1, statistic))


def _basis(X: FloatArray) -> tuple[FloatArray, int]:
    """Return an orthonormal basis of the columns and their rank."""
    U, values, _ = np.linalg.svd(X / np.linalg.norm(X, axis=0), full_matrices=False)
    rank = int((values > values[0] * max(X.shape) * np.finfo(float).eps).sum())
    return U[:, :rank], rank


def _reset(residuals: FloatArray, fitted: FloatArray, X: FloatArray) -> tuple[float, float, float, float]:
    """Return the F of the second and third power of the fitted values; NaN where they add nothing or n is too small."""
    n, p = X.shape
    more, rank = _basis(np.column_stack([X, fitted**2, fitted**3]))
    q, df = rank - p, n - rank
    if q < 1 or df < 1:
        return (np.nan,) * 4
    left = residuals - more @ (more.T @ residuals)
    unexplained = float(left @ left)
    F = (float(residuals @ residuals) - unexplained) / q / (unexplained / df)
    return F, q, df, float(fdtrc(q, df, F))
