"""Confirmatory factor analysis of several scales by maximum likelihood, and Fornell and Larcker's criterion from it."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import numpy as np
import pandas as pd
from scipy.special import ndtr, ndtri

from govassess.errors import NotEstimable
from govassess.stats.arguments import check_arguments
from govassess.stats.correlated_factors import FactorModel, fit_factor_model
from govassess.stats.correlations import Correlations, columns_of, complete_correlations
from govassess.stats.draws import FloatArray
from govassess.stats.factor import average_variance_extracted, composite_reliability
from govassess.stats.fit_indices import FitIndices, fit_indices


@dataclass(frozen=True, slots=True, eq=False, kw_only=True)
class Cfa:
    """A correlated-factors model: loadings, factor correlations, CR and AVE from them, fit.

    ``flags`` holds codes: ``negative_variance`` (of the items in ``negative_variances``),
    ``factors_not_positive_definite``, ``no_standard_errors``. With one of the first two the solution is inadmissible:
    its numbers are given all the same. ``left_out`` names scales of a single item, which are no part of the model.
    ``covariance`` is that of loadings, unique variances and factor correlations (upper triangle, row by row), all on
    the scale of the items' correlations; None where the information is singular.
    """

    loadings: pd.DataFrame
    correlations: pd.DataFrame
    factor_r: pd.DataFrame  # (m, m)
    composite_reliability: Mapping[str, float]
    ave: Mapping[str, float]
    fit: FitIndices
    smallest_eigenvalue: float  # of the factor correlations
    negative_variances: tuple[str, ...]
    flags: tuple[str, ...]
    left_out: tuple[str, ...]
    covariance: FloatArray | None
    conf_level: float
    n_used: int
    n_dropped: int
    source: str = "joint_cfa"
    estimator: str = "ml, covariances with divisor n, factor variances 1, no mean structure"
    std_errors: str = "expected information"
    missing_rule: str = "complete rows over all items of the model"

    @property
    def admissible(self) -> bool:
        """Whether no variance is below zero and the factor correlations are a correlation matrix."""
        return not {"negative_variance", "factors_not_positive_definite"} & set(self.flags)

    def to_frame(self) -> pd.DataFrame:
        """Return one row an item.

        Columns: ``factor, term, estimate, std_error, statistic, p_value, conf_low, conf_high, standardised, unique,
        n_used, n_dropped``; ``estimate`` is the unstandardised loading, ``unique`` the unique variance.
        """
        return self.loadings.assign(n_used=self.n_used, n_dropped=self.n_dropped)

    def __repr__(self) -> str:
        """Return one line."""
        fit = "" if self.fit.cfi is None else f", CFI {self.fit.cfi:.3f}, RMSEA {self.fit.rmsea:.3f}"
        state = "" if self.admissible else ", inadmissible"
        return (
            f"Cfa({len(self.ave)} factors, {len(self.loadings)} items{fit}{state}, n={self.n_used}, "
            f"{self.n_dropped} dropped)"
        )


def cfa(items: pd.DataFrame, blocks: Mapping[str, Sequence[str]], *, conf_level: float = 0.95) -> Cfa:
    """Fit a model in which each item loads on the factor of its scale and all factors correlate.

    Parameters
    ----------
    items : DataFrame (n, k)
        Scale points, already reverse-keyed, NaN = not answered; rows complete over all items of the model are used.
    blocks : mapping of str to sequence of str
        Scale -> its columns; no column in two scales. A scale of one item is left out and named.
    conf_level : float
        Two-sided level of the normal intervals.

    Returns
    -------
    Cfa
        Signs such that each factor's loadings sum to a positive number.

    Raises
    ------
    NotEstimable
        ``too_few_blocks`` (no scale of two items or more), ``too_few_items`` (a single scale of two), ``too_few_rows``
        (no more rows than items), ``constant_items``, ``duplicate_items``, ``singular``, ``no_convergence``.

    Notes
    -----
    Maximum likelihood for continuous answers: F = ln|Sigma| + tr(S Sigma^-1) - ln|S| - k, S with divisor n, by Fisher
    scoring. CR and AVE are those of the standardised loadings of this model (source ``joint_cfa``). Categorical
    estimators (WLSMV) are not offered.

    References
    ----------
    Jöreskog, K. G. (1969). A general approach to confirmatory maximum likelihood factor analysis. *Psychometrika*,
    34(2), 183-202.
    Fornell, C. & Larcker, D. F. (1981). Evaluating structural equation models with unobservable variables and
    measurement error. *Journal of Marketing Research*, 18, 39-50.

    Examples
    --------
    >>> rng = np.random.default_rng(1)
    >>> factors = rng.normal(size=(300, 1)) + rng.normal(size=(300, 2))
    >>> answers = pd.DataFrame(np.repeat(factors, 3, axis=1) + rng.normal(size=(300, 6)), columns=list("abcdef"))
    >>> cfa(answers, {"one": ["a", "b", "c"], "two": ["d", "e", "f"]}).fit.df
    8
    """
    check_arguments(items=items, blocks=blocks, conf_level=conf_level)
    return fit_cfa(items, blocks, what="cfa", conf_level=conf_level)


def fit_cfa(items: pd.DataFrame, blocks: Mapping[str, Sequence[str]], *, what: str, conf_level: float) -> Cfa:
    """Fit as ``cfa`` does, with refusals in the name of the statistic ``what``."""
    columns_of(items, blocks)
    model = {name: list(members) for name, members in blocks.items() if len(members) > 1}
    if not model:
        raise NotEstimable(what, "too_few_blocks", needed=1, found=0)
    columns = [name for members in model.values() for name in members]
    rows = complete_correlations(items[columns], what, at_least=3)
    factor_of = np.repeat(np.arange(len(model)), [len(members) for members in model.values()])
    found = fit_factor_model(rows.R, factor_of)
    if found.leaving is not None:
        raise NotEstimable(what, "heywood", item=rows.names[found.leaving])
    if not found.converged:
        raise NotEstimable(what, "no_convergence")
    sd = rows.sd * np.sqrt((rows.n_used - 1) / rows.n_used)
    scale = np.outer(sd, sd)
    smallest = float(np.linalg.eigvalsh(found.phi)[0])
    negative = tuple(name for name, variance in zip(rows.names, found.unique, strict=True) if variance <= 0)
    raised = {
        "negative_variance": bool(negative),
        "factors_not_positive_definite": smallest <= 0,
        "no_standard_errors": found.covariance is None,
    }
    by_factor = {name: found.loadings[factor_of == j] for j, name in enumerate(model)}
    return Cfa(
        loadings=_loadings(rows, found, list(model), conf_level),
        correlations=_correlations(found, list(model), rows.n_used, conf_level),
        factor_r=pd.DataFrame(found.phi, index=list(model), columns=list(model)),
        composite_reliability={name: float(composite_reliability(part)) for name, part in by_factor.items()},
        ave={name: float(average_variance_extracted(part)) for name, part in by_factor.items()},
        fit=fit_indices(
            rows.R * scale,
            found.sigma * scale,
            n_parameters=2 * len(columns) + len(model) * (len(model) - 1) // 2,
            n=rows.n_used,
            n_dropped=rows.n_dropped,
        ),
        smallest_eigenvalue=smallest,
        negative_variances=negative,
        flags=tuple(code for code, is_raised in raised.items() if is_raised),
        left_out=tuple(name for name in blocks if name not in model),
        covariance=None if found.covariance is None else found.covariance / rows.n_used,
        conf_level=conf_level,
        n_used=rows.n_used,
        n_dropped=rows.n_dropped,
    )


def _std_errors(found: FactorModel, n: int) -> FloatArray:
    """Return the standard errors of all parameters on the scale of correlations; NaN where there are none."""
    size = 2 * len(found.loadings) + len(found.phi) * (len(found.phi) - 1) // 2
    return np.full(size, np.nan) if found.covariance is None else np.sqrt(np.diag(found.covariance) / n)


def _loadings(rows: Correlations, found: FactorModel, factors: list[str], conf_level: float) -> pd.DataFrame:
    """Return the table of loadings, moved back to the items' own scales."""
    k = len(rows.names)
    sd = rows.sd * np.sqrt((rows.n_used - 1) / rows.n_used)
    estimate, std_error = found.loadings * sd, _std_errors(found, rows.n_used)[:k] * sd
    tested = _tested(estimate, std_error, conf_level)
    return pd.DataFrame(
        {
            "factor": [factors[j] for j in found.factor_of],
            "term": rows.names,
            **tested,
            "standardised": found.loadings,
            "unique": found.unique * sd**2,
        }
    )


