"""A departure from the schema is named by line and key path, with what was found and what is wanted."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Annotated, Literal

import pytest
from pydantic import ConfigDict, Field, TypeAdapter

from govassess.errors import DataError
from govassess.files.closed_schema import did_you_mean, to_record
from govassess.files.safe_yaml import parse_yaml

CLOSED = ConfigDict(extra="forbid", strict=True)


@dataclass(frozen=True, kw_only=True)
class Leaf:
    __pydantic_config__ = CLOSED
    id: Annotated[str, Field(pattern="^[a-z]+$", max_length=5)]
    reverse: bool = False
    code: str | int = 1
    kind: Literal["one", "two"] = "one"


@dataclass(frozen=True, kw_only=True)
class Root:
    __pydantic_config__ = CLOSED
    title: Annotated[str, Field(min_length=1)]
    share: float = 0.5
    count: Annotated[int, Field(ge=1)] | None = None
    leaves: Annotated[tuple[Leaf, ...], Field(min_length=1)]
    labels: Mapping[int, Leaf] = field(default_factory=dict)


def read(text):
    document = parse_yaml(text, file="plan.yaml", error=DataError, code="E302")
    return to_record(TypeAdapter(Root), document, error=DataError, code="E302")


def problems(text):
    with pytest.raises(DataError) as caught:
        read(text)
    return caught.value


def test_a_document_that_fits_becomes_the_record():
    record = read("title: T\ncount: 3\nleaves: [{id: a}]\nlabels: {1: {id: b, reverse: true}}\n")
    assert record == Root(title="T", count=3, leaves=(Leaf(id="a"),), labels={1: Leaf(id="b", reverse=True)})


@pytest.mark.parametrize(
    ("line", "reason", "path", "value", "said"),
    [
        ("leaves: [{id: a, reverse: yes}]", "boolean", "leaves[0].reverse", "yes", "true or false"),
        ("leaves: [{id: a, revers: true}]", "misspelt_key", "leaves[0].revers", "revers", 'did you mean "reverse"?'),
        ("leaves: [{id: a, zzz: true}]", "unknown_key", "leaves[0].zzz", "zzz", "id, reverse, code, kind"),
        ("leaves: [{reverse: true}]", "missing_key", "leaves[0].id", None, 'the key "id" is missing'),
        ("leaves: [{id: A1}]", "pattern", "leaves[0].id", "A1", "^[a-z]+$"),
        ("leaves: [{id: abcdefgh}]", "too_long", "leaves[0].id", "abcdefgh", "at most 5"),
        ("leaves: [{id: 5}]", "quoted_text", "leaves[0].id", "5", "in quotes"),
        ("leaves: [{id: [a]}]", "text", "leaves[0].id", '["a"]', "a text"),
        ("leaves: [{id: a, code: 1.5}]", "text_or_whole_number", "leaves[0].code", "1.5", "a text or a whole number"),
        ("leaves: [{id: a, kind: three}]", "one_of", "leaves[0].kind", "three", "one of: one, two"),
        ("leaves: []", "too_few", "leaves", "[]", "at least 1"),
        ("leaves: {id: a}", "list", "leaves", '{"id": "a"}', "a list"),
        ("leaves: [a]", "mapping", "leaves[0]", "a", "keys with values"),
        ("leaves: [{id: a}]\ncount: 2.5", "whole_number", "count", "2.5", "a whole number"),
        ("leaves: [{id: a}]\ncount: 0", "bound", "count", "0", "≥ 1"),
        ("leaves: [{id: a}]\nshare: half", "number", "share", "half", "a number"),
        ("leaves: [{id: a}]\nlabels: {low: {id: a}}", "whole_number_key", "labels.low", "low", "a whole number as key"),
        ("leaves: [{id: a}]\nlabels: [a]", "mapping", "labels", '["a"]', "keys with values"),
    ],
)  # fmt: skip
def test_each_departure_says_where_what_and_why(line, reason, path, value, said):
    error = problems(f"title: T\n{line}\n")
    [problem] = error.problems
    assert (problem.reason, problem.path, problem.value) == (f"schema.{reason}", path, value)
    assert problem.line == (2 if "\n" not in line else 3)
    assert said in error.message("en")
    assert error.message("id") != error.message("en")


def test_an_empty_text_is_no_title():
    assert [problem.reason for problem in problems("title: ''\nleaves: [{id: a}]").problems] == ["schema.empty_text"]


def test_all_departures_come_at_once_in_the_order_of_the_file():
    error = problems("titel: T\nleaves:\n  - {id: a, reverse: yes}\n  - {id: B}\ncount: x\n")
    found = [(problem.line, problem.path) for problem in error.problems]
    assert found == [(1, "title"), (1, "titel"), (3, "leaves[0].reverse"), (4, "leaves[1].id"), (5, "count")]


def test_a_value_is_cut_and_its_control_characters_are_shown():
    error = problems('title: T\nleaves: [{id: "\\e[31m' + "x" * 100 + '"}]\n')
    assert "\x1b" not in str(error)
    assert len(error.problems[0].value) < 60
    assert error.problems[0].value.startswith("\\x1b[31mx")


def test_a_root_that_is_no_mapping_is_told_so():
    assert [problem.reason for problem in problems("- a\n").problems] == ["schema.mapping"]


def test_the_word_meant_is_found_whatever_its_capitals():
    assert did_you_mean("REVERSE", ["reverse", "short"]) == "reverse"
    assert did_you_mean("unlike", ["reverse", "short"]) is None
