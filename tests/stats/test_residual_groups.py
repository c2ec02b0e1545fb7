"""Residuals as means of groups: against a computation by hand, and nobody is shown."""

from __future__ import annotations

from statistics import NormalDist, mean, stdev

import numpy as np
import pytest

from govassess.stats.residual_groups import residual_groups


def made(n: int, seed: int = 4):
    rng = np.random.default_rng(seed)
    return rng.normal(3, 1, n), rng.normal(0, 1, n)


@pytest.mark.parametrize(("n", "groups"), [(0, 0), (9, 0), (10, 1), (19, 1), (20, 2), (79, 7), (80, 8), (1000, 8)])
def test_every_group_has_ten_people_at_the_least_and_nobody_is_left_out(n, groups):
    found = residual_groups(*made(n))
    for frame in (found.by_fitted, found.by_size):
        assert len(frame) == groups
        assert groups == 0 or frame["n"].min() >= 10
        assert groups == 0 or frame["n"].sum() == n


def test_groups_by_fitted_value_are_means_with_the_t_interval():
    fitted, residuals = made(40)
    first = residual_groups(fitted, residuals).by_fitted.iloc[0]
    pairs = sorted(zip(fitted, residuals, strict=True))[:10]
    half = 2.262157163 * stdev([e for _, e in pairs]) / 10**0.5  # t of 9 degrees of freedom, .975: a printed table
    assert first["fitted"] == pytest.approx(mean(x for x, _ in pairs))
    assert first["residual"] == pytest.approx(mean(e for _, e in pairs))
    assert first["conf_low"] == pytest.approx(mean(e for _, e in pairs) - half)
    assert first["conf_high"] == pytest.approx(mean(e for _, e in pairs) + half)


def test_groups_by_size_stand_beside_the_means_of_their_normal_scores():
    _, residuals = made(30)
    last = residual_groups(residuals, residuals).by_size.iloc[-1]
    scores = [NormalDist().inv_cdf((i - 0.375) / 30.25) for i in range(21, 31)]
    assert last["normal"] == pytest.approx(mean(scores))
    assert last["residual"] == pytest.approx(mean(sorted(residuals)[-10:]))


def test_the_order_of_the_rows_does_not_matter():
    fitted, residuals = made(57)
    fitted = np.round(fitted)  # many alike
    order = np.random.default_rng(1).permutation(57)
    one, other = residual_groups(fitted, residuals), residual_groups(fitted[order], residuals[order])
    assert np.allclose(one.by_fitted, other.by_fitted)
    assert np.allclose(one.by_size, other.by_size)
    assert repr(one) == "ResidualGroups(5 groups)"
