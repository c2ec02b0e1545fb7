"""Change, sensitivity, shares of levels, radar and residual checks: what each draws."""

from __future__ import annotations

from dataclasses import fields

import pytest

from govassess.report.charts import (
    Change,
    ChangeRow,
    CheckPoint,
    Checks,
    Ids,
    LevelShares,
    Radar,
    Sensitivity,
    Spoke,
    change,
    level_shares,
    radar,
    residual_checks,
    sensitivity,
)
from govassess.report.charts.theme import ROLES
from govassess.text.numbers import NumberFormat
from tests.report.charts.specimens import (
    CHANGE,
    EXTREME_CHANGE,
    EXTREME_WAYS,
    SHARES,
    change_row,
    draw_change,
    draw_checks,
    draw_radar,
    draw_sensitivity,
    draw_shares,
    ways,
)
from tests.report.charts.test_charts import shapes, words

BLUE, ORANGE, SLATE, PAPER = (ROLES[role][0] for role in ("blue", "orange", "slate", "paper"))


def test_a_change_is_told_by_ten_numbers_and_its_names() -> None:
    assert [field.name for field in fields(ChangeRow)] == [
        "label",
        "before",
        "before_low",
        "before_high",
        "after",
        "after_low",
        "after_high",
        "difference",
        "diff_low",
        "diff_high",
        "heading",
    ]


def test_a_change_prints_before_after_and_the_difference_with_its_interval() -> None:
    assert {"55,2", "65,5", "10,3", "[5,3; 15,3]", "2025", "2026", "Selisih [IK 95%]"} <= set(
        words(draw_change("id", CHANGE))
    )


def test_before_is_a_hollow_square_left_of_or_right_of_the_disc_of_after() -> None:
    svg = draw_change("en", (change_row("A", 20.0, 40.0, 20.0), change_row("B", 60.0, 30.0, -30.0)))
    discs = [float(node.get("cx")) for node in shapes(svg, "circle")][:2]
    squares = [
        [float(corner.split(",")[0]) for corner in node.get("points").split()]
        for node in shapes(svg, "polygon", stroke=SLATE)
    ][:2]
    middles = [sum(square) / 4 for square in squares]
    assert middles[0] < discs[0]
    assert middles[1] > discs[1]
    assert len(shapes(svg, "line", stroke=ROLES["edge"][0])) == 2  # what joins them


def test_a_difference_whose_interval_holds_zero_is_hollow_and_orange() -> None:
    svg = draw_change("en", CHANGE, clear_label="", crossing_label="")
    assert len(shapes(svg, "polygon", stroke=ORANGE, fill=PAPER)) == 2
    assert len(shapes(svg, "polygon", fill=BLUE)) == 1


def test_what_was_not_measured_twice_keeps_its_row_with_dashes() -> None:
    written = words(draw_change("id", EXTREME_CHANGE))
    assert written.count("–") == 4  # before or after, and the difference, of two rows
    assert {"60,0", "40,0"} <= set(written)


def test_the_chosen_way_is_a_disc_with_a_line_through_its_alternatives() -> None:
    svg = draw_sensitivity("id", (*ways("A", 60.0, "4"), *ways("B", 40.0, "3")))
    discs = shapes(svg, "circle")
    dashed = [node for node in shapes(svg, "line") if node.get("stroke-dasharray")]
    assert [node.get("x1") for node in dashed] == [node.get("cx") for node in discs if float(node.get("cy")) > 20]
    assert len(shapes(svg, "polygon", fill=PAPER)) == 2 + 1  # the alternatives, and the legend
    assert {"60,0", "60,6", "[57,0; 63,0]", "4", "yang dilaporkan", "cara lain"} <= set(words(svg))


def test_a_way_without_a_result_keeps_its_row() -> None:
    assert "–" in words(draw_sensitivity("en", EXTREME_WAYS))


def test_shares_of_levels_fill_the_whole_bar_and_say_their_level() -> None:
    svg = draw_shares("id", SHARES)
    widths = [float(node.get("width")) for node in shapes(svg, "rect", height="18") if node.get("fill") != "none"]
    outlines = [float(node.get("width")) for node in shapes(svg, "rect", height="18", fill="none")]
    assert len(outlines) == 4  # the fifth row has no resamples
    assert sum(widths) == pytest.approx(sum(outlines), abs=1)
    assert {"4 · lebih dari 99%", "3 · 58%", "3 · 100%"} <= set(words(svg))


@pytest.mark.parametrize(("count", "drawn"), [(3, False), (4, True), (8, True), (9, False)])
def test_a_radar_has_four_to_eight_spokes(count: int, drawn: bool) -> None:
    assert bool(draw_radar("en", tuple(Spoke(label=str(at), value=3.0) for at in range(count)))) is drawn


def test_the_outline_of_a_radar_is_open_where_a_value_is_missing() -> None:
    whole = tuple(Spoke(label=str(at), value=2.0 + at / 2) for at in range(5))
    sides = len(shapes(draw_radar("en", whole), "line", stroke=BLUE))
    assert sides == 5
    open_at = (Spoke(label="0", value=None), *whole[1:])
    assert len(shapes(draw_radar("en", open_at), "line", stroke=BLUE)) == 3
    assert "0 –" in words(draw_radar("en", open_at))


def test_a_radar_says_its_values_beside_its_names() -> None:
    assert {"A 2,00", "B 3,50"} <= set(
        words(
            draw_radar(
                "id", tuple(Spoke(label=name, value=value) for name, value in zip("ABAB", (2, 3.5) * 2, strict=True))
            )
        )
    )


def test_residuals_by_fitted_value_have_intervals_and_those_by_size_a_sloped_line() -> None:
    points = tuple(CheckPoint(x=at, y=0.1, low=-0.2, high=0.4) for at in (1.0, 2.0, 3.0))
    svg = draw_checks("en", points, tuple(CheckPoint(x=at, y=at) for at in (-1.0, 0.0, 1.0)))
    assert len(shapes(svg, "line", stroke=BLUE)) == 3
    assert len(shapes(svg, "circle")) == 6
    sloped = [
        node for node in shapes(svg, "line") if node.get("x1") != node.get("x2") and node.get("y1") != node.get("y2")
    ]
    assert len(sloped) == 1


@pytest.mark.parametrize(
    ("draw", "data"),
    [
        (
            change,
            Change(title="t", desc="d", rows=(), axis=(0, 1), before_label="", after_label="", difference_header=""),
        ),
        (
            sensitivity,
            Sensitivity(
                title="t",
                desc="d",
                rows=(),
                axis=(0, 1),
                value_header="",
                level_header="",
                chosen_label="",
                other_label="",
            ),
        ),
        (level_shares, LevelShares(title="t", desc="d", levels=(), rows=())),
        (radar, Radar(title="t", desc="d", spokes=(), axis=(0, 1), rings=(0, 1))),
        (
            residual_checks,
            Checks(
                title="t",
                desc="d",
                fitted=(),
                normal=(),
                fitted_header="",
                normal_header="",
                fitted_label="",
                normal_label="",
            ),
        ),
    ],
)
def test_nothing_to_draw_gives_the_empty_string(draw, data) -> None:
    assert draw(data, number_format=NumberFormat("en"), ids=Ids()) == ""
