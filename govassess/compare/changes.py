"""How a node changed from one result to another, and what is kept of a result that is compared."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import replace
from pathlib import Path
from typing import Any

from govassess.compare.comparability import Named
from govassess.errors import NotEstimable
from govassess.files.cells import printable
from govassess.responses.personal import named, shown
from govassess.result.assessment import NodeScore
from govassess.result.comparison import Change, ComparedResult
from govassess.stats.differences import Estimated, difference
from govassess.stats.multiplicity import adjust
from govassess.stats.recorded import recorded, recorded_p

TESTED = ("overall", "construct", "dimension")
"""Kinds of node with a test; indicators have an interval, or there would be too many tests for any to find much."""

LONGEST = 60  # characters of a label


def kept_result(each: Named, label: str, scores: Iterable[NodeScore]) -> ComparedResult:
    """Return what is kept of a result that is compared."""
    result, options = each.result, each.result.options
    return ComparedResult(
        label=label,
        file=named(each.file),
        source_sha256=result.source.sha256,
        instrument_sha256=result.instrument_sha256,
        govassess=result.govassess,
        study=result.study,
        response_rate=result.response_rate,
        form=result.form,
        modules=result.modules,
        n=result.funnel[-1].remaining,
        conf_level=options.conf_level,
        draws=options.draws,
        resampled=options.resampled,
        units=options.units,
        cluster=options.cluster,
        disclosure=options.disclosure,
        min_group=options.min_group,
        scores=tuple(scores),
    )


def label_of(each: Named) -> str:
    """Return what a result is called where nobody named it: its study, the year it began, or its file."""
    study = each.result.study
    if study.name:
        return printable(study.name, LONGEST)
    return shown(Path(each.file).stem.removesuffix("-result"))


def change(first: NodeScore, second: NodeScore, places: tuple[int, int], conf_level: float) -> Change:
    """Return the change of one node from one result to another, not adjusted for others."""
    bare = Change(id=second.id, kind=second.kind, first=places[0], second=places[1], estimate=None)
    if first.index is None or second.index is None:
        return replace(bare, code="no_score")
    bare = replace(bare, estimate=second.index - first.index)
    one, two = estimated(first), estimated(second)
    if one is None or two is None:
        return replace(bare, code="no_standard_error")
    try:
        found = difference(one, two, conf_level=conf_level)
    except NotEstimable:  # everybody invited to a census answered, or all gave the same answers
        return replace(bare, code="no_sampling_variation")
    tested = second.kind in TESTED
    return replace(
        bare,
        std_error=found.std_error,
        df=recorded(found.df),
        conf_low=found.conf_low,
        conf_high=found.conf_high,
        p_value=recorded_p(found.p_value) if tested else None,
        **_on_means(first, second, conf_level),
    )


def _on_means(first: NodeScore, second: NodeScore, conf_level: float) -> dict[str, Any]:
    """Return the change on the item scale: index and mean are the same number on two scales."""
    one, two = (
        Estimated(value=each.mean or 0.0, std_error=each.mean_std_error or 0.0, df=each.df or 1)
        for each in (first, second)
    )
    found = difference(one, two, conf_level=conf_level)
    return {"mean_estimate": found.estimate, "mean_low": found.conf_low, "mean_high": found.conf_high}


def estimated(score: NodeScore) -> Estimated | None:
    """Return the index of a node as an estimate; nothing where its result holds no standard error."""
    if score.index is None or score.std_error is None or score.df is None:
        return None
    return Estimated(value=score.index, std_error=score.std_error, df=score.df)


def adjusted_changes(found: Sequence[Change]) -> tuple[Change, ...]:
    """Return the changes between two results with Holm's p over those that were tested."""
    tested = [one.p_value for one in found if one.p_value is not None]
    holm = iter(adjust(tested).adjusted.tolist())
    return tuple(
        one if one.p_value is None else replace(one, p_holm=recorded_p(next(holm)), m=len(tested)) for one in found
    )
