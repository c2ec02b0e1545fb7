"""Signs follow the order in which items were shown, and speed is that over all items answered."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pandas as pd
import pytest

from govassess.assessment.assess import assess
from govassess.assessment.sensitivity import carelessness, search
from govassess.disclosure.minimum import disclosure_rule
from govassess.instrument.load import load_instrument
from govassess.scoring.scores import score
from tests.surveys import answers, responses

CG = load_instrument("cg-dps-smartcity")
N = 120
FRAME = answers(CG, N, seed=12)
NAMES = list(FRAME)
SHUFFLED = tuple(NAMES[place] for place in np.random.default_rng(2).permutation(len(NAMES)))


def searched(frame, **about):
    read = replace(responses(frame, CG), **about)
    return search(read, score(read))


def longest_run(answers_in_order):
    """By a plain loop over one respondent."""
    best = run = 0
    before = None
    for value in answers_in_order:
        run = 0 if np.isnan(value) else run + 1 if value == before else 1
        before = value
        best = max(best, run)
    return best


@pytest.fixture(scope="module")
def runs():
    """The first person ticks one box through half of the pages as shown; the second one in the instrument's order."""
    frame = FRAME.copy()
    half = len(NAMES) // 2 + 1
    rng = np.random.default_rng(8)
    for row, order in ((0, SHUFFLED), (1, NAMES)):
        frame.loc[row] = rng.integers(1, 6, len(NAMES)).astype(float)
        frame.loc[row, list(order[:half])] = 4.0
    return frame


def test_a_run_of_equal_answers_is_one_in_the_order_of_the_page(runs):
    shown, declared = searched(runs, page_order=SHUFFLED), searched(runs)
    one, other = (found.found.to_frame() for found in (shown, declared))
    want = [longest_run(runs.loc[row, list(SHUFFLED)]) for row in range(N)]
    assert one["longstring"].tolist() == want
    assert one["flag_longstring"].tolist()[:2] == [True, False]
    assert other["flag_longstring"].tolist()[:2] == [False, True]


def test_odd_and_even_are_counted_in_the_order_of_the_page():
    shown, declared = (searched(FRAME, page_order=order).found.to_frame()["even_odd"] for order in (SHUFFLED, ()))
    assert not np.allclose(shown, declared, equal_nan=True)
    rules = score(responses(FRAME, CG)).rules
    keyed = FRAME.assign(**{name: ends - FRAME[name] for name, ends in rules.turned.items()})
    halves = []
    for branch in rules.of_kind(CG.measurement_level):
        items = [name for name in SHUFFLED if name in rules.items_under(branch.id)]
        halves.append((keyed[items[0::2]].mean(axis=1), keyed[items[1::2]].mean(axis=1)))
    for row in range(10):
        r = np.corrcoef([one[row] for one, _ in halves], [two[row] for _, two in halves])[0, 1]
        assert shown[row] == pytest.approx(max(2 * r / (1 + r), -1) if r > -1 else r)


def test_the_order_of_the_page_changes_no_sign_that_has_no_order():
    shown, declared = (searched(FRAME, page_order=order).found.to_frame() for order in (SHUFFLED, ()))
    for name in ("irv", "mahalanobis"):
        assert shown[name].tolist() == pytest.approx(declared[name].tolist())


def test_the_order_of_the_page_reaches_the_result(runs):
    def flagged(**about):
        found = assess(replace(responses(runs.drop(index=1), CG), **about), draws=0).screening.careless
        return next(each.flagged for each in found.signs if each.sign == "longstring")

    assert flagged(page_order=SHUFFLED) == flagged() + 1


