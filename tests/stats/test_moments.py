from __future__ import annotations

import os
import subprocess
import sys
from concurrent.futures import ThreadPoolExecutor

import numpy as np
import pandas as pd
import pytest

from govassess.stats.draws import make_draws
from govassess.stats.moments import leave_one_out, moments, weighted_means


@pytest.fixture(scope="module")
def table():
    rng = np.random.default_rng(11)
    return pd.DataFrame(rng.normal(size=(60, 4)) + rng.normal(size=(60, 1)), columns=list("abcd"))


def repeated(values, weights):
    return np.repeat(values, weights.astype(int), axis=0)


def test_moments_are_those_of_numpy(table):
    found = moments(table)
    np.testing.assert_allclose(found.mean, table.mean(), rtol=1e-12)
    np.testing.assert_allclose(found.cov, np.cov(table.T), rtol=1e-12)
    assert found.names == ("a", "b", "c", "d")
    assert found.n == 60


CLUSTERS = np.arange(60) % 13


@pytest.mark.parametrize("how", [{}, {"clusters": CLUSTERS}, {"shards": 9}], ids=["rows", "clusters", "shards"])
def test_batched_moments_equal_a_plain_loop_with_the_same_counts(table, how):
    draws = make_draws(60, count=600, **how)
    found = moments(table, draws)
    for b, weights in enumerate(draws.row_weights()):
        rows = repeated(table.to_numpy(), weights)
        np.testing.assert_allclose(found.mean[b], rows.mean(axis=0), atol=1e-12)
        np.testing.assert_allclose(found.cov[b], np.cov(rows.T), atol=1e-12)
        assert found.n[b] == len(rows)


def test_chosen_rows_use_the_columns_of_their_mask(table):
    mask = table["a"].to_numpy() > 0
    draws = make_draws(60, count=20).take(mask)
    found = moments(table[mask], draws)
    rows = repeated(table[mask].to_numpy(), draws.row_weights()[7])
    np.testing.assert_allclose(found.cov[7], np.cov(rows.T), atol=1e-12)
    assert found.n[7] == len(rows)


def test_leaving_one_row_out_by_subtraction_equals_deleting_it(table):
    found = leave_one_out(table)
    for i in range(60):
        rest = np.delete(table.to_numpy(), i, axis=0)
        np.testing.assert_allclose(found.mean[i], rest.mean(axis=0), atol=1e-12)
        np.testing.assert_allclose(found.cov[i], np.cov(rest.T), atol=1e-12)


def test_the_order_of_rows_changes_nothing(table):
    shuffled = table.sample(frac=1, random_state=1)
    np.testing.assert_allclose(moments(shuffled).cov, moments(table).cov, rtol=1e-12)


def test_a_constant_added_changes_no_covariance(table):
    draws = make_draws(60, count=50)
    np.testing.assert_allclose(moments(table + 1e6, draws).cov, moments(table, draws).cov, atol=1e-8)
    np.testing.assert_allclose(moments(table + 1e6).cov, moments(table).cov, atol=1e-9)


def test_groups_add_up_to_the_total(table):
    parts = [moments(table[g == CLUSTERS % 3]) for g in range(3)]
    n = sum(part.n for part in parts)
    mean = sum(part.n * part.mean for part in parts) / n
    inside = sum((part.n - 1) * part.cov for part in parts)
    between = sum(part.n * np.outer(part.mean - mean, part.mean - mean) for part in parts)
    np.testing.assert_allclose((inside + between) / (n - 1), moments(table).cov, rtol=1e-12)


def test_threads_do_not_change_the_draws(table):
    draws = make_draws(60, count=1100)
    with ThreadPoolExecutor(4) as pool:
        found = list(pool.map(lambda _: moments(table, draws).cov, range(4)))
    assert all((other == found[0]).all() for other in found[1:])


