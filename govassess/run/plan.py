"""The plan of one run: every option, as given on the command line, in a plan file, or in a notebook."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, fields, replace
from functools import cache
from os import PathLike, fspath
from pathlib import Path
from typing import Annotated, Any, Literal, get_type_hints

from pydantic import Field

from govassess.errors import PlanError, Problem, ProblemsError
from govassess.files.cells import printable
from govassess.files.closed_schema import to_record
from govassess.files.limits import Limits
from govassess.files.safe_yaml import dotted, read_yaml
from govassess.instrument.checks.hypotheses import hypotheses as check_hypotheses
from govassess.instrument.model import CLOSED, Hypothesis, Instrument, Study
from govassess.result.descriptive import TcrCategories, TcrNamed
from govassess.stats.draws import SEED

Ci = Literal["percentile", "bca"]
LeadingZero = Literal["auto", "keep", "drop"]
CsvDialect = Literal["c", "id"]
MOST_DRAWS = 100_000


class PlanFileError(ProblemsError):
    """The plan file is not one: every fault by line and key path."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Plan:
    """Options of one run.

    ``by`` and ``cluster`` name profile variables; ``cluster=None`` means the instrument's, ``"none"`` that respondents
    are resampled whatever the instrument says. ``hypotheses`` are tested in place of the instrument's register.
    ``ledger`` is the file of what was given out before.
    ``ci`` is the interval of indirect effects. ``reproduce`` is the printed weight of an old report. The fields from
    ``mapping`` on are about reading the survey; ``limits`` are the sizes allowed in place of the usual ones, also of
    the instrument and the mapping file (a plan file itself is read under the usual ones). ``exclude_careless`` is about
    who is analysed: without it respondents who show two signs or more of careless answering stay. ``leading_zero`` and
    ``csv_dialect`` are about how numbers are written: the zero before the mark of r, beta and p, and CSV files.
    ``tcr_categories`` is what a TCR is called in a thesis: ``equal_intervals``, or a table of one's own with its
    source.
    """

    __pydantic_config__ = CLOSED
    by: tuple[str, ...] = ()
    cluster: str | None = None
    draws: Annotated[int, Field(ge=0, le=MOST_DRAWS)] = 5000
    seed: Annotated[int, Field(ge=0)] = SEED
    conf_level: Annotated[float, Field(gt=0.5, lt=1)] = 0.95
    ci: Ci = "percentile"
    disclosure: Literal["internal", "published"] = "internal"
    min_group: int | None = None
    ledger: str | None = None
    reproduce: str | float | None = None
    study: Study | None = None
    hypotheses: tuple[Hypothesis, ...] | None = None
    instrument: str | None = None
    lang: Literal["en", "id"] | None = None
    mapping: str | None = None
    sheet: str | None = None
    encoding: str | None = None
    delimiter: Annotated[str, Field(min_length=1, max_length=1)] | None = None
    header_row: Annotated[int, Field(ge=1)] | None = None
    header_rows: Annotated[int, Field(ge=1, le=5)] | None = None
    tool: str | None = None
    on_invalid: Literal["error", "missing"] = "error"
    duplicates: Literal["report", "first", "last", "error"] = "report"
    partial: Literal["keep", "drop"] = "keep"
    exclude_careless: bool = False
    leading_zero: LeadingZero = "auto"
    csv_dialect: CsvDialect = "c"
    pad_short_rows: bool = False
    tcr_categories: TcrNamed | TcrCategories | None = None
    limits: Limits | None = None
    file: str | None = None  # base name of the plan file these options came from

    @property
    def printed_weight(self) -> str | None:
        """``reproduce`` as written, a decimal comma as a point."""
        return None if self.reproduce is None else str(self.reproduce).replace(",", ".")


OPTIONS = tuple(option.name for option in fields(Plan))
BLOCKS = (
    ("study", Study, "study_invalid"),
    ("limits", Limits, "limits_invalid"),
    ("tcr_categories", TcrCategories, "tcr_invalid"),
)
"""Options that are records, which may be given as mappings: their record, and what is said of one that is none."""

LISTS = ("by", "hypotheses")
BOUNDS = {"minimum": "≥", "exclusiveMinimum": ">", "maximum": "≤", "exclusiveMaximum": "<"}
EXPECTED = {"integer": "option_whole", "number": "option_number", "string": "option_text", "array": "option_list"}
"""What the schema calls the kind of an option -> what is said of a value of another kind."""
WITHIN = {"option_whole": "option_whole_within", "option_number": "option_number_within"}


def read_plan(path: str | Path) -> Plan:
    """Read a plan file (YAML).

    Raises
    ------
    PlanFileError
        Every unknown option, wrong type or value out of range, by line.
    """
    from pydantic import TypeAdapter

    document = read_yaml(Path(path), error=PlanFileError, code="E303")
    found: Plan = to_record(TypeAdapter(Plan), document, error=PlanFileError, code="E303")
    return replace(found, file=document.file)


