"""Profile variables by name, and the synonyms of variables and options in the schema."""

from __future__ import annotations

import pytest
from jsonschema import Draft202012Validator

from govassess.instrument.load import load_instrument
from govassess.instrument.parse import json_schema
from govassess.responses.groups import listed_variables, profile_variable

INSTRUMENT = load_instrument("cg-dps-smartcity")


@pytest.mark.parametrize(
    "name", ["gender", "GENDER", "Jenis kelamin", "jenis  KELAMIN", "Gender", "Jenis kelamin (L/P)"]
)
def test_a_variable_is_found_by_id_label_or_heading_in_either_language(name):
    assert profile_variable(INSTRUMENT, name).id == "gender"


def test_what_is_no_variable_is_none():
    assert profile_variable(INSTRUMENT, "Golongan darah") is None


def test_variables_are_listed_with_label_and_id():
    assert listed_variables(INSTRUMENT, ["gender"], "en") == "Gender (gender)"
    assert listed_variables(INSTRUMENT, [], "en") == "-"


def test_the_schema_knows_synonyms_of_variables_and_options_and_stays_closed():
    parts = json_schema()["$defs"]
    for name, text in (("Option", {"code": "a"}), ("ProfileVariable", {"id": "a", "type": "single"})):
        schema = {**parts[name], "$defs": parts}
        entry = {**text, "label": {"en": "A", "id": "A"}, "synonyms": {"en": [], "id": ["B"]}}
        assert Draft202012Validator(schema).is_valid(entry)
        assert not Draft202012Validator(schema).is_valid({**entry, "synonym": {"en": [], "id": []}})
