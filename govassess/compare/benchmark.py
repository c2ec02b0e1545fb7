"""A result compared with a summary of many others, and with the earlier result of the same agency."""

from __future__ import annotations

import statistics
from collections.abc import Iterable, Sequence
from dataclasses import replace
from pathlib import Path

from govassess.compare.changes import adjusted_changes, change, kept_result, label_of
from govassess.compare.comparability import (
    CODE,
    Named,
    items_by_node,
    nearly_the_same,
    require_comparable,
    scoring_sha256,
    settings_of,
)
from govassess.errors import DataError, NotEstimable, PlanError, Problem
from govassess.files.stored import significant, to_step
from govassess.instrument.model import Instrument
from govassess.notices import Notice
from govassess.responses.personal import named
from govassess.result.assessment import Assessment
from govassess.result.codec import read_benchmark, read_result
from govassess.result.comparison import (
    BENCHMARK_VERSION,
    Benchmark,
    Earlier,
    FromPeers,
    Peer,
    PeerComparison,
    ResultComparison,
)
from govassess.result.descriptive import NodeScore
from govassess.run.node_scores import last_digit
from govassess.stats.differences import Estimated, difference, mean_of
from govassess.stats.multiplicity import adjust
from govassess.stats.recorded import recorded, recorded_p

LEAST_PEERS = 3
"""From two results either would know the other's index exactly."""

LEAST_SPREAD = 5
"""Mean and SD of four leave three unknowns to one who knows its own index, of three only two: these follow exactly."""

LEAST_QUARTILES = 10

LAST_OF_MEAN = 0.01
"""The last digit of a mean that is printed."""


def peer(at_node: Sequence[NodeScore], items: tuple[str, ...]) -> Peer | None:
    """Return the summary of one node over results; nothing with fewer than three, or where one has no index."""
    indices = [score.index for score in at_node if score.index is not None]
    means = [score.mean for score in at_node if score.mean is not None]
    k = len(indices)
    if k < LEAST_PEERS or k < len(at_node) or len(means) < k:
        return None
    known = [
        Estimated(value=score.index or 0.0, std_error=score.std_error, df=score.df)
        for score in at_node
        if score.std_error is not None and score.df is not None
    ]
    mean = mean_of(known) if len(known) == k else None
    low, middle, high = statistics.quantiles(indices, method="inclusive") if k >= LEAST_QUARTILES else (None,) * 3
    return Peer(
        id=at_node[0].id,
        items=items,
        k=k,
        index=statistics.fmean(indices),
        mean=statistics.fmean(means),
        std_error=None if mean is None else mean.std_error,
        df=None if mean is None else recorded(mean.df),
        sd=statistics.stdev(indices) if k >= LEAST_SPREAD else None,
        lower_quartile=low,
        median=middle,
        upper_quartile=high,
    )


def as_printed(found: Peer, instrument: Instrument) -> Peer:
    """Return the summary of one node with the digits that are printed, for who must not know the single results.

    Means of n whole answers are multiples of 1/n: with ten digits of mean and SD, who is one of five and knows how many
    people answered in each result finds the index of every one.
    """
    step = last_digit(instrument)

    def index(value: float | None) -> float | None:
        return None if value is None else to_step(value, step)

    return replace(
        found,
        index=to_step(found.index, step),
        mean=to_step(found.mean, LAST_OF_MEAN),
        std_error=None if found.std_error is None else significant(found.std_error),
        df=None if found.df is None else significant(found.df),
        sd=index(found.sd),
        lower_quartile=index(found.lower_quartile),
        median=index(found.median),
        upper_quartile=index(found.upper_quartile),
    )


def benchmark_of(comparison: ResultComparison, results: Sequence[Assessment]) -> Benchmark:
    """Return the summary of the compared agencies, without their names.

    Raises
    ------
    PlanError
        Fewer than three results: each could work out another's index.
    """
    if len(comparison.results) < LEAST_PEERS:
        raise PlanError("benchmark_too_few", found=len(comparison.results), least=LEAST_PEERS)
    studies = [each.study for each in comparison.results]
    total = sum(each.n for each in comparison.results)
    return Benchmark(
        document="benchmark",
        schema_version=BENCHMARK_VERSION,
        govassess=comparison.govassess,
        instrument_id=comparison.instrument.id,
        instrument_version=comparison.instrument.version,
        scoring_sha256=comparison.scoring_sha256,
        settings=_settings(results[0]),
        results=len(comparison.results),
        respondents=(total + 2) // 5 * 5,
        start=min((study.start for study in studies if study.start), default=None),
        end=max((end for study in studies if (end := study.end or study.start)), default=None),
        peers=tuple(as_printed(each, results[0].instrument) for each in comparison.peers),
    )


