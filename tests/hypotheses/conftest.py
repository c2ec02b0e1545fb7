"""The simulated agencies and what R says about them (tests/stats/reference/agencies.R)."""

from __future__ import annotations

import json

import pandas as pd
import pytest


@pytest.fixture(scope="module")
def agencies(root):
    return pd.read_csv(root / "tests" / "stats" / "reference" / "agencies.csv")


@pytest.fixture(scope="module")
def by_r(root):
    return json.loads((root / "tests" / "stats" / "reference" / "agencies.json").read_text())
