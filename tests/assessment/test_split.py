"""One result per group: who gets one, what it holds, and that those without one are not found by subtraction."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pandas as pd
import pytest

from govassess.assessment.assess import assess
from govassess.compare.benchmark import with_other_groups
from govassess.compare.split import assess_group, split_of
from govassess.errors import NothingToScoreError, PlanError
from govassess.instrument.load import load_instrument
from govassess.responses.groups import part_of
from govassess.responses.model import Responses
from govassess.result.codec import encode
from govassess.run.plan import Plan
from tests.surveys import answers, responses

PLAN = Plan(draws=100, seed=3)


def survey(sizes: dict[str, int], *, form: str = "short", seed: int = 5) -> Responses:
    """Respondents of several agencies, in mixed order; ``""`` named none."""
    labels = np.repeat(list(sizes), list(sizes.values()))
    np.random.default_rng(seed).shuffle(labels)
    instrument = load_instrument("cg-dps-smartcity")
    profile = pd.DataFrame({"agency": [label or None for label in labels], "role": "leader"})
    return responses(answers(instrument, len(labels), seed=seed, form=form), instrument, profile=profile)


def test_groups_of_ten_get_a_result_and_the_others_are_never_alone() -> None:
    split = split_of(survey({"a": 4, "b": 12, "c": 15, "d": 30}), "agency", PLAN)
    assert split.shown == ("c", "d")
    assert split.suppressed == {"a": "minimum", "b": "secondary"}


def test_who_named_no_group_is_not_found_by_subtraction() -> None:
    split = split_of(survey({"": 3, "b": 12, "c": 15, "d": 30}), "agency", PLAN)
    assert split.shown == ("c", "d")
    assert split.suppressed == {"b": "secondary"}


def test_an_item_that_too_few_of_the_hidden_answered_hides_the_next_group() -> None:
    everyone = survey({"a": 4, "b": 12, "c": 15, "d": 30})
    items = everyone.items.copy()
    small = everyone.profile["agency"].isin(["a", "b"])
    items.loc[small[small].index[2:], items.columns[0]] = np.nan  # two of the sixteen answered it
    split = split_of(replace(everyone, items=items), "agency", PLAN)
    assert split.shown == ("d",)
    assert split.suppressed["c"] == "secondary"


def test_a_group_of_one_mind_is_withheld_from_publications_only() -> None:
    everyone = survey({"b": 12, "c": 15, "d": 30, "e": 31})
    items = everyone.items.copy()
    items.loc[everyone.profile["agency"] == "c", items.columns[0]] = 4
    alike = replace(everyone, items=items)
    assert split_of(alike, "agency", PLAN).shown == ("b", "c", "d", "e")
    published = split_of(alike, "agency", replace(PLAN, disclosure="published"))
    assert published.suppressed == {"c": "homogeneity", "b": "secondary"}


def test_no_group_is_large_enough() -> None:
    with pytest.raises(NothingToScoreError) as caught:
        split_of(survey({"a": 4, "b": 9}), "agency", PLAN)
    assert caught.value.code == "no_group_large_enough"
    assert caught.value.values == {"variable": "agency", "least": 10}


def test_a_variable_that_the_survey_does_not_hold_is_named() -> None:
    with pytest.raises(PlanError) as caught:
        split_of(survey({"a": 20}), "province", PLAN)
    assert caught.value.values["name"] == "province"


def test_a_result_is_that_of_a_survey_of_its_respondents_alone() -> None:
    everyone = survey({"a": 20, "b": 30})
    split = split_of(everyone, "agency", PLAN)
    part = assess_group(everyone, split.variable, "b", PLAN)
    own = everyone.profile["agency"] == "b"
    alone = assess(
        responses(everyone.items.loc[own].reset_index(drop=True), everyone.instrument, profile=None), plan=PLAN
    )
    assert [(score.id, score.mean, score.conf_low) for score in part.scores] == [
        (score.id, score.mean, score.conf_low) for score in alone.scores
    ]
    assert [(item.id, item.mean, item.counts) for item in part.items] == [
        (item.id, item.mean, item.counts) for item in alone.items
    ]
    assert (part.options.split_by, part.options.split_value) == ("agency", "b")


def test_the_funnel_counts_the_rows_of_the_other_groups() -> None:
    part = part_of(survey({"a": 20, "b": 30}), "agency", "b")
    assert [(step.code, step.count, step.remaining) for step in part.funnel] == [
        ("read", 50, 50),
        ("other_groups", 20, 30),
    ]
    assert list(part.items.index) == list(part.profile.index) == list(range(30))


def test_groups_within_a_group_are_not_told() -> None:
    everyone = survey({"a": 20, "b": 30})
    part = assess_group(everyone, "agency", "a", replace(PLAN, by=("role",)))
    assert part.groups == part.comparisons == part.profile == ()
    assert not any(hypothesis.kind == "group" for hypothesis in part.hypotheses)


def test_each_group_stands_beside_the_mean_of_the_others_and_their_names_are_not_told() -> None:
    everyone = survey({"Dinas Alfa": 20, "Dinas Beta": 25, "Dinas Gama": 30, "Dinas Delta": 21})
    split = split_of(everyone, "agency", PLAN)
    alone = [assess_group(everyone, split.variable, value, PLAN) for value in split.shown]
    parts = with_other_groups(alone)
    indices = {part.options.split_value: {score.id: score.index for score in part.scores} for part in alone}
    for part in parts:
        others = [found["CG"] for value, found in indices.items() if value != part.options.split_value]
        assert part.benchmark is not None
        (peer,) = [each for each in part.benchmark.benchmark.peers if each.id == "CG"]
        assert peer.k == 3
        assert peer.index == pytest.approx(sum(others) / 3, abs=0.05)  # it is stored as it is printed
        assert sum("Dinas" in word for word in encode(part).split('"')) == 1


def test_three_groups_stand_alone_since_two_others_would_know_each_other() -> None:
    everyone = survey({"a": 20, "b": 25, "c": 30})
    split = split_of(everyone, "agency", PLAN)
    parts = with_other_groups([assess_group(everyone, split.variable, value, PLAN) for value in split.shown])
    assert all(part.benchmark is None for part in parts)


def test_what_the_tables_of_groups_do_not_hold_hides_no_report() -> None:
    """The tables show constructs and dimensions, a report of its own its indicators too: no group is hidden by that."""
    everyone = survey({"a": 3, "b": 9, "c": 15, "d": 30}, form="full")
    alone = split_of(everyone, "agency", PLAN)
    assert alone.shown == ("c", "d")
    assert split_of(everyone, "agency", replace(PLAN, by=("agency",))) == alone


def test_reports_that_would_disclose_are_not_said_to_be_too_small() -> None:
    """The only agency has eleven respondents, but all gave the same answers, which a publication must not show."""
    everyone = survey({"a": 11})
    items = everyone.items.copy()
    items.iloc[:] = 4
    with pytest.raises(NothingToScoreError) as caught:
        split_of(replace(everyone, items=items), "agency", replace(PLAN, disclosure="published"))
    assert caught.value.code == "no_group_safe"
    assert caught.value.values == {"variable": "agency", "least": 10}
