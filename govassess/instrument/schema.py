"""The published JSON Schema of an instrument file, by which editors complete and check it."""

from __future__ import annotations

from typing import Any

from govassess.instrument.parse import adapter

ADDRESS = "https://json-schema.org/draft/2020-12/schema"


def json_schema() -> dict[str, Any]:
    """Return the JSON Schema (draft 2020-12) of an instrument file.

    It is closed: a key it does not name is an error. It says what each key may hold; what must hold between
    keys (weights that sum, bands without holes, names that exist) is checked on loading.

    Examples
    --------
    >>> json_schema()["additionalProperties"]
    False
    """
    return {"$schema": ADDRESS, **adapter().json_schema()}
