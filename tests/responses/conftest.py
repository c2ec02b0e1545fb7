"""A small instrument and survey files made on the spot."""

from __future__ import annotations

import csv
import io
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import Any

import pytest

from govassess.errors import DataError
from govassess.instrument.load import load_instrument
from govassess.instrument.model import Instrument
from govassess.responses.model import Responses
from govassess.responses.read import read_responses

HERE = Path(__file__).parent
ITEMS = ("TR1", "TR2", "TR3", "TR4", "DA1", "DA2")


@pytest.fixture(scope="session")
def trust() -> Instrument:
    """Four items on trust, two on data (optional), on five points, with everything else an instrument can declare."""
    return load_instrument(HERE / "instruments" / "trust.yaml")


@pytest.fixture
def write(tmp_path: Path) -> Callable[..., Path]:
    """Write rows (lists) or text or bytes as a file."""

    def _write(
        content: Sequence[Sequence[object]] | str | bytes, name: str = "survey.csv", delimiter: str = ","
    ) -> Path:
        path = tmp_path / name
        if isinstance(content, bytes):
            path.write_bytes(content)
        elif isinstance(content, str):
            path.write_bytes(content.encode("utf-8"))
        else:
            out = io.StringIO(newline="")
            csv.writer(out, delimiter=delimiter).writerows(content)
            path.write_bytes(out.getvalue().encode("utf-8"))
        return path

    return _write


@pytest.fixture
def read(write: Callable[..., Path], trust: Instrument) -> Callable[..., Responses]:
    """Write a file and read it with the small instrument."""

    def _read(content: object, *, name: str = "survey.csv", delimited: str = ",", **options: Any) -> Responses:
        return read_responses(write(content, name, delimited), trust, **options)

    return _read


@pytest.fixture
def refused(read: Callable[..., Responses]) -> Callable[..., DataError]:
    """Write a file, read it, and return the error that must come of it."""

    def _refused(content: object, **options: Any) -> DataError:
        with pytest.raises(DataError) as caught:
            read(content, **options)
        for lang in ("en", "id"):
            caught.value.message(lang)  # every sentence has its fields
        return caught.value

    return _refused


@pytest.fixture
def survey() -> Callable[..., list[list[object]]]:
    """Rows of a survey of all six items: ``survey([1, 2, 3, 4, 5, 5], ...)``, more columns by keyword."""

    def _survey(*answers: Sequence[object], **columns: Sequence[object]) -> list[list[object]]:
        extra = list(columns.values())
        rows: list[list[object]] = [[*columns, *ITEMS]]
        rows += [[*(column[at] for column in extra), *answer] for at, answer in enumerate(answers)]
        return rows

    return _survey
