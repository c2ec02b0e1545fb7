"""Residuals of a regression as means over groups of people, so that what is drawn of them shows nobody."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import pandas as pd
from scipy.special import ndtri, stdtrit

from govassess.stats.draws import FloatArray

LEAST = 10  # people in a group
MOST = 8  # groups
BLOM = 0.375
DIGITS = 9  # of what is put into order: beyond them the order of a sum's parts decides


@dataclass(frozen=True, slots=True, eq=False, kw_only=True)
class ResidualGroups:
    """Means over groups of at least ten rows: by fitted value, and by the size of the residual."""

    by_fitted: pd.DataFrame  # n, fitted, residual, conf_low, conf_high; a row a group
    by_size: pd.DataFrame  # n, normal, residual

    def __repr__(self) -> str:
        """Return one line."""
        return f"ResidualGroups({len(self.by_fitted)} groups)"


def residual_groups(fitted: FloatArray, residuals: FloatArray) -> ResidualGroups:
    """Return mean residuals of groups of at least ten rows, for two pictures that show no row.

    Parameters
    ----------
    fitted : array (n,)
        Fitted values.
    residuals : array (n,)
        Residuals divided by their standard deviation.

    Returns
    -------
    ResidualGroups
        Up to eight groups of about the same size; none with fewer than ten rows.

    Notes
    -----
    By fitted value: mean residual with its t interval, which holds zero where the form of the equation fits. By size:
    mean residual of each group beside the mean of its normal scores (i - 3/8)/(n + 1/4); points on the line of
    equality fit a normal curve. Missing values do not occur: the rows are those of a fitted regression.

    References
    ----------
    Blom, G. (1958). *Statistical estimates and transformed beta-variables*. Wiley. Gelman, A. & Hill, J. (2007). *Data
    analysis using regression and multilevel/hierarchical models*. Cambridge University Press (binned residuals).

    Examples
    --------
    >>> values = np.linspace(-1, 1, 25)
    >>> residual_groups(values, values).by_fitted["n"].tolist()
    [13, 12]
    """
    n = len(residuals)
    count = min(MOST, n // LEAST)
    first = np.round(residuals, DIGITS)
    order = np.lexsort((first, np.round(fitted, DIGITS)))
    parts = np.array_split(order, count) if count else []
    scores = ndtri((np.arange(1, n + 1) - BLOM) / (n + 0.25))
    sizes = np.array_split(np.sort(residuals), count) if count else []
    normal = np.array_split(scores, count) if count else []
    return ResidualGroups(
        by_fitted=pd.DataFrame(
            [_mean_of(fitted[part], residuals[part]) for part in parts],
            columns=["n", "fitted", "residual", "conf_low", "conf_high"],
        ),
        by_size=pd.DataFrame(
            [(len(size), float(score.mean()), float(size.mean())) for size, score in zip(sizes, normal, strict=True)],
            columns=["n", "normal", "residual"],
        ),
    )


def _mean_of(fitted: FloatArray, residuals: FloatArray) -> tuple[int, float, float, float, float]:
    n = len(residuals)
    mean = float(residuals.mean())
    half = float(stdtrit(n - 1, 0.975)) * float(residuals.std(ddof=1)) / n**0.5
    return n, float(fitted.mean()), mean, mean - half, mean + half
