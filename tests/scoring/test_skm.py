"""The worked examples of the public satisfaction survey: printed indices and grades from respondents' answers.

Sources: GASPUL service documentation, "Rumus perhitungan IKM lengkap" (29 respondents, nine element totals);
a published sub-scale example with 20 respondents (three and two elements).
"""

from __future__ import annotations

import pandas as pd
import pytest

from govassess.assessment.assess import assess
from govassess.instrument.load import load_instrument
from govassess.scoring.levels import level_of, rounded_half_up
from tests.surveys import responses, with_total

SKM = "skm-permenpanrb-14-2017"
TOTALS = (105, 101, 100, 116, 102, 105, 106, 105, 115)
GRADES = {1: "D", 2: "C", 3: "B", 4: "A"}


def skm(totals, n, **options):
    instrument = load_instrument(SKM)
    names = [item.id for item in instrument.items()]
    frame = pd.DataFrame({name: with_total(total, n) for name, total in zip(names, totals, strict=False)})
    result = assess(responses(frame, instrument), draws=50, **options)
    return result, next(score for score in result.scores if score.kind == "construct")


def test_nine_elements_by_exact_ninths_give_91_48_grade_a():
    _, score = skm(TOTALS, 29)
    assert score.index == pytest.approx(955 / (29 * 9) * 25, rel=1e-12)
    assert rounded_half_up(score.index, 2) == 91.48
    assert GRADES[score.level] == "A"


def test_the_element_means_are_those_printed():
    result, _ = skm(TOTALS, 29)
    printed = (3.6207, 3.4828, 3.4483, 4.0000, 3.5172, 3.6207, 3.6552, 3.6207, 3.9655)
    found = [score.mean for score in result.scores if score.kind == "indicator"]
    assert found == pytest.approx(printed, abs=5e-5)


def test_the_printed_weight_0_11_gives_90_56_with_a_warning():
    result, score = skm(TOTALS, 29, reproduce="0.11")
    assert rounded_half_up(score.index, 2) == 90.56
    assert GRADES[score.level] == "A"
    assert [notice.values["weight"] for notice in result.warnings if notice.code == "reproduced_weight"] == ["0.11"]


@pytest.mark.parametrize(
    ("totals", "reproduce", "index", "grade"),
    [
        ((74, 76, 60), "0.33", 86.63, "B"),
        ((74, 76, 60), None, 87.50, "B"),
        ((74, 72), None, 91.25, "A"),
        ((65, 71), None, 85.00, "B"),
    ],
)
def test_sub_scales_of_twenty_respondents_give_the_printed_index(totals, reproduce, index, grade):
    result, score = skm(totals, 20, reproduce=reproduce)
    assert rounded_half_up(score.index, 2) == index
    assert GRADES[score.level] == grade
    assert ("reproduced_weight" in [notice.code for notice in result.warnings]) == (reproduce is not None)


def test_every_answer_four_is_the_full_index():
    _, score = skm((80,) * 9, 20)
    assert (score.index, GRADES[score.level]) == (100.0, "A")


@pytest.mark.parametrize(
    ("index", "grade"),
    [
        (25.0, "D"), (64.99, "D"), (65.00, "C"), (76.60, "C"), (76.61, "B"), (88.30, "B"), (88.31, "A"), (100.0, "A"),
        (64.994, "D"), (64.995, "C"), (76.605, "B"), (88.305, "A"), (88.3049, "B"),
    ],
)  # fmt: skip
def test_the_cut_offs_fall_on_the_right_side(index, grade):
    assert GRADES[level_of(index, load_instrument(SKM).levels)] == grade


def test_an_unanswered_element_counts_in_the_denominator_and_is_warned_of():
    instrument = load_instrument(SKM)
    names = [item.id for item in instrument.items()]
    frame = pd.DataFrame({name: [4.0, 4.0, 4.0, 4.0] for name in names})
    frame.loc[0, names[0]] = None
    result = assess(responses(frame, instrument), draws=0)
    element = next(score for score in result.scores if score.kind == "indicator")
    assert element.mean == 3.0  # 12 / 4 questionnaires
    assert "denominator_respondents" in [notice.code for notice in result.warnings]
