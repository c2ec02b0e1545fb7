"""Index, interval, level share: what is resampled, how a census shrinks it, and what groups get."""

from __future__ import annotations

import math

import numpy as np
import pandas as pd
import pytest

from govassess.assessment.assess import assess
from govassess.errors import PlanError
from govassess.instrument.load import load_instrument
from govassess.instrument.model import Study
from govassess.scoring.levels import leading_levels
from govassess.scoring.scores import score as score_all
from tests.surveys import answers, responses

CG = load_instrument("cg-dps-smartcity")


def score(result, node="CG"):
    return next(each for each in result.scores if each.id == node)


def agencies(n, count):
    return pd.DataFrame({"agency": [f"Dinas {place % count}" for place in range(n)]})


def test_level_shares_add_up_to_one_and_the_bands_cover_the_scale():
    for each in assess(responses(answers(CG, 80), CG), draws=500).scores:
        if each.level is not None:
            assert sum(each.level_share.values()) == pytest.approx(1)
            assert each.level in each.leading or sum(each.level_share[str(level)] for level in each.leading) >= 0.9


@pytest.mark.parametrize(
    ("shares", "run"),
    [
        ({1: 0.0, 2: 0.95, 3: 0.05}, (2,)),
        ({1: 0.0, 2: 0.9, 3: 0.1}, (2,)),
        ({1: 0.2, 2: 0.75, 3: 0.05}, (1, 2)),
        ({1: 0.3, 2: 0.3, 3: 0.4}, (1, 2, 3)),
        ({1: 0.08, 2: 0.84, 3: 0.08}, (1, 2)),
    ],
)
def test_the_leading_levels_are_the_shortest_run_with_nine_tenths_of_the_draws(shares, run):
    assert leading_levels(shares) == run


def test_ten_clusters_are_resampled_whole_and_nine_are_not():
    frame = answers(CG, 90)
    many = assess(responses(frame, CG, profile=agencies(90, 10)), draws=100)
    few = assess(responses(frame, CG, profile=agencies(90, 9)), draws=100)
    assert (many.options.resampled, many.options.units, many.options.cluster) == ("clusters", 10, "agency")
    assert (few.options.resampled, few.options.units) == ("respondents", 90)
    assert "few_clusters" in {notice.code for notice in few.warnings}


def test_cluster_none_resamples_respondents_whatever_the_instrument_says():
    result = assess(responses(answers(CG, 90), CG, profile=agencies(90, 12)), cluster="none", draws=100)
    assert (result.options.resampled, result.options.cluster) == ("respondents", None)


def test_respondents_without_an_agency_are_one_unit():
    profile = agencies(90, 12)
    profile.loc[:4, "agency"] = None
    result = assess(responses(answers(CG, 90), CG, profile=profile), draws=100)
    assert result.options.units == 12 + 1  # as units of their own each would be exposed by the errors
    assert [n.values["count"] for n in result.warnings if n.code == "cluster_missing"] == [5]


def test_a_census_shrinks_every_interval_by_its_correction():
    frame = answers(CG, 80)
    plain = assess(responses(frame, CG), study=Study(invited=100, kind="sample"), draws=1000)
    census = assess(responses(frame, CG), study=Study(invited=100, kind="census"), draws=1000)
    factor = math.sqrt(1 - 80 / 100)
    assert census.response_rate.fpc == pytest.approx(factor)
    assert plain.response_rate.fpc is None and plain.response_rate.rate == 0.8
    for node in ("CG", "RM", "SN3"):
        wide, narrow = score(plain, node), score(census, node)
        assert narrow.index == wide.index
        assert narrow.conf_high - narrow.index == pytest.approx(factor * (wide.conf_high - wide.index))
        assert narrow.index - narrow.conf_low == pytest.approx(factor * (wide.index - wide.conf_low))


def test_a_whole_census_has_no_sampling_variation():
    result = assess(responses(answers(CG, 80), CG), study=Study(invited=80, kind="census"), draws=200)
    assert score(result).conf_low == pytest.approx(score(result).index)
    assert max(score(result).level_share.values()) == 1


def test_more_answers_than_people_invited_is_an_error():
    with pytest.raises(PlanError, match="80"):
        assess(responses(answers(CG, 80), CG), study=Study(invited=79), draws=10)


def test_an_open_link_is_said_to_be_one():
    result = assess(responses(answers(CG, 40), CG), study=Study(kind="open_link"), draws=50)
    assert {"open_link", "response_rate_unknown"} <= {notice.code for notice in result.warnings}


def test_the_interval_of_respondents_has_about_the_width_of_the_normal_one():
    result = assess(responses(answers(CG, 200), CG), draws=4000)
    found = score(result)
    error = found.sd / math.sqrt(found.n)
    assert found.mean_high - found.mean_low == pytest.approx(2 * 1.96 * error, rel=0.06)


def test_more_draws_begin_with_the_draws_of_fewer():
    from govassess.stats.draws import make_draws

    few, many = make_draws(50, count=700, seed=3), make_draws(50, count=1500, seed=3)
    assert (few.weights == many.weights[:700]).all()


def test_the_weighted_means_of_the_groups_are_the_mean_of_all():
    frame = answers(CG, 120, missing=0.05)
    profile = pd.DataFrame({"role": ["leader"] * 30 + ["supervisor"] * 40 + ["functional"] * 50})
    result = assess(responses(frame, CG, profile=profile), by="role", draws=50)
    for node in ("CG", "RM", "SN"):
        parts = [each for group in result.groups for each in group.scores if each.id == node]
        total = sum(each.n * each.mean for each in parts) / sum(each.n for each in parts)
        assert total == pytest.approx(score(result, node).mean, rel=1e-12)


def test_every_answer_turned_around_turns_the_index_around():
    frame = answers(CG, 60)
    turned = 6 - frame
    first, second = score_all(responses(frame, CG)), score_all(responses(turned, CG))
    assert np.allclose(first.values + second.values, 6, rtol=1e-12)


def test_a_higher_answer_never_lowers_an_index():
    frame = answers(CG, 30, seed=4)
    base = score_all(responses(frame, CG)).values.mean()
    reverse = {item.id for item in CG.items() if item.reverse}
    rng = np.random.default_rng(1)
    for _ in range(15):
        changed = frame.copy()
        row, name = int(rng.integers(30)), str(rng.choice(list(frame)))
        step = -1 if name in reverse else 1
        changed.loc[row, name] = np.clip(changed.loc[row, name] + step, 1, 5)
        after = score_all(responses(changed, CG)).values.mean()
        assert (after >= base - 1e-12).all()
