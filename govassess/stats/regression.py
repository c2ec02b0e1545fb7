"""Linear regression by scaled QR with heteroskedasticity-consistent or cluster-robust standard errors."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Literal, get_args

import numpy as np
import numpy.typing as npt
import pandas as pd
from scipy.special import fdtrc, stdtr, stdtrit

from govassess.errors import NotEstimable
from govassess.stats.arguments import check_arguments
from govassess.stats.clustered import WILD_DRAWS, cluster_covariance, rule_of, wild_cluster_p
from govassess.stats.design import Design, complete_rows, make_design
from govassess.stats.draws import SEED, FloatArray, IntArray

Vcov = Literal["HC0", "HC1", "HC2", "HC3", "HC4", "classical", "cluster", "CR1", "CR2"]
INTERCEPT = "(Intercept)"
FULL_LEVERAGE = 1 - 1e-8
VIF_HIGH = 10
CONDITION_HIGH = 30
SINGULAR = 1e-10  # ratio of extreme eigenvalues of the coefficients' correlations
PERFECT = 1e-13  # share of unexplained variance that is only rounding
CANCELLED = 1e-20  # variance between clusters, as a share of the classical one, that is only rounding


@dataclass(frozen=True, slots=True, eq=False, kw_only=True)
class OlsFit:
    """A linear regression: coefficients on the original scale, tests with the declared covariance.

    ``flags`` holds codes: ``vif_high``, ``condition_high``, ``n_below_5p``, ``leverage`` (one row decides a
    coefficient alone: HC1 stands in for HC2 to HC4; ``leverage_rows`` gives its index), ``few_clusters`` (below
    10: rows taken as independent), ``cluster_leverage`` (one cluster decides a coefficient alone: it has no standard
    error, and without one there is no joint test, ``wald_f`` NaN).
    ``covariance`` is that of the coefficients on their original scales, in the order of ``coefficients``.
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
    wald_df2: int  # G - 1 with cluster-robust errors, otherwise df2
    covariance: FloatArray
    condition: float
    vcov: Vcov
    vcov_asked: Vcov
    conf_level: float
    flags: tuple[str, ...]
    leverage_rows: tuple[Any, ...]
    n_used: int
    n_dropped: int
    cluster: str | None = None
    n_clusters: int | None = None
    cluster_sizes: tuple[int, int] | None = None  # smallest and largest
    wild_draws: int = 0  # of the wild cluster bootstrap behind ``p_wild``
    wild_seed: int | None = None
    scores: Literal["values", "mid-ranks"] = "values"
    missing_rule: str = "complete rows of the model"

    def to_frame(self) -> pd.DataFrame:
        """Return one row a term.

        Columns: ``term, estimate, std_error, statistic, df, p_value, conf_low, conf_high, beta, vif, sr2, f2,
        n_used, n_dropped``; with 10 clusters or more also ``p_wild``.
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
    cluster: str | None = None,
    wild: bool = True,
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
    vcov : "HC3", "HC0", "HC1", "HC2", "HC4" or "classical"
        Covariance of the coefficients. With ``cluster`` the default gives way to "cluster", the rule by the
        number of clusters; "CR1" and "CR2" name one of them.
    cluster : str, optional
        Column of cluster labels; a row without one is dropped.
    wild : bool
        Whether ``p_wild`` is wanted where there are clusters: it takes most of the time.
    conf_level : float
        Two-sided level.

    Returns
    -------
    OlsFit

    Raises
    ------
    NotEstimable
        ``too_few_rows`` (n < p + 2, p counts the intercept), ``constant_outcome``, ``constant_predictor``,
        ``collinear`` (condition number of the scaled columns above 1e8), ``perfect_fit``, ``not_finite``,
        ``more_terms_than_clusters``, ``clusters_alike`` (the residuals cancel out within every cluster).
    ValueError
        A column is absent, named twice, or text where numbers are needed; an unknown ``vcov``, or one that does
        not go with ``cluster``.

    Notes
    -----
    QR on centred and scaled columns; t with n - p degrees of freedom for every ``vcov`` of rows; the Wald F tests
    all terms together with the same covariance. HC3 divides a squared residual by (1 - h)^2, HC4 by (1 - h)^d with d
    = min(4, n h/p). Clusters: from 500 on CR1 with G - 1 degrees of freedom, from 10 on CR2 with Satterthwaite's (CR1
    rejects too often up to some hundreds), below 10 HC3 of the rows; ``p_wild`` is the wild cluster bootstrap's. beta
    = b s_x/s_y, for a dummy b/s_y. sr2 is the R2 lost by dropping the term, f2 = sr2/(1 - R2). The condition number
    is that of the columns with intercept at length 1.

    References
    ----------
    MacKinnon, J. G. & White, H. (1985). Some heteroskedasticity-consistent covariance matrix estimators with
    improved finite sample properties. *Journal of Econometrics*, 29, 305-325.
    Cribari-Neto, F. (2004). Asymptotic inference under heteroskedasticity of unknown form. *Computational Statistics &
    Data Analysis*, 45, 215-233.
    Cameron, A. C. & Miller, D. L. (2015). A practitioner's guide to cluster-robust inference. *J. of Human
    Resources*, 50, 317-372.
    Belsley, D. A., Kuh, E. & Welsch, R. E. (1980). *Regression Diagnostics*. Wiley.

    Examples
    --------
    >>> data = pd.DataFrame({"y": [1.0, 2, 4, 3, 6, 5], "x": [1.0, 2, 3, 4, 5, 6]})
    >>> fit = fit_ols(data, "y", ["x"], vcov="classical")
    >>> fit.to_frame()["estimate"].round(4).tolist()
    [0.4, 0.8857]
    """
    check_arguments(
        data=data, outcome=outcome, predictors=predictors, covariates=covariates, cluster=cluster, conf_level=conf_level
    )
    asked = _asked(vcov, cluster)
    used = complete_rows(data, [outcome, *predictors, *covariates, *([cluster] if cluster else [])])
    design = make_design(data, outcome, predictors, covariates, used=used)
    labels = pd.factorize(data.loc[used, cluster].astype(str), sort=True)[0] if cluster else None
    sizes = None if labels is None else np.bincount(labels)
    y_mean, y_sd = float(design.y.mean()), float(design.y.std(ddof=1))
    exog = np.column_stack([np.ones(design.n), design.scaled])
    fit = least_squares(exog, (design.y - y_mean) / y_sd)
    if fit.unexplained <= PERFECT * (design.n - 1):
        raise NotEstimable("regression", "perfect_fit", outcome=outcome)
    k, df = len(design.terms), design.n - len(design.terms) - 1
    back = _back(design, y_sd)
    errors = _errors(fit, back, asked, labels, wild=wild)
    undefined = np.isnan(np.broadcast_to(errors.df, k + 1)[1:]).any()
    wald = float("nan") if undefined else wald_f(fit.estimate[1:], errors.cov[1:, 1:])
    condition = condition_number(design.x)
    vif = np.diag(fit.unscaled)[1:] * (design.n - 1)
    r2 = 1 - fit.unexplained / fit.total
    f = (fit.total - fit.unexplained) / k / (fit.unexplained / df)
    covariance = back @ errors.cov @ back.T
    covariance.flags.writeable = False
    return OlsFit(
        outcome=outcome,
        coefficients=_coefficients(design, fit, errors, back, vif, y_mean, conf_level),
        references=design.references,
        r2=r2,
        adj_r2=1 - (1 - r2) * (design.n - 1) / df,
        sigma=float(np.sqrt(fit.unexplained / df)) * y_sd,
        wald_f=wald,
        wald_p=float(fdtrc(k, errors.joint_df, wald)),
        f=f,
        f_p=float(fdtrc(k, df, f)),
        df1=k,
        df2=df,
        wald_df2=errors.joint_df,
        covariance=covariance,
        condition=condition,
        vcov=errors.vcov,
        vcov_asked=asked,
        conf_level=conf_level,
        flags=(*_flags(vif, condition, design.n, k + 1), *errors.flags),
        leverage_rows=tuple(data.index[used][errors.decisive]),
        n_used=design.n,
        n_dropped=len(data) - design.n,
        cluster=cluster,
        n_clusters=None if sizes is None else len(sizes),
        cluster_sizes=None if sizes is None else (int(sizes.min()), int(sizes.max())),
        wild_draws=0 if errors.p_wild is None else WILD_DRAWS,
        wild_seed=None if errors.p_wild is None else SEED,
    )


