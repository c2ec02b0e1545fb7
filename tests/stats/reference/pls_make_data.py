"""Make pls_answers.csv: simulated answers of five constructs, some gaps, two regions. Seeded; run once."""

from pathlib import Path

import numpy as np
import pandas as pd

rng = np.random.default_rng(2024)
n = 180
noise = rng.normal(size=(n, 6))
lead = noise[:, 0]
rules = 0.6 * lead + 0.8 * noise[:, 1]
trust = 0.5 * lead + 0.3 * rules + 0.8 * noise[:, 2]
digital = 0.4 * lead + 0.3 * trust + 0.8 * noise[:, 3]
service = 0.4 * digital + 0.3 * trust + 0.8 * noise[:, 4]
city = 0.5 * service - 0.3 * rules + 0.8 * noise[:, 5]

columns = {}
for name, factor, loadings in (
    ("lead", lead, (0.8, 0.7, 0.75, 0.6)),
    ("rule", rules, (0.75, 0.65, 0.7)),
    ("trust", trust, (0.8, 0.7, 0.6)),
    ("digi", digital, (0.7, 0.8, 0.65, 0.75, 0.5)),
    ("serv", service, (0.85, 0.7)),
    ("city", city, (0.8,)),
):
    for j, strength in enumerate(loadings, start=1):
        raw = 3.2 + 1.1 * (factor / factor.std() * strength + rng.normal(size=n) * np.sqrt(1 - strength**2))
        columns[f"{name}{j}"] = np.clip(np.floor(raw + 0.5), 1, 5)
data = pd.DataFrame(columns)
data = data.mask(rng.random(data.shape) < 0.004)
data["region"] = rng.choice(["east", "west"], size=n, p=[0.4, 0.6])
data.to_csv(Path(__file__).with_name("pls_answers.csv"), index=False, float_format="%.0f")
