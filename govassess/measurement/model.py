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


@dataclasses.dataclass(frozen=True, slots=True, kw_only=True)
class Validity:
    """How far the nodes of the measurement level are told apart."""

    n_used: int
    pairs: tuple[Pair, ...]
