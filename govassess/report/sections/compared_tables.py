"""The tables that compare a result with an earlier one and with its peers."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence

from markupsafe import Markup

from govassess.report.fields import P_VALUE, Field, name_of, records_table
from govassess.report.formats import ZERO
from govassess.report.sections.changes import holm
from govassess.report.sections.ladders import index_edges
from govassess.report.table import Cell, Notes, Table
from govassess.report.view import View
from govassess.report.wording import edges
from govassess.result.comparison import Change, Earlier, FromPeers, Peer, PeerComparison
from govassess.result.descriptive import NodeScore

SPREAD = ("sd", "lower_quartile", "median", "upper_quartile")
"""Columns that are there where enough results were summed up."""


def earlier_table(view: View, earlier: Earlier) -> Table:
    """Return the headline constructs then and now with their changes."""
    before, now = earlier.result.label, view.say("report.previous.now")
    name = earlier.result.scores[0].index_name
    n = view.number(earlier.result, "n", "n")
    scores = {score.id: score for score in earlier.result.scores}
    return records_table(
        view,
        "previous",
        (
            name_of(view),
            _index(view, "before", before, lambda each: scores[each.id]),
            _index(view, "now", now, lambda each: view.scores[each.id]),
            *_difference(view, view.say("compare.column.change")),
            P_VALUE,
            Field("p_holm", "p", thresholds=edges(view)),
        ),
        earlier.changes,
        title=view.say("report.previous.title", before=before),
        notes=Notes(
            general=view.phrase("compare.note.change", range=view.say(f"report.index_range.{name}")),
            specific=(
                view.phrase("report.previous.source", file=earlier.result.file, n=n),
                *_gaps(view, earlier.changes),
            ),
            probability=holm(view, earlier.changes, "report.previous.holm"),
        ),
    )


def peer_table(view: View, comparison: PeerComparison) -> Table:
    """Return every node of the benchmark, compared with the mean of the others."""
    peers = {each.id: each for each in comparison.benchmark.peers}
    places = view.index_places()

    def peer_cell(name: str) -> Callable[[FromPeers], Cell]:
        return lambda each: view.cell(peers[each.id], name)

    spread = [
        Field(name, "est", heading=view.say(f"report.peers.column.{name}"), decimals=places, cell=peer_cell(name))
        for name in SPREAD
        if any(getattr(peers[each.id], name) is not None for each in comparison.differences)
    ]
    return records_table(
        view,
        "peers",
        (
            Field("id", header="name", cell=lambda each: _name_cell(view, each)),
            _index(view, "index", view.say("report.previous.now"), lambda each: view.scores[each.id]),
            _index(view, "peers", view.say("report.peers.column.mean"), lambda each: peers[each.id]),
            *spread,
            *_difference(view, view.say("table.column.difference")),
            Field("p_holm", "p", thresholds=edges(view)),
        ),
        comparison.differences,
        title=view.say("report.peers.title"),
        notes=Notes(
            general=view.phrase("report.peers.note"),
            specific=tuple(_gaps(view, comparison.differences)),
            probability=holm(view, comparison.differences, "report.peers.holm"),
        ),
    )


def _name_cell(view: View, each: FromPeers) -> Cell:
    return Cell(value=view.name(each.id), strong=each.id in view.instrument.headline)


def _index(view: View, key: str, heading: str, of: Callable[[Change | FromPeers], NodeScore | Peer]) -> Field:
    """Return the column of one index of a node."""
    return Field(
        key,
        "est",
        heading=heading,
        decimals=view.index_places(),
        thresholds=index_edges(view),
        cell=lambda each: view.cell(of(each), "index"),
    )


def _difference(view: View, heading: str) -> tuple[Field, Field]:
    """Return the columns of a difference in index points with its interval."""
    places = view.index_places()
    return (
        Field("estimate", "est", heading=heading, decimals=places, thresholds=ZERO),
        Field("conf", "ci", "ci", decimals=places, thresholds=ZERO),
    )


def _gaps(view: View, found: Sequence[Change | FromPeers]) -> Iterable[Markup]:
    """Yield why differences have no interval, a note each."""
    for each in found:
        if each.code is not None:
            reason = view.reason_text(each.code, {})
            yield view.phrase("table.note.undefined", what=view.name(each.id), reason=reason)
