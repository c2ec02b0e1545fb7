"""Sentences as runs: their few elements become looks and links within the document, all else stays text."""

from __future__ import annotations

import pytest
from defusedxml.ElementTree import fromstring
from markupsafe import Markup, escape

from govassess.report.word.prose import runs
from govassess.report.word.wordml import DECLARED
from tests.report.word.documents import W, text_of

PLACES = {"scores": "_g1", "w2": "_g2"}


def parsed(text):
    return fromstring(f"<w:p {DECLARED}>{runs(text, PLACES)}</w:p>")


def look(paragraph, words):
    run = next(each for each in paragraph.iter(f"{W}r") if text_of(each) == words)
    return {each.tag.removeprefix(W) for each in run.findall(f"{W}rPr/*")}


@pytest.mark.parametrize(
    ("element", "property_"),
    [("b", "b"), ("strong", "b"), ("i", "i"), ("em", "i"), ("code", "rStyle"), ("sup", "vertAlign")],
)
def test_an_element_changes_how_its_words_look_and_no_others(element, property_):
    paragraph = parsed(Markup(f"one <{element}>two</{element}> three"))
    assert text_of(paragraph) == "one two three"
    assert look(paragraph, "two") == {property_}
    assert look(paragraph, "one ") == look(paragraph, " three") == set()


def test_looks_add_up_and_end_with_their_elements():
    paragraph = parsed(Markup("<b>one <i>two</i></b> three"))
    assert look(paragraph, "two") == {"b", "i"}
    assert look(paragraph, "one ") == {"b"}
    assert look(paragraph, " three") == set()


def test_a_link_to_an_anchor_of_the_report_leads_to_its_bookmark():
    paragraph = parsed(Markup('see <a href="#scores">the <b>scores</b></a>.'))
    (link,) = paragraph.iter(f"{W}hyperlink")
    assert link.get(f"{W}anchor") == "_g1"
    assert text_of(link) == "the scores"
    assert text_of(paragraph) == "see the scores."


@pytest.mark.parametrize("href", ["http://evil.example", "#nowhere", "javascript:x", ""])
def test_any_other_link_is_text(href):
    paragraph = parsed(Markup('see <a href="{}">this</a>.').format(href))
    assert list(paragraph.iter(f"{W}hyperlink")) == []
    assert text_of(paragraph) == "see this."


def test_escaped_text_is_text_again_and_plain_text_is_never_read():
    hostile = '<b>&amp;</b> <a href="#scores">x</a> <!-- '
    for text in (escape(hostile), Markup("<i>{}</i>").format(hostile), hostile):
        paragraph = parsed(text)
        assert text_of(paragraph) == hostile
        assert list(paragraph.iter(f"{W}hyperlink")) == []


def test_a_printed_interval_does_not_break_across_lines():
    paragraph = parsed(Markup('b = <span class="v" data-id="x.y">[0.12, 0.34]</span> here'))
    assert text_of(paragraph) == "b = [0.12,\u00a00.34] here"


def test_a_line_ends_where_the_sentence_says_so():
    assert text_of(parsed(Markup("one<br>two"))) == "one\ntwo"
