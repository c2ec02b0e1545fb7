"""The assessment: everything one run found out, as frozen records of codes and values.

Nothing here is a sentence and nothing is a respondent: sentences are the catalogue's, and rows never get this far.
An undefined number is ``None`` and has an entry in ``unavailable`` that gives the reason.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING

from govassess.instrument.model import Instrument, Study
from govassess.notices import FunnelStep, Notice, Unavailable
from govassess.responses.model import Source
from govassess.result.comparison import Earlier, PeerComparison
from govassess.result.descriptive import (
    ByAnswers,
    Carelessness,
    CarelessSign,
    ChecklistResult,
    Choice,
    Comparison,
    GroupResult,
    MultipleChoiceResult,
    NodeScore,
    Opportunities,
    Opportunity,
    Options,
    PairDifference,
    Priority,
    ProfileSummary,
    ProfileValue,
    ResponseRate,
    RobustScore,
    Screening,
    StandingOut,
)
from govassess.result.hypotheses import (
    Classical,
    ClassicalTerm,
    Coefficient,
    ComparedGroup,
    Effect,
    Estimate,
    HypothesisResult,
    Importance,
    ImportanceMap,
    Model,
    ModelFit,
    PathEstimate,
    PathModel,
    Region,
    ResidualGroup,
    Residuals,
    ResidualTest,
    Sample,
    Slope,
    Verdict,
)
from govassess.result.measures import (
    AggregationEvidence,
    CommonMethod,
    Discriminant,
    Factorability,
    FactorModel,
    ItemStatistics,
    Pair,
    Reliability,
    Validity,
)

if TYPE_CHECKING:
    pass


__all__ = [
    "SCHEMA_VERSION",
    "AggregationEvidence",
    "Assessment",
    "ByAnswers",
    "CarelessSign",
    "Carelessness",
    "ChecklistResult",
    "Choice",
    "Classical",
    "ClassicalTerm",
    "Coefficient",
    "CommonMethod",
    "ComparedGroup",
    "Comparison",
    "Discriminant",
    "Effect",
    "Estimate",
    "FactorModel",
    "Factorability",
    "FunnelStep",
    "GroupResult",
    "HypothesisResult",
    "Importance",
    "ImportanceMap",
    "ItemStatistics",
    "Model",
    "ModelFit",
    "MultipleChoiceResult",
    "NodeScore",
    "Notice",
    "Opportunities",
    "Opportunity",
    "Options",
    "Pair",
    "PairDifference",
    "PathEstimate",
    "PathModel",
    "Priority",
    "ProfileSummary",
    "ProfileValue",
    "Region",
    "Reliability",
    "ResidualGroup",
    "ResidualTest",
    "Residuals",
    "ResponseRate",
    "RobustScore",
    "Sample",
    "Screening",
    "Slope",
    "Source",
    "StandingOut",
    "Unavailable",
    "Validity",
    "Verdict",
]

SCHEMA_VERSION = "1.1"


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class Assessment:
    """All that one run found out."""

    schema_version: str
    govassess: str
    instrument: Instrument
    instrument_sha256: str
    modules: tuple[str, ...]  # the modules that were measured
    form: str
    study: Study
    response_rate: ResponseRate | None
    source: Source
    options: Options
    versions: Mapping[str, str]
    funnel: tuple[FunnelStep, ...]
    screening: Screening
    profile: tuple[ProfileSummary, ...]
    items: tuple[ItemStatistics, ...]
    scores: tuple[NodeScore, ...]
    groups: tuple[GroupResult, ...]
    reliability: tuple[Reliability, ...]
    validity: Validity
    hypotheses: tuple[HypothesisResult, ...]
    models: tuple[Model, ...]
    priorities: tuple[Priority, ...]
    multiple_choice: tuple[MultipleChoiceResult, ...]
    checklists: tuple[ChecklistResult, ...]
    unavailable: tuple[Unavailable, ...]
    warnings: tuple[Notice, ...]
    comparisons: tuple[Comparison, ...] = ()
    aggregation: tuple[AggregationEvidence, ...] = ()
    estimators: tuple[Estimate, ...] = ()
    path_models: tuple[PathModel, ...] = ()
    robustness: tuple[RobustScore, ...] = ()
    opportunities: Opportunities | None = None
    standing_out: StandingOut | None = None
    by_answers: tuple[ByAnswers, ...] = ()
    previous: Earlier | None = None
    benchmark: PeerComparison | None = None

    def __repr__(self) -> str:
        heads = [score for score in self.scores if score.id in self.instrument.headline]
        indices = ", ".join(f"{score.id} {score.index:.1f}" for score in heads if score.index is not None)
        return f"Assessment({indices}; n={self.funnel[-1].count}, {self.instrument.id}, {self.source.file})"
