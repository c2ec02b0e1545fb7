"""What the test of one hypothesis found, as frozen records of codes and values."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field

from govassess.hypotheses.verdicts import Verdict
from govassess.instrument.model import Text


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


@dataclass(frozen=True, slots=True, kw_only=True)
class Model:
    """One regression equation as it was fitted."""

    id: str  # "<hypothesis>", "<hypothesis>.unadjusted", "<hypothesis>.a", ...
    hypothesis: str
    outcome: str
    vcov: str
    n_used: int
    n_dropped: int
    r_squared: float
    adj_r_squared: float | None
    f_statistic: float | None
    f_df1: float | None
    f_df2: float | None
    f_p_value: float | None
    condition_number: float | None
    references: Mapping[str, str]  # category covariate -> the value its dummies are compared with
    coefficients: tuple[Coefficient, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Effect:
    """One effect of a mediation, from the same fits as its paths."""

    # a, b, direct, total, indirect; with several mediators a_<m>, b_<m>, indirect_<m> and their differences
    # indirect_<m>-indirect_<l>; in a chain of mediators also d_<m>><l> and indirect_<m>><l>
    effect: str
    estimate: float
    std_error: float | None
    conf_low: float | None
    conf_high: float | None
    p_value: float | None
    standardised: float | None
    interval: str  # "percentile" or the vcov of a t interval


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
    expected: str
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
    fragile: bool = False  # the decision changes with classical standard errors
    effects: tuple[Effect, ...] = ()
    draws_failed: int = 0
