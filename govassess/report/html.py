"""The report as one HTML file: nothing fetched, no script, closed by its Content-Security-Policy."""

from __future__ import annotations

import datetime as dt

from markupsafe import Markup

from govassess.assessment.result import Assessment
from govassess.report.audiences import Audience
from govassess.report.page import policy, render, style
from govassess.report.whole import Report, build
from govassess.text import numbers


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
    sheet = style()
    lang = report.view.lang
    return render(
        "report.html.j2",
        lang,
        report=report,
        date=date_text(report.view.date, lang),
        sheet=Markup(sheet),  # noqa: S704 - a file of this package
        policy=policy(sheet),
    )


def date_text(date: str | None, lang: str) -> str:
    """Return a date in words where it is one, else as it was given.

    Examples
    --------
    >>> date_text("2026-11-23", "id")
    '23 November 2026'
    """
    if date is None:
        return ""
    try:
        return numbers.date(dt.date.fromisoformat(date), lang)
    except ValueError:
        return date
