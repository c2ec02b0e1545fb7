"""Progress on a terminal: the stage's name once a run has taken longer than a second, never elsewhere."""

from __future__ import annotations

import sys
import threading
from collections.abc import Iterator
from contextlib import contextmanager

import click

from govassess.text.catalogue import say

PATIENCE = 1.0  # seconds


class Progress:
    """The stage a run is in; printed to stderr as soon as the run is no longer short."""

    def __init__(self, lang: str) -> None:
        self.lang = lang
        self._stage: str | None = None
        self._long = False
        self._lock = threading.Lock()

    def stage(self, code: str) -> None:
        """Enter the stage ``code`` (catalogue key ``cli.stage.<code>``)."""
        with self._lock:
            self._stage = code
            if self._long:
                self._print()

    def become_long(self) -> None:
        """From now on, say where the run is."""
        with self._lock:
            self._long = True
            if self._stage is not None:
                self._print()

    def _print(self) -> None:
        click.echo(say(f"cli.stage.{self._stage}", self.lang), err=True)


@contextmanager
def progress(lang: str) -> Iterator[Progress]:
    """Show the stages of what runs inside, if stderr is a terminal."""
    shown = Progress(lang)
    if not sys.stderr.isatty():
        yield shown
        return
    timer = threading.Timer(PATIENCE, shown.become_long)
    timer.daemon = True
    timer.start()
    try:
        yield shown
    finally:
        timer.cancel()
