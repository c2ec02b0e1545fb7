"""The page about several results beside each other: waves with their changes, or agencies with their ranks."""

from __future__ import annotations

import shlex
from collections.abc import Mapping
from dataclasses import dataclass

from markupsafe import Markup, escape

from govassess.instrument.model import Study
from govassess.report.blocks import Figure, Section
from govassess.report.page import whole_page
from govassess.report.sections.changes import change_sections, change_titles, lead_of_changes
from govassess.report.sections.compared_method import compared_method, general_limits
from govassess.report.sections.standings import standing_sections, standing_titles
from govassess.report.view import View, seen
from govassess.report.whole import number_tables
from govassess.responses.model import FunnelStep, Source
from govassess.result.assessment import SCHEMA_VERSION, Assessment
from govassess.result.comparison import ResultComparison
from govassess.result.descriptive import Options, Screening
from govassess.result.measures import Validity


@dataclass(frozen=True, slots=True, kw_only=True)
class ComparisonReport:
    """A comparison in one language, ready to be laid out; what the templates of sections ask for is named as there."""

    view: View
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
    view = seen(_for_words(comparison), lang, date=date)
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


def _meta(view: View, comparison: ResultComparison, heading: str) -> tuple[Markup, ...]:
    """Return the line above the title: instrument, what is compared, how many answered."""
    counts = [
        view.phrase(
            "compare.meta.result",
            label=each.label,
            count=view.number(each.n, "n", f"results.{place}.n"),
        )
        for place, each in enumerate(comparison.results)
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


def _for_words(comparison: ResultComparison) -> Assessment:
    """Return an assessment that lends its instrument and options to the view: names, levels, confidence, warnings.

    It holds no number that is printed; those are the comparison's.
    """
    last = comparison.results[-1]
    return Assessment(
        schema_version=SCHEMA_VERSION,
        govassess=comparison.govassess,
        instrument=comparison.instrument,
        instrument_sha256=last.instrument_sha256,
        modules=last.modules,
        form=last.form,
        study=Study(),
        response_rate=None,
        source=Source(file=last.file, sha256=last.source_sha256, tool="generic", format="json"),
        options=Options(
            seed=0,
            draws=last.draws,
            conf_level=comparison.conf_level,
            resampled=last.resampled,
            units=last.units,
            by=(),
            cluster=last.cluster,
            disclosure=comparison.disclosure,
            min_group=comparison.min_group,
            percentile_low=None,
            percentile_high=None,
            plan=None,
            mapping=None,
            reproduce=None,
        ),
        versions={},
        funnel=(FunnelStep(step=1, code="read", count=last.n, remaining=last.n),),
        screening=Screening(
            partial_kept=0,
            duplicates_kept=0,
            invalid_blanked=0,
            missing_answers=0,
            answers=0,
            straight_lining=0,
            missing_codes={},
        ),
        profile=(),
        items=(),
        scores=last.scores,
        groups=(),
        reliability=(),
        validity=Validity(n_used=0, pairs=()),
        hypotheses=(),
        models=(),
        priorities=(),
        multiple_choice=(),
        checklists=(),
        unavailable=comparison.unavailable,
        warnings=comparison.warnings,
    )
