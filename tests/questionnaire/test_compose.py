"""What is asked, and in which order."""

from __future__ import annotations

import pytest

from govassess.errors import PlanError
from govassess.instrument.load import load_instrument
from govassess.questionnaire.compose import compose


@pytest.fixture(scope="module")
def cg():
    return load_instrument("cg-dps-smartcity")


def ids(asked):
    return [item.id for item in asked.items()]


def test_everything_is_asked_in_the_order_of_the_file(cg):
    asked = compose(cg)
    assert ids(asked) == [item.id for item in cg.items()]
    assert asked.seed is None


def test_the_short_form_of_one_module(cg):
    asked = compose(cg, form="short", modules=["smart_city"])
    assert ids(asked) == [item.id for item in cg.items() if item.short and item.id.startswith("S")]


def test_a_random_order_keeps_constructs_and_blocks_together(cg):
    asked = compose(cg, order="random", seed=3)
    assert sorted(ids(asked)) == sorted(ids(compose(cg)))
    assert ids(asked) != ids(compose(cg))
    assert [block.node for block in asked.blocks][:3] != ["RM", "IR", "OD"]
    assert sorted(block.node for block in asked.blocks[:3]) == ["IR", "OD", "RM"]
    assert all(item.id.startswith(block.node) for block in asked.blocks for item in block.items)


def test_the_same_seed_gives_the_same_order_and_another_seed_another(cg):
    first = ids(compose(cg, order="random", seed=3))
    assert ids(compose(cg, order="random", seed=3)) == first != ids(compose(cg, order="random", seed=4))
    assert compose(cg, order="random").seed == 1


def test_items_that_change_the_scale_stay_in_order_in_blocks_of_their_own():
    skm = load_instrument("skm-permenpanrb-14-2017")
    asked = compose(skm)
    assert ids(asked) == [item.id for item in skm.items()]
    assert len({block.id for block in asked.blocks}) == len(asked.blocks) > 1
    assert all(skm.scale_name(item) == block.scale_name for block in asked.blocks for item in block.items)


@pytest.mark.parametrize(
    ("options", "code"),
    [
        ({"form": "tiny"}, "choice"),
        ({"modules": ["sport"]}, "choice"),
        ({"order": "alphabet"}, "choice"),
        ({"seed": 4}, "questionnaire_seed"),
    ],
)
def test_what_cannot_be_composed_is_refused(cg, options, code):
    with pytest.raises(PlanError) as caught:
        compose(cg, **options)
    assert caught.value.code == code
    assert caught.value.message("id") != caught.value.message("en")