@dataclass(frozen=True, slots=True, eq=False, kw_only=True)
class LeastSquares:
    """Least squares on columns of which the first is 1, from one QR decomposition."""

    X: FloatArray  # (n, p)
    y: FloatArray
    Q: FloatArray
    back: FloatArray  # the inverse of R
    estimate: FloatArray
    residuals: FloatArray
    unexplained: float

    @property
    def df(self) -> int:
        """Degrees of freedom of the residuals."""
        return len(self.y) - len(self.estimate)

    @property
    def unscaled(self) -> FloatArray:
        """The inverse of X'X."""
        return np.asarray(self.back @ self.back.T)

    @property
    def leverage(self) -> FloatArray:
        """How much each row decides its own fitted value, (n,)."""
        return np.asarray((self.Q**2).sum(axis=1))

    @property
    def total(self) -> float:
        """Sum of the squared deviations of the outcome from its mean."""
        centred = self.y - self.y.mean()
        return float(centred @ centred)

    def covariance(self, kind: Vcov) -> FloatArray:
        """Return the covariance of the coefficients where rows are independent: classical or HC0 to HC4."""
        n, p = self.X.shape
        if kind == "classical":
            return self.unscaled * (self.unexplained / self.df)
        size = self.residuals
        if kind == "HC1":
            size = size * np.sqrt(n / self.df)
        elif kind != "HC0":
            power = {"HC2": 0.5, "HC3": 1.0}.get(kind)
            rest = 1 - self.leverage
            size = size / rest ** (np.minimum(4, n * self.leverage / p) / 2 if power is None else power)
        weighted = self.Q * size[:, None]
        return np.asarray(self.back @ (weighted.T @ weighted) @ self.back.T)


