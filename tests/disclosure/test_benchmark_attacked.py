"""Who is one of five in a benchmark and knows how many people answered elsewhere: do the others' indices follow?"""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from itertools import product
from math import gcd, prod
from typing import Any

import numpy as np
import pytest

from govassess.compare.benchmark import as_printed, benchmark_of, with_peers
from govassess.compare.results import compare_results
from govassess.result.codec import encode
from tests.compared_results import INDEX
from tests.disclosure.reader import half_unit
from tests.disclosure.test_reader import long_from
from tests.disclosure.waves import CLOSE, wave
from tests.surveys import answers

NODE, STEPS = "B", 4  # a construct of four items: means of n people are multiples of 1/(4 n)


def members(seed: int, count: int = 5):
    """Results of some agencies, whose sizes have no common divisor, two of them perhaps under the minimum."""
    rng = np.random.default_rng(seed)
    sizes: list[int] = []
    while len(sizes) < count:
        n = int(rng.integers(3, 10) if len(sizes) < seed % 3 else rng.integers(11, 40))
        if all(gcd(n, each) == 1 for each in sizes):
            sizes.append(n)
    results = []
    for place, n in enumerate(rng.permutation(sizes)):
        frame = (answers(INDEX, int(n), seed=100 * seed + place) + rng.integers(-1, 2)).clip(1, 5)
        results.append(wave(frame, np.arange(n), "internal", f"agency {place}").result)
    return results


def peer_in(results, node: str = NODE) -> Mapping[str, Any]:
    stored = json.loads(encode(benchmark_of(compare_results(results, compared_as="agencies"), results)))
    return next(each for each in stored["peers"] if each["id"] == node)


def left_open(peer: Mapping[str, Any], own: float, sizes: Sequence[int]) -> np.ndarray:
    """Means of the other results (rows: solutions) that are left open by the mean and the SD of all of them.

    The remainders of the sum of the others give each mean up to whole quarters of a point. Of the sums that the digits
    leave open so many are tried that no mean is known any more, or all.
    """
    k, unit = peer["k"], STEPS * prod(sizes)
    rounded = half_unit(peer["index"]) / 25
    low, high = ((peer["mean"] if rounded < 1e-6 else 1 + peer["index"] / 25) + sign * rounded for sign in (-1, 1))
    sums = np.arange(np.ceil((low * k - own) * unit), np.floor((high * k - own) * unit) + 1, dtype=object)
    found = np.empty((0, len(sizes)))
    for total in np.random.default_rng(1).permutation(sums):
        remainders = [int(total) * pow(prod(sizes) // n, -1, n) % n for n in sizes]
        axes = [
            [a / (STEPS * n) for a in range(r, 5 * STEPS * n + 1, n) if a >= STEPS * n]
            for r, n in zip(remainders[:-1], sizes, strict=False)
        ]
        means = np.array(list(product(*axes)))
        means = np.column_stack([means, int(total) / unit - means.sum(axis=1)])
        means = means[(means[:, -1] >= 1 - 1e-9) & (means[:, -1] <= 5 + 1e-9)]
        spread = np.std(np.column_stack([means, np.full(len(means), own)]), axis=1, ddof=1) * 25
        found = np.concatenate([found, means[np.abs(spread - peer["sd"]) <= half_unit(peer["sd"])]])
        if len(found) and (np.ptp(found, axis=0) > 2 * CLOSE).all():
            break
    return found


def attacked(results, peer) -> tuple[np.ndarray, np.ndarray]:
    """What is left open to the first of the results, and the truth."""
    means = [next(score.mean for score in each.scores if score.id == NODE) for each in results]
    sizes = [each.funnel[-1].remaining for each in results[1:]]
    return left_open(peer, means[0], sizes), np.array(means[1:])


@pytest.mark.parametrize("seed", long_from(20, 100))
def test_the_digits_of_a_benchmark_of_five_leave_every_other_index_open(seed):
    results = members(seed)
    left, _ = attacked(results, peer_in(results))
    assert (np.ptp(left, axis=0) > 2 * CLOSE).all()


@pytest.mark.parametrize("seed", long_from(5, 40))
def test_ten_digits_would_tell_every_other_index(seed):
    """Why a benchmark has no more digits than are printed: the comparison, which names its results, has them all."""
    results = members(seed)
    found = compare_results(results, compared_as="agencies")
    peer = next(each for each in json.loads(encode(found))["peers"] if each["id"] == NODE)
    left, truth = attacked(results, peer)
    assert (np.abs(left - truth).max(axis=1) < 1e-6).any()
    assert len(left) <= 2


def test_what_is_stored_beside_a_benchmark_is_made_of_its_digits(tmp_path):
    results = members(3)
    peer = peer_in(results)
    path = tmp_path / "peers.json"
    path.write_text(encode(benchmark_of(compare_results(results, compared_as="agencies"), results)))
    stored = json.loads(encode(with_peers(results[0], path)))
    own = next(each["index"] for each in stored["scores"] if each["id"] == NODE)
    difference = next(each["estimate"] for each in stored["benchmark"]["differences"] if each["id"] == NODE)
    assert difference == pytest.approx(own - peer["index"], abs=1e-7)
    for each in compare_results(results, compared_as="agencies").peers:
        printed = as_printed(each, INDEX)
        assert abs(printed.index - each.index) <= 0.05 + 1e-9
        assert as_printed(printed, INDEX) == printed


@pytest.mark.parametrize("seed", long_from(20, 100))
def test_two_benchmarks_that_differ_by_one_result_tell_it_up_to_their_digits(seed):
    """What is not claimed: the limit that SECURITY.md names."""
    results = members(seed, count=6)
    fewer, more = peer_in(results[:5]), peer_in(results)
    told = 6 * more["index"] - 5 * fewer["index"]
    true = next(score.index for score in results[5].scores if score.id == NODE)
    assert abs(told - true) <= 11 * 0.05 + 1e-6
