"""All files of a run or none."""

from __future__ import annotations

import errno
from pathlib import Path

import pytest

from govassess.errors import OutputError
from govassess.files import writing
from govassess.files.writing import write_all


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
