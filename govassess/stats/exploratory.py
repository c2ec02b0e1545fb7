"""Exploratory factor analysis by maximum likelihood, rotated."""

from __future__ import annotations

import warnings
from dataclasses import dataclass
from typing import Literal, get_args

import numpy as np
import pandas as pd
from scipy.special import chdtrc

from govassess.errors import NotEstimable
from govassess.stats.arguments import check_arguments
from govassess.stats.correlations import Correlations, complete_correlations
from govassess.stats.draws import SEED, FloatArray
from govassess.stats.factorability import parallel_analysis

Rotation = Literal["oblimin", "varimax", "none"]
SMALLEST_UNIQUE = 5e-3  # a unique variance that ended below this is one on its way below zero


@dataclass(frozen=True, slots=True, eq=False, kw_only=True)
class Efa:
    """Rotated loadings of ML factors, largest factor first, each turned so that its loadings sum to more than zero.

    ``loadings`` are pattern coefficients (items x factors) and ``factor_r`` the correlations of the factors (identity
    but for oblimin). ``flags``: ``heywood`` (of the items in ``heywood``), ``no_factors`` (parallel analysis kept
    none, one is shown).
    """

    loadings: pd.DataFrame
    unique: FloatArray
    factor_r: pd.DataFrame
    variance_share: FloatArray  # of each factor, of the items' total variance
    chi2: float
    df: int
    p_value: float | None
    chosen_by: Literal["parallel analysis", "given"]
    rotation: Rotation
    normalised: bool  # whether items were brought to one length for the rotation (Kaiser)
    heywood: tuple[str, ...]
    flags: tuple[str, ...]
    seed: int | None
    n_used: int
    n_dropped: int
    estimator: str = "ml"
    correlation: str = "pearson"
    missing_rule: str = "complete rows"

    @property
    def n_factors(self) -> int:
        """Number of factors."""
        return self.loadings.shape[1]

    def to_frame(self) -> pd.DataFrame:
        """Return one row an item: ``term``, a column a factor, ``unique, n_used, n_dropped``."""
        frame = self.loadings.rename_axis("term").reset_index()
        return frame.assign(unique=self.unique, n_used=self.n_used, n_dropped=self.n_dropped)

    def __repr__(self) -> str:
        """Return one line."""
        return (
            f"Efa({self.n_factors} factors ({self.chosen_by}), {len(self.loadings)} items, {self.rotation}, "
            f"n={self.n_used}, {self.n_dropped} dropped)"
        )


def efa(
    items: pd.DataFrame,
    *,
    n_factors: int | None = None,
    rotation: Rotation = "oblimin",
    normalise: bool | None = None,
    seed: int = SEED,
) -> Efa:
    """Find the factors that items share.

    Parameters
    ----------
    items : DataFrame (n, k)
        Scale points, already reverse-keyed, NaN = not answered; incomplete rows are dropped.
    n_factors : int, optional
        Number of factors; without it the number that parallel analysis keeps.
    rotation : "oblimin", "varimax" or "none"
        Oblimin (gamma 0, so quartimin) lets factors correlate.
    normalise : bool, optional
        Kaiser's normalisation: the rotation sees each item at length 1 and not weighted by its communality. Without
        it the usual way of each rotation: yes for varimax (R's ``varimax``, SPSS), no for oblimin (``GPArotation``
        and ``psych``).
    seed : int
        Seed of parallel analysis.

    Returns
    -------
    Efa

    Raises
    ------
    NotEstimable
        As ``kmo``; ``too_many_factors`` (no degree of freedom is left below zero); ``no_convergence``.

    Notes
    -----
    Maximum likelihood (``statsmodels.multivariate.factor.Factor``) on the correlations; chi2 with Bartlett's
    correction, (n - 1 - (2k + 5)/6 - 2m/3) F, df ((k - m)^2 - k - m)/2.

    References
    ----------
    Lawley, D. N. & Maxwell, A. E. (1971). *Factor Analysis as a Statistical Method*. Butterworths.
    Kaiser, H. F. (1958). The varimax criterion for analytic rotation in factor analysis. *Psychometrika*, 23, 187-200.
    Jennrich, R. I. & Sampson, P. F. (1966). Rotation for simple loadings. *Psychometrika*, 31, 313-323.

    Examples
    --------
    >>> rng = np.random.default_rng(1)
    >>> factors = np.repeat(rng.normal(size=(300, 2)), 3, axis=1)
    >>> answers = pd.DataFrame(factors + rng.normal(size=(300, 6)), columns=list("abcdef"))
    >>> efa(answers)
    Efa(2 factors (parallel analysis), 6 items, oblimin, n=300, 0 dropped)
    """
    check_arguments(items=items, n_factors=n_factors, seed=seed)
    if rotation not in get_args(Rotation):
        raise ValueError(f"rotation must be one of {', '.join(get_args(Rotation))}, got {rotation!r}")
    if n_factors is not None and n_factors < 1:
        raise ValueError(f"n_factors must be at least 1, got {n_factors}")
    rows = complete_correlations(items, "efa", at_least=3)
    k = len(rows.names)
    kept = n_factors if n_factors is not None else parallel_analysis(items, seed=seed).n_factors
    m = max(kept, 1)
    df = ((k - m) ** 2 - k - m) // 2
    if m >= k or df < 0:
        raise NotEstimable("efa", "too_many_factors", count=m, items=k)
    unrotated, unique = _maximum_likelihood(rows, m)
    normalised = m > 1 and rotation != "none" and (rotation == "varimax" if normalise is None else normalise)
    loadings, factor_r = _rotated(unrotated, rotation, normalise=normalised)
    sigma = unrotated @ unrotated.T + np.diag(unique)
    F = float(np.linalg.slogdet(sigma)[1] - np.linalg.slogdet(rows.R)[1] + np.trace(np.linalg.solve(sigma, rows.R)) - k)
    chi2 = max(F, 0.0) * (rows.n_used - 1 - (2 * k + 5) / 6 - 2 * m / 3)
    heywood = tuple(name for name, left in zip(rows.names, unique, strict=True) if left <= SMALLEST_UNIQUE)
    raised = {"heywood": bool(heywood), "no_factors": kept == 0}
    names = [f"F{j}" for j in range(1, m + 1)]
    shares = (loadings * (loadings @ factor_r)).sum(axis=0) / k
    for part in (unique, shares):
        part.flags.writeable = False
    return Efa(
        loadings=pd.DataFrame(loadings, index=list(rows.names), columns=names),
        unique=unique,
        factor_r=pd.DataFrame(factor_r, index=names, columns=names),
        variance_share=shares,
        chi2=chi2,
        df=df,
        p_value=float(chdtrc(df, chi2)) if df > 0 else None,
        chosen_by="parallel analysis" if n_factors is None else "given",
        rotation=rotation,
        normalised=normalised,
        heywood=heywood,
        flags=tuple(code for code, is_raised in raised.items() if is_raised),
        seed=seed if n_factors is None else None,
        n_used=rows.n_used,
        n_dropped=rows.n_dropped,
    )


