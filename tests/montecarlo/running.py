"""Run scenarios and keep what they gave: means over replications, their Monte Carlo errors, the first replications."""

from __future__ import annotations

import json
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import Any

import numpy as np

from tests.montecarlo.scenarios import SCENARIOS, Scenario, digest_of_list
from tests.montecarlo.studies import STUDIES, Figures

STORED = Path(__file__).with_name("results.json")
KEPT = 3
"""Replications stored one by one: the test computes them again, so that results of an older kernel are found out."""


def replicate(scenario: Scenario, number: int) -> Figures:
    """One replication by its number, whatever ran before it."""
    sample, resamples = np.random.SeedSequence((*scenario.entropy, number)).spawn(2)
    seed = int(resamples.generate_state(1, np.uint64)[0] >> np.uint64(1))
    found: Figures = STUDIES[scenario.study](
        np.random.Generator(np.random.PCG64(sample)), seed, scenario.draws, **scenario.params
    )
    return found


def run(scenario: Scenario) -> dict[str, Any]:
    """All replications of a scenario, summed up."""
    replicated = [replicate(scenario, number) for number in range(scenario.replications)]
    figures = {}
    for name in replicated[0]:
        values = np.array([found.get(name, np.nan) for found in replicated])
        defined = values[np.isfinite(values)]
        figures[name] = {
            "mean": float(f"{defined.mean():.10g}"),
            "mc_error": float(f"{defined.std(ddof=1) / np.sqrt(len(defined)):.4g}"),
            "undefined": len(values) - len(defined),
        }
    return {
        "digest": scenario.digest,
        "replications": scenario.replications,
        "draws": scenario.draws,
        "figures": figures,
        "first": [{name: float(f"{value:.10g}") for name, value in found.items()} for found in replicated[:KEPT]],
    }


def stored() -> dict[str, Any]:
    """What is stored, or an empty store."""
    if not STORED.exists():
        return {"scenarios": "", "results": {}}
    found: dict[str, Any] = json.loads(STORED.read_text(encoding="utf-8"))
    return found


def run_missing(names: Sequence[str] = ()) -> Iterator[str]:
    """Run what is not stored, or is stored of another version; store after each scenario and yield its name."""
    results = stored()["results"]
    for scenario in SCENARIOS:
        asked = not names or any(scenario.name.startswith(name) for name in names)
        if asked and results.get(scenario.name, {}).get("digest") != scenario.digest:
            results[scenario.name] = run(scenario)
            _store(results)
            yield scenario.name
    _store(results)


def _store(results: dict[str, Any]) -> None:
    """Write the results of the present list, in its order."""
    kept = {scenario.name: results[scenario.name] for scenario in SCENARIOS if scenario.name in results}
    text = json.dumps({"scenarios": digest_of_list(), "results": kept}, indent=1)
    whole = STORED.with_suffix(".part")
    whole.write_text(text + "\n", encoding="utf-8")
    whole.replace(STORED)
