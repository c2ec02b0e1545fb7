"""The records an assessment is made of: options, scores, groups, what was counted, what was found in the data."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Annotated, Literal

from pydantic import Field

from govassess.instrument.model import CLOSED, IndexName, NodeKind, Text
from govassess.result.hypotheses import Sample

TcrNamed = Literal["equal_intervals"]
"""Tables of categories that have a name; no other is known without being written out."""


@dataclass(frozen=True, slots=True, kw_only=True)
class TcrBand:
    """A range of the TCR and what it is called."""

    __pydantic_config__ = CLOSED
    min: float
    max: float
    name: Text


@dataclass(frozen=True, slots=True, kw_only=True)
class TcrCategories:
    """A table of categories, with the source that it is taken from; ``closed`` says to which band a border belongs."""

    __pydantic_config__ = CLOSED
    source: Text
    closed: Literal["left", "right"]
    bands: Annotated[tuple[TcrBand, ...], Field(min_length=2)]


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
    ci: Literal["percentile", "bca"] = "percentile"  # intervals of indirect effects
    exclude_careless: bool = False  # whether respondents with two signs or more of careless answering were to leave
    limits: Mapping[str, int] = field(default_factory=dict)  # sizes of the input other than the usual ones
    split_by: str | None = None  # the result is that of one group: its variable and value
    split_value: str | None = None
    split_n: int | None = None  # respondents of that group as a list of groups may print them: rounded in publications
    leading_zero: Literal["auto", "keep", "drop"] = "auto"  # of r, beta, p; auto: as the language has it
    csv_dialect: Literal["c", "id"] = "c"  # id: semicolons and decimal commas
    tcr_categories: TcrCategories | None = None  # what a TCR is called, where the plan names a table


@dataclass(frozen=True, slots=True, kw_only=True)
class ResponseRate:
    """Respondents analysed out of those invited; ``fpc`` is the factor sqrt(1 - n/N) a census puts on intervals."""

    invited: int
    analysed: int
    rate: float
    fpc: float | None


@dataclass(frozen=True, slots=True, kw_only=True)
class CarelessSign:
    """One sign of careless answering: how many respondents it flags, or why it could not be looked for."""

    sign: str  # longstring, irv, even_odd, synonyms, antonyms, mahalanobis, seconds_per_item
    flagged: int | None
    undefined: int | None  # respondents for whom it is undefined
    code: str | None = None  # why it is undefined for everyone
    limit: float | None = None  # where it begins: a share of the items, a share of respondents, r, p, or seconds


@dataclass(frozen=True, slots=True, kw_only=True)
class Carelessness:
    """Signs of careless answering over the items of one answer scale, among all who can be scored.

    The flags remove nobody: only where ``exclude_careless`` asks for it those flagged twice leave, and the funnel
    counts them.
    """

    n_used: int
    items: int
    signs: tuple[CarelessSign, ...]
    flagged: int | None  # by one sign or more
    flagged_twice: int | None  # by two or more: these are left out in what is called "unflagged"
    reversed_present: bool  # without a reversed item, the same answer throughout is legitimate


@dataclass(frozen=True, slots=True, kw_only=True)
class RobustScore:
    """A headline node without the respondents flagged as careless by two signs or more; or, if these left, of all."""

    id: str
    sample: Sample
    n: int
    index: float
    conf_low: float | None
    conf_high: float | None
    level: int | None
    difference: float  # index points, this less the index in ``scores``


@dataclass(frozen=True, slots=True, kw_only=True)
class PairDifference:
    """Two groups compared: second mean less first, Games and Howell."""

    first: str
    second: str
    estimate: float
    conf_low: float
    conf_high: float
    p_value: float


@dataclass(frozen=True, slots=True, kw_only=True)
class Comparison:
    """One node over the shown groups of one variable; ``code`` says why there is no test."""

    by: str
    id: str
    groups: int
    n_used: int
    code: str | None
    welch: float | None = None
    df1: float | None = None
    df2: float | None = None
    p_value: float | None = None
    p_holm: float | None = None  # over the nodes compared by this variable
    m: int | None = None
    kruskal: float | None = None
    kruskal_df: int | None = None
    kruskal_p: float | None = None
    omega_squared: float | None = None
    eta_squared: float | None = None
    eta_squared_low: float | None = None
    eta_squared_high: float | None = None
    epsilon_squared: float | None = None
    hedges_g: float | None = None  # two groups: first less second
    hedges_g_low: float | None = None
    hedges_g_high: float | None = None
    brown_forsythe_p: float | None = None
    pairs: tuple[PairDifference, ...] = ()  # headline nodes only
    left_out: tuple[str, ...] = ()  # groups that are not tested: suppressed, also at the node, or under 10
    n_left_out: int | None = None  # their respondents with a score, as a count may be printed


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
    careless: Carelessness | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class ProfileValue:
    """How many respondents share one value of a profile variable; values of too few are not listed.

    ``value`` is ``""`` for those who gave none, and what was written where that is none of the options; ``share`` is
    that of all respondents.
    """

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
    draws. ``level_share`` is the share of draws in each level (sampling variation only, not a probability). The
    standard errors are those of ``govassess.stats.differences.standard_error``; results stored before they were kept
    have none.
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
    tcr_category: int | None = None  # place in the table of categories that the plan names
    contribution: float | None = None  # weight x index, in index points of the parent
    draws_failed: int = 0
    std_error: float | None = None  # of the index, from the draws: two results can be set against each other by it
    mean_std_error: float | None = None  # the same on the item scale
    df: float | None = None  # of both: respondents or clusters that were resampled and have a score, less 1


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
class StandingOut:
    """The parts of the leading construct with the highest and the lowest mean, and whether these differ.

    The interval is one of those that hold for the differences of all pairs of parts together, for the two were picked
    after the means were seen. Where it holds zero, or there is none, no part stands out.
    """

    node: str
    parts: int  # that have a score
    strongest: str
    weakest: str
    difference: float  # strongest less weakest, in item-scale points
    conf_low: float | None
    conf_high: float | None
    method: Literal["max_t"]  # simultaneous intervals from the draws: the largest studentised deviation of any pair
    code: str | None = None  # why there is no interval
    values: Mapping[str, str | int | float] = field(default_factory=dict)  # the figures of the reason

    @property
    def is_clear(self) -> bool:
        """Whether the interval leaves out zero."""
        return self.conf_low is not None and self.conf_low > 0


@dataclass(frozen=True, slots=True, kw_only=True)
class ByAnswers:
    """A node of an instrument that divides by respondents, were it divided by the answers given.

    An element's mean is then the sum of its answers over their number; those above are the weighted means of these.
    """

    id: str
    unanswered: int  # answers that are missing below the node
    mean: float
    index: float
    conf_low: float | None
    conf_high: float | None
    level: int | None


@dataclass(frozen=True, slots=True, kw_only=True)
class Opportunity:
    """A part of the leading construct: what goes with it, how it stands, what reaching the target would add."""

    id: str
    importance: float | None  # of the kind that orders the priorities
    mean: float
    performance: float  # the mean as percent of the maximum possible
    weight: float  # its effective weight in the index of the leading construct
    per_point: float  # index points of that construct for one item-scale point of this part
    gap: float  # item-scale points to the target; 0 where it is reached
    gain: float  # index points of that construct for the gap
    together: float | None  # gains of this part and those before it; None where the target is reached


@dataclass(frozen=True, slots=True, kw_only=True)
class Opportunities:
    """The arithmetic of the next level: what its parts would add to the index of the leading construct."""

    node: str
    level: int  # the target: the level that it has next
    lacking: float  # index points that it lacks of the target; 0 where it is reached
    sufficing: int | None  # how many of the first parts would make up what is lacking
    importance_kind: Literal["correlation", "weight"]
    outcome: str | None
    rows: tuple[Opportunity, ...]  # in the order of the priorities, then those that reached the target


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
