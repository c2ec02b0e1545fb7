"""The design of a test: rows, covariates, draws and errors; and what a test gives back."""

from __future__ import annotations

from collections.abc import Callable, Hashable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

from govassess.instrument.model import ProfileVariable
from govassess.notices import Notice
from govassess.result.hypotheses import Model
from govassess.stats.draws import Draws
from govassess.stats.mediation import Ci
from govassess.stats.regression import Vcov

if TYPE_CHECKING:
    import pandas as pd


CLUSTER = "(cluster)"
"""Column of cluster labels; no node and no profile variable can have that name."""


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class HypothesisDesign:
    """What every runner needs: scores and covariates side by side, the draws of the same rows, the defaults.

    With ``clustered`` the column ``CLUSTER`` of ``data`` says who is alike, and the errors are those of clusters
    whatever ``vcov`` is declared for rows.
    """

    data: pd.DataFrame  # (n, nodes + covariates)
    rows: pd.DataFrame  # those of them that are complete
    covariates: Covariates
    draws: Draws | None
    vcov: Vcov
    conf_level: float
    ci: Ci = "percentile"
    clusters: int | None = None  # how many the complete rows are of, where clusters are resampled
    clustered: bool = False
    made: dict[Hashable, Any] = field(default_factory=dict, init=False)  # what ``once`` has made

    @property
    def errors(self) -> dict[str, Any]:
        """Return the options of the kernel that decide about standard errors and intervals."""
        return {
            "vcov": "cluster" if self.clustered else self.vcov,
            "cluster": CLUSTER if self.clustered else None,
            "conf_level": self.conf_level,
        }

    def once(self, key: Hashable, make: Callable[[], Any]) -> Any:
        """Return what ``make`` returned for this key at first: several hypotheses rest on one equation."""
        if key not in self.made:
            self.made[key] = make()
        return self.made[key]


@dataclass(frozen=True, slots=True, kw_only=True)
class Tested:
    """What a runner found: the fields of a hypothesis result, the equations behind it, what to know about them."""

    fields: Mapping[str, Any]
    p_classical: float | None
    models: tuple[Model, ...]
    notices: tuple[Notice, ...]


POOLED = "other"


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class Covariates:
    """Columns ready for the regression, the names of those fitted, and what a reader must know about them."""

    frame: pd.DataFrame
    names: tuple[str, ...]
    notices: tuple[Notice, ...]


def covariates(
    profile: pd.DataFrame,
    declared: Sequence[ProfileVariable],
    wanted: Sequence[str],
    complete: pd.Series[bool],
    minimum: int,
) -> Covariates:
    """Return the wanted covariates over all rows of ``profile``.

    Parameters
    ----------
    profile : DataFrame (n, p)
        Codes, text and numbers; missing = NaN/None.
    declared : sequence of ProfileVariable
        The instrument's profile variables.
    wanted : sequence of str
        Ids of the covariates; one that the file does not hold is left out with the notice ``covariate_absent``.
    complete : Series (n,), bool
        Rows on which the hypothesis' nodes are known; categories are counted over those of them on which every
        covariate is known too: the rows of the regression.
    minimum : int
        Categories of fewer respondents are pooled as "other" (no dummy stands for a group that may not be shown);
        if those together are still too few, the next smallest joins them.

    Returns
    -------
    Covariates
        Categories as text; a covariate with one value only is left out with the notice ``covariate_constant``.
    """
    import pandas as pd

    measured = {variable.id for variable in declared if variable.type in {"number", "ordinal"}}
    columns: dict[str, Any] = {}
    notices = []
    for name in wanted:
        if name not in profile or profile[name].notna().sum() == 0:
            notices.append(Notice(code="covariate_absent", where=name, values={"variable": name}))
        elif profile.loc[complete, name].nunique() < 2:
            notices.append(Notice(code="covariate_constant", where=name, values={"variable": name}))
        else:
            columns[name] = profile[name].astype(float if name in measured else object)
    fitted = complete & pd.DataFrame(columns, index=profile.index).notna().all(axis=1)
    for name in [name for name in columns if name not in measured]:
        columns[name], pooled = _pooled(columns[name], fitted, minimum)
        if pooled:
            notices.append(Notice(code="covariate_pooled", where=name, values={"variable": name, "count": pooled}))
        if columns[name][complete].nunique() < 2:
            notices.append(Notice(code="covariate_constant", where=name, values={"variable": name}))
            del columns[name]
    return Covariates(frame=pd.DataFrame(columns, index=profile.index), names=tuple(columns), notices=tuple(notices))


def _pooled(column: pd.Series[Any], fitted: pd.Series[bool], minimum: int) -> tuple[pd.Series[Any], int]:
    """Return the column with its small categories as one, and how many were pooled."""
    sizes = column[fitted].dropna().astype(str).value_counts()
    small = [str(name) for name in sizes.index if sizes[name] < minimum]
    rest = sorted((name for name in sizes.index if name not in small), key=lambda name: (sizes[name], name))
    while small and rest and sum(int(sizes[name]) for name in small) < minimum:
        small.append(rest.pop(0))
    text = column.where(column.isna(), column.astype(str))
    return text.where(~text.isin(small), POOLED), len(small)
