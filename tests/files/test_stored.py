"""Steps to which values are rounded: never narrower than what they must hide."""

from __future__ import annotations

import pytest

from govassess.files.stored import at_least, round_step


@pytest.mark.parametrize("printed", [0.001, 0.01, 0.1, 1.0])
@pytest.mark.parametrize("distance", [0.0003, 0.01, 0.02001, 0.125, 3.125, 6.0, 25.0, 480.0])
def test_a_step_is_as_wide_as_it_must_be_however_many_digits_are_printed(distance, printed):
    step = at_least(distance, printed)
    assert step >= printed
    assert step >= distance * (1 - 1e-9)
    assert step == printed or step < distance * 2.5 * (1 + 1e-9)  # and no wider than the next of 1, 2, 5


def test_a_step_is_one_two_or_five_times_a_power_of_ten():
    assert [round_step(each) for each in (0.1, 0.11, 0.3, 0.7, 99.0)] == [0.1, 0.2, 0.5, 1.0, 100.0]
