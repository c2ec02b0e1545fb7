"""A reader who has everything that a run stores, and solves it as one linear system for single answers.

The unknowns are the answers of every respondent to every item, and numbers of the profile. The reader knows who belongs
to which group and who left what out (more than any reader does), so that each stored mean is one equation: those of
nodes and items over all, over groups, over the respondents of a sensitivity sample; means of fitted values over the
groups of residuals; the constant and the coefficients of categories, each by the normal equation of its dummy; and the
same of every report of a group, of an earlier result, of a benchmark. A mean counts as found if it lies in the row
space of the system and comes out within .02.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
import pandas as pd

from govassess.scoring.scores import Scores

CLOSE = 0.02


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class Known:
    """One stored result as JSON, of whom it is, and what the reader knows of them."""

    result: Mapping[str, Any]
    inside: np.ndarray  # of the respondents of the survey, who are in this result
    flagged: np.ndarray | None = None  # of these, who is left out in the sensitivity sample


class Reader:
    """The unknowns of one survey and the rows that make nodes of them."""

    def __init__(self, scores: Scores, profile: pd.DataFrame) -> None:
        self.scores, self.profile = scores, profile
        self.numbers = [str(name) for name in profile if profile[name].dtype == float]
        self.items = list(scores.rules.items)
        self.columns = [*self.items, *self.numbers]
        self.n = len(profile)
        values = [scores.keyed[name] for name in self.items] + [profile[name] for name in self.numbers]
        self.truth = np.nan_to_num(np.column_stack(values)).ravel()
        self.weights = {name: self._weights(name) for name in (*self.columns, *map(str, scores.values))}

    def _weights(self, name: str) -> np.ndarray:
        """Weights (n, columns) with which each respondent's answers make a node; zero where it has no score."""
        found = np.zeros((self.n, len(self.columns)))
        if name in self.columns:
            source = self.scores.keyed if name in self.items else self.profile
            found[:, self.columns.index(name)] = source[name].notna()
            return found
        branch = self.scores.rules.branch(name)
        parts = [self._weights(child) for child in branch.children]
        shares = np.array([float(weight) for weight in branch.weights])
        there = np.column_stack([part.any(axis=1) for part in parts])
        total = there @ shares
        for part, share, answered in zip(parts, shares, there.T, strict=True):
            found += part * (share * answered / np.where(total > 0, total, 1))[:, None]
        return found * self.scores.values[name].notna().to_numpy()[:, None]

    def over(self, name: str, inside: np.ndarray) -> np.ndarray:
        """The sum of a node over some respondents, as weights of the unknowns."""
        return (self.weights[name] * inside[:, None]).ravel()

    def scored(self, name: str) -> np.ndarray:
        return self.weights[name].any(axis=1)


Equation = tuple[np.ndarray, float]


def equations_of(reader: Reader, known: Known) -> Iterator[Equation]:
    """Every stored number of a result that is linear in the unknowns, each as a row and its value."""
    result, inside = known.result, known.inside
    yield from _tables(reader, result, inside, known.flagged)
    for model in result["models"]:
        yield from _of_model(reader, model, inside)


def _mean(reader: Reader, name: str, inside: np.ndarray, mean: float | None) -> Iterator[Equation]:
    over = inside & reader.scored(name)
    if mean is not None and over.any():
        yield reader.over(name, over), mean * over.sum()


def _tables(reader: Reader, result: Mapping[str, Any], inside, flagged) -> Iterator[Equation]:
    named = [name for name in reader.profile if name not in reader.numbers]
    labels = {name: reader.profile[name].fillna("").to_numpy() for name in named}
    for score in result["scores"]:
        yield from _mean(reader, score["id"], inside, score["mean"])
    for item in result["items"]:
        yield from _mean(reader, item["id"], inside, item["mean_keyed"])
    for group in result["groups"]:
        for score in group["scores"]:
            yield from _mean(reader, score["id"], inside & (labels[group["by"]] == group["value"]), score["mean"])
    for each in result["comparisons"]:
        for pair in each["pairs"]:
            row, value = 0, pair["estimate"]
            for sign, name in ((1, pair["second"]), (-1, pair["first"])):
                over = inside & (labels[each["by"]] == name) & reader.scored(each["id"])
                row = row + sign * reader.over(each["id"], over) / over.sum()
            yield row, value
    for hypothesis in result["hypotheses"]:
        for group in hypothesis["groups"]:
            over = inside & (labels[hypothesis["predictor"]] == group["value"])
            yield from _mean(reader, hypothesis["outcome"], over, group["mean"])
    for each in result["robustness"] if flagged is not None else ():
        yield from _mean(reader, each["id"], inside & ~flagged, 1 + each["index"] / 25)
    for variable in result["profile"]:
        if variable["id"] in reader.numbers:
            yield from _mean(reader, variable["id"], inside, variable["mean"])


