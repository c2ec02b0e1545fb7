"""Comparisons of the shown groups: what the tests found, pairs, and what was not tested."""

from __future__ import annotations

from dataclasses import replace

import pytest

from govassess.report.blocks import Folded
from govassess.report.sections.comparisons import comparison_finding
from govassess.report.view import seen
from govassess.report.whole import build, tables
from tests.report import path_results as made
from tests.report.beside_the_tests import complete, section_of, without


@pytest.fixture(params=["en", "id"])
def lang(request: pytest.FixtureRequest) -> str:
    return request.param


def test_the_sentence_on_groups_names_the_scores_that_differ():
    view = seen(complete(), "en")
    found = view.result.comparisons
    said = comparison_finding(view, "role", found).striptags()
    assert said.endswith("adjusted p below .05): First idea.")
    assert "1 of the 2 scores tested" in said
    assert "no clear evidence" in comparison_finding(view, "role", found[1:2])
    assert "not tested" in comparison_finding(view, "role", found[2:])


def test_a_comparison_without_a_test_says_why_and_every_one_says_what_was_not_tested():
    notes = " ".join(str(note) for note in tables(build(complete(), "en"))["comparisons.role"].notes)
    assert "Trait D1: no test; a group has fewer than 10 respondents" in notes
    assert "Measurement invariance was not tested" in notes
    assert "2</span> scores tested" in notes


def test_several_groups_have_no_column_for_two():
    several = tuple(replace(each, hedges_g=None, hedges_g_low=None, hedges_g_high=None) for each in made.comparisons())
    headers = [column.key for column in tables(build(complete(comparisons=several), "en"))["comparisons.role"].columns]
    assert "hedges_g" not in headers


def test_pairs_are_folded_and_read_as_second_minus_first():
    section = section_of(complete(), "en", "groups")
    folds = [block for block in section.blocks if isinstance(block, Folded)]
    assert [fold.summary.striptags() for fold in folds] == [
        "By Role: more on these comparisons",
        "By Role: 1 pair of groups, with the difference and its interval",
    ]
    rows = tables(build(complete(), "en"))["pairs.role"].rows
    assert [row.cells[0].value for row in rows] == ["First idea", "Staff minus Leader"]


def test_groups_without_comparisons_are_said_to_be_described_only(lang):
    table = tables(build(without(), lang))["groups.role"]
    notes = " ".join(map(str, table.notes))
    assert ("not tested" if lang == "en" else "tidak diuji") in notes
    assert "comparisons.role" not in tables(build(without(), lang))


def test_the_other_numbers_of_a_comparison_are_folded_and_only_of_scores_that_were_tested():
    table = tables(build(complete(), "en"))["comparisons_more.role"]
    shown = [
        [table.text(cell, column) for cell, column in zip(row.cells, table.columns, strict=True)] for row in table.rows
    ]
    assert shown[0] == ["First idea", "5.43", "1", "0.027", "0.032", "[0.001, 0.090]", ".412"]
    assert [row[0] for row in shown] == ["First idea", "Second idea"]
    untested = complete(comparisons=made.comparisons()[2:])
    assert "comparisons_more.role" not in tables(build(untested, "en"))


@pytest.mark.parametrize("name", ["comparisons.role", "comparisons_more.role", "pairs.role"])
def test_tests_of_groups_say_that_they_take_respondents_as_independent_where_the_draws_do_not(name, lang):
    words = "take respondents as independent" if lang == "en" else "memperlakukan responden sebagai saling bebas"
    result = complete()
    rows = replace(result, options=replace(result.options, resampled="respondents", cluster=None))
    assert any(words in str(note) for note in tables(build(result, lang))[name].notes)
    assert not any(words in str(note) for note in tables(build(rows, lang))[name].notes)


def test_the_sign_of_hedges_g_is_told_apart_from_that_of_the_differences(lang):
    notes = " ".join(map(str, tables(build(complete(), lang))["comparisons.role"].notes))
    assert ("first group minus second" if lang == "en" else "kelompok pertama dikurangi kelompok kedua") in notes
    assert ("its sign is opposite" if lang == "en" else "Tandanya karena itu berlawanan") in notes
