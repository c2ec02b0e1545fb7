"""What a notebook shows of a result: the first screen as a fragment, single tables and charts by name."""

from __future__ import annotations

from collections.abc import Iterable

from govassess.errors import PlanError
from govassess.report import whole
from govassess.report.page import render, scoped
from govassess.report.table import Table
from govassess.result.assessment import Assessment


def fragment(result: Assessment, lang: str) -> str:
    """Return the first screen of the report as a fragment with its own, scoped style (under 100 kB).

    Parameters
    ----------
    result : Assessment
        The assessment.
    lang : str
        ``en`` or ``id``.

    Returns
    -------
    str
    """
    return scoped(render("first.html.j2", lang, report=whole.build(result, lang), linked=False), lang)


def table(result: Assessment, name: str, lang: str) -> Table:
    """Return one table of the report.

    Parameters
    ----------
    result : Assessment
        The assessment.
    name : str
        Its name, such as ``hypotheses``, ``dimensions``, ``reliability``; those of the report for a thesis too
        (``decomposition``, ``regression.H1``), which then bear the number that they have there.
    lang : str
        ``en`` or ``id``.

    Returns
    -------
    Table

    Raises
    ------
    PlanError
        There is no table of this name; the message lists those there are.
    """
    found = whole.tables(whole.build(result, lang))
    if name not in found:  # regressions, assumptions and the like stand in the report for a thesis alone
        found = whole.tables(whole.build(result, lang, audience="thesis"))
    if name not in found:
        raise PlanError("unknown_table", name=name, known=_listed(found))
    return found[name]


def chart(result: Assessment, name: str, lang: str) -> str:
    """Return one chart of the report as SVG.

    Parameters
    ----------
    result : Assessment
        The assessment.
    name : str
        Its name, such as ``scores``, ``hypotheses``, ``funnel``.
    lang : str
        ``en`` or ``id``.

    Returns
    -------
    str

    Raises
    ------
    PlanError
        There is no chart of this name; the message lists those there are.
    """
    found = whole.figures(whole.build(result, lang))
    if name not in found:
        raise PlanError("unknown_chart", name=name, known=_listed(found))
    return str(found[name].svg)


def _listed(names: Iterable[str]) -> str:
    return ", ".join(sorted(names))
