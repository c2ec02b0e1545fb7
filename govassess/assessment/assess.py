"""The assessment of one survey: basis, description, measurement, hypotheses, disclosure, assessment.

``collect`` needs the respondents and ends where their rows end; ``conclude`` knows only what was collected.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from importlib.metadata import version
from pathlib import Path
from typing import TYPE_CHECKING

from govassess.assessment.achievement import categories_of, categorised
from govassess.assessment.denominators import by_answers
from govassess.assessment.respondents import respondents_of
from govassess.assessment.steps import description, hypothesis_tests, measurement, ordered
from govassess.assessment.summaries import checklist_results, multiple_choice_results
from govassess.assessment.warnings import run_notices
from govassess.disclosure.minimum import Disclosure
from govassess.files.limits import Limits, changed
from govassess.instrument.load import sha256_of
from govassess.instrument.model import Study
from govassess.notices import FunnelStep, Notice, Unavailable
from govassess.privacy.publication import Publication, notices_of, publication
from govassess.privacy.published import (
    aliases,
    checklist_in_steps,
    choices_in_steps,
    described_for_publication,
    described_under_aliases,
    measured_for_publication,
    tested_for_publication,
    tested_under_aliases,
)
from govassess.responses.model import Responses, Source
from govassess.result.assessment import SCHEMA_VERSION, Assessment
from govassess.result.descriptive import (
    ByAnswers,
    ChecklistResult,
    MultipleChoiceResult,
    Options,
    ResponseRate,
    TcrCategories,
)
from govassess.run.basis import Basis
from govassess.run.findings import Described, Measured, Ordered, Tested
from govassess.run.plan import Plan, with_options
from govassess.run.sampling import resampled_units
from govassess.scoring.rules import Rules
from govassess.stats.intervals import percentile_levels
from govassess.version import VERSION

if TYPE_CHECKING:
    pass


def assess(responses: Responses, *, plan: Plan | None = None, **options: object) -> Assessment:
    """Return the assessment of one survey; ``govassess.assess`` documents options and errors."""
    if not isinstance(responses, Responses):
        raise TypeError(f"assess() takes what read_responses() returns, not {type(responses).__name__}")
    return run(responses, with_options(plan, **options)).result


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class Run:
    """The result of one run and, where a ledger is kept, which respondents each figure covers."""

    result: Assessment
    publication: Publication | None


def run(responses: Responses, plan: Plan, own_reports: tuple[str, Sequence[str]] | None = None) -> Run:
    """Assess one survey as ``assess`` does; with a ledger, return its new entry too.

    ``own_reports``: a profile variable, and its groups that get reports of their own in the same run.
    """
    collected = collect(responses, plan, own_reports)
    return Run(result=conclude(collected), publication=collected.publication)


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class Collected:
    """What the respondents' rows gave: statistics, counts and names, no row; for a ledger, keyed hashes."""

    rules: Rules
    rule: Disclosure
    form: str
    source: Source
    study: Study
    rate: ResponseRate | None
    options: Options
    funnel: tuple[FunnelStep, ...]
    described: Described
    measured: Measured
    tested: Tested
    ordered: Ordered
    by_answers: tuple[ByAnswers, ...]
    multiple_choice: tuple[MultipleChoiceResult, ...]
    checklists: tuple[ChecklistResult, ...]
    no_checklists: tuple[Unavailable, ...]
    notices: tuple[Notice, ...]  # about reading and about clusters
    aliases: Mapping[tuple[str, str], str]  # grouping variable and a name typed by one respondent -> what it is called
    pooled: bool  # clusters that are not shown are resampled together
    publication: Publication | None
    ledger_notices: tuple[Notice, ...]


def collect(responses: Responses, plan: Plan, own_reports: tuple[str, Sequence[str]] | None = None) -> Collected:
    """Return everything of a run that needs respondents' rows; ``own_reports`` as for ``run``."""
    categories = categories_of(plan.tcr_categories, responses.instrument)
    respondents = respondents_of(responses, plan)
    basis, scores = respondents.basis, respondents.basis.scores
    described = description(respondents)
    report = (
        None
        if plan.ledger is None
        else publication(Path(plan.ledger), basis, described.groups, described.sensitivity, own_reports)
    )
    ledger_notices = () if report is None else notices_of(report)
    measured = measurement(basis, described)
    tested = hypothesis_tests(basis, described)
    checklists, unchecked = checklist_results(responses, scores.kept, basis.rule)
    return Collected(
        rules=scores.rules,
        rule=basis.rule,
        form=responses.form,
        source=responses.source,
        study=basis.study,
        rate=basis.rate,
        options=_options(basis, categories),
        funnel=scores.funnel,
        described=replace(described, sensitivity=None),  # its respondents stay here
        measured=measured,
        tested=tested,
        ordered=ordered(basis, described),
        by_answers=by_answers(basis),
        multiple_choice=multiple_choice_results(responses, scores.kept, basis.draws, basis.sampling, basis.rule),
        checklists=checklists,
        no_checklists=unchecked,
        # answers with a missing code are counted by item
        notices=(*(each for each in responses.issues if each.code != "missing_code"), *basis.notices),
        aliases=aliases(described.groups, basis.partitions, responses.instrument.profile),
        pooled=basis.pooled,
        publication=report,
        ledger_notices=ledger_notices,
    )


