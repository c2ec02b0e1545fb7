"""Simulated answers on a scale of five points to twelve items of three weak scales, written to ``weak_answers.csv``."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pandas as pd

LOADINGS = {"a": (0.7, 0.5, 0.4, 0.3), "b": (0.6, 0.4, 0.3), "c": (0.65, 0.5, 0.45, 0.35, 0.25)}
CORRELATIONS = np.array([[1, 0.5, 0.3], [0.5, 1, 0.4], [0.3, 0.4, 1]])

if __name__ == "__main__":
    rng = np.random.default_rng(20260)
    factors = rng.multivariate_normal(np.zeros(3), CORRELATIONS, 400)
    table = pd.DataFrame(
        {
            f"{scale}{j}": np.clip(
                np.round(3.3 + 1.1 * (l * factors[:, at] + np.sqrt(1 - l**2) * rng.normal(size=400))), 1, 5
            )
            for at, (scale, loadings) in enumerate(LOADINGS.items())
            for j, l in enumerate(loadings, 1)
        }
    )
    table = table.mask(rng.random(table.shape) < 0.005)
    table.to_csv(Path(__file__).parent / "weak_answers.csv", index=False, float_format="%.0f")
