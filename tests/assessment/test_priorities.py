"""What to look at first: the rule, its ties, and the arithmetic of the next level."""

from __future__ import annotations

import json
from dataclasses import replace
from typing import NamedTuple

import numpy as np
import pandas as pd
import pytest

from govassess.assessment.assess import assess
from govassess.assessment.priorities import opportunities, priorities
from govassess.instrument.load import load_instrument
from govassess.instrument.model import Instrument, items_under
from govassess.result.assessment import Assessment, Opportunities, Priority
from govassess.result.codec import decode, encode
from govassess.scoring.scores import score
from tests.report import bare_constructs
from tests.surveys import answers, responses

CG = load_instrument("cg-dps-smartcity")
LEADING = CG.constructs[0]
PARTS = {each.id: items_under(each) for dimension in LEADING.dimensions for each in dimension.indicators}


def planted(means: dict[str, int], n: int = 20, instrument: Instrument = CG) -> pd.DataFrame:
    """Everybody answers as is planted for each indicator of the leading construct, turned items turned."""
    columns = {}
    for part, items in PARTS.items():
        for item in items:
            value = means.get(part, 3)
            columns[item.id] = [6 - value if item.reverse else value] * n
    return pd.DataFrame(columns, dtype=float)


class Found(NamedTuple):
    """The order, the arithmetic, and the scores they rest on."""

    priorities: tuple[Priority, ...]
    opportunities: Opportunities
    values: pd.DataFrame


def of(frame: pd.DataFrame, instrument: Instrument = CG) -> Found:
    scores = score(responses(frame, instrument))
    first = priorities(scores, instrument.hypotheses)
    found = opportunities(scores, first, instrument.hypotheses)
    assert found is not None
    return Found(first, found, scores.values)


def shuffled(instrument: Instrument, seed: int) -> Instrument:
    """The same instrument with everything below its leading construct in another order."""
    rng = np.random.default_rng(seed)

    def mixed(parts):
        return tuple(parts[place] for place in rng.permutation(len(parts)))

    dimensions = mixed([replace(each, indicators=mixed(each.indicators)) for each in LEADING.dimensions])
    return replace(instrument, constructs=(replace(LEADING, dimensions=dimensions), *instrument.constructs[1:]))


@pytest.mark.parametrize("seed", range(3))
def test_the_first_three_do_not_depend_on_the_order_of_items_and_columns(seed):
    frame = answers(CG, 60)
    first = [(entry.node, entry.gap) for entry in of(frame).priorities[:3]]
    columns = np.random.default_rng(seed).permutation(list(frame))
    other = of(frame[columns], shuffled(CG, seed)).priorities[:3]
    assert [entry.node for entry in other] == [node for node, _ in first]
    assert [entry.gap for entry in other] == pytest.approx([gap for _, gap in first], rel=1e-12)


def test_without_a_text_the_step_is_blank_and_the_order_the_same():
    frame = answers(CG, 60)
    bare = tuple(
        replace(each, indicators=tuple(replace(part, next_steps=()) for part in each.indicators))
        for each in LEADING.dimensions
    )
    silent = replace(CG, constructs=(replace(LEADING, dimensions=bare), *CG.constructs[1:]))
    with_texts, without = of(frame).priorities, of(frame, silent).priorities
    assert [entry.node for entry in without] == [entry.node for entry in with_texts]
    assert {entry.step for entry in with_texts} == {0} and {entry.step for entry in without} == {None}


def test_ties_are_broken_by_the_id():
    found = of(planted({"OD1": 2, "RM3": 2, "IR2": 2})).priorities
    assert [entry.node for entry in found[:3]] == ["IR2", "OD1", "RM3"]
    assert len({entry.priority for entry in found[:3]}) == 1


def test_the_gains_follow_from_weight_and_distance_by_hand():
    """All at 3 but one at 1 and one at 5: index 50, level 3, next from 3.4, that is 60."""
    found = of(planted({"RM2": 1, "IR1": 5})).opportunities
    assert (found.node, found.level, found.importance_kind) == ("CG", 4, "weight")
    assert found.lacking == pytest.approx(60 - 50)
    rows = {row.id: row for row in found.rows}
    assert len(rows) == len(PARTS)
    assert rows["RM2"].weight == pytest.approx(1 / 12)
    assert rows["RM2"].per_point == pytest.approx(25 / 12)
    assert rows["RM2"].gain == pytest.approx(2.4 * 25 / 12)
    assert rows["RM2"].performance == 0 and rows["IR1"].performance == 100
    assert (rows["IR1"].gap, rows["IR1"].gain, rows["IR1"].together) == (0, 0, None)
    assert found.rows[0].id == "RM2" and found.rows[-1].id == "IR1"
    assert found.rows[-2].together == pytest.approx((2.4 + 10 * 0.4) * 25 / 12)
    # 2.4 of RM2 and one part after another of 0.4 each: 5.0, 5.83, ... 10.0 with the seventh
    assert found.sufficing == 7


def test_the_arithmetic_is_what_the_scores_would_be():
    """Raising the answers of the first parts to the target gives the index that the table adds up to."""
    before = of(planted({"RM2": 1, "OD3": 2}))
    found = before.opportunities
    raised = planted({"RM2": 4, "OD3": 4})
    after = of(raised)
    index = 25 * (before.values["CG"].mean() - 1)
    expected = index + sum(row.per_point * (4 - row.mean) for row in found.rows if row.id in ("RM2", "OD3"))
    assert 25 * (after.values["CG"].mean() - 1) == pytest.approx(expected)


