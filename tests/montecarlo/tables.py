"""The stored figures as the tables of README.md."""

from __future__ import annotations

from pathlib import Path
from typing import Any

from tests.montecarlo.running import stored
from tests.montecarlo.scenarios import SCENARIOS, Scenario

README = Path(__file__).with_name("README.md")
MARK = "<!-- figures -->"
HIDDEN = ("missed", "width", "estimate")


def write_readme() -> None:
    """Replace everything below the mark by tables of the stored results."""
    head = README.read_text(encoding="utf-8").split(MARK)[0]
    README.write_text(f"{head}{MARK}\n\n{tables()}", encoding="utf-8", newline="\n")


def tables() -> str:
    """One table a study, one row a scenario: figure, its Monte Carlo error, and whether a promised bound is met."""
    results = stored()["results"]
    parts = []
    for study in dict.fromkeys(scenario.study for scenario in SCENARIOS):
        own = [scenario for scenario in SCENARIOS if scenario.study == study and scenario.name in results]
        if own:
            parts.append(_table(study, own, results))
    return "\n".join(parts)


def _table(study: str, scenarios: list[Scenario], results: dict[str, Any]) -> str:
    names = [name for name in results[scenarios[0].name]["figures"] if not name.startswith(HIDDEN)]
    lines = [
        f"### {study}",
        "",
        "| scenario | replications | draws | " + " | ".join(names) + " |",
        "|---|---:|---:|" + "---:|" * len(names),
    ]
    for scenario in scenarios:
        found = results[scenario.name]
        cells = [_cell(scenario, name, found["figures"].get(name)) for name in names]
        label = f"| {scenario.name} | {found['replications']:,} | {found['draws'] or '-'} | "
        lines.append(label + " | ".join(cells) + " |")
    return "\n".join([*lines, ""])


def _cell(scenario: Scenario, name: str, figure: dict[str, float] | None) -> str:
    if figure is None:
        return "-"
    if name.startswith(("covered", "rejected", "beyond")):
        shown = f"{100 * figure['mean']:.2f} % ± {100 * figure['mc_error']:.2f}"
    else:
        shown = f"{figure['mean']:.4f} ± {figure['mc_error']:.4f}"
    low, high = scenario.bounds.get(name, (-float("inf"), float("inf")))
    return shown if low <= figure["mean"] <= high else f"**{shown}**"
