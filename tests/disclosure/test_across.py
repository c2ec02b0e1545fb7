"""What one grouping hides, another must not give away."""

from __future__ import annotations

from collections import Counter

import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from govassess.assessment.assess import assess
from govassess.disclosure.across import suppressed_across
from govassess.errors import PlanError
from govassess.instrument.load import load_instrument
from tests.surveys import answers, responses

CG = load_instrument("cg-dps-smartcity")
AGENCY = ["a"] * 2 + ["b"] * 9 + ["c"] * 7 + ["d"] * 8
KIND = ["x"] * 11 + ["y"] * 15


def test_a_hidden_agency_is_not_its_type_less_the_other_agencies_of_that_type():
    hidden = suppressed_across({"agency": AGENCY, "kind": KIND}, 5, {})
    assert hidden["agency"] == {"a": "minimum", "c": "secondary", "b": "secondary"}
    assert hidden["kind"] == {}


def test_one_person_between_two_groupings_is_not_found_by_their_difference():
    one, other = ["p"] * 10 + ["q"] * 20, ["r"] * 9 + ["s"] * 21
    hidden = suppressed_across({"one": one, "other": other}, 5, {})
    assert sum(map(len, hidden.values())) >= 2
    assert not ({"p", "q"} - set(hidden["one"]) and {"r", "s"} - set(hidden["other"]))


def test_groups_that_agree_in_two_groupings_stay_shown():
    assert suppressed_across({"one": KIND, "other": KIND}, 5, {}) == {"one": {}, "other": {}}


def test_a_group_hidden_for_equal_answers_is_not_given_away_whatever_its_size():
    hidden = suppressed_across(
        {"agency": ["a"] * 8 + ["b"] * 9 + ["c"] * 9, "kind": ["x"] * 17 + ["y"] * 9}, 5, {"agency": {"a"}}
    )
    assert set(hidden["agency"]) >= {"a", "b"} or "x" in hidden["kind"]


@settings(deadline=None, max_examples=60)
@given(st.lists(st.tuples(st.sampled_from("abcde"), st.sampled_from("xyz")), min_size=6, max_size=80))
def test_no_shown_group_less_shown_groups_inside_it_leaves_too_few(rows):
    partitions = {"one": [row[0] for row in rows], "other": [row[1] for row in rows]}
    hidden = suppressed_across(partitions, 5, {})
    for outer, inner in (("one", "other"), ("other", "one")):
        sizes, inside = Counter(partitions[inner]), Counter(zip(partitions[outer], partitions[inner], strict=True))
        shown = [name for name in sizes if name not in hidden[inner]]
        for whole, size in Counter(partitions[outer]).items():
            held = [name for name in shown if inside[whole, name] == sizes[name]]
            rest = size - sum(sizes[name] for name in held)
            assert whole in hidden[outer] or not held or rest == 0 or rest >= 5


def test_an_assessment_by_agency_and_by_type_hides_both_ways():
    profile = pd.DataFrame({"agency": AGENCY, "agency_type": KIND})
    result = assess(responses(answers(CG, 26), CG, profile=profile), by=("agency", "agency_type"), draws=20)
    hidden = {(group.by, group.value) for group in result.groups if group.suppressed}
    assert hidden == {("agency", "a"), ("agency", "b"), ("agency", "c")}


def test_who_gave_no_value_hides_nobody_who_gave_one():
    agency = [None] * 6 + ["A"] * 2 + ["B"] * 8 + ["C"] * 20
    result = assess(responses(answers(CG, 36), CG, profile=pd.DataFrame({"agency": agency})), by="agency", draws=20)
    assert {group.value for group in result.groups if group.suppressed} == {"A", "B"}
    (summary,) = result.profile
    assert (summary.n, summary.missing, summary.suppressed) == (30, 6, 2)


def test_published_shares_are_those_of_the_printed_counts():
    profile = pd.DataFrame({"agency": ["A"] * 12 + ["B"] * 31})
    (summary,) = assess(responses(answers(CG, 43), CG, profile=profile), disclosure="published", draws=20).profile
    assert [(value.n, value.share) for value in summary.values] == [(30, 30 / 45), (10, 10 / 45)]


def test_a_variable_of_more_than_a_thousand_values_groups_nobody():
    profile = pd.DataFrame({"agency": [f"agency {row}" for row in range(1_001)]})
    with pytest.raises(PlanError, match="1001"):
        assess(responses(answers(CG, 1_001), CG, profile=profile), by="agency", draws=0)