def conclude(found: Collected) -> Assessment:
    """Return the assessment made of what was collected: what is disclosed of it, and what readers must know."""
    described, measured, tested = _disclosed(found)
    instrument = found.rules.instrument
    result = Assessment(
        schema_version=SCHEMA_VERSION,
        govassess=VERSION,
        instrument=instrument,
        instrument_sha256=sha256_of(instrument),
        modules=measured_modules(found.rules),
        form=found.form,
        study=found.study,
        response_rate=found.rate,
        source=found.source,
        options=found.options,
        versions={name: version(name) for name in ("numpy", "scipy", "pandas", "statsmodels")},
        funnel=found.funnel,
        screening=described.screening,
        profile=described.profile,
        items=measured.items,
        scores=described.scores,
        groups=described.groups,
        reliability=measured.reliability,
        validity=measured.validity,
        hypotheses=tested.hypotheses,
        models=tested.models,
        priorities=found.ordered.priorities,
        multiple_choice=_choices(found),
        checklists=_checklists(found),
        unavailable=_unavailable(found),
        warnings=(*found.notices, *described.notices, *measured.notices, *tested.notices),
        comparisons=described.comparisons,
        aggregation=measured.aggregation,
        estimators=tested.estimators,
        path_models=tested.path_models,
        robustness=described.robustness,
        opportunities=found.ordered.opportunities,
        standing_out=found.ordered.standing_out,
        by_answers=found.by_answers,
    )
    return replace(result, warnings=(*result.warnings, *run_notices(result), *found.ledger_notices))


def _disclosed(found: Collected) -> tuple[Described, Measured, Tested]:
    """Return the findings as they are given out: categories named, no name of a person, published digits."""
    described = described_under_aliases(found.described, found.aliases)
    tested = tested_under_aliases(found.tested, found.aliases)
    scores, items = categorised(described.scores, found.measured.items, found.options.tcr_categories)
    described, measured = replace(described, scores=scores), replace(found.measured, items=items)
    if found.rule.policy != "published":
        return described, measured, tested
    return (
        described_for_publication(described, found.rules),
        measured_for_publication(measured),
        tested_for_publication(tested, found.rules),
    )


def _choices(found: Collected) -> tuple[MultipleChoiceResult, ...]:
    in_steps = found.pooled or found.rule.policy == "published"
    return tuple(map(choices_in_steps, found.multiple_choice)) if in_steps else found.multiple_choice


def _checklists(found: Collected) -> tuple[ChecklistResult, ...]:
    return tuple(map(checklist_in_steps, found.checklists)) if found.rule.policy == "published" else found.checklists


def _unavailable(found: Collected) -> tuple[Unavailable, ...]:
    """Return what the result does not have: priorities first, nodes that were not measured last."""
    of_steps = (each for step in (found.measured, found.tested, found.described) for each in step.unavailable)
    return (*found.ordered.unavailable, *of_steps, *found.no_checklists, *_not_measured(found.rules))


def _options(basis: Basis, categories: TcrCategories | None) -> Options:
    """Return what the run was asked to do, and what its draws resample."""
    plan, draws = basis.plan, basis.draws
    low, high = (None, None) if draws is None else percentile_levels(draws, plan.conf_level)
    return Options(
        seed=plan.seed,
        draws=0 if draws is None else draws.count,
        conf_level=plan.conf_level,
        resampled="respondents" if draws is None else resampled_units(draws),
        units=len(basis.scores.values) if draws is None else draws.units,
        by=tuple(basis.partitions),
        cluster=basis.cluster,
        disclosure=plan.disclosure,
        min_group=basis.rule.minimum,
        percentile_low=low,
        percentile_high=high,
        plan=plan.file,
        mapping=None if plan.mapping is None else Path(plan.mapping).name,
        reproduce=plan.printed_weight,
        ci=plan.ci,
        exclude_careless=plan.exclude_careless,
        limits=changed(plan.limits or Limits()),
        leading_zero=plan.leading_zero,
        csv_dialect=plan.csv_dialect,
        tcr_categories=categories,
    )


def measured_modules(rules: Rules) -> tuple[str, ...]:
    """Return the names of the modules of which at least one construct was measured."""
    return tuple(
        name
        for name, module in rules.instrument.modules.items()
        if any(rules.measures(construct) for construct in module.constructs)
    )


def _not_measured(rules: Rules) -> tuple[Unavailable, ...]:
    """Return an entry for every construct, dimension and indicator that no column answers."""
    return tuple(
        Unavailable(where=node.id, field="score", code="not_measured")
        for node in rules.instrument.nodes()
        if not rules.measures(node.id)
    )
