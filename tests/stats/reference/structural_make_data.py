"""Simulated answers of four factors in a chain, 1-5 with gaps: python structural_make_data.py > structural.csv."""

import sys

import numpy as np
import pandas as pd

rng = np.random.default_rng(20240607)
n = 240
trust = rng.normal(size=n)
rules = 0.3 * trust + rng.normal(size=n)
work = 0.5 * trust + 0.3 * rules + 0.8 * rng.normal(size=n)
value = 0.2 * trust + 0.6 * work + 0.8 * rng.normal(size=n)
factors = {"trust": (trust, 4), "rules": (rules, 3), "work": (work, 3), "value": (value, 2)}
columns = {}
for name, (factor, k) in factors.items():
    for i in range(1, k + 1):
        raw = 3 + (0.9 - 0.12 * i) * factor + rng.normal(scale=0.7, size=n)
        columns[f"{name}{i}"] = np.clip(np.round(raw), 1, 5)
data = pd.DataFrame(columns)
gaps = rng.random(data.shape) < 0.006
data.mask(gaps).to_csv(sys.stdout, index=False, float_format="%.0f")