def test_the_number_of_threads_changes_no_stored_digit():
    code = """
import numpy as np, pandas as pd
from govassess.stats import htmt, mediate
rng = np.random.default_rng(1)
x = pd.DataFrame(rng.normal(size=(150, 24)) + rng.normal(size=(150, 1)), columns=[f"i{j}" for j in range(24)])
found = htmt(x, {f"b{j}": list(x.columns[4 * j : 4 * j + 4]) for j in range(6)}, draws=1000).to_frame()
effects = mediate(x, predictor="i0", mediators=["i1"], outcome="i2", draws=1000).to_frame()
for value in [*found["conf_high"], *effects["conf_low"], *effects["conf_high"]]:
    print(f"{value:.10g}")
"""
    printed = set()
    for threads in ("1", "2", "4"):
        count = dict.fromkeys(("OPENBLAS_NUM_THREADS", "OMP_NUM_THREADS", "MKL_NUM_THREADS"), threads)
        ran = subprocess.run(
            [sys.executable, "-c", code], capture_output=True, text=True, check=True, env={**os.environ, **count}
        )
        printed.add(ran.stdout)
    assert len(printed) == 1
    assert len(printed.pop().split()) == 15 + 12


def test_fewer_draws_give_the_first_moments_of_more(table):
    few, many = (moments(table, make_draws(60, count=count)).cov for count in (700, 1024))
    # the last block holds fewer columns, so a product may round differently
    np.testing.assert_allclose(few, many[:700], rtol=1e-12, atol=1e-14)


def test_a_column_constant_in_a_draw_has_exactly_no_variance():
    rare = np.zeros(12)
    rare[0] = 1
    draws = make_draws(12, count=200)
    cov = moments(np.column_stack([rare, np.arange(12.0)]), draws).cov
    without = draws.weights[:, 0] == 0
    assert 0 < without.sum() < 200
    assert (cov[without, 0] == 0).all()
    assert (cov[~without, 0, 0] > 0).all()


def test_a_constant_column_has_exactly_no_variance():
    cov = moments(np.column_stack([np.full(7, 0.1), np.arange(7.0)])).cov
    assert (cov[0] == 0).all()


@pytest.mark.parametrize("n", [0, 1])
def test_covariances_of_fewer_than_two_rows_are_undefined(n):
    assert np.isnan(moments(np.ones((n, 2))).cov).all()


def test_gaps_are_refused(table):
    with pytest.raises(ValueError, match="complete"):
        moments(table.where(table > -1))


def test_draws_of_other_rows_are_refused(table):
    with pytest.raises(ValueError, match="60"):
        moments(table, make_draws(59, count=1))


def test_columns_are_selected_in_the_order_asked(table):
    found = moments(table, make_draws(60, count=3)).select(["d", "a"])
    np.testing.assert_array_equal(found.cov, moments(table, make_draws(60, count=3)).cov[:, [3, 0]][:, :, [3, 0]])
    assert found.names == ("d", "a")


@pytest.mark.parametrize("how", [{}, {"clusters": CLUSTERS}], ids=["rows", "clusters"])
def test_weighted_means_equal_the_means_of_what_was_drawn(table, how):
    gappy = table.where(table > -1)
    draws = make_draws(60, count=600, **how)
    found = weighted_means(gappy, draws)
    for b in range(0, 600, 7):
        rows = repeated(gappy.to_numpy(), draws.row_weights()[b])
        np.testing.assert_allclose(found[b], np.nanmean(rows, axis=0), atol=1e-12)


def test_a_draw_without_an_answer_has_no_mean():
    values = np.array([[3.0], [np.nan], [np.nan]])
    draws = make_draws(3, count=100)
    found = weighted_means(values, draws)[:, 0]
    assert (np.isnan(found) == (draws.weights[:, 0] == 0)).all()
    assert np.isnan(found).any()
    assert (found[~np.isnan(found)] == 3).all()


@pytest.mark.parametrize("by", ["clusters", "shards", "some rows", "rows"])
def test_many_rows_are_summed_as_few_are(by, monkeypatch):
    from govassess.stats import moments as module

    values = np.random.default_rng(3).normal(size=(60, 4))
    draws = make_draws(
        60,
        count=20,
        clusters=np.arange(60) % 7 if by == "clusters" else None,
        shards=9 if by == "shards" else None,
    )
    if by in ("some rows", "clusters"):
        kept = np.arange(60) % 7 != 3
        values, draws = values[kept], draws.take(kept)
    few = moments(values, draws)
    monkeypatch.setattr(module, "MULTIPLIED", 0)
    many = moments(values, draws)
    np.testing.assert_allclose(many.cov, few.cov, rtol=1e-11, atol=1e-13)
    np.testing.assert_allclose(many.mean, few.mean, rtol=1e-11, atol=1e-13)
