"""The data of a report against themselves: every number that follows from others, and which ones do not."""

from __future__ import annotations

import dataclasses
from collections.abc import Iterator, Mapping
from dataclasses import replace
from itertools import chain
from typing import TYPE_CHECKING, Any

from govassess.result.address import ROOT, Address, addresses_of, inside
from govassess.verification.findings import Finding, Place, Tally
from govassess.verification.recomputing.answered import answered
from govassess.verification.recomputing.counted import counted
from govassess.verification.recomputing.measured import measured
from govassess.verification.recomputing.modelled import modelled
from govassess.verification.recomputing.recomputed import Recomputed, follows
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
    left = [(path, field) for path, field in _numbers(result, ROOT, "") if not {path, path.rpartition(".")[0]} & seen]
    fields: dict[str, dict[str, None]] = {}
    for path, field in left:
        fields.setdefault(path.split(".")[0], {})[field] = None
    told = {part: tuple(found) for part, found in fields.items()}
    return list(findings.values()), Tally(checked=len(seen), differing=len(findings), open=len(left)), told


def recomputed(result: Assessment) -> Iterator[Recomputed]:
    """Yield every stored value of a result that follows from others, with the one that follows."""
    from govassess.instrument.load import sha256_of

    addresses = addresses_of(result)
    parts = (part(result) for part in (counted, answered, scored, measured, tested, modelled))
    for found in chain(follows(result, "instrument_sha256", sha256_of(result.instrument)), *parts):
        yield replace(found, path=str(addresses.of(found.record, found.field)))


def _numbers(value: Any, address: Address, field: str) -> Iterator[tuple[str, str]]:
    """Yield the path of every number within a record, and the field that holds it."""
    if isinstance(value, int | float):
        if not isinstance(value, bool):
            yield str(address), field
        return
    of_record = dataclasses.is_dataclass(value)
    for step, inner in inside(value):
        if address != ROOT or step not in GIVEN:
            yield from _numbers(inner, address / step, step if of_record else field)
