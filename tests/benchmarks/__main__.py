"""Ours beside peers and promises: ``python -m tests.benchmarks`` prints one table. Not a test: nothing fails here.

Everything is measured in turn, with one BLAS thread each, R in a process of its own whose start does not count. A peer
that is absent has a row that says so. Some five minutes with all peers.
"""

from __future__ import annotations

import os

from govassess.cli import THREADS


def main() -> None:
    for variable in THREADS:  # as the command does, before numpy is loaded
        os.environ.setdefault(variable, "1")
    from itertools import chain

    from tests.benchmarks.kernel import comparisons
    from tests.benchmarks.measuring import HEAD, Sizes
    from tests.benchmarks.process import promises

    print(HEAD)
    for row in chain(comparisons(Sizes()), promises(Sizes())):
        print(row.line(), flush=True)


if __name__ == "__main__":
    main()
