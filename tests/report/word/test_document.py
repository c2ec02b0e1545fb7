"""The report as a Word document: real headings, captions, contents and tables, the same numbers as on the page."""

from __future__ import annotations

import io
import itertools
import random
import re
from collections import defaultdict
from dataclasses import replace

import docx
import pytest
from docx.enum.section import WD_ORIENT
from PIL import ImageFont

from govassess.report.blocks import unfolded
from govassess.report.html import page
from govassess.report.whole import build, tables
from govassess.report.word.document import draw
from govassess.report.word.pictures import drawer, titled
from govassess.result.codec import read_result
from govassess.text.catalogue import say
from tests.report.a_result import a_census, a_result, an_old_result, one_respondent
from tests.report.left_out_results import left_out, withheld
from tests.report.pages import Page
from tests.report.word.documents import W, Word, charts_of, text_of, val

LANGUAGES = ("en", "id")
RESULTS = {"full": a_result, "one": one_respondent, "census": a_census, "old": an_old_result, "left": left_out}
RESULTS["withheld"] = withheld


@pytest.fixture(scope="module", params=LANGUAGES)
def report(request):
    return build(a_result(), request.param)


@pytest.fixture(scope="module")
def word(report):
    return Word(draw(report))


@pytest.fixture(scope="module")
def example(root):
    """The shipped example, in English; without pictures, which take most of the time."""
    report = build(read_result(root / "examples" / "simulated-survey-result.json"), "en")
    with pytest.MonkeyPatch.context() as patched:
        patched.setattr("govassess.report.word.document.drawer", lambda: None)
        return report, Word(draw(report))


@pytest.fixture
def bare(monkeypatch):
    """No pictures, which take most of the time."""
    monkeypatch.setattr("govassess.report.word.document.drawer", lambda: None)


def test_it_opens_with_the_library_that_did_not_lay_it_out(word):
    opened = docx.Document(io.BytesIO(word.content))
    assert len(opened.tables) == len(word.tables) > 15
    assert {"Title", "heading 1", "heading 2", "heading 3", "caption"} <= {
        style.name.lower() if style.name != "Title" else style.name for style in opened.styles
    }


def test_sections_are_headings_of_the_first_level_and_no_level_is_skipped(report, word):
    first = [words for level, words in word.headings if level == 1]
    assert first == [
        say("word.summary", report.view.lang),
        *(section.title for section in report.sections),
        say("report.section.warnings", report.view.lang),
    ]
    levels = [level for level, _ in word.headings]
    assert max(levels) <= 3
    assert all(after - before <= 1 for before, after in itertools.pairwise(levels))


def test_every_table_of_the_report_is_there_folded_ones_too_and_numbered_by_a_field(report, word):
    wanted = list(tables(report).values())
    assert [title for _, title, _, _ in word.tables] == [table.title for table in wanted]
    label = say("table.number", report.view.lang, number="")
    assert [caption for caption, _, _, _ in word.tables] == [f"{label}{place}" for place in range(1, len(wanted) + 1)]
    counted = [each for each in word.instructions if each.startswith(f"SEQ {label.strip()}")]
    assert len(counted) == len(wanted)


def test_a_caption_shows_its_number_without_being_updated(word):
    for node in word.root.iter(f"{W}fldSimple"):
        assert text_of(node).isdigit()


def test_tables_have_three_rules_and_none_beside_or_between(word):
    for caption, _, table, _ in word.tables:
        drawn = table.find(f"{W}tblPr/{W}tblBorders")
        assert [each.tag.removeprefix(W) for each in drawn] == ["top", "bottom"], caption
        head, *body = table.findall(f"{W}tr")
        for cell in head.findall(f"{W}tc"):
            assert [each.tag.removeprefix(W) for each in cell.find(f"{W}tcPr/{W}tcBorders")] == ["bottom"]
        assert not [row for row in body if row.find(f".//{W}tcBorders") is not None]


def test_head_rows_repeat_and_no_row_breaks_across_pages(word):
    for caption, _, table, _ in word.tables:
        head, *body = table.findall(f"{W}tr")
        assert head.find(f"{W}trPr/{W}tblHeader") is not None, caption
        assert not [row for row in body if row.find(f"{W}trPr/{W}tblHeader") is not None]
        assert all(row.find(f"{W}trPr/{W}cantSplit") is not None for row in (head, *body))


def test_the_stub_stands_left_and_numbers_right(report, word):
    for table, (caption, _, drawn, _) in zip(tables(report).values(), word.tables, strict=True):
        for row in drawn.findall(f"{W}tr"):
            cells = row.findall(f"{W}tc")
            if len(cells) != len(table.columns):
                continue
            for place, (column, cell) in enumerate(zip(table.columns, cells, strict=True)):
                side = val(cell.find(f"{W}p/{W}pPr/{W}jc"))
                assert side == ("right" if place and column.kind != "text" else None), (caption, column.key)


