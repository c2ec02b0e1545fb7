"""The assessment: everything one run found out, as frozen records of codes and values.

Nothing here is a sentence and nothing is a respondent: sentences are the catalogue's, and rows never get this far.
An undefined number is ``None`` and has an entry in ``unavailable`` that gives the reason.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import TYPE_CHECKING, Literal

from govassess.hypotheses.model import Coefficient, Effect, HypothesisResult, Model
from govassess.hypotheses.verdicts import Verdict
from govassess.instrument.model import IndexName, Instrument, NodeKind, Study
from govassess.measurement.model import ItemStatistics, Pair, Reliability, Validity
from govassess.responses.model import FunnelStep, Notice, Source, Unavailable

__all__ = [
    "SCHEMA_VERSION",
    "Assessment",
    "ChecklistResult",
    "Choice",
    "Coefficient",
    "Drawing",
    "Effect",
    "FunnelStep",
    "GroupResult",
    "HypothesisResult",
    "ItemStatistics",
    "Model",
    "MultipleChoiceResult",
    "NodeScore",
    "Notice",
    "Options",
    "Pair",
    "Priority",
    "ProfileSummary",
    "ProfileValue",
    "Reliability",
    "ResponseRate",
    "Screening",
    "Source",
    "Unavailable",
    "Validity",
    "Verdict",
]

if TYPE_CHECKING:
    from govassess.report.table import Table

SCHEMA_VERSION = "1.0"


@dataclass(frozen=True, slots=True, kw_only=True)
class Options:
    """What the run was asked to do; together with the source and the instrument it reproduces the result."""

    seed: int
    draws: int
    conf_level: float
    resampled: Literal["respondents", "clusters", "shards"]
    units: int  # how many units the draws resample
    by: tuple[str, ...]
    cluster: str | None
    disclosure: Literal["internal", "published"]
    min_group: int
    percentile_low: float | None  # the quantiles that the intervals are; widened below 40 clusters
    percentile_high: float | None
    plan: str | None  # base names of the files that the run was given
    mapping: str | None
    reproduce: str | None  # the printed weight of an old report, as written: "0.11"


@dataclass(frozen=True, slots=True, kw_only=True)
class ResponseRate:
    """Respondents analysed out of those invited; ``fpc`` is the factor sqrt(1 - n/N) a census puts on intervals."""

    invited: int
    analysed: int
    rate: float
    fpc: float | None


@dataclass(frozen=True, slots=True, kw_only=True)
class Screening:
    """Rows that are reported but not removed, and cells that were blanked."""

    partial_kept: int
    duplicates_kept: int
    invalid_blanked: int
    missing_answers: int  # item cells of analysed respondents that are empty
    answers: int  # item cells of analysed respondents that are not
    straight_lining: int  # respondents whose every answer (10 or more, with a reversed item among them) is the same
    missing_codes: Mapping[str, int]  # declared missing code or word -> how often it was met


@dataclass(frozen=True, slots=True, kw_only=True)
class ProfileValue:
    """How many respondents share one value of a profile variable; values of too few are not listed."""

    value: str
    n: int
    share: float


@dataclass(frozen=True, slots=True, kw_only=True)
class ProfileSummary:
    """The respondents by one profile variable: counts for categories, mean and SD for numbers."""

    id: str
    n: int
    missing: int
    values: tuple[ProfileValue, ...]
    suppressed: int  # how many values are hidden
    mean: float | None = None
    sd: float | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class NodeScore:
    """Score, index and level of one node in one set of respondents.

    ``mean`` is on the item scale, ``index`` re-expressed as ``index_name`` says; both have the interval of the same
    draws. ``level_share`` is the share of draws in each level (sampling variation only, not a probability).
    """

    id: str
    kind: NodeKind
    parent: str | None
    weight: str | None  # exact share within the parent, such as "1/3"
    n: int
    mean: float | None
    mean_low: float | None
    mean_high: float | None
    sd: float | None
    index_name: IndexName
    index: float | None
    conf_low: float | None
    conf_high: float | None
    tcr: float | None
    level: int | None
    level_share: Mapping[str, float] = field(default_factory=dict)
    leading: tuple[int, ...] = ()  # the shortest run of levels that holds 90 % of the draws
    to_next: float | None = None  # index points to the next level; None at the top
    to_next_mean: float | None = None  # the same on the item scale
    contribution: float | None = None  # weight x index, in index points of the parent
    draws_failed: int = 0


@dataclass(frozen=True, slots=True, kw_only=True)
class GroupResult:
    """The scores of respondents who share a value; ``n`` and the scores are absent where suppressed."""

    by: str
    value: str
    n: int | None
    suppressed: Literal["minimum", "secondary", "homogeneity"] | None
    resampled: Literal["respondents", "clusters", "shards"] | None
    scores: tuple[NodeScore, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Priority:
    """An indicator (or element) to look at first: importance times distance to the construct's next level."""

    rank: int
    node: str
    importance: float
    importance_kind: Literal["correlation", "weight"]
    outcome: str | None  # the node that the importance is derived from
    mean: float
    gap: float  # item-scale points to that level
    gap_index: float  # the same in index points
    next_level: int  # the level that the leading construct has next
    priority: float
    step: int | None  # which of the node's next_steps is offered first; None: it has none


