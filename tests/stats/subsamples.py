"""Random subsamples of survey data on which correlated factors are fitted: which rows and which items, by number.

The recipe is read by the tests and, through ``python -m tests.stats.subsamples FOLDER``, by ``reference/subsamples.R``,
which fits the same models by lavaan. A number alone decides: ``random.Random`` gives the same floats in every version.
"""

from __future__ import annotations

import random
import sys
from dataclasses import dataclass
from pathlib import Path

import pandas as pd

HERE = Path(__file__).parent / "reference"
BFI = {scale: [f"{scale}{j}" for j in range(1, 6)] for scale in "ACENO"}
MOBI = {
    "IMAG": [f"IMAG{j}" for j in range(1, 6)],
    "CUEX": [f"CUEX{j}" for j in range(1, 4)],
    "PERQ": [f"PERQ{j}" for j in range(1, 8)],
    "PERV": [f"PERV{j}" for j in range(1, 3)],
    "CUSA": [f"CUSA{j}" for j in range(1, 4)],
    "CUSL": [f"CUSL{j}" for j in range(1, 4)],
}
REVERSED = ["A1", "C4", "C5", "E1", "E2", "O2", "O5"]
WEAK = {"one": ["a1", "a2", "a3", "a4"], "two": ["b1", "b2", "b3"], "three": ["c1", "c2", "c3", "c4", "c5"]}
COUNT = 2000  # of the public data
OWN = 300  # of weak_answers.csv


@dataclass(frozen=True, slots=True, kw_only=True)
class Subsample:
    """One model on some rows: the data set, the rows from 0, and scale -> items."""

    data: str
    rows: list[int]
    blocks: dict[str, list[str]]


def read(name: str, folder: Path) -> pd.DataFrame:
    """Return a data set with its items reverse-keyed."""
    data = pd.read_csv(folder / f"{name}.csv")
    if name == "bfi":
        data[REVERSED] = 7 - data[REVERSED]
    return data


def public_subsample(number: int) -> Subsample:
    """Return subsample ``number`` of bfi (four of five) or mobi: half of them with all scales, half with some."""
    name = "mobi" if number % 5 == 4 else "bfi"
    scales, height = (MOBI, 250) if name == "mobi" else (BFI, 2800)
    return _drawn(random.Random(number), name, scales, height)


def own_subsample(number: int) -> Subsample:
    """Return subsample ``number`` of the simulated answers of weak scales."""
    return _drawn(random.Random(number), "weak_answers", WEAK, 400)


def _drawn(dice: random.Random, name: str, scales: dict[str, list[str]], height: int) -> Subsample:
    size = 60 + int(dice.random() * 191)
    places = [dice.random() for _ in range(height)]
    order = sorted(scales, key=lambda _: dice.random())
    chosen = order if dice.random() < 0.5 else order[: 1 + int(dice.random() * (len(order) - 1))]
    # A scale of two items by itself is no model.
    blocks = {scale: scales[scale] for scale in scales if scale in chosen and (len(chosen) > 1 or scale != "PERV")}
    rows = sorted(sorted(range(height), key=places.__getitem__)[:size])
    return Subsample(data=name, rows=rows, blocks=blocks or {order[-1]: scales[order[-1]]})


if __name__ == "__main__":
    folder = Path(sys.argv[1])
    for name, data in (("bfi", folder), ("mobi", folder), ("weak_answers", HERE)):
        read(name, data).to_csv(f"{name}_keyed.csv", index=False)
    drawn = {
        "public": [public_subsample(number) for number in range(COUNT)],
        "own": [own_subsample(number) for number in range(OWN)],
    }
    for kind, found in drawn.items():
        lines = [
            "\t".join([s.data, ";".join(f"{b}={','.join(c)}" for b, c in s.blocks.items()), ",".join(map(str, s.rows))])
            for s in found
        ]
        Path(f"subsamples_{kind}.tsv").write_text("\n".join(lines) + "\n")
