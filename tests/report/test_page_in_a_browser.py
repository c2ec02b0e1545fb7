"""What only a browser can tell about a whole page: nothing is cut off, on a phone, on a desk or on paper."""

from __future__ import annotations

import re
import shutil
import subprocess
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest

import govassess
from govassess.instrument.model import Text
from govassess.report.html import render_html
from govassess.result.codec import settled
from tests.report.a_result import a_result
from tests.report.reports import CG, profile, run
from tests.surveys import answers

EXAMPLE = Path(govassess.__file__).parents[1] / "examples" / "simulated-survey.csv"
A4 = {"width": 703, "height": 1031}
"""What is left of a page of paper within margins of 12 mm, in CSS pixels."""

OUTSIDE = """() => [...document.querySelectorAll('body *')]
  .filter(e => e.getBoundingClientRect().width && e.getBoundingClientRect().right > innerWidth + 1)
  .filter(e => !e.closest('.scroll') && !e.closest('.skip'))
  .map(e => e.tagName + ' ' + e.textContent.trim().slice(0, 40))"""
CUT = """() => [...document.querySelectorAll('.scroll')].flatMap(box => {
  const left = box.getBoundingClientRect().left - box.scrollLeft, right = left + box.scrollWidth
  return [...box.querySelectorAll('text, th, td, caption')].filter(e => {
    const r = e.getBoundingClientRect()
    return r.width && (r.left < left - 1 || r.right > right + 1)
  }).map(e => e.textContent.trim().slice(0, 40))})"""
SPILLED = """() => [...document.querySelectorAll('svg')].filter(s => s.getBoundingClientRect().width).flatMap(svg => {
  const frame = svg.getBoundingClientRect()
  return [...svg.querySelectorAll('text')].filter(t => {
    const r = t.getBoundingClientRect()
    return r.left < frame.left - 1 || r.right > frame.right + 1 || r.top < frame.top - 1 || r.bottom > frame.bottom + 1
  }).map(t => t.textContent.trim().slice(0, 40))})"""
SCROLLS = """() => [...document.querySelectorAll('.scroll')].filter(b => b.scrollWidth > b.clientWidth + 1)
  .map(b => [b.tabIndex, getComputedStyle(b).overflowX, getComputedStyle(b).backgroundImage.includes('gradient')])"""
PAPER = "() => [...document.querySelectorAll('body *')].filter(e => e.getBoundingClientRect().right > innerWidth + 1).map(e => e.tagName + ' ' + e.textContent.trim().slice(0, 40))"  # fmt: skip
FIRST_PAGE = """() => Math.max(...[...document.querySelectorAll('.first > *:not(.dots)')]
  .map(e => e.getBoundingClientRect().bottom))"""

pytestmark = pytest.mark.browser


def official() -> Any:
    """The made-up result with an official instrument whose levels lie on the index, near a border."""
    made = a_result(hypotheses=(), models=())
    instrument = made.instrument
    bands = tuple(
        replace(band, min=25.0 * place, max=25.0 * (place + 1), name=Text(en=f"{grade} (Grade)", id=f"{grade} (Mutu)"))
        for place, (band, grade) in enumerate(zip(instrument.levels.bands[:4], "DCBA", strict=True))
    )
    levels = replace(instrument.levels, basis="index", decimals=2, bands=bands)
    return replace(made, instrument=replace(instrument, status="official", levels=levels))


@pytest.fixture(scope="module")
def example() -> Any:
    if not EXAMPLE.exists():
        pytest.skip("the example lies in the repository only")
    return settled(govassess.assess(govassess.read_responses(EXAMPLE), by=["agency_type"], draws=200))


@pytest.fixture(scope="module")
def eleven() -> Any:
    """Eleven respondents: every headline construct between two levels, nothing tested, many cautions."""
    return run(answers(CG, 11), profile=profile(11, 4))


@pytest.fixture(params=["a made-up result", "an official one", "the example", "eleven respondents"])
def result(request: pytest.FixtureRequest) -> Any:
    if request.param in ("the example", "eleven respondents"):
        return request.getfixturevalue(request.param.split()[-1 if "example" in request.param else 0])
    return a_result() if request.param == "a made-up result" else official()


