"""From an instrument file to its record, from the record to its canonical text, and the JSON Schema of the file."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Mapping
from dataclasses import fields, is_dataclass, replace
from functools import cache
from pathlib import Path
from typing import Any

from pydantic import TypeAdapter

from govassess.errors import InstrumentError, Problem
from govassess.files.closed_schema import to_record
from govassess.files.limits import Limits
from govassess.files.safe_yaml import YamlDocument, dotted, read_yaml
from govassess.instrument.checks import Fault, faults
from govassess.instrument.checks.placeholders import missing_texts
from govassess.instrument.model import Instrument, Text
from govassess.instrument.questions import code_faults, open_questions, settled
from govassess.instrument.split import KEY, without_splits

CODE = "E301"


@cache
def adapter() -> TypeAdapter[Instrument]:
    """Return pydantic's reader and writer of instruments; made once, for it takes a while."""
    return TypeAdapter(Instrument)


def parse_instrument(document: YamlDocument, limits: Limits | None = None) -> Instrument:
    """Read an instrument from a YAML document and check that it holds together.

    Parameters
    ----------
    document : YamlDocument
        From ``govassess.files.safe_yaml.read_yaml``.
    limits : Limits, optional
        The most items.

    Returns
    -------
    Instrument
        A text given in one language only stands for the other language too.

    Raises
    ------
    InstrumentError
        All faults of the schema; or, where there is none, all contradictions within the instrument.
    """
    document = without_splits(document, code=CODE)
    filled, questions = open_questions(document.data)
    asked = [_problem(document, each) for each in questions]
    try:
        given = to_record(adapter(), replace(document, data=filled), error=InstrumentError, code=CODE)
    except InstrumentError as error:
        error.problems = (*error.problems, *asked)
        raise
    declared: Instrument = completed(given)
    clashes = [_problem(document, each) for each in code_faults(declared)]
    if clashes:
        raise InstrumentError(sorted([*asked, *clashes], key=lambda problem: problem.line or 0), unfinished=True)
    instrument = replace(declared, scales={name: settled(scale) for name, scale in declared.scales.items()})
    checked = (*missing_texts(given), *faults(instrument, limits or Limits()))
    found = [*asked, *(_problem(document, each) for each in checked)]
    if found:
        raise InstrumentError(sorted(found, key=lambda problem: problem.line or 0))
    return instrument


def completed(part: Any) -> Any:
    """Return a part of an instrument with each text in both languages: the one given stands in for the other.

    Examples
    --------
    >>> completed(Text(id="Kepercayaan"))
    Text(en='Kepercayaan', id='Kepercayaan')
    """
    if isinstance(part, Text):
        return Text(en=part.in_language("en"), id=part.in_language("id"))
    if isinstance(part, tuple):
        return tuple(map(completed, part))
    if isinstance(part, Mapping):
        return {key: completed(value) for key, value in part.items()}
    if is_dataclass(part) and not isinstance(part, type):
        return replace(part, **{field.name: completed(getattr(part, field.name)) for field in fields(part)})
    return part


def _problem(document: YamlDocument, fault: Fault) -> Problem:
    """Return a fault as a problem of the file, with its line."""
    return Problem(
        code=CODE,
        reason=f"instrument.{fault.reason}",
        file=document.file,
        line=document.line_of(fault.path),
        path=dotted(fault.path) or None,
        value=fault.value,
        values=fault.values,
    )


def read_instrument(path: Path | str, limits: Limits | None = None) -> Instrument:
    """Read and check the instrument file at ``path``; raises ``InstrumentError`` with all its problems."""
    return parse_instrument(read_yaml(path, error=InstrumentError, code=CODE, limits=limits), limits)


def canonical(instrument: Instrument) -> str:
    """Return the instrument as JSON text: every field, in the order the record declares, both languages.

    Two files that say the same, whatever their layout, comments and defaults left out, have the same text.
    """
    content = adapter().dump_python(instrument, mode="json")
    for scale in content["scales"].values():  # fields that an instrument need not have do not change its text
        if scale["direction"] == "up":
            del scale["direction"]
        if not scale["codes"]:
            del scale["codes"]
    return json.dumps(content, ensure_ascii=False, allow_nan=False, separators=(",", ":"))


def sha256_of(instrument: Instrument) -> str:
    """Return the SHA-256 of the canonical text, as hexadecimal digits."""
    return hashlib.sha256(canonical(instrument).encode("utf-8")).hexdigest()


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
