"""The peers of a result: where the charts mark them, and what the marks are."""

from __future__ import annotations

from markupsafe import Markup

from govassess.report.view import View
from govassess.result.comparison import FromPeers, Peer


def bench(view: View, ident: str) -> float | None:
    """Return the mean of the peers on the scale of the levels, where the result has a benchmark."""
    peer = peer_of(view, ident)
    if peer is None:
        return None
    return peer.mean if view.instrument.levels.basis == "mean" else peer.index


def bench_note(view: View) -> Markup:
    """Return what the short upright lines of the charts are, where there are any."""
    comparison = view.result.benchmark
    if comparison is None:
        return Markup()
    k = view.number(comparison.benchmark, "results", "n")
    return Markup(" ") + view.phrase("report.peers.line", k=k)


def difference_from_peers(view: View, ident: str) -> FromPeers | None:
    """Return a node's difference from the peers, where there is one."""
    found = () if view.result.benchmark is None else view.result.benchmark.differences
    return next((each for each in found if each.id == ident), None)


def peer_of(view: View, ident: str) -> Peer | None:
    """Return the peers on a node for which a difference is known."""
    comparison = view.result.benchmark
    if comparison is None or difference_from_peers(view, ident) is None:
        return None
    return next((each for each in comparison.benchmark.peers if each.id == ident), None)
