"""The lowest place of a smooth function of many parameters: the search, and what counts as found."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property
from typing import Protocol

import numpy as np

from govassess.stats.draws import FloatArray

RADIUS, LARGEST_RADIUS = 1.0, 1000.0  # of the trust region, at first and at most
POOR, GOOD = 0.25, 0.75  # share of the promised fall below which the region shrinks, above which it grows
ENOUGH = 0.15  # share above which a step is taken
EXACT = 1e-3  # how far a step may miss the radius
FLAT = 1e-12  # share of the largest curvature, or of the gradient, that is none
SHIFTS = 100
STEPS = 300
STANDSTILL = 40  # steps in a row that lead nowhere: the trust region has shrunk to nothing
GRADIENT = 1e-7  # length at which the search ends and Newton's last steps begin
LAST_STEPS = 8
REMAINING = 1e-13  # fall of the function that is still to come by its second derivatives: a place this close is found
DOWNWARD = 1e-9  # share of the largest curvature below zero that is rounding and no way down


class Objective(Protocol):
    """A function with its derivatives; ``value`` is infinite where the function is not defined."""

    def value(self, place: FloatArray) -> float:
        """Return the function."""

    def gradient(self, place: FloatArray) -> FloatArray:
        """Return the first derivatives (q,)."""

    def hessian(self, place: FloatArray) -> FloatArray:
        """Return the second derivatives (q, q)."""


@dataclass(frozen=True, slots=True, eq=False, kw_only=True)
class Optimum:
    """Where a search ended; ``found`` says whether that is a minimum."""

    place: FloatArray
    value: float
    found: bool


def minimise(objective: Objective, start: FloatArray) -> Optimum:
    """Return the minimum that is reached from ``start``.

    Parameters
    ----------
    objective : Objective
        Function, gradient and Hessian; parameters of about the same size.
    start : array (q,)
        A place where the function is finite.

    Returns
    -------
    Optimum
        ``found`` where the quadratic that function, gradient g and Hessian H make falls by less than 1e-13 from there
        on, g'H^-1 g / 2, and no direction leads downwards (no eigenvalue of H is below zero by more than rounding). A
        direction along which the function is flat is allowed: whether the parameters are identified is the caller's
        question.

    Notes
    -----
    Newton's method in a trust region, which leaves saddles, then plain Newton steps for as long as the gradient
    shrinks: near a minimum the function itself is too coarse to judge them by.

    References
    ----------
    Conn, A. R., Gould, N. I. M. & Toint, P. L. (2000). *Trust-Region Methods*. SIAM. Moré, J. J. & Sorensen, D. C.
    (1983). Computing a trust region step. *SIAM J. on Scientific and Statistical Computing*, 4, 553-572.

    Examples
    --------
    >>> class Parabola:
    ...     def value(self, place):
    ...         return float((place - 3) @ (place - 3))
    ...
    ...     def gradient(self, place):
    ...         return 2 * (place - 3)
    ...
    ...     def hessian(self, place):
    ...         return 2 * np.eye(len(place))
    >>> reached = minimise(Parabola(), np.zeros(2))
    >>> reached.found, reached.place.round(9).tolist()
    (True, [3.0, 3.0])
    """
    with np.errstate(all="ignore"):
        place, gradient = _searched(objective, start)
        for _ in range(LAST_STEPS):
            step, remaining, convex = _newton(objective.hessian(place), gradient)
            after = objective.gradient(place - step)
            if not (np.abs(after).max() < np.abs(gradient).max()):
                break
            place, gradient = place - step, after
    return Optimum(place=place, value=objective.value(place), found=bool(convex and remaining < REMAINING))


def _searched(objective: Objective, start: FloatArray) -> tuple[FloatArray, FloatArray]:
    """Return where Newton's method in a trust region ends, and the gradient there.

    It ends at a short gradient, after many steps, or where it no longer moves: at an edge, or where rounding lets the
    function no further down.
    """
    place, value, radius, still = np.array(start, dtype=float), objective.value(start), RADIUS, 0
    shape = _Quadratic(objective, place)
    for _ in range(STEPS):
        if shape.steepness < GRADIENT or still > STANDSTILL or not np.isfinite(shape.hessian).all():
            break
        step, at_edge = shape.lowest_within(radius)
        promised = -float(shape.gradient @ step + step @ shape.hessian @ step / 2)
        reached = objective.value(place + step)
        share = (value - reached) / promised if promised > 0 else -np.inf
        if share < POOR:
            radius *= POOR
        elif share > GOOD and at_edge:
            radius = min(2 * radius, LARGEST_RADIUS)
        if share > ENOUGH:
            place, value, still = place + step, reached, 0
            shape = _Quadratic(objective, place)
        else:
            still += 1
    return place, shape.gradient


class _Quadratic:
    """The quadratic that an objective looks like from one place."""

    def __init__(self, objective: Objective, place: FloatArray) -> None:
        self.gradient, self.hessian = objective.gradient(place), objective.hessian(place)
        self.steepness = float(np.linalg.norm(self.gradient))

    @cached_property
    def newton(self) -> FloatArray | None:
        """The step to its minimum; None where it has none."""
        try:
            np.linalg.cholesky(self.hessian)
            return np.asarray(-np.linalg.solve(self.hessian, self.gradient), dtype=float)
        except np.linalg.LinAlgError:
            return None

    @cached_property
    def curvatures(self) -> tuple[FloatArray, FloatArray, FloatArray]:
        """Its curvatures, upwards, their directions (as columns), and the gradient along them."""
        values, vectors = np.linalg.eigh(self.hessian)
        return values, vectors, vectors.T @ self.gradient

    def lowest_within(self, radius: float) -> tuple[FloatArray, bool]:
        """Return the step to the lowest place within a radius, and whether it ends at the edge.

        At the edge it is the step of H + m I with the m that makes it as long as the radius (Moré & Sorensen, 1983);
        where none is long enough, a way along the direction that leads down most is added.
        """
        if self.newton is not None and np.linalg.norm(self.newton) <= radius:
            return self.newton, False
        values, vectors, along = self.curvatures
        least = max(0.0, -float(values[0]))
        flat = values + least <= FLAT * np.abs(values).max()
        if least > 0 and np.abs(along[flat]).max() <= FLAT * self.steepness:
            short = np.where(flat, 0, -along / np.where(flat, 1, values + least))
            if (missing := radius**2 - short @ short) > 0:
                short[0] = np.sqrt(missing)
                return np.asarray(vectors @ short), True
        return np.asarray(vectors @ _as_long_as(radius, values, along, least)), True


def _as_long_as(radius: float, values: FloatArray, along: FloatArray, least: float) -> FloatArray:
    """Return the step of this length, along the directions of these curvatures, to which ``m`` > ``least`` leads."""
    low, high = least, least + float(np.linalg.norm(along)) / radius
    more = high
    for _ in range(SHIFTS):
        step = -along / (values + more)
        square = float(step @ step)
        length = np.sqrt(square)
        if abs(length - radius) <= EXACT * radius:
            break
        low, high = (more, high) if length > radius else (low, more)
        ahead = more + square / float(step @ (step / (values + more))) * (length - radius) / radius
        more = ahead if low < ahead < high else (low + high) / 2
    return np.asarray(step, dtype=float)


def _newton(hessian: FloatArray, gradient: FloatArray) -> tuple[FloatArray, float, bool]:
    """Return Newton's step, the fall of the quadratic that it promises, and whether no direction leads downwards."""
    if not (np.isfinite(hessian).all() and np.isfinite(gradient).all()):
        return np.zeros_like(gradient), np.inf, False
    values, vectors = np.linalg.eigh(hessian)
    rounding = DOWNWARD * values[-1]
    along = vectors.T @ gradient
    steep = values > rounding
    step = vectors[:, steep] @ (along[steep] / values[steep])
    # What points along a flat direction is compared with the smallest curvature that counts.
    flat = float((along[~steep] ** 2).sum() / rounding) if rounding > 0 else np.inf
    return step, float(step @ gradient + flat) / 2, bool(values[0] >= -rounding)
