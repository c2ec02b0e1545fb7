"""Regression in blocks: what each block adds, on the same rows throughout."""

from __future__ import annotations

import math
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

import pandas as pd
from scipy.special import fdtrc, ncfdtr

from govassess.errors import NotEstimable
from govassess.stats.arguments import check_arguments, check_columns, check_names, described
from govassess.stats.design import complete_rows
from govassess.stats.regression import OlsFit, Vcov, fit_ols, wald_f

Blocks = Mapping[str, Sequence[str]] | Sequence[str | Sequence[str]]


@dataclass(frozen=True, slots=True, eq=False, kw_only=True)
class Hierarchical:
    """Regressions of one outcome on more and more predictors, and what each step adds."""

    steps: pd.DataFrame
    fits: tuple[OlsFit, ...]
    outcome: str
    conf_level: float
    n_used: int
    n_dropped: int
    f2_interval: str = "non-central F"
    missing_rule: str = "complete rows of the last step"

    def to_frame(self) -> pd.DataFrame:
        """Return one row a step.

        Columns: ``step, added, r2, adj_r2, r2_change, statistic, df1, df2, p_value, f2, conf_low, conf_high, wald_f,
        wald_df2, wald_p, n_used, n_dropped``; the limits are those of f2.
        """
        return self.steps.assign(n_used=self.n_used, n_dropped=self.n_dropped)

    def __repr__(self) -> str:
        """Return one line."""
        listed = ", ".join(f"{value:.3f}" for value in self.steps["r2"])
        return f"Hierarchical({self.outcome}, R2 {listed}, n={self.n_used}, {self.n_dropped} dropped)"


def hierarchical(
    data: pd.DataFrame,
    outcome: str,
    blocks: Blocks,
    *,
    vcov: Vcov = "HC3",
    cluster: str | None = None,
    conf_level: float = 0.95,
) -> Hierarchical:
    """Add blocks of predictors in the order given and test what each adds.

    Parameters
    ----------
    data : DataFrame
        NaN or None = missing; all steps use the rows complete in the last one.
    outcome : str
        Column of numbers.
    blocks : mapping of name to columns, or sequence of columns or of lists of columns
        Numbers, or text that becomes dummies.
    vcov, cluster : str
        As in ``fit_ols``; of the coefficients and of the robust Wald test of each block.
    conf_level : float
        Two-sided level.

    Returns
    -------
    Hierarchical

    Raises
    ------
    NotEstimable
        As ``fit_ols``.
    ValueError
        No block, an empty one, or a column that is absent or named twice.

    Notes
    -----
    F change = ((R2_in - R2_out)/q) / ((1 - R2_in)/(n - p_in)) with q and n - p_in degrees of freedom, f2 = (R2_in -
    R2_out)/(1 - R2_in). Limits of f2: lambda/n, lambda those of the non-central F. The robust Wald F of the block
    stands beside.

    References
    ----------
    Cohen, J., Cohen, P., West, S. G. & Aiken, L. S. (2003). *Applied Multiple Regression/Correlation Analysis for
    the Behavioral Sciences*. Erlbaum.

    Examples
    --------
    >>> import numpy as np
    >>> rng = np.random.default_rng(2)
    >>> data = pd.DataFrame(rng.normal(size=(60, 3)), columns=["x", "z", "y"])
    >>> data["y"] += data["x"]
    >>> hierarchical(data, "y", [["z"], ["x"]]).to_frame()["df2"].tolist()
    [58, 57]
    """
    check_arguments(data=data, outcome=outcome, cluster=cluster, conf_level=conf_level)
    listed = _listed(blocks, data)
    columns = [name for _, names in listed for name in names]
    used = complete_rows(data, [outcome, *columns, *([cluster] if cluster else [])])
    rows = data.loc[used]
    steps: list[dict[str, object]] = []
    fits: list[OlsFit] = []
    before: tuple[str, ...] = ()
    r2_before = 0.0
    for step, (label, added) in enumerate(listed, start=1):
        # Every column goes in as a covariate: numbers stay numbers, text becomes dummies.
        try:
            fit = fit_ols(
                rows,
                outcome,
                (),
                covariates=(*before, *added),
                vcov=vcov,
                cluster=cluster,
                conf_level=conf_level,
            )
        except NotEstimable as refused:
            raise NotEstimable("hierarchical", refused.code, **refused.values) from refused
        steps.append(_step(fit, step, label, r2_before, len(fits[-1].coefficients) if fits else 1, conf_level))
        fits.append(fit)
        before, r2_before = (*before, *added), fit.r2
    return Hierarchical(
        steps=pd.DataFrame(steps),
        fits=tuple(fits),
        outcome=outcome,
        conf_level=conf_level,
        n_used=int(used.sum()),
        n_dropped=len(data) - int(used.sum()),
    )


