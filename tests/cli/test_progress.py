"""Progress: on a terminal, and only once a run is no longer short."""

from __future__ import annotations

import io

import pytest

from govassess.cli import progress as module
from govassess.cli.progress import progress


class Terminal(io.StringIO):
    def isatty(self) -> bool:
        return True


@pytest.fixture
def said(monkeypatch):
    """What is echoed, as a list."""
    lines: list[str] = []
    monkeypatch.setattr(module.click, "echo", lambda text, **_: lines.append(text))
    return lines


def test_a_short_run_on_a_terminal_says_nothing(said, monkeypatch):
    monkeypatch.setattr(module.sys, "stderr", Terminal())
    with progress("en") as run:
        run.stage("reading")
        run.stage("writing")
    assert said == []


def test_a_long_run_on_a_terminal_names_the_stage_it_is_in_and_those_after_it(said, monkeypatch):
    monkeypatch.setattr(module.sys, "stderr", Terminal())
    with progress("en") as run:
        run.stage("reading")
        run.become_long()  # what the timer does after a second
        run.stage("assessing")
    assert said == ["Reading the survey ...", "Computing ..."]


def test_a_run_that_is_no_longer_short_before_its_first_stage_names_that_one(said, monkeypatch):
    monkeypatch.setattr(module.sys, "stderr", Terminal())
    with progress("id") as run:
        run.become_long()
        run.stage("reading")
    assert said == ["Membaca survei ..."]


def test_away_from_a_terminal_nothing_is_timed_or_said(said, monkeypatch):
    monkeypatch.setattr(module.sys, "stderr", io.StringIO())
    monkeypatch.setattr(module.threading, "Timer", None)  # would fail if it were used
    with progress("en") as run:
        run.stage("reading")
    assert said == []
