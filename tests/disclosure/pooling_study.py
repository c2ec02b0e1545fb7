"""Do errors and intervals keep what they promise where small clusters are pooled? ``python -m tests.disclosure.pooling_study``

Respondents of clusters, ICC .15: the mean with its interval of resampled units, and the t tests of two slopes that are
zero, of a predictor of the cluster (``between``) and of one of the respondent (``within``). Clusters under five are
pooled as ``govassess.privacy.cluster_units`` does; beside it, each cluster is a unit. Results: ``pooling_study.json``.
"""

from __future__ import annotations

import json
from pathlib import Path
from statistics import median

import numpy as np
import pandas as pd

from govassess.privacy.cluster_units import POOL, dealt
from govassess.stats.draws import make_draws
from govassess.stats.intervals import interval
from govassess.stats.moments import weighted_means
from govassess.stats.regression import fit_ols

STORED = Path(__file__).with_name("pooling_study.json")
MINIMUM = 5
ICC = 0.15
REPLICATIONS = 600
DRAWS = 499

DESIGNS = {
    "80 teams of 4": [4] * 80,
    "20 agencies of 6 to 24, 3 of 2 to 4": [*range(6, 25, 2), *range(6, 25, 2), 2, 3, 4],
    "12 agencies of 15, 30 teams of 3": [15] * 12 + [3] * 30,
    "200 teams of 2 to 4": [2 + place % 3 for place in range(200)],
}


def units_of(clusters: np.ndarray, sizes: list[int]) -> np.ndarray:
    """The units of a survey whose clusters under the minimum are pooled."""
    shown = [size for size in sizes if size >= MINIMUM]
    small = [name for name, size in zip(sorted(set(clusters)), sizes, strict=True) if size < MINIMUM]
    return dealt(clusters, small, max(MINIMUM, int(median(shown)) if shown else 0))


def replicate(sizes: list[int], number: int) -> dict[str, float]:
    """One survey: whether the interval holds the mean, and whether either test rejects, both ways."""
    rng = np.random.default_rng(np.random.SeedSequence((20231031, len(sizes), sum(sizes), number)))
    clusters = np.repeat([f"c{place:03d}" for place in range(len(sizes))], sizes).astype(object)
    place = np.repeat(np.arange(len(sizes)), sizes)
    between = rng.normal(size=len(sizes))[place]
    within = np.sqrt(0.2) * rng.normal(size=len(sizes))[place] + np.sqrt(0.8) * rng.normal(size=len(place))
    y = np.sqrt(ICC) * rng.normal(size=len(sizes))[place] + np.sqrt(1 - ICC) * rng.normal(size=len(place))
    found = {}
    for way, labels in (("pooled", units_of(clusters, sizes)), ("apart", clusters)):
        draws = make_draws(len(y), seed=number, count=DRAWS, clusters=labels)
        ends = interval(weighted_means(y[:, None], draws), draws=draws)
        data = pd.DataFrame({"y": y, "between": between, "within": within, "unit": labels})
        fit = fit_ols(data, "y", ["between", "within"], cluster="unit", wild=False).coefficients.set_index("term")
        found |= {
            f"covered_{way}": float(ends.low[0] <= 0 <= ends.high[0]),
            f"width_{way}": float(ends.high[0] - ends.low[0]),
            f"rejected_between_{way}": float(fit.loc["between", "p_value"] < 0.05),
            f"rejected_within_{way}": float(fit.loc["within", "p_value"] < 0.05),
            f"units_{way}": float(draws.units),
        }
    found["pools"] = float(len({label for label in units_of(clusters, sizes) if label.startswith(POOL)}))
    return found


def study(sizes: list[int], replications: int) -> dict[str, float]:
    """Means over the replications."""
    table = pd.DataFrame([replicate(sizes, number) for number in range(replications)])
    return {name: round(float(value), 4) for name, value in table.mean().items()}


if __name__ == "__main__":
    results: dict[str, dict[str, float]] = {}
    for name, sizes in DESIGNS.items():
        results[name] = study(sizes, REPLICATIONS)
        stored = json.dumps({"replications": REPLICATIONS, "results": results}, indent=1)
        STORED.write_text(stored + "\n", encoding="utf-8")
