"""The verdict on a hypothesis, from its adjusted p, its sign and its declared smallest effect."""

from __future__ import annotations

from typing import Literal

from govassess.result.hypotheses import Verdict


def verdict(
    *,
    estimate: float | None,
    p_adjusted: float,
    expected: Literal["positive", "negative"] | None,
    alpha: float,
    conf_low: float | None = None,
    conf_high: float | None = None,
    smallest_effect: float | None = None,
) -> Verdict:
    """Return the first verdict that holds.

    ``supported``: p < alpha and the expected sign, or no sign was expected (groups differ). ``contradicted``: p < alpha
    and the other sign. ``not_supported``: a smallest effect of interest was declared and the interval lies inside it.
    ``inconclusive``: everything else, whichever sign the estimate has.

    Examples
    --------
    >>> verdict(estimate=0.3, p_adjusted=0.001, expected="positive", alpha=0.05)
    'supported'
    >>> verdict(estimate=0.3, p_adjusted=0.2, expected="positive", alpha=0.05)
    'inconclusive'
    """
    if p_adjusted < alpha:
        if expected is None or estimate is None:
            return "supported"
        return "supported" if (estimate > 0) == (expected == "positive") else "contradicted"
    if (
        smallest_effect is not None
        and conf_low is not None
        and conf_high is not None
        and -smallest_effect < conf_low
        and conf_high < smallest_effect
    ):
        return "not_supported"
    return "inconclusive"
