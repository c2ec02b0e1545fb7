"""Careless answering: planted people are found, nobody is removed, and nothing is shown that gives them away."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pandas as pd
import pytest

from govassess.assessment.sensitivity import carelessness, robust_scores
from govassess.disclosure.minimum import disclosure_rule
from govassess.instrument.load import load_instrument
from govassess.run.node_scores import node_scores
from govassess.run.sampling import Sampling
from tests.bases import basis_of, both_ways
from tests.surveys import answers, responses

CG = load_instrument("cg-dps-smartcity")
INTERNAL, PUBLISHED = disclosure_rule("internal", None), disclosure_rule("published", None)
SAMPLING = Sampling(conf_level=0.95, seed=3, count=400)


def survey(careful=150, same=(), random=0, seed=5):
    """Answers of careful people first, then of those who always tick one box, then of those who tick at random."""
    frame = answers(CG, careful, seed=seed)
    rng = np.random.default_rng(seed + 1)
    lines = pd.DataFrame(np.repeat(np.array(same, dtype=float)[:, None], frame.shape[1], axis=1), columns=list(frame))
    noise = pd.DataFrame(rng.integers(1, 6, (random, frame.shape[1])).astype(float), columns=list(frame))
    return pd.concat([frame, lines, noise], ignore_index=True)


def found(frame, rule=INTERNAL, by=None, instrument=CG, **about):
    """The scores, what is told of the signs, who is not flagged where that may be shown, and why something is not."""
    partitions = {} if by is None else {"agency": np.asarray(by, dtype=object)}
    basis = basis_of(replace(responses(frame, instrument), **about), rule, SAMPLING, partitions=partitions)
    searched, beside, why, _ = both_ways(basis)
    told, gaps = carelessness(searched, rule)
    return basis.scores, told, None if beside is None else ~beside.flagged, (*gaps, *why)


def test_who_ticks_one_box_or_any_box_is_flagged_and_who_answers_with_care_is_not():
    scores, told, unflagged, gaps = found(survey(same=(1, 2, 3, 4, 4, 5), random=6))
    assert gaps == ()
    assert not unflagged[150:156].any()
    assert unflagged[156:].sum() <= 1
    assert unflagged[:150].mean() > 0.97
    assert told.flagged_twice == (~unflagged).sum()
    assert told.n_used == len(unflagged) == len(scores.values) == 162
    assert told.reversed_present
    assert told.items == 64


def test_every_sign_says_how_many_it_flags_or_why_none():
    _, told, _, _ = found(survey(same=(1, 2, 3, 4, 4, 5), random=6))
    signs = {each.sign: each for each in told.signs}
    assert signs["seconds_per_item"].code == "no_times"
    assert signs["longstring"].flagged == 6
    for each in told.signs:
        assert (each.flagged is None) == (each.undefined is None) == (each.code is not None)


def test_where_many_left_something_out_the_careful_are_still_not_far_away():
    frame = answers(CG, 300, seed=8, missing=0.02)
    complete = frame.notna().all(axis=1).sum()
    assert 65 < complete < 130  # hardly more complete rows than items
    _, told, _, _ = found(frame)
    assert next(each.flagged for each in told.signs if each.sign == "mahalanobis") < 15


def test_without_a_reversed_item_equal_answers_are_no_sign(root):
    mobi = load_instrument(root / "tests" / "instruments" / "mobi.yaml")
    frame = answers(mobi, 120, seed=2)
    frame.iloc[:8] = np.arange(2, 10)[:, None]
    _, told, _, _ = found(frame, instrument=mobi)
    codes = {each.sign: each.code for each in told.signs}
    assert codes["longstring"] == codes["irv"] == "no_reversed_item"
    assert not told.reversed_present
    assert told.flagged_twice < 8


def test_a_questionnaire_too_short_for_patterns_is_not_searched():
    skm = load_instrument("skm-permenpanrb-14-2017")
    _, told, unflagged, gaps = found(answers(skm, 60), instrument=skm)
    assert told is None
    assert unflagged is None
    assert {(each.where, each.field, each.code) for each in gaps} == {
        ("screening", "careless", "few_alike_items"),
        ("robustness", "unflagged", "few_alike_items"),
    }


def test_so_few_are_flagged_that_results_without_them_would_give_them_away():
    _, told, unflagged, gaps = found(survey(same=(1, 2, 5)))
    assert 3 <= told.flagged_twice < INTERNAL.minimum
    assert unflagged is None
    assert [(each.where, each.field, each.code, dict(each.values)) for each in gaps] == [
        ("robustness", "unflagged", "few_flagged", {"minimum": 5})
    ]


def test_where_nobody_is_flagged_there_is_nobody_to_leave_out():
    _, told, unflagged, gaps = found(survey(careful=60, seed=3))
    assert told.flagged_twice == 0
    assert unflagged is None
    assert [each.code for each in gaps] == ["nobody_flagged"]


def test_too_few_left_are_no_sample():
    _, told, unflagged, gaps = found(survey(careful=25, same=(1, 2, 3, 4, 5, 1, 2, 4)))
    assert told.flagged_twice >= 5
    assert unflagged is None
    assert [each.code for each in gaps] == ["few_unflagged"]


def test_those_who_all_ticked_the_same_box_would_be_known_by_their_mean():
    _, told, unflagged, gaps = found(survey(careful=60, seed=3, same=(4,) * 6))
    assert told.flagged_twice == 6
    assert unflagged is None
    assert [each.code for each in gaps] == ["flagged_recognisable"]


def test_careless_people_who_are_nearly_a_whole_agency_would_give_away_the_rest_of_it():
    frame = survey(careful=60, seed=3, same=(1, 2, 3, 4, 5, 4))
    small = ["a"] * 2 + ["b"] * 58 + ["a"] * 6  # two careful people among six careless ones
    even = ["a"] * 30 + ["b"] * 30 + ["a"] * 3 + ["b"] * 3
    assert found(frame, by=even)[2].sum() == 60
    _, _, unflagged, gaps = found(frame, by=small)
    assert unflagged is None
    assert [each.code for each in gaps] == ["flagged_recognisable"]


def test_published_counts_are_rounded():
    _, told, unflagged, _ = found(survey(same=(1, 2, 3, 4, 5, 2, 4), random=9), PUBLISHED)
    counts = [told.flagged, told.flagged_twice, *(each.flagged for each in told.signs if each.flagged is not None)]
    assert all(count % 5 == 0 for count in counts)
    assert (~unflagged).sum() >= 10


def robust(frame, clusters=None, rule=INTERNAL, sampling=SAMPLING):
    basis = basis_of(responses(frame, CG), rule, sampling, clusters=clusters)
    beside = both_ways(basis)[1]
    whole = node_scores(basis.scores.values, basis.scores.rules, basis.draws, sampling)
    return basis, None if beside is None else ~beside.flagged, whole, robust_scores(beside, whole)


def test_the_headline_without_those_flagged_is_the_index_of_the_others():
    basis, unflagged, whole, rest = robust(survey(same=(1, 2, 3, 4, 4, 5), random=6))
    assert [each.id for each in rest] == ["CG", "DPS", "SC"]
    for each in rest:
        everyone = next(score for score in whole if score.id == each.id)
        index = 25 * (basis.scores.values.loc[unflagged, each.id].mean() - 1)
        assert each.index == pytest.approx(index, rel=1e-12)
        assert each.difference == pytest.approx(index - everyone.index, rel=1e-9)
        assert each.n == unflagged.sum()
        assert each.conf_low < each.index < each.conf_high
        assert each.level is not None


def test_what_is_left_is_resampled_in_the_clusters_of_all():
    frame = survey(same=(1, 2, 3, 4, 4, 5), random=6)
    clusters = np.array([f"c{row % 18}" for row in range(len(frame))], dtype=object)
    basis, unflagged, _, rest = robust(frame, clusters)
    draws = basis.draws
    assert draws.kind == "clusters"
    y = basis.scores.values["CG"].to_numpy()
    drawn = []
    for weights in draws.row_weights():
        w = weights[unflagged]
        drawn.append(25 * ((w @ y[unflagged]) / w.sum() - 1))
    inside = np.mean((np.array(drawn) > rest[0].conf_low) & (np.array(drawn) < rest[0].conf_high))
    assert 0.95 < inside < 1  # the levels are widened for 18 clusters
    alone = robust(frame)[3][0]
    assert rest[0].conf_low != alone.conf_low


def test_nothing_is_given_where_nothing_may_be_shown():
    assert robust(survey(same=(1, 2, 5)))[3] == ()


def test_a_census_narrows_the_interval_of_the_others_too():
    frame = survey(same=(1, 2, 3, 4, 4, 5), random=6)
    wide = robust(frame)[3][0]
    narrow = robust(frame, sampling=Sampling(conf_level=0.95, seed=3, count=400, fpc=0.5))[3][0]
    assert narrow.index == wide.index
    assert narrow.conf_high - narrow.index == pytest.approx((wide.conf_high - wide.index) / 2, abs=0.11)


def test_a_published_number_of_those_left_is_rounded():
    frame = survey(same=(1, 2, 3, 4, 5, 2, 4), random=9)
    rest = robust(frame, rule=PUBLISHED)[3]
    assert {each.n % 5 for each in rest} == {0}
