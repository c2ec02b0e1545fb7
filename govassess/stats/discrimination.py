"""Cross-loadings: each item's correlation with the score of every scale, its own without it."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import numpy as np
import pandas as pd

from govassess.errors import NotEstimable
from govassess.stats.arguments import check_arguments
from govassess.stats.correlations import columns_of
from govassess.stats.moments import moments


@dataclass(frozen=True, slots=True, eq=False, kw_only=True)
class CrossLoadings:
    """Correlations of items (rows) with scale scores (columns); NaN for a constant item or score.

    ``reasons`` says of an item why some of its row is undefined: ``constant_item``, ``constant_score`` or
    ``single_item_block``. The own scale is that of the other items, so that no item correlates with itself; a scale
    of one item has none.
    """

    loadings: pd.DataFrame
    own: pd.Series  # item -> its scale
    reasons: Mapping[str, str]
    n_used: int
    n_dropped: int
    variant: str = "means of the items; own scale without the item"
    missing_rule: str = "complete rows over all items"

    def to_frame(self) -> pd.DataFrame:
        """Return one row an item: ``term, scale``, a column a scale, ``highest, reason, n_used, n_dropped``.

        ``highest`` tells whether the item correlates most with its own scale; None where its own is undefined.
        """
        frame = self.loadings.rename_axis("term").reset_index()
        frame.insert(1, "scale", self.own.to_numpy())
        highest = [self._highest(item) for item in self.loadings.index]
        return frame.assign(
            highest=pd.Series(highest, dtype=object),
            reason=pd.Series([self.reasons.get(item) for item in self.loadings.index], dtype=object),
            n_used=self.n_used,
            n_dropped=self.n_dropped,
        )

    def _highest(self, item: str) -> bool | None:
        """Tell whether an item's own scale is the one it correlates with most."""
        row = self.loadings.loc[item]
        own = row[self.own[item]]
        return None if np.isnan(own) else bool((row.drop(self.own[item]).dropna() < own).all())

    def __repr__(self) -> str:
        """Return one line."""
        items, scales = self.loadings.shape
        return f"CrossLoadings({items} items, {scales} scales, n={self.n_used}, {self.n_dropped} dropped)"


def cross_loadings(items: pd.DataFrame, blocks: Mapping[str, Sequence[str]]) -> CrossLoadings:
    """Correlate every item with the mean of each scale's items.

    Parameters
    ----------
    items : DataFrame (n, k)
        Scale points, already reverse-keyed, NaN = not answered; rows complete over all items of the blocks are used.
    blocks : mapping of str to sequence of str
        Scale -> its columns; no column in two scales.

    Returns
    -------
    CrossLoadings

    Raises
    ------
    NotEstimable
        ``too_few_blocks`` (fewer than 2), ``too_few_rows`` (fewer than 3 complete).

    Notes
    -----
    With C the covariances and w_b the items of scale b, r_jb = C_j w_b / sqrt(C_jj w_b'C w_b); for the own scale w
    leaves item j out.

    References
    ----------
    Chin, W. W. (1998). The partial least squares approach to structural equation modeling. In G. A. Marcoulides (ed.),
    *Modern Methods for Business Research*, 295-336. Erlbaum.

    Examples
    --------
    >>> answers = pd.DataFrame(
    ...     {"a1": [1, 2, 3, 4, 5], "a2": [1, 3, 2, 5, 4], "b1": [2, 1, 4, 3, 5], "b2": [1, 2, 4, 5, 4]}
    ... )
    >>> cross_loadings(answers, {"A": ["a1", "a2"], "B": ["b1", "b2"]}).loadings.round(2).loc["a1"].tolist()
    [0.8, 0.91]
    """
    check_arguments(items=items, blocks=blocks)
    if len(blocks) < 2:
        raise NotEstimable("cross_loadings", "too_few_blocks", needed=2, found=len(blocks))
    columns = columns_of(items, blocks)
    complete = items[columns].dropna()
    if len(complete) < 3:
        raise NotEstimable("cross_loadings", "too_few_rows", needed=3, found=len(complete), rows=len(items))
    C = moments(complete).cov
    own_of = np.repeat(np.arange(len(blocks)), [len(members) for members in blocks.values()])
    loadings = np.empty((len(columns), len(blocks)))
    for b in range(len(blocks)):
        # One weight vector an item: the scale's items, without the item itself.
        weights = np.tile((own_of == b).astype(float), (len(columns), 1))
        np.fill_diagonal(weights, 0)
        with_score = (C * weights).sum(axis=1)
        variance = np.einsum("ij,jk,ik->i", weights, C, weights)
        with np.errstate(divide="ignore", invalid="ignore"):
            loadings[:, b] = np.where(variance > 0, with_score / np.sqrt(np.diag(C) * variance), np.nan)
    loadings[~np.isfinite(loadings)] = np.nan
    alone = np.bincount(own_of)[own_of] == 1
    constant = np.diag(C) == 0
    reasons = {
        name: "constant_item" if constant[j] else "single_item_block" if alone[j] else "constant_score"
        for j, name in enumerate(columns)
        if np.isnan(loadings[j]).any()
    }
    return CrossLoadings(
        loadings=pd.DataFrame(loadings, index=columns, columns=list(blocks)),
        own=pd.Series([list(blocks)[b] for b in own_of], index=columns),
        reasons=reasons,
        n_used=len(complete),
        n_dropped=len(items) - len(complete),
    )
