"""The whole run made again from the survey, and every stored value against what it gives."""

from __future__ import annotations

import hashlib
import math
from collections.abc import Iterator, Mapping
from dataclasses import fields, replace
from pathlib import Path
from typing import TYPE_CHECKING, Any

from govassess.errors import DataError, PlanError, Problem
from govassess.files.cells import printable
from govassess.files.limits import Limits
from govassess.files.stored import DIGITS
from govassess.result.address import ROOT, Address, names_of
from govassess.verification.findings import Finding, Note, Place, Tally

if TYPE_CHECKING:
    from govassess.responses.model import Responses
    from govassess.result.assessment import Assessment
    from govassess.run.plan import Plan


RECOGNISED = ("tool", "encoding", "delimiter", "sheet", "header_row")
"""How a file was read, found out by itself unless an option said otherwise."""

NOT_COMPARED = frozenset({"source.file", "options.plan", "options.mapping", "govassess", "schema_version", "versions"})
"""What may differ in a run that gives the same result: names of files, and versions, which have a note of their own."""

NOISE = 1e-13
"""A number this small, a p value apart, is a zero that one machine rounds otherwise than another."""


def check_survey(
    result: Assessment, data: Any, survey: Path, *, plan: Path | None, mapping: Path | None
) -> tuple[list[Finding], Tally, tuple[Note, ...]]:
    """Return which stored values a new run over the survey does not give.

    Parameters
    ----------
    result : Assessment
        The result that the report carries: instrument, options and seed of the run are taken from it.
    data : JSON
        The same as it stands in the report.
    survey : Path
        The survey file; that it is not the one the report was made from is the first finding.
    plan, mapping : Path, optional
        The files that the run was given.

    Raises
    ------
    PlanError
        The run was given a mapping file, or hypotheses of a plan file, and they were not passed.
    DataError
        The survey cannot be read as the stored options say.
    """
    try:
        chosen = plan_of(result, plan, mapping)
    except TypeError:  # a limit that there is none of
        raise _inconsistent(survey) from None
    other = _other_file(result, survey)
    try:
        again = _run(result, survey, chosen)
    except DataError:
        if not other:
            raise
        return other, Tally(checked=1, differing=1), (Note(code="other_survey"),)
    from govassess.result.codec import plain

    findings: list[Finding] = []
    checked = 0
    new = plain(again)
    if result.govassess != again.govassess:
        new = _known_to(data, new)
    for path, printed, expected in differences(data, new):
        checked += 1
        if not same(path, printed, expected):
            findings.append(
                Finding(
                    check="survey",
                    kind="value",
                    place=Place(path=path),
                    printed=shown(printed),
                    expected=shown(expected),
                    numbers=1,
                )
            )
    notes = _versions(result, again)
    if result.previous is not None or result.benchmark is not None:
        notes = (*notes, Note(code="beside_not_checked"))
    return findings, Tally(checked=checked, differing=len(findings)), notes


def plan_of(result: Assessment, plan: Path | None, mapping: Path | None) -> Plan:
    """Return the plan of the run that gave ``result``: what it stores, the rest from the files it was given.

    Raises
    ------
    PlanError
        ``verify_needs_mapping``, ``verify_needs_plan``.
    """
    from govassess.run.plan import Plan, read_plan, with_options

    options = result.options
    given = read_plan(plan) if plan else Plan()
    used = mapping or given.mapping
    if options.mapping is not None and used is None:
        raise PlanError("verify_needs_mapping", file=printable(options.mapping, 80))
    named = {each.id: each.text for each in given.hypotheses or result.instrument.hypotheses}
    if result.options.split_by is not None:  # a result of one group has no hypothesis that compares groups
        register = given.hypotheses or result.instrument.hypotheses
        named = {each.id: each.text for each in register if each.kind != "group"}
    if named != {each.id: each.text for each in result.hypotheses}:
        raise PlanError("verify_needs_plan", file=printable(options.plan or "plan.yaml", 80))
    known = {entry.name for entry in fields(Plan)}
    of_run: dict[str, Any] = {entry.name: getattr(options, entry.name) for entry in fields(options)}
    of_run = {name: value for name, value in of_run.items() if name in known}
    of_file = {name: getattr(given, name) for name in (*RECOGNISED, "header_rows", "hypotheses")}
    fixed = {
        "cluster": _cluster(result),
        "study": result.study,
        "mapping": None if used is None else str(used),
        "limits": Limits(**options.limits),
        "file": options.plan,
    }
    return with_options(Plan(**of_file), **(of_run | fixed))


def same(path: str, printed: Any, expected: Any) -> bool:
    """Tell whether two stored values agree: numbers to a unit of their tenth digit, anything else exactly.

    Examples
    --------
    >>> same("scores.A.mean", 3.379080893, 3.379080892), same("scores.A.mean", 3.3791, 3.379080892)
    (True, False)
    """
    if not _is_number(printed) or not _is_number(expected):
        return bool(printed == expected and type(printed) is type(expected))
    if printed == expected:
        return True
    if isinstance(printed, int) and isinstance(expected, int):
        return False
    largest = max(abs(printed), abs(expected))
    if largest < NOISE and not path.rpartition(".")[2].startswith("p_") and not path.endswith("_p"):
        return True
    unit: float = 10.0 ** (math.floor(math.log10(largest)) + 1 - DIGITS)
    return bool(abs(printed - expected) <= 1.5 * unit)


