"""What a row of the table is, and how its seconds are taken."""

from __future__ import annotations

import shutil
import subprocess
import tempfile
import time
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from importlib import import_module
from pathlib import Path
from types import ModuleType
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    import pandas as pd

R_PEERS = Path(__file__).with_name("peers.R")
R_LIMIT = 900  # seconds


@dataclass(frozen=True, kw_only=True)
class Sizes:
    """How much is computed; the smoke test takes less."""

    respondents: int = 1000
    few: int = 300  # respondents of the path model and of analyze
    many: int = 200_000  # rows of the large survey file
    analysed: int = 100_000  # rows of the large survey that is analysed
    draws: int = 5000
    peer_draws: int = 100  # of the slow peers, whose time is proportional to the number of draws
    copies: int = 1000  # of the parallel analysis
    peer_copies: int = 100
    times: int = 5


@dataclass(frozen=True, kw_only=True)
class Row:
    """One comparison: ours, and a peer's figure or the most that is promised; ``theirs`` None where it is absent."""

    what: str
    ours: float
    beside: str
    theirs: float | None
    unit: str = "s"

    def line(self) -> str:
        """Return the row as it is printed; a ratio above 1 is in our favour."""
        ours = f"{self.what:62} {self.ours:9.4g} {self.unit:2}  {self.beside:46}"
        if self.theirs is None:
            return f"{ours} not installed"
        return f"{ours} {self.theirs:9.4g} {self.unit:2} {self.theirs / self.ours:8.1f}"


HEAD = f"{'what':62} {'ours':>9}     {'beside':46} {'theirs':>9}    {'ratio':>8}"


def best(run: Callable[[], object], times: int) -> float:
    """The shortest of several runs, in seconds: the others waited for something else."""
    return min(timed(run) for _ in range(times))


def timed(run: Callable[[], object]) -> float:
    start = time.perf_counter()
    run()
    return time.perf_counter() - start


def installed(name: str) -> ModuleType | None:
    try:
        return import_module(name)
    except ImportError:
        return None


def in_turn(
    what: str,
    ours: Callable[[], object],
    peers: Mapping[str, Callable[[], float | None]],
    times: int,
    *,
    most: float | None = None,
) -> list[Row]:
    """Ours, then what is promised of it, then each peer; the first call of ours is not counted."""
    ours()
    own = best(ours, times)
    rows = [] if most is None else [Row(what=what, ours=own, beside="at most", theirs=most)]
    return rows + [Row(what=what, ours=own, beside=name, theirs=peer()) for name, peer in peers.items()]


def r_seconds(task: str, data: pd.DataFrame, blocks: Mapping[str, Sequence[str]], count: int) -> float | None:
    """Seconds that a task of ``peers.R`` takes in an R process of its own, R's start apart; None without R or package.

    A task that fails otherwise is a mistake of the benchmark.
    """
    program = shutil.which("Rscript")
    if program is None:
        return None
    with tempfile.TemporaryDirectory() as folder:
        survey, scales = Path(folder) / "data.csv", Path(folder) / "blocks.csv"
        data.to_csv(survey, index=False)
        lines = [f"{item},{block}" for block, items in blocks.items() for item in items]
        scales.write_text("\n".join(["item,block", *lines]) + "\n", encoding="utf-8")
        arguments = [program, "--vanilla", str(R_PEERS), task, str(survey), str(scales), str(count)]
        run = subprocess.run(arguments, check=False, capture_output=True, text=True, timeout=R_LIMIT)
    said = run.stdout.splitlines()[-1].split() if run.stdout.strip() else []
    if said[:1] == ["absent"]:
        return None
    if said[:1] != ["seconds"]:
        raise RuntimeError(f"{task} of peers.R: {run.stderr or run.stdout}")
    return float(said[1])