@pytest.fixture(params=["en", "id"])
def lang(request: pytest.FixtureRequest) -> str:
    return request.param


def test_the_report_of_the_example_stays_under_600_kilobytes(example, lang):
    assert len(render_html(example, lang).encode()) < 600_000


def opened(browser: Any, html: str, width: int, height: int = 900, medium: str = "screen") -> Any:
    page = browser.new_page(viewport={"width": width, "height": height})
    page.emulate_media(media=medium)
    page.set_content(html)
    return page


@pytest.mark.parametrize("width", [400, 1280])
def test_nothing_is_cut_off_on_a_screen(browser, result, lang, width):
    page = opened(browser, render_html(result, lang), width)
    page.evaluate("document.querySelectorAll('details').forEach(fold => { fold.open = true })")
    assert page.evaluate("document.documentElement.scrollWidth") <= width
    assert page.evaluate(OUTSIDE) == []
    assert page.evaluate(CUT) == []
    assert page.evaluate(SPILLED) == []
    page.close()


def test_a_box_that_scrolls_shows_it_and_takes_the_keyboard(browser, lang):
    page = opened(browser, render_html(a_result(), lang), 400)
    boxes = page.evaluate(SCROLLS)
    page.close()
    assert len(boxes) > 5
    assert {tuple(box) for box in boxes} == {(0, "auto", True)}


SMALL = """() => [...document.querySelectorAll('figure.chart text')].filter(t => t.getBoundingClientRect().width)
  .map(t => parseFloat(getComputedStyle(t).fontSize) * t.getScreenCTM().a).reduce((one, other) => Math.min(one, other))"""
HIGH = """() => [...document.querySelectorAll('figure.chart svg')].map(s => s.getBoundingClientRect().height)"""


def test_no_word_of_a_chart_is_smaller_than_nine_pixels_on_a_screen(browser, lang):
    html = render_html(a_result(), lang)
    for width in (400, 700, 1280):
        page = opened(browser, html, width)
        page.evaluate("document.querySelectorAll('details').forEach(fold => { fold.open = true })")
        assert page.evaluate(SMALL) >= 9
        page.close()


def test_a_chart_of_many_groups_fits_a_page_of_paper_with_its_heading(browser):
    made = a_result()
    shown = next(group for group in made.groups if not group.suppressed)
    name = "Dinas Pemberdayaan Masyarakat, Desa, dan Perlindungan Anak"
    many = tuple(replace(shown, value=f"{name} {at:02}") for at in range(60))
    page = opened(browser, render_html(replace(made, groups=many), "id"), A4["width"], A4["height"], "print")
    heights = page.evaluate(HIGH)
    page.close()
    assert max(heights) < A4["height"] - 100
    assert len([height for height in heights if height > 500]) >= 3


def test_a_phone_gets_the_narrow_ladder_whole_and_the_actions_before_the_limits(browser, lang):
    html = render_html(a_result(), lang)
    found = {}
    for width in (400, 1280):
        page = opened(browser, html, width)
        found[width] = page.evaluate(
            """() => ({
              ladders: [...document.querySelectorAll('.lad svg')].filter(s => s.getBoundingClientRect().width)
                .map(s => s.viewBox.baseVal.width),
              small: Math.min(...[...document.querySelectorAll('.lad text')].filter(t => t.getBoundingClientRect().width)
                .map(t => t.getBoundingClientRect().height)),
              actions: document.querySelector('.act').getBoundingClientRect().top,
              limits: document.querySelector('.limits').getBoundingClientRect().top})"""
        )
        page.close()
    assert found[400]["ladders"] == [346, 346]
    assert found[1280]["ladders"] == [646, 646]
    assert found[400]["actions"] < found[400]["limits"]
    assert found[1280]["limits"] < found[1280]["actions"]
    assert found[400]["small"] >= 9


def test_on_paper_the_first_screen_is_one_page_and_nothing_is_wider_than_it(browser, result, lang):
    page = opened(browser, render_html(result, lang), A4["width"], A4["height"], "print")
    assert page.evaluate(PAPER) == []  # one wide element would shrink every page
    assert page.evaluate(FIRST_PAGE) <= A4["height"]
    page.close()


