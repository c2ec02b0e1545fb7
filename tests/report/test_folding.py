"""Details behind one line: closed on a screen, open on paper, and nothing that walks a report misses them."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest
from markupsafe import Markup

from govassess.report.blocks import Folded, Heading, Paragraph, Section, unfolded
from govassess.report.page import render, style
from govassess.report.table import Cell, Column, Row, Table
from govassess.report.view import seen
from govassess.report.whole import marked, number_tables
from tests.report.a_result import a_result
from tests.report.pages import Page

SAID = "What stands behind the line."


def a_table(name: str, mark: int) -> Table:
    column = Column(key="value", header="Value", kind="est")
    return Table(name=name, title=name, columns=(column,), rows=(Row(cells=(Cell(value=1.0, marks=(mark,)),)),))


def a_section() -> Section:
    inner = Folded(summary=Markup("Deeper"), blocks=(a_table("second", 2), Paragraph(text=Markup(SAID))))
    head = Heading(text="Within", anchor="within", marks=(3,))
    folded = Folded(summary=Markup("Details"), anchor="details", blocks=(head, inner))
    return Section(
        name="some", title="Some", finding=Markup("One."), blocks=(a_table("first", 1), folded, a_table("third", 1))
    )


def a_page() -> str:
    """One section laid out by the templates of the report, with its style and a link into what is folded."""
    (section,), numbers = number_tables((a_section(),))
    report = {"loose": {"some": ()}, "warnings": (), "numbers": numbers, "view": seen(a_result(), "en")}
    body = render("section.html.j2", "en", section=section, report=report)
    return f'<!doctype html><style>{style()}</style><body class="govassess"><a href="#within">to</a>{body}'


def test_folded_tables_are_numbered_in_reading_order_and_found_by_name():
    (section,), numbers = number_tables((a_section(),))
    assert numbers == {"first": 1, "second": 2, "third": 3}
    assert [(table.name, table.number) for table in section.tables] == [("first", 1), ("second", 2), ("third", 3)]


def test_a_mark_behind_a_line_counts_as_placed():
    assert marked(a_section()) == {1, 2, 3}
    assert marked(replace(a_section(), blocks=())) == frozenset()


def test_what_is_folded_is_walked_in_its_place():
    assert [type(block).__name__ for block in unfolded(a_section().blocks)] == [
        "Table",
        "Heading",
        "Table",
        "Paragraph",
        "Table",
    ]


def test_a_folded_block_is_a_closed_details_element_with_everything_in_it():
    page = Page(a_page())
    folds = [attributes for tag, attributes in page.elements if tag == "details"]
    assert [fold.get("id") for fold in folds] == ["details", None]
    assert all("open" not in fold for fold in folds)
    assert SAID in page.text


@pytest.mark.browser
def test_details_are_closed_on_a_screen_and_a_link_into_them_opens_them(browser: Any, tmp_path: Path):
    file = tmp_path / "page.html"
    file.write_text(a_page(), encoding="utf-8")
    page = browser.new_page(viewport={"width": 1000, "height": 600})
    page.goto(file.as_uri())
    assert SAID not in page.inner_text("body")
    page.click("a[href='#within']")
    page.wait_for_function("document.querySelector('#details').open")
    assert page.locator("#within").is_visible()
    page.close()


@pytest.mark.browser
def test_a_summary_takes_the_keyboard_and_shows_it(browser: Any):
    page = browser.new_page(viewport={"width": 1000, "height": 600})
    page.set_content(a_page())
    while page.evaluate("document.activeElement.tagName") != "SUMMARY":
        page.keyboard.press("Tab")
        assert page.evaluate("document.activeElement !== document.body")
    assert page.evaluate("getComputedStyle(document.activeElement).outlineStyle") == "solid"
    page.keyboard.press("Enter")
    assert page.evaluate("document.querySelector('#details').open") is True
    page.close()


@pytest.mark.browser
def test_everything_folded_is_open_on_paper_without_a_script(browser: Any):
    context = browser.new_context(java_script_enabled=False)
    page = context.new_page()
    page.emulate_media(media="print")
    page.set_content(a_page())
    assert page.get_by_text(SAID).bounding_box()["height"] > 0
    assert page.get_by_text(SAID).is_visible()
    page.emulate_media(media="screen")
    assert not page.get_by_text(SAID).is_visible()
    context.close()
