from __future__ import annotations

import time

import numpy as np
import pytest

from govassess.stats.draws import BLOCK, SEED, make_draws


def test_every_draw_holds_as_many_units_as_there_are():
    draws = make_draws(37, count=1000)
    assert draws.weights.shape == (1000, 37)
    assert (draws.weights.sum(axis=1) == 37).all()


@pytest.mark.parametrize("count", [1, 511, 512, 513, 1300])
def test_fewer_draws_are_the_first_of_more_draws(count):
    many = make_draws(29, count=1500).weights
    assert (make_draws(29, count=count).weights == many[:count]).all()


def test_a_block_comes_from_its_own_child_seed():
    draws = make_draws(10, count=2 * BLOCK, seed=5)
    child = np.random.SeedSequence(5).spawn(2)[1]
    picked = np.random.default_rng(child).integers(0, 10, size=(BLOCK, 10))
    assert (draws.weights[BLOCK] == np.bincount(picked[0], minlength=10)).all()


def test_the_same_seed_gives_the_same_draws_and_another_seed_others():
    assert (make_draws(20, count=50).weights == make_draws(20, count=50, seed=SEED).weights).all()
    assert (make_draws(20, count=50).weights != make_draws(20, count=50, seed=1).weights).any()


def test_units_are_drawn_equally_often():
    share = make_draws(20, count=5000).weights.mean(axis=0)
    # each mean of 5,000 counts with variance 0.95 has an SE of .0138
    assert np.abs(share - 1).max() < 5 * np.sqrt(0.95 / 5000)


def test_rows_of_one_cluster_have_the_same_weight():
    draws = make_draws(6, count=100, clusters=["b", "a", "b", "c", "a", "a"])
    weights = draws.row_weights()
    assert draws.kind == "clusters"
    assert draws.units == 3
    assert (weights[:, 0] == weights[:, 2]).all()
    assert (weights[:, 1] == weights[:, 5]).all()
    assert draws.codes is not None
    assert draws.codes.tolist() == [1, 0, 1, 2, 0, 0]


def test_shards_share_the_rows_evenly():
    draws = make_draws(103, count=10, shards=10)
    assert draws.kind == "shards"
    assert sorted(np.bincount(draws.codes)) == [10] * 7 + [11] * 3
    assert draws.codes.tolist() != sorted(draws.codes)


def test_taking_rows_keeps_their_weights():
    mask = np.array([True, False, True, True, False])
    for clusters in (None, ["a", "b", "a", "c", "b"]):
        draws = make_draws(5, count=40, clusters=clusters)
        assert (draws.take(mask).row_weights() == draws.row_weights()[:, mask]).all()
        assert (draws.take(mask).take([True, False, True]).row_weights() == draws.row_weights()[:, [0, 3]]).all()


def test_taking_rows_can_leave_clusters_behind():
    draws = make_draws(4, count=5, clusters=["a", "b", "c", "c"]).take([True, False, True, True])
    assert draws.units == 3
    assert draws.units_present == 2


def test_the_weights_cannot_be_written():
    with pytest.raises(ValueError, match="read-only"):
        make_draws(3, count=2).weights[0, 0] = 1


@pytest.mark.parametrize(
    "wrong",
    [
        {"clusters": ["a", None, "b"]},
        {"clusters": ["a", "b"]},
        {"shards": 0},
        {"count": -1},
        {"clusters": ["a", "b", "c"], "shards": 2},
    ],
)
def test_what_cannot_be_drawn_is_refused(wrong):
    with pytest.raises(ValueError):
        make_draws(3, **{"count": 2, **wrong})


def test_a_mask_of_another_length_is_refused():
    with pytest.raises(ValueError, match="3 rows"):
        make_draws(3, count=1).take([True, False])


@pytest.mark.parametrize("n_rows", [0, 1, 2])
def test_tiny_tables_can_be_drawn(n_rows):
    assert (make_draws(n_rows, count=7).weights.sum(axis=1) == n_rows).all()


@pytest.mark.slow
def test_five_thousand_draws_of_three_hundred_rows_are_quick():
    def once():
        start = time.perf_counter()
        make_draws(300)
        return time.perf_counter() - start

    assert min(once() for _ in range(5)) < 0.1
