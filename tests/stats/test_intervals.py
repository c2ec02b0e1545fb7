from __future__ import annotations

import numpy as np
import pandas as pd
import pytest

from govassess.stats.draws import make_draws
from govassess.stats.intervals import bootstrap_p, interval, percentile_levels
from govassess.stats.regression import fit_ols
from govassess.stats.reliability import cronbach_alpha

ROWS = make_draws(100, count=10)


def clustered(n_clusters):
    return make_draws(2 * n_clusters, count=10, clusters=np.arange(2 * n_clusters) % n_clusters)


@pytest.mark.parametrize("conf_level", [0.95, 0.9, 0.5])
def test_bounds_are_quantiles_of_type_six(conf_level):
    values = np.random.default_rng(0).normal(size=(1237, 3))
    found = interval(values, conf_level=conf_level, draws=ROWS)
    tail = (1 - conf_level) / 2
    np.testing.assert_allclose(found.low, np.quantile(values, tail, axis=0, method="weibull"), rtol=1e-12)
    np.testing.assert_allclose(found.high, np.quantile(values, 1 - tail, axis=0, method="weibull"), rtol=1e-12)


def test_the_quantile_lies_at_p_times_b_plus_one():
    found = interval(np.arange(1, 1000), draws=ROWS)  # .025 x 1000 = 25
    assert (found.low, found.high) == pytest.approx((25, 975), abs=1e-9)


def test_up_to_five_percent_of_failed_draws_are_counted_and_left_out():
    values = np.arange(1.0, 101)[:, None].repeat(2, axis=1)
    values[:5, 0] = np.nan
    values[:6, 1] = np.nan
    found = interval(values, draws=ROWS)
    assert found.failed.tolist() == [5, 6]
    assert found.low[0] == pytest.approx(np.quantile(np.arange(6.0, 101), 0.025, method="weibull"))
    assert np.isnan(found.low[1])
    assert np.isnan(found.high[1])


def test_infinite_draws_count_as_failed():
    values = np.arange(100.0)
    values[0] = np.inf
    assert interval(values, draws=ROWS).failed == 1


def test_no_draws_give_no_bounds():
    assert np.isnan(interval(np.empty((0,)), draws=ROWS).low)


def test_few_clusters_widen_the_levels():
    # G = 12: t(.975, 11) = 2.200985 (printed tables: 2.201), times sqrt(12/11) = 2.298824; Phi(-2.298824) = .010757
    low, high = percentile_levels(clustered(12), 0.95)
    assert low == pytest.approx(0.010757, abs=2e-6)
    assert low + high == pytest.approx(1, abs=1e-12)


@pytest.mark.parametrize("n_clusters", [10, 12, 39])
@pytest.mark.parametrize("conf_level", [0.95, 0.8])
@pytest.mark.parametrize("count", [199, 999])
def test_p_is_below_the_level_where_the_interval_leaves_zero_out(n_clusters, conf_level, count):
    draws = clustered(n_clusters)
    # Column k: k draws at or below zero, and none is zero.
    values = np.arange(count)[:, None] - np.arange(count // 2)[None] + 0.5
    found, p = interval(values, conf_level=conf_level, draws=draws), bootstrap_p(values, draws=draws)
    below, outside = p < 1 - conf_level, found.low > 0
    assert below.any() and not below.all()
    assert outside[below].all()
    first = int(np.argmin(below))  # the type-6 quantile lies between two draws: at most one more column is outside
    assert outside[first:].sum() <= 1
    assert (bootstrap_p(-values, draws=draws) == p).all()
    assert (bootstrap_p(values) < p).all()


def test_few_clusters_widen_p_as_the_interval():
    # The share .010757 is that of the 95 % interval of 12 clusters, see above.
    values = np.concatenate([np.full(10756, -1.0), np.ones(989243)])
    assert bootstrap_p(values, draws=clustered(12)) == pytest.approx(0.05, abs=1e-5)
    assert bootstrap_p(values) == pytest.approx(0.021514, abs=1e-9)
    assert bootstrap_p(np.zeros(9), draws=clustered(12)) == 1


@pytest.mark.parametrize("draws", [clustered(40), make_draws(12, count=1), make_draws(50, count=1, shards=12)])
def test_rows_shards_and_many_clusters_keep_the_plain_p(draws):
    values = np.random.default_rng(2).normal(1, 1, size=(199, 5))
    assert (bootstrap_p(values, draws=draws) == bootstrap_p(values)).all()


@pytest.mark.parametrize("draws", [clustered(40), make_draws(12, count=1), make_draws(50, count=1, shards=12)])
def test_rows_shards_and_many_clusters_keep_the_plain_levels(draws):
    assert percentile_levels(draws, 0.95) == pytest.approx((0.025, 0.975))


def test_clusters_that_lost_all_rows_do_not_count():
    draws = clustered(41)
    kept = draws.take(np.arange(82) % 41 < 20)
    assert percentile_levels(kept, 0.95) == percentile_levels(clustered(20), 0.95)


@pytest.mark.parametrize(
    "call",
    [
        lambda: interval([1.0], conf_level=95, draws=ROWS),
        lambda: cronbach_alpha(pd.DataFrame({"a": [1, 2, 4], "b": [1, 3, 3]}), conf_level=95),
        lambda: fit_ols(pd.DataFrame({"x": range(9), "y": [1, 3, 2] * 3}), "y", ["x"], conf_level=0),
    ],
)
def test_an_impossible_level_is_refused(call):
    with pytest.raises(ValueError, match="conf_level"):
        call()


def test_bootstrap_p_is_smoothed_and_never_zero():
    assert bootstrap_p(np.full(4999, 2.0)) == pytest.approx(2 / 5000)
    assert bootstrap_p(np.concatenate([np.full(97, 1.0), np.full(2, -1.0)])) == pytest.approx(2 * 3 / 100)


def test_bootstrap_p_is_at_most_one_and_skips_failed_draws():
    assert bootstrap_p(np.array([0.0, 0.0, np.nan])) == 1
    assert bootstrap_p(np.array([np.nan, 1, 1, 1])) == pytest.approx(2 * 1 / 4)
    assert np.isnan(bootstrap_p(np.array([np.nan])))
