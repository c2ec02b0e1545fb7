"""What a file may not do: differ without cause, tell who made it, or run what stands in the data."""

from __future__ import annotations

import io
import re
import time
from dataclasses import replace

import docx
import pytest
from defusedxml.ElementTree import fromstring

from govassess.instrument.model import Text
from govassess.report.whole import build
from govassess.report.word.document import draw
from tests.report.a_result import a_result
from tests.report.word.documents import W, Word

HOSTILE = (
    '<script>alert(1)</script><b onclick="x">bold</b> & "quoted" \'single\'',
    "{{ 7*7 }} {% if x %} ${x} %s {0}",
    '{ DATE } { HYPERLINK "http://evil.example" } { DDEAUTO c:\\\\x cmd } ]]> <!-- --> <?x?>',
    "=cmd|' /C calc'!A0 @SUM(1) http://evil.example/x <w:p/> &lt;w:p&gt;",
    "a\x00b\x07c\x1bd\x0be\ufffef\ud800g\u202etxt.exe\u2067h\u2028i",
    "שלום عربي " + "W" * 300,
)


@pytest.fixture(scope="module", autouse=True)
def _bare():
    with pytest.MonkeyPatch.context() as patched:
        patched.setattr("govassess.report.word.document.drawer", lambda: None)
        yield


@pytest.fixture(scope="module", params=HOSTILE)
def hostile(request):
    """The words, and the document in which they are names, wording, groups, study and file."""
    words = Text(en=request.param, id=request.param)
    made = a_result()
    instrument = made.instrument
    construct = instrument.constructs[0]
    dimension = construct.dimensions[0]
    item = replace(dimension.items[0], text=words)
    dimension = replace(dimension, name=words, items=(item, *dimension.items[1:]), next_steps=(words,))
    construct = replace(construct, name=words, dimensions=(dimension, *construct.dimensions[1:]))
    instrument = replace(
        instrument,
        title=words,
        citation=request.param,
        limits=(words,),
        constructs=(construct, *instrument.constructs[1:]),
        hypotheses=tuple(replace(each, text=words) for each in instrument.hypotheses),
    )
    result = replace(
        made,
        instrument=instrument,
        study=replace(made.study, name=request.param, population=request.param),
        hypotheses=tuple(replace(each, text=words) for each in made.hypotheses),
        source=replace(made.source, file=request.param),
    )
    return request.param, Word(draw(build(result, "en")))


def test_hostile_words_stay_words_and_the_file_opens(hostile):
    words, word = hostile
    docx.Document(io.BytesIO(word.content))
    seen = " ".join(re.sub(r"[\x00-\x1f\x7f-\x9f\u2028-\u202e\u2066-\u2069\ud800-\udfff\ufffe]+", " ", words).split())
    text = " ".join(word.text.split())
    assert text.count(seen) > 5


def test_no_field_link_or_relation_comes_from_data(hostile):
    _, word = hostile
    assert {re.sub(r"^SEQ \w+ ", "SEQ ", each) for each in word.instructions} == {
        'TOC \\o "1-3" \\h \\z \\u',
        "SEQ \\* ARABIC",
    }
    for name, part in word.parts.items():
        if name.endswith(".rels"):
            assert b"External" not in part, name
            assert b"evil.example" not in part, name
    assert [each for each in word.root.iter(f"{W}hyperlink") if len(each.attrib) != 2] == []


def test_no_part_holds_a_character_that_xml_or_a_reader_cannot_bear(hostile):
    _, word = hostile
    for name, part in word.parts.items():
        fromstring(part)
        assert not re.search(
            r"[\x00-\x08\x0b\x0c\x0e-\x1f\x7f-\x9f\u2028-\u202e\u2066-\u2069\ufffe\uffff]", part.decode()
        ), name


@pytest.mark.parametrize("template", ["standard", "skm"])
@pytest.mark.parametrize("lang", ["en", "id"])
def test_the_same_result_gives_the_same_bytes_at_any_time(monkeypatch, template, lang):
    first = draw(build(a_result(), lang, template=template))
    monkeypatch.setattr(time, "time", lambda: 2_000_000_000.0)
    monkeypatch.setattr(time, "localtime", lambda *_: time.gmtime(2_000_000_000))
    assert draw(build(a_result(), lang, template=template)) == first


def test_the_archive_bears_no_clock_and_no_system(monkeypatch):
    word = Word(draw(build(a_result(), "en")))
    assert {entry.date_time for entry in word.archive.infolist()} == {(1980, 1, 1, 0, 0, 0)}
    assert {entry.create_system for entry in word.archive.infolist()} == {3}


@pytest.mark.parametrize(("lang", "tag"), [("en", "en-US"), ("id", "id-ID")])
def test_the_properties_name_nobody_and_the_language_is_set(lang, tag):
    report = build(a_result(), lang)
    word = Word(draw(report))
    known = docx.Document(io.BytesIO(word.content)).core_properties
    assert (known.title, known.language) == (report.first.plain_title, tag)
    assert {known.author, known.last_modified_by} == {"govassess"}
    assert known.created.isoformat() == known.modified.isoformat() == "1980-01-01T00:00:00+00:00"
    assert (known.comments, known.keywords, known.subject, known.category) == ("", "", "", "")
    assert f'w:lang w:val="{tag}"'.encode() in word.parts["word/styles.xml"]


def test_nothing_of_the_library_or_of_another_document_is_left():
    word = Word(draw(build(a_result(), "en")))
    assert not [name for name in word.parts if "thumbnail" in name or "customXml" in name]
    for name, part in word.parts.items():
        assert b"python-docx" not in part, name
        assert b"rsid" not in part, name
