"""A folder in which three surveys of one instrument were assessed, compared and summed up, and commands run there."""

from __future__ import annotations

import os
import re
from collections.abc import Callable
from contextlib import chdir
from pathlib import Path

import pytest
from click.testing import CliRunner, Result

from govassess.cli import main
from tests.hostile.material import an_instrument, some_rows, with_column, write_instrument, write_rows

CONTROL = re.compile("[\x00-\x09\x0b-\x1f\x7f-\x9f\u200e\u200f\u2028-\u202e\u2066-\u2069\ud800-\udfff]")
"""What may not reach a terminal: controls other than line ends, signs that turn or break a line."""

RESULTS = ("out/s-result.json", "out/t-result.json", "out/u-result.json")
ASSESS = ("analyze", "s.csv", "-i", "i.yaml", "--draws", "20")


def command(*arguments: object, **environment: str) -> Result:
    """Run a command; only the documented ends are let through, and only what a terminal may print."""
    ended = CliRunner(env=environment or None).invoke(main, [str(argument) for argument in arguments])
    if ended.exception is not None and not isinstance(ended.exception, SystemExit):
        raise ended.exception
    assert not CONTROL.search(ended.stdout + ended.stderr)
    return ended


def content(folder: Path) -> dict[str, bytes]:
    return {str(path.relative_to(folder)): path.read_bytes() for path in folder.rglob("*") if path.is_file()}


def fill(folder: Path, surveys: str = "stu") -> None:
    """Write three surveys, their results, a comparison of two waves, one of three agencies, and a benchmark."""
    os.environ.pop("SOURCE_DATE_EPOCH", None)
    os.environ.pop("GOVASSESS_LANG", None)
    tree = an_instrument()
    with chdir(folder):
        write_instrument(Path("i.yaml"), tree)
        for seed, name in enumerate(surveys, start=7):
            rows = with_column(some_rows(tree, seed=seed), "comment", ["free words", "more words", "3"])
            write_rows(Path(f"{name}.csv"), rows)
            assert command("analyze", f"{name}.csv", *ASSESS[2:], "-o", "out").exit_code == 0
        if surveys != "stu":
            return
        assert command("compare", *RESULTS[:2], "--as", "waves", "-o", "cmp").exit_code == 0
        ended = command("compare", *RESULTS, "--as", "agencies", "-o", "cmp", "--write-benchmark", "b.json")
        assert ended.exit_code == 0


@pytest.fixture(scope="module")
def filled(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The folder; what a test writes there it takes away."""
    folder = tmp_path_factory.mktemp("surveys")
    fill(folder)
    return folder


@pytest.fixture
def refused(filled: Path, monkeypatch: pytest.MonkeyPatch) -> Callable[..., str]:
    """Run a command in that folder that must end with a code, says what to do in both languages, and writes nothing."""
    monkeypatch.chdir(filled)

    def run(code: int, *arguments: object) -> str:
        before = content(filled)
        said = []
        for lang in ("en", "id"):
            ended = command(*arguments, GOVASSESS_LANG=lang)
            assert ended.exit_code == code, (arguments, ended.stdout, ended.stderr)
            assert content(filled) == before
            said.append(ended.stderr)
        ours = not said[0].lstrip().startswith("Usage:")  # click's own sentences are English
        assert (said[0] != said[1]) == ours
        if code == 3:
            assert "fix: " in said[0]
            assert "cara memperbaiki: " in said[1]
        return said[0]

    return run
