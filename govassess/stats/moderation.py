"""Moderation: the product term, slopes at values of the moderator, and where the slope is significant."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Literal, get_args

import numpy as np
import pandas as pd
from scipy.special import fdtrc, stdtr, stdtrit

from govassess.errors import NotEstimable
from govassess.stats.block_regression import f2_limits
from govassess.stats.design import complete_rows
from govassess.stats.draws import FloatArray
from govassess.stats.regression import OlsFit, Vcov, fit_ols

Probe = Literal["percentiles", "mean_sd"]
Where = Literal["everywhere", "nowhere", "partly"]
FEWEST_ROWS = 6  # intercept and three terms, and two more


@dataclass(frozen=True, slots=True, eq=False, kw_only=True)
class Moderation:
    """A regression with a product term, and what it says about the predictor's slope.

    ``boundaries`` holds the Johnson-Neyman points inside the observed range: moderator, share of rows below.
    """

    fit: OlsFit
    slopes: pd.DataFrame
    boundaries: tuple[tuple[float, float], ...]
    significant: Where  # over the observed range of the moderator
    moderator_range: tuple[float, float]
    r2_change: float
    statistic: float  # classical F of the product term
    df1: int
    df2: int
    p_value: float
    f2: float
    f2_low: float
    f2_high: float
    predictor: str
    moderator: str
    term: str
    probe: Probe
    centred: bool
    conf_level: float
    n_used: int
    n_dropped: int
    missing_rule: str = "complete rows of the model"

    def to_frame(self) -> pd.DataFrame:
        """Return one row a value of the moderator.

        Columns: ``term, moderator, estimate, std_error, statistic, df, p_value, conf_low, conf_high, n_used,
        n_dropped``; the coefficients are those of ``fit``.
        """
        return self.slopes.assign(n_used=self.n_used, n_dropped=self.n_dropped)

    def __repr__(self) -> str:
        """Return one line."""
        return (
            f"Moderation({self.predictor} x {self.moderator}, R2 change {self.r2_change:.3f}, significant "
            f"{self.significant}, n={self.n_used}, {self.n_dropped} dropped)"
        )


def moderate(  # noqa: PLR0913 - the statistic itself has this many names
    data: pd.DataFrame,
    *,
    predictor: str,
    moderator: str,
    outcome: str,
    covariates: Sequence[str] = (),
    probe: Probe = "percentiles",
    centred: bool = False,
    vcov: Vcov = "HC3",
    cluster: str | None = None,
    conf_level: float = 0.95,
) -> Moderation:
    """Estimate how the effect of a predictor depends on a moderator.

    Parameters
    ----------
    data : DataFrame
        NaN or None = missing; rows complete in all columns named are used.
    predictor, moderator, outcome : str
        Columns of numbers.
    covariates : sequence of str
        Numbers, or text that becomes dummies.
    probe : "percentiles" or "mean_sd"
        Slopes at the 16th, 50th and 84th percentile (type 7, the default of R and numpy) of the moderator, or at its
        mean and one SD (n - 1) on either side.
    centred : bool
        Centre predictor and moderator for the coefficients; product term, slopes and R2 do not change.
    vcov, cluster : str
        As in ``fit_ols``; slopes and boundaries use the same covariance.
    conf_level : float
        Two-sided level; also that of the boundaries.

    Returns
    -------
    Moderation

    Raises
    ------
    NotEstimable
        As ``fit_ols``; ``constant_predictor`` names a constant moderator.

    Notes
    -----
    Y = b0 + b1 X + b2 W + b3 XW + C; the slope at w is b1 + b3 w with variance V11 + 2 w V13 + w^2 V33.
    Boundaries are the roots of (t^2 V33 - b3^2) w^2 + 2 (t^2 V13 - b1 b3) w + t^2 V11 - b1^2 = 0 inside the
    observed range of W. With CR2 the degrees of freedom of slopes are the smaller of the two coefficients'. Limits
    of f2 from the non-central F.

    References
    ----------
    Aiken, L. S. & West, S. G. (1991). *Multiple Regression: Testing and Interpreting Interactions*. Sage. Bauer,
    D. J. & Curran, P. J. (2005). Probing interactions in fixed and multilevel regression. *Multivariate Behavioral
    Research*, 40, 373-400. Hayes, A. F. (2022). *Introduction to Mediation, Moderation, and Conditional Process
    Analysis*. Guilford.

    Examples
    --------
    >>> rng = np.random.default_rng(3)
    >>> data = pd.DataFrame(rng.normal(size=(200, 3)), columns=["x", "w", "y"])
    >>> data["y"] += data["x"] * data["w"]
    >>> found = moderate(data, predictor="x", moderator="w", outcome="y")
    >>> found.significant, len(found.boundaries)
    ('partly', 2)
    """
    if probe not in get_args(Probe):
        raise ValueError(f"probe must be one of {', '.join(get_args(Probe))}, got {probe!r}")
    needed = [outcome, predictor, moderator, *covariates, *([cluster] if cluster else [])]
    rows = data.loc[complete_rows(data, needed), needed]
    w = rows[moderator].to_numpy(dtype=float)
    if len(w) >= FEWEST_ROWS and np.ptp(w) == 0:  # of fewer rows it is their number that is wrong
        raise NotEstimable("moderation", "constant_predictor", variable=moderator)
    rows, term = _with_product(rows, predictor, moderator, centred=centred)
    try:
        fit = fit_ols(
            rows,
            outcome,
            (predictor, moderator, term),
            covariates=covariates,
            vcov=vcov,
            cluster=cluster,
            conf_level=conf_level,
        )
    except NotEstimable as refused:
        raise NotEstimable("moderation", refused.code, **refused.values) from refused
    line = _Line(fit, predictor, term, float(w.mean()) if centred else 0.0)
    sr2, f2 = (float(fit.coefficients[name].iloc[3]) for name in ("sr2", "f2"))
    F = f2 * fit.df2
    f2_low, f2_high = f2_limits(F, 1, fit.df2, fit.n_used, conf_level)
    inside, significant = line.over(w, conf_level)
    return Moderation(
        fit=fit,
        slopes=line.slopes(_probed(w, probe), conf_level),
        boundaries=inside,
        significant=significant,
        moderator_range=(float(w.min()), float(w.max())),
        r2_change=sr2,
        statistic=F,
        df1=1,
        df2=fit.df2,
        p_value=float(fdtrc(1, fit.df2, F)),
        f2=f2,
        f2_low=f2_low,
        f2_high=f2_high,
        predictor=predictor,
        moderator=moderator,
        term=term,
        probe=probe,
        centred=centred,
        conf_level=conf_level,
        n_used=fit.n_used,
        n_dropped=len(data) - fit.n_used,
    )


def _with_product(rows: pd.DataFrame, predictor: str, moderator: str, *, centred: bool) -> tuple[pd.DataFrame, str]:
    """Return the rows with the product term, both of its factors centred if asked, and the term's name."""
    term = f"{predictor}:{moderator}"
    factors = rows[[predictor, moderator]]
    if centred:
        factors = factors - factors.mean()
    return rows.assign(**factors, **{term: factors[predictor] * factors[moderator]}), term