def least_squares(X: FloatArray, y: FloatArray) -> LeastSquares:
    """Regress ``y`` on columns of which the first is 1.

    Examples
    --------
    >>> least_squares(np.array([[1.0, 0], [1, 1], [1, 2]]), np.array([1.0, 3, 5])).estimate.round(9).tolist()
    [1.0, 2.0]
    """
    Q, R = np.linalg.qr(X)
    back = np.linalg.inv(R)
    explained = Q.T @ y
    residuals = y - Q @ explained
    return LeastSquares(
        X=X,
        y=y,
        Q=Q,
        back=back,
        estimate=back @ explained,
        residuals=residuals,
        unexplained=float(residuals @ residuals),
    )


def wald_f(estimate: FloatArray, cov: FloatArray) -> float:
    """Return the F of all estimates being zero, b' V^-1 b / q; NaN where V is singular.

    Examples
    --------
    >>> wald_f(np.array([2.0, 0.0]), np.eye(2))
    2.0
    """
    se = np.sqrt(np.diag(cov))
    if not (se > 0).all():
        return float("nan")
    t, correlations = estimate / se, cov / np.outer(se, se)
    values = np.linalg.eigvalsh(correlations)
    if values[0] <= SINGULAR * values[-1]:
        return float("nan")
    return float(t @ np.linalg.solve(correlations, t) / len(t))


@dataclass(frozen=True, slots=True, eq=False, kw_only=True)
class _Errors:
    """Covariance of the scaled coefficients and what goes with it."""

    cov: FloatArray
    df: FloatArray | int  # of each coefficient on its original scale
    joint_df: int
    vcov: Vcov
    flags: tuple[str, ...]
    decisive: npt.NDArray[np.bool_]
    p_wild: FloatArray | None = None


def _asked(vcov: Vcov, cluster: str | None) -> Vcov:
    """Return the covariance asked for: with clusters the default gives way to theirs."""
    if vcov not in get_args(Vcov):
        raise ValueError(f"vcov must be one of {', '.join(get_args(Vcov))}, got {vcov!r}")
    of_clusters = vcov in ("cluster", "CR1", "CR2")
    if cluster is None and of_clusters:
        raise ValueError(f"vcov {vcov!r} needs cluster, the column of cluster labels")
    if cluster is not None and not of_clusters and vcov != "HC3":
        raise ValueError(f"vcov {vcov!r} takes rows as independent: leave out cluster, or choose CR1 or CR2")
    return "cluster" if cluster is not None and not of_clusters else vcov