def with_options(plan: Plan | None, **options: object) -> Plan:
    """Return ``plan`` with the options that are given (not ``None``) in place of its own.

    Raises
    ------
    PlanError
        An option of that name does not exist, or its value, also one that ``plan`` holds, is none that the schema of
        a plan file lets it have.
    """
    import difflib

    for name in options:
        if name not in OPTIONS:
            near = difflib.get_close_matches(name, OPTIONS, 1)
            raise PlanError("unknown_option", option=name, near=near[0] if near else ", ".join(OPTIONS))
    given = {name: _plain(value) for name, value in options.items() if value is not None}
    for name, kind, fault in BLOCKS:
        if isinstance(given.get(name), dict):
            given[name] = _record(kind, given[name], fault)
    for name in LISTS:
        if isinstance(given.get(name), str):
            given[name] = (given[name],)
        elif isinstance(given.get(name), Iterable):
            given[name] = tuple(given[name])
    found = replace(plan or Plan(), **given)
    for option in fields(Plan):
        value = getattr(found, option.name)
        if (type(value), value) != (type(option.default), option.default):  # 0 is not False
            _check(option.name, value)
    return found


def _plain(value: Any) -> Any:
    """Return a path as text and a number of numpy as one of Python: what stands for the same value in a plan file."""
    if isinstance(value, PathLike):
        return fspath(value)
    return value.item() if type(value).__module__ == "numpy" and hasattr(value, "item") else value


@cache
def _schema(option: str) -> tuple[Any, Sequence[Mapping[str, Any]]]:
    """Return what validates an option, and what each kind of value that it may have looks like."""
    from pydantic import TypeAdapter

    adapter = TypeAdapter(get_type_hints(Plan, include_extras=True)[option])
    schema = adapter.json_schema()
    return adapter, [kind for kind in schema.get("anyOf", [schema]) if kind.get("type") != "null"]


def _check(option: str, value: object) -> None:
    """Refuse a value that the schema of a plan file would refuse."""
    from pydantic import ValidationError

    adapter, kinds = _schema(option)
    try:
        adapter.validate_python(value, strict=True)
    except ValidationError:
        raise _refusal(option, value, kinds[0]) from None


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


def _record(kind: type[Any], given: object, fault: str) -> Any:
    """Return a block that was given as a mapping, checked as one in a plan file is."""
    import json

    from pydantic import TypeAdapter, ValidationError

    try:
        return TypeAdapter(kind).validate_json(json.dumps(given, default=str))
    except ValidationError as faults:
        first = faults.errors(include_url=False)[0]
        detail = f"{'.'.join(str(part) for part in first['loc'])}: {first['msg']}"
        raise PlanError(fault, detail=detail) from None


def hypotheses_of(plan: Plan, instrument: Instrument) -> tuple[Hypothesis, ...]:
    """Return the register of the run: the plan's hypotheses, else the instrument's.

    Raises
    ------
    PlanFileError
        A hypothesis of the plan names a node or a profile variable that the instrument does not have, lacks what
        its kind needs, or predicts a part of itself.
    """
    if plan.hypotheses is None:
        return instrument.hypotheses
    names = [hypothesis.id for hypothesis in plan.hypotheses]
    problems = [
        Problem(
            code="E303",
            reason="instrument.duplicate_id",
            path=f"hypotheses[{place}].id",
            value=name,
            values={"first": f"hypotheses[{names.index(name)}].id"},
        )
        for place, name in enumerate(names)
        if names.index(name) < place
    ]
    problems += [problem for hypothesis in plan.hypotheses for problem in _unknown_names(hypothesis, instrument)]
    if not problems:
        register = replace(instrument, hypotheses=plan.hypotheses)
        problems = [
            Problem(
                code="E303", reason=f"instrument.{fault.reason}", path=dotted(fault.path), value=fault.value,
                values=fault.values,
            )
            for fault in check_hypotheses(register)
        ]  # fmt: skip
    if problems:
        raise PlanFileError(problems)
    return plan.hypotheses


def _unknown_names(hypothesis: Hypothesis, instrument: Instrument) -> list[Problem]:
    """Return a problem for every node, or profile variable of a group hypothesis, that the instrument does not have."""
    nodes = {node.id for node in instrument.nodes()}
    variables = {variable.id for variable in instrument.profile}
    moderator = () if hypothesis.moderator is None else (hypothesis.moderator,)
    named = [hypothesis.outcome, *hypothesis.mediators, *moderator, *hypothesis.controls]
    problems = []
    if hypothesis.kind != "group":
        named.insert(0, hypothesis.predictor)
    elif hypothesis.predictor not in variables:
        known = ", ".join(sorted(variables)) or "–"
        problems.append(_unknown("instrument.unknown_name", hypothesis, hypothesis.predictor, known, instrument))
    known = ", ".join(sorted(nodes))
    return problems + [
        _unknown("unknown_node", hypothesis, name, known, instrument) for name in named if name not in nodes
    ]


def _unknown(reason: str, hypothesis: Hypothesis, name: str, known: str, instrument: Instrument) -> Problem:
    return Problem(
        code="E303",
        reason=reason,
        path=f"hypotheses.{hypothesis.id}",
        value=name,
        values={"known": known, "instrument": instrument.id},
    )
