"""Signs of careless answering, and whether the headline results hang on those who show them."""

from __future__ import annotations

from collections.abc import Mapping

from markupsafe import Markup

from govassess.report.blocks import Block, Folded, Heading, Paragraph
from govassess.report.cautions import spot_marks
from govassess.report.formats import ZERO, Kind
from govassess.report.sections.ladders import index_edges
from govassess.report.sections.sensitivity_chart import sensitivity_figure
from govassess.report.table import Cell, Column, Notes, Row, Table
from govassess.report.view import View
from govassess.report.ways import Way, left_out, samples, way
from govassess.result.assessment import Carelessness, RobustScore

BOTH_WAYS: Mapping[Way, tuple[str, str, str]] = {
    "kept": ("index_all", "n_without", "index_without"),
    "left_out": ("index_without", "n_all", "index_all"),
}
"""Heads of the columns: the index of the run, and n and index of the other respondents."""


def careless_blocks(view: View) -> list[Block]:
    """Return how many respondents show signs of careless answering, and the results without them or why not."""
    found = view.result.screening.careless
    absent = [entry for entry in view.result.unavailable if (entry.where, entry.field) == ("screening", "careless")]
    if found is None and not absent:
        return []
    heading = Heading(
        text=view.say("report.quality.careless"), anchor="careless", marks=spot_marks(view, "quality.careless")
    )
    if found is None:
        reason = view.reason_text(absent[0].code, absent[0].values)
        return [heading, Paragraph(text=view.phrase("report.not_computed", reason=reason))]
    folded = Folded(
        summary=view.phrase("report.quality.careless_table"),
        blocks=(signs_table(view, found),),
        anchor="careless-signs",
    )
    said = careless_said(view, found)
    return [heading, Paragraph(text=Markup(" ").join(said)), *robustness_blocks(view), folded]


def careless_said(view: View, found: Carelessness) -> list[Markup]:
    """Return how many show signs, whether these were removed, and what the signs cannot say."""
    said = left_out_said(view, found) if way(view) == "left_out" else [kept_said(view, found)]
    if not found.reversed_present:
        said.append(view.phrase("report.quality.careless_unreversed"))
    return said


def left_out_said(view: View, found: Carelessness) -> list[Markup]:
    """Return how many were left out; of those with one sign only where that number is as exact as this."""
    count, source = left_out(view)
    of = view.number(found.n_used, "n", "screening.careless.n_used")
    said = [view.phrase("report.quality.careless_left_out", count=view.number(count, "n", source), of=of)]
    if found.flagged is not None and not view.rounded_notes():
        once = view.number(found.flagged, "n", "screening.careless.flagged")
        said.append(view.phrase("report.quality.careless_once", count=once))
    return said


def kept_said(view: View, found: Carelessness) -> Markup:
    """Return how many show signs, and that nobody was removed."""
    path = "screening.careless"
    if found.flagged is None or found.flagged_twice is None:
        return view.phrase("report.quality.careless_unknown")
    return view.phrase(
        "report.quality.careless_finding",
        count=counted(view, found.flagged_twice, f"{path}.flagged_twice", twice=True),
        once=counted(view, found.flagged, f"{path}.flagged"),
        of=view.number(found.n_used, "n", f"{path}.n_used"),
    )


def counted(view: View, count: int, path: str, *, twice: bool = False) -> Markup:
    """Return how many, or that it is fewer than the minimum of a publication; those with two signs open a sentence."""
    if not view.is_few(count, twice=twice):
        return view.number(count, "n", path)
    return view.fewer().capitalize() if twice else view.fewer()


def count_cell(view: View, count: int | None, path: str) -> Cell:
    """Return a cell with how many, or that it is fewer than the minimum of a publication."""
    return Cell(value=str(view.fewer().striptags())) if view.is_few(count) else view.cell(count, path)


