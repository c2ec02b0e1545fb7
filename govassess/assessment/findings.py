"""What the steps of a run find, as records: each step takes the records of the steps before it."""

from __future__ import annotations

from dataclasses import dataclass

from govassess.assessment.basis import Sensitivity
from govassess.assessment.partly_answered import NOT_ROUNDED, RoundedMeans
from govassess.responses.model import Notice, Unavailable
from govassess.result.descriptive import (
    Comparison,
    GroupResult,
    NodeScore,
    ProfileSummary,
    RobustScore,
    Screening,
)
from govassess.result.hypotheses import Estimate, HypothesisResult, Model, PathModel
from govassess.result.measures import AggregationEvidence, ItemStatistics, Reliability, Validity


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class Described:
    """Scores, the respondents, their groups and how these compare, and the state of the data."""

    scores: tuple[NodeScore, ...]
    profile: tuple[ProfileSummary, ...]
    groups: tuple[GroupResult, ...]
    comparisons: tuple[Comparison, ...]
    robustness: tuple[RobustScore, ...]
    screening: Screening
    sensitivity: Sensitivity | None = None  # other respondents, over whom results are shown too
    rounded: RoundedMeans = NOT_ROUNDED
    unavailable: tuple[Unavailable, ...] = ()
    notices: tuple[Notice, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class Measured:
    """Items, reliability and validity, and whether answers may be averaged to groups."""

    items: tuple[ItemStatistics, ...]
    reliability: tuple[Reliability, ...]
    validity: Validity
    aggregation: tuple[AggregationEvidence, ...]
    unavailable: tuple[Unavailable, ...] = ()
    notices: tuple[Notice, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class Tested:
    """Hypotheses with their verdicts and equations, and the same by other methods."""

    hypotheses: tuple[HypothesisResult, ...]
    models: tuple[Model, ...]
    path_models: tuple[PathModel, ...]
    estimators: tuple[Estimate, ...]
    unavailable: tuple[Unavailable, ...] = ()
    notices: tuple[Notice, ...] = ()
