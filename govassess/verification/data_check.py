"""The data of a report against themselves: every number that follows from others, and which ones do not."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import TYPE_CHECKING, Any

from govassess.verification.findings import Finding, Place, Tally
from govassess.verification.recomputing.answered import answered
from govassess.verification.recomputing.counted import counted
from govassess.verification.recomputing.measured import measured
from govassess.verification.recomputing.modelled import modelled
from govassess.verification.recomputing.recomputed import Recomputed, follows
from govassess.verification.recomputing.scored import scored
from govassess.verification.recomputing.tested import tested
from govassess.verification.survey_check import differences, shown

if TYPE_CHECKING:
    from govassess.assessment.result import Assessment

GIVEN = frozenset({"instrument", "study", "source", "options", "versions", "unavailable", "warnings"})
"""Parts of a result that are no findings: what was declared, given, or is told about numbers elsewhere."""


def check_data(result: Assessment, data: Any) -> tuple[list[Finding], Tally, Mapping[str, tuple[str, ...]]]:
    """Return which stored numbers are not those that follow from others of the same result.

    Parameters
    ----------
    result : Assessment
        The result.
    data : JSON
        The same as it is stored.

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
    left = [path for path, value in _numbers(data) if path not in seen]
    fields: dict[str, dict[str, None]] = {}
    for path in left:
        fields.setdefault(path.split(".")[0], {})[path.rpartition(".")[2]] = None
    named = {part: tuple(name for name in found if not name.isdigit()) for part, found in fields.items()}
    return list(findings.values()), Tally(checked=len(seen), differing=len(findings), open=len(left)), named


def recomputed(result: Assessment) -> Iterator[Recomputed]:
    """Yield every stored value of a result that follows from others, with the one that follows."""
    from govassess.instrument.load import sha256_of

    yield from follows("instrument_sha256", result.instrument_sha256, sha256_of(result.instrument))
    for part in (counted, answered, scored, measured, tested, modelled):
        yield from part(result)


def _numbers(data: Mapping[str, Any]) -> Iterator[tuple[str, float]]:
    """Yield path and value of every number of the result proper."""
    for part, found in data.items():
        if part not in GIVEN:
            for path, value, _ in differences(found, found, part):
                if isinstance(value, int | float) and not isinstance(value, bool):
                    yield path, value
