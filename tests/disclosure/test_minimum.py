"""Which groups are hidden, and that nobody hidden can be found by subtraction."""

from __future__ import annotations

import pandas as pd
import pytest
from hypothesis import given
from hypothesis import strategies as st

from govassess.disclosure.minimum import disclosure_rule, suppressed_groups
from govassess.errors import NothingToScoreError, PlanError
from govassess.instrument.load import load_instrument
from govassess.notebook import assess
from tests.surveys import answers, responses

CG = load_instrument("cg-dps-smartcity")


def by_agency(sizes: dict[str, int], **options):
    n = sum(sizes.values())
    profile = pd.DataFrame({"agency": [name for name, size in sizes.items() for _ in range(size)]})
    return assess(responses(answers(CG, n), CG, profile=profile), by="agency", draws=100, **options)


@pytest.mark.parametrize(
    ("sizes", "hidden"),
    [
        ({"a": 5, "b": 6}, {}),
        ({"a": 4, "b": 6, "c": 9}, {"a": "minimum", "b": "secondary"}),
        ({"a": 1, "b": 1, "c": 9, "d": 20}, {"a": "minimum", "b": "minimum", "c": "secondary"}),
        ({"a": 3, "b": 4, "c": 9}, {"a": "minimum", "b": "minimum"}),
        ({"a": 2}, {"a": "minimum"}),
    ],
)
def test_a_hidden_group_is_never_alone(sizes, hidden):
    assert suppressed_groups(sizes, 5) == hidden


def test_a_group_whose_answers_are_all_the_same_is_hidden_whatever_its_size():
    assert suppressed_groups({"a": 30, "b": 40, "c": 50}, 5, {"b"}) == {"b": "homogeneity", "a": "secondary"}


@given(
    st.dictionaries(st.text(min_size=1, max_size=3), st.integers(1, 40), min_size=1, max_size=12), st.integers(3, 10)
)
def test_the_total_minus_what_is_shown_is_nothing_or_at_least_the_minimum(sizes, minimum):
    hidden = suppressed_groups(sizes, minimum)
    rest = sum(sizes[name] for name in hidden)
    assert rest == 0 or len(hidden) == len(sizes) or (rest >= minimum and len(hidden) >= 2)
    assert all(size >= minimum for name, size in sizes.items() if name not in hidden)


@pytest.mark.parametrize(("policy", "found"), [("internal", 2), ("published", 9)])
def test_a_minimum_below_the_least_is_refused(policy, found):
    with pytest.raises(PlanError, match=str(found)):
        disclosure_rule(policy, found)


def test_published_rounds_the_counts_of_groups_to_five():
    rule = disclosure_rule("published", None)
    assert [rule.shown_count(n) for n in (10, 12, 13, 17, 18)] == [10, 10, 15, 15, 20]
    assert disclosure_rule("internal", None).shown_count(13) == 13


def test_an_agency_of_one_person_and_the_next_smallest_are_not_shown():
    result = by_agency({"A": 1, "B": 12, "C": 30, "D": 40})
    assert {group.value: group.suppressed for group in result.groups} == {
        "*** 1": "minimum", "B": "secondary", "C": None, "D": None,
    }  # fmt: skip
    hidden = [group for group in result.groups if group.suppressed]
    assert all(group.n is None and group.scores == () for group in hidden)
    assert [n.values["count"] for n in result.warnings if n.code == "groups_suppressed"] == [2]


def test_respondents_who_name_no_agency_count_as_a_group_when_others_are_hidden():
    n = 43
    profile = pd.DataFrame({"agency": [None] * 2 + ["A"] * 11 + ["B"] * 30})
    result = assess(responses(answers(CG, n), CG, profile=profile), by="agency", draws=50)
    assert {group.value: group.suppressed for group in result.groups} == {"": "minimum", "A": "secondary", "B": None}


def test_a_group_that_gave_one_answer_throughout_is_not_shown():
    frame = answers(CG, 60)
    dimension = ["SN1a", "SN2a", "SN2b", "SN3a"]
    frame.loc[:7, dimension] = [5, 5, 1, 5]
    profile = pd.DataFrame({"agency": ["A"] * 8 + ["B"] * 20 + ["C"] * 32})
    result = assess(responses(frame, CG, profile=profile), by="agency", draws=50)
    assert {group.value: group.suppressed for group in result.groups} == {
        "A": "homogeneity", "B": "secondary", "C": None,
    }  # fmt: skip


def test_no_sd_is_shown_for_a_group():
    """That of the total and of all groups but one would tell the sum of squares of that one."""
    result = by_agency({"A": 8, "B": 30})
    assert {score.sd for group in result.groups for score in group.scores} == {None}
    assert None not in {score.sd for score in result.scores}


def test_a_dimension_that_few_of_a_group_answered_is_withheld_there():
    frame = answers(CG, 60)
    frame.loc[:10, [name for name in frame if name.startswith("SE")]] = None
    frame.loc[:2, "SE1a"] = [2, 3, 4]
    frame.loc[:2, ["SE2a", "SE3a"]] = 3
    profile = pd.DataFrame({"agency": ["A"] * 12 + ["B"] * 20 + ["C"] * 28})
    result = assess(responses(frame, CG, profile=profile), by="agency", draws=50)
    shown = {group.value: {score.id: score.mean for score in group.scores} for group in result.groups}
    assert shown["A"]["SE"] is None
    assert shown["A"]["CG"] is not None
    assert any(each.where == "groups.agency.A.SE" for each in result.unavailable)


def test_a_small_published_sample_is_refused_and_an_internal_one_is_not():
    frame = answers(CG, 9)
    with pytest.raises(NothingToScoreError, match="published"):
        assess(responses(frame, CG), disclosure="published", draws=50)
    assert assess(responses(frame, CG), draws=50).funnel[-1].count == 9


def test_a_score_that_is_withheld_in_a_shown_group_says_so_in_the_report():
    frame = answers(CG, 60)
    city = [item.id for item in CG.items() if item.id[:2] in {"SG", "SB", "SE", "SL", "SS", "SN"}]
    frame.loc[:7, city] = None
    profile = pd.DataFrame({"agency": ["A"] * 12 + ["B"] * 20 + ["C"] * 28})
    result = assess(responses(frame, CG, profile=profile), by="agency", draws=50)
    table = result.table("groups.agency", lang="en")
    row = next(row for row in table.rows if row.cells[0].value == "A")
    assert [cell.instead for cell in row.cells[-3:]] == ["suppressed"] * 3
    assert row.cells[2].value is not None
