"""A result beside an earlier one and beside its peers: lines of the first screen, tables among the scores."""

from __future__ import annotations

from collections.abc import Iterator, Mapping

from markupsafe import Markup

from govassess.report.blocks import Block, Heading, Paragraph
from govassess.report.cut_points import level_places
from govassess.report.formats import ZERO, places_beside
from govassess.report.sections.bench import difference_from_peers, peer_of
from govassess.report.sections.changes import alpha, change_sentence, level_change, signed_text
from govassess.report.sections.compared_tables import earlier_table, peer_table
from govassess.report.view import View
from govassess.result.assessment import NodeScore
from govassess.result.comparison import Change, Earlier, FromPeers


def change_since(view: View, ident: str) -> Markup:
    """Return the sentence on the change of a headline construct since the earlier assessment; empty without one."""
    earlier = view.result.previous
    found = _change(view, ident)
    if earlier is None or found is None:
        return Markup()
    place, change = found
    return change_sentence(view, change, f"previous.changes.{place}", earlier.result.label) + Markup(".")


def beside_lines(view: View, score: NodeScore) -> tuple[Markup, ...]:
    """Return what one headline construct is compared with, in a line each: the earlier assessment, the peers."""
    return (*_since(view, score), *_from_peers(view, score))


def compared_blocks(view: View) -> list[Block]:
    """Return the tables of the earlier assessment and of the peers, where they were given."""
    return [*_earlier_blocks(view), *_peer_blocks(view)]


def _since(view: View, score: NodeScore) -> Iterator[Markup]:
    earlier, found = view.result.previous, _change(view, score.id)
    if earlier is None or found is None or found[1].estimate is None:
        return
    place, change = found
    path = f"previous.changes.{place}"
    before = next(each for each in earlier.result.scores if each.id == score.id)
    values = {
        "before": earlier.result.label,
        "index": view.number(
            before.index,
            "est",
            f"previous.result.scores.{score.id}.index",
            level_places(view, score.id, "index", [before.index]),
        ),
        "estimate": view.element(signed_text(view, found[1].estimate), f"{path}.estimate"),
    }
    yield _with_interval(view, change, path, "report.first.card.previous", values)


def _from_peers(view: View, score: NodeScore) -> Iterator[Markup]:
    peer, found = peer_of(view, score.id), difference_from_peers(view, score.id)
    if peer is None or found is None or found[1].estimate is None:
        return
    place, difference = found
    path, at = f"benchmark.differences.{place}", f"benchmark.benchmark.peers.{score.id}"
    values = {
        "k": view.number(peer.k, "n", f"{at}.k"),
        "index": view.number(peer.index, "est", f"{at}.index", level_places(view, score.id, "index", [peer.index])),
        "estimate": view.element(signed_text(view, difference.estimate or 0.0), f"{path}.estimate"),
    }
    yield _with_interval(view, difference, path, "report.first.card.peers", values)


def _with_interval(
    view: View, found: Change | FromPeers, path: str, key: str, values: Mapping[str, str | Markup]
) -> Markup:
    """Return the line with interval, and with the words that a difference which may be none needs."""
    if found.conf_low is None or found.conf_high is None:
        return view.phrase(f"{key}.alone", **values)
    ends = (found.conf_low, found.conf_high)
    places = places_beside(ends, "ci", ZERO, view.index_places())
    interval = view.number(ends, "ci", f"{path}.conf_low {path}.conf_high", places)
    if found.p_holm is not None and found.p_holm < alpha(view):
        return view.phrase(f"{key}.clear", interval=interval, **values)
    if found.p_holm is None or found.conf_low <= 0 <= found.conf_high:
        return view.phrase(f"{key}.unclear", interval=interval, **values)
    m = view.number(found.m, "n", f"{path}.m")
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
    paths = (f"previous.result.scores.{change.id}", f"scores.{change.id}")
    labels = (earlier.result.label, view.say("report.previous.now"))
    return Markup(" ") + level_change(view, (before, view.scores[change.id]), paths, labels)


def _peer_blocks(view: View) -> Iterator[Block]:
    beside = view.result.benchmark
    if beside is None:
        return
    benchmark = beside.benchmark
    path = "benchmark.benchmark"
    yield Heading(text=view.say("report.peers.heading"), anchor="peers")
    period = " – ".join(view.day(day) for day in (benchmark.start, benchmark.end) if day)
    yield Paragraph(
        text=view.phrase(
            "report.peers.what" if view.result.options.split_by is None else "report.peers.rest",
            k=view.number(benchmark.results, "n", f"{path}.results"),
            n=view.number(benchmark.respondents, "n", f"{path}.respondents"),
            period=period or view.say("report.peers.period_unknown"),
        )
    )
    yield peer_table(view, beside)


def _change(view: View, ident: str) -> tuple[int, Change] | None:
    changes = () if view.result.previous is None else view.result.previous.changes
    return next(((place, each) for place, each in enumerate(changes) if each.id == ident), None)
