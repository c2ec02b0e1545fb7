"""Waves of one survey in which few people answered, left, corrected or skipped something: what subtraction tells."""

from __future__ import annotations

import json
from dataclasses import replace

import numpy as np
import pytest

from govassess.assessment.assess import assess
from govassess.compare.benchmark import with_earlier
from govassess.compare.comparability import nearly_the_same
from govassess.compare.results import compare_results
from govassess.errors import DataError
from govassess.result.codec import decode, encode
from tests.compared_results import INDEX
from tests.disclosure.test_reader import a_survey, long_from
from tests.disclosure.waves import subtracted, wave, waves
from tests.surveys import answers

POLICIES = ("internal", "published")


@pytest.mark.parametrize("seed", long_from(21, 100))
def test_what_few_answered_follows_from_a_comparison_only_where_it_says_so(seed):
    one, two, _ = waves(seed, "internal")
    found = compare_results([one.result, two.result], compared_as="waves")
    assert "nearly_the_same" in {notice.code for notice in found.warnings}
    kept = json.loads(encode(found))["results"]
    assert subtracted(one, two, tuple(each["scores"] for each in kept))  # as it warns: the reader does find it


@pytest.mark.parametrize("seed", long_from(21, 100))
def test_a_comparison_of_publications_that_differ_by_few_is_refused(seed):
    one, two, _ = waves(seed, "published")
    with pytest.raises(DataError) as refused:
        compare_results([one.result, two.result], compared_as="waves")
    assert {problem.reason for problem in refused.value.problems} == {"compare_nearly_the_same"}


@pytest.mark.parametrize("policy", POLICIES)
@pytest.mark.parametrize("seed", long_from(7, 100))
def test_what_few_answered_does_not_follow_from_a_report_with_an_earlier_one_unsaid(seed, policy, tmp_path):
    one, two, _ = waves(seed, policy)
    path = tmp_path / "earlier.json"
    path.write_text(encode(one.result))
    if policy == "published":
        with pytest.raises(DataError) as refused:
            with_earlier(two.result, path)
        assert {problem.reason for problem in refused.value.problems} == {"compare_nearly_the_same"}
        return
    found = with_earlier(two.result, path)
    assert "nearly_the_same_earlier" in {notice.code for notice in found.warnings}


@pytest.mark.parametrize("policy", POLICIES)
def test_of_waves_drawn_apart_few_are_taken_for_the_same_people(policy):
    """Small samples of 20: of forty pairs one at most, so that nearly nobody is refused a comparison."""
    taken = []
    for seed in range(40):
        one, two = (
            wave(answers(INDEX, 20, seed=2 * seed + at), np.arange(20), policy, f"wave {at}") for at in range(2)
        )
        taken.append(nearly_the_same(one.result, two.result))
    assert sum(taken) <= 1


@pytest.mark.slow
@pytest.mark.parametrize("seed", long_from(1, 20))
def test_changes_are_made_of_what_is_stored_and_of_nothing_finer(seed, tmp_path):
    """Errors where clusters were pooled are stored as printed; a change must not hold them with more digits."""
    first, by = a_survey(seed, "internal")
    second, _ = a_survey(500 + 2 * seed + seed % 2, "internal")
    second = replace(second, source=replace(second.source, sha256="1" * 64))
    path = tmp_path / "earlier.json"
    path.write_text(encode(assess(first, by=by, draws=50)))
    found = assess(second, by=by, draws=50)
    beside = [json.loads(encode(with_earlier(each, path)))["previous"] for each in (found, decode(encode(found)))]
    for fine, coarse in zip(*(each["changes"] for each in beside), strict=True):
        assert fine.keys() == coarse.keys()
        for name, value in coarse.items():
            assert fine[name] == (pytest.approx(value, rel=1e-7) if isinstance(value, float) else value)
