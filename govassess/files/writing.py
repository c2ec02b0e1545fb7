"""Writing results: all files of a run or none, never half a file, and never the files of two runs among one another.

The files of a run are written into a staging folder of its own, inside the folder they are meant for, so that giving
them their names is a rename within one file system. The renames of a run happen under a lock of the folder; runs that
write into it at the same time wait for one another. The lock of its staging folder shows that a run is alive: what a
dead run left behind, the next one removes. Where the system has no such locks (Windows) or the file system knows none,
nothing is locked and no folder counts as free: runs do not wait for one another, and none removes what another left.
"""

from __future__ import annotations

import errno
import os
import secrets
import shutil
import time
from collections.abc import Callable, Collection, Iterable, Iterator, Mapping
from contextlib import ExitStack, contextmanager, suppress
from pathlib import Path

from govassess.errors import OutputError
from govassess.files.cells import printable

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


_FULL = frozenset({errno.ENOSPC, errno.EDQUOT, errno.EFBIG})
_FORBIDDEN = frozenset({errno.EACCES, errno.EPERM, errno.EROFS})

STAGING = ".govassess-"
"""What the names of staging folders begin with."""

PATIENCE = 60.0
"""Seconds for which a run waits until another one has given its files their names; that takes far less than one."""


def write_all(
    contents: Mapping[Path, str | bytes],
    *,
    private: Collection[Path] = (),
    allow: Callable[[], None] = lambda: None,
) -> None:
    r"""Write several files, all or nothing.

    Each file is written into a staging folder, flushed to the disk, and moved to its name only when all of them are
    complete. Whatever stops the writing (an interrupt too), the files that were there before are there again and
    nothing temporary is left; only a process that is killed between two renames leaves new files among old ones.

    Parameters
    ----------
    contents : mapping
        Path to content; texts are written as UTF-8, line ends as they are. Existing files are replaced:
        whether they may be is the caller's question.
    private : collection of Path
        Those of them that only their owner may read (mode 0600).
    allow : callable
        Called once more when no other run can write into the folders any more; raises if the files must not be
        replaced after all.

    Raises
    ------
    OutputError
        ``output_folder_missing``, ``output_is_folder``, ``output_is_device``, ``output_not_writable``,
        ``output_disk_full``, ``output_busy`` or ``output_failed``, each with the path.

    Examples
    --------
    >>> from tempfile import TemporaryDirectory
    >>> with TemporaryDirectory() as folder:
    ...     write_all({Path(folder) / "a.txt": "satu", Path(folder) / "b.bin": b"\x00"})
    ...     sorted(path.name for path in Path(folder).iterdir())
    ['a.txt', 'b.bin']
    """
    for target in contents:
        with _named(target):
            _refuse_what_is_no_file(target)
    roots = _roots(target.parent for target in contents)
    with ExitStack() as stack:
        staging: dict[Path, Path] = {}
        for root in dict.fromkeys(roots.values()):
            with _named(next(target for target in contents if roots[target.parent] == root)):
                staging[root] = stack.enter_context(_staging(root))
        written: dict[Path, Path] = {}
        for number, (target, content) in enumerate(contents.items()):
            with _named(target):
                written[target] = staging[roots[target.parent]] / f"{number}-new"
                _write(written[target], _bytes(content), mode=0o600 if target in private else 0o666)
        for root in sorted(staging):  # in one order: two runs cannot wait for each other
            stack.enter_context(_alone(root))
        allow()
        _rename(written)


def _rename(written: Mapping[Path, Path]) -> None:
    """Give complete files their names; if that is stopped, the files that were there before get theirs back."""
    before: dict[Path, Path | None] = {}
    try:
        for target, new in written.items():
            with _named(target):
                before[target] = _kept(target, new.with_name(new.name.replace("-new", "-old")))
                new.replace(target)
    except BaseException:
        for target, old in before.items():
            if not written[target].exists():  # it was moved to its name: undo
                with suppress(OSError):
                    target.unlink() if old is None else old.replace(target)
        raise


def _kept(target: Path, name: Path) -> Path | None:
    """Give an existing file a second name and return it; None if the file does not exist."""
    if not os.path.lexists(target):
        return None
    try:
        os.link(target, name, follow_symlinks=False)
    except (OSError, NotImplementedError):  # a file system without second names
        shutil.copy2(target, name, follow_symlinks=False)
    return name


def _roots(folders: Iterable[Path]) -> dict[Path, Path]:
    """Return folder -> folder whose staging it shares: the outermost of them that holds it in the same file system."""
    real = {folder: Path(os.path.realpath(folder)) for folder in folders}
    roots: dict[Path, Path] = {}
    for folder in sorted(set(real.values()), key=lambda each: len(each.parts)):
        above = [root for root in roots if roots[root] == root and root in folder.parents]
        near = [root for root in above if root.stat().st_dev == folder.stat().st_dev]
        roots[folder] = near[0] if near else folder
    return {folder: roots[each] for folder, each in real.items()}


@contextmanager
def _staging(root: Path) -> Iterator[Path]:
    """Make a staging folder that is locked for as long as this run lives; remove it and those of dead runs."""
    folder = root / f"{STAGING}{secrets.token_hex(8)}"
    with ExitStack() as stack:
        with _alone(root):
            _clear(root)
            folder.mkdir(mode=0o700)
            stack.callback(_remove, folder)
            stack.enter_context(locked(folder, patience=0.0))
        yield folder


def _clear(root: Path) -> None:
    """Remove the staging folders of runs that are dead."""
    with suppress(OSError):
        for found in list(os.scandir(root)):
            if found.name.startswith(STAGING) and found.is_dir(follow_symlinks=False) and free(Path(found.path)):
                _remove(Path(found.path))


def _remove(folder: Path) -> None:
    """Remove a staging folder; what is no file of a run stays, and the folder with it."""
    with suppress(OSError):
        for found in folder.iterdir():
            if found.name.endswith(("-new", "-old")):
                found.unlink(missing_ok=True)
        folder.rmdir()


@contextmanager
def _alone(root: Path) -> Iterator[None]:
    """Keep other runs from giving files their names in a folder, or wait until they have done so."""
    try:
        with locked(root, patience=PATIENCE):
            yield
    except TimeoutError:
        raise OutputError("output_busy", folder=printable(str(root), 200)) from None


def _bytes(content: str | bytes) -> bytes:
    return content.encode("utf-8") if isinstance(content, str) else content


def _refuse_what_is_no_file(target: Path) -> None:
    if not target.parent.is_dir():
        raise OutputError("output_folder_missing", folder=printable(str(target.parent), 200))
    if target.is_dir():
        raise OutputError("output_is_folder", file=printable(str(target), 200))
    if target.exists() and not target.is_file():
        raise OutputError("output_is_device", file=printable(str(target), 200))


def _write(path: Path, content: bytes, *, mode: int) -> None:
    with open(path, "xb", opener=lambda name, flags: os.open(name, flags, mode)) as stream:
        stream.write(content)
        stream.flush()
        os.fsync(stream.fileno())


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
