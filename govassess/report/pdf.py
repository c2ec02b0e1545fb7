"""The report as PDF: printed by a browser of the Chromium family if one is installed, else by WeasyPrint."""

from __future__ import annotations

import os
import re
import shutil
import subprocess
import sys
import tempfile
from collections.abc import Callable, Iterator
from importlib.util import find_spec
from pathlib import Path

from govassess.errors import OutputError
from govassess.report.html import page
from govassess.report.methods import FILE
from govassess.report.whole import Report

Printer = Callable[[str], bytes]
"""From an HTML page to a PDF."""

COMMANDS = (
    *("chromium", "chromium-browser", "google-chrome", "google-chrome-stable", "chrome"),
    *("microsoft-edge", "microsoft-edge-stable", "msedge", "brave-browser"),
)
"""Names under which browsers of the family are found on the path."""

PLACES = {
    "darwin": (
        "/Applications/Google Chrome.app/Contents/MacOS/Google Chrome",
        "/Applications/Chromium.app/Contents/MacOS/Chromium",
        "/Applications/Microsoft Edge.app/Contents/MacOS/Microsoft Edge",
    ),
    "win32": (
        r"Google\Chrome\Application\chrome.exe",
        r"Microsoft\Edge\Application\msedge.exe",
        r"Chromium\Application\chrome.exe",
    ),
}
"""Where they are installed without being on the path; on Windows below the folders of programs."""

PROGRAMS = ("PROGRAMFILES", "PROGRAMFILES(X86)", "LOCALAPPDATA")

LONGEST = 180  # seconds: a report of hundreds of pages takes 20

OFFLINE = ("--host-resolver-rules=MAP * ~NOTFOUND", "--proxy-server=127.0.0.1:9", "--disable-extensions")
"""The page asks for nothing; should it, nothing answers."""

PROPERTIES = re.compile(rb"/(Creator|CreationDate|ModDate) \(((?:[^\\()]|\\.)*)\)")
"""What a browser writes of the machine and the hour."""


BESIDE = re.compile(rf'<a href="?{re.escape(FILE)}"?>(.*?)</a>')
"""The link to the page of methods: printed, it would name the folder in which the page was printed."""


def pdf(report: Report) -> bytes:
    """Return a built report as PDF, tagged, A4, as a browser prints the page.

    Parameters
    ----------
    report : Report
        The report.

    Returns
    -------
    bytes
        The file; it names no machine and no hour. Its text and pictures are those of the HTML page.

    Raises
    ------
    OutputError
        ``pdf_no_printer``: neither a browser nor WeasyPrint is installed; ``pdf_failed``: the browser printed nothing.
    """
    return printer()(BESIDE.sub(r"\1", page(report)))


def printer() -> Printer:
    """Return what prints pages here: an installed browser, else WeasyPrint.

    Raises
    ------
    OutputError
        ``pdf_no_printer``: there is neither; the message says how to print the HTML report.
    """
    browser = installed_browser()
    if browser is not None:
        return lambda html: by_browser(html, browser)
    if find_spec("weasyprint") is not None:
        return by_weasyprint
    raise OutputError("pdf_no_printer")


def installed_browser() -> str | None:
    """Return the path of the first browser of the Chromium family that is installed, ``None`` if there is none."""
    found = (shutil.which(name) for name in COMMANDS)
    return next((path for path in (*found, *_places()) if path and Path(path).is_file()), None)


def _places() -> Iterator[str]:
    """Yield where browsers are that are not on the path."""
    places = PLACES.get(sys.platform, ())
    if sys.platform != "win32":
        yield from places
        return
    for folder in filter(None, map(os.environ.get, PROGRAMS)):
        yield from (f"{folder}\\{place}" for place in places)


def by_browser(html: str, browser: str) -> bytes:
    """Return a page as the browser prints it, without network, in a profile of its own that is thrown away."""
    with tempfile.TemporaryDirectory(prefix="govassess-", ignore_cleanup_errors=True) as folder:
        source, target = Path(folder) / "report.html", Path(folder) / "report.pdf"
        source.write_text(html, encoding="utf-8")
        words = [
            *(browser, "--headless", "--disable-gpu", "--no-first-run", "--no-pdf-header-footer"),
            *("--generate-pdf-document-outline", f"--user-data-dir={folder}/profile", *OFFLINE, *_as_root()),
            *(f"--print-to-pdf={target}", source.as_uri()),
        ]
        try:
            subprocess.run(words, check=False, capture_output=True, timeout=LONGEST, cwd=folder)  # noqa: S603 - no shell, our words
            printed = target.read_bytes()
        except (OSError, subprocess.TimeoutExpired):
            printed = b""
    if not printed.startswith(b"%PDF-"):
        raise OutputError("pdf_failed", browser=Path(browser).name)
    return neutral(printed)


def _as_root() -> tuple[str, ...]:
    """Return the option without which the browser refuses to start for the superuser (in a container)."""
    return ("--no-sandbox",) if getattr(os, "geteuid", lambda: 1)() == 0 else ()


def neutral(printed: bytes) -> bytes:
    """Return a PDF whose properties tell neither the machine nor the hour; no byte moves.

    Examples
    --------
    >>> neutral(b"/Creator (Mozilla/5.0 X11)")
    b'/Creator (govassess       )'
    """
    return PROPERTIES.sub(_neutral_property, printed)


def _neutral_property(found: re.Match[bytes]) -> bytes:
    name, value = found.groups()
    instead = b"govassess" if name == b"Creator" else b"D:19800101000000+00'00'"
    return b"/%b (%b)" % (name, instead[: len(value)].ljust(len(value)))


def by_weasyprint(html: str) -> bytes:
    """Return a page as WeasyPrint prints it; whatever the page might ask for is refused, but what it carries itself."""
    import logging

    import weasyprint
    from weasyprint.urls import URLFetcher

    logging.getLogger("weasyprint").setLevel(logging.CRITICAL)  # it tells of style rules meant for screens
    carried = URLFetcher(allowed_protocols=("data",))
    return neutral(bytes(weasyprint.HTML(string=html, url_fetcher=carried).write_pdf(pdf_tags=True)))
