"""Sentences at the edges: nobody, one, two, all; each true, with the file it is about and what to do."""

from __future__ import annotations

from dataclasses import replace

import pytest

from govassess.assessment.assess import assess
from govassess.errors import NothingToScoreError
from govassess.hypotheses.equations import without_errors
from govassess.responses.read import read_responses
from govassess.text.catalogue import say
from tests.hostile.material import an_instrument, some_rows, write_instrument, write_rows
from tests.report.a_result import a_result

ITEMS = 12


@pytest.fixture
def read(tmp_path):
    """Read rows as answers to the small instrument."""
    write_instrument(tmp_path / "i.yaml", an_instrument())

    def responses(rows):
        write_rows(tmp_path / "s.csv", rows)
        return read_responses(tmp_path / "s.csv", tmp_path / "i.yaml")

    return responses


def blanked(rows, *places):
    """The rows with an empty answer in each row to the items at these places."""
    return [rows[0], *([("" if at in places else cell) for at, cell in enumerate(row)] for row in rows[1:])]


def about_complete_rows(result):
    return [notice for notice in result.warnings if notice.code.endswith("_complete_rows")]


@pytest.mark.parametrize("count", [1, 2])
def test_respondents_who_answered_everything_are_counted_although_nothing_can_be_computed(read, count):
    result = assess(read(some_rows(n=count)), draws=0)
    assert any((entry.where, entry.field) == ("validity", "htmt") for entry in result.unavailable)
    assert result.validity.n_used == count
    assert about_complete_rows(result) == []


@pytest.mark.parametrize("count", [2, 12])
def test_where_nobody_answered_everything_that_is_said(read, count):
    heads, *rows = some_rows(n=count)
    rows = [["" if at == number % 2 else cell for at, cell in enumerate(row)] for number, row in enumerate(rows)]
    result = assess(read([heads, *rows]), draws=0)
    (notice,) = about_complete_rows(result)
    assert (notice.code, dict(notice.values)) == ("no_complete_rows", {"n": 0, "of": count})
    assert say("warning.no_complete_rows", "en", **notice.values).startswith(
        f"None of the {count} respondents answered"
    )


@pytest.mark.parametrize(("count", "said"), [(1, "the only respondent"), (60, "each of the 60 respondents")])
def test_where_nobody_can_be_scored_the_file_is_named_and_what_to_do(read, count, said):
    with pytest.raises(NothingToScoreError) as caught:
        assess(read(blanked(some_rows(n=count), *range(1, ITEMS))), draws=0)
    english, indonesian = caught.value.message("en"), caught.value.message("id")
    assert english.startswith("s.csv: ") and indonesian.startswith("s.csv: ")
    assert said in english
    assert all(word in text for text in (english, indonesian) for word in ("--mapping", "min_answered", "inspect"))


@pytest.mark.parametrize("lang", ["en", "id"])
def test_whole_numbers_with_a_decimal_comma_are_counted(read, lang):
    rows = some_rows(n=30)
    whole = read(rows)
    written = [rows[0], *([f"{cell},0" if at < 2 else cell for at, cell in enumerate(row)] for row in rows[1:])]
    found = read(written)
    assert found.items.equals(whole.items)
    (notice,) = [each for each in found.issues if each.code == "decimal_commas"]
    assert dict(notice.values) == {"count": 60, "questions": 2}
    assert "60" in say("warning.decimal_commas", lang, **notice.values)
    assert all(each.code != "decimal_commas" for each in whole.issues)


def test_a_decimal_point_is_no_decimal_comma(read):
    rows = some_rows(n=30)
    found = read([rows[0], *([f"{cell}.0" if at < 2 else cell for at, cell in enumerate(row)] for row in rows[1:])])
    assert all(each.code != "decimal_commas" for each in found.issues)


def test_a_dummy_without_a_standard_error_has_a_reason_that_names_the_variable_and_no_value():
    model = next(each for each in a_result().models if len(each.coefficients) > 1)
    dummies = [replace(model.coefficients[-1], term=f"agency={name}", std_error=None) for name in ("Small", "Other")]
    changed = replace(model, references={"agency": "First"}, coefficients=(*model.coefficients[:-1], *dummies))
    (found,) = without_errors([changed])
    assert (found.where, found.field, found.code) == (f"models.{model.id}", "std_error", "cluster_decides")
    assert dict(found.values) == {"variable": "agency"}
    assert without_errors([model]) == ()
