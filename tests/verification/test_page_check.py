"""A page against the same page drawn again: every altered digit is found, named with its place, and nothing else."""

from __future__ import annotations

import random
import re
from collections import Counter

import pytest

from govassess.report.html import render_html
from govassess.result.assessment import Assessment
from govassess.result.codec import compact, decode
from govassess.verification import page_tree
from govassess.verification.page_check import compare, numbers_of, tally
from govassess.verification.page_tree import Element, NotAReportPageError, tree_of
from govassess.verification.verify import verify_report
from tests.report.a_result import a_census, a_result
from tests.report.pages import Page

PLANTED = 2000


@pytest.fixture(scope="module", params=["en", "id"])
def pages(request) -> tuple[Element, Element]:
    """A page twice, to be altered on a copy."""
    html = drawn(a_result(dimensions=4, items=4), request.param)
    return tree_of(html), tree_of(html)


def drawn(result: Assessment, lang: str = "en") -> str:
    """The page of a result as it is stored."""
    return render_html(decode(compact(result)), lang, date="2026-11-23")


def texts(page: Element) -> list[tuple[Element, int]]:
    """Every text of a page that holds a digit: the element, and its place in it; drawings, titles and notes too."""
    return [
        (element, place)
        for element in page.elements()
        if element.tag not in ("style", "script")
        for place, child in enumerate(element.children)
        if isinstance(child, str) and any(character.isdigit() for character in child)
    ]


def altered(text: str, rng: random.Random) -> str:
    """The text with one of its digits another."""
    at = rng.choice([place for place, character in enumerate(text) if character.isdigit()])
    return text[:at] + rng.choice([digit for digit in "0123456789" if digit != text[at]]) + text[at + 1 :]


def test_two_thousand_altered_digits_are_each_found_with_what_was_printed_and_what_is_expected(pages):
    page, original = pages
    rng, planted, everywhere = random.Random(20261123), 0, texts(page)
    while planted < PLANTED // 2:  # the other half in the other language
        chosen = [(*each, each[0].children[each[1]]) for each in rng.sample(everywhere, 200)]
        expected = Counter()
        for element, place, was in chosen:
            element.children[place] = altered(was, rng)
            expected[len(was) <= 60 and (element.children[place], was)] += 1
        found = list(compare(page, original))
        for element, place, was in chosen:
            element.children[place] = was
        assert {finding.kind for finding in found} == {"number"}
        assert all(finding.numbers == 1 and finding.printed != finding.expected for finding in found)
        short = Counter(
            len(finding.expected) <= 60 and "…" not in finding.expected and (finding.printed, finding.expected)
            for finding in found
        )
        assert len(found) == len(chosen)
        assert all(short[pair] >= count for pair, count in expected.items() if pair)
        planted += len(chosen)
    assert planted == PLANTED // 2


def test_numbers_stand_in_tables_sentences_drawings_titles_and_notes(pages):
    tags = {element.tag for element, _ in texts(pages[0])}
    assert {"td", "th", "p", "span", "text", "title", "desc", "li", "dt", "figcaption", "code", "a"} <= tags


def test_an_unaltered_page_has_no_finding_and_all_its_numbers_are_counted(pages):
    assert list(compare(*pages)) == []
    assert tally([], pages[0]).holding == numbers_of(pages[0]) > 3000


def test_a_finding_names_section_table_row_column_and_path():
    page = tree_of(drawn(a_result()))
    cell = next(
        child
        for table in page.elements()
        if table.tag == "table"
        for row in table.elements()
        if row.tag == "tr" and row.attributes.get("id", "").startswith("item-")
        for child in row.children
        if isinstance(child, Element) and child.tag == "td" and child.text.replace(",", ".").count(".") == 1
    )
    was = cell.children[0]
    cell.children[0] = was[:-1] + ("1" if was[-1] == "0" else "0")
    (found,) = compare(page, tree_of(drawn(a_result())))
    assert found.printed == cell.children[0]
    assert found.expected == was
    place = found.place
    assert place.section and place.row and place.column and place.path.startswith("items.")
    assert place.table.startswith(("Table", "Tabel"))


