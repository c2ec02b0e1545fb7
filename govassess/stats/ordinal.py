"""Checks that do without equal distances: proportional-odds regression, and regression on ranks."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from itertools import pairwise
from typing import Any

import numpy as np
import pandas as pd
from scipy.special import chdtrc, expit, ndtr, ndtri

from govassess.errors import NotEstimable
from govassess.stats.arguments import check_arguments
from govassess.stats.design import Design, complete_rows, make_design
from govassess.stats.draws import FloatArray, IntArray
from govassess.stats.ranks import midranks
from govassess.stats.regression import OlsFit, Vcov, fit_ols
from govassess.stats.rounding import settled

NEWTON_ROUNDS = 50
SETTLED = 1e-12  # gain of the log likelihood promised by a further step
SEPARATES = 1e-6


@dataclass(frozen=True, slots=True, eq=False, kw_only=True)
class OrdinalFit:
    """A proportional-odds regression: odds ratios, fit, and Brant's test of parallel lines.

    ``parallel`` has one row for all terms and one a term; it is empty and ``parallel_reason`` says why where a
    category's own regression is undefined.
    """

    outcome: str
    coefficients: pd.DataFrame
    thresholds: pd.DataFrame
    counts: Mapping[float, int]
    references: Mapping[str, str]
    parallel: pd.DataFrame
    parallel_reason: str | None
    mcfadden_r2: float
    statistic: float  # likelihood ratio against no predictor
    df: int
    p_value: float
    log_likelihood: float
    conf_level: float
    n_used: int
    n_dropped: int
    model: str = "proportional odds (logit)"
    missing_rule: str = "complete rows of the model"

    def to_frame(self) -> pd.DataFrame:
        """Return one row a term.

        Columns: ``term, estimate, std_error, statistic, p_value, odds_ratio, conf_low, conf_high, n_used,
        n_dropped``; the limits are those of the odds ratio.
        """
        return self.coefficients.assign(n_used=self.n_used, n_dropped=self.n_dropped)

    def __repr__(self) -> str:
        """Return one line."""
        return (
            f"OrdinalFit({self.outcome} on {len(self.coefficients)} terms, {len(self.counts)} categories, McFadden "
            f"R2 {self.mcfadden_r2:.3f}, n={self.n_used}, {self.n_dropped} dropped)"
        )


def ordinal_logit(
    data: pd.DataFrame,
    outcome: str,
    predictors: Sequence[str],
    *,
    covariates: Sequence[str] = (),
    categories: Sequence[float] | None = None,
    conf_level: float = 0.95,
) -> OrdinalFit:
    """Regress an ordered outcome on predictors by proportional odds.

    Parameters
    ----------
    data : DataFrame
        NaN or None = missing; rows complete in all columns of the model are used.
    outcome : str
        Column of numbers, each a category (those that agree to 12 significant digits are one); their order counts,
        not their distance.
    predictors, covariates : sequences of str
        As in ``fit_ols``.
    categories : sequence of float, optional
        Categories that must occur; merge before if one does not.
    conf_level : float
        Two-sided level.

    Returns
    -------
    OrdinalFit
        ``odds_ratio`` above 1: higher answers are more likely.

    Raises
    ------
    NotEstimable
        As ``fit_ols``; ``too_few_categories`` (fewer than 3), ``empty_category``, ``separation`` (naming the
        columns), ``no_convergence``.

    Notes
    -----
    logit P(Y <= c) = kappa_c - x'b by maximum likelihood (Newton from proportions); standard errors from the
    observed information. Separation is looked for before, as a linear programme: it exists where some direction of
    thresholds and slopes moves no row's probability down and some row's up. McFadden's R2 = 1 - ll/ll_0. Brant: the
    slopes of the logits Y > c are compared by a Wald test; where it rejects, the odds ratios are averages of
    different ones.

    References
    ----------
    McCullagh, P. (1980). Regression models for ordinal data. *J. Royal Statistical Society B*, 42, 109-142. Brant,
    R. (1990). Assessing proportionality in the proportional odds model for ordinal logistic regression.
    *Biometrics*, 46, 1171-1178.

    Examples
    --------
    >>> rng = np.random.default_rng(4)
    >>> x = rng.normal(size=300)
    >>> data = pd.DataFrame({"x": x, "y": np.digitize(x + rng.logistic(size=300), [-1, 0, 1])})
    >>> found = ordinal_logit(data, "y", ["x"]).to_frame()
    >>> bool(found["conf_low"][0] < np.e < found["conf_high"][0])
    True
    """
    check_arguments(
        data=data,
        outcome=outcome,
        predictors=predictors,
        covariates=covariates,
        categories=categories,
        conf_level=conf_level,
    )
    used = complete_rows(data, [outcome, *predictors, *covariates])
    try:
        design = make_design(data, outcome, predictors, covariates, used=used, what="ordinal_logit")
    except NotEstimable as refused:
        if refused.code != "constant_outcome":
            raise
        raise NotEstimable("ordinal_logit", "too_few_categories", needed=3, found=1) from refused
    levels, codes = np.unique(settled(design.y), return_inverse=True)
    absent = [value for value in categories or () if value not in levels]
    if absent:
        raise NotEstimable("ordinal_logit", "empty_category", category=", ".join(f"{value:g}" for value in absent))
    if len(levels) < 3:
        raise NotEstimable("ordinal_logit", "too_few_categories", needed=3, found=len(levels))
    counts = np.bincount(codes)
    _refuse_separation(design, codes, len(levels))
    kappa, b, information, ll = _fit(design.scaled, codes, counts)
    k = len(b)
    ll_0 = float((counts * np.log(counts / design.n)).sum())
    covariance = np.linalg.inv(information)
    parallel, reason = _brant(design, codes, len(levels))
    G = 2 * (ll - ll_0)
    return OrdinalFit(
        outcome=outcome,
        coefficients=_table(design, b, np.sqrt(np.diag(covariance))[-k:], conf_level),
        thresholds=pd.DataFrame(
            {
                "term": [f"{low:g}|{high:g}" for low, high in pairwise(levels)],
                "estimate": kappa + float(design.mean @ (b / design.sd)),
            }
        ),
        counts={float(level): int(count) for level, count in zip(levels, counts, strict=True)},
        references=design.references,
        parallel=parallel,
        parallel_reason=reason,
        mcfadden_r2=1 - ll / ll_0,
        statistic=G,
        df=k,
        p_value=float(chdtrc(k, G)),
        log_likelihood=ll,
        conf_level=conf_level,
        n_used=design.n,
        n_dropped=len(data) - design.n,
    )


def _table(design: Design, b: FloatArray, se: FloatArray, conf_level: float) -> pd.DataFrame:
    """Return coefficients and odds ratios on the original scales."""
    estimate, std_error = b / design.sd, se / design.sd
    z = estimate / std_error
    reach = float(ndtri((1 + conf_level) / 2)) * std_error
    return pd.DataFrame(
        {
            "term": design.terms,
            "estimate": estimate,
            "std_error": std_error,
            "statistic": z,
            "p_value": 2 * ndtr(-np.abs(z)),
            "odds_ratio": np.exp(estimate),
            "conf_low": np.exp(estimate - reach),
            "conf_high": np.exp(estimate + reach),
        }
    )


def _refuse_separation(design: Design, codes: IntArray, n_levels: int) -> None:
    """Refuse where the likelihood has no maximum, and name the columns along which it grows without end."""
    from scipy.optimize import linprog

    n, k = design.scaled.shape
    m = n_levels - 1
    lower = np.flatnonzero(codes < m)  # rows with a threshold above: kappa_c - x'd >= 0
    upper = np.flatnonzero(codes > 0)  # rows with a threshold below: x'd - kappa_(c-1) >= 0
    gain = np.zeros((len(lower) + len(upper), m + k))
    gain[np.arange(len(lower)), codes[lower]] = 1
    gain[: len(lower), m:] = -design.scaled[lower]
    gain[len(lower) + np.arange(len(upper)), codes[upper] - 1] = -1
    gain[len(lower) :, m:] = design.scaled[upper]
    found = linprog(-gain.sum(axis=0), A_ub=-gain, b_ub=np.zeros(len(gain)), bounds=(-1, 1), method="highs")
    if found.x is not None and (gain @ found.x).sum() > SEPARATES * n:
        along = np.abs(found.x[m:]) > SEPARATES
        names = [term for term, is_along in zip(design.terms, along, strict=True) if is_along]
        raise NotEstimable("ordinal_logit", "separation", variable=", ".join(names))


def _fit(X: FloatArray, codes: IntArray, counts: IntArray) -> tuple[FloatArray, FloatArray, FloatArray, float]:
    """Return thresholds, slopes, observed information and log likelihood."""
    n, k = X.shape
    m = len(counts) - 1
    below = np.cumsum(counts)[:-1] / n
    theta = np.concatenate([np.log(below / (1 - below)), np.zeros(k)])
    ll, gradient, information = _likelihood(theta, X, codes, m)
    for _ in range(NEWTON_ROUNDS):
        step = np.linalg.solve(information, gradient)
        if gradient @ step < SETTLED:
            return theta[:m], theta[m:], information, ll
        # Half steps keep the thresholds in order and the likelihood growing; it is concave.
        for _half in range(30):
            tried = _likelihood(theta + step, X, codes, m)
            if tried[0] >= ll:
                break
            step = step / 2
        theta = theta + step
        ll, gradient, information = tried
    raise NotEstimable("ordinal_logit", "no_convergence")


def _likelihood(theta: FloatArray, X: FloatArray, codes: IntArray, m: int) -> tuple[float, FloatArray, FloatArray]:
    """Return log likelihood, gradient and observed information; -inf where thresholds cross."""
    n, k = X.shape
    kappa = np.concatenate([[-np.inf], theta[:m], [np.inf]])
    if (np.diff(kappa) <= 0).any():
        return -np.inf, np.zeros(m + k), np.eye(m + k)
    eta = X @ theta[m:]
    high, low = kappa[codes + 1] - eta, kappa[codes] - eta
    # Of two upper tails the difference is exact where that of two lower ones has lost its digits.
    flip = low > 0
    P = np.where(flip, expit(-low) - expit(-high), expit(high) - expit(low))
    f_high, f_low = expit(high) * expit(-high), expit(low) * expit(-low)
    s_high, s_low = f_high * (1 - 2 * expit(high)), f_low * (1 - 2 * expit(low))
    D_high, D_low = np.zeros((n, m + k)), np.zeros((n, m + k))
    has_high, has_low = np.flatnonzero(codes < m), np.flatnonzero(codes > 0)
    D_high[has_high, codes[has_high]] = 1
    D_low[has_low, codes[has_low] - 1] = 1
    D_high[:, m:] = -X
    D_low[:, m:] = -X
    with np.errstate(divide="ignore", invalid="ignore"):
        ll = float(np.log(P).sum())
        score = (f_high[:, None] * D_high - f_low[:, None] * D_low) / P[:, None]
        curve = (D_high.T * (s_high / P)) @ D_high - (D_low.T * (s_low / P)) @ D_low
    if not np.isfinite(ll):
        return -np.inf, np.zeros(m + k), np.eye(m + k)
    return ll, score.sum(axis=0), score.T @ score - curve


def _brant(design: Design, codes: IntArray, n_levels: int) -> tuple[pd.DataFrame, str | None]:
    """Return Brant's test of all terms and of each; empty with a reason where a logit is separated."""
    X = np.column_stack([np.ones(design.n), design.scaled])
    k, m = X.shape[1] - 1, n_levels - 1
    slopes, fitted, inverse = [], [], []
    for c in range(m):
        found = _binary(X, (codes > c).astype(float))
        if found is None:
            return pd.DataFrame(columns=["term", "statistic", "df", "p_value"]), "separated_category"
        slopes.append(found[0][1:])
        fitted.append(found[1])
        inverse.append(np.linalg.inv((X.T * (found[1] * (1 - found[1]))) @ X))
    V = np.empty((m * k, m * k))
    for i in range(m):
        for j in range(i, m):
            # P(Y > j) is the smaller: their covariance is pi_j (1 - pi_i).
            between = (X.T * (fitted[j] * (1 - fitted[i]))) @ X
            block = (inverse[i] @ between @ inverse[j])[1:, 1:]
            V[i * k : (i + 1) * k, j * k : (j + 1) * k] = block
            V[j * k : (j + 1) * k, i * k : (i + 1) * k] = block.T
    differences = np.hstack([-np.ones((m - 1, 1)), np.eye(m - 1)])
    D = np.kron(differences, np.eye(k))
    stacked = np.concatenate(slopes)
    rows = []
    for term, at in (
        ("all", np.arange(len(D))),
        *((name, np.arange(len(D))[j::k]) for j, name in enumerate(design.terms)),
    ):
        d = D[at] @ stacked
        chi2 = float(d @ np.linalg.solve(D[at] @ V @ D[at].T, d))
        rows.append({"term": term, "statistic": chi2, "df": len(at), "p_value": float(chdtrc(len(at), chi2))})
    return pd.DataFrame(rows), None


