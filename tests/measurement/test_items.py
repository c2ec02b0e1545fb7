"""Cross-loadings of items: with the rest of the own scale, and the largest with another."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest

from govassess.instrument.load import load_instrument
from govassess.measurement.items import item_statistics
from govassess.scoring.scores import score
from tests.surveys import answers, responses

CG = load_instrument("cg-dps-smartcity")
DIMENSIONS = ("RM", "IR", "OD")
ITEMS = {name: [item.id for item in CG.items() if item.id.startswith(name)] for name in DIMENSIONS}
COLUMNS = [item for names in ITEMS.values() for item in names]


def found(frame, instrument=CG):
    read = responses(frame, instrument)
    scores = score(read)
    items, absent = item_statistics(read, scores)
    return scores, {item.id: item for item in items}, absent


def test_each_item_shows_its_own_scale_without_it_and_the_nearest_other_over_the_same_rows():
    scores, items, absent = found(answers(CG, 200, missing=0.01)[COLUMNS])
    assert absent == ()
    complete = scores.keyed.dropna()
    assert 100 < len(complete) < 200
    for name, members in ITEMS.items():
        for item in members:
            rest = complete[[each for each in members if each != item]].sum(axis=1)
            assert items[item].own_r == pytest.approx(np.corrcoef(complete[item], rest)[0, 1])
            others = {
                other: np.corrcoef(complete[item], complete[ITEMS[other]].sum(axis=1))[0, 1]
                for other in DIMENSIONS
                if other != name
            }
            nearest = max(others, key=lambda other, others=others: abs(others[other]))
            assert items[item].other_scale == nearest
            assert items[item].other_r == pytest.approx(others[nearest])


def test_the_largest_in_size_is_shown_with_its_sign():
    frame = answers(CG, 200)[COLUMNS]
    frame[ITEMS["OD"]] = 6 - frame[ITEMS["OD"]]
    frame[ITEMS["IR"]] = answers(CG, 200, seed=9)[ITEMS["IR"]].to_numpy()
    _, items, _ = found(frame)
    assert items["RM1a"].other_scale == "OD"
    assert items["RM1a"].other_r < -0.2


def test_a_single_scale_has_no_cross_loadings_and_one_reason():
    _, items, absent = found(answers(CG, 60)[ITEMS["RM"]])
    assert {(item.own_r, item.other_r, item.other_scale) for item in items.values()} == {(None, None, None)}
    assert [(each.where, each.field, each.code) for each in absent] == [
        ("validity", "cross_loadings", "too_few_blocks")
    ]


def test_an_item_nobody_answered_takes_only_its_own_scale_out():
    frame = answers(CG, 60)[COLUMNS]
    frame["RM1a"] = np.nan
    _, items, absent = found(frame)
    assert ("RM", "cross_loadings", "no_answers") in [(each.where, each.field, each.code) for each in absent]
    assert items["RM2a"].own_r is None
    assert (items["IR1a"].other_scale, items["OD1a"].other_scale) == ("OD", "IR")


def test_a_constant_item_is_named_and_the_others_of_its_scale_keep_theirs():
    frame = answers(CG, 60)[COLUMNS]
    frame["RM1a"] = 4
    _, items, absent = found(frame)
    entries = [(each.where, each.code, each.values["item"]) for each in absent if each.field == "cross_loadings"]
    assert entries == [("RM", "constant_items", "RM1a")]
    assert items["RM1b"].own_r is not None
    assert items["RM1a"].other_r is None


def test_items_above_the_measurement_level_say_that_no_scale_holds_them():
    first, *rest = CG.constructs
    loose = replace(first, dimensions=(), items=first.dimensions[0].items or first.dimensions[0].indicators[0].items)
    names = [item.id for item in loose.items]
    instrument = replace(CG, constructs=(loose, *rest), hypotheses=())
    others = [item.id for construct in rest for item in instrument.items() if item.id.startswith(("SG", "SB"))]
    _, items, absent = found(answers(instrument, 60)[[*names, *dict.fromkeys(others)]], instrument)
    assert (first.id, "item_analysis", "outside_level") in [(each.where, each.field, each.code) for each in absent]
    assert items[names[0]].item_rest_r is None
    assert items[names[0]].mean is not None