@pytest.mark.parametrize(
    ("old", "new", "kind", "numbers"),
    [
        ("<h1>", "<p>Index 99</p><h1>", "added", 1),
        ("<footer", "<script>alert(7)</script><footer", "added", 0),
        ("</style>", "td{display:none}</style>", "attribute", 0),
        ('<body class="govassess">', '<body class="govassess" hidden>', "attribute", 0),
        ("<h1>", "<!-- index 99 --><h1>", "added", 0),
        ("<html", "<!--[if IE]>99<![endif]--><html", "added", 0),
        ("<h1>", "<?php 1 ?><h1>", "added", 0),
        ("<h1>", "</i><h1>", "added", 0),
        ("<!doctype html>", "", "removed", 0),
        ('<body class="govassess">', '<body class="quiet" class="govassess">', "attribute", 0),
    ],
)
def test_what_is_added_or_drawn_otherwise_is_named(old, new, kind, numbers):
    html = drawn(a_result())
    found = list(compare(tree_of(html.replace(old, new, 1)), tree_of(html)))
    assert [(each.kind, each.numbers) for each in found] == [(kind, numbers)]


def test_a_row_that_was_taken_out_is_named_with_its_numbers():
    html = drawn(a_result())
    at = re.search(r"<tr[^>]* id=item-", html).start()
    end = html.index("<tr", at + 1)
    (found,) = compare(tree_of(html[:at] + html[end:]), tree_of(html))
    assert found.kind == "removed"
    assert found.numbers > 3


def test_a_bar_that_was_made_longer_is_found():
    html = drawn(a_result())
    at = re.search(r'<rect[^>]* width="?', html).end()
    longer = html[:at] + "9" + html[at:]
    (found,) = compare(tree_of(longer), tree_of(html))
    assert (found.kind, found.numbers) == ("attribute", 0)


def test_white_space_and_how_attributes_are_quoted_are_of_no_account(tmp_path):
    html = drawn(a_census(), "id")
    saved = html.replace("</td>", "\n </td>").replace('<main class="page">', "<main  class='page'>")
    assert saved != html
    file = tmp_path / "saved.html"
    file.write_text(saved, encoding="utf-8")
    found = verify_report(file)
    assert [each for each in found.findings if each.check == "page"] == []


def test_the_comment_that_a_browser_writes_into_a_saved_page_is_of_no_account():
    html = drawn(a_result())
    saved = html.replace("<html", "<!-- saved from url=(0042)https://example.org/survey-report.html -->\n<html", 1)
    assert saved != html
    assert list(compare(tree_of(saved), tree_of(html))) == []


def test_a_page_saved_from_a_browser_holds(browser, tmp_path):
    file = tmp_path / "report.html"
    file.write_text(drawn(a_result()), encoding="utf-8")
    said = []
    tab = browser.new_page()
    tab.on("console", lambda message: said.append(message.text))
    tab.goto(file.as_uri())
    saved = tmp_path / "saved.html"
    saved.write_text(tab.content(), encoding="utf-8")
    tab.close()
    assert said == []  # the policy says nothing of the block of data: it is never run
    found = verify_report(saved)
    assert [each for each in found.findings if each.check == "page"] == []


@pytest.mark.parametrize(
    "html",
    [
        "<p",
        "<p <b>",
        "<div>" * 200,
        "<!-- >" * 100,
        "<b></b>" * 1001,
        f"<b {'a ' * 50_000}>",
        f"<b {'a ' * 40_000}>" * 3,
    ],
    ids=["cut", "unclosed", "deep", "comments", "many", "tag", "attributes"],
)
def test_a_page_that_cannot_be_ours_is_refused(html, monkeypatch):
    monkeypatch.setattr(page_tree, "MOST_ELEMENTS", 1000)
    monkeypatch.setattr(page_tree, "MOST_ATTRIBUTES", 100_000)
    with pytest.raises(NotAReportPageError):
        tree_of(html)


def test_the_block_of_data_is_no_text_of_the_page():
    assert "govassess-data" not in Page(drawn(a_result())).text
