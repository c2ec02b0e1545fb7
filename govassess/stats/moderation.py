"""Moderation: the product term, slopes at values of the moderator, and where the slope is significant."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from itertools import pairwise
from typing import Literal, get_args

import numpy as np
import pandas as pd
from scipy.special import fdtrc, stdtr, stdtrit

from govassess.errors import NotEstimable
from govassess.stats.arguments import check_arguments
from govassess.stats.block_regression import f2_limits
from govassess.stats.clustered import ContrastLine
from govassess.stats.design import complete_rows, make_design
from govassess.stats.draws import FloatArray
from govassess.stats.regression import OlsFit, Vcov, fit_ols
from govassess.stats.rounding import is_constant
from govassess.stats.tables import numbers_of

Probe = Literal["percentiles", "mean_sd"]
Where = Literal["everywhere", "nowhere", "partly"]
FEWEST_ROWS = 6  # intercept and three terms, and two more
GRID = 401  # values of the moderator over its observed range, between which boundaries are looked for
HALVINGS = 50
Shares = tuple[tuple[float, float], ...]  # boundary, share of rows below
Ranges = tuple[tuple[float, float], ...]
_Degrees = Callable[[FloatArray], FloatArray]


@dataclass(frozen=True, slots=True, eq=False, kw_only=True)
class Moderation:
    """A regression with a product term, and what it says about the predictor's slope.

    ``boundaries`` holds the Johnson-Neyman points inside the observed range: moderator, share of rows below;
    ``significant_ranges`` the stretches of the observed range in which the slope differs from zero. ``beta`` is that of
    the product of standardised factors, in ``fit`` too.
    """

    fit: OlsFit
    beta: float
    slopes: pd.DataFrame
    boundaries: Shares
    significant: Where  # over the observed range of the moderator
    significant_ranges: Ranges
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
            f"Moderation({self.predictor} x {self.moderator}, R2 change {self.r2_change:.3f}, slope differs from 0 "
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
        As ``fit_ols``; ``constant_predictor`` names a constant moderator; ``cluster_decides`` where the slope rests
        on one cluster alone.

    Notes
    -----
    Y = b0 + b1 X + b2 W + b3 XW + C; the slope at w is b1 + b3 w with variance V11 + 2 w V13 + w^2 V33.
    Boundaries are the roots of (t^2 V33 - b3^2) w^2 + 2 (t^2 V13 - b1 b3) w + t^2 V11 - b1^2 = 0 inside the
    observed range of W. With CR2 each slope has Satterthwaite's degrees of freedom of its own contrast, and the
    boundaries are where |t| equals the critical value of theirs, found between 401 values over the range. The beta
    of the product is b3 s_X s_W/s_Y: components are standardised, then multiplied. Limits of f2 from the non-central F.

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
    check_arguments(
        data=data,
        predictor=predictor,
        moderator=moderator,
        outcome=outcome,
        covariates=covariates,
        cluster=cluster,
        conf_level=conf_level,
    )
    if probe not in get_args(Probe):
        raise ValueError(f"probe must be one of {', '.join(get_args(Probe))}, got {probe!r}")
    needed = [outcome, predictor, moderator, *covariates, *([cluster] if cluster else [])]
    rows = data.loc[complete_rows(data, needed), needed]
    x, w, y = numbers_of(rows[[predictor, moderator, outcome]]).T
    if len(w) >= FEWEST_ROWS and is_constant(w):  # of fewer rows it is their number that is wrong
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
    degrees = _degrees(fit, rows, (predictor, moderator, term), covariates)
    line = _Line(fit, predictor, term, float(w.mean()) if centred else 0.0, degrees)
    at = fit.coefficients["term"] == term
    beta = float(fit.coefficients.loc[at, "estimate"].iloc[0]) * float(x.std(ddof=1) * w.std(ddof=1) / y.std(ddof=1))
    sr2, f2 = (float(fit.coefficients[name].iloc[3]) for name in ("sr2", "f2"))
    F = f2 * fit.df2
    f2_low, f2_high = f2_limits(F, 1, fit.df2, fit.n_used, conf_level)
    inside, ranges, significant = line.over(w, conf_level)
    return Moderation(
        fit=replace(fit, coefficients=fit.coefficients.assign(beta=fit.coefficients["beta"].mask(at, beta))),
        beta=beta,
        slopes=line.slopes(_probed(w, probe), conf_level),
        boundaries=inside,
        significant=significant,
        significant_ranges=ranges,
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


def _degrees(fit: OlsFit, rows: pd.DataFrame, names: tuple[str, str, str], covariates: Sequence[str]) -> _Degrees:
    """Return what gives the degrees of freedom of predictor + u product, those of that contrast itself."""
    of_terms = fit.coefficients.set_index("term")["df"][[names[0], names[2]]]
    if of_terms.isna().any():
        raise NotEstimable("moderation", "cluster_decides", variable=", ".join(of_terms.index[of_terms.isna()]))
    if fit.vcov != "CR2":
        constant = float(of_terms.iloc[0])
        return lambda u: np.full(u.shape, constant)
    design = make_design(rows, fit.outcome, names, covariates)
    codes = pd.factorize(rows[fit.cluster].astype(str), sort=True)[0]
    exog = np.column_stack([np.ones(design.n), design.scaled])
    slope, product = np.eye(exog.shape[1])[[1, 3]] / design.sd[[0, 2], None]
    # Drawn from the middle of the moderator and in its SD: its powers then keep their digits.
    middle, unit = design.mean[1], design.sd[1]
    line = ContrastLine(exog, codes, slope + middle * product, unit * product)
    return lambda u: line.df((u - middle) / unit)


class _Line:
    """The slope of the predictor as a line in the moderator, with its covariance and degrees of freedom."""

    def __init__(self, fit: OlsFit, predictor: str, term: str, shift: float, degrees: _Degrees) -> None:
        frame = fit.coefficients
        at = [int(np.flatnonzero(frame["term"] == name)[0]) for name in (predictor, term)]
        b1, b3 = frame["estimate"].to_numpy()[at]
        V = fit.covariance[np.ix_(at, at)]
        # The fit may be centred; the line is drawn over the moderator's own values.
        move = np.array([[1.0, -shift], [0.0, 1.0]])
        self.b1, self.b3 = move @ np.array([b1, b3])
        self.V = move @ V @ move.T
        self.term, self.shift, self.degrees = predictor, shift, degrees
        self.one_df = fit.vcov != "CR2"

    def at(self, values: FloatArray) -> tuple[FloatArray, FloatArray, FloatArray]:
        """Return the slope at values of the moderator, its standard error and degrees of freedom."""
        std_error = np.sqrt(self.V[0, 0] + 2 * values * self.V[0, 1] + values**2 * self.V[1, 1])
        return self.b1 + self.b3 * values, std_error, self.degrees(values - self.shift)

    def slopes(self, values: FloatArray, conf_level: float) -> pd.DataFrame:
        """Return the slope at values of the moderator."""
        estimate, std_error, df = self.at(values)
        t = estimate / std_error
        reach = stdtrit(df, (1 + conf_level) / 2) * std_error
        return pd.DataFrame(
            {
                "term": self.term,
                "moderator": values,
                "estimate": estimate,
                "std_error": std_error,
                "statistic": t,
                "df": df,
                "p_value": 2 * stdtr(df, -np.abs(t)),
                "conf_low": estimate - reach,
                "conf_high": estimate + reach,
            }
        )

    def over(self, w: FloatArray, conf_level: float) -> tuple[Shares, Ranges, Where]:
        """Return the boundaries inside the observed range with the share of rows below, and where it is significant."""
        low, high = float(w.min()), float(w.max())
        found = self.roots(conf_level) if self.one_df else self.crossings(low, high, conf_level)
        pieces = list(pairwise([low, *(at for at in found if low < at < high), high]))
        inside = self.margin(np.array([(start + stop) / 2 for start, stop in pieces]), conf_level) > 0
        ranges: list[tuple[float, float]] = []
        for (start, stop), differs in zip(pieces, inside, strict=True):
            if differs and ranges and ranges[-1][1] == start:
                ranges[-1] = (ranges[-1][0], stop)
            elif differs:
                ranges.append((start, stop))
        bounds = tuple((at, float((w < at).mean())) for at in sorted({*sum(ranges, ())} - {low, high}))
        return bounds, tuple(ranges), "nowhere" if not ranges else "partly" if bounds else "everywhere"

    def margin(self, values: FloatArray, conf_level: float) -> FloatArray:
        """Return by how much the slope's t exceeds its critical value."""
        estimate, std_error, df = self.at(values)
        return np.asarray(np.abs(estimate) / std_error - stdtrit(df, (1 + conf_level) / 2))

    def roots(self, conf_level: float) -> tuple[float, ...]:
        """Return the values at which the slope is just significant, in order; one number of degrees of freedom."""
        t2 = float(stdtrit(self.degrees(np.zeros(1))[0], (1 + conf_level) / 2)) ** 2
        a = t2 * self.V[1, 1] - self.b3**2
        b = 2 * (t2 * self.V[0, 1] - self.b1 * self.b3)
        c = t2 * self.V[0, 0] - self.b1**2
        found = np.roots([a, b, c])
        return tuple(sorted(float(root.real) for root in found if abs(root.imag) < 1e-12 * max(1.0, abs(root))))

    def crossings(self, low: float, high: float, conf_level: float) -> tuple[float, ...]:
        """Return the same inside a range where every value has degrees of freedom of its own: a grid, then halving."""
        # Where the slope is zero it is not significant, however narrow the strip about it.
        zero = -self.b1 / self.b3 if self.b3 else low
        grid = np.union1d(np.linspace(low, high, GRID), np.clip(zero, low, high))
        above = self.margin(grid, conf_level) > 0
        turns = np.flatnonzero(above[1:] != above[:-1])
        left, right, at_left = grid[turns], grid[turns + 1], above[turns]
        for _ in range(HALVINGS if len(turns) else 0):
            middle = (left + right) / 2
            same = (self.margin(middle, conf_level) > 0) == at_left
            left, right = np.where(same, middle, left), np.where(same, right, middle)
        return tuple(((left + right) / 2).tolist())
