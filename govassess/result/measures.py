"""What is known about the measurement: items, scales, pairs of scales, and why a number is not there."""

from __future__ import annotations

import dataclasses
from collections.abc import Mapping


@dataclasses.dataclass(frozen=True, slots=True, kw_only=True)
class ItemStatistics:
    """One item. Mean to ceiling describe the answers as asked; the correlations use the turned key."""

    id: str
    node: str  # the node right above the item
    dimension: str  # the node of the measurement level above it: alpha and the correlations belong to it
    column: str
    reverse: bool
    n: int
    missing: int
    missing_codes: Mapping[str, int]  # declared missing code or word -> how often it was met in the file
    mean: float | None
    mean_keyed: float | None  # the mean on the turned key; of an item that is not reversed, the mean
    sd: float | None
    median: float | None
    minimum: float | None
    maximum: float | None
    skewness: float | None
    kurtosis: float | None
    counts: Mapping[str, int]  # every scale point, empty ones too
    floor: float | None
    ceiling: float | None
    item_rest_r: float | None
    item_total_r: float | None
    alpha_if_deleted: float | None
    own_r: float | None = None  # with the rest of its scale, over rows complete on all scales (cross-loadings)
    other_r: float | None = None  # the largest, in size, with the score of another scale
    other_scale: str | None = None  # that scale
    item_total_n: int | None = None  # rows complete on the item's scale: those of the two correlations
    item_total_df: int | None = None  # n - 2
    critical_r: float | None = None  # item-total r beyond which a two-sided test at 5 % rejects zero
    tcr: float | None = None  # 100 mean/highest point of the scale, on the turned key
    tcr_category: int | None = None  # place in the table of categories that the plan names


@dataclasses.dataclass(frozen=True, slots=True, kw_only=True)
class Reliability:
    """Internal consistency of one node of the measurement level, over rows complete on its items."""

    id: str
    k: int
    n_used: int
    n_dropped: int
    alpha: float | None
    alpha_low: float | None
    alpha_high: float | None
    alpha_boot_low: float | None
    alpha_boot_high: float | None
    alpha_standardised: float | None
    alpha_without_constant: float | None  # only where an item is constant
    average_r: float | None
    omega: float | None
    spearman_brown: float | None  # two items only
    composite_reliability: float | None
    ave: float | None
    loadings: Mapping[str, float]
    draws_failed: int = 0
    omega_low: float | None = None
    omega_high: float | None = None
    composite_reliability_low: float | None = None
    composite_reliability_high: float | None = None
    ave_low: float | None = None
    ave_high: float | None = None
    ordinal_alpha: float | None = None  # of polychoric correlations: hypothetical continuous answers
    loadings_low: Mapping[str, float] = dataclasses.field(default_factory=dict)
    loadings_high: Mapping[str, float] = dataclasses.field(default_factory=dict)
    factor_draws_failed: int = 0  # of omega, CR, AVE and loadings


@dataclasses.dataclass(frozen=True, slots=True, kw_only=True)
class Pair:
    """HTMT and correlation of two nodes of the measurement level."""

    a: str
    b: str
    n_used: int
    htmt: float | None
    htmt_upper: float | None  # upper end of the 90 % interval: the one-sided 95 % bound
    htmt_plus: float | None
    negative_r: int  # item correlations below zero between or within the two blocks
    r: float | None  # Pearson correlation of the two scores
    r_n: int
    draws_failed: int = 0
    htmt2: float | None = None
    factor_r: float | None = None  # correlation of the two factors in the confirmatory model


@dataclasses.dataclass(frozen=True, slots=True, kw_only=True)
class Factorability:
    """Whether the items together can carry factors, over rows complete on all of them."""

    n_used: int
    items: int
    kmo: float | None
    bartlett: float | None
    bartlett_df: int | None
    bartlett_p: float | None  # never 0: the smallest positive number where it is smaller than any
    factors: int | None  # by parallel analysis
    declared: int  # nodes of the measurement level
    copies: int | None  # column-permuted copies of the parallel analysis
    eigenvalues: tuple[float, ...] = ()  # the first few: those above the threshold and three more
    thresholds: tuple[float, ...] = ()  # 95th percentile of the copies' eigenvalues at the same places


@dataclasses.dataclass(frozen=True, slots=True, kw_only=True)
class FactorModel:
    """Confirmatory factor model of all nodes of the measurement level (maximum likelihood, correlated factors)."""

    n_used: int
    n_dropped: int
    items: int
    factors: int
    chi_squared: float | None
    df: int
    p_value: float | None
    cfi: float | None
    tli: float | None
    rmsea: float | None
    rmsea_low: float | None
    rmsea_high: float | None
    srmr: float | None
    aic: float | None
    bic: float | None
    admissible: bool
    flags: tuple[str, ...]  # negative_variance, factors_not_positive_definite, ...
    negative_variances: tuple[str, ...]  # items
    left_out: tuple[str, ...]  # nodes with a single item
    parameters: int = 0  # free ones


@dataclasses.dataclass(frozen=True, slots=True, kw_only=True)
class Discriminant:
    """Fornell and Larcker's criterion of one node, average variance and correlations from the same factor model."""

    id: str
    ave: float
    root_ave: float
    largest_r: float
    nearest: str
    holds: bool


@dataclasses.dataclass(frozen=True, slots=True, kw_only=True)
class CommonMethod:
    """Signs of common-method variance; none of them proves its absence."""

    n_used: int
    harman: float | None  # share of the first unrotated factor
    vif: Mapping[str, float]  # full-collinearity VIF of each node
    smallest_r: float | None  # the smallest positive correlation, standing in for a marker
    changed: int | None  # correlations that are no longer significant once the marker is taken out
    correlations: int  # how many correlations that is out of


@dataclasses.dataclass(frozen=True, slots=True, kw_only=True)
class Validity:
    """How distinct the nodes of the measurement level are, and what structure the answers have."""

    n_used: int
    pairs: tuple[Pair, ...]
    factorability: Factorability | None = None
    factor_model: FactorModel | None = None
    fornell_larcker: tuple[Discriminant, ...] = ()
    common_method: CommonMethod | None = None


@dataclasses.dataclass(frozen=True, slots=True, kw_only=True)
class AggregationEvidence:
    """Whether one node's answers may be averaged to the groups of one variable."""

    by: str
    id: str
    groups: int
    smallest: int | None  # respondents in the smallest and the largest group; None where it is suppressed
    largest: int | None
    n_used: int
    icc1: float | None
    icc1_low: float | None
    icc1_high: float | None
    icc2: float | None
    f_statistic: float | None
    df1: int | None
    df2: int | None
    p_value: float | None
    design_effect: float | None
    rwg_mean: float | None  # r_wg(J), r_wg of a single item; all groups of five raters or more, beyond the null as 0
    rwg_median: float | None
    rwg_share: float | None  # share of those groups at .70 or more
    estimator: str  # of the ICCs: "anova_n0"
    null: str  # of r_wg: "uniform"
    justified: bool
