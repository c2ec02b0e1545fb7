"""The charts of the report: plain functions from a frozen record of words and numbers to one ``<svg>``.

Every chart is ``chart(data, *, number_format, ids) -> str``. The record holds wording that is ready to print
(labels, headers, ``title`` and ``desc``) and raw numbers; the chart formats the numbers. A record without
rows gives the empty string, and the caller prints the reason instead. ``CSS`` holds the rules for dark
screens; without it, and in print, the drawings are complete and light.
"""

from govassess.report.charts.bands import LevelBand, full_name
from govassess.report.charts.bars import (
    ChoiceBars,
    ChoiceRow,
    Funnel,
    FunnelRow,
    Missingness,
    MissingRow,
    choice_bars,
    funnel_bars,
    missingness,
)
from govassess.report.charts.checks import CheckPoint, Checks, residual_checks
from govassess.report.charts.diagram import Diagram, DiagramEdge, DiagramNode, path_diagram
from govassess.report.charts.heat import Heat, heat
from govassess.report.charts.intervals import (
    Change,
    ChangeRow,
    DimensionDots,
    DotRow,
    Forest,
    GroupDots,
    IntervalRow,
    Loadings,
    Sensitivity,
    SensitivityRow,
    change,
    dimension_dots,
    forest,
    group_dots,
    loadings,
    parted,
    sensitivity,
)
from govassess.report.charts.ladder import Ladder, ladder
from govassess.report.charts.likert import Likert, LikertItem, likert
from govassess.report.charts.quadrants import QuadrantPoint, Quadrants, quadrants
from govassess.report.charts.radar import Radar, Spoke, radar
from govassess.report.charts.shares import LevelShares, ShareRow, level_shares
from govassess.report.charts.svg import Ids
from govassess.report.charts.theme import CSS

__all__ = [
    "CSS",
    "Change",
    "ChangeRow",
    "CheckPoint",
    "Checks",
    "ChoiceBars",
    "ChoiceRow",
    "Diagram",
    "DiagramEdge",
    "DiagramNode",
    "DimensionDots",
    "DotRow",
    "Forest",
    "Funnel",
    "FunnelRow",
    "GroupDots",
    "Heat",
    "Ids",
    "IntervalRow",
    "Ladder",
    "LevelBand",
    "LevelShares",
    "Likert",
    "LikertItem",
    "Loadings",
    "MissingRow",
    "Missingness",
    "QuadrantPoint",
    "Quadrants",
    "Radar",
    "Sensitivity",
    "SensitivityRow",
    "ShareRow",
    "Spoke",
    "change",
    "choice_bars",
    "dimension_dots",
    "forest",
    "full_name",
    "funnel_bars",
    "group_dots",
    "heat",
    "ladder",
    "level_shares",
    "likert",
    "loadings",
    "missingness",
    "parted",
    "path_diagram",
    "quadrants",
    "radar",
    "residual_checks",
    "sensitivity",
]
