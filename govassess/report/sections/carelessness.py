"""Signs of careless answering, and whether the headline results hang on those who show them."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace

from markupsafe import Markup

from govassess.report.blocks import Block, Folded, Heading, Paragraph
from govassess.report.cautions import spot_marks
from govassess.report.fields import Field, records_table
from govassess.report.formats import ZERO
from govassess.report.sections.ladders import index_edges
from govassess.report.sections.sensitivity_chart import sensitivity_figure
from govassess.report.table import Cell, Notes, Table
from govassess.report.view import View
from govassess.report.ways import Way, left_out, samples, way
from govassess.result.descriptive import Carelessness, CarelessSign, RobustScore

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
    count = view.number(left_out(view), "count", "n")
    said = [view.phrase("report.quality.careless_left_out", count=count, of=view.number(found, "n_used", "n"))]
    if found.flagged is not None and not view.rounded_notes():
        once = view.number(found, "flagged", "n")
        said.append(view.phrase("report.quality.careless_once", count=once))
    return said


def kept_said(view: View, found: Carelessness) -> Markup:
    """Return how many show signs, and that nobody was removed."""
    if found.flagged is None or found.flagged_twice is None:
        return view.phrase("report.quality.careless_unknown")
    return view.phrase(
        "report.quality.careless_finding",
        count=counted(view, found, "flagged_twice"),
        once=counted(view, found, "flagged"),
        of=view.number(found, "n_used", "n"),
    )


def counted(view: View, found: Carelessness, field: str) -> Markup:
    """Return how many, or that it is fewer than the minimum of a publication; those with two signs open a sentence."""
    twice = field == "flagged_twice"
    if not view.is_few(getattr(found, field), twice=twice):
        return view.number(found, field, "n")
    return view.fewer().capitalize() if twice else view.fewer()


def count_cell(view: View, sign: CarelessSign, field: str) -> Cell:
    """Return a cell with how many, or that it is fewer than the minimum of a publication, or that it is undefined."""
    if sign.code is not None:
        return view.nothing("table.not_computed")
    few = view.is_few(getattr(sign, field))
    return Cell(value=str(view.fewer().striptags())) if few else view.cell(sign, field)


def signs_table(view: View, found: Carelessness) -> Table:
    """Return how many respondents show each sign, and for how many it is undefined."""
    reasons = tuple(
        view.phrase("table.note.sign", sign=view.say(f"careless.{sign.sign}"), reason=view.reason_text(sign.code, {}))
        for sign in found.signs
        if sign.code is not None
    )
    return records_table(
        view,
        "careless",
        (
            Field("sign", words=lambda sign: view.say(f"careless.{sign.sign}")),
            Field("flagged", "n", cell=lambda sign: count_cell(view, sign, "flagged")),
            Field("undefined", "n", cell=lambda sign: count_cell(view, sign, "undefined")),
        ),
        found.signs,
        anchor=lambda sign: f"careless-{sign.sign}",
        notes=Notes(
            general=view.phrase(
                "table.note.careless",
                n=view.number(found, "n_used", "n"),
                items=view.number(found, "items", "n"),
            ),
            specific=(view.phrase("table.note.careless_limits"), *reasons, *view.rounded_notes()),
        ),
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
        difference=view.number(largest, "difference", "est", view.index_places()),
        name=view.name(largest.id),
        count=sum(entry.level == view.scores[entry.id].level for entry in found),
        of=len(found),
    )


def robustness_table(view: View) -> Table:
    """Return index and level of the headline nodes over the respondents analysed, and the other way."""
    proper, number, other = BOTH_WAYS[way(view)]
    index = Field("index", "est", decimals=view.index_places(), thresholds=index_edges(view))
    return records_table(
        view,
        "robustness",
        (
            Field("id", header="construct", words=lambda entry: view.name(entry.id)),
            replace(index, name=proper, cell=lambda entry: view.cell(view.scores[entry.id], "index")),
            Field("n", "n", number),
            replace(index, header=other),
            Field("conf", "ci", "ci", decimals=index.decimals, thresholds=index.thresholds),
            Field("difference", "est", decimals=index.decimals, thresholds=ZERO),
            Field("level", header="level_plain", cell=lambda entry: level_cell(view, entry)),
        ),
        view.result.robustness,
        title=view.say(f"table.title.robustness.{way(view)}"),
        anchor=lambda entry: f"robustness-{entry.id}",
        notes=Notes(general=view.phrase(f"table.note.robustness.{way(view)}"), specific=view.rounded_notes()),
    )


def level_cell(view: View, entry: RobustScore) -> Cell:
    """Return whether the level is another one the other way."""
    whole = view.scores[entry.id].level
    if entry.level is None or whole is None:
        return view.nothing()
    if entry.level == whole:
        return view.words(view.say("table.level_same"), entry, "level")
    level, other = (view.level_name(found) if view.by_rule() else str(found) for found in (entry.level, whole))
    return view.words(view.say("table.level_changed", level=level, whole=other), entry, "level")
