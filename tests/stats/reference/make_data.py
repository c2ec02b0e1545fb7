"""Make answers.csv: simulated answers on a 1-5 scale, three scales, a text covariate, some gaps. Seeded; run once."""

from pathlib import Path

import numpy as np
import pandas as pd

rng = np.random.default_rng(4711)
n = 120
trust = rng.normal(size=n)
reach = 0.6 * trust + rng.normal(size=n) * 0.8
value = 0.3 * trust + 0.5 * reach + rng.normal(size=n) * 0.8


def answers(factor, loadings):
    noise = rng.normal(size=(n, len(loadings)))
    strength = np.array(loadings)
    raw = 3.3 + 1.1 * (factor[:, None] * strength + noise * np.sqrt(1 - strength**2))
    return np.clip(np.floor(raw + 0.5), 1, 5)


columns = {}
for name, factor, loadings in (
    ("t", trust, (0.8, 0.7, 0.6, 0.75)),
    ("r", reach, (0.75, 0.65, 0.7)),
    ("v", value, (0.7, 0.8)),
):
    for j, column in enumerate(answers(factor, loadings).T, start=1):
        columns[f"{name}{j}"] = column
data = pd.DataFrame(columns)
data = data.mask(rng.random(data.shape) < 0.01)
data["age"] = rng.integers(22, 60, size=n)
data["office"] = rng.choice(["head", "branch", "field"], size=n, p=[0.3, 0.4, 0.3])
data.to_csv(Path(__file__).with_name("answers.csv"), index=False, float_format="%.0f")