def _maximum_likelihood(rows: Correlations, m: int) -> tuple[FloatArray, FloatArray]:
    """Return unrotated loadings and unique variances."""
    # The submodule alone: statsmodels.api would import every model of the package.
    from statsmodels.multivariate.factor import Factor

    k = len(rows.names)
    # Principal components start the search where the package would start at random.
    values, vectors = np.linalg.eigh(rows.R)
    first = vectors[:, ::-1][:, :m] * np.sqrt(values[::-1][:m]) * 0.9
    start = first, np.maximum(1 - (first**2).sum(axis=1), 0.1)
    model = Factor(corr=rows.R, n_factor=m, method="ml", nobs=rows.n_used)
    with warnings.catch_warnings():
        # Both of its warnings are looked at here: convergence below, small unique variances by the caller.
        warnings.simplefilter("ignore")
        model.fit(
            start=start, opt_method="L-BFGS-B", opt={"ftol": 1e-15, "gtol": 1e-8, "maxiter": 5000, "maxfun": 20000}
        )
    unique = np.array(model.uniqueness, dtype=float)
    # At the edge of a Heywood case the gradient need not vanish; the caller flags it.
    if np.abs(model.mle_retvals.jac).max() > 1e-4 and unique.min() > SMALLEST_UNIQUE:
        raise NotEstimable("efa", "no_convergence")
    return np.asarray(model.loadings, dtype=float).reshape(k, m), unique


def _rotated(unrotated: FloatArray, rotation: Rotation, *, normalise: bool) -> tuple[FloatArray, FloatArray]:
    """Return the rotated loadings and the factor correlations, in the order and with the signs they are shown."""
    m = unrotated.shape[1]
    loadings, phi = unrotated, np.eye(m)
    if m > 1 and rotation != "none":
        from statsmodels.multivariate.factor_rotation import rotate_factors

        length = np.sqrt((unrotated**2).sum(axis=1, keepdims=True)) if normalise else np.ones((len(unrotated), 1))
        length[length == 0] = 1  # an item without any loading stays where it is
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")
            loadings, T = rotate_factors(
                unrotated / length, "quartimin" if rotation == "oblimin" else "varimax", max_tries=1000, tol=1e-7
            )
        loadings = loadings * length
        phi = T.T @ T if rotation == "oblimin" else phi
    order = np.argsort(-(loadings * (loadings @ phi)).sum(axis=0), kind="stable")
    loadings, phi = loadings[:, order], phi[np.ix_(order, order)]
    sign = np.where(loadings.sum(axis=0) >= 0, 1.0, -1.0)
    return loadings * sign, phi * np.outer(sign, sign)
