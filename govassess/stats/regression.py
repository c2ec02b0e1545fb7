"""Linear regression by scaled QR with heteroskedasticity-consistent standard errors."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Literal, get_args

import numpy as np
import pandas as pd
from scipy.special import fdtrc, stdtr, stdtrit

from govassess.errors import NotEstimable
from govassess.stats.design import Design, make_design
from govassess.stats.draws import FloatArray
from govassess.stats.intervals import check_level

Vcov = Literal["HC0", "HC1", "HC2", "HC3", "classical"]
INTERCEPT = "(Intercept)"
FULL_LEVERAGE = 1 - 1e-8
VIF_HIGH = 10
CONDITION_HIGH = 30
PERFECT = 1e-13  # share of unexplained variance that is only rounding


@dataclass(frozen=True, slots=True, eq=False, kw_only=True)
class OlsFit:
    """A linear regression: coefficients on the original scale, tests with the declared covariance.

    ``flags`` holds codes: ``vif_high``, ``condition_high``, ``n_below_5p``, ``leverage`` (one row decides a
    coefficient alone: HC1 stands in for HC2 or HC3; ``leverage_rows`` gives its index).
    """

    outcome: str
    coefficients: pd.DataFrame
    references: Mapping[str, str]
    r2: float
    adj_r2: float
    sigma: float  # residual standard deviation, n - p
    wald_f: float
    wald_p: float
    f: float
    f_p: float
    df1: int
    df2: int
    condition: float
    vcov: Vcov
    vcov_asked: Vcov
    conf_level: float
    flags: tuple[str, ...]
    leverage_rows: tuple[Any, ...]
    n_used: int
    n_dropped: int
    missing_rule: str = "complete rows of the model"

    def to_frame(self) -> pd.DataFrame:
        """Return one row a term.

        Columns: ``term, estimate, std_error, statistic, df, p_value, conf_low, conf_high, beta, vif, sr2, f2,
        n_used, n_dropped``.
        """
        return self.coefficients.assign(n_used=self.n_used, n_dropped=self.n_dropped)

    def __repr__(self) -> str:
        """Return one line."""
        return (
            f"OlsFit({self.outcome} on {len(self.coefficients) - 1} terms, R2 {self.r2:.3f}, {self.vcov}, "
            f"n={self.n_used}, {self.n_dropped} dropped)"
        )


def fit_ols(
    data: pd.DataFrame,
    outcome: str,
    predictors: Sequence[str],
    *,
    covariates: Sequence[str] = (),
    vcov: Vcov = "HC3",
    conf_level: float = 0.95,
) -> OlsFit:
    """Regress an outcome on predictors and covariates.

    Parameters
    ----------
    data : DataFrame
        NaN or None = missing; rows complete in all columns of the model are used.
    outcome : str
        Column of numbers.
    predictors : sequence of str
        Columns of numbers.
    covariates : sequence of str
        Columns of numbers, text or categories; a category becomes dummies ``variable=value`` against the
        first value in order.
    vcov : "HC3", "HC2", "HC1", "HC0" or "classical"
        Covariance of the coefficients.
    conf_level : float
        Two-sided level.

    Returns
    -------
    OlsFit

    Raises
    ------
    NotEstimable
        ``too_few_rows`` (n < p + 2, p counts the intercept), ``constant_outcome``, ``constant_predictor``,
        ``collinear`` (condition number of the scaled columns above 1e8), ``perfect_fit``, ``not_finite``.
    ValueError
        A column is absent, named twice, or text where numbers are needed; an unknown ``vcov``.

    Notes
    -----
    QR on centred and scaled columns; t with n - p degrees of freedom for every ``vcov``; the Wald F tests all
    terms together with the same covariance. beta = b s_x/s_y, for a dummy b/s_y. sr2 is the R2 lost by
    dropping the term, f2 = sr2/(1 - R2). The condition number is that of the columns with intercept at length
    1.

    References
    ----------
    MacKinnon, J. G. & White, H. (1985). Some heteroskedasticity-consistent covariance matrix estimators with
    improved finite sample properties. *Journal of Econometrics*, 29, 305-325.
    Belsley, D. A., Kuh, E. & Welsch, R. E. (1980). *Regression Diagnostics*. Wiley.

    Examples
    --------
    >>> data = pd.DataFrame({"y": [1.0, 2, 4, 3, 6, 5], "x": [1.0, 2, 3, 4, 5, 6]})
    >>> fit = fit_ols(data, "y", ["x"], vcov="classical")
    >>> fit.to_frame()["estimate"].round(4).tolist()
    [0.4, 0.8857]
    """
    if vcov not in get_args(Vcov):
        raise ValueError(f"vcov must be one of {', '.join(get_args(Vcov))}, got {vcov!r}")
    check_level(conf_level)
    design = make_design(data, outcome, predictors, covariates)
    # The submodule alone: statsmodels.api would import every model of the package.
    from statsmodels.regression.linear_model import OLS

    y_mean = float(design.y.mean())
    y_sd = float(design.y.std(ddof=1))
    exog = np.column_stack([np.ones(design.n), design.scaled])
    fit = OLS((design.y - y_mean) / y_sd, exog).fit(method="qr")
    if fit.ssr <= PERFECT * (design.n - 1):
        raise NotEstimable("regression", "perfect_fit", outcome=outcome)
    leverage = (np.linalg.qr(exog)[0] ** 2).sum(axis=1)
    decisive = leverage > FULL_LEVERAGE
    used_vcov: Vcov = "HC1" if decisive.any() and vcov in ("HC2", "HC3") else vcov
    cov = np.asarray(fit.cov_params() if used_vcov == "classical" else getattr(fit, f"cov_{used_vcov}"), dtype=float)
    slopes = np.asarray(fit.params, dtype=float)
    k, df = len(design.terms), design.n - len(design.terms) - 1
    wald = float(slopes[1:] @ np.linalg.solve(cov[1:, 1:], slopes[1:]) / k)
    condition = condition_number(design.x)
    vif = np.diag(fit.normalized_cov_params)[1:] * (design.n - 1)
    r2 = float(fit.rsquared)
    return OlsFit(
        outcome=outcome,
        coefficients=_coefficients(design, fit, cov, vif, y_mean, y_sd, conf_level),
        references=design.references,
        r2=r2,
        adj_r2=1 - (1 - r2) * (design.n - 1) / df,
        sigma=float(np.sqrt(fit.ssr / df)) * y_sd,
        wald_f=wald,
        wald_p=float(fdtrc(k, df, wald)),
        f=float(fit.fvalue),
        f_p=float(fdtrc(k, df, fit.fvalue)),
        df1=k,
        df2=df,
        condition=condition,
        vcov=used_vcov,
        vcov_asked=vcov,
        conf_level=conf_level,
        flags=_flags(vif, condition, design.n, k + 1, decisive=bool(decisive.any())),
        leverage_rows=tuple(data.index[design.used][decisive]),
        n_used=design.n,
        n_dropped=len(data) - design.n,
    )


def condition_number(x: FloatArray) -> float:
    """Return the ratio of extreme singular values of [1, x], columns at length 1, not centred.

    Examples
    --------
    >>> round(condition_number(np.array([[-1.0], [1.0]])), 9)
    1.0
    """
    design = np.column_stack([np.ones(len(x)), x])
    values = np.linalg.svd(design / np.linalg.norm(design, axis=0), compute_uv=False)
    return float(values[0] / values[-1]) if values[-1] > 0 else float("inf")


def _coefficients(
    design: Design, fit: Any, cov: FloatArray, vif: FloatArray, y_mean: float, y_sd: float, conf_level: float
) -> pd.DataFrame:
    """Move coefficients and covariance back to the original scale; test them."""
    k, df = len(design.terms), design.n - len(design.terms) - 1
    back = np.zeros((k + 1, k + 1))
    back[0, 0] = y_sd
    back[0, 1:] = -y_sd * design.mean / design.sd
    back[range(1, k + 1), range(1, k + 1)] = y_sd / design.sd
    estimate = back @ np.asarray(fit.params)
    estimate[0] += y_mean
    std_error = np.sqrt(np.diag(back @ cov @ back.T))
    statistic = estimate / std_error
    reach = float(stdtrit(df, (1 + conf_level) / 2)) * std_error
    is_dummy = np.array([term in design.dummies for term in design.terms], dtype=bool)
    classical_t = np.asarray(fit.params)[1:] / np.sqrt(np.diag(fit.cov_params())[1:])
    sr2 = classical_t**2 * (1 - fit.rsquared) / df
    undefined = [np.nan]
    return pd.DataFrame(
        {
            "term": [INTERCEPT, *design.terms],
            "estimate": estimate,
            "std_error": std_error,
            "statistic": statistic,
            "df": df,
            "p_value": 2 * stdtr(df, -np.abs(statistic)),
            "conf_low": estimate - reach,
            "conf_high": estimate + reach,
            "beta": np.concatenate([undefined, estimate[1:] * np.where(is_dummy, 1, design.sd) / y_sd]),
            "vif": np.concatenate([undefined, vif]),
            "sr2": np.concatenate([undefined, sr2]),
            "f2": np.concatenate([undefined, sr2 / (1 - fit.rsquared)]),
        }
    )


def _flags(vif: FloatArray, condition: float, n: int, p: int, *, decisive: bool) -> tuple[str, ...]:
    """Return the codes of what a reader must know about the fit."""
    raised = {
        "vif_high": bool((vif > VIF_HIGH).any()),
        "condition_high": condition > CONDITION_HIGH,
        "n_below_5p": n < 5 * p,
        "leverage": decisive,
    }
    return tuple(code for code, is_raised in raised.items() if is_raised)
