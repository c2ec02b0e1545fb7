"""How often intervals hold the truth and tests reject it: ``python -m tests.montecarlo [START OF A NAME ...]``.

Runs the scenarios that ``results.json`` does not hold yet, one after the other in one process, and stores after each:
broken off, it goes on where it stopped. Then writes the tables of ``README.md``. Some fifteen minutes in all, on one core.
"""

from __future__ import annotations

import sys
import time

from tests.montecarlo.running import run_missing
from tests.montecarlo.tables import write_readme


def main() -> None:
    start = time.perf_counter()
    for name in run_missing(sys.argv[1:]):
        print(f"{time.perf_counter() - start:7.1f} s  {name}", flush=True)
    write_readme()


main()
