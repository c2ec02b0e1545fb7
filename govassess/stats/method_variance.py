"""Signs of common-method variance: Harman's single factor, full-collinearity VIF, a marker variable.

None of them proves that there is none.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import numpy as np
import pandas as pd
from scipy.special import stdtr

from govassess.errors import NotEstimable
from govassess.stats.arguments import check_arguments
from govassess.stats.correlations import DUPLICATE, SINGULAR, columns_of, correlations_of
from govassess.stats.draws import FloatArray, IntArray
from govassess.stats.moments import moments
from govassess.stats.rounding import constant_columns, is_constant
from govassess.stats.tables import numbers_of

VIF_HIGH = 3.3  # Kock (2015)
HARMAN_HIGH = 0.5  # a convention


@dataclass(frozen=True, slots=True, eq=False, kw_only=True)
class CommonMethod:
    """The three looks at common-method variance.

    ``harman`` is None with ``harman_reason``; ``vif`` is NaN with ``vif_reason``; ``adjusted`` is empty with
    ``marker_reason``. ``flags``: ``harman_high`` (above one half), ``vif_high`` (above 3.3).
    """

    harman: float | None
    harman_reason: str | None
    vif: pd.DataFrame
    vif_reason: str | None
    marker: str | None  # None: no marker was declared, the smallest positive correlation stands for it
    marker_r: float | None
    adjusted: pd.DataFrame
    marker_reason: str | None
    flags: tuple[str, ...]
    n_items: int
    n_used: int
    n_dropped: int
    scores: str = "means of the items"
    missing_rule: str = "complete rows over all items"

    def to_frame(self) -> pd.DataFrame:
        """Return one row a pair of scales.

        Columns: ``a, b, r, r_p, estimate, statistic, df, p_value, n_used, n_dropped``; ``r`` with ``r_p`` is the
        correlation as it is, ``estimate`` to ``p_value`` that adjusted for the marker. The VIFs are in ``vif``.
        """
        return self.adjusted.assign(n_used=self.n_used, n_dropped=self.n_dropped)

    def __repr__(self) -> str:
        """Return one line."""
        harman = "" if self.harman is None else f"first factor {self.harman:.0%}, "
        vif = "" if self.vif_reason else f"largest VIF {self.vif['vif'].max():.2f}, "
        return f"CommonMethod({harman}{vif}n={self.n_used}, {self.n_dropped} dropped)"


def common_method(
    items: pd.DataFrame, blocks: Mapping[str, Sequence[str]], *, marker: str | None = None
) -> CommonMethod:
    """Look for variance that answers share because they were given in one way.

    Parameters
    ----------
    items : DataFrame (n, k)
        Scale points, already reverse-keyed, NaN = not answered; rows complete over all items of the blocks (and the
        marker) are used.
    blocks : mapping of str to sequence of str
        Scale -> its columns, outcome included; no column in two scales.
    marker : str, optional
        A scale of ``blocks``, or a column of ``items`` outside them, that has nothing to do with the others in theory;
        its smallest positive correlation with them is taken as r_M. Without it the smallest positive correlation
        between scales is.

    Returns
    -------
    CommonMethod

    Raises
    ------
    NotEstimable
        ``too_few_blocks`` (fewer than 2 besides the marker), ``too_few_rows`` (fewer than 4 complete),
        ``constant_scores``.
    ValueError
        The marker is neither a scale nor a column outside them.

    Notes
    -----
    Harman: the first eigenvalue of the correlations of all items over their number, unrotated. Full-collinearity VIF:
    of each scale on all others, the diagonal of R^-1 of the scores. Marker: r_adj = (r - r_M)/(1 - r_M), t = r_adj
    sqrt((n - 3)/(1 - r_adj^2)) with n - 3 degrees of freedom.

    References
    ----------
    Podsakoff, P. M. & Organ, D. W. (1986). Self-reports in organizational research. *J. of Management*, 12, 531-544.
    Kock, N. (2015). Common method bias in PLS-SEM: a full collinearity assessment approach. *International J. of
    e-Collaboration*, 11(4), 1-10.
    Lindell, M. K. & Whitney, D. J. (2001). Accounting for common method variance in cross-sectional research designs.
    *J. of Applied Psychology*, 86, 114-121.

    Examples
    --------
    >>> rng = np.random.default_rng(1)
    >>> shared = rng.normal(size=(100, 1))
    >>> answers = pd.DataFrame(shared + rng.normal(size=(100, 4)), columns=["a1", "a2", "b1", "b2"])
    >>> common_method(answers, {"A": ["a1", "a2"], "B": ["b1", "b2"]})
    CommonMethod(first factor 55%, largest VIF 1.75, n=100, 0 dropped)
    """
    check_arguments(items=items, blocks=blocks)
    columns = columns_of(items, blocks)
    declared = {name: list(members) for name, members in blocks.items() if name != marker}
    if len(declared) < 2:
        raise NotEstimable("common_method", "too_few_blocks", needed=2, found=len(declared))
    extra = [] if marker is None or marker in blocks else [marker]
    if any(name in columns or name not in items.columns for name in extra):
        raise ValueError(f"the marker {marker!r} is neither a scale nor a column outside the scales")
    answered = items[columns + extra].dropna()
    complete = pd.DataFrame(numbers_of(answered), columns=answered.columns)
    n = len(complete)
    if n < 4:
        raise NotEstimable("common_method", "too_few_rows", needed=4, found=n, rows=len(items))
    scores = pd.DataFrame({name: complete[members].mean(axis=1) for name, members in declared.items()})
    if marker is not None:
        members = list(blocks[marker]) if marker in blocks else [marker]
        scores = scores.assign(**{marker: complete[members].mean(axis=1)})
    flat = [str(name) for name in scores if is_constant(scores[name].to_numpy(dtype=float))]
    if flat:
        raise NotEstimable("common_method", "constant_scores", node=", ".join(flat))
    R = correlations_of(moments(scores).cov)
    m = len(declared)
    harman, harman_reason = _harman(complete[columns])
    vif, vif_reason = _full_collinearity(R[:m, :m])
    marker_r, marker_reason = _marker_r(R, m)
    first, second = (np.asarray(side, dtype=np.int64) for side in np.triu_indices(m, 1))
    raised = {
        "harman_high": harman is not None and harman > HARMAN_HIGH,
        "vif_high": bool((vif > VIF_HIGH).any()),
    }
    return CommonMethod(
        harman=harman,
        harman_reason=harman_reason,
        vif=pd.DataFrame({"term": list(declared), "vif": vif}),
        vif_reason=vif_reason,
        marker=marker,
        marker_r=marker_r,
        adjusted=_adjusted(list(declared), first, second, R[first, second], marker_r, n),
        marker_reason=marker_reason,
        flags=tuple(code for code, is_raised in raised.items() if is_raised),
        n_items=len(columns),
        n_used=n,
        n_dropped=len(items) - n,
    )


def adjust_for_marker(r: FloatArray, marker_r: float, n: int) -> tuple[FloatArray, FloatArray]:
    """Return correlations without the marker's share, and their t on n - 3 degrees of freedom.

    A correlation far below the marker's is carried beyond -1, where it has no t (NaN).

    Examples
    --------
    >>> adjusted, t = adjust_for_marker(np.array(0.4), 0.1, 100)
    >>> adjusted.round(4).item(), t.round(3).item()
    (0.3333, 3.482)
    """
    adjusted = (r - marker_r) / (1 - marker_r)
    left = 1 - adjusted**2
    t = np.divide(adjusted * np.sqrt(n - 3), np.sqrt(np.abs(left)), out=np.full_like(left, np.nan), where=left > 0)
    return np.asarray(adjusted), np.asarray(t)


def _harman(items: pd.DataFrame) -> tuple[float | None, str | None]:
    """Return the share of the first eigenvalue of all items, or why there is none."""
    if constant_columns(items.to_numpy(dtype=float)).any():
        return None, "constant_item"
    return float(np.linalg.eigvalsh(correlations_of(moments(items).cov))[-1]) / items.shape[1], None


def _full_collinearity(R: FloatArray) -> tuple[FloatArray, str | None]:
    """Return the VIF of each score on all others, or NaN and why."""
    undefined = np.full(len(R), np.nan)
    if np.abs(np.triu(R, 1)).max() > DUPLICATE or np.linalg.eigvalsh(R)[0] < SINGULAR:
        return undefined, "singular_scores"
    return np.diag(np.linalg.inv(R)).copy(), None


def _marker_r(R: FloatArray, m: int) -> tuple[float | None, str | None]:
    """Return the smallest positive correlation: of the marker where there is one, else of any pair."""
    candidates = R[m, :m] if len(R) > m else R[np.triu_indices(m, 1)]
    positive = candidates[candidates > 0]
    if not len(positive):
        return None, "no_positive_r"
    smallest = float(positive.min())
    return (smallest, None) if smallest < DUPLICATE else (None, "singular_scores")


def _adjusted(
    names: list[str], first: IntArray, second: IntArray, r: FloatArray, marker_r: float | None, n: int
) -> pd.DataFrame:
    """Return the table of correlations before and after the adjustment; empty without a marker correlation."""
    if marker_r is None:
        first, second, r = first[:0], second[:0], r[:0]
    r = np.clip(r, -1, 1)  # of identical scores rounding carries it beyond
    adjusted, t = adjust_for_marker(r, marker_r or 0.0, n)
    with np.errstate(divide="ignore"):
        plain = r * np.sqrt((n - 2) / (1 - r**2))
    return pd.DataFrame(
        {
            "a": [names[int(i)] for i in first],
            "b": [names[int(j)] for j in second],
            "r": r,
            "r_p": 2 * stdtr(n - 2, -np.abs(plain)),
            "estimate": adjusted,
            "statistic": t,
            "df": n - 3,
            "p_value": 2 * stdtr(n - 3, -np.abs(t)),
        }
    )