def test_notes_stand_below_their_table_general_specific_probability(report, word):
    compared = 0
    for table, (caption, _, _, notes) in zip(tables(report).values(), word.tables, strict=True):
        wanted = [str(getattr(note, "striptags", lambda note=note: note)()) for note in table.notes]
        if table.notes.general:
            wanted[0] = f"{say('table.note_word', report.view.lang)} {wanted[0]}"
        assert [" ".join(note.split()) for note in notes] == [" ".join(note.split()) for note in wanted], caption
        compared += len(notes)
    assert compared > 30


def test_200_numbers_of_tables_are_the_same_text_as_on_the_page(example):
    report, word = example
    on_page = defaultdict(set)
    for path, text in Page(page(report)).printed:
        on_page[path].add(text.removesuffix("†"))
    found = []
    for table, (_, _, drawn, _) in zip(tables(report).values(), word.tables, strict=True):
        for row, texts in zip(table.rows, word.rows(drawn)[1:], strict=True):
            if not row.group:
                found += [
                    (cell.source, text)
                    for cell, text in zip(row.cells, texts, strict=False)
                    if cell.value is not None and cell.source
                ]
    assert len(found) > 3000
    for path, text in random.Random(20261126).sample(found, 200):
        assert text in on_page[path], (path, text, on_page[path])


def test_every_number_outside_tables_stands_in_the_document(example):
    report, word = example
    text = word.text
    printed = [text for text in (printed for _, printed in Page(page(report)).printed) if text.strip()]
    assert len(printed) > 4000
    assert [each for each in printed if each.replace("\u00a0", " ") not in text] == []


def test_every_finding_and_heading_of_the_page_is_there(report, word):
    text = " ".join(word.text.split())
    for section in report.sections:
        assert " ".join(section.finding.striptags().split()) in text
        for block in unfolded(section.blocks):
            for entry in getattr(block, "entries", ()):
                said = entry[1] if isinstance(entry, tuple) else entry
                assert " ".join(said.striptags().split()) in text


@pytest.mark.parametrize("name", sorted(RESULTS))
@pytest.mark.parametrize("lang", LANGUAGES)
def test_no_markup_and_no_key_is_visible(bare, name, lang):
    report = build(RESULTS[name](), lang)
    text = Word(draw(report)).text
    assert re.findall(r"</?[a-zA-Z][^>\n]*>|&[a-z]+;|data-id", text) == []
    assert re.findall(r"\b(?:report|table|word|warning|reason|method|glossary)\.[a-z_]+[.a-z_]*", text) == []
    assert re.findall(r"\bnan\b|\binf\b|None|\{\w+\}", text) == []


def test_the_other_language_is_not_spoken(bare):
    indonesian = Word(draw(build(a_result(), "id"))).text
    assert not re.search(r"\b(?:Table|Figure|Note\.|Summary|Contents|respondents)\b", indonesian)
    english = Word(draw(build(a_result(), "en"))).text
    assert not re.search(r"\b(?:Tabel|Gambar|Catatan|Ringkasan|yang|dengan|responden)\b", english)


def test_the_contents_are_a_field_that_holds_every_heading(report, word):
    instruction = [each for each in word.instructions if each.startswith("TOC")]
    assert instruction == ['TOC \\o "1-3" \\h \\z \\u']
    entries = [(int(style[-1]), words) for style, words in word.paragraphs if re.fullmatch(r"TOC\d", style)]
    assert entries == word.headings
    kinds = [val(each, "fldCharType") for each in word.root.iter(f"{W}fldChar")]
    assert kinds == ["begin", "separate", "end"]
    assert say("word.contents_hint", report.view.lang) in word.text


def test_every_link_leads_to_a_bookmark_and_no_bookmark_is_there_twice(word):
    names = [val(each, "name") for each in word.root.iter(f"{W}bookmarkStart")]
    numbers = [val(each, "id") for each in word.root.iter(f"{W}bookmarkStart")]
    assert len(set(names)) == len(names) == len(set(numbers))
    assert numbers == [val(each, "id") for each in word.root.iter(f"{W}bookmarkEnd")]
    led = {val(each, "anchor") for each in word.root.iter(f"{W}hyperlink")}
    assert len(led) > 40
    assert led <= set(names)


def test_every_warning_is_listed_and_its_marks_lead_to_it(report, word):
    listed = [words for style, words in word.paragraphs if style == "WarningEntry"]
    assert len(listed) == len(report.warnings) > 10
    for (number, sentence, _), words in zip(report.warnings, listed, strict=True):
        assert words.startswith(f"[{number}] {sentence.striptags()}")
    marks = {text_of(each) for each in word.root.iter(f"{W}hyperlink")}
    assert {f"[{number}]" for number, _, _ in report.warnings} <= marks


