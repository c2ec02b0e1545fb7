"""Which clusters are units of draws and errors, what small groups show, and the digits that are stored."""

from __future__ import annotations

import json
from pathlib import Path

import numpy as np
import pandas as pd
import pytest

from govassess.assessment.assess import assess
from govassess.disclosure.minimum import disclosure_rule
from govassess.instrument.load import load_instrument
from govassess.privacy.cluster_units import POOL, cluster_units, dealt, pooled_within
from govassess.report.html import render_html
from govassess.result.codec import decode, encode
from govassess.scoring.scores import score
from govassess.verification.data_check import check_data
from tests.disclosure.pooling_study import DESIGNS, STORED, replicate
from tests.surveys import answers, responses

SMALL = load_instrument(Path(__file__).parents[1] / "instruments" / "two_constructs.yaml")
RULE = disclosure_rule("internal", None)


def survey(sizes, *, without=0, seed=1):
    agency = np.repeat([f"a{place:03d}" for place in range(len(sizes))], sizes).astype(object)
    agency = np.concatenate([agency, np.full(without, None, dtype=object)])
    return responses(answers(SMALL, len(agency), seed=seed), SMALL, profile=pd.DataFrame({"agency": agency}))


def units(read):
    scores = score(read)
    labels = read.profile["agency"].fillna("").to_numpy(object)
    return cluster_units(scores.values, labels, "agency", {}, scores.rules, RULE, {})


def test_clusters_that_may_be_shown_are_units_and_nothing_changes():
    found = units(survey([8] * 12))
    assert (found.pooled, found.pools, found.count) == (0, 0, 12)


def test_a_small_cluster_is_pooled_with_the_next_smallest():
    found = units(survey([3, 6, *[20] * 12]))
    assert (found.pooled, found.pools, found.count) == (2, 1, 13)
    assert {label for label in found.labels if label.startswith(POOL)} == {found.labels[0]} == {found.labels[8]}


def test_respondents_without_a_cluster_are_pooled():
    found = units(survey([3, *[20] * 12], without=4))
    assert (found.pooled, found.pools) == (2, 1)  # they protect nobody: how many they are is known
    assert len(set(found.labels[-4:])) == 1


def test_many_small_clusters_are_several_units_of_two_clusters_and_the_minimum():
    read = survey([4] * 80)
    found = units(read)
    assert (found.pooled, found.pools, found.count) == (80, 40, 40)
    of = pd.Series(read.profile["agency"]).groupby(found.labels)
    assert of.nunique().min() == 2
    assert of.size().min() == 8


def test_units_do_not_depend_on_answers_or_the_order_of_rows():
    clusters = np.array(list("aabbbccdd"), dtype=object)
    pooled = dealt(clusters, "abcd", 4)
    assert [len(set(pooled[clusters == each])) for each in "abcd"] == [1] * 4
    order = np.array([8, 3, 1, 0, 7, 2, 6, 5, 4])
    assert dealt(clusters[order], "abcd", 4).tolist() == pooled[order].tolist()


def test_within_a_group_a_unit_of_which_few_are_in_it_or_few_are_not_is_pooled():
    whole = np.repeat(["a", "b", "c", "d"], [10, 10, 10, 10]).astype(object)
    inside = np.r_[0:3, 10:18, 20:30, 30:35]  # three of a, eight of b, all of c, half of d
    found = pooled_within(whole[inside], 5, whole)
    assert [str(found[at])[0] == "\0" for at in (0, 3, 11, 21)] == [True, True, False, False]


def test_the_run_says_how_many_clusters_are_pooled_and_stores_what_rests_on_them_as_printed():
    result = assess(survey([3, 6, *[20] * 12]), draws=100)
    (notice,) = [each for each in result.warnings if each.code == "clusters_pooled"]
    assert (notice.values["pooled"], notice.values["units"], result.options.units) == (2, 1, 13)
    for each in result.scores:
        for end in (each.conf_low, each.conf_high):
            assert end == pytest.approx(round(end, 1), abs=1e-9)
        assert sum(each.level_share.values()) == pytest.approx(1)
        assert all(share * 1000 == pytest.approx(round(share * 1000)) for share in each.level_share.values())
    assert check_data(decode(encode(result)))[0] == []


def test_with_fewer_than_ten_units_respondents_are_resampled_and_it_is_said():
    result = assess(survey([3, 4, 3, *[20] * 8]), draws=50)
    assert result.options.resampled == "respondents"
    (notice,) = [each for each in result.warnings if each.code == "few_units"]
    assert (notice.values["pooled"], notice.values["count"]) == (3, 9)


@pytest.mark.parametrize(("lang", "words"), [("en", "fewer than 10 respondents"), ("id", "kurang dari 10 responden")])
def test_a_group_under_ten_has_no_interval_and_the_report_says_why(lang, words):
    result = assess(survey([8, 40, 50]), by=("agency",), cluster="none", draws=50)
    small, large = (next(each for each in result.groups if each.value == name) for name in ("a000", "a001"))
    for each in small.scores:
        assert each.mean is not None
        assert each.conf_low is each.conf_high is each.mean_low is each.mean_high is each.sd is None
        assert (dict(each.level_share), each.leading) == ({}, ())
    assert all(each.conf_low is not None and each.leading for each in large.scores if each.level is not None)
    text = encode(result)
    assert check_data(decode(text))[0] == []
    assert words in render_html(decode(text), lang)


@pytest.mark.parametrize("policy", ["internal", "published"])
def test_the_data_of_a_result_in_few_digits_hold_against_themselves(policy):
    result = assess(
        survey([12, 14, 22, 15, 31, 18, 11, 12, 13, 14, 15, 16, 3]), by=("agency",), disclosure=policy, draws=50
    )
    assert check_data(decode(encode(result)))[0] == []
    for group in result.groups:
        for each in group.scores:
            assert each.sd is None
            assert policy == "internal" or each.id in SMALL.headline


def test_squares_of_a_small_group_do_not_follow_from_the_total_and_the_others():
    """With the SD of each other group, or the F of their test, the total leaves the sum of squares of one."""
    result = json.loads(encode(assess(survey([8, 40, 50]), by=("agency",), cluster="none", draws=0)))
    assert all(each["sd"] is None for group in result["groups"] for each in group["scores"])
    for each in result["comparisons"]:
        for value in (each["welch"], each["df2"], each["kruskal"], each["eta_squared"]):
            assert value is None or value == float(f"{value:.2e}")


def test_pooling_keeps_coverage_and_type_one_error():
    """As simulated: the Monte Carlo error of a share is about .01, and each cluster as a unit is beside it."""
    stored = json.loads(STORED.read_text(encoding="utf-8"))
    assert set(stored["results"]) == set(DESIGNS)
    for name, figures in stored["results"].items():
        assert figures["covered_pooled"] >= min(0.93, figures["covered_apart"] - 0.015), name
        for term in ("between", "within"):
            assert figures[f"rejected_{term}_pooled"] <= max(0.065, figures[f"rejected_{term}_apart"] + 0.015), name
    first = replicate(DESIGNS["80 teams of 4"], 0)
    assert set(first) == set(stored["results"]["80 teams of 4"])
    assert (first["units_pooled"], first["units_apart"]) == (40, 80)
