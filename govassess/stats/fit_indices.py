"""How far a covariance model is from the data: the fit block of maximum likelihood."""

from __future__ import annotations

from dataclasses import dataclass, fields

import numpy as np
import pandas as pd
from scipy.special import chdtrc, chndtr, chndtrinc

from govassess.stats.draws import FloatArray


@dataclass(frozen=True, slots=True, eq=False, kw_only=True)
class FitIndices:
    """Fit of an ML covariance model without mean structure; None where no degree of freedom is left."""

    chi2: float
    df: int
    p_value: float | None
    cfi: float | None
    tli: float | None  # may leave 0 to 1
    rmsea: float | None
    rmsea_low: float | None
    rmsea_high: float | None
    rmsea_level: float
    srmr: float | None
    log_likelihood: float
    aic: float
    bic: float
    n_parameters: int
    baseline_chi2: float
    baseline_df: int
    n_used: int
    n_dropped: int

    def to_frame(self) -> pd.DataFrame:
        """Return one row, a column an index."""
        return pd.DataFrame([{field.name: getattr(self, field.name) for field in fields(self)}])

    def __repr__(self) -> str:
        """Return one line."""
        shown = "" if self.cfi is None else f", CFI {self.cfi:.3f}, RMSEA {self.rmsea:.3f}, SRMR {self.srmr:.3f}"
        return f"FitIndices(chi2 {self.chi2:.1f}, df {self.df}{shown}, n={self.n_used}, {self.n_dropped} dropped)"


def fit_indices(S: FloatArray, sigma: FloatArray, *, n_parameters: int, n: int, n_dropped: int = 0) -> FitIndices:
    """Return the fit of a model to a covariance matrix.

    Parameters
    ----------
    S : array (k, k)
        Covariances with divisor n.
    sigma : array (k, k)
        Covariances of the model.
    n_parameters : int
        Free parameters of the model, q.
    n : int
        Rows.
    n_dropped : int
        Rows that were left out.

    Returns
    -------
    FitIndices

    Notes
    -----
    T = n F with F = ln|Sigma| + tr(S Sigma^-1) - ln|S| - k. RMSEA = sqrt(max(0, T - df)/(df n)), its 90 % interval
    from the non-central chi-square. CFI = 1 - max(T - df, 0)/max(T - df, T0 - df0, 0) and TLI = (T0/df0 - T/df)/
    (T0/df0 - 1) against the model of no correlation. SRMR is Bentler's, over the k(k + 1)/2 cells with the diagonal.
    AIC = -2 logL + 2q, BIC = -2 logL + q ln n.

    References
    ----------
    Hu, L. & Bentler, P. M. (1999). Cutoff criteria for fit indexes in covariance structure analysis. *Structural
    Equation Modeling*, 6, 1-55.

    Examples
    --------
    >>> S = np.array([[1, 0.5, 0.4], [0.5, 1, 0.45], [0.4, 0.45, 1]])
    >>> fit_indices(S, np.eye(3), n_parameters=3, n=100)
    FitIndices(chi2 56.7, df 3, CFI 0.000, RMSEA 0.423, SRMR 0.320, n=100, 0 dropped)
    """
    k = len(S)
    logdet_s, logdet = float(np.linalg.slogdet(S)[1]), float(np.linalg.slogdet(sigma)[1])
    trace = float(np.trace(np.linalg.solve(sigma, S)))
    chi2 = n * max(logdet + trace - logdet_s - k, 0.0)
    cells = k * (k + 1) // 2
    df, df0 = cells - n_parameters, cells - k
    variances = np.diag(S)
    chi2_0 = n * max(float(np.log(variances).sum()) - logdet_s, 0.0)
    log_likelihood = -n / 2 * (k * np.log(2 * np.pi) + logdet + trace)
    residuals = ((S - sigma) / np.sqrt(np.outer(variances, variances)))[np.triu_indices(k)]
    tested = df > 0
    excess, excess_0 = max(chi2 - df, 0.0), max(chi2_0 - df0, 0.0)
    worst = max(excess, excess_0)
    low, high = rmsea_interval(chi2, df, n) if tested else (None, None)
    return FitIndices(
        chi2=chi2,
        df=df,
        p_value=float(chdtrc(df, chi2)) if tested else None,
        cfi=(1 - excess / worst if worst > 0 else 1.0) if tested else None,
        tli=(chi2_0 / df0 - chi2 / df) / (chi2_0 / df0 - 1) if tested and chi2_0 != df0 else None,
        rmsea=float(np.sqrt(excess / (df * n))) if tested else None,
        rmsea_low=low,
        rmsea_high=high,
        rmsea_level=0.90,
        srmr=float(np.sqrt((residuals**2).mean())) if tested else None,
        log_likelihood=float(log_likelihood),
        aic=float(-2 * log_likelihood + 2 * n_parameters),
        bic=float(-2 * log_likelihood + n_parameters * np.log(n)),
        n_parameters=n_parameters,
        baseline_chi2=chi2_0,
        baseline_df=df0,
        n_used=n,
        n_dropped=n_dropped,
    )


def rmsea_interval(chi2: float, df: int, n: int, *, level: float = 0.90) -> tuple[float, float]:
    """Return the limits of RMSEA from the non-central chi-square distribution.

    Examples
    --------
    >>> [round(limit, 6) for limit in rmsea_interval(521.6461, 215, 250)]
    [0.067309, 0.083803]
    """
    tail = (1 - level) / 2
    low, high = (_non_centrality(chi2, df, share) for share in (1 - tail, tail))
    return float(np.sqrt(low / (df * n))), float(np.sqrt(high / (df * n)))


def _non_centrality(chi2: float, df: int, share: float) -> float:
    """Return the non-centrality under which a share of the distribution lies below chi2; 0 where none does."""
    if chndtr(chi2, df, 0.0) <= share:
        return 0.0
    return float(chndtrinc(chi2, df, share))
