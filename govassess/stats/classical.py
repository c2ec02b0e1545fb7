"""What textbooks check of a linear model before it is read: the classical fit and its assumptions, term by term."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import numpy as np
import pandas as pd
from scipy.special import fdtrc, fdtri, stdtr, stdtrit

from govassess.errors import NotEstimable
from govassess.stats.arguments import check_arguments
from govassess.stats.design import Design, complete_rows, make_design
from govassess.stats.draws import FloatArray
from govassess.stats.normality import lilliefors
from govassess.stats.regression import INTERCEPT, PERFECT, LeastSquares, least_squares
from govassess.stats.rounding import settled

LEVEL = 0.05
"""Of the critical values: two-sided for t and r, one-sided for F, as printed tables have them."""

UNEXPLAINED = 1e-12  # share of the variance within equal values of a predictor that is only rounding


@dataclass(frozen=True, slots=True, eq=False, kw_only=True)
class Assumptions:
    """A linear model with classical standard errors, and what is asked of it in textbooks.

    ``terms``: one row a term with ``term, estimate, std_error, statistic, p_value, tolerance, glejser_t, glejser_p,
    deviation_f, deviation_df1, deviation_df2, deviation_p``; the deviation from linearity is that of the outcome on
    this predictor alone. ``reasons`` says why a figure is undefined: ``lilliefors`` and ``glejser`` of the model, or
    the name of a term for its deviation from linearity.
    """

    terms: pd.DataFrame
    reasons: Mapping[str, str]
    r: float
    sigma: float
    f: float
    f_p: float
    df1: int
    df2: int
    critical_t: float
    critical_f: float
    lilliefors: float
    lilliefors_p: float
    glejser_f: float
    glejser_p: float
    durbin_watson: float
    outcome: str
    n_used: int
    n_dropped: int
    missing_rule: str = "complete rows of the model"

    def to_frame(self) -> pd.DataFrame:
        """Return one row a term, with n_used and n_dropped."""
        return self.terms.assign(n_used=self.n_used, n_dropped=self.n_dropped)

    def __repr__(self) -> str:
        """Return one line."""
        return f"Assumptions({self.outcome} on {len(self.terms) - 1} terms, n={self.n_used}, {self.n_dropped} dropped)"


def assumptions(
    data: pd.DataFrame, outcome: str, predictors: Sequence[str], *, covariates: Sequence[str] = ()
) -> Assumptions:
    """Fit a linear model with classical standard errors and check what textbooks ask of it.

    Parameters
    ----------
    data : DataFrame
        NaN or None = missing; rows complete in all columns of the model are used, in their order.
    outcome, predictors, covariates
        As in ``fit_ols``.

    Returns
    -------
    Assumptions
        Undefined, with a reason: ``no_variance`` (absolute residuals all the same: no Glejser test),
        ``few_values`` (a predictor with fewer than three different values, or none that is shared by two rows: no
        deviation from linearity), ``no_spread_within`` (no spread within equal values of it).

    Raises
    ------
    NotEstimable
        As ``fit_ols``.

    Notes
    -----
    Classical covariance s2 (X'X)^-1, t and F with n - p degrees of freedom. Lilliefors: the largest distance of the
    residuals' distribution from the normal one of their mean and SD, p from simulated tables between .001 and .99.
    Glejser: |e| on X, F of all terms and t of each. Durbin-Watson: sum (e_i - e_(i-1))^2 / sum e^2 in the order of
    the rows. Deviation from linearity: F = [(SS between equal values of x - SS linear)/(k - 2)] / [SS within/(n - k)]
    with k different values. Tolerance is 1/VIF. Critical values: t at .975, F at .95.

    References
    ----------
    Lilliefors, H. W. (1967). On the Kolmogorov-Smirnov test for normality with mean and variance unknown. *J. of the
    American Statistical Association*, 62, 399-402. Glejser, H. (1969). A new test for heteroskedasticity. *J. of the
    American Statistical Association*, 64, 316-323. Durbin, J. & Watson, G. S. (1950). *Biometrika*, 37. Fisher, R. A.
    (1925). *Statistical Methods for Research Workers*, section 45.

    Examples
    --------
    >>> data = pd.DataFrame({"y": [1.0, 2, 4, 5, 4, 5], "x": [1.0, 1, 2, 2, 3, 3]})
    >>> found = assumptions(data, "y", ["x"])
    >>> round(found.critical_t, 4), found.terms["deviation_f"].round(3).tolist()[1:]
    (2.7764, [6.0])
    """
    check_arguments(data=data, outcome=outcome, predictors=predictors, covariates=covariates)
    used = complete_rows(data, [outcome, *predictors, *covariates])
    design = make_design(data, outcome, predictors, covariates, used=used)
    n, k = design.n, len(design.terms)
    df = n - k - 1
    sd = float(design.y.std(ddof=1))
    X = np.column_stack([np.ones(n), design.scaled])
    fit = least_squares(X, (design.y - design.y.mean()) / sd)
    if fit.unexplained <= PERFECT * (n - 1):
        raise NotEstimable("regression", "perfect_fit", outcome=outcome)
    reasons: dict[str, str] = {}
    size = np.abs(fit.residuals)
    flat = ((size - size.mean()) ** 2).sum() <= PERFECT * (size @ size)
    glejser = None if flat else least_squares(X, size)
    if glejser is not None and glejser.unexplained <= PERFECT * glejser.total:
        glejser = None  # t and F would be nothing but rounding
    if glejser is None:
        reasons["glejser"] = "no_variance" if flat else "residuals_follow"
    distance, distance_p = lilliefors(fit.residuals)
    r2 = max(0.0, 1 - fit.unexplained / (n - 1))  # no relation at all may round below zero
    f = (r2 / k) / ((1 - r2) / df)
    return Assumptions(
        terms=_terms(design, fit, glejser, sd, reasons),
        reasons=reasons,
        r=float(np.sqrt(r2)),
        sigma=float(np.sqrt(fit.unexplained / df)) * sd,
        f=f,
        f_p=float(fdtrc(k, df, f)),
        df1=k,
        df2=df,
        critical_t=float(stdtrit(df, 1 - LEVEL / 2)),
        critical_f=float(fdtri(k, df, 1 - LEVEL)),
        lilliefors=distance,
        lilliefors_p=distance_p,
        glejser_f=np.nan if glejser is None else _f(glejser),
        glejser_p=np.nan if glejser is None else float(fdtrc(k, df, _f(glejser))),
        durbin_watson=float((np.diff(fit.residuals) ** 2).sum() / fit.unexplained),
        outcome=outcome,
        n_used=n,
        n_dropped=len(data) - n,
    )


def _t(fit: LeastSquares) -> FloatArray:
    """Return the classical t of each coefficient."""
    return np.asarray(fit.estimate / np.sqrt(np.diag(fit.covariance("classical"))))


def _f(fit: LeastSquares) -> float:
    """Return the classical F of all terms."""
    return ((fit.total - fit.unexplained) / (len(fit.estimate) - 1)) / (fit.unexplained / fit.df)


def _terms(
    design: Design, fit: LeastSquares, glejser: LeastSquares | None, sd: float, reasons: dict[str, str]
) -> pd.DataFrame:
    """Return one row a term, estimates on their own scales."""
    n, k = design.n, len(design.terms)
    df = n - k - 1
    back = np.diag(np.concatenate([[1.0], 1 / design.sd]))
    back[0, 1:] = -design.mean / design.sd
    estimate = back @ fit.estimate * sd
    estimate[0] += design.y.mean()
    std_error = np.sqrt(np.diag(back @ fit.covariance("classical") @ back.T)) * sd
    statistic = estimate / std_error
    VIF = np.diag(np.linalg.inv(design.scaled.T @ design.scaled / (n - 1)))
    size = np.full(k, np.nan) if glejser is None else _t(glejser)[1:]
    departures = np.array([_deviation(design, place, reasons) for place in range(k)])
    return pd.DataFrame(
        {
            "term": [INTERCEPT, *design.terms],
            "estimate": estimate,
            "std_error": std_error,
            "statistic": statistic,
            "p_value": 2 * stdtr(df, -np.abs(statistic)),
            "tolerance": np.concatenate([[np.nan], 1 / VIF]),
            "glejser_t": np.concatenate([[np.nan], size]),
            "glejser_p": np.concatenate([[np.nan], 2 * stdtr(df, -np.abs(size))]),
            **{
                f"deviation_{name}": np.concatenate([[np.nan], departures[:, place]])
                for place, name in enumerate(("f", "df1", "df2", "p"))
            },
        }
    )


def _deviation(design: Design, place: int, reasons: dict[str, str]) -> tuple[float, float, float, float]:
    """Return F, its degrees of freedom and p of the deviation from linearity of the outcome on one term alone."""
    x, y = design.x[:, place], design.y - design.y.mean()
    name = design.terms[place]
    _, group, sizes = np.unique(settled(x), return_inverse=True, return_counts=True)
    n, k = design.n, len(sizes)
    if k < 3 or n <= k:
        reasons[name] = "few_values"
        return (np.nan,) * 4
    means = np.bincount(group, weights=y) / sizes
    within = float(((y - means[group]) ** 2).sum())
    if within <= UNEXPLAINED * float(y @ y):
        reasons[name] = "no_spread_within"
        return (np.nan,) * 4
    centred = x - x.mean()
    linear = float(centred @ y) ** 2 / float(centred @ centred)
    between = float(sizes @ means**2)
    f = (max(between - linear, 0.0) / (k - 2)) / (within / (n - k))
    return f, k - 2, n - k, float(fdtrc(k - 2, n - k, f))
