"""The order of a survey of service satisfaction: from the same blocks, blanks where a person has to write."""

from __future__ import annotations

import inspect
import re
from dataclasses import replace

import pytest
from markupsafe import Markup

from govassess.instrument.load import load_instrument
from govassess.instrument.model import Text
from govassess.report.view import seen
from govassess.report.whole import build, tables
from govassess.report.word import questionnaire, skm
from govassess.report.word.document import draw
from govassess.text.catalogue import catalogue, say
from tests.report.a_result import a_result, one_respondent
from tests.report.word.documents import W, Word, text_of

LANGUAGES = ("en", "id")


@pytest.fixture(scope="module", autouse=True)
def _bare():
    with pytest.MonkeyPatch.context() as patched:
        patched.setattr("govassess.report.word.document.drawer", lambda: None)
        yield


def written(result, lang):
    report = build(result, lang, template="skm")
    return report, Word(draw(report))


@pytest.fixture(scope="module", params=LANGUAGES)
def both(request):
    return written(a_result(), request.param)


def below(word, heading):
    """Style and words of the paragraphs below a heading, up to the next one."""
    found = None
    for style, words in word.paragraphs:
        if style.startswith("Heading"):
            if found is not None:
                return found
            found = [] if words == heading else None
        elif found is not None:
            found.append((style, words))
    return found or []


def test_the_parts_stand_in_the_order_of_the_regulation_s_report():
    _, word = written(a_result(), "id")
    assert [words for level, words in word.headings if level == 1] == [
        "Kata pengantar",
        "Ringkasan eksekutif",
        "Bab I Pendahuluan",
        "Bab II Metodologi",
        "Bab III Hasil",
        "Bab IV Penutup",
        "Lampiran 1. Kuesioner",
        "Lampiran 2. Catatan metode",
        "Semua peringatan",
    ]
    parts = [words for level, words in word.headings if level == 2]
    for words in ("1.1 Latar belakang", "1.2 Dasar hukum", "1.3 Maksud dan tujuan", "1.4 Unsur yang dinilai"):
        assert words in parts
    assert "2.3 Pengujian kualitas data" in parts


def test_the_contents_stand_between_foreword_and_summary(both):
    report, word = both
    lang = report.view.lang
    order = [words for style, words in word.paragraphs if style in ("Heading1", "ContentsHeading")]
    assert order[:3] == [say(f"word.skm.{name}", lang) for name in ("foreword", "contents", "summary")]


def test_without_an_earlier_result_the_summary_begins_with_a_blank(both):
    report, word = both
    first = below(word, say("word.skm.summary", report.view.lang))[0]
    assert first[1] == say("word.skm.blank.change", report.view.lang)


def test_a_known_change_is_the_first_paragraph_of_the_summary(monkeypatch):
    said = Markup("First idea: <b>2.1</b> points higher than in 2025.")
    monkeypatch.setattr("govassess.report.word.skm.changes", lambda _: (said,))
    _report, word = written(a_result(), "en")
    assert below(word, say("word.skm.summary", "en"))[0][1] == said.striptags()
    assert say("word.skm.blank.change", "en") not in word.text


def test_the_summary_says_a_change_once(monkeypatch):
    report = build(a_result(), "en", template="skm")
    said = Markup("First idea: 2.1 points higher than in 2025.")
    first = replace(report.first, lead=Markup("Before. ") + said + Markup(" After."))
    monkeypatch.setattr("govassess.report.word.skm.changes", lambda _: (said,))
    told = [words for _, words in below(Word(draw(replace(report, first=first))), say("word.skm.summary", "en"))]
    assert told[0] == said
    assert "Before. After." in told


def test_every_blank_is_visible_once_a_place(both):
    report, word = both
    lang = report.view.lang
    blanks = {key for key in catalogue("en") if key.startswith("word.skm.blank.")} - {"word.skm.blank.unit"}
    marked = [
        text_of(run)
        for run in word.root.iter(f"{W}r")
        if (style := run.find(f"{W}rPr/{W}rStyle")) is not None and style.get(f"{W}val") == "Blank"
    ]
    assert {say(key, lang) for key in blanks} == set(marked)  # the unit is known: the name of the study


def test_nothing_of_the_report_is_lost(both):
    report, word = both
    text = " ".join(word.text.split())
    for section in report.sections:
        assert " ".join(section.finding.striptags().split()) in text
    titles = [title for _, title, _, _ in word.tables]
    assert {table.title for table in tables(report).values()} <= set(titles)
    assert len(titles) == len(tables(report)) + 2  # the plan of follow-up and the questionnaire


