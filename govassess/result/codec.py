"""The assessment as canonical JSON and back: fixed key order, 10 significant digits, no NaN, checked both ways."""

from __future__ import annotations

import dataclasses
import hashlib
import json
import math
from collections import Counter
from collections.abc import Mapping
from fractions import Fraction
from functools import cache
from pathlib import Path
from typing import Any, Never, TypeVar

from pydantic import TypeAdapter, ValidationError

from govassess.errors import DataError, Problem
from govassess.files.carried import NotCarriedError, carried, is_page
from govassess.files.cells import printable
from govassess.files.reading import first_bytes, why_unreadable
from govassess.files.stored import stored
from govassess.instrument.model import Instrument
from govassess.result.assessment import SCHEMA_VERSION, Assessment
from govassess.result.comparison import BENCHMARK_VERSION, COMPARISON_VERSION, Benchmark, ResultComparison

EXACT = 2**53

Document = TypeVar("Document", Assessment, ResultComparison, Benchmark)

Settled = TypeVar("Settled")

DOCUMENTS: Mapping[str, tuple[str, str]] = {
    "Assessment": ("result", "not_a_result"),
    "ResultComparison": ("comparison", "not_a_comparison"),
    "Benchmark": ("benchmark", "not_a_benchmark"),
}
"""What a file says it is (a result says nothing), and the problem if it says something else."""

LARGEST_NUMBER = 1e40
"""A statistic whose divisor is rounding alone reaches 1e16, its square 1e32: what was written can be read again."""

LARGEST = 50_000_000
"""Bytes of a result file; one of 64 items is about 0.3 MB."""


def encode(result: Assessment | ResultComparison | Benchmark) -> str:
    """Return the canonical JSON text of an assessment, a comparison of several, or a benchmark.

    Numbers found are rounded to 10 significant digits, those of the instrument stay as they are; keys stand in the
    order of the records, an undefined number is ``null`` (its reason is in ``unavailable``).

    Raises
    ------
    ValueError
        A number is NaN or infinite: it should have been ``None`` with a reason.
    """
    return json.dumps(plain(result), ensure_ascii=False, indent=1, allow_nan=False) + "\n"


def compact(result: Assessment) -> str:
    """Return the same JSON in one line without spaces, as a report carries it."""
    return json.dumps(plain(result), ensure_ascii=False, separators=(",", ":"), allow_nan=False)


def plain(value: Any) -> Any:
    """Return records, mappings and sequences as JSON types, with numbers as ``settled`` leaves them."""
    return _json(settled(value))


def settled(value: Settled) -> Settled:
    """Return a record with its numbers as they are stored: rounded to 10 significant digits.

    It equals the record that is read back from the JSON, so that a report drawn from it shows the stored numbers.
    The numbers of an instrument are given, not found: they stay as they are. A limit of 200 / 3 cut to 10 digits would
    be another one when the run is made again or the instrument is compared.

    Raises
    ------
    ValueError
        A number is NaN or infinite: it should have been ``None`` with a reason.
    """
    found: Settled = _settled(value)
    return found


def _settled(value: Any, *, of_several_kinds: bool = False) -> Any:
    """Return one value; in a mapping of texts and numbers a whole number is an int, as JSON gives it back."""
    if isinstance(value, float):
        if not math.isfinite(value):
            raise ValueError(f"{value} must not be stored")
        number = stored(value)
        return int(number) if of_several_kinds and _is_whole(number) else number
    if value is None or isinstance(value, str | int | Instrument):
        return value
    if isinstance(value, Mapping):
        return {str(key): _settled(entry, of_several_kinds=of_several_kinds) for key, entry in value.items()}
    if isinstance(value, list | tuple):
        return type(value)(_settled(entry) for entry in value)
    if dataclasses.is_dataclass(value) and not isinstance(value, type):
        names = (entry.name for entry in dataclasses.fields(value))
        fields = {name: _settled(getattr(value, name), of_several_kinds=name == "values") for name in names}
        return dataclasses.replace(value, **fields)
    return value


def _json(value: Any) -> Any:
    if isinstance(value, float):  # a whole number is written as one, whichever type it has here
        return int(value) if _is_whole(value) else value
    if dataclasses.is_dataclass(value) and not isinstance(value, type):
        return {entry.name: _json(getattr(value, entry.name)) for entry in dataclasses.fields(value)}
    if isinstance(value, Mapping):
        return {str(key): _json(entry) for key, entry in value.items()}
    if isinstance(value, list | tuple):
        return [_json(entry) for entry in value]
    return str(value) if isinstance(value, Fraction) else value


def _is_whole(number: float) -> bool:
    return number.is_integer() and abs(number) < EXACT


def decode(text: str, *, file: str = "") -> Assessment:
    """Return the assessment that a JSON text holds.

    Raises
    ------
    DataError
        The text is not JSON, was written by a newer major version, or does not fit the schema.
    """
    return _decoded(text, Assessment, SCHEMA_VERSION, file)