def _of_model(reader: Reader, model: Mapping[str, Any], inside: np.ndarray) -> Iterator[Equation]:
    """The normal equations of an equation: of its constant and of each dummy; the bins of fitted values; the condition."""
    terms = {row["term"]: row["estimate"] for row in model["coefficients"]}
    covariates = {name.partition("=")[0] for name in terms if "=" in name} | set(model["references"])
    adjusted = not model["id"].endswith(".unadjusted")
    used = inside & np.all([reader.scored(name) for name in _nodes(reader, model)], axis=0)
    if adjusted:
        used &= reader.profile.notna().all(axis=1).to_numpy()
    else:  # on the rows of the one with covariates
        used &= reader.profile.notna().all(axis=1).to_numpy()
    if used.sum() != model["n_used"]:
        return
    z = reader.over(model["outcome"], used)
    for name in _nodes(reader, model)[1:]:
        z = z - terms[name] * reader.over(name, used)
    z = z.reshape(reader.n, -1)
    groups = model["residuals"]["by_fitted"] if model["residuals"] else ()
    if groups:
        mean = sum(each["n"] * each["at"] for each in groups)
        yield reader.over(model["outcome"], used), mean
    if len(covariates) > 1:
        return
    labels = {name: _pooled(reader.profile[name], terms, model["references"][name]) for name in covariates}
    sets: list[tuple[np.ndarray, float]] = [(used, 0.0)]
    for name in covariates:
        sets = [
            (used & (labels[name] == value), terms.get(f"{name}={value}", 0.0))
            for value in sorted(set(labels[name][used]))
        ]
    constant = terms.get("(Intercept)")
    if constant is not None:
        for over, shift in sets:
            yield (z * over[:, None]).ravel(), (constant + shift) * over.sum()
    else:
        (first, base), *others = sets
        for over, shift in others:
            row = z * (over / over.sum() - first / first.sum())[:, None]
            yield row.ravel(), shift - base


def _pooled(column: pd.Series, terms: Mapping[str, float], reference: str) -> np.ndarray:
    known = {term.partition("=")[2] for term in terms if term.startswith(f"{column.name}=")} | {reference}
    return np.where(column.isin(known), column, "other")


def _nodes(reader: Reader, model: Mapping[str, Any]) -> list[str]:
    terms = [row["term"] for row in model["coefficients"]]
    return [model["outcome"], *(term for term in terms if term in reader.weights)]


@dataclass(frozen=True, slots=True, kw_only=True)
class Found:
    """A mean that came out right."""

    what: str
    node: str
    people: int


def found_by(reader: Reader, known: Sequence[Known], groups: Mapping[str, np.ndarray]) -> list[Found]:
    """Means of the named groups, and scores of single respondents, that follow from what is known."""
    system = [each for one in known for each in equations_of(reader, one)]
    A, b = np.array([row for row, _ in system]), np.array([value for _, value in system])
    off = np.abs(A @ reader.truth - b) / np.maximum(1, np.abs(A).sum(axis=1))
    exact = all(one.result["options"]["disclosure"] == "internal" for one in known)  # publications round every mean
    assert (off < (1e-6 if exact else 0.05)).mean() > 0.8, "only what is rounded on purpose is not true"
    left, singular, right = np.linalg.svd(A, full_matrices=False)
    rank = int((singular > 1e-8 * singular[0]).sum())
    space, solution = right[:rank], (left[:, :rank].T @ b) / singular[:rank]
    wanted = {f"{name}": inside for name, inside in groups.items()}
    wanted |= {f"person {at}": np.arange(reader.n) == at for at in range(reader.n)}
    found = []
    for node in map(str, reader.scores.values):
        scored = reader.scored(node)
        for what, inside in wanted.items():
            people = int((inside & scored).sum())
            if not people:
                continue
            row = reader.over(node, inside & scored)
            at = space @ row
            if row @ row - at @ at < 1e-9 * (row @ row) and abs(at @ solution - row @ reader.truth) / people < CLOSE:
                found.append(Found(what=what, node=node, people=people))
    return found
