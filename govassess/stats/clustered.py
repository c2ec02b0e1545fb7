"""Standard errors when respondents of one cluster are alike: CR1, CR2 with its degrees of freedom, wild bootstrap."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Literal

import numpy as np
import numpy.typing as npt

from govassess.stats.draws import SEED, FloatArray, IntArray, in_units

ClusterKind = Literal["CR1", "CR2"]
FEWEST = 10  # clusters; below, rows are taken as independent and the result is flagged
CR2_BELOW = 500  # the customary 40 is too few, see rule_of
WEBB_BELOW = 12
WILD_DRAWS = 4999
DECISIVE = 1e-8  # 1 - squared singular value of a cluster's rows of Q: below, the cluster alone decides a term
LEANS = 1e-6  # cosine with a direction that one cluster decides; below, it is rounding
WEBB = np.sqrt([0.5, 1.0, 1.5])


@dataclass(frozen=True, slots=True, eq=False, kw_only=True)
class ClusterCovariance:
    """Covariance of the coefficients, the degrees of freedom of each contrast, and what one cluster decides alone."""

    cov: FloatArray  # (p, p), in the basis of the design
    df: FloatArray  # (contrasts,)
    kind: ClusterKind
    n_clusters: int
    decisive: npt.NDArray[np.bool_]  # (contrasts,): rests on a direction that has no residual


def rule_of(n_clusters: int) -> ClusterKind | None:
    """Return CR1 from 500 clusters on, CR2 from 10, None below (then rows are taken as independent).

    Forty clusters are often taken to be enough for CR1. Simulated (6 to 24 respondents a cluster, ICC .15), its test at
    5 % rejected a true null for a normal predictor of the cluster in 8.1 % of the samples with 40 clusters, 6.5 % with
    60, 6.0 % with 100 and 5.5 % with 150; for one that marks every tenth cluster in 16.5, 12.0, 9.5, 7.8 and, with 300,
    6.4 %. CR2 rejected at most 5.9 % in the same samples, and takes some 40 ms with 500 clusters of 50.
    """
    if n_clusters < FEWEST:
        return None
    return "CR2" if n_clusters < CR2_BELOW else "CR1"


def cluster_covariance(
    design: FloatArray, residuals: FloatArray, codes: IntArray, contrasts: FloatArray, kind: ClusterKind
) -> ClusterCovariance:
    """Return the cluster-robust covariance of least squares.

    Parameters
    ----------
    design : array (n, p)
        With the intercept, of full rank, scaled.
    residuals : array (n,)
    codes : array of int (n,)
        Cluster of each row, from 0.
    contrasts : array (m, p)
        Linear combinations of the coefficients whose degrees of freedom are wanted.
    kind : "CR1" or "CR2"

    Returns
    -------
    ClusterCovariance

    Notes
    -----
    Sandwich of cluster sums X_g' A_g e_g. CR1: A = 1, times G/(G-1) (n-1)/(n-p), G - 1 degrees of freedom. CR2:
    A_g = (I - H_gg)^(-1/2), unbiased where errors are independent and alike; Satterthwaite's degrees of freedom
    of a contrast are (tr P)^2 / tr(P^2) with P the G x G matrix u_g' (I - H)_gh u_h, u_g = A_g X_g (X'X)^-1 c.
    With X = QR the symmetric root needs only the singular values of each cluster's rows of Q. A direction that
    one cluster decides alone has no residual and is left out (pseudo-inverse); ``decisive`` names the contrasts
    that rest on one: what is left is no variance of theirs.

    References
    ----------
    Bell, R. M. & McCaffrey, D. F. (2002). Bias reduction in standard errors for linear regression with
    multi-stage samples. *Survey Methodology*, 28, 169-181. Pustejovsky, J. E. & Tipton, E. (2018). Small-sample
    methods for cluster-robust variance estimation. *J. of Business & Economic Statistics*, 36, 672-683.

    Examples
    --------
    >>> ones = np.ones((4, 1))
    >>> found = cluster_covariance(ones, np.array([1.0, 1, -1, -1]), np.array([0, 0, 1, 1]), ones[:1], "CR2")
    >>> found.cov.round(12).tolist(), found.df.round(12).tolist()
    ([[1.0]], [1.0])
    """
    n, p = design.shape
    Q, R = np.linalg.qr(design)
    in_q = np.linalg.solve(R.T, contrasts.T)  # (p, m): a contrast in the basis of Q
    parts = _ClusterParts.of(Q, codes)
    G = len(parts.squares)
    alone = parts.directions[1 - parts.squares < DECISIVE]
    decisive = (np.abs(alone @ in_q) > LEANS * np.linalg.norm(in_q, axis=0)).any(axis=0)
    sums = np.stack([Q[at].T @ residuals[at] for at in parts.rows])
    back = np.linalg.inv(R)
    if kind == "CR1":
        meat = sums.T @ sums * (G / (G - 1) * (n - 1) / (n - p))
        df = np.full(len(contrasts), G - 1.0)
    else:
        sums = np.einsum("gij,gj->gi", parts.turned(parts.roots), sums)  # (Q_g'A_g Q_g) (Q_g'Q_g)^-1 Q_g'e_g
        meat = sums.T @ sums
        adjusted, half = parts.turned(parts.squares * parts.roots), parts.half
        df = np.array([_satterthwaite(half, adjusted, c) for c in in_q.T])
    return ClusterCovariance(cov=back @ meat @ back.T, df=df, kind=kind, n_clusters=G, decisive=decisive)


@dataclass(frozen=True, slots=True, eq=False, kw_only=True)
class _ClusterParts:
    """Singular values and right vectors of every cluster's rows of Q, from their p x p products.

    With them (I - Q_g Q_g')^(-1/2) is known by what it does to Q_g: a direction v is multiplied by (1 - s^2)^(-1/2).
    """

    rows: list[IntArray]
    squares: FloatArray  # (G, p), squared singular values
    directions: FloatArray  # (G, p, p), one a row

    @classmethod
    def of(cls, Q: FloatArray, codes: IntArray) -> _ClusterParts:
        rows = list(_rows_of(codes))
        squares, vectors = np.linalg.eigh(np.stack([Q[at].T @ Q[at] for at in rows]))
        return cls(rows=rows, squares=np.maximum(squares, 0), directions=np.moveaxis(vectors, 1, 2))

    @property
    def roots(self) -> FloatArray:
        """(1 - s^2)^(-1/2), 0 of a direction that the cluster decides alone, (G, p)."""
        left = 1 - self.squares
        return np.where(left < DECISIVE, 0, 1 / np.sqrt(np.maximum(left, DECISIVE)))

    @property
    def half(self) -> FloatArray:
        """U' A_g Q_g of each cluster, (G, p, p)."""
        return np.asarray((np.sqrt(self.squares) * self.roots)[:, :, None] * self.directions)

    def turned(self, along: FloatArray) -> FloatArray:
        """Return the symmetric matrices with these values along the directions, (G, p, p)."""
        return np.asarray(np.moveaxis(self.directions, 1, 2) @ (along[:, :, None] * self.directions))


class ContrastLine:
    """Satterthwaite's degrees of freedom under CR2 of the contrasts c + u d, a line in u.

    P of ``cluster_covariance`` is of the second degree in u, so its trace is too and tr(P^2) of the fourth: after one
    pass over the clusters any u costs nothing, and the degrees of freedom are those of each contrast itself.
    """

    def __init__(self, design: FloatArray, codes: IntArray, c: FloatArray, d: FloatArray) -> None:
        Q, R = np.linalg.qr(design)
        in_q = np.linalg.solve(R.T, np.column_stack([c, d]))
        in_q = in_q / np.linalg.norm(in_q)  # their common size cancels
        parts = _ClusterParts.of(Q, codes)
        half = parts.half @ in_q
        L, X = np.moveaxis(half, 1, 2) @ half, parts.turned(parts.squares * parts.roots) @ in_q  # (G, 2, 2), (G, p, 2)

        def part(i: int, j: int) -> FloatArray:
            product = X[..., i] @ X[..., j].T
            return np.asarray(np.diag(L[:, i, j]) - (product + product.T) / 2)

        pieces = (part(0, 0), 2 * part(0, 1), part(1, 1))
        # Coefficients from the highest degree down.
        self.trace = [np.trace(piece) for piece in reversed(pieces)]
        inner = np.array([[(one * other).sum() for other in reversed(pieces)] for one in pieces])
        self.square = [np.trace(inner, offset) for offset in range(-2, 3)]

    def df(self, u: npt.ArrayLike) -> FloatArray:
        """Return the degrees of freedom at each u."""
        at = np.asarray(u, dtype=float)
        return np.asarray(np.polyval(self.trace, at) ** 2 / np.polyval(self.square, at))


def _rows_of(codes: IntArray) -> Iterator[IntArray]:
    """Yield the rows of each cluster."""
    order, _, starts = in_units(codes)
    yield from np.split(order, starts[1:])


def _satterthwaite(half: FloatArray, adjusted: FloatArray, contrast: FloatArray) -> float:
    """Return the degrees of freedom of a contrast given in the basis of Q."""
    contrast = contrast / np.linalg.norm(contrast)  # its size cancels, but its fourth power might not fit a float
    lengths = ((half @ contrast) ** 2).sum(axis=1)
    across = adjusted @ contrast  # Q_g' A_g Q_g c
    P = np.diag(lengths) - across @ across.T
    return float(np.trace(P) ** 2 / (P**2).sum())


def wild_cluster_p(
    design: FloatArray,
    outcome: FloatArray,
    codes: IntArray,
    contrasts: FloatArray,
    *,
    count: int = WILD_DRAWS,
    seed: int = SEED,
) -> FloatArray:
    """Return the two-sided p of each contrast being zero by the wild cluster bootstrap with the null imposed.

    Parameters
    ----------
    design : array (n, p)
    outcome : array (n,)
    codes : array of int (n,)
        Cluster of each row, from 0.
    contrasts : array (m, p)
    count, seed : int
        Number of draws and their seed.

    Returns
    -------
    array (m,)

    Notes
    -----
    The residuals of the model without the contrast are multiplied, cluster by cluster, by +-1, or below 12
    clusters by Webb's six points; t is that of CR1, whose constant cancels. p = (#(|t*| >= |t|) + 1)/(B + 1).

    References
    ----------
    Cameron, A. C., Gelbach, J. B. & Miller, D. L. (2008). Bootstrap-based improvements for inference with
    clustered errors. *Review of Economics and Statistics*, 90, 414-427. Webb, M. D. (2023). Reworking wild
    bootstrap-based inference for clustered errors. *Canadian J. of Economics*, 56, 839-858.

    Examples
    --------
    >>> codes = np.repeat(np.arange(12), 2)
    >>> p = wild_cluster_p(np.ones((24, 1)), np.arange(24.0) - 11.5, codes, np.ones((1, 1)), count=99)
    >>> bool(p[0] > 0.5)
    True
    """
    Q, R = np.linalg.qr(design)
    rows = list(_rows_of(codes))
    signs = _wild_weights(len(rows), count, seed)
    within = np.stack([Q[at].T @ Q[at] for at in rows])
    theta = Q.T @ outcome
    residuals = outcome - Q @ theta
    # The first row of weights is 1 throughout: it gives the sample's own t by the same arithmetic.
    v = np.vstack([np.ones(len(rows)), signs])
    found = []
    for c in np.linalg.solve(R.T, contrasts.T).T:
        unit = c / np.linalg.norm(c)
        imposed = residuals + (Q @ unit) * (unit @ theta)
        sums = np.stack([Q[at].T @ imposed[at] for at in rows])
        along = sums @ unit
        scores = (v @ sums) @ (within @ unit).T
        scores -= v * along
        with np.errstate(divide="ignore", invalid="ignore"):
            t = np.abs(v @ along) / np.sqrt(np.einsum("dg,dg->d", scores, scores))
        found.append((np.count_nonzero(t[1:] >= t[0] * (1 - 1e-9)) + 1) / (count + 1))
    return np.array(found)


def _wild_weights(n_clusters: int, count: int, seed: int) -> FloatArray:
    """Draw the multipliers, (count, G)."""
    # A word of entropy of its own keeps this stream apart from the resampling of rows.
    rng = np.random.default_rng(np.random.SeedSequence((seed, n_clusters, 1)))
    sign = rng.choice(np.array([-1.0, 1.0]), size=(count, n_clusters))
    if n_clusters >= WEBB_BELOW:
        return sign
    return np.asarray(sign * rng.choice(WEBB, size=(count, n_clusters)))
