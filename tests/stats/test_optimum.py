"""The search for a minimum, on functions whose answer is known."""

from __future__ import annotations

import numpy as np
import pytest
from scipy import optimize

from govassess.stats.factor_discrepancy import FactorDiscrepancy, implied
from govassess.stats.optimum import minimise


class Given:
    """An objective from three functions."""

    def __init__(self, value, gradient, hessian):
        self.value, self.gradient, self.hessian = value, gradient, hessian


ROSENBROCK = Given(optimize.rosen, optimize.rosen_der, optimize.rosen_hess)


@pytest.mark.parametrize("start", [[-1.2, 1.0], [5.0, 5.0, -5.0], [0.0] * 6])
def test_a_bent_valley_is_followed_to_its_end(start):
    found = minimise(ROSENBROCK, np.array(start))
    assert found.found
    np.testing.assert_allclose(found.place, 1, atol=1e-9)


def test_a_saddle_is_left():
    # x^4/4 - x^2/2 + y^2/2 has a saddle at the origin and minima at x = -1 and 1
    double_well = Given(
        lambda p: p[0] ** 4 / 4 - p[0] ** 2 / 2 + p[1] ** 2 / 2,
        lambda p: np.array([p[0] ** 3 - p[0], p[1]]),
        lambda p: np.diag([3 * p[0] ** 2 - 1, 1.0]),
    )
    found = minimise(double_well, np.array([0.0, 0.7]))
    assert found.found
    assert abs(found.place[0]) == pytest.approx(1)
    assert found.value == pytest.approx(-0.25)


def test_a_function_without_a_minimum_has_none():
    falling = Given(
        lambda p: np.exp(-p[0]) + p[1] ** 2, lambda p: np.array([-np.exp(-p[0]), 2 * p[1]]), lambda p: np.diag([np.exp(-p[0]), 2.0])
    )  # fmt: skip
    assert not minimise(
        Given(lambda p: -p[0], lambda _: np.array([-1.0]), lambda _: np.zeros((1, 1))), np.zeros(1)
    ).found
    start = np.array([0.0, 1.0])
    assert minimise(falling, start).value < 1e-6


def test_a_flat_direction_does_not_hide_the_minimum():
    valley = Given(
        lambda p: (p[0] + p[1] - 2) ** 2, lambda p: 2 * (p[0] + p[1] - 2) * np.ones(2), lambda _: np.full((2, 2), 2.0)
    )
    found = minimise(valley, np.array([5.0, 4.0]))
    assert found.found
    assert found.place.sum() == pytest.approx(2)


def test_places_outside_the_domain_are_stepped_back_from():
    barrier = Given(
        lambda p: float(p[0] - np.log(p[0])) if p[0] > 0 else np.inf,
        lambda p: 1 - 1 / p,
        lambda p: np.array([[1 / p[0] ** 2]]),
    )
    found = minimise(barrier, np.array([40.0]))
    assert found.found and found.place[0] == pytest.approx(1)


@pytest.fixture(scope="module")
def discrepancy():
    rng = np.random.default_rng(0)
    factor_of = np.array([0, 0, 0, 1, 1, 2, 2, 2])
    R = np.corrcoef(rng.normal(size=(60, 8)) + rng.normal(size=(60, 1)), rowvar=False)
    place = np.concatenate([rng.uniform(0.3, 0.8, 8), rng.uniform(0.3, 0.8, 8), [0.3, -0.2, 0.1]])
    return FactorDiscrepancy.of(R, factor_of), place


def test_gradient_and_hessian_are_the_slopes_of_the_discrepancy(discrepancy):
    F, place = discrepancy
    steps = np.eye(len(place)) * 1e-6
    slopes = [(F.value(place + step) - F.value(place - step)) / 2e-6 for step in steps]
    np.testing.assert_allclose(F.gradient(place), slopes, atol=1e-7)
    curves = np.array([(F.gradient(place + step) - F.gradient(place - step)) / 2e-6 for step in steps])
    np.testing.assert_allclose(F.hessian(place), curves, atol=1e-7)


def test_the_information_is_the_hessian_where_the_model_holds(discrepancy):
    F, place = discrepancy
    exact = FactorDiscrepancy.of(implied(F.factor_of, *F.parts(place)), F.factor_of)
    np.testing.assert_allclose(exact.information(place), exact.hessian(place), atol=1e-10)
    assert np.abs(exact.gradient(place)).max() < 1e-12
    assert exact.value(np.append(place[:-1], 5.0)) == np.inf
