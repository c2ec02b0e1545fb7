"""Writing results: all files of a run or none, and never half a file."""

from __future__ import annotations

import errno
import os
import secrets
from collections.abc import Collection, Iterator, Mapping
from contextlib import contextmanager, suppress
from pathlib import Path

from govassess.errors import OutputError
from govassess.files.cells import printable

_FULL = frozenset({errno.ENOSPC, errno.EDQUOT, errno.EFBIG})
_FORBIDDEN = frozenset({errno.EACCES, errno.EPERM, errno.EROFS})


def write_all(contents: Mapping[Path, str | bytes], *, private: Collection[Path] = ()) -> None:
    r"""Write several files, all or nothing.

    Each file is written under a temporary name in its own folder, flushed to the disk, and moved to its name
    only when all of them are complete. Whatever stops the writing (an interrupt too), the files that were
    there before are there again and nothing temporary is left.

    Parameters
    ----------
    contents : mapping
        Path to content; texts are written as UTF-8, line ends as they are. Existing files are replaced:
        whether they may be is the caller's question.
    private : collection of Path
        Those of them that only their owner may read (mode 0600).

    Raises
    ------
    OutputError
        ``output_folder_missing``, ``output_is_folder``, ``output_not_writable``, ``output_disk_full`` or
        ``output_failed``, each with the file's path.

    Examples
    --------
    >>> from tempfile import TemporaryDirectory
    >>> with TemporaryDirectory() as folder:
    ...     write_all({Path(folder) / "a.txt": "satu", Path(folder) / "b.bin": b"\x00"})
    ...     sorted(path.name for path in Path(folder).iterdir())
    ['a.txt', 'b.bin']
    """
    targets = {path: _bytes(content) for path, content in contents.items()}
    temporary: dict[Path, Path] = {}
    before: dict[Path, bytes | None] = {}
    try:
        for target, content in targets.items():
            with _named(target):
                _refuse_folders(target)
                temporary[target] = target.with_name(f".govassess-{secrets.token_hex(8)}")
                _write(temporary[target], content, mode=0o600 if target in private else 0o666)
        for target, written in temporary.items():
            with _named(target):
                before[target] = target.read_bytes() if target.exists() else None
                written.replace(target)
    except BaseException:
        for target, content_before in before.items():
            if not temporary[target].exists():  # it was moved to its name: undo
                _restore(target, content_before)
        raise
    finally:
        for written in temporary.values():
            with suppress(OSError):
                written.unlink(missing_ok=True)


def _bytes(content: str | bytes) -> bytes:
    return content.encode("utf-8") if isinstance(content, str) else content


def _refuse_folders(target: Path) -> None:
    if not target.parent.is_dir():
        raise OutputError("output_folder_missing", folder=printable(str(target.parent), 200))
    if target.is_dir():
        raise OutputError("output_is_folder", file=printable(str(target), 200))


def _write(path: Path, content: bytes, *, mode: int) -> None:
    with open(path, "xb", opener=lambda name, flags: os.open(name, flags, mode)) as stream:
        stream.write(content)
        stream.flush()
        os.fsync(stream.fileno())


def _restore(target: Path, content: bytes | None) -> None:
    with suppress(OSError):
        if content is None:
            target.unlink(missing_ok=True)
        else:
            target.write_bytes(content)


@contextmanager
def _named(target: Path) -> Iterator[None]:
    """Turn the system's errors about one file into an ``OutputError`` that names it."""
    try:
        yield
    except OSError as error:
        file = printable(str(target), 200)
        if error.errno in _FULL:
            raise OutputError("output_disk_full", file=file) from error
        if error.errno in _FORBIDDEN:
            raise OutputError("output_not_writable", file=file) from error
        raise OutputError("output_failed", file=file, reason=errno.errorcode.get(error.errno or 0, "?")) from error
