"""What only a browser can tell: that every word of every chart is inside the drawing and touches no other."""

from __future__ import annotations

import re
from bisect import bisect_left, bisect_right
from collections.abc import Iterable
from typing import Any

import pytest

from govassess.report.charts import CSS
from govassess.report.charts.theme import ROLES
from tests.report.charts.apart import box, taken_apart
from tests.report.charts.specimens import SPECIMENS

FONTS = ("Liberation Sans", "DejaVu Sans")
MEASURE = """() => [...document.querySelectorAll('svg')].map(svg => {
  const box = e => { const b = e.getBBox(); return [b.x, b.y, b.x + b.width, b.y + b.height] };
  return {
    name: svg.parentNode.id,
    view: (v => [v.x, v.y, v.x + v.width, v.y + v.height])(svg.viewBox.baseVal),
    texts: [...svg.querySelectorAll('text')].map(t => ({words: t.textContent, anchor: getComputedStyle(t).textAnchor, box: box(t)})),
  }})"""

pytestmark = pytest.mark.browser


LARGE = re.compile(r"of (30|40|60|64)")


def page_of(lang: str, font: str, names: Iterable[str] = tuple(SPECIMENS)) -> str:
    drawn = "".join(f'<figure id="{name}">{SPECIMENS[name](lang)}</figure>' for name in names)
    drawn = drawn.replace("Arial, Liberation Sans, DejaVu Sans, sans-serif", font)
    return f"<!doctype html><meta charset=utf-8><style>{CSS}figure{{width:912px}}</style>{drawn}"


@pytest.fixture(scope="module", params=[(lang, font) for lang in ("en", "id") for font in FONTS], ids=" in ".join)
def measured(request: pytest.FixtureRequest, browser: Any) -> list[dict[str, Any]]:
    lang, font = request.param
    page = browser.new_page()
    page.set_content(page_of(lang, font))
    assert page.locator(f'svg[font-family="{font}"]').count() == len(SPECIMENS)
    found = page.evaluate(MEASURE)
    page.close()
    for chart in found:
        shapes = taken_apart(SPECIMENS[chart["name"]](lang))
        chart["rects"] = [box(node) for node in shapes if node.tag == "rect" and node.get("fill") != "none"]
        chart["marks"] = [points for node in shapes if (points := marked(node))]
    return found


WORDS_INSIDE = ("ladder", "answers", "shares", "heat", "diagram")
"""Charts whose bars, cells or boxes have words of their own in them."""


def marked(node: Any) -> list[tuple[float, float]]:
    """Points of what shows a value: markers, intervals, bars; nothing of grounds, grids and outlines."""

    def at(*keys: str) -> list[float]:
        return [float(node.get(key, "0")) for key in keys]

    if node.tag == "circle":
        x, y, r = at("cx", "cy", "r")
        return [(x, y), (x - r, y), (x + r, y), (x, y - r), (x, y + r)]
    if node.tag == "polygon":
        corners = [tuple(map(float, corner.split(","))) for corner in node.get("points", "").split()]
        xs, ys = [x for x, _ in corners], [y for _, y in corners]
        small = max(xs) - min(xs) < 16
        return [(x, y) for x in (min(xs), sum(xs) / len(xs), max(xs)) for y in (min(ys), max(ys))] if small else []
    if node.tag == "line" and float(node.get("stroke-width", "1")) >= 1.8:
        x1, y1, x2, y2 = at("x1", "y1", "x2", "y2")
        return [(x1 + (x2 - x1) * t / 40, y1 + (y2 - y1) * t / 40) for t in range(41)]
    if (
        node.tag == "rect"
        and float(node.get("height", "0")) in (12.0, 14.0, 16.0)
        and "gf-paper" not in node.get("class")
    ):
        left, top, right, bottom = box(node)
        return [(left + (right - left) * t / 20, y) for t in range(21) for y in (top, (top + bottom) / 2, bottom)]
    return []


def test_no_word_stands_on_a_mark(measured: list[dict[str, Any]]) -> None:
    found, seen = [], 0
    for chart in measured:
        if chart["name"].startswith(WORDS_INSIDE):
            continue
        points = sorted((point for mark in chart["marks"] for point in mark), key=lambda point: point[1])
        heights = [y for _, y in points]
        seen += len(points)
        for text in chart["texts"]:
            left, top, right, bottom = text["box"]
            near = points[bisect_left(heights, top + 1) : bisect_right(heights, bottom - 1)]
            found += [(chart["name"], text["words"]) for x, _ in near if left + 0.5 < x < right - 0.5]
    assert seen > 1000
    assert found == []


