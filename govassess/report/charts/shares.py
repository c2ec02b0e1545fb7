"""How the resamples of each node fall among the levels: one bar a node, a segment a level."""

from __future__ import annotations

from dataclasses import dataclass

from govassess.report.charts.bands import LevelBand, full_name
from govassess.report.charts.likert import BAR, Stack, bars, scale_legend
from govassess.report.charts.plot import SMALL, WIDTH, Rows, ticks
from govassess.report.charts.svg import Ids, drawing
from govassess.report.formats import share
from govassess.text.numbers import NumberFormat, percent

QUARTERS = (0.0, 0.25, 0.5, 0.75, 1.0)


@dataclass(frozen=True, slots=True, kw_only=True)
class ShareRow:
    """One node; ``shares`` follows the levels and is empty where nothing was drawn."""

    label: str
    shares: tuple[float, ...]
    heading: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class LevelShares:
    """Shares of resamples in 2 to 10 levels, lowest first."""

    title: str
    desc: str
    levels: tuple[LevelBand, ...]
    rows: tuple[ShareRow, ...]


def level_shares(data: LevelShares, *, number_format: NumberFormat, ids: Ids) -> str:
    """Draw the shares, each segment with its level, the legend in the order of the levels; "" without rows."""
    if not data.rows:
        return ""
    labels, headings = [row.label for row in data.rows], [row.heading for row in data.rows]
    marks, top = scale_legend(tuple(full_name(band) for band in data.levels), 0)
    top += 8
    rows = Rows.of(labels, headings, top=top)
    bottom = rows.stacked[-1].bottom
    axis = rows.axis(0, 1, left=16, right=8)
    stacks = [Stack(shares=row.shares, start=0.0) if sum(row.shares) else None for row in data.rows]
    marks += rows.labels()
    marks += bars(
        stacks,
        axis,
        rows.middles,
        lambda place, value: [
            f"{data.levels[place].short} · {share(value, number_format.lang)}",
            data.levels[place].short,
        ],
    )
    marks += ticks(
        axis,
        QUARTERS,
        bottom + SMALL,
        number_format.lang,
        write=lambda value: percent(value, number_format.lang, decimals=0),
    )
    return drawing(WIDTH, bottom + BAR + 2, data.title, data.desc, ids, marks)
