"""Careless respondents left out: what the report says where that was asked, and where it was not."""

from __future__ import annotations

import re
from dataclasses import replace

import pytest

from govassess.report.blocks import Folded, Heading, Paragraph
from govassess.report.html import render_html
from govassess.report.sections.estimators import agreement
from govassess.report.sections.first import first_screen
from govassess.report.view import seen
from govassess.report.ways import samples, way
from govassess.report.whole import build, tables
from tests.report.a_result import a_result, an_old_result
from tests.report.left_out_results import left_out, withheld
from tests.report.pages import Page

KEPT = {
    "en": ("nobody was removed", "Without them the largest difference", "β without flagged"),
    "id": ("tidak ada yang dikeluarkan", "Tanpa mereka, selisih indeks terbesar", "β tanpa yang ditandai"),
}
LEFT = {
    "en": (
        "9 of 211 respondents show two signs or more of careless answering and were left out",
        "One sign or more is shown by 21 of all respondents; those with a single sign stayed.",
        "With them the largest difference of an index would be −1.2 points (Second idea); 1 of 2 headline constructs would keep its level.",
        "were left out; the funnel above counts them",
        "β of all",
        "Index without those flagged twice and index of all respondents",
        "responses that look careless left out",
        "Fragile: with the respondents who were left out for careless answering the verdict would differ.",
        "(fragile: respondents left out)",
        "Respondents who look careless left out",
    ),
    "id": (
        "9 dari 211 responden menunjukkan sedikitnya dua tanda pengisian asal-asalan dan dikeluarkan",
        "Sedikitnya satu tanda ditunjukkan oleh 21 dari semua responden",
        "Bila mereka disertakan, selisih indeks terbesar adalah −1,2 poin (Gagasan kedua); 1 dari 2 konstruk utama tetap pada tingkatnya.",
        "dikeluarkan; jumlahnya tercatat dalam tahapan di atas",
        "β semua",
        "Indeks tanpa responden yang menunjukkan dua tanda atau lebih dan indeks semua responden",
        "isian yang tampak asal-asalan dan dikeluarkan",
        "Rapuh: jika responden yang dikeluarkan karena tampak mengisi asal-asalan disertakan, putusannya akan berbeda.",
        "(rapuh: responden yang dikeluarkan)",
        "Responden yang tampak mengisi asal-asalan dikeluarkan",
    ),
}  # fmt: skip
ALONE = {
    "en": "Results with the respondents left out are not shown beside these: too few respondents (under 10)",
    "id": "Hasil dengan responden yang dikeluarkan tidak ditampilkan di samping hasil ini: terlalu sedikit responden (kurang dari 10)",
}


@pytest.fixture(params=["en", "id"])
def lang(request: pytest.FixtureRequest) -> str:
    return request.param


def quality(result, lang):
    return next(section for section in build(result, lang).sections if section.name == "quality")


def test_the_report_of_a_run_without_them_says_so_and_nothing_of_the_other_way(lang):
    text = Page(render_html(left_out(), lang)).text
    for words in LEFT[lang]:
        assert words in text
    for words in KEPT[lang]:
        assert words not in text


def test_the_report_of_a_run_with_them_says_nothing_of_leaving_out(lang):
    text = Page(render_html(a_result(), lang)).text
    for words in KEPT[lang]:
        assert words in text
    for words in LEFT[lang][:-1]:  # the option is printed either way
        assert words not in text


def test_the_option_is_printed_as_it_was_set(lang):
    for result, words in ((left_out(), {"en": "yes", "id": "ya"}), (a_result(), {"en": "no", "id": "tidak"})):
        page = Page(render_html(result, lang))
        assert ("options.exclude_careless", words[lang]) in page.printed


def test_leaving_them_out_stands_on_the_first_screen(lang):
    view = seen(left_out(), lang)
    cautions = [text.striptags() for text, _ in first_screen(view).cautions]
    words = {"en": "9 of 211 respondents show two or more signs", "id": "9 dari 211 responden menunjukkan dua"}
    assert any(text.startswith(words[lang]) for text in cautions)


def test_where_everyone_may_not_stand_beside_the_reason_does(lang):
    result = withheld()
    page = Page(render_html(result, lang))
    assert ALONE[lang] in page.text
    assert "robustness" not in tables(build(result, lang))
    keys = [column.key for column in tables(build(result, lang))["estimators"].columns]
    assert "unflagged_estimate" in keys
    assert "all_estimate" not in keys
    notes = " ".join(note.striptags() for note in tables(build(result, lang))["estimators"].notes)
    assert {"en": "Over all respondents: not given", "id": "Pada semua responden: tidak disajikan"}[lang] in notes


def test_both_ways_stand_side_by_side_with_the_run_first():
    found = tables(build(left_out(), "en"))
    robust, estimates = found["robustness"], found["estimators"]
    assert [column.header for column in robust.columns][1:4] == ["Index without", "n of all", "Index of all"]
    assert [cell.value for cell in robust.rows[1].cells][2:4] == [211, 58.0679]
    assert robust.rows[1].cells[1].source == "scores.B.index"
    headers = [column.header for column in estimates.columns if column.kind == "beta"]
    assert headers == ["β", "β of all"]
    keys = [column.key for column in estimates.columns if column.kind == "beta"]
    assert keys == ["unflagged_estimate", "all_estimate"]


def test_a_method_is_compared_with_the_test_over_those_who_stayed():
    base = left_out()
    changed = tuple(
        replace(each, agrees=False) if (each.hypothesis, each.method, each.sample) == ("H1", "ols", "all") else each
        for each in base.estimators
    )
    said = agreement(seen(replace(base, estimators=changed), "en")).striptags()
    assert "H1: Regression (OLS) over all respondents" in said


def test_the_step_of_the_funnel_stands_last_and_the_chart_shows_it(lang):
    steps = [row.cells[0].value for row in tables(build(left_out(), lang))["funnel"].rows]
    assert steps[-2] == LEFT[lang][6]
    section = quality(left_out(), lang)
    assert any(isinstance(block, Heading) and block.anchor == "careless" for block in section.blocks)
    assert any(isinstance(block, Folded) and block.anchor == "careless-signs" for block in section.blocks)


def test_asked_for_where_nobody_was_flagged_nobody_was_removed(lang):
    base = a_result()
    result = replace(base, options=replace(base.options, exclude_careless=True))
    assert (way(seen(result, lang)), samples(seen(result, lang))) == ("kept", ("all", "unflagged"))
    assert KEPT[lang][0] in Page(render_html(result, lang)).text


def test_a_result_without_the_step_reads_as_before(lang):
    assert way(seen(an_old_result(), lang)) == "kept"


def test_a_publication_tells_one_exact_number_of_those_left_out(lang):
    base = left_out()
    published = replace(base, options=replace(base.options, disclosure="published", min_group=10))
    said = " ".join(b.text.striptags() for b in quality(published, lang).blocks if isinstance(b, Paragraph))
    assert re.search(r"\b9 (of|dari) 211\b", said)
    assert " 21 " not in said  # rounded, it could be smaller than the exact number beside it


@pytest.mark.parametrize(
    ("lang", "limits"), [("en", "under 2 seconds for each item"), ("id", "kurang dari 2 detik untuk setiap butir")]
)
def test_times_are_a_sign_like_any_other(lang, limits):
    found = tables(build(a_result(), lang))["careless"]
    last = found.rows[-1]
    assert [cell.value for cell in last.cells[1:]] == [6, 12]
    assert limits in " ".join(note.striptags() for note in found.notes)
