"""The page about several results beside each other: waves with their changes, or agencies with their ranks."""

from __future__ import annotations

import shlex
from collections.abc import Mapping
from dataclasses import dataclass

from markupsafe import Markup, escape

from govassess.report.blocks import Figure, Section
from govassess.report.page import whole_page
from govassess.report.sections.changes import change_sections, change_titles, lead_of_changes
from govassess.report.sections.compared_method import compared_method, general_limits
from govassess.report.sections.standings import standing_sections, standing_titles
from govassess.report.view import Numbers
from govassess.report.whole import number_tables
from govassess.result.comparison import ResultComparison
from govassess.text.numbers import NumberFormat


@dataclass(frozen=True, slots=True, kw_only=True)
class ComparisonReport:
    """A comparison in one language, ready to be laid out; what the templates of sections ask for is named as there."""

    view: Numbers
    comparison: ResultComparison
    title: Markup
    plain_title: str
    lead: Markup
    others: tuple[Markup, ...]
    meta: tuple[Markup, ...]
    limits: tuple[Markup, ...]
    sections: tuple[Section, ...]
    numbers: Mapping[str, int]
    loose: Mapping[str, tuple[int, ...]]
    warnings: tuple[tuple[int, Markup, str], ...]
    command: str

    @property
    def figures(self) -> tuple[Figure, ...]:
        """All charts, in order."""
        return tuple(figure for section in self.sections for figure in section.figures)


def build_comparison(comparison: ResultComparison, lang: str, *, date: str | None = None) -> ComparisonReport:
    """Return the page about a comparison in ``lang``.

    Parameters
    ----------
    comparison : ResultComparison
        The only source of values; its data-ids are paths in its own JSON.
    lang : str
        ``en`` or ``id``.
    date : str, optional
        The date to print.

    Returns
    -------
    ComparisonReport
    """
    view = Numbers(instrument=comparison.instrument, number_format=NumberFormat(lang), result=comparison, date=date)
    waves = comparison.compared_as == "waves"
    titles = change_titles(view, comparison) if waves else standing_titles(view, comparison)
    drawn = change_sections(view, comparison) if waves else standing_sections(view, comparison)
    sections, numbers = number_tables((*drawn, compared_method(view, comparison)))
    heading = view.say(f"compare.heading.{comparison.compared_as}", count=len(comparison.results))
    return ComparisonReport(
        view=view,
        comparison=comparison,
        title=titles[0],
        plain_title=f"{comparison.instrument.title.in_language(lang)} – {heading}",
        lead=lead_of_changes(view, comparison) if waves else Markup(),
        others=tuple(titles[1:]),
        meta=_meta(view, comparison, heading),
        limits=(
            *(view.warning(notice) for notice in comparison.warnings),
            *general_limits(view, comparison),
        ),
        sections=sections,
        numbers=numbers,
        loose={section.name: () for section in sections},
        warnings=(),
        command=_command(comparison),
    )


def comparison_page(report: ComparisonReport) -> str:
    """Return a comparison as one HTML file, closed as the report is."""
    return whole_page("comparison.html.j2", report.view.lang, report=report)


def _meta(view: Numbers, comparison: ResultComparison, heading: str) -> tuple[Markup, ...]:
    """Return the line above the title: instrument, what is compared, how many answered."""
    counts = [
        view.phrase("compare.meta.result", label=each.label, count=view.number(each, "n", "n"))
        for each in comparison.results
    ]
    listed = view.listed(counts) if len(counts) <= 6 else view.phrase(
        "compare.meta.total", least=min(each.n for each in comparison.results),
        most=max(each.n for each in comparison.results),
    )  # fmt: skip
    order = () if comparison.compared_as == "agencies" else (view.phrase(f"compare.meta.order.{comparison.order}"),)
    title = comparison.instrument.title.in_language(view.lang)
    return (view.phrase("report.first.meta.instrument", title=title), escape(heading), listed, *order)


def _command(comparison: ResultComparison) -> str:
    files = (each.file for each in comparison.results)
    return shlex.join(["govassess", "compare", *files, "--as", comparison.compared_as])
