"""The peers that a result is set beside: where the charts mark them, and what the marks are."""

from __future__ import annotations

from markupsafe import Markup

from govassess.report.view import View
from govassess.result.comparison import FromPeers, Peer


def bench(view: View, ident: str) -> float | None:
    """Return the mean of the peers on the scale of the levels, where the result stands beside a benchmark."""
    peer = peer_of(view, ident)
    if peer is None:
        return None
    return peer.mean if view.instrument.levels.basis == "mean" else peer.index


def bench_note(view: View) -> Markup:
    """Return what the short upright lines of the charts are, where there are any."""
    beside = view.result.benchmark
    if beside is None:
        return Markup()
    k = view.number(beside.benchmark, "results", "n")
    return Markup(" ") + view.phrase("report.peers.line", k=k)


def difference_from_peers(view: View, ident: str) -> FromPeers | None:
    """Return a node's difference from the peers, where it was set beside them."""
    found = () if view.result.benchmark is None else view.result.benchmark.differences
    return next((each for each in found if each.id == ident), None)


def peer_of(view: View, ident: str) -> Peer | None:
    """Return the peers on a node that the result was set beside them on."""
    beside = view.result.benchmark
    if beside is None or difference_from_peers(view, ident) is None:
        return None
    return next((each for each in beside.benchmark.peers if each.id == ident), None)