def test_items_that_the_page_order_does_not_name_come_last(runs):
    first_half = SHUFFLED[: len(NAMES) // 2 + 1]
    assert searched(runs, page_order=first_half).found.to_frame()["flag_longstring"][0]


# -- times -------------------------------------------------------------------------------------------------------


def seconds(fast=(3, 50, 90), logged=N):
    """Eight seconds an item, one second of the fast; who comes after ``logged`` has no time."""
    time = pd.Series(8.0 * len(NAMES), index=range(N))
    time.loc[list(fast)] = 1.0 * len(NAMES)
    time.loc[logged:] = np.nan
    return time


def flagged_as_fast(found):
    return np.flatnonzero(found.found.to_frame()["flag_seconds_per_item"]).tolist()


def test_who_takes_less_than_two_seconds_an_item_is_a_sign_and_counted():
    found = searched(FRAME, seconds=seconds(logged=100))
    assert flagged_as_fast(found) == [3, 50, 90]
    told, _ = carelessness(found, disclosure_rule("internal", None))
    sign = next(each for each in told.signs if each.sign == "seconds_per_item")
    assert (sign.flagged, sign.undefined, sign.code, sign.limit) == (3, 20, None, 2.0)


def test_speed_and_one_more_sign_are_two():
    slow = searched(FRAME)
    careful, doubtful = (int(np.flatnonzero(slow.signs == count)[0]) for count in (0, 1))
    fast = searched(FRAME, seconds=seconds(fast=(careful, doubtful)))
    assert np.flatnonzero(fast.signs != slow.signs).tolist() == sorted([careful, doubtful])
    assert fast.flagged[[careful, doubtful]].tolist() == [False, True]


def test_times_stay_with_their_respondents_where_some_cannot_be_scored():
    frame = FRAME.copy()
    frame.loc[[0, 40]] = np.nan
    read = replace(responses(frame, CG), seconds=seconds())
    scores = score(read)
    found = search(read, scores)
    assert np.flatnonzero(scores.kept)[flagged_as_fast(found)].tolist() == [3, 50, 90]


def test_who_left_after_half_of_the_items_is_no_speeder_for_it():
    frame = FRAME.copy()
    frame.loc[7, NAMES[len(NAMES) // 2 :]] = np.nan
    time = seconds(fast=())
    time.loc[7] = 3.0 * (len(NAMES) // 2)  # 1.5 s for each item of the whole questionnaire
    assert flagged_as_fast(searched(frame, seconds=time)) == []


def test_the_items_of_other_answer_scales_take_time_too():
    """Twelve of the items are answered on another scale and are not searched for patterns."""
    other = set(NAMES[:12])
    scale = replace(next(iter(CG.scales.values())))
    two = rescaled(CG, other, scale)
    read = replace(responses(FRAME, two), seconds=pd.Series(2.1 * len(NAMES), index=range(N)))
    read.seconds.loc[5] = 1.9 * len(NAMES)  # over the 52 searched alone it would be 2.3 s
    found = search(read, score(read))
    assert found.items == len(NAMES) - 12
    assert flagged_as_fast(found) == [5]


def rescaled(instrument, names, scale):
    """The instrument with some items on a scale of their own."""

    def changed(node):
        parts = {
            part: tuple(changed(each) for each in getattr(node, part))
            for part in ("dimensions", "indicators")
            if getattr(node, part, None)
        }
        items = tuple(replace(item, scale="other") if item.id in names else item for item in node.items)
        return replace(node, items=items, **parts)

    scales = {**instrument.scales, "other": scale}
    return replace(instrument, scales=scales, constructs=tuple(changed(each) for each in instrument.constructs))


@pytest.mark.parametrize("time", [None, pd.Series(np.nan, index=range(N)), pd.Series(-3.0, index=range(N))])
def test_where_no_time_was_logged_the_sign_says_so(time):
    told, _ = carelessness(searched(FRAME, seconds=time), disclosure_rule("internal", None))
    sign = next(each for each in told.signs if each.sign == "seconds_per_item")
    assert (sign.flagged, sign.undefined, sign.code) == (None, None, "no_times")


def test_a_time_of_nothing_was_not_logged():
    time = seconds(fast=())
    time.loc[[4, 9]] = [0.0, -12.0]
    found = searched(FRAME, seconds=time)
    assert flagged_as_fast(found) == []
    assert found.found.undefined["seconds_per_item"] == 2
