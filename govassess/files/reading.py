"""Reading files that may be anything: what is no file is refused unread, and no more is read than a limit allows."""

from __future__ import annotations

import stat
from pathlib import Path
from typing import BinaryIO


class NotAFileError(OSError):
    """A device or a socket: it may have no end, and opening it may do something."""


def opened(path: Path) -> BinaryIO:
    """Open a file, or a pipe, to be read.

    Raises
    ------
    NotAFileError
        The path leads to a device or a socket.
    OSError, ValueError
        It cannot be opened; ValueError if the path holds NUL.

    Examples
    --------
    >>> import os
    >>> opened(Path(os.devnull))
    Traceback (most recent call last):
    ...
    govassess.files.reading.NotAFileError
    """
    mode = path.stat().st_mode
    if not (stat.S_ISREG(mode) or stat.S_ISFIFO(mode) or stat.S_ISDIR(mode)):
        raise NotAFileError
    return path.open("rb")


def first_bytes(path: Path, at_most: int) -> bytes:
    """Return what a file holds, or one byte more than ``at_most`` of it: then it is too large.

    Raises
    ------
    OSError, ValueError
        As ``opened``.
    """
    with opened(path) as stream:
        return stream.read(at_most + 1)


def why_unreadable(fault: OSError | ValueError) -> str:
    """Return the reason of a problem (catalogue keys ``problem.<reason>.expected`` and ``.fix``).

    Examples
    --------
    >>> why_unreadable(FileNotFoundError()), why_unreadable(OSError())
    ('file_missing', 'file_unreadable')
    """
    if isinstance(fault, NotAFileError):
        return "file_device"
    if isinstance(fault, FileNotFoundError | NotADirectoryError):
        return "file_missing"
    if isinstance(fault, IsADirectoryError):
        return "file_is_folder"
    if isinstance(fault, PermissionError):
        return "file_forbidden"
    return "file_unreadable"
