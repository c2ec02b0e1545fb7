"""The plan of one run: every option, as given on the command line, in a plan file, or in a notebook."""

from __future__ import annotations

from dataclasses import dataclass, replace
from pathlib import Path
from typing import Annotated, Literal

from pydantic import Field

from govassess.errors import Problem, ProblemsError
from govassess.files import closed_schema
from govassess.files.closed_schema import to_record
from govassess.files.safe_yaml import dotted, read_yaml
from govassess.instrument.checks.hypotheses import hypotheses as check_hypotheses
from govassess.instrument.model import CLOSED, Hypothesis, Instrument, Study
from govassess.responses.options import ReadingOptions
from govassess.result.descriptive import TcrCategories, TcrNamed
from govassess.stats.draws import SEED

Ci = Literal["percentile", "bca"]
LeadingZero = Literal["auto", "keep", "drop"]
CsvDialect = Literal["c", "id"]
MOST_DRAWS = 100_000


class PlanFileError(ProblemsError):
    """The plan file is not one: every fault by line and key path."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Plan(ReadingOptions):
    """Options of one run: how the survey is read, and what is made of it.

    ``by`` and ``cluster`` name profile variables; ``cluster=None`` means the instrument's, ``"none"`` that respondents
    are resampled whatever the instrument says. ``hypotheses`` are tested in place of the instrument's register.
    ``ledger`` is the file of earlier publications. ``ci`` is the interval of indirect effects. ``reproduce`` is the
    printed weight of an old report. ``limits`` also apply to the instrument and the mapping file (a plan file itself
    is read under the usual ones). Without ``exclude_careless`` respondents who show two indicators or more of careless
    responding stay. ``leading_zero`` and ``csv_dialect`` say how numbers are written: the zero before the decimal mark
    of r, beta and p, and CSV files. ``tcr_categories`` names the categories of a TCR in a thesis:
    ``equal_intervals``, or a table with its source.
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
    exclude_careless: bool = False
    leading_zero: LeadingZero = "auto"
    csv_dialect: CsvDialect = "c"
    tcr_categories: TcrNamed | TcrCategories | None = None
    file: str | None = None  # base name of the plan file these options came from

    @property
    def printed_weight(self) -> str | None:
        """``reproduce`` as written, a decimal comma as a point."""
        return None if self.reproduce is None else str(self.reproduce).replace(",", ".")


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
    return closed_schema.with_options(plan or Plan(), options)


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
