"""Simultaneous intervals of paired differences: against Tukey's studentised range, and what must not change them."""

from __future__ import annotations

import math

import numpy as np
import pytest

from govassess.errors import NotEstimable
from govassess.stats.draws import make_draws
from govassess.stats.moments import weighted_means
from govassess.stats.simultaneous import paired_differences

TUKEY = {3: 3.314493, 5: 3.857656, 9: 4.387020}
"""R: qtukey(0.95, k, Inf)."""


@pytest.mark.parametrize("k", TUKEY)
def test_of_independent_estimates_of_one_error_it_is_tukeys_range(k):
    drawn = np.random.default_rng(k).normal(size=(60_000, k))
    found = paired_differences(np.zeros(k), drawn, draws=make_draws(10, count=2))
    assert found.critical == pytest.approx(TUKEY[k] / math.sqrt(2), rel=0.01)
    assert len(found.first) == k * (k - 1) // 2


def test_one_pair_gives_the_usual_interval():
    drawn = np.random.default_rng(1).normal(size=(60_000, 2))
    found = paired_differences([1.0, 0.0], drawn + np.array([1.0, 0.0]), draws=make_draws(10, count=2))
    assert found.critical == pytest.approx(1.96, rel=0.01)
    assert found.estimate.tolist() == [1.0]


def test_it_holds_all_differences_together_at_its_level():
    """Five equal dimensions of 80 respondents: the highest and the lowest are told apart in one sample of twenty."""
    rng, wrong, samples = np.random.default_rng(2), 0, 400
    for _ in range(samples):
        x = rng.normal(size=(80, 1)) + rng.normal(size=(80, 5))
        draws = make_draws(80, seed=1, count=200)
        found = paired_differences(x.mean(axis=0), weighted_means(x, draws), draws=draws)
        wrong += bool(((found.conf_low > 0) | (found.conf_high < 0)).any())
    assert 0.02 < wrong / samples < 0.10


def test_equal_answers_differ_exactly_and_failed_draws_are_refused():
    drawn = np.tile([2.0, 3.0], (50, 1))
    found = paired_differences([2.0, 3.0], drawn, draws=make_draws(10, count=2))
    assert (found.conf_low.item(), found.conf_high.item()) == (-1.0, -1.0)
    drawn[:10] = np.nan
    with pytest.raises(NotEstimable, match="10 of 50"):
        paired_differences([2.0, 3.0], drawn, draws=make_draws(10, count=2))
    with pytest.raises(ValueError, match="at least 2"):
        paired_differences([2.0], drawn[:, :1], draws=make_draws(10, count=2))
