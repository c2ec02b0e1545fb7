"""Maximum likelihood of a correlated-factors model: each item loads on one factor, all factors may correlate."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

import numpy as np

from govassess.stats.admissible_search import search_within
from govassess.stats.draws import FloatArray, IntArray
from govassess.stats.factor_discrepancy import FactorDiscrepancy, implied
from govassess.stats.one_factor_ml import LEAVING, solve_one
from govassess.stats.optimum import Optimum, minimise

START_MOST = 0.95  # of a loading
START_MOST_R = 0.9  # of a factor correlation
SINGULAR = 1e-14  # ratio of the information's eigenvalues below which there is no covariance


@dataclass(frozen=True, slots=True, eq=False, kw_only=True)
class FactorModel:
    """Estimates of Sigma = L Phi L' + diag(u), factor variances 1, and the covariance of the estimates.

    ``covariance`` is that of the k loadings, the k unique variances and the m(m - 1)/2 factor correlations (upper
    triangle, row by row), asymptotic, times n; None where the information is singular.
    """

    factor_of: IntArray  # item -> its factor
    loadings: FloatArray  # (k,)
    unique: FloatArray  # (k,)
    phi: FloatArray  # (m, m)
    covariance: FloatArray | None
    converged: bool

    @property
    def sigma(self) -> FloatArray:
        """The covariances that the model implies."""
        return implied(self.factor_of, self.loadings, self.unique, self.phi)

    @property
    def leaving(self) -> int | None:
        """The item whose unique variance runs below zero where the likelihood has no maximum; None: none does."""
        lowest = int(self.unique.argmin())
        return lowest if not self.converged and self.unique[lowest] <= LEAVING else None


def fit_factor_model(R: FloatArray, factor_of: IntArray) -> FactorModel:
    """Fit the model to a correlation matrix.

    Parameters
    ----------
    R : array (k, k)
        Correlations, positive definite.
    factor_of : array of int (k,)
        The factor, from 0, on which each item loads.

    Returns
    -------
    FactorModel
        Signs such that each factor's loadings sum to a positive number. Nothing is bounded: unique variances below
        zero and factor correlations beyond one are found where the likelihood puts them.

    Notes
    -----
    In small samples F may have several optima. The search starts from the scales' own one-factor solutions and from
    their principal components; where neither ends in an admissible optimum it is made again among admissible values
    only. An admissible optimum comes before one that is not, any before none, and among alike the lowest.

    References
    ----------
    Jöreskog, K. G. (1969). A general approach to confirmatory maximum likelihood factor analysis. *Psychometrika*,
    34(2), 183-202.

    Examples
    --------
    >>> R = np.array([[1, 0.56, 0.24, 0.16], [0.56, 1, 0.21, 0.14], [0.24, 0.21, 1, 0.48], [0.16, 0.14, 0.48, 1]])
    >>> fit_factor_model(R, np.array([0, 0, 1, 1])).loadings.round(4).tolist()
    [0.8, 0.7, 0.8485, 0.5657]
    """
    discrepancy = FactorDiscrepancy.of(R, factor_of)
    starts = list(_starts(R, factor_of))
    best = max((minimise(discrepancy, start) for start in starts), key=lambda end: _rank(discrepancy, end))
    if len(discrepancy.pairs[0]) and not _rank(discrepancy, best)[0]:
        best = search_within(R, factor_of, starts) or best
    return _model(discrepancy, best)


def _rank(discrepancy: FactorDiscrepancy, end: Optimum) -> tuple[bool, bool, float]:
    """Return what an end of the search is worth: whether it is admissible, whether an optimum, how low it lies."""
    return end.found and discrepancy.is_admissible(end.place), end.found, -end.value


def _model(discrepancy: FactorDiscrepancy, found: Optimum) -> FactorModel:
    """Return the model at a place, its signs turned."""
    factor_of, (loadings, unique, phi) = discrepancy.factor_of, discrepancy.parts(found.place)
    sign = np.where(np.bincount(factor_of, weights=loadings, minlength=len(phi)) >= 0, 1.0, -1.0)
    a, b = discrepancy.pairs
    return FactorModel(
        factor_of=factor_of,
        loadings=loadings * sign[factor_of],
        unique=unique,
        phi=phi * np.outer(sign, sign),
        covariance=_covariance(
            discrepancy.information(found.place),
            np.concatenate([sign[factor_of], np.ones(len(unique)), sign[a] * sign[b]]),
        ),
        converged=found.found,
    )


def _starts(R: FloatArray, factor_of: IntArray) -> Iterator[FloatArray]:
    """Yield places to start from: loadings of the scales by themselves, and the correlations of the scales' sums."""
    m = int(factor_of.max()) + 1
    members = [np.flatnonzero(factor_of == factor) for factor in range(m)]
    components = [_component(R[np.ix_(mine, mine)]) for mine in members]
    if m == 1:
        alone = solve_one(R)
        yield np.concatenate([alone.loadings[:, 0], alone.unique[:, 0]])
        return
    weights = np.zeros((len(R), m))
    for factor, mine in enumerate(members):
        weights[mine, factor] = components[factor]
    between = weights.T @ R @ weights
    sd = np.sqrt(np.diag(between))
    phi = np.clip((between / np.outer(sd, sd))[np.triu_indices(m, 1)], -START_MOST_R, START_MOST_R)
    for chosen in ([_alone(R[np.ix_(mine, mine)]) for mine in members], components):
        loadings = np.empty(len(R))
        for mine, found in zip(members, chosen, strict=True):
            loadings[mine] = np.clip(found, -START_MOST, START_MOST)
        yield np.concatenate([loadings, 1 - loadings**2, phi])


def _component(R: FloatArray) -> FloatArray:
    """Return the loadings on the first principal component, somewhat less."""
    values, vectors = np.linalg.eigh(R)
    first = vectors[:, -1] * np.sign(vectors[:, -1].sum() or 1.0)
    return np.asarray(first * np.sqrt(values[-1]) * 0.85)


def _alone(R: FloatArray) -> FloatArray:
    """Return the loadings of the one-factor model where a scale has them, else those on the first component."""
    if len(R) < 3:
        return _component(R)
    found = solve_one(R)
    return np.asarray(found.loadings[:, 0]) if found.admissible[0] else _component(R)


def _covariance(information: FloatArray, sign: FloatArray) -> FloatArray | None:
    """Return 2 (expected Hessian)^-1 with the parameters' signs turned; None where it is singular."""
    values, vectors = np.linalg.eigh(information)
    if values[0] <= values[-1] * SINGULAR:
        return None
    return np.asarray(2 * (vectors / values) @ vectors.T * np.outer(sign, sign))
