"""The options of reading: declared in one record, taken by name or whole, refused by name."""

from __future__ import annotations

import inspect
from dataclasses import fields

import pytest

import govassess as ga
from govassess.cli.analyze import analyze
from govassess.errors import PlanError
from govassess.responses.model import Source
from govassess.responses.options import DECISIONS, ReadingOptions
from govassess.run.plan import Plan

OPTIONS = [option.name for option in fields(ReadingOptions)]
ROWS = [["TR1", "TR2", "TR3", "TR4"], [1, 2, 3, 4], [5, 4, 3, 2]]


@pytest.mark.parametrize("function", [ga.read_responses, ga.inspect_file])
def test_a_notebook_lists_every_option_with_its_default(function):
    shown = inspect.signature(function).parameters
    assert {name: shown[name].default for name in OPTIONS} == {
        option.name: option.default for option in fields(ReadingOptions)
    }


def test_a_record_and_its_options_by_name_mean_the_same(write, trust):
    path = write(ROWS, delimiter=";")
    by_name = ga.read_responses(path, trust, delimiter=";", partial="drop")
    whole = ga.read_responses(path, trust, options=ReadingOptions(delimiter=";", partial="drop"))
    of_a_plan = ga.read_responses(path, trust, options=Plan(delimiter=";"), partial="drop")
    assert by_name.source == whole.source == of_a_plan.source
    assert by_name.source.partial == "drop"
    assert by_name.items.equals(of_a_plan.items)


@pytest.mark.parametrize(
    ("given", "english"),
    [
        ({"tool": "gogle_forms"}, 'tool: "gogle_forms" is not one of auto, '),
        ({"partial": "some"}, 'partial: "some" is not one of keep, drop'),
        ({"header_rows": 9}, "header_rows"),
        ({"pad_short_row": True}, "There is no option pad_short_row; did you mean: pad_short_rows"),
    ],
)
def test_a_wrong_option_is_refused_before_any_file_is_opened(given, english):
    with pytest.raises(PlanError) as refused:
        ga.read_responses("no-such-file.csv", **given)
    assert refused.value.message("en").startswith(english)


def test_a_wrong_option_in_a_record_is_refused_too():
    with pytest.raises(PlanError, match=r"^header_row"):
        ga.read_responses("no-such-file.csv", options=ReadingOptions(header_row=0))


def test_what_a_file_cannot_answer_is_stored_with_the_result():
    assert set(DECISIONS) <= {entry.name for entry in fields(Source)}
    assert {"on_invalid", "duplicates", "partial", "pad_short_rows"} == set(DECISIONS)


def test_each_option_with_a_help_text_is_a_flag_and_no_other_is():
    flags = {parameter.name for parameter in analyze.params}
    assert {name for name in OPTIONS if name in flags} == {
        option.name for option in fields(ReadingOptions) if "help" in option.metadata
    }
