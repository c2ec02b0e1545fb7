"""A reader who knows that one person is missing from an equation, and sets its squares against those of everybody.

The sums of squares and products of everybody follow from the standard deviations of the nodes, of which constructs and
dimensions are stored, and from the correlations of the dimensions. Those of the equation follow from its coefficients,
their standardised ones, R2 and the classical errors. The reader tries every pair of scores that the person may have.
"""

from __future__ import annotations

from collections.abc import Mapping
from itertools import product
from typing import Any

import numpy as np

from tests.disclosure.reader import half_unit


def moments(result: Mapping[str, Any], x: str, y: str) -> tuple[int, np.ndarray, np.ndarray]:
    """n, means and the matrix of centred squares and products of two constructs over everybody."""
    scores = {each["id"]: each for each in result["scores"]}
    sd = {name: each["sd"] for name, each in scores.items()}
    parts = {name: [each["id"] for each in result["scores"] if each["parent"] == name] for name in (x, y)}
    r = {frozenset((pair["a"], pair["b"])): pair["r"] for pair in result["validity"]["pairs"]}
    weight = {name: 1 / len(of) for name, of in parts.items()}
    cross = sum(weight[x] * weight[y] * r[frozenset((a, b))] * sd[a] * sd[b] for a, b in product(parts[x], parts[y]))
    n = scores[x]["n"]
    both = np.array([[sd[x] ** 2, cross], [cross, sd[y] ** 2]]) * (n - 1)
    return n, np.array([scores[x]["mean"], scores[y]["mean"]]), both


def left_open(result: Mapping[str, Any], x: str, y: str, step: float) -> np.ndarray:
    """Pairs of scores of the one who is missing that all stored numbers of the equation of y on x leave open."""
    n, means, both = moments(result, x, y)
    models = {each["id"]: each for each in result["models"]}
    (full,) = [each for each in result["models"] if not each["id"].endswith(".unadjusted")]
    bare = models.get(f"{full['id']}.unadjusted", full)
    assert full["n_used"] == n - 1
    tried = np.array(list(product(np.arange(1, 5 + step / 2, step), repeat=2)))
    off = tried - means
    rest = [both[i, j] - off[:, i] * off[:, j] * n / (n - 1) for i, j in ((0, 0), (1, 1), (0, 1))]
    xx, yy, xy = (np.maximum(rest[0], 1e-9), np.maximum(rest[1], 1e-9), rest[2])
    keep = np.ones(len(tried), dtype=bool)

    def agrees(found: np.ndarray, low: float, high: float) -> None:
        nonlocal keep
        keep &= (found >= low - 1e-7 * abs(low)) & (found <= high + 1e-7 * abs(high))

    def ends(value: float) -> tuple[float, float]:
        half = half_unit(value)
        return value - half, value + half

    terms = {each["term"]: each for each in bare["coefficients"]}
    agrees(xy / xx, *ends(terms[x]["estimate"]))
    agrees(xy / np.sqrt(xx * yy), *ends(terms[x]["beta"]))
    agrees(xy**2 / (xx * yy), *ends(bare["r_squared"]))
    term = next(each for each in full["coefficients"] if each["term"] == x)
    b, beta = ends(term["estimate"]), ends(term["beta"])
    ratios = [abs(one / other) for one in beta for other in b]
    if b[0] * b[1] > 0:
        agrees(np.sqrt(xx / yy), min(ratios), max(ratios))
    if full["classical"]:
        s, r2 = ends(full["classical"]["std_error"]), ends(full["r_squared"])
        df = full["classical"]["f_df2"]
        agrees(yy, s[0] ** 2 * df / (1 - r2[0]), s[1] ** 2 * df / (1 - r2[1]))
        row = next(each for each in full["classical"]["terms"] if each["term"] == x)
        se, vif = ends(row["std_error"]), ends(term["vif"])
        agrees(xx, s[0] ** 2 * vif[0] / se[1] ** 2, s[1] ** 2 * vif[1] / se[0] ** 2)
    return tried[keep]