def _correlations(found: FactorModel, factors: list[str], n: int, conf_level: float) -> pd.DataFrame:
    """Return the table of factor correlations, one row a pair."""
    first, second = np.triu_indices(len(factors), 1)
    std_error = _std_errors(found, n)[2 * len(found.loadings) :]
    names = {"a": [factors[i] for i in first], "b": [factors[j] for j in second]}
    return pd.DataFrame({**names, **_tested(found.phi[first, second], std_error, conf_level)})


def _tested(estimate: FloatArray, std_error: FloatArray, conf_level: float) -> dict[str, FloatArray]:
    """Return estimates with standard errors, z, p and normal limits."""
    reach = float(ndtri((1 + conf_level) / 2)) * std_error
    statistic = estimate / std_error
    return {
        "estimate": estimate,
        "std_error": std_error,
        "statistic": statistic,
        "p_value": 2 * ndtr(-np.abs(statistic)),
        "conf_low": estimate - reach,
        "conf_high": estimate + reach,
    }


@dataclass(frozen=True, slots=True, eq=False, kw_only=True)
class FornellLarcker:
    """Square roots of AVE beside the largest correlation of each factor, both of one model."""

    criterion: pd.DataFrame
    factor_r: pd.DataFrame
    admissible: bool
    left_out: tuple[str, ...]
    n_used: int
    n_dropped: int
    source: str = "joint_cfa"
    missing_rule: str = "complete rows over all items of the model"

    def to_frame(self) -> pd.DataFrame:
        """Return one row a factor: ``term, ave, sqrt_ave, largest_r, largest_with, passed, n_used, n_dropped``."""
        return self.criterion.assign(n_used=self.n_used, n_dropped=self.n_dropped)

    def __repr__(self) -> str:
        """Return one line."""
        passed = int(self.criterion["passed"].sum())
        state = "" if self.admissible else ", inadmissible"
        return (
            f"FornellLarcker({passed} of {len(self.criterion)} pass{state}, n={self.n_used}, {self.n_dropped} dropped)"
        )


