"""The table of figures can be made: every row on tiny sizes, so that the benchmark does not rot unseen."""

from __future__ import annotations

import shutil

import pytest

from tests.benchmarks import kernel, measuring
from tests.benchmarks.measuring import HEAD, Row, Sizes
from tests.benchmarks.process import promises

TINY = Sizes(
    respondents=150, few=100, many=2_000, analysed=200, draws=20, peer_draws=5, copies=100, peer_copies=2, times=1
)


@pytest.mark.parametrize("rows", [kernel.mediation, kernel.path_model, kernel.reliability, kernel.factors,
                                  kernel.regression, kernel.groups])  # fmt: skip
def test_every_comparison_can_be_made_without_its_peers(rows, monkeypatch):
    monkeypatch.setattr(kernel, "installed", lambda name: None)
    monkeypatch.setattr(measuring.shutil, "which", lambda name: None)
    found = rows(TINY)
    assert found
    for row in found:
        assert row.ours > 0
        assert (row.theirs is None) == (row.beside != "at most")
        assert row.line().endswith("not installed") == (row.theirs is None)
    assert any(row.theirs is None for row in found)


@pytest.mark.long
def test_the_promises_of_the_commands_are_measured():
    found = list(promises(TINY))
    limits = [row.beside for row in found]
    assert limits.count("at most") == 10
    assert limits[3].startswith("at most 2 times") and limits[4].endswith("imports")
    assert found[3].theirs == 2 * found[4].theirs
    assert all(row.ours > 0 and row.theirs for row in found)


def test_a_ratio_above_one_is_in_our_favour():
    row = Row(what="sum", ours=2.0, beside="slow", theirs=30.0)
    assert row.line().split()[-1] == "15.0"
    assert len(row.line()) == len(HEAD)


@pytest.mark.slow
@pytest.mark.skipif(shutil.which("Rscript") is None, reason="R is not installed")
def test_every_task_in_r_runs_or_says_what_is_absent():
    own, data = kernel.study(150), kernel.chain(150)
    two = dict(list(own.blocks.items())[:2])
    tables = {"mediation": data, "random_intercept": data, "agreement": own.items.assign(agency=data["agency"])}
    for task in ("mediation", "alpha", "omega", "polychoric", "cfa", "agreement", "random_intercept", "parallel"):
        blocks = {} if task in ("mediation", "random_intercept") else two
        found = measuring.r_seconds(task, tables.get(task, own.items), blocks, 2)
        assert found is None or found > 0
