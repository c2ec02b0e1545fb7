"""The importance-performance map and its table."""

from __future__ import annotations

import pytest

from govassess.report.whole import build, figures, tables
from govassess.result.assessment import ImportanceMap, Unavailable
from tests.report import path_results as made
from tests.report.beside_the_tests import complete, text_of
from tests.report.pages import written


@pytest.fixture(params=["en", "id"])
def lang(request: pytest.FixtureRequest) -> str:
    return request.param


def test_the_map_numbers_its_points_as_the_table_does(lang):
    report = build(complete(), lang)
    found = written(figures(report)["importance.pls.construct"].svg)
    rows = tables(report)["importance.pls.construct"].records()
    assert [row["number"] for row in rows] == ["1", "2", "3", "4"]
    for row in rows:
        assert found.count(row["number"]) == 2  # beside its point and in the key
        assert found.index(row["id"]) > found.index(row["number"])
    assert any(words.startswith(("Dashed lines", "Garis putus-putus")) for words in found)


def test_fewer_than_three_points_are_given_in_the_table_alone(lang):
    few = ImportanceMap(target="E1", performance=50.0, rows=made.a_map().rows[:2])
    result = complete(path_models=(made.a_path_model(map=few),))
    report = build(result, lang)
    assert "importance.pls.construct" not in figures(report)
    assert len(tables(report)["importance.pls.construct"].rows) == 2
    assert ("fewer than 3 points" if lang == "en" else "kurang dari 3") in text_of(result, lang, "paths")


def test_the_importance_of_the_map_is_told_from_that_of_the_priorities():
    notes = " ".join(str(note) for note in tables(build(complete(), "en"))["importance.pls.construct"].notes)
    assert "another one than that of the priorities" in notes


def test_a_map_that_could_not_be_drawn_says_why():
    why = Unavailable(where="path_models.pls.construct", field="ipma", code="negative_weight", values={"node": "D1", "item": "D11"})  # fmt: skip
    result = complete(path_models=(made.a_path_model(map=None),), unavailable=(why,))
    assert "importance.pls.construct" not in figures(build(result, "en"))
    assert "Importance–performance map: not drawn; D11 has a negative weight" in text_of(result, "en", "paths")
