"""p values of one family of hypotheses, adjusted for their number."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal, get_args

import numpy as np
import numpy.typing as npt
import pandas as pd

from govassess.stats.draws import FloatArray

Adjustment = Literal["holm", "bh"]


@dataclass(frozen=True, slots=True, eq=False, kw_only=True)
class AdjustedP:
    """p values as they came and adjusted, in the order given."""

    p_values: FloatArray
    adjusted: FloatArray
    method: Adjustment
    n_used: int
    n_dropped: int = 0

    def to_frame(self) -> pd.DataFrame:
        """Return one row a p value: ``p_value, p_adjusted, method``."""
        return pd.DataFrame({"p_value": self.p_values, "p_adjusted": self.adjusted, "method": self.method})

    def __repr__(self) -> str:
        """Return one line."""
        return f"AdjustedP({self.n_used} p values, {self.method})"


def adjust(p_values: npt.ArrayLike, method: Adjustment = "holm") -> AdjustedP:
    """Adjust the p values of one family.

    Parameters
    ----------
    p_values : array (m,)
        One p a tested hypothesis; leave out those that were not tested.
    method : "holm" or "bh"
        Holm controls the chance of any false finding, Benjamini-Hochberg the share of false findings.

    Returns
    -------
    AdjustedP

    Raises
    ------
    ValueError
        A p lies outside 0 to 1 or is missing; an unknown method.

    Notes
    -----
    Holm: p_(i) (m - i + 1), running maximum; BH: p_(i) m/i, running minimum from the largest; both at most 1.

    References
    ----------
    Holm, S. (1979). A simple sequentially rejective multiple test procedure. *Scandinavian J. of Statistics*,
    6. Benjamini, Y. & Hochberg, Y. (1995). Controlling the false discovery rate. *J. Royal Statistical
    Society B*, 57.

    Examples
    --------
    >>> adjust([0.01, 0.02, 0.03, 0.04, 0.20]).adjusted.round(2).tolist()
    [0.05, 0.08, 0.09, 0.09, 0.2]
    """
    if method not in get_args(Adjustment):
        raise ValueError(f"method must be one of {', '.join(get_args(Adjustment))}, got {method!r}")
    p = np.array(p_values, dtype=float, ndmin=1)
    if not ((p >= 0) & (p <= 1)).all():
        raise ValueError("a p value is missing or outside 0 to 1")
    m, order = len(p), np.argsort(p, kind="stable")
    rank = np.arange(1, m + 1)
    if method == "holm":
        ordered = np.maximum.accumulate(p[order] * (m - rank + 1))
    else:
        ordered = np.minimum.accumulate((p[order] * m / rank)[::-1])[::-1]
    adjusted = np.empty(m)
    adjusted[order] = np.minimum(ordered, 1)
    for values in (p, adjusted):
        values.flags.writeable = False
    return AdjustedP(p_values=p, adjusted=adjusted, method=method, n_used=m)
