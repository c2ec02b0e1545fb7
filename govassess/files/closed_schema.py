"""From a YAML document, or from options given by name, to a frozen record: one schema, every departure named."""

from __future__ import annotations

import json
import re
from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import Field, fields, is_dataclass, replace
from difflib import get_close_matches
from functools import cache
from itertools import islice
from os import PathLike, fspath
from typing import TYPE_CHECKING, Any, TypeVar, get_args, get_origin, get_type_hints

from pydantic import TypeAdapter, ValidationError

from govassess.errors import PlanError, Problem, ProblemsError, type_of_value
from govassess.files.cells import printable
from govassess.files.safe_yaml import KeyPath, YamlDocument, dotted

if TYPE_CHECKING:
    from _typeshed import DataclassInstance

T = TypeVar("T")
Options = TypeVar("Options", bound="DataclassInstance")
Spot = tuple[KeyPath, bool]
"""Where a fault is: a key path, and whether it is the key itself that is at fault."""

MOST = 1_000
"""Faults that are listed one by one; a file with more is no file of this kind, and of the rest the number is given."""

NUMBER = re.compile(r"-?(?:0|[1-9][0-9]{0,18})", re.ASCII)
Json = Mapping[str, Any]

# What pydantic calls a fault -> the reason whose sentences the catalogue holds.
_REASONS: Mapping[str, str] = {
    "bool_type": "boolean",
    "int_type": "whole_number",
    "int_from_float": "whole_number",
    "int_parsing": "whole_number_key",
    "float_type": "number",
    "finite_number": "number",
    "string_type": "text",
    "dict_type": "mapping",
    "mapping_type": "mapping",
    "dataclass_type": "mapping",
    "model_type": "mapping",
    "model_attributes_type": "mapping",
    "tuple_type": "list",
    "list_type": "list",
    "fraction": "fraction",
}
_BOUNDS: Mapping[str, tuple[str, str]] = {
    "greater_than": ("gt", ">"),
    "greater_than_equal": ("ge", "≥"),
    "less_than": ("lt", "<"),
    "less_than_equal": ("le", "≤"),
}

_LENGTHS: Mapping[str, tuple[str, str, str]] = {
    "string_too_short": ("empty_text", "min_length", "least"),
    "too_short": ("too_few", "min_length", "least"),
    "string_too_long": ("too_long", "max_length", "most"),
    "too_long": ("too_many", "max_length", "most"),
}


BOUNDS = {"minimum": "≥", "exclusiveMinimum": ">", "maximum": "≤", "exclusiveMaximum": "<"}
EXPECTED = {"integer": "option_whole", "number": "option_number", "string": "option_text", "array": "option_list"}
"""What the schema calls the kind of an option -> what is said of a value of another kind."""
WITHIN = {"option_whole": "option_whole_within", "option_number": "option_number_within"}


def to_record(adapter: TypeAdapter[T], document: YamlDocument, *, error: type[ProblemsError], code: str) -> T:
    """Read a document as the record that ``adapter`` describes.

    Parameters
    ----------
    adapter : TypeAdapter
        Of a record whose schema is closed (``extra="forbid"``). Values are taken strictly: no text becomes
        a number.
    document : YamlDocument
        From ``read_yaml``.
    error, code
        What to raise, and the code of its problems.

    Returns
    -------
    The record.

    Raises
    ------
    ProblemsError
        All departures at once: unknown keys (with the key probably meant), missing keys, wrong values.

    Examples
    --------
    >>> from dataclasses import dataclass
    >>> from govassess.errors import InstrumentError
    >>> from govassess.files.safe_yaml import parse_yaml
    >>> @dataclass
    ... class Switch:
    ...     __pydantic_config__ = {"extra": "forbid"}
    ...     reverse: bool = False
    >>> document = parse_yaml("reverse: yes", file="x.yaml", error=InstrumentError, code="E301")
    >>> to_record(TypeAdapter(Switch), document, error=InstrumentError, code="E301")
    Traceback (most recent call last):
    ...
    govassess.errors.InstrumentError: E301 x.yaml line 1 reverse
         value "yes"  expected true or false
         fix: write true or false without quotes
    More is checked once these are mended: further problems may then be found.
    """
    try:
        return adapter.validate_json(json.dumps(document.data, allow_nan=False), strict=True)
    except ValidationError as faults:
        schema = adapter.json_schema()
        found = _merged(faults.errors(include_url=False), document.data)
        problems = [_problem(spot, kinds, document, schema, code) for spot, kinds in islice(found.items(), MOST)]
    problems.sort(key=lambda problem: problem.line or 0)
    if len(found) > MOST:
        values: dict[str, type_of_value] = {"count": len(found), "most": MOST}
        problems.insert(0, Problem(code=code, reason="schema.too_many_faults", file=document.file, values=values))
    raise error(problems, unfinished=True)