def fornell_larcker(items: pd.DataFrame, blocks: Mapping[str, Sequence[str]]) -> FornellLarcker:
    """Tell of each scale whether its items share more with their factor than the factor with any other.

    Parameters
    ----------
    items : DataFrame (n, k)
        Scale points, already reverse-keyed, NaN = not answered; rows complete over all items of the model are used.
    blocks : mapping of str to sequence of str
        Scale -> its columns; a scale of one item is left out and named.

    Returns
    -------
    FornellLarcker

    Raises
    ------
    NotEstimable
        As ``cfa``; ``too_few_blocks`` below two scales of two items or more.

    Notes
    -----
    sqrt(AVE_a) > |r_ab| for every other factor b, AVE and r from the same ML model of correlated factors. Less
    sensitive than HTMT.

    References
    ----------
    Fornell, C. & Larcker, D. F. (1981). Evaluating structural equation models with unobservable variables and
    measurement error. *Journal of Marketing Research*, 18, 39-50.

    Examples
    --------
    >>> rng = np.random.default_rng(1)
    >>> factors = rng.normal(size=(300, 2))
    >>> answers = pd.DataFrame(np.repeat(factors, 3, axis=1) + rng.normal(size=(300, 6)), columns=list("abcdef"))
    >>> fornell_larcker(answers, {"one": ["a", "b", "c"], "two": ["d", "e", "f"]})
    FornellLarcker(2 of 2 pass, n=300, 0 dropped)
    """
    check_arguments(items=items, blocks=blocks)
    several = sum(len(members) > 1 for members in blocks.values())
    if several < 2:
        raise NotEstimable("fornell_larcker", "too_few_blocks", needed=2, found=several)
    return fornell_larcker_of(fit_cfa(items, blocks, what="fornell_larcker", conf_level=0.95))


def fornell_larcker_of(model: Cfa) -> FornellLarcker:
    """Read the criterion off a model that was fitted already."""
    names = list(model.ave)
    sizes = np.abs(model.factor_r.to_numpy())
    np.fill_diagonal(sizes, -1)
    ave = np.array([model.ave[name] for name in names])
    largest = sizes.max(axis=1)
    return FornellLarcker(
        criterion=pd.DataFrame(
            {
                "term": names,
                "ave": ave,
                "sqrt_ave": np.sqrt(ave),
                "largest_r": largest,
                "largest_with": [names[j] for j in sizes.argmax(axis=1)],
                "passed": np.sqrt(ave) > largest,
            }
        ),
        factor_r=model.factor_r,
        admissible=model.admissible,
        left_out=model.left_out,
        n_used=model.n_used,
        n_dropped=model.n_dropped,
    )
