"""A folder that holds a survey and its instrument, and a way to run a command there in this process."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest
from click.testing import CliRunner, Result

from govassess.cli import main
from tests.hostile.material import FAST, Rows, Tree, an_instrument, some_rows, write_instrument, write_rows


@pytest.fixture
def run(tmp_path, monkeypatch) -> Callable[..., Result]:
    """Run a command in an empty folder; whatever happens inside, only the documented end is let through."""
    monkeypatch.chdir(tmp_path)

    def command(*arguments: object, **environment: str) -> Result:
        ended = CliRunner(env=environment or None).invoke(main, [str(argument) for argument in arguments])
        if ended.exception is not None and not isinstance(ended.exception, SystemExit):
            raise ended.exception
        return ended

    return command


@pytest.fixture
def analysed(run, tmp_path) -> Callable[..., Result]:
    """Write an instrument and answers into the folder and analyse them into ``out``."""

    def command(rows: Rows | None = None, instrument: Tree | None = None, *more: object) -> Result:
        tree = instrument or an_instrument()
        write_instrument(tmp_path / "i.yaml", tree)
        write_rows(tmp_path / "s.csv", rows if rows is not None else some_rows(tree))
        return run("analyze", "s.csv", "-i", "i.yaml", "-o", "out", *FAST, *more)

    return command


@pytest.fixture
def contents(tmp_path) -> Callable[[], dict[str, bytes]]:
    """Every file below the folder, by its path, with what it holds."""

    def listing(folder: Path = tmp_path) -> dict[str, bytes]:
        return {str(path.relative_to(folder)): path.read_bytes() for path in folder.rglob("*") if path.is_file()}

    return listing