def _listed(blocks: Blocks, data: pd.DataFrame) -> list[tuple[str, tuple[str, ...]]]:
    """Return label and columns of each block."""
    if isinstance(blocks, str):
        raise TypeError("blocks must be a sequence of columns or of lists of columns, not one text")
    if isinstance(blocks, Mapping):
        check_names("blocks", blocks, data)
        listed = [(str(label), tuple(names)) for label, names in blocks.items()]
    elif isinstance(blocks, Iterable) and not isinstance(blocks, pd.DataFrame):
        lists = [[names] if isinstance(names, str) else names for names in blocks]
        for place, names in enumerate(lists):
            check_columns(f"blocks[{place}]", names, data)
        listed = [(" + ".join(map(str, names)), tuple(names)) for names in lists]
    else:
        raise TypeError(f"blocks must be a sequence of columns or of lists of columns, got {described(blocks)}")
    if not listed or not all(names for _, names in listed):
        raise ValueError("hierarchical regression needs at least one block, and none may be empty")
    return listed


def _step(fit: OlsFit, step: int, label: str, r2_before: float, at: int, conf_level: float) -> dict[str, object]:
    """Return the row of one step, whose own terms begin at coefficient ``at``."""
    change = fit.r2 - r2_before
    q = len(fit.coefficients) - at
    F = change / q / ((1 - fit.r2) / fit.df2)
    low, high = f2_limits(F, q, fit.df2, fit.n_used, conf_level)
    wald = wald_f(fit.coefficients["estimate"].to_numpy()[at:], fit.covariance[at:, at:])
    return {
        "step": step,
        "added": label,
        "r2": fit.r2,
        "adj_r2": fit.adj_r2,
        "r2_change": change,
        "statistic": F,
        "df1": q,
        "df2": fit.df2,
        "p_value": float(fdtrc(q, fit.df2, F)),
        "f2": change / (1 - fit.r2),
        "conf_low": low,
        "conf_high": high,
        "wald_f": wald,
        "wald_df2": fit.wald_df2,
        "wald_p": float(fdtrc(q, fit.wald_df2, wald)),
    }


def f2_limits(F: float, df1: int, df2: int, n: int, conf_level: float) -> tuple[float, float]:
    """Return the limits of f2 = lambda/n, lambda the non-centralities at which F is the upper or lower quantile.

    NaN where F is so large (a nearly perfect fit) that the non-central distribution cannot be computed.

    References
    ----------
    Steiger, J. H. (2004). Beyond the F test. *Psychological Methods*, 9, 164-182.

    Examples
    --------
    >>> low, high = f2_limits(4.0, 2, 97, 100, 0.95)
    >>> low < 2 * 4.0 / 97 < high
    True
    """
    # Solved here because scipy's own inverse stops at five digits.
    from scipy.optimize import brentq

    def limit(level: float) -> float:
        def above(noncentrality: float) -> float:
            return float(ncfdtr(df1, df2, noncentrality, F)) - level

        if above(0.0) <= 0:
            return 0.0  # even no effect leaves F below this quantile
        high = max(1.0, F * df1)
        while (found := above(high)) > 0:
            high *= 2
        if math.isnan(found):
            return float("nan")  # beyond what the distribution can be computed for
        return float(brentq(above, 0.0, high, xtol=1e-12 * high, rtol=1e-12)) / n

    tail = (1 - conf_level) / 2
    return limit(1 - tail), limit(tail)
