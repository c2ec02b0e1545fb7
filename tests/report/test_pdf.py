"""The report as PDF: printed by what is installed, tagged, on A4, and silent about the machine that printed it."""

from __future__ import annotations

import re
import stat
import zlib
from importlib.util import find_spec
from pathlib import Path

import pytest

from govassess.errors import OutputError
from govassess.report import pdf
from govassess.report.whole import build
from tests.report.a_result import a_result

BROWSER = pdf.installed_browser()


@pytest.fixture(scope="module")
def printed() -> bytes:
    if BROWSER is None:
        pytest.skip("no browser of the Chromium family is installed")
    return pdf.pdf(build(a_result(), "id", date="2026-11-26"))


def unpacked(file: bytes) -> bytes:
    """The file with its packed streams after it."""
    packed = re.findall(rb"stream\r?\n(.*?)\r?\nendstream", file, re.DOTALL)
    found = []
    for part in packed:
        try:
            found.append(zlib.decompress(part))
        except zlib.error:
            continue
    return file + b"".join(found)


@pytest.mark.browser
def test_it_is_a_tagged_pdf_on_a4_with_the_language_of_the_report(printed: bytes) -> None:
    assert printed.startswith(b"%PDF-")
    assert re.search(rb"/Marked true", printed)
    assert re.search(rb"/Lang \(id\)", printed)
    boxes = {tuple(map(float, box.split())) for box in re.findall(rb"/MediaBox \[([\d. ]+)\]", printed)}
    assert {(round(width), round(height)) for _, _, width, height in boxes} == {(595, 842)}


@pytest.mark.browser
def test_it_tells_neither_the_machine_nor_the_hour(printed: bytes) -> None:
    assert re.search(rb"/Creator \(govassess +\)", printed)
    assert re.findall(rb"Date \(D:(\d{8})", printed) == [b"19800101", b"19800101"]
    assert not re.search(rb"Mozilla|Linux|Windows|file://", unpacked(printed))


@pytest.mark.browser
def test_a_second_printing_differs_in_nothing_but_how_the_browser_counts_its_nodes(printed: bytes) -> None:
    again = pdf.pdf(build(a_result(), "id", date="2026-11-26"))
    assert re.sub(rb"node\d+", b"node", again) == re.sub(rb"node\d+", b"node", printed)


def a_browser(folder: Path, script: str) -> Path:
    path = folder / "chromium"
    path.write_text(f"#!/bin/sh\n{script}\n", encoding="utf-8")
    path.chmod(path.stat().st_mode | stat.S_IXUSR)
    return path


@pytest.mark.parametrize(
    "script", ["exit 0", "exit 1", "for w; do case $w in --print-to-pdf=*) echo no >${w#*=};; esac; done"]
)
def test_a_browser_that_prints_nothing_is_named(tmp_path: Path, script: str) -> None:
    browser = a_browser(tmp_path, script)
    with pytest.raises(OutputError) as caught:
        pdf.by_browser("<p>a</p>", str(browser))
    assert caught.value.code == "pdf_failed"
    assert caught.value.values == {"browser": "chromium"}


def test_a_browser_gets_no_network_and_a_profile_of_its_own(tmp_path: Path) -> None:
    said = tmp_path / "said"
    script = (
        f'printf "%s\\n" "$@" >{said}\nfor w; do case $w in --print-to-pdf=*) printf %%PDF-1 >${{w#*=}};; esac; done'
    )
    assert pdf.by_browser("<p>a</p>", str(a_browser(tmp_path, script))) == b"%PDF-1"
    words = said.read_text(encoding="utf-8").split("\n")
    assert set(pdf.OFFLINE) < set(words)
    (profile,) = [word.partition("=")[2] for word in words if word.startswith("--user-data-dir=")]
    assert not Path(profile).parent.exists()


def test_without_any_printer_the_message_says_how_to_print(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(pdf, "installed_browser", lambda: None)
    monkeypatch.setattr(pdf, "find_spec", lambda _: None)
    with pytest.raises(OutputError) as caught:
        pdf.printer()
    assert caught.value.code == "pdf_no_printer"


def test_without_a_browser_weasyprint_prints_and_fetches_nothing(monkeypatch: pytest.MonkeyPatch) -> None:
    if find_spec("weasyprint") is None:
        pytest.skip("the extra [pdf] is not installed")
    monkeypatch.setattr(pdf, "installed_browser", lambda: None)
    printed = pdf.printer()('<html lang="en"><img src="http://127.0.0.1:9/a.png"><p>satu</p>')
    assert printed.startswith(b"%PDF-")
    assert b"Date (D:" not in printed


def test_browsers_are_found_by_name_and_by_place(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("PATH", str(tmp_path))
    monkeypatch.setattr(pdf, "PLACES", {})
    assert pdf.installed_browser() is None
    browser = a_browser(tmp_path, "exit 0")
    assert pdf.installed_browser() == str(browser)
    monkeypatch.setenv("PATH", "")
    monkeypatch.setattr(pdf, "PLACES", {pdf.sys.platform: (str(tmp_path / "none"), str(browser))})
    assert pdf.installed_browser() == str(browser)


def test_windows_programs_are_looked_for_in_their_folders(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(pdf.sys, "platform", "win32")
    monkeypatch.setenv("PROGRAMFILES", r"C:\Programs")
    found = list(pdf._places())
    assert r"C:\Programs\Google\Chrome\Application\chrome.exe" in found