def did_you_mean(word: str, known: Sequence[str]) -> str | None:
    """Return the one of ``known`` that ``word`` was probably meant to be, or None.

    Examples
    --------
    >>> did_you_mean("revers", ["reverse", "short"])
    'reverse'
    """
    folded = {name.casefold(): name for name in known}
    close = get_close_matches(word.casefold(), list(folded), n=1, cutoff=0.6)
    return folded[close[0]] if close else None


def _merged(errors: Sequence[Any], data: Any) -> dict[Spot, list[Any]]:
    """Group pydantic's errors by the value they are about: one for each kind the value might have had."""
    found: dict[Spot, list[Any]] = {}
    for fault in errors:
        is_key = bool(fault["loc"]) and fault["loc"][-1] == "[key]"
        missing = (fault["loc"][-1],) if fault["type"] in {"missing", "missing_argument"} else ()
        found.setdefault(((*_within(data, fault["loc"]), *missing), is_key), []).append(fault)
    refused = {path for path, is_key in found if is_key}
    faulty_below = {path[:end] for path, _ in found for end in range(len(path))}
    return {
        spot: kinds
        for spot, kinds in found.items()
        if not (_is_of(spot, refused) if kinds[0]["type"] != "too_short" else spot[0] in faulty_below)
    }


def _is_of(spot: Spot, refused: Collection[KeyPath]) -> bool:
    """Tell whether a fault only follows from a refused key, whose value it is in."""
    path, is_key = spot
    return not is_key and any(path[:end] in refused for end in range(len(path) + 1))


def _within(data: Any, loc: Sequence[str | int]) -> KeyPath:
    """Return the part of pydantic's location that the data hold (it also names the kinds it tried)."""
    path: list[str | int] = []
    for step in loc:
        if isinstance(data, list) and isinstance(step, int) and step < len(data):
            path.append(step)
            data = data[step]
        elif isinstance(data, dict):
            key = _key_of(data, step)
            if key is not None:
                path.append(key)
                data = data[key]
    return tuple(path)


def _key_of(data: Mapping[str | int, Any], step: str | int) -> str | int | None:
    """Return the key of a mapping that JSON writes as ``step``."""
    if step in data:
        return step
    text = str(step)
    number = int(text) if NUMBER.fullmatch(text) else None
    return number if number in data else text if text in data else None


def _value_at(data: Any, path: KeyPath) -> Any:
    for step in path:
        data = data[step]
    return data


def _shown(value: Any) -> str:
    """Return a value as it might stand in the file, cut."""
    text = value if isinstance(value, str) else json.dumps(value, ensure_ascii=False)
    return printable(text)