def signs_table(view: View, found: Carelessness) -> Table:
    """Return how many respondents show each sign, and for how many it is undefined."""
    rows = []
    for place, sign in enumerate(found.signs):
        path = f"screening.careless.signs.{place}"
        label = Cell(value=view.say(f"careless.{sign.sign}"))
        if sign.code is not None:
            none = Cell(instead=view.say("table.not_computed"))
            rows.append(Row(cells=(label, none, none), anchor=f"careless-{sign.sign}"))
            continue
        cells = (count_cell(view, getattr(sign, name), f"{path}.{name}") for name in ("flagged", "undefined"))
        rows.append(Row(cells=(label, *cells), anchor=f"careless-{sign.sign}"))
    reasons = tuple(
        view.phrase("table.note.sign", sign=view.say(f"careless.{sign.sign}"), reason=view.reason_text(sign.code, {}))
        for sign in found.signs
        if sign.code is not None
    )
    return Table(
        name="careless",
        title=view.say("table.title.careless"),
        columns=(
            Column(key="sign", header=view.say("table.column.sign"), kind="text"),
            Column(key="flagged", header=view.say("table.column.flagged"), kind="n"),
            Column(key="undefined", header=view.say("table.column.undefined"), kind="n"),
        ),
        rows=tuple(rows),
        notes=Notes(
            general=view.phrase(
                "table.note.careless",
                n=view.number(found.n_used, "n", "screening.careless.n_used"),
                items=view.number(found.items, "n", "screening.careless.items"),
            ),
            specific=(view.phrase("table.note.careless_limits"), *reasons, *view.rounded_notes()),
        ),
        lang=view.lang,
    )


def robustness_blocks(view: View) -> list[Block]:
    """Return the headline index without those flagged twice and that of all, or why not both are shown."""
    if view.result.robustness:
        return [Paragraph(text=robustness_said(view)), *sensitivity_figure(view), robustness_table(view)]
    if any(entry.where == "robustness" for entry in view.result.unavailable):
        reason = view.reason("robustness", samples(view)[1])
        return [Paragraph(text=view.phrase(f"report.quality.not_robust.{way(view)}", reason=reason))]
    return []


def robustness_said(view: View) -> Markup:
    """Return the largest difference of an index, and how many levels stay as they are."""
    found = view.result.robustness
    largest = max(found, key=lambda entry: abs(entry.difference))
    return view.phrase(
        f"report.quality.robust.{way(view)}",
        difference=view.number(largest.difference, "est", f"robustness.{largest.id}.difference", view.index_places()),
        name=view.name(largest.id),
        count=sum(entry.level == view.scores[entry.id].level for entry in found),
        of=len(found),
    )


def robustness_table(view: View) -> Table:
    """Return index and level of the headline nodes over the respondents analysed, and the other way."""
    places = view.index_places()
    confidence = view.confidence()
    proper, number, beside = BOTH_WAYS[way(view)]
    limits = index_edges(view)
    columns: tuple[tuple[str, str, Kind, int | None, tuple[float, ...]], ...] = (
        ("id", "construct", "text", None, ()),
        (proper, proper, "est", places, limits),
        ("n", number, "n", None, ()),
        ("index", beside, "est", places, limits),
        ("conf", "ci", "ci", places, limits),
        ("difference", "difference", "est", places, ZERO),
        ("level", "level_plain", "text", None, ()),
    )
    return Table(
        name="robustness",
        title=view.say(f"table.title.robustness.{way(view)}"),
        columns=tuple(
            Column(
                key=key,
                header=view.say(f"table.column.{header}", confidence=confidence),
                kind=kind,
                decimals=decimals,
                beside=edges,
            )
            for key, header, kind, decimals, edges in columns
        ),
        rows=tuple(_row(view, entry) for entry in view.result.robustness),
        notes=Notes(general=view.phrase(f"table.note.robustness.{way(view)}"), specific=view.rounded_notes()),
        lang=view.lang,
    )


def _row(view: View, entry: RobustScore) -> Row:
    path, whole = f"robustness.{entry.id}", f"scores.{entry.id}"
    score = view.scores[entry.id]
    return Row(
        cells=(
            Cell(value=view.name(entry.id)),
            view.cell(score.index, f"{whole}.index"),
            Cell(value=entry.n, source=f"{path}.n"),
            Cell(value=entry.index, source=f"{path}.index"),
            view.interval(entry.conf_low, entry.conf_high, path),
            Cell(value=entry.difference, source=f"{path}.difference"),
            level_cell(view, entry, score.level),
        ),
        anchor=f"robustness-{entry.id}",
    )


def level_cell(view: View, entry: RobustScore, whole: int | None) -> Cell:
    """Return whether the level is another one the other way."""
    if entry.level is None or whole is None:
        return view.cell(None, "")
    if entry.level == whole:
        return Cell(value=view.say("table.level_same"), source=f"robustness.{entry.id}.level")
    level, other = (view.level_name(found) if view.by_rule() else str(found) for found in (entry.level, whole))
    words = view.say("table.level_changed", level=level, whole=other)
    return Cell(value=words, source=f"robustness.{entry.id}.level")
