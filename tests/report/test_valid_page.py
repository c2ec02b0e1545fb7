"""The page as HTML: strict syntax, headings without gaps, names for everything that takes the keyboard."""

from __future__ import annotations

import itertools
from collections.abc import Iterator
from dataclasses import replace
from typing import Any
from xml.etree.ElementTree import Element

import html5lib
import pytest

from govassess.instrument.load import load_instrument
from govassess.questionnaire.compose import compose
from govassess.questionnaire.html_form import render_form
from govassess.report.html import render_html
from govassess.report.methods import FILE
from tests.report.a_result import a_result, one_respondent
from tests.report.beside_the_tests import complete

RESULTS = {"everything": complete, "one respondent": one_respondent, "made up": a_result}
HOSTILE = 'A "b" </style><script>x</script> \\ } @page'


def parsed(html: str) -> Element:
    """The page as a tree; a fault of its syntax is an error."""
    tree: Element = html5lib.HTMLParser(strict=True, namespaceHTMLElements=False).parse(html)
    return tree


def tag_of(node: Element) -> str:
    """The name of an element without its namespace."""
    return str(node.tag).rpartition("}")[2]


def named(tree: Element, *names: str) -> Iterator[Element]:
    """The elements of these names, in their order."""
    return (node for node in tree.iter() if tag_of(node) in names)


def said(node: Element) -> str:
    return " ".join("".join(node.itertext()).split())


@pytest.fixture(scope="module", params=[(name, lang) for name in RESULTS for lang in ("en", "id")], ids="-".join)
def page(request: pytest.FixtureRequest) -> tuple[Element, str]:
    name, lang = request.param
    return parsed(render_html(RESULTS[name](), lang)), lang


def test_ids_are_unique_and_whatever_names_an_id_finds_it(page):
    tree, _ = page
    ids = [node.get("id") for node in tree.iter() if node.get("id") is not None]
    assert len(ids) == len(set(ids))
    links = [node.get("href", "#") for node in named(tree, "a")]
    named_by = [link.removeprefix("#") for link in links if link != FILE]  # the page of methods lies beside it
    for attribute in ("aria-labelledby", "aria-describedby", "for"):
        named_by += [ident for node in tree.iter() for ident in (node.get(attribute) or "").split()]
    assert len(named_by) > 20
    assert [ident for ident in named_by if ident not in ids] == []


def test_there_is_one_title_and_no_level_of_heading_is_skipped(page):
    tree, lang = page
    levels = [int(tag_of(node)[1]) for node in named(tree, "h1", "h2", "h3", "h4", "h5", "h6")]
    assert levels[0] == 1 and levels.count(1) == 1
    assert [pair for pair in itertools.pairwise(levels) if pair[1] > pair[0] + 1] == []
    assert all(said(node) for node in named(tree, "h1", "h2", "h3", "h4"))
    assert tree.get("lang") == lang
    assert said(next(named(tree, "title")))


def test_tables_say_what_they_are_and_every_head_of_one_its_way(page):
    tree, _ = page
    tables = list(named(tree, "table"))
    assert tables
    for table in tables:
        assert said(next(named(table, "caption")))
        assert all(head.get("scope") in {"col", "row", "rowgroup"} for head in named(table, "th"))
        wide = sum(int(cell.get("colspan", 1)) for cell in named(next(named(table, "thead")), "th"))
        for row in named(table, "tr"):
            assert sum(int(cell.get("colspan", 1)) for cell in named(row, "th", "td")) == wide


def test_links_and_whatever_takes_the_keyboard_have_words(page):
    tree, _ = page
    for link in named(tree, "a"):
        assert said(link) or link.get("aria-label")
    texts = {node.get("id"): node for node in tree.iter()}
    for box in (node for node in tree.iter() if node.get("tabindex") is not None):
        assert box.get("tabindex") == "0" and box.get("role")
        assert box.get("aria-label") or said(texts[box.get("aria-labelledby")])
    assert all(said(summary) for summary in named(tree, "summary"))


def test_drawings_have_a_title_and_a_description(page):
    tree, _ = page
    for drawing in named(tree, "svg"):
        assert drawing.get("role") == "img" and drawing.get("aria-labelledby")
        assert said(next(named(drawing, "title")))


def test_landmarks_of_one_kind_are_told_apart_by_their_names(page):
    tree, _ = page
    texts = {node.get("id"): said(node) for node in tree.iter()}
    names: dict[str, list[Any]] = {}
    for node in named(tree, "aside", "nav", "section"):
        names.setdefault(tag_of(node), []).append(texts.get(node.get("aria-labelledby")) or node.get("aria-label"))
    for found in names.values():
        assert None not in found and len(found) == len(set(found))


def test_the_running_title_of_paper_cannot_close_the_style_sheet():
    made = a_result()
    html = render_html(replace(made, study=replace(made.study, name=HOSTILE)), "en")
    tree = parsed(html)
    assert [node.get("id") for node in named(tree, "script")] == ["govassess-data"]
    sheet = said(next(named(tree, "style")))
    assert "@top-left" in sheet and HOSTILE not in sheet and "\\3c \\2f style" in sheet


@pytest.mark.parametrize("lang", ["en", "id"])
def test_the_form_is_valid_too(lang):
    form = render_form(compose(load_instrument("cg-dps-smartcity")), lang)
    tree = parsed(form)
    ids = [node.get("id") for node in tree.iter() if node.get("id") is not None]
    assert len(ids) == len(set(ids))
