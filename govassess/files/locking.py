"""Locks of folders that end with the process that holds them, however it ends.

Where the system has no such locks (Windows) or the file system knows none, nothing is locked and no folder counts as
free: runs do not wait for one another, and none removes what another left.
"""

from __future__ import annotations

import os
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

try:
    import fcntl
except ImportError:  # Windows
    fcntl = None  # type: ignore[assignment]

STEP = 0.01
"""Seconds between two attempts."""


@contextmanager
def locked(folder: Path, *, patience: float) -> Iterator[None]:
    """Hold the lock of a folder.

    Parameters
    ----------
    folder : Path
        It must exist.
    patience : float
        Seconds to wait for another process that holds the lock.

    Raises
    ------
    TimeoutError
        Another process still holds it.

    Examples
    --------
    >>> from tempfile import TemporaryDirectory
    >>> with TemporaryDirectory() as name, locked(Path(name), patience=1):
    ...     free(Path(name))
    False
    """
    held = _opened(folder)
    if held is None:
        yield
        return
    try:
        deadline = time.monotonic() + patience
        while not _taken(held):
            if time.monotonic() >= deadline:
                raise TimeoutError
            time.sleep(STEP)
        yield
    finally:
        os.close(held)


def free(folder: Path) -> bool:
    """Tell whether no process holds the lock of a folder; False where that cannot be known."""
    found = _opened(folder)
    if found is None:
        return False
    try:
        fcntl.flock(found, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except OSError:
        return False
    else:
        return True
    finally:
        os.close(found)


def _opened(folder: Path) -> int | None:
    """Return a descriptor of a folder, or None where folders cannot be locked."""
    if fcntl is None:
        return None
    try:
        return os.open(folder, os.O_RDONLY | os.O_DIRECTORY)
    except OSError:  # it may be written but not read
        return None


def _taken(held: int) -> bool:
    """Take a lock; tell whether that is done, or cannot be done in this file system at all."""
    try:
        fcntl.flock(held, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except BlockingIOError:
        return False
    except OSError:
        return True
    return True