def differences(printed: Any, expected: Any, address: Address = ROOT) -> Iterator[tuple[str, Any, Any]]:
    """Yield path, stored and new value of everything that two results hold, lists and mappings entry by entry."""
    path = str(address)
    if path in NOT_COMPARED:
        return
    if isinstance(printed, Mapping) and isinstance(expected, Mapping):
        for key in dict.fromkeys((*expected, *printed)):
            yield from differences(printed.get(key), expected.get(key), address / key)
    elif isinstance(printed, list) and isinstance(expected, list) and len(printed) == len(expected):
        for name, one, other in zip(names_of(expected), printed, expected, strict=True):
            yield from differences(one, other, address / name)
    elif isinstance(printed, list | Mapping) and isinstance(expected, list | Mapping):
        yield path, f"[{len(printed)}]", f"[{len(expected)}]"
    else:
        yield path, printed, expected


def _known_to(printed: Any, expected: Any) -> Any:
    """Return a result without the fields that another version did not store."""
    if isinstance(printed, Mapping) and isinstance(expected, Mapping):
        return {key: _known_to(printed[key], value) for key, value in expected.items() if key in printed}
    if isinstance(printed, list) and isinstance(expected, list) and len(printed) == len(expected):
        return [_known_to(one, other) for one, other in zip(printed, expected, strict=True)]
    return expected


def shown(value: Any) -> str:
    """Return a value of the data as a message may hold it."""
    if value is None:
        return ""
    return printable(f"{value:.{DIGITS}g}" if isinstance(value, float) else str(value), 60)


def _is_number(value: Any) -> bool:
    return isinstance(value, int | float) and not isinstance(value, bool)


def _run(result: Assessment, survey: Path, chosen: Plan) -> Assessment:
    """Return the result of the run made again, as it would be stored."""
    from govassess.assessment.assess import assess
    from govassess.compare.split import assess_group
    from govassess.result.codec import compact, decode

    responses = _responses(result, survey, chosen)
    variable, value = result.options.split_by, result.options.split_value
    try:
        if variable is None or value is None:
            again = assess(responses, plan=chosen)
        else:
            again = assess_group(responses, variable, value, chosen)
        return decode(compact(_beside_the_same(result, again)))
    except (LookupError, ValueError, TypeError, ArithmeticError, AttributeError):
        # an instrument that was changed by hand fits the schema, but its parts contradict each other
        raise _inconsistent(survey) from None


def _beside_the_same(result: Assessment, again: Assessment) -> Assessment:
    """Return the new result beside the same earlier one and the same others: the survey tells nothing of either."""
    about = tuple(notice for notice in result.warnings if notice.where == "previous")
    return replace(again, previous=result.previous, benchmark=result.benchmark, warnings=(*again.warnings, *about))


def _inconsistent(survey: Path) -> DataError:
    return DataError([Problem(code="E110", reason="result_inconsistent", file=printable(survey.name, 80))])


def _responses(result: Assessment, survey: Path, chosen: Plan) -> Responses:
    """Return the survey read as it was: what an option must have said is passed where the file alone says otherwise."""
    from govassess.responses.options import DECISIONS
    from govassess.responses.read import read_responses

    options = replace(chosen, **{name: getattr(result.source, name) for name in DECISIONS})
    stored_way = {name: getattr(result.source, name) for name in RECOGNISED}
    try:
        found = read_responses(survey, result.instrument, mapping=chosen.mapping, options=options)
        amiss = {name: way for name, way in stored_way.items() if getattr(found.source, name) != way}
        if not amiss or found.source.sha256 != result.source.sha256:
            return found
    except DataError:
        amiss = {name: way for name, way in stored_way.items() if way is not None}
        if survey.is_file() and _sha256(survey) != result.source.sha256:
            raise
    return read_responses(survey, result.instrument, mapping=chosen.mapping, options=replace(options, **amiss))


def _other_file(result: Assessment, survey: Path) -> list[Finding]:
    """Return the finding that the survey is not the file assessed; of one that is not there the reader tells."""
    if not survey.is_file():
        return []
    found = _sha256(survey)
    if found == result.source.sha256:
        return []
    place = Place(path="source.sha256")
    return [Finding(check="survey", kind="value", place=place, printed=result.source.sha256[:64], expected=found)]


def _sha256(file: Path) -> str:
    try:
        with file.open("rb") as stream:
            return hashlib.file_digest(stream, "sha256").hexdigest()
    except OSError:
        return ""


def _cluster(result: Assessment) -> str | None:
    """Return the option that made the run resample what it did: the instrument's variable needs none."""
    declared, used = result.instrument.respondent.cluster, result.options.cluster
    if used is not None:
        return None if used == declared else used
    absent = any(notice.code == "cluster_absent" for notice in result.warnings)
    return None if declared is None or absent else "none"


def _versions(result: Assessment, again: Assessment) -> tuple[Note, ...]:
    """Return the note that packages have other versions than in the stored run."""
    here = {**again.versions, "govassess": again.govassess}
    there = {**result.versions, "govassess": result.govassess}
    other = [f"{name} {there[name]} → {here.get(name, '–')}" for name in there if there[name] != here.get(name)]
    return (Note(code="other_packages", values={"listed": printable(", ".join(other), 300)}),) if other else ()
