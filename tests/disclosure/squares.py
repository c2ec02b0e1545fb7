"""A reader who knows that one person is missing from a set, and compares its squares with those of everybody.

The sums of squares and products of everybody follow from the standard deviations of the constructs and dimensions and
from the correlations of the dimensions. Those of an equation follow from its coefficients, R2, classical errors and
variance inflation. The reader tries every combination of scores that the missing person may have, and knows the rule
by which numbers are rounded.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from itertools import product
from typing import Any

import numpy as np

from govassess.files.stored import round_step

Range = tuple[float, float]


class Squares:
    """What a result says of the squares and products of some constructs, and which scores of one person fit it."""

    def __init__(self, result: Mapping[str, Any], names: Sequence[str], step: float) -> None:
        self.result, self.names = result, list(names)
        self.steps = {
            each["where"].removeprefix("hypotheses."): each["values"]["step"]
            for each in result["warnings"]
            if each["code"] == "few_missing"
        }
        self.n, self.means, self.whole = self._of_everybody()
        self.tried = np.array(list(product(np.arange(1, 5 + step / 2, step), repeat=len(self.names))))
        off = self.tried - self.means
        self.rest = self.whole - off[:, :, None] * off[:, None, :] * self.n / (self.n - 1)
        self.keep = (np.linalg.eigvalsh(self.rest) > 1e-9).all(axis=1)

    def _of_everybody(self) -> tuple[int, np.ndarray, np.ndarray]:
        scores = {each["id"]: each for each in self.result["scores"]}
        r = {frozenset((pair["a"], pair["b"])): pair["r"] for pair in self.result["validity"]["pairs"]}
        parts = {name: [key for key, each in scores.items() if each["parent"] == name] for name in self.names}

        def product_of(x: str, y: str) -> float:
            if x == y:
                return float(scores[x]["sd"]) ** 2
            both = product(parts[x], parts[y])
            total = sum(r[frozenset((a, b))] * scores[a]["sd"] * scores[b]["sd"] for a, b in both)
            return float(total) / (len(parts[x]) * len(parts[y]))

        n = scores[self.names[0]]["n"]
        matrix = np.array([[product_of(x, y) for y in self.names] for x in self.names]) * (n - 1)
        return n, np.array([scores[name]["mean"] for name in self.names]), matrix

    def ends(self, value: float, hypothesis: str, unit: float = 1.0) -> Range:
        """The numbers that are stored as this one, by the rule; of a coefficient in units that are known nearly."""
        step = self.steps.get(hypothesis)
        if step is None:
            return value - 5e-10 * abs(value), value + 5e-10 * abs(value)
        widest = step if unit == 1 else round_step(1.1 * unit * step)
        if abs(value) >= 1:
            digit = 10.0 ** (np.floor(np.log10(abs(value))) - 1)
            widest = digit if digit >= widest else widest + digit  # rounded twice: to two digits, then to the step
        return value - 0.505 * widest, value + 0.505 * widest

    def unit(self, x: int, y: int) -> float:
        """How large the coefficient of x is in an equation of y where the standardised one is 1."""
        return float(np.sqrt(self.whole[y, y] / self.whole[x, x]))

    def agrees(self, found: np.ndarray, ends: Range) -> None:
        low, high = ends
        self.keep &= (found >= low - 1e-7 * abs(low)) & (found <= high + 1e-7 * abs(high))

    def left(self) -> np.ndarray:
        """The scores of the person that all stored numbers of equations leave open."""
        for model in self.result["models"]:
            terms = [each for each in model["coefficients"] if each["term"] in self.names]
            if model["outcome"] in self.names and terms:
                if len(terms) == len(model["coefficients"]) and self._no_covariates(model):
                    self._bare(model, terms)
                self._ratios(model, terms)
                self._classical(model, terms)
        return self.tried[self.keep]

    def _no_covariates(self, model: Mapping[str, Any]) -> bool:
        (own,) = [each for each in self.result["hypotheses"] if each["id"] == model["hypothesis"]]
        return not own["covariates"] or model["id"].endswith(".unadjusted")

    def _bare(self, model: Mapping[str, Any], terms: Sequence[Mapping[str, Any]]) -> None:
        """An equation of constructs alone: all its numbers are functions of the matrix."""
        of, y = model["hypothesis"], self.names.index(model["outcome"])
        at = [self.names.index(each["term"]) for each in terms]
        xx, xy = self.rest[:, at][:, :, at], self.rest[:, at, y]
        b = np.linalg.solve(xx, xy[..., None])[..., 0]
        yy = self.rest[:, y, y]
        r2 = (b * xy).sum(axis=1) / yy
        df = model["n_used"] - len(at) - 1
        inverse = np.linalg.inv(xx)
        for place, each in enumerate(terms):
            unit = self.unit(at[place], y)
            self.agrees(b[:, place], self.ends(each["estimate"], of, unit))
            if each["conf_low"] is not None:  # the interval lies about the estimate
                low, high = (self.ends(each[name], of, unit) for name in ("conf_low", "conf_high"))
                self.agrees(b[:, place], ((low[0] + high[0]) / 2, (low[1] + high[1]) / 2))
            if each["beta"] is not None:
                self.agrees(b[:, place] * np.sqrt(xx[:, place, place] / yy), self.ends(each["beta"], of))
            if each["vif"] is not None:
                self.agrees(inverse[:, place, place] * xx[:, place, place], self.ends(each["vif"], of))
        if model["r_squared"] is not None:
            self.agrees(r2, self.ends(model["r_squared"], of))
        if model["adj_r_squared"] is not None:
            self.agrees(1 - (1 - r2) * (model["n_used"] - 1) / df, self.ends(model["adj_r_squared"], of))
        if model["classical"]:
            for name, found in (("f_statistic", r2 / (1 - r2) * df / len(at)), ("r", np.sqrt(r2))):
                self.agrees(found, self.ends(model["classical"][name], of))

    def _ratios(self, model: Mapping[str, Any], terms: Sequence[Mapping[str, Any]]) -> None:
        """Of an equation with covariates too: standardised over plain coefficient is the ratio of two SDs."""
        y = self.names.index(model["outcome"])
        for each in terms:
            x = self.names.index(each["term"])
            if each["beta"] is None:
                continue
            b = self.ends(each["estimate"], model["hypothesis"], self.unit(x, y))
            beta = self.ends(each["beta"], model["hypothesis"])
            if b[0] * b[1] > 0 and beta[0] * beta[1] > 0:
                ratios = [abs(one / other) for one in beta for other in b]
                self.agrees(np.sqrt(self.rest[:, x, x] / self.rest[:, y, y]), (min(ratios), max(ratios)))

    def _classical(self, model: Mapping[str, Any], terms: Sequence[Mapping[str, Any]]) -> None:
        """The residuals' deviation and R2 give the squares of the outcome, errors and VIF those of a predictor."""
        found, of = model["classical"], model["hypothesis"]
        if not found:
            return
        y, df = self.names.index(model["outcome"]), found["f_df2"]
        s, r2 = self.ends(found["std_error"], of), self.ends(model["r_squared"], of)
        self.agrees(self.rest[:, y, y], (s[0] ** 2 * df / (1 - max(r2[0], 0)), s[1] ** 2 * df / (1 - r2[1])))
        rows = {each["term"]: each for each in found["terms"]}
        for each in terms:
            x = self.names.index(each["term"])
            error = self.ends(rows[each["term"]]["std_error"], of, self.unit(x, y))
            vif = self.ends(each["vif"], of)
            if error[0] > 0:
                self.agrees(
                    self.rest[:, x, x], (s[0] ** 2 * max(vif[0], 1) / error[1] ** 2, s[1] ** 2 * vif[1] / error[0] ** 2)
                )


