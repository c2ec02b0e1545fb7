"""All files of a run or none."""

from __future__ import annotations

import errno
import os
import random
import signal
import subprocess
import sys
import threading
import time
from pathlib import Path

import pytest

from govassess.errors import OutputError
from govassess.files import writing
from govassess.files.writing import free, locked, write_all


def content(folder: Path) -> dict[str, bytes]:
    return {path.name: path.read_bytes() for path in folder.iterdir()}


def test_texts_and_bytes_arrive_as_they_are(tmp_path):
    write_all({tmp_path / "a.csv": "é\r\nx\n", tmp_path / "b.bin": b"\x00\xff"})
    assert content(tmp_path) == {"a.csv": "é\r\nx\n".encode(), "b.bin": b"\x00\xff"}


def test_an_existing_file_is_replaced(tmp_path):
    (tmp_path / "a").write_text("old and longer")
    write_all({tmp_path / "a": "new"})
    assert content(tmp_path) == {"a": b"new"}


@pytest.mark.parametrize(
    ("number", "code"),
    [(errno.ENOSPC, "output_disk_full"), (errno.EACCES, "output_not_writable"), (errno.EROFS, "output_not_writable"), (errno.EIO, "output_failed")],
)  # fmt: skip
def test_a_failing_disk_leaves_everything_as_it_was(tmp_path, monkeypatch, number, code):
    (tmp_path / "a").write_text("before")
    real = writing._write

    def fail_second(path, what, **how):
        real(path, what, **how)
        if what == b"second":
            raise OSError(number, "failed")

    monkeypatch.setattr(writing, "_write", fail_second)
    with pytest.raises(OutputError) as caught:
        write_all({tmp_path / "a": "first", tmp_path / "b": "second"})
    assert caught.value.code == code
    assert str(tmp_path / "b") in caught.value.message("en")
    assert str(tmp_path / "b") in caught.value.message("id")
    assert content(tmp_path) == {"a": b"before"}


@pytest.mark.parametrize("stop", [KeyboardInterrupt, MemoryError, OSError])
def test_an_interrupt_between_the_moves_undoes_the_first(tmp_path, monkeypatch, stop):
    (tmp_path / "a").write_text("before")
    real = Path.replace

    def stop_at_second(self, target):
        if Path(target).name == "c":
            raise stop
        return real(self, target)

    monkeypatch.setattr(Path, "replace", stop_at_second)
    with pytest.raises((stop, OutputError)):
        write_all({tmp_path / "a": "new", tmp_path / "b": "new", tmp_path / "c": "new"})
    assert content(tmp_path) == {"a": b"before"}


def test_a_missing_folder_is_named_before_anything_is_written(tmp_path):
    with pytest.raises(OutputError) as caught:
        write_all({tmp_path / "a": "x", tmp_path / "no" / "b": "y"})
    assert caught.value.code == "output_folder_missing"
    assert content(tmp_path) == {}


def test_a_folder_is_not_overwritten(tmp_path):
    (tmp_path / "a").mkdir()
    with pytest.raises(OutputError) as caught:
        write_all({tmp_path / "a": "x"})
    assert caught.value.code == "output_is_folder"


def test_a_link_laid_in_the_way_is_replaced_not_followed(tmp_path):
    outside = tmp_path / "outside"
    outside.write_text("mine")
    (tmp_path / "out").symlink_to(outside)
    write_all({tmp_path / "out": "report"})
    assert outside.read_text() == "mine"
    assert (tmp_path / "out").read_text() == "report"


WRITER = """
import sys
from pathlib import Path
from govassess.files.writing import write_all
folder, name, times, files = Path(sys.argv[1]), sys.argv[2], int(sys.argv[3]), int(sys.argv[4])
print("ready", flush=True)
for time in range(times):
    content = f"{name} {time} " * 2000
    write_all({folder / f"{number}.txt": content for number in range(files)})
"""


def writer(folder: Path, name: str, *, times: int, files: int) -> subprocess.Popen[bytes]:
    """A process of its own that writes sets of files, all of one content, again and again."""
    return subprocess.Popen(
        [sys.executable, "-c", WRITER, str(folder), name, str(times), str(files)], stdout=subprocess.PIPE,
        env={**os.environ, "PYTHONPATH": os.pathsep.join(sys.path)},
    )  # fmt: skip


posix = pytest.mark.skipif(os.name != "posix", reason="folders are locked on POSIX systems")


