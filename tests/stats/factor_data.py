"""Simulated ordinal answers on four scales with values computed by R (factors.R), for the factor-analytic tests."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import numpy as np
import pandas as pd

HERE = Path(__file__).parent / "reference"
FACTOR_SCALES = {
    "lead": ["lead1", "lead2", "lead3", "lead4", "lead5"],
    "staff": ["staff1", "staff2", "staff3", "staff4"],
    "data": ["data1", "data2", "data3"],
    "use": ["use1", "use2"],
}
ALL_ITEMS = [name for members in FACTOR_SCALES.values() for name in members]


def factor_answers() -> pd.DataFrame:
    """260 rows on a 1-5 scale with gaps; lead4 was asked the other way round and is reversed here."""
    data = pd.read_csv(HERE / "factors_answers.csv")
    return data.assign(lead4=6 - data["lead4"])


def factor_values() -> dict[str, Any]:
    """What R says about them."""
    return json.loads((HERE / "factors.json").read_text())


def with_correlations(R, n=100, names=None):
    """Rows whose correlations are exactly R."""
    R = np.asarray(R)
    raw = np.random.default_rng(5).normal(size=(n, len(R)))
    white, _ = np.linalg.qr(raw - raw.mean(axis=0))
    columns = names or [f"i{j}" for j in range(1, len(R) + 1)]
    return pd.DataFrame(white @ np.linalg.cholesky(R).T, columns=columns)
