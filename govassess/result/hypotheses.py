"""What the test of one hypothesis found, as frozen records of codes and values."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Literal

from govassess.instrument.model import Text

Verdict = Literal["supported", "contradicted", "not_supported", "inconclusive", "not_tested"]

Sample = Literal["all", "unflagged"]
"""Over whom: everyone who can be scored, or all but those with two signs or more of careless answering."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Coefficient:
    """One row of a fitted equation."""

    term: str  # node id, profile variable, "variable=value" for a category, or "(Intercept)"
    estimate: float
    std_error: float | None
    statistic: float | None
    df: float | None
    p_value: float | None
    conf_low: float | None
    conf_high: float | None
    beta: float | None
    vif: float | None
    p_wild: float | None = None  # wild cluster bootstrap, next to the cluster-robust p


@dataclass(frozen=True, slots=True, kw_only=True)
class ResidualTest:
    """One test of a regression's residuals: what it found, or why there is nothing to find."""

    test: str  # breusch_pagan, white, reset, jarque_bera, shapiro_wilk
    statistic: float | None
    df1: float | None
    df2: float | None
    p_value: float | None
    code: str | None = None  # why it is undefined


@dataclass(frozen=True, slots=True, kw_only=True)
class ResidualGroup:
    """Mean residual, in standard deviations of the residuals, of a group of at least ten respondents."""

    n: int
    at: float  # mean fitted value, or mean normal score
    residual: float
    conf_low: float | None = None
    conf_high: float | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Residuals:
    """What the residuals of one equation say; no row is named and none was taken out."""

    tests: tuple[ResidualTest, ...]
    cook_max: float | None
    cook_limit: float  # 4/n
    cook_count: int  # rows above the limit
    leverage_max: float
    by_fitted: tuple[ResidualGroup, ...] = ()  # groups of at least ten respondents in the order of the fitted value
    by_size: tuple[ResidualGroup, ...] = ()  # the same in the order of the residual


@dataclass(frozen=True, slots=True, kw_only=True)
class ClassicalTerm:
    """One term with classical standard errors; the deviation from linearity is that of the outcome on it alone."""

    term: str
    std_error: float | None
    statistic: float | None
    p_value: float | None
    tolerance: float | None  # 1/VIF
    glejser_t: float | None  # of the absolute residuals on all terms
    glejser_p: float | None
    deviation_f: float | None
    deviation_df1: float | None
    deviation_df2: float | None
    deviation_p: float | None
    code: str | None = None  # why there is no deviation from linearity


@dataclass(frozen=True, slots=True, kw_only=True)
class Classical:
    """The equation with the errors that take one variance for granted, and what textbooks check before reading them."""

    r: float  # multiple correlation
    std_error: float  # of the estimate: the residuals' standard deviation, n - p
    f_statistic: float
    f_df1: int
    f_df2: int
    f_p_value: float | None
    critical_t: float  # two-sided 5 %
    critical_f: float  # 5 %
    lilliefors: float | None
    lilliefors_p: float | None  # from a table that runs from .001 to .99
    glejser_f: float | None
    glejser_p: float | None
    durbin_watson: float | None  # of the rows in the order of the file, which means nothing in a survey
    terms: tuple[ClassicalTerm, ...]
    code: str | None = None  # why there is no Glejser test


@dataclass(frozen=True, slots=True, kw_only=True)
class Model:
    """One regression equation as it was fitted."""

    id: str  # "<hypothesis>", "<hypothesis>.unadjusted", "<hypothesis>.a", ...
    hypothesis: str
    outcome: str
    vcov: str
    n_used: int
    n_dropped: int
    r_squared: float | None
    adj_r_squared: float | None
    f_statistic: float | None
    f_df1: float | None
    f_df2: float | None
    f_p_value: float | None
    condition_number: float | None
    references: Mapping[str, str]  # category covariate -> the value its dummies are compared with
    coefficients: tuple[Coefficient, ...]
    residuals: Residuals | None = None
    n_clusters: int | None = None  # where the covariance is that of clusters
    smallest_cluster: int | None = None
    largest_cluster: int | None = None
    classical: Classical | None = None  # of the same rows and terms; not of the equation without covariates


@dataclass(frozen=True, slots=True, kw_only=True)
class Effect:
    """One effect of a mediation, from the same fits as its paths."""

    # a, b, direct, total, indirect; with several mediators a_<m>, b_<m>, indirect_<m> and their differences
    # indirect_<m>-indirect_<l>; in a chain of mediators also d_<m>><l> and indirect_<m>><l>
    effect: str
    estimate: float
    std_error: float | None  # of an indirect effect the standard deviation of its draws
    conf_low: float | None
    conf_high: float | None
    p_value: float | None
    standardised: float | None
    interval: str  # "percentile", "bca" or the vcov of a t interval
    sobel_se: float | None = None  # of an effect through one chain: first-order delta method, classical errors
    sobel_z: float | None = None
    sobel_p: float | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Slope:
    """The predictor's slope at one value of the moderator."""

    at: str  # low, middle, high
    moderator: float
    estimate: float
    std_error: float | None
    conf_low: float | None
    conf_high: float | None
    p_value: float | None


@dataclass(frozen=True, slots=True, kw_only=True)
class Region:
    """Where in the moderator's observed range the slope differs from zero (Johnson and Neyman)."""

    where: Literal["everywhere", "partly", "nowhere"]
    boundaries: tuple[float, ...]
    shares: tuple[float, ...]  # share of respondents below each boundary
    low: float  # observed range
    high: float
    significant: tuple[tuple[float, float], ...] = ()  # the stretches of it in which the slope differs from zero


