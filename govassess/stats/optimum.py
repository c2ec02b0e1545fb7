"""The lowest place of a smooth function of many parameters: the search, and what counts as found."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any, Protocol

import numpy as np

from govassess.stats.draws import FloatArray

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
    Newton's method in a trust region (``scipy.optimize``, ``trust-exact``), which leaves saddles, then plain Newton
    steps for as long as the gradient shrinks: near a minimum the function itself is too coarse to judge them by.

    References
    ----------
    Conn, A. R., Gould, N. I. M. & Toint, P. L. (2000). *Trust-Region Methods*. SIAM.

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
    from scipy.optimize import minimize

    options: Any = {"gtol": GRADIENT, "maxiter": STEPS}
    callback: Any = _Standstill()
    with np.errstate(all="ignore"):
        searched = minimize(
            objective.value,
            start,
            method="trust-exact",
            jac=objective.gradient,
            hess=objective.hessian,
            options=options,
            callback=callback,
        )
        place = np.asarray(searched.x, dtype=float)
        gradient = objective.gradient(place)
        for _ in range(LAST_STEPS):
            step, remaining, convex = _newton(objective.hessian(place), gradient)
            after = objective.gradient(place - step)
            if not (np.abs(after).max() < np.abs(gradient).max()):
                break
            place, gradient = place - step, after
    return Optimum(place=place, value=objective.value(place), found=bool(convex and remaining < REMAINING))


class _Standstill:
    """Ends a search that no longer moves: at an edge, or where rounding lets the function no further down."""

    def __init__(self) -> None:
        self.place: FloatArray | None = None
        self.count = 0

    def __call__(self, place: FloatArray) -> None:
        """Count the steps that lead nowhere."""
        moved = self.place is None or not np.array_equal(place, self.place)
        self.place, self.count = np.array(place), 0 if moved else self.count + 1
        if self.count > STANDSTILL:
            raise StopIteration


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
