"""The register of one run: every hypothesis is tested or says why not, and each family is adjusted as a whole."""

from __future__ import annotations

from collections.abc import Collection, Hashable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from typing import TYPE_CHECKING, Any

from numpy.typing import NDArray

from govassess.errors import NotEstimable
from govassess.hypotheses.design import CLUSTER, HypothesisDesign, Tested, covariates
from govassess.hypotheses.group_tests import between_groups, in_few_digits
from govassess.hypotheses.runners import run
from govassess.hypotheses.verdicts import verdict
from govassess.instrument.model import Hypothesis, Instrument
from govassess.notices import Notice
from govassess.responses.groups import group_labels
from govassess.result.hypotheses import HypothesisResult, Model
from govassess.stats.clustered import FEWEST
from govassess.stats.design import complete_rows
from govassess.stats.draws import Draws, make_draws
from govassess.stats.mediation import Ci
from govassess.stats.multiplicity import adjust

if TYPE_CHECKING:
    import pandas as pd

    from govassess.scoring.scores import Scores


COPIED = (
    *("id", "family", "kind", "predictor", "mediators", "outcome", "controls", "expected", "text", "moderator"),
    "origin",
)
"""What a result takes over from the hypothesis that it tests."""

LEAST_ROWS = 10
"""Fewer respondents, or residual degrees of freedom, give no p value: a regression comes close to single people."""

FEW = 30
"""Of fewer respondents a sum of squares may be searched for their scores."""

