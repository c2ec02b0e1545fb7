"""For whom a report is: the same blocks in another order, other parts folded, nothing left out."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace
from typing import Literal

from markupsafe import Markup

from govassess.report.blocks import Folded, Section
from govassess.report.sections.first import FirstScreen
from govassess.report.view import View

Audience = Literal["agency", "research", "thesis"]
"""For whom a report is: the same blocks, in another order and with other parts folded."""

ORDER: Mapping[Audience, tuple[str, ...]] = {
    "agency": (
        "scores", "answers", "choices", "groups", "priorities", "quality", "measurement", "hypotheses", "paths",
        "method",
    ),
    "thesis": (
        "quality", "achievement", "scores", "answers", "instrument_tests", "measurement", "assumptions", "regressions",
        "hypotheses", "decomposition", "paths", "groups", "choices", "priorities", "method",
    ),
}  # fmt: skip
"""The order of the sections; one that is not named stays before the method, the last."""

FOLDED: Mapping[Audience, tuple[str, ...]] = {"agency": ("measurement", "hypotheses", "paths")}
"""Sections of which all but the finding and its warnings lies behind one line."""

LAST = "method"


def arranged(view: View, sections: Sequence[Section], audience: Audience) -> tuple[Section, ...]:
    """Return the sections in the order of an audience, and folded where it does not read them first.

    Parameters
    ----------
    view : View
        Gives the language of the lines that parts are folded behind.
    sections : sequence of Section
        As they were built, tables not yet numbered.
    audience : str
        ``agency``, ``research`` or ``thesis``; for research they stay as they are.

    Returns
    -------
    tuple of Section
        All of them.
    """
    order = ORDER.get(audience)
    if order is None:
        return tuple(sections)
    places = {name: place for place, name in enumerate(order)}
    unnamed = places[LAST] - 0.5
    ordered = sorted(sections, key=lambda section: places.get(section.name, unnamed))  # stable: equal ones as built
    folded = FOLDED.get(audience, ())
    return tuple(_behind_a_line(view, each) if each.name in folded else each for each in ordered)


def _behind_a_line(view: View, section: Section) -> Section:
    """Return a section whose blocks lie behind one line; an empty one stays as it is."""
    if not section.blocks:
        return section
    summary = view.phrase(f"report.audience.folded.{section.name}")
    return replace(section, blocks=(Folded(summary=summary, blocks=section.blocks, anchor=f"{section.name}-details"),))


def addressed(view: View, first: FirstScreen, audience: Audience) -> FirstScreen:
    """Return the first screen with the word of its audience, and what that one must know about the order."""
    name = view.say(f"report.audience.{audience}")
    meta = (*first.meta, (view.phrase("report.audience.meta", audience=name), ()))
    if audience == "research" or not first.lead:
        return replace(first, meta=meta)
    lead = Markup(" ").join((first.lead, view.phrase(f"report.audience.lead.{audience}")))
    told = replace(first, meta=meta, lead=lead)
    return without_estimates(view, told) if audience == "agency" else told


def without_estimates(view: View, first: FirstScreen) -> FirstScreen:
    """Return the first screen with verdicts in words only; coefficients and errors stand in the section that tests."""
    return replace(
        first,
        verdicts=tuple(replace(line, rest=Markup()) for line in first.verdicts),
        tested=tuple(replace(line, rest=Markup()) for line in first.tested),
        verdict_note=view.phrase("report.first.verdicts.note_plain") if first.tested else first.verdict_note,
    )
