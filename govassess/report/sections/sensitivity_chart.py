"""The index of each headline construct as reported and the other way, in one chart."""

from __future__ import annotations

from govassess.report.blocks import Block, Figure, drawing
from govassess.report.charts import Sensitivity, SensitivityRow, sensitivity
from govassess.report.sections.ladders import bands, index_axis, index_edges, on_mean
from govassess.report.view import View
from govassess.report.ways import way
from govassess.result.descriptive import NodeScore, RobustScore


def sensitivity_figure(view: View) -> list[Block]:
    """Return the indices with and without those who show two signs of careless answering, the reported one marked."""
    rows: list[SensitivityRow] = []
    for entry in view.result.robustness:
        rows.append(_row(view, view.scores[entry.id], "chosen"))
        rows.append(_row(view, entry, "other"))
    drawn = sensitivity(
        Sensitivity(
            title=view.say("report.chart.sensitivity.title"),
            desc=view.say(
                "report.chart.sensitivity.desc",
                count=sum(entry.level == view.scores[entry.id].level for entry in view.result.robustness),
                of=len(view.result.robustness),
            ),
            rows=tuple(rows),
            axis=index_axis(view),
            value_header=view.say("report.chart.dots.header.index", confidence=view.confidence()),
            level_header=view.say("table.column.level_plain"),
            chosen_label=view.say("report.chart.sensitivity.chosen"),
            other_label=view.say("report.chart.sensitivity.other"),
            levels=() if on_mean(view) else bands(view),
            decimals=view.index_places(),
            edges=index_edges(view),
        ),
        number_format=view.number_format,
        ids=view.ids,
    )
    if not drawn:
        return []
    caption = view.phrase("report.chart.sensitivity.caption", confidence=view.confidence())
    return [Figure(name="robustness", svg=drawing(drawn), caption=caption, table="robustness")]


def _row(view: View, found: NodeScore | RobustScore, which: str) -> SensitivityRow:
    level = "" if found.level is None else view.level_name(found.level)
    return SensitivityRow(
        label=view.say(f"report.chart.sensitivity.{way(view)}.{which}"),
        heading=view.name(found.id),
        estimate=found.index,
        low=found.conf_low,
        high=found.conf_high,
        level=level if view.by_rule() or not level else f"{found.level} {level}",
        chosen=which == "chosen",
    )
