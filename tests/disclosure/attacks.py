"""An attack on everything that a result says about groups: which sums over few people follow from the printed ones.

The attacker has the decoded JSON (and may have a second one, of the same people), knows who belongs to which group,
and solves for sums over any one, two or three cells of the crossed groups. A sum is known where a mean stands beside
its n; counts are known as they are printed.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from itertools import combinations
from typing import Any

import numpy as np
import pandas as pd
from scipy.linalg import null_space

Known = tuple[str, np.ndarray]
"""What is summed, and over whom: a 0/1 vector over the respondents."""


def sums(result: Mapping[str, Any], labels: Mapping[str, np.ndarray], scores: pd.DataFrame) -> Iterator[Known]:
    """Every sum over respondents that a result gives away by a mean or a count; all of them are checked to be true.

    ``labels``: each respondent's group by every variable that the result names; ``scores`` (n, nodes): the respondents'
    scores, NaN where they have none.
    """
    everyone = np.ones(len(scores))
    exact = result["options"]["disclosure"] == "internal"
    notices = result.get("warnings", ())
    rounded = {each["values"]["node"] for each in notices if each["code"].startswith("rounded_")}

    def told(node: str, inside: np.ndarray, n: int, mean: float | None) -> Iterator[Known]:
        if mean is None:
            return
        y = scores[node].to_numpy()
        over = inside * ~np.isnan(y)
        apart = abs(np.nansum(y * over) / over.sum() - mean)
        close = apart <= (1e-8 * abs(mean) if exact else 0.2)  # publications round means, taken here as exact
        if node in rounded and not close:
            return  # rounded on purpose: no sum is known by it (``linear_attack`` takes it as it stands)
        assert close, (node, mean)
        assert over.sum() == n or not exact
        yield node, over

    for score in result["scores"]:
        yield from told(score["id"], everyone, score["n"], score["mean"])
    for group in result["groups"]:
        if group["n"] is None:
            assert not group["scores"]
            continue
        inside = (labels[group["by"]] == group["value"]).astype(float)
        if exact:
            yield "n", inside
        for score in group["scores"]:
            yield from told(score["id"], inside, score["n"], score["mean"])
    if exact:  # else counts are rounded, and no sum of them is one of people
        yield "n", everyone
    for variable in result["profile"] if exact else ():
        known = labels[variable["id"]]
        yield "n", (known != "").astype(float)
        for value in variable["values"]:
            yield "n", (known == value["value"]).astype(float)
    for hypothesis in result["hypotheses"]:
        for group in hypothesis["groups"]:
            inside = (labels[hypothesis["predictor"]] == group["value"]).astype(float)
            yield from told(hypothesis["outcome"], inside, group["n"], group["mean"])


def recovered(known: Iterable[Known], labels: Sequence[np.ndarray], minimum: int) -> list[tuple[str, int]]:
    """Sets of one to three cells of the crossed groups, together under ``minimum``, whose sum the known sums give away.

    What is summed, and over how many. An attacker who adds and subtracts reaches every linear combination.
    """
    found = []
    by_quantity: dict[str, list[np.ndarray]] = {}
    for what, over in known:
        by_quantity.setdefault(what, []).append(over)
    keys = pd.DataFrame(dict(enumerate(labels))).groupby(list(range(len(labels))), sort=True).ngroup().to_numpy()
    unstated = np.any([names == "" for names in labels], axis=0)
    for what, rows in by_quantity.items():
        K = np.unique(np.array(rows), axis=0)
        summed = K.max(axis=0) > 0  # who has the score at all
        atoms, place = np.unique(keys[summed], return_inverse=True)
        A = np.zeros((len(K), len(atoms)))
        np.add.at(A.T, place, K[:, summed].T)
        counts = np.bincount(place, minlength=len(atoms)).astype(float)
        A = A / counts  # the unknowns are the sums over cells: a row holds all of a cell or nothing of it
        assert np.isin(np.round(A, 9), (0, 1)).all()
        if what == "n":  # how many gave no value is told: nothing is known of them by it
            counts = np.where(np.bincount(place, unstated[summed], len(atoms)) > 0, minimum, counts)
        found += [(what, int(size)) for size in _solved(A, counts, minimum)]
    return found


def _solved(A: np.ndarray, counts: np.ndarray, minimum: int) -> Iterator[float]:
    """Sizes of the small sets of cells that lie in the row space of A: what its null space does not see."""
    small = np.flatnonzero(counts < minimum)
    N = null_space(A)[small]
    for size in range(1, 4 if len(small) <= 25 else 3):
        sets = np.array(list(combinations(range(len(small)), size)), dtype=int).reshape(-1, size)
        few = counts[small][sets].sum(axis=1) < minimum
        unseen = np.abs(N[sets[few]].sum(axis=1)).max(axis=1, initial=0) < 1e-8
        yield from counts[small][sets[few][unseen]].sum(axis=1)