def test_on_paper_and_on_dark_screens_every_word_is_where_it_is_on_a_light_one(browser: Any) -> None:
    page = browser.new_page()
    page.set_content(page_of("id", FONTS[1]))
    found = []
    for medium, scheme in (("screen", "light"), ("screen", "dark"), ("print", "light")):
        page.emulate_media(media=medium, color_scheme=scheme)
        found.append([(chart["name"], text["box"]) for chart in page.evaluate(MEASURE) for text in chart["texts"]])
    page.close()
    assert found[0] == found[1] == found[2]


def test_every_chart_is_parsed_and_no_script_of_a_label_is(measured: list[dict[str, Any]], browser: Any) -> None:
    assert [chart["name"] for chart in measured] == list(SPECIMENS)
    page = browser.new_page()
    page.set_content(page_of("id", FONTS[0]))
    assert page.locator("script, foreignObject").count() == 0
    page.close()


def within(box: list[float], frame: list[float]) -> bool:
    return box[0] >= frame[0] and box[1] >= frame[1] and box[2] <= frame[2] and box[3] <= frame[3]


def test_every_text_is_inside_the_drawing(measured: list[dict[str, Any]]) -> None:
    outside = [
        (chart["name"], text["words"], text["box"])
        for chart in measured
        for text in chart["texts"]
        if not within(text["box"], chart["view"])
    ]
    assert outside == []


def touch(one: list[float], other: list[float]) -> bool:
    return min(one[2], other[2]) - max(one[0], other[0]) > 0.5 and min(one[3], other[3]) - max(one[1], other[1]) > 0.5


def test_no_two_texts_overlap(measured: list[dict[str, Any]]) -> None:
    overlapping = []
    for chart in measured:
        texts = sorted(chart["texts"], key=lambda text: text["box"][1])
        for at, one in enumerate(texts):
            for other in texts[at + 1 :]:
                if other["box"][1] > one["box"][3]:
                    break
                if touch(one["box"], other["box"]):
                    overlapping.append((chart["name"], one["words"], other["words"]))
    assert overlapping == []


def test_words_on_a_box_are_inside_that_box(measured: list[dict[str, Any]]) -> None:
    spilling = []
    seen = 0
    for chart in measured:
        if not chart["name"].startswith(("ladder", "answers", "shares", "heat", "diagram")):
            continue
        for text in chart["texts"]:
            x0, y0, x1, y1 = text["box"]
            middle = (x0 + x1) / 2, (y0 + y1) / 2
            around = [r for r in chart["rects"] if r[0] <= middle[0] <= r[2] and r[1] <= middle[1] <= r[3]]
            if text["anchor"] != "middle" or not around:
                continue
            seen += 1
            left, _, right, _ = min(around, key=lambda r: (r[2] - r[0]) * (r[3] - r[1]))
            if x0 < left - 0.5 or x1 > right + 0.5:
                spilling.append((chart["name"], text["words"]))
    assert seen > 100
    assert spilling == []


def test_without_classes_and_styles_the_picture_is_the_same(browser: Any) -> None:
    page = browser.new_page(color_scheme="light")
    styled = page_of("id", FONTS[0], [name for name in SPECIMENS if not LARGE.search(name)])
    plain = re.sub(r' class="[^"]*"', "", styled).replace(CSS, "svg{display:block;width:100%;height:auto}")
    pictures = []
    for content in (styled, plain):
        page.set_content(content)
        pictures.append(page.screenshot(full_page=True))
    page.close()
    assert pictures[0] == pictures[1]


def test_dark_screens_get_dark_colours_and_print_stays_light(browser: Any) -> None:
    page = browser.new_page()
    page.set_content(page_of("id", FONTS[0]))
    colour = "getComputedStyle(document.querySelector('svg .gf-ink')).fill"
    found = []
    for medium, scheme in (("screen", "light"), ("screen", "dark"), ("print", "dark")):
        page.emulate_media(media=medium, color_scheme=scheme)
        found.append(page.evaluate(colour))
    page.close()
    light, dark = (f"rgb{tuple(bytes.fromhex(shade[1:]))}" for shade in ROLES["ink"])
    assert found == [light, dark, light]
