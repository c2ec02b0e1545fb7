"""Compared results: changes between waves, agencies and their peers, a summary of peers to keep.

Frozen records of codes and values, as the assessment is. A number that is not there is ``None``; ``code`` says why.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Literal

from govassess.instrument.model import Instrument, NodeKind, Study
from govassess.notices import Notice, Unavailable
from govassess.result.descriptive import NodeScore, ResponseRate

COMPARISON_VERSION = "1.0"
BENCHMARK_VERSION = "1.0"

ComparedAs = Literal["waves", "agencies"]


@dataclass(frozen=True, slots=True, kw_only=True)
class ComparedResult:
    """What is kept of one result: how it was made, and the scores of its whole sample."""

    label: str
    file: str  # base name of the result file
    source_sha256: str
    instrument_sha256: str
    govassess: str
    study: Study
    response_rate: ResponseRate | None
    form: str
    modules: tuple[str, ...]
    n: int
    conf_level: float
    draws: int
    resampled: Literal["respondents", "clusters", "shards"]
    units: int
    cluster: str | None
    disclosure: Literal["internal", "published"]
    min_group: int
    scores: tuple[NodeScore, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Change:
    """One node in two results: the second less the first, in index points; ``first`` and ``second`` are places.

    Indicators have an interval and no test. ``code`` says why there is no interval.
    """

    id: str
    kind: NodeKind
    first: int
    second: int
    estimate: float | None
    std_error: float | None = None
    df: float | None = None
    conf_low: float | None = None
    conf_high: float | None = None
    p_value: float | None = None
    p_holm: float | None = None  # over the m nodes tested between these two results
    m: int | None = None
    mean_estimate: float | None = None  # the same on the item scale
    mean_low: float | None = None
    mean_high: float | None = None
    code: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Standing:
    """One node of one result and the unweighted mean of all the others, and the ranks that it may have."""

    id: str
    kind: NodeKind
    result: int
    others: float | None  # mean index of the others
    estimate: float | None  # this one less the others
    std_error: float | None = None
    df: float | None = None
    conf_low: float | None = None
    conf_high: float | None = None
    p_value: float | None = None
    p_holm: float | None = None  # over the m results tested on this node
    m: int | None = None
    rank_low: int | None = None  # 1 is the highest index; all ranks of one node hold at once
    rank_high: int | None = None
    ranked: int | None = None  # how many results were ranked
    code: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Peer:
    """One node over k results, each counted once; what few results would give away is not there."""

    id: str
    items: tuple[str, ...]  # the items it was measured by
    k: int
    index: float  # mean of the k indices
    mean: float  # the same on the item scale
    std_error: float | None  # sampling variation of these k; not how other agencies would come out
    df: float | None
    sd: float | None = None  # between the results, from 5 of them on
    lower_quartile: float | None = None  # from 10 of them on
    median: float | None = None
    upper_quartile: float | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Benchmark:
    """A summary of several results, without their names, to compare another one with."""

    document: Literal["benchmark"]
    schema_version: str
    govassess: str
    instrument_id: str
    instrument_version: str
    scoring_sha256: str
    settings: Mapping[str, str]  # options on which the numbers rest
    results: int
    respondents: int  # to the nearest 5
    start: str | None  # the first and the last day of the studies, where known
    end: str | None
    peers: tuple[Peer, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class FromPeers:
    """One node less the mean of the peers, in index points."""

    id: str
    kind: NodeKind
    estimate: float | None
    std_error: float | None = None
    df: float | None = None
    conf_low: float | None = None
    conf_high: float | None = None
    p_value: float | None = None
    p_holm: float | None = None
    m: int | None = None
    code: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class PeerComparison:
    """A result compared with a benchmark; the benchmark is part of it, so that the report needs no other file."""

    file: str
    benchmark: Benchmark
    differences: tuple[FromPeers, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Earlier:
    """An earlier result of the same instrument, and how the headline constructs differ from it."""

    result: ComparedResult  # its scores: headline constructs only
    changes: tuple[Change, ...]  # first: the earlier one, second: this one


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class ResultComparison:
    """Several results of one instrument, compared."""

    document: Literal["comparison"]
    schema_version: str
    govassess: str
    compared_as: ComparedAs
    order: Literal["study_start", "given"]  # what the order of the results goes by
    instrument: Instrument  # of the last result
    scoring_sha256: str
    conf_level: float
    disclosure: Literal["internal", "published"]
    min_group: int
    results: tuple[ComparedResult, ...]
    changes: tuple[Change, ...]
    standings: tuple[Standing, ...]
    peers: tuple[Peer, ...]
    unavailable: tuple[Unavailable, ...]
    warnings: tuple[Notice, ...]
