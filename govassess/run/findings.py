"""What the steps of a run find, as records: each step takes the records of the steps before it."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from dataclasses import dataclass

from govassess.notices import Notice, Unavailable
from govassess.result.descriptive import (
    Comparison,
    GroupResult,
    NodeScore,
    Opportunities,
    Priority,
    ProfileSummary,
    RobustScore,
    Screening,
    StandingOut,
)
from govassess.result.hypotheses import Estimate, HypothesisResult, Model, PathModel
from govassess.result.measures import AggregationEvidence, ItemStatistics, Reliability, Validity
from govassess.run.basis import Sensitivity

Place = tuple[str, str]
"""Grouping variable and group; two empty texts are the whole sample."""


WHOLE: Place = ("", "")


@dataclass(frozen=True, slots=True, kw_only=True)
class RoundedMeans:
    """To which multiple means are rounded: node -> the whole sample or a group -> step on the item scale."""

    steps: Mapping[str, Mapping[Place, float]]
    down: frozenset[str] = frozenset()  # nodes whose means are rounded down; others up

    def of(self, node: str, place: Place = WHOLE) -> float | None:
        """Return the step, None where the mean is exact."""
        return self.steps.get(node, {}).get(place)

    def rounded(self, nodes: Collection[str], variables: Collection[str]) -> bool:
        """Tell whether the mean of one of the nodes is rounded: of the whole sample, or of a group of the variables."""
        places = {place for node in nodes for place in self.steps.get(node, {})}
        return any(place == WHOLE or place[0] in variables for place in places)


NOT_ROUNDED = RoundedMeans(steps={})


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class Described:
    """Scores, the respondents, their groups and how these compare, and the state of the data."""

    scores: tuple[NodeScore, ...]
    profile: tuple[ProfileSummary, ...]
    groups: tuple[GroupResult, ...]
    comparisons: tuple[Comparison, ...]
    robustness: tuple[RobustScore, ...]
    screening: Screening
    sensitivity: Sensitivity | None = None  # the same results over other respondents
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
class Ordered:
    """What to look at first in the leading construct, and which of its parts stand out."""

    priorities: tuple[Priority, ...]
    opportunities: Opportunities | None
    standing_out: StandingOut | None
    unavailable: tuple[Unavailable, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class Tested:
    """Hypotheses with their verdicts and equations, and the same by other methods."""

    hypotheses: tuple[HypothesisResult, ...]
    models: tuple[Model, ...]
    path_models: tuple[PathModel, ...]
    estimators: tuple[Estimate, ...]
    unavailable: tuple[Unavailable, ...] = ()
    notices: tuple[Notice, ...] = ()
