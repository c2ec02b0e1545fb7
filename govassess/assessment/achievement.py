"""What a TCR (tingkat capaian responden) is called: a table of categories that the plan names, never a silent one."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from itertools import pairwise
from typing import TYPE_CHECKING

from govassess.errors import PlanError
from govassess.files.stored import stored
from govassess.instrument.model import Text
from govassess.result.descriptive import TcrBand, TcrCategories, TcrNamed
from govassess.scoring.index import re_express
from govassess.text.catalogue import LANGUAGES, say

if TYPE_CHECKING:
    from govassess.instrument.model import Instrument
    from govassess.result.descriptive import NodeScore
    from govassess.result.measures import ItemStatistics

PARTS = 5
"""Categories of the named table."""


def categories_of(wanted: TcrNamed | TcrCategories | None, instrument: Instrument) -> TcrCategories | None:
    """Return the table of categories of a run.

    ``equal_intervals`` cuts the range of the mean that the scale allows into five equal parts and re-expresses their
    borders as TCR; on a scale from 1 to 5 these are 20, 36, 52, 68, 84, 100.

    Raises
    ------
    PlanError
        The bands of a table leave a gap, overlap, or do not reach from the lowest possible TCR to 100; the scales of
        the instrument have different ends; or TCR is not defined on them.
    """
    if wanted is None:
        return None
    ends = {(scale.min, scale.max) for scale in instrument.scales.values()}
    if len(ends) != 1 or min(ends)[0] < 0 or min(ends)[1] <= 0:
        raise PlanError("tcr_scales", found=", ".join(f"{low}–{high}" for low, high in sorted(ends)))
    ((low, high),) = ends
    if isinstance(wanted, str):
        return _equal_intervals(low, high)
    lowest = stored(re_express(float(low), "tcr", low, high))
    borders = [(band.min, band.max) for band in wanted.bands]
    follow = all(one[1] == other[0] for one, other in pairwise(borders))
    if not follow or any(start >= end for start, end in borders) or borders[0][0] > lowest or borders[-1][1] != 100:
        found = ", ".join(f"{start:g}–{end:g}" for start, end in borders)
        raise PlanError("tcr_bands", found=found, lowest=f"{lowest:g}")
    return wanted


def _equal_intervals(low: int, high: int) -> TcrCategories:
    """Return the table of equal parts of the possible range of the mean."""
    cuts = [stored(re_express(low + (high - low) * place / PARTS, "tcr", low, high)) for place in range(PARTS + 1)]
    return TcrCategories(
        source=_text("tcr.equal_intervals.source"),
        closed="right",
        bands=tuple(
            TcrBand(min=cuts[place], max=cuts[place + 1], name=_text(f"tcr.equal_intervals.{place + 1}"))
            for place in range(PARTS)
        ),
    )


def _text(key: str) -> Text:
    """Return a text of the catalogue in all its languages."""
    return Text(**{lang: say(key, lang) for lang in LANGUAGES})


def category_of(tcr: float | None, table: TcrCategories | None) -> int | None:
    """Return the place of a TCR in a table of categories; a border belongs to the side that the table closes.

    Examples
    --------
    >>> band = lambda low, high: TcrBand(min=low, max=high, name=Text(en="a", id="b"))
    >>> table = TcrCategories(source=Text(en="s", id="s"), closed="right", bands=(band(20, 36), band(36, 100)))
    >>> category_of(36.0, table), category_of(36.1, table), category_of(20.0, table)
    (0, 1, 0)
    """
    if tcr is None or table is None:
        return None
    value = stored(tcr)
    if table.closed == "right":
        return next(place for place, band in enumerate(table.bands) if value <= band.max or band is table.bands[-1])
    return max(place for place, band in enumerate(table.bands) if value >= band.min or place == 0)


def categorised(
    scores: Sequence[NodeScore], items: Sequence[ItemStatistics], table: TcrCategories | None
) -> tuple[tuple[NodeScore, ...], tuple[ItemStatistics, ...]]:
    """Return scores and items with the category of their TCR."""
    if table is None:
        return tuple(scores), tuple(items)
    return (
        tuple(replace(score, tcr_category=category_of(score.tcr, table)) for score in scores),
        tuple(replace(item, tcr_category=category_of(item.tcr, table)) for item in items),
    )
