"""Make agencies.csv: simulated answers of 320 people in 48 units of 16 agencies, some gaps. Seeded; run once."""

from pathlib import Path

import numpy as np
import pandas as pd

rng = np.random.default_rng(815)
n = 320
agency = np.sort(rng.choice(16, size=n, p=np.linspace(1, 3, 16) / 32))
unit = agency * 3 + rng.integers(0, 3, size=n)
climate = rng.normal(size=16) * 0.6
x = rng.normal(size=n) + climate[agency]
w = rng.normal(size=n) * 2 + 10
m1 = 0.5 * x + rng.normal(size=n) * 0.8 + climate[agency] * 0.3
m2 = 0.4 * m1 + 0.2 * x + rng.normal(size=n)
y = 0.3 * x + 0.3 * m1 + 0.3 * m2 + 0.15 * (w - 10) * x + rng.normal(size=n) * (0.6 + 0.3 * (w > 10))
y += rng.normal(size=16)[agency] * 0.5
answer = np.digitize(y, [-2, -0.6, 0.6, 2]) + 1
items = {f"q{j}": np.digitize(0.9 * x + 0.4 * y + rng.normal(size=n), [-2, -0.7, 0.7, 2]) + 1 for j in range(1, 9)}
for j in (3, 6):
    items[f"q{j}"] = 6 - items[f"q{j}"]
data = pd.DataFrame({"x": x, "w": w, "m1": m1, "m2": m2, "y": y}).round(4)
data = pd.concat([data, pd.DataFrame(items)], axis=1).astype(float)
data = data.mask(rng.random(data.shape) < 0.01)
data["answer"] = answer
data["region"] = rng.choice(["east", "north", "west"], size=n, p=[0.5, 0.3, 0.2])
data["agency"] = [f"A{code:02d}" for code in agency]
data["unit"] = [f"U{code:02d}" for code in unit]
data.to_csv(Path(__file__).with_name("agencies.csv"), index=False)