def _errors(fit: LeastSquares, back: FloatArray, asked: Vcov, labels: IntArray | None, *, wild: bool) -> _Errors:
    """Return the covariance asked for, or the one that stands in for it."""
    n, p = fit.X.shape
    none = np.zeros(n, dtype=bool)
    few = False
    if labels is not None:
        G = len(np.unique(labels))
        kind = rule_of(G) if asked == "cluster" else asked
        few = kind is None
        if kind in ("CR1", "CR2"):
            if p > G:
                raise NotEstimable("regression", "more_terms_than_clusters", terms=p - 1, clusters=G)
            robust = cluster_covariance(fit.X, fit.residuals, labels, back, kind)
            variance = np.diag(robust.cov)[1:][~robust.decisive[1:]]
            if (variance <= CANCELLED * np.diag(fit.covariance("classical"))[1:][~robust.decisive[1:]]).any():
                raise NotEstimable("regression", "clusters_alike")
            p_wild = None
            if wild:
                p_wild, defined = np.full(p - 1, np.nan), ~robust.decisive[1:]
                p_wild[defined] = wild_cluster_p(fit.X, fit.y, labels, np.eye(p)[1:][defined])
            return _Errors(
                cov=robust.cov,
                df=np.where(robust.decisive, np.nan, robust.df),
                joint_df=G - 1,
                vcov=kind,
                flags=("cluster_leverage",) if robust.decisive.any() else (),
                decisive=none,
                p_wild=p_wild,
            )
    wanted: Vcov = "HC3" if few else asked
    decisive = fit.leverage > FULL_LEVERAGE
    vcov: Vcov = "HC1" if decisive.any() and wanted in ("HC2", "HC3", "HC4") else wanted
    raised = {"leverage": bool(decisive.any()), "few_clusters": few}
    flags = tuple(code for code, is_raised in raised.items() if is_raised)
    cov = fit.covariance(vcov)
    return _Errors(cov=cov, df=n - p, joint_df=n - p, vcov=vcov, flags=flags, decisive=decisive)


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


def _back(design: Design, y_sd: float) -> FloatArray:
    """Return the matrix that moves scaled coefficients to the original scale (less the outcome's mean)."""
    k = len(design.terms)
    back = np.zeros((k + 1, k + 1))
    back[0, 0] = y_sd
    back[0, 1:] = -y_sd * design.mean / design.sd
    back[range(1, k + 1), range(1, k + 1)] = y_sd / design.sd
    return back


def _coefficients(
    design: Design,
    fit: LeastSquares,
    errors: _Errors,
    back: FloatArray,
    vif: FloatArray,
    y_mean: float,
    conf_level: float,
) -> pd.DataFrame:
    """Move coefficients and covariance back to the original scale; test them."""
    estimate = back @ fit.estimate
    unexplained = fit.unexplained / fit.total
    estimate[0] += y_mean
    # What one cluster decides alone has no degrees of freedom, hence no standard error.
    std_error = np.where(np.isnan(errors.df), np.nan, np.sqrt(np.diag(back @ errors.cov @ back.T)))
    statistic = estimate / std_error
    reach = stdtrit(errors.df, (1 + conf_level) / 2) * std_error
    is_dummy = np.array([term in design.dummies for term in design.terms], dtype=bool)
    classical_t = fit.estimate[1:] / np.sqrt(np.diag(fit.covariance("classical"))[1:])
    sr2 = classical_t**2 * unexplained / (design.n - len(design.terms) - 1)
    undefined = [np.nan]
    table = pd.DataFrame(
        {
            "term": [INTERCEPT, *design.terms],
            "estimate": estimate,
            "std_error": std_error,
            "statistic": statistic,
            "df": errors.df,
            "p_value": 2 * stdtr(errors.df, -np.abs(statistic)),
            "conf_low": estimate - reach,
            "conf_high": estimate + reach,
            "beta": np.concatenate([undefined, estimate[1:] * np.where(is_dummy, 1, design.sd) / back[0, 0]]),
            "vif": np.concatenate([undefined, vif]),
            "sr2": np.concatenate([undefined, sr2]),
            "f2": np.concatenate([undefined, sr2 / unexplained]),
        }
    )
    return table if errors.p_wild is None else table.assign(p_wild=np.concatenate([undefined, errors.p_wild]))


def _flags(vif: FloatArray, condition: float, n: int, p: int) -> tuple[str, ...]:
    """Return the codes of what a reader must know about the predictors."""
    raised = {
        "vif_high": bool((vif > VIF_HIGH).any()),
        "condition_high": condition > CONDITION_HIGH,
        "n_below_5p": n < 5 * p,
    }
    return tuple(code for code, is_raised in raised.items() if is_raised)
