"""The bytes of a file: held where they are few, read again from the disk where they are many."""

from __future__ import annotations

import io
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import BinaryIO

from govassess.files.cells import printable
from govassess.files.limits import Limits
from govassess.files.reading import first_bytes, opened, why_unreadable
from govassess.responses.personal import named
from govassess.responses.table import refusal

HEAD = 4096


@dataclass(frozen=True, slots=True, kw_only=True)
class Content:
    """One file; ``file`` is its base name as messages print it, ``held`` all its bytes or None."""

    file: str
    path: Path
    size: int
    head: bytes
    held: bytes | None

    def open(self) -> BinaryIO:
        """Return a fresh stream of the bytes."""
        return io.BytesIO(self.held) if self.held is not None else self.path.open("rb")

    def whole(self, limits: Limits) -> bytes:
        """Return all bytes, for a reader that cannot do with less; a large file is refused (E109)."""
        if self.held is not None:
            return self.held
        raise refusal(
            "E109", "file_too_large", self.file, found=f"{self.size / 1e6:.1f}", limit=f"{limits.file_bytes / 1e6:g}"
        )

    @contextmanager
    def on_disk(self) -> Iterator[Path]:
        """Give a path at which a library finds the bytes: the file's own, or that of a copy of what a pipe gave."""
        if self.held is None or self.path.is_file():
            yield self.path
            return
        with tempfile.TemporaryDirectory(prefix="govassess-") as folder:
            copy = Path(folder) / "survey"
            copy.write_bytes(self.held)
            yield copy


def content_of(path: Path, limits: Limits) -> Content:
    """Return the content of a file.

    Raises
    ------
    DataError
        E110: it is not there, is a folder or a device, or may not be read; E109: more came than it said, or than a pipe
        may give.
    """
    name = printable(named(path.name or str(path)), 200)  # a folder may be given as "."
    try:
        size = path.stat().st_size
        if size > limits.file_bytes:
            with opened(path) as stream:
                return Content(file=name, path=path, size=size, head=stream.read(HEAD), held=None)
        held = first_bytes(path, limits.file_bytes)  # also of a pipe, which can be read only once and tells no size
    except (OSError, ValueError) as fault:  # ValueError: a path that holds NUL
        raise refusal("E110", why_unreadable(fault), name) from None
    if len(held) > limits.file_bytes:
        raise refusal("E109", "endless", name, limit=f"{limits.file_bytes / 1e6:g}")
    return Content(file=name, path=path, size=len(held), head=held[:HEAD], held=held)
