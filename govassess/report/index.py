"""The page that leads to the reports of the groups of one survey: one row a group, in the order of names."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from markupsafe import Markup

from govassess.report.cut_points import level_places
from govassess.report.page import whole_page
from govassess.report.view import View, seen
from govassess.report.wording import level_cell
from govassess.result.assessment import Assessment, NodeScore


@dataclass(frozen=True, slots=True, kw_only=True)
class Entry:
    """One group: its name, the file of its report, n, and a text for each headline construct."""

    name: str
    link: str
    n: str
    findings: tuple[str, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Index:
    """All that the page shows."""

    plain_title: str
    title: str
    instrument: str
    rows: Markup
    status: str
    whole: str
    variable: str
    headline: tuple[str, ...]
    entries: tuple[Entry, ...]
    note: str
    withheld: tuple[str, ...]  # each with its reason
    why: str


def index_page(
    whole: Assessment,
    parts: Sequence[Assessment],
    withheld: Mapping[str, str],
    lang: str,
    *,
    links: Mapping[str, str],
    least: int,
) -> str:
    """Return the page that leads to the reports of the groups.

    Parameters
    ----------
    whole : Assessment
        The result of the whole survey.
    parts : sequence of Assessment
        The results of its groups, each with ``options.split_value``.
    withheld : mapping
        The groups that get no report -> the reason (``minimum``, ``secondary``, ``homogeneity``).
    lang : str
        ``en`` or ``id``.
    links : mapping
        Group -> name of the file of its report in the same folder; ``""`` -> that of the whole survey.
    least : int
        Respondents that a group needs to have a report.

    Returns
    -------
    str
        The page; it orders the groups by name: a place in an order of indices says less than their intervals do.
    """
    view = seen(whole, lang)
    variable = parts[0].options.split_by or ""
    headline = tuple(score.id for score in view.headline())
    named = {"variable": view.name(variable)}
    found = [_entry(part, headline, lang, links) for part in parts]
    index = Index(
        plain_title=f"{whole.instrument.title.in_language(lang)} – {view.name(variable)}",
        title=view.say("index.title", **named),
        instrument=whole.instrument.title.in_language(lang),
        rows=view.phrase(
            "report.first.meta.n",
            count=view.plain(whole.funnel[-1].remaining, "n"),
            read=view.plain(whole.funnel[0].remaining, "n"),
        ),
        status=view.status(),
        whole=links.get("", ""),
        variable=view.name(variable),
        headline=tuple(view.name(ident) for ident in headline),
        entries=tuple(sorted(found, key=lambda entry: entry.name.casefold())),
        note=view.say("index.note", confidence=view.confidence()),
        withheld=tuple(
            view.say(f"index.withheld.{why}", name=view.profile_value(variable, value), minimum=least)
            for value, why in withheld.items()
        ),
        why=view.say("index.why", minimum=least),
    )
    return whole_page("index.html.j2", lang, index=index)


def _entry(part: Assessment, headline: Sequence[str], lang: str, links: Mapping[str, str]) -> Entry:
    view, value = seen(part, lang), part.options.split_value or ""
    return Entry(
        name=view.profile_value(part.options.split_by or "", value),
        link=links.get(value, ""),
        n=view.plain(part.options.split_n, "n"),
        findings=tuple(_finding(view, view.scores.get(ident)) for ident in headline),
    )


def _finding(view: View, score: NodeScore | None) -> str:
    """Return index, interval and level of one headline construct of one group."""
    if score is None or score.index is None:
        return view.say("table.none")
    places = level_places(view, score.id, "index", [score.index, score.conf_low, score.conf_high])
    index = view.plain(score.index, "est", places)
    if score.conf_low is None or score.conf_high is None:
        return view.say("index.finding_alone", index=index, level=level_cell(view, score))
    ends = view.plain((score.conf_low, score.conf_high), "ci", places)
    return view.say("index.finding", index=index, interval=ends, level=level_cell(view, score))
