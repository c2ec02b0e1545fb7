"""Make factors_answers.csv: ordinal answers (1-5) on four scales and a marker item, one item reversed, some gaps. Seeded."""

from pathlib import Path

import numpy as np
import pandas as pd

rng = np.random.default_rng(20260)
n = 260
R = np.array([[1, 0.55, 0.35, 0.45], [0.55, 1, 0.3, 0.5], [0.35, 0.3, 1, 0.25], [0.45, 0.5, 0.25, 1]])
factors = rng.multivariate_normal(np.zeros(4), R, size=n)
# uneven cuts, so that margins are skewed and Pearson's r falls short of the latent one
cuts = {
    "lead": (-2.0, -1.2, -0.4, 0.6),
    "staff": (-1.5, -0.6, 0.2, 1.1),
    "data": (-1.0, 0.0, 0.8, 1.6),
    "use": (-1.3, -0.5, 0.4, 1.2),
}
strengths = {
    "lead": (0.8, 0.75, 0.7, 0.65, 0.55),
    "staff": (0.8, 0.7, 0.75, 0.6),
    "data": (0.75, 0.8, 0.65),
    "use": (0.8, 0.75),
}
columns = {}
for j, (name, loadings) in enumerate(strengths.items()):
    for i, strength in enumerate(loadings, start=1):
        latent = strength * factors[:, j] + np.sqrt(1 - strength**2) * rng.normal(size=n)
        columns[f"{name}{i}"] = 1.0 + (latent[:, None] > np.array(cuts[name])).sum(axis=1)
columns["lead4"] = 6 - columns["lead4"]  # asked the other way round; stored raw
columns["marker"] = 1.0 + (0.2 * factors[:, 0:1] + rng.normal(size=(n, 1)) > np.array([-1.2, -0.3, 0.5, 1.3])).sum(
    axis=1
)
data = pd.DataFrame(columns)
data = data.mask(rng.random(data.shape) < 0.008)
data.to_csv(Path(__file__).with_name("factors_answers.csv"), index=False, float_format="%.0f")
