"""A result beside an earlier one and beside its peers: lines of the first screen, tables among the scores."""

from __future__ import annotations

from collections.abc import Iterator, Mapping

from markupsafe import Markup

from govassess.assessment.compared import BesidePeers, Change, Earlier, FromPeers
from govassess.assessment.result import NodeScore
from govassess.report.blocks import Block, Heading, Paragraph
from govassess.report.sections.bench import difference_from_peers, peer_of
from govassess.report.sections.changes import alpha, change_sentence, level_change, signed_text
from govassess.report.table import Cell, Column, Notes, Row, Table
from govassess.report.view import View


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
        "index": view.number(before.index, "est", f"previous.result.scores.{score.id}.index", view.index_places()),
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
        "index": view.number(peer.index, "est", f"{at}.index", view.index_places()),
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
    interval = view.number(ends, "ci", f"{path}.conf_low {path}.conf_high", view.index_places())
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
    yield _earlier_table(view, earlier)
    yield Paragraph(text=view.phrase("compare.limit.same_people") + Markup(" ") + view.phrase("compare.limit.cause"),
                    kind="note")  # fmt: skip


def _levels(view: View, change: Change, earlier: Earlier) -> Markup:
    before = next(score for score in earlier.result.scores if score.id == change.id)
    paths = (f"previous.result.scores.{change.id}", f"scores.{change.id}")
    labels = (earlier.result.label, view.say("report.previous.now"))
    return Markup(" ") + level_change(view, (before, view.scores[change.id]), paths, labels)


def _earlier_table(view: View, earlier: Earlier) -> Table:
    places = view.index_places()
    rows = []
    for place, each in enumerate(earlier.changes):
        path, before = f"previous.changes.{place}", next(s for s in earlier.result.scores if s.id == each.id)
        rows.append(
            Row(
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
        )
    m = next(((place, each.m) for place, each in enumerate(earlier.changes) if (each.m or 0) > 1), None)
    return Table(
        name="previous",
        title=view.say("report.previous.title", before=earlier.result.label),
        columns=(
            Column(key="id", header=view.say("table.column.name"), kind="text"),
            Column(key="before", header=earlier.result.label, kind="est", decimals=places),
            Column(key="now", header=view.say("report.previous.now"), kind="est", decimals=places),
            Column(key="estimate", header=view.say("compare.column.change"), kind="est", decimals=places),
            Column(
                key="conf", header=view.say("table.column.ci", confidence=view.confidence()), kind="ci", decimals=places
            ),
            Column(key="p_value", header=view.say("table.column.p"), kind="p"),
            Column(key="p_holm", header=view.say("table.column.p_holm"), kind="p"),
        ),
        rows=tuple(rows),
        notes=Notes(
            general=view.phrase(
                "compare.note.change", range=view.say(f"report.index_range.{earlier.result.scores[0].index_name}")
            ),
            specific=(
                view.phrase("report.previous.source", file=earlier.result.file, n=view.number(
                    earlier.result.n, "n", "previous.result.n")),
                *(view.phrase("table.note.undefined", what=view.name(each.id), reason=view.reason_text(each.code, {}))
                  for each in earlier.changes if each.code is not None),
            ),
            probability=Markup() if m is None else view.phrase(
                "report.previous.holm", m=view.number(m[1], "n", f"previous.changes.{m[0]}.m")),
        ),
        lang=view.lang,
    )  # fmt: skip


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
            "report.peers.what",
            k=view.number(benchmark.results, "n", f"{path}.results"),
            n=view.number(benchmark.respondents, "n", f"{path}.respondents"),
            period=period or view.say("report.peers.period_unknown"),
        )
    )
    yield _peer_table(view, beside)


def _peer_table(view: View, beside: BesidePeers) -> Table:
    places = view.index_places()
    peers = {each.id: each for each in beside.benchmark.peers}
    found = list(enumerate(beside.differences))
    optional = [name for name in ("sd", "lower_quartile", "median", "upper_quartile")
                if any(getattr(peers[each.id], name) is not None for _, each in found)]  # fmt: skip
    rows = []
    for place, each in found:
        path, at, peer = f"benchmark.differences.{place}", f"benchmark.benchmark.peers.{each.id}", peers[each.id]
        rows.append(
            Row(
                cells=(
                    Cell(value=view.name(each.id), strong=each.id in view.result.instrument.headline),
                    view.cell(view.scores[each.id].index, f"scores.{each.id}.index"),
                    view.cell(peer.index, f"{at}.index"),
                    *(view.cell(getattr(peer, name), f"{at}.{name}") for name in optional),
                    view.cell(each.estimate, f"{path}.estimate"),
                    view.interval(each.conf_low, each.conf_high, path),
                    view.cell(each.p_holm, f"{path}.p_holm"),
                )
            )
        )
    m = next(((place, each.m) for place, each in found if (each.m or 0) > 1), None)
    return Table(
        name="peers",
        title=view.say("report.peers.title"),
        columns=(
            Column(key="id", header=view.say("table.column.name"), kind="text"),
            Column(key="index", header=view.say("report.previous.now"), kind="est", decimals=places),
            Column(key="peers", header=view.say("report.peers.column.mean"), kind="est", decimals=places),
            *(Column(key=name, header=view.say(f"report.peers.column.{name}"), kind="est", decimals=places)
              for name in optional),
            Column(key="estimate", header=view.say("table.column.difference"), kind="est", decimals=places),
            Column(key="conf", header=view.say("table.column.ci", confidence=view.confidence()), kind="ci",
                   decimals=places),
            Column(key="p_holm", header=view.say("table.column.p_holm"), kind="p"),
        ),
        rows=tuple(rows),
        notes=Notes(
            general=view.phrase("report.peers.note"),
            specific=tuple(
                view.phrase("table.note.undefined", what=view.name(each.id), reason=view.reason_text(each.code, {}))
                for _, each in found if each.code is not None
            ),
            probability=Markup() if m is None else view.phrase(
                "report.peers.holm", m=view.number(m[1], "n", f"benchmark.differences.{m[0]}.m")),
        ),
        lang=view.lang,
    )  # fmt: skip


def _change(view: View, ident: str) -> tuple[int, Change] | None:
    changes = () if view.result.previous is None else view.result.previous.changes
    return next(((place, each) for place, each in enumerate(changes) if each.id == ident), None)
