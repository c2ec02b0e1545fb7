"""Results compared: what changed from wave to wave, and where each agency stands among the others."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import replace
from itertools import pairwise
from pathlib import Path
from typing import Any

from govassess.compare.benchmark import peer
from govassess.compare.changes import LONGEST, TESTED, adjusted_changes, change, estimated, kept_result, label_of
from govassess.compare.comparability import (
    CODE,
    Named,
    items_by_node,
    nearly_the_same,
    published,
    require_comparable,
    rewordings,
    scoring_sha256,
)
from govassess.errors import DataError, NotEstimable, PlanError, Problem
from govassess.files.cells import printable
from govassess.notices import Notice, Unavailable
from govassess.responses.personal import named
from govassess.result.assessment import Assessment
from govassess.result.codec import read_result
from govassess.result.comparison import (
    COMPARISON_VERSION,
    Change,
    ComparedAs,
    ComparedResult,
    ResultComparison,
    Standing,
)
from govassess.result.descriptive import NodeScore
from govassess.stats.differences import difference, mean_of, rank_intervals
from govassess.stats.multiplicity import adjust
from govassess.stats.recorded import recorded, recorded_p

MOST = 200
"""Results of one comparison: with more, every pair would have to be set apart by a p that no survey reaches."""


def compare_results(
    results: Sequence[Assessment], *, compared_as: ComparedAs, labels: Sequence[str] = (), files: Sequence[str] = ()
) -> ResultComparison:
    """Compare results of one instrument.

    Parameters
    ----------
    results : sequence of Assessment
        At least two, as ``read_result`` returns them.
    compared_as : {"waves", "agencies"}
        ``waves``: the same asked again, in the order of the days the studies began if all are known, else as given.
        ``agencies``: each result is one agency.
    labels : sequence of str, optional
        What each is called; without them the name or year of the study, else the name of the file.
    files : sequence of str, optional
        The names of the files they were read from.

    Returns
    -------
    ResultComparison
        A node is compared where all were measured by the same items; the reasons for others are in ``unavailable``.

    Raises
    ------
    DataError
        The results cannot be compared; see ``comparability.require_comparable``. Or no headline construct was
        measured by the same items in all.
    PlanError
        Fewer than two results or more than 200; not as many labels as results, or one label twice.

    Notes
    -----
    Differences are those of independent samples (``govassess.stats.differences``), Holm's p over the nodes of one
    pair of waves, or over the agencies of one node. Clusters, such as offices that took part in both waves, are
    taken as independent too.
    """
    if not 2 <= len(results) <= MOST:
        raise PlanError("compare_count", found=len(results), most=MOST)
    names = list(files) or [f"result {place}" for place in range(1, len(results) + 1)]
    given = [Named(file=file, result=result) for file, result in zip(names, results, strict=True)]
    require_comparable(given)
    called = _labels(given, labels)
    order = "given"
    if compared_as == "waves" and all(_day(each.result) for each in given):
        order = "study_start"
        places = sorted(range(len(given)), key=lambda place: (_day(given[place].result), place))
        given, called = [given[place] for place in places], [called[place] for place in places]
    nodes, gaps = _shared_nodes(given)
    kept = tuple(_kept(each, label, nodes) for each, label in zip(given, called, strict=True))
    level = given[0].result.options.conf_level
    waves = compared_as == "waves"
    return ResultComparison(
        document="comparison",
        schema_version=COMPARISON_VERSION,
        govassess=given[-1].result.govassess,
        compared_as=compared_as,
        order="study_start" if order == "study_start" else "given",
        instrument=given[-1].result.instrument,
        scoring_sha256=scoring_sha256(given[-1].result.instrument),
        conf_level=level,
        disclosure="published" if published(given) else "internal",
        min_group=max(each.result.options.min_group for each in given),
        results=kept,
        changes=tuple(_changes(kept, level)) if waves else (),
        standings=() if waves else tuple(_standings(kept, level)),
        peers=() if waves else tuple(_peers(given, kept)),
        unavailable=gaps,
        warnings=(*rewordings(given), *_notices(given, kept)),
    )


def compare_files(
    paths: Sequence[Path | str], *, compared_as: ComparedAs, labels: Sequence[str] = ()
) -> ResultComparison:
    """Read result files and compare them; raises what ``read_result`` and ``compare_results`` do."""
    if not 2 <= len(paths) <= MOST:
        raise PlanError("compare_count", found=len(paths), most=MOST)
    results = [read_result(path) for path in paths]
    return compare_results(results, compared_as=compared_as, labels=labels, files=[Path(path).name for path in paths])


def _changes(kept: Sequence[ComparedResult], conf_level: float) -> Iterable[Change]:
    """Yield the changes of each wave from the one before; with more than two, those of the last from the first too."""
    last = len(kept) - 1
    places = [*pairwise(range(len(kept))), *([(0, last)] if last > 1 else [])]
    for one, two in places:
        before = {score.id: score for score in kept[one].scores}
        yield from adjusted_changes(
            [change(before[score.id], score, (one, two), conf_level) for score in kept[two].scores]
        )


def _standings(kept: Sequence[ComparedResult], conf_level: float) -> Iterable[Standing]:
    """Yield where each result stands on each node, node by node."""
    for place, score in enumerate(kept[0].scores):
        at_node = [each.scores[place] for each in kept]
        found = [_standing(at_node, at, conf_level) for at in range(len(kept))]
        tested = [one.p_value for one in found if one.p_value is not None]
        holm = iter(adjust(tested).adjusted.tolist())
        found = [
            one if one.p_value is None else replace(one, p_holm=recorded_p(next(holm)), m=len(tested)) for one in found
        ]
        yield from _ranked(found, at_node, conf_level) if score.kind in TESTED else found


def _standing(at_node: Sequence[NodeScore], at: int, conf_level: float) -> Standing:
    """Return one result compared with the mean of the others."""
    score = at_node[at]
    bare = Standing(id=score.id, kind=score.kind, result=at, others=None, estimate=None)
    others = [each for place, each in enumerate(at_node) if place != at]
    indices = [each.index for each in others if each.index is not None]
    if score.index is None or len(indices) < len(others):
        return replace(bare, code="no_score")
    mean = sum(indices) / len(indices)
    bare = replace(bare, others=mean, estimate=score.index - mean)
    own, known = estimated(score), [estimated(each) for each in others]
    others_known = [each for each in known if each is not None]
    if own is None or len(others_known) < len(known):
        return replace(bare, code="no_standard_error")
    try:
        found = difference(mean_of(others_known), own, conf_level=conf_level)
    except NotEstimable:  # everybody invited to a census answered, or all gave the same answers
        return replace(bare, code="no_sampling_variation")
    return replace(
        bare,
        std_error=found.std_error,
        df=recorded(found.df),
        conf_low=found.conf_low,
        conf_high=found.conf_high,
        p_value=recorded_p(found.p_value) if score.kind in TESTED else None,
    )


def _ranked(found: Sequence[Standing], at_node: Sequence[NodeScore], conf_level: float) -> list[Standing]:
    """Return the standings on one node with the ranks that each may have; without errors there are none."""
    known = [each for each in map(estimated, at_node) if each is not None]
    if len(known) < len(at_node):
        return list(found)
    ranks = rank_intervals(known, conf_level=conf_level)
    return [
        replace(one, rank_low=int(low), rank_high=int(high), ranked=ranks.m)
        for one, low, high in zip(found, ranks.low, ranks.high, strict=True)
    ]


def _peers(given: Sequence[Named], kept: Sequence[ComparedResult]) -> Iterable[Any]:
    """Yield the summary of each node over all results."""
    items = items_by_node(given[0].result)
    for place, score in enumerate(kept[0].scores):
        found = peer([each.scores[place] for each in kept], items.get(score.id, ()))
        if found is not None:
            yield found


def _shared_nodes(given: Sequence[Named]) -> tuple[tuple[str, ...], tuple[Unavailable, ...]]:
    """Return the nodes that all results measured by the same items, and why others are not compared."""
    by_node = [items_by_node(each.result) for each in given]
    there = [{score.id for score in each.result.scores} for each in given]
    shared: list[str] = []
    gaps: list[Unavailable] = []
    last = given[-1].result
    for node in dict.fromkeys(score.id for each in given for score in each.result.scores):
        if not all(node in ids for ids in there):
            gaps.append(Unavailable(where=node, field="comparison", code="not_measured_in_all"))
        elif len({found.get(node, ()) for found in by_node}) > 1:
            gaps.append(Unavailable(where=node, field="comparison", code="other_items"))
        else:
            shared.append(node)
    if not set(shared) & set(last.instrument.headline):
        forms = ", ".join(dict.fromkeys(each.result.form for each in given))
        problems = [
            Problem(
                code=CODE,
                reason="compare_nothing",
                file=named(each.file),
                values={"first": named(given[0].file), "forms": forms},
            )
            for each in given[1:]
        ]
        raise DataError(problems)
    return tuple(shared), tuple(gaps)


def _kept(each: Named, label: str, nodes: Sequence[str]) -> ComparedResult:
    scores = {score.id: score for score in each.result.scores}
    return kept_result(each, label, [scores[node] for node in nodes])


def _day(result: Assessment) -> str:
    return result.study.start or ""


def _labels(given: Sequence[Named], labels: Sequence[str]) -> list[str]:
    """Return one name a result, each once."""
    if labels:
        called = [printable(label.strip(), LONGEST) for label in labels]
        if len(called) != len(given):
            raise PlanError("compare_labels", found=len(called), needed=len(given))
        twice = next((label for place, label in enumerate(called) if not label or label in called[:place]), None)
        if twice is not None:
            raise PlanError("compare_label_twice", label=twice)
        return called
    called = [label_of(each) for each in given]
    return [
        label if called.count(label) == 1 else f"{label} ({called[: place + 1].count(label)})"
        for place, label in enumerate(called)
    ]


def _notices(given: Sequence[Named], kept: Sequence[ComparedResult]) -> Iterable[Notice]:
    """Yield what to know about the comparison as a whole."""
    for place, each in enumerate(kept):
        for other in range(place):
            if not published(given) and nearly_the_same(given[other].result, given[place].result):
                values: dict[str, str | int | float] = {"label": each.label, "other": kept[other].label}
                yield Notice(code="nearly_the_same", where="comparison", values=values)
        if each.draws == 0 or all(score.std_error is None for score in each.scores):
            yield Notice(code="no_standard_errors", where="comparison", values={"label": each.label})
        if each.n < 30:
            yield Notice(code="small_result", where="comparison", values={"label": each.label, "n": each.n})
    if len({(each.resampled, each.cluster) for each in kept}) > 1:
        yield Notice(code="errors_differ", where="comparison")
    if len({each.study.kind for each in kept} - {None}) > 1:
        yield Notice(code="studies_differ", where="comparison")
