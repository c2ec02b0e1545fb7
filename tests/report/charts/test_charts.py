"""What holds for every chart, and what each one draws."""

from __future__ import annotations

import re
from xml.etree.ElementTree import Element

import pytest
from defusedxml.ElementTree import fromstring

from govassess.report.charts import (
    CSS,
    ChoiceBars,
    DimensionDots,
    DotRow,
    Forest,
    Funnel,
    GroupDots,
    Heat,
    Ids,
    IntervalRow,
    Ladder,
    LevelBand,
    Likert,
    Loadings,
    Missingness,
    choice_bars,
    dimension_dots,
    forest,
    funnel_bars,
    group_dots,
    heat,
    ladder,
    likert,
    loadings,
    missingness,
)
from govassess.report.charts.likert import steps
from govassess.report.charts.plot import Axis, decimals_of, round_ticks
from govassess.report.charts.theme import COLOURS, ROLES, STEPS, contrast, luminance, on_ramp, ramp
from govassess.text.numbers import NumberFormat
from tests.report.charts.apart import tag, taken_apart
from tests.report.charts.specimens import (
    CHOICES,
    EXTREME_ITEMS,
    FOREST,
    FUNNEL,
    LONG,
    SPECIMENS,
    draw_choices,
    draw_dimensions,
    draw_forest,
    draw_funnel,
    draw_groups,
    draw_heat,
    draw_ladder,
    draw_likert,
    draw_loadings,
    levels,
    likert_items,
    loading_rows,
)

EVERY = [(name, lang) for name in SPECIMENS for lang in ("en", "id")]
SHAPES = {"rect", "circle", "path", "polygon", "line"}


def words(svg: str) -> list[str]:
    """What is written, one string a <text>; its title, where it was shortened, is left out."""
    found = []
    for node in fromstring(svg).iter():
        if tag(node) == "text":
            parts = [node.text or ""] + [
                (part.text or "") if tag(part) == "tspan" else part.tail or "" for part in node
            ]
            found.append(" ".join(part for part in parts if part))
    return found


def shapes(svg: str, name: str, **attributes: str) -> list[Element]:
    return [
        node
        for node in taken_apart(svg)
        if tag(node) == name and all(node.get(key) == value for key, value in attributes.items())
    ]


@pytest.mark.parametrize(("name", "lang"), EVERY)
def test_a_chart_is_one_named_and_described_picture(name: str, lang: str) -> None:
    root = fromstring(SPECIMENS[name](lang))
    assert tag(root) == "svg"
    assert root.get("role") == "img"
    title, desc = root[0], root[1]
    assert (tag(title), tag(desc)) == ("title", "desc")
    assert root.get("aria-labelledby") == f"{title.get('id')} {desc.get('id')}"
    assert title.text
    assert desc.text
    assert "sans-serif" in root.get("font-family", "")
    assert (root.get("fill"), root.get("font-size")) == (ROLES["ink"][0], "11")


@pytest.mark.parametrize(("name", "lang"), EVERY)
def test_a_chart_survives_without_styles_and_with_a_closed_policy(name: str, lang: str) -> None:
    svg = SPECIMENS[name](lang)
    for node in fromstring(svg).iter():
        assert tag(node) in SHAPES | {"svg", "title", "desc", "g", "text", "tspan"}
        assert not any(key == "style" or key.startswith("on") or "href" in key for key in node.attrib)
        painted = node.get("class", "")
        assert node.get("fill", "none") == "none" or "gf-" in painted
        assert node.get("stroke") is None or "gs-" in painted
    for node in taken_apart(svg):
        assert node.get("fill") or tag(node) in ("line", "text")  # words inherit theirs from the drawing
        assert tag(node) != "text" or float(node.get("font-size", "11")) >= 11


@pytest.mark.parametrize(("name", "lang"), EVERY)
def test_no_number_prints_as_nan_exponent_or_signed_zero(name: str, lang: str) -> None:
    svg = SPECIMENS[name](lang)
    assert not re.search(r"\bnan\b|\binf\b|\de[+-]\d", svg, re.IGNORECASE)
    assert not any(re.search(r"−0(?:[.,]0+)?(?![\d.,])", written) for written in words(svg))


@pytest.mark.parametrize("name", SPECIMENS)
def test_the_same_data_give_the_same_bytes(name: str) -> None:
    assert SPECIMENS[name]("id") == SPECIMENS[name]("id")


