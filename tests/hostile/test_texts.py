"""Texts that would be markup, script, formula, template or control: wherever they stand, they stay texts."""

from __future__ import annotations

import csv
import io
import re
import shutil
from collections import Counter

import pytest

from govassess.report.methods import FILE
from tests.hostile.material import an_instrument, put, some_rows, write_instrument, write_rows
from tests.hostile.texts import HARMLESS, WHOLE_PATH, planted
from tests.report.pages import Page

DRAWN = {
    "span",
    "svg",
    "g",
    "text",
    "tspan",
    "title",
    "desc",
    "line",
    "rect",
    "path",
    "circle",
    "polygon",
    "polyline",
}  # drawings, and keys beside them


@pytest.fixture
def page(run, tmp_path):
    """The page (and the messages) of the survey that says ``text`` everywhere, in a language."""

    def made(text: str, lang: str) -> tuple[str, str]:
        tree, rows = planted(text)
        shutil.rmtree(tmp_path / f"out-{lang}", ignore_errors=True)
        name = re.sub(r"[/\x00]", "", text)[:60]
        (tmp_path / "plan.yaml").write_text(f"study: {{name: {_quoted(text)}}}\n", encoding="utf-8")
        write_instrument(tmp_path / "i.yaml", tree)
        write_rows(tmp_path / f"{name}.csv", rows)
        ended = run(
            "analyze", f"./{name}.csv", "-i", "i.yaml", "-o", f"out-{lang}", "--by", "agency", "--by", "role", "--lang", lang,
            "--plan", "plan.yaml", "--draws", "40",
        )  # fmt: skip
        assert ended.exit_code == 0, ended.stderr
        (report,) = (tmp_path / f"out-{lang}").glob("*.html")
        return report.read_text(encoding="utf-8"), ended.stdout + ended.stderr

    return made


def _quoted(text: str) -> str:
    import json

    return json.dumps(HARMLESS if any(ord(sign) < 32 for sign in text) else text)


@pytest.fixture(scope="module")
def plain_page():
    return {}


def written(html: str) -> Counter[tuple[str, ...]]:
    """How often each element of the page occurs, with the names of its attributes; drawings apart."""
    return Counter((tag, *sorted(given)) for tag, given in Page(html).elements if tag not in DRAWN)


def drawn(html: str) -> set[tuple[str, str]]:
    """Each pair of element and attribute in the drawings; how many there are follows from the length of labels."""
    return {(tag, name) for tag, given in Page(html).elements if tag in DRAWN for name in given}


@pytest.mark.parametrize(
    "text",
    [
        pytest.param(text, id=str(at), marks=[] if at % 3 == 0 else pytest.mark.long)
        for at, text in enumerate(WHOLE_PATH)
    ],
)
def test_no_element_appears_that_the_same_survey_with_plain_words_does_not_have(page, plain_page, text):
    lang = ("en", "id")[WHOLE_PATH.index(text) % 2]
    if lang not in plain_page:
        plain_page[lang] = page(HARMLESS, lang)[0]
    html, _said = page(text, lang)
    assert written(html) == written(plain_page[lang])
    assert drawn(html) <= drawn(plain_page[lang])
    for tag, given in Page(html).elements:
        assert tag not in {"iframe", "object", "embed", "link", "base", "form", "img"}
        assert tag != "script" or given["type"] == "application/x-xz"  # the report's own block of data
        assert not [name for name in given if name.startswith("on")]
        assert (given.get("href") or "#").startswith(("#", FILE))


@pytest.mark.parametrize("text", WHOLE_PATH[-3:], ids=range(3))
def test_no_control_character_of_a_survey_reaches_the_page(page, text):
    html, _ = page(text, "en")
    at = {match.start() for match in re.finditer(r"[\x00-\x09\x0b-\x1f\x7f]", html)}
    assert {html[max(0, place - 30) : place] for place in at} == set()


@pytest.mark.parametrize("text", ["{{ 7*7 }}", "${7*7}", "{count} {0.__class__}", "&lt;b&gt;"])
def test_a_template_or_an_entity_is_printed_as_it_was_written(page, text):
    shown = Page(page(text, "en")[0]).text
    assert shown.count(text) >= 10
    assert "49" not in shown.partition("Made-up")[0][:40]


@pytest.mark.parametrize("text", WHOLE_PATH, ids=range(len(WHOLE_PATH)))
def test_scores_hold_numbers_under_ids_whatever_the_texts(run, tmp_path, text):
    tree, rows = planted(text)
    write_instrument(tmp_path / "i.yaml", tree)
    write_rows(tmp_path / "s.csv", put(rows, "agency", 2, text))
    ended = run("score", "s.csv", "-i", "i.yaml")
    assert ended.exit_code == 0, ended.stderr
    head, *scores = csv.reader(io.StringIO(ended.stdout))
    assert head == ["respondent", "A", "A1", "A2", "B", "B1", "B2"]
    for row in scores:
        for cell in row:
            float(cell)


def test_a_file_name_that_is_no_text_is_read_and_escaped(run, tmp_path):
    import os

    write_instrument(tmp_path / "i.yaml", an_instrument())
    name = os.fsdecode(b"s\xff\x1b.csv")
    try:
        write_rows(tmp_path / name, some_rows())
    except OSError:
        pytest.skip("this file system takes no such name")
    ended = run("analyze", name, "-i", "i.yaml", "-o", "out", "--draws", "40")
    assert ended.exit_code == 0, ended.stderr
    (report,) = (tmp_path / "out").glob("*.html")
    assert "s\\udcff\\x1b.csv" in report.read_text(encoding="utf-8")


# -- a real browser ----------------------------------------------------------------------------------------------


@pytest.mark.browser
def test_in_a_browser_nothing_runs_nothing_is_requested_and_the_policy_is_not_even_touched(browser, page, tmp_path):
    pages = [page(text, "en")[0] for text in WHOLE_PATH[:9:2]]
    happened: list[str] = []
    tab = browser.new_page()
    tab.on("dialog", lambda dialog: (happened.append(f"dialog {dialog.message}"), dialog.dismiss()))
    tab.on("console", lambda message: happened.append(f"console {message.text}"))
    tab.on("pageerror", lambda error: happened.append(f"error {error}"))
    tab.on("request", lambda request: happened.append(request.url) if "file:" not in request.url else None)
    tab.on("popup", lambda _: happened.append("popup"))
    for at, html in enumerate(pages):
        file = tmp_path / f"page-{at}.html"
        file.write_text(html, encoding="utf-8", newline="")
        tab.goto(file.as_uri())
        assert tab.url == file.as_uri()
        assert tab.evaluate("document.querySelectorAll('iframe, img, foreignObject, base, link').length") == 0
        assert tab.evaluate("[...document.scripts].map(each => each.id).join()") == "govassess-data"
        assert tab.evaluate("getComputedStyle(document.body).display") != "none"
    tab.close()
    assert happened == []
