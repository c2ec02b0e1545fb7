"""Regression with a random intercept for each group, by restricted maximum likelihood."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import NamedTuple

import numpy as np
import pandas as pd
from scipy.special import stdtr, stdtrit

from govassess.errors import NotEstimable
from govassess.stats.arguments import check_arguments, check_column
from govassess.stats.clustered import FEWEST
from govassess.stats.design import LEAST_SD, complete_rows, make_design, refuse_collinear
from govassess.stats.draws import FloatArray, IntArray
from govassess.stats.regression import INTERCEPT
from govassess.stats.rounding import coarseness, is_constant
from govassess.stats.tables import column_of

ROUNDING = 1e-10  # share of a column's spread that is only rounding
PERFECT = 1e-13  # share of the outcome's variance within groups that is only rounding
SHARES = np.linspace(0, 1, 41)[:-1]  # of variance between groups; the best of them brackets the estimate


@dataclass(frozen=True, slots=True, eq=False, kw_only=True)
class Multilevel:
    """A random-intercept model: coefficients within and between groups, and the variances on both levels.

    ``icc`` is the groups' share of the variance the predictors leave. ``flags`` holds ``no_group_variance`` where
    tau2 is estimated as zero: the model is then a regression of rows.
    """

    outcome: str
    coefficients: pd.DataFrame
    tau2: float  # variance of the groups' intercepts
    sigma2: float  # variance within groups
    icc: float
    groups: str
    n_groups: int
    group_sizes: tuple[int, int]  # smallest and largest
    conf_level: float
    flags: tuple[str, ...]
    n_used: int
    n_dropped: int
    method: str = "REML"
    df_method: str = "Satterthwaite"
    missing_rule: str = "complete rows of the model"

    def to_frame(self) -> pd.DataFrame:
        """Return one row a term.

        Columns: ``term, estimate, std_error, statistic, df, p_value, conf_low, conf_high, n_used, n_dropped``;
        terms are ``x (within)`` and ``x (between)`` of each predictor x.
        """
        return self.coefficients.assign(n_used=self.n_used, n_dropped=self.n_dropped)

    def __repr__(self) -> str:
        """Return one line."""
        return (
            f"Multilevel({self.outcome}, tau2 {self.tau2:.4g}, sigma2 {self.sigma2:.4g}, ICC {self.icc:.3f}, "
            f"{self.n_groups} groups, n={self.n_used}, {self.n_dropped} dropped)"
        )


def multilevel(
    data: pd.DataFrame, outcome: str, predictors: Sequence[str], groups: str, *, conf_level: float = 0.95
) -> Multilevel:
    """Regress an outcome on predictors, split into parts between and within groups, with a random intercept.

    Parameters
    ----------
    data : DataFrame
        NaN or None = missing; rows complete in all columns of the model are used.
    outcome : str
        Column of numbers.
    predictors : sequence of str
        Columns of numbers; none: only the two variances.
    groups : str
        Column of group labels.
    conf_level : float
        Two-sided level.

    Returns
    -------
    Multilevel

    Raises
    ------
    NotEstimable
        ``too_few_groups`` (fewer than 10), ``groups_of_one`` (no group holds two), ``too_few_rows``,
        ``constant_outcome``, ``constant_predictor``, ``collinear``, ``more_terms_than_clusters``, ``perfect_fit``,
        ``not_finite``.
    ValueError
        A column is absent, named twice, or text where numbers are needed.

    Notes
    -----
    y_ij = b0 + b_w (x_ij - xbar_j) + b_b xbar_j + u_j + e_ij, Var u = tau2, Var e = sigma2. A predictor that is the
    same throughout each group has no within part, one with equal group means no between part. The restricted
    likelihood is maximised over the one ratio tau2/sigma2, whose derivative is found in closed form, to machine
    precision; coefficients follow by least squares. Degrees of freedom of a coefficient are 2 f^2/(g' A g), f its
    variance as a function of the two variances, g the gradient and A twice the inverse Hessian of the deviance. With
    tau2 zero these are n - p. Few groups make t tests of between parts rest on few units, however many rows.

    References
    ----------
    Enders, C. K. & Tofighi, D. (2007). Centering predictor variables in cross-sectional multilevel models.
    *Psychological Methods*, 12, 121-138. Snijders, T. A. B. & Bosker, R. J. (2012). *Multilevel Analysis*. Sage.
    Satterthwaite, F. E. (1946). An approximate distribution of estimates of variance components. *Biometrics
    Bulletin*, 2, 110-114.

    Examples
    --------
    >>> rng = np.random.default_rng(2)
    >>> data = pd.DataFrame({"agency": np.arange(200) % 20, "x": rng.normal(size=200)})
    >>> data["y"] = data["x"] + rng.normal(size=20)[data["agency"]] + rng.normal(size=200)
    >>> multilevel(data, "y", ["x"], "agency").to_frame()["term"].tolist()
    ['(Intercept)', 'x (within)', 'x (between)']
    """
    check_arguments(data=data, outcome=outcome, predictors=predictors, conf_level=conf_level)
    check_column("groups", groups, data)
    used = complete_rows(data, [outcome, *predictors, groups])
    y, x = _columns(data.loc[used], outcome, predictors)
    codes = pd.factorize(data.loc[used, groups].astype(str), sort=True)[0].astype(np.int64)
    G = int(codes.max(initial=-1)) + 1
    if G < FEWEST:
        raise NotEstimable("multilevel", "too_few_groups", needed=FEWEST, found=G)
    sizes = np.bincount(codes)
    if sizes.max() < 2:
        raise NotEstimable("multilevel", "groups_of_one")
    terms, split = _split(x, tuple(predictors), codes)
    n_between = sum(term.endswith("(between)") for term in terms)
    if n_between + 1 >= G:
        raise NotEstimable("multilevel", "more_terms_than_clusters", terms=n_between, clusters=G)
    mean, sd = split.mean(axis=0), split.std(axis=0, ddof=1)
    scaled = (split - mean) / sd
    if len(terms):
        refuse_collinear(scaled, terms, "multilevel")
    y_mean, y_sd = float(y.mean()), float(y.std(ddof=1))
    fit = random_intercept((y - y_mean) / y_sd, scaled, codes)
    if fit.sigma2 <= PERFECT:
        raise NotEstimable("multilevel", "perfect_fit", outcome=outcome)
    back = np.diag(np.append(y_sd, y_sd / sd))
    back[0, 1:] = -y_sd * mean / sd
    return Multilevel(
        outcome=outcome,
        coefficients=_tested((INTERCEPT, *terms), fit, back, y_mean, conf_level),
        tau2=fit.tau2 * y_sd**2,
        sigma2=fit.sigma2 * y_sd**2,
        icc=fit.tau2 / (fit.tau2 + fit.sigma2),
        groups=groups,
        n_groups=G,
        group_sizes=(int(sizes.min()), int(sizes.max())),
        conf_level=conf_level,
        flags=() if fit.tau2 > 0 else ("no_group_variance",),
        n_used=len(y),
        n_dropped=len(data) - len(y),
    )


def _columns(rows: pd.DataFrame, outcome: str, predictors: Sequence[str]) -> tuple[FloatArray, FloatArray]:
    """Return outcome and predictors (n, k) as numbers; refuse what has no answer."""
    if predictors:
        design = make_design(rows, outcome, predictors, what="multilevel")
        return design.y, design.x
    y = column_of(rows[outcome], outcome)
    if len(y) < 3:
        raise NotEstimable("multilevel", "too_few_rows", needed=3, found=len(y), rows=len(y))
    with np.errstate(over="ignore"):
        if not np.isfinite(y @ y):
            raise NotEstimable("multilevel", "not_finite", variable=outcome)
    if np.ptp(y) < LEAST_SD or is_constant(y):
        raise NotEstimable("multilevel", "constant_outcome", outcome=outcome)
    return y, np.empty((len(y), 0))


def _split(x: FloatArray, names: tuple[str, ...], codes: IntArray) -> tuple[tuple[str, ...], FloatArray]:
    """Return each predictor's deviations from its group's mean and that mean, where they vary."""
    terms, columns = [], []
    for name, column in zip(names, x.T, strict=True):
        means = _group_means(column[:, None], codes)[codes, 0]
        least = max(ROUNDING * float(np.ptp(column)), coarseness(column))
        for part, values in (("within", column - means), ("between", means)):
            if np.ptp(values) > least:
                terms.append(f"{name} ({part})")
                columns.append(values)
    return tuple(terms), np.column_stack(columns) if columns else np.empty((len(codes), 0))


def _group_means(columns: FloatArray, codes: IntArray) -> FloatArray:
    """Return the means (groups, columns) in two passes, so that large offsets cost no digits."""
    sizes = np.bincount(codes)[:, None]
    centre = columns.mean(axis=0)
    sums = np.stack([np.bincount(codes, column) for column in (columns - centre).T], axis=1)
    return np.asarray(centre + sums / sizes)


class RandomIntercept(NamedTuple):
    """Estimates of a random-intercept model in the units of its columns; the intercept is the first coefficient."""

    estimate: FloatArray  # (p,)
    cov: FloatArray  # (p, p)
    tau2: float
    sigma2: float
    gradients: FloatArray | None  # (2, p, p), of cov by sigma2 and by tau2/sigma2
    spread: FloatArray | None  # (2, 2), covariance of these two
    n: int

    def df(self, contrast: FloatArray) -> float:
        """Return Satterthwaite's degrees of freedom of a linear combination of the coefficients."""
        if self.gradients is None or self.spread is None:
            return float(self.n - len(self.estimate))
        contrast = contrast / np.linalg.norm(contrast)
        g = self.gradients @ contrast @ contrast
        return float(2 * (contrast @ self.cov @ contrast) ** 2 / (g @ self.spread @ g))


def random_intercept(y: FloatArray, x: FloatArray, codes: IntArray) -> RandomIntercept:
    """Return the REML estimates of a random-intercept model.

    Parameters
    ----------
    y : array (n,)
        Centred and scaled.
    x : array (n, k)
        Without the intercept, centred and scaled; k may be 0.
    codes : array of int (n,)
        Group of each row, from 0.

    Returns
    -------
    RandomIntercept

    Examples
    --------
    >>> fit = random_intercept(np.array([-2.0, -1, 1, 2]), np.empty((4, 0)), np.array([0, 0, 1, 1]))
    >>> round(fit.sigma2, 9), round(fit.tau2, 9)  # equal groups: the mean squares are 0.5 and 9
    (0.5, 4.25)
    """
    profile = _Profile(y, x, codes)
    ratio = profile.best()
    at = profile.at(ratio)
    sigma2 = at.rss / profile.df
    A_inv = at.root_inverse @ at.root_inverse.T
    gradients: FloatArray | None = None
    spread: FloatArray | None = None
    if ratio > 0:
        whitened = A_inv @ (profile.x_means.T * at.weights)  # A^-1 c_j m_j
        gradients = np.stack([A_inv, sigma2 * (whitened @ whitened.T)])
        spread = np.asarray(2 * np.linalg.inv(profile.hessian(at, sigma2)))
    return RandomIntercept(at.beta, sigma2 * A_inv, ratio * sigma2, sigma2, gradients, spread, len(y))


class _At(NamedTuple):
    """The profile at one ratio of the variances."""

    weights: FloatArray  # c_j = n_j/(1 + n_j ratio)
    root_inverse: FloatArray  # of A = X' V^-1 X
    beta: FloatArray
    rss: float
    left: FloatArray  # (groups,): group mean of y less what the coefficients say
    whitened: FloatArray  # (groups, p): group means of x times root_inverse
    score: float  # derivative of the deviance by the ratio
    deviance: float


class _Profile:
    """The restricted likelihood as a function of ratio = tau2/sigma2 alone.

    With sums of squares W within groups and means m_j, X' V^-1 X = W + sum c_j m_j m_j', whose derivative by the
    ratio is - sum c_j^2 m_j m_j'.
    """

    def __init__(self, y: FloatArray, x: FloatArray, codes: IntArray) -> None:
        columns = np.column_stack([np.ones(len(y)), x, y])
        self.sizes = np.bincount(codes).astype(float)
        self.means = _group_means(columns, codes)
        within = columns - self.means[codes]
        # Of a column that is the same throughout each group only rounding is left.
        within[:, np.ptp(within, axis=0) < ROUNDING] = 0
        self.within: FloatArray = np.asarray(np.linalg.qr(within, mode="r"))
        self.x_means, self.y_means = self.means[:, :-1], self.means[:, -1]
        self.df = len(y) - columns.shape[1] + 1

    def at(self, ratio: float) -> _At:
        """Return the profile at a ratio; ``score`` is the derivative of the deviance there."""
        c = self.sizes / (1 + self.sizes * ratio)
        R: FloatArray = np.asarray(np.linalg.qr(np.vstack([self.within, np.sqrt(c)[:, None] * self.means]), mode="r"))
        root_inverse: FloatArray = np.asarray(np.linalg.inv(R[:-1, :-1]))
        beta, rss = root_inverse @ R[:-1, -1], float(R[-1, -1] ** 2)
        left, whitened = self.y_means - self.x_means @ beta, self.x_means @ root_inverse
        score = c.sum() - c**2 @ (whitened**2).sum(axis=1)
        if rss > 0:
            score -= self.df * (c**2 @ left**2) / rss
        log_det = 2 * np.log(np.abs(np.diag(R[:-1, :-1]))).sum()
        fit = self.df * np.log(rss) if rss > 0 else -np.inf
        deviance = float(fit + np.log1p(self.sizes * ratio).sum() + log_det)
        return _At(c, root_inverse, beta, rss, left, whitened, float(score), deviance)

    def best(self) -> float:
        """Return the ratio of the largest restricted likelihood."""
        from scipy.optimize import brentq

        ratios = SHARES / (1 - SHARES)
        nearest = int(np.argmin([self.at(ratio).deviance for ratio in ratios]))
        low = high = ratios[nearest]
        while low > 0 and self.at(low).score >= 0:
            nearest -= 1
            low = ratios[nearest]
        if self.at(low).score >= 0:
            return 0.0
        while self.at(high).score < 0:
            if high > 100 / PERFECT:  # no variance within groups
                return float(high)
            high = 2 * high + 0.01
        return float(brentq(lambda ratio: self.at(ratio).score, low, high, xtol=1e-15, rtol=1e-14))

    def hessian(self, at: _At, sigma2: float) -> FloatArray:
        """Return the second derivatives of the deviance by sigma2 and the ratio at the estimate."""
        c, z = at.weights, at.whitened
        v = (c**2 * at.left) @ z  # root' sum c_j^2 m_j r_j
        first = -float(c**2 @ at.left**2)
        second = 2 * float(c**3 @ at.left**2) - 2 * float(v @ v)
        B = (z.T * c**2) @ z
        log_det = 2 * float(c**3 @ (z**2).sum(axis=1)) - float((B**2).sum())
        cross = -first / sigma2**2
        return np.array([[self.df / sigma2**2, cross], [cross, second / sigma2 - float((c**2).sum()) + log_det]])


def _tested(
    terms: tuple[str, ...], fit: RandomIntercept, back: FloatArray, y_mean: float, conf_level: float
) -> pd.DataFrame:
    """Return the coefficients on their original scales, with t tests."""
    estimate = back @ fit.estimate
    estimate[0] += y_mean
    std_error = np.sqrt(np.diag(back @ fit.cov @ back.T))
    df = np.array([fit.df(row) for row in back])
    t = estimate / std_error
    reach = stdtrit(df, (1 + conf_level) / 2) * std_error
    return pd.DataFrame(
        {
            "term": terms,
            "estimate": estimate,
            "std_error": std_error,
            "statistic": t,
            "df": df,
            "p_value": 2 * stdtr(df, -np.abs(t)),
            "conf_low": estimate - reach,
            "conf_high": estimate + reach,
        }
    )