def test_levels_ladders_and_the_heaviest_limits_are_seen_at_once(browser, result, lang):
    page = opened(browser, render_html(result, lang), 1366, 768)
    bottom = page.evaluate(
        """() => Math.max(...[...document.querySelectorAll('h1, .lev, .lad svg, .limits .status, .limits li:first-child')]
          .map(e => e.getBoundingClientRect().bottom))"""
    )
    page.close()
    assert bottom <= 768


def test_in_the_example_all_limits_are_seen_at_once(browser, example, lang):
    page = opened(browser, render_html(example, lang), 1366, 768)
    assert page.evaluate("document.querySelector('.limits').getBoundingClientRect().bottom") <= 768
    page.close()


def test_the_page_asks_for_nothing_and_runs_nothing(browser, tmp_path, lang):
    file = tmp_path / "report.html"
    file.write_text(render_html(a_result(), lang), encoding="utf-8")
    page = browser.new_page()
    asked: list[str] = []
    said: list[str] = []
    page.on("request", lambda request: asked.append(request.url))
    page.on("console", lambda message: said.append(message.text))
    page.goto(file.as_uri())
    page.emulate_media(media="print")
    page.wait_for_timeout(100)
    assert asked == [file.as_uri()]
    assert said == []  # nor does its policy refuse anything
    assert page.evaluate("[...document.scripts].map(each => each.type)") == ["application/x-xz"]  # data, never run
    page.close()


def test_without_scripts_and_styles_the_page_reads_the_same(browser, lang):
    html = render_html(a_result(), lang)
    start, end = html.index("<style>"), html.index("</style>")
    texts = []
    for page_html, scripts in ((html, True), (html, False), (html[:start] + html[end:], False)):
        context = browser.new_context(java_script_enabled=scripts)
        page = context.new_page()
        page.set_content(page_html)
        texts.append(page.inner_text("main"))
        context.close()
    assert texts[0] == texts[1]
    bare = "".join(texts[2].split())
    lines = ["".join(line.split()) for line in texts[0].splitlines()]
    assert len(lines) > 100
    assert [line for line in lines if line not in bare] == []


def test_on_paper_rows_figures_and_captions_hold_together(browser, lang):
    page = opened(browser, render_html(a_result(), lang), A4["width"], A4["height"], "print")
    styles = page.evaluate(
        """() => Object.fromEntries(['tr', 'figure', '.con', '.act li'].map(name =>
          [name, getComputedStyle(document.querySelector(name)).breakInside]))"""
    )
    heads = page.evaluate(
        "() => [...new Set([...document.querySelectorAll('.part h2, .part h3')].map(e => getComputedStyle(e).breakAfter))]"
    )
    page.close()
    assert set(styles.values()) == {"avoid"}
    assert heads == ["avoid"]


@pytest.mark.skipif(shutil.which("pdftotext") is None, reason="poppler is not here")
def test_pages_are_numbered_titled_and_no_heading_ends_one(browser, tmp_path, example, lang):
    file, paper = tmp_path / "report.html", tmp_path / "report.pdf"
    html = render_html(example, lang)
    file.write_text(html, encoding="utf-8")
    page = browser.new_page()
    page.goto(file.as_uri())
    page.pdf(path=paper, prefer_css_page_size=True)
    title = page.title()
    headings = {" ".join(text.split()) for text in page.locator("h2, h3, h4, caption i, summary").all_inner_texts()}
    page.close()
    text = subprocess.run(["pdftotext", "-layout", paper, "-"], capture_output=True, check=True).stdout.decode()
    pages = [[" ".join(line.split()) for line in each.splitlines() if line.strip()] for each in text.split("\f")][:-1]
    assert len(pages) > 10
    assert [lines[-1] for lines in pages] == [str(place) for place in range(1, len(pages) + 1)]
    assert pages[0][0] != title[:110]
    assert all(lines[0].startswith(title[:80]) for lines in pages[1:])
    assert [lines[-2] for lines in pages if lines[-2] in headings] == []
    folded = re.search(r'<details class="?fold.*?<caption[^>]*>.*?<i>(.*?)</i>', html, re.DOTALL)[1]
    assert folded.split()[0] in text