def with_other_groups(parts: Sequence[Assessment]) -> tuple[Assessment, ...]:
    """Return results of groups of one survey, each compared with the mean of the others, without their names.

    Parameters
    ----------
    parts : sequence of Assessment
        Results of one survey, of one instrument and the same options; no respondent is in two of them.

    Returns
    -------
    tuple of Assessment
        In the same order; unchanged where fewer than ``LEAST_PEERS`` others are left.
    """
    return tuple(
        _compared_with(part, rest, rest.peers, part.source.file)
        if (rest := _summary([*parts[:place], *parts[place + 1 :]])) is not None
        else part
        for place, part in enumerate(parts)
    )


def _summary(results: Sequence[Assessment]) -> Benchmark | None:
    """Return the summary of results that are alike, ``None`` if they are too few."""
    if len(results) < LEAST_PEERS:
        return None
    first = results[0]
    asked = [items_by_node(result) for result in results]
    scores = [{score.id: score for score in result.scores} for result in results]
    shared = [node for node in scores[0] if all(node in found for found in scores)]
    peers = [
        peer([found[node] for found in scores], asked[0].get(node, ()))
        for node in shared
        if all(found.get(node, ()) == asked[0].get(node, ()) for found in asked)
    ]
    total = sum(result.funnel[-1].remaining for result in results)
    return Benchmark(
        document="benchmark",
        schema_version=BENCHMARK_VERSION,
        govassess=first.govassess,
        instrument_id=first.instrument.id,
        instrument_version=first.instrument.version,
        scoring_sha256=scoring_sha256(first.instrument),
        settings=_settings(first),
        results=len(results),
        respondents=(total + 2) // 5 * 5,
        start=first.study.start,
        end=first.study.end or first.study.start,
        peers=tuple(as_printed(each, first.instrument) for each in peers if each is not None),
    )


def require_same_instrument(
    instrument: Instrument, survey: str, *, previous: Path | None, benchmark: Path | None
) -> None:
    """Refuse files of another instrument or version before a survey is assessed, which takes longer than reading them.

    Raises
    ------
    DataError
        A file cannot be read, or is of another instrument or version than the ``survey`` (name of a file).
    """
    found: list[tuple[Path, str]] = []
    if previous is not None:
        earlier = read_result(previous).instrument
        found.append((previous, f"{earlier.id} {earlier.version}"))
    if benchmark is not None:
        summed = read_benchmark(benchmark)
        found.append((benchmark, f"{summed.instrument_id} {summed.instrument_version}"))
    values = {"first": named(survey), "known": f"{instrument.id} {instrument.version}"}
    problems = [
        Problem(code=CODE, reason="compare_instrument", file=named(path.name), value=other, values=values)
        for path, other in found
        if other != values["known"]
    ]
    if problems:
        raise DataError(problems)


def with_peers(result: Assessment, path: Path | str) -> Assessment:
    """Return a result compared with the benchmark that a file holds.

    Raises
    ------
    DataError
        The file is no benchmark; or it is of another instrument or version, of other items, weights or bands, of other
        options on which numbers rest, or shares no headline construct with the result.
    """
    benchmark, file = read_benchmark(path), named(Path(path).name)
    problems = list(_differences(result, benchmark, file))
    items = items_by_node(result)
    peers = {each.id: each for each in benchmark.peers if each.items == items.get(each.id)}
    if not problems and not set(peers) & {score.id for score in result.scores} & set(result.instrument.headline):
        problems.append(Problem(code=CODE, reason="benchmark_nothing", file=file))
    if problems:
        raise DataError(problems)
    return _compared_with(result, benchmark, tuple(peers.values()), file)