def test_ids_come_from_the_reports_counter() -> None:
    ids = Ids()
    data = Heat(title="t", desc="d", labels=("a", "b"), values=((), (0.5,)), centre=0, span=1)
    first, second = (
        heat(data, number_format=NumberFormat("en"), ids=ids),
        heat(data, number_format=NumberFormat("en"), ids=ids),
    )
    found = re.findall(r' id="([^"]+)"', first + second)
    assert len(found) == len(set(found)) == 4


@pytest.mark.parametrize(
    ("draw", "data"),
    [
        (ladder, Ladder(title="t", desc="d", levels=(), estimate=50.0)),
        (ladder, Ladder(title="t", desc="d", levels=levels("en", 0, 100), estimate=None)),
        (dimension_dots, DimensionDots(title="t", desc="d", rows=(), axis=(1, 5), value_header="M")),
        (group_dots, GroupDots(title="t", desc="d", rows=(), axis=(0, 100), value_header="M")),
        (likert, Likert(title="t", desc="d", scale=("1", "2"), items=(), mean_header="M")),
        (funnel_bars, Funnel(title="t", desc="d", rows=(), count_header="a", remaining_header="b")),
        (missingness, Missingness(title="t", desc="d", rows=(), share_header="a")),
        (choice_bars, ChoiceBars(title="t", desc="d", rows=(), share_header="a")),
        (loadings, Loadings(title="t", desc="d", rows=(), value_header="a")),
        (forest, Forest(title="t", desc="d", rows=(), value_header="a")),
        (heat, Heat(title="t", desc="d", labels=("only",), values=((),), centre=0, span=1)),
    ],
)
def test_nothing_to_draw_gives_the_empty_string(draw, data) -> None:
    assert draw(data, number_format=NumberFormat("en"), ids=Ids()) == ""


def test_the_ladder_fills_the_level_and_writes_cut_points_and_shares() -> None:
    svg = draw_ladder("id")
    filled = shapes(svg, "rect", rx="3", fill=ROLES["accent"][0])
    assert len(filled) == 1
    assert {"3 Berkembang", "60", "3 · 82%", "4 · 18%", "Penarikan ulang"} <= set(words(svg))
    left, width = float(filled[0].get("x")), float(filled[0].get("width"))
    point = float(shapes(svg, "circle")[0].get("cx"))
    assert left < point < left + width  # 58.1 lies in 40-60


def test_a_share_that_rounds_to_all_says_that_it_is_not_all() -> None:
    svg = draw_ladder("en", levels=levels("en", 0, 100, (0, 0, 0.998, 0.002, 0)))
    assert "3 · more than 99%" in words(svg)
    assert "3 · 100%" not in words(svg)


def test_resamples_all_in_one_level_need_no_bar() -> None:
    svg = draw_ladder("en", levels=levels("en", 0, 100, (0, 0, 1.0, 0, 0)))
    assert "Resamples" not in words(svg)


def test_the_bar_of_shares_is_shorter_than_the_axis_and_begins_inside_it() -> None:
    for narrow in (False, True):
        svg = draw_ladder("en", narrow=narrow)
        axis = sorted(shapes(svg, "rect", rx="3"), key=lambda node: float(node.get("x")))
        bar = [node for node in shapes(svg, "rect") if node.get("fill") == "none"][-1]
        left, right = float(axis[0].get("x")), float(axis[-1].get("x")) + float(axis[-1].get("width"))
        assert float(bar.get("x")) > left + 40
        assert float(bar.get("width")) < 0.8 * (right - left)
        assert float(bar.get("x")) + float(bar.get("width")) <= right + 1


def test_a_narrow_ladder_is_340_units_wide() -> None:
    assert 'viewBox="-3 0 346 ' in draw_ladder("en", narrow=True)
    assert 'viewBox="-3 0 646 ' in draw_ladder("en")


def test_a_grade_without_room_gives_way_to_its_short_name() -> None:
    bands = tuple(
        LevelBand(number=at, name=f"{grade} (a long explanation of the grade)", lower=at, upper=at + 1, grade=grade)
        for at, grade in enumerate("DCBA", start=1)
    )
    written = words(draw_ladder("en", levels=bands, estimate=2.5, level=2, narrow=True))
    assert sorted(written[:4]) == ["A", "B", "C", "D"]


def test_a_ladder_between_two_levels_outlines_both_and_fills_neither() -> None:
    svg = draw_ladder("id", levels=levels("id", 0, 100, (0, 0.05, 0.58, 0.37, 0)), level=None)
    assert shapes(svg, "rect", fill=ROLES["accent"][0]) == []
    outlined = shapes(svg, "rect", stroke=ROLES["blue"][0])
    assert [round(float(node.get("x"))) for node in outlined] == [261, 383]  # bands 3 and 4 of five from 14 to 626
    assert shapes(draw_ladder("id"), "rect", stroke=ROLES["blue"][0]) == []


