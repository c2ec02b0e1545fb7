"""Groups of several variables: nothing small can be found by adding and subtracting what is shown."""

from __future__ import annotations

import random
from itertools import combinations

import numpy as np
import pytest

from govassess.disclosure.across import suppressed_across as suppressed_by_variable


def suppressed_across(partitions, minimum):
    """The hidden groups of each partition, in their order."""
    named = {str(place): partition for place, partition in enumerate(partitions)}
    return tuple(suppressed_by_variable(named, minimum, {}).values())


def disclosed(partitions, hidden, minimum):
    """Attack by least squares: every set of up to four cells whose exact sum the shown groups and the total give away."""
    cells = sorted(set(zip(*partitions, strict=True)))
    counts = np.array([sum(1 for row in zip(*partitions, strict=True) if row == cell) for cell in cells])
    shown = [np.ones(len(cells))]
    for place in range(len(partitions)):
        names = [name for name in sorted({cell[place] for cell in cells}) if name not in hidden[place]]
        shown += [np.array([float(cell[place] == name) for cell in cells]) for name in names]
    if len(shown) == 1:
        return []
    A = np.array(shown)
    found = []
    for size in range(1, 5):
        for chosen in combinations(range(len(cells)), size):
            if counts[list(chosen)].sum() < minimum:
                wanted = np.zeros(len(cells))
                wanted[list(chosen)] = 1
                solved = np.linalg.lstsq(A.T, wanted, rcond=None)[0]
                if np.abs(A.T @ solved - wanted).max() < 1e-8:
                    found.append(chosen)
    return found


def test_a_service_inside_a_unit_is_not_found_by_subtraction():
    unit = ["Disdukcapil"] * 71 + ["DPMPTSP"] * 80
    service = ["KTP-el"] * 70 + ["Legalisasi"] + ["Izin"] * 50 + ["IMB"] * 30
    hidden = suppressed_across([unit, service], 5)
    assert "Legalisasi" in hidden[1]
    assert disclosed([unit, service], hidden, 5) == []
    assert len(hidden[0]) + len(hidden[1]) < 6  # not everything is hidden for it


def test_crossed_variables_of_ordinary_size_hide_nothing():
    rng = random.Random(1)
    agency = [f"a{rng.randrange(12)}" for _ in range(300)]
    role = [f"r{rng.randrange(5)}" for _ in range(300)]
    assert suppressed_across([agency, role], 5) == ({}, {})


@pytest.mark.parametrize("seed", range(60))
def test_an_attack_by_linear_combinations_recovers_no_small_cell(seed):
    rng = random.Random(seed)
    n, kinds = rng.randrange(8, 45), rng.randrange(2, 4)
    partitions = [[f"{place}{rng.randrange(rng.randrange(1, 5) + 1)}" for _ in range(n)] for place in range(kinds)]
    hidden = suppressed_across(partitions, 5)
    assert disclosed(partitions, hidden, 5) == []


def test_one_variable_is_hidden_as_by_itself():
    assert suppressed_across([["a"] * 2 + ["b"] * 9 + ["c"] * 30], 5) == ({"a": "minimum", "b": "secondary"},)