MANY_ROWS, SHARDS = 5000, 2000
"""Above so many respondents that many random shards of them are resampled, which gives the same intervals faster."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Register:
    """The hypotheses of one run with their verdicts, the equations fitted, and what to know about them."""

    results: tuple[HypothesisResult, ...]
    models: tuple[Model, ...]
    notices: tuple[Notice, ...]
    designs: Mapping[str, HypothesisDesign]  # hypothesis -> the rows of its equations


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class HypothesisContext:
    """What all hypotheses of one run are tested on, and how.

    Attributes
    ----------
    instrument : Instrument
        Gives the defaults (alpha, covariance, adjustment, covariates) and the profile variables.
    scores : Scores
        Respondents' scores, n rows.
    profile : DataFrame (n, p)
        The same respondents' profile.
    draws : Draws or None
        Draws of the same rows; each hypothesis takes the columns of its own complete rows.
    clusters : array (n,) or None
        Label of each respondent's cluster where clusters are resampled: standard errors are then clustered too.
    ci : "percentile" or "bca"
        Interval of indirect effects.
    minimum : int
        Disclosure minimum: no category of a covariate stands for fewer respondents, and no group is compared.
    conf_level : float
        Level of the intervals.
    hidden : mapping
        Hypothesis about groups -> groups that the tables of the run hide; they are compared nowhere.
    rounded : collection of str
        Hypotheses about groups whose means the tables round; a test would give the exact means back, so there is none.
    published : bool
        Whether sizes of groups are rounded: tests of groups then have few digits, as they have where fewer than 30
        respondents are in a group or left out.
    designs : dict
        The designs made so far; hypotheses may share one.
    """

    instrument: Instrument
    scores: Scores
    profile: pd.DataFrame
    draws: Draws | None
    clusters: NDArray[Any] | None
    ci: Ci
    minimum: int
    conf_level: float
    hidden: Mapping[str, Collection[str]] = field(default_factory=dict)
    rounded: Collection[str] = ()
    published: bool = False
    designs: dict[Hashable, HypothesisDesign] = field(default_factory=dict, init=False)


def run_register(hypotheses: Sequence[Hypothesis], context: HypothesisContext) -> Register:
    """Test every hypothesis and adjust the p values within each family.

    Parameters
    ----------
    hypotheses : sequence of Hypothesis
        The register, in the order of the report.
    context : HypothesisContext
        Respondents and options of the run.

    Notes
    -----
    One mask over every variable of a hypothesis gives one n for all its equations. Where its rows hold fewer than 10
    clusters, respondents count as independent in its errors and draws alike, with the notice
    ``test_few_clusters``. Holm and Benjamini-Hochberg p are computed within a family over the hypotheses that
    were tested (m of them); one that was not stays in the register as ``not_tested`` with its reason.
    """
    results: list[HypothesisResult] = []
    models: list[Model] = []
    notices: list[Notice] = []
    classical: dict[str, float | None] = {}
    designs: dict[str, HypothesisDesign] = {}
    for hypothesis in hypotheses:
        result, tested = _test(hypothesis, context)
        results.append(result)
        if tested is not None:
            models.extend(tested.models)
            notices.extend(tested.notices)
            classical[result.id] = tested.p_classical
            if hypothesis.kind != "group":
                designs[result.id], *_ = design_of(hypothesis, context)
    declared = {hypothesis.id: hypothesis for hypothesis in hypotheses}
    judged: dict[str, HypothesisResult] = {}
    for family in dict.fromkeys(result.family for result in results):
        members = [result for result in results if result.family == family and result.p_value is not None]
        judged |= _judged(members, declared, classical, context.instrument)
    return Register(
        results=tuple(judged.get(result.id, result) for result in results),
        models=tuple(models),
        notices=_once(notices),
        designs=designs,
    )


def _test(hypothesis: Hypothesis, context: HypothesisContext) -> tuple[HypothesisResult, Tested | None]:
    """Return one hypothesis as tested (its verdict still open) or as not tested with the reason."""
    fixed: dict[str, Any] = {name: getattr(hypothesis, name) for name in COPIED} | {"covariates": ()}
    absent = [node for node in nodes_of(hypothesis) if not context.scores.rules.measures(node)]
    if hypothesis.kind == "group" and not _is_known(context.profile, hypothesis.predictor):
        absent.append(hypothesis.predictor)
    if absent:
        return _not_tested(fixed, "not_measured", nodes=", ".join(absent)), None
    try:
        if hypothesis.kind == "group":
            tested = _compared(hypothesis, context)
        else:
            design, fixed["covariates"], notices = design_of(hypothesis, context)
            tested = run(hypothesis, design)
            tested = replace(tested, notices=(*notices, *tested.notices))
    except NotEstimable as fault:
        return _not_tested(fixed, fault.code, **fault.values), None
    terms = max((len(model.coefficients) for model in tested.models), default=0)
    if tested.fields["n_used"] - terms < LEAST_ROWS:
        found = tested.fields["n_used"]
        return _not_tested(fixed, "too_few_respondents", found=found, needed=LEAST_ROWS + terms), None
    return HypothesisResult(**fixed, verdict="inconclusive", **tested.fields), tested


def nodes_of(hypothesis: Hypothesis) -> list[str]:
    """Return the nodes whose scores a hypothesis needs."""
    if hypothesis.kind == "group":
        return [hypothesis.outcome]
    moderator = () if hypothesis.moderator is None else (hypothesis.moderator,)
    return [hypothesis.predictor, *hypothesis.mediators, *moderator, *hypothesis.controls, hypothesis.outcome]


def _is_known(profile: pd.DataFrame, variable: str) -> bool:
    return variable in profile and bool(profile[variable].notna().any())


def design_of(
    hypothesis: Hypothesis, context: HypothesisContext
) -> tuple[HypothesisDesign, tuple[str, ...], tuple[Notice, ...]]:
    """Return the rows, draws and errors of one hypothesis, the covariates fitted, and what to know about them.

    Raises
    ------
    NotEstimable
        ``too_few_respondents``.
    """
    nodes, defaults = nodes_of(hypothesis), context.instrument.hypothesis_defaults
    wanted = defaults.covariates if hypothesis.covariates is None else hypothesis.covariates
    key = frozenset(nodes), tuple(wanted)
    if key not in context.designs:
        context.designs[key] = _rows_with(nodes, wanted, context)
    design = context.designs[key]
    notices = design.covariates.notices
    if design.clusters is not None and not design.clustered:
        values: dict[str, str | int | float] = {"count": design.clusters}
        notices = (*notices, Notice(code="test_few_clusters", where=f"hypotheses.{hypothesis.id}", values=values))
    return design, design.covariates.names, notices


def _rows_with(nodes: Sequence[str], wanted: Sequence[str], context: HypothesisContext) -> HypothesisDesign:
    """Return the rows, draws and errors of every hypothesis about these nodes with these covariates."""
    scores, defaults = context.scores.values[list(nodes)], context.instrument.hypothesis_defaults
    complete = scores.notna().all(axis=1)
    prepared = covariates(context.profile, context.instrument.profile, wanted, complete, context.minimum)
    data = scores.join(prepared.frame)
    used = complete_rows(data, [*nodes, *prepared.names])
    if used.sum() < LEAST_ROWS:
        raise NotEstimable("regression", "too_few_respondents", found=int(used.sum()), needed=LEAST_ROWS)
    draws, count, clustered = context.draws, None, False
    if context.clusters is not None:
        count = len(set(context.clusters[used].tolist()))
        clustered = count >= FEWEST
        if clustered:
            data[CLUSTER] = context.clusters
        else:
            draws = None if draws is None else _of_respondents(draws)
    return HypothesisDesign(
        data=data,
        rows=data if used.all() else data.loc[used],
        covariates=prepared,
        draws=draws,
        vcov=defaults.vcov,
        conf_level=context.conf_level,
        ci=context.ci,
        clusters=count,
        clustered=clustered,
    )


def _of_respondents(draws: Draws) -> Draws:
    """Return as many draws that resample respondents, or random shards of them where there are very many."""
    shards = SHARDS if draws.n_rows > MANY_ROWS else None
    return make_draws(draws.n_rows, seed=draws.seed, count=draws.count, shards=shards)


def _compared(hypothesis: Hypothesis, context: HypothesisContext) -> Tested:
    """Return the test of a group hypothesis; it holds no covariates."""
    if hypothesis.id in context.rounded:
        raise NotEstimable("groups", "rounded_means")
    variable = next((each for each in context.instrument.profile if each.id == hypothesis.predictor), None)
    tested = between_groups(
        hypothesis,
        context.scores.values[hypothesis.outcome],
        group_labels(context.profile[hypothesis.predictor]),
        order=[] if variable is None else [str(option.code) for option in variable.options],
        hidden=context.hidden.get(hypothesis.id, ()),
        minimum=context.minimum,
        conf_level=context.conf_level,
        clusters=context.clusters,
    )
    left_out = int(context.scores.values[hypothesis.outcome].notna().sum()) - tested.fields["n_used"]
    few = 0 < left_out < FEW or min(group.n for group in tested.fields["groups"]) < FEW
    return in_few_digits(tested) if context.published or few else tested


def _not_tested(fixed: dict[str, Any], code: str, **values: str | float) -> HypothesisResult:
    return HypothesisResult(**fixed, verdict="not_tested", code=code, values=values)


def _judged(
    members: Sequence[HypothesisResult],
    declared: dict[str, Hypothesis],
    classical: dict[str, float | None],
    instrument: Instrument,
) -> dict[str, HypothesisResult]:
    """Return the tested hypotheses of one family with adjusted p and verdict.

    A decision that changes when classical standard errors take the place of the declared ones is marked fragile.
    """
    if not members:
        return {}
    defaults = instrument.hypothesis_defaults
    p_values = [float(result.p_value or 0.0) for result in members]
    holm = adjust(p_values, "holm").adjusted
    bh = adjust(p_values, "bh").adjusted
    decisive = holm if defaults.adjust == "holm" else bh
    swapped = [classical[result.id] for result in members]
    others = adjust([p if q is None else q for p, q in zip(p_values, swapped, strict=True)], defaults.adjust).adjusted
    found = {}
    for place, result in enumerate(members):
        words: dict[str, Any] = {
            "estimate": result.estimate,
            "expected": declared[result.id].expected,
            "alpha": defaults.alpha,
            "conf_low": result.conf_low,
            "conf_high": result.conf_high,
            "smallest_effect": declared[result.id].smallest_effect,
        }
        decided = verdict(p_adjusted=float(decisive[place]), **words)
        fragile = decided != verdict(p_adjusted=float(others[place]), **words)
        found[result.id] = replace(
            result,
            verdict=decided,
            p_holm=float(holm[place]),
            p_bh=float(bh[place]),
            m=len(members),
            fragile=fragile,
            fragile_because=("classical",) if fragile else (),
        )
    return found


def _once(notices: Iterable[Notice]) -> tuple[Notice, ...]:
    """Drop repetitions: several hypotheses share their covariates."""
    seen: dict[tuple[str, str, str], Notice] = {}
    for notice in notices:
        seen.setdefault((notice.code, notice.where, str(sorted(notice.values.items()))), notice)
    return tuple(seen.values())