def test_the_ladder_of_one_respondent_has_a_point_and_no_whisker() -> None:
    assert shapes(draw_ladder("id", conf_low=None, conf_high=None), "line") == []
    assert len(shapes(draw_ladder("id"), "line")) == 3  # the interval and its two caps


def test_an_interval_beyond_the_axis_ends_in_arrowheads_inside_the_drawing() -> None:
    svg = draw_ladder("id", conf_low=-20, conf_high=130)
    assert len(shapes(svg, "path")) == 3  # the pointer and two heads
    assert all(0 <= float(node.get(end)) <= 640 for node in shapes(svg, "line") for end in ("x1", "x2"))


def test_a_level_name_without_room_gives_way_to_its_number_and_stays_as_title() -> None:
    bands = levels("id", 0, 100)
    narrow = tuple(
        type(band)(number=band.number, name=LONG, lower=band.lower, upper=band.upper, share=None) for band in bands
    )
    svg = draw_ladder("id", levels=narrow)
    assert "3" in words(svg)
    assert f"3 {LONG}" in svg


def test_dimensions_show_mean_interval_and_n_and_a_mark_for_each_construct() -> None:
    svg = draw_dimensions("id")
    assert {"2,94", "[2,83; 3,04]", "300", "Tata kelola kolaborasi"} <= set(words(svg))
    assert len(shapes(svg, "circle")) == 3  # first construct
    assert len(shapes(svg, "polygon")) == 8  # squares and diamonds of the two others


def test_a_mean_on_a_cut_point_stands_on_the_line_between_two_bands() -> None:
    svg = draw_dimensions("en", (DotRow(label="A", estimate=2.6, low=2.5, high=2.7, n=9),))
    edges = [float(node.get("x")) for node in shapes(svg, "rect")]
    assert any(abs(float(shapes(svg, "circle")[0].get("cx")) - edge) < 0.02 for edge in edges)


def test_a_dimension_without_a_mean_keeps_its_row_and_shows_a_dash() -> None:
    svg = draw_dimensions("en", (DotRow(label="A", estimate=None, n=0),))
    assert {"A", "–", "0"} <= set(words(svg))
    assert shapes(svg, "circle") == []


def test_groups_stand_beside_the_whole_sample_and_hidden_ones_are_named() -> None:
    svg = draw_groups("id")
    assert words(svg)[0] == "Indeks menurut perangkat daerah"
    assert "Seluruh responden 53,1" in words(svg)
    assert any("Kecamatan Utara; Kecamatan Selatan" in written for written in words(svg))
    dashed = [node for node in shapes(svg, "line") if node.get("stroke-dasharray")]
    assert len({node.get("x1") for node in dashed}) == 1  # the line and its key are in one place
    assert "Seluruh" not in "".join(words(draw_groups("id", whole=None)))


def segments(svg: str) -> list[tuple[float, float, str]]:
    return [
        (float(node.get("x")), float(node.get("width")), node.get("class"))
        for node in shapes(svg, "rect", height="18")
        if node.get("fill") != "none"
    ]


def test_the_neutral_answers_are_split_about_zero() -> None:
    svg = draw_likert("en", EXTREME_ITEMS[:1])
    zero = float(shapes(svg, "line")[0].get("x1"))
    ((x, width, _),) = segments(svg)
    assert x + width / 2 == pytest.approx(zero, abs=0.6)  # bars begin and end at whole units


def test_an_even_scale_meets_at_zero_and_segments_are_proportional() -> None:
    items = likert_items(1, 2)
    svg = draw_likert("en", items, 2)
    (disagree, agree) = segments(
        draw_likert("en", (type(items[0])(code="a", label="", counts=(1, 3), mean=2, n=4),), 2)
    )
    assert agree[1] / disagree[1] == pytest.approx(3, rel=1e-2)
    assert disagree[0] + disagree[1] == pytest.approx(agree[0], abs=0.02)
    assert svg


def test_answers_of_nobody_have_no_segment_and_an_empty_answer_none_either() -> None:
    svg = draw_likert("en", EXTREME_ITEMS[:4])
    assert len(segments(svg)) == 3  # three items with one answer each; the fourth has none
    assert {"100%", "–"} <= set(words(svg))


def test_reverse_keyed_items_are_marked_and_the_mark_is_explained() -> None:
    svg = draw_likert("en", likert_items(3, 5, ""))
    assert "PS3 (R)" in words(svg)
    assert "(R) reverse-keyed, shown as asked" in words(svg)
    assert "(R)" not in "".join(words(draw_likert("en", likert_items(2, 5, ""))))


