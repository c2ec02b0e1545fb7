"""The published JSON Schema of an instrument file, by which editors complete and check it."""

from __future__ import annotations

from typing import Any

from govassess.instrument.parse import adapter
from govassess.instrument.split import KEY

ADDRESS = "https://json-schema.org/draft/2020-12/schema"

SPLIT = {
    "type": "array",
    "description": "Several constructs in place of this one, each with a range of its items: Q1..Q12, Q20.",
    "minItems": 1,
    "items": {
        "type": "object",
        "required": ["id", "name", "items"],
        "properties": {
            "id": {"type": "string"},
            "name": {"$ref": "#/$defs/Text"},
            "items": {"type": "string", "pattern": r"^\s*\w+(\s*\.\.\s*\w+)?(\s*,\s*\w+(\s*\.\.\s*\w+)?)*\s*$"},
        },
    },
}


def json_schema() -> dict[str, Any]:
    """Return the JSON Schema (draft 2020-12) of an instrument file.

    It is closed: a key it does not name is an error. It says what each key may hold; what must hold between
    keys (weights that sum, bands without holes, names that exist) is checked on loading.

    Examples
    --------
    >>> json_schema()["additionalProperties"]
    False
    """
    found = adapter().json_schema()
    definitions = found["$defs"]
    construct = {**definitions["Construct"], "properties": {**definitions["Construct"]["properties"], KEY: SPLIT}}
    return {"$schema": ADDRESS, **found, "$defs": {**definitions, "Construct": construct}}
