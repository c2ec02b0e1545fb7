"""One result for three audiences: another order, other parts folded, and nothing lost."""

from __future__ import annotations

import re
from dataclasses import replace

import pytest

from govassess.report.audiences import FOLDED, arranged
from govassess.report.blocks import Figure, Folded, unfolded
from govassess.report.html import render_html
from govassess.report.view import seen
from govassess.report.whole import build, figures, tables
from tests.report.a_result import a_result, one_respondent
from tests.report.beside_the_tests import complete
from tests.report.pages import Page

AUDIENCES = ("agency", "research", "thesis")
OTHERS = ("agency", "thesis")


@pytest.fixture(params=["en", "id"])
def lang(request: pytest.FixtureRequest) -> str:
    return request.param


def names(result, audience):
    return [section.name for section in build(result, "en", audience=audience).sections]


def test_research_keeps_the_order_it_had():
    assert names(complete(), "research") == [
        "scores", "answers", "quality", "measurement", "hypotheses", "paths", "groups", "choices", "priorities", "method",
    ]  # fmt: skip


def test_an_agency_reads_scores_answers_and_groups_before_the_quality_of_the_data():
    assert names(complete(), "agency") == [
        "scores", "answers", "choices", "groups", "priorities", "quality", "measurement", "hypotheses", "paths",
        "method",
    ]  # fmt: skip


def test_a_thesis_follows_its_results_chapter():
    assert names(complete(), "thesis") == [
        "quality", "achievement", "scores", "answers", "instrument_tests", "measurement", "assumptions", "regressions",
        "hypotheses", "decomposition", "paths", "groups", "choices", "priorities", "method",
    ]  # fmt: skip


@pytest.mark.parametrize("audience", OTHERS)
def test_a_section_that_no_order_names_stays_before_the_method(audience):
    view = seen(a_result(), "en")
    sections = build(a_result(), "en", audience=audience).sections
    other = replace(sections[0], name="something_new")
    found = [section.name for section in arranged(view, (other, *sections), audience)]
    assert found[-2:] == ["something_new", "method"]
    assert len(found) == len(sections) + 1


def test_an_agency_finds_the_technical_parts_behind_one_line_each():
    for section in build(complete(), "en", audience="agency").sections:
        if section.name in FOLDED["agency"]:
            (only,) = section.blocks
            assert isinstance(only, Folded)
            assert section.finding
        else:
            assert not isinstance(section.blocks[0], Folded)


def test_only_an_agency_has_sections_folded():
    for audience in ("research", "thesis"):
        for section in build(complete(), "en", audience=audience).sections:
            assert not (len(section.blocks) == 1 and isinstance(section.blocks[0], Folded))


def test_a_section_without_blocks_is_not_folded_over_nothing():
    bare = replace(a_result(), hypotheses=(), models=(), path_models=(), estimators=())
    hypotheses = next(s for s in build(bare, "en", audience="agency").sections if s.name == "hypotheses")
    assert hypotheses.blocks == ()


@pytest.mark.parametrize("audience", OTHERS)
@pytest.mark.parametrize("made", [complete, one_respondent], ids=["complete", "one respondent"])
def test_every_table_chart_and_number_of_research_is_there(audience, made, lang):
    result = made()
    research, other = (build(result, lang, audience=each) for each in ("research", audience))
    assert set(tables(research)) <= set(tables(other))
    assert set(figures(research)) <= set(figures(other))
    page, others = (Page(render_html(result, lang, audience=each)) for each in ("research", audience))
    assert set(page.printed) <= set(others.printed)
    for name, table in tables(research).items():
        assert replace(tables(other)[name], number=0) == replace(table, number=0)


@pytest.mark.parametrize("audience", OTHERS)
def test_every_sentence_of_a_section_is_there(audience):
    result = complete()
    found = {s.name: s for s in build(result, "en", audience=audience).sections}
    for section in build(result, "en").sections:
        if section.name == "method":  # it prints the command, which names the audience
            continue
        assert found[section.name].finding == section.finding
        assert found[section.name].warnings == section.warnings
        kinds = [type(block).__name__ for block in unfolded(section.blocks) if not isinstance(block, Figure)]
        assert kinds == [
            type(block).__name__ for block in unfolded(found[section.name].blocks) if not isinstance(block, Figure)
        ]


@pytest.mark.parametrize("audience", AUDIENCES)
def test_tables_are_numbered_in_the_order_of_the_page(audience):
    report = build(complete(), "en", audience=audience)
    found = [table.number for section in report.sections for table in section.tables]
    assert found == list(range(1, len(found) + 1))
    page = render_html(complete(), "en", audience=audience)
    assert [int(number) for number in re.findall(r'id="?table-(\d+)', page)] == found


@pytest.mark.parametrize("audience", AUDIENCES)
def test_the_page_says_for_whom_it_is_and_how_to_make_it_again(audience, lang):
    html = render_html(complete(), lang, audience=audience)
    view = seen(complete(), lang)
    word = view.say("report.audience.meta", audience=view.say(f"report.audience.{audience}"))
    meta, footer = re.search(r'<p class="meta">.*?</p>', html, re.DOTALL), html.partition("<footer")[2]
    assert word in Page(meta.group()).text
    assert word in Page(footer).text
    assert f"--for {audience} --lang {lang}" in Page(footer).text
    assert f"--for {audience} --lang {lang}" in Page(html.partition('id="provenance"')[2]).text.replace("\u2060", "")


@pytest.mark.parametrize("audience", OTHERS)
def test_the_first_screen_answers_the_same_questions(audience, lang):
    research, other = (build(complete(), lang, audience=each).first for each in ("research", audience))
    assert other.title == research.title
    assert [card.index for card in other.cards] == [card.index for card in research.cards]
    assert (other.limits, other.cautions, other.steps) == (research.limits, research.cautions, research.steps)
    assert [(line.ident, line.words) for line in other.verdicts] == [
        (line.ident, line.words) for line in research.verdicts
    ]
    assert other.lead.startswith(research.lead)
    assert other.lead != research.lead


def test_the_first_screen_of_an_agency_has_verdicts_in_words_and_no_coefficient(lang):
    of_agency, research = (build(complete(), lang, audience=each).first for each in ("agency", "research"))
    assert any(line.rest for line in research.tested)
    assert not any(line.rest for line in (*of_agency.tested, *of_agency.verdicts))
    assert "Holm" in research.verdict_note
    assert "Holm" not in of_agency.verdict_note
    assert of_agency.verdict_note


@pytest.mark.parametrize("audience", AUDIENCES)
def test_every_link_within_the_page_leads_somewhere(audience):
    html = render_html(complete(), "en", audience=audience)
    anchors = re.findall(r'(?<![-\w])id="?([^"\s>]+)', html)
    assert len(anchors) == len(set(anchors))
    assert set(re.findall(r'href="#([^"]+)"', html)) <= set(anchors)
