"""Makes groups.csv: scores of four agencies of unlike size and spread, some missing. Run: python make_groups.py"""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pandas as pd

rng = np.random.default_rng(20261124)
sizes = {"Dinas A": 12, "Dinas B": 31, "Dinas C": 18, "Dinas D": 44}
rows = []
for place, (agency, size) in enumerate(sizes.items()):
    for _ in range(size):
        first = np.clip(np.round(3 + 0.35 * place + (0.4 + 0.2 * place) * rng.normal(), 1), 1, 5)
        second = np.clip(np.round(3.2 + 0.8 * rng.normal(), 1), 1, 5)
        rows.append((agency, first, second if rng.random() > 0.06 else np.nan))
frame = pd.DataFrame(rows, columns=["agency", "first", "second"])
frame.sample(frac=1, random_state=1).to_csv(Path(__file__).with_name("groups.csv"), index=False)