def test_the_legend_is_in_the_order_of_the_scale() -> None:
    assert words(draw_likert("id", likert_items(1, 5)))[:5] == [
        "Sangat tidak setuju",
        "Tidak setuju",
        "Netral",
        "Setuju",
        "Sangat setuju",
    ]


@pytest.mark.parametrize("points", range(2, 11))
def test_scale_points_have_their_own_colours_mirrored_about_the_middle(points: int) -> None:
    found = steps(points)
    assert len(set(found)) == points
    assert list(found) == sorted(found)
    assert all(a == -b for a, b in zip(found, reversed(found), strict=True))


def test_don_t_know_is_a_share_of_all_who_were_asked() -> None:
    item = type(EXTREME_ITEMS[0])(code="a", label="", counts=(1, 1, 1, 0, 0), mean=2, n=3, unanswered=1)
    assert "25.0%" in words(draw_likert("en", (item,)))


def test_the_funnel_writes_what_leaves_and_what_remains() -> None:
    svg = draw_funnel("id", FUNNEL)
    assert {"−6", "−310", "1.334", "1.328", "1.018"} <= set(words(svg))
    bars = [float(node.get("width")) for node in shapes(svg, "rect", fill=ROLES["blue"][0])]
    assert bars[-1] / bars[0] == pytest.approx(1018 / 1334, rel=1e-3)


def test_choices_run_from_the_largest_share_to_the_suppressed() -> None:
    written = words(draw_choices("id", CHOICES))
    order = [written.index(label) for label in ("Aplikasi telepon pintar", "Situs web", "Loket", "Surat")]
    assert order == sorted(order)
    assert {"63,2%", "[57,7; 68,3]", "–"} <= set(written)


def test_loadings_under_the_threshold_have_another_shape() -> None:
    rows = loading_rows(8)
    svg = draw_loadings("en", rows)
    under = sum(row.estimate < 0.7 for row in rows)
    assert len(shapes(svg, "polygon")) == under
    assert len(shapes(svg, "circle")) == 8 - under
    assert ".50" in words(svg)
    assert "0.70 (Hair et al., 2019), a convention" in words(svg)
    assert len(shapes(draw_loadings("en", rows, threshold=None), "polygon")) == 0


def test_estimates_whose_interval_holds_zero_have_another_shape() -> None:
    svg = draw_forest("id", FOREST, clear_label="", crossing_label="")
    assert len(shapes(svg, "polygon")) == 1
    assert len(shapes(svg, "circle")) == 3
    assert {"0,09", "[−0,02; 0,20]", "−0,58"} <= set(words(svg))


@pytest.mark.parametrize(
    ("low", "high", "crossing"), [(0.0, 0.2, True), (-0.2, 0.0, True), (0.01, 0.2, False), (None, None, True)]
)
def test_an_end_at_zero_holds_zero(low: float | None, high: float | None, crossing: bool) -> None:
    row = IntervalRow(label="a", estimate=0.1, low=low, high=high)
    svg = draw_forest("en", (row,), clear_label="", crossing_label="")
    assert len(shapes(svg, "polygon")) == crossing


def test_the_heat_map_prints_every_pair_once_and_marks_those_above_in_bold() -> None:
    svg = draw_heat("en", 3, ("A", "B", "C"), values=((), (0.9,), (0.5, 0.851)), above_label="", below_label="")
    assert words(svg) == ["1. A", "2. B", "3. C", "1", "2", ".90", ".85", ".50"]
    bold = [node.text for node in shapes(svg, "text") if node.get("font-weight")]
    assert bold == [".90", ".85"]
    fills = [node.get("class").split()[0] for node in shapes(svg, "rect")]
    assert [int(fill.removeprefix("gf-r")) < STEPS for fill in fills] == [True, True, False]


def test_below_a_threshold_the_colours_stay_pale_and_the_smallest_is_not_the_darkest() -> None:
    svg = draw_heat("en", 3, values=((), (0.05,), (0.7, 0.99)), span=0.15, above_label="", below_label="")
    shades = [contrast(node.get("fill"), "#ffffff") for node in shapes(svg, "rect")]
    assert shades[2] == max(shades)
    assert max(shades[:2]) < 2.5


def test_a_framed_pair_has_a_frame_and_bold_numbers() -> None:
    plain = draw_heat("en", 3, values=((), (0.5,), (0.6, 0.7)))
    framed = draw_heat("en", 3, values=((), (0.5,), (0.6, 0.7)), framed=frozenset({(2, 1)}), framed_label="look here")
    assert len(shapes(framed, "rect", stroke=ROLES["orange"][0])) == 2  # the pair and the legend
    assert shapes(plain, "rect", stroke=ROLES["orange"][0]) == []
    assert [node.text for node in shapes(framed, "text") if node.get("font-weight")] == [".70"]
    assert "look here" in words(framed)


