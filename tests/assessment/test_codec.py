"""The result as canonical JSON: the same text in and out, valid against its schema, refused when it is not one."""

from __future__ import annotations

import dataclasses
import json
from collections.abc import Mapping

import jsonschema
import pandas as pd
import pytest

from govassess.assessment.assess import assess
from govassess.errors import DataError
from govassess.instrument.load import load_instrument
from govassess.result.codec import decode, encode, json_schema, plain, read_result, settled
from tests.surveys import answers, responses

CG = load_instrument("cg-dps-smartcity")


@pytest.fixture(scope="module")
def text() -> str:
    profile = pd.DataFrame({"agency": [f"Dinas {i % 12}" for i in range(96)], "role": ["leader", "supervisor"] * 48})
    survey = responses(answers(CG, 96, missing=0.02), CG, profile=profile)
    return encode(assess(survey, by=("agency", "role"), draws=100))


def test_what_is_read_back_is_written_the_same_again(text):
    assert encode(decode(text)) == text


def kinds_of(record):
    """A record as nested fields, each number with its type."""
    if dataclasses.is_dataclass(record):
        return {entry.name: kinds_of(getattr(record, entry.name)) for entry in dataclasses.fields(record)}
    if isinstance(record, Mapping):
        return {key: kinds_of(entry) for key, entry in record.items()}
    if isinstance(record, tuple):
        return tuple(map(kinds_of, record))
    return (type(record), record) if isinstance(record, int | float) else record


@pytest.mark.parametrize("options", [{}, {"disclosure": "published"}, {"draws": 0}])
def test_what_is_settled_is_what_is_read_back(options):
    profile = pd.DataFrame({"agency": [f"Dinas {i % 12}" for i in range(96)], "years": [*range(95), None]})
    survey = responses(answers(CG, 96, missing=0.02, seed=4), CG, profile=profile)
    result = assess(survey, **({"draws": 60, "by": ("agency",)} | options))
    read_back = decode(encode(result))
    for name in (entry.name for entry in dataclasses.fields(result)):
        if name != "instrument":  # given, not found
            assert kinds_of(getattr(settled(result), name)) == kinds_of(getattr(read_back, name)), name


def test_a_result_is_valid_against_its_published_schema(text):
    jsonschema.Draft202012Validator(json_schema()).validate(json.loads(text))


def test_numbers_have_at_most_ten_significant_digits(text):
    for token in json.loads(text, parse_float=lambda digits: f"~{digits}")["scores"][0].values():
        if isinstance(token, str) and token.startswith("~"):
            mantissa = token[1:].split("e")[0].replace(".", "").lstrip("-0")
            assert len(mantissa) <= 10


@pytest.mark.parametrize("value", [float("nan"), float("inf")])
def test_a_number_that_is_none_is_never_written(value):
    with pytest.raises(ValueError, match="must not be stored"):
        plain({"x": value})


@pytest.mark.parametrize(
    ("spoil", "reason"),
    [
        (lambda text: text[: len(text) // 2], "not_json"),
        (lambda _: "[1, 2]", "result_version"),
        (lambda text: text.replace('"schema_version": "1.', '"schema_version": "2.', 1), "result_version"),
        (lambda text: text.replace('"conf_level": 0.95', '"conf_level": NaN', 1), "not_json"),
        (lambda text: text.replace('"conf_level": 0.95', '"conf_level": "x"', 1), "result_schema"),
        (lambda _: "[" * 100_000, "not_json"),
    ],
)
@pytest.mark.parametrize("lang", ["en", "id"])
def test_what_is_no_result_is_refused_with_its_reason(text, tmp_path, spoil, reason, lang):
    path = tmp_path / "survey-result.json"
    path.write_text(spoil(text), encoding="utf-8")
    with pytest.raises(DataError) as fault:
        read_result(path)
    assert {problem.reason for problem in fault.value.problems} == {reason}
    assert "survey-result.json" in fault.value.message(lang)


def test_a_minor_version_with_more_in_it_is_read(text):
    newer = text.replace('"schema_version": "1.0"', '"schema_version": "1.7",\n "something_new": [1]', 1)
    assert decode(newer).source.file == "survey.csv"


def test_the_same_survey_in_another_row_order_gives_the_same_point_estimates():
    frame = answers(CG, 60, missing=0.03)
    first = assess(responses(frame, CG), draws=0)
    second = assess(responses(frame.sample(frac=1, random_state=3), CG), draws=0)
    assert plain(first.scores) == plain(second.scores)
    assert plain(first.items) == plain(second.items)


def test_a_statistic_that_is_rounding_alone_can_be_read_again(text):
    """What the writer lets pass the reader takes: else a run would end with a report that nobody can draw again."""
    result = json.loads(text)
    result["models"][0]["f_statistic"] = 3.0018530352305066e32
    read = decode(json.dumps(result))
    assert read.models[0].f_statistic == 3.0018530352305066e32
    with pytest.raises(DataError):
        decode(json.dumps(result).replace("e+32", "e+300"))