def _binary(X: FloatArray, y: FloatArray) -> tuple[FloatArray, FloatArray] | None:
    """Return coefficients and fitted probabilities of a binary logit; None where it does not settle."""
    theta = np.zeros(X.shape[1])
    for _ in range(NEWTON_ROUNDS):
        p = expit(X @ theta)
        weight = p * (1 - p)
        if weight.max() < SEPARATES or np.abs(theta).max() > 1 / SEPARATES:
            return None
        try:
            step = np.linalg.solve((X.T * weight) @ X, X.T @ (y - p))
        except np.linalg.LinAlgError:
            return None
        theta = theta + step
        if np.abs(step).max() < 1e-10:
            return theta, expit(X @ theta)
    return None


def rank_regression(
    data: pd.DataFrame,
    outcome: str,
    predictors: Sequence[str],
    *,
    covariates: Sequence[str] = (),
    vcov: Vcov = "HC3",
    cluster: str | None = None,
    conf_level: float = 0.95,
) -> OlsFit:
    """Regress the mid-ranks of an outcome on the mid-ranks of the predictors.

    Parameters
    ----------
    data, outcome, predictors, covariates, vcov, cluster, conf_level
        As in ``fit_ols``; text covariates stay dummies.

    Returns
    -------
    OlsFit
        With ``scores`` "mid-ranks"; the betas are what is compared with those of the values.

    Raises
    ------
    NotEstimable
        As ``fit_ols``.

    Notes
    -----
    Ranks are taken over the rows of the model, ties at their mean, values that agree to 12 significant digits of the
    largest being ties (means of answers differ by rounding); then least squares with the same covariance, without
    the wild cluster bootstrap.

    References
    ----------
    Iman, R. L. & Conover, W. J. (1979). The use of the rank transform in regression. *Technometrics*, 21, 499-509.

    Examples
    --------
    >>> data = pd.DataFrame({"y": [1.0, 2, 4, 8, 16, 90], "x": [1.0, 2, 3, 5, 4, 6]})
    >>> rank_regression(data, "y", ["x"]).to_frame()["beta"].round(4).tolist()
    [nan, 0.9429]
    """
    check_arguments(
        data=data, outcome=outcome, predictors=predictors, covariates=covariates, cluster=cluster, conf_level=conf_level
    )
    used = complete_rows(data, [outcome, *predictors, *covariates, *([cluster] if cluster else [])])
    rows = data.loc[used].copy()
    for name in (outcome, *predictors, *covariates):
        if pd.api.types.is_numeric_dtype(rows[name]):
            if np.isinf(rows[name].to_numpy(dtype=float)).any():
                raise NotEstimable("regression", "not_finite", variable=name)
            rows[name] = midranks(rows[name])
    options: dict[str, Any] = {"vcov": vcov, "cluster": cluster, "wild": False, "conf_level": conf_level}
    fit = fit_ols(rows, outcome, predictors, covariates=covariates, **options)
    return replace(fit, scores="mid-ranks", n_dropped=len(data) - fit.n_used)
