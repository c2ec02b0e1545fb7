"""Survey files made for the tests of drafts: answers that hang together, seeded, with whatever columns are asked for."""

from __future__ import annotations

import random
from collections.abc import Mapping, Sequence

AGREE = ["Sangat tidak setuju", "Tidak setuju", "Netral", "Setuju", "Sangat setuju"]


def answers(
    n: int, k: int, *, low: int = 1, high: int = 5, seed: int = 1, reverse: Sequence[int] = ()
) -> list[list[int]]:
    """Return n rows of k whole numbers that share one cause; every point is met in every column."""
    draw = random.Random(seed)
    rows = []
    for at in range(n):
        own = draw.uniform(low, high)
        row = [min(high, max(low, round(own + draw.uniform(-1.2, 1.2)))) for _ in range(k)]
        if at < 2 * (high - low + 1):  # every point stands in every column
            row = [low + (at + column // 2) % (high - low + 1) for column in range(k)]
        rows.append([low + high - value if column in reverse else value for column, value in enumerate(row)])
    return rows


def columns_of(rows: Sequence[Sequence[object]]) -> list[list[object]]:
    """Return rows as columns."""
    return [list(column) for column in zip(*rows, strict=True)]


def survey_rows(columns: Mapping[str, Sequence[object]]) -> list[list[object]]:
    """Return the rows of a file with these columns, headings first."""
    return [list(columns), *[list(row) for row in zip(*columns.values(), strict=True)]]


def block(names: Sequence[str], n: int = 40, **wishes: object) -> dict[str, list[object]]:
    """Return columns of one block by heading."""
    return dict(zip(names, columns_of(answers(n, len(names), **wishes)), strict=True))  # type: ignore[arg-type]


def worded(columns: Mapping[str, Sequence[object]], words: Sequence[str]) -> dict[str, list[object]]:
    """Return columns of numbers from 1 on as words."""
    return {name: [words[int(str(value)) - 1] for value in column] for name, column in columns.items()}
