"""A browser for the forms, and somebody who fills them in."""

from __future__ import annotations

import csv
import io
from collections.abc import Callable, Iterator, Mapping
from pathlib import Path
from typing import Any

import pytest

from govassess.questionnaire.compose import Questionnaire
from govassess.questionnaire.html_form import render_form

ANSWER = """said => {
  for (const question of document.querySelectorAll("main>section:not([hidden]) [data-q]")) {
    const fields = [...question.querySelectorAll("input")]
    for (const one of said[question.dataset.q] || []) {
      const choice = fields.find(field => field.type !== "text" && field.value === one)
      if (choice) { if (!choice.checked) choice.click(); continue }
      fields[0].value = one
      fields[0].dispatchEvent(new Event("input", {bubbles: true}))
    }
  }
}"""
"""Clicks and types as a hand would; what a hand needs (labels, keyboard, size) is tested by itself."""


class Respondent:
    """A form opened from the disk with the network off; what it says, asks for and runs is kept."""

    def __init__(self, browser: Any, folder: Path, asked: Questionnaire, lang: str, **context: Any) -> None:
        before = context.pop("before", None)
        self.folder = folder
        self.file = folder / f"form-{lang}.html"
        self.file.write_text(render_form(asked, lang), encoding="utf-8")
        self.context = browser.new_context(offline=True, accept_downloads=True, **context)
        self.page = self.context.new_page()
        self.page.set_default_timeout(5000)
        self.faults: list[str] = []
        self.requests: list[str] = []
        self.page.on("console", lambda message: self.faults.append(message.text))
        self.page.on("pageerror", lambda error: self.faults.append(str(error)))
        self.page.on("request", lambda request: self.requests.append(request.url))
        if before:
            self.page.add_init_script(before)
        self.page.goto(self.file.as_uri())

    def question(self, code: str) -> Any:
        return self.page.locator(f'[data-q="{code}"]')

    def answer(self, answers: Mapping[str, Any]) -> None:
        """Answer what the page at hand asks, as far as there are answers."""
        said = {
            code: [str(one) for one in (given if isinstance(given, list) else [given])]
            for code, given in answers.items()
        }
        self.page.evaluate(ANSWER, said)

    def next(self) -> None:
        self.page.click("#next")

    def fill(self, answers: Mapping[str, Any]) -> None:
        """Answer page by page until the last one."""
        while self.page.locator("#next").is_visible():
            part = self.page.locator("#part").inner_text()
            self.answer(answers)
            self.next()
            assert self.page.locator("#part").inner_text() != part, self.page.locator("#errors").inner_text()

    def download(self, button: str) -> Path:
        with self.page.expect_download() as waiting:
            self.page.click(button)
        target = self.folder / waiting.value.suggested_filename
        waiting.value.save_as(target)
        return target

    def stored(self) -> dict[str, str]:
        return self.page.evaluate("Object.fromEntries(Object.entries(localStorage))")

    @property
    def part(self) -> str:
        return self.page.locator("#part").inner_text()

    @property
    def status(self) -> str:
        return self.page.locator("#status").inner_text()


@pytest.fixture
def respondent(browser, tmp_path) -> Iterator[Callable[..., Respondent]]:
    """Open a form for somebody; afterwards nothing may have been fetched, run or complained of."""
    opened: list[Respondent] = []

    def open_form(asked: Questionnaire, lang: str = "en", **context: Any) -> Respondent:
        opened.append(Respondent(browser, tmp_path, asked, lang, **context))
        return opened[-1]

    yield open_form
    for each in opened:
        each.context.close()
        assert each.faults == []
        assert [url for url in each.requests if not url.startswith(("file:", "blob:"))] == []


def rows_of(path: Path) -> list[dict[str, str]]:
    """The rows of a saved file, after checking how it is written."""
    content = path.read_bytes()
    assert content.startswith(b"\xef\xbb\xbf")
    text = content.decode("utf-8-sig")
    assert text.endswith("\r\n")
    return list(csv.DictReader(io.StringIO(text, newline="")))