def _compared_with(result: Assessment, benchmark: Benchmark, shared: Sequence[Peer], file: str) -> Assessment:
    """Return a result with its differences from the peers of the nodes that both measured alike."""
    level, peers = result.options.conf_level, {each.id: each for each in shared}
    found = [_from_peers(score, peers[score.id], level) for score in result.scores if score.id in peers]
    tested = [one.p_value for one in found if one.p_value is not None]
    holm = iter(adjust(tested).adjusted.tolist())
    return replace(
        result,
        benchmark=PeerComparison(
            file=file,
            benchmark=benchmark,
            differences=tuple(
                one if one.p_value is None else replace(one, p_holm=recorded_p(next(holm)), m=len(tested))
                for one in found
            ),
        ),
    )


def with_earlier(result: Assessment, path: Path | str) -> Assessment:
    """Return a result with the changes of its headline constructs from an earlier result of the same instrument.

    Raises
    ------
    DataError
        The file is no result, or one that cannot be compared with this one; see ``comparability.require_comparable``.
    """
    earlier = Named(file=Path(path).name, result=read_result(path))
    this = Named(file=result.source.file, result=result)
    require_comparable([this, earlier])
    own, then = items_by_node(result), items_by_node(earlier.result)
    before = {score.id: score for score in earlier.result.scores if score.id in result.instrument.headline}
    shared = [
        score for score in result.scores if score.id in before and own.get(score.id, ()) == then.get(score.id, ())
    ]
    if not shared:
        values = {"first": named(this.file), "forms": ", ".join(dict.fromkeys((result.form, earlier.result.form)))}
        raise DataError([Problem(code=CODE, reason="compare_nothing", file=named(earlier.file), values=values)])
    level = result.options.conf_level
    changes = adjusted_changes([change(before[score.id], score, (0, 1), level) for score in shared])
    return replace(
        result,
        previous=Earlier(
            result=kept_result(earlier, label_of(earlier), [before[score.id] for score in shared]),
            changes=changes,
        ),
        warnings=(
            *(notice for notice in result.warnings if notice.where != "previous"),
            *_cautions(result, earlier.result),
        ),
    )


def _cautions(result: Assessment, earlier: Assessment) -> Iterable[Notice]:
    if nearly_the_same(result, earlier):
        yield Notice(code="nearly_the_same_earlier", where="previous")
    if (result.study.start or "9999") < (earlier.study.start or ""):
        yield Notice(code="earlier_is_later", where="previous")


def _from_peers(score: NodeScore, others: Peer, conf_level: float) -> FromPeers:
    """Return one node less the mean of the peers."""
    bare = FromPeers(id=score.id, kind=score.kind, estimate=None)
    if score.index is None:
        return replace(bare, code="no_score")
    bare = replace(bare, estimate=score.index - others.index)
    if score.std_error is None or score.df is None or others.std_error is None:
        return replace(bare, code="no_standard_error")
    mean = Estimated(value=others.index, std_error=others.std_error, **({} if others.df is None else {"df": others.df}))
    try:
        found = difference(
            mean, Estimated(value=score.index, std_error=score.std_error, df=score.df), conf_level=conf_level
        )
    except NotEstimable:  # everybody invited to a census answered, or all gave the same answers
        return replace(bare, code="no_sampling_variation")
    return replace(
        bare,
        std_error=found.std_error,
        df=recorded(found.df),
        conf_low=found.conf_low,
        conf_high=found.conf_high,
        p_value=recorded_p(found.p_value) if score.kind != "indicator" else None,
    )


def _settings(result: Assessment) -> dict[str, str]:
    """Return the options on which a mean of indices rests: the level of the intervals is none of them."""
    return {option: value for option, value in settings_of(result).items() if option != "conf_level"}


def _differences(result: Assessment, benchmark: Benchmark, file: str) -> Iterable[Problem]:
    """Yield in what the benchmark is of something else than the result."""
    own = result.instrument
    known, found = f"{own.id} {own.version}", f"{benchmark.instrument_id} {benchmark.instrument_version}"
    first = named(result.source.file)
    if known != found:
        yield Problem(
            code=CODE, reason="compare_instrument", file=file, value=found, values={"first": first, "known": known}
        )
    elif benchmark.scoring_sha256 != scoring_sha256(own):
        yield Problem(code=CODE, reason="benchmark_scoring", file=file, values={"known": known})
    settings = _settings(result)
    for option, value in benchmark.settings.items():
        if value != settings.get(option, ""):
            values = {"first": first, "option": option, "known": settings.get(option) or "–"}
            path = f"options.{option}"
            yield Problem(code=CODE, reason="compare_option", file=file, path=path, value=value or "–", values=values)
