"""What a command prints and how it is stopped: full and closed streams, a reader that leaves, SIGTERM.

A standard output that takes nothing is an error of the run, for what was asked for did not arrive. A standard error
that takes nothing is none: the work is done all the same, and the exit code says how it ended.
"""

from __future__ import annotations

import errno
import os
import signal
import sys
import threading
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from types import FrameType
from typing import Any, Never

from govassess.errors import OutputError

PIPE = 141
"""Exit code where the program that reads the output has ended, as `head` does: what a shell gives for SIGPIPE."""

STOPPING = ("SIGTERM", "SIGHUP")
"""Signals that end a run as an interrupt does; the exit code is 128 and the number, as a shell gives it."""


class Closed:
    """The stream that is there where none is."""

    def write(self, _: str) -> Never:
        """Refuse a text."""
        raise OSError(errno.EBADF, "closed")


class Stream:
    """A text stream, or the lack of one, whose failures are met in one place."""

    def __init__(self, stream: Any) -> None:
        self._stream = stream
        self._fault: OSError | None = None

    def __getattr__(self, name: str) -> Any:
        return getattr(self._stream, name)

    def isatty(self) -> bool:
        """Tell whether a person reads along."""
        return self._stream is not None and bool(self._stream.isatty())

    def write(self, text: str) -> int:
        """Write a text."""
        self._try("write", text)
        return len(text)

    def flush(self) -> None:
        """Hand on what was written."""
        if self._stream is not None or self._fault is not None:
            self._try("flush")

    def _try(self, action: str, *texts: str) -> None:
        """Do something with the stream; one that has failed once fails for good."""
        if self._fault is None:
            try:
                getattr(self._stream or Closed(), action)(*texts)
            except OSError as fault:
                self._fault = fault
                self.drop()
        if self._fault is not None:
            self.failed(self._fault)

    def failed(self, fault: OSError) -> None:
        """Pass over what cannot be said."""

    def drop(self) -> None:
        """Let the rest go nowhere, for Python would try to write it once more at its end."""
        with suppress(OSError, ValueError, AttributeError):  # a stream in memory has no number
            nowhere = os.open(os.devnull, os.O_WRONLY)
            os.dup2(nowhere, self._stream.fileno())
            os.close(nowhere)


class Output(Stream):
    """Standard output: it must take everything."""

    def failed(self, fault: OSError) -> Never:
        """End the run: silently where nobody reads any more, else with an error."""
        if fault.errno == errno.EPIPE:
            sys.exit(PIPE)
        if fault.errno in {errno.ENOSPC, errno.EDQUOT, errno.EFBIG}:
            raise OutputError("stdout_full") from fault
        if self._stream is None:
            raise OutputError("stdout_closed") from fault
        raise OutputError("stdout_failed", reason=errno.errorcode.get(fault.errno or 0, "?")) from fault


@contextmanager
def guarded() -> Iterator[None]:
    """Guard both streams while a command runs."""
    for number in range(3):  # what is closed would be given to the next file opened, and be written into
        with suppress(OSError):
            _occupy(number)
    before = sys.stdout, sys.stderr
    sys.stdout, sys.stderr = Output(sys.stdout), Stream(sys.stderr)
    try:
        yield
    finally:
        sys.stdout, sys.stderr = before


def _occupy(number: int) -> None:
    """Give a closed descriptor to the null device."""
    try:
        os.fstat(number)
    except OSError:
        opened = os.open(os.devnull, os.O_RDWR)
        if opened != number:
            os.dup2(opened, number)
            os.close(opened)


@contextmanager
def stoppable() -> Iterator[None]:
    """End with all that is tidied up at an end when the system asks the process to stop."""
    if threading.current_thread() is not threading.main_thread():
        yield
        return
    before = {}
    for name in STOPPING:
        number = getattr(signal, name, None)  # Windows knows fewer
        if number is not None and signal.getsignal(number) == signal.SIG_DFL:
            before[number] = signal.signal(number, _stop)
    try:
        yield
    finally:
        for number, handler in before.items():
            signal.signal(number, handler)


def _stop(number: int, _: FrameType | None) -> Never:
    signal.signal(number, signal.SIG_IGN)  # a second one must not stop the tidying up
    sys.exit(128 + number)