def _problem(spot: Spot, kinds: Sequence[Any], document: YamlDocument, schema: Json, code: str) -> Problem:
    path, is_key = spot
    kind = kinds[0]["type"]
    value: str | None = None
    values: dict[str, type_of_value] = {}
    if kind in {"missing", "missing_argument"}:
        reason, values = "missing_key", {"key": printable(str(path[-1]))}
    elif kind in {"unexpected_keyword_argument", "extra_forbidden"}:
        known = _keys_of(_schema_at(schema, path[:-1]))
        meant = did_you_mean(str(path[-1]), known)
        value, values = _shown(path[-1]), {"known": ", ".join(known)}
        reason = "misspelt_key" if meant else "unknown_key"
        if meant:
            values["meant"] = meant
    else:
        value = _shown(path[-1] if is_key else _value_at(document.data, path))
        reason, values = _reason_of_value(kinds, _value_at(document.data, path))
    return Problem(
        code=code,
        reason=f"schema.{reason}",
        file=document.file,
        line=document.line_of(path),
        path=dotted(path) or None,
        value=value,
        values=values,
    )


def _reason_of_value(kinds: Sequence[Any], value: Any) -> tuple[str, dict[str, type_of_value]]:
    """Return the reason of a wrong value with the fields of its sentences."""
    reasons = {_REASONS.get(fault["type"], "other") for fault in kinds}
    if reasons == {"text", "whole_number"}:
        return "text_or_whole_number", {}
    if len(reasons) > 1:
        return "other", {}
    if reasons == {"text"} and isinstance(value, int | float):
        return "quoted_text", {}
    return _with_context(kinds[0]["type"], kinds[0].get("ctx", {})) or (next(iter(reasons)), {})


def _with_context(kind: str, context: Json) -> tuple[str, dict[str, type_of_value]] | None:
    """Return the reason of a fault that says what it wanted: choices, a pattern, a bound, a length."""
    if kind in _BOUNDS:
        name, sign = _BOUNDS[kind]
        return "bound", {"sign": sign, "bound": f"{context[name]:g}"}
    if kind == "literal_error":
        return "one_of", {"choices": str(context["expected"]).replace("'", "").replace(" or ", ", ")}
    if kind == "string_pattern_mismatch":
        return "pattern", {"pattern": str(context["pattern"])}
    if kind in _LENGTHS:
        reason, field, name = _LENGTHS[kind]
        return reason, {name: context[field]}
    return None


def _resolved(schema: Json, part: Json) -> Iterator[Json]:
    """Yield the possible forms of a part of a JSON Schema, references followed."""
    if "$ref" in part:
        yield from _resolved(schema, schema["$defs"][part["$ref"].rsplit("/", 1)[-1]])
    elif "anyOf" in part:
        for option in part["anyOf"]:
            yield from _resolved(schema, option)
    else:
        yield part


def _schema_at(schema: Json, path: KeyPath) -> Json:
    """Return the JSON Schema of the record at ``path``."""
    part: Json = next(_resolved(schema, schema))
    for step in path:
        inner = part.get("items") if isinstance(step, int) and "items" in part else None
        inner = inner or part.get("properties", {}).get(str(step)) or part.get("additionalProperties")
        if not isinstance(inner, Mapping):
            return {}
        forms = list(_resolved(schema, inner))
        part = next((form for form in forms if form.get("type") in {"object", "array"}), forms[0])
    return part


def _keys_of(part: Json) -> list[str]:
    return list(part.get("properties", {}))


def with_options(record: Options, options: Mapping[str, object]) -> Options:
    """Return a record of options with those that are given (not ``None``) in place of its own, all of them checked.

    A record may be given as a mapping, one text in place of a list of texts, a path as a text.

    Parameters
    ----------
    record : dataclass
        Its fields say what an option may be, as in a file; ``choices`` among a field's metadata are further words.
    options : dict
        Name -> value.

    Raises
    ------
    PlanError
        An option of that name does not exist, or its value, also one that ``record`` holds, is none that the schema
        lets it have.

    Examples
    --------
    >>> from dataclasses import dataclass
    >>> @dataclass(frozen=True)
    ... class Reading:
    ...     rows: int = 1
    >>> with_options(Reading(), {"rows": 2})
    Reading(rows=2)
    >>> with_options(Reading(), {"row": 2})
    Traceback (most recent call last):
    ...
    govassess.errors.PlanError: There is no option row; did you mean: rows?
    """
    kind = type(record)
    known = [option.name for option in fields(record)]
    for name in options:
        if name not in known:
            near = get_close_matches(name, known, 1)
            raise PlanError("unknown_option", option=name, near=near[0] if near else ", ".join(known))
    hints = _hints(kind)
    given = {name: _given(name, value, hints[name]) for name, value in options.items() if value is not None}
    found = replace(record, **given)
    for option in fields(record):
        value = getattr(found, option.name)
        if (type(value), value) != (type(option.default), option.default):  # 0 is not False
            _check(kind, option, value)
    return found