@dataclass(frozen=True, slots=True, kw_only=True)
class ComparedGroup:
    """One group of a comparison; n is None where it is suppressed."""

    value: str
    n: int | None
    mean: float
    conf_low: float | None
    conf_high: float | None


@dataclass(frozen=True, slots=True, kw_only=True)
class HypothesisResult:
    """One hypothesis of the register with its test and verdict; ``code`` and ``values`` say why it was not tested."""

    id: str
    family: str
    kind: str
    predictor: str
    mediators: tuple[str, ...]
    outcome: str
    controls: tuple[str, ...]
    covariates: tuple[str, ...]  # those that were fitted
    expected: str | None  # None: a group hypothesis has no sign
    text: Text  # the hypothesis as its author words it
    verdict: Verdict
    code: str | None = None
    values: Mapping[str, str | int | float] = field(default_factory=dict)
    vcov: str | None = None
    interval: str | None = None
    estimate: float | None = None
    std_error: float | None = None
    statistic: float | None = None
    df: float | None = None
    conf_low: float | None = None
    conf_high: float | None = None
    p_value: float | None = None
    p_holm: float | None = None
    p_bh: float | None = None
    m: int | None = None  # tested p values in the family
    beta: float | None = None
    r_squared: float | None = None
    f_squared: float | None = None
    n_used: int | None = None
    n_dropped: int | None = None
    unadjusted: float | None = None  # the estimate without covariates, on the same rows
    fragile: bool = False  # the decision changes for one of the reasons of fragile_because
    effects: tuple[Effect, ...] = ()
    draws_failed: int = 0
    p_wild: float | None = None  # wild cluster bootstrap
    moderator: str | None = None
    origin: Literal["paper", "inferred"] | None = None  # whether the source that the instrument cites states it
    slopes: tuple[Slope, ...] = ()
    region: Region | None = None
    groups: tuple[ComparedGroup, ...] = ()  # of a group hypothesis
    groups_left_out: int = 0  # too small to be compared
    left_out: tuple[str, ...] = ()  # their names
    n_left_out: int | None = None  # their respondents, as a count may be printed
    fragile_because: tuple[str, ...] = ()  # classical: with those standard errors; unflagged, all: over these rows
    df1: float | None = None  # of F, where df is its second
    omega_squared: float | None = None
    effects_sum: float | None = None  # of a mediation: direct effect plus all indirect ones, which is the total effect


@dataclass(frozen=True, slots=True, kw_only=True)
class Estimate:
    """One hypothesis by one method over one set of respondents, standardised, to be read with the others.

    ``method``: ``ols`` (the test of the hypothesis), ``rank`` (regression on mid-ranks), ``pls`` (path model of
    composites), ``sem`` (path model of factors). ``sample``: ``all``, or ``unflagged`` (without respondents flagged
    as careless by two signs or more). ``interval``: ``ols`` over the sample of the test takes ``percentile``, over the
    other ``t`` (of an effect through mediators ``percentile`` in both); ``rank`` takes ``t``, ``pls``
    ``percentile``, ``sem`` ``delta``.
    """

    hypothesis: str
    method: Literal["ols", "rank", "pls", "sem"]
    sample: Sample
    n_used: int
    covariates: bool  # whether the respondents' variables were held constant
    estimate: float  # standardised
    conf_low: float | None
    conf_high: float | None
    p_value: float | None
    interval: str | None  # "t", "percentile", "delta"
    agrees: bool | None  # p < alpha with one sign in both, or in neither, as the test; none adjusted, None without p


@dataclass(frozen=True, slots=True, kw_only=True)
class PathEstimate:
    """One estimate of a path model, with its interval where it has one."""

    kind: str  # path, total, indirect, loading, weight, r2, adj_r2, f2, vif, rho_a, composite_reliability, ave
    target: str
    term: str
    estimate: float
    conf_low: float | None
    conf_high: float | None
    p_value: float | None


@dataclass(frozen=True, slots=True, kw_only=True)
class Importance:
    """One construct of an importance-performance map."""

    id: str
    importance: float  # unstandardised total effect: points of the target for one point of this
    performance: float  # 0 to 100


@dataclass(frozen=True, slots=True, kw_only=True)
class ImportanceMap:
    """What leads to one construct: how much it goes with it, and how it stands."""

    target: str
    performance: float  # of the target
    rows: tuple[Importance, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class ModelFit:
    """How well a path model of factors fits; maximum likelihood, complete rows."""

    chi_squared: float | None
    df: int
    p_value: float | None
    cfi: float | None
    tli: float | None
    rmsea: float | None
    srmr: float | None


@dataclass(frozen=True, slots=True, kw_only=True)
class PathModel:
    """A path model over the nodes of some hypotheses: composites (PLS, mode A) or factors (CFA-based, ML)."""

    id: str  # "pls.construct", "sem.dimension": method and kind of the predictors
    method: Literal["pls", "sem"]
    hypotheses: tuple[str, ...]
    paths: Mapping[str, tuple[str, ...]]  # outcome -> predictors
    higher_order: tuple[str, ...]  # constructs made of dimensions, in two stages
    n_used: int
    n_dropped: int
    draws: int  # 0: intervals by the delta method, or none
    draws_failed: int
    flags: tuple[str, ...]
    estimates: tuple[PathEstimate, ...]
    map: ImportanceMap | None = None  # of the last outcome, pls only
    fit: ModelFit | None = None  # sem only
