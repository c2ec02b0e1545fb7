"""What a TCR is called: by a table that the plan names, at its borders too, and by none in silence."""

from __future__ import annotations

from dataclasses import replace

import pytest

from govassess.assessment.achievement import categories_of, category_of
from govassess.assessment.assess import assess
from govassess.errors import PlanError
from govassess.instrument.load import load_instrument
from govassess.run.plan import PlanFileError, read_plan, with_options
from tests.surveys import answers, responses

CG = load_instrument("cg-dps-smartcity")
OWN = {
    "source": {"en": "A textbook", "id": "Sebuah buku"},
    "closed": "left",
    "bands": [
        {"min": 0, "max": 55, "name": {"en": "Poor", "id": "Kurang"}},
        {"min": 55, "max": 100, "name": {"en": "Good", "id": "Baik"}},
    ],
}


@pytest.fixture(scope="module")
def named():
    return assess(responses(answers(CG, 60), CG), draws=0, tcr_categories="equal_intervals")


def test_the_named_table_cuts_the_possible_means_into_five_equal_parts():
    table = categories_of("equal_intervals", CG)
    borders = [band.min for band in table.bands] + [table.bands[-1].max]
    assert borders == [20, 36, 52, 68, 84, 100]  # means of 1.0, 1.8, 2.6, 3.4, 4.2, 5.0
    assert [band.name.id for band in table.bands] == ["Sangat rendah", "Rendah", "Sedang", "Tinggi", "Sangat tinggi"]


@pytest.mark.parametrize(
    ("mean", "place"), [(1.0, 0), (1.8, 0), (1.8001, 1), (2.6, 1), (3.4, 2), (3.41, 3), (4.2, 3), (4.21, 4), (5.0, 4)]
)
def test_a_mean_on_a_border_belongs_to_the_category_below_as_the_printed_table_has_it(mean, place):
    assert category_of(100 * mean / 5, categories_of("equal_intervals", CG)) == place


def test_a_table_closed_on_the_left_gives_the_border_to_the_category_above():
    table = categories_of(with_options(None, tcr_categories=OWN).tcr_categories, CG)
    assert [category_of(value, table) for value in (20.0, 54.99, 55.0, 100.0)] == [0, 0, 1, 1]


def test_without_a_named_table_there_is_a_tcr_and_no_category():
    found = assess(responses(answers(CG, 30), CG), draws=0)
    assert found.options.tcr_categories is None
    assert all(item.tcr is not None and item.tcr_category is None for item in found.items)
    assert all(score.tcr_category is None for score in found.scores)


def test_every_node_and_item_has_the_category_of_its_tcr(named):
    for each in (*named.scores, *named.items):
        band = named.options.tcr_categories.bands[each.tcr_category]
        assert band.min <= each.tcr <= band.max


def test_the_tcr_of_an_item_is_that_of_the_turned_key(named):
    reversed_items = [item for item in named.items if item.reverse]
    assert reversed_items
    for item in reversed_items:
        assert item.mean_keyed == pytest.approx(6 - item.mean)
        assert item.tcr == pytest.approx(20 * item.mean_keyed)


@pytest.mark.parametrize(
    "bands",
    [
        [(30, 60), (60, 100)],  # a mean of 1 has none
        [(0, 50), (60, 100)],
        [(0, 60), (50, 100)],
        [(0, 50), (50, 90)],
    ],
)
def test_a_table_with_a_hole_is_refused_with_what_was_found(bands):
    made = OWN | {"bands": [{"min": low, "max": high, "name": OWN["source"]} for low, high in bands]}
    table = with_options(None, tcr_categories=made).tcr_categories
    with pytest.raises(PlanError) as raised:
        categories_of(table, CG)
    assert raised.value.code == "tcr_bands"
    assert raised.value.values["lowest"] == "20"


def test_scales_of_different_ends_have_no_table():
    one = next(iter(CG.scales.values()))
    mixed = replace(CG, scales={**CG.scales, "four": replace(one, max=4, labels={})})
    with pytest.raises(PlanError) as raised:
        categories_of("equal_intervals", mixed)
    assert raised.value.code == "tcr_scales"


def test_an_unknown_table_is_refused_on_the_way_in(tmp_path):
    with pytest.raises(PlanError) as raised:
        with_options(None, tcr_categories="sugiyono")
    assert raised.value.code == "option_value"
    plan = tmp_path / "plan.yaml"
    plan.write_text("tcr_categories: sugiyono\n", encoding="utf-8")
    with pytest.raises(PlanFileError):
        read_plan(plan)
    with pytest.raises(PlanError) as raised:
        with_options(None, tcr_categories={"closed": "left"})
    assert raised.value.code == "option_block"


def test_a_plan_file_may_write_the_table_out(tmp_path):
    plan = tmp_path / "plan.yaml"
    plan.write_text(
        "tcr_categories:\n"
        "  source: {en: A textbook, id: Sebuah buku}\n"
        "  closed: right\n"
        "  bands:\n"
        "    - {min: 20, max: 60, name: {en: Poor, id: Kurang}}\n"
        "    - {min: 60, max: 100, name: {en: Good, id: Baik}}\n",
        encoding="utf-8",
    )
    table = categories_of(read_plan(plan).tcr_categories, CG)
    assert [category_of(value, table) for value in (60.0, 60.1)] == [0, 1]