@cache
def _hints(record: Any) -> Mapping[str, Any]:
    return get_type_hints(record, include_extras=True)


def _forms(hint: Any) -> tuple[Any, ...]:
    """Return the kinds of value that an option may have, without ``None``."""
    return tuple(form for form in get_args(hint) or (hint,) if form is not type(None))


def _given(name: str, value: Any, hint: Any) -> Any:
    """Return a value given in Python as the one that stands for the same in a file."""
    if isinstance(value, PathLike):
        value = fspath(value)
    if type(value).__module__ == "numpy" and hasattr(value, "item"):
        value = value.item()
    forms = (hint,) if get_origin(hint) is tuple else _forms(hint)
    if any(get_origin(form) is tuple for form in forms):
        return (value,) if isinstance(value, str) else tuple(value) if isinstance(value, Iterable) else value
    record = next((form for form in forms if is_dataclass(form)), None)
    return _record(name, record, value) if record is not None and isinstance(value, dict) else value


def _record(name: str, kind: Any, given: object) -> Any:
    """Return a record that was given as a mapping, checked as one in a file is."""
    try:
        return TypeAdapter(kind).validate_json(json.dumps(given, default=str))
    except ValidationError as faults:
        first = faults.errors(include_url=False)[0]
        detail = f"{'.'.join(str(part) for part in first['loc'])}: {first['msg']}"
        raise PlanError("option_block", option=name, detail=detail) from None


@cache
def _schema_of(record: Any, option: str) -> tuple[Any, Sequence[Mapping[str, Any]]]:
    """Return what validates an option, and what each kind of value that it may have looks like."""
    adapter = TypeAdapter(_hints(record)[option])
    schema = adapter.json_schema()
    return adapter, [kind for kind in schema.get("anyOf", [schema]) if kind.get("type") != "null"]


def _check(record: Any, option: Field[Any], value: object) -> None:
    """Refuse a value that the schema of a file would refuse."""
    adapter, kinds = _schema_of(record, option.name)
    words = option.metadata.get("choices")
    try:
        adapter.validate_python(value, strict=True)
    except ValidationError:
        raise _refusal(option.name, value, kinds[0]) from None
    if words and value is not None and value not in words:
        raise _refusal(option.name, value, {"enum": words})


def _refusal(option: str, value: object, kind: Mapping[str, Any]) -> PlanError:
    """Return what is said of a value: what was found, and what the option may be."""
    shown = printable(str(value), 40)
    words = [kind["const"]] if "const" in kind else kind.get("enum", ())
    if kind.get("type") == "boolean":
        words = ("true", "false")
    if words:
        return PlanError("option_value", option=option, value=shown, allowed=", ".join(words))
    bounds = ", ".join(f"{sign} {kind[name]:g}" for name, sign in BOUNDS.items() if name in kind)
    code = EXPECTED.get(str(kind.get("type")), "option_record")
    if kind.get("maxLength") == 1:
        code = "option_character"
    if "$ref" in kind.get("items", {}):
        code = "option_record"
    if bounds:
        return PlanError(WITHIN[code], option=option, value=shown, bounds=bounds)
    return PlanError(code, option=option, value=shown)
