"""Digits altered in stored numbers, as somebody would who mends the checksum afterwards."""

from __future__ import annotations

import math
import random
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

from govassess.verification.data_check import GIVEN

Keys = tuple[str | int, ...]


def places(data: Any, keys: Keys = ()) -> Iterator[Keys]:
    """Every number of the findings of a result, as the keys that lead to it."""
    if isinstance(data, dict):
        for key, value in data.items():
            if keys or key not in GIVEN:
                yield from places(value, (*keys, key))
    elif isinstance(data, list):
        for place, value in enumerate(data):
            yield from places(value, (*keys, place))
    elif isinstance(data, int | float) and not isinstance(data, bool):
        yield keys


def altered(value: float, rng: random.Random) -> float:
    """The number with one of its first four digits another; a zero becomes a small one."""
    if value == 0:
        return 1 if isinstance(value, int) else 0.01
    if isinstance(value, int):
        text = str(abs(value))
        at = rng.randrange(len(text))
        choices = [digit for digit in "0123456789" if digit != text[at] and (at or len(text) == 1 or digit != "0")]
        return int(math.copysign(1, value)) * int(text[:at] + rng.choice(choices) + text[at + 1 :])
    unit = 10.0 ** (math.floor(math.log10(abs(value))) - rng.randrange(4))
    return value + rng.choice([-1, 1]) * unit if abs(value) > 1.5 * unit else value + unit


@contextmanager
def planted(data: Any, keys: Keys, value: float) -> Iterator[None]:
    """Hold another value in a place for a while."""
    *path, last = keys
    for key in path:
        data = data[key]
    was = data[last]
    data[last] = value
    try:
        yield
    finally:
        data[last] = was


def value_at(data: Any, keys: Keys) -> float:
    """The number at a place."""
    for key in keys:
        data = data[key]
    found: float = data
    return found
