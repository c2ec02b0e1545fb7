"""The data of a report against themselves: every number that follows from others, and which ones do not."""

from __future__ import annotations

import dataclasses
from collections.abc import Iterator, Mapping
from typing import TYPE_CHECKING, Any

from govassess.verification.findings import Finding, Place, Tally
from govassess.verification.recomputing.answered import answered
from govassess.verification.recomputing.counted import counted
from govassess.verification.recomputing.measured import measured
from govassess.verification.recomputing.modelled import modelled
from govassess.verification.recomputing.recomputed import Recomputed, follows, named, segment
from govassess.verification.recomputing.scored import scored
from govassess.verification.recomputing.tested import tested
from govassess.verification.survey_check import shown

if TYPE_CHECKING:
    from govassess.result.assessment import Assessment

GIVEN = frozenset({"instrument", "study", "source", "options", "versions", "unavailable", "warnings"})
"""Parts of a result that are no findings: what was declared, given, or is told about numbers elsewhere."""


def check_data(result: Assessment) -> tuple[list[Finding], Tally, Mapping[str, tuple[str, ...]]]:
    """Return which stored numbers are not those that follow from others of the same result.

    Parameters
    ----------
    result : Assessment
        The result.

    Returns
    -------
    list of Finding
    Tally
        ``checked`` numbers were recomputed; ``open`` ones follow from no others and need the survey.
    mapping
        Part of the result -> fields of it that hold such numbers.
    """
    findings: dict[str, Finding] = {}
    seen: set[str] = set()
    for each in recomputed(result):
        seen.add(each.path)
        if not each.holds and each.path not in findings:
            findings[each.path] = Finding(
                check="data",
                kind="value",
                place=Place(path=each.path),
                printed=shown(each.printed),
                expected=shown(each.expected),
                numbers=1,
            )
    left = [(path, field) for path, field in _numbers(result, "", "") if not {path, path.rpartition(".")[0]} & seen]
    fields: dict[str, dict[str, None]] = {}
    for path, field in left:
        fields.setdefault(path.split(".")[0], {})[field] = None
    told = {part: tuple(found) for part, found in fields.items()}
    return list(findings.values()), Tally(checked=len(seen), differing=len(findings), open=len(left)), told


def recomputed(result: Assessment) -> Iterator[Recomputed]:
    """Yield every stored value of a result that follows from others, with the one that follows."""
    from govassess.instrument.load import sha256_of

    yield from follows("instrument_sha256", result.instrument_sha256, sha256_of(result.instrument))
    for part in (counted, answered, scored, measured, tested, modelled):
        yield from part(result)


def _numbers(value: Any, path: str, field: str) -> Iterator[tuple[str, str]]:
    """Yield the path of every number within a record, and the field that holds it."""
    if dataclasses.is_dataclass(value):
        for entry in dataclasses.fields(value):
            inner = f"{path}.{entry.name}" if path else entry.name
            if path or entry.name not in GIVEN:
                yield from _numbers(getattr(value, entry.name), inner, entry.name)
    elif isinstance(value, Mapping):
        for key, each in value.items():
            yield from _numbers(each, f"{path}.{segment(key)}", field)
    elif isinstance(value, list | tuple):
        for name, each in named(value):
            yield from _numbers(each, f"{path}.{name}", field)
    elif isinstance(value, int | float) and not isinstance(value, bool):
        yield path, field
