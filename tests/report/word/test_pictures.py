"""Charts as pictures: their words leave ink; where none can be drawn, the document says so."""

from __future__ import annotations

import io
import re
import sys

import pytest
from PIL import Image, ImageChops

from govassess.report.charts import Ids
from govassess.report.charts.svg import drawing as chart
from govassess.report.charts.svg import element, text
from govassess.report.whole import build
from govassess.report.word.document import draw
from govassess.report.word.pictures import ZOOM, divided, drawer, leaves_ink, picture, titled
from govassess.text.catalogue import say
from tests.report.a_result import a_result
from tests.report.word.documents import Word, charts_of

resvg_py = pytest.importorskip("resvg_py")
LANGUAGES = ("en", "id")


@pytest.fixture(scope="module")
def drawn():
    found = drawer()
    assert found is not None, "resvg finds no font of the charts on this machine"
    return found


def opened(png):
    return Image.open(io.BytesIO(png)).convert("L")


def a_tall_chart(rows, gap=30):
    marks = [text(0, 40 + place * gap, f"Row {place}") for place in range(rows)]
    return chart(960, 80 + rows * gap, "Tall", "Many rows.", Ids(), marks)


def test_every_word_of_every_chart_leaves_ink(drawn):
    checked = 0
    for svg in charts_of(build(a_result(), "en")):
        left, top = (float(number) for number in re.findall(r'viewBox="(\S+) (\S+)', svg)[0])
        with_words, without = opened(drawn(svg)), opened(drawn(re.sub(r"<text.*?</text>", "", svg, flags=re.DOTALL)))
        ink = ImageChops.difference(with_words, without)
        for x, y, words in re.findall(r'<t(?:ext|span)[^>]* x="([\d.-]+)" y="([\d.-]+)"[^>]*>([^<]*)<', svg):
            if not words.strip():
                continue
            across, down = (float(x) - left) * ZOOM, (float(y) - top) * ZOOM
            box = (max(int(across - 40), 0), int(down - 14), int(across + 40), int(down + 4))
            assert ink.crop(box).getextrema()[1] > 40, (titled(svg)[0], words)
            checked += 1
    assert checked > 100


def test_without_fonts_no_ink_is_found():
    def fontless(svg):
        return bytes(resvg_py.svg_to_bytes(svg_string=svg, skip_system_fonts=True))

    assert not leaves_ink(fontless)


def test_a_picture_is_as_wide_as_the_text_and_keeps_its_shape(drawn):
    found = picture(charts_of(build(a_result(), "en"))[-1], drawn)
    image = Image.open(io.BytesIO(found.png))
    assert found.width == pytest.approx(15.92, abs=0.01)
    assert found.height / found.width == pytest.approx(image.height / image.width, abs=0.01)
    assert image.width / (found.width / 2.54) > 190  # pixels an inch


def test_a_tall_chart_is_parted_between_rows(drawn):
    svg = a_tall_chart(90)
    found = picture(svg, drawn)
    assert found.width == pytest.approx(15.92, abs=0.01)
    assert len(found.pieces) > 1
    assert found.pieces[0][0] == 0
    assert found.pieces[-1][1] == 1
    lines = [float(y) for y in re.findall(r'y="([\d.]+)"', svg)]
    height = 80 + 90 * 30
    for (_, end), (start, _) in zip(found.pieces, found.pieces[1:], strict=False):
        assert end == start
        assert min(abs(end * height - y) for y in lines) > 8
    assert max(end - start for start, end in found.pieces) * found.height <= 20.6


def test_a_tall_chart_without_gaps_is_parted_all_the_same():
    svg = element("svg", {}, *(text(0, 10 + place * 12, "x") for place in range(100)))
    pieces = divided(str(svg), 1200, 500)
    assert [round(end - start, 2) for start, end in pieces] == [0.42, 0.42, 0.17]


def test_a_parted_chart_shows_all_of_itself_once(drawn, monkeypatch):
    report = build(a_result(), "en")
    monkeypatch.setattr("govassess.report.word.pictures.TALLEST", 4.0)
    word = Word(draw(report))
    assert len(word.pictures) > len(charts_of(report))
    cuts = [frame.find(".//{*}srcRect") for frame in word.pictures]
    shown = sum(1 - (int(cut.get("t")) + int(cut.get("b"))) / 100_000 for cut in cuts if cut is not None)
    assert shown == pytest.approx(sum(1 for cut in cuts if cut is not None and cut.get("t") == "0"), abs=0.001)


@pytest.mark.parametrize("lang", LANGUAGES)
@pytest.mark.parametrize("cause", ["not installed", "no fonts"])
def test_where_no_picture_can_be_drawn_a_line_says_where_the_chart_is(monkeypatch, lang, cause):
    if cause == "not installed":
        monkeypatch.setitem(sys.modules, "resvg_py", None)
    else:
        monkeypatch.setattr("govassess.report.word.pictures.leaves_ink", lambda _: False)
    report = build(a_result(), lang)
    word = Word(draw(report))
    charts = charts_of(report)
    assert word.pictures == []
    assert not [name for name in word.parts if name.endswith(".png")]
    for svg in charts:
        assert say("word.chart_elsewhere", lang, title=titled(svg)[0]) in word.text
    assert say("word.charts_undrawn", lang, count=len(charts)) in word.text


def test_where_pictures_are_drawn_no_line_is_there():
    word = Word(draw(build(a_result(), "en")))
    assert "HTML report" not in word.text
