"""What only a browser can tell about a whole page: nothing is cut off, on a phone, on a desk or on paper."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest

import govassess
from govassess.instrument.model import Text
from govassess.report.html import render_html
from tests.report.a_result import a_result

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
    return govassess.assess(govassess.read_responses(EXAMPLE), by=["agency_type"], draws=200)._stored()


@pytest.fixture(params=["a made-up result", "an official one", "the example"])
def result(request: pytest.FixtureRequest) -> Any:
    if request.param == "the example":
        return request.getfixturevalue("example")
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
