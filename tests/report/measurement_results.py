"""Made-up records of the measurement beyond alpha and HTMT, of careless answering, and of what hangs on it."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import replace

from govassess.result.assessment import (
    AggregationEvidence,
    Carelessness,
    CarelessSign,
    CommonMethod,
    Discriminant,
    Factorability,
    FactorModel,
    ItemStatistics,
    Reliability,
    RobustScore,
    Validity,
)

SMALLEST = 5e-324


def crossed(items: Iterable[ItemStatistics]) -> tuple[ItemStatistics, ...]:
    """Items that go with their own scale, but for the first, which goes with D2 as closely."""
    return tuple(
        replace(
            item,
            own_r=0.5123,
            other_r=0.5124 if place == 0 else 0.3456,
            other_scale="D2" if item.dimension != "D2" else "D1",
        )
        for place, item in enumerate(items)
    )


def bounded(entry: Reliability) -> Reliability:
    """The same scale with intervals of omega, CR, AVE and loadings, and with ordinal alpha."""
    return replace(
        entry,
        omega_low=0.6123,
        omega_high=0.7789,
        composite_reliability_low=0.6234,
        composite_reliability_high=0.7812,
        ave_low=0.3612,
        ave_high=0.5432,
        ordinal_alpha=0.7321,
        loadings_low={item: value - 0.15 for item, value in entry.loadings.items()},
        loadings_high={item: value + 0.12 for item, value in entry.loadings.items()},
        factor_draws_failed=0,
    )


def factorability(**changes: object) -> Factorability:
    made = Factorability(
        n_used=187, items=9, kmo=0.8412, bartlett=812.345, bartlett_df=36, bartlett_p=SMALLEST, factors=2, declared=3, copies=1000,
        eigenvalues=(4.1234, 1.5678, 0.9876, 0.7654, 0.6543), thresholds=(1.4567, 1.3456, 1.2345, 1.1234, 1.0123),
    )  # fmt: skip
    return replace(made, **changes)


def factor_model(**changes: object) -> FactorModel:
    made = FactorModel(
        n_used=187, n_dropped=24, items=9, factors=3, chi_squared=41.2345, df=24, p_value=0.0157, cfi=0.9612, tli=0.9418, rmsea=0.0623, rmsea_low=0.0271,
        rmsea_high=0.0934, srmr=0.0456, aic=4321.09, bic=4391.87, admissible=True, flags=(), negative_variances=(), left_out=(),
    )  # fmt: skip
    return replace(made, **changes)


def inadmissible() -> FactorModel:
    flags = ("negative_variance", "factors_not_positive_definite", "no_standard_errors")
    return factor_model(admissible=False, flags=flags, negative_variances=("D11",), left_out=("F1",))


def fornell_larcker() -> tuple[Discriminant, ...]:
    """D1 and D2 are not told apart by this criterion, E1 is."""
    return (
        Discriminant(id="D1", ave=0.4444, root_ave=0.6666, largest_r=0.7123, nearest="D2", holds=False),
        Discriminant(id="D2", ave=0.4321, root_ave=0.6573, largest_r=0.7123, nearest="D1", holds=False),
        Discriminant(id="E1", ave=0.5123, root_ave=0.7158, largest_r=0.5123, nearest="D1", holds=True),
    )


def common_method(**changes: object) -> CommonMethod:
    vif = {"D1": 1.8123, "D2": 3.4123, "E1": 1.2123}
    made = CommonMethod(n_used=187, harman=0.3812, vif=vif, smallest_r=0.1234, changed=1, correlations=3)
    return replace(made, **changes)


def with_structure(validity: Validity) -> Validity:
    """The same pairs, with the confirmatory model's correlations and everything on the structure of the answers."""
    return replace(
        validity,
        pairs=tuple(
            replace(pair, htmt2=None if pair.htmt is None else pair.htmt - 0.0123, factor_r=0.7123)
            for pair in validity.pairs
        ),
        factorability=factorability(),
        factor_model=factor_model(),
        fornell_larcker=fornell_larcker(),
        common_method=common_method(),
    )


def evidence(ident: str, **changes: object) -> AggregationEvidence:
    made = AggregationEvidence(
        by="agency", id=ident, groups=14, smallest=6, largest=31, n_used=209, icc1=0.1123, icc1_low=0.0312, icc1_high=0.2912, icc2=0.6512, f_statistic=2.8671,
        df1=13, df2=195, p_value=0.0008, design_effect=2.5678, rwg_mean=0.7312, rwg_median=0.7512, rwg_share=0.6429, estimator="anova_n0", null="uniform",
        justified=False,
    )  # fmt: skip
    return replace(made, **changes)


def aggregation() -> tuple[AggregationEvidence, ...]:
    """D2 alone may be averaged; of E1 there is no agreement within groups."""
    return (
        evidence("D1"),
        evidence("D2", icc2=0.7234, justified=True),
        evidence("E1", icc1=-0.0123, icc1_low=-0.0412, icc2=-0.2345, p_value=0.612, rwg_mean=None, rwg_median=None, rwg_share=None),
    )  # fmt: skip


def carelessness(**changes: object) -> Carelessness:
    signs = (
        CarelessSign(sign="longstring", flagged=11, undefined=0),
        CarelessSign(sign="irv", flagged=5, undefined=1),
        CarelessSign(sign="even_odd", flagged=8, undefined=14),
        CarelessSign(sign="synonyms", flagged=None, undefined=None, code="too_few_pairs"),
        CarelessSign(sign="mahalanobis", flagged=7, undefined=0),
        CarelessSign(sign="seconds_per_item", flagged=6, undefined=12),
    )
    made = Carelessness(n_used=211, items=9, signs=signs, flagged=21, flagged_twice=9, reversed_present=True)
    return replace(made, **changes)


def robustness() -> tuple[RobustScore, ...]:
    """The first idea stays where it is; the second reaches another level."""
    return (
        RobustScore(id="A", sample="unflagged", n=202, index=52.6789, conf_low=50.1234, conf_high=55.4321, level=3, difference=-0.4061),
        RobustScore(id="B", sample="unflagged", n=202, index=60.4321, conf_low=57.1234, conf_high=63.2345, level=4, difference=1.1821),
    )  # fmt: skip
