"""The strongest and the weakest part of the leading construct, and whether their difference is more than chance."""

from __future__ import annotations

from collections.abc import Mapping
from types import MappingProxyType
from typing import TYPE_CHECKING

from govassess.assessment.priorities import leading_construct
from govassess.errors import NotEstimable
from govassess.result.descriptive import StandingOut
from govassess.stats.moments import weighted_means
from govassess.stats.simultaneous import PairedDifferences, paired_differences
from govassess.text.numbers import decimals_beside

if TYPE_CHECKING:
    from govassess.run.basis import Basis

PLACES = 3
"""Decimals of the stored interval, more only where it would else begin or end at zero."""


def standing_out(basis: Basis, shown: Mapping[str, float | None] = MappingProxyType({})) -> StandingOut | None:
    """Return the parts of the leading construct with the highest and the lowest mean, and how they differ.

    Parameters
    ----------
    basis : Basis
        Respondents, their scores and draws.
    shown : mapping, optional
        Part -> its mean as the tables show it, where that is rounded: an exact difference would give it back.

    Returns
    -------
    StandingOut or None
        None where fewer than two parts have a score.

    Notes
    -----
    The two are picked after the means were seen, so that the interval of their difference is one of a set that holds
    for all pairs of parts together (``paired_differences``). In a census the draws are narrowed as those of the scores
    are. Where the interval holds zero, no part stands out.
    """
    values, rules = basis.scores.values, basis.scores.rules
    leading = leading_construct(rules)
    parts = [each.id for each in rules.branches if each.parent == leading.id and values[each.id].notna().any()]
    if len(parts) < 2:
        return None
    exact = {part: float(values[part].mean()) for part in parts}
    means = {part: exact[part] if shown.get(part) is None else float(shown[part] or 0.0) for part in parts}
    strongest, weakest = max(parts, key=means.__getitem__), min(parts, key=means.__getitem__)
    low = high = None
    code, why = None, {}
    try:
        low, high = _ends(_differences(basis, parts), parts.index(strongest), parts.index(weakest))
    except NotEstimable as reason:
        code, why = reason.code, dict(reason.values)
    return StandingOut(
        node=leading.id,
        parts=len(parts),
        strongest=strongest,
        weakest=weakest,
        difference=means[strongest] - means[weakest],
        conf_low=low,
        conf_high=high,
        method="max_t",
        code=code,
        values=why,
    )


def _differences(basis: Basis, parts: list[str]) -> PairedDifferences:
    """Return the differences of all pairs of parts."""
    if basis.draws is None:
        raise NotEstimable("paired_differences", "no_draws")
    frame, sampling = basis.scores.values[parts], basis.sampling
    means, drawn = frame.mean().to_numpy(float), weighted_means(frame, basis.draws)
    if sampling.fpc is not None:
        drawn = means + (drawn - means) * sampling.fpc
    return paired_differences(means, drawn, draws=basis.draws, conf_level=sampling.conf_level)


def _ends(found: PairedDifferences, strongest: int, weakest: int) -> tuple[float, float]:
    """Return the interval of strongest less weakest, with no more decimals than its sides of zero need.

    An interval end with all its digits would tell more about single clusters than the report prints.
    """
    for first, second, low, high in zip(found.first, found.second, found.conf_low, found.conf_high, strict=True):
        if (first, second) == (strongest, weakest):
            return _rounded(float(low)), _rounded(float(high))
        if (first, second) == (weakest, strongest):
            return _rounded(-float(high)), _rounded(-float(low))
    return 0.0, 0.0  # one part is both: all means are the same


def _rounded(end: float) -> float:
    return round(end, decimals_beside(end, 0.0, PLACES)) + 0.0
