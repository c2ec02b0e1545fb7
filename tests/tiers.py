"""Which tests every run makes, which CI makes as well, and which only a person who asks for them.

A case marked ``long`` is one of hundreds of the same kind: ``pytest -m long``. The tests below have many cases, or take
long; every run makes one in so many of their cases, and CI makes the others too: ``pytest -m "slow and not long"``.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable

import pytest

NONE = 0

ONE_IN = {
    "disclosure/test_attack.py::test_an_attack_by_linear_combinations_recovers_no_small_cell": 6,
    "disclosure/test_benchmark_attacked.py": 10,
    "disclosure/test_ledger.py::test_fifty_pairs_of_reports_that_differ_by_one_to_four_people_are_refused_or_flagged": 5,
    "disclosure/test_ledger_pairs.py": 8,
    "disclosure/test_linear_attack.py": 6,
    "disclosure/test_linear_attack.py::test_group_tests_with_one_hidden_group_say_nothing_of_it": 10,
    "disclosure/test_reader.py": 10,
    "disclosure/test_results_attacked.py": 10,
    "disclosure/test_squares.py": 2,
    "disclosure/test_unflagged.py": 5,
    "disclosure/test_waves.py": 7,
    "hostile/test_every_format.py": 4,
    "hostile/test_files.py": 3,
    "hostile/test_options.py": 3,
    "hostile/test_spoiled.py::test_a_file_with_harmless_faults_is_read_whole_and_they_are_counted": 4,
    "hostile/test_texts.py": 3,
    "report/test_page_in_a_browser.py": 2,
    "responses/drafts/test_doubts.py": 3,
    "responses/drafts/test_own_file.py": 5,
    "responses/drafts/test_random_surveys.py": NONE,
    "test_docs.py::test_the_code_of_the_notebook_runs": NONE,
}
"""Test, or file of tests -> every run makes one in so many cases of each test; the test's own entry comes first."""


def mark(items: Iterable[pytest.Item]) -> None:
    """Mark as ``slow`` the cases that only CI makes; those marked ``long`` are not counted."""
    seen: Counter[str] = Counter()
    for item in items:
        if item.get_closest_marker("long"):
            continue
        test = item.nodeid.removeprefix("tests/").partition("[")[0]
        often = ONE_IN.get(test, ONE_IN.get(test.partition("::")[0], 1))
        if often == NONE or seen[test] % often:
            item.add_marker("slow")
        seen[test] += 1
