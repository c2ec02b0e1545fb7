"""Simulated answers with values computed by R, and the public data beside the checkout."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import numpy as np
import pandas as pd
import pytest

HERE = Path(__file__).parent / "reference"
SCALES = {"trust": ["t1", "t2", "t3", "t4"], "reach": ["r1", "r2", "r3"], "value": ["v1", "v2"]}


@pytest.fixture(scope="session")
def answers() -> pd.DataFrame:
    """120 simulated rows on a 1-5 scale with gaps, an age and an office."""
    return pd.read_csv(HERE / "answers.csv")


@pytest.fixture(scope="session")
def r_values() -> dict[str, Any]:
    """What R says about them (reference.R)."""
    return json.loads((HERE / "reference.json").read_text())


@pytest.fixture(scope="session")
def scales() -> dict[str, list[str]]:
    return SCALES


@pytest.fixture(scope="session")
def scores(answers: pd.DataFrame) -> pd.DataFrame:
    """Scale means of complete items, age and office."""
    means = {name: answers[items].mean(axis=1, skipna=False) for name, items in SCALES.items()}
    return pd.DataFrame(means).assign(age=answers["age"], office=answers["office"])


@pytest.fixture
def one_factor_data() -> pd.DataFrame:
    """200 rows of five items that share one factor."""
    rng = np.random.default_rng(3)
    factor = rng.normal(size=(200, 1))
    return pd.DataFrame(factor * 0.8 + rng.normal(size=(200, 5)), columns=list("abcde"))