@dataclass(frozen=True, slots=True, kw_only=True)
class Choice:
    """How many respondents chose an option."""

    code: str
    count: int | None
    share: float | None
    conf_low: float | None
    conf_high: float | None


@dataclass(frozen=True, slots=True, kw_only=True)
class MultipleChoiceResult:
    """Shares of respondents by option; several answers are allowed, so they do not add to 1."""

    id: str
    n: int
    skipped: int
    interval: str
    options: tuple[Choice, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class ChecklistResult:
    """A checklist, scored apart from the survey: mean stage of each entry and the index over all."""

    id: str
    n: int
    index: float | None
    entries: Mapping[str, float]
    answered: Mapping[str, int]


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

    def __repr__(self) -> str:
        heads = [score for score in self.scores if score.id in self.instrument.headline]
        told = ", ".join(f"{score.id} {score.index:.1f}" for score in heads if score.index is not None)
        return f"Assessment({told}; n={self.funnel[-1].count}, {self.instrument.id}, {self.source.file})"

    def _repr_html_(self) -> str:
        from govassess.report.notebook import fragment

        return fragment(self._stored(), self.source.lang or "en")

    def to_json(self, path: str | Path) -> Path:
        """Write the canonical JSON of this assessment; ``govassess report`` draws every report from it."""
        from govassess.assessment.codec import encode
        from govassess.files.writing import write_all

        write_all({Path(path): encode(self)})
        return Path(path)

    def to_html(self, path: str | Path, *, lang: str | None = None, date: str | None = None) -> Path:
        """Write the report in ``lang`` (``en`` or ``id``; default: the language of the survey)."""
        from govassess.files.writing import write_all
        from govassess.report.html import render_html

        write_all({Path(path): render_html(self._stored(), lang or self.source.lang or "en", date=date)})
        return Path(path)

    def table(self, name: str, *, lang: str | None = None) -> Table:
        """Return a table of the report by name, such as ``hypotheses``; an unknown name lists them all."""
        from govassess.report.notebook import table

        return table(self._stored(), name, lang or self.source.lang or "en")

    def chart(self, name: str, *, lang: str | None = None) -> Drawing:
        """Return a chart of the report by name, such as ``scores``; an unknown name lists them all."""
        from govassess.report.notebook import chart

        return Drawing(svg=chart(self._stored(), name, lang or self.source.lang or "en"))

    def _stored(self) -> Assessment:
        """Return this assessment as it is read back, so that every report shows the stored numbers."""
        from govassess.assessment.codec import decode, encode

        return decode(encode(self))


@dataclass(frozen=True, slots=True, kw_only=True)
class Drawing:
    """One chart; a notebook shows it, and ``svg`` is its source."""

    svg: str

    def _repr_svg_(self) -> str:
        return self.svg
