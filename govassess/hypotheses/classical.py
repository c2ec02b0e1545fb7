"""The equation as textbooks print it: classical errors, their checks, and Sobel's test of a product of paths."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from math import prod, sqrt
from typing import TYPE_CHECKING

from scipy.special import ndtr

from govassess.hypotheses.equations import records
from govassess.result.hypotheses import Classical, ClassicalTerm
from govassess.stats.classical import assumptions
from govassess.stats.recorded import recorded, recorded_p

if TYPE_CHECKING:
    import pandas as pd

TERM = tuple(name for name in ClassicalTerm.__dataclass_fields__ if name not in ("term", "code"))


def classical_of(
    data: pd.DataFrame, outcome: str, predictors: Sequence[str], covariates: Sequence[str] = ()
) -> Classical:
    """Return one regression with classical standard errors and what is asked of it in textbooks.

    Parameters
    ----------
    data : DataFrame (n, columns)
        The complete rows of the hypothesis, in the order of the file.
    outcome, predictors, covariates
        As in ``fit_ols``, which has fitted the same equation.

    Returns
    -------
    Classical
        A check that is undefined carries its reason as ``code``.
    """
    found = assumptions(data, outcome, predictors, covariates=covariates)
    return Classical(
        r=found.r,
        std_error=found.sigma,
        f_statistic=found.f,
        f_df1=found.df1,
        f_df2=found.df2,
        f_p_value=recorded_p(found.f_p),
        critical_t=found.critical_t,
        critical_f=found.critical_f,
        lilliefors=recorded(found.lilliefors),
        lilliefors_p=recorded_p(found.lilliefors_p),
        glejser_f=recorded(found.glejser_f),
        glejser_p=recorded_p(found.glejser_p),
        durbin_watson=recorded(found.durbin_watson),
        terms=tuple(
            ClassicalTerm(
                term=name,
                code=found.reasons.get(name),
                **{field: recorded_p(row[field]) if field == "p_value" else row[field] for field in TERM},
            )
            for name, row in records(found.terms, "term").items()
        ),
        code=found.reasons.get("glejser"),
    )


def sobel(paths: Sequence[tuple[float, float]]) -> Mapping[str, float | None]:
    """Return the first-order test of a product of paths, each an estimate with its standard error.

    The variance of the product is the sum of s_i^2 (prod_(j != i) b_j)^2; of two paths b^2 s_a^2 + a^2 s_b^2
    (Sobel, 1982). z is taken as normal, which a product is not.

    Examples
    --------
    >>> found = sobel([(0.4, 0.1), (0.5, 0.1)])
    >>> round(found["sobel_se"], 4), round(found["sobel_z"], 3)
    (0.064, 3.123)
    """
    slopes = [estimate for estimate, _ in paths]
    variance = sum((error * prod(slopes[:place] + slopes[place + 1 :])) ** 2 for place, (_, error) in enumerate(paths))
    if variance <= 0:
        return {"sobel_se": None, "sobel_z": None, "sobel_p": None}
    z = prod(slopes) / sqrt(variance)
    return {"sobel_se": sqrt(variance), "sobel_z": z, "sobel_p": recorded_p(2 * float(ndtr(-abs(z))))}