def test_pages_are_a4_with_margins_and_numbers_and_a_running_title(report, word):
    opened = docx.Document(io.BytesIO(word.content))
    assert {WD_ORIENT.PORTRAIT, WD_ORIENT.LANDSCAPE} == {section.orientation for section in opened.sections}
    for section in opened.sections:
        assert sorted((round(section.page_width.cm, 1), round(section.page_height.cm, 1))) == [21.0, 29.7]
        assert (section.page_width > section.page_height) == (section.orientation == WD_ORIENT.LANDSCAPE)
        margins = (section.left_margin, section.right_margin, section.top_margin, section.bottom_margin)
        assert {round(each.cm, 2) for each in margins} == {2.54}
    assert opened.sections[0].header.paragraphs[0].text == report.first.plain_title
    assert all(section.header.is_linked_to_previous for section in list(opened.sections)[1:])
    assert b'w:instr=" PAGE "' in word.parts["word/footer.xml"]


def overflowing(word):
    """The widths of tables, in twips, that are more than the text of their page."""
    found, waiting = [], []
    for each in word.body:
        waiting += [sum(int(val(column, "w")) for column in each.iter(f"{W}gridCol"))] if each.tag == f"{W}tbl" else []
        size = each if each.tag == f"{W}sectPr" else each.find(f"{W}pPr/{W}sectPr")
        if size is not None:
            room = int(val(size.find(f"{W}pgSz"), "w")) - 2 * 1440
            found += [width for width in waiting if width > room]
            waiting = []
    return found


def test_no_table_is_wider_than_the_text_of_its_page(word, example):
    assert overflowing(word) == overflowing(example[1]) == []


def test_no_picture_is_larger_than_the_text_of_a_page(word):
    for frame in word.pictures:
        across, down = int(frame[0].get("cx")) / 360_000, int(frame[0].get("cy")) / 360_000
        assert across <= 15.93
        assert down <= 20.6


def test_no_number_or_header_word_is_wider_than_its_column(example):
    sizes = {"Cell9": 9, "Cell8": 8, "Cell75": 7.5, "Cell65": 6.5}
    try:
        fonts = {
            (size, bold): ImageFont.truetype(f"LiberationSans-{'Bold' if bold else 'Regular'}.ttf", round(size * 20))
            for size in sizes.values()
            for bold in (False, True)
        }
    except OSError:
        pytest.skip("Liberation Sans, which is as wide as Arial, is not installed")
    report, word = example
    for table, (caption, _, drawn, _) in zip(tables(report).values(), word.tables, strict=True):
        head, *body = drawn.findall(f"{W}tr")
        for row in (head, *body):
            cells = row.findall(f"{W}tc")
            if len(cells) != len(table.columns):
                continue
            for place, cell in enumerate(cells):
                size = sizes[word.style(cell.find(f"{W}p"))]
                room = int(val(cell.find(f"{W}tcPr/{W}tcW"), "w")) - 120
                whole = row is not head and place and table.columns[place].kind != "text"
                text = text_of(cell, links=False)
                for part in [text] if whole else text.split():
                    bold = cell.find(f".//{W}b") is not None
                    assert fonts[size, bold].getlength(part) <= room + 1, (caption, part)


@pytest.mark.skipif(drawer() is None, reason="no picture can be drawn here")
def test_every_chart_is_a_picture_with_its_words(report, word):
    drawn = charts_of(report)
    assert len(word.pictures) == len(drawn) > 8
    said = [frame.find("{*}docPr").get("descr") for frame in word.pictures]
    for svg, alternative in zip(drawn, said, strict=True):
        title, words = titled(svg)
        assert title
        assert words
        assert alternative.startswith(title)
        assert words.rstrip(".") in alternative
    label = say("word.figure", report.view.lang, number="").strip()
    numbered = [each for each in word.instructions if each.startswith(f"SEQ {label} ")]
    assert len(numbered) == len(drawn) - len(report.first.cards)
    assert len({frame.find("{*}docPr").get("id") for frame in word.pictures}) == len(drawn)


def test_what_an_agency_fills_in_is_a_blank(report, word):
    fill = say("report.first.step.fill", report.view.lang)
    assert word.text.count(fill.replace("\u00a0", " ")) == len(report.first.steps)


def test_where_it_comes_from_stands_at_the_end(report, word):
    end = "\n".join(words for _, words in word.paragraphs[-4:])
    for part in (report.view.result.source.sha256, report.view.result.instrument_sha256, report.command):
        assert part in end


def test_a_date_is_printed_only_where_one_was_passed_in(bare):
    dated = Word(draw(build(a_result(), "id", date="2026-11-23")))
    assert "23 November 2026" in dated.text
    assert b"2026-11-23T00:00:00Z" in dated.parts["docProps/core.xml"]
    undated = Word(draw(build(a_result(), "id")))
    assert "tanggal: ……………………" in undated.text


def test_the_sections_stand_in_the_order_of_the_report(bare):
    report = build(a_result(), "en")
    turned = replace(report, sections=tuple(reversed(report.sections)))
    first = [words for level, words in Word(draw(turned)).headings if level == 1]
    assert first[1:-1] == [section.title for section in reversed(report.sections)]
