"""A result beside an earlier one and beside its peers: lines of the first screen, tables among the scores."""

from __future__ import annotations

from collections.abc import Iterator, Mapping

from markupsafe import Markup

from govassess.report.blocks import Block, Heading, Paragraph
from govassess.report.cut_points import level_places
from govassess.report.formats import ZERO
from govassess.report.sections.bench import difference_from_peers, peer_of
from govassess.report.sections.changes import alpha, change_sentence, level_change, signed
from govassess.report.sections.compared_tables import earlier_table, peer_table
from govassess.report.view import View
from govassess.result.comparison import Change, Earlier, FromPeers
from govassess.result.descriptive import NodeScore


def change_since(view: View, ident: str) -> Markup:
    """Return the sentence on the change of a headline construct since the earlier assessment; empty without one."""
    earlier = view.result.previous
    found = _change(view, ident)
    if earlier is None or found is None:
        return Markup()
    return change_sentence(view, found, earlier.result.label) + Markup(".")


def beside_lines(view: View, score: NodeScore) -> tuple[Markup, ...]:
    """Return what one headline construct is compared with, in a line each: the earlier assessment, the peers."""
    return (*_since(view, score), *_from_peers(view, score))


def compared_blocks(view: View) -> list[Block]:
    """Return the tables of the earlier assessment and of the peers, where they were given."""
    return [*_earlier_blocks(view), *_peer_blocks(view)]


def _since(view: View, score: NodeScore) -> Iterator[Markup]:
    earlier, found = view.result.previous, _change(view, score.id)
    if earlier is None or found is None or found.estimate is None:
        return
    before = next(each for each in earlier.result.scores if each.id == score.id)
    values = {
        "before": earlier.result.label,
        "index": view.number(before, "index", "est", level_places(view, score.id, "index", [before.index])),
        "estimate": signed(view, found),
    }
    yield _with_interval(view, found, "report.first.card.previous", values)


def _from_peers(view: View, score: NodeScore) -> Iterator[Markup]:
    peer, found = peer_of(view, score.id), difference_from_peers(view, score.id)
    if peer is None or found is None or found.estimate is None:
        return
    values = {
        "k": view.number(peer, "k", "n"),
        "index": view.number(peer, "index", "est", level_places(view, score.id, "index", [peer.index])),
        "estimate": signed(view, found),
    }
    yield _with_interval(view, found, "report.first.card.peers", values)


def _with_interval(view: View, found: Change | FromPeers, key: str, values: Mapping[str, str | Markup]) -> Markup:
    """Return the line with interval, and with the words that a difference which may be none needs."""
    if found.conf_low is None or found.conf_high is None:
        return view.phrase(f"{key}.alone", **values)
    interval = view.ends(found, decimals=view.index_places(), thresholds=ZERO)
    if found.p_holm is not None and found.p_holm < alpha(view):
        return view.phrase(f"{key}.clear", interval=interval, **values)
    if found.p_holm is None or found.conf_low <= 0 <= found.conf_high:
        return view.phrase(f"{key}.unclear", interval=interval, **values)
    m = view.number(found, "m", "n")
    return view.phrase(f"{key}.adjusted", interval=interval, m=m, **values)


def _earlier_blocks(view: View) -> Iterator[Block]:
    earlier = view.result.previous
    if earlier is None:
        return
    yield Heading(text=view.say("report.previous.heading", before=earlier.result.label), anchor="previous")
    for change in earlier.changes:
        yield Paragraph(text=change_since(view, change.id) + _levels(view, change, earlier))
    yield earlier_table(view, earlier)
    cautions = view.phrase("compare.limit.same_people") + Markup(" ") + view.phrase("compare.limit.cause")
    yield Paragraph(text=cautions, kind="note")


def _levels(view: View, change: Change, earlier: Earlier) -> Markup:
    before = next(score for score in earlier.result.scores if score.id == change.id)
    labels = (earlier.result.label, view.say("report.previous.now"))
    return Markup(" ") + level_change(view, (before, view.scores[change.id]), labels)


def _peer_blocks(view: View) -> Iterator[Block]:
    beside = view.result.benchmark
    if beside is None:
        return
    benchmark = beside.benchmark
    yield Heading(text=view.say("report.peers.heading"), anchor="peers")
    period = " – ".join(view.day(day) for day in (benchmark.start, benchmark.end) if day)
    yield Paragraph(
        text=view.phrase(
            "report.peers.what" if view.result.options.split_by is None else "report.peers.rest",
            k=view.number(benchmark, "results", "n"),
            n=view.number(benchmark, "respondents", "n"),
            period=period or view.say("report.peers.period_unknown"),
        )
    )
    yield peer_table(view, beside)


def _change(view: View, ident: str) -> Change | None:
    changes = () if view.result.previous is None else view.result.previous.changes
    return next((each for each in changes if each.id == ident), None)
