"""The tables of a result beside an earlier one and beside its peers."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from markupsafe import Markup

from govassess.report.formats import ZERO
from govassess.report.sections.ladders import index_edges
from govassess.report.table import Cell, Column, Notes, Row, Table
from govassess.report.view import View
from govassess.report.wording import edges
from govassess.result.comparison import Change, Earlier, FromPeers, Peer, PeerComparison

SPREAD = ("sd", "lower_quartile", "median", "upper_quartile")
"""Columns that are there where enough results were summed up."""


def earlier_table(view: View, earlier: Earlier) -> Table:
    """Return the headline constructs then and now with their changes."""
    before, now = earlier.result.label, view.say("report.previous.now")
    name = earlier.result.scores[0].index_name
    source = view.phrase(
        "report.previous.source",
        file=earlier.result.file,
        n=view.number(earlier.result.n, "n", "previous.result.n"),
    )
    return Table(
        name="previous",
        title=view.say("report.previous.title", before=before),
        columns=(
            *_columns(view, (("before", before), ("now", now))),
            Column(
                key="estimate",
                header=view.say("compare.column.change"),
                kind="est",
                decimals=view.index_places(),
                beside=ZERO,
            ),
            _interval(view),
            Column(key="p_value", header=view.say("table.column.p"), kind="p"),
            Column(key="p_holm", header=view.say("table.column.p_holm"), kind="p", beside=edges(view)),
        ),
        rows=tuple(_earlier_row(view, earlier, place, each) for place, each in enumerate(earlier.changes)),
        notes=Notes(
            general=view.phrase("compare.note.change", range=view.say(f"report.index_range.{name}")),
            specific=(source, *_gaps(view, earlier.changes)),
            probability=_holm(view, earlier.changes, "previous.changes", "report.previous.holm"),
        ),
        lang=view.lang,
    )


def _earlier_row(view: View, earlier: Earlier, place: int, each: Change) -> Row:
    path = f"previous.changes.{place}"
    before = next(score for score in earlier.result.scores if score.id == each.id)
    return Row(
        cells=(
            Cell(value=view.name(each.id)),
            view.cell(before.index, f"previous.result.scores.{each.id}.index"),
            view.cell(view.scores[each.id].index, f"scores.{each.id}.index"),
            view.cell(each.estimate, f"{path}.estimate"),
            view.interval(each.conf_low, each.conf_high, path),
            view.cell(each.p_value, f"{path}.p_value"),
            view.cell(each.p_holm, f"{path}.p_holm"),
        )
    )


def peer_table(view: View, beside: PeerComparison) -> Table:
    """Return every node that the benchmark holds beside the mean of the others."""
    peers = {each.id: each for each in beside.benchmark.peers}
    spread = [name for name in SPREAD if any(getattr(peers[each.id], name) is not None for each in beside.differences)]
    shown = [
        ("index", view.say("report.previous.now")),
        ("peers", view.say("report.peers.column.mean")),
        *((name, view.say(f"report.peers.column.{name}")) for name in spread),
        ("estimate", view.say("table.column.difference")),
    ]
    return Table(
        name="peers",
        title=view.say("report.peers.title"),
        columns=(
            *_columns(view, shown),
            _interval(view),
            Column(key="p_holm", header=view.say("table.column.p_holm"), kind="p", beside=edges(view)),
        ),
        rows=tuple(
            _peer_row(view, place, each, peers[each.id], spread) for place, each in enumerate(beside.differences)
        ),
        notes=Notes(
            general=view.phrase("report.peers.note"),
            specific=tuple(_gaps(view, beside.differences)),
            probability=_holm(view, beside.differences, "benchmark.differences", "report.peers.holm"),
        ),
        lang=view.lang,
    )


def _peer_row(view: View, place: int, each: FromPeers, peer: Peer, spread: Sequence[str]) -> Row:
    path, at = f"benchmark.differences.{place}", f"benchmark.benchmark.peers.{each.id}"
    return Row(
        cells=(
            Cell(value=view.name(each.id), strong=each.id in view.result.instrument.headline),
            view.cell(view.scores[each.id].index, f"scores.{each.id}.index"),
            view.cell(peer.index, f"{at}.index"),
            *(view.cell(getattr(peer, name), f"{at}.{name}") for name in spread),
            view.cell(each.estimate, f"{path}.estimate"),
            view.interval(each.conf_low, each.conf_high, path),
            view.cell(each.p_holm, f"{path}.p_holm"),
        )
    )


def _columns(view: View, shown: Iterable[tuple[str, str]]) -> Iterable[Column]:
    """Yield the column of names and those of index points, by key and header."""
    yield Column(key="id", header=view.say("table.column.name"), kind="text")
    for key, header in shown:
        near = {"estimate": ZERO}.get(key, () if key in SPREAD else index_edges(view))
        yield Column(key=key, header=header, kind="est", decimals=view.index_places(), beside=near)


def _interval(view: View) -> Column:
    header = view.say("table.column.ci", confidence=view.confidence())
    return Column(key="conf", header=header, kind="ci", decimals=view.index_places(), beside=ZERO)


def _gaps(view: View, found: Sequence[Change | FromPeers]) -> Iterable[Markup]:
    """Yield why differences have no interval, a note each."""
    for each in found:
        if each.code is not None:
            reason = view.reason_text(each.code, {})
            yield view.phrase("table.note.undefined", what=view.name(each.id), reason=reason)


def _holm(view: View, found: Sequence[Change | FromPeers], path: str, key: str) -> Markup:
    """Return over how many differences p is adjusted, where it is over more than one."""
    for place, each in enumerate(found):
        if each.m is not None and each.m > 1:
            return view.phrase(key, m=view.number(each.m, "n", f"{path}.{place}.m"))
    return Markup()
