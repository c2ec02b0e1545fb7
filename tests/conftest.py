"""Fixtures that all tests share; tests of public reference data skip where that folder is absent."""

from __future__ import annotations

import os
import shutil
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from govassess.cli import THREADS
from tests import tiers

# As the command line does. It reaches the workers of xdist: with more threads they only wait for each other.
for name in THREADS:
    os.environ.setdefault(name, "1")

ROOT = Path(__file__).resolve().parent.parent
SHARED = ROOT.parent / "shared"
BROWSERS = ("chromium", "chromium-browser", "google-chrome")


@pytest.hookimpl(tryfirst=True)
def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Leave to CI what takes long, before pytest selects by marker."""
    tiers.mark(items)


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


@pytest.fixture(scope="session")
def browser() -> Iterator[Any]:
    """A Chromium for the whole run, for its driver cannot be started twice in one process; or a skip with the reason."""
    path = next((found for name in BROWSERS if (found := shutil.which(name))), None)
    if path is None:
        pytest.skip(f"none of {', '.join(BROWSERS)} is installed")
    playwright = pytest.importorskip("playwright.sync_api")
    with playwright.sync_playwright() as driver:
        opened = driver.chromium.launch(executable_path=path, args=["--no-sandbox", "--disable-gpu"])
        yield opened
        opened.close()


@pytest.fixture(autouse=True)
def _quiet_environment(monkeypatch: pytest.MonkeyPatch) -> None:
    """No test depends on the language the person running it has set."""
    monkeypatch.delenv("GOVASSESS_LANG", raising=False)
    if "SOURCE_DATE_EPOCH" in os.environ:
        monkeypatch.delenv("SOURCE_DATE_EPOCH")
