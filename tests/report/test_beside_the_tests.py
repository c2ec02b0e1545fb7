"""What stands beside the regressions: every table, its numbers, its words, and the page that shows all of it."""

from __future__ import annotations

import re
from typing import Any

import pytest

from govassess.report.formats import printed
from govassess.report.html import render_html
from govassess.report.whole import build, tables
from govassess.result.assessment import Assessment
from govassess.text.numbers import NumberFormat
from tests.report import path_results as made
from tests.report.beside_the_tests import SECTIONS, complete, section_of, text_of, without
from tests.report.guarded_words import FORBIDDEN, foreign, found
from tests.report.pages import Page, as_json, resolve
from tests.report.test_page_in_a_browser import A4, CUT, OUTSIDE, PAPER, SPILLED, opened

TABLES = {
    "hypotheses", "estimators", "model.H1", "residuals.H1", "effects.H2", "slopes.H5", "compared.H6", "compared.H7",
    "paths.pls.construct", "paths.sem.construct", "importance.pls.construct", "composites.pls.construct",
    "composites.sem.construct", "loadings.pls.construct", "loadings.sem.construct", "groups.role", "comparisons.role", "comparisons_more.role", "pairs.role",
}  # fmt: skip


def numbers_of(result: Assessment, lang: str) -> list[tuple[str, object, str]]:
    """Table name, stored value and printed text of every number in the tables of the three sections."""
    document = as_json(result)
    found = []
    for name, table in tables(build(result, lang)).items():
        if name not in TABLES:
            continue
        for row in table.rows:
            for column, cell in zip(table.columns, row.cells, strict=False):
                if isinstance(cell.value, int | float | tuple) and cell.source:
                    stored = [resolve(document, path) for path in cell.source.split()]
                    assert pytest.approx(stored, rel=1e-9) == (
                        list(cell.value) if isinstance(cell.value, tuple) else [cell.value]
                    )
                    found.append((name, cell.value, table.text(cell, column)))
    return found


@pytest.fixture(params=["en", "id"])
def lang(request: pytest.FixtureRequest) -> str:
    return request.param


def test_every_table_is_there_and_shows_the_stored_numbers(lang):
    assert set(tables(build(complete(), lang))) >= TABLES
    found = numbers_of(complete(), lang)
    assert {name for name, _, _ in found} == TABLES
    assert len(found) > 250


def test_every_number_in_the_page_leads_to_its_value(lang):
    result = complete()
    document = as_json(result)
    printed_there = Page(render_html(result, lang)).printed
    new = [
        (paths, text)
        for paths, text in printed_there
        if paths.startswith(("estimators.", "path_models.", "comparisons."))
    ]
    assert len(new) > 150
    for paths, _ in printed_there:
        for path in paths.split():
            assert resolve(document, path) is not None, path


@pytest.mark.parametrize(
    ("path", "kind", "value"),
    [
        ("estimators.4.estimate", "beta", 0.5123),
        ("path_models.0.estimates.0.estimate", "beta", 0.4321),
        ("path_models.0.map.rows.1.performance", "one", 47.91),
        ("comparisons.0.p_holm", "p", 0.0216),
        ("hypotheses.H5.region.boundaries.0", "est", 2.3456),
        ("hypotheses.H6.omega_squared", "three", 0.0319),
        ("models.0.residuals.cook_max", "three", 0.0812),
        ("models.0.largest_cluster", "n", 31),
    ],
)
def test_a_stored_value_reads_as_the_language_writes_it(path, kind, value, lang):
    decimals = {"one": 1, "three": 3}.get(kind)
    expected = printed(value, "est" if decimals else kind, NumberFormat(lang), decimals)
    assert {text for source, text in Page(render_html(complete(), lang)).printed if source == path} == {expected}


def test_the_smallest_p_is_printed_as_a_bound(lang):
    texts = [text for _, value, text in numbers_of(complete(), lang) if value == made.SMALLEST]
    assert len(texts) == 2
    assert set(texts) == {"< .001" if lang == "en" else "< 0,001"}


def test_no_key_and_no_code_is_visible(lang):
    text = text_of(complete(), lang, *SECTIONS)
    assert re.findall(r"\b(?:table|report|method|verdict|decision|reason|warning|statistic)\.[a-z]", text) == []
    assert re.findall(r"\b[a-z]+_[a-z_]+\b|\b(?:pls|sem)\.|[{}]", text) == []


def test_the_sections_claim_no_more_than_their_tests(lang):
    assert re.findall(FORBIDDEN[lang], text_of(complete(), lang, *SECTIONS), re.IGNORECASE) == []


def test_each_language_keeps_to_itself():
    assert found(foreign("id"), [text_of(complete(), "id", *SECTIONS)], ["more ("]) == {}  # the id of a family
    assert found(foreign("en"), [text_of(complete(), "en", *SECTIONS)]) == {}


def test_what_is_empty_says_why_or_nothing(lang):
    text = text_of(without(), lang, *SECTIONS)
    section = section_of(without(), lang, "paths")
    assert section.blocks == ()
    assert ("Not computed" if lang == "en" else "Tidak dihitung") in section.finding.striptags()
    assert ("not tested here" if lang == "en" else "tidak diuji di sini") in text
    for unused in ("PLS", "CFA-SEM", "Johnson", "Games", "Shapiro", "wild"):
        assert unused not in text, unused


def test_every_new_table_says_how_it_was_made(lang):
    for name, table in tables(build(complete(), lang)).items():
        assert table.notes.general, name


@pytest.mark.browser
@pytest.mark.parametrize("width", [400, 1280])
def test_nothing_is_cut_off_on_a_screen_when_everything_is_unfolded(browser: Any, lang: str, width: int):
    page = opened(browser, render_html(complete(), lang), width)
    page.evaluate("document.querySelectorAll('details').forEach(fold => fold.open = true)")
    assert page.evaluate("document.documentElement.scrollWidth") <= width
    assert page.evaluate(OUTSIDE) == []
    assert page.evaluate(CUT) == []
    assert page.evaluate(SPILLED) == []
    page.close()


@pytest.mark.browser
def test_nothing_is_wider_than_paper(browser: Any, lang: str):
    page = opened(browser, render_html(complete(), lang), A4["width"], A4["height"], "print")
    assert page.evaluate(PAPER) == []
    page.close()