def test_tables_are_numbered_in_the_order_in_which_they_stand(both):
    report, word = both
    label = say("table.number", report.view.lang, number="")
    assert [caption for caption, _, _, _ in word.tables] == [f"{label}{n}" for n in range(1, len(word.tables) + 1)]
    told = [words for style, words in word.paragraphs if style == "TableNote"]
    numbers = {caption: title for caption, title, _, _ in word.tables}
    same = say("report.same_numbers", report.view.lang, number="(\\d+)").replace(".", "\\.")
    led = [match[1] for words in told if (match := re.search(same, words))]
    assert led
    assert all(f"{label}{number}" in numbers for number in led)


def test_no_key_and_no_markup_is_visible(both):
    _, word = both
    assert re.findall(r"\b(?:report|table|word|warning|reason)\.[a-z_]+\.?[a-z_]*", word.text) == []
    assert re.findall(r"</?[a-zA-Z][^>\n]*>|&[a-z]+;", word.text) == []


def test_levels_and_their_source_are_those_of_the_instrument():
    made = a_result()
    levels = made.instrument.levels
    bands = tuple(replace(band, name=Text(en=f"Grade {band.level}", id=f"Mutu {band.level}")) for band in levels.bands)
    renamed = replace(levels, bands=bands, source=Text(en="Decree 1/2030", id="Keputusan 1/2030"))
    result = replace(made, instrument=replace(made.instrument, levels=renamed, citation="Regulation 2/2030."))
    _, word = written(result, "id")
    basis = " ".join(words for _, words in below(word, "1.2 Dasar hukum"))
    assert "Regulation 2/2030." in basis
    assert "Keputusan 1/2030" in basis
    assert "Mutu 3" in word.text
    assert "Berkembang" not in word.text


def test_no_cut_off_grade_or_regulation_is_written_in_the_code():
    source = inspect.getsource(skm) + inspect.getsource(questionnaire)
    texts = [text for key, text in catalogue("id").items() if key.startswith("word.")]
    for lines in (source, *map(str, texts)):
        assert not re.search(r"\d+[.,]\d\d\b|PermenPAN|14/2017|Sangat baik|SKM\b(?!\.)", lines.replace("``skm``", ""))


def test_the_questionnaire_lists_what_was_asked_with_its_answers(both):
    report, word = both
    view = report.view
    table = next(drawn for _, title, drawn, _ in word.tables if title == view.say("word.skm.questions"))
    asked = {row[0]: row[1] for row in word.rows(table)[1:] if len(row) > 1}
    assert set(asked) == {item.id for item in view.result.items}
    for item in view.result.instrument.items():
        if item.id in asked:
            assert asked[item.id] == item.text.in_language(view.lang)
    assert ("1 = Strongly disagree" if view.lang == "en" else "1 = Sangat tidak setuju") in word.text


def test_items_with_answers_of_their_own_show_them():
    instrument = load_instrument("skm-permenpanrb-14-2017")
    made = a_result()
    items = tuple(replace(made.items[0], id=f"U{place}") for place in range(1, 10))
    table = questionnaire.questions_table(seen(replace(made, instrument=instrument, items=items), "id"))
    assert [column.key for column in table.columns] == ["item", "question", "answers"]
    cost = next(row for row in table.rows if row.cells[0].value == "U4")
    assert cost.cells[2].value == "1 = Sangat mahal; 2 = Cukup mahal; 3 = Murah; 4 = Gratis"


def test_the_plan_of_follow_up_has_a_row_and_blanks_for_each_priority(both):
    report, word = both
    table = next(drawn for _, title, drawn, _ in word.tables if title == report.view.say("word.skm.follow_up"))
    _, *rows = word.rows(table)
    assert [row[1] for row in rows] == [step.name for step in report.first.steps]
    assert all(set(row[3]) == set(row[4]) == {"…"} for row in rows)


@pytest.mark.parametrize("lang", LANGUAGES)
def test_a_result_without_numbers_has_the_same_chapters(lang):
    _, word = written(one_respondent(), lang)
    _, full = written(a_result(), lang)
    assert [words for level, words in word.headings if level == 1] == [
        words for level, words in full.headings if level == 1
    ]


def test_sections_without_data_are_named_in_the_appendix(monkeypatch):
    report = build(a_result(), "id", template="skm")
    emptied = replace(
        report,
        sections=tuple(replace(each, blocks=()) if each.name == "paths" else each for each in report.sections),
    )
    word = Word(draw(emptied))
    section = next(each for each in emptied.sections if each.name == "paths")
    told = [words for _, words in below(word, say("word.skm.without_data", "id"))]
    assert told == [f"{section.title}: {section.finding.striptags()}"]
