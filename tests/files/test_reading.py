"""What is no file is refused unread; what has no end is read up to a limit."""

from __future__ import annotations

import os
import socket
import threading
from pathlib import Path

import pytest

from govassess.errors import DataError, InstrumentError
from govassess.files.limits import Limits
from govassess.files.reading import NotAFileError, first_bytes, opened
from govassess.files.safe_yaml import read_yaml
from govassess.instrument.load import load_instrument
from govassess.responses.formats.content import content_of
from govassess.result.codec import read_result

ZERO = Path("/dev/zero")
posix = pytest.mark.skipif(not ZERO.exists(), reason="this system has no /dev/zero")


def reasons(caught) -> list[str]:
    return [problem.reason for problem in caught.value.problems]


@posix
@pytest.mark.parametrize("read", [lambda path: content_of(path, Limits()), read_result, load_instrument])
def test_a_device_is_refused_by_every_reader(read):
    with pytest.raises((DataError, InstrumentError)) as caught:
        read(ZERO)
    assert reasons(caught) == ["file_device"]


@posix
def test_a_device_is_not_opened(monkeypatch):
    monkeypatch.setattr(Path, "open", lambda *_, **__: pytest.fail("opened"))
    with pytest.raises(NotAFileError):
        opened(ZERO)


@posix
def test_a_socket_is_refused(tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)  # its name may not be long
    with socket.socket(socket.AF_UNIX) as bound:
        bound.bind("s")
        with pytest.raises(NotAFileError):
            opened(Path("s"))


@posix
def test_a_pipe_without_end_is_read_up_to_the_limit(tmp_path):
    pipe = tmp_path / "survey.csv"
    os.mkfifo(pipe)

    def endless():
        try:
            with pipe.open("wb") as stream:
                while True:
                    stream.write(b"1,2\n" * 10_000)
        except BrokenPipeError:
            pass

    feeding = threading.Thread(target=endless)
    feeding.start()
    with pytest.raises(DataError) as caught:
        content_of(pipe, Limits(file_bytes=100_000))
    feeding.join(timeout=10)
    assert not feeding.is_alive()
    assert (reasons(caught), caught.value.problems[0].code) == (["endless"], "E109")


def test_one_byte_more_than_the_limit_shows_that_a_file_is_too_large(tmp_path):
    (tmp_path / "a").write_bytes(b"x" * 100)
    assert [len(first_bytes(tmp_path / "a", limit)) for limit in (99, 100, 101)] == [100, 100, 100]
    assert len(first_bytes(tmp_path / "a", 10)) == 11


def test_a_yaml_file_larger_than_the_limit_is_refused(tmp_path):
    (tmp_path / "a.yaml").write_text("a: 1\n" * 100)
    with pytest.raises(DataError) as caught:
        read_yaml(tmp_path / "a.yaml", error=DataError, code="E302", limits=Limits(yaml_bytes=100))
    assert reasons(caught) == ["yaml.too_large"]
