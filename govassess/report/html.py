"""The report as one HTML file: nothing fetched, no script, closed by its Content-Security-Policy."""

from __future__ import annotations

from markupsafe import Markup

from govassess.files.carried import IDENT, TYPE, checksum, packed
from govassess.report.about import provenance
from govassess.report.audiences import Audience
from govassess.report.lean import lean
from govassess.report.markers import Markers
from govassess.report.page import running_title, whole_page
from govassess.report.whole import Report, build
from govassess.result.assessment import Assessment
from govassess.result.codec import compact
from govassess.version import VERSION


def render_html(result: Assessment, lang: str, *, date: str | None = None, audience: Audience = "research") -> str:
    """Return the report of ``result`` as one HTML file.

    Parameters
    ----------
    result : Assessment
        The only source of values; the report computes nothing.
    lang : str
        ``en`` or ``id``.
    date : str, optional
        The date to print, ``YYYY-MM-DD`` or as it is to be read; without it a blank to be filled in, so that the
        same result gives the same bytes.
    audience : str
        For whom: ``agency``, ``research`` or ``thesis``.

    Returns
    -------
    str
        The page; UTF-8 when written.
    """
    return page(build(result, lang, date=date, audience=audience))


def page(report: Report) -> str:
    """Return a built report as one HTML file."""
    return lean(
        whole_page(
            "report.html.j2",
            report.view.lang,
            more_style=running_title(report.first.plain_title),
            report=report,
            markers=Markers(),
            provenance=provenance(report),
            data=data(report),
        )
    )


def data(report: Report) -> Markup:
    """Return the block of data by which a page is checked: the stored result, and how the page was drawn from it."""
    text = compact(report.view.result)
    drawn = {
        "schema": report.view.result.schema_version,
        "version": VERSION,
        "lang": report.view.lang,
        "for": report.audience,
        "date": report.view.date or "",
        "sha256": checksum(text),
    }
    attributes = Markup("").join(Markup(' data-{}="{}"').format(name, value) for name, value in drawn.items())
    return Markup('<script type="{}" id="{}"{}>{}</script>').format(TYPE, IDENT, attributes, packed(text))