def test_at_the_top_nothing_is_lacking_and_no_part_is_listed():
    result = of(planted(dict.fromkeys(PARTS, 5)))
    assert result.priorities == ()
    assert (result.opportunities.lacking, result.opportunities.sufficing) == (0, None)
    assert {row.gap for row in result.opportunities.rows} == {0}


def test_a_result_stored_before_there_was_the_arithmetic_is_read():
    result = assess(responses(planted({}), CG), draws=0)
    text = encode(result)
    old = encode(replace(result, opportunities=None))
    assert decode(old).opportunities is None
    assert encode(decode(text)) == text
    bare = {key: value for key, value in json.loads(text).items() if key != "opportunities"}
    assert decode(json.dumps(bare)).opportunities is None


def test_importance_is_the_correlation_with_the_outcome_where_there_is_one():
    frame = answers(CG, 80)
    result = of(frame)
    assert result.opportunities.importance_kind == "correlation"
    for row in result.opportunities.rows:
        assert row.importance == pytest.approx(np.corrcoef(result.values[row.id], result.values["DPS"])[0, 1])


def bare(means: dict[str, list[int]], n: int = 20, **kind: str) -> Assessment:
    """Everybody gives the same answers to the three items of each construct."""
    instrument = bare_constructs.instrument(reverse=False, **kind)
    columns = {f"{ident}{item}": [each] * n for ident, each3 in means.items() for item, each in enumerate(each3, 1)}
    return assess(responses(pd.DataFrame(columns, dtype=float), instrument), draws=0)


def test_a_construct_made_of_items_has_its_items_as_parts():
    """Index 58.3, level 3, next from 60: two of the three items are under the mean of 3.4."""
    result = bare({"TR": [3, 3, 4], "CO": [4, 4, 4], "AU": [2, 2, 2], "SA": [5, 5, 5]})
    assert [(each.node, each.next_level, each.step) for each in result.priorities] == [
        ("TR1", 4, None),
        ("TR2", 4, None),
    ]
    assert {round(each.gap, 9) for each in result.priorities} == {0.4}
    assert [each.importance for each in result.priorities] == pytest.approx([1 / 3] * 2)
    assert result.opportunities.node == "TR"
    assert [row.id for row in result.opportunities.rows] == ["TR1", "TR2", "TR3"]
    assert result.opportunities.lacking == pytest.approx(60 - 175 / 3)
    assert result.opportunities.sufficing == 1  # 0.4 of one third of 25 points an item point


def test_a_reversed_item_counts_as_it_is_scored():
    instrument = bare_constructs.instrument()
    columns = {f"{ident}{item}": [4.0] * 12 for ident in bare_constructs.NAMES for item in (1, 2, 3)}
    result = assess(responses(pd.DataFrame(columns), instrument), draws=0)
    assert [(each.node, each.mean) for each in result.priorities] == [("TR3", 2)]


def test_where_the_leading_construct_has_reached_all_the_next_one_is_looked_at():
    """Three of four constructs are under their targets: it must not be said that all parts have reached them."""
    result = bare({"TR": [5, 5, 5], "CO": [5, 5, 5], "AU": [2, 3, 4], "SA": [1, 1, 1]})
    assert result.opportunities.node == "AU"
    assert [each.node for each in result.priorities] == ["AU1", "AU2"]
    assert not any(each.code == "target_reached" for each in result.unavailable)


def test_only_where_no_part_of_any_construct_is_under_its_target_is_that_said():
    result = bare({ident: [5, 5, 5] for ident in bare_constructs.NAMES})
    assert result.priorities == ()
    assert [each.code for each in result.unavailable if each.where == "priorities"] == ["target_reached"]


def test_a_part_on_a_limit_that_belongs_to_the_level_below_is_under_it():
    result = bare({"TR": [3, 3, 3], "CO": [5, 5, 5], "AU": [5, 5, 5], "SA": [5, 5, 5]}, closed="right", basis="mean")
    assert result.scores[0].level == 3
    levels = bare_constructs.instrument(closed="right", basis="mean").levels
    assert [band.min for band in levels.bands] == pytest.approx([1, 1.8, 2.6, 3.4, 4.2])
    assert [round(each.gap, 9) for each in result.priorities] == [0.4] * 3


def test_a_part_that_the_rounding_of_the_levels_lifts_has_reached_the_target():
    """88.306 is graded as 88.31: an A, which is not listed as lacking one."""
    skm = load_instrument("skm-permenpanrb-14-2017")
    items = [item.id for item in skm.items()]
    n = 1500
    high = [4] * 799 + [3] * 701  # mean 3.53267, index 88.3167 -> A
    edge = [4] * 798 + [3] * 702  # mean 3.532, index 88.30 -> B
    frame = pd.DataFrame({item: (edge if place else high) for place, item in enumerate(items)}, dtype=float)
    found = assess(responses(frame, skm), draws=0)
    assert len(frame) == n
    grades = {score.id: score.level for score in found.scores}
    assert {each.node for each in found.priorities} == {
        node for node, level in grades.items() if level == 3 and node != "SKM"
    }