def test_a_heat_map_without_room_for_numbers_has_colours_only() -> None:
    svg = draw_heat("id", 64, above_label="", below_label="")
    assert len(shapes(svg, "rect")) == 64 * 63 / 2
    assert not any("," in written for written in words(svg))


@pytest.mark.parametrize("mode", [0, 1], ids=["light", "dark"])
def test_words_have_contrast_4_5_on_what_they_stand_on(mode: int) -> None:
    grounds = [("ink", g) for g in ("paper", "zone0", "zone1")] + [("muted", g) for g in ("paper", "zone0", "zone1")]
    grounds += [("stepword", "step"), ("onaccent", "accent")]
    grounds += [(on_ramp(step), ramp(step)) for step in range(-STEPS, STEPS + 1)]
    weak = [
        (word, ground, round(ratio, 2))
        for word, ground in grounds
        if (ratio := contrast(COLOURS[word][mode], COLOURS[ground][mode])) < 4.5
    ]
    assert weak == []


@pytest.mark.parametrize("mode", [0, 1], ids=["light", "dark"])
def test_marks_have_contrast_3_on_what_they_stand_on(mode: int) -> None:
    weak = [
        (mark, ground, round(ratio, 2))
        for mark in ("blue", "orange", "slate", "violet", "edge", "accent", "ink")
        for ground in ("paper", "zone0", "zone1")
        if (mark, ground) not in {("edge", "zone1"), ("edge", "zone0"), ("accent", "zone1"), ("accent", "zone0")}
        and (ratio := contrast(COLOURS[mark][mode], COLOURS[ground][mode])) < 3
    ]
    assert weak == []


@pytest.mark.parametrize(("mode", "sign"), [(0, 1), (1, -1)], ids=["light", "dark"])
def test_steps_of_one_side_are_told_apart_in_grey_too(mode: int, sign: int) -> None:
    tones = [sign * luminance(COLOURS[ramp(step)][mode]) for step in range(-STEPS, STEPS + 1)]
    assert tones[: STEPS + 1] == sorted(set(tones[: STEPS + 1]))
    assert tones[STEPS:] == sorted(set(tones[STEPS:]), reverse=True)


def test_contrast_is_that_of_wcag() -> None:
    assert contrast("#000000", "#ffffff") == pytest.approx(21)
    assert contrast("#767676", "#ffffff") == pytest.approx(4.54, abs=0.005)  # the published grey that just passes


def test_dark_rules_hold_on_screens_only_so_that_print_is_light() -> None:
    head, _, dark = CSS.partition("@media screen and (prefers-color-scheme:dark)")
    assert "fill" not in head
    used = set(re.findall(r"g[fs]-\w+", "".join(draw("en") for draw in SPECIMENS.values())))
    assert all(f".{name}{{" in dark for name in used)
    assert dark.count("{") == dark.count("}")


@pytest.mark.parametrize(
    ("low", "high"), [(0, 1), (-0.13, 0.42), (0, 0), (5, 5), (-90000, 55555.5), (1e-9, 2e-9), (0, 100), (-1, 1)]
)
def test_ticks_are_few_and_cover_the_data(low: float, high: float) -> None:
    values = round_ticks(low, high)
    assert values[0] <= low
    assert values[-1] >= high
    assert 1 <= len(values) <= 8
    assert list(values) == sorted(set(values))


def test_tick_labels_have_the_decimals_they_need() -> None:
    assert [decimals_of(v) for v in ((0, 20), (1, 1.8), (64.99, 25), (1 / 3,))] == [0, 1, 2, 4]


def test_cut_points_have_at_most_and_ticks_at_least_the_decimals_asked_for() -> None:
    bands = tuple(
        type(b)(number=b.number, name=b.name, lower=b.lower + 0.25, upper=b.upper) for b in levels("en", 0, 100)
    )
    assert "20.25" in words(draw_ladder("en", levels=bands))
    assert "20.3" in words(draw_ladder("en", levels=bands, decimals=1))
    assert "20" in words(draw_ladder("en"))
    assert "20.0" in words(draw_groups("en", axis_decimals=1))


def test_an_axis_holds_values_inside_its_ends() -> None:
    axis = Axis(low=1, high=5, left=100, right=500)
    assert [axis.at(value) for value in (-9, 1, 3, 5, 99)] == [100, 100, 300, 500, 500]
    assert Axis(low=1, high=1, left=100, right=500).at(1) == 300
