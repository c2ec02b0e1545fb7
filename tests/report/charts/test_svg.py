"""Text in drawings: escaped, measured, broken into lines, and never cut without saying so."""

from __future__ import annotations

import pytest
from defusedxml.ElementTree import fromstring
from hypothesis import given
from hypothesis import strategies as st

from govassess.report.charts import Ids
from govassess.report.charts.marks import escape
from govassess.report.charts.svg import drawing, text, text_width, wrap
from tests.report.charts.specimens import HOSTILE, LONG, WORD


@given(st.text())
def test_any_label_gives_well_formed_xml_that_holds_only_words(words: str) -> None:
    root = fromstring(drawing(100, 100, words, words, Ids(), [text(0, 10, wrap(words, 60, 12))]))
    assert {node.tag.rpartition("}")[2] for node in root.iter()} <= {"svg", "title", "desc", "text", "tspan"}


def test_markup_becomes_words_and_controls_become_spaces() -> None:
    assert escape("<b onclick='x'>\x00\x1b&\u202e\ud800") == "&lt;b onclick=&#x27;x&#x27;&gt; &amp; "


def test_a_label_that_fits_is_not_touched() -> None:
    wrapped = wrap(LONG, 1000, 12)
    assert (wrapped.lines, wrapped.full) == ((LONG,), None)


@pytest.mark.parametrize(
    "words", [LONG, WORD, HOSTILE, "a", "Penanggungjawab pertanggungjawabankeuangandaerah dan lain"]
)
@pytest.mark.parametrize("width", [40, 90, 200])
def test_no_line_is_wider_than_asked(words: str, width: float) -> None:
    assert all(text_width(line, 12) <= width for line in wrap(words, width, 12, lines=9).lines)


def test_lines_hold_every_letter_until_the_last_one_is_used_up() -> None:
    wrapped = wrap(LONG, 120, 12, lines=9)
    assert wrapped.full is None
    assert " ".join(wrapped.lines) == LONG
    broken = wrap(WORD, 60, 12, lines=9)
    assert "".join(line.removesuffix("-") for line in broken.lines) == WORD


def test_a_shortened_label_keeps_its_end_after_dots_and_its_whole_text_as_title() -> None:
    wrapped = wrap(LONG, 80, 12, lines=2)
    assert len(wrapped.lines) == 2
    assert wrapped.lines[1].startswith("…")
    assert LONG.endswith(wrapped.lines[1].removeprefix("…"))
    assert wrapped.full == LONG
    element = fromstring(str(text(0, 0, wrapped)))
    assert element.find("title").text == LONG


def test_names_that_begin_alike_stay_apart_when_they_are_shortened() -> None:
    begun = "Dinas Pemberdayaan Perempuan, Perlindungan Anak, Pengendalian Penduduk dan Keluarga Berencana"
    drawn = {wrap(f"{begun} {number}", 170, 12).lines for number in range(60)}
    assert len(drawn) == 60
    assert wrap(begun, 60, 12, lines=1).lines[0].endswith("…")


def test_bold_letters_are_counted_wider_and_unknown_letters_generously() -> None:
    assert text_width("Rerata", 12, bold=True) > text_width("Rerata", 12)
    assert text_width("é", 10) == text_width("e", 10)
    assert text_width("中", 10) > text_width("m", 10)


def test_ids_count_from_one_in_every_report() -> None:
    one, other = Ids(), Ids()
    assert [one.next(), one.next(), other.next()] == ["c1", "c2", "c1"]


def test_coordinates_never_use_an_exponent() -> None:
    assert "e-" not in drawing(1e-7, 1e7, "t", "d", Ids(), [text(1e-9, 1e-9, "x")])