@posix
def test_eight_runs_at_once_leave_the_files_of_one(tmp_path):
    runs = [writer(tmp_path, f"run {number}", times=6, files=12) for number in range(8)]
    for run in runs:
        run.communicate(timeout=300)
    assert [run.returncode for run in runs] == [0] * 8
    files = content(tmp_path)
    assert sorted(files) == sorted(f"{number}.txt" for number in range(12))
    assert len(set(files.values())) == 1


@posix
def test_runs_killed_at_random_moments_leave_whole_files_and_the_next_run_tidies_up(tmp_path):
    rng = random.Random(11)
    for number in range(12):
        run = writer(tmp_path, f"run {number}", times=100_000, files=12)
        assert run.stdout.readline() == b"ready\n"
        time.sleep(rng.uniform(0, 0.15))
        run.send_signal(signal.SIGKILL)
        run.wait(timeout=60)
        run.stdout.close()
        for file in tmp_path.glob("*.txt"):
            text = file.read_text()
            assert text[: len(text) // 2000] * 2000 == text != ""
    last = writer(tmp_path, "run last", times=1, files=12)
    last.communicate(timeout=60)
    assert len(set(content(tmp_path).values())) == 1
    assert sorted(content(tmp_path)) == sorted(f"{number}.txt" for number in range(12))


@posix
def test_what_a_dead_run_left_is_removed_and_what_a_living_one_has_is_not(tmp_path):
    dead, living, foreign = (tmp_path / f".govassess-{name}" for name in ("dead", "living", "foreign"))
    for folder in (dead, living, foreign):
        folder.mkdir()
    (dead / "0-new").write_text("half")
    (foreign / "mine.txt").write_text("not of a run")
    (tmp_path / ".govassess-file").write_text("no folder")
    with locked(living, patience=0):
        write_all({tmp_path / "a": "x"})
        assert not dead.exists()
        assert living.exists()
    assert (foreign / "mine.txt").read_text() == "not of a run"
    assert (tmp_path / ".govassess-file").exists()


@posix
def test_a_link_called_like_a_staging_folder_leads_nowhere(tmp_path):
    elsewhere = tmp_path / "elsewhere"
    elsewhere.mkdir()
    (elsewhere / "0-new").write_text("mine")
    (tmp_path / ".govassess-link").symlink_to(elsewhere)
    write_all({tmp_path / "a": "x"})
    assert (elsewhere / "0-new").read_text() == "mine"


@posix
def test_a_folder_in_which_another_run_does_not_end_is_said_to_be_busy(tmp_path, monkeypatch):
    monkeypatch.setattr(writing, "PATIENCE", 0.05)
    with locked(tmp_path, patience=0), pytest.raises(OutputError) as caught:
        write_all({tmp_path / "a": "x"})
    assert caught.value.code == "output_busy"
    assert str(tmp_path) in caught.value.message("id")
    assert content(tmp_path) == {}
    assert free(tmp_path)


@posix
def test_a_run_waits_for_another_one(tmp_path):
    (tmp_path / "a").write_text("before")
    with locked(tmp_path, patience=0):
        waiting = threading.Thread(target=write_all, args=({tmp_path / "a": "after"},))
        waiting.start()
        time.sleep(0.1)
        assert (tmp_path / "a").read_text() == "before"
    waiting.join(timeout=10)
    assert (tmp_path / "a").read_text() == "after"


def test_files_of_several_folders_and_one_folder_by_two_names_are_one_set(tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    for name in ("out", "out/tables", "else"):
        Path(name).mkdir()
    targets = [Path("out/a"), tmp_path / "out" / "b", Path("out/tables/c"), Path("else/d"), Path("out/../else/e")]
    write_all(dict.fromkeys(targets, "x"))
    assert all(target.read_text() == "x" for target in targets)
    assert not list(tmp_path.rglob(".govassess-*"))


def test_what_came_meanwhile_is_looked_at_again_before_it_is_replaced(tmp_path):
    def refuses():
        (tmp_path / "a").write_text("of another run")
        raise OutputError("file_exists", file="a")

    with pytest.raises(OutputError):
        write_all({tmp_path / "a": "x", tmp_path / "b": "y"}, allow=refuses)
    assert content(tmp_path) == {"a": b"of another run"}


@posix
def test_a_device_or_pipe_is_not_replaced_by_a_file(tmp_path):
    os.mkfifo(tmp_path / "pipe")
    for target in (tmp_path / "pipe", Path(os.devnull)):
        with pytest.raises(OutputError) as caught:
            write_all({target: "x"})
        assert caught.value.code == "output_is_device"
