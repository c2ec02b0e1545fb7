"""Every export shape, whatever tool wrote it, gives back the answers it was written from."""

from __future__ import annotations

import numpy as np
import pandas as pd
import pytest

from govassess.responses.inspect import inspect_file
from govassess.responses.model import Responses
from govassess.responses.read import read_responses
from tests.responses.exports.make_exports import ENDED, PEOPLE, SURVEY, every_export
from tests.responses.exports.source_set import checks_of, choices_of, items_of, profile_of

EXPORTS = {export.name: export for export in every_export()}


@pytest.fixture(params=EXPORTS)
def export(request):
    return EXPORTS[request.param]


@pytest.fixture(scope="module")
def read(tmp_path_factory):
    """Read an export as it is, once for all tests."""
    folder = tmp_path_factory.mktemp("exports")
    read: dict[str, Responses] = {}

    def _read(export):
        if export.name not in read:
            path = folder / export.file
            path.write_bytes(export.content)
            read[export.name] = read_responses(path, SURVEY, **export.options)
        return read[export.name]

    return _read


@pytest.fixture
def path(export, tmp_path):
    path = tmp_path / export.file
    path.write_bytes(export.content)
    return path


def test_the_answers_are_those_of_the_source(export, read):
    responses = read(export)
    pd.testing.assert_frame_equal(responses.items, items_of(PEOPLE))
    pd.testing.assert_frame_equal(responses.profile, profile_of(PEOPLE), check_dtype=False)
    pd.testing.assert_frame_equal(responses.checklists, checks_of(PEOPLE))
    for question in SURVEY.multiple_choice:
        codes = tuple(str(option.code) for option in question.options)
        pd.testing.assert_frame_equal(responses.choices[question.id], choices_of(PEOPLE, question.id, codes))


def test_the_tool_the_rows_and_the_language_are_told(export, read):
    responses = read(export)
    assert (responses.source.tool, responses.source.lang) == (export.tool, export.lang)
    funnel = {step.code: step.count for step in responses.funnel}
    gone = sum(export.gone.values())
    assert funnel.pop("read") == len(PEOPLE) + gone
    assert {code: count for code, count in funnel.items() if count} == export.gone
    assert list(funnel).index("filtered") == list(funnel).index("previews") + 1
    told = {issue.code: issue.values.get("count") for issue in responses.issues}
    assert told.pop("partial_kept", 0) == export.partial
    assert set(told) - {"missing_code"} == export.warned


def test_the_time_spent_is_that_of_the_source(export, read):
    seconds = read(export).seconds
    assert (seconds is not None) == export.timed
    if export.timed:
        assert np.isnan(seconds[: export.untimed]).all()
        assert np.floor(seconds[export.untimed :]).tolist() == [person.seconds for person in PEOPLE[export.untimed :]]


def test_looking_at_the_file_finds_nothing_wrong(export, path):
    found = inspect_file(path, SURVEY, **export.options)
    assert (found.problems, found.tool, found.instrument) == ((), export.tool, SURVEY.id)
    assert bool(found.tool_evidence) == (export.tool != "generic")
    assert found.unmatched_targets == ()


@pytest.mark.parametrize(
    "export", [export for export in EXPORTS.values() if export.partial], ids=lambda each: each.name
)
def test_unfinished_responses_can_be_left_out(export, path):
    responses = read_responses(path, SURVEY, partial="drop", **export.options)
    assert len(responses.items) == len(PEOPLE) - ENDED
    assert {step.code: step.count for step in responses.funnel}["partial_dropped"] == ENDED


def test_no_two_shapes_are_the_same_file():
    assert len({export.content for export in EXPORTS.values()}) == len(EXPORTS)


def test_the_files_are_the_same_each_time():
    texts = [export for export in every_export() if not export.file.endswith(".xlsx")]
    assert all(export.content == EXPORTS[export.name].content for export in texts)
