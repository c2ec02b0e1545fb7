"""How sampling variation is expressed, and what the draws resample."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, Literal

from numpy.typing import NDArray

from govassess.stats.draws import Draws, make_draws

if TYPE_CHECKING:
    pass


FEW_CLUSTERS = 10
"""From this many clusters on, draws resample clusters instead of respondents."""


MANY_ROWS = 5000
"""Above this many respondents the draws resample random shards of rows, which give the same intervals faster."""


SHARDS = 2000


@dataclass(frozen=True, slots=True, kw_only=True)
class Sampling:
    """How sampling variation is expressed: draws, level of the intervals and, in a census, the correction."""

    conf_level: float
    seed: int
    count: int
    fpc: float | None = None  # sqrt(1 - n/N)


def resamples(n: int, sampling: Sampling, clusters: NDArray[Any] | None) -> Draws | None:
    """Return the draws of ``n`` respondents, of the whole sample or of one group; none for a single respondent.

    With ``clusters`` (n,) they resample clusters if there are 10 or more; else respondents, above 5,000 of them in
    2,000 random shards.
    """
    if n < 2 or sampling.count == 0:
        return None
    if clusters is not None and len(set(clusters.tolist())) >= FEW_CLUSTERS:
        return make_draws(n, seed=sampling.seed, count=sampling.count, clusters=clusters)
    return make_draws(n, seed=sampling.seed, count=sampling.count, shards=SHARDS if n > MANY_ROWS else None)


def resampled_units(draws: Draws) -> Literal["respondents", "clusters", "shards"]:
    """Return what draws resample, as the result calls it."""
    return "respondents" if draws.kind == "rows" else draws.kind
