"""Texts that would be markup, script, formula, template or control: wherever they stand, they stay texts."""

from __future__ import annotations

import copy
import csv
import io
import re
import shutil
from collections import Counter

import pytest

from govassess.report.methods import FILE
from tests.hostile.material import an_instrument, items_of, pair, put, some_rows, write_instrument, write_rows
from tests.report.pages import Page

TEXTS = (
    "<script>alert(1)</script>",
    "<img src=x onerror=alert(1)>",
    '"><svg onload=alert(1)>',
    "' autofocus onfocus=alert(1) x='",
    "</title></text></svg><h1>x</h1>",
    "</style><style>*{display:none}</style>",
    "<!--",
    "]]><b>x</b>",
    "<a href=javascript:alert(1)>x</a>",
    "<iframe srcdoc='<script>top.alert(1)</script>'></iframe>",
    "<base href=//example.invalid><link rel=stylesheet href=//example.invalid/x>",
    "<meta http-equiv=refresh content=0;url=//example.invalid>",
    "&lt;script&gt;alert(1)&lt;/script&gt;",
    "&#60;b&#62;",
    "{{ 7*7 }}{% raw %}{# x #}",
    "{count} {0.__class__} %s ${7*7}",
    '=HYPERLINK("//example.invalid";"x")',
    "+1+1|cmd",
    "@SUM(1;1)",
    "\u202eesrever\u2066x\u2069",
    "a\x07b\x1b[31mc",
    "\u2028line\u2029paragraph\ufeff\u200b",
)
HARMLESS = "Plain words, nothing else at all"
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


def planted(text: str):
    """An instrument that says ``text`` wherever a person would write words, and answers whose cells say it too."""
    words = pair(text)
    if any(ord(sign) < 32 for sign in text):  # a control character is refused in YAML; a survey may bring it
        words = pair(HARMLESS)
    tree = copy.deepcopy(an_instrument())
    tree["title"], tree["citation"], tree["limits"] = words, words["en"], [words]
    tree["levels"]["source"] = words
    for at, band in enumerate(tree["levels"]["bands"]):
        band["name"] = pair(f"{words['en']} {at}")
    for construct in tree["constructs"]:
        for node in (construct, *construct["dimensions"]):
            node["name"] = pair(f"{words['en']} {node['id']}")
            node["next_steps"] = [words]
    for each in items_of(tree):
        each["text"] = pair(f"{words['en']} {each['id']}")
    for hypothesis in tree["hypotheses"]:
        hypothesis["text"] = words
    for variable in tree["profile"]:
        variable["label"] = pair(f"{words['en']} {variable['id']}")
    tree["profile"][1]["options"][0]["label"] = pair(f"{words['en']} leader")
    tree["multiple_choice"][0]["text"] = words
    tree["multiple_choice"][0]["options"][0]["label"] = pair(f"{words['en']} money")
    tree["scales"]["five"]["labels"][1]["text"] = pair(f"{words['en']} 1")
    return tree, some_rows(tree, agencies=[f"{text} {letter * (1 + 7 * at)}" for at, letter in enumerate("ABCD")])


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


@pytest.mark.parametrize("text", TEXTS, ids=range(len(TEXTS)))
def test_no_element_appears_that_the_same_survey_with_plain_words_does_not_have(page, plain_page, text):
    lang = ("en", "id")[TEXTS.index(text) % 2]
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


@pytest.mark.parametrize("text", TEXTS[-3:], ids=range(3))
def test_no_control_character_of_a_survey_reaches_the_page(page, text):
    html, _ = page(text, "en")
    at = {match.start() for match in re.finditer(r"[\x00-\x09\x0b-\x1f\x7f]", html)}
    assert {html[max(0, place - 30) : place] for place in at} == set()


@pytest.mark.parametrize("text", ["{{ 7*7 }}", "${7*7}", "{count} {0.__class__}", "&lt;b&gt;"])
def test_a_template_or_an_entity_is_printed_as_it_was_written(page, text):
    shown = Page(page(text, "en")[0]).text
    assert shown.count(text) >= 10
    assert "49" not in shown.partition("Made-up")[0][:40]


@pytest.mark.parametrize("text", TEXTS, ids=range(len(TEXTS)))
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
    pages = [page(text, "en")[0] for text in TEXTS[:9:2]]
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
