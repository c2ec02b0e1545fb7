"""What cannot be computed says why, in the result, and never ends in a traceback or a silent number."""

from __future__ import annotations

import json
import math

import numpy as np
import pandas as pd
import pytest

from govassess.assessment.assess import assess
from govassess.instrument.load import load_instrument
from govassess.result.codec import encode
from tests.surveys import answers, responses

CG = load_instrument("cg-dps-smartcity")
RM = [item.id for item in CG.items() if item.id.startswith("RM")]


def run(frame, profile=None, **options):
    result = assess(responses(frame, CG, profile=profile), draws=200, **options)
    for value in walk(json.loads(encode(result))):
        assert not isinstance(value, float) or math.isfinite(value)
    return result


def walk(tree):
    if isinstance(tree, dict):
        for each in tree.values():
            yield from walk(each)
    elif isinstance(tree, list):
        for each in tree:
            yield from walk(each)
    else:
        yield tree


def reasons(result, field):
    return {each.where: each.code for each in result.unavailable if each.field == field}


def test_one_respondent_has_indices_and_levels_without_intervals():
    result = run(answers(CG, 1), pd.DataFrame({"agency": ["Dinas A"]}))
    assert all(
        score.index is not None and score.conf_low is None and score.level_share == {} for score in result.scores
    )
    assert {each.verdict for each in result.hypotheses} == {"not_tested"}
    codes = {notice.code for notice in result.warnings}
    assert {"no_interval", "small_sample"} <= codes
    assert "few_clusters" not in codes  # it speaks of intervals, and there is none
    assert set(reasons(result, "alpha").values()) == {"too_few_rows"}


def test_a_constant_item_is_flagged_and_named_and_alpha_is_given_with_and_without_it():
    frame = answers(CG, 80)
    frame["RM1a"] = 4
    result = run(frame)
    scale = next(each for each in result.reliability if each.id == "RM")
    assert scale.alpha is not None and scale.alpha_without_constant is not None
    assert scale.alpha_without_constant > scale.alpha
    assert scale.omega is None
    assert [each.values for each in result.unavailable if (each.where, each.field) == ("RM", "omega")] == [
        {"item": "RM1a"}
    ]
    assert [n.values["item"] for n in result.warnings if n.code == "constant_item"] == ["RM1a"]
    item = next(each for each in result.items if each.id == "RM1a")
    assert item.item_rest_r is None and item.sd == 0


def test_a_dimension_that_nobody_answered_is_absent_with_its_reason_and_the_rest_stands():
    frame = answers(CG, 80)
    frame[RM] = np.nan
    result = run(frame)
    scores = {score.id: score for score in result.scores}
    assert scores["RM"].index is None and scores["RM"].n == 0
    assert scores["CG"].index is not None
    verdicts = {each.id: (each.verdict, each.code) for each in result.hypotheses}
    assert verdicts["H1a"] == ("not_tested", "too_few_respondents")
    assert verdicts["H1"][0] != "not_tested"
    assert reasons(result, "alpha")["RM"] == "too_few_rows"
    assert any(pair.htmt is not None for pair in result.validity.pairs)


def test_two_identical_dimensions_as_predictors_refuse_the_model_and_name_the_pair():
    frame = answers(CG, 80)
    ir = [item.id for item in CG.items() if item.id.startswith("IR")]
    for first, second in zip(RM, ir, strict=True):
        turned = {item.id: item.reverse for item in CG.items()}
        frame[second] = frame[first] if turned[first] == turned[second] else 6 - frame[first]
    result = run(frame)
    for each in result.hypotheses:
        if each.family == "by_dimension":
            assert (each.verdict, each.code) == ("not_tested", "collinear")
            assert {"RM", "IR"} <= set(str(each.values).replace(",", " ").replace("'", " ").split())
    assert ("RM", "IR") in [(n.values["node_a"], n.values["node_b"]) for n in result.warnings if n.code == "same_nodes"]


def test_fewer_respondents_than_ten_test_no_hypothesis_and_say_how_many_are_needed():
    result = run(answers(CG, 6))
    for each in result.hypotheses:
        assert (each.verdict, each.code) == ("not_tested", "too_few_respondents")
        assert each.values == {"found": 6, "needed": 10}


def test_fewer_respondents_than_predictors_refuse_the_model():
    from govassess.errors import NotEstimable
    from govassess.stats.regression import fit_ols

    rng = np.random.default_rng(1)
    data = pd.DataFrame(rng.normal(size=(5, 7)), columns=list("abcdefg"))
    with pytest.raises(NotEstimable) as fault:
        fit_ols(data, "a", list("bcdefg"))
    assert fault.value.code == "too_few_rows"


def test_answers_that_are_all_the_same_refuse_the_tests_and_are_counted():
    frame = answers(CG, 40)
    frame.loc[:, :] = 4
    result = run(frame)
    assert {each.verdict for each in result.hypotheses} == {"not_tested"}
    assert result.screening.straight_lining == 40
    assert {notice.code for notice in result.warnings} & {"straight_lining", "mostly_straight"} == {"mostly_straight"}
    assert {each.alpha for each in result.reliability} == {None}
    assert next(score for score in result.scores if score.id == "RM").index is not None


def test_two_items_give_alpha_and_spearman_brown_but_no_omega():
    frame = answers(CG, 60)[["SN1a", "SN2a", *[i.id for i in CG.items() if i.id[:2] in {"RM", "IR", "OD", "TR", "EX"}]]]
    result = run(frame)
    scale = next(each for each in result.reliability if each.id == "SN")
    assert scale.k == 2 and scale.alpha is not None and scale.spearman_brown is not None
    assert reasons(result, "omega")["SN"] == "too_few_items"
