"""What a test of a hypothesis is given, and what it gives back."""

from __future__ import annotations

from collections.abc import Callable, Hashable, Mapping
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

from govassess.hypotheses.covariates import Covariates
from govassess.responses.model import Notice
from govassess.result.hypotheses import Model
from govassess.stats.draws import Draws
from govassess.stats.mediation import Ci
from govassess.stats.regression import Vcov

if TYPE_CHECKING:
    import pandas as pd

CLUSTER = "(cluster)"
"""Column of cluster labels; no node and no profile variable can have that name."""


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class Setting:
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
