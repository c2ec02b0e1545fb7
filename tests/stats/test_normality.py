"""The tests of normality against scipy and statsmodels, which the product does without."""

from __future__ import annotations

import numpy as np
import pytest
from scipy import stats
from statsmodels.stats.diagnostic import lilliefors as peer_lilliefors

from govassess.stats.normality import jarque_bera, lilliefors, shapiro_wilk

SIZES = (4, 5, 6, 11, 12, 13, 50, 297, 1600, 1601, 5000)
KINDS = {
    "normal": lambda rng, n: rng.normal(size=n),
    "skewed": lambda rng, n: rng.exponential(size=n),
    "tied": lambda rng, n: np.append(rng.integers(0, 5, size=n - 1), 7).astype(float),
}


@pytest.mark.parametrize("n", SIZES)
@pytest.mark.parametrize("kind", KINDS)
def test_each_statistic_and_its_p_are_those_of_the_peers(n, kind):
    values = KINDS[kind](np.random.default_rng(n), n)
    assert shapiro_wilk(values) == pytest.approx(tuple(stats.shapiro(values)), rel=1e-10, abs=1e-300)
    assert jarque_bera(values) == pytest.approx(tuple(stats.jarque_bera(values)), rel=1e-10)
    assert lilliefors(values) == pytest.approx(peer_lilliefors(values, dist="norm", pvalmethod="table"), rel=1e-12)


def test_three_values_have_an_exact_p():
    assert shapiro_wilk(np.array([1.0, 2, 4])) == pytest.approx(tuple(stats.shapiro([1.0, 2, 4])))
    assert shapiro_wilk(np.array([1.0, 1, 4])) == pytest.approx((0.75, 0.0), abs=1e-7)