def skipped_scores(
    result: Mapping[str, Any], whole: str, skipped: str, other: str, *, rounded: bool = True
) -> np.ndarray:
    """The scores that one who skipped a part of two may have in the other, by the SD of the whole and of its parts."""
    scores = {each["id"]: each for each in result["scores"]}
    n, least = scores[whole]["n"], scores[skipped]["n"]
    (pair,) = [each for each in result["validity"]["pairs"] if {each["a"], each["b"]} == {skipped, other}]
    step = round_step(max(0.01, 3 / least)) if rounded else 1e-9
    near = step / 2 + 1e-9
    spread = round_step(1.1 * scores[skipped]["sd"] * step) / 2 if rounded else near
    tried = np.arange(1, 5.01, 0.5)
    mean, sd = scores[other]["mean"], scores[other]["sd"]
    squares = sd**2 * (n - 1) - (tried - mean) ** 2 * n / least  # of the other part, without that person
    centre = (scores[skipped]["mean"] + (mean * n - tried) / least) / 2
    kept = np.zeros(len(tried), dtype=bool)
    for own, r in product(
        np.linspace(scores[skipped]["sd"] - spread, scores[skipped]["sd"] + spread, 201),
        np.linspace(pair["r"] - near, pair["r"] + near, 201),
    ):
        first = own**2 * (least - 1)
        inside = (first + squares + 2 * r * np.sqrt(first * np.maximum(squares, 0))) / 4
        total = inside + (tried - centre) ** 2 * least / n
        kept |= np.abs(np.sqrt(total / (n - 1)) - scores[whole]["sd"]) <= 1e-7 + (spread / 100 if rounded else 0)
    return tried[kept]
