"""Fixtures that all tests share; tests of public reference data skip where that folder is absent."""

from __future__ import annotations

import os
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parent.parent
SHARED = ROOT.parent / "shared"


@pytest.fixture(scope="session")
def root() -> Path:
    """The checkout."""
    return ROOT


@pytest.fixture(scope="session")
def shared() -> Path:
    """The folder of reference data and export samples, or a skip with the reason."""
    if not (SHARED / "reference").is_dir():
        pytest.skip("the reference data beside the checkout (../shared) are not here")
    return SHARED


@pytest.fixture(autouse=True)
def _quiet_environment(monkeypatch: pytest.MonkeyPatch) -> None:
    """No test depends on the language the person running it has set."""
    monkeypatch.delenv("GOVASSESS_LANG", raising=False)
    if "SOURCE_DATE_EPOCH" in os.environ:
        monkeypatch.delenv("SOURCE_DATE_EPOCH")