def _probed(w: FloatArray, probe: Probe) -> FloatArray:
    """Return the values of the moderator at which slopes are shown."""
    if probe == "percentiles":
        return np.asarray(np.quantile(w, [0.16, 0.50, 0.84]))
    return np.asarray(w.mean() + w.std(ddof=1) * np.array([-1.0, 0.0, 1.0]))


class _Line:
    """The slope of the predictor as a line in the moderator, with its covariance."""

    def __init__(self, fit: OlsFit, predictor: str, term: str, shift: float) -> None:
        frame = fit.coefficients
        at = [int(np.flatnonzero(frame["term"] == name)[0]) for name in (predictor, term)]
        b1, b3 = frame["estimate"].to_numpy()[at]
        V = fit.covariance[np.ix_(at, at)]
        # The fit may be centred; the line is drawn over the moderator's own values.
        move = np.array([[1.0, -shift], [0.0, 1.0]])
        self.b1, self.b3 = move @ np.array([b1, b3])
        self.V = move @ V @ move.T
        self.df = float(frame["df"].to_numpy()[at].min())
        self.term = predictor

    def slopes(self, values: FloatArray, conf_level: float) -> pd.DataFrame:
        """Return the slope at values of the moderator."""
        estimate = self.b1 + self.b3 * values
        std_error = np.sqrt(self.V[0, 0] + 2 * values * self.V[0, 1] + values**2 * self.V[1, 1])
        t = estimate / std_error
        reach = float(stdtrit(self.df, (1 + conf_level) / 2)) * std_error
        return pd.DataFrame(
            {
                "term": self.term,
                "moderator": values,
                "estimate": estimate,
                "std_error": std_error,
                "statistic": t,
                "df": self.df,
                "p_value": 2 * stdtr(self.df, -np.abs(t)),
                "conf_low": estimate - reach,
                "conf_high": estimate + reach,
            }
        )

    def over(self, w: FloatArray, conf_level: float) -> tuple[tuple[tuple[float, float], ...], Where]:
        """Return the boundaries inside the observed range with the share of rows below, and where it is significant."""
        inside = tuple((at, float((w < at).mean())) for at in self.roots(conf_level) if w.min() < at < w.max())
        if inside:
            return inside, "partly"
        middle = self.slopes(np.array([(w.min() + w.max()) / 2]), conf_level)
        return inside, "everywhere" if middle["p_value"].iloc[0] < 1 - conf_level else "nowhere"

    def roots(self, conf_level: float) -> tuple[float, ...]:
        """Return the values at which the slope is just significant, in order."""
        t2 = float(stdtrit(self.df, (1 + conf_level) / 2)) ** 2
        a = t2 * self.V[1, 1] - self.b3**2
        b = 2 * (t2 * self.V[0, 1] - self.b1 * self.b3)
        c = t2 * self.V[0, 0] - self.b1**2
        found = np.roots([a, b, c])
        return tuple(sorted(float(root.real) for root in found if abs(root.imag) < 1e-12 * max(1.0, abs(root))))