def decode_comparison(text: str, *, file: str = "") -> ResultComparison:
    """Return the comparison that a JSON text holds; raises what ``decode`` does."""
    return _decoded(text, ResultComparison, COMPARISON_VERSION, file)


def _decoded(text: str, kind: type[Document], known: str, file: str) -> Document:
    """Return the record of one kind that a JSON text holds."""
    try:
        raw = json.loads(text, parse_constant=_refuse, parse_float=_bounded, object_pairs_hook=_once)
    except _TwiceError as fault:
        raise DataError([_problem("json_key_twice", file, key=fault.key)]) from None
    except (ValueError, RecursionError):
        raise DataError([_problem("not_json", file)]) from None
    wanted, reason = DOCUMENTS[kind.__name__]
    if isinstance(raw, dict) and raw.get("document", "result") != wanted:
        raise DataError([_problem(reason, file)])
    version = raw.get("schema_version") if isinstance(raw, dict) else None
    if not isinstance(version, str) or version.split(".")[0] != known.split(".", 1)[0]:
        raise DataError([_problem("result_version", file, found=str(version)[:20], known=known)])
    try:
        return _adapter(kind).validate_json(text)
    except ValidationError as faults:
        problems = [
            Problem(
                code="E110",
                reason="result_schema",
                file=file,
                path=".".join(str(part) for part in fault["loc"]),
            )
            for fault in faults.errors(include_url=False)
        ]
        raise DataError(problems) from None


def read_result(path: str | Path) -> Assessment:
    """Return the result in a file that ``analyze`` wrote; ``govassess.read_result`` documents errors."""
    return decode(_text_of(path), file=Path(path).name)


def read_comparison(path: str | Path) -> ResultComparison:
    """Read a comparison that ``compare`` wrote; raises what ``read_result`` does."""
    return decode_comparison(_text_of(path), file=Path(path).name)


def read_benchmark(path: str | Path) -> Benchmark:
    """Read a benchmark that ``compare`` wrote; raises what ``read_result`` does."""
    return _decoded(_text_of(path), Benchmark, BENCHMARK_VERSION, Path(path).name)


def _text_of(path: str | Path) -> str:
    """Return the JSON of a stored file, or that which an HTML report carries."""
    file = Path(path)
    text = read_text(file)
    if is_page(text):
        try:
            found = carried(text, at_most=LARGEST)
        except NotCarriedError as fault:
            raise DataError([_problem(fault.code, file.name, most=LARGEST // 1_000_000)]) from None
        if not found.whole:
            raise DataError([_problem("carried_altered", file.name)])
        text = found.text
    return text


def read_text(file: Path, *, largest: int = LARGEST) -> str:
    """Return the text of a result file or report of at most ``largest`` bytes.

    Raises
    ------
    DataError
        The file cannot be read, is too large, or is no UTF-8.
    """
    try:
        content = first_bytes(file, largest)
    except (OSError, ValueError) as fault:
        raise DataError([_problem(why_unreadable(fault), file.name)]) from None
    if len(content) > largest:
        raise DataError([_problem("result_too_large", file.name, most=largest // 1_000_000)])
    try:
        return content.decode("utf-8-sig").replace("\r\n", "\n").replace("\r", "\n")
    except UnicodeDecodeError:
        raise DataError([_problem("not_json", file.name)]) from None


def json_schema() -> dict[str, Any]:
    """Return the JSON Schema of a result."""
    return _adapter(Assessment).json_schema()


def options_hash(result: Assessment) -> str:
    """Return the sha256 of the run's options, for the provenance footer."""
    return hashlib.sha256(json.dumps(plain(result.options), sort_keys=True).encode()).hexdigest()


def _adapter(kind: type[Document]) -> TypeAdapter[Document]:
    """Return the validator of one kind of document."""
    found: TypeAdapter[Document] = _built(kind.__name__)
    return found


@cache
def _built(name: str) -> TypeAdapter[Any]:
    """Build the validator of a kind of document once: it takes 50 ms."""
    kinds: dict[str, Any] = {kind.__name__: kind for kind in (Assessment, ResultComparison, Benchmark)}
    return TypeAdapter(kinds[name])


class _TwiceError(ValueError):
    """A key stands in one object twice, so that two readers may take two different values."""

    def __init__(self, key: str) -> None:
        super().__init__(key)
        self.key = printable(key)


def _once(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
    """Return an object of which no key stands there twice."""
    found = dict(pairs)
    if len(found) < len(pairs):
        counts = Counter(key for key, _ in pairs)
        raise _TwiceError(next(key for key, count in counts.items() if count > 1))
    return found


def _bounded(digits: str) -> float:
    """Read a number; one that no statistic of a survey reaches would be drawn 300 digits wide."""
    number = float(digits)
    return number if abs(number) < LARGEST_NUMBER else _refuse(digits[:20])


def _refuse(word: str) -> Never:
    raise ValueError(f"{word} is not a number")


def _problem(reason: str, file: str, **values: str | int) -> Problem:
    return Problem(code="E110", reason=reason, file=file, values=values)
