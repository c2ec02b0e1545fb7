"""What every step of a run starts from, and the respondents of the sensitivity analysis."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Any

import numpy as np
from numpy.typing import NDArray

from govassess.disclosure.minimum import Disclosure
from govassess.hypotheses.estimators import SensitivitySample
from govassess.hypotheses.register import HypothesisContext
from govassess.instrument.model import Hypothesis, Study
from govassess.notices import Notice
from govassess.responses.model import Responses
from govassess.result.descriptive import ResponseRate
from govassess.result.hypotheses import Sample
from govassess.run.plan import Plan
from govassess.run.sampling import Sampling
from govassess.scoring.scores import Scores, without
from govassess.stats.draws import Draws

if TYPE_CHECKING:
    import pandas as pd


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class Basis:
    """What every step of a run starts from; arrays and frames have the rows of the respondents analysed."""

    responses: Responses
    plan: Plan
    rule: Disclosure
    scores: Scores
    profile: pd.DataFrame
    clusters: NDArray[Any] | None  # where the draws resample clusters: the unit of each respondent
    cluster: str | None  # their variable
    sampling: Sampling
    draws: Draws | None
    partitions: Mapping[str, NDArray[Any]]  # grouping variable -> each respondent's value, "" for none
    sample: Sample  # all who can be scored, or those not flagged as careless
    rate: ResponseRate | None
    notices: tuple[Notice, ...]  # what to know about the clusters
    register: tuple[Hypothesis, ...]
    pooled: bool = False  # one unit or more are clusters that are not shown

    @property
    def study(self) -> Study:
        """Return how the survey was carried out, as the plan or else the instrument says."""
        return self.plan.study or self.responses.instrument.study or Study()

    @property
    def nested(self) -> tuple[str, ...]:
        """Return the variables in whose groups respondents lie: those of the tables, and the clusters."""
        return tuple(dict.fromkeys((*self.partitions, *((self.cluster,) if self.cluster else ()))))

    @property
    def grouping(self) -> tuple[str, ...]:
        """Return the variables by which results may be grouped."""
        return tuple(dict.fromkeys((*self.nested, *self.responses.instrument.respondent.group_by)))

    def context(self) -> HypothesisContext:
        """Return what hypotheses are tested and estimated on, with percentile intervals."""
        return HypothesisContext(
            instrument=self.scores.instrument,
            scores=self.scores,
            profile=self.profile,
            draws=self.draws,
            clusters=self.clusters,
            ci="percentile",
            minimum=self.rule.minimum,
            conf_level=self.sampling.conf_level,
        )


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class Sensitivity:
    """The respondents of the sensitivity analysis, and who of everyone is flagged as careless."""

    basis: Basis
    flagged: NDArray[np.bool_]

    def for_hypotheses(self, analysed: HypothesisContext) -> SensitivitySample:
        """Return the same for hypotheses, whose results are those over ``analysed``."""
        survey = self.basis.context()
        return SensitivitySample(
            sample=self.basis.sample,
            survey=survey,
            everyone=survey if self.basis.sample == "all" else analysed,
            flagged=self.flagged,
        )


def basis_without(basis: Basis, left_out: NDArray[np.bool_]) -> Basis:
    """Return the basis of the respondents who are not left out; the draws keep their weights.

    They resample the same clusters as before, and a difference to the result of all is not one of other draws.
    """
    kept = ~left_out
    return replace(
        basis,
        sample="unflagged",
        scores=without(basis.scores, left_out),
        profile=basis.profile.loc[kept].reset_index(drop=True),
        clusters=None if basis.clusters is None else basis.clusters[kept],
        draws=None if basis.draws is None else basis.draws.take(kept),
        partitions={by: labels[kept] for by, labels in basis.partitions.items()},
    )
